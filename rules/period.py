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
from itertools import pairwise

from rules.calendar_date import HAN, SMALL, B, Days, Point, days, read_point, year_of
from rules.date_reading import Expression
from rules.duration import Duration, anchor_before
from rules.passage import Passage, Site, fold
from rules.period_rules import Sense, rules
from rules.plan import CalendarKind, Period, PeriodKind, Precision, TableKind
from rules.rule import Hit, Ranges, resolve
from rules.script import prevailing


@dataclass(frozen=True, slots=True)
class Frame:
    """What bare years and relative expressions of a document are read against.

    ``calendar`` is roc or ce; ``year`` the plan's year (CE) for dates without one; ``start`` and ``end`` the plan's own period;
    ``script`` is Hant or Hans, None where the text is too short to tell.
    """

    calendar: CalendarKind = CalendarKind.ROC
    year: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    script: str | None = None

    @property
    def first_day(self) -> dt.date | None:
        """The first day of the plan, as far as it says: of its period, else of its year."""
        return self.start or (dt.date(self.year, 1, 1) if self.year else None)


# --- the calendar of a document ---------------------------------------------------------------------------------------

_BARE_ROC = re.compile(
    rf"(?<![0-9{HAN}第])(?:[6-9][0-9]|1[0-9]{{2}}|[六七八九]十[一二三四五六七八九]?|一百(?:零?[一二三四五六七八九]|[一二]?十[一二三四五六七八九]?)?)"
    rf"{B}(?:[學学]?年(?!齡|龄|代)|至{B}[0-9]{{3}}{B}年|\.[01]?[0-9]\.[0-3]?[0-9](?![.0-9]))"
)
_SURE_ROC = re.compile(
    rf"(?<![0-9{HAN}第])1[0-4][0-9](?:{B}(?:[學学]年度?|年度)|{B}年(?:{B}[0-9]{{1,2}}{B}月|底)|至{B}1[0-4][0-9]{B}年度?)"
)
_LIKELY_ROC = re.compile(
    rf"(?<![0-9{HAN}第])(?:[6-9][0-9]|[六七八九]十[一二三四五六七八九]?){B}年(?:度|{B}[0-9{HAN}]{{1,2}}{B}月)"
)
_NAMED_ROC = re.compile(rf"民[國国]{B}[0-9{HAN}元]")
_BARE_CE = re.compile(rf"(?:19|20|二[〇零]|一九)[0-9{HAN}]{{2}}{B}年")


def decide_calendar(passages: Sequence[Passage]) -> CalendarKind:
    """Whether bare years of the document are ROC or CE: by how its years are written and by its script, never by a year's size."""
    texts = [passage.folded for passage in passages]
    if script(texts) == "Hans":
        ce = sum(len(_BARE_CE.findall(t)) for t in texts)
        roc = sum(len(_NAMED_ROC.findall(t)) + len(_SURE_ROC.findall(t)) for t in texts)
        spoken = not ce and any(_LIKELY_ROC.search(t) for t in texts)  # of 98年4月 a plan of the mainland means 1998
        return CalendarKind.ROC if roc > ce or spoken else CalendarKind.CE
    if any(_NAMED_ROC.search(t) or _BARE_ROC.search(t) for t in texts):
        return CalendarKind.ROC
    return CalendarKind.CE if any(_BARE_CE.search(t) for t in texts) else CalendarKind.ROC


def script(texts: Sequence[str]) -> str:
    """Hant or Hans, by the characters that only one of them uses.

    >>> script(["實施計畫"]), script(["实施计划"])
    ('Hant', 'Hans')
    """
    return prevailing("".join(texts))


# --- days -------------------------------------------------------------------------------------------------------------


def settle(sense: Sense, frame: Frame, anchor: int | None) -> list[Period]:
    """The periods of what a rule read, without their text; empty where it cannot be one in this calendar.

    ``anchor`` is the year (CE) of dates that say none.
    """
    if isinstance(sense, str):
        return [Period(kind=PeriodKind.RECURRING, rrule=rule, calendar=frame.calendar) for rule in sense.split("\n")]
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
        return _undated(period, point, sense) if point.year is None or _of_no_century(point, frame, anchor) else None
    found = days(point, year)
    if found is None:
        return None
    tail = sense.tail or ("end" if point.at_end else "")
    return _closed(period, found, tail, sense.inclusive or point.at_end)


def _of_no_century(point: Point, frame: Frame, anchor: int | None) -> bool:
    """Whether its year has two digits and nothing tells the century: 15年1月 where no year of the plan is known."""
    two_digits = point.year is not None and 10 <= point.year < 100 and point.month is not None
    return two_digits and anchor is None and _calendar(point, frame) is CalendarKind.CE


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
        unsaid = (first.year is None and last.year is None) or _of_no_century(first, frame, anchor)
        return [_undated_range(period, first)] if unsaid else []
    return _days_between(period, first, last, start_year, end_year)


def _undated_range(period: Period, first: Point) -> Period:
    return replace(period, precision=Precision.DAY if first.day else Precision.MONTH)


def _days_between(period: Period, first: Point, last: Point, start_year: int, end_year: int) -> list[Period]:
    if first.cycle is CalendarKind.SCHOOL and (first.year or 0) >= 1000 and end_year == start_year + 1:
        first, end_year = last, start_year  # 2021—2022学年 is one school year, 2021—2022学年第二学期 a term of it
        period = replace(period, kind=PeriodKind.INSTANT)
    start, end = days(first, start_year), days(last, end_year)
    if start is None or end is None:
        return []
    if end.end < start.start and last.lent:
        end = days(last, end_year + 1)  # 103年11月至2月
        period = replace(period, inferred=True)
    if end is None or end.end < start.start:
        return []
    begin = start.end if first.at_end else start.start  # 113年底至114年6月
    return [replace(period, start=begin, end=end.end, precision=max(start, end, key=_fineness).precision)]


FINENESS = (Precision.YEAR, Precision.HALF, Precision.QUARTER, Precision.MONTH, Precision.DAY)
"""The precisions from the coarsest to the finest."""


def _fineness(found: Days) -> int:
    return FINENESS.index(found.precision)


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
TIME_ROLES = frozenset({"period", "deadline"})
"""Roles of the columns that give times."""
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
    closed = Ranges(taken)
    for hit in resolve(h for h in _readings(site, frame, anchor) if not closed.touch(h.start, h.end)):
        text = passage.text[hit.start : hit.end]
        anchor_words = anchor_before(passage.folded, hit.start) if isinstance(hit.value, Duration) else None
        year = (
            before[1] if before and _says_same(hit.value) else _year_beside(before, passage.folded, hit.start, anchor)
        )
        periods = settle(hit.value, frame, year)
        found += [Hit(hit.start, hit.end, replace(p, text=text, anchor=anchor_words), hit.rule) for p in periods]
        if last := periods[-1].end or periods[-1].start if periods else None:
            before = (hit.end, last.year)
    return found


def _readings(site: Site, frame: Frame, anchor: int | None) -> Iterator[Hit[Sense]]:
    """What the rules read and the calendar allows, overlaps not yet resolved."""
    if in_month := _in_month(site):
        yield in_month
    timed = site.table is not None and site.column_role in TIME_ROLES
    for rule in rules():
        if rule.name == "period-column" and not timed:
            continue
        for hit in rule.hits(site.passage.folded):
            if settle(hit.value, frame, anchor) and not _out_of_place(hit, site):
                yield hit


def _says_same(sense: Sense) -> bool:
    """Whether the expression begins with 同年."""
    return isinstance(sense, Expression) and bool(sense.points) and sense.points[0].same


_PART_OF_MONTH = re.compile(r"[ ]*(?P<part>[上中下]旬|[0-9]{1,2}[日號号]|月?底)(?P<before>[以之]?前)?[ ]*")
_MONTH_ABOVE = re.compile(rf"({SMALL}){B}月")


def _in_month(site: Site) -> Hit[Sense] | None:
    """上旬, 20日前, 底 alone in a cell: that of the month in the header above it."""
    match = _PART_OF_MONTH.fullmatch(site.passage.folded) if site.table is not None else None
    month = _MONTH_ABOVE.search(fold(site.column_header)) if match else None
    point = read_point(month[0] + match["part"]) if match and month else None
    if match is None or point is None:
        return None
    tail = "before" if match["before"] else ""
    end = match.end("before") if match["before"] else match.end("part")
    return Hit(match.start("part"), end, Expression("single", (point,), tail, bool(tail)), "period-date")


def _out_of_place(hit: Hit[Sense], site: Site) -> bool:
    """Whether figures that may be a date are rather a count, a fraction or a page (1/2)."""
    form = hit.value.form if isinstance(hit.value, Expression) else ""
    if hit.rule == "period-column":
        return _counts(site) or _PART_OF_YEAR.search(site.column_header) is not None
    if form == "calendar":
        return site.table_kind != TableKind.SCHEDULE
    return (form == "cell" and site.table is None) or (form in ("cell", "bare") and _counts(site))


_PART_OF_YEAR = re.compile("月|季|半年|旬|[ ][0-9]{1,2}$")  # below it figures are no years


def _counts(site: Site) -> bool:
    """Whether the site is a cell of counts, where 2010 is one of them; above such a column it is a year."""
    if site.is_header:
        return False
    role = site.column_role or ""
    return site.unit is not None or role in _NUMBER_ROLES or role.startswith("target")


def _year_beside(before: tuple[int, int] | None, folded: str, start: int, anchor: int | None) -> int | None:
    """The year of a date without one: that of the date it is listed with, else the anchor, else that of the date before it.

    ``before`` is where the last dated expression ends, and its year.
    """
    if before is None or (anchor is not None and not _BESIDE.fullmatch(folded, before[0], start)):
        return anchor
    return before[1]
