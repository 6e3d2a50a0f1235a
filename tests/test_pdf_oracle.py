"""pdfplumber as oracle: where a table is ruled cleanly, its cells hold the texts that pdfplumber finds there, white space aside."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest
from ruled_pages import across, as_pdf, as_word, cell_text, filled, page, ruled, text, texts, without
from samples import needs_shared, plan

from extractors.document import Box
from extractors.pdf.glyphs import Page
from extractors.pdf.pages import opened, read_page
from extractors.pdf.tables import find_tables

XS, YS = (50.0, 150.0, 300.0, 500.0), (100.0, 130.0, 170.0, 230.0, 290.0)
ROWS = (
    ("策略", "具體作法", "績效指標"),
    ("一、宣導", "(一)辦理研習\n及訓練", "2場次以上"),
    ("二、考核", "(一)訪查\n(二)評比", "達90%\n每季1次\n（含）以上"),
    ("三、其他", "103年5月~104年4月", "1,200千元"),
)


def ours(content: bytes) -> list[Counter[str]]:
    """The texts in cells, page by page."""
    with opened(content) as document:
        pages = [read_page(document, number) for number in range(1, len(document) + 1)]
    return [_bag(cell_text(p, cell.box) for table in find_tables(p) for cell in table.cells) for p in pages if p]


def oracle(content: bytes) -> list[Counter[str]]:
    """The same, as pdfplumber reads it."""
    found = []
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for each in pdf.pages:
            found.append(_bag(cell or "" for table in each.extract_tables() for row in table for cell in row))
            each.close()
    return found


def _bag(cells: object) -> Counter[str]:
    return Counter(words for cell in cells if (words := "".join(str(cell).split())))  # type: ignore[attr-defined]


def made() -> dict[str, Page]:
    merged = without(without(ruled(XS, YS), Box(50, 100, 300, 130)), Box(50, 130, 150, 230))
    rows = (("項目", "", "指標"), ("一", "甲", "1"), ("", "乙", "2"), ("二", "丙", "3"))
    beside = (310.0, 360.0, 420.0, 500.0)
    half = (50.0, 120.0, 200.0, 290.0)
    return {
        "strokes": page(ruled(XS, YS), filled(XS, YS, ROWS)),
        "filled rectangles": page(as_word(XS, YS), filled(XS, YS, ROWS)),
        "merged cells": page(merged, filled(XS, YS, rows)),
        "amid text": page(ruled(XS, YS), text(50, 60, "一、目標：建立機制") + filled(XS, YS, ROWS) + text(50, 330, "二、經費")),
        "two beside each other": page(ruled(half, YS) + ruled(beside, YS), filled(half, YS, rows) + filled(beside, YS, rows)),
        "blank cells": page(ruled(XS, YS), filled(XS, YS, (("日期", "", "單位"), ("", "", ""), ("備註", "", "")))),
    }  # fmt: skip


@pytest.mark.parametrize("name", made())
def test_made_pages_are_read_as_pdfplumber_reads_them(name: str) -> None:
    content = as_pdf([made()[name]])
    (cells,) = ours(content)
    assert cells
    assert [cells] == oracle(content)


@needs_shared
@pytest.mark.parametrize("name", ["seed-000.pdf", "seed-002.pdf", "seed-003.pdf"])
def test_ruled_pages_of_real_plans_are_read_as_pdfplumber_reads_them(name: str) -> None:
    """LibreOffice printed these: each border one stroke, each page ruled cleanly."""
    content = Path(plan(name)).read_bytes()
    found = ours(content)
    assert sum(map(len, found)) > 60
    assert found == oracle(content)


def test_a_double_page_frame_is_no_table_though_pdfplumber_finds_one() -> None:
    """Two frames 8 points apart are nine cells to pdfplumber: all text of the page would leave the body for a table."""
    frame = ruled((30, 38, 552, 560), (30, 38, 792, 800))
    content = as_pdf([page([*frame, across(112, 60, 160)], text(60, 110, "計畫目標與依據說明"))])
    assert oracle(content) == [Counter({"計畫目標與依據說明": 1})]
    assert ours(content) == [Counter()]


def test_double_borders_are_one_though_pdfplumber_finds_cells_between() -> None:
    """Two strokes 5 points apart: pdfplumber sees rows and columns between them, ours the border that a reader sees."""
    double = [s for at in (0.0, 5.0) for s in ruled([x + at for x in XS], [y + at for y in YS])]
    made_page = page(double, filled([x + 5 for x in XS], [y + 5 for y in YS], ROWS))
    with opened(as_pdf([made_page])) as document:
        read = read_page(document, 1)
    assert read is not None
    (table,) = find_tables(read)
    assert (table.rows, table.columns) == (4, 3)
    assert texts(read, table) == [list(row) for row in ROWS]
    with pdfplumber.open(io.BytesIO(as_pdf([made_page]))) as pdf:
        assert len(pdf.pages[0].extract_table() or ()) > 4
