"""Tables in text whose rows are lines and whose cells are divided by tabs; a row that a page break cut is made one again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.document import Block
from extractors.item_label import bare_number, item_label
from extractors.lines import Line, Stretch
from extractors.table_layout import BLANK, RawCell, Row, cell_of, is_header_like, table_of, without_repeated_headers

_GAP = 2  # blank lines that a page break leaves at most
_REGULAR = 0.6  # of the rows have every tab; others lost those at their end
_CELL_LINES = 30  # lines in one cell that are looked for
_OPENING, _CLOSING = "「『（(《〈【", "」』）)》〉】"
_NEVER_FIRST = "，。、；：！？」』）》〉】,.;:!?)%％"


@dataclass(frozen=True, slots=True)
class _TabRow:
    cells: tuple[RawCell, ...]
    line: int
    end: int  # behind its last line
    after_blank: bool


def find_tab_tables(text: str, lines: Sequence[Line]) -> Iterator[Stretch]:
    """The tab-separated tables of a text."""
    at = 0
    while at < len(lines):
        if "\t" not in lines[at].text.strip():
            at += 1
            continue
        end = _stretch_end(lines, at)
        yield from _read(text, lines, at, end)
        at = end


def _stretch_end(lines: Sequence[Line], first: int) -> int:
    """Behind the last of the lines that have tabs and follow each other, a page break's blank lines and lines inside a cell aside."""
    columns = _tabs(lines[first]) + 1
    end = at = first + 1
    while at < len(lines) and at - end <= _GAP:
        if _is_empty_row(lines[at], columns):
            at = end = at + 1
        elif "\t" in lines[at].text and not lines[at].is_blank:
            at = end = at + 1 + _lines_inside(lines, at, columns)
        elif not lines[at].is_blank:
            break
        else:
            at += 1
    return end


def _is_empty_row(line: Line, columns: int) -> bool:
    """Whether a line is a row to be filled in: as many tabs as the table's rows have, and nothing else."""
    return columns > 2 and line.is_blank and _tabs(line) + 1 == columns


def _tabs(line: Line) -> int:
    return line.text.count("\t")


def _lines_inside(lines: Sequence[Line], at: int, columns: int) -> int:
    """How many of the lines after a row's first belong to it, because one of its cells has several lines."""
    if _tabs(lines[at]) + 1 < columns:
        return _lines_to_whole(lines, at, columns)
    return _items_below(lines, at, columns) if _tabs(lines[at]) + 1 == columns else 0


def _lines_to_whole(lines: Sequence[Line], at: int, columns: int) -> int:
    """The lines that make a row whole whose tabs do not suffice: some without a tab or with an item, then one with the tabs that lack."""
    cells, inside = _tabs(lines[at]) + 1, False
    for end in range(at + 1, min(at + 1 + _CELL_LINES, len(lines))):
        line = lines[end]
        cells += _tabs(line)
        if line.is_blank or cells > columns:
            return 0
        inside = inside or not _tabs(line) or item_label(line.text) is not None
        if cells == columns:
            return end - at if inside else 0
    return 0


def _items_below(lines: Sequence[Line], at: int, columns: int) -> int:
    """The lines that go on with the list that the last cell of a whole row begins (1. …, and 2. … on the next line)."""
    label, end = item_label(lines[at].text.rsplit("\t", 1)[1]), at + 1
    while label and end < len(lines) and end - at <= _CELL_LINES and not _tabs(lines[end]):
        following = item_label(lines[end].text)
        if following is None or not following.follows(label):
            break
        label, end = following, end + 1
    closed = end == len(lines) or lines[end].is_blank or _tabs(lines[end]) + 1 == columns
    return end - at - 1 if closed else 0


def _read(text: str, lines: Sequence[Line], first: int, end: int) -> Iterator[Stretch]:
    rows = list(_rows(text, lines, first, end))
    columns = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    rows = _trimmed(rows, columns)
    if not _is_table(rows, columns):
        return
    empty = _empty_columns(rows, columns)
    padded = [replace(row, cells=_padded(row.cells, columns, empty)) for row in rows]
    columns -= len(empty)
    if columns < 2 or not _reads_as_table([row.cells for row in padded], columns):
        return
    whole, repeated = without_repeated_headers(_joined(padded, columns))
    blocks: list[Block] = [table_of(whole, columns), *repeated]
    yield Stretch(rows[0].line, rows[-1].end, tuple(blocks))


def _rows(text: str, lines: Sequence[Line], first: int, end: int) -> Iterator[_TabRow]:
    """The rows of a stretch, each with the lines inside its cells."""
    columns, at = _tabs(lines[first]) + 1, first
    while at < end:
        line = at
        at += 1
        if lines[line].is_blank and not _is_empty_row(lines[line], columns):
            continue
        cells = list(_cells(text, lines[line]))
        if line > first:
            at += _lines_inside(lines, line, columns)
        for below in range(line + 1, at):
            head, *rest = _cells(text, lines[below])
            cells[-1:] = [cells[-1] + head, *rest]
        yield _TabRow(tuple(cells), line, at, line > first and lines[line - 1].is_blank)


def _cells(text: str, line: Line) -> tuple[RawCell, ...]:
    cells, at = [], 0
    for piece in line.text.split("\t"):
        cells.append(cell_of(text, line.span(at, at + len(piece))))
        at += len(piece) + 1
    return tuple(cells)


def _trimmed(rows: list[_TabRow], columns: int) -> list[_TabRow]:
    """Without lines before and after that have tabs but not as many as the table's rows, an upper header row aside."""
    regular = [n for n, row in enumerate(rows) if len(row.cells) == columns]
    first = regular[0]
    if first and not rows[first].cells[0].text and len(rows[first - 1].cells) > 2:
        first -= 1  # the row below divides the last of its cells (年度目標值 over 106 107 108)
    return rows[first : regular[-1] + 1]


def _is_table(rows: Sequence[_TabRow], columns: int) -> bool:
    regular = sum(len(row.cells) == columns for row in rows)
    return len(rows) > 1 and regular >= _REGULAR * len(rows) and all(len(row.cells) <= columns for row in rows)


def _empty_columns(rows: Sequence[_TabRow], columns: int) -> frozenset[int]:
    """Columns blank in every row: tabs at the head or the end of each line."""
    filled = {n for row in rows for n, cell in enumerate(row.cells) if cell.text}
    return frozenset(range(columns)) - filled


def _padded(cells: Sequence[RawCell], columns: int, empty: frozenset[int]) -> tuple[RawCell, ...]:
    cells = [*cells, *[BLANK] * (columns - len(cells))]
    return tuple(cell for n, cell in enumerate(cells) if n not in empty)


def _reads_as_table(rows: Sequence[Row], columns: int) -> bool:
    """Not a list whose labels are set off by tabs, a form, or a table of contents."""
    if not is_header_like(rows[0]):
        return False
    if columns > 2:
        return True
    forms = sum(row[0].text.endswith(("：", ":")) for row in rows)
    pages = sum(row[1].text.isdecimal() and item_label(row[0].text) is not None for row in rows[1:])
    bare = sum(bare_number(row[0].text) is not None for row in rows)
    return (
        len(rows) > 2
        and 2 * forms < len(rows)
        and 2 * pages < len(rows)
        and (2 * bare < len(rows) or not item_label(rows[1][0].text))
    )


# --- rows cut by a page break -----------------------------------------------------------------------------------------


def _joined(rows: Sequence[_TabRow], columns: int) -> list[Row]:
    """The rows, each that goes on with the one above it joined to it, cell by cell."""
    labelled, filled = _habits([row.cells for row in rows[1:]], columns)
    joined: list[list[RawCell]] = []
    for row in rows:
        if len(joined) > 1 and _goes_on(joined[-1], row, labelled, filled):
            joined[-1] = [above + below for above, below in zip(joined[-1], row.cells, strict=True)]
        else:
            joined.append(list(row.cells))
    return list(joined)


def _habits(rows: Sequence[Row], columns: int) -> tuple[list[float], list[float]]:
    """For each column the share of filled cells that begin with an item label, and the share of cells that are filled."""
    labelled, filled = [], []
    for column in range(columns):
        texts = [row[column].text for row in rows if row[column].text]
        labelled.append(sum(item_label(text) is not None for text in texts) / max(len(texts), 1))
        filled.append(len(texts) / max(len(rows), 1))
    return labelled, filled


def _goes_on(above: Row, row: _TabRow, labelled: Sequence[float], filled: Sequence[float]) -> bool:
    """Whether a row is the rest of the one above: by what its cells lack that the others of their columns have."""
    blanks = sum(not cell.text for cell in row.cells)
    if blanks == len(row.cells) or not (blanks or row.after_blank):
        return False
    votes = 1.0 if row.after_blank else 0.0
    for column, (before, cell) in enumerate(zip(above, row.cells, strict=True)):
        if not cell.text:
            votes += 0.5 if column and filled[column] >= 0.8 and before.text else 0.0
        elif item_label(cell.text) and labelled[column] >= 0.5:
            return False
        else:
            votes += _vote(before.text, cell.text, labelled[column])
    return votes >= 3


def _vote(before: str, text: str, labelled: float) -> float:
    """How much one cell speaks for being the rest of the cell above it."""
    if is_open(before) or text[0] in _NEVER_FIRST:
        return 2.0
    if not before or before[-1] in "。！？；":
        return -1.0
    return 1.5 if labelled >= 0.7 else 0.0


def is_open(text: str) -> bool:
    """Whether a bracket is open at the end of the text.

    >>> is_open("研修「嘉義市"), is_open("研修「要點」")
    (True, False)
    """
    return sum(text.count(c) for c in _OPENING) > sum(text.count(c) for c in _CLOSING)
