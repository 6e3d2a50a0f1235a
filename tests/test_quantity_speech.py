"""Quantities as they are spoken: the rules' own examples."""

from __future__ import annotations

import pytest

from rules import quantity_speech
from rules.passage import fold
from rules.quantity import describe, find_quantities
from rules.rule import Rule


@pytest.mark.parametrize("rule", quantity_speech.rules(), ids=lambda rule: rule.name)
def test_rule_examples(rule: Rule[object]) -> None:
    for text, expected in rule.examples:
        assert [(describe(h.value), h.rule) for h in find_quantities(fold(text))] == [(expected, rule.name)]
    for text in rule.counterexamples:
        assert rule.name not in [h.rule for h in find_quantities(fold(text))], text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4' x 6'", ["eq 4 呎", "eq 6 呎"]),
        ("“一”和“五”", ["eq 1", "eq 5"]),
        ("研習2小時30分鐘以上", ["ge 2.5 小時"]),
        ("1 4/3的美夢,1/2的努力", ["eq 2.333333333333333333333333333", "eq 0.5"]),
        ("十几万多亿", ["about 10000000000000"]),
        ("百分之15k", ["eq 15000 %"]),
    ],
)
def test_what_other_rules_read_beside_them(text: str, expected: list[str]) -> None:
    assert [describe(h.value) for h in find_quantities(fold(text))] == expected
