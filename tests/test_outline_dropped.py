"""Labels lost at random: the levels of the others degrade gently, and less than a fixed table of styles does."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from samples import SHARED, needs_shared

from extractors.builder import DocumentBuilder
from extractors.document import Document, ParagraphKind
from rules.label import read_label
from rules.outline import read_outline
from rules.paragraph import passages
from rules.passage import fold

SEEDS = range(6)


def outlines() -> list[list[dict[str, Any]]]:
    """The labelled entries of the annotated plans."""
    assert SHARED is not None
    found = []
    for path in sorted((SHARED / "gold").glob("seed-*.gold.json")):
        entries = json.loads(path.read_text(encoding="utf-8"))["outline"]
        found.append([e for e in entries if e["label"]])
    return found


def printed(entry: dict[str, Any]) -> str:
    """The line as the source has it: a blank follows a lost automatic number, and a part's name."""
    blank = " " if entry["restored"] or entry["label"].startswith("附") else ""
    return f"{entry['label']}{blank}{entry['head']}"


def document(entries: list[dict[str, Any]]) -> Document:
    builder = DocumentBuilder("x", "text/plain")
    for entry in entries:
        builder.paragraph(printed(entry), ParagraphKind.PARAGRAPH)
    return builder.build(b"")


def right_levels(entries: list[dict[str, Any]]) -> int:
    """How many of the entries get the level of the annotation from the search."""
    source = document(entries)
    found = {s.spans[0].start: s.value.level for s in read_outline(source, passages(source)).sections}
    return sum(found.get(b.span.start) == e["level"] for b, e in zip(source.blocks, entries, strict=True))


def right_by_table(entries: list[dict[str, Any]]) -> int:
    """The same from a table that gives each style one level, in the order in which the styles come up."""
    styles = []
    for entry in entries:
        label = read_label(fold(printed(entry)))
        styles.append(label.style.family if label else "")
    order = list(dict.fromkeys(styles))
    return sum(order.index(style) + 1 == e["level"] for style, e in zip(styles, entries, strict=True))


def shares(rate: float) -> tuple[float, float]:
    """The shares of right levels of the search and of the table."""
    kept = [
        [e for e in entries if chance.random() >= rate]
        for seed in SEEDS
        for entries in outlines()
        for chance in [random.Random(seed)]
    ]
    total = sum(map(len, kept))
    return sum(map(right_levels, kept)) / total, sum(map(right_by_table, kept)) / total


@needs_shared
@pytest.mark.parametrize(("rate", "least"), [(0.0, 1.0), (0.05, 0.95), (0.1, 0.94), (0.2, 0.85)])
def test_levels_survive_lost_labels(rate: float, least: float) -> None:
    search, table = shares(rate)
    assert search >= least
    assert search > table + 0.1
