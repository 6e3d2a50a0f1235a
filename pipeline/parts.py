"""Parts: the rows of one document as Arrow, one immutable file each, from its reading until a snapshot takes them in."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path

import pyarrow as pa

from pipeline.schema import tables
from pipeline.tables import DOCUMENT_TABLES


def write_part(folder: Path, document_id: str, built: dict[str, pa.Table]) -> str:
    """Writes the tables of a document under a name that no other reading has; returns the name, relative to the folder.

    Tables without rows are left out. The file is whole under its name, but not durable yet: see ``make_durable``.
    """
    name = f"{document_id[:2]}/{document_id}-{os.urandom(4).hex()}.arrow"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as stream:
        for table, rows in ((t, built[t]) for t in DOCUMENT_TABLES if built[t].num_rows):
            bare = pa.Table.from_arrays(rows.columns, schema=bare_schema(table))
            with pa.ipc.new_stream(stream, bare.schema) as writer:
                writer.write_table(bare)
    temporary.replace(path)
    return name


@cache
def bare_schema(table: str) -> pa.Schema:
    """The schema of a table without comments, which weigh more than the rows of a document, but with its name."""
    return pa.schema([field.remove_metadata() for field in tables()[table].arrow], {"table": table})


def read_part(path: Path) -> dict[str, pa.Table]:
    """The tables of a part that have rows, without the comments of their columns. Raises OSError, pa.ArrowInvalid."""
    found = {}
    with pa.memory_map(str(path)) as stream:
        while stream.tell() < stream.size():
            with pa.ipc.open_stream(stream) as reader:
                table = reader.read_all()
            found[table.schema.metadata[b"table"].decode()] = table
    return found


def make_durable(folder: Path) -> None:
    """Returns when all that was written below the folder would survive a loss of power.

    One flush of its file system (Linux; elsewhere of all) instead of one a file: a batch has hundreds of them. Raises OSError.
    """
    flush = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if flush is None:
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if flush(descriptor):
            raise OSError(ctypes.get_errno(), f"cannot flush {folder}")
    finally:
        os.close(descriptor)
