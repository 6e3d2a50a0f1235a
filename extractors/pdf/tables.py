"""Tables of one page: lattices that hold text become grids of cells; frames, underlines and drawings do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.document import Box
from extractors.pdf.glyphs import Char, Page
from extractors.pdf.lattice import Lattice, lattices


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell of a page's table: its place in the grid, and on the page (between the middles of its borders)."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table, or the piece of one, that stands on one page. ``column_edges``: columns + 1 abscissae; cells in reading order."""

    page: int
    box: Box
    rows: int
    columns: int
    cells: tuple[PageCell, ...]
    column_edges: tuple[float, ...]
    header_rows: int | None = None


def find_tables(page: Page) -> tuple[PageTable, ...]:
    """The page's tables from top to bottom; what stands in a cell of another is left to that cell."""
    found = [_table(page.number, lattice) for lattice in lattices(page.rulings) if len(lattice.cells) > 1]
    tables = [table for table in found if _is_table(table, page.chars)]
    outer = [table for table in tables if not any(_within(table.box, other.box) for other in tables)]
    return tuple(sorted(outer, key=lambda table: (table.box.top, table.box.x0)))


def _table(page: int, lattice: Lattice) -> PageTable:
    xs, ys = lattice.xs, lattice.ys
    cells = tuple(
        PageCell(
            cell.row,
            cell.column,
            cell.row_end - cell.row,
            cell.column_end - cell.column,
            Box(xs[cell.column], ys[cell.row], xs[cell.column_end], ys[cell.row_end]),
        )
        for cell in lattice.cells
    )
    return PageTable(page, Box(xs[0], ys[0], xs[-1], ys[-1]), len(ys) - 1, len(xs) - 1, cells, xs)


def _is_table(table: PageTable, chars: Sequence[Char]) -> bool:
    """Whether it has columns, and text in two of its cells; a frame, a chart or a list of boxes has not."""
    if table.columns < 2:
        return False
    first: PageCell | None = None
    for char in chars:
        if char.text.isspace() or not _holds(table.box, char):
            continue
        if first and _holds(first.box, char):
            continue
        cell = next((cell for cell in table.cells if _holds(cell.box, char)), None)
        if cell and first:
            return True
        first = first or cell
    return False


def _holds(box: Box, char: Char) -> bool:
    return box.x0 <= (char.x0 + char.x1) / 2 <= box.x1 and box.top <= (char.top + char.bottom) / 2 <= box.bottom


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner is not outer
        and outer.x0 <= inner.x0
        and outer.top <= inner.top
        and inner.x1 <= outer.x1
        and inner.bottom <= outer.bottom
    )
