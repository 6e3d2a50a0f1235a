"""What this machine keeps of a remote store: copies of its objects, and snapshots made of them by links.

    CACHE/objects/…        an object as it was loaded, checked against the manifest's SHA-256
    CACHE/snapshots/NAME   a snapshot for readers: one folder a table, as in a store on a disk
    CACHE/store            the store that an ingest works on before it publishes, see ``publish``
    CACHE/base             the manifest that this store goes on from
    CACHE/*.lock

Nothing is lost with it but readings that were not published yet.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipeline import snapshots
from pipeline.ledger import StoreError
from pipeline.remote.manifest import Entry, Manifest, read_manifest, read_pointer
from pipeline.remote.objects import Objects, objects_of
from pipeline.remote.url import Url
from pipeline.snapshots import GRACE_SECONDS

HIDDEN = ".govplan"
AT_ONCE = 8  # objects that are on their way at the same time
PATIENCE = 3600.0  # seconds that a reader waits for another one that loads the same tables
TRIES = 3  # of loading a snapshot that others replace and remove meanwhile


def cache_of(url: Url) -> Path:
    """The folder for a store: below GOVPLAN_CACHE or, where that is not set, the user's cache folder."""
    default = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "govplan"
    root = Path(os.environ.get("GOVPLAN_CACHE") or default)
    return root.absolute() / hashlib.sha256(str(url).encode()).hexdigest()[:16]


def mirror(url: Url) -> Path:
    """The published snapshot as a folder of this machine; loads what is not here yet. Raises StoreError, OSError, MissingExtra.

    It stays for at least GRACE_SECONDS after a later one was loaded.
    """
    from pipeline.store import locked

    objects, cache = objects_of(url / HIDDEN), cache_of(url)
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache / "mirror.lock", PATIENCE):
        for tried in range(TRIES):
            pointer = read_pointer(objects)
            if pointer.manifest is None:
                raise StoreError(f"{url} holds no published tables of govplan")
            try:
                folder = load(read_manifest(objects, pointer.manifest), objects, cache)
                break
            except FileNotFoundError as error:  # replaced, and removed already
                if tried == TRIES - 1:
                    raise StoreError(f"{url} lacks an object of its published snapshot: {error}") from error
        os.utime(folder)
        snapshots.collect(cache / "snapshots", folder, GRACE_SECONDS)
        forget(cache)
    return folder


def load(manifest: Manifest, objects: Objects, cache: Path) -> Path:
    """The snapshot's folder, made where it is not there yet. Raises StoreError, OSError."""
    final = cache / "snapshots" / Path(manifest.name).stem
    if not final.is_dir():
        files = [entry for table in manifest.tables.values() for entry in table.values()]
        fetch(files, objects, cache)
        target = final.with_suffix(".tmp")
        lay_out(manifest, cache, target)
        target.rename(final)
    return final


def lay_out(manifest: Manifest, cache: Path, target: Path) -> None:
    """A snapshot's folder, made of links to the objects in the cache."""
    snapshots.begin(target)
    for table, files in manifest.tables.items():
        for file, entry in files.items():
            os.link(kept(cache, entry), target / table / file)


def kept(cache: Path, entry: Entry) -> Path:
    """Where the cache has an object. Its content tells the name: one that a stranger named leads nowhere else."""
    return cache / "objects" / entry.sha256[:2] / f"{entry.sha256}-{Path(entry.name).name}"


def fetch(entries: Iterable[Entry], objects: Objects, cache: Path) -> None:
    """Loads the objects that the cache does not have. Raises StoreError where one is not what the manifest says."""
    missing = [entry for entry in entries if not kept(cache, entry).is_file()]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(lambda entry: _fetch(entry, objects, kept(cache, entry)), missing):
            pass


def _fetch(entry: Entry, objects: Objects, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.tmp")
    objects.download(entry.name, fresh)
    if described(fresh, entry.name) != entry:
        fresh.unlink()
        raise StoreError(f"{entry.name} is not what its manifest says: it was damaged or written over")
    fresh.replace(path)


def described(path: Path, name: str) -> Entry:
    """The entry of a file under a name."""
    with path.open("rb") as file:
        return Entry(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def keep(path: Path, entry: Entry, cache: Path) -> None:
    """Takes a file into the cache as that object, by a link."""
    target = kept(cache, entry)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.link(path, target)


def forget(cache: Path) -> None:
    """Drops the copies of objects that no snapshot has any more, and what was left half loaded. Only under the lock."""
    for path in (cache / "objects").glob("*/*"):
        if path.stat().st_nlink == 1:
            path.unlink()


def discard(folder: Path) -> None:
    """Removes a folder so that it is there whole or not at all."""
    doomed = folder.with_name(f"{folder.name}.doomed")
    shutil.rmtree(doomed, ignore_errors=True)
    if folder.exists():
        folder.rename(doomed)
        shutil.rmtree(doomed)
