"""A Ray cluster of two workers on this machine: the same tables, the same codes, and no worker is missed."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import poison
import pytest
from patience import eventually
from remotes import put, run
from s3_server import Server
from samples import ROOT, needs_package
from stores import assert_sound, bytes_of, statuses

from pipeline import ingest
from pipeline.engines import Failure
from pipeline.engines import ray as engines_ray
from pipeline.engines.ray import RayEngine, join
from pipeline.remote.url import Url
from pipeline.store import snapshot

RAW = ROOT / "data" / "raw"
LIMIT = 10.0  # seconds: what ends does so at once
pytestmark = needs_package("ray")


@pytest.fixture(scope="module")
def cluster(s3: Server) -> Iterator[Any]:
    """The cluster; nothing of it is left behind."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(ROOT / "tests"))  # for poison.py
        import ray

        level = logging.getLogger("ray").level
        join(ray, 2, None)
    session = ray.get_runtime_context().worker.node.get_session_dir_path()
    yield ray
    ray.shutdown()
    logging.getLogger("ray").setLevel(level)
    assert eventually(lambda: processes_of(session) == []), processes_of(session)


def processes_of(session: str) -> list[str]:
    """The commands that are running for a session of Ray's, its actors' pools among them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        if session.encode() in command or b"RAY_RAYLET_PID" in environment:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.fixture(scope="class")
def engine(cluster: Any) -> Iterator[RayEngine]:
    made = RayEngine(2)
    yield made
    made.close()


class TestEngine:
    """Its two actors take the whole cluster, so they are gone when a document is read."""

    def test_each_poison_by_its_name(self, engine: RayEngine, tmp_path: Path) -> None:
        good = [f"nothing {number}" for number in range(20)]
        bad = {
            "leave": "crashed",
            "segfault": "crashed",
            "sleep": "timeout",
            "hog": "out-of-memory",
            "be_killed": "out-of-memory",
        }
        deeds = [deed for pair in zip(good, [*bad, *good], strict=False) for deed in pair]
        results = list(engine.run(poison.act, deeds, LIMIT))
        assert sorted(deed for deed, _ in results) == sorted(deeds)
        failed = {deed: result.code for deed, result in results if isinstance(result, Failure)}
        assert failed == bad
        assert all(deed == result for deed, result in results if not isinstance(result, Failure))

    def test_what_a_function_raises_is_raised(self, engine: RayEngine) -> None:
        with pytest.raises(PermissionError, match="a worker may not use the network"):
            list(engine.run(poison.act, ["connect"], LIMIT))

    def test_a_task_that_costs_its_actor_alone_too_is_given_up(
        self, engine: RayEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engines_ray, "LOSSES", 1)
        results = dict(engine.run(poison.act, ["kill_the_actor", *(f"nothing {n}" for n in range(6))], LIMIT))
        failed = results.pop("kill_the_actor")
        assert isinstance(failed, Failure) and failed.code == "crashed" and "lost" in failed.message
        assert results == {f"nothing {n}": f"nothing {n}" for n in range(6)}


def test_the_same_bytes_and_an_actor_killed_costs_nothing(
    cluster: Any, raw_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of data/raw, as the local engine reads it (which is the same with 1, 2 and 8 workers: test_workers)."""
    killing = partial(poison.read_and_kill_the_actor_once, victim="hexi-county-114-117.txt", flag=tmp_path / "killed")
    monkeypatch.setattr(ingest, "read", killing)
    out = tmp_path / "out"
    assert run(out, RAW, engine="ray", workers=2) == (0, "")
    assert (tmp_path / "killed").exists(), "no actor was killed"
    assert bytes_of(out) == bytes_of(raw_out)
    assert_sound(out)


def test_from_s3_to_s3_and_a_poisonous_document_costs_its_own_row(
    cluster: Any, s3: Server, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = Url("s3://ray-plans/plans"), Url("s3://ray-plans/out")
    for number in range(3):
        put(source, f"{number}.txt", f"青泉市政府11{number}年度讀書實施計畫\n一、依據：圖書館法。", tmp_path)
    assert run(tmp_path / "disk", source) == (0, "")
    for name, text in {"endless": "deed: sleep", "fault": "deed: segfault", "empty": ""}.items():
        s3.objects[f"ray-plans/plans/{name}.txt"] = text.encode()
    monkeypatch.setattr(ingest, "read", poison.read_or_act)
    assert run(out, source, engine="ray", workers=2, timeout=20)[0] == 1
    codes = {"endless.txt": "timeout", "fault.txt": "crashed", "empty.txt": "empty"}
    good = {f"{number}.txt": ("extracted", None) for number in range(3)}
    assert statuses(snapshot(out)) == good | {name: ("rejected", code) for name, code in codes.items()}
    wanted, found = bytes_of(tmp_path / "disk"), bytes_of(snapshot(out))
    assert {name for name in wanted if wanted[name] != found[name]} == {"files/part-0.parquet"}


def test_the_folder_of_a_killed_actor_is_removed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, held = engines_ray.scratch()
    (first / "document").write_text("x", encoding="utf-8")
    second, other = engines_ray.scratch()
    assert first.is_dir() and second.is_dir() and first != second
    held.close()  # as the end of the process does
    third, last = engines_ray.scratch()
    assert not first.exists() and second.is_dir() and third.is_dir()
    other.close()
    last.close()


def test_a_cluster_that_cannot_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ray:
        @staticmethod
        def init(**_: object) -> None:
            raise ConnectionError("nobody answers")

    with pytest.raises(OSError, match=r"no Ray cluster at 192\.0\.2\.1:6379: nobody answers"):
        join(Ray(), 2, "192.0.2.1:6379")


def test_actors_that_do_not_stay_are_an_error(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_ray, "RESTARTS", 1)
    made = RayEngine(1, carriage=poison.NeverThere())
    try:
        with pytest.raises(OSError, match="do not stay"):
            list(made.run(poison.act, ["nothing"], LIMIT))
    finally:
        made.close()


def test_without_ray_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    code, said = run(tmp_path / "out", RAW, engine="ray")
    assert code == 2 and "pip install 'govplan[ray]'" in said and "需先安裝 ray" in said
    assert not (tmp_path / "out").exists()
