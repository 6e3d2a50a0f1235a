"""What a worker does with one document, and the limit of its memory. It stands behind ``walls``."""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import traceback
from collections.abc import Iterator

from extractors import extract, read_bytes
from extractors.document import Document
from extractors.errors import Code, Unreadable
from pipeline.checkpoint import Watch, alarm
from pipeline.parts import write_part
from pipeline.redact import without_names
from pipeline.tables import fitted, read_rows
from pipeline.tasks import Receipt, Task, printable
from rules.recognise import recognise

ROOM = 64 * 2**20  # of address space, that must be left when a document is begun


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
