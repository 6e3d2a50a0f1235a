"""Targets: the rules' own examples, grades of places, statuses, what a target is per, and the shared gold."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import samples
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Span
from rules.passage import Passage, Site, fold
from rules.period import Frame, find_periods
from rules.plan import CalendarKind, PeriodKind, TableKind, Target, TargetStatus
from rules.quantity import find_quantities
from rules.rule import Hit, Rule
from rules.target import cues, denials, find_targets, frame_of

RULES = (*denials(), *cues())


def site(text: str, **known: object) -> Site:
    return Site(Passage(text, (Span(0, len(text)),)), **known)  # type: ignore[arg-type]


def fired(rule: Rule[str], text: str) -> list[str]:
    """The numbers of a sentence in whose frames the rule fires."""
    hits = [h for h in find_quantities(fold(text)) if h.value.unit or h.value.value < 1]
    return [text[slice(*h.value.number)] for h in hits if any(rule.hits(frame_of(fold(text), h.value)))]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_examples(rule: Rule[str]) -> None:
    assert rule.examples
    assert rule.counterexamples
    for text, expected in rule.examples:
        assert fired(rule, text) == [expected], text
    for text in rule.counterexamples:
        assert find_quantities(fold(text)), f"no number at all: {text}"
        assert fired(rule, text) == [], text


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(names) == sorted(set(names))


def shown(hits: list[Hit[Target]]) -> list[str]:
    return [f"{h.value.text}={h.value.comparator} {h.value.value:g} {h.value.unit or ''}".strip() for h in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("預定於94年12月底前至少辦理1次，完成20件研究發展評審。", ["至少辦理1次=ge 1 次", "20件=eq 20 件"]),
        ("年度最低學習時數為 20 小時，其中必須完成學習時數(10 小時)", ["最低學習時數為 20 小時=ge 20 小時"]),
        ("建设50所高水平高等职业学校和150个骨干专业（群）", ["50所=eq 50 所", "150个=eq 150 个"]),
        ("森林覆盖率提高到24.1%以上", ["提高到24.1%以上=ge 24.1 %"]),
        ("森林覆蓋率為百分之二十四", ["百分之二十四=eq 24 %"]),
        ("相互勾稽，以100%為目標。", ["100%=eq 100 %"]),
        ("每年培训1.2万人次。", ["1.2万人次=eq 12000 人次"]),
        ("每半年辦理滿意度調查一次，問卷一千二百份。", ["一次=eq 1 次", "一千二百份=eq 1200 份"]),
        ("新建改造雨水管网不少于60公里，其中老城区25公里。", ["不少于60公里=ge 60 公里"]),
        ("注册率达到100%。", ["达到100%=eq 100 %"]),
        ("能源消耗控制在2%以内", ["控制在2%以内=le 2 %"]),
        ("劳动生产率力争达到八成五", ["达到八成五=ge 85 %"]),
    ],
)
def test_running_text(text: str, expected: list[str]) -> None:
    found = find_targets(site(text))
    assert shown(found) == expected
    assert all(text[h.start : h.end] == h.value.text for h in found)


@pytest.mark.parametrize(
    "text",
    [
        "第十一屆第 39 次會議通過",
        "具有3年以上企业工作经历并具有高职以上学历的人员",
        "每人每週公假時數最高以八小時為限",
        "總人數以不超過各機關學校編制內預算員額之十分之一為限",
        "其請假逾該課程三分之一時數時",
        "將本市退休人員依其住所劃分為8個關懷區",
        "於本市設一級單位14處",
        "嘉獎 1 次至 2 次額度內酌予獎勵",
        "學校班級數大於 50班(含)以上，至多得推派 10隊參加",
        "3人一組（可多報名一位備選選手），同校組隊競賽",
        "取前 2名，每100點遊戲積點可兌換",
        "附件2、表19、第7條、(1)、4",
        "秉持六星級、五力、五大、一同、一切",
        "40歲以上公務人員健康檢查",
        "報送比率(每月完成報送機關數/機關總數量)×100%",
        "移動污染源占48.4%，普及率已達八成",
        "提供所屬同仁一個支持性運動環境",
        "經費3.5億元",
    ],
)
def test_no_target_in_running_text(text: str) -> None:
    assert shown(find_targets(site(text))) == []


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("≦20", {}, ["≦20=le 20"]),
        ("12", {"unit": "場次"}, ["12=eq 12 場次"]),
        ("1,200", {"unit": "千元"}, ["1,200=eq 1.2e+06 元"]),
        ("2", {"unit": "萬人次"}, ["2=eq 20000 人次"]),
        ("80", {"unit": "%"}, ["80=eq 80 %"]),
        ("80%", {"unit": "場次"}, ["80%=eq 80 %"]),
        ("8路徑圖", {}, ["8路徑圖=eq 8 路徑圖"]),
        ("12\n\n小時", {}, ["12\n\n小時=eq 12 小時"]),
        ("5場次/300人次", {}, ["5場次=eq 5 場次", "300人次=eq 300 人次"]),
        ("500萬元", {}, ["500萬元=eq 5e+06 元"]),
        ("賡續強化4個已成立社團社務推動，並輔導新社團成立。", {}, []),
        ("94年度訓練實施計劃總計10個局室預定於94年12月底前辦理126場次研習。", {}, ["126場次=eq 126 場次"]),
        ("完成31鄉鎮市公所實施績效獎金計畫備查，每梯次40人次。", {}, ["40人次=eq 40 人次"]),
    ],
)
def test_target_cells(text: str, known: dict[str, object], expected: list[str]) -> None:
    found = find_targets(site(text, column_role="target:113", year=2024, **known))
    assert shown([h for h in found if h.value.status == TargetStatus.STATED]) == expected
    assert all(h.value.year == 2024 and text[h.start : h.end] == h.value.text for h in found)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("視情提出", TargetStatus.NOT_SET),
        ("另訂之", TargetStatus.NOT_SET),
        ("待定", TargetStatus.NOT_SET),
        ("—", TargetStatus.NOT_SET),
        ("無", TargetStatus.NOT_SET),
        ("各局室隨時配合辦理。", TargetStatus.QUALITATIVE),
        ("良好", TargetStatus.QUALITATIVE),
        ("A3+7", TargetStatus.UNPARSED),
    ],
)
def test_status_of_target_cells_without_a_number(text: str, status: TargetStatus) -> None:
    (hit,) = find_targets(site(text, column_role="target"))
    assert (hit.value.status, hit.value.value, hit.start, hit.end) == (status, None, 0, len(text))


@pytest.mark.parametrize(
    "role", ["no", "weight", "score", "budget", "name", "job_title", "lead_agency", "period", "result"]
)
def test_no_targets_in_other_columns(role: str) -> None:
    assert find_targets(site("至少辦理5場次", column_role=role)) == []


def test_no_targets_in_headers_and_empty_cells() -> None:
    assert find_targets(site("達100%", column_role="target", is_header=True)) == []
    assert find_targets(site("", column_role="target")) == []


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("機關網站宣傳篇數，每機關至少2則", "機關"),
        ("每個月辦理1次多功能編組活動", "month"),
        ("辦理2梯次，每梯次至少40人次", "梯次"),
        ("每年培训20人", "year"),
        ("每季至少召開1次", "quarter"),
        ("產值成長至少5%", "change"),
        ("產值提高到5%", None),
        ("辦理研習至少2場次", None),
        ("辦理研習2場次/年", "year"),
    ],
)
def test_per(text: str, per: str | None) -> None:
    assert find_targets(site(text, column_role="indicator"))[-1].value.per == per


def test_what_was_reached_is_a_baseline_of_the_targets_beside_it() -> None:
    known = {"column_role": "result", "table_kind": TableKind.INDICATOR_TARGET, "year": 2023}
    (hit,) = find_targets(site("68.5%", **known))
    assert (hit.value.is_baseline, hit.value.value, hit.value.year) == (True, 68.5, 2023)
    assert find_targets(site("尚無資料", **known)) == []


@pytest.mark.parametrize(
    ("text", "header", "per"),
    [("〔500〕", "2025年", "total"), ("7.1%", "年均增速", "change"), ("500", "2025年", None)],
)
def test_what_a_cell_is_per(text: str, header: str, per: str | None) -> None:
    (hit,) = find_targets(site(text, column_role="target", column_header=header, unit="人次"))
    assert hit.value.per == per


def test_the_label_of_a_count_in_a_cell() -> None:
    """Nobody counts 1.2 persons; 1.5萬人 are some, and so are 1.5小時."""
    column = {"table": 0, "row": 1, "column": 1, "column_role": "target"}
    cells = ("1.20人以下", "1.12場\n2.30人", "1.5小時", "1.2萬人")
    assert [shown(find_targets(site(text, **column))) for text in cells] == [
        ["20人以下=le 20 人"],
        ["12場=eq 12 場", "30人=eq 30 人"],
        ["1.5小時=eq 1.5 小時"],
        ["1.2萬人=eq 12000 人"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("預計109年完成建置80處。目前普及率35%。", ["80處=eq 80 處"]),
        ("推估2050年老年人口將達40%，本市已完成20處。", []),
        ("109年完成建置80處。", []),
    ],
)
def test_what_leads_to_a_plan_promises_only_what_it_intends(text: str, expected: list[str]) -> None:
    assert shown(find_targets(site(text, section_role="background"))) == expected


def test_baseline_column() -> None:
    (hit,) = find_targets(site("85%", column_role="baseline"))
    assert hit.value.is_baseline
    assert not find_targets(site("85%", column_role="target"))[0].value.is_baseline


def test_takes_nothing_from_what_others_have_read() -> None:
    assert find_targets(site("至少5場次"), [(2, 3)]) == []


@given(
    st.sampled_from(["至少", "不低於", "達到", ""]),
    st.integers(min_value=2, max_value=9999),
    st.sampled_from(["場次", "人次", "%", "件"]),
)
def test_renderings_of_a_target_cell_agree(left: str, n: int, unit: str) -> None:
    cell = f"{left}{n}{unit}"
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in cell)
    readings = [find_targets(site(text, column_role="target"))[0].value for text in (cell, wide, f"{left} {n} {unit}")]
    assert len({(r.comparator, r.value, r.unit) for r in readings}) == 1


# --- dates beside a number --------------------------------------------------------------------------------------------


def under_dates(text: str, begins: int = 2023, **known: object) -> list[Target]:
    """The targets of a passage in a plan of that year, its dates read first."""
    where = site(text, **known)
    frame = Frame(CalendarKind.CE if "年" in text and "20" in text else CalendarKind.ROC, begins)
    dates = find_periods(where, frame)
    taken = [(h.start, h.end) for h in dates if h.value.kind is not PeriodKind.DURATION]
    return [h.value for h in find_targets(where, taken, (), dates, frame.first_day)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年，全市接待游客1200万人次，普及率达到70%。", []),
        ("截至2022年底，全县建成养老机构36家，床位4200张。", []),
        ("到2025年，城镇登记失业率5.2%，新增就业10万人。", [(5.2, 2025), (100000.0, 2025)]),
        ("到2025年，能耗比2020年降低13.5%，覆盖率达到80%。", [(13.5, 2025), (80.0, 2025)]),
        ("2022年已办理3场，2023年预计办理5场。", [(5.0, 2023)]),
        ("2022年完成规划，预计办理5场。", [(5.0, None)]),
        ("依2022年规定，每年至少办理2次。", [(2.0, 2022)]),
        ("2025年增加值达到50亿吨（按2020年价格计算），人均突破4万吨。", [(5e9, 2025), (40000.0, 2025)]),
    ],
)
def test_the_date_that_a_number_stands_under(text: str, expected: list[tuple[float, int | None]]) -> None:
    assert [(t.value, t.year) for t in under_dates(text)] == expected


def test_the_year_of_a_column_goes_before_that_of_a_date() -> None:
    assert [t.year for t in under_dates("2024年辦理5場", column_role="target:2025", year=2025)] == [2025]


def test_milestones_in_a_target_cell() -> None:
    cell = "1.完成規劃設計(30%)。2.完成發包(50%)。3.完工驗收(100%)。"
    assert [t.value for t in under_dates(cell, column_role="target")] == [30.0, 50.0, 100.0]
    assert under_dates(cell) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("由35%提升至50%", [(35.0, True), (50.0, False)]),
        ("85%→90%", [(85.0, True), (90.0, False)]),
        ("基期80%", [(80.0, True)]),
        ("現況85%", [(85.0, True)]),
        ("現況調查20處", [(20.0, False)]),
    ],
)
def test_a_number_that_another_is_to_follow_is_a_baseline(text: str, expected: list[tuple[float, bool]]) -> None:
    assert [(h.value.value, h.value.is_baseline) for h in find_targets(site(text, column_role="target"))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-5%", ["-5%=eq -5 %"]),
        ("〔-13.5〕", ["-13.5=eq -13.5 %"]),
        ("-5場", ["5場=eq 5 場"]),
        ("1,200(人次)", ["1,200(人次)=eq 1200 人次"]),
        ("95(城市)", ["95=eq 95 %"]),
        ("每10萬人口死亡率降至5.2人以下", ["降至5.2人以下=le 5.2 人"]),
        ("30分鐘內到達率95%", ["95%=eq 95 %"]),
        ("提升就業率至60%", ["提升就業率至60%=ge 60 %"]),
        ("不低於總經費之20%", ["不低於總經費之20%=ge 20 %"]),
        ("提高到78.5歲", ["提高到78.5歲=ge 78.5 歲"]),
    ],
)
def test_what_short_cells_say(text: str, expected: list[str]) -> None:
    assert (
        shown(find_targets(site(text, column_role="target", unit="%" if "(" in text or "〔" in text else None)))
        == expected
    )


def _gold_cells(name: str) -> tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]]]:
    """The targets of the gold, and those found in the cells of its tables (merged cells once)."""
    assert samples.SHARED is not None
    gold = json.loads((samples.SHARED / "gold" / f"{name}.gold.json").read_text(encoding="utf-8"))
    found: Counter[tuple[object, ...]] = Counter()
    for table in gold["tables"]:
        merged: dict[int, str] = {}
        for number, row in enumerate(table["grid"]):
            for column, (text, role) in enumerate(zip(row, table["columns"], strict=True)):
                if merged.get(column) == text and not role.startswith("target"):
                    continue
                merged[column] = text
                header = number < table["n_header_rows"]
                where = site(text, table=0, is_header=header, column_role=role, table_kind=table["kind"])
                values = [h.value for h in find_targets(where) if h.value.status == TargetStatus.STATED]
                found.update((str(v.comparator), v.value, v.value_max, v.unit) for v in values)
    expected = Counter((t["comparator"], t["value"], t["value_max"], t["unit"]) for t in gold["targets"])
    return expected, found


@samples.needs_shared
@pytest.mark.parametrize("name", ["seed-000", "seed-002", "seed-003"])
def test_gold_tables(name: str) -> None:
    expected, found = _gold_cells(name)
    right = sum((expected & found).values())
    print(f"{name}: {right} of {sum(expected.values())} targets, {sum(found.values())} found in the gold's cells")
    assert 2 * right / (sum(expected.values()) + sum(found.values())) >= 0.95


@samples.needs_shared
def test_traps() -> None:
    """What is no target stands in its line; no target may touch it."""
    assert samples.SHARED is not None
    lines = (samples.SHARED / "gold" / "traps.jsonl").read_text(encoding="utf-8").splitlines()
    traps = [json.loads(line) for line in lines]
    assert traps
    for trap in traps:
        source = samples.plan(trap["source"]).read_text(encoding="utf-8")
        first = source.rfind("\n", 0, trap["start"]) + 1
        last = source.find("\n", trap["end"])
        hits = find_targets(site(source[first:last]))
        inside = [h.value.text for h in hits if h.start < trap["end"] - first and trap["start"] - first < h.end]
        assert inside == [], trap


@pytest.mark.parametrize("unit", ["一", "1", "（", "1.1.", "103年103年", "至少", "1~", "1場", "達1%"])
def test_linear(unit: str) -> None:
    assert_linear(lambda length: find_targets(site(unit * (length // len(unit)))), 10_000)
