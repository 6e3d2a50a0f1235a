"""Tables without any ruling: three columns or more, divided by gaps that run through line after line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.document import Box
from extractors.pdf.glyphs import Char, Run, chars_of
from extractors.pdf.layout import is_contents_entry
from extractors.pdf.lines import APART, Line
from extractors.pdf.open_tables import gaps_through
from extractors.pdf.tables import PageCell, PageTable

FEWEST_ROWS = 3
FEWEST_COLUMNS = 3  # two are a list of names and what they stand for, a form to fill in, two signatures
STEP = 2.5  # font sizes from row to row at most
WRAPPED_STEP = 1.8  # the same from line to line of a cell
SAME_SIZE = 1.0  # points


def aligned_tables(page: int, lines: Sequence[Line], runs: Sequence[Run]) -> list[PageTable]:
    """The tables among the lines of a page, which these characters make."""
    if sum(APART in line.text for line in lines) < FEWEST_ROWS:
        return []
    found = (aligned_table(page, stretch, runs) for stretch in stretches(lines))
    return [table for table in found if table is not None]


def stretches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines under one another with entries apart on them, and between them those that a single cell goes on with."""
    stretch: list[Line] = []
    for line in lines:
        if stretch and not goes_on(stretch, line):
            yield stretch
            stretch = []
        if stretch or is_row(line):
            stretch.append(line)
    if stretch:
        yield stretch


def is_row(line: Line) -> bool:
    """Whether entries stand apart on a line; those of a table of contents do not."""
    return line.direction == "right" and APART in line.text and not is_contents_entry(line.text)


def goes_on(stretch: Sequence[Line], line: Line) -> bool:
    """Whether a line may be one of the table that a stretch makes: the next row, or more of a cell behind the first column."""
    last, size = stretch[-1], stretch[0].size
    step = line.box.top - last.box.top
    if line.direction != "right" or step <= 0 or abs(line.size - size) > SAME_SIZE:
        return False
    inside = line.box.x0 > stretch[0].box.x0 + 2 * size and line.box.x1 <= max(row.box.x1 for row in stretch) + size
    return step <= STEP * size if is_row(line) else inside and step <= WRAPPED_STEP * size


def aligned_table(page: int, stretch: Sequence[Line], runs: Sequence[Run]) -> PageTable | None:
    """The table of a stretch, None where no three columns run through it or its first line does not head them all."""
    if sum(map(is_row, stretch)) < FEWEST_ROWS:
        return None
    chars = chars_within(runs, stretch)
    inner = [(start + end) / 2 for start, end in gaps_through(chars)]
    edges = (min(line.box.x0 for line in stretch), *inner, max(line.box.x1 for line in stretch))
    if len(edges) <= FEWEST_COLUMNS or not heads_all(chars, edges, stretch[0]):
        return None
    tops = row_tops(stretch, chars, edges[1])
    if len(tops) < FEWEST_ROWS:
        return None
    ys = (*tops, max(line.box.bottom for line in stretch))
    return table_of(page, edges, ys)


def chars_within(runs: Iterable[Run], stretch: Sequence[Line]) -> list[Char]:
    """The characters of a stretch from left to right, blanks left out."""
    top, bottom = stretch[0].box.top, max(line.box.bottom for line in stretch)
    level = (run for run in runs if top <= (run.top + run.bottom) / 2 <= bottom and run.direction == "right")
    return sorted((char for char in chars_of(level) if not char.text.isspace()), key=lambda char: char.x0)


def heads_all(chars: Iterable[Char], edges: Sequence[float], head: Line) -> bool:
    """Whether the first line has an entry in each column."""
    first = [char.x0 for char in chars if char.top < head.box.bottom and char.bottom <= head.box.bottom + 1]
    return all(any(start - 1 <= x < end for x in first) for start, end in pairwise(edges))


def row_tops(stretch: Sequence[Line], chars: Iterable[Char], second: float) -> list[float]:
    """Where rows begin: at the lines that have an entry in the first column. ``second``: where the next one begins."""
    entries = {round(char.bottom) for char in chars if char.x0 < second}
    return [line.box.top for line in stretch if any(round(line.box.bottom) + d in entries for d in (-1, 0, 1))]


def table_of(page: int, xs: Sequence[float], ys: Sequence[float]) -> PageTable:
    """The table with these edges, all cells single."""
    cells = tuple(
        PageCell(row, column, 1, 1, Box(x0, top, x1, bottom))
        for row, (top, bottom) in enumerate(pairwise(ys))
        for column, (x0, x1) in enumerate(pairwise(xs))
    )
    return PageTable(page, Box(xs[0], ys[0], xs[-1], ys[-1]), len(ys) - 1, len(xs) - 1, cells, tuple(xs))
