"""The strategy–measure–indicator records of a plan as items of its annotation.

What belongs to an item is named by its place in the annotation (``periods.3``): a date that a reader corrects is then right in every
item that has it. The page puts the entries in for the places when it writes the file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.explore.report.plan_rows import PlanRows
from pipeline.tables import Row

TABLES = {"period": "periods", "agency": "agencies", "target": "targets"}  # kinds of the view ``record_facts``
Places = dict[tuple[str, int], str]
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What each measure and indicator holds, by id: the places of its periods, agencies and targets in reading order."""

    places: dict[tuple[str, str], list[str]]

    @classmethod
    def of(cls, plan: PlanRows, places: Places) -> Holdings:
        held: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for row in plan["held"]:
            place = places.get((TABLES[row["kind"]], row["ordinal"]))
            for owner in (row["measure_id"], row["indicator_id"]):
                if owner is not None and place is not None:
                    held[owner, TABLES[row["kind"]]][place] = None
        return cls({key: list(found) for key, found in held.items()})

    def __call__(self, owner: str, *kinds: str) -> dict[str, list[str]]:
        return {kind: self.places.get((owner, kind), []) for kind in kinds}


def records_of(plan: PlanRows, places: Places) -> tuple[dict[str, list[Item]], Places]:
    """``strategies`` and ``items`` as the page has them, and the place of each strategy, measure and indicator.

    An item is a measure with its indicators, or an indicator that has no measure. ``places`` are those of the facts.
    """
    held, own = Holdings.of(plan, places), dict[tuple[str, int], str]()
    strategies = [{"label": row["label"], "text": row["text"]} for row in plan["strategies"]]
    own |= {("strategies", row["ordinal"]): f"strategies.{at}" for at, row in enumerate(plan["strategies"])}
    chains, items = chains_of(plan), list[Item]()
    indicators: dict[str | None, list[Row]] = defaultdict(list)
    for row in plan["indicators"]:
        indicators[row["measure_id"]].append(row)
    for row in plan["measures"]:
        own["measures", row["ordinal"]] = f"items.{len(items)}"
        inner = indicators[row["measure_id"]]
        own |= {("indicators", each["ordinal"]): f"items.{len(items)}.indicators.{n}" for n, each in enumerate(inner)}
        items.append(measure_item(row, inner, chains, held))
    for row in indicators[None]:
        own["indicators", row["ordinal"]] = f"items.{len(items)}"
        items.append(indicator_item(row, chains, held))
    return {"strategies": strategies, "items": items}, own


def measure_item(measure: Row, indicators: list[Row], chains: dict[str, list[str]], held: Holdings) -> Item:
    """A measure with what it holds, its targets with its indicators where it has any."""
    item = {
        "strategies": chains.get(measure["strategy_id"], []),
        "measure_label": measure["label"],
        "measure": measure["text"],
        **held(measure["measure_id"], "periods", "agencies"),
    }
    inner = [{"text": row["name"], **held(row["indicator_id"], "targets")} for row in indicators]
    return item | ({"indicators": inner} if inner else held(measure["measure_id"], "targets"))


def indicator_item(indicator: Row, chains: dict[str, list[str]], held: Holdings) -> Item:
    """An indicator without a measure."""
    return {
        "strategies": chains.get(indicator["strategy_id"], []),
        "indicator_label": indicator["label"],
        "indicator": indicator["name"],
        **{key: indicator[key] for key in ("definition", "method", "weight")},
        **held(indicator["indicator_id"], "periods", "agencies", "targets"),
    }


def chains_of(plan: PlanRows) -> dict[str, list[str]]:
    """The places of each strategy and those above it, the outermost first; a strategy comes after the one that it hangs on."""
    chains: dict[str, list[str]] = {}
    for at, row in enumerate(plan["strategies"]):
        chains[row["strategy_id"]] = [*chains.get(row["parent_id"], []), f"strategies.{at}"]
    return chains
