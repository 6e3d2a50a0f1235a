"""The store: a folder of plain Parquet tables, and behind them what makes each run continue where the last one ended.

    OUT/<table>                a fixed symbolic link through ``current``
    OUT/.govplan/current       the pointer: a symbolic link to the published snapshot
    OUT/.govplan/snapshots/N   a snapshot: one folder a table, see ``snapshots``
    OUT/.govplan/parts         rows read and not yet published, see ``parts``
    OUT/.govplan/ledger.sqlite what was read, see ``ledger``
    OUT/.govplan/lock          held by the one process that writes
    OUT/.govplan/work          scratch of the workers

A reader that resolves the pointer once, with ``snapshot``, sees all tables of one moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

from pipeline import snapshots
from pipeline.ledger import Ledger, Reading, StoreError
from pipeline.parts import file_of, make_durable
from pipeline.records import RunRecord
from pipeline.remote.url import Location, Url, location
from pipeline.schema import tables
from pipeline.snapshots import GRACE_SECONDS, Job, bounds, bucket_count, bucket_of, buckets_in, overlapping
from pipeline.tables import DOCUMENT_TABLES

__all__ = ["GRACE_SECONDS", "Counts", "Store", "StoreError", "collect", "counts", "open_store", "snapshot"]

HIDDEN = ".govplan"
FIRST = "000000"  # the folder of parts before the first snapshot
Counts = dict[str, int]  # rows by table
AfterPublish = Callable[[Path, Ledger], None]
WriteBuckets = Callable[[Iterable[Job]], Iterable[int]]  # runs snapshots.write_bucket on each to the last, somewhere


def snapshot(out: str | Location) -> Path:
    """The folder of the published snapshot: ``snapshot(out) / "periods"`` and so on are tables of one moment.

    It stays for at least GRACE_SECONDS after the next one is published. Of a URL it is a copy, made of what is published there and
    was not loaded yet. Raises StoreError where nothing is published; OSError and MissingExtra where a URL cannot be reached.
    """
    out = location(out)
    if isinstance(out, Url):
        from pipeline.remote.cache import mirror

        return mirror(out)
    try:
        return out / HIDDEN / (out / HIDDEN / "current").readlink()
    except OSError as error:
        raise StoreError(f"{out} holds no published tables of govplan") from error


def counts(out: Location) -> Counts:
    """The rows of each published table. Raises StoreError."""
    folder = snapshot(out)
    files = {name: sorted((folder / name).glob("*.parquet")) for name in tables()}
    return {name: sum(pq.read_metadata(path).num_rows for path in paths) for name, paths in files.items()}


class Store:
    """A store opened for writing. Whatever its methods have done survives a loss of power."""

    def __init__(self, out: Path, ledger: Ledger) -> None:
        self.out, self.ledger = out.absolute(), ledger
        self.hidden = self.out / HIDDEN
        self.parts, self.work = self.hidden / "parts", self.hidden / "work"
        old = self.current
        self.new_parts = self.parts / (old.name if old is not None else FIRST)  # another folder after every publish
        self.after_publish: AfterPublish | None = None  # told of the new snapshot when readers of this folder see it
        self.guarded = True  # whether a second writer is kept out

    @property
    def current(self) -> Path | None:
        """The published snapshot, if there is one."""
        try:
            return snapshot(self.out)
        except StoreError:
            return None

    def commit(self, readings: list[Reading], version: str, limits: str, left_out: str = "") -> None:
        """Takes down a batch of readings, whose parts lie in ``parts``."""
        if any(reading.part is not None for reading in readings):
            make_durable(self.parts)
        self.ledger.commit(readings, version, limits, left_out)

    def publish(
        self, write_buckets: WriteBuckets, run: RunRecord | None = None, awaited: Set[str] = frozenset()
    ) -> None:
        """Makes all that was committed visible at once; ``run`` is taken down with it. Raises StoreError.

        ``awaited``: names of the folders of parts that still get some, or have some that are not committed.
        """
        old = self.current
        number = 1 + (int(old.name) if old is not None else 0)
        final = self.hidden / "snapshots" / f"{number:06}"
        target = final.with_suffix(".tmp")
        for stale in (final, target):  # of a run that was killed before its flip
            shutil.rmtree(stale, ignore_errors=True)
        snapshots.begin(target)
        self._fill(target, old, write_buckets, run)
        snapshots.finish(target, final)
        snapshots.flip(self.hidden / "current", final)
        self.new_parts = self.parts / final.name
        self._settle(old, run, awaited)
        if self.after_publish is not None:
            self.after_publish(final, self.ledger)

    def _fill(self, target: Path, old: Path | None, write_buckets: WriteBuckets, run: RunRecord | None) -> None:
        """Writes what changed into the new snapshot and links the rest."""
        count, before = bucket_count(self.ledger.size()), buckets_in(old)
        stale = {bucket_of(d, count) for d in self.ledger.dirty()} if count == before else set(range(count))
        for bucket in set(range(count)) - stale:
            assert old is not None
            for name in DOCUMENT_TABLES:
                snapshots.link(old, name, bucket, target)
        for _ in write_buckets(self._jobs(sorted(stale), count, old, before, target)):
            pass
        snapshots.write_runs([*self.ledger.runs(), *([run] if run else [])], target)

    def _jobs(self, stale: list[int], count: int, old: Path | None, before: int, target: Path) -> Iterator[Job]:
        """The buckets to write. While the last of them are being written, the table ``files`` is, here."""
        for bucket in stale:
            documents = tuple(self.ledger.held(*bounds(bucket, count)))
            base = overlapping(bucket, count, before) if before else ()
            yield Job(bucket, documents, old, base, self.parts, target)
        if old is not None and not self.ledger.meta("changed"):
            snapshots.link(old, "files", 0, target)
        else:
            snapshots.write_files(self.ledger.files(), target)

    def _settle(self, old: Path | None, run: RunRecord | None, awaited: Set[str]) -> None:
        """After the flip: the parts are published, the old snapshot is old from now on."""
        self.ledger.published()
        if run is not None:
            self.ledger.add_run(run)
        if old is not None:
            os.utime(old)
        for name in tables():
            expose(self.out, name)
        for folder in self.parts.iterdir():
            if folder.name not in awaited:
                shutil.rmtree(folder)
        self.collect(GRACE_SECONDS)

    def clean(self) -> None:
        """Removes the parts that the ledger does not know and the scratch of the workers. Only while no worker runs."""
        known = {self.parts / file_of(part) for part in self.ledger.parts()}
        for path in set(self.parts.glob("*/*")) - known:
            path.unlink()
        for folder in set(self.parts.iterdir()) - {path.parent for path in known}:
            folder.rmdir()
        shutil.rmtree(self.work, ignore_errors=True)

    def collect(self, grace: float) -> list[Path]:
        """Removes the snapshots that were replaced more than ``grace`` seconds ago; returns them."""
        return snapshots.collect(self.hidden / "snapshots", self.current, grace)


@contextmanager
def open_store(out: Location) -> Iterator[Store]:
    """The store of a folder or URL, made where there is none, for this process alone. Raises StoreError, OSError and MissingExtra."""
    if isinstance(out, Url):
        from pipeline.remote.publish import open_remote

        with open_remote(out) as store:
            yield store
        return
    check_free(out)
    (out / HIDDEN / "parts").mkdir(parents=True, exist_ok=True)
    with locked(out / HIDDEN / "lock"):
        ledger = Ledger(out / HIDDEN / "ledger.sqlite")
        try:
            check_schema(ledger, out)
            store = Store(out, ledger)
            store.clean()  # what a killed run left
            yield store
            store.clean()
        finally:
            ledger.close()


def check_free(out: Path) -> None:
    """Raises StoreError where a name of a table is taken by something that is not ours."""
    for name in tables():
        path = out / name
        if os.path.lexists(path) and not (path.is_symlink() and path.readlink() == Path(link_text(name))):
            raise StoreError(
                f"{path} is in the way and was not made by this version of govplan; ingest into a new folder"
            )


def check_schema(ledger: Ledger, out: Path) -> None:
    """Raises StoreError where the store was begun with other tables."""
    written = "\n".join(
        f"{name}\n{table.arrow.to_string(show_field_metadata=False)}" for name, table in tables().items()
    )
    fingerprint = hashlib.sha256(written.encode()).hexdigest()
    if ledger.meta("schema") not in (None, fingerprint):
        raise StoreError(f"{out} was written by another version of govplan; ingest into a new folder")
    ledger.note("schema", fingerprint)


@contextmanager
def locked(path: Path, patience: float = 0.0, what: Location | None = None) -> Iterator[None]:
    """Holds the lock of a store. Raises StoreError where another process holds it for longer than ``patience`` seconds."""
    deadline = time.monotonic() + patience
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise StoreError(f"another govplan is writing into {what or path.parent.parent}") from None
                time.sleep(0.05)
        yield


def link_text(name: str) -> str:
    """Where the fixed link of a table leads."""
    return f"{HIDDEN}/current/{name}"


def expose(out: Path, name: str) -> None:
    """The fixed link of a table, where it is not there yet."""
    if not (out / name).is_symlink():
        (out / name).symlink_to(link_text(name), target_is_directory=True)


def collect(out: Path, grace: float) -> list[Path]:
    """Removes old snapshots of a store, and whatever a killed run left; returns the snapshots. Raises StoreError."""
    if not (out / HIDDEN).is_dir():
        raise StoreError(f"{out} is no store of govplan")
    with open_store(out) as store:
        return store.collect(grace)
