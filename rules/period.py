"""Dates, ranges, deadlines, recurrences and durations: what a plan says about time, in inclusive ISO days.

A rule reads words into an ``Expression`` (or a recurrence or a duration) without knowing the document; ``settle`` then gives its
days against the document's ``Frame``. So overlaps are resolved before a list is taken apart, and a year that a later date leaves
out is that of the date beside it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from rules.calendar_date import (
    HAN,
    NUMBER,
    SMALL,
    B,
    Days,
    Point,
    anonymous,
    any_of,
    dated_fragment,
    days,
    finer_fragment,
    numeric_fragment,
    point_fragment,
    read_point,
    sounds_like_year,
    words,
    year_fragment,
    year_of,
)
from rules.duration import Duration, duration_pattern, read_duration
from rules.numeral import integer
from rules.passage import Passage, Site
from rules.plan import CalendarKind, Period, PeriodKind, Precision
from rules.recurrence import DAYTIME, read_rotation, read_rrule, recurrence_pattern, rotation_pattern
from rules.rule import Hit, Rule, overlaps, resolve


@dataclass(frozen=True, slots=True)
class Frame:
    """What bare years and relative expressions of a document are read against.

    ``calendar`` is roc or ce; ``year`` the plan's year (CE) for dates without one; ``start`` and ``end`` the plan's own period.
    """

    calendar: CalendarKind = CalendarKind.ROC
    year: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """Dates as written. ``form`` is single, list, range, or cell: figures that are a date only where they fill a cell; ``tail`` the closing (before, after, since, until, within) or "".

    ``inclusive`` says that 前 or 後 counts the day itself in words (含, 或之, 及以); ``solid`` that the days are given by the words.
    """

    form: str
    points: tuple[Point, ...]
    tail: str = ""
    inclusive: bool = False
    solid: Days | None = None

    def __str__(self) -> str:
        return f"{self.form} {len(self.points)} {self.tail}".strip()


Sense = Expression | Duration | str
"""What a rule reads: dates, a duration, or a recurrence as RRULE."""


# --- the calendar of a document ---------------------------------------------------------------------------------------

_BARE_ROC = re.compile(
    rf"(?<![0-9{HAN}第])(?:[6-9][0-9]|1[0-9]{{2}}|[六七八九]十[一二三四五六七八九]?|一百(?:零?[一二三四五六七八九]|[一二]?十[一二三四五六七八九]?)?)"
    rf"{B}(?:[學学]?年(?!齡|龄|代)|至{B}[0-9]{{3}}{B}年|\.[01]?[0-9]\.[0-3]?[0-9](?![.0-9]))"
)
_NAMED_ROC = re.compile(rf"民[國国]{B}[0-9{HAN}元]")
_BARE_CE = re.compile(rf"(?:19|20|二[〇零]|一九)[0-9{HAN}]{{2}}{B}年")


def decide_calendar(passages: Sequence[Passage]) -> CalendarKind:
    """Whether bare years of the document are ROC or CE: by how its years are written and by its script, never by a year's size."""
    texts = [passage.folded for passage in passages]
    if script(texts) == "Hans":
        named = sum(len(_NAMED_ROC.findall(t)) for t in texts)
        return CalendarKind.ROC if named > sum(len(_BARE_CE.findall(t)) for t in texts) else CalendarKind.CE
    if any(_NAMED_ROC.search(t) or _BARE_ROC.search(t) for t in texts):
        return CalendarKind.ROC
    return CalendarKind.CE if any(_BARE_CE.search(t) for t in texts) else CalendarKind.ROC


def script(texts: Sequence[str]) -> str:
    """Hant or Hans, by the characters that only one of them uses.

    >>> script(["實施計畫"]), script(["实施计划"])
    ('Hant', 'Hans')
    """
    scripts = words()["scripts"]
    traditional = set(scripts["hant"]) - set(scripts["hans"])
    simplified = set(scripts["hans"]) - set(scripts["hant"])
    count = {True: 0, False: 0}
    for text in texts:
        for character in text:
            if character in traditional or character in simplified:
                count[character in traditional] += 1
    return "Hans" if count[False] > count[True] else "Hant"


# --- the grammar ------------------------------------------------------------------------------------------------------

_NOT_INSIDE = rf"(?<![0-9{HAN}第])(?<!第 )(?<![0-9]\.)(?<!\(0[0-9]\))(?<![^0-9]0[0-9]-)(?<!\A0[0-9]-)"
_WEEKDAY = r"(?:\([ ]?(?:(?:星期|週|周|禮拜|礼拜)?[一二三四五六日天])[ ]?\)|(?:星期|週|周)[一二三四五六日天])"


def _closing() -> str:
    """The closing words with one group for each sense."""
    senses = []
    for sense, closing in words()["closings"].items():
        modifiers = f"(?:{any_of(closing['modifiers'])})?" if closing["modifiers"] else ""
        word = any_of(closing["words"])
        late = (
            f"(?<=[底末日號号旬)]){word}(?![{closing['unless_after_end']}])|" if "unless_after_end" in closing else ""
        )
        senses.append(f"(?P<{sense}>{late}{modifiers}{word}(?![{closing['unless']}]))")
    return f"(?:{B}(?:{'|'.join(senses)}))?"


def _opened(body: str) -> str:
    """The body with what may open it: 自 only where 起, 止 or 開始 closes it, 至 only where 止 does."""
    opening = words()["openings"]
    start = rf"(?:(?P<ever>{any_of(opening['ever'])})|(?P<opened>{any_of(opening['since'])})|(?P<as_of>{any_of(opening['as_of'])})|(?P<to>{any_of(opening['to'])}))?"
    fits = r"(?(opened)(?:(?<=[起止始來来])|(?(begun)|(?!))))(?(to)(?<=止))"
    return rf"{start}{B}{body}{_closing()}{fits}"


_LIST_JOINT = rf"{B}(?:以及|[、及和與与或暨]){B}"
_ADORN = f"(?:{B}{_WEEKDAY})?(?:{B}{DAYTIME})?"
_YEAR_NUMBER = r"(?:[6-9][0-9]|1[0-9]{2}|(?:19|20)[0-9]{2}|[〇零一二三四五六七八九十百]{2,7})"


def _guarded(body: str) -> re.Pattern[str]:
    """The pattern behind a look at its first character, so that most positions cost one test."""
    return re.compile(rf"(?=[0-9{HAN}中民西公本今當当同翌次隔明自從从至迄到截上下第前首元年Q(]){body}")


@cache
def _date_pattern() -> re.Pattern[str]:
    dated = rf"{_NOT_INSIDE}{anonymous(dated_fragment())}"
    yearless = rf"(?<![0-9{HAN}年第個个.]){anonymous(finer_fragment())}|(?<![0-9{HAN}年每今本當当去明同該该各次隔翌青少老中])年[底末](?![日梢])"
    return _guarded(_opened(rf"(?P<begun>(?!))?(?P<point>{dated}|{yearless}){_ADORN}"))


@cache
def _range_pattern() -> re.Pattern[str]:
    point, year = anonymous(point_fragment()), anonymous(year_fragment())
    loose = rf"(?:{year}{B})?(?:{SMALL}{B}月{B})?{NUMBER}"
    left = rf"(?<![0-9{HAN}第.])(?<!第 )(?P<left>{point}(?=[^0-9{HAN}])|{loose}){_ADORN}"
    joint = rf"{B}(?P<begun>起)?{B}{any_of(words()['joints']['range'])}{B}"
    right = rf"(?P<right>{point}|{SMALL}{B}[日號号]|{NUMBER}{B}\){B}年度?)"
    return _guarded(_opened(rf"{left}{joint}{right}{_ADORN}"))


@cache
def _list_pattern() -> re.Pattern[str]:
    point, year = anonymous(dated_fragment()), anonymous(year_fragment())
    finer = anonymous(point_fragment())
    years = rf"(?:{_YEAR_NUMBER}{B}(?:年度?)?{_LIST_JOINT}){{1,8}}{point}"
    months = rf"(?:{year}{B}{SMALL}|{SMALL}(?=(?:{B}月份?)?(?:及|和|與|与|或|、{B}{SMALL}(?:{B}月份?)?{_LIST_JOINT})|(?<=[\u4e00-\u9fff][0-9])(?=、)|(?<=[\u4e00-\u9fff][0-9][0-9])(?=、))){B}(?:月份?)?{_LIST_JOINT}(?:{SMALL}{B}(?:月份?)?{_LIST_JOINT}){{0,10}}{finer}"
    each_day = rf"{SMALL}{B}[日號号]?{_ADORN}"
    day_list = rf"(?:{year}{B})?{SMALL}{B}月{B}(?:{each_day}{_LIST_JOINT}){{1,10}}{SMALL}{B}[日號号]{_ADORN}"
    return _guarded(rf"(?<![0-9{HAN}第.])(?P<members>{day_list}|{years}|{months}){_closing()}")


_FIGURES_RANGE = r"(?:19|20)[0-9]{2}[ ]?(?:至|到|~|-{1,2})[ ]?(?:19|20)[0-9]{2}"


@cache
def _figures_pattern() -> re.Pattern[str]:
    """Dates in figures that leave parts out: 2008.03-2009, 104/3~104/6, 104/3/1-3/31, 3/15(二), and a cell that is one 2/28."""
    joint = rf"{B}(?:起{B})?(?:至|到|迄|~|-{{1,2}}){B}"
    ym = r"(?:(?:19|20)[0-9]{2}|1[0-9]{2}|[6-9][0-9])[./](?:1[0-2]|0?[1-9])(?![0-9])"
    md = r"(?:1[0-2]|0?[1-9])[/.](?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
    slash = md.replace("/.", "/")
    full = numeric_fragment()
    ranges = rf"{full}{_ADORN}{joint}{slash}|(?:{ym}{joint}(?:{ym}|(?:19|20)[0-9]{{2}}(?![0-9])))|{slash}{_ADORN}{joint}{slash}"
    alone = rf"{slash}[ ]?{_WEEKDAY}(?:{B}{DAYTIME})?|(?P<cell>\A{slash}(?=[ ]*\Z))|{slash}(?={B}(?:日|以?前|起))"
    return re.compile(rf"(?=[0-9])(?<![0-9A-Za-z./-])(?:(?P<pair>{ranges})|(?P<one>{alone})){_ADORN}{_closing()}")


@cache
def _bare_year_pattern() -> re.Pattern[str]:
    quoted = r"(?<=[\u4e00-\u9fff])(?<!第)(?P<year>(?:19|20)[0-9]{2})(?=[「『《“])"
    spoken = (
        rf"(?:從|从|自)?(?<![0-9A-Za-z第./-])(?P<pair>{_FIGURES_RANGE})(?![0-9A-Za-z號号./-])(?:[學学]年度?|年度?)?"
    )
    alone = r"\A(?P<alone>[ ]*(?:19|20)[0-9]{2})(?=[ ]*\Z)"
    return re.compile(rf"(?=[0-9從从自]){spoken}|(?=[0-9])(?:{quoted}|{alone})")


@cache
def _plan_period_pattern() -> re.Pattern[str]:
    name = any_of(words()["plan_periods"])
    after = r"(?:[时時]期|期[间間])"
    return re.compile(
        rf"(?=[“\"「一二三四五六七八九十])(?:[“\"「](?P<quoted>{name})[”\"」](?P<late>期?末|期?[底])?{after}?|(?<![{HAN}第])(?P<plain>{name})(?:{after}|(?=[规規]划|[规規]劃|[计計][划畫])))"
    )


@cache
def _decade_pattern() -> re.Pattern[str]:
    century = rf"(?:(?P<century>[0-9]{{2}}|[一二十廿][一二三四五六七八九十]?|二十[一]?){B}世[纪紀]|(?P<relative>[上本]){B}?世[纪紀])"
    return re.compile(rf"(?=[0-9一二十廿上本]){century}{B}(?P<decade>[0-9]0|[一二三四五六七八九]十|〇〇){B}年代")


# --- reading ----------------------------------------------------------------------------------------------------------


def _tail(match: re.Match[str]) -> tuple[str, bool]:
    """The closing's sense and whether it includes the day in words."""
    groups = match.groupdict()
    for sense in words()["closings"]:
        if text := groups.get(sense):
            return sense, any(sign in text for sign in "或及含")
    if groups.get("ever"):
        return "since", False
    return ("as_of", False) if groups.get("as_of") else ("", False)


def _read_date(match: re.Match[str]) -> Expression | None:
    point = read_point(match["point"])
    tail, inclusive = _tail(match)
    if point is None or _blank_follows(match) or _everyday(point):
        return None
    if not sounds_like_year(point) and not (tail in ("since", "until", "before") and (point.year or 0) >= 60):
        return None
    return Expression("single", (point,), tail, inclusive)


def _everyday(point: Point) -> bool:
    """本年, 當年 alone: no date, but a way to speak."""
    return point.shift is not None and point.bare_year and not point.at_end


def _blank_follows(match: re.Match[str]) -> bool:
    """Whether the date is a form still to be filled in: 97年2月○○日, 111年　月　日."""
    return bool(re.match(r"[ ]*[〇_xX×]*[ ]*[月日](?![一二三四五六日])", match.string[match.end() : match.end() + 8]))


@cache
def _loose_pattern() -> re.Pattern[str]:
    year = anonymous(year_fragment())
    return re.compile(rf"(?P<head>(?:{year}{B})?(?P<month>{SMALL}{B}月{B})?)(?P<number>{NUMBER})")


def _loose_point(text: str, other: Point, finest: bool = False) -> Point | None:
    """A point whose last unit is left out (108 of 108至111年度, 5 of 103年5~10月): the next below what it says, or the other's.

    Of the other's units it is the coarsest, or the ``finest`` where the other comes first (the 6 of 103年3、6月).
    """
    match = _loose_pattern().fullmatch(text)
    if match is None:
        return None
    if match["month"]:
        unit = "日"
    elif match["head"]:
        unit = "月"
    elif finest:
        unit = "日" if other.day else "月" if other.month else "年"
    else:
        unit = "年" if other.dated else "月" if other.month is not None else "日"
    return read_point(text + unit)


def _closing_bracket(text: str) -> str:
    """(108－111)年: the bracket between number and unit is not part of the year."""
    return re.sub(r"[ ]{0,2}\)[ ]{0,2}(?=年)", "", text) if "(" not in text else text


def _read_range(match: re.Match[str]) -> Expression | None:
    right = read_point(_closing_bracket(match["right"]))
    if right is None or _blank_follows(match):
        return None
    figures = match["right"].isdecimal()  # 02-20151123 is a telephone number
    left = read_point(match["left"]) or (None if figures else _loose_point(match["left"], right))
    if left is None:
        return None
    left, right = _fill(left, right), _fill(right, left)
    tail, inclusive = _tail(match)
    if not _whole(left) or not _whole(right) or not (sounds_like_year(left) and sounds_like_year(right)):
        return None
    return Expression("range", (left, right), tail, inclusive)


def _whole(point: Point) -> bool:
    """Whether every unit above the finest one is there, the year aside."""
    return not (point.day is not None and point.month is None) and (
        point.dated or point.month is not None or point.part is not None
    )


def _fill(point: Point, other: Point) -> Point:
    """The point with year, era, cycle and month of the other where it says none."""
    if not point.dated:
        if point.day is not None and point.month is None:
            point = replace(point, month=other.month)
        return replace(point, year=other.year, era=other.era, shift=other.shift, cycle=other.cycle, lent=True)
    if point.bare_year and not point.at_end:
        return replace(point, era=point.era or other.era, cycle=point.cycle or other.cycle)
    return replace(point, era=point.era or other.era)


_SPLIT = re.compile(_LIST_JOINT)
_DAY_ADORNED = re.compile(_ADORN + r"\Z")


def _read_list(match: re.Match[str]) -> Expression | None:
    tail, inclusive = _tail(match)
    pieces = [_bare(piece) for piece in _SPLIT.split(match["members"])]
    last = _read_member(pieces[-1])
    if last is None or _blank_follows(match):
        return None
    points, first = [], None
    for piece in pieces:
        point = _read_member(piece) or _loose_point(piece, first or last, first is not None)
        if point is None:
            return None
        first = first or point
        points.append(point)
    if not tail and _speak_for_themselves(pieces, points):
        return None
    shared = _share(points)
    if not all(_whole(p) and sounds_like_year(p) for p in shared):
        return None
    return Expression("list", tuple(shared), tail, inclusive)


def _bare(piece: str) -> str:
    """The member without weekday and time of day."""
    return _DAY_ADORNED.sub("", piece).strip() or piece


def _read_member(piece: str) -> Point | None:
    return read_point(piece)


def _speak_for_themselves(pieces: Sequence[str], points: Sequence[Point]) -> bool:
    """Whether each member is a date of its own (103年及104年, 3月及9月) rather than one that needs its neighbours."""
    units = {"日" if p.day else "月" if p.month else "年" for p in points}
    own = all(re.search(r"[年月度底末份]$", piece) for piece in pieces)
    return own and len(units) == 1 and "日" not in units and not points[-1].at_end


def _share(points: Sequence[Point]) -> list[Point]:
    """The members with what they take from the first (year, month) and from the last (month, day, 底)."""
    last = points[-1]
    filled: list[Point] = []
    for point in points:
        if filled:
            point = _inherit(point, filled[-1])
        if point is not last and point.bare_year and (not last.bare_year or last.at_end or last.cycle):
            point = replace(
                last, year=point.year, shift=point.shift, era=point.era or points[0].era, padded=point.padded
            )
        elif point.month is not None and last.month is not None and point.day is None:
            point = replace(point, day=last.day, part=last.part, share=last.share, at_end=last.at_end)
        filled.append(replace(point, era=point.era or points[0].era if point.year else point.era))
    return filled


def _inherit(point: Point, before: Point) -> Point:
    return _fill(point, before)


def _read_figures(match: re.Match[str]) -> Expression | None:
    tail, inclusive = _tail(match)
    if match["one"]:
        point = _month_and_day(match["one"])
        form = "cell" if match["cell"] else "single"
        return Expression(form, (point,), tail, inclusive) if point else None
    sides = re.split(rf"{B}(?:起{B})?(?:至|到|迄|~|-{{1,2}}){B}", match["pair"])
    if len(sides) > 2:  # the dash is also the date's own: 2020-01-01-1/31
        return None
    left = read_point(_bare(sides[0])) or _figures_point(_bare(sides[0]), match["pair"])
    right = read_point(_bare(sides[1])) or _figures_point(_bare(sides[1]), match["pair"])
    if left is None or right is None:
        return None
    return Expression("range", (_fill(left, right), _fill(right, left)), tail, inclusive)


def _figures_point(text: str, pair: str) -> Point | None:
    """A point of a range in figures: year alone, year and month, or month and day."""
    numbers = [int(n) for n in re.findall("[0-9]+", text)]
    if len(numbers) == 1:
        return Point(numbers[0])
    if numbers[0] > 12:
        return Point(numbers[0], month=numbers[1])
    return _month_and_day(text)


def _month_and_day(text: str) -> Point | None:
    found = re.match(r"([0-9]{1,2})[./]([0-9]{1,2})", text)
    return read_point(f"{found[1]}月{found[2]}日") if found else None


def _read_bare_year(match: re.Match[str]) -> Expression | None:
    if match["pair"]:
        first, last = (Point(int(n)) for n in re.findall("[0-9]{4}", match["pair"]))
        if "學年" in match[0] or "学年" in match[0]:
            school = CalendarKind.SCHOOL
            first, last = replace(first, cycle=school), replace(last, cycle=school)
        sound = 0 < (last.year or 0) - (first.year or 0) <= 60
        return Expression("range", (first, last)) if sound else None
    year = int(match["year"] or match["alone"])
    return Expression("bare", (Point(year),))


def _read_plan_period(match: re.Match[str]) -> Expression:
    first, last = words()["plan_periods"][match["quoted"] or match["plain"]]
    solid = Days(dt.date(first, 1, 1), dt.date(last, 12, 31), Precision.YEAR)
    return Expression("range", (), "end" if match["late"] else "", solid=solid)


def _read_decade(match: re.Match[str]) -> Expression | None:
    century = {"上": 20, "本": 21}.get(match["relative"] or "") or integer(match["century"] or "")
    decade = integer(match["decade"])
    if century is None or decade is None:
        return None
    first = (century - 1) * 100 + decade
    return Expression("range", (), solid=Days(dt.date(first, 1, 1), dt.date(first + 9, 12, 31), Precision.YEAR))


# --- the rules --------------------------------------------------------------------------------------------------------


@cache
def rules() -> tuple[Rule[Sense], ...]:
    """The rules of the family, each with its examples: a text, and what the rule reads there (see ``tests/test_period.py``)."""
    return (
        Rule(
            "period-date",
            _date_pattern(),
            _read_date,
            (
                ("於103年5月20日召開", "103年5月20日 instant 2014-05-20..2014-05-20"),
                ("考試院民國 98 年 6 月 18 日會議", "民國 98 年 6 月 18 日 instant 2009-06-18..2009-06-18"),
                ("2、104年3月底前完成", "104年3月底前 deadline ..2015-03-31"),
                ("於94年12月20日前完成", "94年12月20日前 deadline ..2005-12-20"),
                ("預計94年10月前完成", "94年10月前 deadline ..2005-09-30"),
                ("自112年1月9日起開放", "自112年1月9日起 range 2023-01-09.."),
                ("延續109年以來", "109年以來 range 2020-01-01.."),
                ("截至104年12月31日止", "截至104年12月31日止 range ..2015-12-31"),
                ("111學年度計畫", "111學年度 instant 2022-08-01..2023-07-31"),
                ("104會計年度", "104會計年度 instant 2015-01-01..2015-12-31"),
                ("2019年一季度", "2019年一季度 instant 2019-01-01..2019-03-31"),
                ("104年下半年辦理", "104年下半年 instant 2015-07-01..2015-12-31"),
                ("1999年7月下旬", "1999年7月下旬 instant 1999-07-21..1999-07-31"),
                ("更新日期：110.1.26", "110.1.26 instant 2021-01-26..2021-01-26"),
                ("2011年底完成", "2011年底 deadline ..2011-12-31"),
            ),
            (
                "2019年2月29日",
                "103年13月",
                "第3年",
                "5年內",
                "三年級",
                "院授人企字第0930061451號",
                "97年2月○○日",
                "電話888-000-9999",
                "版本1.2.3",
            ),
        ),
        Rule(
            "period-range",
            _range_pattern(),
            _read_range,
            (
                ("103年5月~10月", "103年5月~10月 range 2014-05-01..2014-10-31"),
                ("中程(108至111年度)施政計畫", "108至111年度 range 2019-01-01..2022-12-31"),
                ("109 年 1 月 1 日至 12 月 31 日", "109 年 1 月 1 日至 12 月 31 日 range 2020-01-01..2020-12-31"),
                ("自112年3月1日起至112年6月1日止", "自112年3月1日起至112年6月1日止 range 2023-03-01..2023-06-01"),
                ("2021—2025年", "2021—2025年 range 2021-01-01..2025-12-31"),
                ("2018年12月九號到十五號", "2018年12月九號到十五號 range 2018-12-09..2018-12-15"),
                ("（2008年－2013）年", "2008年－2013）年 range 2008-01-01..2013-12-31"),
            ),
            ("3至5年", "1~2場次", "第2至3年", "888-000-9999年", "2~3個月"),
        ),
        Rule(
            "period-list",
            _list_pattern(),
            _read_list,
            (
                (
                    "103年及104年3月底前",
                    "103年及104年3月底前 deadline ..2014-03-31 | 103年及104年3月底前 deadline ..2015-03-31",
                ),
                ("（94）年5月14、15日", "（94）年5月14、15日 range 2005-05-14..2005-05-15"),
                (
                    "103、104年度",
                    "103、104年度 instant 2014-01-01..2014-12-31 | 103、104年度 instant 2015-01-01..2015-12-31",
                ),
            ),
            ("1、103年", "103年及104年", "一、二級機關", "3、4名"),
        ),
        Rule(
            "period-figures",
            _figures_pattern(),
            _read_figures,
            (
                ("3/15（二）", "3/15（二） instant 2014-03-15..2014-03-15"),
                ("2008.03-2009", "2008.03-2009 range 2008-03-01..2009-12-31"),
                ("104/3/1-3/31", "104/3/1-3/31 range 2015-03-01..2015-03-31"),
            ),
            ("占1/2以上", "1.2.3", "3/4的委員"),
        ),
        Rule(
            "period-bare-year",
            _bare_year_pattern(),
            _read_bare_year,
            (
                ("臺南縣2005「虎頭埤之旅」", "2005 instant 2005-01-01..2005-12-31"),
                ("2010", "2010 instant 2010-01-01..2010-12-31"),
                ("（2021—2025）", "2021—2025 range 2021-01-01..2025-12-31"),
            ),
            ("2000件", "ISO 2015-2016號", "共2005人"),
        ),
        Rule(
            "period-plan",
            _plan_period_pattern(),
            _read_plan_period,
            (
                ("“十四五”时期", "“十四五”时期 range 2021-01-01..2025-12-31"),
                ("十三五期間", "十三五期間 range 2016-01-01..2020-12-31"),
            ),
            ("三十五條", "十五五名"),
        ),
        Rule(
            "period-decade",
            _decade_pattern(),
            _read_decade,
            (("19世纪70年代", "19世纪70年代 range 1870-01-01..1879-12-31"),),
            ("70年代", "世紀大樓"),
        ),
        Rule(
            "period-recurrence",
            recurrence_pattern(),
            read_rrule,
            (
                ("每年9月定期實施", "每年9月 recurring FREQ=YEARLY;BYMONTH=9"),
                ("每季不定期宣傳", "每季 recurring FREQ=MONTHLY;INTERVAL=3"),
                ("每月10日前", "每月10日前 recurring FREQ=MONTHLY;BYMONTHDAY=10"),
                ("每年四月、八月", "每年四月、八月 recurring FREQ=YEARLY;BYMONTH=4,8"),
                ("本府每 2 年擇定", "每 2 年 recurring FREQ=YEARLY;INTERVAL=2"),
                ("每周一至周五", "每周一至周五 recurring FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
                ("按月傳輸", "按月 recurring FREQ=MONTHLY"),
                ("各季執行比率", "各季 recurring FREQ=MONTHLY;INTERVAL=3"),
                ("每日6時至22時", "每日6時至22時 recurring FREQ=DAILY"),
                ("每年2月底前", "每年2月底前 recurring FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"),
            ),
            ("每人次", "每場次", "每周年", "按年齡", "各季節", "每2小時"),
        ),
        Rule(
            "period-rotation",
            rotation_pattern(),
            read_rotation,
            (("一年一次", "一年一次 recurring FREQ=YEARLY"), ("2年1次", "2年1次 recurring FREQ=YEARLY;INTERVAL=2")),
            ("第一年一次", "一次"),
        ),
        Rule(
            "period-duration",
            duration_pattern(),
            read_duration,
            (
                ("7 個工作天內函復", "7 個工作天內 duration"),
                ("為期三年", "三年 duration"),
                ("演習後1周內", "1周內 duration"),
                ("約3至6個月", "3至6個月 duration"),
                ("兩年半", "兩年半 duration"),
                ("5—10年", "5—10年 duration"),
            ),
            ("第3年", "三年級", "103年", "24小時", "上一年度", "一日之計", "四周環境", "二週年", "半數"),
        ),
    )


# --- days -------------------------------------------------------------------------------------------------------------


def settle(sense: Sense, frame: Frame, anchor: int | None) -> list[Period]:
    """The periods of what a rule read, without their text; empty where it cannot be one in this calendar.

    ``anchor`` is the year (CE) of dates that say none.
    """
    if isinstance(sense, str):
        return [Period(kind=PeriodKind.RECURRING, rrule=sense, calendar=frame.calendar)]
    if isinstance(sense, Duration):
        return [_settle_duration(sense, frame)]
    if sense.solid is not None:
        return [_closed(Period(calendar=CalendarKind.CE), sense.solid, sense.tail, False, solid=True)]
    if sense.form == "range":
        return _settle_range(sense, frame, anchor)
    members = [_settle_point(p, sense, frame, anchor) for p in sense.points]
    whole = [m for m in members if m is not None]
    return _consecutive(whole) if len(whole) == len(members) else []


def _settle_duration(duration: Duration, frame: Frame) -> Period:
    """A duration has no days, unless it is that of the plan itself: 未來4年."""
    period = Period(kind=PeriodKind.DURATION, calendar=frame.calendar)
    if duration.ahead and duration.unit == "year" and frame.start and frame.end:
        years = (
            frame.end.year
            - frame.start.year
            + (0 if (frame.end.month, frame.end.day) < (frame.start.month, frame.start.day) else 1)
        )
        if years == duration.least:
            return replace(period, start=frame.start, end=frame.end, precision=Precision.YEAR, inferred=True)
    return period


def _calendar(point: Point, frame: Frame) -> CalendarKind:
    if point.cycle is not None:
        return point.cycle
    if point.era is not None:
        return point.era
    return CalendarKind.CE if (point.year or 0) >= 1000 else frame.calendar


def _inferred(point: Point, frame: Frame) -> bool:
    """Whether the year is not in the words, or only its last two digits are."""
    return point.year is None or (point.year < 100 and _calendar(point, frame) is CalendarKind.CE)


def _settle_point(point: Point, sense: Expression, frame: Frame, anchor: int | None) -> Period | None:
    """The period of one date with its closing, None where there is no such day."""
    year = year_of(point, frame.calendar, anchor)
    period = Period(calendar=_calendar(point, frame), inferred=_inferred(point, frame))
    if year is None:
        return _undated(period, point, sense) if point.year is None else None
    found = days(point, year)
    if found is None:
        return None
    tail = sense.tail or ("end" if point.at_end else "")
    return _closed(period, found, tail, sense.inclusive or point.at_end)


def _undated(period: Period, point: Point, sense: Expression) -> Period:
    """A date whose year nobody says: its kind, and no days."""
    kind = _KINDS.get(sense.tail or ("end" if point.at_end else ""), PeriodKind.INSTANT)
    precision = Precision.DAY if point.day else Precision.MONTH if point.month else Precision.YEAR
    return replace(period, kind=kind, precision=precision)


_KINDS = {
    "before": PeriodKind.DEADLINE,
    "within": PeriodKind.DEADLINE,
    "end": PeriodKind.DEADLINE,
    "after": PeriodKind.RANGE,
    "since": PeriodKind.RANGE,
    "until": PeriodKind.RANGE,
    "as_of": PeriodKind.RANGE,
}


def _closed(period: Period, found: Days, tail: str, inclusive: bool, solid: bool = False) -> Period:
    """The period of these days under a closing. 12月20日前 counts the 20th; 10月前 ends in September."""
    kind = PeriodKind.RANGE if solid and not tail else _KINDS.get(tail, PeriodKind.INSTANT)
    period = replace(period, kind=kind, precision=found.precision)
    by_day = inclusive or found.precision is Precision.DAY
    one = dt.timedelta(days=1)
    if tail == "before":
        return replace(period, end=found.end if by_day else found.start - one)
    if tail in ("within", "end", "until", "as_of"):
        return replace(period, end=found.end)
    if tail == "after":
        return replace(period, start=found.start if by_day else found.end + one)
    if tail == "since":
        return replace(period, start=found.end if inclusive else found.start)
    return replace(period, start=found.start, end=found.end)


def _settle_range(sense: Expression, frame: Frame, anchor: int | None) -> list[Period]:
    first, last = sense.points
    start_year = year_of(first, frame.calendar, anchor)
    end_year = year_of(last, frame.calendar, anchor)
    if last.year is None and last.shift and start_year is not None:
        end_year = start_year + last.shift  # 103年9月至翌年6月
    period = Period(kind=PeriodKind.RANGE, calendar=_calendar(first, frame), inferred=_inferred(first, frame))
    if start_year is None or end_year is None:
        unsaid = first.year is None and last.year is None
        return [_undated_range(period, first)] if unsaid else []
    return _days_between(period, first, last, start_year, end_year)


def _undated_range(period: Period, first: Point) -> Period:
    return replace(period, precision=Precision.DAY if first.day else Precision.MONTH)


def _days_between(period: Period, first: Point, last: Point, start_year: int, end_year: int) -> list[Period]:
    if first.cycle is CalendarKind.SCHOOL and (first.year or 0) >= 1000 and end_year == start_year + 1:
        end_year = start_year  # 2021—2022学年 is one school year
        period = replace(period, kind=PeriodKind.INSTANT)
    start, end = days(first, start_year), days(last, end_year)
    if start is None or end is None:
        return []
    if end.end < start.start and last.lent:
        end = days(last, end_year + 1)  # 103年11月至2月
        period = replace(period, inferred=True)
    if end is None or end.end < start.start:
        return []
    return [replace(period, start=start.start, end=end.end, precision=max(start, end, key=_fineness).precision)]


_FINENESS = (Precision.YEAR, Precision.HALF, Precision.QUARTER, Precision.MONTH, Precision.DAY)


def _fineness(found: Days) -> int:
    return _FINENESS.index(found.precision)


def _consecutive(members: Sequence[Period]) -> list[Period]:
    """One range of days that follow each other (5月14、15日), else each by itself."""
    if len(members) < 2 or not all(m.kind is PeriodKind.INSTANT and m.start and m.start == m.end for m in members):
        return [*members]
    steps = {later.start - earlier.start for earlier, later in pairwise(members) if later.start and earlier.start}
    if steps != {dt.timedelta(days=1)}:
        return [*members]
    return [replace(members[0], kind=PeriodKind.RANGE, end=members[-1].end)]


# --- finding ----------------------------------------------------------------------------------------------------------

_NUMBER_ROLES = frozenset({"no", "weight", "score", "budget", "baseline", "result"})
_BESIDE = re.compile(rf"{B}(?:[、,及和與与或暨]|以及){B}")
_ANY_TIME = re.compile(r"[0-9年月日季旬週周天每按逐期五拜]")


def find_periods(site: Site, frame: Frame, taken: Sequence[tuple[int, int]] = ()) -> list[Hit[Period]]:
    """The dates of a passage, none inside the ranges taken. The members of one list are hits at the same place."""
    passage = site.passage
    if not _ANY_TIME.search(passage.folded):
        return []
    anchor = site.year or frame.year
    found: list[Hit[Period]] = []
    before: tuple[int, int] | None = None
    for hit in resolve(h for h in _readings(site, frame, anchor) if not overlaps(h.start, h.end, taken)):
        text = passage.text[hit.start : hit.end]
        periods = settle(hit.value, frame, _year_beside(before, passage.folded, hit.start, anchor))
        found += [Hit(hit.start, hit.end, replace(period, text=text), hit.rule) for period in periods]
        if last := periods[-1].end or periods[-1].start if periods else None:
            before = (hit.end, last.year)
    return found


def _readings(site: Site, frame: Frame, anchor: int | None) -> Iterator[Hit[Sense]]:
    """What the rules read and the calendar allows, overlaps not yet resolved."""
    for rule in rules():
        for hit in rule.hits(site.passage.folded):
            if settle(hit.value, frame, anchor) and not _out_of_place(hit, site):
                yield hit


def _out_of_place(hit: Hit[Sense], site: Site) -> bool:
    """Whether figures that may be a date are rather a count, a fraction or a page (1/2)."""
    if isinstance(hit.value, Expression) and hit.value.form == "cell" and site.table is None:
        return True
    return hit.rule in ("period-bare-year", "period-figures") and _counts(site)


def _counts(site: Site) -> bool:
    """Whether the site is a cell of counts, where 2010 is one of them."""
    role = site.column_role or ""
    return site.unit is not None or role in _NUMBER_ROLES or role.startswith("target")


def _year_beside(before: tuple[int, int] | None, folded: str, start: int, anchor: int | None) -> int | None:
    """The year of a date without one: that of the date it is listed with, else the anchor, else that of the date before it.

    ``before`` is where the last dated expression ends, and its year.
    """
    if before is None or (anchor is not None and not _BESIDE.fullmatch(folded, before[0], start)):
        return anchor
    return before[1]
