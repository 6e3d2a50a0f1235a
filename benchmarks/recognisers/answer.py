"""What a recogniser says of one stretch of a text. Only the standard library: the peers' own interpreters read this file too."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One reading of ``text[start:end]``.

    ``values`` is the number, or both ends of a range (None is without bound); a share is in per cent; a sum in units of the currency.
    ``unit`` is what is counted; ``first`` and ``last`` are ISO days, inclusive; ``seconds`` the length of a duration, two of a range;
    ``rrule`` a recurrence (RFC 5545).
    """

    start: int
    end: int
    values: tuple[float | None, ...] = ()
    unit: str | None = None
    first: str | None = None
    last: str | None = None
    seconds: tuple[float, ...] = ()
    rrule: str | None = None

    def row(self) -> dict[str, Any]:
        """The answer as JSON holds it."""
        return asdict(self)


def answer_of(row: dict[str, Any]) -> Answer:
    """The answer that ``row`` was made of."""
    return Answer(**{**row, "values": tuple(row["values"]), "seconds": tuple(row["seconds"])})


SECONDS = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "workday": 86400, "week": 7 * 86400, "month": 30 * 86400, "year": 360 * 86400,
}  # fmt: skip
"""The length of a unit of time; a month has 30 days here and a year 12 of them, for every recogniser."""

_TIMEX = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_CLOCK = {"H": "hour", "M": "minute", "S": "second"}


def seconds_of_timex(timex: str) -> float:
    """The length that a TIMEX3 duration says: P1M2D, PT5H."""
    days, _, clock = timex.removeprefix("P").partition("T")
    parts = [(n, _TIMEX[u]) for n, u in re.findall("([0-9.]+)([YMWD])", days)]
    parts += [(n, _CLOCK[u]) for n, u in re.findall("([0-9.]+)([HMS])", clock)]
    return sum(float(n) * SECONDS[unit] for n, unit in parts)


def seconds_of_delta(delta: dict[str, Any]) -> float:
    """The length that JioNLP's delta says: {"year": 4.0, "month": 6.0}."""
    return sum(float(n) * SECONDS[unit] for unit, n in delta.items())


def rrule_of_timex(timex: str) -> str:
    """The RRULE of a TIMEX3 set: P1D."""
    return {"P1D": "FREQ=DAILY", "P1W": "FREQ=WEEKLY", "P1M": "FREQ=MONTHLY", "P1Y": "FREQ=YEARLY"}.get(timex, timex)


_FREQUENCIES = {
    ("year", 1): "FREQ=YEARLY", ("year", 0.5): "FREQ=MONTHLY;INTERVAL=6", ("month", 1): "FREQ=MONTHLY", ("month", 3): "FREQ=MONTHLY;INTERVAL=3",
    ("day", 7): "FREQ=WEEKLY", ("week", 1): "FREQ=WEEKLY", ("day", 1): "FREQ=DAILY",
}  # fmt: skip
_WEEKDAYS = {**dict(zip("一二三四五六日天", "MO TU WE TH FR SA SU SU".split())), "末": "SA,SU"}  # noqa: B905 - Python 3.9 has no strict


def rrule_of(delta: dict[str, Any], point: str | None) -> str:
    """The RRULE of a delta and what is said of the days in it: year 1 and 9月 are FREQ=YEARLY;BYMONTH=9."""
    if len(delta) != 1:
        return f"{delta} {point or ''}"
    ((unit, count),) = delta.items()
    rule = _FREQUENCIES.get((unit, count), f"FREQ={unit.upper()};INTERVAL={count:g}")
    weekday = re.match("(?:周|週|星期|礼拜|禮拜)([一二三四五六日天末])", point or "")
    month = re.fullmatch("([0-9]{1,2})月份?", point or "")
    if weekday:
        return f"{rule};BYDAY={_WEEKDAYS[weekday[1]]}"
    if month:
        return f"{rule};BYMONTH={int(month[1])}"
    return f"{rule} {point}" if point else rule
