"""Lines that end because the text area does: what comes next did not fit on them, so the paragraph goes on."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from extractors.pdf.cells import SPARE, padding, width_of_head
from extractors.pdf.glyphs import WIDE
from extractors.pdf.layout import Sheet, is_contents_entry
from extractors.pdf.lines import Line

BEYOND = 50  # one line in so many ends outside the text area: hanging marks, a remark in the margin
FEWEST = 3  # lines that end at the same margin
SKEW = 3.0  # font sizes by which the two margins of a page may differ
STEP = 3.0  # font sizes from line to line of a paragraph
COVERED = 0.8  # of its extent: a justified line is as full of characters
SAME_SIZE = 0.5  # points


def mark_wrapped(sheets: Sequence[Sheet]) -> None:
    """Says of each line of the body whether its width cut it; ``mark_running`` comes before. Pages of one width share their margins."""
    by_width: dict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_width[round(sheet.width)].append(sheet)
    for width, alike in by_width.items():
        open_lines = (sheet.lines[i] for sheet in alike for i in sheet.body_indices() if i not in sheet.frames)
        right = right_edge((line for line in open_lines if line.direction == "right"), width)
        for sheet, index, after in neighbours(alike):
            line, frame = sheet.lines[index], sheet.frames.get(index)
            edge = right if frame is None else frame.x1 - padding(frame, [line])
            sheet.wrapped[index] = edge is not None and is_wrapped(line, after, edge)


def right_edge(lines: Iterable[Line], width: float) -> float | None:
    """Where the text area of pages of a width ends; None where too few lines show it. No line is kept while others are looked at.

    It is as far from the page's edge as the left one is, or a bound edge's width less.
    """
    starts, ends, sizes = array("d"), array("d"), array("d")
    for line in lines:
        starts.append(line.box.x0)
        ends.append(line.box.x1)
        sizes.append(line.size)
    if not starts:
        return None
    beyond = len(starts) // BEYOND
    size, opposite, right = median(sizes), width - sorted(starts)[beyond], sorted(ends)[-1 - beyond]
    if abs(right - opposite) <= size:
        return max(right, opposite)
    agreed = sum(end >= right - size for end in ends) >= FEWEST
    return right if agreed and right > opposite - SKEW * size else None


def neighbours(sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, int, Line]]:
    """Each line of the body, by its sheet and index, with the next one that may go on with it: below it, or first on the next page."""
    placed = ((sheet, index) for sheet in sheets for index in sheet.body_indices())
    for (sheet, index), (other, at) in pairwise(placed):
        line, after = sheet.lines[index], other.lines[at]
        below = sheet is other and 0 < after.box.top - line.box.top <= STEP * line.size
        together = (index in sheet.frames) == (at in other.frames)
        if together and (below or other.number == sheet.number + 1):
            yield sheet, index, after


def is_wrapped(line: Line, after: Line, right: float) -> bool:
    """Whether what comes next did not fit on the line."""
    if line.direction != "right" or after.direction != "right" or abs(line.size - after.size) > SAME_SIZE:
        return False
    if is_contents_entry(line.text) or is_scattered(line):
        return False
    return right - line.box.x1 < (width_of_head(after.text) + SPARE) * line.size


def is_scattered(line: Line) -> bool:
    """Whether wide gaps part what stands on the line: entries of a list or form."""
    wide = sum(char >= WIDE for char in line.text)
    return (wide + 0.5 * (len(line.text) - wide)) * line.size < COVERED * (line.box.x1 - line.box.x0)
