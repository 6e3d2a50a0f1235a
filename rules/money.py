"""What the rules about money share: a sum as read, and the words and signs of currencies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rules.numeral import CHINESE, number
from rules.words import lexicon

B = r"[ ]{0,2}"
BIG = "百千佰仟萬万億亿兆"
HEAD = rf"(?<![數数幾几](?=[十{BIG}]))(?<![0-9A-Za-z{CHINESE}第])(?<![0-9]\.)"
"""Regex fragment, on folded text: no sum begins inside a number, a word or an ordinal."""

_CEILING = Decimal(10) ** 18  # what the column decimal(20, 2) holds


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as read, from ``start`` on: ``currency`` None where 元 alone is written. ``low`` is the first of two (10萬至50萬元).

    ``upto`` is what a sum with 多 or 餘 stays below; where ``vague``, only the order of magnitude is said (數十億元).
    """

    value: Decimal
    currency: str | None
    start: int
    low: tuple[Decimal, int, int] | None = None
    upto: Decimal | None = None
    vague: bool = False


@cache
def currencies() -> dict[str, str]:
    """Words and signs of currencies to their ISO 4217 codes."""
    return {word: code for code, words in lexicon("money")["currency"].items() for word in words}


def holds(value: Decimal) -> bool:
    """Whether the table of amounts can hold the value."""
    return abs(value) < _CEILING


def sum_value(text: str, vague: str | None = None) -> Decimal | None:
    """The number, times what a 餘 inside it divides off; None beyond what the table can hold."""
    value = number(text.replace(" ", ""))
    for sign in (vague or "")[1:]:
        value = None if value is None else value * (number("一" + sign) or 1)
    return value if value is not None and holds(value) else None


def next_step(value: Decimal, text: str, vague: str | None) -> Decimal | None:
    """What a number with 多 or 餘 stays below: 20 for 十多, 6,000,000 for 五百多萬; None where nothing is vague."""
    plain = number(text.replace(" ", "")) if vague else None
    if not plain or plain != plain.to_integral_value():
        return None
    step = Decimal(10) ** (len(str(int(plain))) - len(str(int(plain)).rstrip("0")))
    return value + value / plain * step
