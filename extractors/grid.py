"""Grids: tables as Word, ODF and HTML hold them, with merged cells and tables inside cells, on their way into a Document."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.builder import DocumentBuilder
from extractors.document import Cell, Span, Table

MAX_COLUMNS = 1024  # Word allows 63, Calc 16,384; what claims more in a plan is a bomb
MAX_ROWS = 1_000_000


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


def write_grid(builder: DocumentBuilder, grid: Grid) -> Table:
    """Write a table of the flow: cells divided by tabs, rows by line ends."""
    table = _write(builder, grid)
    builder.write("\n")
    builder.add(table)
    return table


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
