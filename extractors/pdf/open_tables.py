"""Tables ruled by horizontals alone (three-line tables): rules of one length under one another, columns divided by gaps in all rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from extractors.pdf.glyphs import Char
from extractors.pdf.lattice import NEAR, Edge, GridRect, Lattice

COLUMN_GAP = 12.0  # points: blanks within a text are narrower, and so is the step from a label to its text
FEWEST_RULES = 3
FULL_ROWS = 0.75  # of the rows have text in two columns


def open_lattices(horizontals: Sequence[Edge], chars: Sequence[Char]) -> Iterator[Lattice]:
    """The tables among rules that no vertical touches."""
    for rules in _stacks(horizontals):
        lattice = _lattice(rules, [char for char in chars if _is_inside(char, rules)])
        if lattice:
            yield lattice


def _stacks(horizontals: Sequence[Edge]) -> list[list[Edge]]:
    """Rules from one abscissa to one other, three or more."""
    stacks: list[list[Edge]] = []
    for edge in horizontals:
        stack = next((s for s in stacks if _same_extent(s[0], edge)), None)
        if stack is None:
            stacks.append([edge])
        else:
            stack.append(edge)
    return [stack for stack in stacks if len(stack) >= FEWEST_RULES]


def _same_extent(edge: Edge, other: Edge) -> bool:
    return abs(edge.start - other.start) <= NEAR and abs(edge.end - other.end) <= NEAR


def _is_inside(char: Char, rules: Sequence[Edge]) -> bool:
    middle = (char.top + char.bottom) / 2
    between = rules[0].at < middle < rules[-1].at
    return between and char.x1 > rules[0].start and char.x0 < rules[0].end and not char.text.isspace()


def _lattice(rules: Sequence[Edge], chars: Sequence[Char]) -> Lattice | None:
    """The lattice of these rules, None unless their rows have columns; the first row is the header and may not cross them."""
    ys = tuple(edge.at for edge in rules)
    xs = _column_edges(rules[0], [char for char in chars if (char.top + char.bottom) / 2 > ys[1]])
    if len(xs) < 3 or any(char.x0 + 1 < x < char.x1 - 1 for char in chars for x in xs[1:-1]):
        return None
    filled: list[set[int]] = [set() for _ in range(len(ys) - 1)]
    for char in chars:
        row, column = (char.top + char.bottom) / 2, (char.x0 + char.x1) / 2
        filled[bisect_right(ys, row) - 1].add(bisect_right(xs, column))
    if sum(len(columns) > 1 for columns in filled) < FULL_ROWS * len(filled):
        return None
    cells = (GridRect(r, c, r + 1, c + 1) for r in range(len(ys) - 1) for c in range(len(xs) - 1))
    return Lattice(xs, ys, tuple(cells))


def _column_edges(rule: Edge, chars: Sequence[Char]) -> tuple[float, ...]:
    """The rule's ends and the middles of the gaps that run through all these characters."""
    edges, reach = [rule.start], None
    for char in sorted(chars, key=lambda char: char.x0):
        if reach is not None and char.x0 - reach >= COLUMN_GAP:
            edges.append((char.x0 + reach) / 2)
        reach = char.x1 if reach is None else max(reach, char.x1)
    return (*edges, rule.end)
