"""The views say what the annotation of real plans says, and every one of them runs on every store."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import samples
from duckdb import DuckDBPyConnection
from explored import ingested

from pipeline.explore import NoTables, connect
from pipeline.explore.connect import view_comments, words
from pipeline.schema import tables
from pipeline.scoring.gold import fold

Record = dict[str, Any]


@pytest.fixture(scope="module")
def raw(raw_out: Path) -> Iterator[DuckDBPyConnection]:
    with closing(connect(raw_out)) as connection:
        yield connection


def records(connection: DuckDBPyConnection, sql: str) -> list[Record]:
    """The answer, a dict a row."""
    answer = connection.sql(sql)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


# --- plan_rows against the annotation ---------------------------------------------------------------------------------


def plan_rows(out: Path, source: str) -> list[Record]:
    with closing(connect(out)) as connection:
        return records(connection, f"SELECT * FROM plan_rows WHERE source_uri LIKE '%{source}'")


def gold_items(name: str) -> list[Record]:
    assert samples.SHARED is not None
    data = json.loads((samples.SHARED / "gold" / f"{name}.gold.json").read_text(encoding="utf-8"))
    return list(data["items"])


def folded(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def target_key(target: Record) -> tuple[Any, ...]:
    return tuple(folded(target.get(key)) for key in ("year", "comparator", "value", "value_max", "unit", "text"))


def numbers(row: Record) -> list[tuple[Any, ...]]:
    return [target_key(t) for t in row["targets"] if t["status"] == "stated" and not t["is_baseline"]]


@samples.needs_shared
def test_rows_of_measures_equal_the_annotation(seeds_out: Path) -> None:
    rows = [r for r in plan_rows(seeds_out, "seed-000.txt") if r["table_id"]]
    measures: dict[str, list[Record]] = {}
    for row in rows:
        measures.setdefault(row["measure_id"], []).append(row)
    expected = gold_items("seed-000")
    assert len(measures) == len(expected) == 12
    for item, found in zip(expected, measures.values(), strict=True):
        for row in found:
            for key in ("strategy", "strategy_label", "measure", "measure_label"):
                assert fold(row[key]) == fold(item[key])
            assert [(fold(p["text"]), str(p["start"]), str(p["end"])) for p in row["periods"]] == [
                (fold(p["text"]), str(p["start"]), str(p["end"])) for p in item["periods"]
            ]
            said = [(fold(a["role_text"]), fold(a["name"])) for a in row["agencies"]]
            assert said == [(fold(a["role_text"]), fold(a["name"])) for a in item["agencies"]]
        assert [fold(row["indicator"]) for row in found] == [fold(i["text"]) for i in item["indicators"]]
        wanted = [[target_key(t | {"year": None}) for t in i["targets"]] for i in item["indicators"]]
        assert [[(None, *key[1:]) for key in numbers(row)] for row in found] == wanted


@samples.needs_shared
def test_rows_of_indicators_equal_the_annotation(seeds_out: Path) -> None:
    rows = [r for r in plan_rows(seeds_out, "seed-002.txt") if r["table_id"] and r["indicator_id"]]
    expected = gold_items("seed-002")
    assert len(rows) == len(expected) == 19
    for item, row in zip(expected, rows, strict=True):
        for key in ("strategy", "indicator", "indicator_label", "definition"):
            assert fold(row[key]) == fold(item[key]), key
        assert numbers(row) == [target_key(t) for t in item["targets"]]


@samples.needs_shared
def test_rows_of_whole_cells_equal_the_annotation(seeds_out: Path) -> None:
    """A cell whose entries are measures of their own gives a row for each; together they are the cell, and share the others."""
    query = """SELECT r.*, m.label FROM plan_rows r JOIN measures m USING (measure_id)
               WHERE source_uri LIKE '%seed-003.txt' AND r.table_id IS NOT NULL AND approach IS NOT NULL"""
    cells: dict[tuple[str, ...], str] = {}
    with closing(connect(seeds_out)) as connection:
        for r in records(connection, query):
            others = tuple(fold(r[key]) for key in ("strategy", "approach", "agency", "target"))
            cells[others] = cells.get(others, "") + fold(r["label"] + r["measure"])
    gold = gold_items("seed-003")
    assert cells == {
        tuple(fold(i[key]) for key in ("strategy", "approach", "agency", "target")): fold(i["measure"]) for i in gold
    }
    assert len(cells) == len(gold)


def test_facts_of_merged_cells_stand_in_all_their_rows(raw: DuckDBPyConnection) -> None:
    merged = records(
        raw,
        """SELECT c.text, r.strategy, r.source_uri FROM record_cells c JOIN plan_rows r USING (record_id)
           WHERE c.row_span > 1 AND c.role = 'strategy' AND c."row" < r."row" """,
    )
    assert merged
    assert all(fold(row["strategy"]) in fold(row["text"]) for row in merged)


def test_nothing_is_lost_and_nothing_doubled_in_plan_rows(raw: DuckDBPyConnection) -> None:
    for table, key in (("measures", "measure_id"), ("indicators", "indicator_id")):
        missing = f"SELECT {key} FROM {table} EXCEPT SELECT {key} FROM plan_rows"
        assert raw.sql(missing).fetchall() == []
    assert raw.sql("SELECT record_id FROM plan_rows GROUP BY ALL HAVING count(*) > 1").fetchall() == []
    owned = """SELECT period_id FROM periods p LEFT JOIN cells c USING (document_id, table_id, "row", "column")
               WHERE (p.measure_id IS NOT NULL OR p.indicator_id IS NOT NULL) AND (c.role IN ('period', 'deadline'))
               EXCEPT SELECT fact_id FROM record_facts"""
    assert raw.sql(owned).fetchall() == []


# --- the other views --------------------------------------------------------------------------------------------------


def test_what_a_measure_is_about_is_not_lost_where_a_column_beside_it_names_it(tmp_path: Path) -> None:
    text = "# 某市城市更新行动方案\n\n| 序号 | 任务名称 | 主要内容 | 牵头单位 |\n| --- | --- | --- | --- |\n| 1 | 口袋公园建设 | 新建口袋公园20个 | 市园林局 |\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    with closing(connect(ingested(tmp_path / "out", tmp_path / "plan.md"))) as connection:
        (found,) = connection.sql("SELECT * FROM plan_rows").df()[["item", "measure"]].to_dict("records")
    assert "口袋公园建设" in found["item"] + found["measure"] and "新建口袋公园20个" in found["item"] + found["measure"]


def test_due_between_two_days(raw: DuckDBPyConnection) -> None:
    rows = records(raw, "SELECT * FROM due('2023-07-01', '2023-12-31')")
    assert rows
    for row in rows:
        if row["kind"] != "recurring":
            assert dt.date(2023, 7, 1) <= row["due"] <= dt.date(2023, 12, 31)
    assert any(row["measure"] and row["agency"] for row in rows)
    assert records(raw, "SELECT * FROM due('1800-01-01', '1800-12-31')") == []


def test_due_takes_both_ends_in(raw: DuckDBPyConnection) -> None:
    ((day,),) = raw.sql("SELECT max(\"end\") FROM periods WHERE kind = 'deadline'").fetchall()
    assert records(raw, f"SELECT * FROM due('{day}', '{day}') WHERE kind = 'deadline'")


def test_target_by_year_has_a_column_a_year_and_every_value(raw: DuckDBPyConnection) -> None:
    rows = records(raw, "SELECT * FROM target_by_year")
    years = [name for name in rows[0] if name.isdigit()]
    assert years == sorted(years)
    got = sorted(row[year] for row in rows for year in years if row[year] is not None)
    said = raw.sql("SELECT value FROM targets WHERE status = 'stated' AND year IS NOT NULL").fetchall()
    assert got == sorted(value for (value,) in said if value is not None)
    river = next(row for row in rows if row["subject"] == "河川治理長度")
    assert [river[year] for year in ("2025", "2026", "2027", "2028")] == [2.5, 3, 3, 3.5]


def test_evidence_is_verbatim_and_has_every_fact(raw: DuckDBPyConnection) -> None:
    rows = records(raw, "SELECT * FROM evidence")
    sizes = (
        "strategies",
        "measures",
        "indicators",
        "targets",
        "periods",
        "agencies",
        '"references"',
        "amounts",
        "sections",
    )
    assert len(rows) == sum(raw.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in sizes)
    quoted = {row["id"]: fold(row["quotation"]) for row in rows}
    for identity, text in raw.sql("SELECT period_id, text FROM periods").fetchall():
        assert quoted[identity] == fold(text)
    assert any(row["section_path"] and " › " in row["section_path"] for row in rows)


def test_gaps_are_what_is_not_there(raw: DuckDBPyConnection) -> None:
    rows = records(raw, "SELECT * FROM gaps")
    assert {row["missing"] for row in rows} == {"indicator", "deadline", "lead", "number"}
    bare = raw.sql(
        """SELECT measure_id FROM measures WHERE measure_id NOT IN (
            SELECT measure_id FROM indicators WHERE measure_id IS NOT NULL
            UNION SELECT measure_id FROM targets WHERE measure_id IS NOT NULL AND status = 'stated' AND NOT is_baseline)"""
    )
    assert {row["id"] for row in rows if row["missing"] == "indicator"} == {identity for (identity,) in bare.fetchall()}
    assert all(row["quotation"] for row in rows)


def test_outline_gives_the_path(raw: DuckDBPyConnection) -> None:
    rows = records(raw, "SELECT * FROM outline")
    assert len(rows) == raw.sql("SELECT count(*) FROM sections").fetchall()[0][0]
    assert all(row["section_path"].endswith(row["label"] + row["title"]) for row in rows)
    assert all(row["section_path"].count(" › ") >= row["level"] - 1 for row in rows if row["level"] == 1)


# --- the connection ---------------------------------------------------------------------------------------------------


def test_every_view_and_every_column_has_a_comment_in_both_languages(raw: DuckDBPyConnection) -> None:
    views = dict(raw.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert views.keys() == view_comments().keys() >= tables().keys()
    own = raw.sql("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal").fetchall()
    columns = [(view, column, comment) for view, column, comment in own if view in views]
    for what, comment in [*views.items(), *(((v, c), comment) for v, c, comment in columns)]:
        assert comment and any("\u4e00" <= c <= "\u9fff" for c in comment) and any(c.isascii() for c in comment), what
    used = {column for _, column, _ in columns}
    assert words()["columns"].keys() <= used


def test_a_store_without_plans_has_all_views(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    with closing(connect(tmp_path)) as connection:
        for view in view_comments():
            assert connection.sql(f'SELECT * FROM "{view}"').fetchall() == []
        assert connection.sql("SELECT * FROM due('2000-01-01', '2100-01-01')").fetchall() == []


def test_nothing_changes_the_tables(raw_out: Path) -> None:
    before = {path: path.read_bytes() for path in raw_out.rglob("*.parquet")}
    with closing(connect(raw_out)) as connection:
        for statement in ("DELETE FROM measures", "INSERT INTO files VALUES (1)", "UPDATE targets SET value = 1"):
            with pytest.raises(Exception, match=r"Can only|not a table|not an table|base table|view"):
                connection.execute(statement)
    assert {path: path.read_bytes() for path in raw_out.rglob("*.parquet")} == before


def test_no_tables_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoTables, match="govplan ingest"):
        connect(tmp_path)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "part-0.parquet").write_bytes(b"no parquet")
    with pytest.raises(NoTables, match="cannot be read"):
        connect(tmp_path)


def test_quotes_in_a_path_are_no_sql(raw_out: Path, tmp_path: Path) -> None:
    odd = tmp_path / 'it\'s "odd"'
    odd.symlink_to(raw_out)
    with closing(connect(odd)) as connection:
        assert connection.sql("SELECT * FROM documents").fetchall()


def test_hostile_text_is_only_text(hostile_out: Path) -> None:
    with closing(connect(hostile_out)) as connection:
        rows = records(connection, "SELECT * FROM plan_rows")
        assert any(row["strategy"] == "=1+1 [bold]甲[/bold]" for row in rows)
        assert any("\x1b" in (row["measure"] or "") for row in rows)


# --- how dates and agencies are tied to measures ----------------------------------------------------------------------

TIED = """望海市政府113年度防災整備實施計畫

壹、依據：災害防救法第22條。

貳、期程：自113年3月1日起至113年11月30日止。

參、實施方式：
一、整備階段（3月至4月）：
（一）盤點收容處所，由民政處主辦，於3月底前完成物資清點。
（二）辦理防災士培訓。
二、演練階段（5月至9月）：
（一）辦理示範演練。
三、檢討階段：
（一）召開檢討會。

肆、組織分工：
本計畫由消防局主辦，社會處協辦。
"""


@pytest.fixture(scope="module")
def tied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("tied")
    (folder / "plan.txt").write_text(TIED, encoding="utf-8")
    with closing(connect(ingested(folder / "out", folder / "plan.txt"))) as connection:
        yield connection


def test_a_deadline_of_a_section_is_one_of_its_measures(tied: DuckDBPyConnection) -> None:
    rows = tied.sql("""SELECT m.text, p.text, f.tie FROM measure_facts f JOIN measures m USING (measure_id)
        JOIN periods p ON p.period_id = f.fact_id ORDER BY m.ordinal, p.ordinal""").fetchall()
    found = {(measure[:4], period): tie for measure, period, tie in rows}
    assert found["盤點收容", "3月底前"] == "measure"
    assert {found[measure, "3月至4月"] for measure in ("盤點收容", "辦理防災")} == {"section"}
    assert found["辦理示範", "5月至9月"] == "section" and ("召開檢討", "5月至9月") not in found
    assert found["召開檢討", "自113年3月1日起至113年11月30日止"] == "plan"


def test_a_gap_says_what_the_plan_says_for_all(tied: DuckDBPyConnection) -> None:
    rows = tied.sql("SELECT quotation, missing, instead FROM gaps WHERE missing IN ('deadline', 'lead')").fetchall()
    said = {(quotation.partition("）")[2][:4], missing): instead for quotation, missing, instead in rows}
    deadlines = {measure: instead for (measure, missing), instead in said.items() if missing == "deadline"}
    assert deadlines == {"召開檢討": "自113年3月1日起至113年11月30日止"}, (
        "the others have one, in their words or above them"
    )
    assert said["辦理示範", "lead"] == "消防局" and ("盤點收容", "lead") not in said


def test_what_is_due_says_how_it_is_tied(tied: DuckDBPyConnection) -> None:
    rows = records(tied, "SELECT * FROM due('2024-01-01', '2024-12-31')")
    ties = {row["period"]: row["tie"] for row in rows}
    assert ties == {
        "3月至4月": "section", "3月底前": "measure", "5月至9月": "section", "自113年3月1日起至113年11月30日止": "plan"
    }  # fmt: skip
    measures = {row["period"]: row["measure"] for row in rows}
    assert measures["3月至4月"].count("；") == 1 and "演練" in measures["5月至9月"]
    assert measures["自113年3月1日起至113年11月30日止"] is None, "it is for all of them"
    agencies = {row["period"]: row["agency"] for row in rows}
    assert agencies["3月底前"] == "民政處" and "消防局" in agencies["自113年3月1日起至113年11月30日止"]
