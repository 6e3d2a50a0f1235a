"""One written date, whole or partial, and the days that it covers.

A ``Point`` keeps what the page says (the raw year, the era, what is missing); ``days`` reads it against a calendar and a year.
A range or a list is made of several points that lend each other what they leave out.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules.numeral import integer
from rules.plan import CalendarKind, Precision
from rules.words import any_of, lexicon

ROC_EPOCH = 1911
"""民國 1 is 1912."""

B = "[ ]{0,2}"
"""Blanks that may stand between the parts of a date; never a tab or a cell border."""

HAN = "〇零一二三四五六七八九十百千廿卅兩两壹貳贰參叁肆伍陸陆柒捌玖拾佰"
SMALL = "(?:[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,4})"
NUMBER = f"(?:[0-9]{{1,4}}|[{HAN}]{{1,7}})"
_SOUND_ROC_YEARS = range(60, 200)  # a year of two digits or three that stands alone; below, N年 is rather a duration


def words() -> dict[str, Any]:
    """The lexicon of time."""
    return lexicon("calendar")


def anonymous(fragment: str) -> str:
    """The fragment without group names, so that it can stand twice in a pattern."""
    return re.sub(r"\?P<\w+>", "?:", fragment)


@dataclass(frozen=True, slots=True)
class Point:
    """A date as written. ``year`` is the raw number; ``shift`` counts from the plan's year (本年 0, 翌年 1); None = not said.

    ``part`` is a ten-day period, week, quarter, half year or school term, ``share`` which of them (of the weekdays of a month the first to
    the fifth, -1 the last; ``weekday`` counts from Monday, 0); ``at_end`` is 底 or 末.
    """

    year: int | None = None
    era: CalendarKind | None = None
    shift: int | None = None
    cycle: CalendarKind | None = None  # SCHOOL or FISCAL where the year is one
    month: int | None = None
    day: int | None = None
    part: str | None = None  # "ten" "week" "weekday" "quarter" "half" "term" "first-months", or the name of a feast
    share: int = 0
    weekday: int = 0
    at_end: bool = False
    padded: bool = False  # a year such as 07, which is no count of years
    lent: bool = False  # the year is that of the date beside it
    same: bool = False  # 同年: it says so itself

    @property
    def dated(self) -> bool:
        """Whether it says its year, if only relative to the plan's."""
        return self.year is not None or self.shift is not None

    @property
    def bare_year(self) -> bool:
        """Whether it is a year and nothing finer."""
        return self.dated and self.month is None and self.part is None


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, inclusive."""

    start: dt.date
    end: dt.date
    precision: Precision


# --- how it is written ------------------------------------------------------------------------------------------------


@cache
def year_fragment() -> str:
    """A year with its unit: 民國103年度, (94)年, 二〇一六年, 111學年度, 104會計年度, 本年."""
    eras = rf"(?:{any_of(w for names in words()['eras'].values() for w in names)}|中[ ]{{1,2}}[華华][ ]{{1,2}}民[ ]{{1,2}}[國国])"
    shifted = (w for names in words()["relative_years"].values() for w in names)
    relative = any_of([*shifted, *words()["same_year"]["words"]])
    named = rf"(?P<era>{eras}){B}(?:\({B}下同{B}\){B})?(?P<named_year>[0-9]{{1,4}}|[{HAN}]{{1,7}}|元)"
    number = rf"(?:\({B}(?P<bracketed>[0-9]{{2,3}}){B}\)|(?P<year>[0-9]{{2,4}}|[{HAN}]{{2,7}}))"
    unit = rf"{B}(?:(?P<school>[學学]年)度?|年?{B}(?P<fiscal>[會会][計计]年度)|年(?:{B}度(?!假))?(?![級级齡龄]|制(?![定訂订作])|生(?![產产態态活育效])|代(?![表理辦办]))|(?<=[0-9]{{3}})(?=Q[1-4](?![0-9A-Za-z])|{B}第?[一二三四1-4]季|[上下]半年))"
    return rf"(?:(?:{named}|{number}){unit}|(?P<relative>{relative}))"


def _week_fragment() -> str:
    """A week of a month, or a weekday of one: 第2週, 第三個星期六, 最後一個週五."""
    nth = rf"(?:第{B}(?P<nth>[一二三四五1-5])|(?P<last>最[後后])[一1]?){B}[個个]?{B}"
    return rf"[的之]?{nth}(?:(?:星期|週|周|[禮礼]拜){{1,2}}(?P<weekday>[一二三四五六日天])|(?:星期|週|周)(?![年期歲岁邊边]))"


@cache
def finer_fragment() -> str:
    """What may follow a year, or stand alone: 3月, 三月十五日, 3月上旬, 3月底, 第一季, 上半年, 第1學期, 底."""
    not_early, not_late = words()["parts"]["not_early"], words()["parts"]["not_late"]
    no_day = r"$|[,](?![0-9])|[。;)]|出生|[召舉举開开]"  # 10月22出生: what no count of things is followed by
    loose_day = f"(?P<loose>[一二三四五六七八九十廿卅]{{2,4}})(?=$|[ ,。.;、)])|(?P<cut>[0-9]{{1,2}})(?=前(?![0-9{HAN}])|(?<=月[0-9])(?:{no_day})|(?<=月[0-9][0-9])(?:{no_day}))"
    in_month = rf"{B}(?:{_week_fragment()}|(?P<day>{SMALL}){B}[日號号]|(?P<ten>[上中下])旬|(?P<early>初(?!{B}[0-9{HAN}{not_early}])|中(?=$|[ ]?[至到~,。、;)-]|[完前召舉举辦办開开]))|(?:{B}月)?(?P<month_end>[底末])(?![日梢])|{loose_day})"
    month = rf"(?P<month>{SMALL}|元){B}月(?:份(?!量))?(?:{in_month})?|(?<=[年度])(?:的?第(?P<nth_month>{SMALL})[個个]月|(?P<first_month>首)月)"
    in_quarter = r"(?:[的之]?第?(?P<quarter_month>[一二三首末1-3])[個个]?月(?P<quarter_month_end>[底末])?)?"
    quarter = rf"(?:第{B}(?P<quarter>[一二三四1-4]){B}季度?|(?P<count>[一二三四]|首)季度|Q(?P<q>[1-4])(?![0-9A-Za-z])){in_quarter}"
    half = r"(?P<half>[上下]|(?<=[年度])[前後后])半年度?"
    term = r"(?P<term>(?<![較较比與与])[上下]|第[ ]?[一二12])[ ]?[學学]期"
    first = r"前(?!(?<![年度]前)[一1](?:[個个]月|季度))(?P<first>[一二三四五六七八九十兩两]{1,2}|[0-9]{1,2})(?:[個个]?(?P<first_unit>季度)|[個个]月)"
    part = rf"(?:{quarter}|{half}|{term})(?:(?P<part_end>[底末])(?![{not_late}]))?"
    return rf"(?:{month}|{part}|{first})"


@cache
def numeric_fragment() -> str:
    """A date in figures: 104.3.31, 104/3/31, 2020-01-29, 10/31/2020, 2010 01 29, 20240307."""
    full = "|".join(rf"[0-9]{{2,4}}{s}[ ]?[0-9]{{1,2}}{s}[ ]?[0-9]{{1,2}}(?![0-9]|{s}[0-9])" for s in ("-", "/", r"\."))
    spaced = r"(?:19|20)[0-9]{2} [01][0-9] [0-3][0-9](?![0-9 ])"
    reverse = "|".join(rf"[0-9]{{1,2}}{s}[0-9]{{1,2}}{s}(?:19|20)[0-9]{{2}}(?![0-9])" for s in ("/", r"\."))
    compact = r"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9](?![0-9A-Za-z號号.-])"
    mixed = r"(?:19|20)[0-9]{2}[./][0-9]{1,2}-(?:1[3-9]|2[0-9]|3[01])(?![0-9./-])"  # 1994.01-19; 1994.01-12 are months
    return rf"(?:{full}|{reverse}|{spaced}|{compact}|{mixed})"


@cache
def dated_fragment() -> str:
    """A point that says its year."""
    not_early = words()["parts"]["not_early"]
    feast = rf"(?:農曆|农历)?(?P<feast>{any_of(words()['feasts'])})(?=[以之]?[前後后]|期|\Z)"
    finer = f"(?:{B}{finer_fragment()}|{B}{feast}|{B}年?(?P<year_end>[底末])(?![日梢]|期[评評考检檢])|{B}年?(?P<year_start>初)(?![{HAN}{not_early}]))?"
    return f"(?:{numeric_fragment()}|{year_fragment()}{finer})"


@cache
def point_fragment() -> str:
    """A point, with or without its year. Named groups: put it through ``anonymous`` inside another pattern."""
    return f"(?:{dated_fragment()}|{anonymous(finer_fragment())})"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    finer = f"(?:{finer_fragment()}|年(?:(?P<year_end>[底末])|(?P<year_start>初)))"
    day = rf"(?P<day>{SMALL}){B}[日號号]"
    return tuple(re.compile(p) for p in (dated_fragment(), finer, day, _week_fragment()))


_REVERSE = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_NUMERIC = re.compile(r"([0-9]{2,4})[-/. ][ ]?([0-9]{1,2})[-/. ][ ]?([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})")


def read_point(text: str) -> Point | None:
    """The point that the text writes, None where a number in it is no year, month or day.

    >>> read_point("103年3月底").at_end, read_point("104/3/31").day, read_point("13月")
    (True, 31, None)
    """
    if reverse := _REVERSE.fullmatch(text):
        return _reversed(*(int(g) for g in reverse.groups()))
    if numeric := _NUMERIC.fullmatch(text):
        year, month, day = (g for g in numeric.groups() if g is not None)
        return _valid(Point(int(year), month=int(month), day=int(day), padded=year.startswith("0")))
    for pattern in _patterns():
        if match := pattern.fullmatch(text):
            return _read_words(match.groupdict())
    return None


def _reversed(first: int, second: int, year: int) -> Point | None:
    """10/31/1974, 31.10.1974: the number above twelve is the day; of two below, nobody can tell."""
    month, day = sorted((first, second))
    return _valid(Point(year, month=month, day=day)) if month <= 12 < day else None


def _read_words(got: dict[str, str | None]) -> Point | None:
    raw = got.get("year") or got.get("named_year") or got.get("bracketed")
    year = 1 if raw == "元" else integer(raw or "")
    if raw and year is None:
        return None
    month = 1 if got.get("first_month") else _small(got.get("month") or got.get("nth_month")) or _month_of_quarter(got)
    day = _small(got.get("day") or got.get("loose") or got.get("cut"))
    part, share = _part(got)
    return _valid(
        Point(
            year=year,
            era=_era(got.get("era")),
            shift=_shift(got.get("relative")),
            same=got.get("relative") in words()["same_year"]["words"],
            cycle=_cycle(got),
            month=month,
            day=day,
            part=None if got.get("quarter_month") else part,
            share=share,
            weekday=_WEEK.index(words()["parts"]["weekdays"][got["weekday"]]) if got.get("weekday") else 0,
            at_end=any(got.get(end) for end in ("month_end", "year_end", "part_end", "quarter_month_end")),
            padded=bool(raw) and (raw or "")[0] in "0〇零",
        )
    )


def _small(text: str | None) -> int | None:
    if text is None:
        return None
    return 1 if text == "元" else integer(text) or 0


def _era(word: str | None) -> CalendarKind | None:
    if word is None:
        return None
    return CalendarKind.ROC if word.replace(" ", "") in words()["eras"]["roc"] else CalendarKind.CE


def _shift(word: str | None) -> int | None:
    if word is None:
        return None
    return next((int(shift) for shift, names in words()["relative_years"].items() if word in names), None)


def _cycle(got: dict[str, str | None]) -> CalendarKind | None:
    if got.get("school"):
        return CalendarKind.SCHOOL
    return CalendarKind.FISCAL if got.get("fiscal") else None


_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _month_of_quarter(got: dict[str, str | None]) -> int | None:
    """The month of the year that 第3季第1個月 names."""
    which = got.get("quarter_month")
    if which is None:
        return None
    _, quarter = _part(got)
    return 3 * (quarter - 1) + ({"首": 1, "末": 3}.get(which) or integer(which) or 0)


def _part(got: dict[str, str | None]) -> tuple[str | None, int]:
    """Which part of a month or year, and which one of them."""
    parts = words()["parts"]
    if nth := got.get("nth") or got.get("last"):
        return "weekday" if got.get("weekday") else "week", (integer(nth) or 0) if got.get("nth") else -1
    for part, key in (("ten", "ten_days"), ("half", "halves"), ("term", "terms")):
        if word := got.get(part) or (got.get("early") if part == "ten" else None):
            return part, parts[key][word.replace(" ", "")]
    if quarter := got.get("quarter") or got.get("count") or got.get("q"):
        return "quarter", 1 if quarter == "首" else integer(quarter) or 0
    if first := got.get("first"):
        return "first-months", (integer(first) or 0) * (3 if got.get("first_unit") else 1)
    return ("first-months", 1) if got.get("year_start") else (got.get("feast"), 0)


def _valid(point: Point) -> Point | None:
    """The point, unless there can be no such month or day in any year."""
    if point.month is not None and not 1 <= point.month <= 12:
        return None
    if point.day is not None and not 1 <= point.day <= (
        calendar.monthrange(2000, point.month)[1] if point.month else 31
    ):
        return None
    if point.month == 2 and point.day == 29 and (point.year or 0) >= 1000 and not calendar.isleap(point.year or 0):
        return None
    if point.part == "first-months" and not 1 <= point.share <= 12:
        return None
    return point


# --- the days it covers -----------------------------------------------------------------------------------------------


def year_of(point: Point, bare: CalendarKind, anchor: int | None) -> int | None:
    """The CE year of a point: by its era, else by the calendar of the document's bare years; None where it has none.

    In a CE document two digits (98年4月, 07年) mean the year nearest to the plan's; three are no year. A ROC year is never guessed.
    """
    year = point.year
    if year is None:
        return anchor + (point.shift or 0) if anchor is not None else None
    if year >= 1000 or point.era is CalendarKind.CE:
        return year if 0 < year < 2200 else None
    if CalendarKind.ROC in (point.era, bare):
        return year + ROC_EPOCH if 0 < year < 200 else None
    spoken = point.padded or (10 <= year < 100 and not (point.bare_year and not point.at_end))
    return year_of_two_digits(year, anchor) if spoken else None


def year_of_two_digits(year: int, anchor: int | None) -> int | None:
    """The year that ends in these two digits and is nearest to the anchor.

    >>> year_of_two_digits(98, 1997), year_of_two_digits(7, 2017), year_of_two_digits(7, None)
    (1998, 2007, None)
    """
    if anchor is None:
        return None
    century = anchor - anchor % 100
    return min((century + step + year for step in (-100, 0, 100)), key=lambda candidate: abs(candidate - anchor))


def sounds_like_year(point: Point) -> bool:
    """Whether a year alone is more than a count of years: 103年, 2015年, 民國5年, 07年, 5年底 are; 3年, 十年 are not."""
    if point.year is None or point.era or point.cycle or point.at_end or point.padded or point.part:
        return True
    return (
        1000 <= point.year < 2200
        or point.year in _SOUND_ROC_YEARS
        or (point.month is not None and 10 <= point.year < 1000)
    )


def days(point: Point, year: int) -> Days | None:
    """The days of the point in this CE year, None where there is no such day (2019年2月29日)."""
    if point.part in words()["feasts"]:
        return _feast(words()["feasts"][point.part], year)
    first = _first_month(point)
    if point.month is not None and first.year_offset:
        year += first.year_offset
    if point.day is not None and point.month is not None:
        if point.day > calendar.monthrange(year, point.month)[1]:
            return None
        day = dt.date(year, point.month, point.day)
        return Days(day, day, Precision.DAY)
    if point.part == "ten" and point.month is not None:
        last = {1: 10, 11: 20}.get(point.share) or calendar.monthrange(year, point.month)[1]
        return Days(dt.date(year, point.month, point.share), dt.date(year, point.month, last), Precision.DAY)
    if point.part in ("week", "weekday") and point.month is not None:
        return _days_of_week(point, year, point.month)
    return _months(year, first.month, first.count, first.precision)


def _feast(days_by_year: dict[str, str], year: int) -> Days | None:
    """The day of a feast of the moon, None in a year whose day the lexicon does not give."""
    said = days_by_year.get(str(year))
    day = dt.date.fromisoformat(f"{year}-{said}") if said else None
    return Days(day, day, Precision.DAY) if day else None


def _days_of_week(point: Point, year: int, month: int) -> Days | None:
    """The seven days of a month's nth week, counted from the 1st as a chart's columns are, or its nth Monday, Tuesday …"""
    length = calendar.monthrange(year, month)[1]
    if point.part == "week":
        first = length - 6 if point.share < 0 else 7 * point.share - 6
        last = min(first + 6, length)
    else:
        days_of = [day for day in range(1, length + 1) if dt.date(year, month, day).weekday() == point.weekday]
        place = point.share - 1 if point.share > 0 else -1
        if place >= len(days_of):
            return None
        first = last = days_of[place]
    return Days(dt.date(year, month, first), dt.date(year, month, last), Precision.DAY) if first <= last else None


@dataclass(frozen=True, slots=True)
class _Months:
    month: int
    count: int
    precision: Precision
    year_offset: int = 0


def _first_month(point: Point) -> _Months:
    """The months of a point, counted from January of its year; those of a school year start in August."""
    school = point.cycle is CalendarKind.SCHOOL
    if point.month is not None:
        return _Months(point.month, 1, Precision.MONTH, int(school and point.month < 8))
    if point.part == "quarter":
        return _Months(3 * point.share - 2, 3, Precision.QUARTER)
    if point.part == "half":
        return _Months(6 * point.share - 5, 6, Precision.HALF)
    if point.part == "term":
        return _Months(8 + 6 * (point.share - 1), 6, Precision.HALF)
    if point.part == "first-months":
        return _Months(8 if school else 1, point.share, Precision.MONTH)
    return _Months(8 if school else 1, 12, Precision.YEAR)


def _months(year: int, month: int, count: int, precision: Precision) -> Days:
    last = year * 12 + month - 1 + count - 1
    last_year, last_month = last // 12, last % 12 + 1
    start = dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return Days(start, dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1]), precision)
