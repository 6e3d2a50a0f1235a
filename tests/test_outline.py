"""The outline: levels by the logic of the numbers, lost labels, titles cut at the colon, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from growth import assert_linear
from samples import SHARED, needs_shared, plan

from extractors import extract
from extractors.builder import DocumentBuilder
from extractors.document import Document, Numbering, ParagraphKind, Style
from rules.outline import Outline, read_outline
from rules.paragraph import passages
from rules.section_role import role_of

SEEDS = [f"seed-{n:03}" for n in range(5)]


def document(*lines: str | tuple[str, Style]) -> Document:
    """A document of whole paragraphs, each plain or with a style."""
    builder = DocumentBuilder("x", "text/plain")
    for line in lines:
        text, style = (line, Style()) if isinstance(line, str) else line
        builder.paragraph(text, ParagraphKind.PARAGRAPH, style)
    return builder.build(b"")


def outline(*lines: str | tuple[str, Style]) -> Outline:
    source = document(*lines)
    return read_outline(source, passages(source))


def levels(*lines: str) -> str:
    """The sections as 「level label」."""
    return " ".join(f"{s.value.level}{s.value.label}" for s in outline(*lines).sections)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("壹、甲事", "一、乙事", "（一）丙事", "1.丁事", "(1)戊事", "二、己事", "貳、庚事"),
            "1壹、 2一、 3（一） 41. 5(1) 2二、 1貳、",
        ),
        (
            ("一、总体要求", "（一）指导思想", "二、重点任务", "（二）健全体系", "（三）做好保障"),
            "1一、 2（一） 1二、 2（二） 2（三）",
        ),
        (
            ("第一章 总则", "第一节 背景", "一、现状", "第二章 任务", "第一节 目标"),
            "1第一章 2第一节 3一、 1第二章 2第一节",
        ),
        (("1 总则", "1.1 目的", "1.2 依据", "2 职责", "2.1 机构", "2.1.1 人员"), "11 21.1 21.2 12 22.1 32.1.1"),
        (
            ("一、事由", "二、時間", "壹、緣由", "貳、策略", "(一)頭端", "(二)網路"),
            "1一、 1二、 1壹、 1貳、 2(一) 2(二)",
        ),
        (("壹、目標", "(一)甲事", "（二）乙事", "(三)丙事", "貳、方法"), "1壹、 2(一) 2（二） 2(三) 1貳、"),
        (("壹、目標", "一、甲事", "附件1：名冊", "一、乙事", "附件2：表格"), "1壹、 2一、 1附件1： 2一、 1附件2："),
        (
            ("1. 甲", "(1) 乙", "一、 丙", "二、 丁", "(2) 戊", "一、 己", "2. 庚"),
            "11. 2(1) 3一、 3二、 2(2) 3一、 12.",
        ),
        (("1. 甲", "1) 乙", "2) 丙", "2. 丁"), "11. 21) 22) 12."),
        (("本府所屬", "一、二級機關得參照辦理。"), ""),
        (
            (
                "一、目标",
                "（一）甲",
                "（二）乙",
                "二、任务",
                "（三）丙",
                "专栏1 工程",
                "1.丁",
                "（1）戊",
                "2.己",
                "专栏2 项目",
                "1.庚",
                "（四）辛",
                "三、保障",
            ),
            "1一、 2（一） 2（二） 1二、 2（三） 1专栏1 21. 3（1） 22. 1专栏2 21. 2（四） 1三、",
        ),
        (
            (
                "第一章 甲",
                "第一节 乙",
                "一、丙",
                "专栏1 工程",
                "一、丁",
                "二、戊",
                "二、己",
                "第二节 庚",
                "附件1",
                "一、辛",
            ),
            "1第一章 2第一节 3一、 1专栏1 2一、 2二、 3二、 2第二节 1附件1 2一、",
        ),
        (
            (
                "1、总体要求",
                "2、任务",
                "2.1清淤",
                "2.2补水",
                "（1）甲；",
                "（2）乙。",
                "3、进度",
                "3.1上半年",
                "3.2下半年",
            ),
            "11、 12、 22.1 22.2 3（1） 3（2） 13、 23.1 23.2",
        ),
        (
            ("第一點　目的", "第二點　對象：", "一、甲", "二、乙", "第三點　基準：", "一、丙"),
            "1第一點 1第二點 2一、 2二、 1第三點 2一、",
        ),
        (
            (
                "第一章总则",
                "第一条为了节约用水，制定本细则。",
                "第二条本细则适用于全省。",
                "（一）甲项；",
                "第三条规定的指标另行下达。",
                "第二章附则",
                "第三条本细则自发布之日起施行。",
            ),
            "1第一章 2第一条 2第二条 3（一） 1第二章 2第三条",
        ),
        (
            (
                "目標一：健康",
                "策略1-1：甲",
                "行動方案1-1-1：乙",
                "行動方案1-1-2：丙",
                "策略1-2：丁",
                "目標二：友善",
                "策略2-1：戊",
            ),
            "1目標一： 2策略1-1： 3行動方案1-1-1： 3行動方案1-1-2： 2策略1-2： 1目標二： 2策略2-1：",
        ),
        (
            ("一丶目標", "﹝一﹞甲", "1‧乙", "（ⅰ）丙", "（ⅱ）丁", "2‧戊", "二丶經費"),
            "1一丶 2﹝一﹞ 31‧ 4（ⅰ） 4（ⅱ） 32‧ 1二丶",
        ),
        (
            ("壹、目標", "一、甲", "附　件　一　名冊", "一、乙", "（附件二）", "表格"),
            "1壹、 2一、 1附　件　一 2一、 1（附件二）",
        ),
        (
            ("附件1", "某市政府春安工作執行計畫", "壹、依據", "一、甲", "貳、目的", "附件1-1", "名冊"),
            "1壹、 2一、 1貳、 1附件1-1",
        ),
    ],
)
def test_levels_follow_from_the_numbers(lines: tuple[str, ...], expected: str) -> None:
    assert levels(*lines) == expected


def test_labels_that_a_converter_lost_are_given_back() -> None:
    found = outline(
        "1、 依據：", "2、 核心價值：", "1、 創新", "（1） 培養", "（2） 建立", "2、 進取", "3、 經費"
    ).sections
    assert [s.value.label_restored for s in found] == ["壹、", "貳、", "一、", "（一）", "（二）", "二、", "參、"]
    assert [s.value.label for s in found][:3] == ["1、", "2、", "1、"]


def test_a_mainland_plan_gets_its_own_numerals_back() -> None:
    found = outline("1、 总体要求和发展目标", "2、 主要任务", "1、 实施改造", "2、 组织领导", "3、 资金保障").sections
    assert [s.value.label_restored for s in found] == ["壹、", "贰、", "一、", "二、", "叁、"]


def test_a_sign_typed_for_another_is_put_right() -> None:
    found = outline("壹、權責", "ㄧ、主辦", "（ㄧ）訂定計畫", "（二）邀集機關").sections
    assert [(s.value.label, s.value.label_restored) for s in found][1:] == [
        ("ㄧ、", "一、"),
        ("（ㄧ）", "（一）"),
        ("（二）", None),
    ]


def test_real_arabic_labels_are_not_restored() -> None:
    found = outline("壹、內容", "一、組織學習", "（一）讀書會", "1、 配合推動。", "2、 另訂之。", "貳、經費").sections
    assert [s.value.label_restored for s in found] == [None] * 6


def test_a_title_ends_before_the_colon_that_its_text_follows() -> None:
    found = outline("壹、依據：", "肆、實施期程：109年1月1日至12月31日。")
    assert [(s.value.title, s.value.text) for s in found.sections][1] == ("實施期程", "109年1月1日至12月31日。")
    assert [(p.kind, p.passage.text) for p in found.placed][1:] == [
        ("heading", "肆、實施期程："),
        ("paragraph", "109年1月1日至12月31日。"),
    ]


def test_an_item_glued_to_the_one_before_is_cut_and_an_enumeration_in_a_sentence_is_not() -> None:
    glued = outline(
        "一、方法", "1.辦理職務歸系。2.辦理職務普查。", "二、時數包含：1、政策(1小時)；2、環境(4小時)：(1)、法規。"
    )
    assert [s.value.label for s in glued.sections] == ["一、", "1.", "2.", "二、"]


def test_two_items_on_one_line_with_a_gap_between() -> None:
    assert levels("貳、單位", "一、指導：甲府　　二、主辦：乙所", "三、協辦：丙會") == "1貳、 2一、 2二、 2三、"
    assert levels("一、地點：甲樓　　五、六樓會議室", "二、時間") == "1一、 1二、"


def test_a_table_of_contents_does_not_count() -> None:
    found = outline("目錄", "壹、依據……………1", "貳、目標……………2", "壹、依據", "依法辦理。", "貳、目標")
    assert [s.value.label for s in found.sections] == ["壹、", "貳、"]
    assert found.sections[0].value.text == "依法辦理。"


@pytest.mark.parametrize("gap", ["\t", "　　", " ", ""])
def test_contents_without_leaders_do_not_count(gap: str) -> None:
    heads = ("第一章 緒論", "第二章 願景", "第三章 策略", "附錄一 名單")
    found = outline("某校發展計畫", *(f"{head}{gap}{page}" for page, head in enumerate(heads, 1)), *heads)
    assert [s.value.level for s in found.sections] == [1, 1, 1, 1]
    assert outline("某校發展計畫", "壹、目標 3", "貳、目標", "壹、目標").sections[0].value.title == "目標 3"


def test_the_page_of_contents_of_a_site_does_not_count() -> None:
    contents, two = Style(source="toc"), Style(heading_level=2)
    found = outline(("1 规划背景", contents), ("附表1 项目表", contents), ("1 规划背景", two), ("2 总体思路", two))
    assert [s.value.label for s in found.sections] == ["1", "2"]


def test_a_heading_that_goes_on_is_no_other() -> None:
    assert (
        levels("一、背景", "二、策略", "（一）甲", "二、策略（續）", "（二）乙", "三、效益")
        == "1一、 1二、 2（一） 2（二） 1三、"
    )


def test_the_title_stands_below_what_a_site_has_over_it() -> None:
    builder = DocumentBuilder("x", "text/html")
    for word in range(40):
        builder.paragraph(f"選單{word}", ParagraphKind.HEADER)
    builder.paragraph("某市推動閱讀實施計畫", ParagraphKind.PARAGRAPH, Style(heading_level=1))
    builder.paragraph("行動策略", ParagraphKind.PARAGRAPH, Style(heading_level=2))
    source = builder.build(b"")
    found = read_outline(source, passages(source))
    assert [s.value.title for s in found.sections] == ["行動策略"]


def test_what_the_head_of_a_letter_names_as_attached_is_no_annex() -> None:
    head = ("附件：實施計畫及申請表各1份", "主旨：檢送實施計畫，請查照。", "說明：")
    assert levels("某縣政府　函", *head, "一、依據甲函辦理。", "二、檢附乙計畫。") == "1一、 1二、"


HEAD, BODY = Style(bold=True, alignment="center", font_size=14.0), Style(font_size=12.0)
SENTENCE = ("本計畫由各單位依權責辦理並按季檢討執行成效。", BODY)


def test_print_that_divides_the_whole_makes_headings() -> None:
    items = [("一、甲事。", BODY), ("二、乙事。", BODY)]
    found = outline(
        ("某校閱讀實施計畫", HEAD),
        ("計畫依據", HEAD),
        SENTENCE,
        ("計畫目的", HEAD),
        *items,
        ("經費來源", HEAD),
        SENTENCE,
    )
    assert [(s.value.level, s.value.label or s.value.title) for s in found.sections] == [
        (1, "計畫依據"), (1, "計畫目的"), (2, "一、"), (2, "二、"), (1, "經費來源"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        [("某市政府", HEAD), ("教育局", HEAD), ("中華民國114年3月", HEAD), SENTENCE],
        [("壹、依據", BODY), ("甲重點", HEAD), SENTENCE, ("乙重點", HEAD), SENTENCE, ("丙重點", HEAD), SENTENCE],
        [("甲重點", HEAD), ("一、甲事。", BODY), ("乙重點", HEAD), ("二、乙事。", BODY), ("丙重點", HEAD), SENTENCE],
        [("甲重點", HEAD), SENTENCE, ("乙重點", HEAD), SENTENCE],
    ],
    ids=["a cover", "below numbers", "numbers go on", "too few"],
)  # fmt: skip
def test_print_alone_makes_no_headings(lines: list[tuple[str, Style]]) -> None:
    found = outline(("某校閱讀實施計畫", HEAD), *lines)
    assert all(s.value.label for s in found.sections)


def test_a_number_and_a_blank_make_a_label_where_the_numeral_or_the_print_says_so() -> None:
    assert levels("壹　前言", "海洋是地球之母。", "貳　經費", "由年度預算支應。") == "1壹 1貳"
    found = outline(("一　海洋監測", HEAD), SENTENCE, ("二　海洋工程", HEAD), SENTENCE)
    assert [s.value.label for s in found.sections] == ["一", "二"]


@pytest.mark.parametrize("word", ["前　言", "結語"])
def test_a_word_that_stands_alone_heads_a_part(word: str) -> None:
    found = outline("某市閱讀實施計畫", word, "閱讀是學習的基礎。", "一、目標", "二、方法")
    assert [(s.value.level, s.value.title) for s in found.sections] == [(1, word), (1, "目標"), (1, "方法")]
    sentences = outline("某市閱讀實施計畫", word, "閱讀是學習的基礎。", "一、提升能力。", "二、改善環境。")
    assert [s.value.level for s in sentences.sections] == [1, 1, 1]


def test_the_day_on_which_an_annex_was_made_is_no_part_of_its_title() -> None:
    found = outline("一、依據", "附件1　111年1月19日製表", "111年演習日程表").sections[-1].value
    assert (found.label, found.title) == ("附件1", "111年演習日程表")


def test_markdown_depth_is_evidence_and_not_truth() -> None:
    one, two, four = Style(heading_level=1), Style(heading_level=2), Style(heading_level=4)
    found = outline(
        ("某市政府訓練計畫", one),
        ("壹、依據", two),
        ("一、甲事", four),
        ("二、乙事", two),
        "貳、目標",
        ("名詞說明", two),
    )
    assert [(s.value.level, s.value.label) for s in found.sections] == [
        (1, "壹、"),
        (2, "一、"),
        (2, "二、"),
        (1, "貳、"),
        (1, ""),
    ]
    assert found.placed[0].kind == "title"


def test_a_label_that_the_source_computed_is_one_in_any_form() -> None:
    def computed(label: str, level: int = 0, num_fmt: str = "decimal") -> Style:
        return Style(numbering=Numbering(label, num_fmt, level))

    found = outline(
        ("Ch.1- 總則", computed("Ch.1-")), ("Ch.2- 方法", computed("Ch.2-")), ("● 要點", computed("●", 1, "bullet"))
    )
    assert [(s.value.level, s.value.label, s.value.number) for s in found.sections] == [
        (1, "Ch.1-", 1),
        (1, "Ch.2-", 2),
    ]


def test_parents_are_the_sections_around() -> None:
    found = outline("壹、甲", "一、乙", "（一）丙", "二、丁", "貳、戊").sections
    assert [s.value.parent for s in found] == [None, 0, 1, 0, None]


def test_roles() -> None:
    titles = {
        "依據": "basis",
        "推動策略：": "strategies",
        "经费来源": "funding",
        "考核與獎勵": "evaluation",
        "组织领导": "organisation",
    }
    assert {t: role_of(t) for t in titles} == titles
    longer = {
        "編組及任務": "organisation", "執行步驟（方法）與分工": "measures", "分期（年）執行策略": "period", "預期效果及影響": "benefits", "問題評析": "background",
        "报名资格": "audience", "評分標準": "evaluation", "課程內容": "measures", "补助标准": "funding", "环境監測計畫": None, "管理面": None,
    }  # fmt: skip
    assert {t: role_of(t) for t in longer} == longer
    assert role_of("本計畫奉核定後實施。") == "supplementary"


def test_section_before_a_block() -> None:
    found = outline("前言文字。", "壹、甲", "內文。", "貳、乙")
    assert [found.section_before(block) for block in range(-1, 5)] == [None, None, 0, 0, 1, 1]


@needs_shared
@pytest.mark.parametrize("name", SEEDS)
def test_nothing_is_lost_and_evidence_is_verbatim(name: str) -> None:
    source = extract(plan(f"{name}.txt"))
    read = passages(source)
    found = read_outline(source, read)
    assert "".join(p.passage.text for p in found.placed) == "".join(p.text for p in read)
    for section in found.sections:
        assert "".join(section.value.evidence.split()) == "".join(source.slice(section.spans).split())


@needs_shared
@pytest.mark.parametrize("name", SEEDS)
def test_the_seeds_have_the_outline_of_their_annotation(name: str) -> None:
    assert SHARED is not None
    gold = json.loads(Path(SHARED / "gold" / f"{name}.gold.json").read_text(encoding="utf-8"))["outline"]
    source = extract(plan(f"{name}.txt"))
    found = [s.value for s in read_outline(source, passages(source)).sections]
    assert [(s.level, "".join(s.label.split()), s.label_restored) for s in found] == [
        (g["level"], g["label"], g["restored"]) for g in gold
    ]
    for section, entry in zip(found, gold, strict=True):
        assert "".join(section.title.split()).startswith(entry["head"].rstrip("：:"))


def test_time_grows_with_length() -> None:
    lines = ["壹、依據", "一、甲事項。", "（一）乙事項。", "1.丙事項。", "內文。" * 20, "貳、目標"]

    def read(copies: int) -> object:
        source = document(*lines * copies)
        return read_outline(source, passages(source))

    assert_linear(read, 20)


@pytest.mark.parametrize("unit", ["一", "（", "1.1.", "103年", "一、", "(1)", "附件", "。1."])
def test_odd_texts_take_no_odd_time(unit: str) -> None:
    def read(copies: int) -> object:
        source = document(unit * copies)
        return read_outline(source, passages(source))

    assert_linear(read, 8_000 // len(unit))


RUN_IN = {
    "a list that begins behind the colon": (("一、依據：(一)甲法。", "(二)乙法。", "二、目的：丙。"), "1一、 2(一) 2(二) 1二、"),
    "of a letter": (("說明：一、依據甲函辦理。", "二、檢附乙計畫。"), "1一、 1二、"),
    "two at once": (("(一)研習：1、時間：4月。", "2、地點：甲。", "(二)輔導"), "1(一) 21、 22、 1(二)"),
    "an enumeration in a sentence": (("一、目的：包含1.甲；2.乙。", "二、方法：", "1.丙", "2.丁"), "1一、 1二、 21. 22."),
    "a sibling before the list goes on": (("(一)內容：1.甲；2.乙。", "(二)方法", "1.丙", "2.丁"), "1(一) 1(二) 21. 22."),
}  # fmt: skip


@pytest.mark.parametrize("name", RUN_IN)
def test_a_list_may_begin_on_the_line_that_introduces_it(name: str) -> None:
    lines, expected = RUN_IN[name]
    assert levels(*lines) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [(("某市人民政府", "2023年7月12日"), "1一、"), (("某市教育局", "某市財政局", "中華民國112年7月12日"), "1一、"), (("一、本清單依法訂定。",), "1一、 1附件： 2一、"), (("2023年7月12日",), "1一、 1附件：")],
)  # fmt: skip
def test_what_a_signed_letter_names_as_attached_is_no_annex(after: tuple[str, ...], expected: str) -> None:
    assert levels("一、加强领导", "附件：某市基本养老服务清单", *after) == expected


def test_unnumbered_headings_of_one_depth_stand_on_one_level() -> None:
    two, three = Style(heading_level=2), Style(heading_level=3)
    found = outline(
        "某市自治推動方案",
        ("目標", two),
        "1. 甲",
        "2. 乙",
        ("策略", two),
        ("產業", three),
        "1. 丙",
        ("運具", three),
        "文。",
        ("窗口", two),
    )
    assert [(s.value.level, s.value.title) for s in found.sections] == [
        (1, "目標"), (2, "甲"), (2, "乙"), (1, "策略"), (2, "產業"), (3, "丙"), (2, "運具"), (1, "窗口"),
    ]  # fmt: skip


def test_a_numbered_box_in_a_border_is_part_of_the_plan_and_a_quotation_is_not() -> None:
    box = Style(source="box")
    found = outline(
        "某市发展规划",
        "第一章 总体要求",
        "第一节 目标",
        ("一、例：如何填写", box),
        ("专栏1 重点工程", box),
        ("1.建设工程。", box),
        ("2.改造工程。", box),
        "第二节 任务",
        ("1.某条例。", box),
    )
    assert [f"{s.value.level}{s.value.label}" for s in found.sections] == [
        "1第一章", "2第一节", "1专栏1", "21.", "22.", "2第二节",
    ]  # fmt: skip


def test_a_corner_mark_is_no_part_of_the_title() -> None:
    found = outline("附件1", "某市政府春安工作執行計畫", "壹、依據")
    assert [(p.kind, p.passage.text.strip()) for p in found.placed][:2] == [
        ("paragraph", "附件1"),
        ("title", "某市政府春安工作執行計畫"),
    ]


def test_the_titles_of_a_notice_and_of_its_plan_are_no_sections() -> None:
    one = Style(heading_level=1)
    found = outline(
        ("某市政府关于印发宜居行动计划的通知", one),
        "各区政府：",
        ("宜居行动计划", one),
        ("一、目标", Style(heading_level=2)),
        ("附录：某规划", one),
    )
    assert [(s.value.level, s.value.title) for s in found.sections] == [(1, "目标"), (1, "某规划")]
    assert [p.kind for p in found.placed][:3] == ["title", "paragraph", "title"]
