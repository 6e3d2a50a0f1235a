"""Strategies, measures and indicators from sections: headings that hold others are strategies, the innermost measures."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rules.header_words import plain
from rules.item_draft import ItemDraft
from rules.outline import Outline
from rules.plan import Found, Indicator, Measure, Section, SectionKind, Strategy
from rules.section_role import pattern

MEASURES = frozenset({"strategies", "measures"})
INDICATORS = frozenset({"indicators"})
_BARE, _TITLE = 6, 16  # characters of a title that is nothing but the name of a part, and of one that may be
_CLAUSE = re.compile(r"[，；,;]")
_PUNCTUATION = re.compile(r"[^\w]+")
_COUNTED = re.compile(r"[0-9０-９]|[一二三四五六七八九十百]+(?:場|场|次|人|件|項|项|個|个|成|倍)|百分之")


class SectionReader:
    """Goes down the sections in reading order; ``skip`` are texts that tables have given already, as compared."""

    def __init__(self, draft: ItemDraft, outline: Outline, skip: Set[str]) -> None:
        self.draft, self.skip = draft, skip
        self.sections: Sequence[Found[Section]] = outline.sections
        self.implied = frozenset() if skip else implied_parts(self.sections)
        self.roles = inherited_roles(self.sections, self.implied)
        self.parents = {
            section.value.parent
            for section, role in zip(self.sections, self.roles, strict=True)
            if section.value.parent is not None and self.roles[section.value.parent] == role
        }
        self.strategies: dict[int, int] = {}

    def read(self, number: int) -> None:
        """Adds what the section with this ordinal is."""
        role, parent = self.roles[number], self.sections[number].value.parent
        if parent is not None and parent in self.draft.measure_of_section:
            self.draft.measure_of_section[number] = self.draft.measure_of_section[parent]
        if number in self.implied and len(self.implied) > 1:
            self._planned(number, None)
        elif parent is None or role is None or self.opens_part(number, parent):
            return  # it names the part
        elif role in MEASURES:
            self._planned(number, parent)
        elif role in INDICATORS and number not in self.parents:
            self._indicator(number)

    def opens_part(self, number: int, parent: int) -> bool:
        """Whether a section begins a part of measures or indicators rather than standing in it."""
        value = self.sections[number].value
        kindred = self.roles[parent] == self.roles[number] or {self.roles[parent], self.roles[number]} <= MEASURES
        return not kindred or (
            value.role == self.roles[number] and number in self.parents and names_part(value, bare=True)
        )

    def _planned(self, number: int, parent: int | None) -> None:
        """A strategy where other sections stand below, else a measure; what stands below a measure is its text."""
        section = self.sections[number]
        above = self.strategies.get(parent) if parent is not None else None
        if number in self.parents:
            strategy = Strategy(above, section.value.label, section.value.title, section=number)
            self.strategies[number] = self.draft.strategy(strategy, section.spans, "strategy-section")
        elif section.value.title.strip() and plain(section.value.title) not in self.skip:
            measure = Measure(above, section.value.label, section.value.title, section=number)
            self.draft.measure_of_section[number] = self.draft.measure(measure, section.spans, "measure-section")

    def _indicator(self, number: int) -> None:
        """An item of a section of indicators, where it counts something."""
        section = self.sections[number]
        if _COUNTED.search(section.value.title + section.value.text) is None:
            return
        indicator = Indicator(label=section.value.label, name=section.value.title, section=number)
        self.draft.indicator_of_section[number] = self.draft.indicator(indicator, section.spans, "indicator-section")


def implied_parts(sections: Sequence[Found[Section]]) -> frozenset[int]:
    """The outermost headings that stand for measures in a plan that names no part so.

    The one without a role among 依據, 目標, 經費 … opens them (實施要領); where there are three or more, as in plans of the
    mainland (一、完善制度体系 二、构建标准 …), each is a strategy.
    """
    if any(role in MEASURES for role in inherited_roles(sections)):
        return frozenset()
    parents = {section.value.parent for section in sections}
    free = [
        number
        for number, section in enumerate(sections)
        if section.value.parent is None
        and section.value.role is None
        and section.value.kind is SectionKind.HEADING
        and section.value.label
        and number in parents
    ]
    return frozenset(free) if len(free) != 2 else frozenset()


def inherited_roles(sections: Sequence[Found[Section]], implied: Set[int] = frozenset()) -> list[str | None]:
    """What each section is part of: its own role, or that of the nearest above that has one.

    Within measures and indicators only a bare title (經費, 辦理期程) begins something else: words of a role in a measure's name
    (強化學習型的組織) say nothing. Outside only a short title begins measures.
    """
    roles: list[str | None] = []
    for number, section in enumerate(sections):
        above = roles[section.value.parent] if section.value.parent is not None else None
        if number in implied:
            roles.append("measures")
            continue
        planned = above in MEASURES or above in INDICATORS
        own = section.value.role if names_part(section.value, bare=planned) else None
        roles.append(above if own is None or (own in MEASURES and above in MEASURES) else own)
    return roles


def names_part(section: Section, bare: bool) -> bool:
    """Whether a title names a part of a plan: a short one; ``bare``: one that ends with the words of its role and says little else."""
    title = _PUNCTUATION.sub("", plain(section.title))
    if section.role is None or not bare:
        return len(title) <= _TITLE and _CLAUSE.search(section.title) is None
    return (
        section.kind is SectionKind.HEADING
        and len(title) <= _BARE
        and any(m.end(1) == len(title) for m in pattern(section.role).finditer(title))
    )
