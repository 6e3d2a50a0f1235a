"""What a worker does with one document, and the walls around it: memory, scratch space, no network, no other file written."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors import extract, read_bytes
from extractors.document import Document
from extractors.errors import Code, Unreadable
from pipeline.checkpoint import Watch, alarm
from pipeline.parts import write_part
from pipeline.processes import die_with_parent
from pipeline.redact import without_names
from pipeline.remote.url import Url
from pipeline.tables import fitted, read_rows
from rules.recognise import recognise

log = logging.getLogger(__name__)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ROOM = 64 * 2**20  # of address space, that must be left when a document is begun
# Raised by the interpreter when a connection or a name is asked for; sockets alone do no harm.
NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "urllib.Request")


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read; its part goes into a file in the folder ``parts``. ``memory`` in bytes, 0 for no limit; ``ocr``: pages that are images, too.

    ``pages`` is the file to take finished pages down in, for the ``seconds`` that the document has. With ``last_page`` it is
    read again up to there, because of ``fault``. ``redact_names``: names of persons are left out.
    ``url``: the object that is to be brought to ``path`` before.
    """

    path: Path
    uri: str
    parts: Path
    memory: int = 0
    ocr: bool = False
    pages: Path | None = None
    seconds: float = 0.0
    last_page: int | None = None
    fault: str = ""
    redact_names: bool = False
    url: Url | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a task. ``message``: why it failed, or why it was not read to its end. ``trace`` says where the code failed."""

    sha256: str | None = None
    document_id: str | None = None
    code: Code | None = None
    message: str | None = None
    recovered: bool = False
    bytes: int = 0
    part: str | None = None
    trace: str | None = None


def read(task: Task) -> Receipt:
    """Reads a document and writes its part; whatever goes wrong is said in the receipt."""
    content = None
    if task.seconds:
        os.environ["GOVPLAN_OFFICE_SECONDS"] = str(task.seconds)
    try:
        with limited(task.memory), alarm(task.seconds if task.last_page is not None else 0):
            content = read_bytes(task.path)
            return read_document(task, content)
    except Unreadable as error:
        return failed(content, error.code, error.message)
    except MemoryError:
        return failed(content, Code.OUT_OF_MEMORY, too_much(task.memory))
    except OSError as error:
        return failed(content, Code.UNREADABLE, f"cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - the boundary: a fault of ours must cost one file and no more
        return failed(content, Code.CRASHED, f"{type(error).__name__}: {error}", traceback.format_exc())


def failed(content: bytes | None, code: Code, message: str, trace: str | None = None) -> Receipt:
    """The receipt of a task without a document; ``content`` as far as that could be read."""
    sha256 = None if content is None else hashlib.sha256(content).hexdigest()
    return Receipt(sha256, code=code, message=printable(message), trace=trace)


def read_document(task: Task, content: bytes) -> Receipt:
    """The document's part. Raises whatever extractors and rules raise."""
    document, cut = extracted(task, content)
    plan = recognise(document)
    if task.redact_names:
        document, plan = without_names(document, plan)
    part, size = write_part(task.parts, fitted(read_rows(document, plan)))
    recovered = document.meta.recovered
    message = cut if recovered else None
    return Receipt(document.sha256, document.id, message=message, recovered=recovered, bytes=size, part=part)


def extracted(task: Task, content: bytes) -> tuple[Document, str | None]:
    """The document and, where pages were left out for want of time or memory, why."""
    if task.last_page is not None:
        document = extract(task.path, task.uri, ocr=task.ocr, last_page=task.last_page, content=content)
        return document, f"pages 1 to {task.last_page} are kept: {task.fault}"
    if task.pages is None:
        return extract(task.path, task.uri, ocr=task.ocr, content=content), None
    watch = Watch(task.pages, task.seconds, task.ocr)
    document = extract(task.path, task.uri, ocr=task.ocr, on_page=watch.finished, content=content)
    watch.done()
    if watch.stopped_at is None:
        return document, None
    return document, f"pages 1 to {watch.stopped_at} are kept: its time of {task.seconds:g} s was running out"


def too_much(memory: int) -> str:
    """What is said of a document that needed more memory than it may have."""
    return f"needs more than {memory // 2**20} MiB of memory" if memory else "not enough memory to read it"


def printable(message: str) -> str:
    """A message that Arrow and a terminal take: one line, at most 500 characters."""
    line = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in " ".join(message.split()))
    return line if len(line) <= 500 else f"{line[:499]}…"


# --- the walls --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def limited(memory: int) -> Iterator[None]:
    """An address space of at most ``memory`` bytes meanwhile: what asks for more gets MemoryError, also who has next to nothing left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    try:
        bytes(ROOM if memory else 0)  # never touched; without it an import may fail first, by another name
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


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
