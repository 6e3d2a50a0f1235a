"""All plans at a glance: by issuer and year, measures in time, targets by year, the load of agencies, what is missing."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.explore.report.facts import days_reading, number_reading
from pipeline.explore.report.plan_rows import PlanRows
from pipeline.tables import Row

GAPS = ("indicator", "deadline", "lead")  # as the view ``gaps`` names them
TABLES = ("measures", "indicators", "targets", "periods", "agencies", "diagnostics")
YEARS = range(1945, 2101)  # a year outside of these is a misreading and would stretch the timeline


@dataclass(frozen=True, slots=True)
class Scale:
    """The days that a timeline shows, whole quarters: ``first`` inclusive, ``end`` exclusive."""

    first: dt.date
    end: dt.date

    @classmethod
    def of(cls, days: Iterable[dt.date]) -> Scale | None:
        """The least scale that holds the days; None without any."""
        known = [day for day in days if day.year in YEARS]
        return cls(quarter(min(known), 0), quarter(max(known), 1)) if known else None

    @classmethod
    def of_most(cls, plans: Iterable[PlanLine]) -> Scale | None:
        """The scale of all plans; where the first and last tenth of their days would take a third of it, without these."""
        days = sorted(day for plan in plans if plan.known for day in (min(plan.known), max(plan.known)))
        few = len(days) // 10
        whole, most = cls.of(days), cls.of(days[few : len(days) - few])
        return most if whole and most and 2 * (whole.end - whole.first) > 3 * (most.end - most.first) else whole

    def at(self, day: dt.date) -> float:
        """The place of a day in per cent, held to the scale's ends."""
        return round(min(100.0, max(0.0, 100 * (day - self.first) / (self.end - self.first))), 2)

    @property
    def lines(self) -> list[tuple[str, float]]:
        """What stands on the axis and where: quarters of up to three years, else years, of many only some."""
        years = self.end.year - self.first.year + 1
        if years <= 3:
            firsts = [dt.date(self.first.year + n // 4, 1 + 3 * (n % 4), 1) for n in range(4 * years)]
        else:
            firsts = [dt.date(self.first.year + n, 1, 1) for n in range(0, years, 1 + years // 12)]
        return [(axis_label(day, self.first), self.at(day)) for day in firsts if self.first <= day < self.end]


def axis_label(day: dt.date, first: dt.date) -> str:
    """The year where it is new to the reader, else the month."""
    return str(day.year) if day.month == 1 else f"{day:%Y-%m}" if day == first else f"{day:%m}"


def quarter(day: dt.date, ahead: int) -> dt.date:
    """The first day of the day's quarter, or of the next.

    >>> quarter(dt.date(2024, 11, 3), 1)
    datetime.date(2025, 1, 1)
    """
    number = day.year * 4 + (day.month - 1) // 3 + ahead
    return dt.date(number // 4, 1 + 3 * (number % 4), 1)


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure and its days: ``bars`` and ``ticks`` are places on the timeline in per cent, with what to say of them."""

    anchor: str
    label: str
    words: str
    bars: tuple[tuple[float, float, str], ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """An indicator and its targets by year; ``points`` are the places of a small line chart of 100 × 20."""

    anchor: str
    words: str
    values: tuple[str, ...]
    points: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure that lacks something: keys of GAPS."""

    anchor: str
    label: str
    words: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan on the index page. Figures are kept as text where they are shown as such."""

    id: str
    title: str
    issuer: str
    when: str
    file: str
    format: str
    counts: dict[str, int]
    measures: tuple[MeasureLine, ...]
    scale: Scale | None
    targets: tuple[TargetLine, ...]
    target_years: tuple[int, ...]
    gaps: tuple[Gap, ...]
    missing: dict[str, int]
    agencies: tuple[tuple[str, str, str], ...]  # (agency, role, measure or place)
    days: tuple[dt.date, ...]  # first and last days of its measures
    year: int

    @property
    def known(self) -> tuple[dt.date, ...]:
        """The days that a timeline shows."""
        return tuple(day for day in self.days if day.year in YEARS)

    def extent(self, scale: Scale) -> tuple[float, float, str]:
        """From where its measures reach on a timeline of all plans and how far, in per cent, and in words."""
        first, last = min(self.known), max(self.known)
        start, end = scale.at(first), scale.at(last + dt.timedelta(days=1))
        return min(start, 99.6), round(max(0.4, end - start), 2), days_reading({"start": first, "end": last})

    def beyond(self, scale: Scale) -> str:
        """The years of a plan that begins before a timeline of all plans or ends after it, else nothing."""
        first, last = min(self.known), max(self.known)
        years = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        return f"◂ {years}" if first < scale.first else f"{years} ▸" if last >= scale.end else ""


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency and how many measures (or other places) name it in each role; widths in per cent of the busiest."""

    name: str
    total: int
    parts: tuple[tuple[str, int, float, float], ...]  # role, count, from, width


def plan_line(plan: PlanRows) -> PlanLine:
    """What the index page needs of a plan; small, so that many plans fit into memory."""
    document = plan.document
    years = sorted({row["year"] for row in plan["targets"] if row["year"] and not row["is_baseline"]})
    gaps = tuple(gaps_of(plan))
    days = tuple(
        day for rows in measure_periods(plan).values() for row in rows for day in (row["start"], row["end"]) if day
    )
    scale = Scale.of(days)
    return PlanLine(
        id=plan.id,
        title=plan.title,
        issuer=document["issuer"] or "",
        when=when(document),
        file=plan.file,
        format=document["format"],
        counts={name: len(plan[name]) for name in TABLES},
        measures=timeline(plan, scale) if scale else (),
        scale=scale,
        targets=tuple(target_lines(plan, years)),
        target_years=tuple(years),
        gaps=gaps,
        missing=dict(Counter(kind for gap in gaps for kind in gap.missing)),
        agencies=tuple(agency_places(plan)),
        days=days,
        year=document["year"] or (document["plan_start"].year if document["plan_start"] else 0),
    )


def when(document: Row) -> str:
    """The plan's period, or its year."""
    days = days_reading({"start": document["plan_start"], "end": document["plan_end"]})
    return days or str(document["year"] or "")


def by_issuer(plans: Sequence[PlanLine]) -> list[tuple[str, list[PlanLine]]]:
    """The plans of each issuer by year; those without one at the end."""
    groups: dict[str, list[PlanLine]] = defaultdict(list)
    for plan in sorted(plans, key=lambda p: (p.year, p.title, p.file, p.id)):
        groups[plan.issuer].append(plan)
    return sorted(groups.items(), key=lambda group: (not group[0], group[0]))


# --- timeline ---------------------------------------------------------------------------------------------------------


def measure_periods(plan: PlanRows) -> dict[str, list[Row]]:
    """The dated periods of each measure."""
    measures, periods = plan.measures_of("period"), defaultdict[str, list[Row]](list)
    for row in plan["periods"]:
        if any(day and day.year in YEARS for day in (row["start"], row["end"])):
            for measure in measures.get(row["ordinal"]) or filter(None, [row["measure_id"]]):
                periods[measure].append(row)
    return periods


def timeline(plan: PlanRows, scale: Scale) -> tuple[MeasureLine, ...]:
    """The measures that have days, in reading order."""
    periods = measure_periods(plan)
    return tuple(
        measure_line(row, periods[row["measure_id"]], scale) for row in plan["measures"] if row["measure_id"] in periods
    )


def measure_line(measure: Row, periods: list[Row], scale: Scale) -> MeasureLine:
    """Ranges and instants are bars, an open end reaching to the edge; deadlines are ticks."""
    bars, ticks = list[tuple[float, float, str]](), list[tuple[float, str]]()
    for row in periods:
        said = f"{row['text']}  {days_reading(row)}"
        if row["kind"] == "deadline" and row["end"]:
            ticks.append((scale.at(row["end"]), said))
            continue
        start = scale.at(row["start"]) if row["start"] else 0.0
        end = scale.at(row["end"] + dt.timedelta(days=1)) if row["end"] else 100.0
        bars.append((start, round(max(0.4, end - start), 2), said))
    return MeasureLine(f"measure-{measure['ordinal']}", measure["label"], measure["text"], tuple(bars), tuple(ticks))


# --- targets ----------------------------------------------------------------------------------------------------------


def target_lines(plan: PlanRows, years: Sequence[int]) -> Iterable[TargetLine]:
    """Each indicator, or measure, whose targets are for years."""
    owners = {
        row[key]: (f"{kind}-{row['ordinal']}", row[words]) for kind, table, key, words in OWNERS for row in plan[table]
    }
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in plan["targets"]:
        if row["year"] and not row["is_baseline"]:
            groups[row["indicator_id"] or row["measure_id"] or row["target_id"]].append(row)
    for owner, rows in groups.items():
        anchor, words = owners.get(owner) or (f"target-{rows[0]['ordinal']}", clause(plan.document["text"], rows[0]))
        values = tuple("、".join(number_reading(r) or r["text"] for r in rows if r["year"] == year) for year in years)
        yield TargetLine(
            anchor, words, values, spark([(r["year"], r["value"]) for r in rows if r["value"] is not None])
        )


LONGEST_CLAUSE = 40  # characters before a target


def clause(text: str, target: Row) -> str:
    """The words of the text from the last stop before a target to its end: what is to reach it.

    >>> clause("到2026年底，完成老旧小区改造300个。", {"spans": [{"start": 16, "end": 20}]})
    '完成老旧小区改造300个'
    """
    start, end = target["spans"][0]["start"], target["spans"][-1]["end"]
    before = text[max(0, start - LONGEST_CLAUSE) : start]
    return re.split(r"[，,；;。：:\s]", before)[-1] + text[start:end]


OWNERS = (("indicator", "indicators", "indicator_id", "name"), ("measure", "measures", "measure_id", "text"))


def spark(points: list[tuple[int, float]]) -> str:
    """The points of a line over the years in a box of 100 × 20; none where there are fewer than three years.

    >>> spark([(2019, 10.0), (2020, 20.0), (2021, 30.0)])
    '2,18 50,10 98,2'
    """
    by_year = sorted(dict(points).items())
    if len(by_year) < 3:
        return ""
    values, first, last = [value for _, value in by_year], by_year[0][0], by_year[-1][0]
    low, span = min(values), (max(values) - min(values)) or 1.0
    level = 0.5 if max(values) == low else None
    placed = (
        (2 + 96 * (year - first) / (last - first), 18 - 16 * (level or (value - low) / span)) for year, value in by_year
    )
    return " ".join(f"{x:.4g},{y:.4g}" for x, y in placed)


# --- agencies ---------------------------------------------------------------------------------------------------------

ROLES = ("lead", "implementing", "support", "other")


def agency_places(plan: PlanRows) -> Iterable[tuple[str, str, str]]:
    """Each agency with its role and what it is named for: a measure, or the place in the plan."""
    measures = plan.measures_of("agency")
    for row in plan["agencies"]:
        role = row["role"] if row["role"] in ROLES else "other"
        for place in measures.get(row["ordinal"]) or [row["measure_id"] or f"{plan.id}:{row['section_id']}"]:
            yield row["agency"] or row["name"], role, place


def agency_load(plans: Iterable[PlanLine]) -> list[AgencyLine]:
    """The agencies by how many measures name them, the busiest first."""
    named: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for plan in plans:
        for name, role, place in plan.agencies:
            named[name][role].add(place)
    totals = {name: sum(len(places) for places in roles.values()) for name, roles in named.items()}
    busiest = max(totals.values(), default=1)
    return [agency_line(name, named[name], busiest) for name in sorted(totals, key=lambda n: (-totals[n], n))]


def agency_line(name: str, roles: dict[str, set[str]], busiest: int) -> AgencyLine:
    parts, start = [], 0.0
    for role in ROLES:
        if count := len(roles.get(role, ())):
            width = round(100 * count / busiest, 2)
            parts.append((role, count, round(start, 2), width))
            start += width
    return AgencyLine(name, sum(count for _, count, _, _ in parts), tuple(parts))


# --- what is missing --------------------------------------------------------------------------------------------------


def gaps_of(plan: PlanRows) -> Iterable[Gap]:
    """The measures that lack something, in reading order."""
    lacking: dict[str, set[str]] = defaultdict(set)
    for row in plan["lacking"]:
        lacking[row["measure_id"]].add(row["missing"])
    for row in plan["measures"]:
        if row["measure_id"] in lacking:
            missing = tuple(kind for kind in GAPS if kind in lacking[row["measure_id"]])
            yield Gap(f"measure-{row['ordinal']}", row["label"], row["text"], missing)
