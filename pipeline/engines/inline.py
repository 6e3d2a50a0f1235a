"""The engine without workers: this process does the work, one task after the other, without limits. For looking into faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeline.engines import Failure, Result, Task


class InlineEngine:
    """See ``Engine``; an exception of the function is raised here."""

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], timeout: float | None = None
    ) -> Iterator[tuple[Task, Result | Failure]]:
        for task in tasks:
            yield task, function(task)

    def close(self) -> None:
        """Nothing is running."""
