"""What the user named, one input after the other: files, folders with all below them, and patterns that no shell expanded; or URLs of such."""

from __future__ import annotations

import hashlib
import os
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath

from extractors.errors import Code, Unreadable
from pipeline.gate import NOTHING, Stat, check, oversized
from pipeline.remote.objects import Listed, objects_of
from pipeline.remote.url import Location, Url, location

MAGIC = frozenset("*?[")
LOCAL = frozenset({"file", "local"})


class NoSuchSource(Exception):
    """A source that names nothing; the message is for people."""


@dataclass(frozen=True, slots=True)
class Input:
    """Something to be read. ``refused`` is set where the gate already knows that it will not be."""

    path: Location
    stat: Stat = NOTHING
    refused: Unreadable | None = None

    @property
    def uri(self) -> str:
        """What it is called in the tables."""
        return uri_of(self.path)


def uri_of(path: Location) -> str:
    """The path or URL as one line of valid text, one to one: undecodable bytes, control characters and % as %XX, the rest as it is.

    >>> uri_of(Path("計畫/50%\\n.txt"))
    '計畫/50%25%0A.txt'
    """
    name = path.as_posix() if isinstance(path, Path) else str(path)
    if "%" not in name and name.isprintable():
        return name
    return "".join(_escaped(c) if c == "%" or unicodedata.category(c) in ("Cc", "Cs") else c for c in name)


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in os.fsencode(character))


def expand(sources: Sequence[str], out: Location) -> Iterator[Input]:
    """All inputs as they are found; one that several sources name comes several times.

    What stands below ``out`` is the result of earlier runs and no input. Hidden files in folders are passed over.
    Raises NoSuchSource where a source names nothing, for one on this machine before the first input; MissingExtra and OSError
    where a URL cannot be reached.
    """
    places = [_source(source) for source in sources]
    for place in places:
        if isinstance(place, Path) and MAGIC.isdisjoint(str(place)) and not os.path.lexists(place):
            raise NoSuchSource(f"no such file or folder: {uri_of(place)}")
    for place in places:
        yield from _named(place, _real(out)) if isinstance(place, Path) else _remote(place)


def _source(text: str) -> Location:
    """A source as the user names it; a file URL is a path."""
    place = location(text)
    return Path(place.path) if isinstance(place, Url) and place.scheme in LOCAL else place


def _real(place: Location) -> Path | None:
    """The path without symbolic links, as far as there are any; None for a URL that is none."""
    if isinstance(place, Path):
        return Path(os.path.realpath(place))
    return Path(os.path.realpath(place.path)) if place.scheme in LOCAL else None


def _named(path: Path, out: Path | None) -> Iterator[Input]:
    """The inputs that one argument of the command names."""
    if path.is_dir():
        yield from _below(path, out)
    elif os.path.lexists(path):
        yield look(path)
    else:
        yield from _matching(path, out)


def look(path: Path, root: Path | None = None) -> Input:
    """The input of a path, looked at."""
    return Input(path, *check(path, root))


def _matching(pattern: Path, out: Path | None) -> Iterator[Input]:
    """The inputs that a pattern matches. Raises NoSuchSource where there are none."""
    fixed = next(i for i, part in enumerate(pattern.parts) if not MAGIC.isdisjoint(part))
    root, rest = Path(*pattern.parts[:fixed]), pattern.parts[fixed:]
    matches = [m for m in root.glob(str(Path(*rest))) if not _hidden(m.relative_to(root), rest)]
    if not matches:
        raise NoSuchSource(f"nothing matches {uri_of(pattern)}")
    for match in matches:
        if match.is_dir() and not match.is_symlink():
            yield from _below(match, out)
        else:
            yield look(match, _real(root))


def _hidden(path: Path, pattern: Sequence[str]) -> bool:
    """Whether the path has a hidden part that the pattern did not ask for."""
    asked = any(part.startswith(".") for part in pattern)
    return not asked and any(part.startswith(".") for part in path.parts)


def _below(folder: Path, out: Path | None) -> Iterator[Input]:
    """All files below a folder. Its symbolic links are followed to files inside it and nowhere else."""
    root, waiting = Path(os.path.realpath(folder)), [folder]
    while waiting:
        current = waiting.pop()
        if _real(current) == out:
            continue
        try:
            with os.scandir(current) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(".")]
        except OSError as error:
            yield Input(current, NOTHING, Unreadable(Code.UNREADABLE, f"cannot list the folder: {error.strerror}"))
            continue
        for entry in entries:
            path = current / entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif not (entry.is_symlink() and path.is_dir() and Path(os.path.realpath(path)).is_relative_to(root)):
                yield look(path, root)


# --- behind a URL -----------------------------------------------------------------------------------------------------


def _remote(url: Url) -> Iterator[Input]:
    """The object of a URL, or all below it, or those that match. Raises NoSuchSource, MissingExtra, OSError."""
    bucket, name = url.split()
    if not MAGIC.isdisjoint(name):
        found = _objects_matching(bucket, name)
    elif name and (one := objects_of(bucket).find(name)) is not None:
        found = iter([_object(url, one)])
    else:
        found = (_object(url / one.name, one) for one in objects_of(url).list() if not _hidden_name(one.name))
    first = next(found, None)
    if first is None:
        raise NoSuchSource(f"no such object, and none below it: {uri_of(url)}")
    yield first
    yield from found


def _objects_matching(bucket: Url, pattern: str) -> Iterator[Input]:
    """The objects whose names match the pattern, and those below a name that does."""
    fixed = "/".join(takewhile(MAGIC.isdisjoint, pattern.split("/")))
    folder = bucket / fixed if fixed else bucket
    rest = pattern.removeprefix(fixed).lstrip("/")
    for one in objects_of(folder).list():
        parts = one.name.split("/")
        if _hidden_name(one.name) and "/." not in f"/{rest}":
            continue
        heads = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
        if any(PurePosixPath(head).match(rest) and head.count("/") == rest.count("/") for head in heads):
            yield _object(folder / one.name, one)


def _hidden_name(name: str) -> bool:
    """Whether an object is hidden, or only says that there is a folder."""
    return name.endswith("/") or any(part.startswith(".") for part in name.split("/"))


def _object(url: Url, listed: Listed) -> Input:
    """The input of an object. One of which the store does not say when it changed may have changed at any time."""
    sign = int.from_bytes(hashlib.sha256(listed.tag.encode()).digest()[:7]) if listed.tag else 0
    changed = listed.modified_ns or (0 if listed.tag else time.time_ns())
    return Input(url, Stat(listed.bytes, changed, sign), oversized(listed.bytes))


def exists(place: Location) -> bool:
    """Whether something still stands there. Raises MissingExtra, OSError where a URL cannot be reached."""
    if isinstance(place, Path):
        return os.path.lexists(place)
    bucket, name = place.split()
    return objects_of(bucket).find(name) is not None
