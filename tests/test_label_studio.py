"""Tasks for Label Studio and back: what nobody touched is kept, what was changed is read anew, and evaluate reads the result."""

from __future__ import annotations

import copy
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from report_store import ROOT, store_of

from pipeline import cli
from pipeline.evaluate import evaluate_file, read_golds
from pipeline.explore.connect import connect
from pipeline.explore.report.gold import gold_of
from pipeline.explore.report.label_studio import entries_of_words, gold_of_regions, task_of
from pipeline.explore.report.plan_rows import PlanRows, read_plans

PLAN = ROOT / "data" / "raw" / "qinghe-city-2023-2025.txt"
ANNOTATED = ("outline", "periods", "targets", "agencies", "references")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(tmp_path_factory.mktemp("store") / "out", [PLAN])


@pytest.fixture(scope="module")
def rows(out: Path) -> PlanRows:
    with closing(connect(out)) as connection:
        return next(read_plans(connection))


@pytest.fixture
def regions(rows: PlanRows) -> list[dict[str, Any]]:
    return copy.deepcopy(task_of(rows)["predictions"][0]["result"])


def of(regions: list[dict[str, Any]], label: str, words: str) -> dict[str, Any]:
    return next(r for r in regions if r["value"]["labels"] == [label] and r["value"]["text"] == words)


def test_regions_are_ranges_of_utf16_units(rows: PlanRows, regions: list[dict[str, Any]]) -> None:
    units = rows.document["text"].encode("utf-16-le")
    for region in regions:
        start, end = region["value"]["start"], region["value"]["end"]
        assert units[2 * start : 2 * end].decode("utf-16-le") == region["value"]["text"]
    assert len({region["id"] for region in regions}) == len(regions)


def test_what_nobody_touched_is_what_was_read(rows: PlanRows, regions: list[dict[str, Any]]) -> None:
    gold, read = gold_of_regions(rows, regions), gold_of(rows)
    key = lambda entry: json.dumps(entry, sort_keys=True)  # noqa: E731
    for kind in ANNOTATED:
        assert sorted(gold[kind], key=key) == sorted(read[kind], key=key)
    assert "tables" not in gold and "document" not in gold


def test_what_was_changed_is_read_from_its_words(rows: PlanRows, regions: list[dict[str, Any]]) -> None:
    regions.remove(of(regions, "target", "20期"))
    of(regions, "period", "2025年10月")["value"]["labels"] = ["reference"]
    of(regions, "period", "2024年6月底前")["value"].update(
        text="2024年6月", end=of(regions, "period", "2024年6月底前")["value"]["end"] - 2
    )
    gold, read = gold_of_regions(rows, regions), gold_of(rows)
    assert len(gold["targets"]) == len(read["targets"]) - 1
    assert gold["references"][-1] == {"text": "2025年10月", "kind": "law", "date": None, "title": None}
    assert {"text": "2024年6月", "start": "2024-06-01", "end": "2024-06-30", "kind": "instant"} in gold["periods"]


@pytest.mark.parametrize("kind", ANNOTATED)
def test_words_that_no_rule_reads_make_an_entry_to_complete(kind: str) -> None:
    (entry,) = entries_of_words(kind, "春暖花開")
    assert "春暖花開" in entry.values()


def test_the_command_goes_there_and_back(out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["label-studio", str(out), "--to", str(tmp_path / "tasks")]) == 0
    tasks = json.loads((tmp_path / "tasks" / "tasks.json").read_text(encoding="utf-8"))
    assert 'toName="text"' in (tmp_path / "tasks" / "interface.xml").read_text(encoding="utf-8")
    tasks[0]["annotations"] = [
        {"result": tasks[0]["predictions"][0]["result"]},
        {"result": [], "was_cancelled": True},
    ]
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    assert (
        cli.main(["label-studio", str(out), "--read", str(tmp_path / "export.json"), "--to", str(tmp_path / "gold")])
        == 0
    )
    (gold,) = read_golds(tmp_path / "gold")
    scores = evaluate_file(gold, PLAN)
    assert scores.note is None and all(counts.f1 == 1 for counts in scores.counts.values())
    assert "1" in capsys.readouterr().out
    assert cli.main(["label-studio", str(tmp_path), "--to", str(tmp_path / "no")]) == 2


@pytest.mark.parametrize("export", ["{", "{}", "[1]", '[{"id": 1, "text": "x", "label": []}]'])
def test_what_is_no_export_is_told_in_words(
    export: str, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.json").write_text(export, encoding="utf-8")
    command = ["label-studio", str(out), "--read", str(tmp_path / "broken.json"), "--to", str(tmp_path / "no")]
    assert cli.main(command) == 2
    assert "broken.json is no export of Label Studio" in capsys.readouterr().err


def test_a_missing_store_is_told_as_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["label-studio", str(tmp_path / "no"), "--to", str(tmp_path / "tasks")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("govplan label-studio: ") and "NoTables" not in said and said.count("\n") == 1
