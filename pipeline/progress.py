"""What a run says while it goes on: a bar where a person watches, lines of JSON where a program does, else nothing."""

from __future__ import annotations

import datetime as dt
import json
import time
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY_SECONDS = 5.0


class Watcher(Protocol):
    """Told of the phases of a run and of every file in them."""

    def begin(self, phase: str, total: int) -> None: ...
    def file(self, uri: str, code: str | None, message: str | None) -> None: ...
    def event(self, name: str, **facts: object) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


class Bar:
    """A progress bar with rate, rejects and time left, on a terminal only."""

    def __init__(self, console: Console) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.1f}/s  拒收 rejected {task.fields[rejects]}"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def begin(self, phase: str, total: int) -> None:
        """A new bar in place of the last."""
        for task in self._bar.task_ids:
            self._bar.remove_task(task)
        self._rejects = 0
        self._task = self._bar.add_task(phase, total=total, rate=0.0, rejects=0)

    def file(self, uri: str, code: str | None, message: str | None) -> None:
        """One more is done."""
        self._rejects += code is not None
        rate = next(task.speed for task in self._bar.tasks if task.id == self._task) or 0.0
        self._bar.update(self._task, advance=1, rate=rate, rejects=self._rejects)

    def event(self, name: str, **facts: object) -> None:
        """A bar does not speak."""


class Lines:
    """JSON, one object a line: ``event``, ``time`` and the event's own facts."""

    def __init__(self, console: Console) -> None:
        self._console, self._phase, self._last = console, "", 0.0
        self._done = self._rejects = self._total = 0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            self.event("stopped", error=kind.__name__)

    def begin(self, phase: str, total: int) -> None:
        """A phase begins."""
        self._phase, self._total, self._done, self._rejects = phase, total, 0, 0
        self._began = self._last = time.monotonic()
        self.event("phase", phase=phase, total=total)

    def file(self, uri: str, code: str | None, message: str | None) -> None:
        """Says each reject and each file that was not read to its end, and how far the phase is every few seconds."""
        self._done += 1
        if code is not None:
            self._rejects += 1
            self.event("rejected", source_uri=uri, code=code, message=message)
        elif message is not None:
            self.event("shortened", source_uri=uri, message=message)
        if (now := time.monotonic()) - self._last >= EVERY_SECONDS:
            self._last, rate = now, self._done / (now - self._began)
            left = round((self._total - self._done) / rate, 1)
            counts = {"done": self._done, "total": self._total, "rejected": self._rejects}
            self.event("progress", phase=self._phase, **counts, per_second=round(rate, 2), seconds_left=left)

    def event(self, name: str, **facts: object) -> None:
        """One line."""
        line = {"event": name, "time": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"), **facts}
        text = json.dumps(line, ensure_ascii=False)
        self._console.print(text, markup=False, highlight=False, soft_wrap=True, emoji=False)


def watcher(log_format: str, errors: Console) -> Watcher:
    """The one for a log format: text or json."""
    return Lines(errors) if log_format == "json" else Bar(errors)
