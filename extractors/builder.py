"""DocumentBuilder: the one mutable thing. Extractors hand it text piece by piece; it assigns the spans."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from dataclasses import dataclass, field
from functools import cache

from extractors.document import (
    PLAIN,
    Block,
    Box,
    Cell,
    Document,
    Meta,
    Note,
    Paragraph,
    ParagraphKind,
    Regions,
    Severity,
    Span,
    Style,
    Table,
)

CHUNK = (
    4096  # pieces of text that are joined at a time: a string of its own takes more memory for each than its characters
)
# the blocks of Kangxi radicals and of compatibility ideographs
COMPATIBILITY = ((0x2F00, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
FOLDED = re.compile("[\u2f00-\u2fdf\ud800-\udfff\uf900-\ufaff\U0002f800-\U0002fa1f]")  # these, and half surrogate pairs


@cache
def compatibility_folds() -> dict[int, str]:
    """CJK compatibility ideographs and Kangxi radicals to their unified forms, one code point to one; half a surrogate pair to U+FFFD."""
    folds = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # no text: UTF-8 has no form for it
    for first, last in COMPATIBILITY:
        for code in range(first, last + 1):
            unified = unicodedata.normalize("NFKC", chr(code))
            if len(unified) == 1 and unified != chr(code):
                folds[code] = unified
    return folds


def fold_compatibility(text: str) -> str:
    """The text with compatibility ideographs unified; as long as before.

    >>> fold_compatibility("\\u2f00、\\uf9ba解")
    '一、了解'
    """
    return text.translate(compatibility_folds()) if FOLDED.search(text) else text


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as an extractor reads it, before it has a span: its text pieces and its place in the grid."""

    pieces: tuple[str, ...]
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class DocumentBuilder:
    """Collects blocks in reading order. Every piece of text is given once and stands once in the result."""

    source: str
    media_type: str
    meta: Meta = field(default_factory=Meta)
    _parts: list[str] = field(default_factory=list)
    _text: str = ""  # earlier parts, joined
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list)
    _places: array[int] = field(default_factory=lambda: array("I"))  # the columns of the regions
    _boxes: array[float] = field(default_factory=lambda: array("d"))
    _notes: list[Note] = field(default_factory=list)
    _nested: list[Table] = field(default_factory=list)

    @property
    def position(self) -> int:
        """The offset at which the next piece of text will stand."""
        return self._length

    def write(self, text: str) -> Span:
        """Append text as it is and return its span."""
        start = self._length
        self._parts.append(fold_compatibility(text))
        self._length += len(text)
        if len(self._parts) >= CHUNK:
            self._join()
        return Span(start, self._length)

    def _join(self) -> None:
        """Puts the parts to the text, which grows where it stands as long as nothing else refers to it."""
        text, self._text = self._text, ""
        text += "".join(self._parts)
        self._text = text
        self._parts.clear()

    def divide(self, mark: str) -> None:
        """Append what divides two pieces of text, to which nothing points."""
        self._parts.append(mark)
        self._length += len(mark)

    def paragraph(
        self, text: str, kind: ParagraphKind = ParagraphKind.LINE, style: Style = PLAIN, end: str = "\n"
    ) -> Span:
        """Append a paragraph and what divides it from the next (not part of its span)."""
        span = self.write(text)
        self.divide(end)
        self.add(Paragraph(span, kind, style))
        return span

    def add(self, block: Block) -> None:
        """Append a block whose text has been written."""
        self._blocks.append(block)

    def nest(self, table: Table) -> int:
        """Append a table that stands inside a cell, its text written; returns its index for ``Cell.nested``."""
        self._nested.append(table)
        return len(self._nested) - 1

    def region(self, span: Span, page: int, box: Box) -> None:
        """Say where a written span stands on its page."""
        self._places.extend((span.start, span.end, page))
        self._boxes.extend((box.x0, box.top, box.x1, box.bottom))

    def note(
        self,
        code: str,
        message: str,
        severity: Severity = Severity.WARNING,
        spans: tuple[Span, ...] = (),
        page: int | None = None,
    ) -> None:
        """Leave a diagnostic."""
        self._notes.append(Note(code, message, severity, spans, page))

    def table(self, cells: list[CellText], rows: int, columns: int, header_rows: int | None = None) -> Table:
        """Append a table, its cells' text divided by tabs and its rows by line ends, in the order given."""
        start, row, placed = self._length, 0, []
        for cell in cells:
            if self._length > start:
                self.divide("\n" if cell.row != row else "\t")
            row = cell.row
            spans = tuple(self.write(piece) for piece in cell.pieces if piece)
            placed.append(Cell(spans, cell.row, cell.column, cell.row_span, cell.column_span))
        table = Table(Span(start, self._length), rows, columns, tuple(placed), header_rows=header_rows)
        self.divide("\n")
        self.add(table)
        return table

    def build(self, content: bytes) -> Document:
        """The finished Document; ``content`` are the bytes of the file, which give it its id. The builder has nothing left then."""
        self._join()
        text, self._text = self._text, ""
        digest = hashlib.sha256(content).hexdigest()
        return Document(
            id=digest[:16],
            sha256=digest,
            source=self.source,
            media_type=self.media_type,
            text=text,
            blocks=tuple(self._blocks),
            regions=Regions.of_columns(self._places, self._boxes),
            meta=self.meta,
            notes=tuple(self._notes),
            nested=tuple(self._nested),
        )
