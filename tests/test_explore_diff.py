"""Two years of a plan: every kind of change is found, and the same plan has none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from explored import ingested

from pipeline import cli
from pipeline.explore.diff import Change, agency_changes, compare, edition, paired, same_years

OLD = """# 望海市政府113年度訓練實施計畫

## 壹、措施

| 策略 | 具體作法 | 績效指標 | 113年目標值 | 主辦機關 |
| --- | --- | --- | --- | --- |
| 強化訓練 | 辦理新進人員基礎訓練課程 | 新進人員訓練場次 | 5場次以上 | 人事處 |
| 強化訓練 | 辦理主管人員領導研習 | 主管研習參訓率 | 90%以上 | 人事處 |
| 強化訓練 | 推動公務英語檢定獎勵 | 英語檢定通過人數 | 50人 | 教育處 |
| 強化訓練 | 編印為民服務手冊 | 手冊印製數量 | 1000冊 | 秘書處 |
"""
NEW = """# 望海市政府114年度訓練實施計畫

## 壹、措施

| 策略 | 具體作法 | 績效指標 | 114年目標值 | 主辦機關 |
| --- | --- | --- | --- | --- |
| 強化訓練 | 辦理新進人員基礎訓練課程 | 新進人員訓練場次 | 8場次以上 | 人事處 |
| 強化訓練 | 辦理各級主管人員領導研習 | 主管研習參訓率 | 85%以上 | 人事處 |
| 強化訓練 | 推動公務英語檢定獎勵 | 英語檢定通過人數 | 50人 | 人事處 |
| 強化訓練 | 建置數位學習平台 | 平台使用人次 | 2000人次 | 資訊處 |
"""


KEYS = ("role", "role_text", "name", "agency", "ordinal")
OLD_OUTLINE = """某鄉公所112年度社區防災實施計畫

壹、依據：災害防救法第22條。
貳、實施方式：
一、辦理防災演練3場次，參加人數200人以上，由民政課主辦。
二、發送防災手冊500份。
三、採購救生背心20件。
"""
NEW_OUTLINE = """某鄉公所113年度社區防災實施計畫

壹、依據：災害防救法第22條。
貳、實施方式：
一、辦理防災演練5場次，參加人數150人以上，由消防隊主辦。
二、發送防災手冊500份。
三、建置防災資訊網站1處。
"""


@pytest.fixture(scope="module")
def outlines(tmp_path_factory: pytest.TempPathFactory) -> list[Change]:
    folder = tmp_path_factory.mktemp("outlines")
    (folder / "old.txt").write_text(OLD_OUTLINE, encoding="utf-8")
    (folder / "new.txt").write_text(NEW_OUTLINE, encoding="utf-8")
    store = ingested(folder / "out", folder / "old.txt", folder / "new.txt")
    return compare(edition(f"{store}:old.txt"), edition(f"{store}:new.txt"))


def test_measures_without_a_table_have_targets_and_agencies_too(outlines: list[Change]) -> None:
    assert of(outlines, "target", "raised") == [("3場次", "5場次")]
    assert of(outlines, "target", "lowered") == [("200人以上", "150人以上")]
    ((old, new),) = of(outlines, "agency", "changed")
    assert "民政課" in (old or "") and "消防隊" in (new or "")
    ((dropped, _),) = of(outlines, "measure", "dropped")
    ((_, added),) = of(outlines, "measure", "added")
    assert "救生背心" in (dropped or "") and "資訊網站" in (added or "")


def targets(*readings: tuple[int | None, float, str]) -> list[dict[str, object]]:
    return [
        {"year": year, "value": value, "unit": unit, "ordinal": n} for n, (year, value, unit) in enumerate(readings)
    ]


def test_targets_are_compared_by_year_and_unit() -> None:
    values = lambda old, new: [(a["value"], b["value"]) for a, b in same_years(targets(*old), targets(*new))]  # noqa: E731
    assert values([(None, 3, "場"), (None, 200, "人")], [(None, 150, "人"), (None, 5, "場")]) == [(200, 150), (3, 5)]
    assert values([(2024, 1, "%"), (2025, 2, "%")], [(2025, 3, "%"), (2026, 4, "%")]) == [(2, 3)]
    assert values([(2023, 1, "%"), (2024, 2, "%")], [(2025, 3, "%"), (2026, 4, "%")]) == [(2, 3)]
    assert values([(2024, 1, "場")], [(2024, 50, "%")]) == [(1, 50)]
    assert values([], [(2024, 50, "%")]) == [] == values([(2024, 1, "場")], [])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diff")
    (folder / "old.md").write_text(OLD, encoding="utf-8")
    (folder / "new.md").write_text(NEW, encoding="utf-8")
    return ingested(folder / "out", folder / "old.md", folder / "new.md")


@pytest.fixture(scope="module")
def changes(out: Path) -> list[Change]:
    return compare(edition(f"{out}:113年度"), edition(f"{out}:new.md"))


def of(changes: list[Change], kind: str, change: str) -> list[tuple[str | None, str | None]]:
    return [(c.old, c.new) for c in changes if (c.kind, c.change) == (kind, change)]


def test_measures(changes: list[Change]) -> None:
    assert of(changes, "measure", "added") == [(None, "建置數位學習平台")]
    assert of(changes, "measure", "dropped") == [("編印為民服務手冊", None)]
    assert of(changes, "measure", "reworded") == [("辦理主管人員領導研習", "辦理各級主管人員領導研習")]


def test_targets(changes: list[Change]) -> None:
    assert of(changes, "target", "raised") == [("2024：5場次以上", "2025：8場次以上")]
    assert of(changes, "target", "lowered") == [("2024：90%以上", "2025：85%以上")]
    assert of(changes, "target", "changed") == []


def test_agencies(changes: list[Change]) -> None:
    ((old, new),) = of(changes, "agency", "changed")
    assert "教育處" in (old or "") and "人事處" in (new or "")


NEXT_YEAR = """某縣政府{year}年度訓練實施計畫

壹、實施方式：
一、設置哺集乳室，於{year}年9月30日前完成。（主辦：行政處）
二、編印員工手冊，於{year}年{month}月底前完成。（{lead}：秘書處）
三、規劃{next}年度訓練。
"""


def test_what_is_due_a_year_later_in_the_plan_of_the_next_year_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(NEXT_YEAR.format(year=113, next=114, month=6, lead="主辦"), encoding="utf-8")
    (tmp_path / "new.txt").write_text(NEXT_YEAR.format(year=114, next=115, month=8, lead="主辦機關"), encoding="utf-8")
    store = ingested(tmp_path / "out", tmp_path / "old.txt", tmp_path / "new.txt")
    (change,) = compare(edition(f"{store}:old.txt"), edition(f"{store}:new.txt"))
    assert change.change == "reworded" and "113年6月底前" in (change.old or "") and "114年8月底前" in (change.new or "")


def row(*agencies: tuple[str, str, str, str | None, int]) -> dict[str, object]:
    """A measure with its agencies."""
    return {"text": "辦理訓練", "page": None, "agencies": [dict(zip(KEYS, a, strict=True)) for a in agencies]}


def test_agencies_are_the_same_by_role_and_name_as_written_or_resolved() -> None:
    old = row(("lead", "主辦", "人事處", "某市政府人事處", 0), ("support", "協辦", "社會處", None, 1))
    for same in (
        row(("support", "協助單位", "社會處", None, 0), ("lead", "主責機關", "人事處", None, 1)),
        row(("lead", "主辦", "本府人事處", "某市政府人事處", 0), ("support", "協辦", "社會處", None, 1)),
    ):
        assert list(agency_changes(old, same)) == []
    (change,) = agency_changes(old, row(("lead", "主辦", "社會處", None, 0), ("lead", "主辦", "人事處", None, 1)))
    assert (change.old, change.new) == ("主辦：人事處；協辦：社會處", "主辦：社會處、人事處")


def test_nothing_changed(out: Path) -> None:
    assert compare(edition(f"{out}:old.md"), edition(f"{out}:old.md")) == []


def test_equal_texts_are_paired_in_order_before_alike_ones() -> None:
    assert paired(["辦理訓練課程", "辦理訓練課程"], ["辦理訓練課程一", "辦理訓練課程", "辦理 訓練課程。"]) == {
        0: 1,
        1: 2,
    }
    assert paired(["甲"], ["乙"]) == {} == paired([], ["乙"])


def test_command(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", f"{out}:old.md", f"{out}:new.md", "--json"]) == 0
    assert {c["change"] for c in json.loads(capsys.readouterr().out)} == {
        "added",
        "dropped",
        "reworded",
        "raised",
        "lowered",
        "changed",
    }
    assert cli.main(["diff", f"{out}:old.md", f"{out}:new.md"]) == 0
    assert "raised 提高" in capsys.readouterr().out
    assert cli.main(["diff", str(out), str(out)]) == 0
    assert capsys.readouterr().out == "no change 無變動\n"


@pytest.mark.parametrize("place", ["nowhere", "{}:no such plan", "{}:'; DROP TABLE x"])
def test_no_such_plan(place: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", str(out), place.format(out)]) == 2
    assert capsys.readouterr().err.startswith("govplan: ")


def test_hostile_text(out: Path, hostile_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", str(out), str(hostile_out)]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and len(printed) < 20_000
