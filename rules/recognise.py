"""recognise(document) -> Plan: one readable line for each table of the result."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from extractors.document import Document, Note, Region, Span, Table
from rules.agency import find_agencies
from rules.amount import find_amounts
from rules.items import read_items
from rules.outline import Outline, read_outline
from rules.overview import read_overview
from rules.paragraph import passages
from rules.passage import Passage, Site, passage_of
from rules.period import Frame, find_periods
from rules.plan import (
    Amount,
    Assignment,
    Found,
    ParagraphRecord,
    Period,
    Plan,
    Reference,
    SourceTable,
    TableCell,
    Target,
)
from rules.reference import find_references
from rules.rule import Hit
from rules.table_roles import TableReading, read_table
from rules.target import find_targets

T = TypeVar("T")


def recognise(document: Document) -> Plan:
    """Everything the rules find in a document, in reading order."""
    outline = read_outline(document, passages(document))
    overview, frame = read_overview(document, outline)
    tables = _read_tables(document, outline)
    sites = [*_body_sites(outline), *_cell_sites(document, outline, tables)]
    sites.sort(key=lambda site: site.passage.block)
    facts = Facts(sites, frame, overview.issuer)
    return Plan(overview)
