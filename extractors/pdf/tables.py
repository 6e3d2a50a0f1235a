"""Tables of one page: lattices that hold text become grids of cells; frames, underlines and drawings do not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from extractors.document import Box
from extractors.pdf.baselines import row_boundaries
from extractors.pdf.glyphs import Char, Page, Run, chars_of, runs_of
from extractors.pdf.lattice import Lattice, edges_of, lattices, loose
from extractors.pdf.lines import lines_of
from extractors.pdf.open_tables import open_lattices

MOST_TABLES = 300  # on one page: more are a drawing
RUNNING_LINES = 2  # above or below what a page break cut: a running header or footer
SAME_EDGE = (
    4.0  # points by which a column's edge may differ from page to page, once the tables' left edges are laid together
)
FARTHEST_SHIFT = 60.0  # points by which a table may be moved: margins of left and right pages differ
MOST_BANDS = 4  # two rows of header, the body and a total
BODY_SHARE = 0.5  # of the table's height
PAGE_FRAME = 0.7  # of the page's height: a frame so high is the page's
CLEAR = 3.0  # points that text keeps from a column's edge that is not drawn, on either side
FEWEST_CLEAR = 3  # rows that do, before the edge is believed


class PageCell(NamedTuple):
    """A cell of a page's table: its place in the grid, and on the page (between the middles of its borders)."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table, or the piece of one, that stands on one page. ``column_edges``: columns + 1 abscissae; cells in reading order.

    ``open_below`` are the stretches of its foot that are not drawn: cells that end there may go on.
    """

    page: int
    box: Box
    rows: int
    columns: int
    cells: tuple[PageCell, ...]
    column_edges: tuple[float, ...]
    header_rows: int | None = None
    open_below: tuple[tuple[float, float], ...] = ()

    def goes_on(self, cell: PageCell) -> bool:
        """Whether a cell ends at the foot, where that is not drawn."""
        middle = (cell.box.x0 + cell.box.x1) / 2
        return cell.row + cell.row_span == self.rows and any(x0 <= middle <= x1 for x0, x1 in self.open_below)


@dataclass(frozen=True, slots=True)
class Grids:
    """What rulings close on a page, from the top down: tables, those in cells of these, and frames around text that set it off from the rest."""

    tables: tuple[PageTable, ...] = ()
    nested: tuple[PageTable, ...] = ()
    frames: tuple[Box, ...] = ()


def find_tables(page: Page) -> tuple[PageTable, ...]:
    """The page's tables from top to bottom; those in cells of others aside."""
    return find_grids(page).tables


def find_grids(page: Page, before: PageTable | None = None) -> Grids:
    """The page's tables and frames; ``before`` is the last table before them, which may go on."""
    edges = edges_of(page.rulings)
    grids = [*lattices(edges), *open_lattices(loose(edges), page.runs, page.rulings)]
    if not 0 < len(grids) <= MOST_TABLES:
        return Grids()
    visible = Visible.of(page.runs)
    several = [lattice for lattice in grids if len(lattice.cells) > 1]
    found = [with_columns(with_rows(_table(page.number, lattice), visible), visible) for lattice in several]
    tables = [table for table in found if _is_table(table, visible, before)]
    outer = [table for table in tables if not any(holds(other.box, table.box) for other in tables)]
    single = (_extent(lattice) for lattice in grids if len(lattice.xs) == 2 and lattice.cells)
    frames = (box for box in single if _is_frame(box, page, outer))
    return Grids(
        tuple(in_reading_order(outer)),
        tuple(in_reading_order(table for table in tables if table not in outer and _is_nested(table, outer))),
        tuple(sorted(frames, key=lambda box: (box.top, box.x0))),
    )


def in_reading_order(tables: Iterable[PageTable]) -> list[PageTable]:
    """Tables from the top down, those beside one another from left to right."""
    placed: list[PageTable] = []
    for table in sorted(tables, key=lambda table: table.box.top):
        at = len(placed)
        while at and _is_right_of(placed[at - 1].box, table.box):
            at -= 1
        placed.insert(at, table)
    return placed


def _is_right_of(box: Box, other: Box) -> bool:
    """Whether a box stands to the right of another, at half its height or more."""
    shared = min(box.bottom, other.bottom) - max(box.top, other.top)
    return box.x0 >= other.x1 - 1 and shared >= min(box.bottom - box.top, other.bottom - other.top) / 2


def _is_nested(table: PageTable, outer: Iterable[PageTable]) -> bool:
    """Whether a table stands in a cell of one of these."""
    return any(holds(cell.box, table.box) for other in outer if holds(other.box, table.box) for cell in other.cells)


def _extent(lattice: Lattice) -> Box:
    return Box(lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])


def _is_frame(box: Box, page: Page, tables: Iterable[PageTable]) -> bool:
    """Whether a box sets off a part of the page: it is neither a frame around the whole page nor part of a table."""
    return box.bottom - box.top < PAGE_FRAME * page.height and not any(holds(table.box, box) for table in tables)


@dataclass(frozen=True, slots=True)
class Visible:
    """The runs of a page that are not blank, by the height of their middles; ``doubled`` is twice that."""

    runs: Sequence[Run]
    doubled: Sequence[float]

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Visible:
        shown = sorted((run for run in runs if not run.text.isspace()), key=lambda run: run.top + run.bottom)
        return cls(shown, [run.top + run.bottom for run in shown])

    def within(self, box: Box) -> list[Char]:
        """The characters with their middle in the box, blanks left out."""
        first, end = bisect_left(self.doubled, 2 * box.top), bisect_right(self.doubled, 2 * box.bottom)
        left, right = 2 * box.x0, 2 * box.x1
        parts = (run.part(*run.between(left, right)) for run in self.runs[first:end])
        return [c for c in chars_of(parts) if not c.text.isspace()]

    def lines_above(self, y: float) -> int:
        """How many lines stand above an ordinate."""
        return len({round(c.bottom) for c in self.runs[: bisect_left(self.doubled, 2 * y)]})

    def lines_below(self, y: float) -> int:
        """How many lines stand below an ordinate."""
        return len({round(c.bottom) for c in self.runs[bisect_right(self.doubled, 2 * y) :]})


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
    return PageTable(page, _extent(lattice), len(ys) - 1, len(xs) - 1, cells, xs, open_below=lattice.open_below)


def _is_table(table: PageTable, visible: Visible, before: PageTable | None) -> bool:
    """Whether it has columns, and text in two of its cells; a frame, a chart or a list of boxes has not.

    A single row is one only where a page break may have parted it from the rest, and text in a single cell is enough for the end of a row.
    """
    if table.columns < 2 or (table.rows == 1 and not _is_at_break(table.box, visible)):
        return False
    filled = (cell for cell in table.cells if visible.within(cell.box))
    if next(filled, None) is None:
        return False
    return next(filled, None) is not None or _ends_row(table, visible, before)


def _ends_row(table: PageTable, visible: Visible, before: PageTable | None) -> bool:
    """Whether a table on top of the page may hold the end of the last row of the page before."""
    if before is None or before.page != table.page - 1 or visible.lines_above(table.box.top) > RUNNING_LINES:
        return False
    return len(table.column_edges) == len(before.column_edges) and same_edges(table, before)


def _is_at_break(box: Box, visible: Visible) -> bool:
    """Whether no more than a running header stands above, or a running footer below."""
    return visible.lines_above(box.top) <= RUNNING_LINES or visible.lines_below(box.bottom) <= RUNNING_LINES


def same_edges(table: PageTable, other: PageTable) -> bool:
    """Whether the columns of one are those of the other, or some of them: merged cells may hide an edge on a page."""
    shift = table.column_edges[0] - other.column_edges[0]
    few, many = sorted((relative_edges(table), relative_edges(other)), key=len)
    near = all(abs(edge - many[nearest(many, edge)]) <= SAME_EDGE for edge in few)
    return abs(shift) <= FARTHEST_SHIFT and near and abs(few[-1] - many[-1]) <= SAME_EDGE


def relative_edges(table: PageTable) -> tuple[float, ...]:
    """The column edges from the table's left one."""
    return tuple(edge - table.column_edges[0] for edge in table.column_edges)


def nearest(edges: Sequence[float], at: float) -> int:
    """The index of the edge nearest to an abscissa."""
    index = min(bisect_left(edges, at), len(edges) - 1)
    return index - 1 if index and at - edges[index - 1] < edges[index] - at else index


def holds(outer: Box, inner: Box) -> bool:
    """Whether a box lies in another one."""
    return (
        inner is not outer
        and outer.x0 <= inner.x0
        and outer.top <= inner.top
        and inner.x1 <= outer.x1
        and inner.bottom <= outer.bottom
    )


# --- rows that no rule divides ------------------------------------------------------------------------------------------


def with_rows(table: PageTable, visible: Visible) -> PageTable:
    """The table with the rows of an undivided body, where these can be told."""
    band = _undivided_body(table)
    if band is None:
        return table
    cells = [cell for cell in table.cells if cell.row == band]
    boundaries = row_boundaries([lines_of(runs_of(visible.within(cell.box))) for cell in cells])
    if not boundaries:
        return table
    added = len(boundaries)
    above = [cell for cell in table.cells if cell.row < band]
    below = [cell._replace(row=cell.row + added) for cell in table.cells if cell.row > band]
    rows = [piece for cell in cells for piece in _pieces(cell, boundaries)]
    ordered = sorted((*above, *rows, *below), key=lambda cell: (cell.row, cell.column))
    return replace(table, rows=table.rows + added, cells=tuple(ordered))


def _undivided_body(table: PageTable) -> int | None:
    """The row below the header, if any, that takes up most of the table's height and into which no merged cell reaches."""
    if table.rows > MOST_BANDS:
        return None
    for cell in table.cells:
        tall = cell.box.bottom - cell.box.top >= BODY_SHARE * (table.box.bottom - table.box.top)
        if tall and cell.row_span == 1 and (cell.row or table.rows == 1):
            across = [c for c in table.cells if c.row <= cell.row < c.row + c.row_span]
            return cell.row if all(c.row_span == 1 for c in across) else None
    return None


def _pieces(cell: PageCell, boundaries: Sequence[float]) -> list[PageCell]:
    edges = (cell.box.top, *boundaries, cell.box.bottom)
    boxes = (Box(cell.box.x0, top, cell.box.x1, bottom) for top, bottom in pairwise(edges))
    return [cell._replace(row=cell.row + index, box=box) for index, box in enumerate(boxes)]


# --- columns that only the header's rules divide --------------------------------------------------------------------------


def with_columns(table: PageTable, visible: Visible) -> PageTable:
    """The table with cells over several columns divided, where all rows below the header have them and their text keeps the columns."""
    wide: dict[tuple[int, int], list[PageCell]] = {}
    for cell in table.cells:
        if cell.row and cell.column_span > 1:
            wide.setdefault((cell.column, cell.column_span), []).append(cell)
    divided = {cell for cells in wide.values() if _keep_columns(cells, table, visible) for cell in cells}
    if not divided:
        return table
    pieces = (p for cell in table.cells for p in (_by_columns(cell, table) if cell in divided else (cell,)))
    return replace(table, cells=tuple(sorted(pieces, key=lambda cell: (cell.row, cell.column))))


def _keep_columns(cells: Sequence[PageCell], table: PageTable, visible: Visible) -> bool:
    filled = [chars for cell in cells if (chars := visible.within(cell.box))]
    first = cells[0]
    over_all = {cell for cell in table.cells if cell.row > first.row and cell.column_span == table.columns}  # notes
    if len(filled) < FEWEST_CLEAR or sum(cell.row_span for cell in over_all.union(cells)) < table.rows - first.row:
        return False
    inner = table.column_edges[first.column + 1 : first.column + first.column_span]
    return all(_keeps(chars, edge) for chars in filled for edge in inner)


def _keeps(chars: Sequence[Char], edge: float) -> bool:
    """Whether text stands on both sides of an edge and clear of it."""
    left, right = any(c.x1 <= edge - CLEAR for c in chars), any(c.x0 >= edge + CLEAR for c in chars)
    return left and right and all(c.x1 <= edge - CLEAR or c.x0 >= edge + CLEAR for c in chars)


def _by_columns(cell: PageCell, table: PageTable) -> list[PageCell]:
    edges = table.column_edges[cell.column : cell.column + cell.column_span + 1]
    boxes = (Box(x0, cell.box.top, x1, cell.box.bottom) for x0, x1 in pairwise(edges))
    return [cell._replace(column=cell.column + i, column_span=1, box=box) for i, box in enumerate(boxes)]
