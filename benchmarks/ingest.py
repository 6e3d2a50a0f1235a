"""What an ingest costs, how it grows, and whether all of its rows are right: ``python -m benchmarks.ingest --count 10000 --small``.

Documents and megabytes a second with 1 and 2 workers; what a document costs beyond parsing and rules; a publish; a second run
with nothing changed and one with one file changed; the memory of the parent. What is said of processor time holds on a busy machine, too.

All rows of all tables are compared with those of each document read alone, and titles, amounts and targets with what was made.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.generate import generate, plans
from extractors import extract
from pipeline.sources import uri_of
from pipeline.tables import DOCUMENT_TABLES, plain_schema, read_rows, to_arrow
from rules.recognise import recognise

RUN = """
import json, sys, time
from pathlib import Path
from rich.console import Console
from pipeline import ingest, workers
spent = {"parse": 0.0, "read": 0.0, "bucket": 0.0}
def timed(name, function):
    def call(*arguments, **named):
        began = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            spent[name] += time.process_time() - began
    return call
def run(source, out, engine, count):
    options = ingest.Options(workers=count, engine=engine, log_format="json")
    with open("/dev/null", "w") as nowhere:
        return ingest.run([source], out, Console(file=nowhere), Console(stderr=True), options)
if __name__ == "__main__":
    source, out, engine, count = sys.argv[1:]
    if engine == "inline":
        one = next(path for path in sorted(Path(source).rglob("*.txt")))
        import pipeline.engines.warm  # as workers do
        run(str(one), Path(out + "-first"), engine, 1)  # libraries are loaded
        workers.extract, workers.recognise = timed("parse", workers.extract), timed("parse", workers.recognise)
        ingest.read, ingest.write_bucket = timed("read", ingest.read), timed("bucket", ingest.write_bucket)
    began, processor = time.perf_counter(), time.process_time()
    code = run(source, Path(out), engine, int(count))
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
    spent |= {"seconds": time.perf_counter() - began, "processor": time.process_time() - processor, "peak": int(peak) / 1024}
    print(json.dumps({"code": code} | spent))
"""


def ingest(source: Path, out: Path, engine: str = "local", workers: int = 2) -> dict[str, float]:
    """A run in a process of its own: its seconds, those of the parent's processor, of parts of the work, its peak memory in MiB, its last publish."""
    command = [sys.executable, "-c", RUN, str(source), str(out), engine, str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    published = [event["seconds"] for event in events if event["event"] == "published"]
    result: dict[str, float] = json.loads(done.stdout)
    assert result["code"] == 0, done.stderr[-2000:]  # a run that reads nothing is fast
    return result | {"publish": published[-1]}


# --- whether the rows are right ---------------------------------------------------------------------------------------


def read_alone(paths: list[Path]) -> dict[str, pa.Table]:
    """All rows of some documents, each read by itself, by table: one chunk, which goes over to another process at little cost."""
    documents = [extract(path, uri_of(path)) for path in paths]
    read = [to_arrow(read_rows(document, recognise(document))) for document in documents]
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


def measure(count: int, small: bool, folder: Path) -> float:
    """All figures for that many documents; returns the seconds of the ingest with two workers."""
    source, out = folder / f"plans{count}", folder / f"out{count}"
    print(f"{count} documents: {generate(count, source, small=small)}")
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file()) / 2**20
    first = ingest(source, out)
    seconds = first["seconds"]
    print(f"  2 workers: {count / seconds:.1f} documents/s, {size / seconds:.2f} MB/s, {seconds:.1f} s")
    print(f"  publish {first['publish']:.2f} s, peak memory of the parent {first['peak']:.0f} MiB")
    check_rows(source, out)
    check_truth(source, out, count, small)
    unchanged = ingest(source, out)
    print(f"  nothing changed: {unchanged['seconds']:.2f} s, {unchanged['processor']:.2f} s of the processor")
    victim = next(path for path in sorted(source.rglob("*.txt")))
    victim.write_text(victim.read_text(encoding="utf-8") + "\n附註", encoding="utf-8")
    changed = ingest(source, out)
    print(
        f"  one changed: {changed['seconds']:.2f} s, {changed['seconds'] - unchanged['seconds']:+.2f} s (publish {changed['publish']:.2f} s)"
    )
    return seconds


def compare(count: int, small: bool, folder: Path) -> None:
    """One worker and two, and what a document costs beyond parsing and rules."""
    source = folder / "compared"
    generate(count, source, seed=1, small=small)
    for workers in (1, 2):
        run = ingest(source, folder / f"compared{workers}", workers=workers)
        print(
            f"{count} documents, {workers} workers: {count / run['seconds']:.1f} documents/s ({run['seconds']:.1f} s with the start)"
        )
    inline = ingest(source, folder / "inline", "inline")
    costs = {
        "rows, hash and part": inline["read"] - inline["parse"],
        "publish": inline["bucket"],
        "the parent": run["processor"],
    }
    said = ", ".join(f"{name} {cost / count * 1000:.2f}" for name, cost in costs.items())
    print(
        f"beyond parsing and rules ({inline['parse'] / count * 1000:.1f}): {sum(costs.values()) / count * 1000:.2f} ms of the processor a document: {said}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--small", action="store_true", help="plans of a few lines: the pipeline's own cost shows")
    arguments = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="govplan-benchmark-"))
    began = time.perf_counter()
    try:
        compare(max(arguments.count // 10, 100), arguments.small, work)
        tenth = measure(max(arguments.count // 10, 100), arguments.small, work)
        whole = measure(arguments.count, arguments.small, work)
        print(
            f"growth: {whole / tenth:.1f} times the time for {arguments.count / max(arguments.count // 10, 100):.0f} times the documents"
        )
    finally:
        shutil.rmtree(work)
        print(f"{time.perf_counter() - began:.0f} s in all")
