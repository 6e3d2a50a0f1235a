"""The outline: which lines are headings and numbered items, and how deep. STUB: interface only."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.document import Document
from rules.passage import Passage
from rules.plan import Found, Section


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage of the body, the ordinal of the section it belongs to (a heading belongs to its own) and what it is.

    ``kind``: title heading item paragraph header footer footnote caption. A passage that holds a label in mid-line is cut there,
    and one whose heading is followed by its text on the same line (「期程：109年…」) at the colon, so that kind heading is label and title alone.
    """

    passage: Passage
    section: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections in reading order and every body passage in its place, in the order of the blocks."""

    sections: tuple[Found[Section], ...]
    placed: tuple[Placed, ...]

    def section_before(self, block: int) -> int | None:
        """The ordinal of the section that a block of the document stands in."""
        found = None
        for place in self.placed:
            if place.passage.block > block:
                break
            found = place.section if place.section is not None else found
        return found


def read_outline(document: Document, passages: tuple[Passage, ...]) -> Outline:
    """The outline of a document's body."""
    return Outline((), tuple(Placed(p, None, "paragraph") for p in passages))
