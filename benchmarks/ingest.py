"""How fast an ingest is, and how it grows: ``python -m benchmarks.ingest --count 10000 --small``.

Documents and megabytes a second with 1 and 2 workers; what a document costs beyond parsing and rules; a publish; a second run
with nothing changed and one with one file changed; the memory of the parent. Every title is checked against what was made.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.generate import generate

RUN = """
import json, sys, time
from pathlib import Path
from rich.console import Console
from pipeline import ingest, workers
spent = [0.0]
def timed(function):
    def call(*arguments, **named):
        began = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[0] += time.perf_counter() - began
    return call
if __name__ == "__main__":
    source, out, engine, count = sys.argv[1:]
    if engine == "inline":
        workers.extract, workers.recognise = timed(workers.extract), timed(workers.recognise)
    began = time.perf_counter()
    options = ingest.Options(workers=int(count), engine=engine, log_format="json")
    with open("/dev/null", "w") as nowhere:
        code = ingest.run([source], Path(out), Console(file=nowhere), Console(stderr=True), options)
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
    print(json.dumps({"code": code, "seconds": time.perf_counter() - began, "parse": spent[0], "peak": int(peak) / 1024}))
"""


def ingest(source: Path, out: Path, engine: str = "local", workers: int = 2) -> dict[str, float]:
    """A run in a process of its own: its seconds, those of parsing and rules, its peak memory in MiB, its last publish."""
    command = [sys.executable, "-c", RUN, str(source), str(out), engine, str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    published = [event["seconds"] for event in events if event["event"] == "published"]
    result: dict[str, float] = json.loads(done.stdout)
    assert result["code"] == 0, done.stderr[-2000:]  # a run that reads nothing is fast
    return result | {"publish": published[-1]}


def check(source: Path, out: Path) -> None:
    """Every plan has its title: that of its first line, which bears its number."""
    found = pq.read_table(out / "documents", columns=["source_uri", "title"]).to_pylist()
    wrong = [row for row in found if f"第{int(Path(row['source_uri']).stem[5:])}號" not in (row["title"] or "")]
    made = sum(1 for path in source.rglob("*") if path.is_file())
    print(f"  {len(found)} of {made} documents, {len(wrong)} with a wrong title")
    assert len(found) == made and not wrong


def measure(count: int, small: bool, folder: Path) -> float:
    """All figures for that many documents; returns the seconds of the ingest with two workers."""
    source, out = folder / f"plans{count}", folder / f"out{count}"
    print(f"{count} documents: {generate(count, source, small=small)}")
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file()) / 2**20
    first = ingest(source, out)
    print(
        f"  2 workers: {count / first['seconds']:.1f} documents/s, {size / first['seconds']:.2f} MB/s, {first['seconds']:.1f} s"
    )
    print(f"  publish {first['publish']:.2f} s, peak memory of the parent {first['peak']:.0f} MiB")
    check(source, out)
    unchanged = ingest(source, out)
    print(f"  nothing changed: {unchanged['seconds']:.2f} s (publish {unchanged['publish']:.2f} s)")
    victim = next(path for path in sorted(source.rglob("*.txt")))
    victim.write_text(victim.read_text(encoding="utf-8") + "\n附註", encoding="utf-8")
    changed = ingest(source, out)
    print(f"  one changed: {changed['seconds']:.2f} s, {changed['seconds'] - unchanged['seconds']:+.2f} s")
    return first["seconds"]


def compare(count: int, small: bool, folder: Path) -> None:
    """One worker and two, and what a document costs beyond parsing and rules."""
    source = folder / "compared"
    generate(count, source, seed=1, small=small)
    for workers in (1, 2):
        seconds = ingest(source, folder / f"compared{workers}", workers=workers)["seconds"]
        print(
            f"{count} documents, {workers} workers: {count / seconds:.1f} documents/s ({seconds:.1f} s with the start)"
        )
    inline = ingest(source, folder / "inline", "inline")
    overhead = (inline["seconds"] - inline["parse"]) / count * 1000
    print(
        f"beyond parsing and rules: {overhead:.2f} ms a document (parsing and rules {inline['parse'] / count * 1000:.1f} ms)"
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
