"""The engine of one machine: a pool of worker processes, one task at a time each.

A task that exceeds its time is stopped with its worker, or lets the kernel stop it (SIGALRM). A task whose worker ends by itself is tried once more with nothing
else running; if its worker ends again, that is its result. No other task is lost by either.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue

from pebble import ProcessExpired, ProcessPool

from extractors.errors import Code
from pipeline import walls
from pipeline.engines import Failure, Result, Task
from pipeline.engines.fork import fork_server
from pipeline.processes import kill, mark, strays

RECYCLED_AFTER = 1000  # tasks: what a library leaks ends with its worker
AHEAD = 2  # tasks handed out for each worker, so that none waits for the next
RESTARTS = 10  # of a stuck pool without a result in between, and then something is wrong with the machine
STALL_SECONDS = 15.0  # beyond a task's time without any result: the pool is stuck


@dataclass(frozen=True, slots=True)
class Died:
    """The worker of a task ended by itself; ``failure`` is what this comes to if it does so again."""

    failure: Failure


class LocalEngine:
    """See ``Engine``. ``work`` is a folder for the workers' scratch; they may write there and in ``writable`` only."""

    def __init__(self, count: int, work: Path, writable: tuple[Path, ...]) -> None:
        self._mark = mark()
        self._count, self._work, self._writable = count, work, writable
        self._context = fork_server()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        self._work.mkdir(parents=True, exist_ok=True)
        arguments = (self._work, self._writable)
        return ProcessPool(self._count, RECYCLED_AFTER, walls.settle, arguments, self._context)

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], timeout: float | None = None
    ) -> Iterator[tuple[Task, Result | Failure]]:
        suspects: list[Task] = []
        for task, result in self._pass(function, tasks, timeout, AHEAD * self._count):
            if isinstance(result, ProcessExpired):
                suspects.append(task)
            else:
                yield task, result
        for task, result in self._pass(function, suspects, timeout, 1):
            yield task, self._failed(result) if isinstance(result, ProcessExpired) else result

    def once(
        self, function: Callable[[Task], Result], task: Task, timeout: float | None = None
    ) -> Result | Failure | Died:
        """The result of one task that is tried once."""
        ((_, result),) = self._pass(function, [task], timeout, 1)
        return Died(self._failed(result)) if isinstance(result, ProcessExpired) else result

    def _pass(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], timeout: float | None, ahead: int
    ) -> Iterator[tuple[Task, Result | Failure | ProcessExpired]]:
        """Every task once, at most ``ahead`` of them handed out."""
        waiting: Iterator[Task] = iter(tasks)
        running: dict[Future[Result], Task] = {}
        done: SimpleQueue[Future[Result]] = SimpleQueue()
        failures = 0
        while True:
            for task in islice(waiting, ahead - len(running)):
                running[self._schedule(function, task, timeout, done)] = task
            if not running:
                return
            future = following(done, None if timeout is None else timeout + STALL_SECONDS)
            if future is not None and future not in running:  # of a pool that was given up
                continue
            if future is not None and whole(future):
                failures = 0
                result = self._result(future, timeout)
                yield running.pop(future), result
                continue
            failures += 1  # the pool is stuck: an idle worker was killed, or one that held its lock
            if failures > RESTARTS:
                raise OSError("the workers do not answer, though they were started anew several times")
            lost = [future for future in running if not (future.done() and whole(future))]
            self._restart()
            for task in [running.pop(future) for future in lost]:
                running[self._schedule(function, task, timeout, done)] = task

    def _schedule(
        self,
        function: Callable[[Task], Result],
        task: Task,
        timeout: float | None,
        done: SimpleQueue[Future[Result]],
    ) -> Future[Result]:
        """The future of a task, which goes to ``done`` when it is."""
        try:
            future: Future[Result] = self._pool.schedule(function, (task,), timeout=timeout)
        except RuntimeError:  # the pool broke since
            self._restart()
            future = self._pool.schedule(function, (task,), timeout=timeout)
        future.add_done_callback(done.put)
        return future

    def _restart(self) -> None:
        self.close()
        self._pool = self._new_pool()

    def _result(self, future: Future[Result], timeout: float | None) -> Result | Failure | ProcessExpired:
        """The result of a task that has ended."""
        error = future.exception()
        if error is None:
            return future.result()
        kill(strays(self._mark))
        late = isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGALRM
        if isinstance(error, ProcessExpired) and not late:
            return error
        if late or isinstance(error, FutureTimeout):
            return Failure(Code.TIMEOUT, f"took longer than {timeout:g} s and was stopped")
        if isinstance(error, MemoryError):
            return Failure(Code.OUT_OF_MEMORY, "not enough memory")
        raise error

    def _failed(self, expired: ProcessExpired) -> Failure:
        """What a worker died of, told by its exit code and its last words."""
        words = last_words(walls.said(self._work, expired.pid))
        mute = expired.exitcode == -signal.SIGABRT and not words.strip()  # as pdfium ends where memory is refused
        if mute or expired.exitcode == -signal.SIGKILL or "bad_alloc" in words or "out of memory" in words.lower():
            return Failure(Code.OUT_OF_MEMORY, "its worker was killed or ran out of memory, twice")
        return Failure(Code.CRASHED, f"its worker ended with {cause(expired.exitcode)}, twice")

    def close(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        kill(strays(self._mark))


def following(done: SimpleQueue[Future[Result]], seconds: float | None) -> Future[Result] | None:
    """The next future that is done; None where there is none for so long. ``wait`` would lock all that are running, each time."""
    try:
        return done.get(timeout=seconds)
    except Empty:
        return None


def whole(future: Future[Result]) -> bool:
    """Whether the future that is done says what became of its task, and not only that the pool broke."""
    return not (future.cancelled() or isinstance(future.exception(), BrokenProcessPool))


def cause(exit_code: int) -> str:
    """An exit code in words.

    >>> cause(-11), cause(3)
    ('SIGSEGV', 'exit code 3')
    """
    return signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"


def last_words(path: Path) -> str:
    """The end of what a worker wrote to its standard error."""
    try:
        return path.read_bytes()[-2000:].decode("utf-8", "replace")
    except OSError:
        return ""
