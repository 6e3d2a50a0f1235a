"""Strategies, measures and indicators, from tables and from the outline."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractors.document import Document, Note, Span
from rules.header_words import plain
from rules.item_draft import ItemDraft, Rows
from rules.items_outline import SectionReader
from rules.items_table import cells_by_table, read_rows, yields_items
from rules.items_turned import read_turned
from rules.outline import Outline
from rules.passage import Site
from rules.plan import Found, Indicator, Measure, Strategy
from rules.table_roles import TableReading


@dataclass(frozen=True, slots=True)
class Items:
    """The items in reading order, and what else than their own text belongs to them: rows of tables, sections."""

    strategies: tuple[Found[Strategy], ...] = ()
    measures: tuple[Found[Measure], ...] = ()
    indicators: tuple[Found[Indicator], ...] = ()
    measure_rows: tuple[Rows, ...] = ()
    indicator_rows: tuple[Rows, ...] = ()
    measure_of_section: Mapping[int, int] = field(default_factory=dict)
    indicator_of_section: Mapping[int, int] = field(default_factory=dict)
    measure_of_column: Mapping[tuple[int, int], int] = field(default_factory=dict)
    indicator_of_column: Mapping[tuple[int, int], int] = field(default_factory=dict)
    measure_parts: Sequence[tuple[Span, int]] = ()
    indicator_parts: Sequence[tuple[Span, int]] = ()
    notes: Sequence[Note] = ()


def read_items(document: Document, outline: Outline, tables: Sequence[TableReading], sites: Sequence[Site]) -> Items:
    """The strategies, measures and indicators of a plan."""
    grids = {table: cells for table, cells in cells_by_table(sites) if yields_items(tables[table])}
    draft = ItemDraft()
    reader = SectionReader(draft, outline, planned_texts(grids.values()))
    for _, section, table in reading_order(outline, grids):
        if section is not None:
            reader.read(section)
        elif table is not None:
            (read_turned if tables[table].row_roles else read_rows)(draft, tables[table], grids[table])
    return Items(
        tuple(draft.strategies),
        tuple(draft.measures),
        tuple(draft.indicators),
        tuple(draft.measure_rows),
        tuple(draft.indicator_rows),
        draft.measure_of_section,
        draft.indicator_of_section,
        draft.measure_of_column,
        draft.indicator_of_column,
        draft.measure_parts,
        draft.indicator_parts,
        draft.notes,
    )


def reading_order(outline: Outline, grids: Mapping[int, Sequence[Site]]) -> list[tuple[int, int | None, int | None]]:
    """Sections and tables by the block that they begin with: (block, section, None) or (block, None, table)."""
    blocks: dict[int, int] = {}
    for placed in outline.placed:
        if placed.section is not None:
            blocks.setdefault(placed.section, placed.passage.block)
    last, order = 0, list[tuple[int, int | None, int | None]]()
    for number in range(len(outline.sections)):
        last = max(blocks.get(number, last), last)
        order.append((last, number, None))
    order += [(cells[0].passage.block, None, table) for table, cells in grids.items()]
    return sorted(order, key=lambda entry: entry[0])


def planned_texts(grids: Iterable[Sequence[Site]]) -> frozenset[str]:
    """The texts of measures' cells in tables, as compared: sections that repeat them give no second measure."""
    return frozenset(
        plain(site.passage.text)
        for cells in grids
        for site in cells
        if site.column_role == "measure" and not site.is_header
    )


# --- owners -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Owner:
    """The measure and indicator that a fact belongs to (ordinals)."""

    measure: int | None = None
    indicator: int | None = None


_NOBODY = Owner()


class Owners:
    """Finds the owner of a fact: the indicator or measure whose text holds it, or that of its table row, or of its section."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self._indicators = Places([*_spans(items.indicators), *items.indicator_parts])
        self._measures = Places([*_spans(items.measures), *items.measure_parts])
        self._measure_rows = RowIndex(items.measure_rows)
        self._indicator_rows = RowIndex(items.indicator_rows)

    def of(self, site: Site, spans: Sequence[Span]) -> Owner:
        """The owner of a fact read at these spans of a site."""
        if site.is_header or not spans:
            return _NOBODY
        indicator = self._indicators.holding(spans[0].start)
        if indicator is not None:
            return Owner(self.items.indicators[indicator].value.measure, indicator)
        measure = self._measures.holding(spans[0].start)
        if measure is not None:
            return Owner(measure)
        return self._of_row(site) if site.table is not None else self._of_section(site)

    def _of_row(self, site: Site) -> Owner:
        """The one measure of the rows that a cell covers; their one indicator for its targets, or where there is no measure.

        In a turned table those of its columns.
        """
        if (column := self._of_column(site)) is not None:
            return column
        measure = self._measure_rows.only(site)
        indicator = self._indicator_rows.only(site)
        if indicator is not None and (measure is None or is_value(site.column_role)):
            return Owner(self.items.indicators[indicator].value.measure, indicator)
        return Owner(measure)

    def _of_column(self, site: Site) -> Owner | None:
        """The one measure or indicator of the columns that a cell of a turned table covers; None where the table is not turned."""
        if site.table is None or site.column is None:
            return None
        places = [(site.table, column) for column in range(site.column, site.column + min(site.column_span, 100))]
        measures = {self.items.measure_of_column.get(place) for place in places}
        indicators = {self.items.indicator_of_column.get(place) for place in places}
        if measures == indicators == {None}:
            return None
        return Owner(measures.pop() if len(measures) == 1 else None, indicators.pop() if len(indicators) == 1 else None)

    def _of_section(self, site: Site) -> Owner:
        """The measure or indicator that the section is."""
        if site.section is None:
            return _NOBODY
        return Owner(self.items.measure_of_section.get(site.section), self.items.indicator_of_section.get(site.section))


def is_value(role: str | None) -> bool:
    """Whether a column holds values of indicators."""
    return role is not None and role.partition(":")[0] in (
        "target",
        "baseline",
        "result",
        "weight",
        "definition",
        "method",
    )


def _spans(items: Sequence[Found[Any]]) -> Iterator[tuple[Span, int]]:
    """The spans of items with their ordinals."""
    return ((span, number) for number, item in enumerate(items) for span in item.spans)


class Places:
    """Which item's text, or what answers to it in the cells beside, holds an offset."""

    def __init__(self, places: Iterable[tuple[Span, int]]) -> None:
        spans = sorted(places)
        self._spans = [span for span, _ in spans]
        self._items = [number for _, number in spans]

    def holding(self, offset: int) -> int | None:
        """The item whose text holds the character at an offset."""
        index = bisect_right(self._spans, offset, key=lambda span: span.start) - 1
        return self._items[index] if index >= 0 and offset < self._spans[index].end else None


class RowIndex:
    """Which items stand in the rows of each table. The rows of a table's items begin in rising order."""

    def __init__(self, rows: Sequence[Rows]) -> None:
        self._tables: dict[int, tuple[list[int], list[int], list[int]]] = {}
        for entry in rows:
            starts, ends, items = self._tables.setdefault(entry.table, ([], [], []))
            starts.append(entry.start)
            ends.append(
                max(entry.end, ends[-1]) if ends else entry.end
            )  # rising; where items overlap there is no single one
            items.append(entry.item)

    def only(self, site: Site) -> int | None:
        """The item of the rows that a cell covers, where it is just one."""
        if site.table not in self._tables or site.row is None:
            return None
        starts, ends, items = self._tables[site.table]
        first = bisect_right(ends, site.row)
        after = bisect_left(starts, site.row + site.row_span)
        return items[first] if after - first == 1 else None
