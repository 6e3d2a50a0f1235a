"""Objects below a URL: named contents that are put whole, listed and removed; and one way to change an object on a condition.

S3, Google Cloud Storage and Azure refuse a put whose condition does not hold (``CloudObjects``). Of what fsspec reaches, a
folder and memory can be guarded by a lock; everything else is looked at before it is put, and nothing guards the moment between.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from pipeline.extras import require
from pipeline.parts import make_durable
from pipeline.remote.url import Url

CLOUD = frozenset({"s3", "s3a", "gs", "az", "azure", "abfs", "abfss"})
CHUNK = 8 * 2**20
_MEMORY = threading.Lock()


class Conflict(Exception):
    """The object is not the one that was to be replaced."""


class RemoteError(OSError):
    """What a remote store said, in one line."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a listing has it. ``tag`` and ``modified_ns`` change with the content, as far as the store has them."""

    name: str
    bytes: int
    tag: str = ""
    modified_ns: int = 0


class Objects(Protocol):
    """The objects below a URL, by names relative to it. All raise OSError where the store does not answer or refuses."""

    guarded: bool  # whether no one can come in between the condition of ``swap`` and its put

    def list(self) -> Iterator[Listed]:
        """All of them, at any depth."""
        ...

    def find(self, name: str) -> Listed | None:
        """The one of that name, or None."""
        ...

    def get(self, name: str) -> tuple[bytes, str]:
        """Its content, and the tag that a ``swap`` wants. Raises FileNotFoundError."""
        ...

    def download(self, name: str, path: Path) -> None:
        """Its content as a file. Raises FileNotFoundError."""
        ...

    def upload(self, path: Path, name: str) -> None:
        """A file as an object."""
        ...

    def swap(self, name: str, content: bytes, tag: str | None) -> str:
        """Puts it in place of the one with that tag (None: where there is none); returns the new tag. Raises Conflict."""
        ...

    def remove(self, names: Iterable[str]) -> None:
        """Removes those that are there."""
        ...


@cache
def objects_of(url: Url) -> Objects:
    """The objects below a URL. Raises MissingExtra, and RemoteError where nothing of that scheme is known."""
    return CloudObjects(url) if url.scheme in CLOUD else FsspecObjects(url)


# --- object stores of the clouds --------------------------------------------------------------------------------------


class CloudObjects:
    """See ``Objects``. What the environment says of keys, regions and endpoints (``AWS_…``, ``GOOGLE_…``, ``AZURE_…``) holds."""

    guarded = True

    def __init__(self, url: Url) -> None:
        self._obstore = require("obstore", "s3", f"{url.scheme}://")
        require("obstore.store", "s3", f"{url.scheme}://")
        with self._said():
            self._store = self._obstore.store.from_url(str(url))

    @contextmanager
    def _said(self) -> Iterator[None]:
        """The errors of the library as ours."""
        try:
            yield
        except (self._obstore.exceptions.AlreadyExistsError, self._obstore.exceptions.PreconditionError) as error:
            raise Conflict(first_line(error)) from error
        except FileNotFoundError as error:
            raise FileNotFoundError(first_line(error)) from error
        except (self._obstore.exceptions.BaseError, ValueError) as error:
            raise RemoteError(first_line(error)) from error

    def list(self) -> Iterator[Listed]:
        with self._said():
            for page in self._obstore.list(self._store):
                yield from map(self._listed, page)

    @staticmethod
    def _listed(meta: Any) -> Listed:
        return Listed(meta["path"], meta["size"], meta["e_tag"] or "", nanoseconds(meta["last_modified"]))

    def find(self, name: str) -> Listed | None:
        try:
            with self._said():
                return self._listed(self._obstore.head(self._store, name))
        except FileNotFoundError:
            return None

    def get(self, name: str) -> tuple[bytes, str]:
        with self._said():
            answer = self._obstore.get(self._store, name)
            return bytes(answer.bytes()), answer.meta["e_tag"]

    def download(self, name: str, path: Path) -> None:
        with self._said(), path.open("wb") as file:
            for chunk in self._obstore.get(self._store, name).stream(min_chunk_size=CHUNK):
                file.write(chunk)

    def upload(self, path: Path, name: str) -> None:
        with self._said():
            self._obstore.put(self._store, name, path)

    def swap(self, name: str, content: bytes, tag: str | None) -> str:
        try:
            with self._said():
                mode = "create" if tag is None else {"e_tag": tag}
                return str(self._obstore.put(self._store, name, content, mode=mode)["e_tag"])
        except Conflict as conflict:
            try:
                there, fresh = self.get(name)
            except FileNotFoundError:
                raise conflict from None
            if there == content:  # the answer to the put was lost and the put done again
                return fresh
            raise

    def remove(self, names: Iterable[str]) -> None:
        with self._said():
            self._obstore.delete(self._store, list(names))


def first_line(error: Exception) -> str:
    """The message without what is for the library's makers, and without the times of its requests."""
    return str(error).strip().partition("\n")[0].partition(": Error performing ")[0]


# --- what fsspec reaches ----------------------------------------------------------------------------------------------


class FsspecObjects:
    """See ``Objects``: any file system of fsspec, configured as fsspec is."""

    def __init__(self, url: Url) -> None:
        fsspec = require("fsspec", "ray", f"{url.scheme}://")
        try:
            self._fs, self._root = fsspec.url_to_fs(str(url))
        except (ImportError, ValueError) as error:
            raise RemoteError(f"{url}: {first_line(error)}") from error
        self._fs.use_listings_cache = False
        self.guarded = url.scheme in ("memory", "file", "local")
        self._scheme = url.scheme

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else str(self._root)

    def list(self) -> Iterator[Listed]:
        self._fs.invalidate_cache()
        try:
            found = self._fs.find(self._root, detail=True)
        except FileNotFoundError:
            return
        for path, info in found.items():
            name = path.removeprefix(self._root).lstrip("/")
            if name:
                yield self._listed(name, info)

    @staticmethod
    def _listed(name: str, info: dict[str, Any]) -> Listed:
        times = [nanoseconds(info[key]) for key in TIMES if isinstance(info.get(key), dt.datetime | float | int)]
        signs = [str(info[key]) for key in SIGNS if info.get(key) is not None]
        return Listed(name, info["size"] or 0, "".join(signs), times[0] if times else 0)

    def find(self, name: str) -> Listed | None:
        self._fs.invalidate_cache()
        try:
            info = self._fs.info(self._path(name))
        except FileNotFoundError:
            return None
        return self._listed(name, info) if info["type"] == "file" else None

    def get(self, name: str) -> tuple[bytes, str]:
        content = bytes(self._fs.cat_file(self._path(name)))
        return content, digest(content)

    def download(self, name: str, path: Path) -> None:
        with self._fs.open(self._path(name), "rb") as source, path.open("wb") as file:
            while chunk := source.read(CHUNK):
                file.write(chunk)

    def upload(self, path: Path, name: str) -> None:
        self._fs.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)
        self._fs.put_file(str(path), self._path(name))

    def swap(self, name: str, content: bytes, tag: str | None) -> str:
        self._fs.makedirs(self._root, exist_ok=True)
        with self._alone():
            try:
                there = self.get(name)[1]
            except FileNotFoundError:
                there = None
            if there != tag:
                raise Conflict(f"{name} was changed meanwhile")
            self._put(name, content)
        return digest(content)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No one else swaps meanwhile, where that can be had."""
        if self._scheme == "memory":
            with _MEMORY:
                yield
        elif self.guarded:
            with Path(self._root, ".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        else:
            yield

    def _put(self, name: str, content: bytes) -> None:
        if self._scheme in ("file", "local"):
            replace(Path(self._root, name), content)
        else:
            self._fs.pipe_file(self._path(name), content)

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                self._fs.rm_file(self._path(name))
            except FileNotFoundError:
                continue


# what fsspec's file systems call the signs of a change, and its time
SIGNS = ("ETag", "etag", "e_tag", "md5Hash", "checksum", "ino")
TIMES = ("LastModified", "last_modified", "mtime", "modified", "updated", "created")


def replace(path: Path, content: bytes) -> None:
    """The content under the path at one stroke, after all that was written before it."""
    make_durable(path.parent)
    fresh = path.with_name(f"{path.name}.tmp")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    make_durable(path.parent)


def digest(content: bytes) -> str:
    """A tag of the content."""
    return hashlib.sha256(content).hexdigest()


def nanoseconds(moment: dt.datetime | float) -> int:
    """A moment as nanoseconds since 1970."""
    seconds = moment.timestamp() if isinstance(moment, dt.datetime) else moment
    return int(seconds * 1e9)
