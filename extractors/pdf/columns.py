"""Columns of running text on a page: told from aligned lists by lines that fill them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractors.pdf.glyphs import Char
from extractors.pdf.lines import START, Line, Row, line_of, lines_of, rows

GUTTER = 1.2  # of the font size: the gap between columns is at least so wide
LINES = 5  # a column has at least so many
FILLED = 0.7  # of a column's width: its usual line fills as much, the entries of a list do not
NARROWEST = 0.25  # of the text's width: a column is no narrower


def lines_in_columns(chars: Sequence[Char]) -> list[Line]:
    """The lines in reading order, those of a first column before those of the second beside it."""
    turned = [char for char in chars if char.direction != "right"]
    level = chars if not turned else [char for char in chars if char.direction == "right"]
    return [*in_order(rows(level)), *lines_of(turned)]


def in_order(placed: Sequence[Row]) -> Iterator[Line]:
    """The lines of rows, column by column where they stand in columns."""
    found = find_columns(placed)
    first, end, x = found or (len(placed), len(placed), 0.0)
    for row in placed[:first]:
        yield from line_of(row)
    inside = [char for row in placed[first:end] for char in row]
    for side in (True, False):
        yield from lines_of(char for char in inside if (char.x0 < x) is side)
    if end < len(placed):
        yield from in_order(placed[end:])


def find_columns(placed: Sequence[Row]) -> tuple[int, int, float] | None:
    """Which rows stand in two columns, and where between them: first, end, x. None where no rows do."""
    if len(placed) < LINES:
        return None
    left, right = min(row[0].x0 for row in placed), max(row[-1].x1 for row in placed)
    x = (left + right) / 2
    parts = [bisect_left(row, x, key=START) for row in placed]  # the first character of each row beyond x
    for first, end in clear_ranges(placed, parts, x):
        sides = (
            [row[:at] for row, at in zip(placed[first:end], parts[first:end], strict=True) if at],
            [row[at:] for row, at in zip(placed[first:end], parts[first:end], strict=True) if at < len(row)],
        )
        if all(is_running(side, right - left) for side in sides):
            return first, end, x
    return None


def clear_ranges(placed: Sequence[Row], parts: Sequence[int], x: float) -> Iterator[tuple[int, int]]:
    """The ranges of rows that leave a gutter at x: long ones."""
    start = 0
    for index, (row, at) in enumerate(zip(placed, parts, strict=True)):
        before = next((char.x1 for char in reversed(row[:at]) if not char.text.isspace()), None)
        after = next((char.x0 for char in row[at:] if not char.text.isspace()), None)
        clear = (before or x) <= x and (before is None or after is None or after - before >= GUTTER * row[0].size)
        if not clear:
            if index - start >= LINES:
                yield start, index
            start = index + 1
    if len(placed) - start >= LINES:
        yield start, len(placed)


def is_running(side: Sequence[Row], width: float) -> bool:
    """Whether the lines of a column fill it as running text does."""
    if len(side) < LINES:
        return False
    extent = max(row[-1].x1 for row in side) - min(row[0].x0 for row in side)
    full = sum(row[-1].x1 - row[0].x0 >= FILLED * extent for row in side)
    return extent >= NARROWEST * width and full >= max(3, len(side) / 2)
