"""Killed at any moment, nothing is lost or doubled: the next run finishes the work, and readers see one whole snapshot."""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import made_up
import pytest
from patience import PATIENCE, eventually
from rich.console import Console
from samples import ROOT, needs_package
from stores import assert_sound, bytes_of, statuses

from pipeline import ingest, ledger, walls, workers

sys.path.append(str(ROOT))
from benchmarks.kill import Reader, workers_of

INLINE = ingest.Options(engine="inline", prune=True)
# what the interpreter reports before it changes something on the disk, and the commit that this file reports
CHANGES = ("os.rename", "os.link", "os.symlink", "os.remove", "os.mkdir", "os.utime", "shutil.rmtree", "commit")
POINTS = 24
COUNT = 60


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read as the made-up plan, and commits are reported."""
    monkeypatch.setattr(workers, "extract", made_up.extract)
    monkeypatch.setattr(workers, "recognise", made_up.plan)
    leave = ledger.Transaction.__exit__

    def reported(self: ledger.Transaction, kind: type[BaseException] | None, *rest: object) -> None:
        sys.audit("commit")
        leave(self, kind, *rest)

    monkeypatch.setattr(ledger.Transaction, "__exit__", reported)


def run(out: Path, plans: Path) -> int:
    silent = Console(file=io.StringIO())
    return ingest.run([str(plans)], out, silent, silent, INLINE)


def prepare(folder: Path) -> tuple[Path, Path]:
    """A store of five files, and their folder, in which since then one changed, one is gone, one is new, one was renamed."""
    plans, out = folder / "plans", folder / "before"
    plans.mkdir()
    for number in range(5):
        (plans / f"{number}.txt").write_text(f"plan {number}", encoding="utf-8")
    assert run(out, plans) == 0
    (plans / "1.txt").write_text("another plan", encoding="utf-8")
    (plans / "2.txt").unlink()
    (plans / "3.txt").rename(plans / "0.first.txt")
    (plans / "5.txt").write_text("plan 5", encoding="utf-8")
    return plans, out


def forked(act: Callable[[], object]) -> int:
    """The act in a process of its own; how that ended, as ``os.waitstatus_to_exitcode`` says it."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def watch(act: Callable[[str], None]) -> None:
    """Calls ``act`` before every change on the disk from now on, for as long as this process lives."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & walls.WRITING
        if writes or event in CHANGES:
            act(event)

    sys.addaudithook(hook)


def changes_of(out: Path, plans: Path, log: Path) -> int:
    """How many changes on the disk an undisturbed run makes."""

    def counted() -> None:
        events: list[str] = []
        watch(events.append)
        run(out, plans)
        log.write_text(str(len(events)), encoding="utf-8")

    assert forked(counted) == 0
    return int(log.read_text(encoding="utf-8"))


def killed_before(point: int, out: Path, plans: Path) -> int:
    """A run that is killed before its change of that number."""

    def cut() -> None:
        left = iter(range(point))

        def count(event: str) -> None:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        watch(count)
        run(out, plans)

    return forked(cut)


def test_killed_before_any_change_on_the_disk(made: None, tmp_path: Path) -> None:
    plans, before = prepare(tmp_path)
    run(tmp_path / "undisturbed", plans)
    wanted, old = bytes_of(tmp_path / "undisturbed"), bytes_of(before)
    assert wanted != old
    shutil.copytree(before, tmp_path / "counted", symlinks=True)
    total = changes_of(tmp_path / "counted", plans, tmp_path / "log")
    assert bytes_of(tmp_path / "counted") == wanted
    points = sorted(random.Random(6).sample(range(total), min(POINTS, total)))
    for point in points:
        out = tmp_path / f"out{point}"
        shutil.copytree(before, out, symlinks=True)
        assert killed_before(point, out, plans) == -signal.SIGKILL, point
        assert bytes_of(out) in (old, wanted), f"neither before nor after: {point}"
        assert run(out, plans) == 0
        assert bytes_of(out) == wanted, point
        shutil.rmtree(out)


def test_a_first_run_killed_before_any_change(made: None, tmp_path: Path) -> None:
    plans, _ = prepare(tmp_path)
    run(tmp_path / "undisturbed", plans)
    total = changes_of(tmp_path / "counted", plans, tmp_path / "log")
    for point in sorted(random.Random(7).sample(range(total), 12)):
        out = tmp_path / f"first{point}"
        killed_before(point, out, plans)
        assert run(out, plans) == 0
        assert bytes_of(out) == bytes_of(tmp_path / "undisturbed"), point


# --- with workers -----------------------------------------------------------------------------------------------------


MAIN = "import sys; from pipeline.cli import main; sys.exit(main())"
SLOW = f"import poison; from pipeline import ingest; ingest.read = poison.read_slowly; {MAIN}"
RAY = ("--engine", "ray")


def command(out: Path, plans: Path, *options: str, call: str = MAIN) -> list[str]:
    return [sys.executable, "-c", call, "ingest", str(plans), "--out", str(out), "--workers", "2", *options]


def started(out: Path, plans: Path, *options: str, call: str = MAIN) -> subprocess.Popen[bytes]:
    """A run in a process group of its own; all that it starts bears the name of its store."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tests"), "RUN": str(out)}
    silent = subprocess.DEVNULL
    return subprocess.Popen(
        command(out, plans, *options, call=call),
        stdout=silent,
        stderr=silent,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )


def parts_of(out: Path) -> int:
    """How many plans the workers have written so far, each a line; all once they are published."""
    try:
        return sum(path.read_bytes().count(b"\n") for path in (out / ".govplan" / "parts").glob("*/*.jsonl"))
    except FileNotFoundError:  # they are being removed
        return COUNT


def left_of(out: Path) -> list[str]:
    """The commands that still run of those started for a store."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"RUN={out}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " "))
    return found


def assert_nothing_left(out: Path) -> None:
    assert eventually(lambda: left_of(out) == []), left_of(out)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small plans."""
    folder = tmp_path_factory.mktemp("many") / "plans"
    folder.mkdir()
    for number in range(COUNT):
        year, day = 100 + number % 15, 1 + number % 28
        lines = (
            f"青泉市政府{year}年度讀書實施計畫",
            "壹、依據：圖書館法。",
            f"貳、期程：{year}年3月{day}日前辦理{number}場次。",
        )
        (folder / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    assert started(out, plans).wait() == 0
    assert {status for status, _ in statuses(out).values()} == {"extracted"}
    return bytes_of(out)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    reader = Reader(tmp_path / "out")
    reader.start()
    yield reader
    reader.stop()


def test_kill_9_of_the_parent(plans: Path, undisturbed: dict[str, bytes], tmp_path: Path, reader: Reader) -> None:
    out, chance = tmp_path / "out", random.Random(9)
    for _ in range(6):
        parent = started(out, plans)
        time.sleep(chance.uniform(0.2, 3.0))
        parent.kill()
        parent.wait()
        assert_nothing_left(out)
    assert started(out, plans).wait() == 0
    assert bytes_of(out) == undisturbed
    assert_sound(out)
    reader.stop()
    assert reader.faults == [] and reader.looks


def test_kill_9_of_workers(plans: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Each worker's task is tried again at the end; no worker is killed then, for the second time counts."""
    parent, killed = started(tmp_path / "out", plans, call=SLOW), set[int]()
    while parent.poll() is None:
        early = parts_of(tmp_path / "out") < COUNT - 15
        for victim in set(workers_of(parent.pid)) - killed if early and len(killed) < 6 else ():
            os.kill(victim, signal.SIGKILL)
            killed.add(victim)
        time.sleep(0.02)
    assert killed and parent.returncode == 0
    assert bytes_of(tmp_path / "out") == undisturbed
    assert_nothing_left(tmp_path / "out")


@pytest.mark.parametrize("engine", [(), pytest.param(RAY, marks=needs_package("ray"))], ids=["local", "ray"])
def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(
    engine: tuple[str, ...], plans: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """As a terminal sends it: to all that the run has started in its process group."""
    out = tmp_path / "out"
    parent = started(out, plans, *engine, call=SLOW)
    assert eventually(lambda: parts_of(out) > 3)
    os.killpg(parent.pid, signal.SIGINT)
    assert parent.wait(PATIENCE) == 130
    assert_nothing_left(out)
    assert not (out / "documents").exists()
    assert started(out, plans, *engine).wait() == 0
    assert bytes_of(out) == undisturbed
    assert_nothing_left(out)


@needs_package("ray")
def test_kill_9_of_the_driver_of_a_ray_cluster(plans: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    driver = started(out, plans, *RAY, call=SLOW)
    assert eventually(lambda: parts_of(out) > 3)
    driver.kill()
    driver.wait()
    assert_nothing_left(out)
    assert not (out / "documents").exists()
    assert started(out, plans, *RAY).wait() == 0
    assert bytes_of(out) == undisturbed
    assert_sound(out)
    assert_nothing_left(out)


def test_two_writers_are_one_too_many(plans: Path, tmp_path: Path) -> None:
    first = started(tmp_path / "out", plans)
    assert eventually((tmp_path / "out" / ".govplan" / "ledger.sqlite").exists, every=0.01)
    first.send_signal(signal.SIGSTOP)  # so that it does not end before the second begins
    second = subprocess.run(command(tmp_path / "out", plans), capture_output=True, text=True, cwd=ROOT, check=False)
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 2 and "another govplan is writing" in second.stderr
    assert first.wait() == 0
