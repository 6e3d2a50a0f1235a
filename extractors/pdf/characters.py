"""The characters of a pdfium page with their places.

x from origins and advances, y from origin and font size, so that fonts of one line agree whatever their own metrics say.
What all characters of a text object share is asked once; where an object ends is searched for rather than asked of each character.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from ctypes import Array, addressof, byref, c_float, c_ushort, create_string_buffer
from dataclasses import dataclass, field
from operator import gt, lt
from struct import unpack
from typing import Any

from extractors.pdf import pdfium
from extractors.pdf.geometry import Frame, Matrix, Point, multiply
from extractors.pdf.glyphs import ASCENT, DESCENT, NARROW, WIDE, Char, Run, runs_of
from extractors.pdf.origins import origins
from extractors.pdf.pdfium import Handle

MAX_CHARS = 200_000  # on one page; a dense page of a plan has 3,000
LINE_END_HYPHEN = "\ufffe\x02"  # what pdfium makes of a hyphen at the end of a line
ODD = re.compile("[^ -\ud7ff\uf900-\uffef\U00010000-\U0010ffff\r\n]")  # control characters, private use, no characters
UNMAPPED = "\ufffd"
STRAIGHT = 0.01  # sine of the angle up to which text counts as level
LEVEL = 0.1  # of the font size by which a line of it may rise or fall
ASKEW = 0.25  # tangent of the angle from which text is askew
MISSING_ADVANCE = 0.5  # of the font size, for narrow characters of fonts that give no widths
WIDEST_LATIN = 0.75  # of the font size, but for W and m; the next character's origin cuts it
CONTROL = re.compile("[\0-\x1f]")
PIECE = re.compile("[^ \r\n]+| ")  # what may be one text object: line ends are pdfium's own, and so is many a blank


@dataclass(frozen=True, slots=True)
class Text:
    """The characters of a page: those that are seen and those written invisibly (as the text layer of a scan is)."""

    visible: list[Run] = field(default_factory=list)
    invisible: list[Run] = field(default_factory=list)
    unmapped: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The text state of one text object, which its characters share: ``matrix`` to shown coordinates, ``size`` and ``em`` the font's height and width there."""

    matrix: Matrix
    size: float
    em: float
    font: str
    bold: bool
    invisible: bool
    straight: bool
    widths: dict[str, float] = field(default_factory=dict, compare=False)  # of narrow characters, as far as asked

    @property
    def direction(self) -> str:
        """Where the text runs on the page as shown: right, down, left or up; askew where it runs along none of its sides, as a watermark."""
        a, b = self.matrix[0], self.matrix[1]
        if min(abs(a), abs(b)) > ASKEW * max(abs(a), abs(b)):
            return "askew"
        if abs(a) >= abs(b):
            return "right" if a >= 0 else "left"
        return "down" if b > 0 else "up"


Piece = tuple[State, int, int]  # characters of one text state: the first of them, and where they end


@dataclass(slots=True)
class Reader:
    """Reads the characters of one page. ``fonts`` are names of fonts, and whether these say bold, by handle."""

    text_page: Handle
    frame: Frame
    fonts: dict[int | None, tuple[str, bool]] = field(default_factory=lambda: {None: ("", False)})
    _states: dict[tuple[object, ...], State] = field(default_factory=dict)
    _numbers: Array[c_float] = field(default_factory=lambda: (c_float * 6)())
    _at_numbers: Any = None

    def __post_init__(self) -> None:
        self._at_numbers = byref(self._numbers)

    def read(self) -> Text:
        """Every character of the page that has a place on it."""
        count = pdfium.count_chars(self.text_page)
        taken = min(max(count, 0), MAX_CHARS)
        codes, unmapped = self._codes(taken)
        pieces = self._pieces(codes)
        xs, ys = self._origins(codes)
        text = Text(unmapped=unmapped, cut=count > taken)
        for state, first, end in stretches(pieces, ys):
            found = text.invisible if state.invisible else text.visible
            if state.straight and abs(ys[end - 1] - ys[first]) <= LEVEL * state.size:
                found += self._level(state, codes[first:end], xs[first:end], ys[first], first)
            else:
                origins_of = list(zip(xs[first:end], ys[first:end], strict=True))
                found += runs_of(self._placed(state, codes[first:end], origins_of))
        return text

    def _pieces(self, codes: str) -> list[Piece]:
        """The characters by text object; blanks that pdfium made up are of none."""
        pieces, last = list[Piece](), None
        for handle, first, end in self._objects(codes):
            if handle is None:
                continue
            if handle == last and pieces[-1][2] == first:
                pieces[-1] = (*pieces[-1][:2], end)
            else:
                pieces.append((self._state(handle, first), first, end))
            last = handle
        return pieces

    def _objects(self, codes: str) -> Iterator[tuple[int | None, int, int]]:
        """The characters by text object, line ends left out: None where they are of none."""
        for piece in PIECE.finditer(codes):
            first, end = piece.span()
            last = pdfium.char_object(self.text_page, end - 1)
            while first < end:
                handle = last if first == end - 1 else pdfium.char_object(self.text_page, first)
                after = end if handle == last else self._end(handle, first, end - 1)
                yield handle, first, after
                first = after

    def _end(self, handle: int | None, first: int, last: int) -> int:
        """Where a text object ends that has the character ``first`` and not ``last``: looked for in growing steps, then by halves."""
        step = 1
        while first + step < last and pdfium.char_object(self.text_page, first + step) == handle:
            first, step = first + step, 2 * step
        last = min(first + step, last)
        while last - first > 1:
            middle = (first + last) // 2
            if pdfium.char_object(self.text_page, middle) == handle:
                first = middle
            else:
                last = middle
        return last

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

    def _origins(self, codes: str) -> tuple[list[float], list[float]]:
        """Where the characters' origins stand on the page as shown: abscissae and ordinates."""
        xs, ys = origins(self.text_page, codes)
        a, b, c, d, e, f = self.frame.matrix
        if self.frame.quarters == 0:
            return [x + e for x in xs] if e else xs, [f - y for y in ys]
        points = list(zip(xs, ys, strict=True))
        return [a * x + c * y + e for x, y in points], [b * x + d * y + f for x, y in points]

    def _state(self, handle: int, index: int) -> State:
        pdfium.char_matrix(self.text_page, index, self._at_numbers)
        size = pdfium.char_size(self.text_page, index)
        text = Handle(handle)
        key = (bytes(self._numbers)[:16], size, pdfium.text_render_mode(text), pdfium.text_font(text))
        if key not in self._states:
            self._states[key] = self._new_state(*key)
        return self._states[key]

    def _new_state(self, matrix: bytes, raw_size: float, mode: int, font: int | None) -> State:
        name, bold = self._font(font)
        a, b, c, d = unpack("4f", matrix)
        key = (a, b, c, d, raw_size, name, bold, mode)  # by name: a font cut into subsets is one, and its text one run
        if key not in self._states:
            a, b, c, d, _, _ = whole = multiply((a, b, c, d, 0.0, 0.0), self.frame.matrix)
            em, height, size = math.hypot(a, b), math.hypot(c, d), abs(raw_size)
            bold, invisible = bold or mode == pdfium.FILL_AND_STROKE, mode == pdfium.INVISIBLE
            straight = a > 0 and abs(b) <= STRAIGHT * a
            self._states[key] = State(whole, size * height, size * em, name, bold, invisible, straight)
        return self._states[key]

    def _font(self, font: int | None) -> tuple[str, bool]:
        if font not in self.fonts:
            size = pdfium.font_name(font, None, 0)
            buffer = create_string_buffer(max(size, 1))
            pdfium.font_name(font, buffer, size)
            name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
            self.fonts[font] = (name, is_bold(name))
        return self.fonts[font]

    def _level(self, state: State, codes: str, starts: list[float], baseline: float, first: int) -> list[Run]:
        """Characters on one level baseline: the usual case, and the fast one."""
        if not self.frame.shows(0.0, baseline):
            return []
        em, widths = state.em, state.widths
        ends = [x + em for x in starts]
        for match in NARROW.finditer(codes):
            index, letter = match.start(), match[0]
            if letter not in widths:
                widths[letter] = self._width(first + index, starts[index], em)
            ends[index] = starts[index] + widths[letter]
        rises, ends = cut_by_next(starts, ends)
        top, bottom = baseline - ASCENT * state.size, baseline + DESCENT * state.size
        run = Run(codes, starts, ends, top, bottom, state.size, state.font, state.bold)
        width = self.frame.width
        if rises and starts[0] >= 0 and ends[-1] <= width and not CONTROL.search(codes):
            return [run]
        return runs_of(char for char in run.chars() if char.text >= " " and 0 <= char.x0 + char.x1 <= 2 * width)

    def _width(self, index: int, x0: float, em: float) -> float:
        """The width of a narrow character that begins at x0, which only its font knows."""
        if self.frame.quarters:  # pdfium's box has no width where the text is turned against the page
            return WIDEST_LATIN * em
        pdfium.char_box(self.text_page, index, self._at_numbers)  # left top right bottom
        width = self._numbers[2] - self.frame.left - x0
        return width if width > 0 else MISSING_ADVANCE * em

    def _placed(self, state: State, codes: str, origins: Sequence[Point]) -> Iterator[Char]:
        """Characters of turned or of vertically set text, each from its own origin to the next one's."""
        a, b = state.matrix[0], state.matrix[1]
        length = math.hypot(a, b) or 1.0
        direction = state.direction
        stacked = direction == "right" and is_stacked(origins)
        for code, origin, after in zip(codes, origins, [*origins[1:], None], strict=True):
            advance = state.em * (1.0 if code >= WIDE or stacked else MISSING_ADVANCE)
            if after is not None and not stacked:
                step = ((after[0] - origin[0]) * a + (after[1] - origin[1]) * b) / length
                advance = step if 0 < step <= 1.5 * state.size else advance
            x0, top, x1, bottom = glyph_box(origin, direction, advance, state.size)
            if code >= " " and self.frame.shows((x0 + x1) / 2, (top + bottom) / 2):
                way = "down" if stacked else direction
                yield Char(code, x0, top, x1, bottom, state.size, state.font, state.bold, direction == "right", way)


def stretches(pieces: Iterable[Piece], ys: Sequence[float]) -> Iterator[Piece]:
    """Pieces of one text state and level that go on with one another as one."""
    state, begin, reached = None, 0, 0
    for its_state, first, end in pieces:
        if its_state is not state or first != reached or ys[first] != ys[first - 1]:
            if state:
                yield state, begin, reached
            state, begin = its_state, first
        reached = end
    if state:
        yield state, begin, reached


def cut_by_next(starts: list[float], ends: list[float]) -> tuple[bool, list[float]]:
    """Whether characters follow one another from left to right, and where they end that reach to the beginning of the next one at most.

    >>> cut_by_next([0, 9, 20], [10, 19, 30])
    (True, [9, 19, 30])
    """
    following = starts[1:]
    rises = all(map(lt, starts, following))
    if rises:
        cut = list(map(min, ends, following)) if any(map(gt, ends, following)) else ends[:-1]
    else:
        pairs = zip(starts, ends, following, strict=False)
        cut = [after if x < after < end else end for x, end, after in pairs]
    return rises, [*cut, ends[-1]]


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
