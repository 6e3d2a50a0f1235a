"""Recurrences as iCalendar rules (RFC 5545 RRULE): 每年9月, 每季, 每月10日前, 每年四月、八月, 每2年, 按月, 每週一."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from rules.calendar_date import NUMBER, SMALL, B, words
from rules.numeral import integer
from rules.words import any_of

_CLOCK = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[ ]?(?:[時时點点](?![數数間间期段程])(?:整|半|一刻|[ ]?[0-9]{1,2}[ ]?分)?)|[0-9]{1,2}:[0-9]{2}(?![0-9])"
_PART_OF_DAY = r"(?:上午|下午|中午|晚上|早上|晚間|晚间|凌晨)"
DAYTIME = rf"(?:{_PART_OF_DAY}{B})?(?:{_CLOCK})(?:{B}(?:至|到|~|-){B}{_PART_OF_DAY}?{B}(?:{_CLOCK}))?|{_PART_OF_DAY}"
DAYTIME = f"(?:{DAYTIME})"
"""A time of day or a range of them: part of the words of a date, never of its days."""

_JOINT = rf"{B}(?:以及|[、,及和與与或暨]|至|到|~|-){B}"
_LISTED = rf"{B}(?:以及|[、,及和與与或暨]){B}"
_MONTHS = rf"(?:{SMALL}{B}(?:月份?)?{_JOINT}){{0,11}}(?:{SMALL}|元){B}月份?"
_DATE = rf"{SMALL}{B}月{B}(?:{SMALL}{B}[日號号]|底)"
_DAYS = rf"(?:{SMALL}{B}[日號号]?{_JOINT}){{0,5}}{SMALL}{B}[日號号]"
_WEEKDAYS = rf"[一二三四五六日天末](?:(?:{_JOINT})(?:(?:星期|週|周))?[一二三四五六日天](?![次場场個个名]))*"
_BEFORE = r"(?:[以之]?前(?![瞻述項项往進进置來来]))?"


def recurrence_pattern() -> str:
    """Every …: 每, 按, 逐, 各, 隔 with a unit and what is said of the days in it."""
    every, units = words()["every"], words()["units"]
    guards = "|".join(f"(?<={unit})(?![{letters}])" for unit, letters in words()["unit_guards"].items())
    others = "".join(words()["unit_guards"])
    unit = rf"{any_of(units)}(?:{guards}|(?<![{others}]))"
    opening = (
        rf"(?:(?P<each>{any_of(every['each'])}){B}(?:(?P<number>{NUMBER}){B})?[個个]?{B}(?P<unit>{unit})"
        rf"|(?:{any_of(every['by'])})(?P<by>{unit})(?!(?<=逐年)[{words()['duration_words']['changes']}])|(?:{any_of(every['all'])})(?P<all>{any_of(every['all_units'])})(?![{words()['unit_guards']['季']}份])"
        rf"|(?:{any_of(every['other'])})(?P<other>{any_of(every['other_units'])})(?![{words()['unit_guards']['周']}]))"
    )
    month_day = rf"{B}(?:(?P<days>{_DAYS})|(?P<ten>[上中下])旬|月?(?P<month_end>[底末]))"
    ordinal = "[一二三四五1-5]"
    of_week = r"(?:星期|週|周|禮拜|礼拜){1,2}"
    in_month = rf"{B}[的之]?(?:第(?P<nth_in>{ordinal}(?:{_JOINT}第?{ordinal}){{0,3}})|(?P<last_in>最[後后])[一1]?)[個个]?{B}{of_week}(?P<day_in>[一二三四五六日天])"
    in_year = rf"(?:的{B})?(?P<months>{_MONTHS})(?:{in_month}|{month_day}(?P<more>(?:{_LISTED}{_DATE}){{1,11}})?)?(?:{B}[至到~-]{B}(?P<to_month>{SMALL}){B}月{B}(?:{SMALL}{B}[日號号]|底)?)?"
    nth = rf"(?:第(?P<nth>{ordinal}(?:{_JOINT}第?{ordinal}){{0,3}})|(?P<last>最[後后])[一1]?)[個个]?{B}"
    weekday = rf"(?:{of_week}(?P<nth_day>[一二三四五六日天])|(?P<workday>[個个]?(?:工作|上班)[日天]))"
    in_quarter = rf"第?(?P<quarter_month>[首末一二三1-3]|最[後后][一1]?)[個个]?月(?:{B}(?P<quarter_days>{_DAYS})|(?P<quarter_month_end>[底末]))?"
    detail = (
        rf"(?:(?<=年){B}(?:{in_year}|年?(?P<year_end>[底末])|第?(?P<quarter>[一二三四1-4]){B}季度?|(?P<half>[上下])半年)"
        rf"|(?<=年度){B}(?:第?(?P<quarter2>[一二三四1-4]){B}季度?|年?(?P<year_end2>[底末]))"
        rf"|(?<=月){B}(?:(?P<monthdays>{_DAYS})|月?(?P<own_end>[底末])|(?P<own_ten>[上中下])旬|[的之]?{nth}{weekday})"
        rf"|(?:(?<=季)|(?<=季度)){B}(?:{in_quarter}|(?P<quarter_end>[底末]))|(?:(?<=[週周拜])|(?<=星期)){B}(?P<weekdays>{_WEEKDAYS})"
        rf"|(?:(?<=[學学]年)|(?<=[學学]年度)){B}(?P<term>[上下]|第[ ]?[一二12])[學学]期)"
    )
    return rf"(?=[每按逐各隔]){opening}(?:{detail}{_BEFORE})?(?:{B}{DAYTIME})?"


def read_rrule(match: re.Match[str]) -> str | None:
    """The RRULE of a match of ``recurrence_pattern``; None where a number in it is no month, day or count."""
    unit = next(u for u in (match["unit"], match["by"], match["all"], match["other"]) if u)
    frequency, interval, *rest = words()["units"][unit]
    count = integer(match["number"]) if match["number"] else 2 if match["other"] else 1
    if not count or count > 100:
        return None
    if match["quarter_month"]:
        return _in_quarter(match)
    if match["more"]:
        return _on_dates(match["months"] + (match["days"] or "底") + match["more"])
    parts = _parts(match)
    if parts is None:
        return None
    every = [f"INTERVAL={count * interval}"] if count * interval > 1 else []
    return ";".join([f"FREQ={frequency}", *every, *rest, *parts])


def _parts(match: re.Match[str]) -> list[str] | None:
    """The BY… parts, None where a number is out of bounds."""
    if match["months"]:
        return _in_year(match)
    if match["monthdays"]:
        days = _numbers(match["monthdays"], 31)
        return [f"BYMONTHDAY={_joined(days)}"] if days else None
    if match["weekdays"]:
        return [f"BYDAY={weekdays(match['weekdays'])}"]
    if match["nth"] or match["last"]:
        return _nth(match)
    return _simple_parts(match)


def _nth(match: re.Match[str]) -> list[str]:
    """第二、四個星期三, 最後一個工作天."""
    places = [-1] if match["last"] else _numbers(match["nth"], 5)
    if match["workday"]:
        return ["BYDAY=MO,TU,WE,TH,FR", f"BYSETPOS={_joined(places)}"]
    return [_weekdays_of_month(places, match["nth_day"])]


def _weekdays_of_month(places: Sequence[int], day: str) -> str:
    name = words()["parts"]["weekdays"][day]
    return "BYDAY=" + ",".join(f"{place}{name}" for place in places)


def _in_quarter(match: re.Match[str]) -> str | None:
    """A day in the first, second or last month of each quarter: 每季首月5日前."""
    which = {"首": 1, "末": 3}.get(match["quarter_month"]) or integer(match["quarter_month"]) or 3
    months = ["FREQ=YEARLY", f"BYMONTH={_joined(range(which, 13, 3))}"]
    if match["quarter_month_end"]:
        return ";".join([*months, "BYMONTHDAY=-1"])
    days = _numbers(match["quarter_days"], 31) if match["quarter_days"] else []
    return ";".join([*months, *([f"BYMONTHDAY={_joined(days)}"] if days else [])])


_MONTH_ENDS = {month: calendar.monthrange(2023, month)[1] for month in range(1, 13)}


def _on_dates(text: str) -> str | None:
    r"""A day in each of several months, a rule to a line where one cannot say them all.

    >>> _on_dates("6月30日及12月31日"), _on_dates("3月5日及9月10日")
    ('FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1', 'FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5\nFREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10')
    """
    written = re.findall(rf"({SMALL}){B}月{B}(?:({SMALL}){B}[日號号]|底)", text)
    dates = [(integer(month) or 0, integer(day) or 0 if day else -1) for month, day in written]
    if any(month not in _MONTH_ENDS or not -1 <= day <= _MONTH_ENDS[month] + 1 or day == 0 for month, day in dates):
        return None
    if all(day in (-1, _MONTH_ENDS[month]) for month, day in dates):
        dates = [(month, -1) for month, _ in dates]
    months: dict[int, list[int]] = {}
    for month, day in dates:
        months.setdefault(day, []).append(month)
    return "\n".join(f"FREQ=YEARLY;BYMONTH={_joined(of)};BYMONTHDAY={day}" for day, of in months.items())


def _simple_parts(match: re.Match[str]) -> list[str]:
    if match["year_end"] or match["year_end2"]:
        return ["BYMONTH=12", "BYMONTHDAY=-1"]
    if quarter := integer(match["quarter"] or match["quarter2"] or ""):
        return [f"BYMONTH={_joined(range(3 * quarter - 2, 3 * quarter + 1))}"]
    if match["term"]:
        first = words()["parts"]["terms"][match["term"].replace(" ", "")] == 1
        return ["BYMONTH=1,8,9,10,11,12" if first else "BYMONTH=2,3,4,5,6,7"]
    if match["half"]:
        return ["BYMONTH=1,2,3,4,5,6" if match["half"] == "上" else "BYMONTH=7,8,9,10,11,12"]
    if match["own_ten"]:
        return [_ten_days(match["own_ten"])]
    return ["BYMONTHDAY=-1"] if match["own_end"] or match["quarter_end"] else []


def _in_year(match: re.Match[str]) -> list[str] | None:
    months = _numbers(match["months"] + (f"至{match['to_month']}月" if match["to_month"] else ""), 12)
    if not months:
        return None
    parts = [f"BYMONTH={_joined(months)}"]
    if match["day_in"]:
        places = _numbers(match["nth_in"], 5) if match["nth_in"] else [-1]
        return [*parts, _weekdays_of_month(places, match["day_in"])]
    if match["days"] and not match["to_month"]:
        days = _numbers(match["days"], 31)
        return [*parts, f"BYMONTHDAY={_joined(days)}"] if days else None
    if match["ten"]:
        parts.append(_ten_days(match["ten"]))
    return [*parts, "BYMONTHDAY=-1"] if match["month_end"] else parts


def _ten_days(which: str) -> str:
    first = {"上": 1, "中": 11, "下": 21}[which]
    return f"BYMONTHDAY={_joined(range(first, first + (11 if first == 21 else 10)))}"


def _joined(numbers: object) -> str:
    return ",".join(str(n) for n in sorted(set(numbers)))  # type: ignore[call-overload]


def _numbers(text: str, most: int) -> list[int]:
    """The numbers of a list with ranges (3月、6月至8月 gives 3 6 7 8), empty where one is out of bounds."""
    found: list[int] = []
    upward = False
    for piece in re.findall(rf"{SMALL}|[元至到~-]", text):
        if piece in "至到~-":
            upward = True
            continue
        value = 1 if piece == "元" else integer(piece) or 0
        if not 1 <= value <= most:
            return []
        found += _up_to(found[-1], value, most) if upward and found else [value]
        upward = False
    return found


def _up_to(first: int, last: int, most: int) -> list[int]:
    """The numbers after the first up to the last, over the end of the year where it is smaller."""
    return [n % most + 1 for n in range(first, last + (most if last < first else 0))]


def weekdays(text: str) -> str:
    """RFC 5545 weekdays.

    >>> weekdays("一、三"), weekdays("一至五"), weekdays("末")
    ('MO,WE', 'MO,TU,WE,TH,FR', 'SA,SU')
    """
    names = words()["parts"]["weekdays"]
    order = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    days: list[str] = []
    upward = False
    for sign in text:
        if sign in "至到~-":
            upward = True
        elif sign in names:
            found = names[sign].split(",")
            if upward and days:
                found = order[order.index(days[-1]) + 1 : order.index(found[0]) + 1]
            days, upward = days + found, False
    return ",".join(sorted(set(days), key=order.index))


def rotation_pattern() -> str:
    """So often in so long: 一年一次, 2年1次, 一週兩次."""
    number = "(?:[0-9]{1,2}|[一二三四五六七八九十兩两]{1,2}|半)"
    return rf"(?=[0-9一二三四五六七八九十兩两半])(?<![0-9.第])(?P<number>{number}){B}[個个]?(?P<unit>年|學期|学期|季|月|星期|週|周|天){B}(?:[0-9]{{1,2}}|[一二三四五六兩两]){B}[次度回](?![0-9])"


def read_rotation(match: re.Match[str]) -> str | None:
    """The RRULE of a match of ``rotation_pattern``."""
    if match["number"] == "半":
        return "FREQ=MONTHLY;INTERVAL=6" if match["unit"] == "年" else None
    frequency, interval, *_ = words()["units"][match["unit"]]
    count = integer(match["number"])
    if not count:
        return None
    return f"FREQ={frequency};INTERVAL={count * interval}" if count * interval > 1 else f"FREQ={frequency}"
