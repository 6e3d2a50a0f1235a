"""Parts: the rows of one document as Arrow, one immutable file each, from its reading until a snapshot takes them in."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from pipeline.tables import DOCUMENT_TABLES, plain_schema

ALIGNMENT = 64  # Arrow's own, for what follows


def write_part(folder: Path, document_id: str, built: dict[str, pa.RecordBatch]) -> str:
    """Writes the tables of a document under a name that no other reading has; returns the name, relative to the folder.

    A line names the tables that have rows; their record batches follow as Arrow messages, without schemas, which would weigh
    more. The file is whole under its name, but not durable yet: see ``make_durable``.
    """
    name = f"{document_id[:2]}/{document_id}-{os.urandom(4).hex()}.arrow"
    path = folder / name
    filled = [table for table in DOCUMENT_TABLES if built[table].num_rows]
    line = " ".join(filled).encode()
    padded = line.ljust(-(-(len(line) + 1) // ALIGNMENT) * ALIGNMENT - 1) + b"\n"
    temporary = path.with_suffix(".tmp")
    with opened(temporary) as stream:
        stream.write(b"".join((padded, *(built[table].serialize() for table in filled))))
    temporary.replace(path)
    return name


def opened(path: Path) -> BinaryIO:
    """A new file to be written, in a folder that is made where there is none."""
    try:
        return path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


def read_part(path: Path) -> dict[str, pa.RecordBatch]:
    """The tables of a part that have rows, in the ``plain_schema`` of each. Raises OSError, pa.ArrowInvalid."""
    content = path.read_bytes()
    names = content[: content.index(b"\n")].decode().split()
    reader = pa.BufferReader(content)
    reader.seek(content.index(b"\n") + 1)
    return {name: pa.ipc.read_record_batch(pa.ipc.read_message(reader), plain_schema(name)) for name in names}


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
