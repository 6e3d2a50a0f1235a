"""Hostile files among good ones: each comes to the one end that is right for it, in its time, and the good ones do not notice."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count
from pathlib import Path

import pytest
from patience import PATIENCE, assert_in_time
from rich.console import Console
from stores import assert_sound, read

sys.path.insert(0, str(Path(__file__).parent))
import make
from timed import Took, timed

from pipeline import ingest
from pipeline.sources import uri_of

GOOD = 8
MARGIN = 2.0  # seconds beyond its limit that a document may have
USUAL = ingest.DEFAULT.timeout
PATIENT = ingest.Options(workers=2, timeout=2 * PATIENCE, log_format="json")
LIMITS = {
    make.files: PATIENT,
    # no limit of memory is met in so short a time
    make.endless: replace(PATIENT, timeout=20, memory=16_384),
    make.hungry: replace(PATIENT, memory=600),
}


@dataclass(frozen=True)
class Batch:
    """Hostile files and good ones after a run under some limits: their folder, the tables, the events, what each took."""

    folder: Path
    out: Path
    events: list[dict[str, object]]
    took: dict[str, Took]
    wanted: dict[str, str]
    options: ingest.Options


@pytest.fixture(scope="module", params=LIMITS, ids=lambda kind: kind.__name__)
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    root = tmp_path_factory.mktemp("hostile")
    folder, out, options = root / "plans", root / "out", LIMITS[request.param]
    (folder / "folder.pdf").mkdir(parents=True)
    (root / "secret.txt").write_text("秘密", encoding="utf-8")
    for number in range(GOOD):
        (folder / f"good{number}.txt").write_text(f"{make.PLAN}{number}", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_text(make.PLAN + "bytes", encoding="utf-8")
    hostile: dict[str, tuple[Callable[[Path], object], str]] = request.param(folder)
    for name, (create, _) in hostile.items():
        create(folder / name)
    code, said, took = run(folder, out, options)
    assert code in (0, 1), said
    wanted = {uri_of(folder / name): end for name, (_, end) in hostile.items()}
    return Batch(folder, out, [json.loads(line) for line in said.splitlines()], took, wanted, options)


def run(source: Path, out: Path, options: ingest.Options) -> tuple[int, str, dict[str, Took]]:
    """An ingest: its exit code, the log, and what each document took."""
    log = io.StringIO()
    with timed() as took:
        return (
            ingest.run([str(source)], out, Console(file=io.StringIO()), Console(file=log), options),
            log.getvalue(),
            took,
        )


def test_each_comes_to_its_right_end(batch: Batch) -> None:
    found = {str(row["source_uri"]): row["code"] or row["status"] for row in read(batch.out, "files")}
    assert {uri: found.get(uri) for uri in batch.wanted} == batch.wanted
    assert len(found) == GOOD + len(batch.wanted) + 1
    assert found[f"{uri_of(batch.folder)}/%FF%FE.txt"] == "extracted"


def test_each_has_its_time_and_no_more(batch: Batch, tmp_path: Path) -> None:
    """Those that come to their end by themselves do so within the usual limit of a processor; the others are stopped in time."""
    slow = {uri: took.processor for uri, took in batch.took.items() if took.processor > USUAL}
    assert slow == {}
    for uri in batch.took.keys() & batch.wanted.keys():
        again = (alone(batch, uri, tmp_path / str(number)) for number in count())
        assert_in_time(partial(next, chain([batch.took[uri].seconds], again)), batch.options.timeout + MARGIN)


def alone(batch: Batch, uri: str, folder: Path) -> float:
    """The seconds of one document of a batch with nothing else running."""
    (path,) = (path for path in batch.folder.iterdir() if uri_of(path) == uri)
    return run(path, folder / "out", batch.options)[2][uri].seconds


def test_why_a_document_was_not_read_to_its_end_is_said(batch: Batch) -> None:
    messages = {str(row["source_uri"]).rsplit("/", 1)[-1]: str(row["message"]) for row in read(batch.out, "files")}
    reasons = {
        "endless.pdf": f"pages 1 to 3 are kept: took longer than {batch.options.timeout:g} s and was stopped",
        "gigabytes.pdf": "pages 1 to 3 are kept: its worker was killed or ran out of memory, twice",
        "bomb.pdf": "pages 1 to 3 are kept: its worker was killed or ran out of memory, twice",
        "rows.txt": f"took longer than {batch.options.timeout:g} s and was stopped",
    }
    assert {name: messages[name] for name in reasons.keys() & messages.keys()} == {
        name: reason for name, reason in reasons.items() if name in messages
    }


def test_good_ones_are_read_as_if_alone(batch: Batch) -> None:
    documents = {str(row["source_uri"]).rsplit("/", 1)[-1]: row for row in read(batch.out, "documents")}
    for number in range(GOOD):
        assert documents[f"good{number}.txt"]["text"] == f"{make.PLAN}{number}"
        assert documents[f"good{number}.txt"]["year_roc"] == 113
    assert_sound(batch.out)


def test_nothing_from_outside_comes_in(batch: Batch) -> None:
    assert not [row["source_uri"] for row in read(batch.out, "documents") if "秘密" in str(row["text"])]
    assert {path.name for path in batch.folder.parent.iterdir()} == {"plans", "out", "secret.txt"}


def test_the_run_says_what_it_rejects(batch: Batch) -> None:
    said = {event["source_uri"] for event in batch.events if event["event"] == "rejected"}
    assert said == {row["source_uri"] for row in read(batch.out, "files") if row["status"] == "rejected"}
    assert batch.events[-1]["event"] == "done"
