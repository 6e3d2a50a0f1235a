"""From files to tables: nothing lost, every key resolves, one bad file costs one row, same input, same bytes."""

from __future__ import annotations

import dataclasses
import io
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import made_up
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console
from rights import bound_by_modes
from samples import ROOT, SHARED, needs_shared
from stores import assert_sound, bytes_of, dangling, doubled, outside, read, statuses

from extractors.errors import Code, Unreadable
from pipeline import ingest, workers
from pipeline.records import Status
from pipeline.remote.url import Location
from pipeline.schema import tables
from pipeline.sources import Input, NoSuchSource, expand, uri_of
from pipeline.tables import fitted, read_rows, to_arrow
from rules.plan import Amount, Found, Section

INLINE = ingest.Options(engine="inline")
RAW = ROOT / "data" / "raw"


def run(out: Path, *sources: Path | str) -> tuple[int, str, str]:
    """An ingest: its exit code and what it printed on stdout and stderr."""
    printed, errors = io.StringIO(), io.StringIO()
    code = ingest.run([str(s) for s in sources], out, Console(file=printed), Console(file=errors), INLINE)
    return code, printed.getvalue(), errors.getvalue()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read as the made-up plan, whatever they hold."""
    monkeypatch.setattr(workers, "extract", made_up.extract)
    monkeypatch.setattr(workers, "recognise", made_up.plan)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three plans in two folders."""
    plans = tmp_path / "plans"
    (plans / "113").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "113/c.txt"):
        (plans / name).write_text(name, encoding="utf-8")
    return plans


# --- the whole path ---------------------------------------------------------------------------------------------------


def test_made_up_plan_fills_every_table(made: None, folder: Path, tmp_path: Path) -> None:
    code, printed, errors = run(tmp_path / "out", folder)
    assert (code, errors) == (0, "")
    assert "3 files" in printed and "3 extracted" in printed
    for name in tables():
        assert read(tmp_path / "out", name), name
    assert_sound(tmp_path / "out")


def test_checks_of_this_file_see_faults(made: None, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, folder)
    for name, column, value in (("measures", "strategy_id", "nowhere"), ("cells", "text", "other")):
        part = out / name / "part-0.parquet"
        table = pq.read_table(part)
        at = table.schema.get_field_index(column)
        wrong = pa.array([value] * table.num_rows, table.schema.field(at).type)
        pq.write_table(table.set_column(at, table.schema.field(at), wrong), part)
    assert len(list(dangling(out))) == 1
    assert len(list(outside(out))) == 12
    part = out / "amounts" / "part-0.parquet"
    table = pq.read_table(part)
    pq.write_table(pa.concat_tables([table, table]), part)
    assert list(doubled(out)) == ["amounts"]


@pytest.mark.skipif(not any(RAW.glob("[!.]*")), reason="no samples in data/raw")
def test_samples_of_the_project(tmp_path: Path) -> None:
    code, printed, _ = run(tmp_path / "out", RAW)
    assert code == 0, printed
    assert {row["status"] for row in read(tmp_path / "out", "files")} == {"extracted"}
    assert len(read(tmp_path / "out", "documents")) == len([p for p in RAW.iterdir() if p.name[0] != "."])
    assert_sound(tmp_path / "out")


@needs_shared
def test_real_plans(tmp_path: Path) -> None:
    assert SHARED is not None
    plans = [
        p for p in (SHARED / "plans").iterdir() if p.suffix != ".doc"
    ]  # seconds each: they have tests of their own
    run(tmp_path / "out", *plans)
    found = statuses(tmp_path / "out")
    assert found.keys() == {plan.name for plan in plans}
    assert {found[name] for name in found if name.endswith(".txt")} == {("extracted", None)}
    assert {code for status, code in found.values() if status == "rejected"} <= {"unsupported-type"}
    assert_sound(tmp_path / "out")


def test_ids_are_document_kind_ordinal(made: None, folder: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", folder / "a.txt")
    (source,) = read(tmp_path / "out", "documents")
    assert source["sha256"][:16] == source["document_id"]  # type: ignore[index]
    (agency,) = read(tmp_path / "out", "agencies")
    assert agency["assignment_id"] == f"{source['document_id']}:assignment:0"
    sections = read(tmp_path / "out", "sections")
    assert [s["parent_id"] for s in sections] == [None, f"{source['document_id']}:section:0"]


def test_pandas_and_duckdb_read_the_folders(made: None, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, folder)
    for name in tables():
        rows = len(read(out, name))
        assert len(pd.read_parquet(out / name)) == rows
        counted = duckdb.sql(f"SELECT count(*) FROM '{out}/{name}/*.parquet'").fetchall()
        assert counted == [(rows,)], name
    assert pd.read_parquet(out / "amounts")["value"][0] == Decimal("12000.00")


def test_comments_are_in_the_files(made: None, folder: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", folder)
    for name, schema in tables().items():
        written = pq.read_schema(tmp_path / "out" / name / "part-0.parquet")
        assert written.equals(schema.arrow), name
        assert written.metadata.items() >= schema.arrow.metadata.items()
        for column in schema.arrow:
            assert written.field(column.name).metadata.items() >= column.metadata.items()


# --- same input, same bytes -------------------------------------------------------------------------------------------


def test_same_input_same_bytes(made: None, folder: Path, tmp_path: Path) -> None:
    run(tmp_path / "one", folder)
    run(tmp_path / "two", folder / "b.txt", folder / "113", folder / "a.txt")
    for name in ("b.txt", "113/c.txt", "a.txt"):
        run(tmp_path / "three", folder / name)
    run(tmp_path / "three", folder)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two") == bytes_of(tmp_path / "three")
    assert len(bytes_of(tmp_path / "one")) == len(tables()) - 1
    assert len(read(tmp_path / "three", "runs")) == 4


def test_a_changed_file_replaces_its_rows_and_others_stay(made: None, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, folder)
    before = {row["source_uri"]: row["document_id"] for row in read(out, "documents")}
    (folder / "a.txt").write_text("another plan", encoding="utf-8")
    run(out, folder / "a.txt")
    after = {row["source_uri"]: row["document_id"] for row in read(out, "documents")}
    assert before.keys() == after.keys()
    assert [uri.rsplit("/", 1)[-1] for uri in before if before[uri] != after[uri]] == ["a.txt"]  # type: ignore[attr-defined]
    assert len(read(out, "measures")) == 3
    assert_sound(out)


def test_identical_files_share_one_document(made: None, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    code, printed, _ = run(out, folder / "copy.txt", folder / "a.txt")
    assert code == 0 and "1 duplicate" in printed
    assert statuses(out) == {"a.txt": ("extracted", None), "copy.txt": ("duplicate", None)}
    assert len({row["document_id"] for row in read(out, "files")}) == len(read(out, "documents")) == 1
    assert_sound(out)


def test_a_file_that_changes_while_it_is_read(
    made: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "extract", lambda path, uri, **_: made_up.document(uri, b"always the same"))
    run(tmp_path / "out", folder)
    assert sorted(statuses(tmp_path / "out").values()) == [
        ("duplicate", None),
        ("duplicate", None),
        ("extracted", None),
    ]
    assert_sound(tmp_path / "out")


def test_a_duplicate_inherits_the_document(made: None, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    run(out, folder)
    (folder / "a.txt").write_text("another plan", encoding="utf-8")
    run(out, folder / "a.txt")
    assert statuses(out)["copy.txt"] == ("extracted", None)
    assert {str(row["source_uri"]).rsplit("/", 1)[-1] for row in read(out, "documents")} == {
        "a.txt",
        "b.txt",
        "c.txt",
        "copy.txt",
    }
    assert_sound(out)


def test_a_file_gone_bad_takes_its_document_away(
    made: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run(out, folder)
    (folder / "a.txt").write_text("now broken", encoding="utf-8")
    monkeypatch.setattr(workers, "extract", failing(Unreadable(Code.CORRUPT, "broken"), "a.txt"))
    assert run(out, folder / "a.txt")[0] == 1
    assert statuses(out)["a.txt"] == ("rejected", "corrupt")
    assert len(read(out, "documents")) == 2
    assert_sound(out)


# --- one bad file costs one row ---------------------------------------------------------------------------------------


def failing(error: BaseException, name: str):  # type: ignore[no-untyped-def]
    """An extract that fails at the file of that name."""

    def extract(path: Path, uri: str | None = None, **_: object) -> object:
        if path.name == name:
            raise error
        return made_up.extract(path, uri)

    return extract


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unreadable(Code.ENCRYPTED, "a password"), "encrypted"),
        (MemoryError(), "out-of-memory"),
        (RecursionError("too deep"), "crashed"),
        (ValueError("\udcff\x00[bold]\x1b[31m"), "crashed"),
        (PermissionError(13, "denied"), "unreadable"),
    ],
)
def test_an_error_costs_one_row(
    made: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: str
) -> None:
    monkeypatch.setattr(workers, "extract", failing(error, "b.txt"))
    exit_code, printed, _ = run(tmp_path / "out", folder)
    assert exit_code == 1 and f"rejected as {code}: 1" in printed and "\x1b" not in printed
    assert statuses(tmp_path / "out") == {
        "a.txt": ("extracted", None),
        "b.txt": ("rejected", code),
        "c.txt": ("extracted", None),
    }
    assert_sound(tmp_path / "out")


def test_a_crash_names_the_exception(
    made: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(workers, "recognise", lambda document: 1 / 0)
    with caplog.at_level("DEBUG", "pipeline"):
        run(tmp_path / "out", folder / "a.txt")
    (row,) = read(tmp_path / "out", "files")
    assert row["message"] == "ZeroDivisionError: division by zero"
    assert "Traceback" in caplog.text


def test_ctrl_c_is_no_crash(made: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "extract", failing(KeyboardInterrupt(), "b.txt"))
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", folder)
    assert not (tmp_path / "out" / "documents").exists()
    monkeypatch.setattr(workers, "extract", made_up.extract)
    run(tmp_path / "out", folder)
    run(tmp_path / "undisturbed", folder)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "undisturbed")


def odd_inputs(folder: Path) -> set[str]:
    """Every oddity of a file system beside the good files; the names (as in the tables) of those that must be rejected."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(random.Random(7).randbytes(4096))
    (folder / "folder.txt").mkdir()
    (folder / ".hidden.txt").write_text("not read", encoding="utf-8")
    (folder / "dangling.txt").symlink_to("nowhere")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "inside.txt").symlink_to("a.txt")
    (folder.parent / "secret.txt").write_text("outside", encoding="utf-8")
    (folder / "outside.txt").symlink_to("../secret.txt")
    (folder / "up").symlink_to("..")
    (folder / "self").symlink_to(".")
    os.mkfifo(folder / "fifo.txt")
    return {"empty.txt", "binary.txt", "dangling.txt", "loop.txt", "outside.txt", "up", "fifo.txt"}


def odd_names(folder: Path) -> set[str]:
    """Good files with bad names; the names as in the tables."""
    names = {b"new\nline.txt": "new%0Aline.txt", "📘讀書.txt".encode(): "📘讀書.txt", b"\xff\xfe.txt": "%FF%FE.txt"}
    for name in names:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"plan " + name)
    return set(names.values())


def test_odd_inputs_never_cost_the_others(
    made: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(path: Path, uri: str | None = None, **_: object) -> object:
        if path.name in ("empty.txt", "binary.txt"):
            raise Unreadable(Code.EMPTY, "nothing in it")
        return made_up.extract(path, uri)

    monkeypatch.setattr(workers, "extract", extract)
    assert_odd_inputs(folder, tmp_path / "out")


def test_odd_inputs_with_the_extractors(folder: Path, tmp_path: Path) -> None:
    for path in (folder / "a.txt", folder / "b.txt", folder / "113" / "c.txt"):
        path.write_text(f"青泉市政府113年度讀書實施計畫\n壹、依據\n圖書館法 {path.name}\n", encoding="utf-8")
    assert_odd_inputs(folder, tmp_path / "out")


def assert_odd_inputs(folder: Path, out: Path) -> None:
    bad, good = odd_inputs(folder), odd_names(folder)
    code, printed, _ = run(out, folder)
    found = statuses(out)
    assert code == 1
    assert {name for name, (status, _) in found.items() if status == "rejected"} == bad
    assert {"a.txt", "b.txt", "c.txt"} | good <= {n for n, (status, _) in found.items() if status == "extracted"}
    assert found["inside.txt"] == ("duplicate", None)
    links = ("dangling.txt", "loop.txt", "outside.txt", "up")
    assert {found[name][1] for name in (*links, "fifo.txt")} == {"not-a-regular-file"}
    sizes = {str(row["source_uri"]).rsplit("/", 1)[-1]: row["bytes"] for row in read(out, "files")}
    assert sizes["inside.txt"] == sizes["a.txt"] == (folder / "a.txt").stat().st_size
    assert found.keys() == bad | good | {"a.txt", "b.txt", "c.txt", "inside.txt"}
    assert "\x1b" not in printed
    assert_sound(out)


def test_a_file_beyond_the_limit_is_not_read(folder: Path, tmp_path: Path) -> None:
    with (folder / "a.txt").open("wb") as stream:
        stream.truncate(2**34)
    assert run(tmp_path / "out", folder / "a.txt")[0] == 1
    (row,) = read(tmp_path / "out", "files")
    assert (row["code"], row["bytes"], row["sha256"]) == ("too-large", 2**34, None)


def test_what_may_not_be_read(made: None, folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").chmod(0)
    (folder / "113").chmod(0)
    with bound_by_modes():
        run(tmp_path / "out", folder)
    (folder / "113").chmod(0o700)
    assert statuses(tmp_path / "out")["a.txt"] == ("rejected", "unreadable")
    assert statuses(tmp_path / "out")["113"] == ("rejected", "unreadable")


def test_a_file_that_vanishes_after_it_was_listed(
    made: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = ingest.some

    def gone(sources: Sequence[str], out: Location) -> list[Input]:
        found = list(listed(sources, out))
        (folder / "b.txt").unlink()
        return found

    monkeypatch.setattr(ingest, "some", gone)
    assert run(tmp_path / "out", folder)[0] == 1
    found = statuses(tmp_path / "out")
    assert found.pop("b.txt") == ("rejected", "unreadable")
    assert set(found.values()) == {("extracted", None)}
    assert_sound(tmp_path / "out")


def test_a_file_that_changes_while_it_is_read_is_read_by_the_next_run(
    made: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim, look = folder / "b.txt", os.fstat

    def growing(descriptor: int) -> os.stat_result:
        entry = look(descriptor)
        if os.path.samestat(entry, victim.stat()):
            with victim.open("a", encoding="utf-8") as file:
                file.write("又一行")
        return entry

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("extractors.os.fstat", growing)
        assert run(tmp_path / "out", folder)[0] == 1
    assert statuses(tmp_path / "out")["b.txt"] == ("rejected", "unreadable")
    (message,) = (row["message"] for row in read(tmp_path / "out", "files") if row["code"])
    assert message == "the file changed while it was read"
    assert run(tmp_path / "out", folder)[0] == 0
    assert statuses(tmp_path / "out")["b.txt"] == ("extracted", None)


def test_pandas_is_not_imported_meanwhile_and_can_be_afterwards() -> None:
    code = """
import sys
from pipeline.extras import without_pandas
with without_pandas():
    import pyarrow
    table = pyarrow.table({"a": pyarrow.array([1, 2])})
    assert "pandas" not in sys.modules
assert list(table.to_pandas()["a"]) == [1, 2]
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_value_too_large_for_its_column_costs_no_document(tmp_path: Path) -> None:
    document = made_up.document()
    plan = made_up.plan(document)
    huge = Found(Section(number=10**12, label="一、"), (), "made-up")
    money = Found(Amount("a lot", Decimal(10) ** 30), (), "made-up")
    plan = dataclasses.replace(plan, sections=(*plan.sections, huge), amounts=(*plan.amounts, money))
    built = to_arrow(fitted(read_rows(document, plan)))
    assert built["sections"]["number"].to_pylist() == [1, 1, None]
    assert built["amounts"].num_rows == 1
    assert built["diagnostics"]["code"].to_pylist()[2:] == ["value-out-of-range"] * 2
    assert built["diagnostics"]["ordinal"].to_pylist() == [0, 1, 2, 3]


def test_a_reference_to_nothing_is_refused() -> None:
    document = made_up.document()
    plan = dataclasses.replace(made_up.plan(document), strategies=())
    with pytest.raises(ValueError, match="no strategies with ordinal 0"):
        read_rows(document, plan)


# --- what is an input -------------------------------------------------------------------------------------------------


def names(*sources: str, out: str = "nowhere") -> list[str]:
    return sorted({found.uri for found in expand(sources, Path(out))})


def test_sources(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    everything = ["plans/113/c.txt", "plans/a.txt", "plans/b.txt"]
    assert names("plans") == names("plans/", "./plans/a.txt", "plans") == names("plans/**/*.txt") == everything
    assert names("plans/*.txt") == ["plans/a.txt", "plans/b.txt"]
    assert names("pl*/[ab].txt") == ["plans/a.txt", "plans/b.txt"]
    assert names("plans/*") == everything
    assert names(str(folder / "a.txt")) == [f"{folder}/a.txt"]


def test_a_name_that_looks_like_a_pattern(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "[draft].txt").write_text("plan", encoding="utf-8")
    assert names("[draft].txt") == ["[draft].txt"]


def test_hidden_files_are_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_text("no plan", encoding="utf-8")
    assert len(names(".")) == len(names("**/*.txt")) == 3
    assert names(".git/x.txt") == [".git/x.txt"]


def test_the_result_is_no_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "out").mkdir()
    (folder / "out" / "part.parquet").write_bytes(b"PAR1")
    assert len(names(".", out="out")) == 3


@pytest.mark.parametrize("source", ["missing.txt", "*.nothing", "a/b/c"])
def test_a_source_that_names_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoSuchSource):
        list(expand([source], tmp_path / "out"))
    code, _, errors = run(tmp_path / "out", source)
    assert code == 2 and errors.startswith("govplan: ")


def test_an_empty_folder_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / ".gitkeep").touch()
    code, _, errors = run(tmp_path / "out", tmp_path / "raw")
    assert code == 2 and "no files in" in errors
    assert not (tmp_path / "out").exists()


def test_names_are_escaped_one_to_one() -> None:
    odd = ["a%0A.txt", "a\n.txt", os.fsdecode(b"\xff"), "ÿ", "%FF", "計畫 📘.txt", "\x1b[31m"]
    uris = [uri_of(Path(name)) for name in odd]
    assert len(set(uris)) == len(odd)
    assert all(uri.encode() and uri.isprintable() for uri in uris)
    assert uris[5] == "計畫 📘.txt"


# --- the store --------------------------------------------------------------------------------------------------------


def test_a_foreign_file_in_the_store_is_refused(made: None, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, folder)
    before = bytes_of(out)
    pq.write_table(pa.table({"x": [1]}), out / "periods" / "part-0.parquet")
    (folder / "new.txt").write_text("new", encoding="utf-8")
    code, _, errors = run(out, folder)
    assert code == 2 and "another version" in errors
    assert {n: b for n, b in bytes_of(out).items() if "periods" not in n} == {
        n: b for n, b in before.items() if "periods" not in n
    }


def test_a_broken_file_in_the_store_is_refused(made: None, folder: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", folder / "a.txt")
    (tmp_path / "out" / "periods" / "part-0.parquet").write_bytes(b"no parquet")
    code, _, errors = run(tmp_path / "out", folder)
    assert code == 2 and "part-0.parquet" in errors


def test_a_folder_with_tables_of_another_make_is_refused(made: None, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "periods").mkdir(parents=True)
    code, _, errors = run(tmp_path / "out", folder)
    assert code == 2 and "periods is in the way" in errors


def test_out_that_is_a_file(made: None, folder: Path) -> None:
    code, _, errors = run(folder / "a.txt", folder / "b.txt")
    assert code == 2 and "a.txt" in errors


def test_no_temporary_file_stays(made: None, folder: Path, tmp_path: Path) -> None:
    run(tmp_path / "out", folder)
    names = {p.name for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert names == {"part-0.parquet", "ledger.sqlite", "lock"}


def test_statuses_are_those_of_the_summary(made: None, folder: Path, tmp_path: Path) -> None:
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    run(tmp_path / "out", folder)
    (row,) = read(tmp_path / "out", "runs")
    counted = pd.Series([status for status, _ in statuses(tmp_path / "out").values()]).value_counts().to_dict()
    assert dict(row["counts"]) == counted == {Status.EXTRACTED.value: 3, Status.DUPLICATE.value: 1}  # type: ignore[call-overload]
