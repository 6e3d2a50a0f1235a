"""``govplan status``: what a store holds, and how much of the disk. ``govplan gc``: what it needs no more."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console

from pipeline.extras import MissingExtra
from pipeline.ingest import say
from pipeline.remote.url import Location
from pipeline.store import HIDDEN, StoreError, collect, counts, snapshot


def status(out: Location, console: Console, errors: Console) -> int:
    """Prints documents, rows, rejects, the last run and the disk used. The exit code: 0, or 2 where there is no store."""
    try:
        if begun(out):
            say(console, f"nothing is published yet in {out}: its first run goes on or was stopped  尚未發布")
            print_waiting(console, ledger_of(out))
            return 0
        folder, rows = snapshot(out), counts(out)
        print_files(console, folder)
        print_run(console, folder)
        say(console, f"rows 筆數 in {out}:")
        for name, number in rows.items():
            say(console, f"  {name:<14}{number:>10,}")
        print_waiting(console, ledger_of(out))
        used, alone = sizes(out, folder)
        say(console, f"disk 磁碟: {used / 2**20:,.1f} MiB, of which the tables {alone / 2**20:,.1f} MiB")
    except (StoreError, MissingExtra, OSError, sqlite3.DatabaseError) as error:
        say(errors, f"govplan: {error}")
        return 2
    return 0


def begun(out: Location) -> bool:
    """Whether a store in a folder was begun and nothing is published yet."""
    return (
        isinstance(out, Path)
        and (out / HIDDEN / "ledger.sqlite").exists()
        and not (out / HIDDEN / "current").is_symlink()
    )


def print_files(console: Console, folder: Path) -> None:
    """The inputs by status, the rejected ones by code."""
    files = pq.read_table(folder / "files", columns=["status", "code"], partitioning=None)
    for column in ("status", "code"):
        for value in files[column].drop_null().value_counts().to_pylist():
            say(console, f"{'files' if column == 'status' else '  rejected as'} {value['values']}: {value['counts']:,}")


def print_run(console: Console, folder: Path) -> None:
    """The last run."""
    runs = pq.read_table(folder / "runs", partitioning=None).to_pylist()
    if runs:
        last = max(runs, key=lambda run: run["started"])
        seconds = (last["finished"] - last["started"]).total_seconds()
        did = ", ".join(f"{number} {name}" for name, number in last["counts"])
        say(console, f"last run 最近執行: {last['started']:%Y-%m-%d %H:%M:%S} UTC, {seconds:.1f} s, {did}")


def ledger_of(out: Location) -> Path:
    """The ledger; of a URL that of the store which this machine works on, if it ever did."""
    if isinstance(out, Path):
        return (out / HIDDEN / "ledger.sqlite").absolute()
    from pipeline.remote.cache import cache_of

    return cache_of(out) / "store" / HIDDEN / "ledger.sqlite"


def print_waiting(console: Console, path: Path) -> None:
    """What was read and not published: a run was stopped, or is going on."""
    if not path.exists():
        return
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        waiting = connection.execute("SELECT count(*) FROM dirty").fetchone()[0]
    finally:
        connection.close()
    if waiting:
        say(console, f"read and not yet published: {waiting:,} documents; the next ingest publishes them  尚未發布")


def sizes(out: Location, folder: Path) -> tuple[int, int]:
    """Bytes of the whole store, and of its published tables."""
    if isinstance(out, Path):
        return disk(out / HIDDEN), disk(folder)
    from pipeline.remote.publish import size_of

    return size_of(out)


def disk(folder: Path) -> int:
    """Bytes of disk below a folder; a file with several names counts once."""
    sizes = {}
    for path, _, names in os.walk(folder):
        for name in names:
            entry = os.lstat(Path(path, name))
            sizes[entry.st_ino] = entry.st_blocks * 512
    return sum(sizes.values())


def gc(out: Location, console: Console, errors: Console, grace: float) -> int:
    """Removes snapshots replaced more than ``grace`` seconds ago. The exit code: 0, or 2 where there is no store."""
    try:
        if isinstance(out, Path):
            before = disk(out / HIDDEN)
            removed = len(collect(out, grace))
            freed = before - disk(out / HIDDEN)
        else:
            from pipeline.remote.publish import collect_remote

            swept = collect_remote(out, grace)
            removed = sum(one.name.startswith("manifests/") for one in swept)
            freed = sum(one.bytes for one in swept)
        say(console, f"{removed} old snapshots removed, {freed / 2**20:,.1f} MiB freed  已清除舊快照")
    except (StoreError, MissingExtra, OSError) as error:
        say(errors, f"govplan: {error}")
        return 2
    return 0
