"""``govplan ingest``: files become rows. One bad file costs one row of ``files`` and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from extractors import extract, read_bytes
from extractors.errors import Code, Unreadable
from pipeline import version
from pipeline.records import FileRecord, RunRecord, Status
from pipeline.sources import Input, NoSuchSource, expand
from pipeline.store import Counts, StoreError, update
from pipeline.tables import read_rows, to_arrow
from rules.recognise import recognise

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one input: its row of ``files`` and, where it is the first with its bytes, the tables of its document."""

    file: FileRecord
    tables: dict[str, pa.Table] | None = None


def run(sources: Sequence[str], out: Path, console: Console, errors: Console) -> int:
    """Reads all sources into the store ``out``; prints a summary. The exit code: 0 all read, 1 some rejected, 2 usage."""
    started = dt.datetime.now(dt.UTC)
    try:
        inputs = expand(sources, out)
        if not inputs:
            raise NoSuchSource(f"no files in {', '.join(sources)}  沒有可讀的檔案")
        readings = list(read_all(watched(inputs, errors)))
        counts = Counter(reading.file.status.value for reading in readings)
        record = RunRecord(uuid.uuid4().hex, version(), started, dt.datetime.now(dt.UTC), dict(sorted(counts.items())))
        documents = [reading.tables for reading in readings if reading.tables is not None]
        rows = update(out, [reading.file for reading in readings], documents, record)
    except (NoSuchSource, StoreError, OSError) as error:
        say(errors, f"govplan: {error}")
        return 2
    report(console, out, [reading.file for reading in readings], rows, dt.datetime.now(dt.UTC) - started)
    return 1 if counts[Status.REJECTED.value] else 0


def watched(inputs: Sequence[Input], errors: Console) -> Iterator[Input]:
    """The inputs, with a progress bar where errors go to a terminal."""
    columns = (TextColumn("讀取 reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        yield from progress.track(inputs)


def read_all(inputs: Iterable[Input]) -> Iterator[Reading]:
    """A reading of every input, in their order; of several with the same bytes the first gives the rows."""
    first: set[str] = set()
    for item in inputs:
        reading = read(item, first)
        document_id = reading.file.document_id
        if document_id in first:  # known before it was read or, where the file changed meanwhile, only after
            reading = Reading(replace(reading.file, status=Status.DUPLICATE))
        elif document_id is not None:
            first.add(document_id)
        yield reading


def read(item: Input, known: set[str]) -> Reading:
    """One input, read, unless its bytes are those of a document already ``known``; whatever goes wrong is said in its row."""
    file = FileRecord(item.uri, bytes=size(item))
    try:
        if item.refused is not None:
            raise item.refused
        file = replace(file, sha256=hashlib.sha256(read_bytes(item.path)).hexdigest())
        document_id = str(file.sha256)[:16]
        if document_id in known:
            return Reading(replace(file, document_id=document_id, status=Status.DUPLICATE))
        return read_document(item, file)
    except Unreadable as error:
        code, message = error.code, error.message
    except MemoryError:
        code, message = Code.OUT_OF_MEMORY, "not enough memory to read it"
    except OSError as error:
        code, message = Code.UNREADABLE, f"cannot be read: {error.strerror or error}"
    except Exception as error:  # the pipeline's boundary: a fault of ours must cost one file and no more
        log.debug("%s", item.uri, exc_info=True)
        code, message = Code.CRASHED, f"{type(error).__name__}: {error}"
    return Reading(replace(file, status=Status.REJECTED, code=code, message=printable(message)))


def read_document(item: Input, file: FileRecord) -> Reading:
    """The input as a document and its rows. Raises whatever extractors and rules raise."""
    document = extract(item.path, item.uri)
    tables = to_arrow(read_rows(document, recognise(document)))
    status = Status.RECOVERED if document.meta.recovered else Status.EXTRACTED
    file = replace(file, document_id=document.id, sha256=document.sha256, status=status)
    return Reading(file, tables)


def size(item: Input) -> int:
    """The size in bytes; that of a link itself where it is not followed, 0 where the file is gone."""
    try:
        return item.path.stat(follow_symlinks=item.refused is None).st_size
    except OSError:
        return 0


def printable(message: str) -> str:
    """A message that Arrow and a terminal take: one line, at most 500 characters."""
    line = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in " ".join(message.split()))
    return line if len(line) <= 500 else f"{line[:499]}…"


# --- what the user sees -----------------------------------------------------------------------------------------------


def report(console: Console, out: Path, files: Sequence[FileRecord], rows: Counts, elapsed: dt.timedelta) -> None:
    """Prints the summary: files by status, rejects by code, rows by table, where to look."""
    statuses = Counter(f.status.value for f in files)
    parts = ", ".join(f"{statuses[s.value]} {s.value}" for s in Status if statuses[s.value])
    say(console, f"{len(files)} files in {elapsed.total_seconds():.1f} s: {parts}")
    for code, group in rejected(files).items():
        say(console, f"  rejected as {code}: {len(group)}")
        for file in group[:3]:
            say(console, f"    {file.source_uri}: {file.message}")
        if len(group) > 3:
            say(console, f"    … and {len(group) - 3} more")
    say(console, f"rows 筆數 in {out}:")
    for name, number in rows.items():
        say(console, f"  {name:<14}{number:>10,}  {out / name}")
    if statuses[Status.REJECTED.value]:
        say(console, f"every input and why it was rejected: {out / 'files'}  拒收原因")
    say(console, f"what was seen and not understood: {out / 'diagnostics'}  未能判讀之處")


def rejected(files: Iterable[FileRecord]) -> dict[str, list[FileRecord]]:
    """The rejected files by code."""
    groups: dict[str, list[FileRecord]] = {}
    for file in files:
        if file.code is not None:
            groups.setdefault(file.code.value, []).append(file)
    return dict(sorted(groups.items()))


def say(console: Console, line: str) -> None:
    """Prints a line as it is: no markup, no highlighting, no wrapping."""
    console.print(line, markup=False, highlight=False, soft_wrap=True, emoji=False)
