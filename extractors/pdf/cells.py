"""Characters into the boxes that hold them, and the lines of a cell into its text: wrapped lines joined, others kept apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.document import Box
from extractors.item_label import item_label
from extractors.pdf.glyphs import Char
from extractors.pdf.lines import WIDE, Line, lines_of

PADDING = 6.0  # points: no cell keeps its text farther from its border unless it is centred or indented
SPARE = 1.2  # of the font size: a wrapped line ends no farther from the edge, as the next character did not fit
SPARE_MARK = 2.2  # the same where the next line's second character may not begin a line and took the first with it
NO_START = "，、。；：！？）」』》〉,.;:!?)%％"


class Inside:
    """The characters of a page by height: those with their centre in a box are found without a look at the others."""

    def __init__(self, chars: Sequence[Char]) -> None:
        middles = sorted(((c.top + c.bottom) / 2, i) for i, c in enumerate(chars))
        self._heights = [y for y, _ in middles]
        self._order = [i for _, i in middles]
        self._chars = chars
        self._left = [True] * len(chars)

    def take(self, box: Box) -> list[Char]:
        """The characters in the box that no other box has taken before."""
        first, end = bisect_left(self._heights, box.top), bisect_right(self._heights, box.bottom)
        left, right = 2 * box.x0, 2 * box.x1
        found = sorted(
            i
            for i in self._order[first:end]
            if self._left[i] and left <= self._chars[i].x0 + self._chars[i].x1 <= right
        )
        for i in found:
            self._left[i] = False
        return [self._chars[i] for i in found]

    def rest(self) -> list[Char]:
        """The characters that no box has taken, in the order of the page."""
        return [char for char, left in zip(self._chars, self._left, strict=True) if left]


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line of a cell and how the next one follows: "" where it was cut by the width, "\\n" where a line ends."""

    line: Line
    page: int
    link: str


def cell_lines(chars: Sequence[Char]) -> list[Line]:
    """The lines in a cell."""
    return lines_of(chars) if chars else []


def linked(pieces: Sequence[tuple[int, Box, Sequence[Line]]]) -> Iterator[CellLine]:
    """The lines of a cell's pieces (page, box, lines) with the links between them."""
    placed = [(page, box, line) for page, box, lines in pieces for line in lines]
    pads = {id(box): padding(box, lines) for _, box, lines in pieces}
    for (page, box, line), (_, _, after) in pairwise(placed):
        yield CellLine(line, page, link(line, after, box.x1 - pads[id(box)]))
    if placed:
        page, _, line = placed[-1]
        yield CellLine(line, page, "")


def padding(box: Box, lines: Sequence[Line]) -> float:
    """How far from its border a cell keeps its text: as far as its leftmost line, a centred or indented one aside."""
    return min(max(min((line.box.x0 for line in lines), default=box.x0) - box.x0, 0.0), PADDING)


def link(line: Line, after: Line, right: float) -> str:
    """What stands between two lines of a cell whose text may reach to ``right``."""
    if line.direction != "right" or after.direction != "right":
        return "" if line.direction == after.direction else "\n"
    spare = SPARE_MARK if after.text[1:2] in NO_START and len(after.text) > 1 else SPARE
    if line.text[-1] < WIDE and after.text[0] < WIDE:
        return "\n"  # between Latin words a wrap is a blank
    full = right - line.box.x1 < spare * max(line.size, after.size)
    return "" if full and item_label(after.text) is None else "\n"
