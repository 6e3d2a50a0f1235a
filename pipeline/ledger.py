"""The ledger: what a store has read and where its rows are, in one SQLite file that only one process at a time writes.

A *file* is an input; a *document* is its content, shared by files with the same bytes and owned by the first of them by name.
A document's rows stand in its *part* until a snapshot takes them in. ``dirty`` are the documents that the published snapshot
does not have as the ledger has them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.errors import Code
from pipeline.gate import Stat
from pipeline.records import RunRecord, Status
from pipeline.remote.url import Location, absolute, location
from pipeline.sources import Input, exists

PAGE = 1000  # rows fetched or put at a time: memory does not grow with the store

TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inputs (
    uri TEXT PRIMARY KEY, path BLOB NOT NULL, bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
    code TEXT, message TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    uri TEXT PRIMARY KEY, path BLOB NOT NULL, bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
    sha256 TEXT, document_id TEXT, code TEXT, message TEXT, version TEXT NOT NULL, limits TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_of_document ON files (document_id, uri) WHERE document_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS documents (
    document_id TEXT PRIMARY KEY, owner TEXT NOT NULL, version TEXT NOT NULL, recovered INTEGER NOT NULL,
    bytes INTEGER NOT NULL, part TEXT, left_out TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dirty (document_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY, version TEXT NOT NULL, started TEXT NOT NULL, finished TEXT NOT NULL, counts TEXT NOT NULL
) WITHOUT ROWID;
"""

# Read again though the file is the same: what stood in the way may be gone, or the limits are others now.
TRANSIENT = (Code.UNREADABLE, Code.CONVERTER_MISSING, Code.NOT_A_REGULAR_FILE)
LIMITED = (Code.TIMEOUT, Code.OUT_OF_MEMORY, Code.CRASHED, Code.NO_TEXT_LAYER)  # the last: whether OCR is asked for

DUE = f"""
SELECT i.uri, i.path, i.bytes, i.mtime_ns, i.inode, f.sha256, f.message IS NOT NULL OR d.left_out != :left_out FROM inputs i
LEFT JOIN files f USING (uri) LEFT JOIN documents d USING (document_id)
WHERE i.code IS NULL AND i.uri > :after AND (
    f.uri IS NULL OR :refresh OR d.left_out != :left_out
    OR (i.bytes, i.mtime_ns, i.inode) != (f.bytes, f.mtime_ns, f.inode)
    OR f.code IN ({", ".join(f"'{code}'" for code in TRANSIENT)})
    OR (f.code IN ({", ".join(f"'{code}'" for code in LIMITED)}) AND f.limits != :limits)
    OR (f.code IS NULL AND f.message IS NOT NULL AND f.limits != :limits)  -- not read to its end
)
"""
REFUSED = """
SELECT i.uri, i.path, i.bytes, i.mtime_ns, i.inode, i.code, i.message FROM inputs i LEFT JOIN files f USING (uri)
WHERE i.code IS NOT NULL AND i.uri > ? AND (
    f.uri IS NULL OR f.document_id IS NOT NULL OR (i.bytes, i.code, i.message) IS NOT (f.bytes, f.code, f.message)
) ORDER BY i.uri LIMIT ?
"""
STATUS = f"""CASE WHEN f.document_id IS NULL THEN '{Status.REJECTED}' WHEN d.owner != f.uri THEN '{Status.DUPLICATE}'
WHEN d.recovered THEN '{Status.RECOVERED}' ELSE '{Status.EXTRACTED}' END"""


class StoreError(Exception):
    """A store that cannot be read or written; the message is for people."""


@dataclass(frozen=True, slots=True)
class Due:
    """An input that the ledger does not have as it is now; ``sha256`` is what it was when it was read last."""

    uri: str
    path: Location
    stat: Stat
    sha256: str | None = None
    retried: bool = False  # the same bytes are to be read again


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of an input. ``part`` holds the rows of its document in ``bytes``; None where it needed no reading.

    ``unchanged``: the file was touched, but its content is the one that the ledger knows.
    """

    due: Due
    sha256: str | None = None
    document_id: str | None = None
    code: Code | None = None
    message: str | None = None
    recovered: bool = False
    bytes: int = 0
    part: str | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A document that the store has. ``part`` is None where the published snapshot has its rows."""

    document_id: str
    owner: str
    part: str | None


class Ledger:
    """The SQLite file. Every change is one transaction, durable when it returns."""

    def __init__(self, path: Path) -> None:
        try:
            self.connection = sqlite3.connect(path, isolation_level=None)
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = FULL")
            self.connection.executescript(TABLES)
            self._add_left_out()
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{path} is no ledger of ours: {error}") from error

    def _add_left_out(self) -> None:
        """The column that ledgers of earlier versions do not have: they left nothing out."""
        if all(row[1] != "left_out" for row in self.connection.execute("PRAGMA table_info(documents)")):
            self.connection.execute("ALTER TABLE documents ADD COLUMN left_out TEXT NOT NULL DEFAULT ''")

    def close(self) -> None:
        self.connection.close()

    def meta(self, key: str) -> str | None:
        """A word kept under a key."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def note(self, key: str, value: str) -> None:
        """Keeps a word under a key."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # --- what is to be read

    def stage(self, inputs: Iterable[Input]) -> int:
        """Takes down the inputs of a run in place of those of the last one; returns how many there are."""
        with self.transaction():
            self.connection.execute("DELETE FROM inputs")
            self.connection.executemany(
                "INSERT OR IGNORE INTO inputs VALUES (?, ?, ?, ?, ?, ?, ?)", map(staged, inputs)
            )
        return self.count("inputs")

    def due(self, limits: str, left_out: str, refresh: bool) -> Iterator[Due]:
        """The inputs to be read, by name. The ledger may change meanwhile. ``left_out``: what is not to be written."""
        after = ""
        while True:
            values = {"after": after, "limits": limits, "left_out": left_out, "refresh": refresh}
            rows = self.connection.execute(f"{DUE} ORDER BY i.uri LIMIT {PAGE}", values).fetchall()
            for uri, path, size, mtime, inode, sha256, again in rows:
                found = location(os.fsdecode(path))
                yield Due(uri, found, Stat(size, mtime, inode), sha256, bool(refresh or again))
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def count_due(self, limits: str, left_out: str, refresh: bool) -> int:
        """How many inputs are to be read."""
        values = {"after": "", "limits": limits, "left_out": left_out, "refresh": refresh}
        return int(self.connection.execute(f"SELECT count(*) FROM ({DUE})", values).fetchone()[0])

    def refused(self) -> Iterator[Reading]:
        """The inputs that the gate refuses and the ledger does not know as refused yet."""
        after = ""
        while rows := self.connection.execute(REFUSED, (after, PAGE)).fetchall():
            for uri, path, size, mtime, inode, code, message in rows:
                due = Due(uri, location(os.fsdecode(path)), Stat(size, mtime, inode))
                yield Reading(due, code=Code(code), message=message)
            after = rows[-1][0]

    def known(self, sha256: str, uri: str, left_out: str = "") -> bool:
        """Whether the store has the content so, read from a file before ``uri`` by name (which then stays its owner)."""
        query = "SELECT 1 FROM documents WHERE document_id = ? AND owner <= ? AND left_out = ?"
        return self.connection.execute(query, (sha256[:16], uri, left_out)).fetchone() is not None

    def holding(self, left_out: str) -> int:
        """How many documents hold what is to be left out."""
        query = "SELECT count(*) FROM documents WHERE left_out != ?"
        return int(self.connection.execute(query, (left_out,)).fetchone()[0])

    # --- what was read

    def commit(self, readings: Iterable[Reading], version: str, limits: str, left_out: str = "") -> None:
        """Takes down what became of some inputs, all or none."""
        with self.transaction():
            changed = False
            for reading in readings:
                if reading.unchanged:
                    self._touch(reading.due)
                else:
                    self._put(reading, version, limits, left_out)
                    changed = True
            if changed:
                self.note("changed", "files")

    def _touch(self, due: Due) -> None:
        """The file's new times; what is known of it stays."""
        update = "UPDATE files SET mtime_ns = ?, inode = ? WHERE uri = ?"
        self.connection.execute(update, (due.stat.mtime_ns, due.stat.inode, due.uri))

    def _put(self, reading: Reading, version: str, limits: str, left_out: str) -> None:
        """One input, in place of what was known of it; its document changes hands where it must."""
        due, held = reading.due, self._document_of(reading.due.uri)
        path, size = os.fsencode(str(absolute(due.path))), due.stat
        kept = (reading.sha256, reading.document_id, reading.code, reading.message, version, limits)
        values = (due.uri, path, size.bytes, size.mtime_ns, size.inode, *kept)
        self.connection.execute(f"INSERT OR REPLACE INTO files VALUES ({', '.join('?' * len(values))})", values)
        if reading.part is not None:
            self._take_in(reading, version, left_out)
        for document_id in {held, reading.document_id} - {None}:
            self._settle(str(document_id))

    def _take_in(self, reading: Reading, version: str, left_out: str) -> None:
        """The part of a document, unless a file before this one by name gave the same already."""
        self.connection.execute(
            "INSERT INTO documents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET"
            " version = ?3, recovered = ?4, bytes = ?5, part = ?6, left_out = ?7 WHERE ?2 <= owner OR left_out != ?7",
            (reading.document_id, reading.due.uri, version, reading.recovered, reading.bytes, reading.part, left_out),
        )
        self.connection.execute("INSERT OR IGNORE INTO dirty VALUES (?)", (reading.document_id,))

    def _settle(self, document_id: str) -> None:
        """The document belongs to the first of its files by name, and leaves with the last of them."""
        owner = self.connection.execute("SELECT min(uri) FROM files WHERE document_id = ?", (document_id,)).fetchone()[
            0
        ]
        if owner is None:
            changed = self.connection.execute("DELETE FROM documents WHERE document_id = ?", (document_id,))
        else:
            update = "UPDATE documents SET owner = ?1 WHERE document_id = ?2 AND owner != ?1"
            changed = self.connection.execute(update, (owner, document_id))
        if changed.rowcount:
            self.connection.execute("INSERT OR IGNORE INTO dirty VALUES (?)", (document_id,))

    def _document_of(self, uri: str) -> str | None:
        row = self.connection.execute("SELECT document_id FROM files WHERE uri = ?", (uri,)).fetchone()
        return None if row is None else row[0]

    def prune(self) -> int:
        """Drops the files that are gone from the disk; returns how many."""
        gone = [
            (uri, document_id) for uri, path, document_id in self._absent() if not exists(location(os.fsdecode(path)))
        ]
        with self.transaction():
            for uri, document_id in gone:
                self.connection.execute("DELETE FROM files WHERE uri = ?", (uri,))
                if document_id is not None:
                    self._settle(document_id)
            if gone:
                self.note("changed", "files")
        return len(gone)

    def _absent(self) -> Iterator[tuple[str, bytes, str | None]]:
        """The files that are no inputs of this run."""
        query = "SELECT uri, path, document_id FROM files WHERE uri NOT IN (SELECT uri FROM inputs)"
        yield from self.connection.execute(query)

    # --- what is to be published

    def size(self) -> int:
        """Bytes of the parts of all documents, published or not."""
        return int(self.connection.execute("SELECT coalesce(sum(bytes), 0) FROM documents").fetchone()[0])

    def dirty(self) -> Iterator[str]:
        """The documents whose rows, owner or presence changed since the last publish, by id."""
        return (row[0] for row in self.connection.execute("SELECT document_id FROM dirty ORDER BY document_id"))

    def held(self, first: str, last: str) -> list[Held]:
        """The documents with ids from ``first`` to before ``last``, by id."""
        query = "SELECT document_id, owner, part FROM documents WHERE document_id >= ? AND document_id < ? ORDER BY 1"
        return [Held(*row) for row in self.connection.execute(query, (first, last))]

    def files(self) -> Iterator[list[dict[str, Any]]]:
        """The rows of the table ``files``, by name, some at a time."""
        query = f"""SELECT f.uri source_uri, f.document_id, f.sha256, f.bytes, {STATUS} status, f.code, f.message
        FROM files f LEFT JOIN documents d USING (document_id) ORDER BY f.uri"""
        cursor = self.connection.execute(query)
        names = [column[0] for column in cursor.description]
        while rows := cursor.fetchmany(50 * PAGE):
            yield [dict(zip(names, row, strict=True)) for row in rows]

    def published(self) -> None:
        """Takes down that the current snapshot has everything."""
        with self.transaction():
            self.connection.execute("UPDATE documents SET part = NULL WHERE part IS NOT NULL")
            self.connection.execute("DELETE FROM dirty")
            self.note("changed", "")

    def parts(self) -> set[str]:
        """The parts that hold rows which no snapshot has yet."""
        return {row[0] for row in self.connection.execute("SELECT part FROM documents WHERE part IS NOT NULL")}

    # --- what a run did

    def counts(self) -> dict[str, int]:
        """The inputs of this run by status."""
        query = f"""SELECT {STATUS} status, count(*) FROM inputs i JOIN files f USING (uri)
        LEFT JOIN documents d USING (document_id) GROUP BY 1 ORDER BY 1"""
        return dict(self.connection.execute(query).fetchall())

    def rejects(self, inputs: bool = True) -> list[tuple[str, int]]:
        """Codes and how many files have them: of this run's inputs, or of all files."""
        join = "JOIN inputs USING (uri)" if inputs else ""
        query = f"SELECT f.code, count(*) FROM files f {join} WHERE f.code IS NOT NULL GROUP BY 1 ORDER BY 1"
        return self.connection.execute(query).fetchall()

    def count_shortened(self) -> int:
        """How many of this run's inputs were not read to their end."""
        query = (
            "SELECT count(*) FROM files JOIN inputs USING (uri) WHERE files.code IS NULL AND files.message IS NOT NULL"
        )
        return int(self.connection.execute(query).fetchone()[0])

    def messages(self, code: str | None, limit: int) -> list[tuple[str, str]]:
        """Names and messages of this run's inputs with a code; without one, of those that were not read to their end."""
        query = """SELECT f.uri, f.message FROM files f JOIN inputs USING (uri)
        WHERE f.code IS ? AND f.message IS NOT NULL ORDER BY 1 LIMIT ?"""
        return self.connection.execute(query, (code, limit)).fetchall()

    def outdated(self, version: str) -> int:
        """How many documents another version has read."""
        query = "SELECT count(*) FROM documents WHERE version != ?"
        return int(self.connection.execute(query, (version,)).fetchone()[0])

    def count(self, table: str) -> int:
        """The rows of one of the ledger's own tables."""
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def add_run(self, run: RunRecord) -> None:
        """Takes down a run."""
        times = (run.started.isoformat(), run.finished.isoformat())
        values = (run.run_id, run.version, *times, json.dumps(run.counts))
        self.connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?)", values)

    def runs(self) -> list[RunRecord]:
        """All runs, by start."""
        rows = self.connection.execute("SELECT * FROM runs ORDER BY started, run_id").fetchall()
        return [
            RunRecord(run, version, instant(started), instant(finished), json.loads(counts))
            for run, version, started, finished, counts in rows
        ]

    def copy(self, path: Path) -> None:
        """Writes a copy of what a later run goes on from as one file."""
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            self.connection.backup(other)
            other.execute("PRAGMA journal_mode = DELETE")
            other.execute("DELETE FROM inputs")
            other.execute("VACUUM")

    def transaction(self) -> Transaction:
        """All that happens in it is kept, or nothing."""
        return Transaction(self.connection)


class Transaction:
    """``with`` block: commits at its end, rolls back where an exception leaves it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")


def instant(text: str) -> dt.datetime:
    """A time as the ledger writes it."""
    return dt.datetime.fromisoformat(text)


def staged(found: Input) -> tuple[Any, ...]:
    """An input as a row of the ledger."""
    code, message = (found.refused.code, found.refused.message) if found.refused else (None, None)
    stat = found.stat
    return found.uri, os.fsencode(str(found.path)), stat.bytes, stat.mtime_ns, stat.inode, code, message
