"""Labels: every rule with its examples and counterexamples, and the texts that only look like labels."""

from __future__ import annotations

import pytest

from rules.label import read_label, roman, rules
from rules.passage import fold
from rules.rule import Rule, compiled

RULES = rules()


def printed(text: str) -> str | None:
    """The label that a text begins with, and its number."""
    label = read_label(fold(text))
    return f"{text[label.start : label.end]}={label.number}" if label else None


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_each_rule_reads_its_examples_and_refuses_its_counterexamples(rule: Rule) -> None:  # type: ignore[type-arg]
    assert rule.examples and rule.counterexamples
    for text, expected in rule.examples:
        match = compiled(rule.pattern).match(fold(text))
        assert match is not None and rule.read(match) is not None, text
        assert printed(text) == expected
    for text in rule.counterexamples:
        match = compiled(rule.pattern).match(fold(text))
        assert match is None or rule.read(match) is None, text


@pytest.mark.parametrize(
    "text",
    [
        "1,200萬元",
        "3月底前完成",
        "2.5公里",
        "103年及104年",
        "一条龙服务",
        "第7條規定",
        "2020-2025年",
        "附件所列",
        "10:30開始",
    ],
)
def test_no_label(text: str) -> None:
    assert printed(text) is None


@pytest.mark.parametrize("text", ["14、15日", "一、二級機關", "三、四线城市", "甲、乙兩方", "一 目的"])
def test_doubtful_labels_are_weak(text: str) -> None:
    label = read_label(fold(text))
    assert label is not None and label.weak


def test_an_automatic_number_whose_format_was_lost_is_marked() -> None:
    assert [
        bool(label and label.lost) for label in map(read_label, ("1、 依據", "(1) 建立", "1、依據", "1. 依據"))
    ] == [
        True,
        True,
        False,
        False,
    ]


def test_one_letter_may_be_a_roman_number() -> None:
    label = read_label("I、目標")
    assert label is not None
    assert [(r.style.family, r.number) for r in label.readings] == [("I", 1), ("A", 9)]
    assert [roman(t) for t in ("iv", "XXXIX", "IIV", "VX")] == [4, 39, None, None]
