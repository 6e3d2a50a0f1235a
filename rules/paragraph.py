"""Logical paragraphs: hard-wrapped lines joined. STUB: interface only."""

from __future__ import annotations

from extractors.document import Document, Paragraph
from rules.passage import Passage, passage_of


def passages(document: Document) -> tuple[Passage, ...]:
    """The logical paragraphs outside tables, in the order of the blocks."""
    return tuple(
        passage_of(document, (b.span,), i, b.kind, b.style)
        for i, b in enumerate(document.blocks)
        if isinstance(b, Paragraph) and document.slice((b.span,)).strip()
    )
