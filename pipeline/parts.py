"""Parts: the rows of one document as Arrow, from its reading until a snapshot takes them in.

Every process that reads appends its parts to a file of its own: to make a file a document, and to remove it again, costs more than
to write the rows. A part is called after its file and its place in that, ``000003/4711-5f0c2a9e.arrow:1024-9216``.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from pipeline.tables import DOCUMENT_TABLES, plain_schema

ALIGNMENT = 64  # Arrow's own, for what follows
LINE = 1024  # the names of all tables are shorter


def write_part(folder: Path, built: dict[str, pa.RecordBatch]) -> tuple[str, int]:
    """Adds the tables of a document; returns the part's name, relative to what holds ``folder``, and its size in bytes.

    A line names the tables that have rows; their record batches follow as Arrow messages, without schemas, which would weigh more.
    Nobody knows the name before all is written. It is not durable yet: see ``make_durable``.
    """
    filled = [table for table in DOCUMENT_TABLES if built[table].num_rows]
    line = " ".join(filled).encode()
    padded = line.ljust(-(-(len(line) + 1) // ALIGNMENT) * ALIGNMENT - 1) + b"\n"
    content = b"".join((padded, *(built[table].serialize() for table in filled)))
    return append(folder, content), len(content)


def append(folder: Path, content: bytes) -> str:
    """Adds a part to this process's file in the folder; returns its name."""
    path = folder / own_file(os.getpid())
    with opened(path) as stream:
        start = stream.tell()
        stream.write(content)
    return f"{folder.name}/{path.name}:{start}-{start + len(content)}"


@cache
def own_file(process: int) -> str:
    """The file that a process appends to: no other one has the name, now or later."""
    return f"{process}-{os.urandom(4).hex()}.arrow"


def opened(path: Path) -> BinaryIO:
    """A file to be added to, made where there is none, with its folder."""
    try:
        return path.open("ab")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("ab")


def file_of(part: str) -> str:
    """The file that holds a part.

    >>> file_of("000003/4711-5f0c2a9e.arrow:1024-9216")
    '000003/4711-5f0c2a9e.arrow'
    """
    return part.partition(":")[0]


def content_of(folder: Path, part: str) -> bytes:
    """The bytes of a part, ``folder`` being what its name is relative to. Raises OSError."""
    content: bytes = piece(mapped(folder / file_of(part)), part).to_pybytes()
    return content


def read_parts(folder: Path, parts: Iterable[str]) -> Iterator[dict[str, pa.RecordBatch]]:
    """The tables of each part that have rows, in the ``plain_schema`` of each. Raises OSError, pa.ArrowInvalid."""
    files: dict[str, pa.Buffer] = {}
    for part in parts:
        if (name := file_of(part)) not in files:
            files[name] = mapped(folder / name)
        yield tables_of(piece(files[name], part))


def mapped(path: Path) -> pa.Buffer:
    """The content of a file, which comes into memory as far as it is looked at."""
    with pa.memory_map(os.fspath(path)) as file:
        return file.read_buffer()


def piece(content: pa.Buffer, part: str) -> pa.Buffer:
    """A part of its file's content: all of it where the name gives no place, as earlier versions wrote."""
    start, _, end = part.partition(":")[2].partition("-")
    return content[int(start) : int(end)] if end else content


def tables_of(content: pa.Buffer) -> dict[str, pa.RecordBatch]:
    """The tables of a part."""
    line, _, _ = content[:LINE].to_pybytes().partition(b"\n")
    reader, names = pa.BufferReader(content), line.decode().split()
    reader.seek(len(line) + 1)
    return {name: pa.ipc.read_record_batch(pa.ipc.read_message(reader), plain_schema(name)) for name in names}


def make_durable(folder: Path) -> None:
    """Returns when all that was written below the folder would survive a loss of power.

    One flush of its file system (Linux; elsewhere of all) instead of one a file. Raises OSError.
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
