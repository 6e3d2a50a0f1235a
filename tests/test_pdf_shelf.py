"""Lines put by: the same when they are looked at again, packed or not."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extractors.document import Box, Region, Regions, Span
from extractors.pdf import shelf
from extractors.pdf.lines import Line
from extractors.pdf.shelf import CellLines, Shelf

PAGES = [
    [Line(f"第{page}頁{i}", Box(72.1, 10.0 * i, 90.3, 10.0 * i + 9), 9.5, i == 1) for i in range(3)]
    for page in range(9)
]


def test_lines_are_the_same_when_they_are_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "OPEN", 2)
    kept = Shelf()
    put = [kept.put(lines) for lines in PAGES]
    for _ in range(2):
        assert [list(lines) for lines in put] == PAGES
    assert (put[0][2], len(put[0]), put[8][1:]) == (PAGES[0][2], 3, PAGES[8][1:])


def test_cells_give_their_lines_until_their_page_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "OPEN", 2)
    kept, cells = Shelf(), CellLines()
    boxes = [Box(x0, 0, x1, 9) for x0, x1 in pairwise((0, 50, 100, 150))]
    for page, lines in enumerate(PAGES, 1):
        cells.put(page, zip(boxes, (lines[:1], [], lines[1:]), strict=True), kept)
    for page, lines in enumerate(PAGES, 1):
        assert [list(cells.of(page, box)) for box in boxes] == [lines[:1], [], lines[1:]]
    cells.forget(3)
    assert (list(cells.of(3, boxes[0])), list(cells.of(10, boxes[0]))) == ([], [])


def test_regions_behave_as_a_tuple_of_them() -> None:
    plain = tuple(Region(Span(i, i + 2), i + 1, Box(i / 3, 1.5, 9.25, -1.0)) for i in range(5))
    regions = Regions(plain)
    assert (tuple(regions), regions[-1], tuple(regions[1:3])) == (plain, plain[-1], plain[1:3])
    assert regions == Regions(plain) != Regions(plain[1:]) and hash(regions) == hash(Regions(plain))
    with pytest.raises(IndexError):
        regions[5]
