"""Strategies, measures and indicators from sections: headings that hold others are strategies, the innermost measures."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rules.columns import plain
from rules.item_draft import ItemDraft
from rules.outline import Outline
from rules.plan import Found, Indicator, Measure, Section, Strategy

MEASURES = frozenset({"strategies", "measures"})
INDICATORS = frozenset({"indicators"})
_COUNTED = re.compile(r"[0-9０-９]|[一二三四五六七八九十百]+(?:場|场|次|人|件|項|项|個|个|成|倍)|百分之")


class SectionReader:
    """Goes down the sections in reading order; ``skip`` are texts that tables have given already, as compared."""

    def __init__(self, draft: ItemDraft, outline: Outline, skip: Set[str]) -> None:
        self.draft, self.skip = draft, skip
        self.sections: Sequence[Found[Section]] = outline.sections
        self.roles = inherited_roles(self.sections)
        self.parents = {
            section.value.parent
            for section, role in zip(self.sections, self.roles, strict=True)
            if section.value.parent is not None and self.roles[section.value.parent] == role
        }
        self.strategies: dict[int, int] = {}

    def read(self, number: int) -> None:
        """Adds what the section with this ordinal is."""
        role, parent = self.roles[number], self.sections[number].value.parent
        if parent is None or role is None or self.roles[parent] != role:
            return  # the section that opens the part names it
        if role in MEASURES:
            self._planned(number, parent)
        elif role in INDICATORS and number not in self.parents:
            self._indicator(number)

    def _planned(self, number: int, parent: int) -> None:
        """A strategy where other sections stand below, else a measure; what stands below a measure is its text."""
        section = self.sections[number]
        above = self.strategies.get(parent)
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


def inherited_roles(sections: Sequence[Found[Section]]) -> list[str | None]:
    """The role of each section, or of the nearest above that has one."""
    roles: list[str | None] = []
    for section in sections:
        above = roles[section.value.parent] if section.value.parent is not None else None
        roles.append(section.value.role or above)
    return roles
