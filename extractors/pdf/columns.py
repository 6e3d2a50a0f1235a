"""Columns of running text on a page: told from aligned lists by lines that fill them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.pdf.glyphs import Char
from extractors.pdf.lines import Line, Placed, lines_of, place, rows

GUTTER = 1.5  # of the font size: the gap between columns is at least so wide
LINES = 5  # a column has at least so many
FILLED = 0.7  # of a column's width: its usual line fills as much, the entries of a list do not
NARROWEST = 0.25  # of the text's width: a column is no narrower


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a row without a wide gap."""

    x0: float
    x1: float


Row = list[Segment]


def lines_in_columns(chars: Sequence[Char]) -> list[Line]:
    """The lines in reading order, those of a first column before those of the second beside it."""
    level = [char for char in chars if char.direction == "right"]
    placed = rows(map(place, level))
    found = find_columns([list(segments(row)) for row in placed])
    if found is None:
        return lines_of(chars)
    first, end, x = found
    above, inside, below = ([item.char for row in part for item in row] for part in cut(placed, first, end))
    turned = [char for char in chars if char.direction != "right"]
    left, right = ([c for c in inside if (c.x0 < x) is side] for side in (True, False))
    return [*lines_of(above), *lines_of(left), *lines_of(right), *lines_in_columns(below), *lines_of(turned)]


def cut(placed: list[list[Placed]], first: int, end: int) -> tuple[list[list[Placed]], ...]:
    """The rows before, in and after a range."""
    return placed[:first], placed[first:end], placed[end:]


def segments(row: Sequence[Placed]) -> Iterator[Segment]:
    """The row cut at its wide gaps."""
    seen = [item for item in row if not item.char.text.isspace()]
    start = 0
    for index, (before, item) in enumerate(pairwise(seen), 1):
        if item.start - before.end > GUTTER * item.char.size:
            yield Segment(seen[start].start, before.end)
            start = index
    if seen:
        yield Segment(seen[start].start, seen[-1].end)


def find_columns(found: Sequence[Row]) -> tuple[int, int, float] | None:
    """Which rows stand in two columns, and where between them: first, end, x. None where no rows do."""
    if len(found) < LINES:
        return None
    left = min((s.x0 for row in found for s in row), default=0.0)
    right = max((s.x1 for row in found for s in row), default=0.0)
    for x in gutters(found, (left + right) / 2):
        for first, end in clear_ranges(found, x):
            if are_columns(found[first:end], x, right - left):
                return first, end, x
    return None


def gutters(found: Sequence[Row], middle: float) -> list[float]:
    """Where columns may part: the middles of the widest gaps that most rows share, and the middle of the text."""
    middles = sorted((a.x1 + b.x0) / 2 for row in found for a, b in pairwise(row))
    return [middles[len(middles) // 2], middle] if len(middles) >= LINES else [middle]


def clear_ranges(found: Sequence[Row], x: float) -> Iterator[tuple[int, int]]:
    """The ranges of rows that nothing joins across x."""
    start = 0
    for index, row in enumerate([*found, [Segment(x - 1, x + 1)]]):
        if any(s.x0 < x < s.x1 for s in row):
            if index - start >= LINES:
                yield start, index
            start = index + 1


def are_columns(found: Sequence[Row], x: float, width: float) -> bool:
    """Whether there is running text on either side of x."""
    sides = [[s for row in found for s in row if (s.x1 <= x) is side] for side in (True, False)]
    return all(len(side) >= LINES and is_running(side, width) for side in sides)


def is_running(side: Sequence[Segment], width: float) -> bool:
    """Whether the lines of a column fill it as running text does."""
    extent = max(s.x1 for s in side) - min(s.x0 for s in side)
    full = sum(s.x1 - s.x0 >= FILLED * extent for s in side)
    return extent >= NARROWEST * width and full >= max(3, len(side) / 2)
