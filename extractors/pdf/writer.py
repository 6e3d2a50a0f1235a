"""Lines and tables into a Document: running headers first, then the body in reading order, notes and footers last.

What stands apart from the body is written apart from it, so that a paragraph goes on over a page break without a page number in it.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from extractors.builder import DocumentBuilder
from extractors.document import Box, Cell, Cells, Paragraph, ParagraphKind, Span, Style, Table
from extractors.grid import BOX, Grid, GridCell, title_rows
from extractors.pdf.cells import CellLine, Piece, endings, linked
from extractors.pdf.continued import LogicalCell, LogicalTable, alone
from extractors.pdf.glyphs import NARROW
from extractors.pdf.layout import Sheet, is_contents_entry
from extractors.pdf.lines import Line
from extractors.pdf.shelf import CellLines
from extractors.pdf.tables import PageTable, holds

EDGE_SHARE = 50  # a margin is where one line in so many begins or ends
AT_THE_END = frozenset((ParagraphKind.FOOTNOTE, ParagraphKind.FOOTER))  # of the text, whatever page they are of
CENTRED = 6.0  # points by which the two sides of a centred line may differ


@dataclass(frozen=True, slots=True)
class Measure:
    """The text area of a document: its left and right edge, and half the width of its usual character, in points."""

    left: float
    right: float
    column: float

    def columns(self, x: float) -> int:
        """How many half-width columns x stands from the left edge."""
        return max(round((x - self.left) / self.column), 0)

    def alignment(self, box: Box) -> str | None:
        """Whether a short line is centred or stands to the right; None where it begins at a margin as any line."""
        before, after = box.x0 - self.left, self.right - box.x1
        if before < 8 * self.column:
            return None
        if abs(before - after) <= CENTRED:
            return "center"
        return "right" if after < 2 * self.column and before > (self.right - self.left) / 2 else None


def columns_of(text: str) -> int:
    """The width of a text in half-width columns.

    >>> columns_of("一a")
    3
    """
    return 2 * len(text) - len(NARROW.findall(text))


def measure_of(sheets: Sequence[Sheet]) -> Measure:
    """The text area of the body, lines far outside aside."""
    starts, ends, sizes = array("d"), array("d"), Counter[float]()
    for line in (line for sheet in sheets for line in sheet.body() if line.direction == "right"):
        starts.append(line.box.x0)
        ends.append(line.box.x1)
        sizes[line.size] += len(line.text)
    if not starts:
        return Measure(0.0, 0.0, 6.0)
    at = len(starts) // EDGE_SHARE
    starts, ends = array("d", sorted(starts)), array("d", sorted(ends))
    return Measure(starts[at], ends[-1 - at], max(sizes.most_common(1)[0][0] / 2, 1.0))


def captions(cell: LogicalCell, lines: Sequence[CellLine]) -> Iterator[list[CellLine]]:
    """The captions that the lines of a title row make: a centred title, and apart from it the remark to its right or left."""
    boxes = {piece.page: piece.box for piece in cell.pieces}

    def is_centred(item: CellLine) -> bool:
        box, line = boxes[item.page], item.line
        return abs((line.box.x0 - box.x0) - (box.x1 - line.box.x1)) <= 2 * line.size

    for _, group in groupby(lines, key=is_centred):
        yield list(group)


def source_of(line: Line, sheet: Sheet, index: int) -> str | None:
    """How a line of a sheet was read, or what it is of."""
    if is_contents_entry(line.text):
        return "toc"
    if sheet.ocr:
        return "ocr"
    return BOX if index in sheet.frames else None


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds these."""
    if len(boxes) == 1:
        return boxes[0]
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return Box(min(x0), min(top), max(x1), max(bottom))


ReadCell = tuple[LogicalCell, list[CellLine]]


def is_below(line: CellLine, table: PageTable) -> bool:
    """Whether a line stands below a table."""
    return (line.page, line.line.box.top) > (table.page, table.box.top)


@dataclass(slots=True)
class Writer:
    """Writes the pages of a PDF, and lets go of the tables as they are written. ``nested``: the tables that stand in cells."""

    builder: DocumentBuilder
    sheets: Sequence[Sheet]
    tables: Iterator[LogicalTable]  # in the order of the pages on which they begin
    cells: CellLines
    nested: Sequence[PageTable] = ()
    _measure: Measure = field(init=False)
    _nested: dict[int, list[PageTable]] = field(default_factory=lambda: defaultdict(list))  # by page
    _styles: dict[tuple[object, ...], Style] = field(default_factory=dict)  # each of them once, as few look different

    def __post_init__(self) -> None:
        self._measure = measure_of(self.sheets)
        for table in self.nested:
            self._nested[table.page].append(table)

    def write(self) -> None:
        """Everything."""
        self._apart(ParagraphKind.HEADER)
        by_page = groupby(self.tables, key=lambda table: table.boxes[0].page)
        page, tables = next(by_page, (0, ()))
        for sheet in self.sheets:
            if page == sheet.number:
                self._page(sheet, list(tables))
                page, tables = next(by_page, (0, ()))
            else:
                self._page(sheet, [])
            self.cells.forget(sheet.number)  # what goes on from here was written with its beginning
            if not AT_THE_END.intersection(sheet.kinds):
                sheet.clear()
        self._apart(ParagraphKind.FOOTNOTE)
        self._apart(ParagraphKind.FOOTER)

    def _apart(self, kind: ParagraphKind) -> None:
        """The lines of a kind: running ones once each, footnotes all."""
        seen = set[str]()
        for sheet in self.sheets:
            if kind not in sheet.kinds:
                continue
            for line, its_kind in zip(sheet.lines, sheet.kinds, strict=True):
                if its_kind is kind and (kind is ParagraphKind.FOOTNOTE or line.text not in seen):
                    seen.add(line.text)
                    span = self.builder.paragraph(
                        line.text, kind, Style(font_size=line.size, source="ocr" if sheet.ocr else None)
                    )
                    self.builder.region(span, sheet.number, line.box)

    def _page(self, sheet: Sheet, tables: Sequence[LogicalTable]) -> None:
        """The body of a page: its lines, and each table that begins on it before the first line below its top."""
        waiting = list(reversed(tables))
        for index in sheet.body_indices():
            while waiting and waiting[-1].boxes[0].box.top < sheet.lines[index].box.top:
                self._table(waiting.pop())
            self._line(sheet, index)
        while waiting:
            self._table(waiting.pop())

    def _line(self, sheet: Sheet, index: int) -> None:
        measure, line = self._measure, sheet.lines[index]
        level = line.direction == "right"
        # blanks before the line, as many as let it end in the column where it ends on the page: rules tell wrapped lines by that
        blanks = measure.columns(line.box.x1) - columns_of(line.text) if level else 0
        self.builder.divide(" " * blanks)
        style = self._style(
            line.size,
            line.bold or None,
            round(max(line.box.x0 - measure.left, 0.0), 1) if level else None,
            measure.alignment(line.box) if level else None,
            source_of(line, sheet, index),
            bool(sheet.wrapped[index]),
        )
        span = self.builder.paragraph(line.text, ParagraphKind.LINE, style)
        self.builder.region(span, sheet.number, line.box)

    def _style(self, *looks: Any) -> Style:
        """The style of lines that look so, one for all of them."""
        if looks not in self._styles:
            size, bold, indent, alignment, source, wrapped = looks
            self._styles[looks] = Style(
                font_size=size, bold=bold, indent=indent, alignment=alignment, source=source, wrapped=wrapped
            )
        return self._styles[looks]

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: LogicalTable) -> None:
        """A table; title rows on top (one text over all columns) are its caption and stand before it."""
        read = self._read(table)
        titles = self._title_rows(table, read)
        for cell, lines in read[:titles]:
            for caption in captions(cell, lines):
                start = self.builder.position
                self._spans(caption)
                self.builder.add(Paragraph(Span(start, self.builder.position), ParagraphKind.CAPTION))
                self.builder.divide("\n")
        if read[titles:]:
            self.builder.add(self._grid(table, read[titles:], titles))
            self.builder.divide("\n")

    def _read(self, table: LogicalTable) -> list[ReadCell]:
        """The cells with their lines and how these follow one another."""
        pieces = [(cell, self._pieces(cell)) for cell in table.cells]
        columns = defaultdict[int, list[list[Piece]]](list)
        for cell, parts in pieces:
            columns[cell.column].append(parts)
        ends = {column: endings(cells) for column, cells in columns.items()}
        return [(cell, list(linked(parts, ends[cell.column]))) for cell, parts in pieces]

    def _pieces(self, cell: LogicalCell) -> list[Piece]:
        return [(piece.page, piece.box, self.cells.of(piece.page, piece.box)) for piece in cell.pieces]

    def _title_rows(self, table: LogicalTable, read: Sequence[ReadCell]) -> int:
        if not table.cells or table.cells[0].column_span < table.columns:
            return 0
        cells = tuple(
            GridCell(tuple(item.line.text for item in lines), cell.row, cell.column, cell.row_span, cell.column_span)
            for cell, lines in read
        )
        return title_rows(Grid(table.rows, table.columns, cells))

    def _grid(self, table: LogicalTable, read: Sequence[ReadCell], titles: int = 0) -> Table:
        """Writes the cells below the titles."""
        start = self.builder.position
        cells = Cells(self._written(read, titles))
        header = None if table.header_rows is None else max(table.header_rows - titles, 0) or None
        whole = Span(start, self.builder.position)
        return Table(whole, table.rows - titles, table.columns, cells, tuple(table.pages), header)

    def _written(self, read: Sequence[ReadCell], titles: int) -> Iterator[Cell]:
        """The cells below the titles, each written when it is asked for."""
        builder = self.builder
        start, row = builder.position, titles
        for cell, lines in read:
            if builder.position > start:
                builder.divide("\n" if cell.row != row else "\t")
            row = cell.row
            spans, inner = self._cell(cell, lines)
            yield Cell(spans, cell.row - titles, cell.column, cell.row_span, cell.column_span, inner)

    def _cell(self, cell: LogicalCell, lines: Sequence[CellLine]) -> tuple[tuple[Span, ...], tuple[int, ...]]:
        """Writes a cell's lines, and the tables in it between those above and those below them."""
        inner = [t for p in cell.pieces if p.page in self._nested for t in self._nested[p.page] if holds(p.box, t.box)]
        spans, written, placed = list[Span](), list[int](), 0
        for table in inner:
            above = next((i for i, line in enumerate(lines) if is_below(line, table)), len(lines))
            spans += self._spans(lines[placed:above])
            if above > placed:
                self.builder.divide("\n")
            logical = alone(table)
            written.append(self.builder.nest(self._grid(logical, self._read(logical))))
            placed = above
            if placed < len(lines):
                self.builder.divide("\n")
        return (*spans, *self._spans(lines[placed:])), tuple(written)

    def _spans(self, lines: Sequence[CellLine]) -> tuple[Span, ...]:
        """Writes the lines of a cell; a span for each stretch of them on one page that no wrap cuts."""
        spans, stretch = [], list[CellLine]()
        for index, item in enumerate(lines):
            stretch.append(item)
            after = lines[index + 1] if index + 1 < len(lines) else None
            if after is None or item.link != "\n" or after.page != item.page:
                spans.append(self._stretch(stretch, item.link if after else ""))
                stretch = []
                if after is not None and not item.link:
                    self.builder.divide("\n")
        return tuple(spans)

    def _stretch(self, stretch: Sequence[CellLine], end: str) -> Span:
        span = self.builder.write("\n".join(item.line.text for item in stretch) + end)
        self.builder.region(span, stretch[0].page, around([item.line.box for item in stretch]))
        return span
