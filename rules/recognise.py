"""recognise(document) -> Plan: one readable line for each table of the result."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, TypeVar

from extractors.document import RECORD, SITE, Document, Note, Region, Span, Table
from rules.agency import find_agencies
from rules.amount import find_amounts
from rules.diagnose import Seen, diagnose
from rules.gantt import Marks, Place, dated, read_marks
from rules.items import Owners, read_items
from rules.outline import Outline, read_outline
from rules.overview import read_overview
from rules.paragraph import passages
from rules.passage import Site, passage_of
from rules.period import TIME_ROLES, Frame, find_periods
from rules.plan import (
    Amount,
    Assignment,
    Found,
    Overview,
    ParagraphRecord,
    Period,
    PeriodKind,
    Plan,
    Reference,
    Section,
    SourceTable,
    TableCell,
    Target,
    TargetStatus,
)
from rules.reference import find_references
from rules.rule import Hit, Ranges
from rules.table_roles import TableReading, read_table
from rules.target import find_targets

T = TypeVar("T")


def recognise(document: Document) -> Plan:
    """Everything the rules find in a document, each kind in reading order."""
    outline = read_outline(document, passages(document))
    overview, frame = read_overview(document, outline)
    tables = [dated(table, frame) for table in read_tables(document, outline, frame)]
    sites = read_sites(document, outline, tables)
    items = read_items(document, outline, tables, sites)
    facts = [read_facts(site, frame, overview) for site in sites]
    marks = read_marks(sites, tables, frame)
    place = Placer(document.regions, Owners(items))
    plan = Plan(
        overview=overview,
        sections=place.paged(outline.sections),
        paragraphs=place.paged(paragraph_records(outline)),
        source_tables=place.paged(table_records(document, outline, tables)),
        cells=place.paged(cell_records(sites)),
        strategies=place.paged(items.strategies),
        measures=place.paged(items.measures),
        indicators=place.paged(items.indicators),
        targets=place.paged(found for f in facts for found in place.facts(f.site, f.targets)),
        periods=place.paged(
            found for f in facts for found in (*place.facts(f.site, f.periods), *place.marks(f.site, marks))
        ),
        agencies=place.paged(found for f in facts for found in place.facts(f.site, f.agencies)),
        references=place.paged(found for f in facts for found in place.facts(f.site, f.references)),
        amounts=place.paged(found for f in facts for found in place.facts(f.site, f.amounts)),
        notes=document.notes,
    )
    unsure = (*items.notes, *diagnose(plan, outline.placed, [f.seen for f in facts]))
    return replace(plan, notes=plan.notes + place.noted(unsure))


# --- tables -----------------------------------------------------------------------------------------------------------


def table_blocks(document: Document) -> list[int]:
    """For each of ``document.tables`` the index of the block it stands in; for a nested one that of the table around it."""
    blocks = [i for i, block in enumerate(document.blocks) if isinstance(block, Table)]
    flow = len(blocks)
    around = {
        flow + inner: outer for outer, table in enumerate(document.tables) for c in table.cells for inner in c.nested
    }
    for index in range(flow, len(document.tables)):
        outer = around[index]
        while outer >= flow:
            outer = around[outer]
        blocks.append(blocks[outer])
    return blocks


def read_tables(document: Document, outline: Outline, frame: Frame | None = None) -> list[TableReading]:
    """A reading of each of ``document.tables``, told the three body passages above it."""
    above = [placed.passage for placed in outline.placed]
    starts = [passage.block for passage in above]
    begin = frame.first_day.year if frame is not None and frame.first_day is not None else None
    readings = []
    for index, block in enumerate(table_blocks(document)):
        end = bisect_right(starts, block)
        readings.append(read_table(document, index, above[max(end - 3, 0) : end], begin))
    return readings


def table_records(document: Document, outline: Outline, tables: Sequence[TableReading]) -> Iterator[Found[SourceTable]]:
    """The tables as records, in the order of ``document.tables``."""
    for table, reading, block in zip(document.tables, tables, table_blocks(document), strict=True):
        record = SourceTable(
            section=outline.section_before(block),
            caption=reading.caption.text if reading.caption else None,
            kind=reading.kind,
            row_count=table.rows,
            column_count=table.columns,
            header_rows=reading.header_rows,
            unit=reading.unit,
            pages=table.pages,
        )
        yield Found(record, (table.span,), "table")


def cell_records(sites: Iterable[Site]) -> Iterator[Found[TableCell]]:
    """The cells as records, those without text too."""
    for site in sites:
        if site.table is None or site.row is None or site.column is None:
            continue
        record = TableCell(
            table=site.table,
            row=site.row,
            column=site.column,
            row_span=site.row_span,
            column_span=site.column_span,
            is_header=site.is_header,
            role=site.column_role,
            text=site.passage.text,
        )
        yield Found(record, site.passage.spans, "cell")


# --- sites ------------------------------------------------------------------------------------------------------------


def read_sites(document: Document, outline: Outline, tables: Sequence[TableReading]) -> list[Site]:
    """Every body passage and every cell with its surroundings, in reading order."""
    sites = [*body_sites(outline)]
    for index, block in enumerate(table_blocks(document)):
        sites.extend(cell_sites(document, outline, index, block, tables[index]))
    return sorted(sites, key=lambda site: site.passage.block)


def section_role(outline: Outline, section: int | None) -> str | None:
    """The role of the section, or of the nearest section above it that has one."""
    while section is not None:
        record = outline.sections[section].value
        if record.role is not None:
            return record.role
        section = record.parent
    return None


def body_sites(outline: Outline) -> Iterator[Site]:
    """The passages outside tables; those of headings and items without their label, which is no number of anything."""
    for placed in outline.placed:
        if placed.kind == "contents" or placed.passage.style.source in (RECORD, SITE):
            continue  # what a table of contents names stands in the body; what a site says of itself is none of the plan's
        section = outline.sections[placed.section].value if placed.section is not None else Section()
        passage = placed.passage
        if placed.kind in ("heading", "item") and passage.text.startswith(section.label):
            passage = passage.part(len(section.label), len(passage.text))
        role = section_role(outline, placed.section)
        above = outline.sections[section.parent].value.title if section.parent is not None else ""
        yield Site(passage, placed.section, role, section_title=section.title, parent_title=above)


def cell_sites(document: Document, outline: Outline, index: int, block: int, reading: TableReading) -> Iterator[Site]:
    """The cells of one table."""
    section = outline.section_before(block)
    role = section_role(outline, section)
    for number, cell in enumerate(document.tables[index].cells):
        turned = reading.row_roles.get(cell.row) if cell.column else None
        passage = passage_of(document, cell.spans, block, table=index, cell=number)
        timed = reading.roles[cell.column] in TIME_ROLES and passage.text[:1].isdecimal()
        scaled = reading.scales.get(cell.row) if timed else None
        yield Site(
            passage,
            section=section,
            section_role=role,
            table=index,
            table_kind=reading.kind,
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            is_header=cell.row < reading.header_rows or cell.row in reading.repeated,
            column_role=turned.role if turned else scaled or reading.roles[cell.column],
            column_header=turned.header if turned else reading.headers[cell.column],
            year=turned.year if turned else reading.years[cell.column],
            unit="%" if scaled else reading.unit_at(cell.row, cell.column),
        )


def paragraph_records(outline: Outline) -> Iterator[Found[ParagraphRecord]]:
    """The body passages as records."""
    for placed in outline.placed:
        record = ParagraphRecord(placed.section, placed.kind, placed.passage.text)
        yield Found(record, placed.passage.spans, "paragraph")


# --- facts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the finders read at one site."""

    site: Site
    references: list[Hit[Reference]]
    periods: list[Hit[Period]]
    amounts: list[Hit[Amount]]
    targets: list[Hit[Target]]
    agencies: list[Hit[Assignment]]

    @property
    def seen(self) -> Seen:
        """The site and what of its passage the facts cover."""
        stated = [hit for hit in self.targets if hit.value.status is TargetStatus.STATED]
        hits = ranges(self.references) + ranges(self.periods) + ranges(self.amounts) + ranges(stated)
        return Seen(self.site, Ranges(hits))


def read_facts(site: Site, frame: Frame, overview: Overview) -> SiteFacts:
    """All facts of one site; a range that one family has read is closed to the next where the two exclude each other."""
    issuer = overview.issuer
    references = [h for h in find_references(site, frame, issuer) if not names_itself(h.value, overview)]
    numbers = [(hit.start, hit.end) for hit in references if hit.value.number is not None]
    periods = find_periods(site, frame, numbers)
    taken = numbers + ranges(periods)
    amounts = find_amounts(site, frame, taken)
    spans = ranges(h for h in periods if h.value.kind is PeriodKind.DURATION)
    dated = ranges(h for h in periods if h.value.kind is not PeriodKind.DURATION)
    targets = find_targets(site, numbers + dated + ranges(amounts), spans, periods, frame.first_day)
    return SiteFacts(site, references, periods, amounts, targets, find_agencies(site, issuer))


def names_itself(reference: Reference, overview: Overview) -> bool:
    """Whether a reference is to the plan that it stands in."""
    own, named = overview.title or "", reference.title or ""
    return bool(named) and "".join(named.split()) == "".join(own.split())


def ranges(hits: Iterable[Hit[Any]]) -> list[tuple[int, int]]:
    """Where the hits stand in their passage."""
    return [(hit.start, hit.end) for hit in hits]


@cache
def field_names(record: Any) -> frozenset[str]:
    """The names of a record's fields."""
    return frozenset(f.name for f in fields(record))


@dataclass(frozen=True, slots=True)
class Placer:
    """Turns readings into facts of the document: with spans, page, section, table, and the measure or indicator they belong to."""

    regions: Sequence[Region]
    owners: Owners

    def facts(self, site: Site, hits: Iterable[Hit[T]]) -> Iterator[Found[T]]:
        """The hits of a site as facts."""
        for hit in hits:
            yield self.fact(site, hit.value, site.passage.spans_of(hit.start, hit.end), hit.rule)

    def marks(self, site: Site, marks: Mapping[Place, Marks]) -> Iterator[Found[Period]]:
        """The periods whose first mark stands at a site, as facts."""
        for period, spans in marks.get(site.place, ()) if site.place else ():
            yield self.fact(site, period, spans, "period-mark")

    def fact(self, site: Site, read: T, spans: tuple[Span, ...], rule: str) -> Found[T]:
        """What was read at a site as a fact."""
        owner = self.owners.of(site, spans)
        known = {
            "section": site.section,
            "table": site.table,
            "row": site.row,
            "column": site.column,
            "measure": owner.measure,
            "indicator": owner.indicator,
        }
        record: Any = type(read)
        names = field_names(record)
        value = replace(read, **{k: v for k, v in known.items() if k in names})  # type: ignore[type-var]
        return Found(value, spans, rule)

    def paged(self, facts: Iterable[Found[T]]) -> tuple[Found[T], ...]:
        """The facts with the page that each begins on, where the source has pages."""
        if not self.regions:
            return tuple(facts)
        return tuple(Found(fact.value, fact.spans, fact.rule, self.page(fact.spans)) for fact in facts)

    def noted(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        """The diagnostics with their pages, where the source has pages."""
        if not self.regions:
            return tuple(notes)
        return tuple(replace(note, page=self.page(note.spans)) for note in notes)

    def page(self, spans: Sequence[Span]) -> int | None:
        """The page on which the first of the spans begins."""
        if not spans:
            return None
        at = bisect_right(self.regions, spans[0].start, key=lambda region: region.span.start) - 1
        return self.regions[max(at, 0)].page
