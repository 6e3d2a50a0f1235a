"""What a page holds before anything is made of it: characters and rulings, in points, origin top left of the page as it is shown."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

WIDE = "\u2e80"  # from here on characters are a full em wide
NARROW = re.compile(f"[^{WIDE}-\U0010ffff]")
ASCENT, DESCENT = 0.88, 0.12  # of the font size: how far a character reaches from its baseline, the same for all fonts


class Char(NamedTuple):
    """A visible character or blank: one code point. ``top``/``bottom`` from its baseline and font size, ``x0``/``x1`` its advance.

    ``direction``: where its line runs as shown: right, down, left, up, or askew; ``upright`` False where the character itself is turned.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: str = ""
    bold: bool = False
    upright: bool = True
    direction: str = "right"


class Run(NamedTuple):  # a plan has a million characters: what a run of them shares is kept once, and the rest in lists
    """Characters that look alike on one level, one after another: each begins right of the one before and no later than that one ends.

    ``starts`` and ``ends``: their x0 and x1; the rest is theirs as of a Char.
    """

    text: str
    starts: list[float]
    ends: list[float]
    top: float
    bottom: float
    size: float
    font: str = ""
    bold: bool = False
    upright: bool = True
    direction: str = "right"

    def part(self, first: int, end: int) -> Run:
        """The characters from ``first`` up to ``end``."""
        return Run(self.text[first:end], self.starts[first:end], self.ends[first:end], *self[3:])

    def middle(self, index: int) -> float:
        """Twice the abscissa of a character's centre."""
        return self.starts[index] + self.ends[index]

    def between(self, left: float, right: float) -> tuple[int, int]:
        """Which characters have their middle between two abscissae, both given twice: first, end."""
        last = len(self.text) - 1
        first = 0 if left <= self.middle(0) else bisect_left(range(last + 1), left, key=self.middle)
        end = last + 1 if self.middle(last) <= right else bisect_right(range(last + 1), right, key=self.middle)
        return first, end

    def chars(self) -> Iterator[Char]:
        """The characters one by one."""
        _, _, _, top, bottom, size, font, bold, upright, direction = self
        return (
            Char(text, x0, top, x1, bottom, size, font, bold, upright, direction)
            for text, x0, x1 in zip(self.text, self.starts, self.ends, strict=True)
        )


_look = itemgetter(2, 4, 5, 6, 7, 8, 9)  # of a Char: all but what it is and where on its level


def runs_of(chars: Iterable[Char]) -> list[Run]:
    """The runs that characters make in the order given.

    >>> [run.text for run in runs_of([Char("一", 0, 0, 9, 9, 9), Char("二", 9, 0, 18, 9, 9), Char("三", 9, 0, 18, 9, 9)])]
    ['一二', '三']
    """
    return [run for look, alike in groupby(chars, key=_look) for run in _rising(list(alike), look)]


def _rising(chars: list[Char], look: tuple[float, float, float, str, bool, bool, str]) -> Iterator[Run]:
    """The runs of characters that look alike."""
    goes_on = (before.x0 < after.x0 and before.x1 <= after.x0 for before, after in pairwise(chars))
    cuts = [index for index, joins in enumerate(goes_on, 1) if not joins]
    for first, end in pairwise([0, *cuts, len(chars)]):
        texts, starts, _, ends, *_ = zip(*chars[first:end], strict=True)
        yield Run("".join(texts), list(starts), list(ends), *look)


def chars_of(runs: Iterable[Run]) -> Iterator[Char]:
    """The characters of runs one by one."""
    return (char for run in runs for char in run.chars())


def count_of(runs: Iterable[Run]) -> int:
    """How many characters runs have."""
    return sum([len(run.text) for run in runs])


class Ruling(NamedTuple):
    """A straight stroke along an axis, or a thin filled rectangle that serves as one: from (x0, top) to (x1, bottom), one extent about zero."""

    x0: float
    top: float
    x1: float
    bottom: float
    width: float = 0.0

    @property
    def horizontal(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is shown (rotation and crop applied). ``number`` counts from 1; ``runs`` in the order of the content stream."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    rulings: tuple[Ruling, ...]
    has_images: bool = False
    invisible: bool = False  # the characters are the invisible layer of a scan
    hidden: int = 0  # invisible characters left out beside visible ones
    unmapped: int = 0  # characters whose font does not say what they are
    cut: bool = False  # the page holds more than the limits allow
    ocr: float | None = None  # the characters were read in its image, with this confidence from 0 to 100

    @property
    def chars(self) -> tuple[Char, ...]:
        """The characters one by one, made anew: for those who have to look at each."""
        return tuple(chars_of(self.runs))

    @property
    def text(self) -> str:
        """What the characters say, in the order of the content stream."""
        return "".join([run.text for run in self.runs])
