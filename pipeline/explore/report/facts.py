"""The facts of a plan as a reader meets them: words, what was read in them, and what they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.explore.report.overlay import Range
from pipeline.explore.report.plan_rows import PlanRows
from pipeline.show import SIGNS
from pipeline.tables import Row
from rules.plan import Comparator

# Kind of fact on the page, its table, the name of its id. Those further down are drawn over those above.
KINDS = (
    ("outline", "sections", "section_id"),
    ("strategy", "strategies", "strategy_id"),
    ("measure", "measures", "measure_id"),
    ("indicator", "indicators", "indicator_id"),
    ("target", "targets", "target_id"),
    ("period", "periods", "period_id"),
    ("agency", "agencies", "assignment_id"),
    ("reference", "references", "reference_id"),
    ("amount", "amounts", "amount_id"),
    ("diagnostic", "diagnostics", None),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact on a page. ``number`` ties it to its stretches of text; ``words`` are verbatim, ``reading`` is what they were read as.

    ``gold`` is the place of its entry in the annotation, such as ``periods.3``; None where it has none (yet).
    """

    number: int
    kind: str
    anchor: str
    label: str
    restored: str  # the label that the source lost
    words: str
    reading: str
    terms: tuple[str, ...]  # keys of labels: the role of an agency, the kind of a period …
    said: str  # words of the source that are no evidence of it: 推動單位
    depth: int
    owner: int | None  # the number of the fact that it belongs to
    ranges: tuple[Range, ...]
    page: int | None
    rule: str
    gold: str | None


def facts_of(plan: PlanRows, gold: dict[tuple[str, int], str]) -> list[Fact]:
    """All facts of a plan, kind by kind, each in reading order. ``gold`` gives a (table, ordinal) its place in the annotation."""
    numbers = number_by_id(plan)
    facts: list[Fact] = []
    for kind, table, _ in KINDS:
        for row in plan[table]:
            facts.append(fact(len(facts), kind, row, numbers, facts, gold.get((table, row["ordinal"]))))
    return facts


def number_by_id(plan: PlanRows) -> dict[str, int]:
    """The number that each fact with an id will have."""
    ids = (row[key] if key else None for _, table, key in KINDS for row in plan[table])
    return {id: number for number, id in enumerate(ids) if id is not None}


def fact(number: int, kind: str, row: Row, numbers: dict[str, int], before: list[Fact], gold: str | None) -> Fact:
    """One row as a fact."""
    owner = owner_of(kind, row, numbers)
    shown = SHOW[kind](row)
    return Fact(
        number=number,
        kind=kind,
        anchor=f"{kind}-{row['ordinal']}",
        label=shown.get("label") or "",
        restored=shown.get("restored") or "",
        words=shown["words"] or "",
        reading=shown.get("reading") or "",
        terms=tuple(term for term in shown.get("terms", ()) if term),
        said=shown.get("said") or "",
        depth=before[owner].depth + 1 if owner is not None and kind in OWNERS else 0,
        owner=owner,
        ranges=tuple((span["start"], span["end"]) for span in row["spans"] or ()),
        page=row["page"],
        rule=row.get("rule") or "",
        gold=gold,
    )


OWNERS = {
    "outline": ("parent_id",),
    "strategy": ("parent_id",),
    "measure": ("strategy_id",),
    "indicator": ("measure_id", "strategy_id"),
}


def owner_of(kind: str, row: Row, numbers: dict[str, int]) -> int | None:
    """The number of the fact that this one hangs on: the nearest of those it names."""
    columns = OWNERS.get(kind, ("indicator_id", "measure_id"))
    return next((numbers[row[c]] for c in columns if row.get(c) is not None), None)


# --- what is shown of each kind ---------------------------------------------------------------------------------------

Shown = dict[str, Any]


def show_section(row: Row) -> Shown:
    return {
        "label": row["label"],
        "restored": row["label_restored"],
        "words": row["title"],
        "terms": (f"role:{row['role']}" if row["role"] else None,),
    }


def show_words(row: Row) -> Shown:
    return {"label": row["label"], "words": row["text"]}


def show_indicator(row: Row) -> Shown:
    weight = f"{row['weight']:g}%" if row["weight"] is not None else ""
    about = "；".join(part for part in (row["definition"], row["method"]) if part)
    return {"label": row["label"], "words": row["name"], "reading": weight, "said": about}


def show_target(row: Row) -> Shown:
    status = None if row["status"] == "stated" else row["status"]
    said = str(row["year"]) if row["year"] else ""
    return {
        "words": row["text"],
        "reading": number_reading(row),
        "terms": (status, "baseline" if row["is_baseline"] else None),
        "said": said,
    }


def show_period(row: Row) -> Shown:
    terms = (row["kind"], "inferred" if row["inferred"] else None)
    return {"words": row["text"], "reading": days_reading(row), "terms": terms, "said": row["rrule"]}


def show_agency(row: Row) -> Shown:
    resolved = row["agency"] if row["agency"] != row["name"] else None
    return {"words": row["name"], "reading": resolved, "terms": (f"agency:{row['role']}",), "said": row["role_text"]}


def show_reference(row: Row) -> Shown:
    about = " ".join(str(part) for part in (row["number"], row["date"]) if part)
    title = row["title"] if row["title"] and row["title"] not in row["text"] else None
    return {"words": row["text"], "reading": title, "terms": (f"reference:{row['kind']}",), "said": about}


def show_amount(row: Row) -> Shown:
    year = str(row["fiscal_year"]) if row["fiscal_year"] else ""
    return {
        "words": row["text"],
        "reading": f"{row['currency']} {row['value']:,.0f}",
        "said": " ".join((year, row["source"] or "")).strip(),
    }


def show_diagnostic(row: Row) -> Shown:
    return {"words": row["message"], "terms": (row["severity"],), "label": row["code"]}


SHOW: dict[str, Callable[[Row], Shown]] = {
    "outline": show_section,
    "strategy": show_words,
    "measure": show_words,
    "indicator": show_indicator,
    "target": show_target,
    "period": show_period,
    "agency": show_agency,
    "reference": show_reference,
    "amount": show_amount,
    "diagnostic": show_diagnostic,
}


# What a target is per where no word of the plan says it; units are words of the plan, so these are Chinese in both languages.
PER = {
    "year": "年",
    "half": "半年",
    "quarter": "季",
    "month": "月",
    "week": "週",
    "day": "日",
    "semester": "學期",
    "total": "合計",
    "change": "增減",
}


def number_reading(target: Row) -> str:
    """What was read of a target.

    >>> number_reading({"comparator": "ge", "value": 5.0, "value_max": None, "unit": "場次", "per": None})
    '≥ 5 場次'
    """
    if target["value"] is None:
        return ""
    upper = f"–{target['value_max']:,.15g}" if target["value_max"] is not None else ""
    per = f" / {PER.get(target['per'], target['per'])}" if target["per"] else ""
    return (
        f"{SIGNS[Comparator(target['comparator'])]}{target['value']:,.15g}{upper} {target['unit'] or ''}".rstrip() + per
    )


def days_reading(period: Row) -> str:
    """The first and last day as ISO 8601; an open end as ….

    >>> days_reading({"start": None, "end": "2015-03-31"})
    '… – 2015-03-31'
    """
    start, end = period["start"], period["end"]
    if start is None and end is None:
        return ""
    return str(start) if start == end else f"{start or '…'} – {end or '…'}"


HELD = 5  # facts that a line of the tree names


def held_by(plan: PlanRows, facts: list[Fact]) -> dict[int, str]:
    """What belongs to each measure and indicator, in few words: an indicator's targets with their years, a measure's days and agencies."""
    numbers = number_by_id(plan)
    places = {
        tuple(fact.anchor.rsplit("-", 1)): fact.number for fact in facts if fact.kind in ("target", "period", "agency")
    }
    held: dict[int, set[int]] = {}
    for row in plan["held"]:
        measure, indicator = row["measure_id"], row["indicator_id"]
        owner = (indicator or measure) if row["kind"] == "target" else (measure or indicator)
        if owner is not None:
            held.setdefault(numbers[owner], set()).add(places[row["kind"], str(row["ordinal"])])
    return {owner: in_few_words([facts[number] for number in sorted(found)]) for owner, found in held.items()}


def in_few_words(facts: list[Fact]) -> str:
    """Readings in a line; a baseline is none of what is to be done."""
    words = [
        (f"{f.said}: " if f.kind == "target" and f.said else "") + (f.reading or f.words)
        for f in facts
        if "baseline" not in f.terms
    ]
    distinct = list(dict.fromkeys(words))
    return " · ".join(distinct[:HELD]) + (" …" if len(distinct) > HELD else "")


def in_tree_order(facts: list[Fact]) -> Iterator[Fact]:
    """Strategies, measures and indicators, each followed by what hangs on it."""
    tree = [f for f in facts if f.kind in ("strategy", "measure", "indicator")]
    below: dict[int | None, list[Fact]] = {}
    for each in tree:
        below.setdefault(each.owner, []).append(each)
    pending = list(reversed(below.get(None, [])))
    while pending:
        each = pending.pop()
        yield each
        pending.extend(reversed(below.get(each.number, [])))
