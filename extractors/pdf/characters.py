"""The characters of a pdfium page with their places.

x from origins and advances, y from origin and font size, so that fonts of one line agree whatever their own metrics say.
Runs are the text objects of the page: what all characters of one share is asked once.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from ctypes import Array, addressof, c_double, c_float, c_ushort, create_string_buffer
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, pairwise, repeat
from operator import lt, ne

from extractors.pdf import pdfium
from extractors.pdf.geometry import Frame, Matrix, Point, multiply
from extractors.pdf.glyphs import ASCENT, DESCENT, Char

MAX_CHARS = 200_000  # on one page; a dense page of a plan has 3,000
LINE_END_HYPHEN = "\ufffe\x02"  # what pdfium makes of a hyphen at the end of a line
ODD = re.compile("[^ -\ud7ff\uf900-\uffef\U00010000-\U0010ffff\r\n]")  # control characters, private use, no characters
UNMAPPED = "\ufffd"
STRAIGHT = 0.01  # sine of the angle up to which text counts as level
ASKEW = 0.25  # tangent of the angle from which text is askew
MISSING_ADVANCE = 0.5  # of the font size, for narrow characters of fonts that give no widths
WIDEST_LATIN = 0.75  # of the font size, but for W and m; the next character's origin cuts it
WIDE = "\u2e80"  # from here on characters are a full em wide
_char = partial(tuple.__new__, Char)  # a Char of its ten fields, without the call that fills in defaults


@dataclass(frozen=True, slots=True)
class Text:
    """The characters of a page: those that are seen and those written invisibly (as the text layer of a scan is)."""

    visible: list[Char] = field(default_factory=list)
    invisible: list[Char] = field(default_factory=list)
    unmapped: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """What the characters of one text object share: ``matrix`` to shown coordinates, ``size`` and ``em`` the font's height and width there."""

    matrix: Matrix
    size: float
    em: float
    font: str
    bold: bool
    invisible: bool
    straight: bool

    @property
    def direction(self) -> str:
        """Where the text runs on the page as shown: right, down, left or up; askew where it runs along none of its sides, as a watermark."""
        a, b = self.matrix[0], self.matrix[1]
        if min(abs(a), abs(b)) > ASKEW * max(abs(a), abs(b)):
            return "askew"
        if abs(a) >= abs(b):
            return "right" if a >= 0 else "left"
        return "down" if b > 0 else "up"


@dataclass(slots=True)
class Reader:
    """Reads the characters of one page. ``fonts`` are names of fonts, and whether these say bold, by handle."""

    text_page: int
    frame: Frame
    fonts: dict[int | None, tuple[str, bool]] = field(default_factory=lambda: {None: ("", False)})
    _runs: dict[tuple[object, ...], Run] = field(default_factory=dict)
    _numbers: Array[c_float] = field(default_factory=lambda: (c_float * 6)())
    _at_numbers: int = 0

    def __post_init__(self) -> None:
        self._at_numbers = addressof(self._numbers)

    def read(self) -> Text:
        """Every character of the page that has a place on it."""
        count = pdfium.count_chars(self.text_page)
        taken = min(max(count, 0), MAX_CHARS)
        codes, unmapped = self._codes(taken)
        objects = [pdfium.char_object(self.text_page, i) for i in range(taken)]
        origins = self._origins(taken)
        text = Text(unmapped=unmapped, cut=count > taken)
        for run, first, end in self._stretches(objects, origins):
            found = text.invisible if run.invisible else text.visible
            found += self._chars(run, codes[first:end], origins[first:end], first)
        return text

    def _stretches(self, objects: Sequence[int | None], origins: Sequence[Point]) -> Iterator[tuple[Run, int, int]]:
        """The characters by run, those of text objects that go on with one another as one."""
        held: tuple[Run, int, int] | None = None
        for first, end in stretches(objects):
            handle = objects[first]
            if handle is None:  # a blank or line end that pdfium made up
                continue
            run = self._run(handle, first)
            if held and held[2] == first and run is held[0] and origins[first][1] == origins[first - 1][1]:
                held = (run, held[1], end)
                continue
            if held:
                yield held
            held = (run, first, end)
        if held:
            yield held

    def _codes(self, count: int) -> tuple[str, int]:
        """The characters' text, one code point each, and how many have no Unicode value in their font (U+FFFD)."""
        buffer = (c_ushort * (count + 1))()
        pdfium.get_text(self.text_page, 0, count, addressof(buffer))
        codes = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if len(codes) != count or "\0" in codes:
            codes = "".join(chr(pdfium.char_unicode(self.text_page, i) % 0x110000) for i in range(count))
        odd = [match.start() for match in ODD.finditer(codes)]
        if not odd:
            return codes, 0
        fixed, unmapped = list(codes), 0
        for i in odd:
            if pdfium.char_unmapped(self.text_page, i) > 0:
                fixed[i], unmapped = UNMAPPED, unmapped + 1
            elif codes[i] in LINE_END_HYPHEN:
                fixed[i] = "-"
        return "".join(fixed), unmapped

    def _origins(self, count: int) -> list[Point]:
        """Where the characters' origins stand on the page as shown."""
        numbers = (c_double * (2 * count))()
        x, y = (range(at, at + 16 * count, 16) for at in (addressof(numbers), addressof(numbers) + 8))
        deque(map(pdfium.char_origin, repeat(self.text_page), range(count), x, y), maxlen=0)
        a, b, c, d, e, f = self.frame.matrix
        points = zip(numbers[0::2], numbers[1::2], strict=True)
        if self.frame.quarters == 0:
            return [(x + e, f - y) for x, y in points]
        return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]

    def _run(self, handle: int, index: int) -> Run:
        pdfium.char_matrix(self.text_page, index, self._at_numbers)
        a, b, c, d, _, _ = self._numbers
        raw_size = pdfium.char_size(self.text_page, index)
        mode = pdfium.text_render_mode(handle)
        name, bold = self._font(pdfium.text_font(handle))
        key = (a, b, c, d, raw_size, name, bold, mode)  # by name: a font cut into subsets is one, and its text one run
        if key not in self._runs:
            matrix = multiply((a, b, c, d, 0.0, 0.0), self.frame.matrix)
            em, height = math.hypot(matrix[0], matrix[1]), math.hypot(matrix[2], matrix[3])
            bold, size = bold or mode == pdfium.FILL_AND_STROKE, abs(raw_size)
            straight = matrix[0] > 0 and abs(matrix[1]) <= STRAIGHT * matrix[0]
            invisible = mode == pdfium.INVISIBLE
            self._runs[key] = Run(matrix, size * height, size * em, name, bold, invisible, straight)
        return self._runs[key]

    def _font(self, font: int | None) -> tuple[str, bool]:
        if font not in self.fonts:
            size = pdfium.font_name(font, None, 0)
            buffer = create_string_buffer(max(size, 1))
            pdfium.font_name(font, buffer, size)
            name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
            self.fonts[font] = (name, is_bold(name))
        return self.fonts[font]

    def _chars(self, run: Run, codes: str, origins: Sequence[Point], first: int) -> Iterable[Char]:
        shift = abs(origins[-1][1] - origins[0][1])
        if run.straight and shift <= 0.1 * run.size:
            return self._level(run, codes, origins, first)
        return self._placed(run, codes, origins)

    def _level(self, run: Run, codes: str, origins: Sequence[Point], first: int) -> Iterable[Char]:
        """Characters on one level baseline: the usual case, and the fast one."""
        size, baseline = run.size, origins[0][1]
        if not self.frame.shows(0.0, baseline):
            return ()
        starts = [x for x, _ in origins]
        if min(codes) >= WIDE:
            ends = [x + run.em for x in starts]
        else:
            ends = [
                x + run.em if code >= WIDE else self._right(index, x, run)
                for index, (code, x) in enumerate(zip(codes, starts, strict=True), first)
            ]
        ends = cut_by_next(starts, ends)
        top, bottom = repeat(baseline - ASCENT * size), repeat(baseline + DESCENT * size)
        rest = map(repeat, (size, run.font, run.bold, True, "right"))
        chars = map(_char, zip(codes, starts, top, ends, bottom, *rest))  # noqa: B905 - all but the first are endless
        if min(codes) >= " " and min(starts) >= 0 and max(ends) <= self.frame.width:
            return chars
        twice = 2 * self.frame.width
        return [char for char in chars if char.text >= " " and 0 <= char.x0 + char.x1 <= twice]

    def _right(self, index: int, x0: float, run: Run) -> float:
        """The right edge of a narrow character, which only its font knows."""
        if self.frame.quarters:  # pdfium's box has no width where the text is turned against the page
            return x0 + WIDEST_LATIN * run.em
        pdfium.char_box(self.text_page, index, self._at_numbers)  # left top right bottom
        x1 = self._numbers[2] - self.frame.left
        return x1 if x1 > x0 else x0 + MISSING_ADVANCE * run.em

    def _placed(self, run: Run, codes: str, origins: Sequence[Point]) -> Iterator[Char]:
        """Characters of turned or of vertically set text, each from its own origin to the next one's."""
        a, b = run.matrix[0], run.matrix[1]
        length = math.hypot(a, b) or 1.0
        direction = run.direction
        stacked = direction == "right" and is_stacked(origins)
        for code, origin, after in zip(codes, origins, [*origins[1:], None], strict=True):
            advance = run.em * (1.0 if code >= WIDE or stacked else MISSING_ADVANCE)
            if after is not None and not stacked:
                step = ((after[0] - origin[0]) * a + (after[1] - origin[1]) * b) / length
                advance = step if 0 < step <= 1.5 * run.size else advance
            x0, top, x1, bottom = glyph_box(origin, direction, advance, run.size)
            if code >= " " and self.frame.shows((x0 + x1) / 2, (top + bottom) / 2):
                way = "down" if stacked else direction
                yield Char(code, x0, top, x1, bottom, run.size, run.font, run.bold, direction == "right", way)


def cut_by_next(starts: list[float], ends: list[float]) -> list[float]:
    """Where characters end that reach to the beginning of the next one at most.

    >>> cut_by_next([0, 9, 20], [10, 19, 30])
    [9, 19, 30]
    """
    following = starts[1:]
    if all(map(lt, starts, following)):
        return [*map(min, ends, following), ends[-1]]
    cut = [after if x < after < end else end for x, end, after in zip(starts, ends, following, strict=False)]
    return [*cut, ends[-1]]


def stretches(values: Sequence[object]) -> Iterator[tuple[int, int]]:
    """The ranges of equal values.

    >>> list(stretches("aab"))
    [(0, 2), (2, 3)]
    """
    cuts = compress(range(1, len(values)), map(ne, values, values[1:]))
    return pairwise([0, *cuts, len(values)]) if values else iter(())


def is_bold(name: str) -> bool:
    """Whether a font's name says that it is bold.

    >>> is_bold("NotoSerifCJKjp-Bold-VKana"), is_bold("DFKaiShu-SB-Estd-BF")
    (True, False)
    """
    return any(word in name for word in ("Bold", "bold", "Black", "Heavy", "SimHei"))


def is_stacked(origins: Sequence[Point]) -> bool:
    """Whether characters stand one below the other."""
    first, last = origins[0], origins[-1]
    return abs(last[1] - first[1]) > 2 * abs(last[0] - first[0])


def glyph_box(origin: Point, direction: str, advance: float, size: float) -> tuple[float, float, float, float]:
    """The box of a glyph with this origin that runs in this direction: x0, top, x1, bottom.

    >>> glyph_box((100, 100), "down", 10, 10)
    (98.8, 100, 108.8, 110)
    """
    x, y = origin
    up, down = ASCENT * size, DESCENT * size
    if direction in ("right", "askew"):
        return (x, y - up, x + advance, y + down)
    if direction == "left":
        return (x - advance, y - down, x, y + up)
    if direction == "down":
        return (x - down, y, x + up, y + advance)
    return (x - up, y - advance, x + down, y)
