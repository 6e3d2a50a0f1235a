"""Waiting on a busy machine: on what is to happen, and on the clock only where without it a fault would be a hang."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 300  # seconds: nothing takes so long that happens at all
TRIES = 3


def eventually(condition: Callable[[], bool], every: float = 0.02) -> bool:
    """Whether the condition comes true, looked at every so many seconds."""
    deadline = time.monotonic() + PATIENCE
    while not (true := condition()) and time.monotonic() < deadline:
        time.sleep(every)
    return true


def is_gone(process: int) -> bool:
    """Whether a process has ended; one that was killed may wait as a zombie for its reaper."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return True
    return state == "Z"


def assert_in_time(elapsed: Callable[[], float], limit: float) -> None:
    """Something keeps its limit, in seconds, in one of a few tries: what a busy machine delays once it delays not each time."""
    took = []
    for _ in range(TRIES):
        took.append(round(elapsed(), 2))
        if took[-1] <= limit:
            return
    raise AssertionError(f"{took} s, more than {limit:g} s each time")
