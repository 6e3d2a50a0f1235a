"""Where characters stand: pdfium tells it of one at a time, so of wide ones that follow each other evenly only four are asked.

Chinese text is set em by em. What spacing moves (justified lines, kerned marks) is asked character by character.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from ctypes import byref, c_double
from itertools import repeat

from extractors.pdf import pdfium
from extractors.pdf.glyphs import WIDE
from extractors.pdf.pdfium import Handle

FEWEST = 10  # characters: asking after fewer costs no more than telling whether they are even
ALIKE = re.compile(f"[{WIDE}-\U0010ffff]{{{FEWEST},}}")
EXACT = 0.01  # points
# where pdfium writes its answers, so many at a time
BLOCK = 256
POINTS = (c_double * (2 * BLOCK))()
AT_X, AT_Y = ([byref(POINTS, offset + 16 * i) for i in range(BLOCK)] for offset in (0, 8))


def origins(text_page: Handle, codes: str) -> tuple[list[float], list[float]]:
    """The abscissae and ordinates of characters, in the page's own coordinates."""
    xs, ys = [0.0] * len(codes), [0.0] * len(codes)
    wide, begin = list[range](), 0
    for match in ALIKE.finditer(codes):
        first, end = match.span()
        middle = (first + end) // 2
        ask(text_page, range(begin, first + 2), xs, ys)
        ask(text_page, range(middle, middle + 1), xs, ys)
        wide.append(range(first, end))
        begin = end - 1
    ask(text_page, range(begin, len(codes)), xs, ys)
    for stretch in wide:
        if is_even(stretch, xs, ys):
            first, last = stretch[0], stretch[-1]
            x, step = xs[first], (xs[last] - xs[first]) / (last - first)
            xs[first:last] = [x + step * i for i in range(last - first)]
            ys[first:last] = [ys[first]] * (last - first)
        else:
            ask(text_page, stretch, xs, ys)
    return xs, ys


def ask(text_page: Handle, characters: range, xs: list[float], ys: list[float]) -> None:
    """Has pdfium say where these characters stand."""
    for first in range(characters.start, characters.stop, BLOCK):
        end = min(first + BLOCK, characters.stop)
        deque(map(pdfium.char_origin, repeat(text_page), range(first, end), AT_X, AT_Y), maxlen=0)
        xs[first:end], ys[first:end] = POINTS[0 : 2 * (end - first) : 2], POINTS[1 : 2 * (end - first) : 2]


def is_even(stretch: range, xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Whether characters stand on one level at equal steps, as far as the first two, the last and one in the middle tell."""
    first, last, middle = stretch[0], stretch[-1], (stretch.start + stretch.stop) // 2
    x, y = xs[first], ys[first]
    step = xs[first + 1] - x
    return all(ys[i] == y and abs(xs[i] - x - (i - first) * step) <= EXACT for i in (middle, last))
