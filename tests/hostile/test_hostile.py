"""Hostile files among good ones: each gets its right code in time, and the good ones do not notice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from samples import ROOT
from stores import assert_sound, read

sys.path.insert(0, str(Path(__file__).parent))
import make

from pipeline.sources import uri_of

TIMEOUT = 6
GOOD = 8


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[dict[str, object]]]:
    """The folder of the files, the tables made of them, and the events of the run."""
    root = tmp_path_factory.mktemp("hostile")
    folder, out = root / "plans", root / "out"
    (folder / "folder.pdf").mkdir(parents=True)
    (root / "secret.txt").write_text("秘密", encoding="utf-8")
    for number in range(GOOD):
        (folder / f"good{number}.txt").write_text(f"{make.PLAN}{number}", encoding="utf-8")
    for name, (create, _) in make.files(folder).items():
        create(folder / name)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_text(make.PLAN + "bytes", encoding="utf-8")
    call = "import sys; from pipeline.cli import main; sys.exit(main())"
    options = ["--workers", "2", "--timeout", str(TIMEOUT), "--log-format", "json"]
    command = [sys.executable, "-c", call, "ingest", str(folder), "--out", str(out), *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 1, done.stderr
    return folder, out, [json.loads(line) for line in done.stderr.splitlines()]


def test_each_has_its_right_code(batch: tuple[Path, Path, list[dict[str, object]]]) -> None:
    folder, out, _ = batch
    found = {str(row["source_uri"]): row["code"] for row in read(out, "files")}
    wrong = {
        name: found.get(uri_of(folder / name), "no row")
        for name, (_, codes) in make.files(folder).items()
        if found.get(uri_of(folder / name), "no row") not in codes
    }
    assert wrong == {}
    assert len(found) == GOOD + len(make.files(folder)) + 1
    assert found[f"{uri_of(folder)}/%FF%FE.txt"] is None


def test_good_ones_are_read_as_if_alone(batch: tuple[Path, Path, list[dict[str, object]]]) -> None:
    _, out, _ = batch
    documents = {str(row["source_uri"]).rsplit("/", 1)[-1]: row for row in read(out, "documents")}
    for number in range(GOOD):
        assert documents[f"good{number}.txt"]["text"] == f"{make.PLAN}{number}"
        assert documents[f"good{number}.txt"]["year_roc"] == 113
    assert_sound(out)


def test_nothing_from_outside_comes_in(batch: tuple[Path, Path, list[dict[str, object]]]) -> None:
    folder, out, _ = batch
    assert not [row["source_uri"] for row in read(out, "documents") if "秘密" in str(row["text"])]
    assert {path.name for path in folder.parent.iterdir()} == {"plans", "out", "secret.txt"}


def test_the_run_says_what_it_rejects(batch: tuple[Path, Path, list[dict[str, object]]]) -> None:
    _, out, events = batch
    said = {event["source_uri"] for event in events if event["event"] == "rejected"}
    assert said == {row["source_uri"] for row in read(out, "files") if row["status"] == "rejected"}
    assert events[-1]["event"] == "done"
