"""PDF: pages read one by one, tables joined over pages, lines and cells written with page and box."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import attrgetter

from extractors.builder import DocumentBuilder
from extractors.document import Box, Document, Meta
from extractors.errors import Code, Unreadable
from extractors.pdf import fallback
from extractors.pdf.aligned import aligned_tables
from extractors.pdf.cells import Inside
from extractors.pdf.continued import LogicalTable, join_tables
from extractors.pdf.diagnostics import Findings
from extractors.pdf.glyphs import Page, Run, count_of
from extractors.pdf.layout import Sheet, add_marks, binding_marks, keep_quotations, mark_running, sheet_of
from extractors.pdf.lines import Line, lines_of
from extractors.pdf.pages import information, opened, read_pages
from extractors.pdf.shelf import CellLines, Shelf, TableShelf
from extractors.pdf.tables import Grids, PageTable, find_grids, in_reading_order
from extractors.pdf.wrapping import mark_wrapped
from extractors.pdf.writer import Writer
from extractors.sniff import PDF

MAX_PAGES = 20_000
MAX_CHARS = 30_000_000  # in one document
FALLBACK_PAGES = 500  # pdfplumber is slow, and what only it can read is rare
SCAN_PAGES, SCAN_RULINGS = (
    100,
    5_000,
)  # pages without text that are worth a second look by pdfplumber, which may take minutes

Completion = Callable[[Iterator[Page]], Iterator[Page]]
OnPage = Callable[[int], bool | None]  # whether that page is enough


def read(
    content: bytes,
    name: str,
    completed: Completion = iter,
    *,
    last_page: int | None = None,
    on_page: OnPage | None = None,
) -> Document:
    """The Document of a PDF; ``completed`` may read more on its pages. Raises Unreadable: encrypted, corrupt, no-text-layer.

    Pages after ``last_page`` are left; ``on_page`` is told the number of each page that is finished but for what joins pages, in order,
    and answers True where no more are to be read.
    """
    source = Source(content, MAX_PAGES if last_page is None else min(last_page, MAX_PAGES))
    reading = Reading()
    for page in completed(source.pages()):
        reading.add(page)
        if on_page and on_page(page.number) and page.number != source.meta.page_count:
            source.recovered = True
            source.notes.append(("page-limit", f"reading was ended after page {page.number}"))
            break
        if reading.chars > MAX_CHARS:
            source.recovered = True
            source.notes.append(
                ("text-limit", f"more than {MAX_CHARS} characters; page {page.number} is the last read")
            )
            break
    if not reading.has_text:
        raise Unreadable(Code.NO_TEXT_LAYER, reading.findings.refusal())
    builder = DocumentBuilder(name, PDF, replace(source.meta, recovered=source.recovered))
    Writer(builder, reading.sheets, reading.logical_tables(), reading.cells, reading.nested).write()
    reading.clear()
    reading.findings.failed += source.failed
    reading.findings.tell(builder)
    source.tell(builder)
    return builder.build(content)


@dataclass(slots=True)
class Source:
    """A PDF file and the engine that can read it."""

    content: bytes
    most: int = MAX_PAGES  # pages that are read
    meta: Meta = field(default_factory=lambda: Meta(format="pdf"))
    recovered: bool = False
    failed: list[int] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def pages(self) -> Iterator[Page]:
        """The pages from pdfium; from pdfplumber where pdfium can't open the file or finds no text in it."""
        try:
            yield from self._pages_with_text()
        except Unreadable as refusal:
            if refusal.code is not Code.CORRUPT:
                raise
            self.notes.append(("recovered", f"{refusal.message}; pdfplumber could"))
            self.recovered = True
            yield from self._other_pages()

    def _pages_with_text(self) -> Iterator[Page]:
        """pdfium's pages, if any has text; those before the first that has are held back."""
        held: list[Page] = []
        pages = self._pdfium_pages()
        for page in pages:
            held.append(page)
            if page.text.strip():
                yield from chain(held, pages)
                return
        drawn = sum(len(page.rulings) for page in held)
        light = len(held) <= SCAN_PAGES and drawn <= SCAN_RULINGS and not any(page.cut for page in held)
        found = list(self._other_pages()) if held and light else []
        if any(page.runs for page in found):
            self.notes.append(("fallback", "pdfium finds no text in the PDF; this is what pdfplumber finds"))
            yield from found
        else:
            yield from held

    def _pdfium_pages(self) -> Iterator[Page]:
        with opened(self.content) as document:
            count = len(document)
            title, producer = (information(document, key) for key in ("Title", "Producer"))
            self.meta = Meta(format="pdf", page_count=count, producer=producer, title=title)
            if count > self.most:
                self.recovered = True
                self.notes.append(("page-limit", f"the PDF has {count} pages; the first {self.most} were read"))
        for number, page in read_pages(self.content, min(count, self.most)):
            if page is None:
                self.recovered = True
                self.failed.append(number)
            else:
                yield page

    def _other_pages(self) -> Iterator[Page]:
        count, most = 0, min(self.most, FALLBACK_PAGES)
        try:
            for page in fallback.read_pages(self.content, most):
                count += 1
                yield page
        except Unreadable:
            if not count and not self.meta.page_count:
                raise
            self.recovered = True
        if self.meta.page_count is None:  # nor is it known where there may be more than were read
            self.meta = replace(self.meta, page_count=count if count < most else None)
        elif count != min(self.meta.page_count, most):
            self.notes.append(("page-count", f"pdfium counts {self.meta.page_count} pages, pdfplumber {count}"))

    def tell(self, builder: DocumentBuilder) -> None:
        """Leaves the notes."""
        for code, message in self.notes:
            builder.note(code, message)


@dataclass(slots=True)
class Reading:
    """What has been read of the pages so far: lines and cells; their characters are gone."""

    shelf: Shelf = field(default_factory=Shelf)
    sheets: list[Sheet] = field(default_factory=list)
    tables: TableShelf = field(default_factory=TableShelf)
    nested: list[PageTable] = field(default_factory=list)
    cells: CellLines = field(default_factory=CellLines)
    findings: Findings = field(default_factory=Findings)
    chars: int = 0
    has_text: bool = False

    def add(self, page: Page) -> None:
        """Takes in a page."""
        self.findings.look_at(page)
        self.chars += count_of(page.runs)
        marks = [*(run for run in page.runs if run.direction == "askew"), *binding_marks(page.runs)]
        if marks:
            apart = set(map(id, marks))
            page = replace(page, runs=tuple(run for run in page.runs if id(run) not in apart))
        grids = find_grids(page, self.tables.last) if page.runs else Grids()
        cells: list[tuple[Box, list[Line]]] = []
        rest = _taken((*grids.nested, *grids.tables), page.runs, cells)
        sheet = sheet_of(page, rest, grids.frames)
        aligned = aligned_tables(page.number, sheet.lines, rest)
        if aligned:
            sheet = sheet_of(page, _taken(aligned, rest, cells), grids.frames)
        self.cells.put(page.number, cells, self.shelf)
        self.tables.put(in_reading_order((*grids.tables, *aligned)))
        self.nested += grids.nested
        add_marks(sheet, marks)
        self.has_text = self.has_text or bool(sheet.lines or grids.tables or aligned)
        sheet.lines = self.shelf.put(sheet.lines) if sheet.lines else ()
        self.sheets.append(sheet)

    def logical_tables(self) -> Iterator[LogicalTable]:
        """The tables, those that go on over pages joined; each is let go of here as it is given out."""
        mark_running(self.sheets)
        keep_quotations(self.sheets, self.chars)
        mark_wrapped(self.sheets)
        return join_tables(self.tables.drained(), self.text_of, self.between)

    def clear(self) -> None:
        """Lets go of all lines."""
        self.sheets.clear()
        self.shelf.clear()

    def text_of(self, page: int, box: Box) -> str:
        """The text of a cell of a page."""
        return "\n".join([line.text for line in self.cells.of(page, box)])

    def between(self, first: PageTable, second: PageTable) -> bool:
        """Whether body text stands between two tables."""
        at = bisect_left(self.sheets, first.page, key=attrgetter("number"))
        for sheet in self.sheets[at : at + second.page - first.page + 1]:
            top = first.box.bottom if sheet.number == first.page else 0.0
            bottom = second.box.top if sheet.number >= second.page else sheet.height
            if any(top - 1 <= (line.box.top + line.box.bottom) / 2 <= bottom + 1 for line in sheet.body()):
                return True
        return False


def _taken(tables: Sequence[PageTable], runs: Sequence[Run], cells: list[tuple[Box, list[Line]]]) -> Sequence[Run]:
    """Fills the cells of tables from a page's characters, which are added to ``cells``; what is left of the characters."""
    if not tables:
        return runs
    inside = Inside(runs)
    cells += [(cell.box, lines_of(inside.take(cell.box))) for table in tables for cell in table.cells]
    return inside.rest()
