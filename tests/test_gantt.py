"""Charts of Gantt: what marks a cell, what a column's header says of time, and the periods of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from extractors.builder import CellText, DocumentBuilder
from extractors.document import Document
from rules.gantt import read_slot, rules
from rules.passage import fold
from rules.plan import Plan
from rules.recognise import recognise

YEAR = ("青泉市政府114年度推動計畫", "表1 預定進度甘特圖")


def document(rows: Sequence[Sequence[str]], before: Sequence[str] = YEAR, bars: Sequence[CellText] = ()) -> Document:
    """A document of these lines and one table; ``bars`` are merged cells, which stand over what the rows say there."""
    builder = DocumentBuilder("plan.txt", "text/plain")
    for line in before:
        builder.paragraph(line)
    over = {
        (r, c)
        for b in bars
        for r in range(b.row, b.row + b.row_span)
        for c in range(b.column, b.column + b.column_span)
    }
    cells = [
        CellText((text,), r, c, 1, 1) for r, row in enumerate(rows) for c, text in enumerate(row) if (r, c) not in over
    ]
    cells = sorted([*cells, *bars], key=lambda cell: (cell.row, cell.column))
    builder.table(cells, len(rows), len(rows[0]), None)
    return builder.build(b"")


def months(*numbers: int) -> list[str]:
    return ["工作項目", *(f"{n}月" for n in numbers)]


def marked(plan: Plan) -> list[str]:
    """The periods of marks: row, words, days."""
    return [
        f"{v.row} {v.text} {v.start or ''}..{v.end or ''}"
        for v in (found.value for found in plan.periods if found.rule == "period-mark")
    ]


def chart(rows: Sequence[Sequence[str]], **options: Any) -> list[str]:
    return marked(recognise(document(rows, **options)))


# --- examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "want"), [example for rule in rules() for example in rule.examples])
def test_marks(text: str, want: str) -> None:
    assert [hit.value for rule in rules() for hit in rule.hits(fold(text))] == [want]


@pytest.mark.parametrize("text", [text for rule in rules() for text in rule.counterexamples])
def test_no_marks(text: str) -> None:
    assert [hit for rule in rules() for hit in rule.hits(fold(text))] == []


@pytest.mark.parametrize(
    ("header", "want"),
    [
        ("3月", (None, 3, 3, None)),
        ("三月份", (None, 3, 3, None)),
        ("103年5月", (2014, 5, 5, None)),
        ("114年 10", (2025, 10, 10, None)),
        ("114年度 第2季", (2025, 4, 6, None)),
        ("第四季度", (None, 10, 12, None)),
        ("Q3", (None, 7, 9, None)),
        ("2024年 下半年", (2024, 7, 12, None)),
        ("4月 中旬", (None, 4, 4, (11, 20))),
        ("4月上旬", (None, 4, 4, (1, 10))),
        ("4月 第2週", (None, 4, 4, (8, 14))),
        ("4月 5", (None, 4, 4, (29, 31))),
        ("7-9月", (None, 7, 9, None)),
        ("預定進度 月份 6", (None, 6, 6, None)),
        ("115年", (2026, 1, 12, None)),
    ],
)
def test_headers(header: str, want: tuple[Any, ...]) -> None:
    slot = read_slot(header)
    assert slot is not None
    assert (slot.year, slot.first, slot.last, slot.days) == want


@pytest.mark.parametrize("header", ["5", "第1週", "13月", "主辦單位", "", "上旬"])
def test_headers_that_say_no_time(header: str) -> None:
    assert read_slot(header) is None


# --- rows -------------------------------------------------------------------------------------------------------------


def test_each_run_is_a_period_of_its_row() -> None:
    plan = recognise(document([months(1, 2, 3, 4), ["籌備", "■", "■", "", "■"], ["研習", "", "", "●", "●"]]))
    assert marked(plan) == [
        "1 ■■ 2025-01-01..2025-02-28",
        "1 ■ 2025-04-01..2025-04-30",
        "2 ●● 2025-03-01..2025-04-30",
    ]
    kinds = [str(f.value.kind) for f in plan.periods if f.rule == "period-mark"]
    assert kinds == ["range", "instant", "range"]
    assert len({f.value.measure for f in plan.periods if f.rule == "period-mark"} - {None}) == 2


def test_evidence_is_the_marked_cells() -> None:
    source = document([months(1, 2, 3), ["籌備", "■", "■", ""], ["研習", "", "", "●"]])
    for found in recognise(source).periods:
        assert found.value.text == source.slice(found.spans)


def test_words_on_a_bar_and_notes_beside_a_mark() -> None:
    rows = [months(1, 2, 3, 4, 5), ["籌備", "", "", "", "", ""], ["研習", "", "", "V", "▲成果展", ""]]
    bar = CellText(("撰寫報告",), 1, 2, 1, 3)
    assert chart(rows, bars=[bar]) == ["1 撰寫報告 2025-02-01..2025-04-30", "2 V▲成果展 2025-03-01..2025-04-30"]


def test_a_remark_below_the_months_is_no_bar() -> None:
    rows = [months(1, 2, 3), ["籌備", "■", "■", ""], ["備註", "", "", ""]]
    assert chart(rows, bars=[CellText(("得視實際情形調整",), 2, 1, 1, 3)]) == ["1 ■■ 2025-01-01..2025-02-28"]


def test_years_as_columns() -> None:
    rows = [["推動項目", "114年", "115年", "116年"], ["設備汰換", "✓", "✓", ""], ["系統整合", "", "✓", "✓"]]
    assert chart(rows) == ["1 ✓✓ 2025-01-01..2026-12-31", "2 ✓✓ 2026-01-01..2027-12-31"]


def test_numbers_under_a_corner_that_says_months() -> None:
    rows = [["月次\n工作項目", *map(str, range(1, 13))], ["問卷", "──", "──→", *[""] * 10], ["訪視", *[""] * 11, "★"]]
    assert chart(rows) == ["1 ────→ 2025-01-01..2025-02-28", "2 ★ 2025-12-01..2025-12-31"]


def test_months_go_on_in_the_next_year() -> None:
    before = ("青泉國小113學年度實施計畫", "計畫期程：113年8月1日至114年7月31日")
    rows = [months(8, 9, 10, 11, 12, 1, 2), ["課程", "", "", "", "✓", "✓", "✓", ""], ["檢討", *[""] * 6, "✓"]]
    plan = recognise(document(rows, before))
    assert marked(plan) == ["1 ✓✓✓ 2024-11-01..2025-01-31", "2 ✓ 2025-02-01..2025-02-28"]
    headers = {f.value.text: str(f.value.start) for f in plan.periods if f.value.row == 0}
    assert headers["12月"], headers["1月"] == ("2024-12-01", "2025-01-01")


def test_no_year_no_days() -> None:
    assert chart([months(1, 2, 3), ["籌備", "■", "■", ""], ["研習", "", "", "■"]], before=("某計畫",)) == [
        "1 ■■ ..",
        "2 ■ ..",
    ]


def test_months_counted_from_the_plans_first_day() -> None:
    rows = [["月次\n工作項目", "第1月", "第2月", "第3月"], ["籌備", "■", "■", ""], ["研習", "", "", "■"]]
    dated = ("青泉大學研究計畫", "一、計畫期程：114年12月1日至115年2月28日")
    assert chart(rows, before=dated) == ["1 ■■ 2025-12-01..2026-01-31", "2 ■ 2026-02-01..2026-02-28"]
    assert chart(rows, before=("青泉大學研究計畫",)) == ["1 ■■ ..", "2 ■ .."]


def test_weeks_reach_the_months_end() -> None:
    rows = [[""] * 5, ["", "第1週", "第2週", "第3週", "第4週"], ["規劃", "", "", "■", "■"]]
    heads = [CellText(("工作項目",), 0, 0, 2, 1), CellText(("3月",), 0, 1, 1, 4)]
    assert chart(rows, bars=heads) == ["2 ■■ 2025-03-15..2025-03-31"]


@pytest.mark.parametrize(
    "rows",
    [
        [["題目", "5", "4", "3", "2", "1"], ["滿意度如何", "■", "", "", "", ""]],  # a scale
        [["工作項目", "甲局", "乙局"], ["籌備", "●", "●"]],  # who takes part
        [["項目", "1月", "2月"], ["宣導", "—", "無"]],  # nothing there
    ],
)
def test_marks_that_tell_no_time(rows: list[list[str]]) -> None:
    assert chart(rows) == []


def test_the_progress_planned_is_a_target() -> None:
    rows = [
        months(1, 2, 3),
        ["籌備", "■", "■", ""],
        ["預定進度（%）", "20", "60", "100"],
        ["實際進度（%）", "18", "", ""],
    ]
    plan = recognise(document(rows))
    assert [(f.value.row, f.value.value, f.value.unit) for f in plan.targets] == [
        (2, 20.0, "%"),
        (2, 60.0, "%"),
        (2, 100.0, "%"),
    ]
    assert marked(plan) == ["1 ■■ 2025-01-01..2025-02-28"]
