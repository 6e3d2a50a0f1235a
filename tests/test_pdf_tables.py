"""Tables of a page, and tables that go on over pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from ruled_pages import across, as_word, cell_text, down, filled, page, ruled, text, texts, without

from extractors.document import Box
from extractors.pdf.continued import LogicalTable, join_tables
from extractors.pdf.glyphs import Char, Page, Ruling
from extractors.pdf.row_cut import Column, is_cut_row
from extractors.pdf.tables import find_grids, find_tables

XS, YS = (50.0, 150.0, 300.0, 500.0), (100.0, 120.0, 160.0, 220.0)
ROWS = (("策略", "作法", "指標"), ("一、宣導", "(一)研習", "2場次"), ("二、考核", "(一)訪查", "100%"))


def test_a_ruled_table_with_its_texts() -> None:
    sheet = page(as_word(XS, YS), filled(XS, YS, ROWS))
    (table,) = find_tables(sheet)
    assert (table.page, table.rows, table.columns) == (1, 3, 3)
    assert table.column_edges == pytest.approx(XS)
    assert texts(sheet, table) == [list(row) for row in ROWS]


def test_merged_cells_stand_once_and_cover_their_places() -> None:
    strokes = without(without(ruled(XS, YS), Box(50, 100, 300, 120)), Box(50, 120, 150, 220))
    sheet = page(strokes, filled(XS, YS, (("項目", "", "指標"), ("一", "甲", "1"), ("", "乙", "2"))))
    (table,) = find_tables(sheet)
    assert texts(sheet, table) == [["項目", "項目", "指標"], ["一", "甲", "1"], ["一", "乙", "2"]]


@pytest.mark.parametrize(
    ("strokes", "chars"),
    [
        pytest.param(ruled((40, 550), (40, 800)), text(60, 100, "頁框裡的一段話。"), id="page frame"),
        pytest.param(ruled((40, 45, 545, 550), (40, 45, 795, 800)), text(60, 100, "雙線頁框"), id="double page frame"),
        pytest.param(ruled((50, 140), (20, 40)), text(55, 35, "實施計畫"), id="box in the header"),
        pytest.param([across(112, 60, 140), across(140, 60, 200)], text(60, 110, "底線文字一二三四五"), id="underlines"),
        pytest.param(ruled((50, 500), (100, 140, 180)), text(60, 120, "甲") + text(60, 160, "乙"), id="boxes in a stack"),
        pytest.param(ruled(XS, YS), [], id="grid without text"),
        pytest.param(ruled(XS, YS), text(60, 112, "圖"), id="drawing with one text"),
        pytest.param(
            ruled((100, 200), (300, 330)) + ruled((300, 400), (300, 330)) + [across(315, 200, 300)],
            text(110, 320, "機關甲") + text(310, 320, "機關乙"),
            id="chart",
        ),
        pytest.param(
            ruled((100, 200, 300), (300, 330)),
            [c for y in (100, 120, 140, 400, 420, 440) for c in text(60, y, "文")] + text(110, 320, "承辦") + text(210, 320, "科長"),
            id="signature boxes amid text",
        ),
        pytest.param(
            [across(y, 50, 500) for y in (100, 200, 300)],
            [c for y in range(120, 300, 20) for c in text(55, y, "段落文字排滿整行" * 5)],
            id="rules between paragraphs",
        ),
    ],
)  # fmt: skip
def test_what_is_no_table(strokes: list[Ruling], chars: list[Char]) -> None:
    assert find_tables(page(strokes, chars)) == ()


def test_a_table_in_a_page_frame_is_found_and_one_in_a_cell_is_nested() -> None:
    frame = ruled((20, 575), (20, 820))
    inner = ruled((160, 220, 290), (125, 140, 155))
    chars = filled(XS, YS, ROWS) + text(165, 137, "內") + text(225, 137, "表")
    found = find_grids(page([*frame, *ruled(XS, YS), *inner], chars))
    assert [table.box for table in found.tables] == [Box(50, 100, 500, 220)]
    assert [table.box for table in found.nested] == [Box(160, 125, 290, 155)]


def test_vertical_rules_only_below_the_header_rows_by_figures() -> None:
    strokes = [across(y, 50, 500) for y in (100, 120, 220)] + [down(x, 100, 220) for x in XS]
    rows = (
        ("計畫", "經費", "備註"),
        ("道路工程\n公園綠地\n社會福利\n及救助\n合計", "1,200\n350\n4,000\n\n5,550", "\n\n中央補助\n\n"),
    )
    sheet = page(strokes, filled(XS, YS, rows))
    (table,) = find_tables(sheet)
    assert texts(sheet, table)[1:] == [
        ["道路工程", "1,200", ""], ["公園綠地", "350", ""], ["社會福利\n及救助", "4,000", "中央補助"], ["合計", "5,550", ""],
    ]  # fmt: skip


def test_vertical_rules_only_below_the_header_rows_by_gaps() -> None:
    strokes = [across(y, 50, 500) for y in (100, 120, 300)] + [down(x, 100, 300) for x in XS]
    chars = filled(XS, YS, (("項目", "內容", "單位"),))
    for y, key, lines, unit in (
        (135, "甲", ("第一段", "續一"), "一課"),
        (185, "乙", ("第二段", "續二"), "二課"),
        (235, "丙", ("第三段", "續三"), "三課"),
    ):
        chars += (
            text(53, y, key)
            + text(303, y, unit)
            + [c for i, line in enumerate(lines) for c in text(153, y + 14 * i, line)]
        )
    sheet = page(strokes, chars)
    (table,) = find_tables(sheet)
    assert [row[1] for row in texts(sheet, table)] == ["內容", "第一段\n續一", "第二段\n續二", "第三段\n續三"]


def test_columns_that_only_the_header_divides() -> None:
    ys = (100.0, 120.0, 140.0, 160.0, 180.0)
    strokes = [across(y, 50, 500) for y in ys] + [down(x, 100, 180 if x in (50, 500) else 120) for x in XS]
    rows = (*ROWS, ("三、其他", "無", "3件"))
    one = page(strokes, filled(XS, ys, rows))
    (table,) = find_tables(one)
    assert texts(one, table) == [list(row) for row in rows]


def test_columns_that_only_the_header_divides_above_a_note() -> None:
    ys = (100.0, 120.0, 140.0, 160.0, 180.0, 200.0)
    strokes = [across(y, 50, 500) for y in ys] + [
        down(x, 100, 200 if x in (50, 500) else 180 if x == 150 else 120) for x in XS
    ]
    rows = (*ROWS, ("三、其他", "無", "3件"), ("備註：另行公告，並於網站上說明相關事項與期限。", "", ""))
    one = page(strokes, filled(XS, ys, rows))
    (table,) = find_tables(one)
    assert texts(one, table)[:4] == [list(row) for row in rows[:4]]
    assert table.cells[-1].column_span == 3


def test_notes_over_all_columns_stay_whole() -> None:
    ys = (100.0, 120.0, 140.0, 160.0, 180.0)
    strokes = [across(y, 50, 500) for y in ys] + [down(x, 100, 180 if x in (50, 500) else 120) for x in XS]
    notes = (*ROWS[:1], *[("備註：執行機關仍可依實際災害類別調整演練項目", "", "")] * 3)
    (table,) = find_tables(page(strokes, filled(XS, ys, notes)))
    assert [cell.column_span for cell in table.cells] == [1, 1, 1, 3, 3, 3]


def test_a_cell_with_several_lines_stays_one_row() -> None:
    rows = (
        ("期程", "作法", "單位"),
        ("103年\n5月\n至12月", "辦理研習二場\n並製作教材\n送各機關", "人事處\n及所屬\n各機關"),
    )
    sheet = page(ruled(XS, (100, 120, 220)), filled(XS, (100, 120, 220), rows))
    (table,) = find_tables(sheet)
    assert table.rows == 2


def test_three_line_tables_have_columns_where_gaps_run_through() -> None:
    ys = (100.0, 120.0, 140.0, 160.0)
    sheet = page([across(y, 50, 500) for y in ys], filled(XS, ys, ROWS))
    (table,) = find_tables(sheet)
    assert texts(sheet, table) == [list(row) for row in ROWS]


def test_three_line_tables_have_columns_where_the_gaps_of_header_and_body_meet() -> None:
    """A centred header and short texts set to the left: the middle of the gap in the body is beyond the header's first letter."""
    ys = (100.0, 120.0, 140.0, 160.0)
    chars = text(60, 113, "項次") + text(190, 113, "指標") + text(420, 113, "目標值")
    for y, (no, name, value) in zip(ys[1:], (("1", "堤防改善長度", "5"), ("2", "疏濬土方量", "20")), strict=False):
        chars += text(51, y + 13, no) + text(100, y + 13, name) + text(401, y + 13, value)
    sheet = page([across(y, 50, 500) for y in ys], chars)
    (table,) = find_tables(sheet)
    assert texts(sheet, table) == [["項次", "指標", "目標值"], ["1", "堤防改善長度", "5"], ["2", "疏濬土方量", "20"]]


def test_three_line_tables_may_have_texts_as_near_as_the_cells_of_word() -> None:
    ys = (100.0, 120.0, 140.0, 160.0)
    rows = (("項目", "現況值"), ("堤防改善長度公里", "3"), ("疏濬土方量立方公尺", "12"))
    chars = [
        c
        for y, row in zip(ys, rows, strict=False)
        for x, word in zip((60, 160.8), row, strict=True)
        for c in text(x, y + 13, word)
    ]
    sheet = page([across(y, 50, 300) for y in ys], chars)
    (table,) = find_tables(sheet)
    assert texts(sheet, table) == [list(row) for row in rows]


# --- rules drawn cell by cell -----------------------------------------------------------------------------------------

NARROW_GAPS = (50.0, 100.0, 160.0, 240.0)
WIDE_ROWS = (
    ("項次一", "主辦單位名稱", "期程一二三四五六"),
    ("１１１", "交通處交通處", "一年十二月至十二月"),
    ("２２２", "社會處社會處", "二年十二月至十二月"),
)


def by_cells(ys: Sequence[float], xs: Sequence[float] = NARROW_GAPS) -> list[Ruling]:
    """Each rule drawn in pieces as wide as the columns."""
    return [across(y, a, b) for y in ys for a, b in pairwise(xs)]


def close(
    ys: Sequence[float], rows: Sequence[Sequence[str]] = WIDE_ROWS, xs: Sequence[float] = NARROW_GAPS
) -> list[Char]:
    """Cells whose texts fill the columns but for three points, so that no gap shows these."""
    return [
        char
        for y, row in zip(ys, rows, strict=False)
        for x, word, end in zip(xs, row, xs[1:], strict=False)
        for char in text(x + 1.5, y + 13, word, (end - x - 3) / len(word))
    ]


@pytest.mark.parametrize(
    "ruled_at",
    [
        pytest.param((100.0, 120.0, 140.0, 160.0), id="above and below each row"),
        pytest.param((120.0, 140.0, 160.0), id="below each row"),
        pytest.param((100.0, 120.0, 140.0), id="above each row"),
    ],
)
def test_columns_are_where_the_pieces_of_rules_meet(ruled_at: Sequence[float]) -> None:
    ys = (100.0, 120.0, 140.0, 160.0)
    around = text(50, 60, "參、推動項目如下表所示由各單位辦理") + text(50, 200, "肆、本計畫奉核後實施修正時亦同")
    sheet = page(by_cells(ruled_at), close(ys) + around)
    (table,) = find_tables(sheet)
    assert texts(sheet, table) == [list(row) for row in WIDE_ROWS]


def test_a_line_across_a_row_of_its_own_is_one_cell() -> None:
    ys = (100.0, 120.0, 140.0, 160.0, 180.0)
    rows = (WIDE_ROWS[0], ("一、甲類", "", ""), *WIDE_ROWS[1:])
    chars = [c for y, row in zip(ys, rows, strict=False) if row[1] for c in close([y], [row])]
    sheet = page(by_cells(ys), chars + text(51.5, 133, "一、由各單位共同辦理之事項"))
    (table,) = find_tables(sheet)
    assert [(cell.column, cell.column_span) for cell in table.cells if cell.row == 1] == [(0, 3)]
    assert texts(sheet, table)[1] == ["一、由各單位共同辦理之事項"] * 3


def test_paragraphs_part_two_tables_of_one_width() -> None:
    first, second = (100.0, 120.0, 140.0, 160.0), (240.0, 260.0, 280.0, 300.0)
    between = text(50, 190, "各項指標由主辦單位按季填報執行情形") + text(50, 210, "並於次月十日前彙整作為管考依據")
    sheet = page(by_cells(first) + by_cells(second), close(first) + close(second) + between)
    assert [texts(sheet, table) for table in find_tables(sheet)] == [[list(row) for row in WIDE_ROWS]] * 2


def test_tables_under_one_another_have_columns_of_their_own() -> None:
    first, second, xs = (100.0, 120.0, 140.0), (200.0, 220.0, 240.0, 260.0), (50.0, 130.0, 240.0)
    rows = (("經費科目及用途別", "金額千元"), ("業務費與材料費用", "一二三四"), ("獎補助費及其他項", "五六七八"))
    sheet = page(by_cells(first) + by_cells(second, xs), close(first, WIDE_ROWS[:2]) + close(second, rows, xs))
    assert [texts(sheet, table) for table in find_tables(sheet)] == [
        [list(row) for row in WIDE_ROWS[:2]],
        [list(row) for row in rows],
    ]


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([across(y, x, x + 7) for y in (100, 120, 140, 160) for x in range(50, 240, 9)], id="dashes"),
        pytest.param(
            [across(100, a, b) for a, b in pairwise(NARROW_GAPS)] + [across(y, 50, 240) for y in (120, 140, 160)],
            id="one rule in pieces",
        ),
    ],
)
def test_pieces_that_are_no_columns(strokes: list[Ruling]) -> None:
    sheet = page(strokes, [c for y in (100, 120, 140) for c in text(51, y + 13, "各單位辦理事項依權責分工")])
    assert find_tables(sheet) == ()


# --- over pages -------------------------------------------------------------------------------------------------------

COLUMNS = (50.0, 150.0, 300.0, 500.0)
HEADER = ("策略", "作法", "指標")


def sheet(
    number: int,
    rows: Sequence[Sequence[str]],
    top: float = 60.0,
    merged: Box | None = None,
    xs: Sequence[float] = COLUMNS,
) -> Page:
    """A page with one table whose rows are 60 points high."""
    ys = [top + 60 * i for i in range(len(rows) + 1)]
    strokes = as_word(xs, ys)
    return page(without(strokes, merged) if merged else strokes, filled(xs, ys, rows), number)


def joined(*pages: Page, between: bool = False) -> tuple[LogicalTable, ...]:
    tables = [table for one in pages for table in find_tables(one)]
    return tuple(join_tables(tables, lambda number, box: cell_text(pages[number - 1], box), lambda a, b: between))


def grid(table: LogicalTable, *pages: Page) -> list[list[str]]:
    """The logical grid; pieces joined with a stroke between."""
    rows = [["-"] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                assert rows[row][column] == "-", "cells overlap"
                rows[row][column] = "|".join(t for p in cell.pieces if (t := cell_text(pages[p.page - 1], p.box)))
    return rows


def test_a_repeated_header_is_dropped_and_known_as_header() -> None:
    pages = (
        sheet(1, (HEADER, ("一", "甲", "2場。"))),
        sheet(2, (HEADER, ("二", "乙", "3場。"))),
        sheet(3, (HEADER, ("三", "丙", "4場。"))),
    )
    (table,) = joined(*pages)
    assert grid(table, *pages) == [list(HEADER), ["一", "甲", "2場。"], ["二", "乙", "3場。"], ["三", "丙", "4場。"]]
    assert (table.pages, table.header_rows, len(table.repeated)) == ((1, 2, 3), 1, 6)


def test_a_header_repeated_without_its_title() -> None:
    title = Box(50, 60, 500, 120)
    pages = (
        sheet(1, (("分工表", "", ""), HEADER, ("一", "甲", "2場。")), merged=title),
        sheet(2, (HEADER, ("二", "乙", "3場。"))),
    )
    (table,) = joined(*pages)
    assert (table.rows, table.header_rows) == (4, 2)


def test_a_row_cut_within_a_word_is_joined() -> None:
    pages = (
        sheet(
            1,
            (
                HEADER,
                ("一、宣導", "(一)辦理研習課程至", "完成遴選"),
                ("二、訓練", "(一)善用數位\n學習平台", "103年3月\n底前完"),
            ),
        ),
        sheet(2, (HEADER, ("", "", "成遴薦作業"), ("三、考核", "(一)訪查", "每季一次。"))),
    )
    (table,) = joined(*pages)
    assert grid(table, *pages)[2:] == [
        ["二、訓練", "(一)善用數位\n學習平台", "103年3月\n底前完|成遴薦作業"],
        ["三、考核", "(一)訪查", "每季一次。"],
    ]


def test_the_end_of_a_row_may_hold_text_in_one_cell_alone() -> None:
    first = sheet(1, (HEADER, ("一、宣導", "(一)辦理研習課程至", "2場次")))
    second = sheet(2, (("", "少四小時。", ""),))
    (table,) = find_tables(first)
    (rest,) = find_grids(second, table).tables
    (whole,) = join_tables([table, rest], lambda n, box: cell_text((first, second)[n - 1], box), lambda a, b: False)
    assert grid(whole, first, second)[1:] == [["一、宣導", "(一)辦理研習課程至|少四小時。", "2場次"]]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(sheet(2, (("", "框中文字", ""),), xs=(50.0, 200.0, 300.0, 500.0)), id="other columns"),
        pytest.param(sheet(3, (("", "框中文字", ""),)), id="a page between"),
    ],
)
def test_a_grid_with_one_text_that_ends_no_row_is_no_table(second: Page) -> None:
    (table,) = find_tables(sheet(1, (HEADER, ("一、宣導", "(一)辦理研習課程至", "2場次"))))
    assert find_grids(second, table).tables == ()


def test_tables_beside_one_another_are_read_from_left_to_right() -> None:
    left, right = ruled((50, 100, 200), (100, 120, 140, 160)), ruled((300, 400, 500), (99.6, 125, 150))
    chars = filled((50, 100), (100, 120, 140), (("姓名", "職稱"), ("甲", "組長"), ("乙", "組員")))
    chars += filled((300, 400), (99.6, 125), (("組別", "人數"), ("一組", "15")))
    sheet = page([*left, *right], chars)
    assert [texts(sheet, table)[0] for table in find_tables(sheet)] == [["姓名", "職稱"], ["組別", "人數"]]


def test_a_cell_merged_over_the_break_goes_on_though_its_row_ends() -> None:
    pages = (
        sheet(1, (HEADER, ("內政部", "收容", "已完成。"), ("", "疏散", "應再檢討。")), merged=Box(50, 120, 150, 240)),
        sheet(2, (HEADER, ("", "通報", "請補充。"), ("", "演練", "請加強。")), merged=Box(50, 120, 150, 240)),
    )
    (table,) = joined(*pages)
    assert [row[0] for row in grid(table, *pages)] == ["策略"] + ["內政部"] * 4
    assert [row[1] for row in grid(table, *pages)] == ["作法", "收容", "疏散", "通報", "演練"]


def test_rows_that_end_at_the_foot_are_whole_where_only_the_merged_cell_beside_them_is_open() -> None:
    """Browsers draw the foot of a page's rows, and none of a cell that goes on; nothing in the texts says where rows end."""
    open_cell = Box(50, 120, 150, 260)
    pages = (
        sheet(
            1, (HEADER, ("內政部", "收容\n居民", "場地及\n物資"), ("", "疏散\n居民", "車輛及\n路線")), merged=open_cell
        ),
        sheet(
            2, (("", "通報\n鄰里", "名單及\n電話"), ("", "演練\n救護", "人員及\n器材")), merged=Box(50, 40, 150, 180)
        ),
    )
    (table,) = joined(*pages)
    assert grid(table, *pages)[1:] == [
        ["內政部", "收容\n居民", "場地及\n物資"],
        ["內政部", "疏散\n居民", "車輛及\n路線"],
        ["內政部", "通報\n鄰里", "名單及\n電話"],
        ["內政部", "演練\n救護", "人員及\n器材"],
    ]


def test_an_edge_hidden_by_merged_cells_on_one_page() -> None:
    pages = (
        sheet(1, (HEADER, ("一", "甲", "2場。"))),
        sheet(2, (("備註：另行公告。", ""), ("說明：同上。", "無")), xs=(50.0, 300.0, 500.0)),
    )
    (table,) = joined(*pages)
    assert table.columns == 3
    assert [(c.column, c.column_span) for c in table.cells][-2:] == [(0, 2), (2, 1)]


def test_margins_of_left_and_right_pages_differ() -> None:
    pages = (
        sheet(1, (HEADER, ("一", "甲", "2場。"))),
        sheet(2, (HEADER, ("二", "乙", "3場。")), xs=tuple(x + 20 for x in COLUMNS)),
    )
    assert len(joined(*pages)) == 1


@pytest.mark.parametrize(
    ("second", "between"),
    [
        pytest.param(sheet(2, (HEADER, ("二", "乙", "3場。"))), True, id="text between"),
        pytest.param(sheet(3, (HEADER, ("二", "乙", "3場。"))), False, id="a page between"),
        pytest.param(sheet(2, (HEADER, ("二", "乙", "3場。")), xs=(50.0, 200.0, 300.0, 500.0)), False, id="other columns"),
        pytest.param(sheet(2, (("經費表", "", ""), ("項目", "單價", "金額")), merged=Box(50, 60, 500, 120)), False, id="a title of its own"),
    ],
)  # fmt: skip
def test_tables_that_are_two(second: Page, between: bool) -> None:
    first = sheet(1, (("分工表", "", ""), HEADER, ("一", "甲", "2場。")), merged=Box(50, 60, 500, 120))
    pages = (first, second) if second.number == 2 else (first, page([], [], 2), second)
    assert len(joined(*pages, between=between)) == 2


@pytest.mark.parametrize(
    ("columns", "cut"),
    [
        ([Column("(三)人事人員多功", "能編組活動", 8), Column("103年5月", "~104年4月")], True),
        ([Column("行動通訊", ""), Column("業者應派遣平臺車，並", "星等提供電波涵蓋", 10)], True),
        ([Column("民間資源運用", "情形", 6), Column("一、是否有社區配合？", "二、專員運用之情形？", 18)], True),
        (
            [Column("一、宣導", "二、考核", counting=frozenset({("chinese", "、")})), Column("辦理研習", "辦理訪查")],
            False,
        ),
        (
            [
                Column("污染源", ""),
                Column("1.管制\n(1)檢討規範\n(2)加強稽查", "(3)控制技術", counting=frozenset({("arabic", ".")})),
            ],
            True,
        ),
        ([Column("二、效率", ""), Column("指標", ""), Column("計算方法：人次數。", "指標來源：首頁。")], True),
        ([Column("3", "4"), Column("道路", "公園"), Column("依計畫辦理", "依規定")], False),
        (
            [
                Column("衛生福利部", "農委會"),
                Column("防疫作為", "疏散作業"),
                Column("一、執行？\n二、檢討？", "一、是否配合？"),
            ],
            False,
        ),
        ([Column("", "四、考核"), Column("完成。", "每季一次。")], False),
    ],
)
def test_whether_a_row_was_cut(columns: list[Column], cut: bool) -> None:
    assert is_cut_row(columns) is cut
