"""Sums as they are spoken: 三块五, 十块三毛, 两美元又三美分, 几十万块, 三五百块; and what a cell of money alone writes: 約300萬, 小於40萬, 五角."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from rules.money import HEAD, B, Sum, currencies, holds, sum_value
from rules.numeral import number
from rules.quantity_grammar import NUM, TO, range_of
from rules.rule import Rule
from rules.words import any_of, lexicon

_DIGIT = "[1-9一二三四五六七八九]"
_YUAN = "[块塊]"
_ENDED = r"(?![0-9一-鿿])|(?=以|左右|上下|[的钱錢到至])"
_PARTS = {"yuan": 1, "jiao": 10, "tenth": 10, "cent": 100, "fen": 100, "last": 100}


def _coin_pattern(which: str = "") -> str:
    """Regex fragment: 三块五, 三块零四, 五块七毛八, 3.04块; the groups' names end in ``which``."""
    tenths = rf"(?P<jiao{which}>{NUM})[角毛毫](?:(?P<last{which}>{_DIGIT})|(?P<fen{which}>{NUM})分)?"
    return rf"(?P<yuan{which}>{NUM}){_YUAN}(?:{tenths}|[零〇](?P<cent{which}>{_DIGIT})|(?P<tenth{which}>{_DIGIT})|(?<=\.[0-9][0-9].))"


def _coins(match: re.Match[str], which: str) -> Decimal | None:
    """The value of 三块五, 三块零四, 五块七毛八; None for a number that is none."""
    value = Decimal(0)
    for name, of in _PARTS.items():
        if written := match[name + which]:
            part = sum_value(written)
            if part is None:
                return None
            value += part / of
    return value


def _read_coins(match: re.Match[str]) -> Sum | None:
    """三块五; 五块六到五块七毛八."""
    value = _coins(match, "")
    low = _coins(match, "_low") if match["yuan_low"] else None
    if value is None or (match["yuan_low"] and (low is None or low >= value)):
        return None
    at = match.start("yuan")
    return Sum(value, None, at, None if low is None else (low, match.start("yuan_low"), at))


def _read_cents(match: re.Match[str]) -> Sum | None:
    """两美元又三美分, 10日元5日本銭."""
    whole, cents = sum_value(match["whole"]), sum_value(match["cents"])
    if whole is None or cents is None or cents >= 100:
        return None
    return Sum(whole + cents / 100, currencies()[match["unit"]], match.start())


def _read_some(match: re.Match[str]) -> Sum | None:
    """數十億元 is one to ten billions, 三五百塊 three to five hundreds: an order of magnitude."""
    scale = number("一" + match["scale"]) if match["some"] else number("一" + match["hundreds"])
    if scale is None or not holds(scale * 10):
        return None
    least, most = (1, 10) if match["some"] else (int(number(sign) or 0) for sign in match["two"])
    code = currencies().get(match["unit"])
    low = (least * scale, match.start(), match.start("unit"))
    return Sum(most * scale, code, match.start("unit"), low, vague=True) if least < most else None


@cache
def rules() -> tuple[Rule[Sum], ...]:
    """The rules; examples print value and currency."""
    words = lexicon("money")
    named, cents = any_of(w for w in currencies() if not w.isascii()), any_of(words["cents"]["words"])
    counted = any_of([*(w for w in currencies() if not w.isascii()), *words["local"]["words"], "块", "塊"])
    return (
        Rule(
            "coins",
            rf"{HEAD}(?:{_coin_pattern('_low')}{TO})?{_coin_pattern()}(?:{_ENDED})",
            _read_coins,
            (("三块五", "3.50"), ("十块三毛", "10.30"), ("三块零四以上", "3.04"), ("五块六到五块七毛八", "5.60 5.78")),
            ("三块五亩地", "3塊", "兩塊地", "1.5塊地"),
            needs=re.compile(_YUAN),
        ),
        Rule(
            "cents",
            rf"{HEAD}(?P<whole>{NUM}){B}(?P<unit>{named}){B}[又零和]?{B}(?P<cents>{NUM}){B}{cents}",
            _read_cents,
            (("两美元又三美分", "2.03 USD"), ("10日元5日本銭", "10.05 JPY")),
            ("5美分", "两美元三项"),
            needs=re.compile("[分仙士錢钱銭](?<=[美欧歐港便本].)"),
        ),
        Rule(
            "some",
            (
                rf"(?:(?P<some>[數数幾几])(?P<scale>[十百千萬万億亿]+)|(?<![0-9一-鿿])(?P<two>[一二兩两三四五六七八九]{{2}})(?P<hundreds>[十百千萬万億亿]+))"
                rf"{B}(?P<unit>{counted})"
            ),
            _read_some,
            (("數十億元", "1000000000.00 10000000000.00"), ("三五百块", "300.00 500.00")),
            ("數十人", "二二百元", "第三五百元"),
            needs=re.compile(
                "[數数幾几一二兩两三四五六七八九](?:(?<=[數数幾几])|[一二兩两三四五六七八九])[十百千萬万億亿]"
            ),
        ),
    )


# --- a cell of money --------------------------------------------------------------------------------------------------


@cache
def _around() -> re.Pattern[str]:
    sides = lexicon("targets")["left"], lexicon("targets")["right"]
    left, right = (any_of(w for words in side.values() for w in words) for side in sides)
    return re.compile(rf"[ ]*(?:{left}{B})?(?P<sum>.+?)(?:{B}{right})?[ ]*")


def unbounded(text: str) -> tuple[str, int]:
    """The folded text without the bounds around what it says, and where that begins.

    >>> unbounded("約300萬"), unbounded("至少九千以上")
    (('300萬', 1), ('九千', 2))
    """
    around = _around().fullmatch(text)
    return (around["sum"], around.start("sum")) if around else (text, 0)


def _change(match: re.Match[str]) -> Decimal | None:
    """2角, 两毛五, 二十五分, 五個半, 三個一毫四."""
    values = {name: sum_value(match[name]) for name in ("yuan", "jiao", "fen", "last") if match[name]}
    if not values or any(value is None for value in values.values()):
        return None
    half = Decimal("0.5") if match["half"] else Decimal(0)
    return half + sum((value / _PARTS[name] for name, value in values.items() if value is not None), Decimal(0))


@cache
def _change_pattern() -> re.Pattern[str]:
    jiao = rf"(?P<jiao>{NUM})[角毛毫](?P<last>{_DIGIT})?"
    return re.compile(
        rf"(?P<prefix>{any_of(currencies())})?{B}(?:(?P<yuan>{NUM})[個个](?:(?P<half>半)|(?={NUM}[角毛毫])))?(?:{jiao})?(?:(?P<fen>{NUM})(?:[分仙]|美分))?[钱錢]?"
    )


@cache
def _between_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?P<low>{NUM}){_YUAN}?{TO}(?P<high>{NUM}){_YUAN}?[钱錢]?")


def read_alone(text: str) -> Sum | None:
    """The sum that a folded text writes where it can write nothing else, as in a cell of money: small change (五角), a bare number."""
    if change := _change_pattern().fullmatch(text):
        value = _change(change)
        return None if value is None else Sum(value, currencies().get(change["prefix"] or ""), 0)
    if between := _between_pattern().fullmatch(text):
        ends = range_of(between["low"], between["high"])
        return ends and Sum(ends[1], None, between.start("high"), (ends[0], 0, between.start("high")))
    value = number(text.removesuffix("钱").removesuffix("錢").removesuffix("块").removesuffix("塊"))
    return Sum(value, None, 0) if value is not None and holds(value) else None
