"""From the rows of a text table to its grid: where cells were merged, a dump leaves blanks or drops cells; here they are merged again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from extractors.document import Block, Cell, Paragraph, ParagraphKind, Span, Table
from extractors.item_label import bare_number, item_label

_SHORT = 20  # characters; a header seldom has more
_SUMS = ("合計", "合计", "總計", "总计", "小計", "小计", "總和", "共計", "共计")
_YEAR = re.compile("(?:19|20|１９|２０)[0-9０-９]{2}")
_SENTENCE_ENDS = "。；！？，：;,:"


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as it stands in the source: its pieces, none where it is blank, and their text."""

    spans: tuple[Span, ...] = ()
    text: str = ""

    def __add__(self, other: RawCell) -> RawCell:
        return RawCell(self.spans + other.spans, self.text + other.text)


Row = Sequence[RawCell]
BLANK = RawCell()


@dataclass(slots=True)
class _Draft:
    """A cell that may still grow."""

    raw: RawCell
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    def cell(self) -> Cell:
        return Cell(self.raw.spans, self.row, self.column, self.row_span, self.column_span)


def cell_of(text: str, span: Span) -> RawCell:
    """The cell that a span of the text makes."""
    return RawCell((span,), text[span.start : span.end]) if len(span) else BLANK


def is_header_like(row: Row) -> bool:
    """Whether a row can head a table: short names, no items, sentences or numbers.

    >>> is_header_like([RawCell(text="策略"), RawCell(text="具體作法")])
    True
    """
    texts = ["".join(cell.text.split()) for cell in row if cell.text]
    return len(texts) * 3 > len(row) and len(texts) > 1 and all(_is_name(text) for text in texts)


def _is_name(text: str) -> bool:
    labelled = item_label(text) is not None or bare_number(text) is not None
    return (
        len(text) <= _SHORT
        and text[-1] not in _SENTENCE_ENDS
        and not labelled
        and (not text.isdecimal() or _YEAR.fullmatch(text) is not None)
    )


def _are_years(texts: Sequence[str]) -> bool:
    """Whether the texts are years that follow each other: 106, 107, 108."""
    years = [int(text) for text in texts if re.fullmatch("[0-9]{2,3}", text)]
    return len(texts) > 1 and years == list(range(years[0], years[0] + len(texts))) if years else False


def same_texts(row: Row, other: Row) -> bool:
    """Whether two rows read the same: a header repeated on the next page."""
    return ["".join(c.text.split()) for c in row] == ["".join(c.text.split()) for c in other]


def without_repeated_headers(rows: Sequence[Row]) -> tuple[list[Row], list[Block]]:
    """The rows with a repeated first row dropped, and the dropped cells as running headers: their text is not lost."""
    kept, dropped = list(rows[:1]), list[Block]()
    for row in rows[1:]:
        if len(row) > 1 and same_texts(row, rows[0]):
            dropped += [Paragraph(span, ParagraphKind.HEADER) for cell in row for span in cell.spans]
        else:
            kept.append(row)
    return kept, dropped


def table_of(rows: Sequence[Row], columns: int, header_rows: int | None = None) -> Table:
    """The table of these rows, none longer than ``columns``; a shorter row holds merged cells."""
    depth = _header_depth(rows)
    drafts = _head(rows[:depth], columns, rows[depth:])
    drafts += _body(rows[depth:], columns, depth)
    spans = [span for row in rows for cell in row for span in cell.spans]
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    return Table(whole, len(rows), columns, tuple(d.cell() for d in drafts), header_rows=header_rows)


# --- header -----------------------------------------------------------------------------------------------------------


def _header_depth(rows: Sequence[Row]) -> int:
    """2 where the second row is blank under the first's first cell: no body can begin so; else 1."""
    if len(rows) < 3 or not rows[0][0].text or rows[1][0].text or len(rows[1]) < 2:
        return 1
    second_row_names = [cell for cell in rows[1] if cell.text]
    names = ["".join(c.text.split()) for c in second_row_names]
    fits = bool(names) and (all(map(_is_name, names)) or _are_years(names))
    return 2 if fits and _groups(rows[0], rows[1]) else 1


def _head(rows: Sequence[Row], columns: int, body: Sequence[Row]) -> list[_Draft]:
    naming = _Naming(_counting_columns(body, columns), _merged_columns(body, columns))
    if len(rows) == 1:
        return _single_head(rows[0], columns, naming)
    upper, lower = rows[0], _without_spare_blanks(rows[0], rows[1])
    placed = list(_placed(lower, _widths(lower, columns, naming)))
    drafts = []
    for cell, first, end in _groups(upper, lower):
        group = placed[first:end]
        split = any(below.text for below, _, _ in group)
        drafts.append(_Draft(cell, 0, group[0][1], 1 if split else 2, sum(w for _, _, w in group)))
        if split:
            drafts += [_Draft(below, 1, at, 1, width) for below, at, width in group]
    return sorted(drafts, key=lambda d: (d.row, d.column))


def _single_head(row: Row, columns: int, naming: _Naming) -> list[_Draft]:
    """A header of one row; a blank in it beside a column that groups the next is part of that column's name."""
    drafts: list[_Draft] = []
    for cell, at, width in _placed(row, _widths(row, columns, naming)):
        if at and not cell.text and at - 1 in naming.grouping | naming.counting and drafts[-1].raw.text:
            drafts[-1].column_span += width
        else:
            drafts.append(_Draft(cell, 0, at, 1, width))
    return drafts


def _placed(row: Row, widths: Sequence[int]) -> Iterator[tuple[RawCell, int, int]]:
    """Each cell with its first column and its width."""
    at = 0
    for cell, width in zip(row, widths, strict=True):
        yield cell, at, width
        at += width


def _groups(upper: Row, lower: Row) -> list[tuple[RawCell, int, int]]:
    """Which cells ``lower[first:end]`` stand under each cell of the upper row; nothing where the two don't fit."""
    if len(upper) == len(lower):
        starts = [i for i, cell in enumerate(upper) if cell.text or i == 0]
        return [(upper[a], a, b) for a, b in zip(starts, [*starts[1:], len(upper)], strict=True)]
    sizes = _group_sizes(upper, lower)
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    return [(cell, end - size, end) for cell, size, end in zip(upper, sizes, ends, strict=True)] if sizes else []


def _runs(row: Row) -> list[tuple[bool, int]]:
    """Runs of filled (True) and of blank cells, with their lengths."""
    return [(filled, len(list(run))) for filled, run in groupby(row, key=lambda cell: bool(cell.text))]


def _parts(cells: int, runs: Sequence[tuple[bool, int]]) -> list[int]:
    """How many cells of the row above stand over each run: over blanks one each, the rest over the widest; nothing where it can't be."""
    parts = [1] * len(runs)
    if not len(runs) <= cells <= sum(length for _, length in runs):
        return []
    for _ in range(cells - len(runs)):
        roomy = [i for i, (filled, length) in enumerate(runs) if parts[i] < length and not filled]
        roomy = roomy or [i for i, (_, length) in enumerate(runs) if parts[i] < length]
        parts[max(roomy, key=lambda i: runs[i][1] / parts[i])] += 1
    return parts


def _without_spare_blanks(upper: Row, lower: Row) -> Row:
    """The second row with as many blanks as there are cells above them: a merged cell may have left one for each column."""
    runs = _runs(lower)
    parts = _parts(len(upper), runs)
    if len(upper) == len(lower) or not parts:
        return lower
    filled = iter([cell for cell in lower if cell.text])
    return [
        next(filled) if is_filled else BLANK
        for (is_filled, length), n in zip(runs, parts, strict=True)
        for _ in range(length if is_filled else n)
    ]


def _group_sizes(upper: Row, lower: Row) -> list[int]:
    """How many cells of the second row each of the first stands over."""
    runs = _runs(lower)
    return [size for (_, length), n in zip(runs, _parts(len(upper), runs), strict=False) for size in _shares(length, n)]


def _shares(total: int, parts: int) -> list[int]:
    return [total * (i + 1) // parts - total * i // parts for i in range(parts)]


_NUMBER_HEADERS = frozenset(
    {"項次", "项次", "編號", "编号", "序號", "序号", "次序", "項目編號", "No", "NO", "No.", "NO."}
)


def _widths(row: Row, columns: int, naming: _Naming) -> list[int]:
    """How many columns each cell covers. A column of item numbers has no name of its own: it shares its neighbour's."""
    if len(row) == columns:
        return [1] * columns
    best: dict[int, tuple[int, list[int]]] = {0: (0, [])}  # first free column -> cost and widths so far
    for left, cell in zip(range(len(row) - 1, -1, -1), row, strict=True):
        options = [
            (spent + naming.misfit(cell, at, width), [*widths, width], at + width)
            for at, (spent, widths) in best.items()
            for width in range(1, columns - left - at + 1)
        ]
        best = {end: (spent, widths) for spent, widths, end in sorted(options, reverse=True)}
    return best[columns][1]


@dataclass(frozen=True, slots=True)
class _Naming:
    """The columns that seldom have a name of their own: those of item numbers, and those whose merged cells group what is beside them."""

    counting: frozenset[int]
    grouping: frozenset[int]

    def misfit(self, cell: RawCell, at: int, width: int) -> int:
        """How ill a header cell fits ``width`` columns from ``at``."""
        shares = at in self.counting and "".join(cell.text.split()) not in _NUMBER_HEADERS
        if width == 1:
            return 2 * shares
        return 4 * (width - 1) - 4 * (width == 2 and shares) - (at in self.grouping and not shares)


def _counting_columns(rows: Sequence[Row], columns: int) -> frozenset[int]:
    """The columns that hold item numbers and count: 一 二 三, or 1 2 3 1 2."""
    regular = [row for row in rows if len(row) == columns]
    return frozenset(j for j in range(columns) if _counts(row[j].text for row in regular))


def _merged_columns(rows: Sequence[Row], columns: int) -> frozenset[int]:
    """The columns, the last aside, that have blanks below their first cell."""
    regular = [row for row in rows if len(row) == columns]
    return frozenset(
        j for j in range(columns - 1) if regular and regular[0][j].text and any(not r[j].text for r in regular)
    )


def _counts(texts: Iterable[str]) -> bool:
    filled = [text for text in texts if text]
    numbers = [bare_number(text) for text in filled]
    steps = sum(
        n is not None and (n == 1 or n - 1 == before) for before, n in zip([0, *numbers], numbers, strict=False)
    )
    return bool(filled) and steps >= 0.8 * len(filled)


# --- body -------------------------------------------------------------------------------------------------------------


def _body(rows: Sequence[Row], columns: int, first: int) -> list[_Draft]:
    """Cells of the body; a blank at the head of a row continues the cell above it, a blank elsewhere is an empty cell."""
    drafts: list[_Draft] = []
    mergeable = _mergeable_columns(rows, columns)
    above: list[_Draft | None] = [None] * columns
    for number, row in enumerate(rows, first):
        here: list[_Draft | None] = [None] * columns
        widths = [1] * columns if len(row) == columns else [columns - len(row) + 1, *[1] * (len(row) - 1)]
        leading = len(row) == columns and any(cell.text for cell in row) and not _is_sum(row)
        for cell, at, width in _placed(row, widths):
            over = above[at]
            leading = leading and not cell.text and at < mergeable and over is not None and bool(over.raw.text)
            if leading and over is not None:
                over.row_span += 1
                here[at] = over
                continue
            draft = _Draft(cell, number, at, 1, width)
            drafts.append(draft)
            if width == 1:
                here[at] = draft
        above = here
    return drafts


def _is_sum(row: Row) -> bool:
    """Whether a row sums up those above it: blanks at its head are no merged cells."""
    head = next((cell.text for cell in row if cell.text), "")
    return "".join(head.split()).startswith(_SUMS)


def _mergeable_columns(rows: Sequence[Row], columns: int) -> int:
    """How many of the first columns may be merged downwards: those before the first column of values, never the last."""
    counting = _counting_columns(rows, columns)
    regular = [row for row in rows if len(row) == columns]
    for column in range(1, columns - 1):
        if column not in counting and _are_values([row[column].text for row in regular if row[column].text]):
            return column
    return columns - 1


def _are_values(texts: Sequence[str]) -> bool:
    values = sum(_is_value(text) for text in texts)
    return values > 0.6 * len(texts)


def _is_value(text: str) -> bool:
    """A number with its unit, as targets have it.

    >>> _is_value("≦20"), _is_value("(一)推動")
    (True, False)
    """
    return len(text) <= 10 and any(c.isdecimal() for c in text) and item_label(text) is None
