"""The lattice of a page's rulings: where they close rectangles, there are cells.

Strokes become edges (pieces joined, double lines made one), edges that touch become meshes, and a mesh is read as a grid of
elementary cells: those with no edge between them are one merged cell, those open to the outside are none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from extractors.pdf.glyphs import Ruling

NEAR = (
    4.0  # points: no line of text fits between edges this close; Word keeps underlines 5.4 pt away from a cell's sides
)
GAP = 3.0  # points between pieces of one border: the corner squares that Word draws are up to 2.2 pt wide
SHORTEST = 5.0  # points; what stays shorter after joining is a corner, a dot or a bullet
EMPTY_SLIVER = 6.0  # points: a row or column this narrow holds no text, it is the space between two strokes of a border
SLIVER = 10.0  # points: the same if no cell stands in it alone; borders of cells under one another do not always meet
FEWEST_ENDS = 3  # rulings that end together without a border, before one is believed to be meant
FEWEST_LINES = 3  # between rows, on either side, before two tables are told apart
MOST_COLUMNS = 64  # of what is looked at for two tables side by side
SHARED_LINES = 0.25  # of these at most are drawn on both sides
MOST_CROSSINGS = 1_000_000  # a drawing, not a table
MOST_EDGES = 5_000  # horizontal ones of a page
MOST_CELLS = 20_000


class Edge(NamedTuple):
    """A piece of a border: at one coordinate, from ``start`` to ``end`` on the other axis."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mesh:
    """Edges that touch each other."""

    horizontals: tuple[Edge, ...]
    verticals: tuple[Edge, ...]


class GridRect(NamedTuple):
    """A rectangle of elementary cells: half-open ranges of rows and columns."""

    row: int
    column: int
    row_end: int
    column_end: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """A mesh as a grid: ``ys`` and ``xs`` bound its rows and columns, ``cells`` are the rectangles closed on all sides.

    ``open_below`` are the stretches of its foot that are not drawn.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridRect, ...]
    open_below: tuple[tuple[float, float], ...] = ()


def edges_of(rulings: Sequence[Ruling]) -> Mesh:
    """All edges of a page, those that touch nothing included; none where a drawing has too many."""
    horizontals, verticals = joined(_horizontal_pieces(rulings)), joined(_vertical_pieces(rulings))
    drawn = len(horizontals) * len(verticals) > MOST_CROSSINGS or len(horizontals) > MOST_EDGES
    return Mesh((), ()) if drawn else Mesh(tuple(horizontals), tuple(verticals))


def lattices(edges: Mesh) -> Iterator[Lattice]:
    """The lattices of a page's edges; one for each group of cells that share borders."""
    for mesh in meshes(edges.horizontals, edges.verticals):
        closed = with_open_sides(mesh)
        lattice = replace(read_mesh(closed), open_below=_open_below(closed, mesh))
        for cells in _neighbours(lattice.cells):
            yield from _side_by_side(without_slivers(_fitted(lattice, cells)))


def _open_below(closed: Mesh, drawn: Mesh) -> tuple[tuple[float, float], ...]:
    foot = closed.horizontals[-1].at
    return tuple((e.start, e.end) for e in closed.horizontals if e.at >= foot - NEAR and e not in drawn.horizontals)


def loose(edges: Mesh) -> list[Edge]:
    """The horizontals that no vertical touches."""
    return [row for row in edges.horizontals if not any(_touch(row, column) for column in edges.verticals)]


def _touch(row: Edge, column: Edge) -> bool:
    across = row.start - NEAR <= column.at <= row.end + NEAR
    return across and column.start - NEAR <= row.at <= column.end + NEAR


def _horizontal_pieces(rulings: Iterable[Ruling]) -> list[Edge]:
    """Horizontal strokes; a dot or corner square counts in both directions."""
    return [Edge((r.top + r.bottom) / 2, r.x0, r.x1) for r in rulings if r.horizontal or _is_dot(r)]


def _vertical_pieces(rulings: Iterable[Ruling]) -> list[Edge]:
    return [Edge((r.x0 + r.x1) / 2, r.top, r.bottom) for r in rulings if not r.horizontal or _is_dot(r)]


def _is_dot(ruling: Ruling) -> bool:
    return ruling.x1 - ruling.x0 < NEAR and ruling.bottom - ruling.top < NEAR


def joined(pieces: Iterable[Edge]) -> list[Edge]:
    """Edges from pieces: those within ``NEAR`` are one line, those on a line with no more than ``GAP`` between them one edge.

    >>> joined([Edge(10.0, 0, 50), Edge(10.5, 52, 90), Edge(30.0, 0, 90)])
    [Edge(at=10.25, start=0, end=90), Edge(at=30.0, start=0, end=90)]
    """
    edges: list[Edge] = []
    line: list[Edge] = []
    for piece in sorted(pieces, key=_at):
        if line and piece.at - line[0].at > NEAR:
            edges += _along(line)
            line = []
        line.append(piece)
    return edges + _along(line)


def _at(edge: Edge) -> float:
    return edge.at


def _start(edge: Edge) -> float:
    return edge.start


def _along(line: list[Edge]) -> list[Edge]:
    """The edges on one line, in order."""
    if not line:
        return []
    at = (line[0].at + line[-1].at) / 2
    line.sort(key=_start)
    edges = []
    start, end = line[0].start, line[0].end
    for piece in line:
        if piece.start > end + GAP:
            edges.append(Edge(at, start, end))
            start, end = piece.start, piece.end
        elif piece.end > end:
            end = piece.end
    edges.append(Edge(at, start, end))
    return [edge for edge in edges if edge.end - edge.start >= SHORTEST]


def meshes(horizontals: Sequence[Edge], verticals: Sequence[Edge]) -> list[Mesh]:
    """Edges that touch, grouped; an underline or a fraction bar touches nothing and is in no mesh."""
    parent = list(range(len(horizontals) + len(verticals)))
    columns = [edge.at for edge in verticals]
    for index, row in enumerate(horizontals):
        for column in range(bisect_left(columns, row.start - NEAR), bisect_right(columns, row.end + NEAR)):
            if _touch(row, verticals[column]):
                parent[_root(parent, index)] = _root(parent, len(horizontals) + column)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for index, edge in enumerate((*horizontals, *verticals)):
        groups.setdefault(_root(parent, index), ([], []))[index >= len(horizontals)].append(edge)
    return [Mesh(tuple(h), tuple(v)) for h, v in groups.values() if h and v]


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index


def with_open_sides(mesh: Mesh) -> Mesh:
    """The mesh with edges where three or more rulings end together and none closes them: tables drawn without outer borders.

    Where so many do at two opposite sides, the table has none at the others either, and fewer tell it: its last rows stand on a page of their own.
    """
    horizontals, verticals = list(mesh.horizontals), list(mesh.verticals)
    rows, columns = _fewest(horizontals, verticals), _fewest(verticals, horizontals)
    for reach, outermost in ENDS:
        verticals += _side(horizontals, mesh.verticals, reach, outermost, rows)
    for reach, outermost in ENDS:
        horizontals += _side(verticals, mesh.horizontals, reach, outermost, columns)
    return Mesh(tuple(sorted(horizontals, key=_at)), tuple(sorted(verticals, key=_at)))


def _end(edge: Edge) -> float:
    return edge.end


Reach = Callable[[Edge], float]
Outermost = Callable[[Iterable[float]], float]
ENDS: tuple[tuple[Reach, Outermost], ...] = ((_start, min), (_end, max))


def _fewest(edges: Sequence[Edge], beside: Sequence[Edge]) -> int:
    """How many of ``edges`` must end together, where those that cross them end free on both sides no more than there are."""
    free = len(beside) >= FEWEST_ENDS and all(_end_free(beside, edges, reach, outermost) for reach, outermost in ENDS)
    return min(len(edges), FEWEST_ENDS) if free else FEWEST_ENDS


def _end_free(edges: Sequence[Edge], across: Sequence[Edge], reach: Reach, outermost: Outermost) -> bool:
    """Whether all edges end together on a side, and nothing closes them there."""
    border = outermost(map(reach, edges))
    together = all(abs(reach(edge) - border) <= NEAR for edge in edges)
    return together and not any(abs(edge.at - border) <= 2 * NEAR for edge in across)


def _side(
    edges: Sequence[Edge],
    across: Sequence[Edge],
    reach: Reach,
    outermost: Outermost,
    fewest: int = FEWEST_ENDS,
) -> list[Edge]:
    """What is missing of the border at which ``edges`` end.

    Where a piece of it is drawn, more is implied only beside rules that run from one side of the mesh to the other and end free: boxes of a
    chart under one another are as wide, but each is closed. A merged cell that a page break cuts between two rows beside it is open so.
    """
    border = outermost(map(reach, edges))
    ending = [edge for edge in edges if abs(reach(edge) - border) <= NEAR]
    drawn = [edge for edge in across if abs(edge.at - border) <= 2 * NEAR]
    if drawn:
        low, high = min(map(_start, edges)), max(map(_end, edges))
        ending = [edge for edge in ending if edge.start <= low + NEAR and edge.end >= high - NEAR]
    ending.sort(key=_at)
    if drawn:
        return [Edge(drawn[0].at, *gap) for gap in _open_gaps(ending, drawn)]
    if len(ending) < fewest:
        return []
    return [Edge(border, min(ending[0].at, *map(_start, across)), max(ending[-1].at, *map(_end, across)))]


def _open_gaps(ending: Sequence[Edge], drawn: Sequence[Edge]) -> Iterator[tuple[float, float]]:
    """From rule to next rule, where one of the two ends free."""
    free = [not any(piece.start - NEAR <= edge.at <= piece.end + NEAR for piece in drawn) for edge in ending]
    for (before, after), ends in zip(pairwise(ending), pairwise(free), strict=True):
        if any(ends):
            yield before.at, after.at


def read_mesh(mesh: Mesh) -> Lattice:
    """The mesh as a grid with its closed cells."""
    xs, ys = _positions(mesh.verticals), _positions(mesh.horizontals)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > MOST_CELLS:
        return Lattice(xs, ys, ())
    above = _borders(mesh.horizontals, ys, xs)
    left = _borders(mesh.verticals, xs, ys)
    return Lattice(xs, ys, tuple(_cells(above, left, rows, columns)))


def _positions(edges: Iterable[Edge]) -> tuple[float, ...]:
    return tuple(sorted({edge.at for edge in edges}))


def _borders(edges: Iterable[Edge], lines: tuple[float, ...], across: tuple[float, ...]) -> list[bytearray]:
    """For each line, which stretches between two lines ``across`` an edge covers from one to the other."""
    covered = [bytearray(len(across) - 1) for _ in lines]
    for edge in edges:
        first, last = bisect_left(across, edge.start - NEAR), bisect_right(across, edge.end + NEAR) - 1
        if last > first:
            covered[bisect_left(lines, edge.at)][first:last] = b"\1" * (last - first)
    return covered


def _cells(above: list[bytearray], left: list[bytearray], rows: int, columns: int) -> Iterator[GridRect]:
    """Closed regions of elementary cells as rectangles."""
    seen = bytearray(rows * columns)
    for start in range(rows * columns):
        if not seen[start]:
            region, closed = _region(start, above, left, rows, columns)
            for place in region:
                seen[place] = 1
            if closed:
                yield from _rectangles(region, columns)


def _region(
    start: int, above: list[bytearray], left: list[bytearray], rows: int, columns: int
) -> tuple[set[int], bool]:
    """The elementary cells (row × columns + column) reached without crossing a border; False if the outside is reached too."""
    region, todo, closed = {start}, [start], True
    while todo:
        row, column = divmod(todo.pop(), columns)
        steps = (
            (above[row][column], row - 1, column),
            (above[row + 1][column], row + 1, column),
            (left[column][row], row, column - 1),
            (left[column + 1][row], row, column + 1),
        )
        for border, r, c in steps:
            if border:
                continue
            if not (0 <= r < rows and 0 <= c < columns):
                closed = False
            elif r * columns + c not in region:
                region.add(r * columns + c)
                todo.append(r * columns + c)
    return region, closed


def _rectangles(region: set[int], columns: int) -> list[GridRect]:
    """The region as rectangles; more than one only where a piece of border is missing."""
    places = [divmod(place, columns) for place in region]
    if len(places) == 1:
        row, column = places[0]
        return [GridRect(row, column, row + 1, column + 1)]
    top, bottom = min(r for r, _ in places), max(r for r, _ in places) + 1
    first, last = min(c for _, c in places), max(c for _, c in places) + 1
    if (bottom - top) * (last - first) == len(region):
        return [GridRect(top, first, bottom, last)]
    by_rows = _runs(places)
    by_columns = [GridRect(r.column, r.row, r.column_end, r.row_end) for r in _runs([(c, r) for r, c in places])]
    return min(by_rows, by_columns, key=len)


def _runs(places: Iterable[tuple[int, int]]) -> list[GridRect]:
    """Rectangles of runs within rows, equal runs of consecutive rows together."""
    rectangles: list[GridRect] = []
    for row, column in sorted(places):
        last = rectangles[-1] if rectangles else None
        if last and last.row == row and last.column_end == column:
            rectangles[-1] = GridRect(row, last.column, row + 1, column + 1)
        else:
            rectangles.append(GridRect(row, column, row + 1, column + 1))
    stacked: dict[tuple[int, int, int], GridRect] = {}
    for run in rectangles:
        upper = stacked.pop((run.column, run.column_end, run.row), None)
        grown = GridRect(upper.row if upper else run.row, run.column, run.row_end, run.column_end)
        stacked[grown.column, grown.column_end, grown.row_end] = grown
    return list(stacked.values())


def _neighbours(cells: Sequence[GridRect]) -> list[list[GridRect]]:
    """Cells that share a stretch of border, grouped: the boxes of a flow chart hang together by single strokes and fall apart here."""
    owner = {
        (row, column): index
        for index, cell in enumerate(cells)
        for row in range(cell.row, cell.row_end)
        for column in range(cell.column, cell.column_end)
    }
    if is_full(cells, len(owner)):
        return [list(cells)]
    parent = list(range(len(cells)))
    for (row, column), index in owner.items():
        for other in (owner.get((row + 1, column)), owner.get((row, column + 1))):
            if other is not None and other != index:
                parent[_root(parent, other)] = _root(parent, index)
    groups: dict[int, list[GridRect]] = {}
    for index, cell in enumerate(cells):
        groups.setdefault(_root(parent, index), []).append(cell)
    return list(groups.values())


def is_full(cells: Sequence[GridRect], places: int) -> bool:
    """Whether cells that take up so many places leave none free: then all hang together."""
    if not cells:
        return False
    height = max([cell.row_end for cell in cells]) - min([cell.row for cell in cells])
    width = max([cell.column_end for cell in cells]) - min([cell.column for cell in cells])
    return places == height * width


def _side_by_side(lattice: Lattice) -> Iterator[Lattice]:
    """The lattice, or its parts where rows left and right of a line hardly ever meet: a form drawn against a table."""
    for line in range(1, len(lattice.xs) - 1 if len(lattice.xs) <= MOST_COLUMNS else 0):
        left = [cell for cell in lattice.cells if cell.column_end <= line]
        right = [cell for cell in lattice.cells if cell.column >= line]
        if len(left) + len(right) == len(lattice.cells) and _hardly_meet(_inner_lines(left), _inner_lines(right)):
            yield _fitted(lattice, left)
            yield from _side_by_side(_fitted(lattice, right))
            return
    yield lattice


def _inner_lines(cells: Sequence[GridRect]) -> set[int]:
    """The lines that divide rows of these cells."""
    tops, bottoms = {cell.row for cell in cells}, {cell.row_end for cell in cells}
    return tops & bottoms


def _hardly_meet(left: set[int], right: set[int]) -> bool:
    fewer = min(len(left), len(right))
    return fewer >= FEWEST_LINES and len(left & right) <= SHARED_LINES * fewer


def _fitted(lattice: Lattice, cells: Sequence[GridRect]) -> Lattice:
    """The lattice of these cells alone: lines that bound none of them left out."""
    rows = sorted({line for cell in cells for line in (cell.row, cell.row_end)})
    columns = sorted({line for cell in cells for line in (cell.column, cell.column_end)})
    row_of = {line: index for index, line in enumerate(rows)}
    column_of = {line: index for index, line in enumerate(columns)}
    moved = (GridRect(row_of[c.row], column_of[c.column], row_of[c.row_end], column_of[c.column_end]) for c in cells)
    order = tuple(sorted(moved, key=lambda cell: (cell.row, cell.column)))
    xs, ys = tuple(lattice.xs[c] for c in columns), tuple(lattice.ys[r] for r in rows)
    return replace(lattice, xs=xs, ys=ys, cells=order)


def without_slivers(lattice: Lattice) -> Lattice:
    """The lattice without rows and columns that are only the space between two borders meant as one."""
    column_of = _merged_lines(lattice.xs, {(cell.column, cell.column_end) for cell in lattice.cells})
    row_of = _merged_lines(lattice.ys, {(cell.row, cell.row_end) for cell in lattice.cells})
    if column_of[-1] == len(lattice.xs) - 1 and row_of[-1] == len(lattice.ys) - 1:
        return lattice
    moved = (
        GridRect(row_of[cell.row], column_of[cell.column], row_of[cell.row_end], column_of[cell.column_end])
        for cell in lattice.cells
    )
    cells = tuple(cell for cell in moved if cell.row < cell.row_end and cell.column < cell.column_end)
    return replace(lattice, xs=_positions_of(lattice.xs, column_of), ys=_positions_of(lattice.ys, row_of), cells=cells)


def _merged_lines(lines: Sequence[float], extents: set[tuple[int, int]]) -> list[int]:
    """For each line its number once lines too close together are one."""
    numbers, first = [0], 0
    for index in range(1, len(lines)):
        width = lines[index] - lines[first]
        held = any(first <= start and end <= index for start, end in extents)
        apart = width >= SLIVER or (held and width >= EMPTY_SLIVER)
        numbers.append(numbers[-1] + apart)
        first = index if apart else first
    return numbers


def _positions_of(lines: Sequence[float], numbers: Sequence[int]) -> tuple[float, ...]:
    """Where merged lines stand: at the outer ones on the outside, at the first one else."""
    firsts = [lines[numbers.index(number)] for number in range(numbers[-1])]
    return (*firsts, lines[-1])
