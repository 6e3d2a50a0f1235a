"""Quantities: the rules' own examples, comparators around the number, and equality of renderings."""

from __future__ import annotations

import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from rules import quantity
from rules.passage import fold
from rules.quantity import describe, find_quantities
from rules.words import lexicon

RULES = quantity.rules()


def read(text: str) -> list[str]:
    return [describe(hit.value) for hit in find_quantities(fold(text))]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_examples(rule: quantity.Rule[object]) -> None:
    assert rule.examples
    assert rule.counterexamples
    for text, expected in rule.examples:
        assert [(describe(h.value), h.rule) for h in find_quantities(fold(text))] == [(expected, rule.name)]
    for text in rule.counterexamples:
        assert rule.name not in [h.rule for h in find_quantities(fold(text))], text


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("每機關至少2則", "至少2則", "ge 2 則"),
        ("核心價值系列課程至少4小時以上", "至少4小時以上", "ge 4 小時"),
        ("前至少辦理1次", "至少辦理1次", "ge 1 次"),
        ("原则上至少建设一所", "至少建设一所", "ge 1 所"),
        ("年度最低學習時數為 20 小時，", "最低學習時數為 20 小時", "ge 20 小時"),
        ("≦20", "≦20", "le 20"),
        ("達成率≧80%。", "≧80%", "ge 80 %"),
        ("頻寬達750MHz以上", "750MHz以上", "ge 750 MHz"),
        ("頻寬達100MBps到府", "100MBps", "eq 100 MBps"),
        ("水平达到12000元的", "达到12000元", "ge 12000 元"),
        ("總數超过一半", "超过一半", "gt 0.5"),
        ("在10个左右领域", "10个左右", "about 10 个"),
        ("不良率降至3件以下", "降至3件以下", "le 3 件"),
        ("控制在2%以内", "控制在2%以内", "le 2 %"),
        ("不超過５％", "不超過５％", "le 5 %"),
        ("50班（含）以上", "50班（含）以上", "ge 50 班"),
        ("約3,000人次", "約3,000人次", "about 3000 人次"),
        ("1000餘人參加", "1000餘人", "about 1000 人"),
        ("1次至 2 次", "1次至 2 次", "between 1..2 次"),
        ("增加5個百分點", "5個百分點", "eq 5 百分點"),
        ("12\n\n小時", "12\n\n小時", "eq 12 小時"),
        ("未達70%", "未達70%", "lt 70 %"),
        ("裝置容量1200万千瓦", "1200万千瓦", "eq 12000000 千瓦"),
        ("兩公里半", "兩公里半", "eq 2.5 公里"),
    ],
)
def test_comparator_and_evidence(text: str, words: str, expected: str) -> None:
    hits = find_quantities(fold(text))
    assert [(text[h.start : h.end], describe(h.value)) for h in hits] == [(words, expected)]


@pytest.mark.parametrize(
    "text",
    ["一切", "一同", "五力", "五大", "六星級", "第一流", "一合理", "數十億元", "唯一項", "契約", "隊伍", "一方面"],
)
def test_words_are_no_quantities(text: str) -> None:
    assert read(text) == []


def test_unit_lists_name_each_unit_in_one_class_only() -> None:
    words = [w for kind, text in lexicon("units").items() if kind != "not_after" for w in text.split()]
    assert sorted(words) == sorted(set(words))


def test_comparator_words_have_one_sense_on_each_side() -> None:
    for side in ("left", "right"):
        words = [w for kind in lexicon("targets")[side].values() for w in kind]
        assert sorted(words) == sorted(set(words))


COMPARATORS = st.sampled_from(["", "至少", "不低於", "≧", "不超過", "約", "達"])
UNITS = st.sampled_from(["場次", "人次", "%", "公里", "件", "小時", "個"])


@given(COMPARATORS, st.integers(min_value=1, max_value=10**9), UNITS, st.sampled_from(["", "以上", "左右"]))
def test_full_width_equals_half_width(left: str, n: int, unit: str, right: str) -> None:
    text = f"{left}{n}{unit}{right}"
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert read(text) == read(wide)
    assert len(read(text)) == 1


@pytest.mark.parametrize("unit", ["一", "1", "（", "1.1.", "103年103年", "至少", "1~", "百分之", "一分之"])
def test_linear(unit: str) -> None:
    assert_linear(lambda copies: find_quantities(unit * copies), 20_000 // len(unit))
