"""What a page holds before anything is made of it: characters and rulings, in points, origin top left of the page as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

ASCENT, DESCENT = 0.88, 0.12  # of the font size: how far a character reaches from its baseline, the same for all fonts


class Char(NamedTuple):  # a plan has a million of them, and a tuple costs a tenth of a frozen dataclass
    """A visible character or blank. ``top``/``bottom`` from its baseline and font size, ``x0``/``x1`` its advance.

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


@dataclass(frozen=True, slots=True)
class Ruling:
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
    """A page as it is shown (rotation and crop applied). ``number`` counts from 1; ``chars`` in the order of the content stream."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rulings: tuple[Ruling, ...]
    has_images: bool = False
    invisible: bool = False  # the characters are the invisible layer of a scan
    hidden: int = 0  # invisible characters left out beside visible ones
    unmapped: int = 0  # characters whose font does not say what they are
    cut: bool = False  # the page holds more than the limits allow
    ocr: float | None = None  # the characters were read in its image, with this confidence from 0 to 100
