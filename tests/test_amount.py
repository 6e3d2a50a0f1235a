"""Sums of money: the rules' own examples, columns, currency, source of funds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from growth import assert_linear

from extractors.document import Span
from rules import amount
from rules.amount import describe, find_amounts, find_sums
from rules.passage import Passage, Site, fold
from rules.period import Frame
from rules.plan import CalendarKind

ROC = Frame(CalendarKind.ROC)
CE = Frame(CalendarKind.CE)
RULES = amount.rules()


def site(text: str, **known: object) -> Site:
    return Site(Passage(text, (Span(0, len(text)),)), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_examples(rule: amount.Rule[amount.Sum]) -> None:
    assert rule.examples
    assert rule.counterexamples
    for text, expected in rule.examples:
        assert [(describe(h.value), h.rule) for h in find_sums(fold(text))] == [(expected, rule.name)]
    for text in rule.counterexamples:
        assert not list(rule.hits(fold(text))), text


@pytest.mark.parametrize(
    ("text", "frame", "expected"),
    [
        ("總經費3.5億元。", ROC, [("3.5億元", "350000000", "TWD")]),
        ("总投资3.5亿元。", CE, [("3.5亿元", "350000000", "CNY")]),
        ("新臺幣1,200萬元整", CE, [("新臺幣1,200萬元整", "12000000", "TWD")]),
        ("约４．２亿美元", CE, [("４．２亿美元", "420000000", "USD")]),
        ("每隊提供現金新台幣伍仟元整，", ROC, [("新台幣伍仟元整", "5000", "TWD")]),
        ("補助10萬至50萬元", ROC, [("10萬", "100000", "TWD"), ("50萬元", "500000", "TWD")]),
        ("$1,500", ROC, [("$1,500", "1500", "TWD")]),
        ("罰3千元，獎5千元", ROC, [("3千元", "3000", "TWD"), ("5千元", "5000", "TWD")]),
        ("多元文化、二元化、第3元素", ROC, []),
    ],
)
def test_running_text(text: str, frame: Frame, expected: list[tuple[str, str, str]]) -> None:
    found = find_amounts(site(text), frame)
    assert [(h.value.text, h.value.value, h.value.currency) for h in found] == [
        (t, Decimal(v), c) for t, v, c in expected
    ]
    assert all(text[h.start : h.end] == h.value.text for h in found)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12,000", "千元", "12000000"),
        ("12,000", "新臺幣千元", "12000000"),
        ("350", "萬元", "3500000"),
        (" 1,200 ", "元", "1200"),
        ("-500", "千元", "-500000"),
        ("(500)", "千元", "-500000"),
        ("1.5", "亿元", "150000000"),
    ],
)
def test_bare_numbers_of_budget_columns(text: str, unit: str, value: str) -> None:
    (hit,) = find_amounts(site(text, column_role="budget", unit=unit, year=2024), ROC)
    assert hit.value.value == Decimal(value)
    assert hit.value.fiscal_year == 2024
    assert text[hit.start : hit.end] == hit.value.text == text.strip()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("12,000", {"column_role": "budget", "unit": "人次"}),
        ("12,000", {"column_role": "budget"}),
        ("12,000", {"column_role": "measure", "unit": "千元"}),
        ("-", {"column_role": "budget", "unit": "千元"}),
        ("500萬元", {"column_role": "target:113"}),
        ("", {"column_role": "budget", "unit": "千元"}),
        ("9" * 30, {"column_role": "budget", "unit": "千元"}),
    ],
)
def test_no_amount(text: str, known: dict[str, object]) -> None:
    assert find_amounts(site(text, **known), ROC) == []


def test_currency_of_the_header() -> None:
    (hit,) = find_amounts(site("20", column_role="budget", unit="萬美元"), ROC)
    assert (hit.value.value, hit.value.currency) == (200000, "USD")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("中央補助款3,000萬元", "中央補助款"),
        ("自籌500萬元", "自籌"),
        ("500萬元（地方配合款）", "地方配合款"),
        ("中央補助款另計，共500萬元", None),
    ],
)
def test_source_of_funds(text: str, source: str | None) -> None:
    (hit,) = find_amounts(site(text), ROC)
    assert hit.value.source == source


def test_a_promised_level_is_left_to_the_targets() -> None:
    assert find_amounts(site("拨款水平达到12000元"), CE) == []


def test_takes_nothing_from_what_others_have_read() -> None:
    text = "經費500萬元"
    assert find_amounts(site(text), ROC, [(2, 7)]) == []


@pytest.mark.parametrize("unit", ["一", "1", "（", "1.1.", "103年103年", "元", "1元", "1~", "$"])
def test_linear(unit: str) -> None:
    assert_linear(lambda copies: find_amounts(site(unit * copies), ROC), 20_000 // len(unit))
