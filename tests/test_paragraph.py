"""Logical paragraphs: what is joined, what is not, and that nothing is lost."""

from __future__ import annotations

import pytest

from extractors.builder import DocumentBuilder
from extractors.document import Document, ParagraphKind
from extractors.text import read
from rules.paragraph import passages

WIDE = "邇來民眾權利意識高漲且隨著環境轉變政府必須處理的事務"


def document(*lines: str, kind: ParagraphKind = ParagraphKind.LINE) -> Document:
    """A document of these lines; an empty one is a blank line."""
    builder = DocumentBuilder("x", "text/plain")
    for line in lines:
        if line:
            builder.paragraph(line, kind)
        else:
            builder.write("\n")
    return builder.build(b"")


def extract_text(markdown: str) -> Document:
    return read(markdown.encode(), "x.md")


def texts(*lines: str) -> list[str]:
    return [p.text for p in passages(document(*lines))]


@pytest.mark.parametrize(
    "lines",
    [
        ("每年四月", "、八月考核。"),
        ("依據相關規定，", "本府辦理考核。"),
        ("一、本府請依業務性質，審酌各項作法。另依其業務性", "", "質及發展目標辦理。"),
        (WIDE, "", WIDE, WIDE, WIDE, "不斷增加。"),
    ],
)
def test_a_line_that_was_cut_is_joined(lines: tuple[str, ...]) -> None:
    assert texts(*lines) == ["".join(lines)]


@pytest.mark.parametrize(
    "lines",
    [
        ("壹、依據", "依公務人員訓練進修法辦理。"),
        ("一、目標。", "二、對象。"),
        ("(一)經典名人講堂", "邀請各領域名人分享。"),
        ("本計畫依規定辦理，並配合業務需要，本府另行訂定之", "二、實施對象"),
        ("责任单位：市人力资源和社会保障局，各县（市、区）政府（管委会）", "河东市人民政府", "2020年5月22日"),
    ],
)
def test_a_line_that_ended_is_not_joined(lines: tuple[str, ...]) -> None:
    assert texts(*lines) == list(lines)


def test_a_label_alone_is_joined_with_its_title() -> None:
    assert texts("一、背景", "二、", "關鍵績效指標") == ["一、背景", "二、\n關鍵績效指標"]


def test_latin_words_do_not_fuse() -> None:
    assert texts("員工協助方案(Employee Assistance", "Programs，以下簡稱EAP)推動，") == [
        "員工協助方案(Employee Assistance\nPrograms，以下簡稱EAP)推動，"
    ]


def test_a_document_may_wrap_at_two_widths() -> None:
    narrow = WIDE[:21]
    wide = WIDE + "依據相關規定辦理之"
    found = texts(*[narrow] * 9, "辦理。", *[wide] * 6, "辦理。")
    assert found == [narrow * 9 + "辦理。", wide * 6 + "辦理。"]


def test_names_of_one_length_are_no_second_width() -> None:
    names = (
        "員工協助方案推動小組",
        "人力資源發展工作小組",
        "業務資訊推動工作小組",
        "組織員額評鑑工作小組",
        "健康促進推動工作小組",
    )
    assert texts(*[WIDE] * 9, "辦理。", *names)[1:] == list(names)


def test_whole_paragraphs_are_left_alone() -> None:
    whole = ("每年四月考核", "八月辦理。")
    assert [p.text for p in passages(document(*whole, kind=ParagraphKind.PARAGRAPH))] == list(whole)


def test_a_paragraph_that_begins_with_a_comma_goes_on_with_the_one_before() -> None:
    cut = ("每年四月", "、八月考核。")
    assert [p.text for p in passages(document(*cut, kind=ParagraphKind.PARAGRAPH))] == ["".join(cut)]


def test_a_label_that_does_not_fit_does_not_stop_a_wrapped_line() -> None:
    found = texts("一、目標", WIDE, WIDE, WIDE, WIDE[:-3] + "預計在", "14、15日辦理。")
    assert found == ["一、目標", WIDE * 3 + WIDE[:-3] + "預計在14、15日辦理。"]


def test_every_visible_character_stands_in_one_passage() -> None:
    source = document("壹、依據", "", WIDE, WIDE, "  尾。", "附件", "名冊")
    visible = "".join("".join(p.text.split()) for p in passages(source))
    assert visible == "".join(source.text.split())


def test_a_whole_paragraph_that_is_only_a_label_takes_its_title() -> None:
    found = passages(document("附表一", "總量管制實施措施", "本表適用於各機關。", kind=ParagraphKind.PARAGRAPH))
    assert [p.text for p in found] == ["附表一\n總量管制實施措施", "本表適用於各機關。"]


def test_a_line_on_the_right_stands_apart_though_the_line_before_is_full() -> None:
    assert texts(WIDE, WIDE, WIDE + "。", WIDE, " " * 30 + "112年8月25日通過")[-1].strip() == "112年8月25日通過"


def test_a_label_within_a_bracket_that_a_line_end_cuts_is_none() -> None:
    assert texts("一、申請人應依規定檢具相關證明文件（如附件", "一）及切結書向本府提出申請。") == [
        "一、申請人應依規定檢具相關證明文件（如附件一）及切結書向本府提出申請。"
    ]


def test_escapes_of_markdown_are_not_seen() -> None:
    source = extract_text("# 某市計畫\n\n壹、 **依據**\n\n1\\. 甲法。\n\n\\(一\\) 乙法。\n")
    assert [p.text for p in passages(source)][2:] == ["1. 甲法。", "(一) 乙法。"]
    for passage in passages(source):
        assert source.slice(passage.spans) == passage.text


def test_lines_of_one_length_are_no_width_where_others_are_much_longer() -> None:
    stages = [f"第{n}阶段（{n}月至{m}月）：基础体能训练" for n, m in zip("一四七十", "三六九二", strict=True)]
    title, long = "清泉区消防救援大队2024年度体能训练计划", WIDE * 4 + "。"
    assert texts(title, "", long, long, *stages, long)[:2] == [title, long]
