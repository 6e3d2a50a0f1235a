"""A store behind a URL: worked on in a folder of this machine, published as objects that nothing changes any more.

    URL/.govplan/current.json    the pointer to the published manifest; put on the condition that it is still the one that was read
    URL/.govplan/manifests/…     one a snapshot: names, sizes and SHA-256 of all its objects
    URL/.govplan/objects/…       Parquet files, one a table and bucket as on a disk; the ledger

An ingest goes on from the published manifest. Its objects have names that no other publish uses, so no reader sees anything of it
until the pointer is put; where someone else has put the pointer since, the put is refused and their tables stay. Cleaning goes by the
same rule: what was listed before a put of the pointer and is of no snapshot that is kept belongs to a publish that can't succeed.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pipeline import snapshots
from pipeline.ledger import Ledger, StoreError
from pipeline.remote.cache import (
    AT_ONCE,
    HIDDEN,
    PATIENCE,
    cache_of,
    described,
    discard,
    fetch,
    keep,
    kept,
    lay_out,
)
from pipeline.remote.manifest import Entry, Manifest, Pointer, age, put_pointer, read_manifest, read_pointer
from pipeline.remote.objects import Conflict, Listed, Objects, objects_of
from pipeline.remote.url import Url
from pipeline.snapshots import GRACE_SECONDS
from pipeline.store import Store, locked, open_store

TRIES = 3  # of a publish whose pointer was only cleaned behind
CONTENT = ("manifests/", "objects/")


@contextmanager
def open_remote(url: Url) -> Iterator[Store]:
    """The store of a URL, made where there is none; what it publishes is published there. Raises StoreError, OSError, MissingExtra."""
    objects, cache = objects_of(url / HIDDEN), cache_of(url)
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache / "writer.lock", what=url):
        publisher = Publisher(url, objects, cache)
        publisher.begin()
        with open_store(cache / "store") as store:
            store.after_publish = publisher.publish
            store.guarded = objects.guarded
            yield store


class Publisher:
    """Brings the snapshots of the working store to the URL. Only under the lock."""

    def __init__(self, url: Url, objects: Objects, cache: Path) -> None:
        self._url, self._objects, self._cache = url, objects, cache
        self._pointer = Pointer()
        self._manifest: Manifest | None = None

    # --- going on from what is published

    def begin(self) -> None:
        """Makes the working store one that goes on from the published manifest; leaves it where it already does."""
        self._pointer = read_pointer(self._objects)
        name = self._pointer.manifest
        self._manifest = None if name is None else read_manifest(self._objects, name)
        if name != self._base():
            self._start_over()

    def _base(self) -> str | None:
        """The manifest that the working store goes on from."""
        try:
            return (self._cache / "base").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def _set_base(self, name: str) -> None:
        fresh = self._cache / "base.tmp"
        fresh.write_text(name, encoding="utf-8")
        fresh.replace(self._cache / "base")

    def _start_over(self) -> None:
        """A new working store in place of one that others have overtaken."""
        store = self._cache / "store"
        discard(store)
        (self._cache / "base").unlink(missing_ok=True)
        if self._manifest is None:
            return
        target = store / HIDDEN / "snapshots" / f"{self._manifest.number:06}"
        with locked(self._cache / "mirror.lock", PATIENCE):
            fetch(self._manifest.entries(), self._objects, self._cache)
            lay_out(self._manifest, self._cache, target)
            shutil.copyfile(kept(self._cache, self._manifest.ledger), store / HIDDEN / "ledger.sqlite")
        snapshots.flip(store / HIDDEN / "current", target)
        self._set_base(self._manifest.name)

    # --- publishing

    def publish(self, snapshot: Path, ledger: Ledger) -> None:
        """Publishes a snapshot of the working store. Raises StoreError where someone else has published meanwhile, and OSError."""
        for _ in range(TRIES):
            manifest = self._upload(snapshot, ledger)
            listed = list(self._objects.list())
            try:
                self._pointer = put_pointer(self._objects, manifest.name, self._pointer)
            except Conflict:
                self._look_again()
                continue
            self._manifest = manifest
            self._set_base(manifest.name)
            sweep(self._objects, listed, manifest, GRACE_SECONDS)
            return
        raise self._lost()

    def _look_again(self) -> None:
        """The pointer anew, where it only was cleaned behind. Raises StoreError where it leads elsewhere now."""
        pointer = read_pointer(self._objects)
        if pointer.manifest != self._pointer.manifest:
            raise self._lost()
        self._pointer = pointer

    def _lost(self) -> StoreError:
        return StoreError(
            f"another govplan has published to {self._url} meanwhile: nothing of it was overwritten, and this run is not published; "
            "run it again  另有程序已發布，本次結果未發布，請重新執行"
        )

    def _upload(self, snapshot: Path, ledger: Ledger) -> Manifest:
        """Uploads what the published manifest does not have, then the manifest of the whole."""
        number = 1 + (self._manifest.number if self._manifest else 0)
        stem = f"{number:06}-{os.urandom(6).hex()}"
        work = self._cache / "upload"
        discard(work)
        work.mkdir()
        ledger.copy(work / "ledger.sqlite")
        ledger_entry = described(work / "ledger.sqlite", f"objects/ledger/{stem}.sqlite")
        tables, new = self._entries(snapshot, stem)
        self._send([(work / "ledger.sqlite", ledger_entry.name), *new])
        now = dt.datetime.now(dt.UTC).isoformat()
        manifest = Manifest(f"manifests/{stem}.json", number, now, self._pointer.manifest, ledger_entry, tables)
        (work / "manifest.json").write_bytes(manifest.encoded())
        self._send([(work / "manifest.json", manifest.name)])
        discard(work)
        return manifest

    def _entries(self, snapshot: Path, stem: str) -> tuple[dict[str, dict[str, Entry]], list[tuple[Path, str]]]:
        """The snapshot's files by table, and those of them that are to be uploaded."""
        there, tables, new = self._there(), dict[str, dict[str, Entry]](), []
        for path in sorted(snapshot.glob("*/*.parquet")):
            table = path.parent.name
            entry = there.get(path.stat().st_ino)
            if entry is None:
                entry = described(path, f"objects/{table}/{stem}-{path.name}")
                keep(path, entry, self._cache)
                new.append((path, entry.name))
            tables.setdefault(table, {})[path.name] = entry
        return tables, new

    def _there(self) -> dict[int, Entry]:
        """The objects of the published manifest by the inode of their copy, which an unchanged file of the working store shares."""
        copies = ((kept(self._cache, entry), entry) for entry in (self._manifest.entries() if self._manifest else ()))
        return {path.stat().st_ino: entry for path, entry in copies if path.is_file()}

    def _send(self, files: Sequence[tuple[Path, str]]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda file: self._objects.upload(*file), files):
                pass


# --- cleaning ---------------------------------------------------------------------------------------------------------


def sweep(objects: Objects, listed: Iterable[Listed], current: Manifest, grace: float) -> list[Listed]:
    """Removes the objects of a listing that are of no snapshot but those replaced more than ``grace`` seconds ago; returns them.

    The listing is older than the last put of the pointer, so whatever is being uploaded under that pointer is not in it.
    """
    names, latest = current.names(), current
    while latest.replaces is not None and age(latest.published) <= grace:
        try:
            latest = read_manifest(objects, latest.replaces)
        except FileNotFoundError:
            break
        names |= latest.names()
    doomed = [one for one in listed if one.name not in names and one.name.startswith(CONTENT)]
    objects.remove(one.name for one in doomed)
    return doomed


def collect_remote(url: Url, grace: float) -> list[Listed]:
    """Removes what no snapshot needs any more that is published or was within ``grace`` seconds; returns it. Raises StoreError, OSError."""
    objects = objects_of(url / HIDDEN)
    pointer = read_pointer(objects)
    if pointer.manifest is None:
        raise StoreError(f"{url} holds no published tables of govplan")
    listed = list(objects.list())
    try:
        put_pointer(objects, pointer.manifest, pointer)
    except Conflict as error:
        raise StoreError(f"{url} was published meanwhile; nothing was removed  發布進行中，未清除") from error
    return sweep(objects, listed, read_manifest(objects, pointer.manifest), grace)


def size_of(url: Url) -> tuple[int, int]:
    """Bytes of all objects of a store, and of those of the published snapshot. Raises StoreError, OSError."""
    objects = objects_of(url / HIDDEN)
    pointer = read_pointer(objects)
    current = read_manifest(objects, pointer.manifest) if pointer.manifest is not None else None
    return sum(one.bytes for one in objects.list()), sum(e.bytes for e in current.entries()) if current else 0
