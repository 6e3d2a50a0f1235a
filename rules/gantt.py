"""Charts of Gantt: columns headed with parts of years, and rows in which marks say when something is done.

Each run of marked cells is a period of its row, from the first day of its first column to the last day of its last; its words are the marks themselves.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from extractors.document import Span
from rules.calendar_date import SMALL
from rules.header_words import plain, year_of
from rules.numeral import integer
from rules.passage import Site
from rules.period import FINENESS, TIME_ROLES, Frame
from rules.plan import Period, PeriodKind, Precision
from rules.rule import Rule
from rules.table_roles import TableReading
from rules.words import lexicon

Place = tuple[int, int, int]
"""Table, row and column of a cell."""
Marks = list[tuple[Period, tuple[Span, ...]]]
"""Periods with the spans of their marks."""

# --- marks ------------------------------------------------------------------------------------------------------------


@cache
def rules() -> tuple[Rule[str], ...]:
    """What marks a cell; asked of whole cells under parts of a year."""
    signs = f"[{lexicon('tables')['marks']['signs']}]"
    return (
        Rule(
            "period-mark",
            re.compile(
                rf"\A[ ]*(?:{signs}[ ]*|-{{2,40}}[ ]*|-(?={signs})){{1,40}}(?![a-zA-Z])\(?[^。;()]{{0,12}}\)?[ ]*\Z|\A[ ]*[^。;()]{{1,12}}{signs}[ ]*\Z"
            ),
            lambda match: match[0].strip(),
            (
                ("■", "■"),
                ("● ●", "● ●"),
                ("V", "V"),
                ("──→", "--→"),
                ("────", "----"),
                ("▲期中報告", "▲期中報告"),
                ("◎（30%）", "◎(30%)"),
                ("期末審查★", "期末審查★"),
            ),
            ("5%", "—", "招標", "Vision", "無", "2", "-5"),
        ),
    )


_STROKE = re.compile("[─━ ]+")  # drawn lines; a dash says that there is nothing
_BAR = 40  # characters of the words on a bar over several columns


def _marked(site: Site) -> bool:
    """Whether a cell says that something is done in the time above it: by a mark, or by words on a bar over several columns."""
    text = site.passage.folded
    if site.column_span > 1 and re.search("[一-鿿]", text):
        return len(text) <= _BAR
    return _STROKE.fullmatch(site.passage.text) is not None or any(rule.hits(text) for rule in rules())


# --- the columns' times -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """What a column's header says of time: year (CE), first and last month, and first and last day where they are not whole months.

    ``nth`` is a month counted from the plan's first (第3個月).
    """

    year: int | None
    first: int
    last: int
    precision: Precision
    days: tuple[int, int] | None = None
    nth: int | None = None

    def within(self, year: int) -> tuple[dt.date, dt.date]:
        """Its first and last day in this year."""
        length = calendar.monthrange(year, self.last)[1]
        first, last = self.days or (1, length)
        return dt.date(year, self.first, min(first, length)), dt.date(year, self.last, min(last, length))


_PART = re.compile(
    rf"第(?P<nth>{SMALL})[個个]?月|(?P<first>{SMALL})(?:月份?)?[~至到-](?P<last>{SMALL})月份?|(?P<month>{SMALL}|元)月份?"
    r"|第?(?P<quarter>[一二三四1-4])季度?|q(?P<q>[1-4])|(?P<half>[上下])半年度?"
    r"|(?P<ten>[上中下])旬|第?(?P<week>[一二三四五1-5])[週周]|w(?P<w>[1-5])|(?P<bare>[0-9]{1,2}|[一二三四五六七八九十]{1,2})"
)

_JOINED = re.compile("(?<=月)(?=第|[上中下]旬)")  # 3月上旬 in one cell


def read_slot(header: str, months: bool = False) -> Slot | None:
    """What the header cells of a column, top to bottom and parted by blanks, say of time; None where they say none.

    ``months``: the table's corner says 月, so that 1 … 12 are months; else they are so under a year or 月份 alone.

    >>> read_slot("113年 3月 上旬").days, read_slot("114年度 第2季").first, read_slot("甲 乙"), read_slot("3"), read_slot("月份 3").first
    ((1, 10), 4, None, None, 3)
    """
    slot: Slot | None = None
    year = None
    for level in _JOINED.sub(" ", header).split(" "):
        named, rest = year_of(level)
        year, months = (
            (named.ce if named else year),
            months or named is not None or plain(level) in ("月", "月份", "月別"),
        )
        found = _PART.fullmatch(rest)
        if found is None:
            continue
        finer = _part(found.groupdict(), slot, months)
        slot = finer or slot
    if slot is None:
        return Slot(year, 1, 12, Precision.YEAR) if year is not None else None
    return replace(slot, year=year)


def _part(got: Mapping[str, str | None], above: Slot | None, months: bool) -> Slot | None:
    """The months or days that one header cell names, below what those above it name."""
    month = above is not None and above.first == above.last
    if ten := got["ten"]:
        first, last = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}[ten]
        return replace(above, days=(first, last), precision=Precision.DAY) if above and month else None
    if week := got["week"] or got["w"] or (got["bare"] if month else None):
        number = integer(week) or 0
        spell = (7 * number - 6, 7 * number if number < 5 else 31)
        return replace(above, days=spell, precision=Precision.DAY) if above and month and 1 <= number <= 5 else None
    return _months(got, months)


def _months(got: Mapping[str, str | None], months: bool) -> Slot | None:
    if nth := integer(got["nth"] or ""):
        month = (nth - 1) % 12 + 1
        return Slot(None, month, month, Precision.MONTH, nth=nth)
    if quarter := got["quarter"] or got["q"]:
        last = 3 * (integer(quarter) or 0)
        return Slot(None, last - 2, last, Precision.QUARTER)
    if half := got["half"]:
        return Slot(None, *((1, 6) if half == "上" else (7, 12)), Precision.HALF)
    said = got["month"] or got["first"] or (got["bare"] if months else None)
    first = 1 if said == "元" else integer(said or "") or 0
    last = integer(got["last"]) or 0 if got["last"] else first
    return Slot(None, first, last, Precision.MONTH) if 1 <= first <= last <= 12 else None


@dataclass(frozen=True, slots=True)
class Time:
    """The days of a column, None where nobody says the year."""

    start: dt.date | None
    end: dt.date | None
    precision: Precision
    inferred: bool

    @property
    def year(self) -> int | None:
        return self.start.year if self.start else None


def times(reading: TableReading, frame: Frame) -> dict[int, Time]:
    """The times of the columns that are headed with parts of years, by column; empty where fewer than two are."""
    months = "月" in reading.headers[0] if reading.headers else False
    slots = {
        column: slot
        for column, (role, header) in enumerate(zip(reading.roles, reading.headers, strict=True))
        if role in TIME_ROLES and (slot := read_slot(header, months))
    }
    if len(slots) < 2 or len(set(slots.values())) < 2:
        return {}
    return dict(zip(slots, _settled([*slots.values()], reading, frame), strict=True))


def dated(reading: TableReading, frame: Frame) -> TableReading:
    """The reading with the years of columns that leave them out, so that 1月 behind 12月 is in the next one."""
    found = times(reading, frame)
    years = (year or (found[c].year if c in found else None) for c, year in enumerate(reading.years))
    return replace(reading, years=tuple(years)) if found else reading


def _settled(slots: Sequence[Slot], reading: TableReading, frame: Frame) -> Iterator[Time]:
    """The slots with the years that they leave out: 8月 … 12月 1月 goes on in the next one."""
    steps = [later.first - earlier.last for earlier, later in pairwise(slots)]
    in_turn = all(
        step in (0, 1) or step == -11 or later.first == earlier.first
        for step, (earlier, later) in zip(steps, pairwise(slots), strict=True)
    )
    shifts, shift, named = [], 0, slots[0].year
    for place, slot in enumerate(slots):
        if slot.year not in (None, named):
            named, shift = slot.year, 0
        elif place and in_turn and slot.first < slots[place - 1].first:
            shift += 1
        shifts.append((named, shift))
    base = _first_year(slots, shifts[-1][1], reading, frame)
    for slot, (named, shift) in zip(_to_months_end(slots), shifts, strict=True):
        year = named if named is not None else base
        if slot.nth is not None:
            first, last = _counted(slot.nth, slots, frame)
        else:
            first, last = slot.within(year + shift) if year is not None else (None, None)
        yield Time(first, last, slot.precision, inferred=named is None or shift > 0)


def _counted(nth: int, slots: Sequence[Slot], frame: Frame) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day of a month counted from the plan's first; none where the plan is not as many whole months as the columns."""
    begin, end = frame.start, frame.end
    if begin is None or end is None or begin.day != 1:
        return None, None
    first = begin.year * 12 + begin.month - 1
    if end.year * 12 + end.month - first != max(slot.nth or 0 for slot in slots):
        return None, None
    year, month = divmod(first + nth - 1, 12)
    return dt.date(year, month + 1, 1), dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _first_year(slots: Sequence[Slot], turns: int, reading: TableReading, frame: Frame) -> int | None:
    """The year of the first column where no header says it: the caption's, else that in which all columns lie in the plan, else the plan's."""
    captioned, _ = year_of(reading.caption.text) if reading.caption else (None, "")
    if captioned:
        return captioned.ce
    if frame.start and frame.end:
        for year in range(frame.start.year, min(frame.end.year, frame.start.year + 10) + 1):
            first, last = slots[0].within(year)[0], slots[-1].within(year + turns)[1]
            if frame.start.replace(day=1) <= first and last <= dt.date(
                frame.end.year, frame.end.month, 28
            ) + dt.timedelta(days=4):
                return year
    return frame.year


def _to_months_end(slots: Sequence[Slot]) -> list[Slot]:
    """The slots, the fourth week of a month without a fifth drawn out to the month's end."""
    fifth = {(slot.year, slot.first) for slot in slots if slot.days and slot.days[0] > 28}
    return [
        replace(slot, days=(22, 31)) if slot.days == (22, 28) and (slot.year, slot.first) not in fifth else slot
        for slot in slots
    ]


# --- runs of marks ----------------------------------------------------------------------------------------------------


def read_marks(sites: Iterable[Site], readings: Sequence[TableReading], frame: Frame) -> dict[Place, Marks]:
    """The periods of marked cells with their spans, by the place of the first cell of each run."""
    charts = {table: chart for table, reading in enumerate(readings) if (chart := times(reading, frame))}
    rows: dict[tuple[int, int], list[Site]] = defaultdict(list)
    for site in sites if charts else ():
        if site.table in charts and site.row is not None and not site.is_header and site.passage.text.strip():
            rows[site.table, site.row].append(site)
    found: dict[Place, Marks] = {}
    for (table, row), cells in rows.items():
        if _remarks(cells):
            continue
        for run in _runs(cells, charts[table]):
            spans = tuple(span for site in run for span in site.passage.spans)
            found[table, row, run[0].column or 0] = [(_period(run, charts[table], frame), spans)]
    return found


def _remarks(cells: Iterable[Site]) -> bool:
    """Whether a row is a remark on the table (備註｜得視實際情形調整) or a sum."""
    words = lexicon("tables")["rows"]
    head = min(cells, key=lambda s: s.column or 0)
    return plain(head.passage.text).startswith((*words["remarks"], *words["sums"]))


def _runs(cells: Iterable[Site], chart: Mapping[int, Time]) -> list[list[Site]]:
    """The marked cells of a row that follow each other without a gap."""
    runs: list[list[Site]] = []
    end = -1
    for site in sorted(cells, key=lambda s: s.column or 0):
        first = site.column or 0
        covered = range(first, first + site.column_span)
        if not all(column in chart for column in covered) or not _marked(site):
            continue
        if first != end:
            runs.append([])
        runs[-1].append(site)
        end = covered.stop
    return runs


def _period(run: Sequence[Site], chart: Mapping[int, Time], frame: Frame) -> Period:
    """The period of a run: a range, or an instant where one column holds it all."""
    first, last = chart[run[0].column or 0], chart[(run[-1].column or 0) + run[-1].column_span - 1]
    return Period(
        text="".join(site.passage.text for site in run),
        kind=PeriodKind.INSTANT if first is last else PeriodKind.RANGE,
        start=first.start,
        end=last.end,
        precision=max(first, last, key=lambda time: FINENESS.index(time.precision)).precision,
        calendar=frame.calendar,
        inferred=first.inferred or last.inferred,
    )
