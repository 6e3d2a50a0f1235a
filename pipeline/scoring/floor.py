"""The floor: scores below which no change may fall. A JSON object {plan: {kind: F1}}, plans by the name of the file that was read.

One file may hold the floors of several folders of gold: plans that were not scored this time are left as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

Floor = dict[str, dict[str, float]]
Scores = Mapping[str, Mapping[str, float]]  # plan -> kind -> F1

TOLERANCE = 1e-9


def read_floor(path: Path) -> Floor:
    """The floor in a file; raises OSError or ValueError where there is none."""
    floor: Floor = json.loads(path.read_text(encoding="utf-8"))
    return floor


def falls(floor: Scores, scores: Scores) -> list[str]:
    """What lies below the floor, one line each; a kind that is no longer scored lies below it too.

    >>> falls({"a.txt": {"outline": 0.9, "periods": 1.0}, "b.txt": {"outline": 1.0}}, {"a.txt": {"outline": 0.8}})
    ['a.txt outline: 0.8000 < 0.9000', 'a.txt periods: not scored, floor 1.0000']
    """
    return [
        f"{plan} {kind}: not scored, floor {least:.4f}" if got is None else f"{plan} {kind}: {got:.4f} < {least:.4f}"
        for plan, kinds in floor.items()
        if plan in scores
        for kind, least in kinds.items()
        if (got := scores[plan].get(kind)) is None or got < least - TOLERANCE
    ]


def raised(floor: Scores, scores: Scores) -> Floor:
    """The floor raised to these scores where they are higher, never lowered.

    >>> raised({"a.txt": {"outline": 0.9}}, {"a.txt": {"outline": 0.8, "periods": 0.5}})
    {'a.txt': {'outline': 0.9, 'periods': 0.5}}
    """
    plans = sorted({*floor, *scores})
    return {plan: _higher(floor.get(plan, {}), scores.get(plan, {})) for plan in plans}


def _higher(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {kind: max(one.get(kind, 0.0), other.get(kind, 0.0)) for kind in sorted({*one, *other})}


def raise_floor(path: Path, scores: Scores) -> None:
    """Raises the floor in the file, or begins it."""
    floor = raised(read_floor(path) if path.exists() else {}, scores)
    path.write_text(json.dumps(floor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
