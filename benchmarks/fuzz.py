"""Seeded mutants of sample plans through a whole ingest: no batch fails, no input loses its row, none crashes or hangs.

``python -m benchmarks.fuzz --count 10000``; the samples are data/raw and the real plans where they are (``GOVPLAN_SAMPLES``
or ``../shared``), or the folders of --plans. A mutant is a sample with some bytes changed: those of the file itself, or those
inside a package's member or a PDF's compressed stream, packed again, so that the damage comes through to the reader.
Prints how many came to which status or code, in all and by format; exits 1 where one crashed, hung or ate its memory.
"""

from __future__ import annotations

import argparse
import collections
import io
import os
import random
import re
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console

from pipeline import ingest

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
FAULTS = frozenset({"crashed", "timeout", "out-of-memory"})
# how often a format is taken; a .doc costs seconds of LibreOffice
SHARES = {".txt": 25, ".md": 10, ".docx": 20, ".odt": 15, ".html": 10, ".pdf": 20, ".doc": 1}
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
    b'w:val="2000000000"',
    b"-1",
    b"99999999999",
    b"<w:tbl><w:tr><w:tc>",
)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


# --- mutants ----------------------------------------------------------------------------------------------------------


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


def mutate_package(content: bytes, chance: random.Random) -> bytes:
    """A zip package with one member mutated."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    victim = chance.choice([name for name, data in members.items() if data])
    members[victim] = mutate(members[victim], members[chance.choice(list(members))], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(
                zipfile.ZipInfo(name), data, zipfile.ZIP_STORED if len(data) < 99 else zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()


def mutate_pdf(content: bytes, chance: random.Random) -> bytes:
    """A PDF with the inflated content of one to three of its streams mutated; offsets behind them are wrong then, too."""
    for _ in range(chance.randint(1, 3)):
        streams = list(STREAM.finditer(content))
        if not streams:
            break
        start, end = chance.choice(streams).span(1)
        try:
            inner = zlib.decompress(content[start:end])
        except zlib.error:
            changed = mutate(content[start:end], content, chance)
        else:
            changed = zlib.compress(mutate(inner, inner, chance)) + b"\n"
        content = content[:start] + changed + content[end:]
    return content


def mutant(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """The content mutated at its surface or, where it is packed, as often inside."""
    if content.startswith(b"PK\3\4") and chance.random() < 0.5:
        return mutate_package(content, chance)
    if content.startswith(b"%PDF") and chance.random() < 0.5:
        return mutate_pdf(content, chance)
    return mutate(content, other, chance)


def mutants(samples: list[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents; the same for the same samples and seed."""
    chance = random.Random(seed)
    contents = {path: path.read_bytes() for path in samples}
    by_format = collections.Counter(path.suffix for path in samples)
    weights = [SHARES[path.suffix] / by_format[path.suffix] for path in samples]
    for number in range(count):
        (sample,), other = chance.choices(samples, weights), chance.choice(samples)
        yield f"{number:05}-{sample.name}", mutant(contents[sample], contents[other], chance)


# --- their ingest -----------------------------------------------------------------------------------------------------


def fuzz(samples: list[Path], count: int, seed: int, folder: Path, options: ingest.Options) -> list[dict[str, object]]:
    """Ingests the mutants; their rows of ``files``. Raises AssertionError where one has no row or the run fails."""
    plans, out = folder / "mutants", folder / "out"
    plans.mkdir()
    for name, content in mutants(samples, count, seed):
        (plans / name).write_bytes(content)
    errors = io.StringIO()
    code = ingest.run([str(plans)], out, Console(file=io.StringIO()), Console(file=errors), options)
    assert code in (0, 1), errors.getvalue()
    files: list[dict[str, object]] = pq.read_table(out / "files").to_pylist()
    assert len(files) == count, f"{len(files)} rows for {count} inputs"
    return files


def outcomes(files: list[dict[str, object]]) -> dict[str, int]:
    """How many came to which code or, where they have none, status."""
    return dict(sorted(collections.Counter(str(row["code"] or row["status"]) for row in files).items()))


def faults(files: list[dict[str, object]]) -> list[str]:
    """What crashed, hung or ate its memory."""
    found = [row for row in files if row["code"] in FAULTS]
    return [f"{row['code']}: {Path(str(row['source_uri'])).name}: {row['message']}" for row in found]


def samples_in(folders: list[Path]) -> list[Path]:
    """The samples below the folders, by name."""
    found = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
    return sorted((path for path in found if path.suffix in SHARES), key=lambda path: path.name)


if __name__ == "__main__":
    real = Path(os.environ.get("GOVPLAN_SAMPLES") or ROOT.parent / "shared") / "plans"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plans", type=Path, nargs="+", default=[RAW, real])
    parser.add_argument("--timeout", type=float, default=20)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="put the mutants that crashed, hung or ate their memory here")
    arguments = parser.parse_args()
    work, began = Path(tempfile.mkdtemp(prefix="govplan-fuzz-")), time.perf_counter()
    chosen = ingest.Options(workers=arguments.workers, timeout=arguments.timeout)
    try:
        rows = fuzz(samples_in(arguments.plans), arguments.count, arguments.seed, work, chosen)
        print("all", outcomes(rows))
        for suffix in SHARES:
            print(suffix, outcomes([row for row in rows if str(row["source_uri"]).endswith(suffix)]))
        print(*faults(rows), sep="\n")
        if arguments.keep:
            arguments.keep.mkdir(parents=True, exist_ok=True)
            for row in rows:
                if row["code"] in FAULTS:
                    shutil.copy(str(row["source_uri"]), arguments.keep)
    finally:
        shutil.rmtree(work)
        print(f"{time.perf_counter() - began:.0f} s")
    raise SystemExit(1 if faults(rows) else 0)
