"""What a table is and what its columns hold. STUB: interface only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.document import Document, Table
from rules.passage import Passage
from rules.plan import TableKind


@dataclass(frozen=True, slots=True)
class TableReading:
    """How a table is to be read. ``roles``, ``headers``, ``years`` and ``units`` have one entry for each column.

    ``roles`` are those of the annotation format (no strategy approach measure … ``target:108`` as printed … other), ``headers`` the header cells'
    texts of a column from top to bottom without white space, joined by a blank where they differ, ``years`` the year (CE) that a header names.
    """

    kind: TableKind
    header_rows: int
    roles: tuple[str, ...]
    headers: tuple[str, ...]
    years: tuple[int | None, ...]
    units: tuple[str | None, ...]
    caption: Passage | None = None
    unit: str | None = None


def read_table(document: Document, index: int, before: Sequence[Passage]) -> TableReading:
    """Reads table ``document.tables[index]``; ``before`` are the body passages above it, nearest last."""
    table: Table = document.tables[index]
    nothing = (None,) * table.columns
    return TableReading(
        TableKind.OTHER, table.header_rows or 0, ("other",) * table.columns, ("",) * table.columns, nothing, nothing
    )
