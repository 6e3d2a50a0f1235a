"""The rulings of a pdfium page: strokes along an axis, and the thin filled rectangles that Word and others draw instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from ctypes import byref, c_float, c_int
from dataclasses import dataclass, field
from itertools import islice, pairwise, repeat

from extractors.pdf import pdfium
from extractors.pdf.geometry import Frame, Matrix, Point, multiply, transform
from extractors.pdf.glyphs import Ruling
from extractors.pdf.pdfium import Handle

MAX_OBJECTS = 200_000  # on one page, those inside forms included
MAX_SEGMENTS = 200_000
MAX_FORM_DEPTH = 16
THIN = 3.0  # points: a filled rectangle up to this thick is a ruling, a thicker one is shading
SLANT = 0.5  # points by which a stroke may miss its axis
RECTANGLE = 5  # segments: a move and four lines
# where pdfium writes its answers: one place for all of them, as making it costs more than the call
FLOATS, INTS = (c_float * 6)(), (c_int * 4)()
AT_FLOATS = tuple(byref(FLOATS, offset) for offset in range(0, 24, 4))
AT_INTS = tuple(byref(INTS, offset) for offset in range(0, 16, 4))
AT_FILLING, AT_STROKING, *_ = AT_INTS


@dataclass(slots=True)
class Reader:
    """Walks the objects of a page. ``cut`` says that a limit was met and the rest left."""

    frame: Frame
    rulings: list[Ruling] = field(default_factory=list)
    has_images: bool = False
    cut: bool = False
    _objects: int = 0
    _segments: int = 0

    def read(self, page: Handle) -> None:
        """All objects of the page."""
        count = pdfium.count_objects(page)
        self._walk(map(pdfium.page_object, repeat(page), range(count)), self.frame.matrix, 0)

    def _walk(self, objects: Iterable[Handle], outer: Matrix, depth: int) -> None:
        left = MAX_OBJECTS - self._objects
        handles = list(islice(objects, left + 1))
        self._objects += len(handles)
        self.cut = self.cut or len(handles) > left
        for handle, kind in zip(handles[:left], map(pdfium.object_type, handles), strict=False):
            if kind == pdfium.PAGE_OBJECT_PATH:
                self._path(handle, outer)
            elif kind == pdfium.PAGE_OBJECT_FORM:
                self._form(handle, outer, depth + 1)
            elif kind == pdfium.PAGE_OBJECT_IMAGE:
                self.has_images = True

    def _form(self, handle: Handle, outer: Matrix, depth: int) -> None:
        if depth > MAX_FORM_DEPTH:
            self.cut = True
            return
        count = max(pdfium.form_count(handle), 0)
        inner = map(pdfium.form_object, repeat(handle), range(count))
        self._walk(inner, multiply(matrix_of(handle), outer), depth)

    def _path(self, handle: Handle, outer: Matrix) -> None:
        count = pdfium.count_segments(handle)
        self._segments += max(count, 0)
        if self._segments > MAX_SEGMENTS:
            self.cut = True
            return
        pdfium.draw_mode(handle, AT_FILLING, AT_STROKING)
        filling, stroking = INTS[0], INTS[1]
        found: Iterable[Ruling] = ()
        if stroking and is_opaque(pdfium.stroke_color, handle):
            found = stroked(handle, count, outer)
        elif filling:
            found = filled(handle, count, outer)
        width, height = self.frame.width, self.frame.height
        self.rulings += [r for r in found if r.x1 >= 0 and r.bottom >= 0 and r.x0 <= width and r.top <= height]


def stroked(handle: Handle, count: int, outer: Matrix) -> Iterator[Ruling]:
    """The strokes of a path of so many segments that run along an axis."""
    pdfium.stroke_width(handle, AT_FLOATS[0])
    width = FLOATS[0]
    return (stroke for path in subpaths(handle, count, outer) for stroke in strokes(path, width))


def filled(handle: Handle, count: int, outer: Matrix) -> list[Ruling]:
    """The thin shapes that a path fills; one of a few segments can't be more than one shape, and its bounds tell whether that is thin."""
    if 2 < count <= RECTANGLE:
        found = [bar(*bounds(handle, outer))]
    else:
        found = [bar(*extent(path)) for path in subpaths(handle, count, outer)]
    thin = [ruling for ruling in found if ruling]
    return thin if thin and is_opaque(pdfium.fill_color, handle) else []


def matrix_of(handle: Handle) -> Matrix:
    """The matrix of a path or form."""
    pdfium.object_matrix(handle, AT_FLOATS[0])
    a, b, c, d, e, f = FLOATS
    return (a, b, c, d, e, f)


def is_opaque(color: Callable[..., int], handle: Handle) -> bool:
    """Whether the paint of an object is seen at all; where it is a pattern, pdfium does not say and it is."""
    return not color(handle, *AT_INTS) or INTS[3] > 0


def bounds(handle: Handle, outer: Matrix) -> tuple[float, float, float, float]:
    """What a path covers, in shown coordinates: x0, top, x1, bottom."""
    pdfium.object_bounds(handle, *AT_FLOATS[:4])
    left, bottom, right, top, *_ = FLOATS
    (x0, y0), (x1, y1) = transform(outer, left, bottom), transform(outer, right, top)
    return (x0, y1, x1, y0) if x0 <= x1 and y1 <= y0 else (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def subpaths(handle: Handle, count: int, outer: Matrix) -> list[list[Point]]:
    """The corners of each subpath in shown coordinates, closed where the path closes it; none for those with curves."""
    matrix = multiply(matrix_of(handle), outer)
    at_x, at_y, *_ = AT_FLOATS
    paths: list[list[Point]] = []
    curved = list[bool]()
    for segment in map(pdfium.path_segment, repeat(handle), range(count)):
        kind = pdfium.segment_type(segment)
        if kind == pdfium.SEGMENT_MOVE or not paths:
            paths.append([])
            curved.append(False)
        elif kind != pdfium.SEGMENT_LINE:
            curved[-1] = True
        pdfium.segment_point(segment, at_x, at_y)
        paths[-1].append(transform(matrix, FLOATS[0], FLOATS[1]))
        if pdfium.segment_closes(segment):
            paths[-1].append(paths[-1][0])
    return [path for path, curve in zip(paths, curved, strict=True) if len(path) > 1 and not curve]


def strokes(path: list[Point], width: float) -> Iterator[Ruling]:
    """The sides of a path that run along an axis."""
    for (x0, y0), (x1, y1) in pairwise(path):
        across, along = sorted((abs(x0 - x1), abs(y0 - y1)))
        if across <= SLANT and along > 0:
            yield Ruling(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), width)


def extent(path: list[Point]) -> tuple[float, float, float, float]:
    """What a path covers: x0, top, x1, bottom."""
    xs, ys = [x for x, _ in path], [y for _, y in path]
    return min(xs), min(ys), max(xs), max(ys)


def bar(x0: float, top: float, x1: float, bottom: float) -> Ruling | None:
    """The filled rectangle as a ruling along its middle, where it is thin."""
    width, height = x1 - x0, bottom - top
    if width >= height and height <= THIN:
        middle = (top + bottom) / 2
        return Ruling(x0, middle, x1, middle, height)
    if width < height and width <= THIN:
        middle = (x0 + x1) / 2
        return Ruling(middle, top, middle, bottom, width)
    return None
