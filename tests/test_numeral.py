"""Numerals: tables of cases, and round trips over renderings written here."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from rules.numeral import NUMERAL, integer, number
from rules.passage import fold

WHOLE = {
    "〇": 0,
    "十": 10,
    "九十七": 97,
    "一百零三": 103,
    "一百十五": 115,
    "壹拾": 10,
    "拾壹": 11,
    "廿": 20,
    "廿一": 21,
    "卅": 30,
    "卅一": 31,
    "○九七": 97,
    "〇九七": 97,
    "二零一六": 2016,
    "二○一六": 2016,
    "二0一六": 2016,
    "兩": 2,
    "两百": 200,
    "兩千五": 2500,
    "參": 3,
    "叁仟": 3000,
    "叄拾": 30,
    "三百一": 310,
    "三百零一": 301,
    "百三": 130,
    "千二": 1200,
    "百二十萬": 1_200_000,
    "四千万零六千": 40_006_000,
    "四萬萬": 400_000_000,
    "7萬 5千 4百": 75_400,
    "一万": 10_000,
    "万二": 12_000,
    "三萬零二": 30_002,
    "二亿三千万": 230_000_000,
    "三萬億": 3 * 10**12,
    "一兆二千億": 12 * 10**11,
    "1萬2千": 12_000,
    "1萬2000": 12_000,
    "3億5000萬": 350_000_000,
    "3.5億": 350_000_000,
    "三點五億": 350_000_000,
    "5百": 500,
    "12,000千": 12_000_000,
    "1,200": 1200,
    "１０３": 103,
    "１，２００": 1200,
    "負二十": -20,
}
NONE = (
    *(
        "",
        " ",
        "萬萬",
        "億億",
        "千",
        "百",
        "一切",
        "二三萬",
        "二三十",
        "十七八",
        "參加",
        "1,20",
        "1.2.3",
        "十百",
    ),
    *("三萬四萬", "點五", "三點", "一二三四萬億億", "9" * 41, "一" * 10_000),
)


@pytest.mark.parametrize(("text", "value"), WHOLE.items())
def test_integer(text: str, value: int) -> None:
    assert integer(text) == value
    assert number(text) == value


@pytest.mark.parametrize("text", NONE)
def test_no_number(text: str) -> None:
    assert number(text) is None
    assert integer(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("3.5", "3.5"), ("三點一四", "3.14"), ("零点五", "0.5"), ("零點77", "0.77"), ("1,234.5", "1234.5")],
)
def test_decimals(text: str, value: str) -> None:
    assert number(text) == Decimal(value)
    assert integer(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三分之二", "0.6666666667"),
        ("16/5", "3.2"),
        ("-3/4", "-0.75"),
        ("三又四分之一", "3.25"),
        ("三 百 五 又 三 分之 一", "350.3333333333"),
        ("1 4/3", "2.3333333333"),
        ("四分一", "0.25"),
        ("負3分之負六", "2"),
        ("40k", "40000"),
        ("30w", "300000"),
        ("-1.2 M", "-1200000"),
        (".0012G", "1200000"),
        ("2^5", "32"),
        ("2.5^-1", "0.4"),
        ("-127.32e13", "-1273200000000000"),
        ("一打", "12"),
        ("五雙", "10"),
        ("一百 二 十 幾億", "12000000000"),
        ("十几万多亿", "10000000000000"),
        ("半个", "0.5"),
    ],
)
def test_other_notations(text: str, value: str) -> None:
    found = number(text)
    assert found is not None
    assert round(found, 10) == Decimal(value)


def test_what_only_looks_like_a_notation_is_no_number() -> None:
    texts = (
        "3/0",
        "二分之",
        "分",
        "k",
        "2^",
        "9^99",
        "9e99e9",
        "--3",
        "打",
        "雙",
        "幾",
        "幾十",
        "1/2/3",
        "半徑",
        "三分",
    )
    assert [t for t in texts if number(t) is not None] == []
    assert integer("4/2") is None  # a label or a date is never one of these


# --- renderings -------------------------------------------------------------------------------------------------------

SMALL = ("零一二三四五六七八九", "十百千萬億")
FINANCIAL = ("零壹貳參肆伍陸柒捌玖", "拾佰仟萬億")
SIMPLIFIED = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟万亿")


def chinese(n: int, signs: tuple[str, str]) -> str:
    """The number in Chinese as it is read aloud, 零 in every gap, no 一 left out."""
    digits, units = signs
    for unit, scale in ((units[4], 10**8), (units[3], 10**4), (units[2], 1000), (units[1], 100), (units[0], 10)):
        if n >= scale:
            times, rest = divmod(n, scale)
            gap = digits[0] if rest and rest < scale // 10 else ""
            return chinese(times, signs) + unit + (gap + chinese(rest, signs) if rest else "")
    return digits[n]


def positional(n: int, digits: str) -> str:
    return "".join(digits[int(d)] for d in str(n))


def mixed(n: int) -> str:
    """1億2萬3千45."""
    text = ""
    for unit, scale in (("億", 10**8), ("萬", 10**4)):
        if n >= scale:
            text, n = f"{text}{n // scale}{unit}", n % scale
    # a lone digit after a unit counts its tenths, so 1萬5 is 15000: 10005 is written 1萬0005
    return f"{text}{n:04}" if text and n else text or str(n)


NUMBERS = st.integers(min_value=0, max_value=10**12 - 1)


@given(NUMBERS)
def test_reads_every_rendering(n: int) -> None:
    for signs in (SMALL, FINANCIAL, SIMPLIFIED):
        assert integer(chinese(n, signs)) == n
    assert integer(mixed(n)) == n
    assert integer(f"{n:,}") == n
    assert integer(positional(n, "○一二三四五六七八九")) == n
    assert integer(positional(n, "零壹貳參肆伍陸柒捌玖")) == n


@given(st.integers(min_value=11, max_value=19))
def test_ten_without_its_one(n: int) -> None:
    assert integer(chinese(n, SMALL).removeprefix("一")) == n


def widen(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(NUMBERS, st.integers(min_value=0, max_value=99))
def test_full_width_equals_half_width(n: int, hundredths: int) -> None:
    for text in (f"{n}", f"{n:,}.{hundredths:02}", mixed(n)):
        assert number(text) is not None
        assert number(widen(text)) == number(text)


@given(st.text(alphabet="0123456789.,〇零一二兩三十廿百千萬億兆點負參拾 ", max_size=12))
def test_never_raises_and_numeral_covers_what_it_reads(text: str) -> None:
    value = number(text)
    bare = fold(text).strip()
    if value is not None and not set(bare) & set("點負 ") and not bare.startswith("."):
        assert re.fullmatch(NUMERAL, bare)


@pytest.mark.parametrize("unit", ["一", "1", "1,", "1.1", "一1", "1,111,", "一萬", "億"])
def test_linear(unit: str) -> None:
    pattern = re.compile(NUMERAL + "場")
    assert pattern.search(unit * 1000) is None
    assert_linear(lambda copies: pattern.search(unit * copies), 200_000 // len(unit))
