"""Snapshots: all tables as plain Parquet, published together by the flip of one symbolic link.

Documents are spread over *buckets*, ranges of ids of equal width; each table has one file a bucket, its rows in the order of
their keys. How many buckets there are follows from the size of all documents alone, so the bytes of a snapshot depend on
what the store holds and on nothing else. A publish writes the buckets in which something changed and links the others.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.ledger import Held, StoreError
from pipeline.parts import make_durable, read_parts
from pipeline.schema import TableSchema, tables
from pipeline.tables import DOCUMENT_TABLES, Row, batch_of, plain_schema, row_of

BUCKET_BYTES = 16 * 2**20  # of parts: a changed document costs the writing of one bucket
MAX_BUCKETS = 2**16
ID_DIGITS = 4  # of an id, hexadecimal: they tell its bucket
GRACE_SECONDS = 900.0  # a reader that has resolved the link may take as long as this
UNIQUE = frozenset({"text", "title", "sha256", "message", "source_uri"})  # a dictionary of these would not pay


@dataclass(frozen=True, slots=True)
class Job:
    """A bucket to write: its documents, the files of the last snapshot that hold some of them, and where its files go.

    ``base`` are indices of files in ``snapshot``; ``parts`` is the folder that their names are relative to, ``target`` that of the new snapshot.
    """

    bucket: int
    documents: tuple[Held, ...]
    snapshot: Path | None
    base: tuple[int, ...]
    parts: Path
    target: Path


def bucket_count(size: int) -> int:
    """The number of buckets for documents of that size in bytes: a power of two.

    >>> bucket_count(0), bucket_count(BUCKET_BYTES), bucket_count(3 * BUCKET_BYTES)
    (1, 1, 4)
    """
    return min(1 << (max(-(-size // BUCKET_BYTES), 1) - 1).bit_length(), MAX_BUCKETS)


def bucket_of(document_id: str, count: int) -> int:
    """The bucket of a document.

    >>> bucket_of("0000…", 4), bucket_of("7fff…", 4), bucket_of("ffff…", 4)
    (0, 1, 3)
    """
    return int(document_id[:ID_DIGITS], 16) * count >> 4 * ID_DIGITS


def bounds(bucket: int, count: int) -> tuple[str, str]:
    """The least prefix of ids in a bucket, and the least above it.

    >>> bounds(1, 4), bounds(3, 4)
    (('4000', '8000'), ('c000', 'g'))
    """
    width = 16**ID_DIGITS // count
    above = (bucket + 1) * width
    return f"{bucket * width:04x}", f"{above:04x}" if above < 16**ID_DIGITS else "g"


def overlapping(bucket: int, count: int, other: int) -> tuple[int, ...]:
    """The buckets, of ``other`` many, that share ids with one of ``count`` many.

    >>> overlapping(3, 4, 2), overlapping(0, 1, 2)
    ((1,), (0, 1))
    """
    first, last = bucket * other // count, ((bucket + 1) * other - 1) // count
    return tuple(range(first, last + 1))


def part_name(bucket: int) -> str:
    """The file of a bucket."""
    return f"part-{bucket}.parquet"


def buckets_in(snapshot: Path | None) -> int:
    """How many buckets a snapshot has; 0 without one."""
    return 0 if snapshot is None else sum(1 for _ in (snapshot / "documents").glob("part-*.parquet"))


# --- writing a bucket -------------------------------------------------------------------------------------------------


def write_bucket(job: Job) -> int:
    """Writes the files of a bucket; returns its number. Raises StoreError where the last snapshot or a part is damaged."""
    parts = fresh_rows(job)
    kept = pa.array([d.document_id for d in job.documents if d.part is None], pa.string())
    for name in DOCUMENT_TABLES:
        fresh = parts.pop(name, plain_schema(name).empty_table())
        table = in_order(name, pa.concat_tables([*base_rows(job, name, kept), fresh]))
        if name == "documents":
            table = owned(table, [d.owner for d in job.documents])
        write(tables()[name], table, job.target / name / part_name(job.bucket))
    return job.bucket


def fresh_rows(job: Job) -> dict[str, pa.Table]:
    """The rows that no snapshot has yet, by table. Raises StoreError where a part is not what this version writes."""
    try:
        return read_parts(job.parts, (d.part for d in job.documents if d.part is not None))
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{job.parts} holds rows that this version of govplan cannot read ({error}); ingest into a new folder"
        ) from error


def base_rows(job: Job, name: str, kept: pa.Array) -> Iterator[pa.Table]:
    """The rows of the last snapshot that stay, in the ``plain_schema``."""
    import pyarrow.compute as pc  # only workers need it

    for bucket in job.base if len(kept) else ():
        assert job.snapshot is not None
        table = load(job.snapshot / name / part_name(bucket), tables()[name])
        yield table.filter(pc.is_in(table["document_id"], kept)).cast(plain_schema(name))


def load(path: Path, schema: TableSchema) -> pa.Table:
    """A file of a snapshot. Raises StoreError where it is not what was published."""
    try:
        table = pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreError(f"{path} is no Parquet file of ours: {error}") from error
    if not table.schema.equals(schema.arrow):
        raise StoreError(f"{path} was written by another version of govplan; ingest into a new folder")
    return table.replace_schema_metadata(schema.arrow.metadata)


def owned(documents: pa.Table, owners: list[str]) -> pa.Table:
    """The documents, by id, with the names of the files that own them."""
    if documents.num_rows != len(owners):
        raise StoreError(f"{len(owners)} documents in the ledger, {documents.num_rows} in the snapshot and the parts")
    at = documents.schema.get_field_index("source_uri")
    return documents.set_column(at, documents.schema.field(at), pa.array(owners, pa.string()))


def in_order(name: str, rows: pa.Table) -> pa.Table:
    """Rows of the ``plain_schema`` as the table that is published, in an order that does not depend on how they came."""
    keys = ("document_id",) if name == "documents" else ("document_id", "ordinal")
    return encoded(name, rows.sort_by([(key, "ascending") for key in keys]))


def encoded(name: str, rows: pa.Table) -> pa.Table:
    """Rows of the ``plain_schema`` as the table that is published: closed lists as dictionaries, with comments."""
    schema, rows = tables()[name].arrow, rows.combine_chunks()
    columns = [
        values.combine_chunks().dictionary_encode() if pa.types.is_dictionary(field.type) else values
        for field, values in zip(schema, rows.columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def write(schema: TableSchema, table: pa.Table, path: Path) -> None:
    """One Parquet file: zstd, dictionaries for what repeats."""
    with writer(schema, path) as file:
        file.write_table(table)


def writer(schema: TableSchema, path: Path) -> pq.ParquetWriter:
    """A Parquet file to be written."""
    own = {schema.key[0]} if schema.kind else set()
    repeated = [c.name for c in schema.columns if c.name not in UNIQUE | own]
    return pq.ParquetWriter(path, schema.arrow, compression="zstd", use_dictionary=repeated)


# --- the other files --------------------------------------------------------------------------------------------------


def write_files(pages: Iterable[list[Row]], target: Path) -> None:
    """The table ``files``, from its rows by name: one file, a row group a page."""
    schema = tables()["files"]
    path = target / "files" / part_name(0)
    with writer(schema, path) as file:
        for rows in pages:
            file.write_table(encoded("files", pa.Table.from_batches([batch_of("files", rows)])))


def write_runs(runs: Iterable[object], target: Path) -> None:
    """The table ``runs``."""
    rows = [row_of(run) for run in runs]
    write(tables()["runs"], pa.Table.from_pylist(rows, tables()["runs"].arrow), target / "runs" / part_name(0))


def link(snapshot: Path, name: str, bucket: int, target: Path) -> None:
    """A file of the last snapshot becomes one of the new, at no cost."""
    os.link(snapshot / name / part_name(bucket), target / name / part_name(bucket))


# --- folders ----------------------------------------------------------------------------------------------------------


def begin(target: Path) -> None:
    """An empty folder with one folder a table."""
    shutil.rmtree(target, ignore_errors=True)
    for name in tables():
        (target / name).mkdir(parents=True)


def finish(target: Path, final: Path) -> None:
    """The folder under its final name, durable."""
    make_durable(target)
    target.rename(final)
    make_durable(final.parent)


def flip(pointer: Path, final: Path) -> None:
    """The pointer leads to the snapshot: before this no reader sees it, after this every new reader does."""
    fresh = pointer.with_name(f"{pointer.name}.tmp")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(final, pointer.parent))
    fresh.replace(pointer)
    make_durable(pointer.parent)


def collect(folder: Path, current: Path | None, grace: float) -> list[Path]:
    """Removes the snapshots that were replaced more than ``grace`` seconds ago and returns them; unfinished ones at once."""
    now, removed = time.time(), []
    for snapshot in sorted(folder.iterdir()) if folder.is_dir() else []:
        expired = snapshot.suffix == ".tmp" or now - snapshot.stat().st_mtime > grace
        if snapshot != current and expired:
            shutil.rmtree(snapshot)
            removed.append(snapshot)
    return removed
