"""Sums as they are spoken: the rules' own examples."""

from __future__ import annotations

import pytest

from extractors.document import Span
from rules import amount_speech
from rules.amount import describe, find_amounts, find_sums, read_sum
from rules.passage import Passage, Site, fold
from rules.period import Frame
from rules.rule import Rule


@pytest.mark.parametrize("rule", amount_speech.rules(), ids=lambda rule: rule.name)
def test_rule_examples(rule: Rule[object]) -> None:
    for text, expected in rule.examples:
        assert [(describe(h.value), h.rule) for h in find_sums(fold(text))] == [(expected, rule.name)]
    for text in rule.counterexamples:
        assert rule.name not in [h.rule for h in find_sums(fold(text))], text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("約300萬", "3000000.00"),
        ("小於40萬", "400000.00"),
        ("30w上下", "300000.00"),
        ("至少三块零四", "3.04"),
        ("5分", "0.05"),
        ("两毛五", "0.25"),
        ("五個半", "5.50"),
        ("5块", "5.00"),
        ("5角钱", "0.50"),
        ("一百多块", "100.00"),
        ("5到10块", "5.00 10.00"),
        ("10万～20万", "100000.00 200000.00"),
        ("港幣三個一毫四", "3.14 HKD"),
        ("几十万块", "100000.00 1000000.00"),
    ],
)
def test_a_cell_of_money_alone(text: str, value: str) -> None:
    found = read_sum(fold(text))
    assert found is not None
    assert describe(found) == value


@pytest.mark.parametrize("text", ["", "無", "詳附表", "約", "5人", "1/0"])
def test_a_cell_without_money(text: str) -> None:
    assert read_sum(fold(text)) is None


def test_an_order_of_magnitude_is_no_fact() -> None:
    text = "投入數十億元"
    assert find_sums(text)[0].value.vague
    assert find_amounts(Site(Passage(text, (Span(0, len(text)),))), Frame()) == []


def test_a_bound_in_a_budget_cell() -> None:
    text = "約300"
    site = Site(Passage(text, (Span(0, len(text)),)), column_role="budget", unit="千元")
    assert [(h.value.text, h.value.value) for h in find_amounts(site, Frame())] == [("約300", 300_000)]
