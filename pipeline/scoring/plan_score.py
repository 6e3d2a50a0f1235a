"""All scores of one plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from extractors.document import Document
from pipeline.scoring.counts import Score
from pipeline.scoring.facts import score_agencies, score_document, score_periods, score_references, score_targets
from pipeline.scoring.gold import Gold, GoldTable
from pipeline.scoring.items import score_items
from pipeline.scoring.outline import score_outline
from pipeline.scoring.places import Places
from pipeline.scoring.tables import found_tables, score_tables
from rules.plan import Found, Overview, Plan

T = TypeVar("T")


def score_plan(gold: Gold, document: Document, plan: Plan) -> list[Score]:
    """The scores of every annotated kind, what stands outside the annotated part left out."""
    places = Places.of(document, plan)
    document_scores = score_document(gold.document, plan.overview) if gold.document is not None else []
    return document_scores + _scores(gold, plan, lambda fact: places.within(fact, gold.scope))


def score_failure(gold: Gold) -> list[Score]:
    """The scores of a plan that could not be read at all: everything missed."""
    nothing = Plan(Overview())
    document_scores = score_document(gold.document, nothing.overview, read=False) if gold.document is not None else []
    return document_scores + _scores(gold, nothing, lambda _: True)


def _scores(gold: Gold, plan: Plan, within: Callable[[Found[Any]], bool]) -> list[Score]:
    def kept(facts: tuple[Found[T], ...]) -> list[Found[T]]:
        return [fact for fact in facts if within(fact)]

    def tables(annotated: Sequence[GoldTable]) -> list[Score]:
        found = [table for table in found_tables(plan) if within(table.found)]
        return score_tables(annotated, found, gold.tables_complete)

    kinds: tuple[tuple[Any, Callable[[Any], list[Score]]], ...] = (
        (gold.outline, lambda annotated: score_outline(annotated, kept(plan.sections))),
        (gold.tables, tables),
        (gold.periods, lambda annotated: score_periods(annotated, kept(plan.periods))),
        (gold.targets, lambda annotated: score_targets(annotated, kept(plan.targets))),
        (gold.agencies, lambda annotated: score_agencies(annotated, kept(plan.agencies))),
        (gold.references, lambda annotated: score_references(annotated, kept(plan.references))),
        (gold.items, lambda annotated: score_items(annotated, plan)),
    )
    return [score for annotated, score_kind in kinds if annotated is not None for score in score_kind(annotated)]
