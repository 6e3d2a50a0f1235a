"""Measures and indicators from the columns of a turned table: their names stand in its header, what belongs to each below."""

from __future__ import annotations

from collections.abc import Sequence

from rules.enumeration import whole
from rules.item_draft import ItemDraft
from rules.items_table import is_nothing, weight_of
from rules.passage import Site
from rules.plan import Indicator, Measure
from rules.table_roles import TableReading


def read_turned(draft: ItemDraft, reading: TableReading, sites: Sequence[Site]) -> None:
    """Adds the items of one turned table, whose cells the sites are."""
    details = details_by_column(reading, sites)
    for site in sites:
        heads = site.row == reading.header_rows - 1 and site.column and site.passage.text
        if heads and not is_nothing(site):
            _add(draft, reading, site, details)


Details = dict[tuple[str, int], str]


def details_by_column(reading: TableReading, sites: Sequence[Site]) -> Details:
    """The texts of the rows of definitions, methods and weights, by role and column."""
    found: Details = {}
    for site in sites:
        row = reading.row_roles.get(site.row or 0)
        if row is None or row.role not in ("definition", "method", "weight") or not site.column or is_nothing(site):
            continue
        for column in range(site.column, min(site.column + site.column_span, len(reading.roles))):
            found[row.role, column] = site.passage.text
    return found


def _add(draft: ItemDraft, reading: TableReading, site: Site, details: Details) -> None:
    """The measure or indicator that a header cell names, and the columns that are its own."""
    passage, part, column = site.passage, whole(site.passage), site.column or 0
    label, text = passage.text[part.start : part.label_end], passage.text[part.text : part.end]
    spans = (*passage.spans_of(part.start, part.label_end), *passage.spans_of(part.text, part.end))
    places = [(site.table or 0, c) for c in range(column, column + site.column_span)]
    if reading.roles[column] == "measure":
        measure = Measure(None, label, text, site.section, site.table, site.row)
        draft.measure_of_column.update(dict.fromkeys(places, draft.measure(measure, spans, "measure-column")))
        return
    indicator = Indicator(
        label=label,
        name=text,
        definition=details.get(("definition", column)),
        method=details.get(("method", column)),
        weight=weight_of(details.get(("weight", column))),
        section=site.section,
        table=site.table,
        row=site.row,
    )
    draft.indicator_of_column.update(dict.fromkeys(places, draft.indicator(indicator, spans, "indicator-column")))
