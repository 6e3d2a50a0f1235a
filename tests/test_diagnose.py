"""Diagnostics: what was seen and not understood says so, what was understood is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from extractors import extract
from extractors.document import Note, Severity
from rules.diagnose import MESSAGES, Code, looks
from rules.passage import fold
from rules.recognise import recognise
from rules.rule import Rule

RULES = looks()
HEAD = "青泉市政府113年度讀書實施計畫\n"


def notes(folder: Path, text: str) -> list[Note]:
    """The diagnostics of a plan with this text below its title."""
    path = folder / "plan.txt"
    path.write_text(HEAD + text, encoding="utf-8")
    return list(recognise(extract(path)).notes)


def codes(folder: Path, text: str) -> list[str]:
    return [found.code for found in notes(folder, text)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_looks(rule: Rule[Code]) -> None:
    for text, expected in rule.examples:
        assert [hit.value for hit in rule.hits(fold(text))][:1] == [expected], text
    assert [text for text in rule.counterexamples if list(rule.hits(fold(text)))] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、於97年2月○○日前辦理。", ["unread-date"]),
        ("一、於113年13月辦理。", ["unread-date"]),
        ("一、於113年2月30日辦理。", ["unread-date"]),
        ("一、於104/13/45辦理。", ["unread-date"]),
        ("一、第5週完成場地佈置。", ["unread-date"]),
        ("一、依第1130061451號函辦理。", ["unread-document-number"]),
        ("一、合格率≧70%。\n二、補助3.5.1元。", ["unread-amount"]),
        ("一、目的\n三、方式\n四、附則", ["numbering-gap"]),
        ("一、目的\n二、方式\n二、經費\n三、附則", ["doubled-label"]),
        ("一、依教育部112年5月1日臺教社字第1110012345號函。", ["document-number-year"]),
        ("一、目標\n\n指標\t113年\n借閱量\t全國第3名\n辦理場次\t5場", ["unread-target"]),
    ],
)
def test_what_is_not_understood_is_said(text: str, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一、於113年3月底前辦理2場次，經費新臺幣1萬2,000元。",
        "一、自113年3月至翌年2月，每月10日前。\n二、三年級學生30人，為期3年。",
        "一、依教育部112年5月1日臺教社字第1120012345號函。",
        "一、配合「113年度推動計畫」，參加4年制大學，30年一遇之洪水，第3年起。",
        "一、目的\n（一）甲。\n（二）乙。\n二、方式\n（一）丙。\n附件1\n一、甲\n附件2\n一、乙",
        "一、版本1.2.3，電話04-7654-321，網址192.168.0.1，5單元多元化課程。",
    ],
)
def test_what_is_understood_is_left_alone(text: str, tmp_path: Path) -> None:
    assert [found.message for found in notes(tmp_path, text)] == []


def test_a_calendar_that_the_script_speaks_against(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("青泉市113年度读书实施计划\n一、自113年3月起实施，经费与机关业务从简。", encoding="utf-8")
    assert [(n.code, n.severity, n.spans) for n in recognise(extract(path)).notes] == [
        ("calendar-unsure", Severity.INFO, ())
    ]


def test_a_note_shows_its_words_and_their_place(tmp_path: Path) -> None:
    (found,) = notes(tmp_path, "一、於97年2月○○日前辦理。")
    assert found.message.startswith("「97年2月○○日」") and "未能解讀" in found.message
    text = HEAD + "一、於97年2月○○日前辦理。"
    assert [text[s.start : s.end] for s in found.spans] == ["97年2月○○日"]
    assert found.severity is Severity.WARNING


def test_every_code_has_a_message_in_both_languages() -> None:
    assert set(MESSAGES) == set(Code)
    assert all(english.isascii() and not chinese.isascii() for english, chinese in MESSAGES.values())


@samples.needs_shared
def test_the_seeds_are_understood() -> None:
    """No more is said of real plans than a person would nod at: of one that its rows have lists of unequal length."""
    paths = [samples.plan(f"seed-00{n}.txt") for n in range(5)]
    said = {p.name: [n.code for n in recognise(extract(p)).notes] for p in paths}
    assert said == {p.name: [] for p in paths} | {"seed-003.txt": [Code.PARALLEL_LISTS] * 3}
