"""Scores of the items: the strategy–measure–indicator records of a plan's main tables, each right only as a whole.

Which fields an item has is up to the annotator; those that it has are compared. An item with ``indicator`` is looked for among the
recognised indicators; where the ``agency`` or ``target`` of others is the text of a whole cell, these are looked for among the table rows that
hold measures, else among the measures. A list of facts (``periods``, ``agencies``, ``targets``, ``indicators``) must be tied to the record whole, none more. A field with no
meaning of its own here is the text of the whole cell of the role of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pipeline.scoring.counts import Counts, Difference, Score, Shown, pair
from pipeline.scoring.facts import show_target
from pipeline.scoring.gold import Item, day, fold
from pipeline.scoring.records import Record, indicator_records, measure_records, row_records
from rules.plan import Assignment, Indicator, Measure, Period, Plan, Target


def score_items(gold: Sequence[Item], plan: Plan) -> list[Score]:
    """``items``: those right in all their fields; extra are the other records of the tables that hold a right one."""
    records = candidates(gold, plan)
    pairs = pair(gold, records, [lambda item, record: is_like(item, record) and not wrong_fields(item, record)])
    matched = {g: records[f] for g, f in pairs}
    used = {f for _, f in pairs}
    tables = {record.table for record in matched.values()}
    free = [r for i, r in enumerate(records) if i not in used]
    beside = [r for r in free if r.table in tables and not is_told_elsewhere(r, gold)]
    wrong = [item for i, item in enumerate(gold) if i not in matched]
    counts = Counts(len(pairs), len(gold), len(pairs) + len(beside))
    return [Score("items", counts, tuple(explain(wrong, free, beside)))]


def candidates(gold: Sequence[Item], plan: Plan) -> list[Record]:
    """The records among which items of these shapes are looked for."""
    others = [item for item in gold if "indicator" not in item]
    records = indicator_records(plan) if len(others) < len(gold) else []
    if any(has_whole_cells(item) for item in others):
        return records + row_records(plan)
    return records + (measure_records(plan) if others else [])


def is_like(item: Item, record: Record) -> bool:
    """Whether both are about an indicator, or neither."""
    return ("indicator" in item) == (record.indicator is not None)


def is_told_elsewhere(record: Record, gold: Sequence[Item]) -> bool:
    """Whether an indicator needs no item of its own: it has a measure, and measures were annotated with their indicators."""
    return record.indicator is not None and record.measure is not None and any("indicators" in item for item in gold)


def has_whole_cells(item: Item) -> bool:
    """Whether the item is a row of a table, annotated by the texts of its cells."""
    return any(isinstance(item.get(key), str) for key in ("agency", "target", "period"))


def wrong_fields(item: Item, record: Record) -> list[str]:
    """The names of the item's fields that the record does not have right."""
    return [name for name, value in item.items() if not FIELDS.get(name, _cell_text(name))(value, record, item)]


def explain(wrong: Sequence[Item], free: Sequence[Record], beside: Sequence[Record]) -> Iterable[Difference]:
    """Each wrong item beside the record that has most of it right, and the records of the same tables that serve no item."""
    left, shown = list(free), set[int]()
    for item in wrong:
        alike = [record for record in left if is_like(item, record)]
        nearest = min(alike, key=lambda r: len(wrong_fields(item, r)), default=None)
        bad = wrong_fields(item, nearest) if nearest else list(item)
        if nearest is None or len(bad) >= len(item):
            yield Difference("items", Shown(subject(item)), None)
            continue
        left.remove(nearest)
        shown.add(id(nearest))
        yield Difference("items", Shown(subject(item), expected_fields(item, bad)), shown_record(nearest, bad))
    for record in beside:
        if id(record) not in shown:
            yield Difference("items", None, shown_record(record, ()))


def subject(item: Item) -> str:
    """The words that name an item."""
    return str(item.get("indicator") or item.get("measure") or item.get("strategy") or "")


def expected_fields(item: Item, names: Sequence[str]) -> str:
    return "; ".join(f"{name}: {_brief(item[name])}" for name in names)


def shown_record(record: Record, names: Sequence[str]) -> Shown:
    """A record as a difference shows it: its words and what it has in these fields."""
    values = "; ".join(f"{name}: {_brief(got(name, record))}" for name in names)
    return Shown(record.subject.value.evidence, values, record.spans, record.subject.page)


def got(name: str, record: Record) -> object:
    """What a record has in a field, for people to read."""
    facts: dict[str, Callable[[], object]] = {
        "periods": lambda: [f"{p.text} {p.start or ''}..{p.end or ''}" for p in record.periods()],
        "agencies": lambda: [f"{a.role_text}: {a.name}" for a in record.agencies()],
        "targets": lambda: [f"{t.year or ''} {show_target(t)}" for t in record.targets()],
        "indicators": lambda: [
            f"{_indicator(r).name} {[show_target(t) for t in r.targets()]}" for r in record.indicators()
        ],
    }
    if name in facts:
        return facts[name]()
    if name.startswith(("strategy", "approach")):
        return [s.evidence for s in record.strategies]
    cells = "".join(cell.text for cell in record.cells(name.removesuffix("_label")))
    return cells or record.subject.value.evidence


def _brief(value: object) -> str:
    text = fold(str(value))
    return text if len(text) <= 160 else text[:159] + "…"


# --- the fields -------------------------------------------------------------------------------------------------------


def _strategy(value: Any, record: Record, item: Item) -> bool:
    """Where approaches were annotated too, the strategy is the outermost above; else any of those above."""
    chain = record.strategies[:1] if "approach" in item else record.strategies
    return any(fold(value) in _forms(strategy.label, strategy.text) for strategy in chain)


def _strategy_label(value: Any, record: Record, item: Item) -> bool:
    named = [s for s in record.strategies if fold(item.get("strategy")) in _forms(s.label, s.text)]
    return any(fold(value) == fold(strategy.label) for strategy in named)


def _approach(value: Any, record: Record, item: Item) -> bool:
    return any(fold(value) in _forms(strategy.label, strategy.text) for strategy in record.strategies[1:])


def _measure(value: Any, record: Record, item: Item) -> bool:
    measure = _measure_of(record)
    texts = _forms(measure.label, measure.text) if measure else set()
    return fold(value) in texts or (has_whole_cells(item) and _cell_text("measure")(value, record, item))


def _measure_of(record: Record) -> Measure | None:
    return record.plan.measures[record.measure].value if record.measure is not None else None


def _measure_label(value: Any, record: Record, item: Item) -> bool:
    measure = _measure_of(record)
    return measure is not None and fold(value) == fold(measure.label)


def _indicator(record: Record) -> Indicator:
    assert record.indicator is not None
    return record.plan.indicators[record.indicator].value


def _indicators(value: Any, record: Record, item: Item) -> bool:
    """The same indicators in the same order, each with its targets."""
    found = record.indicators()
    return len(found) == len(value) and all(
        fold(expected["text"]) in _forms(_indicator(r).label, _indicator(r).name)
        and _targets(expected.get("targets", ()), r, expected)
        for expected, r in zip(value, found, strict=True)
    )


def _targets(value: Any, record: Record, item: Item) -> bool:
    """The same targets, compared in the keys that are annotated; a text is that of the whole cell."""
    if isinstance(value, str):
        return _cell_text("target")(value, record, item)
    return _same(value, record.targets(), _same_target)


def _same_target(expected: Mapping[str, Any], found: Target) -> bool:
    numbers = all(
        _equal(expected[key], getattr(found, key)) for key in ("value", "value_max", "year") if key in expected
    )
    texts = all(fold(expected[key]) == fold(getattr(found, key)) for key in ("unit", "text") if key in expected)
    return numbers and texts and expected.get("comparator", found.comparator) == found.comparator


def _equal(expected: float | None, found: float | None) -> bool:
    return expected == found or (expected is not None and found is not None and abs(expected - found) < 1e-9)


def _same_period(expected: Mapping[str, Any], found: Period) -> bool:
    days = all(day(expected[key]) == getattr(found, key) for key in ("start", "end") if key in expected)
    return days and fold(expected["text"]) == fold(found.text)


def _same_agency(expected: Mapping[str, Any], found: Assignment) -> bool:
    keys = ("role", "role_text", "name")
    return all(fold(expected[key]) == fold(getattr(found, key)) for key in keys if key in expected)


def _same(expected: Sequence[Any], found: Sequence[Any], test: Callable[[Any, Any], bool]) -> bool:
    """Whether each expected fact has its own found one and none is left over."""
    return len(expected) == len(found) == len(pair(expected, found, [test]))


def _forms(label: str, text: str) -> set[str]:
    """A text without and with its label."""
    return {fold(text), fold(label + text)}


def _cell_text(role: str) -> Callable[[Any, Record, Item], bool]:
    """A test for the text of the whole cell of a role."""

    def test(value: Any, record: Record, item: Item) -> bool:
        return fold(value) == fold("".join(cell.text for cell in record.cells(role)))

    return test


FIELDS: dict[str, Callable[[Any, Record, Item], bool]] = {
    "strategy": _strategy,
    "strategy_label": _strategy_label,
    "approach": _approach,
    "measure": _measure,
    "measure_label": _measure_label,
    "indicator": lambda value, record, item: (
        fold(value) in _forms("", _indicator(record).name) or fold(value) == fold(_indicator(record).evidence)
    ),
    "indicator_label": lambda value, record, item: fold(value) == fold(_indicator(record).label),
    "definition": lambda value, record, item: fold(value) == fold(_indicator(record).definition),
    "method": lambda value, record, item: fold(value) == fold(_indicator(record).method),
    "weight": lambda value, record, item: _equal(value, _indicator(record).weight),
    "indicators": _indicators,
    "targets": _targets,
    "periods": lambda value, record, item: _same(value, record.periods(), _same_period),
    "agencies": lambda value, record, item: _same(value, record.agencies(), _same_agency),
}
