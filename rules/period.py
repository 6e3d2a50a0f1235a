"""Dates, ranges, deadlines, recurrences and durations. STUB: interface only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rules.passage import Passage, Site
from rules.plan import CalendarKind, Period
from rules.rule import Hit


@dataclass(frozen=True, slots=True)
class Frame:
    """What bare years and relative expressions of a document are read against.

    ``calendar`` is roc or ce; ``year`` the plan's year (CE) for dates without one; ``start`` and ``end`` the plan's own period.
    """

    calendar: CalendarKind = CalendarKind.ROC
    year: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None


def decide_calendar(passages: Sequence[Passage]) -> CalendarKind:
    """Whether bare years of the document are ROC or CE."""
    return CalendarKind.ROC


def find_periods(site: Site, frame: Frame, taken: Sequence[tuple[int, int]] = ()) -> list[Hit[Period]]:
    """The dates of a passage, none inside the ranges taken."""
    return []
