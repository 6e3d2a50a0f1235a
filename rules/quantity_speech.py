"""Quantities as they are spoken or jotted down: 打對折, 三米九, 六斤8兩, 一個半小時, 5k~20k, 比三十大, 答案是五.

Each of these patterns stands behind a cheap look for the signs that it needs, so that plans, which write so seldom, hardly pay for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from rules.numeral import ARABIC, CHINESE, number
from rules.plan import Comparator
from rules.quantity_grammar import DIGITS, HAN, HEAD, NUM, TO, B, Core, range_of, scaled
from rules.rule import Rule
from rules.units import physical, unit_name, units

_DIGIT = f"[1-9{DIGITS}]"
_CLOSED = rf"(?=$|[^{HAN}0-9A-Za-z]|以|左|上下|的|重|高|[到至])"  # nothing goes on that would make another word of it
_UNLIKE = "(?![兩两]{2})"  # 兩兩 is in pairs
_HOUR, _MINUTE, _SECOND = "小[時时]|[鐘钟][頭头]?", "分[鐘钟]?", "秒[鐘钟]?"


def _read_thousands(match: re.Match[str]) -> Core | None:
    """40k, 5k-20k, 10~15k."""
    high, unit = match["high"], unit_name(match["unit"] or match["points"])
    if match["letter"] == "K" and unit is None:
        return None  # 12K+300 marks a place on a road, 4K a screen
    last = number(match["high"] or match["low"])
    first = number(match["low"]) if high else last
    if first is None or last is None or (high and first >= last):
        return None
    return Core(first * 1000, last * 1000 if high else None, unit)


def _read_points(match: re.Match[str]) -> Core | None:
    """六   個 百 分點."""
    value = scaled(match["value"], None)
    return None if value is None else Core(value, None, match["unit"].replace(" ", ""))


def _read_discount(match: re.Match[str]) -> Core | None:
    """九 九 折 is 99 %, 半折 and 打對折 50."""
    if match["tenths"] is None:
        return Core(Decimal(50), None, "%")
    tenths, rest = number(match["tenths"]), number(match["rest"])
    return None if tenths is None or rest is None else Core(tenths * 10 + rest, None, "%")


def _read_plain(match: re.Match[str]) -> Core | None:
    value = scaled(match["value"] or match["quoted"] or match["of"], None)
    return None if value is None else Core(value, None, None)


def _read_ranks(match: re.Match[str]) -> Core | None:
    """在第十和第十五之間."""
    ends = range_of(match["low"], match["high"])
    return ends and Core(*ends, None)


def _read_than(match: re.Match[str]) -> Core | None:
    """比三十大, 占比過20."""
    side = "_over" if match["over"] else ""
    value = scaled(match["value" + side], None)
    if value is None:
        return None
    return Core(value, None, unit_name(match["unit" + side]), sense=_WAYS[match["way"] or match["over"]])


_WAYS = {
    **dict.fromkeys("大多高長长重過过", Comparator.GT),
    **dict.fromkeys("小少低短輕轻", Comparator.LT),
}


def _read_tael(match: re.Match[str]) -> Core | None:
    """三十兩, 九兩半; 六斤8兩 is 6.8 斤: ten 兩 make one."""
    taels, catties = number(match["taels"]), match["catties"]
    if taels is None:
        return None
    taels += Decimal("0.5") if match["half"] else Decimal(0)
    whole = number(catties) if catties else None
    return Core(taels, None, "兩") if whole is None else Core(whole + taels / 10, None, match["catty"])


def _read_metres(match: re.Match[str]) -> Core | None:
    """三米九 is 3.9 米, 米六 1.6."""
    high = _metres(match["whole"], match["rest"])
    low = _metres(match["first"], match["more"]) if match["more"] else None
    if high is None or (low is not None and low >= high):
        return None
    return Core(high if low is None else low, None if low is None else high, "米")


def _metres(whole: str | None, rest: str) -> Decimal | None:
    value = number(whole) if whole else Decimal(1)
    digits = "".join(str(number(sign)) for sign in rest)
    return None if value is None or value != value.to_integral_value() else value + Decimal(f"0.{digits}")


def _read_share(match: re.Match[str]) -> Core | None:
    """四分一升, of the south, is a quarter of one."""
    whole, part = number(match["whole"]), number(match["part"])
    return None if not whole or part is None or part >= whole else Core(part / whole, None, match["unit"])


def _read_feet(match: re.Match[str]) -> Core:
    feet = number(match["feet"]) or Decimal(0)
    inches = number(match["inches"]) if match["inches"] else None
    return Core(feet + (inches or Decimal(0)) / 12, None, "呎")


def _read_half_hours(match: re.Match[str]) -> Core | None:
    """一個半小時, 個半鐘, 半個鐘頭."""
    if match["only"]:
        return Core(Decimal("0.5"), None, match["unit"])
    count = scaled(match["count"], None) if match["count"] else Decimal(1)
    return None if count is None else Core(count + Decimal("0.5"), None, match["unit"])


def _read_hours(match: re.Match[str]) -> Core | None:
    """2小時30分鐘 is 2.5 小時, 五分三十秒 5.5 分."""
    of = (60, 3600) if match["unit"][0] in "小鐘钟" else (60, 60)
    parts = [scaled(match[name], None) if match[name] else Decimal(0) for name in ("count", "more", "last")]
    count, more, last = parts
    if count is None or more is None or last is None or match["unit"][0] == match["less"][0]:
        return None
    more *= 60 if of[1] == 3600 and match["less"][0] == "分" else 1
    return Core(count + (more + last) / of[1], None, match["unit"])


@cache
def rules() -> tuple[Rule[Core], ...]:
    """The rules; examples print the quantity with the comparator around it."""
    return (*_times(), *_measures(), *_numbers())


def _times() -> Iterable[Rule[Core]]:
    return (
        Rule(
            "half-hours",
            (
                rf"(?:(?:{HEAD}(?P<count>{NUM}){B}|(?<![{HAN}0-9]))[個个]{B}半|(?<![{HAN}0-9])(?P<only>半){B}[個个]){B}"
                rf"(?P<unit>{_HOUR}|分[鐘钟])"
            ),
            _read_half_hours,
            (("研習一個半小時以上", "ge 1.5 小時"), ("半个钟头", "eq 0.5 钟头"), ("個半鐘", "eq 1.5 鐘")),
            ("一個半月", "半個小組", "三個半"),
            needs=re.compile(rf"(?:[個个]{B}半|半{B}[個个]){B}[小鐘钟分]"),
        ),
        Rule(
            "hours-and-minutes",
            (
                rf"{HEAD}(?P<count>{NUM}){B}[個个]?(?P<unit>{_HOUR}|{_MINUTE}){B}又?{B}(?P<more>{NUM}){B}(?P<less>[分秒][鐘钟]|[分秒](?![{HAN}])|[分秒](?=以))"
                rf"(?:{B}(?P<last>{NUM}){B}(?:{_SECOND}))?"
            ),
            _read_hours,
            (("2小時30分鐘", "eq 2.5 小時"), ("一個鐘零十五分", "eq 1.25 鐘"), ("五分三十秒", "eq 5.5 分")),
            ("2小時3分之一", "8時30分", "得2分3分"),
            needs=re.compile(rf"[時时鐘钟頭头分]{B}又?{B}[0-9{CHINESE}]+{B}[分秒]"),
        ),
    )


def _measures() -> Iterable[Rule[Core]]:
    return (
        Rule(
            "tael",
            rf"{HEAD}{_UNLIKE}(?:(?P<catties>[0-9]+|[{CHINESE}]{{1,6}})(?P<catty>[市台臺]?斤))?(?P<taels>{ARABIC}|[{CHINESE}]{{1,8}}?)[兩两](?P<half>半)?{_CLOSED}",
            _read_tael,
            (("三十两", "eq 30 兩"), ("九兩半", "eq 9.5 兩"), ("六斤8兩", "eq 6.8 斤"), ("8兩以上", "ge 8 兩")),
            ("两两", "2024两会", "兩岸", "三十兩岸青年"),
            needs=re.compile(f"[0-9{CHINESE}][兩两]"),
        ),
        Rule(
            "metres",
            rf"(?:{HEAD}(?=.)|(?<![{HAN}0-9])(?=米))(?:(?P<first>{NUM})?米(?P<more>{_DIGIT}{{1,2}}){TO})?(?P<whole>{NUM})?米(?P<rest>{_DIGIT}{{1,2}})(?![個个]){_CLOSED}",
            _read_metres,
            (("三米九", "eq 3.9 米"), ("一米八五", "eq 1.85 米"), ("米六到三米九", "between 1.6..3.9 米")),
            ("玉米六吨", "5米3處", "3米2個"),
            needs=re.compile(f"米{_DIGIT}"),
        ),
        Rule(
            "share-of-a-unit",
            rf"{HEAD}(?P<whole>[2-9二三四五六七八九十百])[分份](?P<part>[1-9一二三四五六七八九]){B}(?P<unit>{physical()})(?![{HAN}])",
            _read_share,
            (("四分一升", "eq 0.25 升"),),
            ("四分一組", "二分之一升", "三分五公里"),
            needs=re.compile("[分份][1-9一二三四五六七八九]"),
        ),
        Rule(
            "feet",
            rf"(?<![^ (,x×*])(?P<feet>{ARABIC})'(?:{B}(?P<inches>{ARABIC})(?:''|\"))?(?![^ ),x×*])",
            _read_feet,
            (("8'", "eq 8 呎"), ("5'6\"", "eq 5.5 呎")),
            ("'8'", "'2024'"),
            needs=re.compile("[0-9]'"),
        ),
    )


def _numbers() -> Iterable[Rule[Core]]:
    unit = units()
    return (
        Rule(
            "thousands",
            rf"{HEAD}(?P<low>{ARABIC})(?:[ ]?k)?(?:{TO}(?P<high>{ARABIC}))?[ ]?(?P<letter>[kK])(?![A-Za-z0-9+])(?:{B}(?:(?P<unit>{unit})|(?P<points>[個个]{B}百{B}分[點点])))?",
            _read_thousands,
            (
                ("5k-20k", "between 5000..20000"),
                ("10~15k元", "between 10000..15000 元"),
                ("12k個百分點", "eq 12000 百分點"),
            ),
            ("4K", "12K+300", "3kW", "5km"),
            needs=re.compile("[0-9][ ]?[kK](?![A-Za-z0-9+])"),
        ),
        Rule(
            "points",
            rf"{HEAD}(?P<value>{NUM})[ ]{{0,6}}[個个]{B}(?P<unit>百{B}分{B}[點点])",
            _read_points,
            (("六   個 百 分點", "eq 6 百分點"),),
            ("六 百 分",),
            needs=re.compile(f"[ ]{{3}}[個个]{B}百"),
        ),
        Rule(
            "discount",
            rf"{HEAD}(?P<tenths>[1-9一二三四五六七八九])[ ]{{1,2}}(?P<rest>[1-9一二三四五六七八九]){B}折(?![{HAN}])|打[對对]折|半折(?![{HAN}])",
            _read_discount,
            (("九 九 折", "eq 99 %"), ("打对折", "eq 50 %"), ("半折", "eq 50 %")),
            ("对折", "九 九 折合", "半折半扣"),
            needs=re.compile("折"),
        ),
        Rule(
            "ranks",
            rf"第(?P<low>{NUM})[名位]?[ ]?[和與与至到][ ]?第(?P<high>{NUM})[名位]?之?[間间]",
            _read_ranks,
            (("在第十和第十五之間", "between 10..15"),),
            ("第十和第十五名", "第3至第5次會議"),
            needs=re.compile("[和與与至到][ ]?第"),
        ),
        Rule(
            "than",
            (
                rf"比(?P<value>{NUM}){B}(?P<unit>{unit})?(?:[還还]?[要更]?)(?P<way>[大多高長长重小少低短輕轻])(?![學学家於于校度小])"
                rf"|(?<=[比率量數数額额])(?P<over>[過过])(?P<value_over>{NUM}){B}(?P<unit_over>{unit})?"
            ),
            _read_than,
            (("比三十大", "gt 30"), ("占比過20%", "gt 20 %"), ("比50人少", "lt 50 人")),
            ("比2020年高", "經過3場", "比3大學"),
            needs=re.compile(f"[比過过][0-9{CHINESE}]"),
        ),
        Rule(
            "said",
            rf"(?:(?<=是)(?P<value>{NUM})(?=$|[,。;!?、)”」』]|[不而卻却那這这])|(?<=[“「『])(?P<quoted>{NUM})(?=[”」』])|(?<![^,。;!?、])(?P<of>{NUM})(?=的))",
            _read_plain,
            (("答案是五", "eq 5"), ("三的平方", "eq 3")),
            ("這是一個", "其一是加強", "重點是三項", "第三的", "一是"),
            needs=re.compile(f"是[{CHINESE}]|[“「『][{CHINESE}]|[{CHINESE}]的"),
        ),
    )
