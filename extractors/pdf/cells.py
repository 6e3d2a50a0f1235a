"""Characters into the boxes that hold them, and the lines of a cell into its text: wrapped lines joined, others kept apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.document import Box
from extractors.pdf.glyphs import WIDE, Run, chars_of, runs_of
from extractors.pdf.lines import Line

PADDING = 6.0  # points: no cell keeps its text farther from its border unless it is centred or indented
SPARE = 0.2  # of the font size, for widths that are not quite as we reckon
INDENT = 1.5  # font sizes
ENTRY = 8  # characters: an entry of a list in a cell (an agency, a share) is no longer
NO_START = "，、。；：！？）」』》〉,.;:!?)%％"
LABEL = re.compile(
    r"[(（]?(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[壹貳參叁肆伍陸柒捌玖拾]{1,3}|[甲乙丙丁])(?:[、）)]|[.．](?![0-9]))|[①-⑳●•◆■□※]"
)
HEAD = re.compile(r"[（「『《〈(]{0,3}(?:[!-~]{1,40}|.)[，、。；：！？）」』》〉％]{0,3}")


class Inside:
    """The characters of a page by height and then by place, so that those with their centre in a box are found by two searches."""

    def __init__(self, runs: Iterable[Run]) -> None:
        levels: dict[float, list[Run]] = defaultdict(list)
        for run in runs:
            levels[run.top + run.bottom].append(run)
        self._heights = sorted(levels)
        self._levels = [Level(side_by_side(levels[height])) for height in self._heights]

    def take(self, box: Box) -> list[Run]:
        """The characters in the box that no other box has taken before."""
        first, end = bisect_left(self._heights, 2 * box.top), bisect_right(self._heights, 2 * box.bottom)
        left, right, found = 2 * box.x0, 2 * box.x1, list[Run]()
        for level in self._levels[first:end]:
            found += level.take(left, right)
        return found

    def rest(self) -> list[Run]:
        """The characters that no box has taken."""
        return [run for level in self._levels for run in level.runs]


class Level:
    """The characters of one level by their middles, with twice the abscissae of the first and the last middle of each run."""

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs
        self._firsts, self._lasts = list(map(first_middle, runs)), list(map(last_middle, runs))

    def take(self, left: float, right: float) -> list[Run]:
        """Takes out what lies between two abscissae, both given twice."""
        i, j = bisect_left(self._lasts, left), bisect_right(self._firsts, right)
        if i >= j:
            return []
        if left <= self._firsts[i] and self._lasts[j - 1] <= right:
            within, beyond = self.runs[i:j], list[Run]()
        else:
            within, beyond = parts(self.runs[i:j], left, right)
        self.runs[i:j] = beyond
        self._firsts[i:j], self._lasts[i:j] = map(first_middle, beyond), map(last_middle, beyond)
        return within


def first_middle(run: Run) -> float:
    """Twice the abscissa of the centre of a run's first character."""
    return run.starts[0] + run.ends[0]


def last_middle(run: Run) -> float:
    """The same of its last."""
    return run.starts[-1] + run.ends[-1]


def side_by_side(level: list[Run]) -> list[Run]:
    """The characters of one level by their middles, runs that reach into one another parted."""
    level.sort(key=first_middle)
    if all(last_middle(before) <= first_middle(after) for before, after in pairwise(level)):
        return level
    return runs_of(sorted(chars_of(level), key=lambda char: char.x0 + char.x1))


def parts(runs: Sequence[Run], left: float, right: float) -> tuple[list[Run], list[Run]]:
    """What of runs lies between two abscissae, both given twice, and what does not."""
    within, beyond = list[Run](), list[Run]()
    for run in runs:
        first, end = run.between(left, right)
        if end - first == len(run.text):
            within.append(run)
            continue
        for kept, i, j in ((beyond, 0, first), (within, first, end), (beyond, end, len(run.text))):
            if i < j:
                kept.append(run.part(i, j))
    return within, beyond


class CellLine(NamedTuple):
    """A line of a cell and how the next one follows: "" where it was cut by the width, "\\n" where a line ends."""

    line: Line
    page: int
    link: str


Piece = tuple[int, Box, Sequence[Line]]  # page, box, lines


def endings(cells: Iterable[Sequence[Piece]]) -> frozenset[str]:
    """The characters in which the entries of a column end (室 and 處 of agencies, 人 of shares): lines that do so are whole entries."""
    last = [lines[-1].text[-1] for pieces in cells for _, _, lines in pieces[-1:] if lines]
    return frozenset(
        c for c, count in Counter(last).items() if c >= WIDE and c not in NO_START and count * 3 >= len(last) > 2
    )


def linked(pieces: Sequence[Piece], entry_ends: frozenset[str] = frozenset()) -> Iterator[CellLine]:
    """The lines of a cell's pieces with the links between them. ``entry_ends``: the endings of its column's entries."""
    placed = [(page, box, line) for page, box, lines in pieces for line in lines]
    if len(placed) == 1:
        page, _, line = placed[0]
        yield CellLine(line, page, "")
        return
    pads = {id(box): padding(box, lines) for _, box, lines in pieces}
    last = {line.text[-1] for _, _, line in placed}
    alike = len(last) == 1 and not last <= set(NO_START)
    for (page, box, line), (_, _, after) in pairwise(placed):
        entry = len(line.text) <= ENTRY and (alike or line.text[-1] in entry_ends)
        wraps = not entry and not set_apart(line, after, box) and is_wrapped(line, after, box.x1 - pads[id(box)])
        yield CellLine(line, page, "" if wraps else "\n")
    if placed:
        page, _, line = placed[-1]
        yield CellLine(line, page, "")


def padding(box: Box, lines: Sequence[Line]) -> float:
    """How far from its border a cell keeps its text: as far as its leftmost line, a centred or indented one aside."""
    return min(max(min((line.box.x0 for line in lines), default=box.x0) - box.x0, 0.0), PADDING)


def set_apart(line: Line, after: Line, box: Box) -> bool:
    """Whether a short line begins well to the right of the next one: two entries about a diagonal stroke, and no wrapped text."""
    short = line.box.x1 - line.box.x0 < (box.x1 - box.x0) / 2
    return line.direction == "right" and short and line.box.x0 - after.box.x0 > INDENT * line.size


def is_wrapped(line: Line, after: Line, right: float) -> bool:
    """Whether the cell's width, whose text may reach to ``right``, cut a line in two: what comes next did not fit on it."""
    if line.direction != "right" or after.direction != "right":
        return line.direction == after.direction
    if line.text[-1] < WIDE and after.text[0] < WIDE:
        return False  # between Latin words a wrap is a blank
    room = right - line.box.x1
    return room < (width_of_head(after.text) + SPARE) * line.size and LABEL.match(after.text) is None


def width_of_head(text: str) -> float:
    """The width, in font sizes, of what no wrap parts at the head of a text: a character or Latin word, marks around it.

    >>> width_of_head("104年"), width_of_head("一、"), width_of_head("辦理")
    (1.5, 2.0, 1.0)
    """
    head = HEAD.match(text)
    return sum(1.0 if c >= WIDE else 0.5 for c in head[0]) if head else 1.0
