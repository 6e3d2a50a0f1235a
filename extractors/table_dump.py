"""Tables that a converter dumped one cell a line: each cell begins with a tab, rows are divided by blank lines.

A cell may hold lines and blank lines of its own, so a blank line does not prove the end of a row: only a number of columns that is
constant over the table does. Among all ways to cut the cells into rows at blank lines the cheapest is taken (dynamic programming
over each likely number of columns; linear in the number of cells).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from extractors.document import Block, Paragraph, ParagraphKind, Span, Style, Table
from extractors.item_label import ItemLabel, bare_number, item_label
from extractors.lines import Line, Stretch
from extractors.table_layout import (
    BLANK,
    RawCell,
    Row,
    cell_of,
    is_header_like,
    same_texts,
    table_of,
    without_repeated_headers,
)

_MAX_COLUMNS = 40
_CANDIDATES = 6
_CROSSING = 0.5  # the cost of a blank line inside a row
_IRREGULAR = 1.0  # of a row with fewer cells than the table has columns
_IRREGULAR_HEAD = 0.5  # of such a row at the very beginning: a title, a header of merged cells
_LONG_TAIL = 12  # lines after a blank line that no cell at the end of a row has
_ANNEX = re.compile(
    r"(?:附件|附錄|附录|附表|附圖|附图|表|圖|图|專欄|专栏|備註|备注|註|注|資料來源|资料来源|說明|说明)[0-9０-９一二三四五六七八九十之\-－]*[：:、.．\s　]|(?:附件|附錄|附录|附表)[0-9０-９一二三四五六七八九十]*$"
)
_NEVER_FIRST = "，。、；：！？」』）》,.;:!?)"


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Lines ``first`` to ``end`` (exclusive) with no blank line between, and how many blank lines stand before."""

    first: int
    end: int
    blanks: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """What begins with a tab, up to the next tab: a cell (``end`` exclusive), and whether a blank line follows."""

    first: int
    end: int
    gap: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of cells that no foreign text interrupts, cut into rows; ``rest`` are the lines between it and the next."""

    rows: tuple[Row, ...]
    columns: int
    first: int
    end: int
    titles: tuple[_Unit, ...] = ()


def find_dumped_tables(text: str, lines: Sequence[Line]) -> Iterator[Stretch]:
    """The tables of a text that were dumped one cell a line."""
    pieces = [piece for units in _unit_runs(lines) if (piece := _piece(text, lines, units))]
    at = 0
    while at < len(pieces):
        end = at + 1
        while end < len(pieces) and _goes_on(pieces[end - 1], pieces[end], pieces[at], lines):
            end += 1
        if _is_table(pieces[at:end]):
            yield _stretch(text, lines, pieces[at:end])
        at = end


# --- cells ------------------------------------------------------------------------------------------------------------


def _unit_runs(lines: Sequence[Line]) -> Iterator[list[_Unit]]:
    """The cells of the text in runs; where text that belongs to no cell stands, a run ends."""
    starts = [n for n, line in enumerate(lines) if line.text.startswith("\t")]
    run: list[_Unit] = []
    for start, limit in pairwise([*starts, len(lines)]):
        end, cut = _cell_end(lines, start, limit, limit == len(lines), run)
        run.append(_Unit(start, end, end < limit and lines[end].is_blank))
        if cut:
            yield run
            run = []
    if run:
        yield run


def _cell_end(lines: Sequence[Line], start: int, limit: int, last: bool, run: Sequence[_Unit]) -> tuple[int, bool]:
    """Where a cell's lines end, and whether foreign text follows before the next tab."""
    chunks = _chunks(lines, start, limit)
    end = chunks[0].end
    tail = sum(chunk.end - chunk.first for chunk in chunks[1:])
    for chunk in chunks[1:]:
        if _is_foreign(lines, start, end, chunk, last or tail > _LONG_TAIL) and not _repeats(lines, run, start, chunk):
            return end, True
        end = chunk.end
    return end, False


def _chunks(lines: Sequence[Line], start: int, limit: int) -> list[_Chunk]:
    chunks, at = [_Chunk(start, start + 1, 0)], start + 1
    while at < limit:
        blanks = at
        while at < limit and lines[at].is_blank:
            at += 1
        first = at
        while at < limit and not lines[at].is_blank:
            at += 1
        if first < at:
            whole = blanks == first and chunks[-1].end == first
            chunks[-1:] = [replace(chunks[-1], end=at)] if whole else [chunks[-1], _Chunk(first, at, first - blanks)]
    return chunks


def _is_foreign(lines: Sequence[Line], start: int, end: int, chunk: _Chunk, doubtful: bool) -> bool:
    """Whether a chunk after a blank line is no more of the cell ``lines[start:end]``; ``doubtful`` where no cell need follow."""
    text = lines[chunk.first].text.strip()
    label = item_label(text)
    if text[0] in _NEVER_FIRST or (label and _is_next(lines, start, end, label)):
        return False
    if _ANNEX.match(text):
        return True
    if label and (
        label.script == "formal" or label.mark in "章節节條条編编篇" or (label.script == "chinese" and label.number > 1)
    ):
        return True
    return doubtful or (chunk.blanks > 1 and lines[chunk.first - chunk.blanks - 1].text.strip() != "")


def _is_next(lines: Sequence[Line], start: int, end: int, label: ItemLabel) -> bool:
    """Whether the label goes on with the count of the cell."""
    seen = (item_label(lines[n].text) for n in range(end - 1, start - 1, -1))
    before = next((known for known in seen if known and known.style == label.style), None)
    return before is not None and label.follows(before)


def _repeats(lines: Sequence[Line], run: Sequence[_Unit], start: int, chunk: _Chunk) -> bool:
    """Whether the cell before holds the same line: the unit under each of a row of numbers."""
    text = lines[chunk.first].text.strip()
    return bool(run) and any(lines[n].text.strip() == text for n in range(run[-1].first + 1, start))


# --- rows -------------------------------------------------------------------------------------------------------------


def _piece(text: str, lines: Sequence[Line], units: Sequence[_Unit]) -> _Piece | None:
    """A run of cells as rows; None where it can't be cut into rows."""
    ends = [n + 1 for n, unit in enumerate(units) if unit.gap or n + 1 == len(units)]
    cuts, columns = _best_cuts([0, *ends])
    if columns < 2:
        return None
    rows = [units[a:b] for a, b in pairwise(cuts)]
    while len(rows) > 1 and len(rows[-1]) == 1 and item_label(lines[rows[-1][0].first].text):
        rows.pop()
    titles = tuple(row[0] for row in takewhile(lambda row: len(row) == 1, rows[:-1]))
    cells = [tuple(_raw(text, lines, unit) for unit in row) for row in rows[len(titles) :]]
    return _Piece(tuple(_with_lost_blanks(cells, columns)), columns, units[0].first, rows[-1][-1].end, titles)


def _with_lost_blanks(rows: Sequence[Row], columns: int) -> list[Row]:
    """The rows, the last filled up with blank cells that an editor cut from the end of the file, if the row above ends in such."""
    *others, last = rows
    lost = columns - len(last)
    if lost and others and len(others[-1]) == columns and not any(cell.text for cell in others[-1][-lost:]):
        last = (*last, *[BLANK] * lost)
    return [*others, last]


def _raw(text: str, lines: Sequence[Line], unit: _Unit) -> RawCell:
    spans = [lines[n].span() for n in range(unit.first, unit.end) if not lines[n].is_blank]
    return cell_of(text, Span(spans[0].start, spans[-1].end)) if spans else BLANK


def _best_cuts(ends: Sequence[int]) -> tuple[list[int], int]:
    """The cheapest way to cut at ``ends`` and its number of columns; 0 columns where none is likely."""
    steps = {b - a for a, b in pairwise(ends)}
    if len(steps) == 1:
        return list(ends), min(steps)
    solved = [(*_cut(ends, columns), columns) for columns in _likely_columns(ends)]
    if not solved:
        return [], 0
    cost, cuts, columns = min(solved, key=lambda option: (option[0], option[2]))
    return (cuts, columns) if cost <= 0.75 * (len(cuts) - 1) + 1 else ([], 0)


def _likely_columns(ends: Sequence[int]) -> list[int]:
    """The numbers of cells that stand most often between two blank lines, near ones and those with some between."""
    counts: Counter[int] = Counter()
    for index, start in enumerate(ends):
        for end in ends[index + 1 : index + 9]:
            if not 2 <= end - start <= _MAX_COLUMNS:
                continue
            counts[end - start] += 1
    return [columns for columns, _ in counts.most_common(_CANDIDATES)]


def _cut(ends: Sequence[int], columns: int) -> tuple[float, list[int]]:
    """The cost and the cuts of the cheapest rows of at most so many cells."""
    costs, came_from = [0.0], [0]
    for here in range(1, len(ends)):
        best, best_from = float("inf"), here - 1
        for before in range(here - 1, -1, -1):
            length = ends[here] - ends[before]
            if length > columns:
                break
            cost = costs[before] + _CROSSING * (here - before - 1)
            if length < columns:
                cost += _IRREGULAR if came_from[before] else _IRREGULAR_HEAD
            if cost < best:
                best, best_from = cost, before
        costs.append(best)
        came_from.append(best_from)
    cuts, at = [], len(ends) - 1
    while at:
        cuts.append(ends[at])
        at = came_from[at]
    return costs[-1], [0, *reversed(cuts)]


# --- tables -----------------------------------------------------------------------------------------------------------


def _goes_on(before: _Piece, piece: _Piece, start: _Piece, lines: Sequence[Line]) -> bool:
    """Whether a piece goes on with the table before the foreign text: as many columns, and no header of its own but the same one."""
    between = sum(not lines[n].is_blank for n in range(before.end, piece.first))
    if piece.columns != start.columns or piece.titles or between > 3 or len(piece.rows[0]) != piece.columns:
        return False
    return not is_header_like(piece.rows[0]) or same_texts(piece.rows[0], start.rows[0])


def _is_table(pieces: Sequence[_Piece]) -> bool:
    """Not paragraphs that begin with a tab: those have no header, no blanks and no numbers of their own."""
    columns, rows = pieces[0].columns, [row for piece in pieces for row in piece.rows]
    regular = sum(len(row) == columns for row in rows)
    if len(rows) < 2 or regular * 2 < len(rows) or (regular < 2 and columns < 3):
        return False
    if not any(cell.text for row in rows for cell in row):
        return False
    blanks = any(not cell.text for row in rows for cell in row)
    numbers = any(bare_number(cell.text) is not None for row in rows for cell in row)
    return is_header_like(rows[0]) or blanks or (columns > 2 and numbers)


def _stretch(text: str, lines: Sequence[Line], pieces: Sequence[_Piece]) -> Stretch:
    """The table and what stands before it or, by the converter's fault, in its middle; that is read before it."""
    rows, repeated = without_repeated_headers([row for piece in pieces for row in piece.rows])
    before: list[Block] = []
    for title in pieces[0].titles:
        before += _paragraphs(lines, title.first, title.end)
    for piece, following in pairwise(pieces):
        before += _paragraphs(lines, piece.end, following.first)
    table: Table = table_of(rows, pieces[0].columns)
    return Stretch(pieces[0].first, pieces[-1].end, (*before, table, *repeated))


def _paragraphs(lines: Sequence[Line], first: int, end: int) -> Iterator[Paragraph]:
    """The lines as paragraphs; a label alone on its line and the line after it are one."""
    at = first
    while at < end:
        line = lines[at]
        at += 1
        if line.is_blank:
            continue
        span, kind = line.span(), ParagraphKind.LINE
        if bare_number(line.text) is not None and at < end and not lines[at].is_blank:
            span, kind, at = Span(span.start, lines[at].span().end), ParagraphKind.PARAGRAPH, at + 1
        yield Paragraph(span, kind, Style(indent=line.indent))
