"""What a run hands to its workers and what it gets back. The parent, which reads nothing itself, loads no rules and no extractors for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractors.errors import Code
from pipeline.remote.url import Url


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
    """Reads a document and writes its part, see ``workers``, which whoever runs this has loaded."""
    from pipeline import workers

    return workers.read(task)


def printable(message: str) -> str:
    """A message that Arrow and a terminal take: one line, at most 500 characters."""
    line = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in " ".join(message.split()))
    return line if len(line) <= 500 else f"{line[:499]}…"
