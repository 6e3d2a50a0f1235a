"""Strategies, measures and indicators from the rows of a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.document import Severity, Span
from rules.diagnose import Code, note
from rules.enumeration import Part, entries_of, parts_of, whole
from rules.header_words import plain
from rules.item_draft import ItemDraft, Rows
from rules.passage import Site
from rules.plan import Indicator, Measure, Strategy, TableKind
from rules.table_roles import TableReading
from rules.words import lexicon

_KINDS = (TableKind.STRATEGY_MEASURE, TableKind.INDICATOR_TARGET, TableKind.ASSIGNMENT, TableKind.SCHEDULE)
_ACTORS = ("agency", "lead_agency", "support_agency")
_ANSWERS = (
    *_ACTORS,
    "period",
    "deadline",
    "target",
    "baseline",
    "result",
    "budget",
    "indicator",
)  # columns that answer to a measure
_OF_INDICATORS = ("target", "baseline", "result")
_LEVEL = re.compile("[一二三][級级]")
_NOTHING = re.compile(r"[-－—─/／無无N/A\s]*")
_WEIGHT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)(%|分)?")


def yields_items(reading: TableReading) -> bool:
    """Whether the rows of a table are items: a table of plans, or one that weighs indicators."""
    if reading.kind is TableKind.SCORING:
        return "weight" in reading.roles and "indicator" in reading.roles and "score" not in reading.roles
    return reading.kind in _KINDS


class Track:
    """One column's body cells from top to bottom."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self.sites = sorted(sites, key=lambda site: site.row or 0)
        self.rows = [site.row or 0 for site in self.sites]

    def at(self, row: int) -> Site | None:
        """The cell with text that covers a row."""
        index = bisect_right(self.rows, row) - 1
        if index < 0:
            return None
        site = self.sites[index]
        return site if row < end_row(site) and site.passage.text else None


def end_row(site: Site) -> int:
    """The row after the last that a cell covers."""
    return (site.row or 0) + site.row_span


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table hold what. ``levels`` are those of the strategies, outermost first."""

    levels: tuple[int, ...]
    measure: int | None
    indicators: tuple[int, ...]
    details: dict[str, int]  # definition, method, weight: their columns
    numbers: frozenset[int]  # columns of ordinals


def layout_of(reading: TableReading, body: Sequence[Site]) -> Layout:
    """The layout that the columns' roles give; a column of indicators with merged cells, or of an upper level, holds groups of them."""
    at: dict[str, list[int]] = {}
    for column, role in enumerate(reading.roles):
        at.setdefault(role, []).append(column)
    measures, indicators = at.get("measure", []), at.get("indicator", [])
    if not measures and not indicators and reading.kind is TableKind.ASSIGNMENT:
        actors = [column for role in _ACTORS for column in at.get(role, [])]
        measures = [column for column in at.get("item", []) if column < min(actors)]  # 項目 | 主辦 | 協辦
    merged = {site.column for site in body if site.row_span > 1 and site.passage.text}
    groups = [c for c in indicators[:-1] if c in merged or _LEVEL.search(reading.headers[c])]
    above = at.get("strategy", []) + at.get("approach", []) + groups
    return Layout(
        levels=tuple(sorted(set(above))),
        measure=measures[-1] if measures else None,
        indicators=tuple(column for column in indicators if column not in groups),
        details={role: at[role][0] for role in ("definition", "method", "weight") if role in at},
        numbers=frozenset(at.get("no", [])),
    )


def read_rows(draft: ItemDraft, reading: TableReading, sites: Sequence[Site]) -> None:
    """Adds the items of one table, whose cells the sites are."""
    body = [site for site in sites if not site.is_header]
    if body:
        RowReader(draft, reading, body).read()


class RowReader:
    """Goes down a table row by row, knowing the strategies and the measure that hold there."""

    def __init__(self, draft: ItemDraft, reading: TableReading, body: Sequence[Site]) -> None:
        self.draft, self.layout = draft, layout_of(reading, body)
        self.roles, self.columns = reading.roles, len(reading.roles)
        self.table = body[0].table or 0
        self.body = body
        self.tracks = self._tracks()
        self.held: list[tuple[Site, int] | None] = [None] * (len(self.layout.levels) + 1)  # a title row is level 0
        self.measure: tuple[Site, int] | None = None
        self.split: list[
            int
        ] = []  # the measures of the row, where they are several and the cells beside answer to each
        self.beside: dict[int, list[Site]] = {}
        for site in body:
            if site.row is not None and self.roles[site.column or 0].partition(":")[0] in _ANSWERS:
                self.beside.setdefault(site.row, []).append(site)

    def _tracks(self) -> dict[int, Track]:
        """The tracks of the columns that the layout needs. A cell over several counts for the first, or the last of the same role."""
        layout = self.layout
        wanted = {*layout.levels, *layout.details.values(), *layout.numbers, layout.measure, *layout.indicators}
        cells: dict[int, list[Site]] = {column: [] for column in wanted if column is not None}
        for site in self.body:
            first = site.column or 0
            over = [column for column in range(first, first + site.column_span) if column in cells]
            alike = [column for column in over if self.roles[column] == self.roles[over[0]]]
            if alike and site.column_span < self.columns:
                cells[alike[-1]].append(site)
        return {column: Track(sites) for column, sites in cells.items()}

    def read(self) -> None:
        """Adds the items of all rows."""
        full = {site.row: site for site in self.body if site.passage.text and site.column_span == self.columns > 1}
        skipped = {site.row for site in self.body if begins_sum(site)}
        for row in sorted({site.row for site in self.body if site.row is not None}):
            if row in full:
                self._title(full[row])
            elif row not in skipped:
                self._row(row)

    def _title(self, site: Site) -> None:
        """A text over all columns heads the rows below it, where it is no remark."""
        text = plain(site.passage.text[:200])
        if text.startswith(_words("rows", "remarks")) or len(text) > 80:
            return
        self.held = [(site, self._add_strategy(site, None, None)), *[None] * len(self.layout.levels)]
        self.measure = None

    def _row(self, row: int) -> None:
        self.split = []
        for level, column in enumerate(self.layout.levels, start=1):
            site = self.tracks[column].at(row)
            if site is not None:
                self._strategy(level, column, site)
        if self.layout.measure is not None:
            self._measure(row, self.tracks[self.layout.measure].at(row))
        for column in self.layout.indicators:
            site = self.tracks[column].at(row)
            if site is not None and site.row == row and not is_nothing(site):
                self._indicators(site, column)

    # --- strategies

    def _strategy(self, level: int, column: int, site: Site) -> None:
        """Notes the strategy of a level: the one that holds already where cell or text are the same."""
        held = self.held[level]
        if held is not None and (held[0] is site or plain(held[0].passage.text) == plain(site.passage.text)):
            return
        parent = next((h[1] for h in reversed(self.held[:level]) if h is not None), None)
        self.held[level] = (site, self._add_strategy(site, parent, column))
        self.held[level + 1 :] = [None] * (len(self.held) - level - 1)
        self.measure = None

    def _add_strategy(self, site: Site, parent: int | None, column: int | None) -> int:
        label, text, spans = self._labelled(site, whole(site.passage), column)
        value = Strategy(parent, label, text, site.section, self.table, site.row)
        return self.draft.strategy(value, spans, "strategy-cell")

    @property
    def strategy(self) -> int | None:
        """The innermost strategy that holds."""
        return next((held[1] for held in reversed(self.held) if held is not None), None)

    # --- measures

    def _measure(self, row: int, site: Site | None) -> None:
        """Notes the measure of a row; a blank cell goes on with the measure above."""
        if site is None:
            self._extend(row + 1)
        elif site.row == row and not is_nothing(site):
            same = self.measure is not None and plain(self.measure[0].passage.text) == plain(site.passage.text)
            if same:
                self._extend(end_row(site))
            elif (lists := self._answers(site, parts := parts_of(site.passage), _ANSWERS)) is not None:
                self._add_measures(site, parts, lists)
            else:
                self._add_measure(site)

    def _extend(self, end: int) -> None:
        """Lets the last measure hold to this row."""
        if self.measure is not None:
            rows = self.draft.measure_rows[-1]
            self.draft.measure_rows[-1] = Rows(rows.table, rows.start, max(end, rows.end), rows.item)

    def _add_measure(self, site: Site) -> None:
        label, text, spans = self._labelled(site, whole(site.passage), self.layout.measure)
        value = Measure(self.strategy, label, text, site.section, self.table, site.row)
        number = self.draft.measure(value, spans, "measure-cell")
        self.measure = (site, number)
        self.draft.measure_rows.append(Rows(self.table, site.row or 0, end_row(site), number))

    # --- lists that answer to each other

    def _answers(self, site: Site, parts: Sequence[Part], roles: Sequence[str]) -> list[tuple[Site, list[Part]]] | None:
        """The cells of a row with their lists, where each answers to one of several items of a cell; None where they do not.

        A list of another length is told of; then, and where a single text stands for all, the cell stays whole.
        """
        if len(parts) < 2:
            return None
        cells = [c for c in self.beside.get(site.row or 0, ()) if self.roles[c.column or 0].partition(":")[0] in roles]
        lists = [
            (c, entries_of(c.passage))
            for c in cells
            if c is not site and c.row_span == site.row_span and c.passage.text and not is_nothing(c)
        ]
        for cell, entries in lists:
            if len(entries) not in (1, len(parts)):
                self._tell(cell, len(parts), len(entries))
        return lists if lists and all(len(entries) == len(parts) for _, entries in lists) else None

    def _tell(self, cell: Site, expected: int, found: int) -> None:
        """Notes that the lists of a row do not agree."""
        words = f"{cell.column_header} {found}, {expected}"
        self.draft.notes.append(note(Code.PARALLEL_LISTS, words, cell.passage.spans, Severity.INFO))

    def _add_measures(self, site: Site, parts: Sequence[Part], lists: Sequence[tuple[Site, list[Part]]]) -> None:
        """Adds each item of a measure cell, with what answers to it in the cells beside."""
        for number, part in enumerate(parts):
            label, text, spans = self._labelled(site, part, None)
            value = Measure(self.strategy, label, text, site.section, self.table, site.row)
            measure = self.draft.measure(value, spans, "measure-item")
            self.split.append(measure)
            self.draft.measure_rows.append(Rows(self.table, site.row or 0, end_row(site), measure))
            for cell, entries in lists:
                entry = entries[number]
                self.draft.measure_parts += [(s, measure) for s in cell.passage.spans_of(entry.start, entry.end)]
        self.measure = (site, self.split[-1])

    # --- indicators

    def _indicators(self, site: Site, column: int) -> None:
        """Adds each item of an indicator cell."""
        parts = parts_of(site.passage)
        lists = self._answers(site, parts, _OF_INDICATORS) or ()
        details = {role: self._detail(beside, site) for role, beside in self.layout.details.items()}
        for order, part in enumerate(parts):
            label, name, spans = self._labelled(site, part, column if len(parts) == 1 else None)
            value = Indicator(
                measure=self.split[order] if len(self.split) == len(parts) else self._measure_of(site),
                strategy=self.strategy,
                label=label,
                name=name,
                definition=details.get("definition"),
                method=details.get("method"),
                weight=weight_of(details.get("weight")),
                section=site.section,
                table=self.table,
                row=site.row,
            )
            number = self.draft.indicator(value, spans, "indicator-cell")
            self.draft.indicator_rows.append(Rows(self.table, site.row or 0, end_row(site), number))
            for cell, entries in lists:
                spans = cell.passage.spans_of(entries[order].start, entries[order].end)
                self.draft.indicator_parts += [(span, number) for span in spans]

    def _measure_of(self, site: Site) -> int | None:
        """The measure of an indicator cell; None for a cell merged over several."""
        if self.measure is None or self.layout.measure is None:
            return None
        last = self.tracks[self.layout.measure].at(end_row(site) - 1)
        return self.measure[1] if last is None or last is self.measure[0] else None

    def _detail(self, column: int, site: Site) -> str | None:
        """The text of another column in an indicator's row."""
        found = self.tracks[column].at(site.row or 0)
        return found.passage.text if found is not None and not is_nothing(found) else None

    # --- labels

    def _labelled(self, site: Site, part: Part, column: int | None) -> tuple[str, str, tuple[Span, ...]]:
        """Label, text and spans of an item: its own label, else the ordinal in the column beside it."""
        passage = site.passage
        text, spans = passage.text[part.text : part.end], passage.spans_of(part.text, part.end)
        if part.label_end > part.start:
            spans = passage.spans_of(part.start, part.label_end) + spans
            return passage.text[part.start : part.label_end], text, spans
        number = self._number(site, column) if column is not None else None
        if number is None:
            return "", text, spans
        return number.passage.text, text, number.passage.spans + spans

    def _number(self, site: Site, column: int) -> Site | None:
        """The ordinal that stands for a cell: same rows, in the nearest such column to the left, not claimed by another between."""
        for left in range((site.column or 0) - 1, -1, -1):
            if left in self.layout.numbers:
                found = self.tracks[left].at(site.row or 0)
                return found if found is not None and same_rows(found, site) else None
            between = self.tracks[left].at(site.row or 0) if left in self.layout.levels else None
            if left == self.layout.measure or (between is not None and same_rows(between, site)):
                return None
        return None


def same_rows(one: Site, other: Site) -> bool:
    """Whether two cells cover the same rows."""
    return one.row == other.row and one.row_span == other.row_span


def is_nothing(site: Site) -> bool:
    """Whether a cell says that there is nothing: 「-」, 「無」."""
    return _NOTHING.fullmatch(site.passage.text) is not None


def begins_sum(site: Site) -> bool:
    """Whether a cell at the head of a row says that the row is a sum or a remark."""
    return site.column == 0 and plain(site.passage.text[:40]).startswith(_words("rows", "sums"))


def _words(group: str, name: str) -> tuple[str, ...]:
    return tuple(lexicon("tables")[group][name])


def weight_of(text: str | None) -> float | None:
    """The weight in per cent that a cell gives.

    >>> weight_of("25%"), weight_of("２０分"), weight_of("0.3"), weight_of("依規定")
    (25.0, 20.0, 30.0, None)
    """
    match = _WEIGHT.fullmatch(plain(text or ""))
    if match is None:
        return None
    value = float(match.group(1))
    return value * 100 if match.group(2) is None and 0 < value < 1 else value


def cells_by_table(sites: Sequence[Site]) -> Iterator[tuple[int, list[Site]]]:
    """The sites of each table, in the order in which the tables are read."""
    tables: dict[int, list[Site]] = {}
    for site in sites:
        if site.table is not None:
            tables.setdefault(site.table, []).append(site)
    yield from tables.items()
