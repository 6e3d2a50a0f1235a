"""Parts: the rows of one document as Arrow, one immutable file each, from its reading until a snapshot takes them in."""

from __future__ import annotations

import os
from collections.abc import Iterable
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
            bare = rows.replace_schema_metadata({"table": table})
            with pa.ipc.new_stream(stream, bare.schema) as writer:
                writer.write_table(bare)
    temporary.replace(path)
    return name


def read_part(path: Path) -> dict[str, pa.Table]:
    """The tables of a part that have rows, with the schemas that they had. Raises OSError, pa.ArrowInvalid."""
    found = {}
    with pa.memory_map(str(path)) as stream:
        while stream.tell() < stream.size():
            with pa.ipc.open_stream(stream) as reader:
                table = reader.read_all()
            name = table.schema.metadata[b"table"].decode()
            found[name] = table.cast(tables()[name].arrow)
    return found


def make_durable(paths: Iterable[Path]) -> None:
    """Returns when the files, and their names in their folders, would survive a loss of power."""
    folders = set()
    for path in paths:
        sync(path)
        folders.add(path.parent)
    for folder in folders | {folder.parent for folder in folders}:
        sync(folder)


def sync(path: Path) -> None:
    """Flushes a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
