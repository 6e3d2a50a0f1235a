"""The store: one directory of Parquet a table, ``OUT/<table>/part-0.parquet``, written by one process at a time.

Rows stand in the order of their keys, so what is in a store depends on what was put in, not on when or in which order.
All tables are written under temporary names first and renamed together at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.records import FileRecord, RunRecord, Status
from pipeline.schema import TableSchema, tables
from pipeline.tables import DOCUMENT_TABLES, Row, row_of

PART = "part-0.parquet"
ORDER = {"files": ("source_uri",), "documents": ("document_id",), "runs": ("started", "run_id")}
UNIQUE = frozenset({"text", "title", "sha256", "message", "source_uri"})  # a dictionary of these would not pay


Counts = dict[str, int]  # rows by table


class StoreError(Exception):
    """A store that cannot be read or written; the message is for people."""


def load(out: Path, name: str) -> pa.Table:
    """A table of the store; without rows where the store does not have it yet. Raises StoreError."""
    schema = tables()[name].arrow
    path = out / name / PART
    if not path.exists():
        return schema.empty_table()
    try:
        table = pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreError(f"{path} is no Parquet file of ours: {error}") from error
    if not table.schema.equals(schema):
        raise StoreError(f"{path} was written by another version of govplan; ingest into a new folder")
    return table.replace_schema_metadata(schema.metadata)


def update(out: Path, files: Iterable[FileRecord], documents: Iterable[dict[str, pa.Table]], run: RunRecord) -> Counts:
    """Puts a run into the store and returns the number of rows of each table.

    A file that the run has read replaces what the store had of it; files of earlier runs stay. A document that no file
    holds any more leaves. Raises StoreError and OSError; the store is then as before.
    """
    merged = merge(out, list(files), list(documents))
    run_table = pa.Table.from_pylist([row_of(run)], tables()["runs"].arrow)
    merged["runs"] = pa.concat_tables([load(out, "runs"), run_table])
    ordered = {name: in_order(name, merged[name]) for name in tables()}
    publish(out, ordered)
    return {name: table.num_rows for name, table in ordered.items()}


def merge(out: Path, files: list[FileRecord], documents: list[dict[str, pa.Table]]) -> dict[str, pa.Table]:
    """The store's tables with the new files and documents in them, ``runs`` aside."""
    new = [row_of(f) for f in files]
    seen = {row["source_uri"] for row in new}
    all_files = new + [row for row in load(out, "files").to_pylist() if row["source_uri"] not in seen]
    held = {row["document_id"] for row in all_files} - {None}
    fresh = {d["documents"]["document_id"][0].as_py() for d in documents}
    kept = pa.array(sorted(held - fresh), pa.string())
    merged = {}
    for name in DOCUMENT_TABLES:
        old = load(out, name)
        old = old.filter(pc.is_in(old["document_id"], kept))
        merged[name] = pa.concat_tables([old, *(d[name] for d in documents)])
    owners = owners_of(all_files)
    merged["documents"] = owned(merged["documents"], owners)
    settled = settle(all_files, owners, merged["documents"])
    merged["files"] = pa.Table.from_pylist(settled, tables()["files"].arrow)
    return merged


def owners_of(files: Iterable[Row]) -> dict[str, str]:
    """For each document the file that has its rows: of several with the same bytes the first by name."""
    owners: dict[str, str] = {}
    for uri, document in sorted((f["source_uri"], f["document_id"]) for f in files if f["document_id"]):
        owners.setdefault(document, uri)
    return owners


def owned(documents: pa.Table, owners: dict[str, str]) -> pa.Table:
    """The documents with the names of the files that own them."""
    uris = pa.array([owners[d] for d in documents["document_id"].to_pylist()], pa.string())
    at = documents.schema.get_field_index("source_uri")
    return documents.set_column(at, documents.schema.field(at), uris)


def settle(files: list[Row], owners: dict[str, str], documents: pa.Table) -> list[Row]:
    """The files with their status: which of several with the same bytes has the rows, which are duplicates."""
    flags = zip(documents["document_id"].to_pylist(), documents["recovered"].to_pylist(), strict=True)
    recovered = {document for document, flag in flags if flag}
    return [f | {"status": status_of(f, owners, recovered)} for f in files]


def status_of(file: Row, owners: dict[str, str], recovered: set[str]) -> str:
    """What became of a file, seen beside all others of the store."""
    document = file["document_id"]
    if document is None:
        return Status.REJECTED.value
    if owners[document] != file["source_uri"]:
        return Status.DUPLICATE.value
    return Status.RECOVERED.value if document in recovered else Status.EXTRACTED.value


def in_order(name: str, table: pa.Table) -> pa.Table:
    """The table with its rows, and the values of its dictionaries, in an order that does not depend on how they came."""
    keys = ORDER.get(name, ("document_id", "ordinal"))
    table = table.unify_dictionaries().sort_by([(key, "ascending") for key in keys]).combine_chunks()
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field, table[at].cast(pa.string()).dictionary_encode())
    return table


def publish(out: Path, ordered: dict[str, pa.Table]) -> None:
    """Writes every table beside its old part, then renames all."""
    written = []
    try:
        for name, table in ordered.items():
            final = out / name / PART
            final.parent.mkdir(parents=True, exist_ok=True)
            temporary = final.with_name(f".{PART}.tmp")  # a leading dot: readers of the folder pass over it
            written.append((temporary, final))
            write(tables()[name], table, temporary)
        for temporary, final in written:
            temporary.replace(final)
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)


def write(schema: TableSchema, table: pa.Table, path: Path) -> None:
    """One Parquet file: zstd, dictionaries for what repeats."""
    own = {schema.key[0]} if schema.kind else set()
    repeated = [c.name for c in schema.columns if c.name not in UNIQUE | own]
    pq.write_table(table, path, compression="zstd", use_dictionary=repeated)
