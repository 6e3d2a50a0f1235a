"""Columns of running text on a page: told from aligned lists by lines that fill them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractors.pdf.glyphs import DESCENT, Run
from extractors.pdf.lines import Line, Row, line_of, lines_of, rows

GUTTER = 1.2  # of the font size: the gap between columns is at least so wide
LINES = 5  # a column has at least so many
FILLED = 0.7  # of a column's width: its usual line fills as much, the entries of a list do not
USUAL, SOME = 2, 5  # one line in so many fills a column; some do where the lines beside it stand at other heights
LEVEL = 0.08  # of the font size: the entries of a list stand side by side so exactly
ABREAST = 3  # one row in so many may have its two lines level where columns are set apart from each other
NARROWEST = 0.25  # of the text's width: a column is no narrower


def lines_in_columns(runs: Sequence[Run]) -> list[Line]:
    """The lines in reading order, those of a first column before those of the second beside it."""
    turned = [run for run in runs if run.direction != "right"]
    level = runs if not turned else [run for run in runs if run.direction == "right"]
    return [*in_order(rows(level)), *lines_of(turned)]


def in_order(placed: Sequence[Row]) -> Iterator[Line]:
    """The lines of rows, column by column where they stand in columns."""
    found = find_columns(placed)
    first, end, x = found or (len(placed), len(placed), 0.0)
    for row in placed[:first]:
        yield from line_of(row)
    inside = [parted(row, x) for row in placed[first:end]]
    for side in (0, 1):
        yield from lines_of(run for parts in inside for run in parts[side])
    if end < len(placed):
        yield from in_order(placed[end:])


def find_columns(placed: Sequence[Row]) -> tuple[int, int, float] | None:
    """Which rows stand in two columns, and where between them: first, end, x. None where no rows do."""
    if len(placed) < LINES:
        return None
    left, right = min(row[0].starts[0] for row in placed), max(row[-1].ends[-1] for row in placed)
    x = (left + right) / 2
    for first, end in clear_ranges(placed, x):
        inside = [parted(row, x) for row in placed[first:end]]
        if not stand_beside(inside):
            continue
        least = SOME if stand_apart(inside) else USUAL
        sides = zip(*inside, strict=True)
        if all(is_running([part for part in side if part], right - left, least) for side in sides):
            return first, end, x
    return None


def stand_beside(inside: Sequence[tuple[Row, Row]]) -> bool:
    """Whether two columns share most of their height: an address in a letter's corner stands above what is left of it."""
    places = [[i for i, sides in enumerate(inside) if sides[side]] for side in (0, 1)]
    if not all(places):
        return False
    shared = min(rows[-1] for rows in places) - max(rows[0] for rows in places) + 1
    return 2 * shared >= min(rows[-1] - rows[0] + 1 for rows in places)


def stand_apart(inside: Sequence[tuple[Row, Row]]) -> bool:
    """Whether the lines of two columns follow each other without regard to those beside them: paragraphs and headings part them at other heights."""
    both = [(before[0], after[0]) for before, after in inside if before and after]
    abreast = sum(abs(baseline(one) - baseline(other)) <= LEVEL * one.size for one, other in both)
    fewer = min(sum(bool(side) for side in sides) for sides in zip(*inside, strict=True))
    return abreast * ABREAST <= fewer


def parted(row: Row, x: float) -> tuple[Row, Row]:
    """The characters of a row that begin before x, and the others."""
    at = bisect_left(row, x, key=lambda run: run.starts[0])
    if not at or row[at - 1].starts[-1] < x:
        return row[:at], row[at:]
    cut = row[at - 1]
    inside = bisect_left(cut.starts, x)
    return [*row[: at - 1], cut.part(0, inside)], [cut.part(inside, len(cut.text)), *row[at:]]


def clear_ranges(placed: Sequence[Row], x: float) -> Iterator[tuple[int, int]]:
    """The ranges of rows that leave a gutter at x: long ones."""
    start = 0
    for index, row in enumerate(placed):
        if not is_clear(row, x):
            if index - start >= LINES:
                yield start, index
            start = index + 1
    if len(placed) - start >= LINES:
        yield start, len(placed)


def is_clear(row: Row, x: float) -> bool:
    """Whether no character of a row stands at x, nor near it on both sides."""
    sides = parted(row, x)
    before = next((end for run in reversed(sides[0]) for text, end in backwards(run) if not text.isspace()), None)
    after = next(
        (at for run in sides[1] for text, at in zip(run.text, run.starts, strict=True) if not text.isspace()), None
    )
    return (before or x) <= x and (before is None or after is None or after - before >= GUTTER * row[0].size)


def backwards(run: Run) -> Iterator[tuple[str, float]]:
    """The characters of a run from its end, with their right edges."""
    return zip(reversed(run.text), reversed(run.ends), strict=True)


def is_running(side: Sequence[Row], width: float, least: int) -> bool:
    """Whether the lines of a column, at least one in ``least``, fill it as running text does."""
    if len(side) < LINES:
        return False
    extent = max(row[-1].ends[-1] for row in side) - min(row[0].starts[0] for row in side)
    full = sum(row[-1].ends[-1] - row[0].starts[0] >= FILLED * extent for row in side)
    return extent >= NARROWEST * width and full >= max(3, len(side) / least)


def baseline(run: Run) -> float:
    """The ordinate on which the characters of a run stand."""
    return run.bottom - DESCENT * run.size
