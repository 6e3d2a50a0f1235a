"""What a remote snapshot consists of, as JSON: the manifest, and the pointer to the one that is published."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path

from pipeline.ledger import StoreError
from pipeline.remote.objects import Objects

POINTER = "current.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An object of a snapshot: its name below the hidden folder, its size, its SHA-256. It never changes."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot: for each table its files, for those who go on from it the ledger, and the manifest that it replaced."""

    name: str
    number: int
    published: str  # ISO 8601, UTC
    replaces: str | None
    ledger: Entry
    tables: dict[str, dict[str, Entry]]  # by table, by file

    def entries(self) -> Iterator[Entry]:
        """All objects."""
        yield from chain([self.ledger], *(files.values() for files in self.tables.values()))

    def names(self) -> set[str]:
        """The names of all objects, its own among them."""
        return {self.name, *(entry.name for entry in self.entries())}

    def encoded(self) -> bytes:
        """As it is kept."""
        return json.dumps({"format": FORMAT} | asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @staticmethod
    def decoded(content: bytes) -> Manifest:
        """Of what ``encoded`` wrote. Raises StoreError."""
        try:
            told = json.loads(content)
            if told.pop("format") != FORMAT:
                raise StoreError("the store was written by another version of govplan; ingest into a new one")
            files = {
                table: {plain(file): Entry(**entry) for file, entry in files.items()}
                for table, files in told["tables"].items()
            }
            return Manifest(**told | {"ledger": Entry(**told["ledger"]), "tables": files})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"a manifest is damaged: {error}") from error


def plain(name: str) -> str:
    """A name of a file that leads nowhere else. Raises ValueError."""
    if name != Path(name).name:
        raise ValueError(f"{name!r} is no name of a file")
    return name


@dataclass(frozen=True, slots=True)
class Pointer:
    """The published manifest. ``token`` differs with every put; ``tag`` is what the next put must find (None: no pointer yet)."""

    manifest: str | None = None
    token: str = ""
    tag: str | None = None

    def encoded(self) -> bytes:
        """As it is kept."""
        return json.dumps({"manifest": self.manifest, "token": self.token}).encode()


def read_pointer(objects: Objects) -> Pointer:
    """The pointer as it is. Raises OSError, and StoreError where it is damaged."""
    try:
        content, tag = objects.get(POINTER)
    except FileNotFoundError:
        return Pointer()
    try:
        told = json.loads(content)
        return Pointer(str(told["manifest"]), str(told["token"]), tag)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"the pointer {POINTER} is damaged: {error}") from error


def put_pointer(objects: Objects, manifest: str, before: Pointer) -> Pointer:
    """Puts the pointer in place of that one, and of no other. Raises Conflict."""
    fresh = Pointer(manifest, os.urandom(8).hex())
    return replace(fresh, tag=objects.swap(POINTER, fresh.encoded(), before.tag))


def read_manifest(objects: Objects, name: str) -> Manifest:
    """The manifest of that name. Raises OSError, StoreError."""
    return Manifest.decoded(objects.get(name)[0])


def age(moment: str) -> float:
    """Seconds since then."""
    return (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(moment)).total_seconds()
