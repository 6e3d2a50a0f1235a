"""``govplan query`` in every form of answer."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import cli
from pipeline.explore.values import inert


def test_table(raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query", "SELECT title, issuer FROM documents ORDER BY title", "--out", str(raw_out)]) == 0
    printed = capsys.readouterr().out
    assert "海安鄉公所" in printed and " rows 筆" in printed and "\x1b" not in printed


def test_more_columns_than_the_width_shows_are_lines(raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query", "SELECT * FROM plan_rows LIMIT 2", "--out", str(raw_out)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("── 1\n") and "\nmeasure  " in printed


def test_csv(raw_out: Path, tmp_path: Path) -> None:
    to = tmp_path / "rows.csv"
    assert (
        cli.main(["query", "SELECT * FROM plan_rows", "--out", str(raw_out), "--format", "csv", "--to", str(to)]) == 0
    )
    rows = list(csv.DictReader(io.StringIO(to.read_text(encoding="utf-8"))))
    assert len(rows) > 50 and json.loads(rows[0]["targets"]) is not None


def test_json(raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sql = "SELECT value, (SELECT max(\"end\") FROM periods) AS day, 'inf'::DOUBLE AS far FROM amounts LIMIT 1"
    assert cli.main(["query", sql, "--out", str(raw_out), "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["value"].replace(".", "").isdigit() and row["day"].count("-") == 2 and row["far"] is None


def test_parquet(raw_out: Path, tmp_path: Path) -> None:
    to = tmp_path / "rows.parquet"
    arguments = ["query", "SELECT * FROM target_years", "--out", str(raw_out), "--format", "parquet"]
    assert cli.main(arguments) == 2
    assert cli.main([*arguments, "--to", str(to)]) == 0
    assert pq.read_table(to).num_rows > 80


def test_from_standard_input(
    raw_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 40 + 2 AS answer"))
    assert cli.main(["query", "-", "--out", str(raw_out), "--format", "csv"]) == 0
    assert capsys.readouterr().out == "answer\n42\n"


@pytest.mark.parametrize("sql", ["SELECT nothing FROM documents", "no sql", ""])
def test_a_wrong_query_says_why(sql: str, raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query", sql, "--out", str(raw_out)]) == 2
    assert capsys.readouterr().err.startswith("govplan: ")


@pytest.mark.parametrize(
    "sql",
    [
        "COPY documents TO '{}/x.csv'",
        "COPY (PIVOT documents ON year USING count(*)) TO '{}/x.csv'",
        "EXPORT DATABASE '{}/x'",
        "ATTACH '{}/x.db'",
        "SELECT 1; COPY (SELECT 1) TO '{}/x.csv'",
        "SET enable_external_access = true",
        "SELECT * FROM read_text('{}/secret.txt')",
        "SELECT * FROM read_csv('{}/secret.txt')",
        "FROM '{}/secret.txt'",
        "SELECT * FROM glob('{}/*')",
        "CREATE TABLE x AS FROM read_text('{}/secret.txt')",
        "DELETE FROM documents",
        "INSTALL httpfs",
    ],
)
def test_a_query_reads_the_tables_and_nothing_else(
    sql: str, raw_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.txt").write_text("secret words", encoding="utf-8")
    assert cli.main(["query", sql.format(tmp_path), "--out", str(raw_out)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("govplan: ") and "secret words" not in said.out + said.err
    assert [path.name for path in tmp_path.iterdir()] == ["secret.txt"]


def test_a_query_does_not_write_over_the_tables(raw_out: Path) -> None:
    path = next(raw_out.glob(".govplan/snapshots/*/documents/*.parquet"))
    before = path.read_bytes()
    assert cli.main(["query", f"COPY (SELECT 1) TO '{path}'", "--out", str(raw_out)]) == 2
    assert cli.main(["query", f"COPY (PIVOT documents ON year USING count(*)) TO '{path}'", "--out", str(raw_out)]) == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "sql",
    [
        "DESCRIBE plan_rows",
        "SHOW TABLES",
        "PIVOT documents ON year USING count(*)",
        "CREATE TEMP TABLE t AS FROM documents; SELECT count(*) FROM t",
        "EXPLAIN SELECT 1",
    ],
)
def test_what_only_reads_is_let_through(sql: str, raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query", sql, "--out", str(raw_out)]) == 0, capsys.readouterr().err


def test_an_unknown_table_is_told_what_there_is(raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query", "SELECT * FROM measure", "--out", str(raw_out)]) == 2
    said = capsys.readouterr().err
    assert 'Did you mean "measures"' in said and "plan_rows" in said and "source_tables" in said
    assert cli.main(["query", "SELECT titel FROM documents", "--out", str(raw_out)]) == 2
    assert '"title"' in capsys.readouterr().err


def test_no_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query", "SELECT 1", "--out", str(tmp_path)]) == 2
    assert "找不到資料表" in capsys.readouterr().err


def test_hostile_text_neither_breaks_nor_runs(hostile_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("table", "csv", "json"):
        assert cli.main(["query", "SELECT * FROM plan_rows", "--out", str(hostile_out), "--format", form]) == 0
        printed = capsys.readouterr().out
        assert "[bold]甲[/bold]" in printed and "<img src=x" in printed
        if form == "table":
            assert "\x1b" not in printed and "\x07" not in printed
            assert max(map(len, printed.splitlines())) < 500
        if form == "csv":
            cells = [cell for row in csv.reader(io.StringIO(printed)) for cell in row]
            assert "'=1+1 [bold]甲[/bold]" in cells
            assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


@pytest.mark.parametrize("text", ["=1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "|calc", "%1", "\r1", "-甲"])
def test_what_begins_like_a_formula_is_made_inert(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+3.5", "-5%", "甲=乙", "1.", "（一）", ""])
def test_what_does_not_is_left_alone(text: str) -> None:
    assert inert(text) == text


def test_the_name_of_the_file_says_the_form(raw_out: Path, tmp_path: Path) -> None:
    for name in ("rows.csv", "rows.json", "rows.parquet", "rows.txt"):
        assert cli.main(["query", "SELECT 42 AS answer", "--out", str(raw_out), "--to", str(tmp_path / name)]) == 0
    assert (tmp_path / "rows.csv").read_text("utf-8") == "answer\n42\n"
    assert json.loads((tmp_path / "rows.json").read_text("utf-8")) == [{"answer": 42}]
    assert pq.read_table(tmp_path / "rows.parquet").to_pylist() == [{"answer": 42}]
    assert "rows 筆" in (tmp_path / "rows.txt").read_text("utf-8")
    command = ["query", "SELECT 42 AS answer", "--out", str(raw_out), "--format", "csv"]
    assert cli.main([*command, "--to", str(tmp_path / "rows.txt")]) == 0
    assert (tmp_path / "rows.txt").read_text("utf-8") == "answer\n42\n"


def test_a_reader_that_has_seen_enough_is_no_fault(raw_out: Path) -> None:
    start = "import sys; from pipeline import cli; sys.exit(cli.main(sys.argv[1:]))"
    asked = [sys.executable, "-c", start, "query", "SELECT * FROM cells", "--format", "csv", "--out", str(raw_out)]
    done = subprocess.run(["sh", "-c", '"$@" | head -1', "sh", *asked], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("document_id,") and done.stderr == ""
