"""The Document: what a page says, with the place of every character, before anyone asks what it means.

``Document.text`` is the one text; everything else points into it with half-open code-point spans.
The words (span, block, cell, region, provenance) are those of docling-core and of the W3C text position selector.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import NamedTuple, overload


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points of ``Document.text``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start


class Box(NamedTuple):  # not a dataclass: each line and cell of a PDF has one
    """A rectangle on a page in PDF points, origin top left."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Region:
    """Where a span of the text stands on its page (pages count from 1)."""

    span: Span
    page: int
    box: Box


class Regions(Sequence[Region]):
    """Regions in columns, made anew when asked for: a PDF has forty on a page. Unchangeable, equal where the regions are.

    >>> regions = Regions([Region(Span(0, 4), 1, Box(72, 72, 120, 84))])
    >>> regions[0].page, len(regions), regions == Regions(list(regions)), regions == Regions()
    (1, 1, True, False)
    """

    __slots__ = ("_boxes", "_places")

    def __init__(self, regions: Iterable[Region] = ()) -> None:
        self._places, self._boxes = array("I"), array("d")
        for region in regions:
            box = region.box
            self._places.extend((region.span.start, region.span.end, region.page))
            self._boxes.extend(box)

    @classmethod
    def of_columns(cls, places: array[int], boxes: array[float]) -> Regions:
        """The regions with these starts, ends and pages in turn, and these x0, top, x1 and bottom; the arrays are theirs from now on."""
        regions = cls()
        regions._places, regions._boxes = places, boxes
        return regions

    def __len__(self) -> int:
        return len(self._places) // 3

    @overload
    def __getitem__(self, index: int) -> Region: ...

    @overload
    def __getitem__(self, index: slice) -> Regions: ...

    def __getitem__(self, index: int | slice) -> Region | Regions:
        at = range(len(self))[index]  # raises IndexError as a tuple would
        if isinstance(at, range):
            return Regions(self[i] for i in at)
        start, end, page = self._places[3 * at : 3 * at + 3]
        return Region(Span(start, end), page, Box(*self._boxes[4 * at : 4 * at + 4]))

    def __iter__(self) -> Iterator[Region]:
        places, boxes = iter(self._places), iter(self._boxes)
        for start, end, page in zip(places, places, places, strict=True):
            yield Region(Span(start, end), page, Box(next(boxes), next(boxes), next(boxes), next(boxes)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Regions):
            return NotImplemented
        return self._places == other._places and self._boxes == other._boxes

    def __hash__(self) -> int:
        return hash((self._places.tobytes(), self._boxes.tobytes()))

    def __repr__(self) -> str:
        return f"Regions({list(self)!r})"


class ParagraphKind(StrEnum):
    """What the source says a block of text is."""

    LINE = "line"  # a hard line of TXT or PDF: may be only a piece of a logical paragraph
    PARAGRAPH = "paragraph"  # a whole paragraph, as Word, ODT and HTML know them
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Numbering:
    """An automatic list label that the source computes and a reader sees.

    ``label`` is the text as shown (「壹、」); it stands at the head of the paragraph in ``Document.text``, like a typed one.
    ``num_fmt`` is the source's name for the format (ECMA-376 part 1 §17.18.59, or the ODF ``style:num-format``), ``level`` counts from 0.
    """

    label: str
    num_fmt: str
    level: int


@dataclass(frozen=True, slots=True)
class Style:
    """What the source knows of a paragraph beside its text; None where it does not say."""

    heading_level: int | None = None  # 1 = outermost: Word outline level, HTML h1, Markdown #
    numbering: Numbering | None = None
    list_item: bool = False  # a bullet or list element whose label is in the text, or that has none
    font_size: float | None = None  # points
    bold: bool | None = None
    indent: float | None = None  # points; for TXT columns of leading white space, a full-width one counting 2
    alignment: str | None = None  # left center right justify
    source: str | None = None  # a remark on how the text was read: "ocr", or on what it is of: RECORD, SITE
    wrapped: bool = False  # a hard line that ends because its text area does: what comes next did not fit on it


PLAIN = Style()
RECORD = "record"  # a site's record of the document (索引号, 发文字号, 成文日期), which says its number, issuer and day
SITE = "site"  # what else a site says around the document: its foot, what to read next


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of running text: one hard line, or one paragraph."""

    span: Span
    kind: ParagraphKind = ParagraphKind.LINE
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. ``spans`` are its text's pieces, in order: two where a page break cut it, none where it is empty.

    ``row`` and ``column`` count from 0; a merged cell is one Cell with row_span or column_span above 1.
    ``nested`` are the indices, in ``Document.nested``, of tables that stand in it; their text is not in its spans.
    """

    spans: tuple[Span, ...]
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    nested: tuple[int, ...] = ()


class Cells(Sequence[Cell]):
    """Cells in columns, a tenth of the size, until they are looked at; from then on a tuple as well. Equal to a tuple of the same cells.

    >>> cells = Cells([Cell((Span(0, 2),), 0, 0), Cell((), 0, 1, row_span=2)])
    >>> cells[1].row_span, len(cells), cells == tuple(cells), cells[0] is cells[0]
    (2, 2, True, True)
    """

    __slots__ = ("_cells", "_nested", "_places", "_spans")

    def __init__(self, cells: Iterable[Cell] = ()) -> None:
        self._cells: tuple[Cell, ...] | None = None
        self._places, self._spans = array("I"), array("I")  # place and count of spans by cell; start and end by span
        self._nested: dict[int, tuple[int, ...]] = {}  # by index of the cell
        for index, cell in enumerate(cells):
            self._places.extend((cell.row, cell.column, cell.row_span, cell.column_span, len(cell.spans)))
            for span in cell.spans:
                self._spans.extend((span.start, span.end))
            if cell.nested:
                self._nested[index] = cell.nested

    def _made(self) -> Iterator[Cell]:
        ends = iter(self._spans)
        spans = (Span(start, end) for start, end in zip(ends, ends, strict=True))
        places = iter(self._places)
        columns = zip(places, places, places, places, places, strict=True)
        for index, (row, column, row_span, column_span, count) in enumerate(columns):
            nested = self._nested.get(index, ())
            yield Cell(tuple(islice(spans, count)), row, column, row_span, column_span, nested)

    def all(self) -> tuple[Cell, ...]:
        """The cells as a tuple."""
        if self._cells is None:
            self._cells = tuple(self._made())
        return self._cells

    def __len__(self) -> int:
        return len(self._places) // 5

    @overload
    def __getitem__(self, index: int) -> Cell: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Cell, ...]: ...

    def __getitem__(self, index: int | slice) -> Cell | tuple[Cell, ...]:
        return self.all()[index]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.all())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Cells):
            mine = (self._places, self._spans, self._nested)
            return mine == (other._places, other._spans, other._nested)
        return self.all() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.all())

    def __reduce__(self) -> tuple[type[Cells], tuple[tuple[Cell, ...]]]:
        return Cells, (self.all(),)

    def __repr__(self) -> str:
        return f"Cells({list(self)!r})"


@dataclass(frozen=True, slots=True)
class Table:
    """A logical table: one even where page breaks cut it. ``rows`` × ``columns`` is its grid; cells never overlap in it.

    ``header_rows`` is what the source itself marks as header (Word's repeated rows, HTML thead), None where it does not say.
    """

    span: Span
    rows: int
    columns: int
    cells: Sequence[Cell]  # a tuple or Cells: unchangeable
    pages: tuple[int, ...] = ()
    header_rows: int | None = None


Block = Paragraph | Table


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Note:
    """Something an extractor noticed and a reader of the result should know (becomes a row of ``diagnostics``)."""

    code: str
    message: str
    severity: Severity = Severity.WARNING
    spans: tuple[Span, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says about itself."""

    format: str = "txt"  # txt md docx odt doc html pdf
    page_count: int | None = None
    producer: str | None = None
    title: str | None = None
    encoding: str | None = None
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file, read. ``id`` is the first 16 hexadecimal digits of the SHA-256 of its bytes."""

    id: str
    sha256: str
    source: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    regions: Regions = field(default_factory=Regions)
    meta: Meta = field(default_factory=Meta)
    notes: tuple[Note, ...] = ()
    nested: tuple[Table, ...] = ()  # tables that stand inside a cell of another

    tables: tuple[Table, ...] = field(
        init=False, repr=False, compare=False
    )  # those of the flow in reading order, then the nested

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", tuple(b for b in self.blocks if isinstance(b, Table)) + self.nested)

    def slice(self, spans: Iterable[Span]) -> str:
        """The text of the spans, joined with nothing between.

        >>> Document("", "", "", "", "abcdef", ()).slice([Span(0, 2), Span(4, 6)])
        'abef'
        """
        return "".join(self.text[s.start : s.end] for s in spans)

    def paragraphs(self) -> Iterator[Paragraph]:
        """The blocks that are no tables, in reading order."""
        return (b for b in self.blocks if isinstance(b, Paragraph))
