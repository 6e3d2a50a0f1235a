"""PDF pages as a Document: reading order, what runs over pages, notes, contents, tables with page and box."""

from __future__ import annotations

import pytest
import samples
from pdf_files import Page, grid, line, matrix_text, pdf, text

from extractors.document import Document, Paragraph, ParagraphKind, Table
from extractors.pdf.layout import PAGE_NUMBER, is_contents_entry
from extractors.pdf.reader import read
from rules.paragraph import passages
from rules.recognise import recognise


def document(*pages: Page | str) -> Document:
    return read(pdf(*pages), "plan.pdf")


def of_kind(found: Document, kind: ParagraphKind) -> list[str]:
    return [found.slice([block.span]) for block in found.paragraphs() if block.kind is kind]


def column(x: float, top: float, *words: str) -> str:
    return "".join(text(x, top - 20 * i, w) for i, w in enumerate(words))


BODY = "本府為提升行政效率及服務品質，特訂定本計畫，並由各單位配合辦理相關事項"  # 35 characters, 420 points


def page(number: int, *words: str, footer: str | None = None) -> str:
    head = text(72, 800, "嘉義市政府實施計畫", size=10)
    foot = text(290, 30, footer if footer is not None else f"{number}", size=10)
    return head + column(72, 740, *words) + foot


# --- what runs over pages ---------------------------------------------------------------------------------------------


def test_running_header_is_kept_once_and_page_numbers_apart() -> None:
    found = document(*(page(n, f"第{n}段內容") for n in (1, 2, 3)))
    assert of_kind(found, ParagraphKind.HEADER) == ["嘉義市政府實施計畫"]
    assert of_kind(found, ParagraphKind.FOOTER) == ["1", "2", "3"]
    assert of_kind(found, ParagraphKind.LINE) == ["第1段內容", "第2段內容", "第3段內容"]


def test_a_header_with_the_page_number_in_it_runs_too() -> None:
    pages = [text(72, 800, f"實施計畫　頁次{n}", size=10) + column(72, 700, "內容") for n in (3, 4, 5)]
    assert of_kind(document(*pages), ParagraphKind.LINE) == ["內容"] * 3


def test_numbered_annexes_at_the_same_place_do_not_run() -> None:
    found = document(*(text(72, 800, f"附件{n}") + column(72, 700, f"內容{n}") for n in (1, 2, 3)))
    assert of_kind(found, ParagraphKind.LINE) == ["附件1", "內容1", "附件2", "內容2", "附件3", "內容3"]


def test_a_footer_that_begins_with_a_year_and_ends_with_the_page_number_runs() -> None:
    pages = [column(72, 700, "內容") + text(72, 30, f"114年度施政計畫　{n}", size=10) for n in (3, 4, 5)]
    assert of_kind(document(*pages), ParagraphKind.LINE) == ["內容"] * 3


def test_the_header_of_a_chapter_of_one_page_stands_where_the_others_stand() -> None:
    heads = ("第一章　緒論", "第一章　緒論", "第二章　目標", "第三章　方法", "第三章　方法")
    pages = [text(72, 800, head, size=10) + column(72, 700, head, f"內容{n}") for n, head in enumerate(heads)]
    found = document(*pages)
    assert of_kind(found, ParagraphKind.HEADER) == ["第一章 緒論", "第二章 目標", "第三章 方法"]
    assert len(of_kind(found, ParagraphKind.LINE)) == 2 * len(heads)


def test_a_first_line_of_the_body_is_no_header_though_another_page_has_one_there() -> None:
    pages = [
        text(72, 790, "實施計畫", size=12) + column(72, 770, "內容一"),
        text(72, 790, "實施計畫", size=12) + column(72, 770, "內容二"),
        column(72, 790, "貳、計畫目標", "內容三"),
    ]
    assert of_kind(document(*pages), ParagraphKind.LINE)[2:] == ["貳、計畫目標", "內容三"]


def test_a_sentence_that_stands_at_the_same_place_below_two_headings_is_no_header() -> None:
    pages = [column(72, 780, f"{label}、計畫目標", BODY, "內容" + label) for label in "一二三"]
    assert len(of_kind(document(*pages), ParagraphKind.LINE)) == 9


def test_the_head_of_an_annex_on_each_of_its_pages_is_a_heading_on_the_first() -> None:
    pages = [text(72, 800, words) + column(72, 700, f"內容{n}") for n, words in enumerate(["附件一"] * 3 + ["附件二"])]
    found = document(*pages)
    assert of_kind(found, ParagraphKind.LINE) == ["附件一", "內容0", "內容1", "內容2", "附件二", "內容3"]
    assert of_kind(found, ParagraphKind.HEADER) == ["附件一"]


def test_headers_of_left_and_right_pages() -> None:
    pages = [text(72, 800, "左頁標題" if n % 2 else "右頁標題") + column(72, 700, f"內容{n}") for n in range(4)]
    assert of_kind(document(*pages), ParagraphKind.HEADER) == ["右頁標題", "左頁標題"]


@pytest.mark.parametrize(
    "number",
    [
        "1",
        "- 3 -",
        "第 3 頁，共 19 頁",
        "第3页 共19页",
        "iii",
        "Page 3 of 12",
        "3/12",
        "第一頁",
        "P.3",
        "～3～",
        "第1頁／共4頁",
        "第 2 頁/共 10 頁",
        "5／12",
        "【3】",
        "頁次：3",
        "第一頁，共十頁",
        "3-12",
        "附-3",
        "附1-2",
        "附錄一-3",
        "A-3",
        "壹-5",
        "目-1",
        "III - 4",
        "- 3-12 -",
    ],
)
def test_page_numbers(number: str) -> None:
    assert PAGE_NUMBER.fullmatch(number)


@pytest.mark.parametrize(
    "words",
    [
        "附件1",
        "111年",
        "一、",
        "(一)",
        "（十二）",
        "1.",
        "1、",
        "3.5億元",
        "第一章",
        "共19項",
        "第3條",
        "附1",
        "1-1 依據",
        "表3-1",
    ],
)
def test_what_is_no_page_number(words: str) -> None:
    assert not PAGE_NUMBER.fullmatch(words)


def test_a_paragraph_goes_on_over_a_page_break() -> None:
    found = document(
        page(1, "一、計畫緣起", BODY, BODY, BODY, BODY[:-2]), page(2, "推動，以達成目標。", "二、計畫目標")
    )
    assert BODY[:-2] + "推動，以達成目標。" in [p.text[-len(BODY) - 7 :] for p in passages(found)]


def test_a_line_that_its_margin_cuts_goes_on_though_few_lines_show_the_width() -> None:
    """One paragraph without a comma among short ones: the rules of the document alone do not tell where it wraps."""
    cut = "依據流域綜合治理特別條例及行政院核定之河川整體改善計畫推動辦理河川整體暨及"
    content = column(
        72, 740, "壹、緣起", "一、依據", cut, "流域改善工作及相關事項。", "二、目標", "完成堤防改善。", "貳、經費"
    )
    assert cut + "流域改善工作及相關事項。" in [p.text for p in passages(document(content))]


def test_a_line_in_other_print_does_not_go_on() -> None:
    title = "望海縣政府地產地消暨惜食推動中程實施計畫書"
    content = text(72, 780, title, size=18) + text(300, 750, "114年1月15日府農產字第114號函", size=10)
    content += column(72, 700, BODY, BODY, BODY)
    assert [p.text for p in passages(document(content))][:2] == [title, "114年1月15日府農產字第114號函"]


def test_a_line_that_ends_before_the_margin_does_not_go_on() -> None:
    content = column(72, 740, BODY, BODY, BODY, "計畫之名稱及依據", "推動小組之組成")
    assert [p.text for p in passages(document(content))][-1] == "推動小組之組成"


def test_a_watermark_is_no_part_of_the_lines_that_it_crosses() -> None:
    mark = "".join(
        matrix_text((0.7, 0.7, -0.7, 0.7, 150 + 62 * i, 560 + 62 * i), c, size=90) for i, c in enumerate("核定本")
    )
    pages = [
        mark
        + column(72, 690, "壹、依據")
        + column(72, 590, *[BODY] * 5)
        + grid([72, 132, 252], [610, 640, 660])
        + text(74, 645, "項目")
        + text(134, 620, "加強")
        for _ in range(2)
    ]
    found = document(*pages)
    assert of_kind(found, ParagraphKind.HEADER) == ["核定本"]
    assert set(of_kind(found, ParagraphKind.LINE)) == {"壹、依據", BODY}


# --- what a page holds ------------------------------------------------------------------------------------------------


def test_columns_are_read_one_after_the_other() -> None:
    left = [f"左欄第{c}行文字寫滿整欄寬度為止啊" for c in "一二三四五六"]
    right = [f"右欄第{c}行文字寫滿整欄寬度為止啊" for c in "一二三四五六"]
    content = (
        text(72, 780, "兩欄之上的標題橫跨全頁而且很長很長很長很長很長很長")
        + column(72, 740, *left)
        + column(310, 740, *right)
    )
    content += text(72, 600, "兩欄之下的文字橫跨全頁而且很長很長很長很長很長很長")
    lines = of_kind(document(content), ParagraphKind.LINE)
    assert lines[1:-1] == left + right
    assert lines[0].startswith("兩欄之上") and lines[-1].startswith("兩欄之下")


def test_columns_of_items_are_told_by_lines_at_their_own_heights() -> None:
    full = "各校應於每學期召開委員會並且作成紀錄"
    left = [full, "備查。", full, "備查。", full, "三、查核", "四、獎勵", "五、附則"]
    right = ["六、經費", "七、期程", full, "備查。", full, "備查。", full, "結束。"]
    content = column(72, 740, *left) + column(310, 733, *right)
    assert of_kind(document(content), ParagraphKind.LINE) == left + right


def test_an_address_in_the_corner_of_a_letter_is_no_column() -> None:
    address = [
        "地址：某市某區某路一段一二三號四樓",
        "承辦人：王小明分機二三四五六七八九",
        "電話：零二二三四五六七八九分機一",
    ]
    head = [
        "受文者：某市各區公所及所屬各學校等",
        "發文日期：中華民國一一四年二月八日",
        "附件：如主旨，請自行下載並列印備用",
    ]
    content = column(310, 740, *address, "傳真：某局", "信箱：某科") + column(
        72, 640, *head, "速別：普通件", "密等：普通"
    )
    assert of_kind(document(content), ParagraphKind.LINE)[:3] == address


def test_the_binding_line_of_a_letter_is_no_part_of_its_lines() -> None:
    margin = "".join(text(40, 740 - 40 * i, sign) for i, sign in enumerate("：裝：訂：線："))
    found = document(margin + column(72, 740, *["主旨：檢送計畫一份。"] * 8))
    assert of_kind(found, ParagraphKind.LINE) == ["主旨：檢送計畫一份。"] * 8
    assert {"裝", "訂", "線"} <= set(of_kind(found, ParagraphKind.HEADER))


def test_the_raised_number_of_a_note_stays_in_its_line() -> None:
    content = (
        text(72, 700, "藏書四萬冊") + text(132, 705.7, "1", size=7) + text(138, 700, "。") + text(72, 680, "下一行")
    )
    assert of_kind(document(content), ParagraphKind.LINE) == ["藏書四萬冊1。", "下一行"]


def test_aligned_entries_are_no_columns() -> None:
    names, posts = (
        ["王一", "李二二", "張三", "陳四", "林五", "黃六"],
        ["局長", "處長", "科長", "秘書長", "專員", "主任"],
    )
    content = "".join(
        text(72, 740 - 20 * i, n) + text(310, 740 - 20 * i, p)
        for i, (n, p) in enumerate(zip(names, posts, strict=True))
    )
    lines = of_kind(document(content), ParagraphKind.LINE)
    assert [words.replace(" ", "") for words in lines] == [n + p for n, p in zip(names, posts, strict=True)]


def test_footnotes_stand_below_a_short_rule_in_small_print() -> None:
    content = column(72, 740, BODY, BODY) + line(72, 120, 220, 120) + text(72, 100, "註：本計畫所稱機關。", size=8)
    found = document(content)
    assert of_kind(found, ParagraphKind.FOOTNOTE) == ["註：本計畫所稱機關。"]
    assert len(of_kind(found, ParagraphKind.LINE)) == 2


def test_footnotes_without_a_rule_begin_with_a_number_that_is_raised_above() -> None:
    raised = text(72, 740, "本縣人口比率") + text(144, 745.5, "1", size=7) + text(148, 740, "逐年上升。")
    notes = text(72, 100, "1 依內政部統計年報，詳見該部", size=9) + text(72, 88, "網站公告資料。", size=9)
    found = document(raised + column(72, 720, BODY, BODY) + notes + text(290, 50, "- 3 -"))
    assert of_kind(found, ParagraphKind.FOOTNOTE) == ["1 依內政部統計年報，詳見該部", "網站公告資料。"]
    assert of_kind(found, ParagraphKind.FOOTER) == ["- 3 -"]


@pytest.mark.parametrize(
    "foot",
    [
        pytest.param(text(72, 100, "1 依內政部統計年報。", size=9), id="no such number above"),
        pytest.param(text(72, 100, "2. 本表單位為千元。", size=9), id="a list"),
        pytest.param(text(72, 100, "2 依內政部統計年報。", size=9) + text(72, 80, BODY), id="body below"),
        pytest.param(text(72, 100, "2 依內政部統計年報。"), id="print of the body"),
    ],
)
def test_what_is_no_footnote_though_a_number_is_raised(foot: str) -> None:
    raised = text(72, 740, "面積三百公頃") + text(144, 745.5, "2", size=7) + text(148, 740, "以上。")
    assert of_kind(document(raised + column(72, 720, BODY, BODY) + foot), ParagraphKind.FOOTNOTE) == []


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(grid([72, 220, 370], [130, 160, 190]), id="a table's border"),
        pytest.param(line(72, 120, 220, 120) + line(220, 120, 370, 120) + line(370, 120, 520, 120), id="a long rule in pieces"),
        pytest.param(grid([72, 220], [60, 120]), id="a box"),
    ],
)  # fmt: skip
def test_small_print_below_other_rules_is_no_footnote(rules: str) -> None:
    found = document(column(72, 740, BODY, BODY) + rules + text(76, 100, "註：本表單位為千元。", size=8))
    assert of_kind(found, ParagraphKind.FOOTNOTE) == []


def test_a_frame_sets_off_what_stands_in_it() -> None:
    before = column(72, 760, *[BODY] * 4, "二、重點任務", "（一）提升服務", "1.擴大服務。")
    box = grid([72, 520], [500, 600]) + column(78, 580, "專欄2　服務提升工程", "1.興建據點50處。", "2.改善設施30處。")
    after = column(72, 470, "2.增加人力。", "（二）強化考核", *[BODY] * 4)
    found = document(before + box + after)
    boxed = [found.slice([b.span]) for b in found.paragraphs() if b.style.source == "box"]
    assert boxed == ["專欄2 服務提升工程", "1.興建據點50處。", "2.改善設施30處。"]
    sections = [s.value for s in recognise(found).sections]
    labels = ["二、", "（一）", "1.", "專欄2", "1.", "2.", "2.", "（二）"]
    assert [(s.label, s.level, s.parent) for s in sections] == list(
        zip(labels, [1, 2, 3, 1, 2, 2, 3, 2], [None, 0, 1, None, 3, 3, 1, 0], strict=True)
    )


def test_a_frame_without_a_number_sets_off_what_stands_in_it() -> None:
    box = grid([72, 520], [500, 600]) + column(78, 580, "服務提升工程示意", "1.興建據點50處。", "2.改善設施30處。")
    found = document(
        column(72, 760, *[BODY] * 4, "一、重點任務", "二、考核") + box + column(72, 470, "三、附則", *[BODY] * 4)
    )
    assert [s.value.label for s in recognise(found).sections] == ["一、", "二、", "三、"]


def test_a_frame_around_every_page_sets_nothing_off() -> None:
    frames = [grid([60, 535], [400, 800]) + column(72, 740, f"{n}、計畫", BODY) for n in "一二三四"]
    found = document(*frames)
    assert {block.style.source for block in found.paragraphs()} == {None}


@pytest.mark.parametrize(
    "words", ["壹、計畫依據..........3", "一、目標……………………12", "附件一 ‧‧‧‧‧‧ iii", "貳、 . . . . . . (5)"]
)
def test_entries_of_a_table_of_contents(words: str) -> None:
    assert is_contents_entry(words)


@pytest.mark.parametrize("words", ["壹、計畫依據", "等語……。", "詳見 http://a.b.c.d/", "1.1.1.1 目標"])
def test_no_entries_of_a_table_of_contents(words: str) -> None:
    assert not is_contents_entry(words)


def test_entries_of_a_table_of_contents_are_marked_and_make_no_sections() -> None:
    found = document(
        column(72, 740, "目錄", "壹、計畫依據" + "…" * 20 + "1", "貳、計畫目標" + "…" * 20 + "1"),
        column(72, 740, "壹、計畫依據", "貳、計畫目標"),
    )
    assert [block.style.source for block in found.paragraphs()] == [None, "toc", "toc", None, None]
    assert [s.value.label for s in recognise(found).sections] == ["壹、", "貳、"]


def test_what_a_line_looks_like_is_in_its_style() -> None:
    content = (
        text(226, 760, "實施計畫書之標題", size=14)
        + column(72, 720, BODY)
        + column(96, 700, BODY[:33])
        + text(72, 660, "B", font="B")
    )
    found = [block.style for block in document(content).paragraphs()]
    assert [style.alignment for style in found] == ["center", None, None, None]
    assert [style.indent for style in found] == [154.0, 0.0, 24.0, 0.0]
    assert [style.font_size for style in found] == [14.0, 12.0, 12.0, 12.0]
    assert [style.bold for style in found] == [None, None, None, True]


def test_bullets_of_symbol_fonts_are_seen() -> None:
    assert of_kind(document(text(72, 700, "\uf06c主辦單位")), ParagraphKind.LINE) == ["●主辦單位"]


def aligned(xs: tuple[int, ...], *entries: tuple[str, ...]) -> str:
    return "".join(
        text(x, 640 - 20 * i, words)
        for i, row in enumerate(entries)
        for x, words in zip(xs, row, strict=False)
        if words
    )


AGENDA = (
    ("時間", "活動內容", "地點"),
    ("09:00", "報到", "大廳"),
    ("09:20", "專題演講及綜合", "禮堂"),
    ("", "座談", ""),
    ("12:00", "賦歸", ""),
)


def test_columns_that_no_ruling_divides_make_a_table() -> None:
    found = document(
        column(72, 740, "壹、議程", BODY) + aligned((90, 200, 400), *AGENDA) + column(72, 500, "貳、附則", BODY)
    )
    (table,) = found.tables
    assert (table.rows, table.columns) == (4, 3)
    assert [found.slice(cell.spans) for cell in table.cells][6:9] == ["09:20", "專題演講及綜合\n座談", "禮堂"]
    assert of_kind(found, ParagraphKind.LINE) == ["壹、議程", BODY, "貳、附則", BODY]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(aligned((72, 310), ("姓名：", "簽章："), ("單位：", "日期："), ("電話：", "備註：")), id="a form"),
        pytest.param(aligned((72, 200, 330), ("承辦人", "科長", "局長")), id="signatures"),
        pytest.param(aligned((72, 200, 400), ("甲方", "乙方", "丙方"), ("代表人", "", "丁"), ("中華民國一百一十四年三月一日修正", "", "戊")), id="crossed"),
        pytest.param(aligned((72, 300, 500), *[("壹、依據", "…………………", "1")] * 4), id="contents"),
    ],
)  # fmt: skip
def test_entries_that_stand_apart_are_no_table(lines: str) -> None:
    assert document(column(72, 740, "壹、依據", BODY) + lines).tables == ()


def test_lines_with_gaps_in_them_do_not_go_on() -> None:
    rows = aligned((72, 468), ("人事處", "一樓大廳"), ("教育處", "二樓禮堂"), ("社會處", "三樓教室"))
    found = [p.text for p in passages(document(column(72, 740, *[BODY + "及業務"] * 3, "辦理。") + rows))]
    assert found[1:] == ["人事處   一樓大廳", "教育處   二樓禮堂", "社會處   三樓教室"]


# --- tables -----------------------------------------------------------------------------------------------------------

XS, YS = [72.0, 132.0, 252.0, 400.0], [600.0, 640.0, 680.0, 700.0]


def ruled(*cells: tuple[float, float, str]) -> str:
    return grid(XS, YS) + "".join(text(x, y, words) for x, y, words in cells)


TABLE = ruled(
    (74, 685, "策略"), (134, 685, "具體作法"), (254, 685, "辦理機關"),
    (74, 665, "加強宣導"), (134, 665, "辦理員工協助方案宣"), (134, 650, "導"), (254, 665, "人事處"), (254, 650, "教育處"),
    (74, 625, "獎勵"), (134, 625, "1.獎勵"), (134, 610, "2.考核"),
)  # fmt: skip


def test_lines_and_tables_come_in_reading_order() -> None:
    found = document(text(72, 760, "壹、計畫依據") + TABLE + text(72, 560, "貳、計畫目標"))
    assert [type(block) for block in found.blocks] == [Paragraph, Table, Paragraph]


def test_cells_hold_their_lines_wrapped_ones_joined_and_others_apart() -> None:
    (table,) = document(TABLE).tables
    found = document(TABLE)
    cells = [found.slice(cell.spans) for cell in table.cells]
    assert cells[3:] == ["加強宣導", "辦理員工協助方案宣導", "人事處\n教育處", "獎勵", "1.獎勵\n2.考核", ""]
    assert (table.rows, table.columns, table.pages) == (3, 3, (1,))


def test_a_table_in_a_cell_is_nested_in_it_between_its_lines() -> None:
    inner = grid([140, 190, 240], [625, 640, 655]) + text(142, 643, "來源", 9) + text(192, 643, "金額", 9)
    inner += text(142, 628, "中央", 9) + text(192, 628, "500", 9)
    content = (
        grid([72, 132, 400], [600, 680, 700]) + text(74, 685, "項目") + text(134, 685, "說明") + text(74, 640, "經費")
    )
    found = document(content + inner + text(134, 662, "分配如下：", 9) + text(134, 605, "由縣府支應。", 9))
    outer, nested = found.tables
    assert [found.slice(cell.spans) for cell in outer.cells] == ["項目", "說明", "經費", "分配如下：由縣府支應。"]
    assert outer.cells[-1].nested == (0,)
    assert [found.slice(cell.spans) for cell in nested.cells] == ["來源", "金額", "中央", "500"]
    assert "".join(found.text.split()) == "項目說明經費分配如下：來源金額中央500由縣府支應。"


def test_two_entries_about_a_diagonal_stay_apart() -> None:
    content = ruled(
        (100, 690, "月份"),
        (74, 682, "工作"),
        (134, 685, "一月"),
        (254, 685, "二月"),
        (74, 665, "研習"),
        (134, 665, "v"),
    )
    found = document(content + line(72, 700, 132, 680))
    assert found.slice(found.tables[0].cells[0].spans) == "月份\n工作"


def test_a_title_over_all_columns_is_the_caption() -> None:
    title = (
        line(72, 720, 400, 720) + line(72, 700, 72, 720) + line(400, 700, 400, 720) + text(150, 705, "附表一、分工表")
    )
    found = document(title + TABLE)
    assert of_kind(found, ParagraphKind.CAPTION) == ["附表一、分工表"]
    assert found.tables[0].rows == 3


def test_every_line_and_cell_has_its_page_and_box() -> None:
    found = document(page(1, "第一頁"), text(72, 760, "壹、計畫依據") + TABLE)
    spans = [block.span for block in found.paragraphs()] + [s for t in found.tables for c in t.cells for s in c.spans]
    where = {region.span: region for region in found.regions}
    assert all(span in where for span in spans)
    heading = next(block.span for block in found.paragraphs() if found.slice([block.span]) == "壹、計畫依據")
    assert (where[heading].page, round(where[heading].box.x0), round(where[heading].box.top)) == (2, 72, 71)
    inside = [where[span].box for cell in found.tables[0].cells for span in cell.spans]
    assert all(box.x0 >= 72 and box.x1 <= 400 and box.top >= 142 and box.bottom <= 242 for box in inside)


@samples.needs_shared
@pytest.mark.parametrize("name", ["seed-000", "seed-002", "seed-003"])
def test_the_same_plan_gives_the_same_sections_and_tables_as_its_text(name: str) -> None:
    """Sections by label and level, cells by place and text; a title row of a table belongs to no cell in either."""
    from extractors import extract

    one, other = (recognise(extract(samples.plan(f"{name}.{suffix}"))) for suffix in ("pdf", "docx"))

    def cells(plan: object) -> list[tuple[object, ...]]:
        return [(c.value.table, c.value.row, c.value.column, "".join(c.value.text.split())) for c in plan.cells]  # type: ignore[attr-defined]

    assert [(s.value.level, s.value.label) for s in one.sections] == [
        (s.value.level, s.value.label) for s in other.sections
    ]
    assert cells(one) == cells(other)
