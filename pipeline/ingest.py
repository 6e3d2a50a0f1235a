"""``govplan ingest``: files become rows. One bad file costs one row of ``files`` and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from rich.console import Console

from extractors import read_bytes
from extractors.errors import Code, Unreadable
from pipeline import checkpoint, version
from pipeline.engines import Engine, Failure
from pipeline.extras import MissingExtra, require, without_pandas
from pipeline.ledger import Due, Ledger, Reading
from pipeline.progress import Watcher, watcher
from pipeline.records import RunRecord, Status
from pipeline.remote.carriage import Documents, loaded
from pipeline.remote.url import Location, Url
from pipeline.snapshots import Job, write_bucket
from pipeline.sources import Input, NoSuchSource, expand
from pipeline.store import Store, StoreError, counts, open_store
from pipeline.tasks import Receipt, Task, printable, read

log = logging.getLogger(__name__)
SHOWN = 3  # files of a kind in the summary
BATCH_FILES = 256
BATCH_SECONDS = 2.0  # what a kill can cost
PUBLISH_SECONDS = 300.0  # at least so long between two publishes of one run
UNGUARDED = "nothing here keeps a second writer out: see to it that there is none  此處無法防止同時寫入，請勿同時執行"
PUBLISH_SHARE = 20  # and so many times what the last one took: publishing costs at most a twentieth


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is done. ``timeout`` in seconds a document, ``memory`` in MiB a worker; ``engine``: local, inline or ray."""

    workers: int = 0  # one for each CPU
    timeout: float = 60.0
    memory: int = 2048
    refresh: bool = False
    prune: bool = False
    engine: str = "local"
    address: str | None = None  # of a Ray cluster
    ocr: bool = False
    redact_names: bool = False
    log_format: str = "text"

    @property
    def limits(self) -> str:
        """What a file that met one of them is not read again under."""
        return f"{self.timeout:g} s, {self.memory} MiB{', OCR' if self.ocr else ''}"

    @property
    def left_out(self) -> str:
        """What of a document is not written; one that was read otherwise is read again."""
        return "names" if self.redact_names else ""


DEFAULT = Options()
Waiting = dict[str, tuple[Due, Task]]  # by URI: the inputs whose tasks were handed out and have not come back


def run(sources: Sequence[str], out: Location, console: Console, errors: Console, options: Options = DEFAULT) -> int:
    """Reads all sources into the store ``out``; prints a summary. The exit code: 0 all read, 1 some rejected, 2 usage."""
    started = dt.datetime.now(dt.UTC)
    try:
        if options.engine == "ray":
            require("ray", "ray", "--engine ray")
        found = some(sources, out)
        with without_pandas(), open_store(out) as store, watcher(options.log_format, errors) as watching:
            if not store.guarded:
                say(errors, f"govplan: {out}: {UNGUARDED}")
            total = ingest(store, found, options, started, watching)
            report(console, out, store.ledger, total, dt.datetime.now(dt.UTC) - started)
            if options.redact_names and (held := store.ledger.holding(options.left_out)):
                say(console, f"{held} documents of other sources still hold names of persons  其他來源之文件仍含姓名")
            return 1 if store.ledger.rejects() else 0
    except (NoSuchSource, StoreError, MissingExtra, OSError) as error:
        say(errors, f"govplan: {error}")
        return 2


def some(sources: Sequence[str], out: Location) -> Iterable[Input]:
    """The inputs. Raises NoSuchSource where there are none, before anything is made."""
    found = expand(sources, out)
    first = next(found, None)
    if first is None:
        raise NoSuchSource(f"no files in {', '.join(sources)}  沒有可讀的檔案")
    return chain([first], found)


def ingest(store: Store, inputs: Iterable[Input], options: Options, started: dt.datetime, watching: Watcher) -> int:
    """Brings the store in line with the inputs; returns how many there are."""
    ledger, current, waiting = store.ledger, version(), Waiting()
    with engines_of(options, store) as (engine, publisher):
        total = ledger.stage(inputs)
        watching.begin("讀取 reading", ledger.count_due(options.limits, options.left_out, options.refresh))
        next_publish = time.monotonic() + PUBLISH_SECONDS
        for batch in batches(read_all(store, engine, options, waiting)):
            store.commit(batch, current, options.limits, options.left_out)
            for reading in batch:
                watching.file(reading.due.uri, reading.code, reading.message)
            if time.monotonic() > next_publish:
                seconds = publish(store, publisher, watching, waiting)
                next_publish = time.monotonic() + max(PUBLISH_SECONDS, PUBLISH_SHARE * seconds)
        if options.prune:
            watching.event("pruned", files=ledger.prune())
        if old := ledger.outdated(current):
            watching.event("outdated", documents=old)
        record = RunRecord(uuid.uuid4().hex, current, started, dt.datetime.now(dt.UTC), ledger.counts())
        publish(store, publisher, watching, waiting, record)
    watching.event("done", **ledger.counts())
    return total


def publish(
    store: Store, engine: Engine, watching: Watcher, waiting: Waiting, record: RunRecord | None = None
) -> float:
    """Publishes the store while some tasks are ``waiting``; returns the seconds that it took."""
    began = time.monotonic()

    def write_buckets(jobs: Iterable[Job]) -> Iterator[int]:
        for job, result in engine.run(write_bucket, jobs):
            if isinstance(result, Failure):
                raise StoreError(f"bucket {job.bucket} cannot be written: {result.message}")
            yield result

    store.publish(write_buckets, record, {task.parts.name for _, task in waiting.values()})
    seconds = time.monotonic() - began
    watching.event("published", seconds=round(seconds, 3))
    return seconds


@contextmanager
def engines_of(options: Options, store: Store) -> Iterator[tuple[Engine, Engine]]:
    """The engine that reads, as the options name it, and the one that writes buckets: here, where the parts are. Closed at the end."""
    with ExitStack() as stack:
        if options.engine == "inline":
            from pipeline.engines.inline import InlineEngine

            yield (engine := stack.enter_context(closing(InlineEngine()))), engine
            return
        from pipeline.engines.local import LocalEngine

        hidden = store.hidden.absolute()
        count = options.workers or cpus()
        local: Engine = LocalEngine(
            min(count, cpus()) if options.engine == "ray" else count,
            hidden / "work",
            (hidden / "parts", hidden / "snapshots"),
        )
        stack.enter_context(closing(local))
        if options.engine == "ray":
            from pipeline.engines.ray import RayEngine

            yield stack.enter_context(closing(RayEngine(options.workers, options.address, Documents()))), local
        else:
            yield local, local


def cpus() -> int:
    """The CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_all(store: Store, engine: Engine, options: Options, waiting: Waiting) -> Iterator[Reading]:
    """A reading of every input that is refused, was changed or is new; those being read are in ``waiting`` meanwhile."""
    yield from store.ledger.refused()
    settled: list[Reading] = []  # those that need no worker, handed over between the others
    failed: dict[str, Receipt | Failure] = {}
    shorter: list[Task] = []
    tasks = to_read(store, options, settled, waiting)
    if options.engine != "ray":  # whose actors load for themselves
        tasks = loaded_here(tasks, settled, waiting)
    for task, result in engine.run(read, tasks, options.timeout):
        yield from drained(settled)
        if (rest := finished_pages(task, result)) is None:
            yield reading_of(waiting.pop(task.uri), result)
            unload(task)
        else:
            failed[task.uri] = result
            shorter.append(rest)
    yield from drained(settled)
    for task, result in engine.run(read, shorter, options.timeout):
        kept = isinstance(result, Receipt) and result.part is not None
        yield reading_of(waiting.pop(task.uri), result if kept else failed[task.uri])
        unload(task)


def any_task(store: Store, options: Options) -> Task:
    """What the tasks of a run have in common. Without workers there are no limits."""
    task = Task(Path(), "", store.parts, ocr=options.ocr, redact_names=options.redact_names)
    if options.engine == "inline":
        return task
    return replace(task, memory=options.memory * 2**20, pages=store.work, seconds=options.timeout)


def task_of(due: Due, store: Store, pattern: Task) -> Task:
    """What a worker is to do for an input."""
    name = hashlib.sha256(due.uri.encode()).hexdigest()[:16]
    here, url = (due.path.absolute(), None) if isinstance(due.path, Path) else (store.work / f"{name}.loaded", due.path)
    pages = pattern.pages and store.work / f"{name}.pages"
    return Task(
        here,
        due.uri,
        store.new_parts,
        pattern.memory,
        pattern.ocr,
        pages,
        pattern.seconds,
        redact_names=pattern.redact_names,
        url=url,
    )


def finished_pages(task: Task, result: Receipt | Failure) -> Task | None:
    """The task to read the pages again that were finished before it failed; None where there are none, or it did not fail so."""
    if task.pages is None or result.code not in (Code.TIMEOUT, Code.OUT_OF_MEMORY, Code.CRASHED):
        return None
    rest = checkpoint.shortened(task.pages, task.seconds)
    if rest is None:
        return None
    return replace(task, seconds=rest.seconds, last_page=rest.last_page, fault=printable(result.message or ""))


def to_read(store: Store, options: Options, settled: list[Reading], waiting: Waiting) -> Iterator[Task]:
    """The tasks of a run, kept in ``waiting``; what needs no worker goes to ``settled``."""
    pattern = any_task(store, options)
    for due in store.ledger.due(options.limits, options.left_out, options.refresh):
        reading = known(due, store.ledger, options.left_out)
        if reading is not None:
            settled.append(reading)
            continue
        task = task_of(due, store, pattern)
        waiting[due.uri] = due, task
        yield task


def loaded_here(tasks: Iterator[Task], settled: list[Reading], waiting: Waiting) -> Iterator[Task]:
    """The tasks with the objects of their URLs as files of this machine; those that cannot be loaded go to ``settled``."""
    for task, failure in loaded(tasks):
        if failure is None:
            yield task
        else:
            settled.append(reading_of(waiting.pop(task.uri), failure))


def unload(task: Task) -> None:
    """Removes the file of an object that was loaded."""
    if task.url is not None:
        task.path.unlink(missing_ok=True)


def drained(readings: list[Reading]) -> Iterator[Reading]:
    """The readings, taken out of the list."""
    while readings:
        yield readings.pop()


def known(due: Due, ledger: Ledger, left_out: str) -> Reading | None:
    """The reading of an input whose content the store has; None where it must be read."""
    if due.retried or isinstance(
        due.path, Url
    ):  # to know the content of an object is to load it, which the worker does
        return None
    try:
        sha256 = hashlib.sha256(read_bytes(due.path)).hexdigest()
    except Unreadable:
        return None  # the worker will say so
    if sha256 == due.sha256:
        return Reading(due, unchanged=True)
    if ledger.known(sha256, due.uri, left_out):
        return Reading(due, sha256, sha256[:16])
    return None


def reading_of(awaited: tuple[Due, Task], result: Receipt | Failure) -> Reading:
    """What a worker's answer means for an input."""
    due, _ = awaited
    if isinstance(result, Failure):
        return Reading(due, code=result.code, message=printable(result.message))
    if result.trace is not None:
        log.debug("%s\n%s", due.uri, result.trace)
    kept = (result.sha256, result.document_id, result.code, result.message, result.recovered, result.bytes, result.part)
    return Reading(due, *kept)


def batches(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """The readings in batches: full ones, or what has come within a while."""
    batch: list[Reading] = []
    began = time.monotonic()
    try:
        for reading in readings:
            batch.append(reading)
            if len(batch) >= BATCH_FILES or time.monotonic() - began > BATCH_SECONDS:
                yield batch
                batch, began = [], time.monotonic()
    except KeyboardInterrupt:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


# --- what the user sees -----------------------------------------------------------------------------------------------


def report(console: Console, out: Location, ledger: Ledger, total: int, elapsed: dt.timedelta) -> None:
    """Prints the summary: files by status, rejects by code, rows by table, where to look."""
    statuses, rejects = ledger.counts(), ledger.rejects()
    parts = ", ".join(f"{statuses[s.value]} {s.value}" for s in Status if s.value in statuses)
    say(console, f"{total} files in {elapsed.total_seconds():.1f} s: {parts}")
    for code, number in rejects:
        say(console, f"  rejected as {code}: {number}")
        tell(console, ledger.messages(code, SHOWN), number)
    if shortened := ledger.count_shortened():
        say(console, f"  not read to the end 未讀完: {shortened}")
        tell(console, ledger.messages(None, SHOWN), shortened)
    if old := ledger.outdated(version()):
        say(console, f"{old} documents were read by another version; --refresh reads them again  由其他版本讀取")
    say(console, f"rows 筆數 in {out}:")
    for name, number in counts(out).items():
        say(console, f"  {name:<14}{number:>10,}" + (f"  {out / name}" if isinstance(out, Path) else ""))
    if rejects:
        say(console, f"every input and why it was rejected: {where(out, 'files')}  拒收原因")
    say(console, f"what was seen and not understood: {where(out, 'diagnostics')}  未能判讀之處")


def where(out: Location, table: str) -> str:
    """How to come to a table."""
    return str(out / table) if isinstance(out, Path) else f'govplan query "FROM {table}" --out {out}'


def tell(console: Console, messages: list[tuple[str, str]], number: int) -> None:
    """Prints the first of so many files with their messages."""
    for uri, message in messages:
        say(console, f"    {uri}: {message}")
    if number > len(messages):
        say(console, f"    … and {number - len(messages)} more")


def say(console: Console, line: str) -> None:
    """Prints a line as it is: no markup, no highlighting, no wrapping."""
    console.print(line, markup=False, highlight=False, soft_wrap=True, emoji=False)
