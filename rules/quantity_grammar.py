"""What the patterns of quantities share: the fragments for numbers and their surroundings, and what is read before the comparator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rules.numeral import ARABIC, CHINESE, number
from rules.plan import Comparator

HAN = "一-鿿"
DIGITS = "〇零一二三四五六七八九壹貳贰參叁叄参肆伍陸陆柒捌玖兩两"
BIG = "百千佰仟萬万億亿兆"
B = r"[ ]{0,2}"
_PREFIXED = "(?![千兆](?:克|米|瓦|伏|赫|卡|字節|字节|位元|比特))"  # 千 and 兆 that belong to the unit: 千瓦, 兆赫
_SIGN = rf"(?:(?>{ARABIC})(?![兩两])|{_PREFIXED}[{CHINESE}])"  # 8兩 is a weight, 2024兩會 two meetings
NUM = (
    rf"(?>{_SIGN}(?:{_SIGN}|[ ]{{1,2}}(?=[{BIG}])|(?<=[十百千佰仟萬万億亿])[ ]{{1,2}}(?=[{DIGITS}]?[ ]{{0,2}}[十百千萬万佰仟])|(?<=[萬万億亿])[ ]{{1,2}}(?=[0-9]{{1,4}}[ ]{{0,2}}[百千佰仟萬万])){{0,60}}"  # bounded: a line of millions of numerals is no number
    rf"(?:[ ]?[點点][ ]?[{DIGITS}0-9]+[{BIG}]*)?)"
)
"""Regex fragment, on folded text: a number as quantities have it, with 點 decimals, and blanks around 萬 (3 萬 5 仟)."""

TO = rf"{B}(?:~|-|至|到){B}"
"""Regex fragment: what joins the ends of a range."""

# not the tail of a number, a code (PM2.5), an ordinal (第3次) or a word that ends in a numeral (統一, 之一)
WORDLIKE = "參叄参叁肆伍陸陆拾"  # alone they are mostly part of a word: 參場, 隊伍, 登陸部隊
_NUMERALS = "".join(sorted({*CHINESE} - {*WORDLIKE}))
HEAD = rf"(?=[0-9{CHINESE}])(?![{WORDLIKE}][0-9])(?<![數数幾几](?=[十{BIG}]))(?:(?=[0-9])|(?<![{WORDLIKE}統统唯單单同逐專专]))(?<![0-9A-Za-z{_NUMERALS}第])(?<![0-9]\.)(?<!第 )(?<!之(?=一))"


@dataclass(frozen=True, slots=True)
class Core:
    """Number and unit before the comparator is read. ``vague``: 餘, 多, 幾 stood in it; ``sense``: the comparator that the rule itself read."""

    low: Decimal
    high: Decimal | None
    unit: str | None
    vague: bool = False
    sense: Comparator | None = None


def scaled(text: str, vague: str | None) -> Decimal | None:
    """The value of a number with what a 餘 or 多 inside it divides off: 五百餘萬."""
    value = number(text.replace(" ", ""))
    for sign in (vague or "")[1:]:
        value = None if value is None else value * (number("一" + sign) or 1)
    return value


def range_of(low: str, high: str) -> tuple[Decimal, Decimal] | None:
    """Both ends of a range. The first may leave out what the last says: 1~2萬, 七千到九千億, 兩到三百."""
    first, last = scaled(low, None), scaled(high, None)
    if first is None or last is None:
        return None
    big = re.search(r"(?:[萬万億亿兆]+|[kKw])$", high)
    small = re.search(r"[十百千拾佰仟]$", high)
    if big and not re.search(r"[萬万億亿兆kKw]", low):
        first *= number("1" + big[0]) or 1
    elif small and len(low.strip()) == 1:
        first *= number("一" + small[0]) or 1
    return (first, last) if first < last else None
