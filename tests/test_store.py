"""The store from run to run: what changed is read, what did not is not, and the bytes are those of a single run."""

from __future__ import annotations

import doctest
import io
import json
import os
import types
from pathlib import Path
from typing import Any

import duckdb
import made_up
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from stores import assert_sound, bytes_of, read, statuses

from extractors.document import Document
from extractors.errors import Code, Unreadable
from pipeline import ingest, ledger, parts, progress, snapshots, sources, status, workers
from pipeline import tables as tables_module
from pipeline.engines import local
from pipeline.schema import tables
from pipeline.store import StoreError, collect, locked, open_store, snapshot
from pipeline.tables import DOCUMENT_TABLES, fitted, plain_schema, read_rows, to_arrow


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files are read as the made-up plan; the list tells which were."""
    asked: list[str] = []

    def extract(path: Path, name: str | None = None, **_: object) -> Document:
        asked.append(path.name)
        if b"broken" in path.read_bytes():
            raise Unreadable(Code.CORRUPT, "broken")
        return made_up.extract(path, name)

    monkeypatch.setattr(workers, "extract", extract)
    monkeypatch.setattr(workers, "recognise", made_up.plan)
    return asked


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"plan {number}", encoding="utf-8")
    return folder


def run(out: Path, *sources: Path, **options: object) -> tuple[int, str, str]:
    printed, errors = io.StringIO(), io.StringIO()
    chosen = ingest.Options(engine="inline", **options)  # type: ignore[arg-type]
    code = ingest.run([str(s) for s in sources], out, Console(file=printed), Console(file=errors), chosen)
    return code, printed.getvalue(), errors.getvalue()


def size_of(out: Path) -> int:
    """Bytes of all documents, as the ledger counts them."""
    book = ledger.Ledger(out / ".govplan" / "ledger.sqlite")
    try:
        return book.size()
    finally:
        book.close()


def fresh(tmp_path: Path, plans: Path) -> dict[str, bytes]:
    """The bytes of a store made at once."""
    out = tmp_path / f"fresh{os.urandom(4).hex()}"
    run(out, plans)
    return bytes_of(out)


# --- what is read -----------------------------------------------------------------------------------------------------


def test_what_did_not_change_is_not_read(plans: Path, tmp_path: Path, made: list[str]) -> None:
    run(tmp_path / "out", plans)
    before = bytes_of(tmp_path / "out")
    made.clear()
    assert run(tmp_path / "out", plans)[1].startswith("6 files in ")
    assert made == [] and bytes_of(tmp_path / "out") == before
    assert len(read(tmp_path / "out", "runs")) == 2


def test_what_was_touched_is_hashed_and_not_read(plans: Path, tmp_path: Path, made: list[str]) -> None:
    run(tmp_path / "out", plans)
    before = bytes_of(tmp_path / "out")
    os.utime(plans / "1.txt", (1, 1))
    made.clear()
    run(tmp_path / "out", plans)
    assert made == [] and bytes_of(tmp_path / "out") == before
    with_ledger = ledger.Ledger(tmp_path / "out" / ".govplan" / "ledger.sqlite")
    assert with_ledger.count_due("", "", refresh=False) == 0


def test_what_changed_is_read(plans: Path, tmp_path: Path, made: list[str]) -> None:
    run(tmp_path / "out", plans)
    (plans / "1.txt").write_text("another 1", encoding="utf-8")
    (plans / "6.txt").write_text("plan 6", encoding="utf-8")
    made.clear()
    run(tmp_path / "out", plans)
    assert made == ["1.txt", "6.txt"]
    assert bytes_of(tmp_path / "out") == fresh(tmp_path, plans)


def test_refresh_reads_everything_again(plans: Path, tmp_path: Path, made: list[str]) -> None:
    run(tmp_path / "out", plans)
    before = bytes_of(tmp_path / "out")
    made.clear()
    run(tmp_path / "out", plans, refresh=True)
    assert len(made) == 6 and bytes_of(tmp_path / "out") == before


def test_another_version_is_said_and_refreshed(
    plans: Path, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path / "out", plans)
    monkeypatch.setattr(ingest, "version", lambda: "99")
    made.clear()
    assert "6 documents were read by another version" in run(tmp_path / "out", plans)[1]
    assert made == []
    assert "another version" not in run(tmp_path / "out", plans, refresh=True)[1]


def test_a_removed_file_leaves_with_prune_only(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    run(out, Path("plans"))
    (plans / "1.txt").unlink()
    run(out, Path("plans"))
    assert len(read(out, "files")) == len(read(out, "documents")) == 6
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")  # relative names are not looked up from here
    run(out, plans / "0.txt", prune=True)
    assert len(read(out, "files")) == 6
    assert_sound(out)


def test_prune_drops_what_is_gone_and_nothing_that_was_not_named(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, plans)
    (plans / "1.txt").unlink()
    run(out, plans / "0.txt", prune=True)
    assert sorted(statuses(out)) == ["0.txt", "2.txt", "3.txt", "4.txt", "5.txt"]
    assert bytes_of(out) == fresh(tmp_path, plans)


def test_a_rejected_file_is_read_again_only_when_it_may_help(plans: Path, tmp_path: Path, made: list[str]) -> None:
    (plans / "bad.txt").write_text("broken", encoding="utf-8")
    assert run(tmp_path / "out", plans)[0] == 1
    made.clear()
    assert run(tmp_path / "out", plans)[0] == 1 and made == []
    (plans / "bad.txt").write_text("mended", encoding="utf-8")
    assert run(tmp_path / "out", plans)[0] == 0 and made == ["bad.txt"]


@pytest.mark.parametrize(
    ("code", "again", "under_other_limits"),
    [
        (Code.CORRUPT, False, False),
        (Code.TIMEOUT, False, True),
        (Code.NO_TEXT_LAYER, False, True),
        (Code.OUT_OF_MEMORY, False, True),
        (Code.CRASHED, False, True),
        (Code.CONVERTER_MISSING, True, True),
        (Code.UNREADABLE, True, True),
    ],
)
def test_rejects_that_are_tried_again(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: Code, again: bool, under_other_limits: bool
) -> None:
    asked: list[str] = []

    def extract(path: Path, name: str | None = None, **_: object) -> Document:
        asked.append(path.name)
        raise Unreadable(code, "no")

    monkeypatch.setattr(workers, "extract", extract)
    for options, expected in (({}, True), ({}, again), ({"timeout": 99.0}, under_other_limits)):
        asked.clear()
        run(tmp_path / "out", plans / "0.txt", **options)
        assert bool(asked) is expected, options


def test_a_duplicate_before_the_first_takes_the_document_over(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, plans)
    (plans / "0.copy.txt").write_bytes((plans / "5.txt").read_bytes())
    run(out, plans)
    assert statuses(out)["5.txt"] == ("duplicate", None)
    assert bytes_of(out) == fresh(tmp_path, plans)
    (plans / "0.copy.txt").unlink()
    run(out, plans, prune=True)
    assert bytes_of(out) == fresh(tmp_path, plans)


# --- buckets ----------------------------------------------------------------------------------------------------------


def test_bytes_do_not_depend_on_how_a_store_grew(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    run(out, plans)
    size = size_of(out)
    monkeypatch.setattr(snapshots, "BUCKET_BYTES", size // 6 * 2)
    for number in range(6, 15):
        (plans / f"{number}.txt").write_text(f"plan {number}", encoding="utf-8")
        if number % 4 == 0:
            run(out, plans)
            assert bytes_of(out) == fresh(tmp_path, plans), number
    run(out, plans)
    assert len(list((out / "cells").iterdir())) == 8
    assert bytes_of(out) == fresh(tmp_path, plans)
    assert len(pd.read_parquet(out / "cells")) == 15 * 4
    assert duckdb.sql(f"SELECT count(*) FROM '{out}/cells/*.parquet'").fetchall() == [(15 * 4,)]
    assert_sound(out)
    for number in range(2, 15):
        (plans / f"{number}.txt").unlink()
    run(out, plans, prune=True)
    assert bytes_of(out) == fresh(tmp_path, plans) and len(list((out / "cells").iterdir())) == 1


def test_an_unchanged_bucket_is_linked(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    run(out, plans)
    monkeypatch.setattr(snapshots, "BUCKET_BYTES", size_of(out) // 3 + 1)
    run(out, plans)
    before = {path: path.stat().st_ino for path in (out / "cells").iterdir()}
    assert len(before) == 4
    (plans / "6.txt").write_text("plan 6", encoding="utf-8")
    run(out, plans)
    after = {path: path.stat().st_ino for path in (out / "cells").iterdir()}
    assert before.keys() == after.keys()
    assert sum(before[path] != after[path] for path in before) == 1


def test_a_part_holds_the_rows_that_were_read(tmp_path: Path) -> None:
    document = made_up.document()
    rows = fitted(read_rows(document, made_up.plan(document)))
    filled = {name: pa.Table.from_batches([batch] * 2) for name, batch in to_arrow(rows).items() if batch.num_rows}
    first, size = parts.write_part(tmp_path / "new", rows)
    second, _ = parts.write_part(tmp_path / "new", rows)
    (file,) = (tmp_path / "new").iterdir()
    assert first != second and parts.file_of(first) == parts.file_of(second) == f"new/{file.name}"
    assert parts.read_parts(tmp_path, [second, first]) == filled
    assert parts.read_parts(tmp_path, []) == {}
    assert file.stat().st_size == 2 * size == 2 * len(parts.content_of(tmp_path, first))


def test_the_columns_of_a_row_stand_in_the_order_of_its_table() -> None:
    """A part has values without names."""
    document = made_up.document()
    rows = read_rows(document, made_up.plan(document))
    for name, table_rows in rows.items():
        assert table_rows, name
        assert all(list(row) == tables()[name].arrow.names for row in table_rows)


def values_of(kind: pa.DataType) -> st.SearchStrategy[Any]:
    """What a type holds."""
    if pa.types.is_integer(kind):
        most = 2 ** (kind.bit_width - 1)
        return st.integers(-most, most - 1)
    if pa.types.is_decimal(kind):
        return st.decimals(-(10**18) + 1, 10**18 - 1, places=2)
    if pa.types.is_list(kind):
        return st.lists(values_of(kind.value_type), max_size=2)
    if pa.types.is_struct(kind):
        return st.fixed_dictionaries({field.name: values_of(field.type) for field in kind})
    others = {pa.date32(): st.dates(), pa.float64(): st.floats(allow_nan=False), pa.bool_(): st.booleans()}
    return others.get(kind, st.text(st.characters(exclude_categories=["Cs"]), max_size=5))


@given(data=st.data(), table=st.sampled_from(DOCUMENT_TABLES))
def test_whatever_a_table_holds_comes_back_from_a_part(data: st.DataObject, table: str) -> None:
    """Also sums and days, which JSON has no type for, and what it would escape."""
    columns = {
        field.name: (values_of(field.type) | st.none()) if field.nullable else values_of(field.type)
        for field in plain_schema(table)
    }
    rows = data.draw(st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=3))
    written = json.loads(parts.encode([[row[name] for name in columns] for row in rows]))
    assert parts.batch_of(table, written).to_pylist() == rows


@pytest.mark.parametrize("content", [b"documents\n\xff\xff", b'{"documents":[["of","another","make"]]}\n', b""])
def test_a_part_of_another_make_is_told(content: bytes, tmp_path: Path) -> None:
    part = parts.append(tmp_path / "new", content)
    held = ledger.Held("0" * 16, "a.txt", part)
    job = snapshots.Job(0, (held,), None, (), tmp_path, tmp_path / "target")
    with pytest.raises(StoreError, match=r"cannot read .*new folder"):
        snapshots.write_bucket(job)


def test_processes_do_not_share_a_file_of_parts(tmp_path: Path) -> None:
    """One that a fork made, either."""
    mine = parts.append(tmp_path / "new", b"parent")
    child = os.fork()
    if child == 0:
        parts.append(tmp_path / "new", b"child")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    theirs = parts.append(tmp_path / "new", b"parent again")
    assert parts.file_of(mine) == parts.file_of(theirs) and len(list((tmp_path / "new").iterdir())) == 2
    assert parts.content_of(tmp_path, theirs) == b"parent again"


def test_parts_of_documents_still_being_read_stay_at_a_publish(plans: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", plans)
    with open_store(tmp_path / "out") as store:
        folders = [store.new_parts]
        for _ in range(2):
            late = parts.append(store.new_parts, b"not committed")
            store.publish(list, None, {Path(parts.file_of(late)).parent.name})
            assert parts.content_of(store.parts, late) == b"not committed"
            folders.append(store.new_parts)
        assert len(set(folders)) == 3 and [path for path in folders if path.exists()] == [folders[1]]


# --- snapshots --------------------------------------------------------------------------------------------------------


def test_a_snapshot_stays_as_it_is(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(StoreError, match="no published tables"):
        snapshot(out)
    run(out, plans / "0.txt")
    first = snapshot(out)
    run(out, plans)
    assert snapshot(out) != first
    assert len(read(first, "documents")) == 1 and len(read(snapshot(out), "documents")) == 6


def test_old_snapshots_go_after_their_grace(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(3):
        run(out, plans)
    folder = snapshot(out).parent
    assert len(list(folder.iterdir())) == 3
    assert collect(out, grace=3600) == []
    os.utime(folder / "000001", (1, 1))
    assert [path.name for path in collect(out, grace=3600)] == ["000001"]
    assert [path.name for path in collect(out, grace=0)] == ["000002"]
    assert_sound(out)


def test_one_writer_at_a_time(plans: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", plans)
    with locked(tmp_path / "out" / ".govplan" / "lock"):
        code, _, errors = run(tmp_path / "out", plans)
    assert code == 2 and "another govplan is writing" in errors
    assert run(tmp_path / "out", plans)[0] == 0


def test_parts_go_when_they_are_published(plans: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", plans)
    assert [p for p in (tmp_path / "out" / ".govplan" / "parts").rglob("*") if p.is_file()] == []


def test_a_ledger_that_is_none_is_refused(plans: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", plans)
    (tmp_path / "out" / ".govplan" / "ledger.sqlite").write_bytes(b"no ledger" * 1000)
    code, _, errors = run(tmp_path / "out", plans)
    assert code == 2 and "no ledger of ours" in errors


def test_other_tables_are_refused(plans: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", plans)
    book = ledger.Ledger(tmp_path / "out" / ".govplan" / "ledger.sqlite")
    book.note("schema", "another")
    book.close()
    code, _, errors = run(tmp_path / "out", plans)
    assert code == 2 and "another version" in errors


def test_a_long_run_publishes_meanwhile(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]
) -> None:
    for name, value in (("PUBLISH_SECONDS", 0.0), ("PUBLISH_SHARE", 0), ("BATCH_FILES", 2)):
        monkeypatch.setattr(ingest, name, value)
    run(tmp_path / "out", plans)
    assert snapshot(tmp_path / "out").name == "000004"
    assert len(read(tmp_path / "out", "runs")) == 1
    monkeypatch.undo()


# --- status, gc, logs -------------------------------------------------------------------------------------------------


def said(act: object, *arguments: object) -> tuple[int, str, str]:
    printed, errors = io.StringIO(), io.StringIO()
    code = act(arguments[0], Console(file=printed), Console(file=errors), *arguments[1:])  # type: ignore[operator]
    return code, printed.getvalue(), errors.getvalue()


def test_status(plans: Path, tmp_path: Path) -> None:
    (plans / "bad.txt").write_text("broken", encoding="utf-8")
    run(tmp_path / "out", plans)
    code, printed, _ = said(status.status, tmp_path / "out")
    assert code == 0
    for line in (
        "files extracted: 6",
        "  rejected as corrupt: 1",
        "  documents              6",
        "6 extracted, 1 rejected",
    ):
        assert line in printed
    assert said(status.status, tmp_path / "nothing")[0] == 2


def test_status_of_a_run_that_was_stopped(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ingest, "publish", stop)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", plans)
    code, printed, _ = said(status.status, tmp_path / "out")
    assert code == 0
    assert "nothing is published yet" in printed and "not yet published: 6 documents" in printed


def test_gc(plans: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", plans)
    run(tmp_path / "out", plans)
    code, printed, _ = said(status.gc, tmp_path / "out", 0.0)
    assert code == 0 and printed.startswith("1 old snapshots removed")
    assert said(status.gc, tmp_path / "nothing", 0.0)[0] == 2
    assert not (tmp_path / "nothing").exists()


def test_a_bar_tells_rate_and_rejects(plans: Path) -> None:
    printed = io.StringIO()
    console = Console(file=printed, force_terminal=True, width=120)
    with progress.watcher("text", console) as bar:
        bar.begin("reading", 2)
        bar.file("a", None, None)
        bar.file("b", "corrupt", "broken")
        bar.event("done", extracted=1)
    assert "2/2" in printed.getvalue() and "拒收 rejected 1" in printed.getvalue()


def test_long_phases_are_told_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)
    printed = io.StringIO()
    with pytest.raises(KeyboardInterrupt), progress.watcher("json", Console(file=printed)) as lines:
        lines.begin("reading", 2)
        lines.file("a", None, None)
        raise KeyboardInterrupt
    events = [json.loads(line) for line in printed.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["phase", "progress", "stopped"]
    assert (events[1]["done"], events[1]["total"]) == (1, 2)


@pytest.mark.parametrize("module", [snapshots, sources, local, parts, tables_module])
def test_examples_in_docstrings(module: types.ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_events_are_json(plans: Path, tmp_path: Path) -> None:
    (plans / "bad.txt").write_text("broken", encoding="utf-8")
    _, _, errors = run(tmp_path / "out", plans, log_format="json")
    events = [json.loads(line) for line in errors.splitlines()]
    assert [event["event"] for event in events] == ["phase", "rejected", "published", "done"]
    assert events[0]["total"] == 7 and events[1]["code"] == "corrupt" and events[3]["extracted"] == 6
