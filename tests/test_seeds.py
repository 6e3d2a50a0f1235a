"""The scores of the five seed plans against their shared annotation: what the project promises."""

from __future__ import annotations

import pytest
import samples

from pipeline.evaluate import evaluate_file, read_golds
from pipeline.scoring.counts import Counts
from pipeline.scoring.report import PlanScores, difference_words, micro

pytestmark = samples.needs_shared

SEEDS = [f"seed-00{n}" for n in range(5)]


@pytest.fixture(scope="module")
def seeds() -> dict[str, PlanScores]:
    """The scores of each seed's text file."""
    assert samples.SHARED is not None
    golds = read_golds(samples.SHARED / "gold", "seed-*")
    return {gold.name: evaluate_file(gold, samples.plan(gold.source)) for gold in golds}


def differences(plans: dict[str, PlanScores], kind: str) -> str:
    """What differs in one kind, for the message of a failed test."""
    lines = [
        f"{name} {' '.join(difference_words(difference, plan.places))}"
        for name, plan in plans.items()
        for score in plan.scores
        if score.kind == kind
        for difference in score.differences
    ]
    notes = [f"{name}: {plan.note}" for name, plan in plans.items() if plan.note]
    return "\n".join([f"{kind}:", *notes, *lines])


def test_every_seed_is_read(seeds: dict[str, PlanScores]) -> None:
    assert {name: plan.note for name, plan in seeds.items()} == dict.fromkeys(SEEDS)


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("outline", 0.98),
        ("restored", 1.0),
        ("cells", 0.99),
        ("roles", 1.0),
        ("periods", 0.97),
        ("targets", 0.95),
        ("references", 0.85),
        ("agencies", 0.95),
        ("title", 1.0),
        ("issuer", 1.0),
    ],
)
def test_all_seeds_together_reach(seeds: dict[str, PlanScores], kind: str, least: float) -> None:
    assert micro(list(seeds.values()))[kind].f1 >= least, differences(seeds, kind)


@pytest.mark.parametrize(("name", "records"), [("seed-000", 12), ("seed-002", 19), ("seed-003", 7)])
def test_all_items_are_right(seeds: dict[str, PlanScores], name: str, records: int) -> None:
    assert seeds[name].counts["items"] == Counts(records, records, records), differences({name: seeds[name]}, "items")


def test_the_targets_of_seed_002_stand_in_its_table(seeds: dict[str, PlanScores]) -> None:
    """19 indicators with a target for each of four years; seven more stand in the text."""
    assert seeds["seed-002"].counts["targets"].right >= 19 * 4, differences({"": seeds["seed-002"]}, "targets")
