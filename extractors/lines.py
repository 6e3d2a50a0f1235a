"""Lines of a text with their places: what the readers of plain text and of its tables walk over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from extractors.document import Block, Span

_LINE_ENDS = re.compile("[\n\f\x85\u2028\u2029]")  # a form feed begins a page; \v is a break inside a cell or paragraph
_TAB_STOP: Final = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A hard line: ``text`` without its end, ``start`` its offset in the document."""

    text: str
    start: int

    @property
    def is_blank(self) -> bool:
        return not self.text or self.text.isspace()

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The span of ``text[start:end]`` without the white space around it; empty where it is nothing else.

        >>> Line("  一、依據 ", 10).span()
        Span(start=12, end=16)
        """
        piece = self.text[start:end]
        lead = len(piece) - len(piece.lstrip())
        first = self.start + start + lead
        return Span(first, first + len(piece.strip()))

    @property
    def indent(self) -> float:
        """Columns of leading white space: a full-width blank counts 2, a tab goes to the next multiple of 8."""
        columns = 0
        for character in self.text:
            if not character.isspace():
                break
            columns += _TAB_STOP - columns % _TAB_STOP if character == "\t" else 1 + (character == "\u3000")
        return float(columns)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines ``first`` to ``end`` (exclusive) that a reader has understood, as blocks in reading order."""

    first: int
    end: int
    blocks: tuple[Block, ...]


def split_lines(text: str) -> list[Line]:
    """The hard lines of a text.

    >>> [line.text for line in split_lines("一\\n\\n二")]
    ['一', '', '二']
    """
    lines, start = [], 0
    for end in _LINE_ENDS.finditer(text):
        lines.append(Line(text[start : end.start()], start))
        start = end.end()
    lines.append(Line(text[start:], start))
    return lines
