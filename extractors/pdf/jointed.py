"""Tables ruled by horizontals that are drawn cell by cell, as browsers print them: where the pieces of each rule meet, columns part.

The head may stand above the first rule, and the last row below the last one, where a style draws one border of a row only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.pdf.glyphs import Char, Ruling, Run, chars_of
from extractors.pdf.lattice import GAP, NEAR, SHORTEST, Edge, GridRect, Lattice
from extractors.pdf.lines import Row, rows

CLEAR = 1.0  # points that text keeps from a column's edge
NARROWEST = 12.0  # points: a column holds a character; dashes are shorter
MOST = 0.5  # of the rules have pieces that meet at an edge: merged cells have not
FILLED = 0.6  # of the columns have text in a row that stands beyond the rules
STEP = 1.2  # font sizes from a rule or line to the next line of such a row
PAD = 2.0  # points above and below the text of such a row


Joints = frozenset[float]


def pieces_of(strokes: Iterable[Ruling]) -> list[Ruling]:
    """What rules may be made of, from the top down."""
    long = (stroke for stroke in strokes if stroke.horizontal and stroke.x1 - stroke.x0 >= SHORTEST)
    return sorted(long, key=ordinate)


def ordinate(piece: Ruling) -> float:
    """Where a piece of a rule stands."""
    return piece.top


def jointed_lattices(rules: Sequence[Edge], pieces: Sequence[Ruling], runs: Iterable[Run]) -> Iterator[Lattice]:
    """The tables among rules of one extent under one another; none where their pieces show no columns."""
    parts = [(rule, joints(rule, pieces)) for rule in rules]
    if not any(meeting for _, meeting in parts):
        return
    start, end = rules[0].start, rules[0].end
    placed = rows(run for run in runs if run.direction == "right" and start < run.ends[-1] and run.starts[0] < end)
    for alike in of_one_table(parts):
        xs = (start, *columns_of([meeting for _, meeting in alike]), end)
        if len(xs) > 2 and all(after - before >= NARROWEST for before, after in pairwise(xs)):
            for ys in parted([rule.at for rule, _ in alike], placed, xs):
                yield from lattice_of(ys, placed, xs)


def joints(rule: Edge, pieces: Sequence[Ruling]) -> Joints:
    """Where a piece of a rule begins at which another ends, to half a point."""
    first = bisect_left(pieces, rule.at - NEAR, key=ordinate)
    level = pieces[first : bisect_right(pieces, rule.at + NEAR, key=ordinate)]
    ends = sorted(piece.x1 for piece in level)
    inside = (piece.x0 for piece in level if rule.start + NEAR < piece.x0 < rule.end - NEAR)
    return frozenset(round(2 * x) / 2 for x in inside if bisect_left(ends, x - GAP) < bisect_right(ends, x + GAP))


def of_one_table(parts: Iterable[tuple[Edge, Joints]]) -> Iterator[list[tuple[Edge, Joints]]]:
    """Rules under one another whose pieces meet at the same places, or at some of them beside merged cells."""
    table: list[tuple[Edge, Joints]] = []
    for rule, meeting in parts:
        if table and not are_alike(table[-1][1], meeting):
            yield table
            table = []
        table.append((rule, meeting))
    yield table


def are_alike(one: Joints, other: Joints) -> bool:
    """Whether all joints of one rule are joints of the other."""
    few, many = sorted((one, other), key=len)
    return bool(few) and all(not many.isdisjoint((x - 0.5, x, x + 0.5)) for x in few)


def columns_of(meeting: Sequence[Joints]) -> list[float]:
    """The abscissae at which the pieces of most rules meet."""
    met = Counter(x for each in meeting for x in each)
    usual = sorted(x for x in met if sum(met[x + step] for step in (-0.5, 0, 0.5)) > MOST * len(meeting))
    return [x for index, x in enumerate(usual) if not index or x - usual[index - 1] > NEAR]


def lattice_of(ys: Sequence[float], placed: Sequence[Row], xs: Sequence[float]) -> Iterator[Lattice]:
    """The lattice of rules at these ordinates, with the rows that stand beyond them; none where that is no row."""
    head = row_above(ys[0], [row for row in reversed(placed) if row[0].bottom <= ys[0] + CLEAR], xs)
    foot = row_below(ys[-1], [row for row in placed if row[0].top >= ys[-1] - CLEAR], xs)
    edges = (*head, *ys, *foot)
    if len(edges) > 2:
        yield Lattice(tuple(xs), edges, tuple(cells_between(edges, placed, xs)))


def parted(ys: Sequence[float], placed: Iterable[Row], xs: Sequence[float]) -> Iterator[list[float]]:
    """The rules of each table: text between two that keeps no columns parts them, unless it is a single line in a row of its own."""
    held: list[list[Row]] = [[] for _ in ys]
    for row in placed:
        held[bisect_right(ys, (row[0].top + row[0].bottom) / 2) - 1].append(row)
    table = [ys[0]]
    for y, between in zip(ys[1:], held, strict=False):
        if len(between) > 1 and not all(keeps_columns(row, xs) for row in between):
            yield table
            table = []
        table.append(y)
    yield table


def row_above(at: float, placed: Iterable[Row], xs: Sequence[float]) -> list[float]:
    """Where a row begins that stands above the rule at ``at``, its lines from there upwards; empty where there is none."""
    edge, lines = at, list[Row]()
    for row in placed:
        if edge - max(run.bottom for run in row) > STEP * row[0].size or not keeps_columns(row, xs):
            break
        edge = min(run.top for run in row)
        lines.append(row)
    return [edge - PAD] if fill_columns(lines, xs) else []


def row_below(at: float, placed: Iterable[Row], xs: Sequence[float]) -> list[float]:
    """Where a row ends that stands below the rule at ``at``, its lines from there downwards; empty where there is none."""
    edge, lines = at, list[Row]()
    for row in placed:
        if min(run.top for run in row) - edge > STEP * row[0].size or not keeps_columns(row, xs):
            break
        edge = max(run.bottom for run in row)
        lines.append(row)
    return [edge + PAD] if fill_columns(lines, xs) else []


def fill_columns(lines: Iterable[Row], xs: Sequence[float]) -> bool:
    """Whether lines that keep to columns have text in most of these."""
    filled = {bisect_right(xs, char.x0) for row in lines for char in shown(row)}
    return len(filled) >= FILLED * (len(xs) - 1)


def keeps_columns(row: Row, xs: Sequence[float]) -> bool:
    """Whether all characters of a line stand in columns, clear of their edges."""
    return all(bisect_right(xs, char.x0 - CLEAR) == bisect_left(xs, char.x1 + CLEAR) for char in shown(row))


def shown(row: Row) -> Iterator[Char]:
    """The characters of a line that are no blanks."""
    return (char for char in chars_of(row) if not char.text.isspace())


def cells_between(ys: Sequence[float], placed: Iterable[Row], xs: Sequence[float]) -> Iterator[GridRect]:
    """The cells of each row, one where text stands across an edge."""
    crossed: list[set[int]] = [set() for _ in ys]
    for row in placed:
        at = bisect_right(ys, (row[0].top + row[0].bottom) / 2) - 1
        for char in shown(row):
            crossed[at].update(range(bisect_right(xs, char.x0 + CLEAR), bisect_left(xs, char.x1 - CLEAR)))
    for at in range(len(ys) - 1):
        edges = [column for column in range(len(xs)) if column not in crossed[at] or column in (0, len(xs) - 1)]
        yield from (GridRect(at, first, at + 1, end) for first, end in pairwise(edges))
