"""The scorer on small cases made by hand: what is perfect scores 1, and each kind of miss lowers what it should and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from extractors.document import Document, Paragraph, Span
from extractors.errors import Code, Unreadable
from pipeline import evaluate
from pipeline.scoring.counts import Counts, Score, align, pair
from pipeline.scoring.floor import falls, raised
from pipeline.scoring.gold import Gold, Scope, fold, read_gold
from pipeline.scoring.plan_score import score_failure, score_plan
from pipeline.scoring.report import figure
from pipeline.scoring.tables import expand
from rules.plan import (
    AgencyRole,
    Assignment,
    Comparator,
    Found,
    Indicator,
    Measure,
    Overview,
    Period,
    PeriodKind,
    Plan,
    Reference,
    Section,
    SourceTable,
    Strategy,
    TableCell,
    TableKind,
    Target,
    TargetStatus,
)

TEXT = """青山市政府113年度試辦計畫

1、 依據：
依青山市自治條例辦理。
2、 措施
一、辦理研習
策略\t作法\t期程\t指標\t單位
一、學習\t(一)辦理研習\t113年1月~3月\t1、至少2場次\t主辦單位：人事處
\t(二)讀書會\t113年10月前\t1、辦理讀書會\t主辦單位：人事處
"""

GOLD: dict[str, Any] = {
    "source": "青山.txt",
    "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    "scope": None,
    "document": {
        "title": "青山市政府113年度試辦計畫",
        "issuer": "青山市政府",
        "year_roc": 113,
        "years": [2024],
        "period": {"start": "2024-01-01", "end": "2024-12-31"},
    },
    "outline": [
        {"level": 1, "label": "1、", "restored": "壹、", "head": "依據："},
        {"level": 1, "label": "2、", "restored": "貳、", "head": "措施"},
        {"level": 2, "label": "一、", "restored": None, "head": "辦理研習"},
    ],
    "tables": [
        {
            "caption": None,
            "pages": None,
            "n_header_rows": 1,
            "kind": "strategy-measure",
            "columns": ["strategy", "measure", "period", "indicator", "agency"],
            "grid": [
                ["策略", "作法", "期程", "指標", "單位"],
                ["一、學習", "(一)辦理研習", "113年1月~3月", "1、至少2場次", "主辦單位：人事處"],
                ["一、學習", "(二)讀書會", "113年10月前", "1、辦理讀書會", "主辦單位：人事處"],
            ],
        }
    ],
    "tables_complete": True,
    "periods": [
        {"text": "113年1月~3月", "start": "2024-01-01", "end": "2024-03-31", "kind": "range"},
        {
            "text": "113年10月前",
            "start": None,
            "end": "2024-09-30",
            "alternative_end": "2024-10-31",
            "kind": "deadline",
        },
        {"text": "每季", "start": None, "kind": "recurring", "rrule": "FREQ=MONTHLY;INTERVAL=3"},
    ],
    "targets": [{"text": "至少 2 場次", "comparator": "ge", "value": 2, "value_max": None, "unit": "場次"}],
    "agencies": [{"role": "lead", "role_text": "主辦單位", "name": "人事處"}],
    "references": [{"text": "青山市自治條例", "kind": "law", "date": None, "title": "青山市自治條例"}],
    "items": [
        {
            "strategy": "學習",
            "strategy_label": "一、",
            "measure": "辦理研習",
            "measure_label": "(一)",
            "periods": [{"text": "113年1月~3月", "start": "2024-01-01", "end": "2024-03-31"}],
            "indicators": [
                {
                    "text": "至少2場次",
                    "targets": [
                        {"comparator": "ge", "value": 2, "value_max": None, "unit": "場次", "text": "至少2場次"}
                    ],
                }
            ],
            "agencies": [{"role_text": "主辦單位", "name": "人事處"}],
        },
        {
            "strategy": "學習",
            "strategy_label": "一、",
            "measure": "讀書會",
            "measure_label": "(二)",
            "periods": [{"text": "113年10月前", "start": None, "end": "2024-09-30"}],
            "indicators": [{"text": "辦理讀書會", "targets": []}],
            "agencies": [{"role_text": "主辦單位", "name": "人事處"}],
        },
    ],
}


def found(value: Any, words: str = "", nth: int = 0) -> Found[Any]:
    """A fact read at the nth place where these words stand in TEXT."""
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1) if words else 0
    return Found(value, (Span(at, at + len(words)),) if words else (), "test")


def cell(row: int, column: int, role: str, text: str, row_span: int = 1) -> Found[Any]:
    return found(TableCell(0, row, column, row_span, 1, row == 0, role, text), text)


def table_cells() -> tuple[Found[Any], ...]:
    roles = GOLD["tables"][0]["columns"]
    grid = GOLD["tables"][0]["grid"]
    cells = [cell(0, column, role, grid[0][column]) for column, role in enumerate(roles)]
    cells.append(cell(1, 0, "strategy", "一、學習", row_span=2))
    cells += [cell(row, column, roles[column], grid[row][column]) for row in (1, 2) for column in range(1, 5)]
    return tuple(cells)


def day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def plan() -> Plan:
    """The plan as it should be recognised."""
    return Plan(
        Overview(
            title="青山市政府 113年度試辦計畫",
            issuer="青山市政府",
            year=2024,
            year_roc=113,
            plan_start=day("2024-01-01"),
            plan_end=day("2024-12-31"),
        ),
        sections=(
            found(Section(None, 1, "1、", "壹、", title="依據："), "1、 依據："),
            found(Section(None, 1, "2、", "貳、", title="措施"), "2、 措施"),
            found(Section(1, 2, "一、", title="辦理研習"), "一、辦理研習"),
        ),
        source_tables=(found(SourceTable(2, None, TableKind.STRATEGY_MEASURE, 3, 5, 1), "策略"),),
        cells=table_cells(),
        strategies=(found(Strategy(None, "一、", "學習", table=0, row=1), "一、學習"),),
        measures=(
            found(Measure(0, "(一)", "辦理研習", table=0, row=1), "(一)辦理研習"),
            found(Measure(0, "(二)", "讀書會", table=0, row=2), "(二)讀書會"),
        ),
        indicators=(
            found(Indicator(0, 0, "1、", "至少2場次", table=0, row=1), "1、至少2場次"),
            found(Indicator(1, 0, "1、", "辦理讀書會", table=0, row=2), "1、辦理讀書會"),
        ),
        targets=(
            found(
                Target(
                    0, 0, table=0, row=1, column=3, text="至少2場次", comparator=Comparator.GE, value=2.0, unit="場次"
                ),
                "至少2場次",
            ),
        ),
        periods=(
            found(period("113年1月~3月", "2024-01-01", "2024-03-31", 0), "113年1月~3月"),
            found(period("113年10月前", None, "2024-09-30", 1), "113年10月前"),
            found(Period("每季", PeriodKind.RECURRING, rrule="FREQ=MONTHLY;INTERVAL=3")),
        ),
        agencies=tuple(
            found(
                Assignment(AgencyRole.LEAD, "主辦單位", "人事處", measure=m, table=0, row=m + 1, column=4), "人事處", m
            )
            for m in (0, 1)
        ),
        references=(found(Reference(text="青山市自治條例"), "青山市自治條例"),),
    )


def period(text: str, start: str | None, end: str, measure: int) -> Period:
    kind = PeriodKind.RANGE if start else PeriodKind.DEADLINE
    first = day(start) if start else None
    return Period(text, kind, first, day(end), measure=measure, table=0, row=measure + 1, column=2)


def document() -> Document:
    return Document("0" * 16, "0" * 64, "青山.txt", "text/plain", TEXT, (Paragraph(Span(0, len(TEXT))),))


@pytest.fixture
def gold(tmp_path: Path) -> Gold:
    return write_gold(tmp_path)


def write_gold(folder: Path, **changes: Any) -> Gold:
    path = folder / "青山.gold.json"
    path.write_text(json.dumps({**GOLD, **changes}, ensure_ascii=False), encoding="utf-8")
    return read_gold(path)


def figures(scores: Sequence[Score]) -> dict[str, float]:
    return {score.kind: score.counts.f1 for score in scores}


def lowered(gold: Gold, changed: Plan) -> set[str]:
    """The kinds that a changed plan scores below 1."""
    return {kind for kind, f1 in figures(score_plan(gold, document(), changed)).items() if f1 < 1}


def test_a_perfect_plan_scores_one_in_every_kind(gold: Gold) -> None:
    scores = score_plan(gold, document(), plan())
    assert set(figures(scores).values()) == {1.0}
    assert len(scores) == 19
    assert not [d for score in scores for d in score.differences]


def test_a_plan_that_could_not_be_read_misses_everything(gold: Gold) -> None:
    assert set(figures(score_failure(gold)).values()) == {0.0}


def edit(facts: tuple[Found[Any], ...], index: int, **changes: Any) -> tuple[Found[Any], ...]:
    changed = replace(facts[index], value=replace(facts[index].value, **changes))
    return (*facts[:index], changed, *facts[index + 1 :])


CHANGES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a heading missed": ({"sections": plan().sections[1:]}, {"outline", "outline-label", "restored"}),
    "an item missed": ({"sections": plan().sections[:2]}, {"outline", "outline-label"}),
    "a heading too many": ({"sections": plan().sections * 2}, {"outline", "outline-label"}),
    "a wrong level": ({"sections": edit(plan().sections, 2, level=3)}, {"outline"}),
    "a label not restored": ({"sections": edit(plan().sections, 0, label_restored=None)}, {"restored"}),
    "headings out of order": (
        {"sections": (*plan().sections[2:], *plan().sections[:2])},
        {"outline", "outline-label"},
    ),
    "a table missed": (
        {"source_tables": (), "cells": ()},
        {"cells", "rows", "roles", "tables", "table-kind", "header-rows"},
    ),
    "a table too many": ({"source_tables": plan().source_tables * 2}, {"tables"}),
    "a cell's text wrong": ({"cells": edit(plan().cells, 9, text="主辦單位：")}, {"cells", "rows"}),
    "a role wrong": (
        {
            "cells": tuple(
                replace(c, value=replace(c.value, role="note")) if c.value.column == 0 else c for c in plan().cells
            )
        },
        {"roles"},
    ),
    "a kind of table wrong": ({"source_tables": edit(plan().source_tables, 0, kind=TableKind.OTHER)}, {"table-kind"}),
    "header rows wrong": ({"source_tables": edit(plan().source_tables, 0, header_rows=2)}, {"header-rows"}),
    "a wrong day": ({"periods": edit(plan().periods, 0, end=day("2024-03-30"))}, {"periods", "items"}),
    "a day too much": ({"periods": edit(plan().periods, 1, start=day("2024-01-01"))}, {"periods", "items"}),
    "other words of a period": ({"periods": edit(plan().periods, 2, text="季")}, {"periods", "period-spans"}),
    "a wrong comparator": ({"targets": edit(plan().targets, 0, comparator=Comparator.EQ)}, {"targets", "items"}),
    "a wrong unit": ({"targets": edit(plan().targets, 0, unit="場")}, {"targets", "items"}),
    "a target tied to nothing": ({"targets": edit(plan().targets, 0, indicator=None)}, {"items"}),
    "a target too many": ({"targets": plan().targets * 2}, {"targets", "items"}),
    "a wrong role": ({"agencies": edit(plan().agencies, 0, role=AgencyRole.SUPPORT)}, {"agencies"}),
    "an agency tied to nothing": ({"agencies": edit(plan().agencies, 0, measure=None)}, {"items"}),
    "a reference cut short": ({"references": edit(plan().references, 0, text="自治條例")}, {"references"}),
    "a measure too many": (
        {"measures": (*plan().measures, found(Measure(0, "(三)", "參訪", table=0, row=2)))},
        {"items"},
    ),
    "a wrong strategy": ({"strategies": edit(plan().strategies, 0, text="成長")}, {"items"}),
    "a title cut short": ({"overview": replace(plan().overview, title="試辦計畫")}, {"title"}),
    "another issuer": ({"overview": replace(plan().overview, issuer=None)}, {"issuer"}),
    "another year": ({"overview": replace(plan().overview, year_roc=112)}, {"year"}),
    "an open plan period": ({"overview": replace(plan().overview, plan_end=None)}, {"plan-period"}),
}


@pytest.mark.parametrize("case", CHANGES)
def test_each_miss_lowers_what_it_should_and_nothing_else(gold: Gold, case: str) -> None:
    changes, kinds = CHANGES[case]
    assert lowered(gold, replace(plan(), **changes)) == kinds


HARMLESS: dict[str, dict[str, Any]] = {
    "the other end that is right": {"periods": edit(plan().periods, 1, end=day("2024-10-31"))},
    "an end that was not annotated": {"periods": edit(plan().periods, 2, end=day("2024-12-31"))},
    "the label that the source lost, printed": {
        "sections": edit(edit(plan().sections, 0, label="壹、"), 0, label_restored=None)
    },
    "blanks and other forms of a character": {"references": edit(plan().references, 0, text="青⼭ 市自治條例")},
    "a baseline": {"targets": (*plan().targets, *edit(plan().targets, 0, is_baseline=True))},
    "a target without a number": {
        "targets": (*plan().targets, *edit(plan().targets, 0, status=TargetStatus.QUALITATIVE))
    },
}


@pytest.mark.parametrize("case", HARMLESS)
def test_what_is_right_as_well_lowers_nothing_of_its_kind(gold: Gold, case: str) -> None:
    assert lowered(gold, replace(plan(), **HARMLESS[case])) <= {"items"}


def test_a_kind_that_was_not_annotated_is_not_scored(tmp_path: Path) -> None:
    data = {key: GOLD[key] for key in ("source", "outline")}
    (tmp_path / "a.gold.json").write_text(json.dumps(data), encoding="utf-8")
    scores = figures(score_plan(read_gold(tmp_path / "a.gold.json"), document(), plan()))
    assert set(scores) == {"outline", "outline-label", "restored"}


def test_an_empty_list_says_that_nothing_is_there(tmp_path: Path) -> None:
    gold = write_gold(tmp_path, targets=[])
    assert "targets" in lowered(gold, plan())
    assert "targets" not in lowered(gold, replace(plan(), targets=()))


def test_only_the_annotated_lines_count(gold: Gold) -> None:
    upper = replace(gold, scope=Scope("lines", 1, 5), outline=gold.outline[:2] if gold.outline else None)
    scores = figures(score_plan(upper, document(), plan()))
    assert scores["outline"] == scores["references"] == 1.0
    assert scores["targets"] == 0.0


def test_only_the_annotated_pages_count(gold: Gold) -> None:
    sections = tuple(replace(s, page=i + 1) for i, s in enumerate(plan().sections))
    first = replace(gold, scope=Scope("pages", 1, 2), outline=gold.outline[:2] if gold.outline else None)
    assert figures(score_plan(first, document(), replace(plan(), sections=sections)))["outline"] == 1.0


def test_of_a_partly_annotated_table_only_those_rows_count(tmp_path: Path) -> None:
    table = GOLD["tables"][0]
    short = {**table, "grid": table["grid"][:2]}
    assert {"cells", "rows"} <= lowered(write_gold(tmp_path, tables=[short]), plan())
    assert lowered(write_gold(tmp_path, tables=[{**short, "partial": True}]), plan()) == set()


def test_a_merged_cell_stands_in_every_place_that_it_covers() -> None:
    cells = (
        found(TableCell(0, 0, 0, 2, 2, text="甲")),
        found(TableCell(0, 0, 2, text="乙")),
        found(TableCell(0, 1, 2, text="丙 丁")),
    )
    table = SourceTable(row_count=2, column_count=3)
    assert expand(table, cells) == (("甲", "甲", "乙"), ("甲", "甲", "丙丁"))


def test_tables_alike_are_each_matched_with_their_own(tmp_path: Path) -> None:
    gold = write_gold(tmp_path, tables=GOLD["tables"] * 2)
    assert figures(score_plan(gold, document(), plan()))["tables"] == pytest.approx(2 / 3)
    second = tuple(replace(c, value=replace(c.value, table=1)) for c in plan().cells)
    twice = replace(plan(), source_tables=plan().source_tables * 2, cells=plan().cells + second)
    assert figures(score_plan(gold, document(), twice))["tables"] == 1.0


def test_items_of_indicators_with_targets_by_year(tmp_path: Path) -> None:
    targets = [{"year": year, "comparator": "ge", "value": 80, "unit": "%", "text": "80%"} for year in (2024, 2025)]
    item = {"strategy": "學習", "indicator_label": "1", "indicator": "滿意度", "definition": "問卷", "targets": targets}
    gold = write_gold(tmp_path, items=[item])
    cells = tuple(cell(0, 3 + i, f"target:{113 + i}", "策略") for i in (0, 1))
    facts = tuple(
        found(Target(0, table=0, row=0, column=3 + i, text="80%", comparator=Comparator.GE, value=80, unit="%", year=y))
        for i, y in enumerate((2024, 2025))
    )
    in_definition = found(Target(0, table=0, row=0, column=2, text="2次", value=2, unit="次"))
    indicator = found(Indicator(None, 0, "1", "滿意度", "問卷", table=0, row=0))
    right = replace(plan(), cells=cells, indicators=(indicator,), targets=(in_definition, *facts))
    assert figures(score_plan(gold, document(), right))["items"] == 1.0
    assert figures(score_plan(gold, document(), replace(right, targets=facts[:1])))["items"] == 0.0
    other = replace(right, indicators=(replace(indicator, value=replace(indicator.value, definition=None)),))
    assert figures(score_plan(gold, document(), other))["items"] == 0.0


def mixed(plan: Plan) -> Plan:
    """The plan with an indicator in its table that belongs to no measure."""
    lone = found(Indicator(None, 0, "2", "滿意度", table=0, row=2))
    return replace(plan, indicators=(*plan.indicators, lone))


LONE = {"indicator_label": "2", "indicator": "滿意度", "targets": []}


def items_score(folder: Path, items: list[dict[str, Any]], found: Plan) -> Counts:
    (score,) = (s for s in score_plan(write_gold(folder, items=items), document(), found) if s.kind == "items")
    return score.counts


def test_measures_and_indicators_are_items_of_one_plan(tmp_path: Path) -> None:
    assert items_score(tmp_path, [*GOLD["items"], LONE], mixed(plan())) == Counts(3, 3, 3)


def test_an_indicator_told_with_its_measure_is_none_too_many(tmp_path: Path) -> None:
    assert len(plan().indicators) == 2
    assert items_score(tmp_path, [LONE, *GOLD["items"]], mixed(plan())) == Counts(3, 3, 3)
    bare = [{key: item[key] for key in ("strategy", "measure")} for item in GOLD["items"]]
    assert items_score(tmp_path, [*bare, LONE], mixed(plan())) == Counts(3, 3, 5)


def test_of_mixed_items_what_is_missed_and_what_is_too_many_counts(tmp_path: Path) -> None:
    assert items_score(tmp_path, [*GOLD["items"], LONE], plan()) == Counts(2, 3, 2)
    twice = replace(mixed(plan()), indicators=(*mixed(plan()).indicators, mixed(plan()).indicators[-1]))
    assert items_score(tmp_path, [*GOLD["items"], LONE], twice) == Counts(3, 3, 4)
    assert items_score(tmp_path, [{**LONE, "indicator": "讀書會"}, *GOLD["items"]], mixed(plan())) == Counts(2, 3, 3)


def test_items_of_whole_cells(tmp_path: Path) -> None:
    item = {"strategy": "學習", "measure": "(一)辦理研習", "agency": "主辦單位：人事處", "indicator_cell": ""}
    del item["indicator_cell"]
    gold = write_gold(tmp_path, items=[item, {**item, "measure": "(二)讀書會"}])
    assert figures(score_plan(gold, document(), plan()))["items"] == 1.0
    assert figures(score_plan(gold, document(), replace(plan(), measures=plan().measures[:1])))[
        "items"
    ] == pytest.approx(2 / 3)


def test_alignment_keeps_the_order() -> None:
    same = lambda g, f: g == f  # noqa: E731
    assert align("abc", "cab", same) == [(0, 1), (1, 2)]
    assert align("", "abc", same) == []
    assert align("aaa", "a", same) == [(0, 0)]


def test_pairing_takes_the_strict_pairs_first() -> None:
    strict, loose = (lambda g, f: g == f), (lambda g, f: abs(g - f) == 1)
    assert pair([1, 2], [2, 1], [strict, loose]) == [(0, 1), (1, 0)]
    assert pair([1, 3], [2, 2, 2], [strict, loose]) == [(0, 0), (1, 1)]


def test_counts() -> None:
    assert Counts(1, 2, 4) + Counts(1, 0, 0) == Counts(2, 2, 4)
    assert (Counts(1, 2, 4).precision, Counts(1, 2, 4).recall) == (0.25, 0.5)
    assert Counts().f1 == 1.0
    assert Counts(0, 0, 3).f1 == 0.0


def test_a_figure_of_one_means_all() -> None:
    assert [figure(Counts(n, 10000, 10000)) for n in (10000, 9999, 0)] == ["1.000", ".999", ".000"]


def test_folding() -> None:
    assert fold("⼀、\u3000策\n略\ufeff") == "一、策略"
    assert fold(None) == ""


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of gold with its plan beside it; what is extracted and recognised there is given."""
    (tmp_path / "gold").mkdir()
    (tmp_path / "plans").mkdir()
    write_gold(tmp_path / "gold")
    (tmp_path / "plans" / "青山.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(evaluate, "extract", lambda path: document())
    monkeypatch.setattr(evaluate, "recognise", lambda document: plan())
    return tmp_path / "gold"


def run(folder: Path, **options: Any) -> tuple[int, str]:
    """The exit code and what was printed."""
    out = io.StringIO()
    code = evaluate.run(folder, None, console=Console(file=out, width=40), **options)
    return code, out.getvalue()


def test_the_command_prints_a_row_for_each_plan_and_one_for_all(folder: Path) -> None:
    code, out = run(folder)
    rows = [line.split() for line in out.splitlines()]
    assert code == 0
    assert rows[0][:3] == ["plan", "outline", "outline-label"]
    assert [row[0] for row in rows if row] == ["plan", "青山.txt", "micro"] * 2
    assert all(set(row[1:]) == {"1.000"} for row in rows if row and row[0] != "plan")


def test_a_terminal_gets_a_table(folder: Path) -> None:
    out = io.StringIO()
    assert evaluate.run(folder, None, console=Console(file=out, force_terminal=True, width=160)) == 0
    assert "青山.txt" in out.getvalue()
    assert "│" in out.getvalue()


def test_differences_say_what_and_where(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(
        plan(),
        sections=plan().sections[:2],
        periods=edit(plan().periods, 0, end=day("2024-03-30")),
        references=(*plan().references, found(Reference(text="辦理研習"), "辦理研習")),
    )
    monkeypatch.setattr(evaluate, "recognise", lambda document: changed)
    _, out = run(folder, diff=True)
    assert "- outline  expected 「一、辦理研習」 level 2  @ line 6 貳、" in out
    assert (
        "! periods  expected 「113年1月~3月」 2024-01-01..2024-03-31  found 2024-01-01..2024-03-30  @ line 8 貳、"
        in out
    )
    assert "+ references  found 「辦理研習」 law  @ line 6 貳、" in out


def test_equal_differences_stand_in_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "recognise", lambda document: replace(plan(), cells=(), source_tables=()))
    _, out = run(folder, diff=True)
    assert "- cells  expected 「一、學習」 column 0  @ line 8 貳、 › 一、  ×2" in out


def test_json_is_for_machines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "recognise", lambda document: replace(plan(), targets=()))
    _, out = run(folder, as_json=True, diff=True)
    result = json.loads(out)
    targets = result["plans"]["青山.txt"]["scores"]["targets"]
    assert targets == {"right": 0, "gold": 1, "found": 0, "precision": 1.0, "recall": 0.0, "f1": 0.0}
    assert result["micro"]["targets"] == targets
    missed = result["plans"]["青山.txt"]["differences"][0]
    assert (missed["kind"], missed["expected"]["text"]) == ("targets", "至少 2 場次")
    assert missed["place"].startswith("line 8")


def test_a_score_below_the_floor_fails_and_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    floor = folder / "floor.json"
    assert run(folder, write_floor=floor)[0] == 0
    assert run(folder, floor=floor)[0] == 0
    monkeypatch.setattr(evaluate, "recognise", lambda document: replace(plan(), targets=()))
    code, out = run(folder, floor=floor)
    assert code == 1
    assert "青山.txt targets: 0.0000 < 1.0000" in out
    assert run(folder, write_floor=floor)[0] == 0
    assert json.loads(floor.read_text(encoding="utf-8"))["青山.txt"]["targets"] == 1.0


def test_a_floor_or_a_gold_that_cannot_be_read_is_a_wrong_use(folder: Path) -> None:
    assert run(folder, floor=folder / "no such file")[0] == 2
    (folder / "broken.gold.json").write_text("{", encoding="utf-8")
    assert run(folder)[0] == 2


def test_the_floor_never_falls_and_forgets_no_plan() -> None:
    floor = {"a": {"x": 0.5}, "b": {"x": 1.0}}
    assert raised(floor, {"a": {"x": 0.4, "y": 0.1}}) == {"a": {"x": 0.5, "y": 0.1}, "b": {"x": 1.0}}
    assert falls(floor, {"a": {"x": 0.5 - 1e-12}}) == []
    assert falls(floor, {"a": {}}) == ["a x: not scored, floor 0.5000"]


def test_a_format_that_is_not_supported_is_skipped_and_any_other_failure_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(error: Exception) -> Any:
        def extract(path: Path) -> Document:
            raise error

        return extract

    monkeypatch.setattr(evaluate, "extract", fails(Unreadable(Code.UNSUPPORTED_TYPE, "no such thing")))
    _, out = run(folder)
    assert "青山.txt: skipped, unsupported-type" in out
    for error in (Unreadable(Code.CORRUPT, "broken"), ZeroDivisionError("division")):
        monkeypatch.setattr(evaluate, "extract", fails(error))
        _, out = run(folder)
        assert "青山.txt: all missed" in out
        assert ".000" in out


def test_every_rendition_is_scored_where_wanted(folder: Path) -> None:
    (folder.parent / "plans" / "青山.docx").write_bytes(b"PK")
    _, out = run(folder, all_formats=True)
    assert "青山.docx" in out
    assert "青山.docx" not in run(folder)[1]


def test_a_file_that_is_not_the_annotated_one_is_remarked(folder: Path) -> None:
    (folder.parent / "plans" / "青山.txt").write_text(TEXT + "尾", encoding="utf-8")
    assert "SHA-256 differs" in run(folder)[1]


def test_only_some_plans(folder: Path) -> None:
    assert run(folder, only="青*")[0] == 0
    assert run(folder, only="赤山")[0] == 2


def test_a_plan_is_scored_from_file_to_figures(tmp_path: Path) -> None:
    """Nothing given: the real extractor and the real rules."""
    text = "青山市政府讀書會實施計畫\n\n壹、依據\n依青山市政府113年5月1日會議辦理。\n貳、目標\n辦理讀書會至少5場次。\n"
    (tmp_path / "小.txt").write_text(text, encoding="utf-8")
    gold = {
        "source": "小.txt",
        "scope": None,
        "outline": [
            {"level": 1, "label": "壹、", "restored": None, "head": "依據"},
            {"level": 1, "label": "貳、", "restored": None, "head": "目標"},
        ],
        "periods": [{"text": "113年5月1日", "start": "2024-05-01", "end": "2024-05-01", "kind": "instant"}],
        "targets": [{"text": "至少5場次", "comparator": "ge", "value": 5, "value_max": None, "unit": "場次"}],
    }
    (tmp_path / "小.gold.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    code, out = run(tmp_path, as_json=True, diff=True)
    assert code == 0
    result = json.loads(out)
    assert result["plans"]["小.txt"]["differences"] == []
    assert {kind: counts["f1"] for kind, counts in result["micro"].items()} == {
        "outline": 1.0,
        "outline-label": 1.0,
        "periods": 1.0,
        "period-spans": 1.0,
        "targets": 1.0,
    }
