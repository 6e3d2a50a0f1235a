"""Quantities: a number or a range, its unit, and the comparator that stands before or after it.

The number is found first; the comparator is then read from a bounded window to its left (a verb may stand between: 至少辦理1次) and from
the words after the unit (以上, 左右). What a quantity means for the plan is for ``target`` and ``amount`` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from rules import quantity_speech
from rules.numeral import CHINESE, number
from rules.plan import Comparator
from rules.quantity_grammar import BIG, DIGITS, HAN, HEAD, NUM, TO, WORDLIKE, B, Core, range_of, scaled
from rules.rule import Hit, Rule, scan
from rules.units import unit_name, units
from rules.words import any_of, lexicon

_LEFT_WINDOW = 24
_LESS = {"負": -1, "负": -1}


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number says. ``value`` of 七成 is 70 with unit %; ``left`` and ``right`` are the comparator's words as folded.

    ``start`` and ``end`` are the evidence (至少辦理1次), ``number`` the place of number and unit alone (1次).
    """

    comparator: Comparator
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    start: int
    end: int
    number: tuple[int, int]
    left: str = ""
    right: str = ""


# --- numbers ----------------------------------------------------------------------------------------------------------


def _read_number(match: re.Match[str]) -> Core | None:
    """20件, 1~2場次, 85%~95%, 1.2萬人次, 五百餘萬元."""
    unit = unit_name(match["unit"])
    if match["high"]:
        ends = range_of(match["low"], match["high"])
        return ends and Core(*ends, unit)
    value = scaled(match["low"], match["vague"])
    if value is None or match["low"] in WORDLIKE or _VILLAGE.fullmatch(match["low"] + (unit or "")):
        return None
    if match["half"]:
        value += Decimal("0.5")
    return Core(value * _sign(match), None, unit, bool(match["vague"] or match["more"]))


_VILLAGE = re.compile("[一二三四五六七八九][村里]")  # 望江一村, 二村 are names; nobody counts them so


def _sign(match: re.Match[str]) -> int:
    return _LESS.get(match.string[match.start() - 1 : match.start()], 1)


def _read_fraction(match: re.Match[str]) -> Core | None:
    """百分之七十 is 70 %, 千分之五 5 ‰, 三分之一 a third without a unit."""
    whole = number("一" + match["whole"]) if match["whole"][0] in BIG else scaled(match["whole"], None)
    part = Decimal(100) if match["part"] == "百" else scaled(match["part"], None)
    last = scaled(match["last"], None) if match["last"] else None
    if not whole or part is None or (last is not None and last <= part):
        return None
    plus = scaled(match["plus"], None) if match["plus"] else Decimal(0)
    unit = None if plus else {100: "%", 1000: "‰"}.get(int(whole))
    scale = Decimal(1) if unit else 1 / whole
    return None if plus is None else Core(plus + part * scale, last and last * scale, unit)


def _read_tenths(match: re.Match[str]) -> Core | None:
    """七成, 八成五, 三成半 and the price of 八折, 75折 in per cent."""
    value, rest = scaled(match["tenths"], None), match["rest"]
    if value is None or value > 100 or (match["of"] == "成" and value > 10):
        return None
    hundredths = Decimal(5) if rest == "半" else (number(rest) or Decimal(0)) if rest else Decimal(0)
    as_is = match["of"] == "折" and value > 10
    return Core(value * (1 if as_is else 10) + hundredths, None, "%")


def _read_stroke(match: re.Match[str]) -> Core | None:
    """1/2以上, and 2/3 alone: a share, where it is one; 1 1/2 of something."""
    part, whole = int(match["part"]), int(match["whole"])
    plus = int(match["plus"] or 0)
    return Core(plus + Decimal(part) / whole, None, None) if plus or part < whole else None


def _read_half(match: re.Match[str]) -> Core:
    return Core(Decimal("0.5"), None, None)


@cache
def rules() -> tuple[Rule[Core], ...]:
    """The rules about numbers with their units; examples print the quantity with the comparator around it."""
    unit = units()
    return (
        Rule(
            "number",
            re.compile(
                rf"{HEAD}(?P<low>{NUM})(?:{B}(?:{unit})?{TO}(?P<high>{NUM})|[ ]{{0,2}}(?P<vague>(?:[餘余多幾几][{BIG}]*){{1,2}}))?"
                rf"(?:{B}(?P<unit>{unit}|[個个]{B}百{B}分[點点])(?:(?P<more>[多餘余])(?=[,。;)]|$)|(?P<half>半)(?![年天日月數数]))?)?"
            ),
            _read_number,
            (
                ("辦理2 場次以上", "ge 2 場次"),
                ("培訓1.2萬人次", "eq 12000 人次"),
                ("5個梯次", "eq 5 梯次"),
                ("訪視120校次", "eq 120 校次"),
                ("輔導5隊次級團體", "eq 5 隊"),
                ("85%～95%", "between 85..95 %"),
                ("90%以上學生", "ge 90 %"),
                ("2級以下", "le 2 級"),
                ("十五人至十七人", "between 15..17 人"),
                ("1~2万人次", "between 10000..20000 人次"),
                ("五百餘萬人次", "about 5000000 人次"),
                ("達750MHz以上", "ge 750 MHz"),
                ("达到500亿元左右", "about 50000000000 元"),
                ("失业率控制在5.5%左右", "about 5.5 %"),
                ("涵蓋12鄉鎮", "eq 12 鄉鎮"),
                ("成立輔導團1團", "eq 1 團"),
                ("人均预期寿命提高到79岁左右", "about 79 岁"),
                ("控制在30微克/立方米以内", "le 30 微克/立方米"),
                ("每季度至少清洗一次净化设施", "ge 1 次"),
                ("至少運用載具教學2節", "ge 2 節"),
                ("压减到0.5个工作日内", "le 0.5 工作日"),
                ("应在30分钟内报告", "le 30 分钟"),
                ("组建抢险队伍3支", "eq 3 支"),
                ("发放宣传单5万份", "eq 50000 份"),
                ("不低于年度公用经费5%", "ge 5 %"),
                ("不低于年度公用经费预算总额的5%", "ge 5 %"),
                ("提升家庭照顧者支持服務涵蓋率至60%", "ge 60 %"),
                ("达到5批次/千人", "ge 5 批次/千人"),
                ("提高0.5个等级以上", "ge 0.5 等级"),
            ),
            (
                "第39次會議",
                "2024两会",
                "第 3 場",
                "統一場",
                "一次性",
                "我家在四川",
                "萬萬",
                "登陆部队",
                "PM2.5",
                "望江一村",
            ),
        ),
        Rule(
            "fraction",
            (
                rf"{HEAD}(?:(?P<plus>{NUM}){B}又{B})?(?P<whole>{NUM}){B}[個个]?分{B}之{B}(?P<part>{NUM}(?:[ ]?[kK](?![A-Za-z0-9]))?)"
                rf"(?:{TO}(?:{NUM}{B}分之)?(?P<last>{NUM})(?![個个{HAN}]))?"
            ),
            _read_fraction,
            (
                ("百分之七十", "eq 70 %"),
                ("至少百分之八十", "ge 80 %"),
                ("百分之八十至九十", "between 80..90 %"),
                ("達百分之百", "eq 100 %"),
                ("千分之五", "eq 5 ‰"),
                ("四分之三以上", "ge 0.75"),
                ("二又二分之一倍", "eq 2.5"),
            ),
            ("百分之二三十", "二分之"),
            needs=re.compile("分[ ]{0,2}之"),
        ),
        Rule(
            "tenths",
            (
                rf"{HEAD}(?P<tenths>{NUM}){B}(?P<of>成|折)(?P<rest>[{DIGITS}半])?"
                rf"(?![為为爲立果效員员長长績绩本功就人份分都年品交形熟扣算合舊旧])"
            ),
            _read_tenths,
            (("普及率達八成", "eq 80 %"), ("八成五以上", "ge 85 %"), ("约三成半", "about 35 %"), ("75折", "eq 75 %")),
            ("一成立", "四十成", "成果"),
            needs=re.compile(f"[0-9{CHINESE}]{B}[成折]"),
        ),
        Rule(
            "stroke",
            (
                r"(?<![0-9A-Za-z./])(?:(?P<only>\A)|(?<=[少於于到達达占佔過过]))?(?:(?P<plus>[1-9][0-9]?) )?(?P<part>[1-9])/(?P<whole>[2-9])(?![0-9A-Za-z/])"
                r"(?:(?=[ ]?以[上下]|[的之])|(?(only)(?=[ ]*\Z)|(?!)))"
            ),
            _read_stroke,
            (("占1/2以上", "ge 0.5"), ("2/5", "eq 0.4"), ("1 1/2的", "eq 1.5")),
            ("3/4會議", "5/2以上", "1/2、1/3", "113/1/2以前"),
            needs=re.compile("[1-9]/[2-9]"),
        ),
        Rule(
            "half",
            re.compile(r"一半|半數|半数"),
            _read_half,
            (("超过一半", "gt 0.5"), ("半數以上", "ge 0.5")),
            ("多半", "一對半"),
        ),
    )


# --- comparators ------------------------------------------------------------------------------------------------------


@cache
def _left() -> re.Pattern[str]:
    """A comparator that ends where the number begins. 最低…為 may hold what is measured, the bounds a verb of delivery."""
    words = {**lexicon("targets")["left"], **lexicon("targets")["apart"]}
    verbs = any_of(lexicon("targets")["cue"]["delivery"])
    bound, loose = any_of(words["ge"] + words["le"]), any_of(words["gt"] + words["lt"] + words["eq"] + words["about"])
    toward = any_of(w for verbs in lexicon("targets")["toward"].values() for w in verbs)
    return re.compile(
        rf"(?:(?P<bound>{bound})(?:{B}[應应須须需要可得]?(?:{verbs})?[了有是為为爲達达到各在於于]?|[{HAN}]{{0,8}}[為为爲是]|(?:(?![年月日])[{HAN}]){{1,8}}[數数額额量費费積积]|(?:年度|(?![年月日])[{HAN}]){{1,12}}[之的]|(?:每[{HAN}]{{1,4}}){{1,2}})"
        rf"|(?P<toward>{toward})(?:(?![{CHINESE}])[{HAN}]){{0,16}}(?P<to>[至到])"
        rf"|(?P<least>{any_of(words['least'])})(?:(?![{CHINESE}])[{HAN}]){{1,8}}"
        rf"|(?<![最附契節节條条公預预簽签續续合表傳传到直發发送抵超])(?P<loose>{loose})[了有到]?){B}\Z"
    )


@cache
def _right() -> re.Pattern[str]:
    words = lexicon("targets")["right"]
    return re.compile(
        rf"{B}(?P<word>{any_of(w for kind in words.values() for w in kind)})(?![學学](?![生員员])|级|級|者之)(?:\(含\))?"
    )


_WITHIN = re.compile(rf"{B}(?P<word>[內内])(?![部外容地科蒙])")  # 30分钟内, where it is no 30分钟以内


@cache
def _worked() -> frozenset[str]:
    """The units of time that is worked, of which 內 alone is a bound."""
    return frozenset(lexicon("units")["hours"].split()) - {"個月", "个月"} | {"工作日", "工作天"}


@cache
def _comparators() -> dict[str, Comparator]:
    """Every comparator's words, of both sides, to its sense."""
    sides = lexicon("targets")["left"], lexicon("targets")["right"]
    written = {word: Comparator(kind) for side in sides for kind, words in side.items() for word in words}
    written |= dict.fromkeys("內内", Comparator.LE)
    return written | {word: Comparator(kind) for kind in ("ge", "le") for word in toward_words(kind)}


@cache
def toward_words(kind: str) -> frozenset[str]:
    """The verbs of rise (ge) or fall (le) with the 至 or 到 that names the level they reach: 提升至, 降到."""
    written = {w for w in lexicon("targets")["left"][kind] if w[-1] in "至到"}
    return frozenset({verb + to for verb in lexicon("targets")["toward"][kind] for to in "至到"} | written)


def _quantity(text: str, hit: Hit[Core]) -> Quantity | None:
    """The number with the comparators around it. A doubled comparator is one: 至少4小時以上."""
    core, end = hit.value, _trimmed(text, hit.start, hit.end)
    left = _left().search(text, max(hit.start - _LEFT_WINDOW, 0), hit.start)
    right = _right().match(text, end) or (_WITHIN.match(text, end) if core.unit in _worked() else None)
    before, after = comparator_words(left), right["word"] if right else ""
    if hit.rule == "half" and not (before or after):
        return None
    senses = [
        _comparators()[word] for word in (before, after) if word and not (word == before and _softened(before, after))
    ]
    start = left.start() if left and _comparators()[before] != Comparator.EQ else hit.start
    stop = right.end() if right else end
    return Quantity(_sense(senses, core), core.low, core.high, core.unit, start, stop, (hit.start, end), before, after)


def _softened(before: str, after: str) -> bool:
    """Whether 左右 makes the level before it an approximate one: 达到500亿元左右, 控制在5.5%左右."""
    return after in lexicon("targets")["right"]["about"] and before in _levels()


@cache
def _levels() -> frozenset[str]:
    """The comparators that name the level itself: 達到, 控制在, 提升至, 降到."""
    return frozenset({"達到", "达到", "控制在"}) | toward_words("ge") | toward_words("le")


def bound_before(text: str, at: int) -> str:
    """The comparator that ends where a number begins, empty where none does."""
    return comparator_words(_left().search(text, max(at - _LEFT_WINDOW, 0), at))


def comparator_words(left: re.Match[str] | None) -> str:
    """The comparator that a match before a number holds."""
    if left and left["toward"]:
        return str(left["toward"] + left["to"])
    return (left and (left["bound"] or left["least"] or left["loose"])) or ""


def is_promise(left: str) -> bool:
    """Whether a comparator before a number is one that plans promise (至少, 不低於, 達到, 控制在), no ceiling for others (至多, 最高)."""
    words = lexicon("targets")
    if (
        left in toward_words("ge") | toward_words("le")
        or left in words["left"]["ge"]
        or left in words["beyond"]["words"]
    ):
        return True
    return left in words["left"]["le"] and left not in words["ceiling"]["words"]


@cache
def _earned() -> re.Pattern[str]:
    """What shall be invested or earned: a sum of money behind it is to be reached."""
    words = lexicon("targets")["earned"]
    return re.compile(
        rf"(?:{any_of(words['verbs'])}[^,。;、◆◇]{{0,12}}(?:{any_of(words['nouns'])})|{any_of(words['alone'])})[額额]?[約约]?(?:新[臺台][幣币])?[ ]?\Z"
    )


def is_earned(text: str, at: int) -> bool:
    """Whether what ends before a sum of money says that so much shall be invested or earned.

    >>> is_earned("完成投资32亿元", 4), is_earned("总投资32亿元", 3), is_earned("創造產值20億元", 4), is_earned("实际利用外资1200万美元", 6)
    (True, False, True, True)
    """
    return _earned().search(text, max(at - _LEFT_WINDOW, 0), at) is not None


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _sense(senses: list[Comparator], core: Core) -> Comparator:
    """A bound outweighs a 達 or 約; a range is a range whatever stands around it."""
    if core.high is not None:
        return Comparator.BETWEEN
    if core.sense is not None:
        return core.sense
    if core.unit == "%" and core.low == 100 and Comparator.GT not in senses:
        return Comparator.EQ  # a share cannot go beyond the whole: 达到100%
    weak = (Comparator.EQ, Comparator.ABOUT)
    for sense in [s for s in senses if s not in weak] + [s for s in senses if s == Comparator.ABOUT]:
        return sense
    return Comparator.ABOUT if core.vague else Comparator.EQ


def _says_something(text: str, quantity: Quantity) -> bool:
    """A Chinese numeral alone is mostly part of a word (一切, 四川): it needs a unit, a comparator or a 百千萬."""
    if quantity.unit or quantity.left or quantity.right or quantity.value != quantity.value.to_integral_value():
        return True
    written = text[slice(*quantity.number)]
    return written[:1].isascii() or (len(written) > 1 and any(sign in written for sign in BIG))


_STATED = ("said", "ranks", "than")  # rules that look for a number without a unit
_FIGURE = re.compile(f"[0-9{CHINESE}半]|打[對对]折")  # what no quantity can do without


@cache
def _all_rules() -> Sequence[Rule[Core]]:
    """Those of speech first: of two readings as long, theirs is the closer one."""
    return (*quantity_speech.rules(), *rules())


def find_quantities(text: str) -> list[Hit[Quantity]]:
    """The quantities of a folded text, in order, none overlapping another; each hit covers the evidence, comparator included."""
    found: list[Hit[Quantity]] = []
    for hit in scan(_all_rules(), text) if _FIGURE.search(text) else ():
        quantity = _quantity(text, hit)
        if quantity is None or not (hit.rule in _STATED or _says_something(text, quantity)):
            continue
        if both := _both_bounds(text, found[-1].value, quantity) if found else None:
            found[-1] = Hit(both.start, both.end, both, found[-1].rule)
        else:
            found.append(Hit(quantity.start, quantity.end, quantity, hit.rule))
    return found


_AND = re.compile(rf"{B}[,、]?{B}(?:的同[时時]|同[时時]|且|[并並]且?|而|但|及|和|又)?{B}")
_BETWEEN = re.compile(rf"{B}[和與与及]{B}")


def _both_bounds(text: str, first: Quantity, last: Quantity) -> Quantity | None:
    """The range that two quantities side by side give: 20人以上50人以下, 60%以上未達80%, 10000与20000之间."""
    if first.value_max is not None or last.value_max is not None or not first.value < last.value:
        return None
    units = {q.unit for q in (first, last) if q.unit}
    bounds = first.comparator in (Comparator.GE, Comparator.GT) and last.comparator in (Comparator.LE, Comparator.LT)
    plain = first.comparator == last.comparator == Comparator.EQ and _BETWEEN.fullmatch(text, first.end, last.start)
    closed = re.compile(rf"{B}之?[間间]").match(text, last.end) if plain else None
    if len(units) > 1 or not (closed or (bounds and _AND.fullmatch(text, first.end, last.start))):
        return None
    end = closed.end() if closed else last.end
    return replace(
        first,
        comparator=Comparator.BETWEEN,
        value_max=last.value,
        unit=last.unit or first.unit,
        end=end,
        number=(first.number[0], last.number[1]),
        right=last.right,
    )


def describe(quantity: Quantity) -> str:
    """The quantity as the examples of the rules print it.

    >>> describe(find_quantities("至少4小時以上")[0].value)
    'ge 4 小時'
    """
    high = "" if quantity.value_max is None else f"..{quantity.value_max.normalize():f}"
    return f"{quantity.comparator} {quantity.value.normalize():f}{high} {quantity.unit or ''}".strip()
