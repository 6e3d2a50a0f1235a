"""The rulings of a pdfium page: strokes along an axis, and the thin filled rectangles that Word and others draw instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from ctypes import addressof, c_float, c_int
from dataclasses import dataclass, field
from itertools import pairwise, repeat

from extractors.pdf import pdfium
from extractors.pdf.geometry import Frame, Matrix, Point, multiply, transform
from extractors.pdf.glyphs import Ruling

MAX_OBJECTS = 200_000  # on one page, those inside forms included
MAX_SEGMENTS = 200_000
MAX_FORM_DEPTH = 16
THIN = 3.0  # points: a filled rectangle up to this thick is a ruling, a thicker one is shading
SLANT = 0.5  # points by which a stroke may miss its axis
RECTANGLE = 5  # segments: a move and four lines
# where pdfium writes its answers: one place for all of them, as making it costs more than the call
FLOATS, INTS = (c_float * 6)(), (c_int * 4)()
AT_FLOATS = tuple(range(addressof(FLOATS), addressof(FLOATS) + 24, 4))
AT_INTS = tuple(range(addressof(INTS), addressof(INTS) + 16, 4))


@dataclass(slots=True)
class Reader:
    """Walks the objects of a page. ``cut`` says that a limit was met and the rest left."""

    frame: Frame
    rulings: list[Ruling] = field(default_factory=list)
    has_images: bool = False
    cut: bool = False
    _objects: int = 0
    _segments: int = 0

    def read(self, page: int) -> None:
        """All objects of the page."""
        count = pdfium.count_objects(page)
        self._walk(map(pdfium.page_object, repeat(page), range(count)), self.frame.matrix, 0)

    def _walk(self, objects: Iterable[int], outer: Matrix, depth: int) -> None:
        for handle in objects:
            self._objects += 1
            if self._objects > MAX_OBJECTS or self._segments > MAX_SEGMENTS or depth > MAX_FORM_DEPTH:
                self.cut = True
                return
            kind = pdfium.object_type(handle)
            if kind == pdfium.PAGE_OBJECT_PATH:
                self._path(handle, outer)
            elif kind == pdfium.PAGE_OBJECT_FORM:
                inner = (pdfium.form_object(handle, i) for i in range(max(pdfium.form_count(handle), 0)))
                self._walk(inner, multiply(matrix_of(handle), outer), depth + 1)
            elif kind == pdfium.PAGE_OBJECT_IMAGE:
                self.has_images = True

    def _path(self, handle: int, outer: Matrix) -> None:
        pdfium.draw_mode(handle, *AT_INTS[:2])
        filling, stroking, *_ = INTS
        filled = filling and is_opaque(pdfium.fill_color, handle)
        stroked = stroking and is_opaque(pdfium.stroke_color, handle)
        if not filled and not stroked:
            return
        count = pdfium.count_segments(handle)
        self._segments += max(count, 0)
        if count <= 0 or self._segments > MAX_SEGMENTS:
            return
        if not stroked and 2 < count <= RECTANGLE and is_polygon(handle, count):
            self._keep(bar(*bounds(handle, outer)))
            return
        paths = [p for p in subpaths(handle, count, multiply(matrix_of(handle), outer)) if len(p) > 1]
        if stroked:
            pdfium.stroke_width(handle, AT_FLOATS[0])
            width = FLOATS[0]
            self._keep(stroke for path in paths for stroke in strokes(path, width))
        else:
            self._keep(bar for path in paths for bar in bars(path))

    def _keep(self, found: Iterable[Ruling]) -> None:
        self.rulings += [r for r in found if self._on_page(r)]

    def _on_page(self, r: Ruling) -> bool:
        return r.x1 >= 0 and r.bottom >= 0 and r.x0 <= self.frame.width and r.top <= self.frame.height


def matrix_of(handle: int) -> Matrix:
    """The matrix of a path or form."""
    pdfium.object_matrix(handle, AT_FLOATS[0])
    a, b, c, d, e, f = FLOATS
    return (a, b, c, d, e, f)


def is_opaque(color: Callable[..., int], handle: int) -> bool:
    """Whether the paint of an object is seen at all; where it is a pattern, pdfium does not say and it is."""
    return not color(handle, *AT_INTS) or INTS[3] > 0


def is_polygon(handle: int, count: int) -> bool:
    """Whether a path of three to five segments is one polygon: no curve, which takes three of them, nor a second one, which takes two."""
    return all(
        pdfium.segment_type(pdfium.path_segment(handle, index)) == pdfium.SEGMENT_LINE
        for index in range(2, min(count, RECTANGLE - 1))
    )


def bounds(handle: int, outer: Matrix) -> tuple[float, float, float, float]:
    """What a path covers, in shown coordinates: x0, top, x1, bottom."""
    pdfium.object_bounds(handle, *AT_FLOATS[:4])
    left, bottom, right, top, *_ = FLOATS
    (x0, y0), (x1, y1) = transform(outer, left, bottom), transform(outer, right, top)
    return (x0, y1, x1, y0) if x0 <= x1 and y1 <= y0 else (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def subpaths(handle: int, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """The corners of each subpath in shown coordinates, closed where the path closes it; none for those with curves."""
    at_x, at_y, *_ = AT_FLOATS
    path: list[Point] = []
    straight = True
    for index in range(count):
        segment = pdfium.path_segment(handle, index)
        pdfium.segment_point(segment, at_x, at_y)
        kind = pdfium.segment_type(segment)
        if kind == pdfium.SEGMENT_MOVE:
            if straight:
                yield path
            path, straight = [], True
        elif kind != pdfium.SEGMENT_LINE:
            straight = False
        path.append(transform(matrix, FLOATS[0], FLOATS[1]))
        if pdfium.segment_closes(segment):
            path.append(path[0])
    if straight:
        yield path


def strokes(path: list[Point], width: float) -> Iterator[Ruling]:
    """The sides of a path that run along an axis."""
    for (x0, y0), (x1, y1) in pairwise(path):
        across, along = sorted((abs(x0 - x1), abs(y0 - y1)))
        if across <= SLANT and along > 0:
            yield Ruling(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), width)


def bars(path: list[Point]) -> Iterator[Ruling]:
    """The filled shape as a ruling along its middle, where it is thin."""
    xs, ys = [x for x, _ in path], [y for _, y in path]
    return bar(min(xs), min(ys), max(xs), max(ys))


def bar(x0: float, top: float, x1: float, bottom: float) -> Iterator[Ruling]:
    """The filled rectangle as a ruling along its middle, where it is thin."""
    width, height = x1 - x0, bottom - top
    if width >= height and height <= THIN:
        middle = (top + bottom) / 2
        yield Ruling(x0, middle, x1, middle, height)
    elif width < height and width <= THIN:
        middle = (x0 + x1) / 2
        yield Ruling(middle, top, middle, bottom, width)
