"""Plain text and Markdown: every visible character is kept once, tables are found, and nothing but Unreadable is raised."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import samples
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from extractors import MAX_BYTES, extract
from extractors.document import Document, Paragraph, ParagraphKind, Span, Table
from extractors.errors import Code, Unreadable
from extractors.text import read

MARKS = set("#-*+|_:\\")  # the syntax of Markdown, which is no text


def document(text: str, name: str = "plan.txt") -> Document:
    return read(text.encode(), name)


def grid(document: Document, table: Table) -> list[list[str]]:
    rows = [["?"] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                assert rows[row][column] == "?", "cells overlap"
                rows[row][column] = "".join(document.slice(cell.spans).split())
    return rows


def grids(document: Document) -> list[list[list[str]]]:
    return [grid(document, table) for table in document.tables]


def lines(document: Document) -> list[str]:
    return [document.slice([block.span]) for block in document.paragraphs()]


def spans(document: Document) -> list[Span]:
    found = [block.span for block in document.paragraphs()]
    return found + [span for table in document.tables for cell in table.cells for span in cell.spans]


def check_nothing_lost(document: Document) -> None:
    covered = [0] * len(document.text)
    for span in spans(document):
        assert 0 <= span.start < span.end <= len(document.text)
        piece = document.slice([span])
        assert piece == piece.strip()
        for at in range(span.start, span.end):
            covered[at] += 1
    missed = {c for c, times in zip(document.text, covered, strict=True) if not times and not c.isspace()}
    assert missed <= (MARKS if document.meta.format == "md" else {"-"})
    assert max(covered) <= 1
    for table in document.tables:
        assert all("?" not in row for row in grid(document, table))


# --- lines and Markdown -----------------------------------------------------------------------------------------------


def test_each_hard_line_is_a_block_and_blank_lines_can_be_recovered() -> None:
    plan = document("壹、依據：\r\n　　行政院函。 \r\n\r\n\t貳、目標\r\n")
    assert lines(plan) == ["壹、依據：", "行政院函。", "貳、目標"]
    assert [block.style.indent for block in plan.paragraphs()] == [0.0, 4.0, 8.0]
    assert {block.kind for block in plan.paragraphs()} == {ParagraphKind.LINE}
    assert plan.text == "壹、依據：\n　　行政院函。 \n\n\t貳、目標\n"
    assert (plan.media_type, plan.meta.format, plan.meta.encoding) == ("text/plain", "txt", "utf-8")


def test_compatibility_ideographs_are_unified_in_place() -> None:
    assert document("\u2f00、\uf9ba解").text == "一、了解"


def test_markdown_marks_are_style() -> None:
    plan = document(
        "# 計畫\n\n## 壹、依據 ##\n\n- 一、法規。\n* 二、要點。\n1. 第一點\n\n**貳、目標**\n\n---\n#1 不是標題\n"
    )
    assert lines(plan) == ["計畫", "壹、依據", "一、法規。", "二、要點。", "1. 第一點", "貳、目標", "#1 不是標題"]
    styles = [block.style for block in plan.paragraphs()]
    assert [style.heading_level for style in styles] == [1, 2, None, None, None, None, None]
    assert [style.list_item for style in styles] == [False, False, True, True, False, False, False]
    assert styles[5].bold
    assert (plan.media_type, plan.meta.format) == ("text/markdown", "md")


def test_plain_text_keeps_stars_and_page_numbers() -> None:
    assert lines(document("* 註：本表\n- 12 -\n-----\n- 一、項目\n")) == ["* 註：本表", "- 12 -", "-----", "一、項目"]


def test_the_suffix_makes_markdown_too() -> None:
    assert document("* 項目\n", "plan.MD").meta.format == "md"


def test_pipe_table() -> None:
    plan = document("前\n\n| 策略 | 指標 |\n|:---|---:|\n| **推動** | ≧80%<br>每年 |\n| | a\\|b | 多餘 |\n\n後\n")
    assert grids(plan) == [[["策略", "指標"], ["推動", "≧80%每年"], ["推動", "a\\|b多餘"]]]
    assert plan.tables[0].header_rows == 1
    assert lines(plan) == ["前", "後"]
    check_nothing_lost(plan)


def test_pipe_table_without_outer_pipes() -> None:
    assert grids(document("年度 | 目標\n--- | ---\n103 | 5場次\n")) == [[["年度", "目標"], ["103", "5場次"]]]


def test_a_drawn_table() -> None:
    drawing = """壹、期程
    ┌──────┬────────┐
    │期　程│工作項目│
    ├──────┼────────┤
    │110年 │訂定推動│
    │9月   │計畫    │
    └──────┴────────┘
貳、附則"""
    read = document(drawing)
    assert grids(read) == [[["期程", "工作項目"], ["110年9月", "訂定推動計畫"]]]
    assert [read.text[b.span.start : b.span.end] for b in read.blocks if isinstance(b, Paragraph)] == [
        "壹、期程",
        "貳、附則",
    ]


def test_a_drawn_line_is_no_table() -> None:
    assert not document("壹、依據\n──────────\n貳、目標").tables


def test_a_pipe_in_a_sentence_is_no_table() -> None:
    assert document("甲|乙\n丙|丁\n").tables == ()


# --- tables whose cells are divided by tabs -----------------------------------------------------------------------------

TABBED = """項目\t作法\t期程\t指標\t單位
一、城市美學\t(一)推動街角改造\t110年1月~6月\t1、改造3處\t主辦單位：都市發展處
\t(二)修訂「公共空間\t110年2月~9月\t1、於110年6月底前完\t主辦單位：建設處

\t認養辦法」並公告\t\t成修法\t協辦單位：各區公所
二、綠色運輸\t(一)增設自行車道\t110年3月~12月\t1、新增5公里\t主辦單位：交通處
\t(二)汰換公車\t110年全年\t1、汰換20輛\t主辦單位：交通處

三、其他\t(一)宣導\t110年全年\t1、辦理2場\t主辦單位：秘書處
"""


def test_a_row_cut_by_a_page_break_is_one_again() -> None:
    plan = document("肆、作法\n\n" + TABBED + "\n伍、經費\n")
    (rows,) = grids(plan)
    assert len(rows) == 6
    assert rows[2] == [
        "一、城市美學",
        "(二)修訂「公共空間認養辦法」並公告",
        "110年2月~9月",
        "1、於110年6月底前完成修法",
        "主辦單位：建設處協辦單位：各區公所",
    ]
    assert [row[0] for row in rows[3:]] == ["二、綠色運輸", "二、綠色運輸", "三、其他"]
    assert [len(cell.spans) for cell in plan.tables[0].cells if cell.row == 2] == [2, 1, 2, 2]
    assert lines(plan) == ["肆、作法", "伍、經費"]
    check_nothing_lost(plan)


def test_a_merged_row_after_a_page_break_is_a_row_of_its_own() -> None:
    plan = document("項目\t作法\t指標\n一、甲\t(一)子。\t1場次\n\n\t(二)丑。\t2場次\n二、乙\t(一)寅。\t3場次\n")
    assert [row[1] for row in grids(plan)[0]] == ["作法", "(一)子。", "(二)丑。", "(一)寅。"]


def test_empty_value_cells_stay_empty() -> None:
    plan = document("機關\t104年\t105年\t備註\n教育局\t5場\t\t\n社會局\t\t3場\t試辦\n")
    assert grids(plan) == [
        [["機關", "104年", "105年", "備註"], ["教育局", "5場", "", ""], ["社會局", "", "3場", "試辦"]]
    ]


def test_a_cell_of_several_lines_between_tabs() -> None:
    text = (
        "指標\t衡量標準\t111年\t112年\n橋梁補強\t1.設計25%\n2.發包50%\n3.完工100%\t50%\t100%\n檢測率\t檢測數\t95%\t98%"
    )
    assert grids(document(text)) == [
        [
            ["指標", "衡量標準", "111年", "112年"],
            ["橋梁補強", "1.設計25%2.發包50%3.完工100%", "50%", "100%"],
            ["檢測率", "檢測數", "95%", "98%"],
        ]
    ]


def test_a_list_in_the_last_cell_of_a_tabbed_row() -> None:
    text = "作法\t期程\t指標\n研習\t每季\t1、辦理2場\n2、參加80人\n宣導\t每月\t1次"
    assert grids(document(text)) == [
        [["作法", "期程", "指標"], ["研習", "每季", "1、辦理2場2、參加80人"], ["宣導", "每月", "1次"]]
    ]


def test_a_sum_is_not_merged_with_the_row_above() -> None:
    text = "項次\t項目\t金額\n1\t講師費\t300\n2\t印刷費\t720\n\t合計\t1,020"
    assert grids(document(text))[0][-1] == ["", "合計", "1,020"]


def test_years_head_columns() -> None:
    assert grids(document("科目\t2024\t2025\n人事費\t12,000\t13,500"))[0][0] == ["科目", "2024", "2025"]


def test_a_header_of_two_tabbed_rows() -> None:
    plan = document("策略目標\t指標\t年度目標值\t\n\t\t111年\t112年\n一、甲\t參訓人次\t20\t30\n二、乙\t場次\t2\t3\n")
    rows = grids(plan)[0]
    assert rows[:2] == [["策略目標", "指標", "年度目標值", "年度目標值"], ["策略目標", "指標", "111年", "112年"]]
    assert rows[2] == ["一、甲", "參訓人次", "20", "30"]


def test_bare_years_under_a_shorter_header_row() -> None:
    plan = document("目標\t指標\t目標值\n\t\t106\t107\t108\n甲\t場次\t1場\t2場\t3場\n乙\t人數\t10人\t20人\t30人\n")
    rows = grids(plan)[0]
    assert rows[:2] == [["目標", "指標", *["目標值"] * 3], ["目標", "指標", "106", "107", "108"]]
    check_nothing_lost(plan)


def test_a_form_without_entries_is_a_table() -> None:
    plan = document("報名表\n班級\t姓名\t備註\n\t\t\n\t\t\n本表請於期限內送回。\n")
    assert grids(plan) == [[["班級", "姓名", "備註"], ["", "", ""], ["", "", ""]]]
    check_nothing_lost(plan)


def test_a_header_repeated_on_the_next_page_is_a_running_header() -> None:
    plan = document("編號\t工作\t期限\n1\t甲案\t5月\n\n編號\t工作\t期限\n2\t乙案\t6月\n")
    assert grids(plan) == [[["編號", "工作", "期限"], ["1", "甲案", "5月"], ["2", "乙案", "6月"]]]
    assert [b.kind for b in plan.paragraphs()] == [ParagraphKind.HEADER] * 3
    check_nothing_lost(plan)


@pytest.mark.parametrize(
    "text",
    [
        "一、\t依據\n二、\t目標\n三、\t作法\n",
        "壹、依據\t1\n貳、目標\t2\n參、作法\t5\n肆、經費\t9\n",
        "承辦單位：\t人事處\n聯絡人：\t王小明\n電話：\t1234\n",
        "承辦人\t課長\t局長\n",
        "\t本計畫依行政院函辦理。\n\t各機關應配合辦理。\n\n\t本計畫奉核後實施。\n\t修正時亦同。\n",
        "\t壹、依據\n\t行政院函。\n\n\t貳、目標\n\t提升效能。\n\n\t參、經費\n\t年度預算支應。\n",
        "推  動  策  略\n召 集 人\n",
    ],
    ids=["list", "contents", "form", "signatures", "paragraphs", "headings", "spaced"],
)
def test_what_is_no_table(text: str) -> None:
    plan = document(text)
    assert plan.tables == ()
    assert "".join("".join(lines(plan)).split()) == "".join(text.split())


# --- tables dumped one cell a line --------------------------------------------------------------------------------------


def dump(rows: list[list[str]]) -> str:
    return "".join("".join(f"\t{cell}\n" for cell in row) + "\n" for row in rows)


def test_dump_with_merged_cells_and_a_header_of_two_rows() -> None:
    rows = [["策略", "指標", "年度目標"], ["", "", "111年", "112年"]]
    rows += [
        ["一", "強化\n\n防災整備", "1", "演練場次", "2場", "3場"],
        ["", "", "2", "參與人次", "80\n\n人", "90\n\n人"],
    ]
    rows += [["二", "健全人力", "1", "研習時數", "20", "30"], ["", "", "2", "滿意度", "80%", "85%"]]
    plan = document("附表一\n" + dump(rows) + "伍、附則\n")
    assert lines(plan) == ["附表一", "伍、附則"]
    found = grids(plan)[0]
    assert found[0] == ["策略", "策略", "指標", "指標", "年度目標", "年度目標"]
    assert found[1] == ["策略", "策略", "指標", "指標", "111年", "112年"]
    assert found[2] == ["一", "強化防災整備", "1", "演練場次", "2場", "3場"]
    assert found[3] == ["一", "強化防災整備", "2", "參與人次", "80人", "90人"]
    assert found[5] == ["二", "健全人力", "2", "滿意度", "80%", "85%"]
    check_nothing_lost(plan)


def test_a_heading_in_the_middle_of_a_dump_is_read_before_it() -> None:
    head, body = dump([["項次", "指標", "目標"], ["1", "甲", "80%"], ["2", "乙", "85%"]]), dump([["3", "丙", "90%"]])
    plan = document(f"一、重點\n{head}\n二、\n績效指標\n{body}")
    assert [row[0] for row in grids(plan)[0]] == ["項次", "1", "2", "3"]
    assert [type(block) for block in plan.blocks] == [Paragraph, Paragraph, Table]
    assert lines(plan) == ["一、重點", "二、\n績效指標"]
    check_nothing_lost(plan)


def test_two_dumps_with_a_caption_between_are_two_tables() -> None:
    first = dump([["項目", "單位"], ["甲案", "教育局"], ["乙案", "社會局"]])
    second = dump([["職稱", "姓名"], ["局長", "王大明"], ["主任", "李小華"]])
    plan = document(f"{first}附件2：名冊\n\n{second}")
    assert [len(rows) for rows in grids(plan)] == [3, 3]
    assert lines(plan) == ["附件2：名冊"]


def test_the_title_row_of_a_dump_is_a_line() -> None:
    plan = document(
        dump([["推動小組名冊"], ["職稱", "姓名", "備註"], ["局長", "王大明", "召集人"], ["主任", "李小華", ""]])
    )
    assert lines(plan) == ["推動小組名冊"]
    assert grids(plan)[0][1:] == [["局長", "王大明", "召集人"], ["主任", "李小華", ""]]


def test_items_counted_on_after_a_blank_line_belong_to_the_last_cell() -> None:
    plan = document(
        "\t策略\n\t作法\n\n\t甲策略\n\t1. 第一項。\n\n2. 第二項。\n\n\t乙策略\n\t1. 第三項。\n\n2. 第四項。\n\n參、附則\n"
    )
    assert grids(plan) == [[["策略", "作法"], ["甲策略", "1.第一項。2.第二項。"], ["乙策略", "1.第三項。2.第四項。"]]]
    assert lines(plan) == ["參、附則"]


# --- real plans ---------------------------------------------------------------------------------------------------------


@samples.needs_shared
@pytest.mark.parametrize("number", range(5))
def test_tables_of_real_plans_are_those_annotated(number: int) -> None:
    plan = extract(samples.plan(f"seed-00{number}.txt"))
    assert samples.SHARED is not None
    gold = json.loads((samples.SHARED / "gold" / f"seed-00{number}.gold.json").read_text("utf-8"))
    assert grids(plan) == [table["grid"] for table in gold.get("tables", [])]
    check_nothing_lost(plan)


# --- whatever comes -----------------------------------------------------------------------------------------------------

WORDS = (
    "一、",
    "1.",
    "（二）",
    "附件1：",
    "策略",
    "指標",
    "80%",
    "「",
    "」",
    "。",
    "，",
    "\uf9ba",
    "a",
    "<br>",
    "\ufeff",
)
WHITE = ("\t", "\n", "\n\n", " ", "　", "\t\n", "\r\n", "\f", "\v", "\u2028")
MARKUP = ("# ", "## ", "- ", "* ", "**", "|", "|---|---|\n", "---\n")
PIECES = st.sampled_from([*WORDS, *WHITE, *MARKUP])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_nothing_is_lost_of_any_text(text: str) -> None:
    try:
        plan = document(text.replace("<br>", "") if "|" in text else text)
    except Unreadable as error:
        assert error.code == Code.EMPTY
        return
    check_nothing_lost(plan)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "甲", "1", "(一)乙", "80%", "丙。\n\n丁"]), min_size=1, max_size=5), max_size=8
    )
)
def test_nothing_is_lost_of_any_dump(rows: list[list[str]]) -> None:
    check_nothing_lost(document("計畫\n" + dump(rows)))


@given(st.text(max_size=200))
def test_any_characters_are_kept(text: str) -> None:
    try:
        plan = document(text)
    except Unreadable:
        return
    check_nothing_lost(plan)


@given(content=st.binary(max_size=300))
def test_any_bytes_give_a_document_or_a_reason(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "any.txt"
    file.write_bytes(content)
    try:
        extract(file)
    except Unreadable as error:
        assert error.message


# --- bad input ----------------------------------------------------------------------------------------------------------


def reason(path: Path) -> tuple[Code, str]:
    with pytest.raises(Unreadable) as caught:
        extract(path)
    return caught.value.code, caught.value.message


@pytest.mark.parametrize(
    "content", [b"", b" \r\n\t", "　\n".encode(), b"\xef\xbb\xbf", b"\xff\xfe", "\n".encode("utf-16")]
)
def test_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(content)
    assert reason(path)[0] == Code.EMPTY


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a..", "image/gif"),
        (bytes(range(256)) * 9, "binary"),
        (b"\xff" * 99, "encoding"),
        (b"\x1f\x8b\x08\0\0", "gzip"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(content)
    code, message = reason(path)
    assert code == Code.UNSUPPORTED_TYPE
    assert words in message


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert reason(tmp_path)[0] == Code.NOT_A_REGULAR_FILE
    assert reason(tmp_path / "pipe.txt")[0] == Code.NOT_A_REGULAR_FILE
    assert reason(Path("/dev/null"))[0] == Code.NOT_A_REGULAR_FILE
    assert reason(tmp_path / "missing.txt")[0] == Code.UNREADABLE
    assert reason(tmp_path / "loop.txt")[0] == Code.UNREADABLE
    assert reason(Path("nul\0name"))[0] == Code.UNREADABLE


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert reason(path)[0] == Code.TOO_LARGE


def test_the_name_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("壹、依據", "utf-8")
    assert extract(path, "plans/計畫.txt").source == "plans/計畫.txt"
    assert extract(path).source == str(path)


def test_damage_is_noted_where_it_stands() -> None:
    plan = read("壹、依據\r\n貳、目".encode() + b"\xff\xfe" + "標\r\n\x07完\r\n".encode() * 9, "plan.txt")
    damage, controls = plan.notes
    assert damage.code == "undecodable-bytes"
    assert damage.message.startswith("2 bytes")
    assert plan.slice(damage.spans) == "\ufffd\ufffd"
    assert controls.code == "control-characters"
    assert set(plan.slice(controls.spans)) == {"\x07"}


@pytest.mark.parametrize(
    "unit",
    [
        "計畫",
        "\t",
        "\t一\n",
        "|",
        "計畫\t1\t2\n",
        "\t甲\n\t乙\n\n",
        "\t甲\n\n續\n\n",
        "#",
        "**",
        "- ",
        "一\n\n",
        "「\t",
        "\t1. 甲\n\n2. 乙\n\n",
        "|-",
    ],
)
def test_time_grows_with_the_length(unit: str) -> None:
    assert_linear(lambda copies: read(("標題\n" + unit * copies).encode(), "plan.txt"), 12_000 // len(unit))
