"""Workers: each poison is told by its right name, costs no other task, and leaves no process behind."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import poison
import pytest
from patience import assert_in_time, eventually, is_gone
from samples import ROOT
from stores import bytes_of, statuses
from test_ingest import run as run_inline

from pipeline import ingest, walls, workers
from pipeline.engines import Failure, local
from pipeline.engines.local import LocalEngine
from pipeline.processes import mark, strays
from pipeline.tasks import Receipt, Task
from pipeline.walls import Walls

LIMIT = 8.0  # seconds: what ends does so at once. A pool that got stuck is given up so much later
MARGIN = 2.0  # beyond a limit, for the worker to be gone
RAW = ROOT / "data" / "raw"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[LocalEngine]:
    made = LocalEngine(2, tmp_path / "work", (tmp_path / "parts",))
    yield made
    made.close()


def done(engine: LocalEngine, *deeds: str) -> dict[str, str]:
    """The deeds with what became of them: ``well`` or a code."""
    results = engine.run(poison.act, deeds, LIMIT)
    return {deed.partition(" ")[0]: result.code if isinstance(result, Failure) else "well" for deed, result in results}


def test_each_poison_by_its_name(engine: LocalEngine, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    good = [f"nothing {number}" for number in range(40)]
    bad = {
        "leave": "crashed",
        "segfault": "crashed",
        "loop": "timeout",
        "stick": "timeout",
        "hog": "out-of-memory",
        "be_killed": "out-of-memory",
    }
    once = f"be_killed_once {tmp_path}/parts/once"
    deeds = [deed for pair in zip(good, [*bad, once, *good], strict=False) for deed in pair]
    results = list(engine.run(poison.act, deeds, LIMIT))
    assert sorted(deed for deed, _ in results) == sorted(deeds)
    failed = {deed: result.code for deed, result in results if isinstance(result, Failure)}
    assert failed == bad
    assert all(deed == result for deed, result in results if not isinstance(result, Failure))


def test_a_timeout_comes_in_time_and_takes_the_converter_with_it(engine: LocalEngine, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    note = tmp_path / "parts" / "note"

    def elapsed() -> float:
        assert done(engine, f"leave_a_child {note}") == {"leave_a_child": "timeout"}
        ended, (began, child) = time.monotonic(), note.read_text(encoding="utf-8").split()
        assert eventually(lambda: is_gone(int(child)))  # before it ends by itself
        assert list(strays(mark())) == []
        return ended - float(began)

    assert_in_time(elapsed, LIMIT + MARGIN)


def test_idle_workers_that_are_killed_cost_nothing(engine: LocalEngine) -> None:
    assert done(engine, "nothing 1") == {"nothing": "well"}
    for worker in list(engine._pool._pool_manager.worker_manager.workers):
        os.kill(worker, 9)
    time.sleep(0.5)
    assert [result for _, result in engine.run(poison.act, ["nothing 2"], LIMIT)] == ["nothing 2"]


def test_workers_killed_at_any_moment_cost_nothing(engine: LocalEngine) -> None:
    """None is killed any more when those that were lost are tried again, alone: what is killed then is rightly held to be at fault."""
    deeds = [f"nothing {number}" for number in range(300)]
    stop, results = threading.Event(), list[tuple[str, object]]()

    def killing() -> None:
        before = -1
        while not stop.wait(0.4) and before < 200:
            if len(results) > before:  # a pool that nothing comes from is rightly given up after a few restarts
                before = len(results)
                for worker in list(engine._pool._pool_manager.worker_manager.workers)[:1]:
                    with suppress(ProcessLookupError):
                        os.kill(worker, 9)

    thread = threading.Thread(target=killing)
    thread.start()
    try:
        for deed, result in engine.run(poison.act, deeds, LIMIT):
            results.append((deed, result))
            time.sleep(0.005)
    finally:
        stop.set()
        thread.join()
    assert sorted(results) == sorted((deed, deed) for deed in deeds)


def test_workers_that_cannot_start_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "settle", poison.never_settle)
    monkeypatch.setattr(local, "STALL_SECONDS", 1.0)
    engine = LocalEngine(1, tmp_path / "work", ())
    with pytest.raises(OSError, match="the workers do not answer"):
        list(engine.run(poison.act, ["nothing"], 0.5))
    engine.close()


@pytest.mark.parametrize("deed", ["connect", "write_elsewhere /tmp/govplan-must-not-exist"])
def test_walls(engine: LocalEngine, deed: str) -> None:
    with pytest.raises(PermissionError, match="a worker may not"):
        done(engine, deed)
    assert not Path("/tmp/govplan-must-not-exist").exists()


def test_walls_see_all_ways_to_write(tmp_path: Path) -> None:
    walls = Walls((tmp_path / "in",))
    walls("open", (str(tmp_path / "in" / "x"), "w", os.O_WRONLY))
    walls("open", (str(tmp_path / "x"), "r", os.O_RDONLY))
    walls("open", (os.devnull, "w", os.O_WRONLY))
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_APPEND | os.O_WRONLY):
        with pytest.raises(PermissionError):
            walls("open", (bytes(tmp_path / "in" / ".." / "x"), None, flags))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "out").symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        walls("open", (str(tmp_path / "in" / "out" / "x"), "w", os.O_WRONLY))


def test_too_little_memory_is_said(tmp_path: Path) -> None:
    receipt = workers.read(Task(RAW / "nanping-county-87.txt", "x", tmp_path, memory=1))
    assert (receipt.code, receipt.part) == ("out-of-memory", None)
    assert isinstance(workers.read(Task(RAW / "nanping-county-87.txt", "x", tmp_path)), Receipt)


def test_one_and_many_workers_give_the_same_bytes(tmp_path: Path) -> None:
    plans = sorted(RAW.iterdir())
    for count in (1, 2, 8):
        options = ingest.Options(workers=count, log_format="json")
        assert quietly(tmp_path / f"{count}", plans, options) in (0, 1)
    run_inline(tmp_path / "inline", *plans)
    wanted = bytes_of(tmp_path / "inline")
    assert len(statuses(tmp_path / "inline")) == len(plans)
    assert all(bytes_of(tmp_path / f"{count}") == wanted for count in (1, 2, 8))


def quietly(out: Path, plans: list[Path], options: ingest.Options) -> int:
    from rich.console import Console

    with Path(os.devnull).open("w") as nowhere:
        return ingest.run([str(p) for p in plans], out, Console(file=nowhere), Console(file=nowhere), options)
