"""Lines put by: the same when they are looked at again, packed or not."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest
from growth import assert_linear

from extractors.builder import DocumentBuilder
from extractors.document import Box, Cell, Cells, Region, Regions, Span
from extractors.pdf import shelf
from extractors.pdf.lines import Line
from extractors.pdf.shelf import CellLines, Shelf, TableShelf
from extractors.pdf.tables import PageCell, PageTable

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


def test_cells_are_as_a_tuple_of_them() -> None:
    plain = (
        Cell((Span(0, 2), Span(3, 5)), 0, 0, nested=(1, 4)),
        Cell((), 0, 1, row_span=2),
        Cell((Span(6, 9),), 1, 0, column_span=1),
    )
    cells = Cells(iter(plain))
    assert len(cells) == 3 and tuple(cells) == plain and cells == plain and plain == cells
    assert cells[0] == plain[0] and cells[-1] == plain[-1] and cells[1:] == plain[1:]
    assert cells == Cells(plain) != Cells(plain[:2]) and cells != plain[:2] and hash(cells) == hash(plain)
    assert pickle.loads(pickle.dumps(cells)) == cells and cells[2] is list(cells)[2]
    assert repr(cells) == f"Cells({list(plain)!r})" and Cells() == ()
    with pytest.raises(IndexError):
        cells[3]


def test_tables_put_by_come_back_in_order_as_they_were() -> None:
    cells = (PageCell(0, 0, 1, 2, Box(0.1, 0.2, 30.3, 10)), PageCell(1, 0, 1, 1, Box(0.1, 10, 15, 20)))
    tables = [PageTable(n, Box(0.1, 0.2, 30.3, 20), 2, 2, cells, (0.1, 15.0, 30.3), n or None) for n in range(5)]
    by = TableShelf()
    assert by.last is None
    for put in (tables[:1], tables[1:3], [], tables[3:]):
        by.put(put)
    assert by.last is tables[4]
    assert list(by.drained()) == tables and by.last is None and list(by.drained()) == []


def test_a_text_grows_linearly_and_stands_as_it_was_written() -> None:
    def written(pieces: int) -> str:
        builder = DocumentBuilder("a.pdf", "application/pdf")
        for _ in range(pieces):
            builder.write("計畫" * 100)
        builder.divide("\n")
        return builder.build(b"").text

    assert written(5000) == "計畫" * 500_000 + "\n"
    assert_linear(lambda pieces: len(written(pieces)), 40_000)
