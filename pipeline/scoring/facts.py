"""Scores of the facts (periods, targets, agencies, references) and of what a plan says of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from typing import TypeVar

from pipeline.scoring.counts import Counts, Difference, Score, Shown, Test, differences, pair, share
from pipeline.scoring.gold import GoldAgency, GoldDocument, GoldPeriod, GoldTarget, fold
from rules.plan import Assignment, Found, Overview, Period, Reference, Target, TargetStatus

T = TypeVar("T")


def score_periods(gold: Sequence[GoldPeriod], found: Sequence[Found[Period]]) -> list[Score]:
    """``periods`` (words, first and last day) and ``period-spans`` (words alone)."""
    tests: list[Test[GoldPeriod, Found[Period]]] = [_same_days, _accepted_days]
    pairs, words = pair(gold, found, tests), pair(gold, found, [_same_text])
    shown_gold = [Shown(g.text, f"{_days(g.starts)}..{_days(g.ends)}") for g in gold]
    shown = [Shown(f.value.text, f"{f.value.start or ''}..{f.value.end or ''}", f.spans, f.page) for f in found]
    return [
        Score("periods", Counts(len(pairs), len(gold), len(found)), differences("periods", shown_gold, shown, pairs)),
        Score("period-spans", Counts(len(words), len(gold), len(found))),
    ]


def _days(days: Sequence[dt.date | None]) -> str:
    return " or ".join(str(day or "") for day in days) if days else "?"


def _same_text(gold: GoldPeriod, found: Found[Period]) -> bool:
    return fold(gold.text) == fold(found.value.text)


def _same_days(gold: GoldPeriod, found: Found[Period]) -> bool:
    period = found.value
    return _same_text(gold, found) and (gold.starts[:1], gold.ends[:1]) == ((period.start,), (period.end,))


def _accepted_days(gold: GoldPeriod, found: Found[Period]) -> bool:
    """Whether each day is one of those to accept; a day that was not annotated may be anything."""
    period = found.value
    days = ((gold.starts, period.start), (gold.ends, period.end))
    return _same_text(gold, found) and all(not accepted or day in accepted for accepted, day in days)


def score_targets(gold: Sequence[GoldTarget], found: Sequence[Found[Target]]) -> list[Score]:
    """``targets``: comparator, values and unit of those that state a number; baselines are no targets."""
    stated = [f for f in found if is_stated(f.value)]
    tests: list[Test[GoldTarget, Found[Target]]] = [
        lambda g, f: target_key(g) == target_key(f.value) and fold(g.text) == fold(f.value.text),
        lambda g, f: target_key(g) == target_key(f.value),
    ]
    pairs = pair(gold, stated, tests)
    shown_gold = [Shown(g.text, show_target(g)) for g in gold]
    shown = [Shown(f.value.text, show_target(f.value), f.spans, f.page) for f in stated]
    counts = Counts(len(pairs), len(gold), len(stated))
    return [Score("targets", counts, differences("targets", shown_gold, shown, pairs))]


def is_stated(target: Target) -> bool:
    """Whether it is a commitment with a number."""
    return target.status == TargetStatus.STATED and not target.is_baseline


def target_key(target: GoldTarget | Target) -> tuple[str, float | None, float | None, str]:
    """What must be equal in two targets."""
    return str(target.comparator), _number(target.value), _number(target.value_max), fold(target.unit)


def _number(value: float | None) -> float | None:
    return None if value is None else round(float(value), 9)


def show_target(target: GoldTarget | Target) -> str:
    """A target in few words."""
    high = "" if target.value_max is None else f"–{target.value_max:g}"
    value = "?" if target.value is None else f"{target.value:g}"
    return f"{target.comparator} {value}{high} {target.unit or ''}".rstrip()


def score_agencies(gold: Sequence[GoldAgency], found: Sequence[Found[Assignment]]) -> list[Score]:
    """``agencies``: the distinct pairs of role and name as written."""
    expected = list({(g.role, g.name): g for g in gold}.values())
    distinct = _distinct(found, [(f.value.role.value, fold(f.value.name)) for f in found])
    tests: list[Test[GoldAgency, Found[Assignment]]] = [
        lambda g, f: (g.role, g.name) == (f.value.role.value, fold(f.value.name))
    ]
    pairs = pair(expected, distinct, tests)
    shown_gold = [Shown(g.name, g.role) for g in expected]
    shown = [Shown(f.value.name, f.value.role.value, f.spans, f.page) for f in distinct]
    counts = Counts(len(pairs), len(expected), len(distinct))
    return [Score("agencies", counts, differences("agencies", shown_gold, shown, pairs))]


def score_references(gold: Sequence[str], found: Sequence[Found[Reference]]) -> list[Score]:
    """``references``: the distinct words of references."""
    expected = list({fold(text): text for text in gold}.values())
    distinct = _distinct(found, [fold(f.value.text) for f in found])
    tests: list[Test[str, Found[Reference]]] = [lambda g, f: fold(g) == fold(f.value.text)]
    pairs = pair(expected, distinct, tests)
    shown = [Shown(f.value.text, f.value.kind.value, f.spans, f.page) for f in distinct]
    counts = Counts(len(pairs), len(expected), len(distinct))
    different = differences("references", [Shown(text) for text in expected], shown, pairs)
    return [Score("references", counts, different)]


def _distinct(found: Sequence[T], keys: Sequence[Hashable]) -> list[T]:
    """The first of each key."""
    first: dict[Hashable, T] = {}
    for key, fact in zip(keys, found, strict=True):
        first.setdefault(key, fact)
    return list(first.values())


def score_document(gold: GoldDocument, found: Overview, read: bool = True) -> list[Score]:
    """``title``, ``issuer``, ``year`` and ``plan-period``: each right or wrong; all wrong where the plan was not ``read``."""
    fields: dict[str, tuple[str, object, object]] = {
        "title": ("title", fold(gold.title), fold(found.title)),
        "issuer": ("issuer", fold(gold.issuer), fold(found.issuer)),
        "year": ("year_roc", gold.year_roc, found.year_roc),
        "plan-period": ("period", gold.period, (found.plan_start, found.plan_end)),
    }
    return [
        _field(kind, expected, got if read else "not read")
        for kind, (key, expected, got) in fields.items()
        if key in gold.annotated
    ]


def _field(kind: str, expected: object, got: object) -> Score:
    if expected == got:
        return Score(kind, share(1, 1))
    return Score(kind, share(0, 1), (Difference(kind, Shown(_show(expected)), Shown(_show(got))),))


def _show(value: object) -> str:
    return "..".join(str(v or "") for v in value) if isinstance(value, tuple) else str(value or "none")
