"""Which date a number stands under: the year it is for, whether it tells of what was, whether it is what a year shall bring.

到2025年，覆盖率达到80% is a goal of 2025; 2022年，覆盖率达到70% in a plan that begins in 2023 is history; 较2020年提高5% is measured against
2020 and belongs to neither.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rules.plan import Period, PeriodKind, Precision
from rules.rule import Hit
from rules.words import any_of, lexicon

_REACH = 160  # characters of a sentence over which a date governs


@dataclass(frozen=True, slots=True)
class When:
    """``year`` is that of the governing date where it lies in one; ``past`` that it ends before the plan begins; ``goal`` that 到 or 至 stands before it."""

    year: int | None = None
    past: bool = False
    goal: bool = False


class Timeline:
    """The dates of a passage in order, asked which of them governs a place. ``begin`` is the first day of the plan."""

    def __init__(self, text: str, dates: Sequence[Hit[Period]], begin: dt.date | None = None) -> None:
        self._text = text
        self._dates = sorted((h for h in dates if h.value.start or h.value.end), key=lambda h: h.end)
        self._ends = [hit.end for hit in self._dates]
        self._begin = begin

    def at(self, place: int) -> When:
        """The sense of the last date before the place in its sentence, those that a number is compared with aside."""
        last = bisect_right(self._ends, place)
        for index in range(last - 1, max(last - 4, -1), -1):
            hit = self._dates[index]
            between = self._text[hit.end : place] if place - hit.end <= _REACH else "。"
            if re.search("[。;!?]", between):
                break
            if not (_compared().search(self._text, max(hit.start - 4, 0), hit.start) or _prices().match(between)):
                return self._when(hit, between)
        return When()

    def _when(self, hit: Hit[Period], between: str) -> When:
        period = hit.value
        past = self._begin is not None and period.end is not None and period.end < self._begin
        planned = past and _planned().search(between) is not None  # 2022年完成規劃，預計辦理5場
        listed = any(h.start == hit.start and h is not hit for h in self._near(hit))
        goal = period.kind in (PeriodKind.INSTANT, PeriodKind.DEADLINE) and period.precision is Precision.YEAR
        return When(
            year=None if listed or planned else _year(period),
            past=past and not planned,
            goal=goal and not past and bool(_toward().search(self._text, max(hit.start - 3, 0), hit.start)),
        )

    def _near(self, hit: Hit[Period]) -> Sequence[Hit[Period]]:
        """The dates that end where this one does: the members of its list."""
        last = bisect_right(self._ends, hit.end)
        return self._dates[max(last - 4, 0) : last]


def _year(period: Period) -> int | None:
    """The one year that the period lies in; that of a deadline."""
    first, last = period.start, period.end
    if period.kind is PeriodKind.DEADLINE and last:
        return last.year
    return first.year if first and last and first.year == last.year else None


@cache
def _compared() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('targets')['time']['compared'])}[ (]{{0,2}}\Z")


@cache
def _prices() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("targets")["time"]["prices"]))


@cache
def _toward() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lexicon('targets')['time']['toward'])}[ ]?\Z")


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("targets")["cue"]["intention"]))
