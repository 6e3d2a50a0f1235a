"""Where a fact stands, as a person looks it up: line, page, section."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from extractors.document import Document, Region
from pipeline.scoring.counts import Shown
from pipeline.scoring.gold import Scope, fold
from rules.plan import Found, Plan, Section


@dataclass(frozen=True, slots=True)
class Places:
    """Looks up places in one document. A gold entry knows none: its words are searched in the text."""

    document: Document
    sections: tuple[Found[Section], ...]
    _squeezed: str = field(init=False, repr=False)
    _offsets: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        offsets = tuple(i for i, char in enumerate(self.document.text) if fold(char))
        object.__setattr__(self, "_offsets", offsets)
        object.__setattr__(self, "_squeezed", fold(self.document.text))

    @classmethod
    def of(cls, document: Document, plan: Plan) -> Places:
        """The places of a recognised document."""
        return cls(document, plan.sections)

    def describe(self, shown: Shown) -> str:
        """Line (of TXT and Markdown), page and section path."""
        offset = shown.spans[0].start if shown.spans else self.search(shown.seek or shown.text)
        if offset is None:
            return "not in the text" if fold(shown.text) else ""
        page = shown.page or self.page(offset)
        parts = [f"line {self.line(offset)}" if page is None else f"page {page}", self.path(offset)]
        return " ".join(part for part in parts if part)

    def search(self, text: str) -> int | None:
        """The offset at which the words first stand, white space aside."""
        needle = fold(text)
        at = self._squeezed.find(needle) if needle else -1
        return self._offsets[at] if at >= 0 else None

    def line(self, offset: int) -> int:
        """The number of the line, from 1."""
        return self.document.text.count("\n", 0, offset) + 1

    def page(self, offset: int) -> int | None:
        """The page, where the source has pages."""
        return page_at(self.document.regions, offset)

    def path(self, offset: int) -> str:
        """The labels of the sections that lead to this place: 壹、 › 二、."""
        index = bisect_right(self.sections, offset, key=lambda s: s.spans[0].start if s.spans else 0) - 1
        labels: list[str] = []
        at: int | None = index if index >= 0 else None
        while at is not None:
            section = self.sections[at].value
            labels.insert(0, section.label_restored or section.label or fold(section.title)[:8])
            at = section.parent
        return " › ".join(labels)

    def within(self, found: Found[Any], scope: Scope | None) -> bool:
        """Whether a fact stands in the annotated part; one whose page is not known counts as within."""
        if scope is None or not found.spans:
            return True
        offset = found.spans[0].start
        place = self.line(offset) if scope.of == "lines" else found.page or self.page(offset)
        return place is None or scope.first <= place <= scope.last


def page_at(regions: Sequence[Region], offset: int) -> int | None:
    """The page of the region that holds the offset or ends last before it."""
    index = bisect_right(regions, offset, key=lambda region: region.span.start) - 1
    return regions[max(index, 0)].page if regions else None
