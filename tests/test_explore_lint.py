"""Every check finds what it is for, and leaves alone what is in order."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
import samples
from explored import ingested

from pipeline import cli
from pipeline.explore import connect
from pipeline.explore.lint import CHECKS, Finding, findings, grid

FAULTY = """# 望海市政府中程施政計畫（114至117年度）

期程：114年1月1日至117年12月31日

## 壹、依據
一、依行政院110年3月18日院授人企字第0930061451號函辦理。
二、依行政院110年3月18日院授人企字第1100061452號函辦理。
四、依本府會議決議辦理。

## 貳、指標

| 策略 | 指標 | 衡量標準 | 114年目標值 | 115年目標值 | 116年目標值 |
| --- | --- | --- | --- | --- | --- |
| 健全資料 | 資料正確率 | 每月正確率平均97%以上 | 95% | 96% | 97% |
| 健全資料 | 受檢率 | 受檢人數／應受檢人數 | 80% | 80% | 80% |
| 健全資料 | 訓練場次 | 辦理場次 | 10場次 | 8場次 | 12場次 |
| 健全資料 | 服務滿意情形 | 問卷 | 視情提出 | 視情提出 | 視情提出 |

## 參、實施策略及措施

| 策略 | 具體作法 | 績效指標 | 辦理期程 | 主辦機關 |
| --- | --- | --- | --- | --- |
| 強化訓練 | 辦理新進人員訓練 | 辦理訓練5場次以上 | 114年12月31日前 | 人事處 |
| 強化訓練 | 建置數位學習平台 | 學習完成率100% | 119年6月30日前 | 資訊處 |
| 強化訓練 | 編印學習手冊 | | | |
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    folder = tmp_path_factory.mktemp("lint")
    (folder / "plan.md").write_text(FAULTY, encoding="utf-8")
    with closing(connect(ingested(folder / "out", folder / "plan.md"))) as connection:
        return findings(connection)


def words(found: list[Finding], code: str) -> list[str]:
    return ["".join(f.quotation.split()) for f in found if f.code == code]


def test_measures_that_lack_something(found: list[Finding]) -> None:
    for code in ("measure-without-indicator", "measure-without-deadline", "measure-without-lead"):
        assert words(found, code) == ["編印學習手冊"], code


def test_targets(found: list[Finding]) -> None:
    assert words(found, "indicator-without-number") == ["服務滿意情形"]
    assert [f.detail for f in found if f.code == "flat-target"] == ["2025–2027: 80%"]
    assert [f.detail for f in found if f.code == "lowered-target"] == ["2025: 10 → 2026: 8場次"]
    below = [f.detail for f in found if f.code == "target-below-standard"]
    assert below == ["95% ↔ 97%以上", "96% ↔ 97%以上"]


def test_a_finding_on_a_target_says_of_what_it_is(found: list[Finding]) -> None:
    assert [f.subject for f in found if f.code in ("flat-target", "lowered-target")] == ["受檢率", "訓練場次"]
    assert {f.subject for f in found if f.code == "measure-without-lead"} == {None}


def test_what_is_found_on_the_same_words_is_told_together(found: list[Finding]) -> None:
    lacking = [f for f in found if f.code.startswith("measure-without-")]
    assert len(lacking) == 3 and grid(lacking).row_count == 1


def test_a_measure_with_a_target_of_its_own_can_be_measured(tmp_path: Path) -> None:
    text = "# 某縣政府113年度宣導實施計畫\n\n貳、實施方式：\n一、辦理宣導5場次。\n二、編印手冊。\n"
    assert words(found_in(tmp_path, text), "measure-without-indicator") == ["二、編印手冊。"]


def test_deadline_outside_the_plan(found: list[Finding]) -> None:
    (finding,) = [f for f in found if f.code == "deadline-outside-plan"]
    assert finding.quotation == "119年6月30日前" and "2028-12-31" in (finding.detail or "")


def test_numbering(found: list[Finding]) -> None:
    (skipped,) = [f for f in found if f.code == "number-skipped"]
    assert skipped.detail == "二、 → 四、" and skipped.section_path is not None
    assert words(found, "number-repeated") == []


def test_year_of_a_document_number(found: list[Finding]) -> None:
    assert [f.detail for f in found if f.code == "number-year"] == ["2004 ≠ 2021-03-18"]


def test_a_number_used_twice(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(
        "某市政府訓練實施計畫\n\n壹、依據：公務人員訓練進修法。\n\n貳、目的：提升服務品質。\n\n貳、對象：全體人員。\n\n參、期程：113年。\n",
        encoding="utf-8",
    )
    with closing(connect(ingested(tmp_path / "out", plan))) as connection:
        repeated = [f for f in findings(connection) if f.code == "number-repeated"]
    assert [f.detail for f in repeated] == ["貳、 → 貳、"]


def test_every_check_speaks_both_languages_and_is_tried_here(found: list[Finding]) -> None:
    assert all(any("\u4e00" <= c <= "\u9fff" for c in check.zh) and check.en.isascii() for check in CHECKS)
    assert {check.code for check in CHECKS} == {f.code for f in found} | {"number-repeated"}


IN_ORDER = """# 青河市数字政府建设实施方案（2024—2026年）

期限：2024年1月1日至2026年12月31日

一、依据：根据2023年3月18日国办发〔2023〕12号文件制定。

二、主要指标

| 指标 | 衡量标准 | 2024年目标值 | 2025年目标值 | 2026年目标值 |
| --- | --- | --- | --- | --- |
| 网办率 | 90%以上 | 90% | 92% | 95% |

三、重点任务
（一）整合平台（2024年1月至6月）：
1. 建成统一平台，由市大数据局牵头负责。
2. 归集数据目录，由市大数据局牵头负责。
"""


def found_in(folder: Path, text: str) -> list[Finding]:
    (folder / "plan.md").write_text(text, encoding="utf-8")
    with closing(connect(ingested(folder / "out", folder / "plan.md"))) as connection:
        return findings(connection)


def test_a_plan_in_order_has_findings_of_no_other_kind(tmp_path: Path) -> None:
    codes = {f.code for f in found_in(tmp_path, IN_ORDER)}
    assert codes <= {"measure-without-indicator"}, "a deadline of a section is one of its measures"


def test_a_plan_out_of_order_has_them(tmp_path: Path) -> None:
    changes = {
        "〔2023〕12号": "〔2022〕12号",
        "95%": "88%",
        "1月至6月": "1月至2027年6月",
        "2. 归集": "4. 归集",
    }
    text = IN_ORDER
    for old, new in changes.items():
        text = text.replace(old, new)
    found = {f.code: f.detail for f in found_in(tmp_path, text) if f.code != "measure-without-indicator"}
    assert found == {
        "number-year": "2022 ≠ 2023-03-18",
        "target-below-standard": "88% ↔ 90%以上",
        "lowered-target": "2025: 92 → 2026: 88%",
        "deadline-outside-plan": "2027-06-30 ∉ 2024-01-01 – 2026-12-31",
        "number-skipped": "1. → 4.",
    }


def test_a_plan_wide_deadline_is_told_beside_the_gap(tmp_path: Path) -> None:
    text = "# 某縣政府113年度宣導實施計畫\n\n壹、期程：自113年3月1日起至113年11月30日止。\n\n貳、實施方式：\n一、辦理宣導。\n二、編印手冊。\n"
    gaps = [f for f in found_in(tmp_path, text) if f.code == "measure-without-deadline"]
    assert [f.detail for f in gaps] == ["plan 全案: 自113年3月1日起至113年11月30日止"] * 2
    assert {f.severity for f in gaps} == {"warning"}


@samples.needs_shared
def test_flat_targets_of_a_real_plan(seeds_out: Path) -> None:
    with closing(connect(seeds_out)) as connection:
        found = findings(connection)
    flat = [f for f in found if f.code == "flat-target"]
    assert len(flat) == 19 and {f.source_uri.rpartition("/")[2] for f in flat} == {"seed-002.txt"}
    assert words(found, "target-below-standard") == []
    assert words(found, "number-year") == []


def test_command(raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lint", str(raw_out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows and {"code", "quotation", "page", "message_zh"} <= rows[0].keys()
    assert cli.main(["lint", str(raw_out), "--strict"]) == 1
    assert f"{len(rows)} findings" in capsys.readouterr().out
    assert cli.main(["lint", str(raw_out / "nowhere")]) == 2
    assert cli.main(["lint", str(raw_out), "--only", "flat-target", "--json"]) == 0
    assert {row["code"] for row in json.loads(capsys.readouterr().out)} <= {"flat-target"}
    assert cli.main(["lint", str(raw_out), "--only", "no-such-check"]) == 2


def test_hostile_text(hostile_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lint", str(hostile_out)]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "\x07" not in printed and len(printed) < 20_000
