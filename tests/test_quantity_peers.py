"""Other recognisers' published cases on numbers: the share right of each category and suite, and what is set aside.

Our conventions win where they differ. A fact finder must give nothing on the ``none_*`` cases.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import samples

from extractors.document import Span
from rules.amount import find_amounts, find_sums, read_sum
from rules.numeral import number
from rules.passage import Passage, Site, fold
from rules.period import Frame
from rules.quantity import Quantity, find_quantities
from rules.target import find_targets

pytestmark = samples.needs_shared

Case = dict[str, Any]

# why a case is left out of the share, and by what it is known: the text around its number, the number between ◆ and ◇
SET_ASIDE = {
    "a count of years is a period": r"◆[一二三四五六七八九十]+◇年",
    "several points in one run of digits are no number": r"[0-9]\.[0-9]+\.[0-9]",
    "兩 after 點 is a decimal: 兩百點兩 is 200.2": r"[點点]◆[兩两]◇",
    "十千 is no number": r"◆[^◇]*十◇千",
    "a full-width comma between digits divides thousands, as JioNLP's 82，225.00元 has it": r"[0-9]，◆[0-9]{3}[^◇]*◇",
}
NO_NUMBER = "a currency without a number is no sum"


def aside(case: Case) -> str | None:
    """Why a case does not count, None where it does."""
    if case["expected"].get("number", 0) is None:
        return NO_NUMBER
    first, last = case["span"] or (0, len(case["input"]))
    framed = f"{case['input'][:first]}◆{case['input'][first:last]}◇{case['input'][last:]}"
    return next((why for why, pattern in SET_ASIDE.items() if re.search(pattern, framed)), None)


# what their unit of measure is in ours
GRAMS = {
    "斤": 500,
    "兩": 50,
    "两": 50,
    "公斤": 1000,
    "kg": 1000,
    "千克": 1000,
    "毫克": 0.001,
    "mg": 0.001,
    "克": 1,
    "g": 1,
    "茶匙": 5,
}
PER_HUNDRED = {"%": 1.0, "‰": 0.1, "百分點": 1.0, "百分点": 1.0, None: 100.0}


@cache
def cases() -> tuple[Case, ...]:
    assert samples.SHARED is not None
    lines = (samples.SHARED / "peer_cases" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def close(found: Any, expected: float) -> bool:
    return abs(float(found) - expected) <= 1e-9 * max(1.0, abs(expected))


def at(case: Case) -> list[Quantity]:
    """The quantities whose number touches the case's span."""
    first, last = case["span"] or (0, len(case["input"]))
    found = [hit.value for hit in find_quantities(fold(case["input"]))]
    return [q for q in found if q.number[0] < last and first < q.number[1]]


def is_number(case: Case) -> bool:
    expected = case["expected"]["number"]
    if case["text"] == case["input"] and (value := number(case["text"])) is not None and close(value, expected):
        return True
    # a fraction of a hundred or a thousand is a share here: 一千分之一 is 1 ‰
    shares = [float(q.value) * PER_HUNDRED[q.unit] / 100 for q in at(case) if q.unit in ("%", "‰")]
    return any(close(v, expected) for v in [*(q.value for q in at(case)), *shares])


def is_percent(case: Case) -> bool:
    expected = case["expected"]["number"]
    ends = [(q.value_max or q.value, PER_HUNDRED.get(q.unit)) for q in at(case)]
    return any(scale is not None and close(float(v) * scale, expected) for v, scale in ends)


def bounds(quantity: Quantity) -> tuple[Any, Any]:
    """The lowest and highest value that a quantity allows; 多 and 餘 say that it is a little more."""
    if quantity.value_max is not None:
        return quantity.value, quantity.value_max
    if quantity.comparator in ("le", "lt"):
        return None, quantity.value
    return quantity.value, quantity.value if quantity.comparator == "eq" else None


def is_range(case: Case) -> bool:
    expected = case["expected"]["lo"], case["expected"]["hi"]
    pairs = [tuple(zip(bounds(q), expected, strict=True)) for q in at(case)]
    return any(all((f is None) == (e is None) and (e is None or close(f, e)) for f, e in pair) for pair in pairs)


def is_quantity(case: Case) -> bool:
    expected = case["expected"]
    if "raw" in expected:
        values = [float(v) for v in re.findall(r"[0-9.]+", expected["raw"])]
        sense = {"between": "between", "above": "ge", "under": "le"}[expected["raw"].split()[0]]
        return any(
            q.comparator == sense and [float(v) for v in (q.value, q.value_max) if v is not None] == values
            for q in at(case)
        )
    found = [(q.value, GRAMS.get(q.unit or "", 1)) for q in at(case) if q.unit]
    return any(close(v, expected["number"]) or close(float(v) * s, expected["number"]) for v, s in found)


def is_money(case: Case) -> bool:
    expected = case["expected"]
    first, last = case["span"] or (0, len(case["input"]))
    hits = [h for h in find_sums(fold(case["input"])) if h.start < last and first < h.end]
    sums = [h.value for h in hits]
    if not hits and case["text"] == case["input"] and (alone := read_sum(fold(case["input"]))):
        sums = [alone]
    ends = [((s.low or (None,))[0], s.value, upto) for s in sums for upto in {None, s.upto}]
    found = [[float(v) for v in values if v is not None] for values in ends]
    raw = [float(v) for v in re.findall(r"[0-9.]+", expected.get("raw", ""))]
    wanted = raw or expected["number"]
    wanted = wanted if isinstance(wanted, list) else [wanted]
    scale = 100 if expected.get("unit") == "Cent" else 1
    return any(
        len(f) == len(wanted) and all(close(a * scale, b) for a, b in zip(f, wanted, strict=True)) for f in found
    )


# how many of those asked must be right, and how many of all must be asked
CHECKS: dict[str, tuple[Callable[[Case], bool], float, float]] = {
    "number": (is_number, 0.95, 0.95),
    "percent": (is_percent, 0.95, 1.0),
    "numberrange": (is_range, 0.9, 1.0),
    "quantity": (is_quantity, 0.9, 1.0),
    "money": (is_money, 0.9, 0.95),
}


@pytest.mark.parametrize("category", CHECKS)
def test_share_right(category: str) -> None:
    check, floor, least = CHECKS[category]
    right, asked, every = Counter[str](), Counter[str](), Counter[str]()
    wrong = []
    for case in (c for c in cases() if c["category"] == category):
        every[case["suite"]] += 1
        if aside(case):
            continue
        asked[case["suite"]] += 1
        if check(case):
            right[case["suite"]] += 1
        else:
            wrong.append((case["id"], case["input"]))
    for suite in every:
        print(f"{category} {suite}: {right[suite]}/{asked[suite]} right, {every[suite] - asked[suite]} set aside")
    print(
        f"{category}: {right.total() / every.total():.3f} of all cases, those set aside counted as wrong; wrong: {wrong}"
    )
    assert right.total() / asked.total() >= floor
    assert asked.total() >= every.total() * least


def test_each_reason_sets_a_case_aside_and_none_that_passes() -> None:
    set_aside = [(case, why) for case in cases() if case["category"] in CHECKS and (why := aside(case))]
    assert {why for _, why in set_aside} == {*SET_ASIDE, NO_NUMBER}
    assert [case for case, _ in set_aside if CHECKS[case["category"]][0](case)] == []


@pytest.mark.parametrize("category", ["none", "none_number", "none_percent", "none_quantity", "none_money", "ordinal"])
def test_nothing_on_what_is_nothing(category: str) -> None:
    chosen = [c for c in cases() if c["category"] == category]
    assert chosen
    for case in chosen:
        where = Site(Passage(case["input"], (Span(0, len(case["input"])),)))
        assert find_targets(where) == [], case
        assert find_amounts(where, Frame()) == [], case


def test_ages_and_ordinals_are_no_targets() -> None:
    for case in (c for c in cases() if c["category"] in ("age", "ordinal")):
        assert find_targets(Site(Passage(case["input"], (Span(0, len(case["input"])),)))) == [], case
