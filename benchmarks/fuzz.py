"""Seeded mutants of the sample plans through a whole ingest: no batch fails, no input loses its row.

``python -m benchmarks.fuzz --count 10000``; the samples are data/raw, or the folder of --plans.
"""

from __future__ import annotations

import argparse
import collections
import io
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console

from pipeline import ingest

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
PIECES = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\t" * 50,
    "壹、".encode() * 50,
    b"<table>" * 20,
    b"%PDF-1.7",
    b"PK\x03\x04",
)


def mutate(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """One to four changes: bytes flipped, cut out, doubled, put in, the end lost, or the tail of another sample."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.randint(1, 200))
        kind = chance.randrange(6)
        if kind == 0:
            for place in range(at, end):
                data[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = data[at:end]
        elif kind == 3:
            data[at:at] = chance.choice(PIECES)
        elif kind == 4:
            del data[at:]
        else:
            data[at:] = other[chance.randrange(len(other) + 1) :]
    return bytes(data)


def mutants(samples: list[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents; the same for the same samples and seed."""
    chance = random.Random(seed)
    contents = {path: path.read_bytes() for path in samples}
    for number in range(count):
        sample, other = chance.choice(samples), chance.choice(samples)
        yield f"{number:05}-{sample.name}", mutate(contents[sample], contents[other], chance)


def fuzz(samples: list[Path], count: int, seed: int, folder: Path, options: ingest.Options) -> dict[str, int]:
    """Ingests the mutants; what became of them by status or code. Raises AssertionError where one has no row or the run fails."""
    plans, out = folder / "mutants", folder / "out"
    plans.mkdir()
    for name, content in mutants(samples, count, seed):
        (plans / name).write_bytes(content)
    errors = io.StringIO()
    code = ingest.run([str(plans)], out, Console(file=io.StringIO()), Console(file=errors), options)
    assert code in (0, 1), errors.getvalue()
    files = pq.read_table(out / "files").to_pylist()
    assert len(files) == count, f"{len(files)} rows for {count} inputs"
    for row in files:
        if row["code"] in ("crashed", "timeout", "out-of-memory"):
            print(f"{row['code']}: {row['source_uri'].rsplit('/', 1)[-1]}: {row['message']}")
    return dict(sorted(collections.Counter(row["code"] or row["status"] for row in files).items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plans", type=Path, default=RAW)
    parser.add_argument("--timeout", type=float, default=20)
    parser.add_argument("--workers", type=int, default=0)
    arguments = parser.parse_args()
    work, began = Path(tempfile.mkdtemp(prefix="govplan-fuzz-")), time.perf_counter()
    chosen = ingest.Options(workers=arguments.workers, timeout=arguments.timeout)
    kinds = {".txt", ".md", ".docx", ".odt", ".html", ".pdf"}
    found = sorted(path for path in arguments.plans.iterdir() if path.suffix in kinds)
    try:
        print(fuzz(found, arguments.count, arguments.seed, work, chosen))
    finally:
        shutil.rmtree(work)
        print(f"{time.perf_counter() - began:.0f} s")
