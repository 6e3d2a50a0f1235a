"""Documents whose paragraphs are hard lines: a text with fixed line ends that was pasted into a word processor."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TypeGuard

from extractors.document import Block, Document, Paragraph, ParagraphKind
from extractors.item_label import item_label

LEAST_WIDTH = 40  # half-width columns; shorter ones are headings or items as often as lines
LEAST_LINES = 5
LEAST_SHARE = 0.6  # of the unfinished paragraphs that long
SLACK = (6, 2)  # columns below and above the commonest width: an indent, hanging punctuation
CLOSING = frozenset("。．.！!？?：:；;…」』）)】〕》〉")


def with_hard_lines(document: Document) -> Document:
    """The document, its paragraphs taken for lines where they are hard lines: which of them go together is for the reader to tell."""
    paragraphs = [p for p in document.paragraphs() if p.kind is ParagraphKind.PARAGRAPH]
    if not is_hard_wrapped((document.text[p.span.start : p.span.end], p.style.numbering is None) for p in paragraphs):
        return document
    blocks = (replace(b, kind=ParagraphKind.LINE) if _is_running(b) else b for b in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _is_running(block: Block) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and block.kind is ParagraphKind.PARAGRAPH


def is_hard_wrapped(paragraphs: Iterable[tuple[str, bool]]) -> bool:
    """Whether many paragraphs break off at one width and go on in the next; each with whether it has no automatic label.

    >>> line = "邇來民眾權利意識高漲，對政府的期待與需求更甚於前，且隨著環境系絡轉變"
    >>> is_hard_wrapped([(line, True)] * 7), is_hard_wrapped([(line + "。", True)] * 7)
    (True, False)
    """
    widths = Counter(_unfinished(paragraphs))
    if not widths:
        return False
    usual = max(widths, key=lambda width: (widths[width], width))
    near = sum(n for width, n in widths.items() if usual - SLACK[0] <= width <= usual + SLACK[1])
    return near >= LEAST_LINES and near >= widths.total() * LEAST_SHARE


def _unfinished(paragraphs: Iterable[tuple[str, bool]]) -> Iterator[int]:
    """The widths of long paragraphs that end without a closing mark before one without a label."""
    for (text, _), (following, unlabelled) in pairwise(paragraphs):
        if text and text[-1] not in CLOSING and unlabelled and item_label(following) is None:
            width = sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
            if width >= LEAST_WIDTH:
                yield width
