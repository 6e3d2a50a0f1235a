"""Rows and columns that hold several items: turned tables, lists that answer to each other, repeated headers, tables without a header."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors import extract
from rules.plan import Plan, TableKind
from rules.recognise import recognise


def read(tmp_path: Path, rows: str, before: str = "", name: str = "a.html") -> Plan:
    """A plan with one table: cells parted by |, lines in a cell by /, equal neighbours not merged."""
    cells = [[cell.strip().replace("/", "<br>") for cell in line.split("|")] for line in rows.strip().splitlines()]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    path = tmp_path / name
    path.write_text(
        f"<html><head><meta charset=utf-8></head><body><p>青埔縣政府114年度計畫</p><p>{before}</p><table>{table}</table></body></html>",
        encoding="utf-8",
    )
    return recognise(extract(path))


def owners(plan: Plan) -> dict[str, list[str]]:
    """The words of the agencies, periods and stated targets of each measure and indicator."""
    found: dict[str, list[str]] = {}
    for kind, facts in (("measures", "measure"), ("indicators", "indicator")):
        for ordinal, item in enumerate(getattr(plan, kind)):
            words = [
                "".join(fact.value.evidence.split())
                for fact in (*plan.agencies, *plan.periods, *plan.targets)
                if getattr(fact.value, facts) == ordinal
            ]
            found["".join(item.value.evidence.split())] = words
    return found


# --- turned tables ----------------------------------------------------------------------------------------------------

INDICATORS = """評估項目|服務人次|研習時數（小時）|友善店家
權責單位|長照科|人力發展科|企劃科
112年現況值|18,500人次|16|42家
114年目標值|22,500人次|20|60家
權重|40%|30%|30%"""


def test_columns_of_a_turned_table_are_indicators(tmp_path: Path) -> None:
    plan = read(tmp_path, INDICATORS)
    assert plan.source_tables[0].value.kind is TableKind.INDICATOR_TARGET
    assert [(i.value.name, i.value.weight) for i in plan.indicators] == [
        ("服務人次", 40),
        ("研習時數（小時）", 30),
        ("友善店家", 30),
    ]
    assert [
        (t.value.indicator, t.value.value, t.value.unit, t.value.year, t.value.is_baseline) for t in plan.targets
    ] == [
        (0, 18500, "人次", 2023, True),
        (1, 16, "小時", 2023, True),
        (2, 42, "家", 2023, True),
        (0, 22500, "人次", 2025, False),
        (1, 20, "小時", 2025, False),
        (2, 60, "家", 2025, False),
    ]
    assert [(a.value.indicator, a.value.name) for a in plan.agencies] == [
        (0, "長照科"),
        (1, "人力發展科"),
        (2, "企劃科"),
    ]


def test_columns_of_a_turned_table_are_measures(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        """重點工作|校園死角巡查|防災演練
        實施方式|排班巡查|配合國家防災日
        辦理期程|114年9月|114年9月20日
        主辦處室|學務處|總務處
        協辦處室|教官室|各處室""",
    )
    assert owners(plan) == {
        "校園死角巡查": ["學務處", "教官室", "114年9月"],
        "防災演練": ["總務處", "各處室", "114年9月20日"],
    }
    assert [a.value.role.value for a in plan.agencies] == ["lead", "lead", "support", "support"]


@pytest.mark.parametrize(
    "rows",
    [
        "經費項目|113年|114年\n中央補助款|100|200\n自籌款|10|20",  # sums by year
        "工作項目|辦理單位|期程\n辦理研習|教育處|114年3月\n辦理宣導|民政處|114年5月",
        "單位|人數|時數\n教育處|3|6\n民政處|4|8",
    ],
)
def test_these_are_not_turned(tmp_path: Path, rows: str) -> None:
    plan = read(tmp_path, rows)
    assert not [f for f in (*plan.measures, *plan.indicators) if f.rule.endswith("-column")]


# --- lists in a row ---------------------------------------------------------------------------------------------------


def test_lists_of_one_length_answer_item_by_item(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        """推動策略|推動作法|承辦單位|完成期限
        健全制度|1、訂定分類表。/2、修正保存年限。/3、辦理清查。|檔案科/秘書處/資訊中心|一、114年3月底前/二、114年6月底前/三、114年9月底前""",
    )
    assert owners(plan) == {
        "1、訂定分類表。": ["檔案科", "114年3月底前"],
        "2、修正保存年限。": ["秘書處", "114年6月底前"],
        "3、辦理清查。": ["資訊中心", "114年9月底前"],
    }
    assert {m.value.strategy for m in plan.measures} == {0}
    assert [n.code for n in plan.notes if n.code == "parallel-lists"] == []


def test_targets_answer_to_the_indicators_of_their_row(tmp_path: Path) -> None:
    plan = read(tmp_path, "策略|績效指標|目標值\n便民|1.滿意度/2.申辦件數|1、85%/2、3000件")
    assert owners(plan) == {"1.滿意度": ["85%"], "2.申辦件數": ["3000件"]}


def test_lists_that_do_not_agree_are_told_of(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        "策略|作法|承辦單位|期限\n便民|1、設窗口。/2、簡化書表。/3、調查滿意度。|行政處/計畫處|114年12月底",
    )
    assert [m.value.text.count("、") for m in plan.measures] == [3]  # one measure, as it stands
    (note,) = [n for n in plan.notes if n.code == "parallel-lists"]
    assert note.message.startswith("「承辦單位 2, 3」") and note.spans


def test_a_text_that_stands_for_all_keeps_the_measure_whole(tmp_path: Path) -> None:
    plan = read(tmp_path, "策略|作法|承辦單位|期限\n便民|1、設窗口。/2、簡化書表。|行政處/計畫處|114年12月底")
    assert len(plan.measures) == 1
    assert [p.value.measure for p in plan.periods if p.value.table == 0] == [0]
    assert [a.value.measure for a in plan.agencies] == [0, 0]


def test_lines_that_a_narrow_column_broke_are_no_list(tmp_path: Path) -> None:
    plan = read(tmp_path, "策略|作法|承辦單位\n便民|1、設窗口。/2、簡化書表。|環境保/護局")
    assert len(plan.measures) == 1 and not [n for n in plan.notes if n.code == "parallel-lists"]


# --- headers ----------------------------------------------------------------------------------------------------------


def test_a_header_in_the_middle_is_a_header(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        """序号|任务名称|具体举措|牵头单位|完成时限
        1|一网通办|推动事项上网|市政务局|2024年9月底前
        序号|任务名称|具体举措|牵头单位|完成时限
        2|电子证照|新增证照20类|市大数据局|2024年12月底前""",
    )
    assert [c.value.row for c in plan.cells if c.value.is_header] == [0] * 5 + [2] * 5
    assert [m.value.text for m in plan.measures] == ["推动事项上网", "新增证照20类"]
    assert [a.value.name for a in plan.agencies] == ["市政务局", "市大数据局"]


def test_a_roster_without_a_header(tmp_path: Path) -> None:
    plan = read(tmp_path, "組　長|劉建國|鎮黨委書記\n副組長|趙紅梅|鎮長\n成　員|孫小軍|人大主席")
    table = plan.source_tables[0].value
    assert (table.kind, table.header_rows) == (TableKind.ROSTER, 0)
    assert [c.value.role for c in plan.cells[:3]] == ["job_title", "name", "job_title"]
    assert not plan.agencies


def test_an_empty_corner_heads_the_items(tmp_path: Path) -> None:
    plan = read(
        tmp_path, "|施工內容|完工期限|經費（千元）\n中山路|重鋪路面|114年8月31日|3,600\n民生街|增設號誌|114年10月底|900"
    )
    assert [c.value.role for c in plan.cells[:4]] == ["item", "measure", "deadline", "budget"]


def test_a_stage_table_is_a_schedule(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        "实施阶段|时间安排|工作内容|责任人\n动员部署|2023年3月|召开动员会|刘建国\n总结验收|2023年11月|组织验收|赵红梅",
    )
    assert plan.source_tables[0].value.kind is TableKind.SCHEDULE


def test_groups_are_no_agencies(tmp_path: Path) -> None:
    plan = read(tmp_path, "部門別|減量行動|主政|協力\n住商|補助汰換冷氣|建設處|環保局\n運輸|汰換公車|交通處|環保局")
    assert [c.value.role for c in plan.cells[:4]] == ["item", "measure", "lead_agency", "support_agency"]
    assert {(a.value.role.value, a.value.name) for a in plan.agencies} == {
        ("lead", "建設處"), ("lead", "交通處"), ("support", "環保局"),
    }  # fmt: skip
