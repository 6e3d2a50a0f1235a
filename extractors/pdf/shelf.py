"""Lines and tables of pages put by: a plan of a thousand pages has sixty thousand, and only those of a few pages are looked at at a time.

What was put by last or looked at last is kept as it is, the rest as bytes, a tenth of the size.
"""

from __future__ import annotations

import marshal
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, starmap
from typing import overload

from extractors.document import Box
from extractors.pdf.lines import Line
from extractors.pdf.tables import PageCell, PageTable

OPEN = 50  # groups of lines that are kept as they are: those of twenty-five pages or more


@dataclass(slots=True)
class Shelf:
    """Where the lines of a document's pages are put by."""

    _open: deque[Lines] = field(default_factory=deque)

    def put(self, lines: Iterable[Line]) -> Lines:
        """The lines, put by."""
        return Lines(list(lines), self)

    def opened(self, lines: Lines) -> None:
        """Packs what has been open for longest, where too much is."""
        self._open.append(lines)
        if len(self._open) > OPEN:
            self._open.popleft().pack()

    def clear(self) -> None:
        """Lets go of all lines."""
        self._open.clear()


class Lines(Sequence[Line]):
    """Lines of one page, unpacked when they are looked at."""

    __slots__ = ("_lines", "_packed", "_shelf")

    def __init__(self, lines: list[Line], shelf: Shelf) -> None:
        self._lines: list[Line] | None = lines
        self._packed: bytes | None = None
        self._shelf = shelf
        shelf.opened(self)

    def all(self) -> list[Line]:
        """The lines as a list, which is not to be changed."""
        if self._lines is None:
            self._lines = [unpacked(line) for line in marshal.loads(zlib.decompress(self._packed or b""))]
            self._shelf.opened(self)
        return self._lines

    def pack(self) -> None:
        """Keeps bytes for the lines."""
        if self._packed is None:
            self._packed = zlib.compress(marshal.dumps([packed(line) for line in self.all()]), 1)
        self._lines = None

    def __len__(self) -> int:
        return len(self.all())

    def __iter__(self) -> Iterator[Line]:
        return iter(self.all())

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        return self.all()[index]


Packed = tuple[str, float, float, float, float, float, bool, str]


def packed(line: Line) -> Packed:
    """The line as marshal takes it."""
    return (line.text, *line.box, line.size, line.bold, line.direction)


def unpacked(values: Packed) -> Line:
    """The line that was packed so."""
    text, x0, top, x1, bottom, size, bold, direction = values
    return Line(text, Box(x0, top, x1, bottom), size, bold, direction)


@dataclass(slots=True)
class CellLines:
    """The lines in each cell of the pages' tables, by page and box of the cell."""

    _pages: dict[int, tuple[bytes, Lines]] = field(
        default_factory=dict
    )  # the cells' boxes and where the lines of each begin, packed
    _places: dict[int, dict[Box, slice]] = field(
        default_factory=dict
    )  # of the lines of each cell, on pages looked at last

    def put(self, page: int, cells: Iterable[tuple[Box, list[Line]]], shelf: Shelf) -> None:
        """Puts by what stands in the cells of a page."""
        filled = [(box, lines) for box, lines in cells if lines]
        if not filled:
            return
        starts = list(accumulate((len(lines) for _, lines in filled), initial=0))
        boxes = [tuple(box) for box, _ in filled]
        every = shelf.put(line for _, lines in filled for line in lines)
        self._pages[page] = (zlib.compress(marshal.dumps((boxes, starts)), 1), every)

    def of(self, page: int, box: Box) -> Sequence[Line]:
        """The lines in a cell."""
        place = self._places_on(page).get(box)
        return self._pages[page][1][place] if place else ()

    def _places_on(self, page: int) -> dict[Box, slice]:
        if page not in self._places and page in self._pages:
            if len(self._places) >= OPEN:
                del self._places[next(iter(self._places))]
            boxes, starts = marshal.loads(zlib.decompress(self._pages[page][0]))
            self._places[page] = dict(zip(starmap(Box, boxes), starmap(slice, pairwise(starts)), strict=True))
        return self._places.get(page, {})

    def forget(self, page: int) -> None:
        """Lets go what stands in the cells of a page."""
        self._pages.pop(page, None)
        self._places.pop(page, None)


@dataclass(slots=True)
class TableShelf:
    """The tables of a document's pages, bytes but for those of the last page that has any."""

    _packed: deque[bytes] = field(default_factory=deque)
    _last: list[PageTable] = field(default_factory=list)

    @property
    def last(self) -> PageTable | None:
        """What was put by last."""
        return self._last[-1] if self._last else None

    def put(self, tables: Sequence[PageTable]) -> None:
        """Puts by the tables of a page."""
        if tables:
            self._packed.extend(map(packed_table, self._last))
            self._last = list(tables)

    def drained(self) -> Iterator[PageTable]:
        """The tables in order, taken out one by one."""
        while self._packed:
            yield unpacked_table(self._packed.popleft())
        while self._last:
            yield self._last.pop(0)


def packed_table(table: PageTable) -> bytes:
    """The table as bytes."""
    cells = [(*cell[:4], *cell.box) for cell in table.cells]
    size, ends = (table.rows, table.columns), (table.header_rows, table.open_below)
    return zlib.compress(marshal.dumps((table.page, tuple(table.box), size, cells, table.column_edges, ends)), 1)


def unpacked_table(content: bytes) -> PageTable:
    """The table that was packed so."""
    page, box, (rows, columns), packed_cells, edges, (header_rows, open_below) = marshal.loads(zlib.decompress(content))
    cells = tuple(
        PageCell(row, column, row_span, column_span, Box(*area))
        for row, column, row_span, column_span, *area in packed_cells
    )
    return PageTable(page, Box(*box), rows, columns, cells, edges, header_rows, open_below)
