"""From a page's own coordinates (points, y upwards, any origin) to those of the page as it is shown: origin top left, y downwards."""

from __future__ import annotations

from ctypes import addressof, c_float
from dataclasses import dataclass

from extractors.pdf import pdfium

Matrix = tuple[float, float, float, float, float, float]  # a b c d e f of ISO 32000-1 §8.3.3
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Point = tuple[float, float]


def multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that does ``inner`` first, then ``outer``.

    >>> multiply((2, 0, 0, 2, 0, 0), (1, 0, 0, 1, 5, 0))
    (2, 0, 0, 2, 5, 0)
    """
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def transform(matrix: Matrix, x: float, y: float) -> Point:
    """The point where the matrix puts (x, y)."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page and how it is turned (quarters clockwise)."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int = 0

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.quarters % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.quarters % 2 else self.top - self.bottom

    @property
    def matrix(self) -> Matrix:
        """From the page's own coordinates to the shown ones."""
        if self.quarters == 1:
            return (0.0, 1.0, 1.0, 0.0, -self.bottom, -self.left)
        if self.quarters == 2:
            return (-1.0, 0.0, 0.0, 1.0, self.right, -self.bottom)
        if self.quarters == 3:
            return (0.0, -1.0, -1.0, 0.0, self.top, self.right)
        return (1.0, 0.0, 0.0, -1.0, -self.left, self.top)

    def shows(self, x: float, y: float) -> bool:
        """Whether a point, in shown coordinates, is on the page; a point of tolerance."""
        return -1.0 <= x <= self.width + 1.0 and -1.0 <= y <= self.height + 1.0


def frame_of(page: pdfium.Handle) -> Frame:
    """The frame of a pdfium page: MediaBox and CropBox intersected, inherited or not, as pdfium resolves them."""
    box = (c_float * 4)()  # left top right bottom
    pdfium.page_box(page, addressof(box))
    left, right = sorted((box[0], box[2]))
    bottom, top = sorted((box[1], box[3]))
    return Frame(left, bottom, right, top, pdfium.page_rotation(page) % 4)
