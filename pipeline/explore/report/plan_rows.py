"""The rows of a store, plan by plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema import tables
from pipeline.store import StoreError
from pipeline.tables import DOCUMENT_TABLES, Row

Rows = dict[str, list[Row]]  # by table


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


def read_table(out: Path, name: str) -> pa.Table:
    """A table of the store; without rows where the store has none. Raises StoreError."""
    folder = out / name
    if not folder.is_dir():
        return tables()[name].arrow.empty_table()
    try:
        return pq.read_table(folder, partitioning=None)
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreError(f"{folder} holds no Parquet files of ours: {error}") from error


def read_plans(out: Path) -> Iterator[PlanRows]:
    """Every plan of the store in the order of ids. Raises StoreError where there is none."""
    if not (out / "documents").is_dir():
        raise StoreError(f"{out} is no folder of tables; `govplan ingest … --out {out}` makes one 查無資料表")
    stored = {name: _Sorted.of(read_table(out, name)) for name in DOCUMENT_TABLES}
    return _each_plan(stored)


def _each_plan(stored: dict[str, _Sorted]) -> Iterator[PlanRows]:
    for document in sorted(set(stored["documents"].documents.tolist())):
        rows = {name: table.of_document(document) for name, table in stored.items()}
        yield PlanRows(rows.pop("documents")[0], rows)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A table sorted by document and reading order, and the column to look documents up in."""

    table: pa.Table
    documents: np.ndarray

    @classmethod
    def of(cls, table: pa.Table) -> _Sorted:
        keys = [name for name in ("document_id", "ordinal") if name in table.column_names]
        table = table.sort_by([(key, "ascending") for key in keys])
        return cls(table, table["document_id"].to_numpy())

    def of_document(self, document: str) -> list[Row]:
        first, end = (int(np.searchsorted(self.documents, document, side)) for side in ("left", "right"))
        return list(self.table.slice(first, end - first).to_pylist())
