"""What looks like a date, a target or a label and is none: every trap gives nothing of the kind that it is not."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import samples

from extractors import extract
from extractors.builder import fold_compatibility
from extractors.document import Document, Span
from rules.plan import Found, Plan
from rules.recognise import recognise

pytestmark = samples.needs_shared

PERIODS, NUMBERS, LABELS, JOINED, CUE = "periods", "numbers", "labels", "joined", "cue"

# what a trap's ``not_a`` says, its remark in brackets aside -> what must not be read there
SENSES = {
    "date, target": (PERIODS, NUMBERS),
    "date": (PERIODS,),
    "deadline": (PERIODS,),
    "target": (NUMBERS,),
    "ordinal target": (NUMBERS,),
    "target number": (NUMBERS,),
    "quantity": (NUMBERS,),
    "label": (LABELS,),
    "section label": (LABELS,),
    "one number": (JOINED,),
    "deadline cue 前 belongs to 底, 溪南 is a place": (CUE,),
}


def traps() -> list[dict[str, Any]]:
    if samples.SHARED is None:
        return []
    lines = (samples.SHARED / "gold" / "traps.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def senses(not_a: str) -> tuple[str, ...]:
    """What must not be read, from the trap's own words; an unknown wording fails the test."""
    for mark in (" (", ": ", " «"):
        not_a = not_a.partition(mark)[0]
    return SENSES[not_a]


@cache
def read(name: str) -> tuple[Document, Plan]:
    document = extract(samples.plan(name))
    return document, recognise(document)


def place(trap: dict[str, Any], document: Document) -> Span:
    """The trap's place in the document: its offsets count the decoded file, where a line end may be CRLF."""
    raw = samples.plan(trap["source"]).read_bytes().decode("utf-8").removeprefix("\ufeff")
    start = len(raw[: trap["start"]].replace("\r\n", "\n"))
    words = raw[trap["start"] : trap["end"]].replace("\r\n", "\n")
    span = Span(start, start + len(words))
    assert document.slice([span]) == fold_compatibility(words)
    return span


def touching(facts: tuple[Found[Any], ...], span: Span) -> list[Any]:
    """The facts that share a character with the span."""
    return [f.value for f in facts if any(s.start < span.end and span.start < s.end for s in f.spans)]


def beginning(facts: tuple[Found[Any], ...], span: Span) -> list[Any]:
    """The labelled facts whose label stands at the span: a fact's label is where it begins."""
    return [f.value for f in facts if f.value.label and f.spans and span.start <= f.spans[0].start < span.end]


def wrongly_read(sense: str, plan: Plan, span: Span) -> list[Any]:
    """The facts that fall into the trap."""
    if sense == PERIODS:
        return touching(plan.periods, span)
    if sense == NUMBERS:
        return touching(plan.targets + plan.amounts, span)
    if sense == LABELS:
        return beginning(plan.sections + plan.strategies + plan.measures + plan.indicators, span)
    if sense == JOINED:  # 「1、103」: a year may be read, the label before it is no part of any number
        label = Span(span.start, span.start + 2)
        return touching(plan.periods + plan.targets + plan.amounts, label)
    assert sense == CUE  # 「底前溪南」: the deadline may end with 前, what follows is no part of any date
    return touching(plan.periods, Span(span.start + 1, span.end))


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: f"{trap['id']}-{trap['text'].split()[0]}")
def test_a_trap_gives_nothing(trap: dict[str, Any]) -> None:
    document, plan = read(trap["source"])
    span = place(trap, document)
    assert {sense: wrong for sense in senses(trap["not_a"]) if (wrong := wrongly_read(sense, plan, span))} == {}


def test_there_are_traps() -> None:
    assert len(traps()) >= 29
