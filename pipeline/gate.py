"""The gate before parsing: what may be opened at all, decided from its directory entry alone."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from extractors import MAX_BYTES
from extractors.errors import Code, Unreadable


@dataclass(frozen=True, slots=True)
class Stat:
    """What tells without opening it that a file is still the same one."""

    bytes: int = 0
    mtime_ns: int = 0
    inode: int = 0


NOTHING = Stat()


def check(path: Path, root: Path | None = None) -> tuple[Stat, Unreadable | None]:
    """What stands at the path, and why it is refused, if it is.

    ``root`` is a folder (without symbolic links in its path) that links may not lead out of; without one they are followed,
    for then the user named the link. A refused link counts its own size.
    """
    try:
        entry = path.lstat()
        if stat.S_ISLNK(entry.st_mode):
            if root is not None and not Path(os.path.realpath(path)).is_relative_to(root):
                return stat_of(entry), irregular("a symbolic link out of the folder: not followed")
            entry = path.stat()
    except FileNotFoundError:
        return lost(path, "a symbolic link to nothing" if path.is_symlink() else "no such file")
    except OSError as error:
        if error.errno == errno.ELOOP:
            return lost(path, "a symbolic link to itself")
        refused = Unreadable(Code.UNREADABLE, f"cannot be read: {error.strerror}")
        return lost(path, refused=refused)
    return stat_of(entry), judged(entry)


def judged(entry: os.stat_result) -> Unreadable | None:
    """Why an entry is refused by its kind and size; None where it may be opened."""
    if not stat.S_ISREG(entry.st_mode):
        return irregular("no regular file")
    return oversized(entry.st_size)  # a sparse file counts the size that reading it would have


def oversized(size: int) -> Unreadable | None:
    """A refusal of what has too many bytes."""
    if size > MAX_BYTES:
        return Unreadable(Code.TOO_LARGE, f"the file is larger than {MAX_BYTES // 2**20} MiB")
    return None


def irregular(message: str) -> Unreadable:
    """A refusal of what is no regular file."""
    return Unreadable(Code.NOT_A_REGULAR_FILE, message)


def lost(path: Path, message: str = "", refused: Unreadable | None = None) -> tuple[Stat, Unreadable]:
    """The refusal of a path that leads nowhere, with what its own entry still says."""
    try:
        return stat_of(path.lstat()), refused or irregular(message)
    except OSError:
        return NOTHING, refused or irregular(message)


def stat_of(entry: os.stat_result) -> Stat:
    """The part of a directory entry that is kept."""
    return Stat(entry.st_size, entry.st_mtime_ns, entry.st_ino)
