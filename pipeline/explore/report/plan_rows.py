"""The rows of a store, plan by plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.explore.connect import identifier
from pipeline.tables import DOCUMENT_TABLES, Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = dict[str, list[Row]]  # by table, or by document


@dataclass(frozen=True, slots=True)
class PlanRows:
    """One plan: its row of ``documents`` and its rows of every other table, in reading order."""

    document: Row
    tables: Rows

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    @property
    def id(self) -> str:
        return str(self.document["document_id"])

    @property
    def title(self) -> str:
        """The title as printed, or the name of the file."""
        return self.document["title"] or self.file

    @property
    def file(self) -> str:
        """The name of the source file, its folders left out."""
        return str(self.document["source_uri"]).rpartition("/")[2]

    def cells_by_table(self) -> dict[str, list[Row]]:
        """The cells of each table by its id."""
        cells: dict[str, list[Row]] = {}
        for cell in self["cells"]:
            cells.setdefault(cell["table_id"], []).append(cell)
        return cells

    def measures_of(self, kind: str) -> dict[int, list[str]]:
        """The measures that a period, agency or target belongs to, by its ordinal: of a merged cell all that stand beside it."""
        measures: dict[int, dict[str, None]] = {}
        for row in self["held"]:
            if row["kind"] == kind and row["measure_id"]:
                measures.setdefault(row["ordinal"], {})[row["measure_id"]] = None
        return {ordinal: list(found) for ordinal, found in measures.items()}


LACKING = """
    CREATE TEMP TABLE lacking AS SELECT document_id, id AS measure_id, missing FROM gaps WHERE kind = 'measure'
"""  # the views are asked once, not once a batch
HELD = """
    CREATE TEMP TABLE held AS
    SELECT f.document_id, f.kind, f.ordinal, r.measure_id, r.indicator_id
    FROM record_facts f JOIN records r USING (record_id) WHERE f.kind IN ('period', 'agency', 'target')
"""
DERIVED = ("lacking", "held")
ORDERED = {
    "documents": "document_id",
    "lacking": "document_id, measure_id, missing",
    "held": "document_id, kind, ordinal, measure_id, indicator_id",
}
BATCH = 64  # plans in memory at a time


def read_plans(connection: DuckDBPyConnection) -> Iterator[PlanRows]:
    """Every plan of one snapshot in the order of ids.

    Beside the tables there are ``lacking``, what each measure is without, and ``held``, the facts that belong to measures and indicators.
    """
    connection.execute(LACKING)
    connection.execute(HELD)
    ids = [row["document_id"] for row in rows_of(connection, "SELECT document_id FROM documents ORDER BY document_id")]
    for first in range(0, len(ids), BATCH):
        batch = ids[first : first + BATCH]
        stored = {name: by_document(connection, name, batch) for name in (*DOCUMENT_TABLES, *DERIVED)}
        for document in batch:
            rows = {name: documents.get(document, []) for name, documents in stored.items()}
            yield PlanRows(rows.pop("documents")[0], rows)


def by_document(connection: DuckDBPyConnection, table: str, batch: list[str]) -> Rows:
    """The rows of a table in reading order for each of these documents, which are all from the first to the last of them."""
    order = ORDERED.get(table, "document_id, ordinal")
    found: Rows = {}
    query = f"SELECT * FROM {identifier(table)} WHERE document_id BETWEEN ? AND ? ORDER BY {order}"
    for row in rows_of(connection, query, batch[0], batch[-1]):
        found.setdefault(row["document_id"], []).append(row)
    return found


def rows_of(connection: DuckDBPyConnection, query: str, *values: str) -> list[Row]:
    """The rows that a query answers."""
    answer = connection.execute(query, values)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
