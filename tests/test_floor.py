"""No score falls: what annotated plans have reached is written down in floor.json and only ever raised."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from pipeline.evaluate import evaluate, figures, read_golds
from pipeline.scoring.floor import falls, read_floor

FLOOR = Path(__file__).parent / "floor.json"
OWN = (samples.ROOT / "tests" / "gold", samples.ROOT / "data" / "raw")


def shared() -> tuple[Path, Path]:
    assert samples.SHARED is not None
    return samples.SHARED / "gold", samples.SHARED / "plans"


@pytest.mark.parametrize("own", [True, pytest.param(False, marks=samples.needs_shared)], ids=["own", "shared"])
def test_no_score_falls_below_the_floor(own: bool) -> None:
    gold, plans = OWN if own else shared()
    floor = read_floor(FLOOR)
    reached = figures(plan for annotated in read_golds(gold) for plan in evaluate(annotated, plans))
    assert reached, "nothing was scored"
    assert set(reached) <= set(floor), "a plan without a floor: govplan evaluate … --write-floor tests/floor.json"
    assert falls(floor, reached) == []


def test_every_plan_of_the_project_is_annotated() -> None:
    gold, plans = OWN
    assert {g.source for g in read_golds(gold)} == {p.name for p in plans.iterdir() if not p.name.startswith(".")}
