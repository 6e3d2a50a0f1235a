"""How documents come to the workers and their rows back: objects of a URL to a file, files of this machine to another one."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from extractors import read_bytes
from extractors.errors import Code, Unreadable
from pipeline import parts
from pipeline.engines import Failure
from pipeline.remote.cache import AT_ONCE
from pipeline.remote.objects import objects_of
from pipeline.tasks import Receipt, Task

AHEAD = 2 * AT_ONCE  # objects that are here or on their way before they are asked for


def load(task: Task) -> Failure | None:
    """Brings the object of a task to its path; what to say of one that cannot be had."""
    if task.url is None:
        return None
    bucket, name = task.url.split()
    try:
        task.path.parent.mkdir(parents=True, exist_ok=True)
        objects_of(bucket).download(name, task.path)
    except FileNotFoundError:
        return Failure(Code.UNREADABLE, "the object is not there any more")
    except Exception as error:  # noqa: BLE001 - the file systems of fsspec raise what their libraries raise
        return Failure(Code.UNREADABLE, f"the object can't be loaded: {error}")
    return None


def loaded(tasks: Iterable[Task]) -> Iterator[tuple[Task, Failure | None]]:
    """The tasks in their order, each with its object loaded; some are loaded ahead."""
    waiting, running = iter(tasks), deque[tuple[Task, Future[Failure | None] | None]]()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while True:
            for task in islice(waiting, AHEAD - len(running)):
                running.append((task, pool.submit(load, task) if task.url is not None else None))
            if not running:
                return
            task, future = running.popleft()
            yield task, future.result() if future is not None else None


# --- to other machines ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task and, where only this machine has its file, the content."""

    task: Task
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a task; its part, and the file of its finished pages, where there are any."""

    result: object
    part: bytes | None
    pages: bytes | None


class Documents:
    """A ``Carriage`` for documents: another machine needs neither this one's files nor a folder that both of them see."""

    def pack(self, task: Task) -> Parcel | Failure:
        """The task for another machine."""
        try:
            return Parcel(task, read_bytes(task.path) if task.url is None else None)
        except Unreadable as error:
            return Failure(error.code, error.message)

    def there(self, parcel: Parcel, folder: Path, run: Callable[[Task], object]) -> Delivery:
        """Runs the task on the other machine, in a folder of that, which is empty again afterwards."""
        task = replace(
            parcel.task, path=folder / "document", parts=folder, pages=parcel.task.pages and folder / "pages"
        )
        folder.mkdir(exist_ok=True)
        try:
            if parcel.content is not None:
                task.path.write_bytes(parcel.content)
            result = load(task) or run(task)
            return Delivery(result, part_of(result, folder.parent), content_of(task.pages))
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # a process that is just being killed may still write

    def deliver(self, task: Task, delivery: Delivery) -> object:
        """The result; its files in the folders of this machine."""
        result = delivery.result
        if isinstance(result, Receipt) and delivery.part is not None:
            result = replace(result, part=parts.append(task.parts, delivery.part))
        if task.pages is not None:
            put(task.pages, delivery.pages)
        return result


def part_of(result: object, folder: Path) -> bytes | None:
    """The part of a result, where there is one, ``folder`` being what its name is relative to."""
    if not isinstance(result, Receipt) or result.part is None:
        return None
    return parts.content_of(folder, result.part)


def content_of(path: Path | None) -> bytes | None:
    """The content of a file, where there is one."""
    return path.read_bytes() if path is not None and path.exists() else None


def put(path: Path, content: bytes | None) -> None:
    """The content as a file, whole under its name; without one no file."""
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".tmp")
    fresh.write_bytes(content)
    fresh.replace(path)
