"""A store of a few documents, written straight from their rows: the report tested without the ingest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extractors import extract
from extractors.document import Document
from pipeline.records import FileRecord, Status
from pipeline.schema import tables
from pipeline.tables import fitted, read_rows, row_of, to_arrow
from rules.plan import Plan
from rules.recognise import recognise

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted(p for p in (ROOT / "data" / "raw").iterdir() if p.suffix in {".txt", ".md", ".docx", ".odt", ".html"})


def write_store(out: Path, plans: Iterable[tuple[Document, Plan]], refused: Iterable[FileRecord] = ()) -> Path:
    """The tables of these plans as ``out/<table>/part-0.parquet``."""
    read = [to_arrow(fitted(read_rows(document, plan))) for document, plan in plans]
    files = [
        FileRecord(row["source_uri"], row["document_id"], row["sha256"], status=Status.EXTRACTED)
        for documents in read
        for row in documents["documents"].to_pylist()
    ]
    rows = [row_of(file) for file in (*files, *refused)]
    put(out, "files", pa.Table.from_pylist(rows, tables()["files"].arrow))
    for name in read[0]:
        put(out, name, pa.Table.from_batches([documents[name] for documents in read]).cast(tables()[name].arrow))
    return out


def put(out: Path, name: str, table: pa.Table) -> None:
    (out / name).mkdir(parents=True)
    pq.write_table(table, out / name / "part-0.parquet")


def store_of(out: Path, paths: Iterable[Path]) -> Path:
    """The store of some files."""
    documents = [extract(path) for path in paths]
    return write_store(out, [(document, recognise(document)) for document in documents])
