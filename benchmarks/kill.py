"""Kills an ingest again and again, and sees that nothing is lost or doubled: ``python -m benchmarks.kill --kills 100``.

So many times the parent is killed (SIGKILL) at a random moment, each followed by a run that goes on; then, in other runs, so many
times a worker that is reading. After each store that is finished its tables are compared, byte for byte, with those of an
undisturbed run; no process may be left; and all along a reader polls the published snapshot for keys without their target.
Exits 1 where anything is found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.generate import generate
from pipeline.processes import MARK
from pipeline.schema import tables
from pipeline.store import StoreError, snapshot

ROOT = Path(__file__).resolve().parent.parent
CALL = "import sys; from pipeline.cli import main; sys.exit(main())"


def start(plans: Path, out: Path) -> subprocess.Popen[bytes]:
    """An ingest with two workers in a process of its own."""
    command = [sys.executable, "-c", CALL, "ingest", str(plans), "--out", str(out), "--workers", "2", "--prune"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)


def finish(run: subprocess.Popen[bytes]) -> None:
    """Waits for the run's own end. Raises AssertionError where that is not a good one."""
    errors = run.communicate()[1]
    assert run.returncode == 0, errors.decode()


def bytes_of(out: Path) -> dict[str, bytes]:
    """All files of all tables but ``runs``, which has the times."""
    names = [name for name in tables() if name != "runs"]
    return {f"{name}/{path.name}": path.read_bytes() for name in names for path in sorted((out / name).iterdir())}


# --- who is there -----------------------------------------------------------------------------------------------------


def marked_by(parent: int) -> list[int]:
    """The processes that bear the mark of a parent, alive or dead."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={parent}-".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def workers_of(parent: int) -> list[int]:
    """The workers of a parent: marked children of a marked process, its fork server."""
    marked, found = marked_by(parent), []
    for process in marked:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) in marked:
            found.append(process)
    return found


def orphans(parent: int, patience: float = 60.0) -> list[int]:
    """The processes of a parent that is gone, after some time to end."""
    deadline = time.monotonic() + patience
    while (left := marked_by(parent)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


# --- the reader -------------------------------------------------------------------------------------------------------


class Reader(threading.Thread):
    """Polls the published snapshot of a store, for the last time when it is to stop; keeps every key that it finds without its target."""

    def __init__(self, out: Path) -> None:
        super().__init__()
        self.out, self.faults, self.looks = out, list[str](), 0
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(0.2):
            self.look()
        self.look()

    def look(self) -> None:
        """Looks once, where anything is published."""
        try:
            folder = snapshot(self.out)
        except StoreError:
            return
        self.faults += dangling(folder)
        self.looks += 1

    def stop(self) -> None:
        self._stop_asked.set()
        self.join()


def dangling(folder: Path) -> Iterator[str]:
    """The foreign keys of a snapshot that have no target."""
    for table in tables().values():
        for foreign in json.loads(table.arrow.metadata[b"foreignKeys"]):
            resource, target, own = foreign["reference"]["resource"], foreign["reference"]["fields"], foreign["fields"]
            there = pq.read_table(folder / resource, columns=[target], partitioning=None)[target].combine_chunks()
            used = (
                pq.read_table(folder / table.name, columns=[own], partitioning=None)[own].combine_chunks().drop_null()
            )
            missing = used.filter(pc.invert(pc.is_in(used, there)))
            if len(missing):
                yield f"{folder.name}: {table.name}.{own} = {missing[0]}"


# --- the kills --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """What was done and what was found."""

    kills: int = 0
    stores: int = 0
    looks: int = 0
    faults: list[str] = field(default_factory=list)


def compare(out: Path, wanted: dict[str, bytes], tally: Tally) -> None:
    """The tables of a finished store against those of an undisturbed run."""
    found = bytes_of(out)
    tally.faults += [
        f"{out}: {name} differs" for name in sorted(wanted.keys() | found.keys()) if wanted.get(name) != found.get(name)
    ]
    tally.stores += 1
    print(f"  {tally.kills} killed, {tally.stores} stores finished, {len(tally.faults)} faults", flush=True)
    shutil.rmtree(out)


def kill_parents(plans: Path, folder: Path, kills: int, span: float, chance: random.Random, tally: Tally) -> None:
    """Kills parents at moments from 0 to ``span`` seconds after their start, until a store is finished; then another store."""
    wanted = bytes_of(folder / "undisturbed")
    while kills > 0:
        out = folder / f"store{tally.stores}"
        reader = Reader(out)
        reader.start()
        for _ in range(min(kills, chance.randint(1, 6))):
            run = start(plans, out)
            time.sleep(chance.uniform(0, span))
            alive = run.poll() is None
            run.kill()
            run.communicate()
            kills, tally.kills = kills - alive, tally.kills + alive
            tally.faults += [f"process {process} is left" for process in orphans(run.pid)]
        finish(start(plans, out))
        reader.stop()
        tally.looks += reader.looks
        tally.faults += reader.faults
        compare(out, wanted, tally)


def kill_workers(plans: Path, folder: Path, kills: int, chance: random.Random, tally: Tally) -> None:
    """Kills workers at random moments, a few a run: what is killed twice, once alone, is rightly held to be at fault."""
    wanted = bytes_of(folder / "undisturbed")
    while kills > 0:
        out, few, last = folder / f"store{tally.stores}", chance.randint(1, 6), 0
        run = start(plans, out)
        while run.poll() is None:
            time.sleep(chance.uniform(0.05, 0.5))
            victims = workers_of(run.pid) if few and kills else []
            victims = [victim for victim in victims if victim != last]
            if victims:
                last = chance.choice(victims)
                os.kill(last, 9)
                few, kills, tally.kills = few - 1, kills - 1, tally.kills + 1
        finish(run)
        tally.faults += [f"process {process} is left" for process in orphans(run.pid)]
        compare(out, wanted, tally)


def measure(kinds: list[str], kills: int, count: int, seed: int, folder: Path) -> list[str]:
    """Kills so many processes of each kind in ingests of ``count`` documents; what was found."""
    plans, chance, faults = folder / "plans", random.Random(seed), list[str]()
    generate(count, plans, seed, small=True)
    began = time.monotonic()
    finish(start(plans, folder / "undisturbed"))
    span = time.monotonic() - began
    for kind in kinds:
        tally = Tally()
        if kind == "parents":
            kill_parents(plans, folder, kills, span, chance, tally)
        else:
            kill_workers(plans, folder, kills, chance, tally)
        print(
            f"{tally.kills} {kind} killed, {tally.stores} stores finished; {len(tally.faults)} faults",
            *tally.faults,
            sep="\n  ",
        )
        print(f"{tally.looks} looks at published snapshots meanwhile", flush=True)
        faults += tally.faults
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="of each kind")
    parser.add_argument("--kinds", nargs="+", choices=("parents", "workers"), default=["parents", "workers"])
    parser.add_argument("--count", type=int, default=120, help="documents")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    work, began = Path(tempfile.mkdtemp(prefix="govplan-kill-")), time.perf_counter()
    try:
        found = measure(arguments.kinds, arguments.kills, arguments.count, arguments.seed, work)
    finally:
        shutil.rmtree(work)
        print(f"{time.perf_counter() - began:.0f} s")
    raise SystemExit(1 if found else 0)
