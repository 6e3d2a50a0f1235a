"""How long each document has had its workers in an ingest of this process: the workers note when they begin, this process hears when they end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline import ingest, workers
from pipeline.engines.local import LocalEngine
from pipeline.tasks import Receipt, Task


@dataclass
class Took:
    """Seconds of a document: by the clock, its last try to read all and its finished pages together; and of the processor, where it was read."""

    seconds: float = 0.0
    processor: float = 0.0


def read(task: Task) -> Receipt:
    """Reads a document as a worker does, with a note of when that began and what it took."""
    note, began, processor = note_of(task), time.monotonic(), time.process_time()
    note.write_text(f"{began} 0", encoding="utf-8")
    receipt = workers.read(task)
    note.write_text(f"{began} {time.process_time() - processor}", encoding="utf-8")
    return receipt


def note_of(task: Task) -> Path:
    assert task.pages is not None
    return task.pages.with_suffix(".note")


@contextmanager
def timed() -> Iterator[dict[str, Took]]:
    """What the documents of the runs meanwhile took, by their URIs."""
    took: dict[str, Took] = {}
    plain = LocalEngine.run

    def run(
        self: LocalEngine, function: Callable[[Any], Any], tasks: Iterable[Any], timeout: float | None = None
    ) -> Iterator[tuple[Any, Any]]:
        for task, result in plain(self, function, tasks, timeout):
            if isinstance(task, Task):
                began, processor = map(float, note_of(task).read_text(encoding="utf-8").split())
                one = took.setdefault(task.uri, Took())
                one.seconds += time.monotonic() - began
                one.processor += processor
            yield task, result

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ingest, "read", read)
        patched.setattr(LocalEngine, "run", run)
        yield took
