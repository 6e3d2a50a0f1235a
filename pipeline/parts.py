"""Parts: the rows of one document, from its reading until a snapshot takes them in.

Every process that reads appends its parts to a file of its own: to make a file a document, and to remove it again, costs more than
to write the rows. A part is a line of JSON, since Arrow's arrays pay only where rows are many; it is called after its file and its
place in that, ``000003/4711-5f0c2a9e.jsonl:1024-9216``.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import json
import os
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.tables import Rows, plain_schema

AT_ONCE = 4 * 2**20  # bytes: what of a bucket is there as lists of values at a time, which take ten times as much


def write_part(folder: Path, rows: Rows) -> tuple[str, int]:
    """Adds the rows of a document, see ``tables.fitted``; returns the part's name, relative to what holds ``folder``, and its size in bytes.

    Nobody knows the name before all is written. It is not durable yet: see ``make_durable``.
    """
    values = {name: [list(row.values()) for row in table_rows] for name, table_rows in rows.items() if table_rows}
    content = encode(values).encode() + b"\n"
    return append(folder, content), len(content)


encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str).encode


def append(folder: Path, content: bytes) -> str:
    """Adds a part to this process's file in the folder; returns its name."""
    path = folder / own_file(os.getpid())
    file = OWN.opened(path)
    start, rest = os.lseek(file, 0, os.SEEK_END), memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]
    return f"{folder.name}/{path.name}:{start}-{start + len(content)}"


@cache
def own_file(process: int) -> str:
    """The file that a process appends to: no other one has the name, now or later."""
    return f"{process}-{os.urandom(4).hex()}.jsonl"


class Own:
    """The file that this process appends to, kept open: to open and close it takes longer than to write a part."""

    def __init__(self) -> None:
        self._path, self._file = Path(), -1

    def opened(self, path: Path) -> int:
        """Its descriptor; the file is made where there is none, with its folder."""
        if path != self._path or not os.fstat(self._file).st_nlink:  # another one, or removed meanwhile
            if self._file >= 0:
                os.close(self._file)
            self._path, self._file = Path(), -1
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
            self._path = path
        return self._file


OWN = Own()


def file_of(part: str) -> str:
    """The file that holds a part.

    >>> file_of("000003/4711-5f0c2a9e.jsonl:1024-9216")
    '000003/4711-5f0c2a9e.jsonl'
    """
    return part.partition(":")[0]


def content_of(folder: Path, part: str) -> bytes:
    """The bytes of a part, ``folder`` being what its name is relative to. Raises OSError."""
    content: bytes = piece(mapped(folder / file_of(part)), part).to_pybytes()
    return content


def read_parts(folder: Path, parts: Iterable[str]) -> dict[str, pa.Table]:
    """The rows of all parts by table, in the ``plain_schema`` of each; tables without rows are left out.

    Raises OSError and ValueError where a part is not what was written.
    """
    read: dict[str, list[pa.RecordBatch]] = {}
    for some in heaps(contents(folder, parts), AT_ONCE):
        rows: dict[str, list[list[Any]]] = {}
        for content in some:
            for name, values in json.loads(content).items():
                rows.setdefault(name, []).extend(values)
        for name, values in rows.items():
            read.setdefault(name, []).append(batch_of(name, values))
    return {name: pa.Table.from_batches(batches) for name, batches in read.items()}


def heaps(pieces: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    """The pieces in order, so many together that they have ``size`` bytes or more.

    >>> list(heaps([b"a", b"bcd", b"", b"e"], 3))
    [[b'a', b'bcd'], [b'', b'e']]
    """
    heap: list[bytes] = []
    held = 0
    for each in pieces:
        heap.append(each)
        held += len(each)
        if held >= size:
            yield heap
            heap, held = [], 0
    if heap:
        yield heap


def contents(folder: Path, parts: Iterable[str]) -> Iterator[bytes]:
    """The bytes of each part; each file is opened once."""
    files: dict[str, pa.Buffer] = {}
    for part in parts:
        if (name := file_of(part)) not in files:
            files[name] = mapped(folder / name)
        yield piece(files[name], part).to_pybytes()


def batch_of(table: str, rows: list[list[Any]]) -> pa.RecordBatch:
    """Rows as JSON gives them as Arrow."""
    schema = plain_schema(table)
    columns = [
        pa.array(map(parsed, values) if (parsed := parser(field.type)) else values, field.type)
        for field, values in zip(schema, zip(*rows, strict=True), strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def parser(kind: pa.DataType) -> Callable[[Any], Any] | None:
    """What makes a value of a type that JSON does not have from its text."""
    if pa.types.is_decimal(kind):
        return lambda text: None if text is None else Decimal(text)
    if pa.types.is_date(kind):
        return lambda text: None if text is None else dt.date.fromisoformat(text)
    return None


def mapped(path: Path) -> pa.Buffer:
    """The content of a file, which comes into memory as far as it is looked at."""
    with pa.memory_map(os.fspath(path)) as file:
        return file.read_buffer()


def piece(content: pa.Buffer, part: str) -> pa.Buffer:
    """A part of its file's content."""
    start, _, end = part.partition(":")[2].partition("-")
    return content[int(start) : int(end)]


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
