"""Grids: tables as Word, ODF and HTML hold them, with merged cells and tables inside cells, on their way into a Document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractors.builder import DocumentBuilder
from extractors.document import Cell, ParagraphKind, Span, Table

MAX_COLUMNS = 1024  # Word allows 63, Calc 16,384; what claims more in a plan is a bomb
MAX_ROWS = 1_000_000
MAX_SLOTS = 2_000_000  # grid slots that the cells of one table may claim
BOX = "box"  # Style.source of what a border of its own sets off from the document: a quotation, an example, a form
BOX_SHARE = 1 / 3  # of the document's text: what holds more is no box in a document but the document in a box


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell before it has spans: pieces of text and tables nested between them, and its place in the grid."""

    pieces: tuple[str | Grid, ...]
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it has spans; cells in reading order, none overlapping another."""

    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    header_rows: int | None = None


def write_grid(builder: DocumentBuilder, grid: Grid) -> Table | None:
    """Write a table of the flow: cells divided by tabs, rows by line ends. None where nothing but a title was in it.

    Title rows on top (one text over all columns) are the table's caption, and written before it as such.
    """
    titles = title_rows(grid)
    for cell in grid.cells[:titles]:
        builder.paragraph("\n".join(p for p in cell.pieces if isinstance(p, str)).strip(), ParagraphKind.CAPTION)
    grid = without_rows(grid, titles)
    if not grid.cells:
        return None
    table = _write(builder, grid)
    builder.write("\n")
    builder.add(table)
    return table


def is_quotation(inside: int, whole: int) -> bool:
    """Whether a frame around that many of the document's characters sets something off, rather than framing the document."""
    return 0 < inside < whole * BOX_SHARE


def without_overlaps(cells: Iterable[GridCell], rows: int, columns: int) -> tuple[GridCell, ...]:
    """Cells whose extents end where the table ends, and before the next cell that stands in their way (a source that is wrong).

    ``cells`` come in reading order, at most one at a place.
    """
    below: dict[int, list[int]] = {}  # column → rows in which a cell begins or reaches over it, from the bottom up
    fitted: list[GridCell] = []
    slots = 0
    for cell in sorted(cells, key=lambda c: (-c.row, -c.column)):
        across = min(cell.column_span, columns - cell.column)
        same_row = (n for n in range(1, across) if below.get(cell.column + n, [rows])[-1] == cell.row)
        across = next(same_row, across) if slots < MAX_SLOTS else 1
        slots += across
        free = min(below.get(cell.column + n, [rows])[-1] for n in range(across))
        fitted.append(replace(cell, row_span=max(min(cell.row_span, free - cell.row), 1), column_span=across))
        for n in range(across):
            below.setdefault(cell.column + n, [rows]).append(cell.row)
    return tuple(reversed(fitted))


def title_rows(grid: Grid) -> int:
    """How many rows on top hold one text over all columns and no more.

    >>> title_rows(Grid(3, 2, (GridCell(("名冊",), 0, 0, 1, 2), GridCell(("職稱",), 1, 0), GridCell(("姓名",), 1, 1))))
    1
    """
    count = 0
    for cell in grid.cells:
        whole = cell.column == 0 and cell.column_span == grid.columns > 1 and cell.row_span == 1
        if cell.row != count or not whole or not cell.pieces or not all(isinstance(p, str) for p in cell.pieces):
            break
        count += 1
    return count if count < grid.rows else 0


def without_rows(grid: Grid, count: int) -> Grid:
    """The grid without its first rows, which nothing reaches into from below."""
    if not count:
        return grid
    cells = tuple(replace(cell, row=cell.row - count) for cell in grid.cells[count:])
    header = None if grid.header_rows is None else max(grid.header_rows - count, 0) or None
    return Grid(grid.rows - count, grid.columns, cells, header)


def _write(builder: DocumentBuilder, grid: Grid) -> Table:
    start, row, placed = builder.position, 0, []
    for cell in grid.cells:
        if builder.position > start:
            builder.write("\n" if cell.row != row else "\t")
        row = cell.row
        placed.append(_write_cell(builder, cell))
    return Table(Span(start, builder.position), grid.rows, grid.columns, tuple(placed), header_rows=grid.header_rows)


def _write_cell(builder: DocumentBuilder, cell: GridCell) -> Cell:
    spans: list[Span] = []
    nested: list[int] = []
    for index, piece in enumerate(cell.pieces):
        if index:
            builder.write("\n")
        if isinstance(piece, Grid):
            nested.append(builder.nest(_write(builder, piece)))
        elif text := piece.strip():
            spans.append(builder.write(text))
    return Cell(tuple(spans), cell.row, cell.column, cell.row_span, cell.column_span, tuple(nested))
