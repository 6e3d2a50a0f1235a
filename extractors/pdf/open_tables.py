"""Tables ruled by horizontals alone (three-line tables): rules of one length under one another, columns divided by gaps in all rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractors.pdf.glyphs import Char, Ruling, Run, chars_of
from extractors.pdf.jointed import jointed_lattices, pieces_of
from extractors.pdf.lattice import NEAR, Edge, GridRect, Lattice

COLUMN_GAP = 10.0  # points: blanks within a text are narrower; Word keeps the texts of two cells 10.8 pt apart
FEWEST_RULES = 3


def open_lattices(
    horizontals: Sequence[Edge], runs: Sequence[Run], strokes: Sequence[Ruling] = ()
) -> Iterator[Lattice]:
    """The tables among rules that no vertical touches; ``strokes`` are what these were drawn with."""
    stacks = _stacks(horizontals)
    pieces = pieces_of(strokes) if stacks else []
    for rules in stacks:
        jointed = list(jointed_lattices(rules, pieces, runs))
        yield from jointed
        if jointed:
            continue
        for bands in _runs(_bands(rules, runs)):
            lattice = _lattice(rules[0], bands)
            if lattice:
                yield lattice


@dataclass(frozen=True, slots=True)
class Band:
    """What stands between two rules: characters by abscissa, blanks left out."""

    top: float
    bottom: float
    chars: tuple[Char, ...]


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


def _bands(rules: Sequence[Edge], runs: Sequence[Run]) -> list[Band]:
    ys = [edge.at for edge in rules]
    held: list[list[Char]] = [[] for _ in ys[1:]]
    for char in sorted(chars_of(runs), key=_left):
        index = bisect_right(ys, (char.top + char.bottom) / 2) - 1
        across = char.x1 > rules[0].start and char.x0 < rules[0].end
        if 0 <= index < len(held) and across and not char.text.isspace():
            held[index].append(char)
    return [Band(top, bottom, tuple(band)) for (top, bottom), band in zip(pairwise(ys), held, strict=True)]


def _left(char: Char) -> float:
    return char.x0


def _runs(bands: Sequence[Band]) -> Iterator[list[Band]]:
    """Two or more bands under one another with columns in each; a line of text between two tables parts them."""
    for columned, run in groupby(bands, key=lambda band: bool(gaps_through(band.chars))):
        rows = list(run)
        if columned and len(rows) >= FEWEST_RULES - 1:
            yield rows


def gaps_through(chars: Sequence[Char]) -> list[tuple[float, float]]:
    """The gaps that run through all these characters."""
    gaps, reach = [], chars[0].x1 if chars else 0.0
    for char in chars:
        if char.x0 - reach >= COLUMN_GAP:
            gaps.append((reach, char.x0))
        reach = max(reach, char.x1)
    return gaps


def _edge(gap: tuple[float, float], header: Sequence[Char]) -> float | None:
    """Where columns part: in the middle of the widest stretch of the gap that the header leaves free. None where it leaves none."""
    start, widest = gap[0], (0.0, 0.0)
    for char in header:
        if char.x1 > start and char.x0 < gap[1]:
            widest = max(widest, (start, char.x0), key=_width)
            start = char.x1
    widest = max(widest, (start, gap[1]), key=_width)
    return (widest[0] + widest[1]) / 2 if _width(widest) > 0 else None


def _width(stretch: tuple[float, float]) -> float:
    return stretch[1] - stretch[0]


def _lattice(rule: Edge, bands: Sequence[Band]) -> Lattice | None:
    """The lattice of these bands, None unless columns run through all of them; the first may be a header that is wider than these."""
    gaps = gaps_through(sorted((char for band in bands[1:] for char in band.chars), key=_left))
    edges = [_edge(gap, bands[0].chars) for gap in gaps]
    inner = [edge for edge in edges if edge is not None]
    if not gaps or len(inner) < len(gaps):
        return None
    xs, ys = (rule.start, *inner, rule.end), (*(band.top for band in bands), bands[-1].bottom)
    cells = (GridRect(r, c, r + 1, c + 1) for r in range(len(ys) - 1) for c in range(len(xs) - 1))
    return Lattice(xs, ys, tuple(cells))
