"""Engines: where work is done. Each runs one function on many tasks, in any order, and loses none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from extractors.errors import Code

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no result: its worker had to be stopped, or ended by itself."""

    code: Code
    message: str


class Engine(Protocol):
    """Runs a function of a module, which other processes can import, on tasks that can be pickled."""

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], timeout: float | None = None
    ) -> Iterator[tuple[Task, Result | Failure]]:
        """Every task with its result, as they come; ``timeout`` in seconds a task."""
        ...

    def close(self) -> None:
        """Ends at once what is still running."""
        ...
