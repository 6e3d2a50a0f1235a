"""Passages: the stretches of text that rules read, each a logical paragraph or a table cell, mapped back to the document.

A passage's text is exactly its spans' slices joined, so whatever a rule finds in it has its verbatim evidence by construction.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from extractors.document import PLAIN, Document, ParagraphKind, Span, Style


@cache
def _folding() -> dict[int, str]:
    """One code point to one: full-width ASCII, white space, zeros, tildes, dashes and brackets to one form each."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    groups = {
        " ": "\u3000\u00a0\u2002\u2003\u2009\u202f\t\r\n\u000b\u000c\u0085\u2028\u2029\ufeff\u200b",
        "〇": "○◯Ο",
        "~": "～〜∼˜",
        "-": "－–—―‐‑−─﹣",
        "(": "﹙〔❨﹝",
        ")": "﹚〕❩﹞",
        "、": "﹑､",
        "≤": "≦⩽",
        "≥": "≧⩾",
        "%": "﹪％",
        ":": "︰﹕∶",
        ",": "﹐",
        ".": "﹒．",
    }
    for to, sources in groups.items():
        table.update({ord(c): to for c in sources})
    return table


def fold(text: str) -> str:
    """A copy of the text, as long as it, that rules match against.

    Full-width forms become half-width (so 「，」 is 「,」 and 「：」 is 「:」 in it), white space a blank, ○ 〇, 〜 ~, ≦ ≤.
    What a rule reports is cut from the text itself, never from this copy.

    >>> fold("１０３年　○九七，（一）：≧７０％")
    '103年 〇九七,(一):≥70%'
    """
    return text.translate(_folding())


@dataclass(frozen=True, slots=True)
class Passage:
    """A logical paragraph, or the text of one cell.

    ``text`` equals the spans' slices of ``Document.text``, joined; ``folded`` is the same-length copy for matching.
    ``block`` is the index in ``Document.blocks`` of the first block it comes from; ``table`` (index in ``Document.tables``)
    and ``cell`` (index in that table's cells) are set for the text of a cell.
    """

    text: str
    spans: tuple[Span, ...]
    block: int = 0
    kind: ParagraphKind = ParagraphKind.PARAGRAPH
    style: Style = PLAIN
    table: int | None = None
    cell: int | None = None
    folded: str = field(init=False, repr=False, compare=False)
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths = [len(s) for s in self.spans]
        if sum(lengths) != len(self.text):
            raise ValueError("a passage's text is as long as its spans")
        object.__setattr__(self, "folded", fold(self.text))
        object.__setattr__(self, "_starts", tuple(accumulate(lengths, initial=0))[:-1])

    def spans_of(self, start: int, end: int) -> tuple[Span, ...]:
        """Where ``text[start:end]`` stands in the document: one span, or more where the passage was cut there."""
        found = []
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self.spans)):
            offset, span = self._starts[index], self.spans[index]
            if offset >= end:
                break
            first, last = max(start, offset), min(end, offset + len(span))
            if first < last:
                found.append(Span(span.start + first - offset, span.start + last - offset))
        return tuple(found)

    def part(self, start: int, end: int) -> Passage:
        """The passage of ``text[start:end]`` alone."""
        return Passage(
            self.text[start:end], self.spans_of(start, end), self.block, self.kind, self.style, self.table, self.cell
        )


def passage_of(
    document: Document,
    spans: tuple[Span, ...],
    block: int = 0,
    kind: ParagraphKind = ParagraphKind.PARAGRAPH,
    style: Style = PLAIN,
    table: int | None = None,
    cell: int | None = None,
) -> Passage:
    """The passage that these spans of the document make."""
    return Passage(document.slice(spans), spans, block, kind, style, table, cell)


@dataclass(frozen=True, slots=True)
class Site:
    """A passage and where it stands: what the rules may know of its surroundings.

    ``section`` is the ordinal of the section it belongs to, ``section_role`` that section's role or the nearest ancestor's,
    ``section_title`` its own title, ``parent_title`` that of the section above.
    In a table: ``table`` is the ordinal of the source table, ``row`` and ``column`` the cell's upper left place, ``row_span`` and
    ``column_span`` its extent, ``is_header`` whether it is a header cell, ``column_role`` its column's role as in the gold format
    (``measure``, ``target:108`` …), ``column_header`` the header's text without white space, ``year`` the year (CE) that the
    header gives, ``unit`` the unit that the header or caption gives, ``row_role`` a role that a head cell gives in transposed tables.
    """

    passage: Passage
    section: int | None = None
    section_role: str | None = None
    table: int | None = None
    table_kind: str | None = None
    row: int | None = None
    column: int | None = None
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    column_role: str | None = None
    column_header: str = ""
    year: int | None = None
    unit: str | None = None
    section_title: str = ""
    parent_title: str = ""

    @property
    def place(self) -> tuple[int, int, int] | None:
        """Table, row and column of a cell."""
        if self.table is None or self.row is None or self.column is None:
            return None
        return self.table, self.row, self.column
