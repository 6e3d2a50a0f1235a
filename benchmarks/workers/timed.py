"""What a worker does, timed. A module of its own, since a worker imports it with all that stands in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from extractors import extract
from pipeline import workers
from pipeline.tasks import Receipt, Task
from rules.recognise import recognise


@dataclass(frozen=True, slots=True)
class Timed(Receipt):
    """A receipt that says what parsing and rules took, in seconds of the processor."""

    read: float = 0.0


SPENT = {"read": 0.0}  # of this process


def timed(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, its time of the processor added to what was spent."""

    def call(*arguments: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            SPENT["read"] += time.process_time() - began

    return call


def timed_read(task: Task) -> Timed:
    """``workers.read``, timed: what a worker does here."""
    if workers.extract is extract:
        workers.extract, workers.recognise = timed(extract), timed(recognise)  # type: ignore[attr-defined]
    before = SPENT["read"]
    receipt = workers.read(task)
    fields = {name: getattr(receipt, name) for name in Receipt.__slots__}
    return Timed(**fields, read=SPENT["read"] - before)
