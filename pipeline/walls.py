"""The walls around a worker: it dies with its parent, has a scratch space of its own, no network, and writes no other file."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

from pipeline.processes import die_with_parent

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Raised by the interpreter when a connection or a name is asked for; sockets alone do no harm.
NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "urllib.Request")


def settle(work: Path, writable: tuple[Path, ...]) -> None:
    """Makes this process a worker: it dies with its parent and at once when asked to, and keeps within its walls."""
    die_with_parent()
    with contextlib.suppress(OSError):
        os.setsid()  # the terminal's Ctrl-C is for the parent
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    scratch = work / str(os.getpid())
    scratch.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(scratch)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    errors = os.open(said(work, os.getpid()), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(errors, 2)
    sys.addaudithook(Walls((*writable, work)))


def said(work: Path, process: int) -> Path:
    """Where a worker's standard error goes."""
    return work / f"{process}.err"


class Walls:
    """An audit hook that refuses connections, and files opened for writing outside the writable folders."""

    def __init__(self, writable: tuple[Path, ...]) -> None:
        self._writable = tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in writable)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            self.check_open(*arguments)
        elif event in NETWORK:
            raise PermissionError(f"a worker may not use the network: {event}")

    def check_open(self, path: object, mode: object, flags: object) -> None:
        """Raises PermissionError where the file must not be written."""
        if not (isinstance(flags, int) and flags & WRITING and isinstance(path, str | bytes)):
            return
        name = os.fsdecode(path)
        if name != os.devnull and not os.path.realpath(name).startswith(self._writable):
            raise PermissionError(f"a worker may not write {name!r}")
