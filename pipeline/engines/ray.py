"""The engine of a Ray cluster: actors wherever the cluster has a CPU free, each with a pool of one worker process.

A document is read in that process, within the same walls and limits as on one machine, so what it does to its worker does not reach
the actor, and its code is the same. A task whose worker ends by itself is tried once more when all others are done, with nothing else running in the cluster; so are those
whose actor is lost, with its machine or alone, and another actor takes its place.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol

from extractors.errors import Code
from pipeline import version
from pipeline.engines import Failure, Result, Task
from pipeline.engines.local import RESTARTS, STALL_SECONDS, Died, LocalEngine
from pipeline.extras import require
from pipeline.processes import MARK
from pipeline.tasks import printable

AHEAD = 2  # tasks handed out for each actor, so that none waits for the next
LOSSES = 2  # of its actor that a task may see which runs alone
PATIENCE = 300.0  # seconds that the cluster may take to find room for a first actor
CLOSING_SECONDS = 5.0  # for an actor to end its pool itself
OWN = "local"  # an address: a cluster of our own, on this machine
TRIES = 6  # to start it: Ray gives its own processes 15 seconds, which a busy machine exceeds (ray-project/ray#65983)
TICK = 1.0  # seconds between two looks at who is overdue
STORE_BYTES = 256 * 2**20  # of documents and rows on their way, in a cluster of our own
# nothing is sent anywhere; workers are no less than those of the local engine; a busy machine has time to start what Ray consists of
UNSAID = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_worker_niceness": "0",
    "RAY_agent_register_timeout_ms": "180000",
    "RAY_gcs_server_port_wait_time_s": "180",
    "RAY_worker_register_timeout_seconds": "180",
}
QUIET = {"include_dashboard": False, "log_to_driver": False, "configure_logging": False}


class Carriage(Protocol):
    """Brings tasks to other machines and results back."""

    def pack(self, task: Any) -> Any:
        """The task as it travels; a Failure where it can not."""
        ...

    def there(self, parcel: Any, folder: Path, run: Callable[[Any], object]) -> Any:
        """On the other machine: runs the task; the result as it travels. Its files may go to ``folder``, which is not there yet."""
        ...

    def deliver(self, task: Any, delivery: Any) -> Any:
        """The result, as if the task had been run here."""
        ...


class AsItIs:
    """A ``Carriage`` for tasks and results that have no files."""

    def pack(self, task: Any) -> Any:
        return task

    def there(self, parcel: Any, folder: Path, run: Callable[[Any], object]) -> Any:
        return run(parcel)

    def deliver(self, task: Any, delivery: Any) -> Any:
        return delivery


class Desk:
    """The actor: lives in a process of Ray's on some machine, and has a pool there."""

    def __init__(self, carriage: Carriage) -> None:
        # the pool's processes would import the main module of their parent: Ray's, with all of Ray
        vars(sys.modules["__main__"]).pop("__file__", None)
        self._carriage = carriage
        self._folder, self._held = scratch()
        self._engine = LocalEngine(1, self._folder / "work", (self._folder / "task",))

    def introduce(self) -> tuple[str, int]:
        """The version of govplan there, and the process."""
        return version(), os.getpid()

    def work(self, function: Callable[[Any], object], parcel: Any, timeout: float | None) -> Any:
        """One task, tried once; raises what the function raises."""
        folder = self._folder / "task"
        return self._carriage.there(parcel, folder, lambda task: self._engine.once(function, task, timeout))

    def close(self) -> None:
        """Ends the pool and removes the folder."""
        self._engine.close()
        shutil.rmtree(self._folder)


def scratch() -> tuple[Path, IO[str]]:
    """A folder for this process, and the lock that says that it lives; folders of those that were killed are removed. Raises OSError."""
    root = Path(tempfile.gettempdir(), f"govplan-ray-{os.getuid()}")
    root.mkdir(mode=0o700, exist_ok=True)
    if root.stat().st_uid != os.getuid():
        raise PermissionError(f"{root} is another user's")
    with (root / "lock").open("a") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        for old in root.glob("*/lock"):
            with old.open("a") as lock, suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(old.parent)
        folder = Path(tempfile.mkdtemp(dir=root))
        held = (folder / "lock").open("a")
        fcntl.flock(held, fcntl.LOCK_EX)
    return folder, held


@dataclass(eq=False, slots=True)
class Hired:
    """An actor as the driver knows it. ``pid`` is None until it has introduced itself."""

    actor: Any
    introduction: Any
    pid: int | None = None
    busy: int = 0


@dataclass(eq=False, slots=True)
class Errand:
    """A task to be done, by whom and since when it is handed out, and how often its actor was lost meanwhile."""

    task: Any
    losses: int = 0
    hired: Hired | None = None
    since: float = 0.0


@dataclass(slots=True)
class Pass:
    """Every task once, at most ``ahead`` of them handed out."""

    function: Callable[[Any], Any]
    tasks: Iterator[Any]
    timeout: float | None
    ahead: int
    waiting: deque[Errand] = field(default_factory=deque)
    running: dict[Any, Errand] = field(default_factory=dict)

    def more(self) -> bool:
        """Whether something waits; takes the next task where nothing that was lost does."""
        if not self.waiting:
            self.waiting.extend(map(Errand, islice(self.tasks, 1)))
        return bool(self.waiting)

    def overdue(self) -> Iterator[Hired]:
        """The actors that do not keep even the time that their pool allows."""
        limit = float("inf") if self.timeout is None else AHEAD * (self.timeout + STALL_SECONDS)
        for errand in self.running.values():
            if time.monotonic() - errand.since > limit and errand.hired is not None:
                yield errand.hired


class RayEngine:
    """See ``Engine``. ``count`` actors, 0 for one a CPU of the cluster; without an address a cluster of this machine, for this run."""

    def __init__(self, count: int = 0, address: str | None = None, carriage: Carriage | None = None) -> None:
        self._ray = require("ray", "ray", "--engine ray")
        self._carriage = carriage or AsItIs()
        self._own = not self._ray.is_initialized()
        if self._own:
            join(self._ray, count, address)
        self._count = count or max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        self._actor = self._ray.remote(num_cpus=1, max_restarts=0)(Desk)
        self._hired = [self._hire() for _ in range(self._count)]
        self._losses, self._last = 0, time.monotonic()  # since a result came, and when that was

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], timeout: float | None = None
    ) -> Iterator[tuple[Task, Result | Failure]]:
        suspects: list[Task] = []
        for task, result in self._pass(Pass(function, iter(tasks), timeout, AHEAD * self._count)):
            if isinstance(result, Died):
                suspects.append(task)
            else:
                yield task, result
        for task, result in self._pass(Pass(function, iter(suspects), timeout, 1)):
            yield task, result.failure if isinstance(result, Died) else result

    def _pass(self, state: Pass) -> Iterator[tuple[Any, Any]]:
        self._last = time.monotonic()
        while True:
            yield from self._hand_out(state)
            if not state.running and not state.more():
                return
            newcomers = {hired.introduction: hired for hired in self._hired if hired.pid is None}
            done, _ = self._ray.wait([*state.running, *newcomers], timeout=TICK)
            for reference in done:
                if reference in newcomers:
                    self._welcome(newcomers[reference])
                else:
                    yield from self._finish(state, state.running.pop(reference), reference)
            for hired in list(state.overdue()):
                self._replace(hired, "it did not answer in time")
            if not state.running and time.monotonic() - self._last > PATIENCE:
                raise OSError(f"the Ray cluster has had no CPU free for a worker in {PATIENCE:g} s")

    def _hand_out(self, state: Pass) -> Iterator[tuple[Any, Failure]]:
        """Gives every actor what it may have; yields the tasks that cannot even be sent."""
        ready = [hired for hired in self._hired if hired.pid is not None]
        while len(state.running) < state.ahead and state.more():
            hired = min(ready, key=lambda one: one.busy, default=None)
            if hired is None or hired.busy >= AHEAD:
                return
            errand = state.waiting.popleft()
            parcel = self._carriage.pack(errand.task)
            if isinstance(parcel, Failure):
                yield errand.task, parcel
                continue
            errand.hired, errand.since = hired, time.monotonic()
            hired.busy += 1
            state.running[hired.actor.work.remote(state.function, parcel, state.timeout)] = errand

    def _finish(self, state: Pass, errand: Errand, reference: Any) -> Iterator[tuple[Any, Any]]:
        """The result of an errand; Died for one whose actor was lost, since that may be its own doing."""
        assert errand.hired is not None
        errand.hired.busy -= 1
        try:
            delivery = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError:
            raise  # what the function raised
        except self._ray.exceptions.RayError as error:
            self._replace(errand.hired, str(error))
            errand.losses += 1
            if state.ahead == 1 and errand.losses < LOSSES:
                state.waiting.append(errand)
            else:
                yield (
                    errand.task,
                    Died(Failure(Code.CRASHED, "the process or the machine that read it was lost, each time")),
                )
            return
        self._losses, self._last = 0, time.monotonic()
        yield errand.task, self._carriage.deliver(errand.task, delivery)

    # --- actors

    def _hire(self) -> Hired:
        actor = self._actor.remote(self._carriage)
        return Hired(actor, actor.introduce.remote())

    def _welcome(self, hired: Hired) -> None:
        """An actor that has come up gets work. Raises OSError where it is of another version."""
        try:
            there, hired.pid = self._ray.get(hired.introduction)
        except self._ray.exceptions.RayError as error:
            self._replace(hired, str(error))
            return
        self._last = time.monotonic()
        if there != version():
            raise OSError(
                f"a machine of the Ray cluster has govplan {there}, this one {version()}: install the same one"
            )

    def _replace(self, hired: Hired, why: str) -> None:
        """Another actor in place of one that is lost. Raises OSError where none stays."""
        if hired not in self._hired:  # it had two tasks, and both are told
            return
        self._ray.kill(hired.actor)
        self._hired[self._hired.index(hired)] = self._hire()
        self._losses += 1
        if self._losses > RESTARTS * self._count:
            raise OSError(f"the workers of the Ray cluster do not stay: {printable(why)}")

    def close(self) -> None:
        closing = [hired.actor.close.remote() for hired in self._hired if hired.pid is not None]
        if closing:
            self._ray.wait(closing, num_returns=len(closing), timeout=CLOSING_SECONDS)
        for hired in self._hired:
            self._ray.kill(hired.actor)
        if self._own:
            self._ray.shutdown()


def join(ray: Any, count: int, address: str | None) -> None:
    """Connects to the cluster of the address or of RAY_ADDRESS; without either starts one. Raises OSError."""
    address = address or os.environ.get("RAY_ADDRESS") or OWN
    own = {"num_cpus": count or None, "object_store_memory": STORE_BYTES} if address == OWN else {}
    logging.getLogger("ray").setLevel(logging.ERROR)
    for name, value in UNSAID.items():
        os.environ.setdefault(name, value)
    mark = os.environ.pop(MARK, None)  # Ray's processes are Ray's to end
    try:
        for left in reversed(range(TRIES if address == OWN else 1)):
            try:
                ray.init(address=address, **QUIET, **own)
                return
            except Exception as error:  # a cluster that does not come up in time is an Exception, no more
                if not left:
                    raise OSError(f"no Ray cluster at {address}: {printable(str(error))}") from error
    finally:
        if mark is not None:
            os.environ[MARK] = mark
