"""Sums of money: in running text with their currency or 元, in budget columns bare numbers in the unit of the table.

A sum in a target column, or with a bound that plans promise before it (达到12000元), is a level to be reached and left to ``target``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache

from rules import amount_speech
from rules.amount_speech import read_alone, unbounded
from rules.money import BIG, HEAD, B, Sum, currencies, holds, next_step, sum_value
from rules.numeral import number
from rules.passage import Site
from rules.period import Frame
from rules.plan import Amount, CalendarKind
from rules.quantity import bound_before, is_earned, is_promise
from rules.quantity_grammar import NUM, TO, range_of
from rules.rule import Hit, Ranges, Rule, scan
from rules.words import any_of, lexicon

_CENT = Decimal("0.01")
_BESIDE = 12  # characters to the left in which a source of funds stands beside its sum


# --- reading ----------------------------------------------------------------------------------------------------------


def _code(match: re.Match[str]) -> str | None:
    words = [match[name] for name in ("prefix", "unit", "suffix") if name in match.re.groupindex]
    return next((currencies()[word] for word in words if word in currencies()), None)


def _read_sum(match: re.Match[str]) -> Sum | None:
    """3.5億元, 新臺幣1,200萬元, 1萬至5萬元, 六十四萬元一角七分."""
    value = sum_value(match["value"], match["vague"])
    if value is None:
        return None
    value += _fraction(match["jiao"], 10) + _fraction(match["fen"], 100)
    if not match["low"]:
        upto = next_step(value, match["value"], match["vague"])
        return Sum(value, _code(match), match.start(), upto=upto)
    ends = range_of(match["low"], match["value"])
    if ends is None:
        return None
    return Sum(value, _code(match), match.start("value"), (ends[0], *match.span("low")))


def _fraction(text: str | None, of: int) -> Decimal:
    return (number(text) or Decimal(0)) / of if text else Decimal(0)


def _read_marked(match: re.Match[str]) -> Sum | None:
    """NT$1,200萬, 人民币5000."""
    value = sum_value(match["value"])
    start = match.start("prefix" if "prefix" in match.re.groupindex else "value")
    return None if value is None else Sum(value, _code(match), start)


@cache
def rules() -> tuple[Rule[Sum], ...]:
    """The rules about money; examples print value and currency."""
    words = lexicon("money")
    local = any_of(words["local"]["words"])
    named, signs = any_of(currencies()), any_of([*currencies(), *words["local"]["symbols"]])
    not_after, whole = any_of(words["local"]["not_after"]), any_of(words["local"]["whole"])
    suffix = any_of(w for w in currencies() if not w.isascii())
    return (
        Rule(
            "sum",
            (
                rf"{HEAD}(?:(?P<prefix>{signs}){B})?(?:(?P<low>{NUM})(?:{local})?{TO})?(?P<value>{NUM}(?:[kKw](?![A-Za-z]))?)"
                rf"(?P<vague>[餘余多][{BIG}]*)?{B}(?P<unit>{named}|{local}(?!{not_after}))"
                rf"(?:(?P<jiao>{NUM})[角毛])?(?:(?P<fen>{NUM})分(?!之))?(?:{whole})?(?P<suffix>{suffix})?"
            ),
            _read_sum,
            (
                ("總經費3.5億元", "350000000.00"),
                ("新臺幣1,200萬元整", "12000000.00 TWD"),
                ("新臺幣 3 萬 5 仟元", "35000.00 TWD"),
                ("8亿元人民币", "800000000.00 CNY"),
                ("12,000千元", "12000000.00"),
                ("500餘萬元", "5000000.00"),
                ("壹仟玖佰圓整", "1900.00"),
                ("45564.44美元", "45564.44 USD"),
                ("64萬零143元1角7分", "640143.17"),
                ("每隊10萬至50萬元", "100000.00 500000.00"),
                ("10~15k元", "10000.00 15000.00"),
            ),
            ("多元文化", "二元化", "第3元", "單元2", "三位元", "第 三元素"),
            needs=re.compile(any_of([*currencies(), *words["local"]["words"]])),
        ),
        Rule(
            "marked",
            rf"(?<![A-Za-z])(?P<prefix>{signs}){B}(?P<value>{NUM})(?![0-9A-Za-z%]|[個个](?:半|{NUM}毫))",
            _read_marked,
            (("NT$1,200萬", "12000000.00 TWD"), ("人民币5000", "5000.00 CNY"), ("$20", "20.00")),
            ("人民币 美元", "USD"),
            needs=re.compile(signs),
        ),
        Rule(
            "funds",
            re.compile(
                rf"{any_of(words['funds']['words'])}(?:約|约|共|計|计|為|为|合計|合计|總計|总计|達|达)?{B}"
                rf"(?P<value>{NUM})(?<=[萬万億亿])(?=$|[,。;、() ])"
            ),
            _read_marked,
            (("總經費1,200萬,", "12000000.00"),),
            ("經費1,200萬人次", "經費表12"),
        ),
    )


# --- columns ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _unit_of(header: str | None) -> tuple[Decimal, str | None] | None:
    """What the unit of a header or caption counts: 千元 is (1000, None), 新臺幣萬元 (10000, TWD); None where it is no money.

    >>> _unit_of("千元"), _unit_of("人次")
    ((Decimal('1000'), None), None)
    """
    words = lexicon("money")
    named, local = any_of(currencies()), any_of(words["local"]["words"])
    match = re.fullmatch(
        rf"(?P<prefix>{named})?(?P<scale>[十{BIG}]*)(?P<unit>{named}|{local})", (header or "").strip(" :")
    )
    if not match:
        return None
    return (number("一" + match["scale"]) if match["scale"] else None) or Decimal(1), _code(match)


def _bare(site: Site) -> Hit[Sum] | None:
    """The number that a cell of a budget column holds and nothing else but a bound, in the unit of its table: 約300."""
    if site.is_header or site.column_role != "budget" or (unit := _unit_of(site.unit)) is None:
        return None
    text = site.passage.folded
    match = re.fullmatch(rf"[ ]*(?P<less>[-△▲(]?)[ ]?(?P<value>{NUM})\)?[ ]*", unbounded(text)[0])
    value = sum_value(match["value"]) if match else None
    if match is None or value is None or not holds(value * unit[0]):
        return None
    sign = -1 if match["less"] else 1
    end = len(text.rstrip())
    start = len(text) - len(text.lstrip())
    return Hit(start, end, Sum(sign * value * unit[0], unit[1], start), "budget-cell")


# --- the finder -------------------------------------------------------------------------------------------------------


@cache
def _source_pattern() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("money")["source"]["words"]))


def _source(site: Site, start: int, end: int) -> str | None:
    """The source of funds beside a sum: the nearest before it in its part of the sentence, one in brackets behind it, the header's."""
    text = site.passage.folded
    before = re.split(r"[,。;、]", text[max(start - _BESIDE, 0) : start])[-1]
    found = _source_pattern().findall(before)
    if found:
        return str(found[-1])
    behind = re.match(r"[ ]?\(([^()]{1,12})", text[end : end + 14])
    match = _source_pattern().search(behind[1] if behind else "") or _source_pattern().search(site.column_header)
    return match[0] if match else None


def _amounts(site: Site, frame: Frame, hit: Hit[Sum]) -> list[Hit[Amount]]:
    """One record, two for the ends of a range."""
    local = "CNY" if frame.calendar == CalendarKind.CE and frame.script != "Hant" else "TWD"
    places = [(hit.value.value, hit.value.start, hit.end)]
    if hit.value.low:
        places.insert(0, hit.value.low)
    source = _source(site, hit.start, hit.end)
    return [
        Hit(start, end, _amount(site, (value, start, end), hit.value.currency or local, source), hit.rule)
        for value, start, end in places
    ]


def _amount(site: Site, place: tuple[Decimal, int, int], currency: str, source: str | None) -> Amount:
    value, start, end = place
    return Amount(
        text=site.passage.text[start:end],
        value=value.quantize(_CENT),
        currency=currency,
        fiscal_year=site.year,
        source=source,
    )


def find_sums(text: str) -> list[Hit[Sum]]:
    """The sums of money of a folded text, in order."""
    return scan((*rules(), *amount_speech.rules()), text)


def read_sum(text: str) -> Sum | None:
    """The sum that a folded text alone writes, as a cell of money may: 三块五, 約300萬, 小於40萬, 五角, 30w; None where it writes none.

    A bare number is a sum here, in a currency that is not said.

    >>> describe(read_sum("約300萬")), describe(read_sum("2角")), read_sum("無")
    ('3000000.00', '0.20', None)
    """
    inner, start = unbounded(text)
    whole = [h.value for h in find_sums(inner) if (h.start, h.end) == (0, len(inner))]
    found = whole[0] if whole else read_alone(inner)
    return replace(found, start=found.start + start) if found else None


def find_amounts(site: Site, frame: Frame, taken: Sequence[tuple[int, int]] = ()) -> list[Hit[Amount]]:
    """The sums of money of a passage, none inside the ranges taken."""
    role = (site.column_role or "").split(":")[0]
    if role in ("target", "baseline"):
        return []
    if (bare := _bare(site)) is not None:
        return _amounts(site, frame, bare)
    text, closed = site.passage.folded, Ranges(taken)
    return [
        amount
        for hit in find_sums(text)
        if not hit.value.vague
        and not closed.touch(hit.value.start, hit.end)
        and not is_promise(bound_before(text, hit.start))
        and not (site.table is None and is_earned(text, hit.start))
        for amount in _amounts(site, frame, hit)
    ]


def describe(found: Sum) -> str:
    """The sum as the examples of the rules print it."""
    values = [found.low[0], found.value] if found.low else [found.value]
    return " ".join([*(str(v.quantize(_CENT)) for v in values), found.currency or ""]).strip()
