"""What the user named, one input after the other: files, folders with all below them, and patterns that no shell expanded."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.errors import Code, Unreadable
from pipeline.gate import NOTHING, Stat, check

MAGIC = frozenset("*?[")


class NoSuchSource(Exception):
    """A source that names nothing; the message is for people."""


@dataclass(frozen=True, slots=True)
class Input:
    """Something to be read. ``refused`` is set where the gate already knows that it will not be."""

    path: Path
    stat: Stat = NOTHING
    refused: Unreadable | None = None

    @property
    def uri(self) -> str:
        """What it is called in the tables."""
        return uri_of(self.path)


def uri_of(path: Path) -> str:
    """The path as one line of valid text, one to one: undecodable bytes, control characters and % as %XX, the rest as it is.

    >>> uri_of(Path("計畫/50%\\n.txt"))
    '計畫/50%25%0A.txt'
    """
    return "".join(_escaped(c) if c == "%" or unicodedata.category(c) in ("Cc", "Cs") else c for c in path.as_posix())


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in os.fsencode(character))


def expand(sources: Sequence[str], out: Path) -> Iterator[Input]:
    """All inputs as they are found; one that several sources name comes several times.

    What stands below ``out`` is the result of earlier runs and no input. Hidden files in folders are passed over.
    Raises NoSuchSource where a source names nothing, before the first input.
    """
    for source in sources:
        if MAGIC.isdisjoint(source) and not os.path.lexists(source):
            raise NoSuchSource(f"no such file or folder: {uri_of(Path(source))}")
    for source in sources:
        yield from _named(source, _real(out))


def _real(path: Path) -> Path:
    """The path without symbolic links, as far as there are any."""
    return Path(os.path.realpath(path))


def _named(source: str, out: Path) -> Iterator[Input]:
    """The inputs that one argument of the command names."""
    path = Path(source)
    if path.is_dir():
        yield from _below(path, out)
    elif os.path.lexists(path):
        yield look(path)
    else:
        yield from _matching(path, out)


def look(path: Path, root: Path | None = None) -> Input:
    """The input of a path, looked at."""
    return Input(path, *check(path, root))


def _matching(pattern: Path, out: Path) -> Iterator[Input]:
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


def _below(folder: Path, out: Path) -> Iterator[Input]:
    """All files below a folder. Its symbolic links are followed to files inside it and nowhere else."""
    root, waiting = _real(folder), [folder]
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
            elif not (entry.is_symlink() and path.is_dir() and _real(path).is_relative_to(root)):
                yield look(path, root)
