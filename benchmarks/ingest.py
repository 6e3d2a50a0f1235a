"""What an ingest costs, how it grows, and whether all of its rows are right: ``python -m benchmarks.ingest --count 10000 --small``.

Documents and megabytes a second with 1 and 2 workers; what a document costs beyond parsing and rules; a publish; a run with
nothing changed and one with one file changed; the memory of the parent. Beside the time that passes stands that of the processors,
of all processes of a run, which means something on a busy machine, too. Ends with 1 where a limit is not held.

All rows of all tables are compared with those of each document read alone, and titles, amounts and targets with what was made.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.generate import generate, plans
from benchmarks.workers.timed import Timed, timed_read
from extractors import extract
from pipeline import ingest
from pipeline.engines import Failure
from pipeline.ledger import Due, Reading
from pipeline.sources import uri_of
from pipeline.tables import DOCUMENT_TABLES, fitted, plain_schema, read_rows, to_arrow
from pipeline.tasks import Receipt, Task
from rules.recognise import recognise

BEYOND = 3.0  # ms of the processors a document, besides parsing and rules
UNCHANGED, CHANGED = 2.0, 1.0  # seconds: a run with nothing changed, and what one changed file costs more
PARENT, FLAT = 300.0, 50.0  # MiB: the peak of the parent, and what ten times the documents may add to it
TIMES = 3  # a run of a second or two is repeated, and the fastest counts

# --- a run in a process of its own ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took. ``parent``, ``others``: seconds of the processors, of the parent and of all its processes; ``read``: of these,
    for parsing and rules; ``peak``: MiB of the parent; ``publish``: seconds of the last publish.
    """

    seconds: float
    parent: float
    others: float
    read: float
    peak: float
    publish: float

    @property
    def processors(self) -> float:
        """Seconds of the processors in all."""
        return self.parent + self.others


reading_of = ingest.reading_of
spent = {"read": 0.0}  # by all workers


def counted(awaited: tuple[Due, Task], result: Receipt | Failure) -> Reading:
    """``ingest.reading_of``, adding up what the workers spent."""
    spent["read"] += result.read if isinstance(result, Timed) else 0.0
    return reading_of(awaited, result)


def run_here(source: str, out: str, count: str) -> None:
    """Ingests, and prints what that took as JSON; events go to standard error."""
    from rich.console import Console

    ingest.read, ingest.reading_of = timed_read, counted  # type: ignore[attr-defined]
    options = ingest.Options(workers=int(count), log_format="json")
    began, processor = time.perf_counter(), time.process_time()
    with Path(os.devnull).open("w") as nowhere:
        code = ingest.run([source], Path(out), Console(file=nowhere), Console(stderr=True), options)
    took = {"seconds": time.perf_counter() - began, "parent": time.process_time() - processor}
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"code": code, "peak": peak, "others": sum(children()), "read": spent["read"]} | took))


def children() -> Iterator[float]:
    """Seconds of the processors that each process started by this one has taken, with those that it started and that have ended."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[1]) == os.getpid():
            yield sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def measured(source: Path, out: Path, workers: int = 2) -> Run:
    """A run with so many workers."""
    call = f"from benchmarks.ingest import run_here; run_here({str(source)!r}, {str(out)!r}, '{workers}')"
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True, env=kept(out))
    result = json.loads(done.stdout)
    assert result.pop("code") == 0, done.stderr[-2000:]  # a run that reads nothing is fast
    return Run(**result, publish=published(done.stderr))


def commanded(source: Path, out: Path) -> tuple[float, float]:
    """Seconds of the command as a user gives it, from its start to its end, and of its publish."""
    call = "import sys; from pipeline.cli import main; sys.exit(main(sys.argv[1:]))"
    arguments = ["ingest", str(source), "--out", str(out), "--workers", "2", "--log-format", "json"]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", call, *arguments], capture_output=True, text=True, check=True, env=kept(out)
    )
    return time.perf_counter() - began, published(done.stderr)


def kept(out: Path) -> dict[str, str]:
    """The environment of a run: its byte code is kept, so that modules are compiled once, as on any machine."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONPYCACHEPREFIX": str(out.parent / "bytecode")}


def published(said: str) -> float:
    """Seconds of the last publish, from the events of a run."""
    events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return float([event["seconds"] for event in events if event["event"] == "published"][-1])


# --- whether the rows are right ---------------------------------------------------------------------------------------


def read_alone(paths: list[Path]) -> dict[str, pa.Table]:
    """All rows of some documents, each read by itself, by table: one chunk, which goes over to another process at little cost."""
    documents = [extract(path, uri_of(path)) for path in paths]
    read = [to_arrow(fitted(read_rows(document, recognise(document)))) for document in documents]
    batches = {name: [tables[name] for tables in read] for name in DOCUMENT_TABLES}
    return {name: pa.Table.from_batches(some, plain_schema(name)).combine_chunks() for name, some in batches.items()}


def digest(path: Path) -> str:
    """The hash of a file, which its document's id is the beginning of."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_rows(source: Path, out: Path) -> None:
    """All rows of all tables are those of each document read alone, in the order of ids."""
    paths = sorted((path for path in source.rglob("*") if path.is_file()), key=digest)
    with multiprocessing.Pool(2, import_module, ("pipeline.engines.warm",)) as pool:
        alone = pool.map(read_alone, [paths[at : at + 100] for at in range(0, len(paths), 100)], 1)
    rows = 0
    for name in DOCUMENT_TABLES:
        wanted = pa.concat_tables([tables[name] for tables in alone])
        files = sorted((out / name).glob("*.parquet"), key=lambda path: int(path.stem[5:]))
        found = pa.concat_tables([pq.read_table(path, partitioning=None) for path in files]).cast(plain_schema(name))
        assert found.equals(wanted), f"{name}: {found.num_rows} rows, {wanted.num_rows} wanted, or others"
        rows += found.num_rows
    statuses = pq.read_table(out / "files", columns=["status"])["status"].to_pylist()
    assert len(statuses) == len(paths) and "rejected" not in statuses
    print(f"  {len(paths)} documents, {rows} rows of {len(DOCUMENT_TABLES)} tables: all as of each document alone")


def check_truth(source: Path, out: Path, count: int, small: bool) -> None:
    """Titles, amounts and targets are those that the plans were made with."""
    titles = {row["source_uri"]: row["title"] for row in rows_of(out, "documents", "source_uri", "title")}
    owners = {row["document_id"]: row["source_uri"] for row in rows_of(out, "documents", "document_id", "source_uri")}
    amounts, targets = defaultdict(list), defaultdict(list)
    for row in rows_of(out, "amounts", "document_id", "value"):
        amounts[owners[row["document_id"]]].append(row["value"])
    for row in rows_of(out, "targets", "document_id", "value"):
        targets[owners[row["document_id"]]].append(row["value"])
    made = 0
    for name, text, table in plans(count, small=small):
        uri, whole = uri_of(source / name), "\n".join(text)
        money = [Decimal(value) * 10_000 for value in re.findall(r"新臺幣(\d+)萬元", whole)]
        promised = [*re.findall(r"達成率(\d+)%", whole), *re.findall(r"至少(\d+)場次", whole)]
        promised += [value[1:-1] for row in table[1:] for value in row[1:]]
        assert titles[uri] == text[0].strip(), (uri, titles[uri])
        assert amounts[uri] == money, (uri, amounts[uri], money)
        assert sorted(targets[uri]) == sorted(map(float, promised)), (uri, targets[uri], promised)
        made += 1 + len(money) + len(promised)
    print(f"  {made} titles, amounts and targets: all as made")


def rows_of(out: Path, table: str, *columns: str) -> list[dict[str, object]]:
    """Some columns of a table."""
    rows: list[dict[str, object]] = pq.read_table(out / table, columns=list(columns), partitioning=None).to_pylist()
    return rows


# --- what it costs ----------------------------------------------------------------------------------------------------


def first_run(count: int, small: bool, folder: Path) -> Run:
    """That many documents made and read with two workers, and all their rows looked at."""
    source, out = folder / f"plans{count}", folder / f"out{count}"
    print(f"{count} documents: {generate(count, source, small=small)}")
    run = measured(source, out)
    say_speed(count, source, 2, run)
    print(f"  publish {run.publish:.2f} s; peak memory of the parent {run.peak:.0f} MiB")
    began = time.perf_counter()
    check_rows(source, out)
    check_truth(source, out, count, small)
    print(f"  looked at in {time.perf_counter() - began:.0f} s")
    return run


def say_speed(count: int, source: Path, workers: int, run: Run) -> None:
    """Prints documents and megabytes a second."""
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file()) / 1e6
    print(
        f"  {workers} workers: {count / run.seconds:.1f} documents/s, {size / run.seconds:.3f} MB/s ({run.seconds:.1f} s; "
        f"processors {run.processors:.1f} s, {run.processors / count * 1000:.1f} ms a document)"
    )


def beyond(count: int, tenth: Run, whole: Run) -> Iterator[str]:
    """Prints what a document costs besides parsing and rules, all processes counted: what ``count`` more documents took more. Says what is over its limit."""
    parent = (whole.parent - tenth.parent) / count * 1000
    workers = (whole.others - whole.read - tenth.others + tenth.read) / count * 1000
    reading = (whole.read - tenth.read) / count * 1000
    print(
        f"beyond parsing and rules ({reading:.2f} ms): {parent + workers:.2f} ms of the processors a document (limit {BEYOND:g}): "
        f"parent {parent:.2f}, workers with rows, parts and publish {workers:.2f}"
    )
    if parent + workers > BEYOND:
        yield f"a document costs {parent + workers:.2f} ms beyond parsing and rules"


def again(source: Path, out: Path) -> Iterator[str]:
    """Prints what runs cost with nothing changed and with one file changed; says what is over its limit."""
    unchanged, changed = [], []
    for number, victim in zip(range(TIMES), sorted(source.rglob("*.txt")), strict=False):
        unchanged.append(commanded(source, out))
        victim.write_text(victim.read_text(encoding="utf-8") + f"\n附註{number}", encoding="utf-8")
        changed.append(commanded(source, out))
    (still, _), (one, publish) = min(unchanged), min(changed)
    print(f"nothing changed: {still:.2f} s (limit {UNCHANGED:g}; whole command, fastest of {TIMES})")
    print(f"one changed: {one:.2f} s, {one - still:+.2f} s (limit {CHANGED:g}; publish {publish:.2f} s)")
    if still > UNCHANGED:
        yield f"a run with nothing changed takes {still:.2f} s"
    if one - still > CHANGED:
        yield f"one changed file costs {one - still:.2f} s"


def growth(times: float, tenth: Run, whole: Run) -> Iterator[str]:
    """Prints how time and memory grow; says what is over its limit."""
    longer, dearer = whole.seconds / tenth.seconds, whole.processors / tenth.processors
    print(
        f"growth: {longer:.1f} times the time, {dearer:.1f} times that of the processors, for {times:g} times the documents"
    )
    print(
        f"memory of the parent: {tenth.peak:.0f} MiB, then {whole.peak:.0f} MiB (limits {PARENT:g}, and {FLAT:g} more)"
    )
    if dearer > times:
        yield f"{times:g} times the documents take {dearer:.1f} times the time of the processors"
    if whole.peak > PARENT or whole.peak - tenth.peak > FLAT:
        yield f"the parent takes {whole.peak:.0f} MiB"


def main(count: int, small: bool, folder: Path) -> list[str]:
    """All figures; what is over its limit."""
    few = max(count // 10, 100)
    generate(1, folder / "one", small=small)
    measured(folder / "one", folder / "compiled")  # byte code is written
    tenth = first_run(few, small, folder)
    say_speed(few, folder / f"plans{few}", 1, measured(folder / f"plans{few}", folder / "alone", workers=1))
    whole = first_run(count, small, folder)
    faults = list(beyond(count - few, tenth, whole))
    faults += again(folder / f"plans{count}", folder / f"out{count}")
    return [*faults, *growth(count / few, tenth, whole)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--small", action="store_true", help="plans of a few lines: the pipeline's own cost shows")
    arguments = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="govplan-benchmark-"))
    began = time.perf_counter()
    try:
        over = main(arguments.count, arguments.small, work)
    finally:
        shutil.rmtree(work)
        print(f"{time.perf_counter() - began:.0f} s in all")
    sys.exit("\n".join(f"over the limit: {fault}" for fault in over) or 0)
