"""Deadlines and recurrences as iCalendar (RFC 5545): the same tables give the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from duckdb import DuckDBPyConnection
from icalendar import Calendar, Event, vRecur

from pipeline.explore.values import printable

# A period that a measure or an indicator has, or a deadline that the plan has as a whole; with the words around it.
EVENTS = """
    SELECT
        p.period_id, p.kind, p.start, p."end", p.rrule, p.text, d.title AS plan, d.source_uri,
        coalesce(nullif(concat_ws('：', m.text, i.name), ''), o.title) AS subject, o.section_path, p.page,
        coalesce(p.start, d.plan_start, make_date(d.year, 1, 1)) AS first_day,
        coalesce(p."end", d.plan_end, make_date(d.year, 12, 31)) AS last_day,
        list_sort(list_distinct(list(a.name) FILTER (a.name IS NOT NULL))) AS agencies
    FROM periods p
    JOIN documents d USING (document_id)
    LEFT JOIN measures m ON m.measure_id = p.measure_id
    LEFT JOIN indicators i ON i.indicator_id = p.indicator_id
    LEFT JOIN source_tables t ON t.table_id = p.table_id
    LEFT JOIN outline o ON o.section_id = coalesce(p.section_id, t.section_id)
    LEFT JOIN record_facts f ON f.fact_id = p.period_id
    LEFT JOIN record_facts g ON g.record_id = f.record_id AND g.kind = 'agency'
    LEFT JOIN agencies a ON a.assignment_id = g.fact_id
    WHERE p.kind = 'deadline' OR p.rrule IS NOT NULL
        OR (p.kind IN ('range', 'instant') AND (p.measure_id IS NOT NULL OR p.indicator_id IS NOT NULL))
    GROUP BY ALL ORDER BY p.period_id
"""
STAMP = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # DTSTAMP is required; a true one would change with every export


def of(connection: DuckDBPyConnection) -> bytes:
    """The calendar. A recurrence begins with its own first day or the plan's; one that has neither is left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//govplan//deadlines//ZH")
    calendar.add("version", "2.0")
    answer = connection.execute(EVENTS)
    names = [column[0] for column in answer.description or ()]
    for row in answer.fetchall():
        event = event_of(dict(zip(names, row, strict=True)))
        if event is not None:
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def event_of(row: Mapping[str, Any]) -> Event | None:
    """A period as an event of whole days; None where no day is known."""
    days = recurring_day(row) if row["rrule"] else single_day(row)
    if days is None:
        return None
    event = Event()
    event.add("uid", f"{row['period_id']}@govplan")
    event.add("dtstamp", STAMP)
    event.add("summary", line(row["subject"] or row["plan"] or row["text"], 200))
    event.add("description", "\n".join(described(row)))
    event.add("dtstart", days)
    if days < dt.date.max:
        event.add("dtend", days + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [row["kind"]])
    if row["rrule"]:
        event.add("rrule", recurrence(row))
    return event


def single_day(row: Mapping[str, Any]) -> dt.date | None:
    """The day that counts: the last; of a range that is open at its end, the first."""
    day = row["end"] or row["start"]
    return day if isinstance(day, dt.date) else None


def recurring_day(row: Mapping[str, Any]) -> dt.date | None:
    """The first day that the rule gives from the beginning on, so that the event does not stand where the rule has none."""
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

    if row["first_day"] is None:
        return None
    first = dt.datetime.combine(row["first_day"], dt.time())
    day = rrulestr(row["rrule"], dtstart=first).after(first, inc=True)
    last = row["last_day"] or dt.date.max
    return day.date() if day is not None and day.date() <= last else None


def recurrence(row: Mapping[str, Any]) -> vRecur:
    """The rule with its end."""
    rule: vRecur = vRecur.from_ical(row["rrule"])
    if row["last_day"] is not None and "UNTIL" not in rule and "COUNT" not in rule:
        rule["UNTIL"] = [row["last_day"]]
    return rule


def described(row: Mapping[str, Any]) -> list[str]:
    """What stands in the event's text: the words, who, where."""
    page = f", p. {row['page']}" if row["page"] else ""
    lines = [line(row["text"], 500), "、".join(line(name, 100) for name in row["agencies"] or [])]
    lines += [line(row["plan"] or "", 300), line(row["section_path"] or "", 500), line(row["source_uri"], 500) + page]
    return [text for text in lines if text]


def line(text: str, limit: int) -> str:
    """Text on one line, without what a calendar cannot hold."""
    words = " ".join(printable(text).split())
    return words if len(words) <= limit else words[: limit - 1] + "…"
