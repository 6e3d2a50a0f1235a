"""Scores of the outline: headings and numbered items in their order."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.scoring.counts import Counts, Difference, Pairs, Score, Shown, align, differences, share
from pipeline.scoring.gold import GoldHeading, fold
from rules.plan import Found, Section


def score_outline(gold: Sequence[GoldHeading], found: Sequence[Found[Section]]) -> list[Score]:
    """``outline`` (label, head, level), ``outline-label`` (level aside) and, where labels were lost, ``restored`` (given back)."""
    full = align(gold, found, lambda g, f: same_heading(g, f.value) and g.level == f.value.level)
    label = align(gold, found, lambda g, f: same_heading(g, f.value))
    shown = [_shown_gold(g) for g in gold], [_shown(f) for f in found]
    scores = [
        Score("outline", Counts(len(full), len(gold), len(found)), differences("outline", *shown, full)),
        Score("outline-label", Counts(len(label), len(gold), len(found))),
    ]
    return scores + ([_restored(gold, found, label)] if any(g.restored for g in gold) else [])


def same_heading(gold: GoldHeading, found: Section) -> bool:
    """Whether the label, printed or restored, is the same and the text begins with the gold head, a trailing colon aside."""
    labels = {gold.label, gold.restored} - {None}
    shown = {fold(found.label), fold(found.label_restored) if found.label_restored else None}
    return bool(labels & shown) and fold(found.title).startswith(gold.head.rstrip("：:"))


def _restored(gold: Sequence[GoldHeading], found: Sequence[Found[Section]], pairs: Pairs) -> Score:
    """The share of lost labels given back; a format that kept the label shows it without any need to restore it."""
    partner = {g: found[f] for g, f in pairs}
    lost = [i for i, heading in enumerate(gold) if heading.restored]
    wrong = [i for i in lost if not _gives_back(gold[i], partner.get(i))]
    shown = [(_shown_gold(gold[i]), _shown(partner[i]) if i in partner else None) for i in wrong]
    return Score(
        "restored",
        share(len(lost) - len(wrong), len(lost)),
        tuple(Difference("restored", expected, got) for expected, got in shown),
    )


def _gives_back(gold: GoldHeading, found: Found[Section] | None) -> bool:
    return found is not None and gold.restored in (fold(found.value.label_restored), fold(found.value.label))


def _shown_gold(heading: GoldHeading) -> Shown:
    restored = f" = {heading.restored}" if heading.restored else ""
    words = heading.label + heading.head
    return Shown(words.rstrip("：:"), f"level {heading.level}{restored}", seek=heading.head)


def _shown(found: Found[Section]) -> Shown:
    section = found.value
    restored = f" = {section.label_restored}" if section.label_restored else ""
    words = fold(section.label) + fold(section.title)
    return Shown(words, f"level {section.level}{restored}", found.spans, found.page)
