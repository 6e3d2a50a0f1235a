"""Pages that were finished before a worker had to be stopped are kept, in the time that the document has."""

from __future__ import annotations

import doctest
import io
import re
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from samples import ROOT
from stores import assert_sound, bytes_of, read
from test_workers import quietly

sys.path.insert(0, str(Path(__file__).parent / "hostile"))
import make

from extractors import extract
from pipeline import checkpoint, ingest
from pipeline.checkpoint import Watch, alarm, ends_at, finished, shortened

RAW = ROOT / "data" / "raw"


# --- which pages, and when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [2, 60, 600])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.3, 0.5, 0.7])
def test_a_stalled_document_is_ended_late_and_in_time(limit: float, share: float) -> None:
    last = share * limit
    assert max(last, limit / 2) <= ends_at(last, limit) <= limit


@given(st.integers(min_value=1, max_value=100), st.sampled_from([1.5, 20, 60, 100 / 3]))
def test_all_pages_that_took_little_are_kept(share: int, limit: float) -> None:
    """Up to a tenth of the time, whatever its digits: the last page has exactly the time that was left for it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.pages"
        path.write_text(f"1 0.001\n2 {limit * share / 1000:.3f}\n", encoding="ascii")
        rest = shortened(path, limit)
    assert rest is not None and rest.last_page == 2


def test_what_can_be_read_again_in_time(tmp_path: Path) -> None:
    path = tmp_path / "x.pages"
    assert shortened(path, 60) is None
    path.write_text("1 0.500\n2 1.000\n4 5.000\n5 5.", encoding="ascii")  # page 3 could not be loaded; cut by a kill
    assert finished(path) == [(1, 0.5), (2, 1.0), (4, 5.0)]
    rest = shortened(path, 60)
    assert rest is not None and rest.last_page == 4 and rest.seconds + ends_at(5, 60) == 60
    path.write_text("1 1.000\n2 29.000\n", encoding="ascii")
    rest = shortened(path, 60)
    assert rest is not None and rest.last_page == 1
    path.write_text("1 41.000\n", encoding="ascii")
    assert shortened(path, 60) is None


def test_a_watch_takes_down_pages_and_says_when_it_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 22.0])
    monkeypatch.setattr(checkpoint.time, "monotonic", lambda: next(clock))
    with alarm(0):
        watch = Watch(tmp_path / "x.pages", 60)
        assert (watch.finished(1), watch.stopped_at) == (False, None)
        assert 47 < signal.getitimer(signal.ITIMER_REAL)[0] <= 48
        assert (watch.finished(2), watch.stopped_at) == (True, 2)
        assert finished(tmp_path / "x.pages") == [(1, 1.0), (2, 22.0)]
        watch.done()
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert finished(tmp_path / "x.pages") == []


def test_reading_ends_with_the_page_that_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(make.pages_and(""))
    found = extract(path, on_page=lambda page: page == 2)
    assert found.meta.recovered and "第2頁" in found.text and "第3頁" not in found.text
    assert [note.code for note in found.notes] == ["page-limit"]
    assert not extract(path, on_page=lambda page: page == 4).meta.recovered  # the last: nothing is left out


@pytest.mark.parametrize("module", [checkpoint])
def test_examples_in_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


# --- with workers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "options", "why"),
    [
        (make.endless_page(), ingest.Options(workers=1, timeout=30, log_format="json"), "took longer"),
        # the limit of time is not to be met, however slow the machine is
        (make.page_of_gigabytes(), ingest.Options(workers=1, timeout=600, memory=500, log_format="json"), "memory"),
    ],
    ids=["time", "memory"],
)
def test_pages_before_a_kill_are_kept(content: bytes, options: ingest.Options, why: str, tmp_path: Path) -> None:
    path, out = tmp_path / "plan.pdf", tmp_path / "out"
    path.write_bytes(content)
    assert quietly(out, [path], options) == 0
    (file,) = read(out, "files")
    assert (file["status"], file["code"]) == ("recovered", None)
    # fewer than three where the machine is slow
    kept = re.fullmatch(r"pages 1 to ([123]) are kept: (.*)", str(file["message"]))
    assert kept and why in kept[2]
    (document,) = read(out, "documents")
    assert document["recovered"] and document["page_count"] == 4
    assert re.findall(r"第(\d)頁", str(document["text"])) == [str(n + 1) for n in range(int(kept[1]))]
    said = {row["code"]: row["message"] for row in read(out, "diagnostics")}
    assert said["page-limit"] == f"the PDF has 4 pages; the first {kept[1]} were read"
    assert_sound(out)
    before = bytes_of(out)
    printed, errors = io.StringIO(), io.StringIO()
    assert ingest.run([str(path)], out, Console(file=printed), Console(file=errors), options) == 0
    assert "not read to the end 未讀完: 1" in printed.getvalue() and str(file["message"]) in printed.getvalue()
    assert bytes_of(out) == before  # nothing is due under the same limits


def test_what_was_cut_is_read_again_under_other_limits(tmp_path: Path) -> None:
    path, out = tmp_path / "plan.pdf", tmp_path / "out"
    path.write_bytes(make.page_of_gigabytes())
    small = ingest.Options(workers=1, timeout=600, memory=500, log_format="json")
    assert quietly(out, [path], small) == 0
    assert read(out, "files")[0]["status"] == "recovered"
    assert quietly(out, [path], ingest.Options(workers=1, timeout=600, memory=8000, log_format="json")) == 0
    (file,) = read(out, "files")
    assert file["message"] is None and "壞頁" in str(read(out, "documents")[0]["text"])
