"""From the words of dates to an ``Expression``: which points it names, and how they stand to each other.

The members of a range or a list lend each other what they leave out: 103年5月~10月, 103年及104年3月底前, 5月14、15日.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rules.calendar_date import (
    NUMBER,
    SMALL,
    B,
    Days,
    Point,
    anonymous,
    read_point,
    sounds_like_year,
    words,
    year_fragment,
)
from rules.date_grammar import ADORN, LIST_JOINT
from rules.numeral import integer
from rules.plan import CalendarKind, Precision


@dataclass(frozen=True, slots=True)
class Expression:
    """Dates as written. ``form`` is single, list, range, or bare (a passage that is a year) or cell (figures that may fill a cell) or calendar (figures at the head of one); ``tail`` the closing (before, after, since, until, within) or "".

    ``inclusive`` says that 前 or 後 counts the day itself in words (含, 或之, 及以); ``solid`` that the days are given by the words.
    """

    form: str
    points: tuple[Point, ...]
    tail: str = ""
    inclusive: bool = False
    solid: Days | None = None

    def __str__(self) -> str:
        return f"{self.form} {len(self.points)} {self.tail}".strip()


def _tail(match: re.Match[str]) -> tuple[str, bool]:
    """The closing's sense and whether it includes the day in words."""
    groups = match.groupdict()
    for sense in words()["closings"]:
        if text := groups.get(sense):
            return sense, any(sign in text for sign in "或及含")
    if groups.get("ever"):
        return "since", False
    return ("as_of", False) if groups.get("as_of") else ("", False)


def read_date(match: re.Match[str]) -> Expression | None:
    point = read_point(match["point"])
    tail, inclusive = _tail(match)
    if not tail and _VALID_UNTIL.search(match.string, max(match.start() - 12, 0), match.start()):
        tail = "end"
    if point is None or _blank_follows(match) or _everyday(point):
        return None
    if not sounds_like_year(point) and not (tail in ("since", "until", "before") and (point.year or 0) >= 60):
        return None
    return Expression("single", (point,), tail, inclusive)


_VALID_UNTIL = re.compile(
    "(?:有效|施行|執行|执行|試行|试行|適用|适用)期?[间間限]?[为為]?(?:自.{0,6})?(?:截至|截止|延[长長][至到]|[至到])[ ]?\\Z"
)


def _everyday(point: Point) -> bool:
    """本年, 當年 alone: no date, but a way to speak."""
    if point.same and point.month is None and point.part is None:
        return True
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


def read_range(match: re.Match[str]) -> Expression | None:
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
    in_month = point.day is not None or point.part == "week"
    return not (in_month and point.month is None) and (point.dated or point.month is not None or point.part is not None)


def _fill(point: Point, other: Point) -> Point:
    """The point with year, era, cycle and month of the other where it says none."""
    if not point.dated:
        if (point.day is not None or point.part == "week") and point.month is None:
            point = replace(point, month=other.month)
        return replace(point, year=other.year, era=other.era, shift=other.shift, cycle=other.cycle, lent=True)
    if point.bare_year and not point.at_end:
        return replace(point, era=point.era or other.era, cycle=point.cycle or other.cycle)
    return replace(point, era=point.era or other.era)


_SPLIT = re.compile(LIST_JOINT)
_DAY_ADORNED = re.compile(ADORN + r"\Z")


def read_list(match: re.Match[str]) -> Expression | None:
    tail, inclusive = _tail(match)
    pieces = [_bare(piece) for piece in _SPLIT.split(match["members"])]
    last = read_point(pieces[-1])
    if last is None or _blank_follows(match):
        return None
    points, first = [], None
    for piece in pieces:
        point = read_point(piece) or _loose_point(piece, first or last, first is not None)
        if point is None:
            return None
        first = first or point
        points.append(point)
    if match["between"]:
        return _between(points)
    if not tail and _speak_for_themselves(pieces, points):
        return None
    shared = _share(points)
    if not all(_whole(p) and sounds_like_year(p) for p in shared):
        return None
    return Expression("list", tuple(shared), tail, inclusive)


def _between(points: Sequence[Point]) -> Expression | None:
    """2007年與2009年間 is the whole time from the one to the other."""
    if len(points) != 2 or not all(_whole(p) and sounds_like_year(p) for p in points):
        return None
    return Expression("range", (_fill(points[0], points[1]), _fill(points[1], points[0])))


def _bare(piece: str) -> str:
    """The member without weekday and time of day."""
    return _DAY_ADORNED.sub("", piece).strip() or piece


def _speak_for_themselves(pieces: Sequence[str], points: Sequence[Point]) -> bool:
    """Whether each member is a date of its own (103年及104年, 3月及9月) rather than one that needs its neighbours."""
    if all(p.month and p.day for p in points) and all("月" in piece for piece in pieces):
        return True  # 113年7月31日及11月30日
    if len({p.dated for p in points}) > 1:
        return False  # 84年4月及10月
    units = {"日" if p.day else "月" if p.month else "年" for p in points}
    own = all(re.search(r"[年月度底末份]$", piece) for piece in pieces)
    return own and len(units) == 1 and "日" not in units and not points[-1].at_end


def _share(points: Sequence[Point]) -> list[Point]:
    """The members with what they take from the first (year, month) and from the last (month, day, 底)."""
    last = points[-1]
    filled: list[Point] = []
    for point in points:
        if filled:
            point = _fill(point, filled[-1])
        if point is not last and point.bare_year and (not last.bare_year or last.at_end or last.cycle):
            point = replace(
                last, year=point.year, shift=point.shift, era=point.era or points[0].era, padded=point.padded
            )
        elif point.month is not None and last.month is not None and point.day is None:
            point = replace(point, day=last.day, part=last.part, share=last.share, at_end=last.at_end)
        filled.append(replace(point, era=point.era or points[0].era if point.year else point.era))
    return filled


def read_parts(match: re.Match[str]) -> Expression | None:
    unit = re.search("季|半年|[學学]期", match["parts"])
    shares = re.findall(r"[上下]" if unit and unit[0] != "季" else "[一二三四1-4]", match["parts"])
    year = (match["year"] or "").strip()
    points = [read_point(f"{year}{'第' if share not in '上下' else ''}{share}{unit[0]}") for share in shares if unit]
    whole = tuple(point for point in points if point is not None)
    return Expression("list", whole, *_tail(match)) if len(whole) == len(shares) > 1 else None


def read_figures(match: re.Match[str]) -> Expression | None:
    tail, inclusive = _tail(match)
    if match["one"]:
        point = _month_and_day(match["one"])
        form = "cell" if match["cell"] else "calendar" if match["calendar"] else "single"
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


def read_spaced(match: re.Match[str]) -> Expression | None:
    """Without era and day such blanks are rather those of a table."""
    point = read_point(match["point"].replace(" ", "")) if match["era"] or match["day"] else None
    if point is None or not sounds_like_year(point) or _blank_follows(match):
        return None
    return Expression("single", (point,), *_tail(match))


def read_column(match: re.Match[str]) -> Expression | None:
    tail, inclusive = _tail(match)
    if match["all"]:
        return Expression("single", (Point(shift=0),), tail, inclusive)
    if match["year"]:
        return Expression("single", (Point(int(match["year"]), month=int(match["month"])),), tail, inclusive)
    if match["day"]:
        point = _month_and_day(match["day"])
        return Expression("single", (point,)) if point else None
    span = match["span"] or match["inner"]
    numbers = [int(n) for n in re.findall("[0-9]+", match["months"] or match["years"] or span)]
    if match["months"]:
        return Expression("list", tuple(Point(month=n, at_end=bool(match["end"])) for n in numbers), tail, inclusive)
    form = "range" if span else "list" if len(numbers) > 1 else "single"
    return Expression(form, tuple(Point(n) for n in numbers), tail, inclusive)


def read_bare_year(match: re.Match[str]) -> Expression | None:
    if match["pair"]:
        first, last = (Point(int(n)) for n in re.findall("[0-9]{4}", match["pair"]))
        if "學年" in match[0] or "学年" in match[0]:
            school = CalendarKind.SCHOOL
            first, last = replace(first, cycle=school), replace(last, cycle=school)
        sound = 0 < (last.year or 0) - (first.year or 0) <= 60
        return Expression("range", (first, last)) if sound else None
    year = int(match["year"] or match["alone"])
    return Expression("single" if match["year"] else "bare", (Point(year),))


def read_plan_period(match: re.Match[str]) -> Expression:
    first, last = words()["plan_periods"][match["quoted"] or match["plain"]]
    solid = Days(dt.date(first, 1, 1), dt.date(last, 12, 31), Precision.YEAR)
    tail = "end" if match["late"] else "since" if match["since"] else ""
    return Expression("range", (), tail, solid=solid)


def read_decade(match: re.Match[str]) -> Expression | None:
    century = {"上": 20, "本": 21}.get(match["relative"] or "") or integer(match["century"] or "")
    decade = integer(match["decade"])
    if century is None or decade is None:
        return None
    first = (century - 1) * 100 + decade
    return Expression("range", (), solid=Days(dt.date(first, 1, 1), dt.date(first + 9, 12, 31), Precision.YEAR))
