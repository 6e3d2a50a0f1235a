"""Strategies, measures and indicators, from tables and from sections, and whom a fact belongs to."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grids
import pytest
from growth import assert_growth, assert_linear, seconds
from samples import SHARED, needs_shared

from extractors.builder import CellText, DocumentBuilder
from extractors.document import Document, Span
from rules.enumeration import parts_of, whole
from rules.items import Items, Owner, Owners, read_items
from rules.items_outline import inherited_roles
from rules.items_table import weight_of
from rules.outline import Outline, Placed, read_outline
from rules.paragraph import passages
from rules.passage import Passage, Site
from rules.plan import Found, Section
from rules.recognise import read_sites, read_tables


@dataclass(frozen=True)
class Reading:
    """A document with its sites and items."""

    document: Document
    sites: list[Site]
    items: Items

    def owner(self, words: str, occurrence: int = 0) -> Owner:
        """The owner of the n-th occurrence of some words."""
        hits = [(s, m) for s in self.sites for m in re.finditer(re.escape(words), s.passage.text)]
        site, match = hits[occurrence]
        return Owners(self.items).of(site, site.passage.spans_of(match.start(), match.end()))


def read(document: Document, outline: Outline | None = None) -> Reading:
    if outline is None:
        outline = Outline((), tuple(Placed(p, None, "paragraph") for p in passages(document)))
    tables = read_tables(document, outline)
    sites = read_sites(document, outline, tables)
    return Reading(document, sites, read_items(document, outline, tables, sites))


def table(grid: str, caption: str = "", header: int = 1) -> Reading:
    """A table drawn with bars, equal neighbours merged; 「/」 in a cell is a line end."""
    rows = [[cell.replace("/", "\n") for cell in line.strip().split("|")] for line in grid.strip().splitlines()]
    return read(grids.document(rows, caption, [str(i) for i in range(len(rows[0]))], header))


def plan(*lines: str) -> Reading:
    """A plan of lines, with its outline read."""
    builder = DocumentBuilder("a.txt", "text/plain")
    for line in lines:
        builder.paragraph(line)
    document = builder.build(b"")
    return read(document, read_outline(document, passages(document)))


def strategies(reading: Reading) -> list[tuple[int | None, str, str]]:
    return [(f.value.parent, f.value.label, f.value.text) for f in reading.items.strategies]


def measures(reading: Reading) -> list[tuple[int | None, str, str]]:
    return [(f.value.strategy, f.value.label, f.value.text) for f in reading.items.measures]


def indicators(reading: Reading) -> list[tuple[int | None, str, str]]:
    return [(f.value.measure, f.value.label, f.value.name) for f in reading.items.indicators]


# --- lists in a cell ----------------------------------------------------------------------------------------------------


def cut(text: str) -> list[str]:
    passage = Passage(text, (Span(0, len(text)),))
    return [f"{text[p.start : p.label_end]}|{text[p.text : p.end]}" for p in parts_of(passage)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1、辦理研習2場次以上 2、宣導核心價值", ["1、|辦理研習2場次以上", "2、|宣導核心價值"]),
        ("1、103年及104年3月底前完成2、於6月底前表揚", ["1、|103年及104年3月底前完成", "2、|於6月底前表揚"]),
        ("1.宣導8場次以上\n2.發送手冊3,000份", ["1.|宣導8場次以上", "2.|發送手冊3,000份"]),
        ("１．宣導\n２．訓練", ["１．|宣導", "２．|訓練"]),
        ("(一)宣導\n(二)訓練", ["(一)|宣導", "(二)|訓練"]),
        ("①宣導②訓練", ["①|宣導", "②|訓練"]),
        ("一、依第1、2、3季辦理2.5小時\n二、訓練", ["一、|依第1、2、3季辦理2.5小時", "二、|訓練"]),
        ("1、研訂計畫：（1）訪查（2）檢討2、考核", ["1、|研訂計畫：（1）訪查（2）檢討", "2、|考核"]),
        ("1.宣導\n2.訓練\n1.參訪\n2.檢討", ["1.|宣導", "2.|訓練", "1.|參訪", "2.|檢討"]),
        ("各單位應：\n1.宣導\n2.訓練", ["1.|宣導", "2.|訓練"]),
        ("滿意度80%以上\n1.宣導\n2.訓練", ["|滿意度80%以上", "1.|宣導", "2.|訓練"]),
        ("•宣導2場\n•訓練3場", ["|宣導2場", "|訓練3場"]),
        ("103年及104年3月底前完成", ["|103年及104年3月底前完成"]),
        ("平均處理天數2.5天", ["|平均處理天數2.5天"]),
        ("100%", ["|100%"]),
        ("  達成率 \n", ["|達成率"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_lists_in_cells(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    ("text", "label"),
    [("(一)賡續推動", "(一)"), ("1、建立機制：（1）訪查（2）檢討", "1、"), ("1、甲\n2、乙", ""), ("推動", "")],
)
def test_label_of_a_whole_cell(text: str, label: str) -> None:
    part = whole(Passage(text, (Span(0, len(text)),)))
    assert text[part.start : part.label_end] == label
    assert text[part.text : part.end] == text[len(label) :]


def test_lists_lose_nothing() -> None:
    """Whatever a cell holds, its parts come in order, do not overlap and leave out blanks, bullets and a lead-in alone."""
    pieces = ["1、", "2、", "3.", "(一)", "（2）", "①", "•", "\n", " ", "　", "辦理", "103年", "2.5", "：", "及", "第"]
    random.seed(7)
    for _ in range(2000):
        text = "".join(random.choices(pieces, k=random.randint(0, 12)))
        parts = parts_of(Passage(text, (Span(0, len(text)),)))
        edges = [edge for p in parts for edge in (p.start, p.label_end, p.text, p.end)]
        assert edges == sorted(edges), text
        assert all(p.text < p.end for p in parts), text


def test_weights() -> None:
    assert [weight_of(t) for t in ("25%", "２５％", "10分", "0.25", "3", "", None, "另定", "25%及30%")] == [
        25,
        25,
        10,
        25,
        3,
        None,
        None,
        None,
        None,
    ]


# --- tables -------------------------------------------------------------------------------------------------------------


def test_merged_repeated_and_blank_strategies_are_one() -> None:
    body = ("{0}|(一)宣導|2場", "{1}|(二)訓練|3場", "二、考核|(一)訂要點|1件")
    for second in ("一、法制", ""):
        grid = "策略|具體作法|績效指標\n" + "\n".join(body).format("一、法制", second)
        reading = table(grid)
        assert strategies(reading) == [(None, "一、", "法制"), (None, "二、", "考核")]
        assert measures(reading) == [(0, "(一)", "宣導"), (0, "(二)", "訓練"), (1, "(一)", "訂要點")]
        assert indicators(reading) == [(0, "", "2場"), (1, "", "3場"), (2, "", "1件")]


def test_approach_is_a_strategy_below() -> None:
    reading = table(
        "核心價值|推動途徑|推動作法|承辦單位\n創新|1、研發|獎勵研究|人事處\n創新|2、參與|鼓勵建言|人事處\n專業|1、知識|建立平台|資訊處"
    )
    assert strategies(reading) == [
        (None, "", "創新"),
        (0, "1、", "研發"),
        (0, "2、", "參與"),
        (None, "", "專業"),
        (3, "1、", "知識"),
    ]
    assert [m[0] for m in measures(reading)] == [1, 2, 4]


def test_labels_from_a_number_column() -> None:
    reading = table(
        "目標|目標|績效指標|績效指標|目標值\n一|健全組織|1|編制數|20人\n一|健全組織|2|滿意度|80%\n二|活化人力|1|進用率|100%".replace(
            "目標|目標|績", "策略目標|策略目標|績"
        )
    )
    assert strategies(reading) == [(None, "一", "健全組織"), (None, "二", "活化人力")]
    assert indicators(reading) == [(None, "1", "編制數"), (None, "2", "滿意度"), (None, "1", "進用率")]
    assert [f.value.strategy for f in reading.items.indicators] == [0, 0, 1]


def test_number_of_the_row_goes_to_the_measure_where_the_strategy_spans_rows() -> None:
    reading = table("項次|推動策略|具體措施|主辦機關\n1|節能|汰換路燈|工務局\n2|節能|裝設電表|工務局")
    assert strategies(reading) == [(None, "", "節能")]
    assert measures(reading) == [(0, "1", "汰換路燈"), (0, "2", "裝設電表")]


def test_levels_of_indicators_are_strategies_but_for_the_last() -> None:
    reading = table(
        "一级指标|二级指标|指标说明\n一、质量|1.死亡率|死亡人数÷总人数\n一、质量|2.满意度|问卷\n二、效率|3.床位使用率|占用÷开放"
    )
    assert strategies(reading) == [(None, "一、", "质量"), (None, "二、", "效率")]
    assert next((f.value.label, f.value.name, f.value.definition) for f in reading.items.indicators) == (
        "1.",
        "死亡率",
        "死亡人数÷总人数",
    )


def test_two_columns_of_indicators() -> None:
    reading = table(
        "策略|行動計畫|量化指標|質化指標|機關\n友善|1.哺集乳室|設置率100%|提升滿意度|人事處\n友善|2.彈性上班|適用50人|工作平衡|秘書處"
    )
    assert strategies(reading) == [(None, "", "友善")]
    assert indicators(reading) == [
        (0, "", "設置率100%"),
        (0, "", "提升滿意度"),
        (1, "", "適用50人"),
        (1, "", "工作平衡"),
    ]
    assert reading.owner("秘書處") == Owner(1, None)


def test_details_of_an_indicator() -> None:
    reading = table(
        "衡量指標|評估方式|衡量標準|權重|目標值\n滿意度|問卷|滿意人數占比|25%|80%\n時效|統計|平均天數|10%|5天"
    )
    value = reading.items.indicators[0].value
    assert (value.name, value.method, value.definition, value.weight) == ("滿意度", "問卷", "滿意人數占比", 25.0)


def test_sums_remarks_and_blanks_are_no_items() -> None:
    reading = table(
        "策略|措施|指標\n節能|汰換路燈|5000盞\n節能|宣導|-\n合計||2項\n備註：本表每季更新|備註：本表每季更新|備註：本表每季更新"
    )
    assert [m[2] for m in measures(reading)] == ["汰換路燈", "宣導"]
    assert [i[2] for i in indicators(reading)] == ["5000盞"]
    assert [s[2] for s in strategies(reading)] == ["節能"]


def test_title_row_in_the_body_is_a_strategy() -> None:
    reading = table(
        "工作項目|期程|主辦機關\n一、綠能|一、綠能|一、綠能\n裝設光電|113年|建設處\n二、運輸|二、運輸|二、運輸\n增購公車|114年|交通處"
    )
    assert strategies(reading) == [(None, "一、", "綠能"), (None, "二、", "運輸")]
    assert measures(reading) == [(0, "", "裝設光電"), (1, "", "增購公車")]


def test_items_of_an_assignment_without_measures() -> None:
    reading = table("項目|主辦單位|協辦單位\n場地布置|總務處|學務處\n報名|教務處|")
    assert [m[2] for m in measures(reading)] == ["場地布置", "報名"]


@pytest.mark.parametrize(
    "grid", ["職稱|姓名\n局長|王大明\n主任|李小華", "姓名|\n職稱|\n電話|", "項目|單價|總價\n講師費|2,000|20,000"]
)
def test_other_tables_give_no_items(grid: str) -> None:
    items = table(grid).items
    assert not items.measures
    assert not items.indicators
    assert not items.strategies


# --- owners -------------------------------------------------------------------------------------------------------------

OWNED = """策略|具體作法|辦理期程|績效指標|目標值|辦理機關
節能|汰換路燈|113年|1、換5000盞/2、省電10%|完成率100%|工務局
節能|宣導|114年|8場次|滿意度90%|環保局
減碳|種樹|115年|300株|存活率95%|環保局"""


def test_owner_is_the_indicator_whose_text_holds_a_fact() -> None:
    reading = table(OWNED)
    assert reading.owner("5000盞") == Owner(0, 0)
    assert reading.owner("10%") == Owner(0, 1)
    assert reading.owner("8場次") == Owner(1, 2)
    assert reading.owner("路燈") == Owner(0, None)


def test_owner_of_a_row() -> None:
    reading = table(OWNED)
    assert reading.owner("113年") == Owner(0, None)
    assert reading.owner("100%") == Owner(0, None), "two indicators stand in the row"
    assert reading.owner("90%") == Owner(1, 2)
    assert reading.owner("環保局") == Owner(None, None), "merged over two measures"
    assert reading.owner("期程") == Owner(None, None), "a header belongs to nobody"


def test_owner_in_a_table_of_indicators() -> None:
    reading = table("績效指標|衡量標準|113年|114年\n結案率|結案/總數|80%|85%\n滿意度|問卷|90%|95%")
    assert [reading.owner(t) for t in ("80%", "85%", "90%", "問卷")] == [
        Owner(None, 0),
        Owner(None, 0),
        Owner(None, 1),
        Owner(None, 1),
    ]


def test_blank_rows_go_on_with_the_measure() -> None:
    reading = table("策略|措施|指標|機關\n節能|汰換路燈|5000盞|工務局\n|| 省電10%|環保局\n減碳|種樹|300株|農業局")
    assert indicators(reading) == [(0, "", "5000盞"), (0, "", "省電10%"), (1, "", "300株")]
    assert reading.owner("環保局") == Owner(0, None)


# --- sections -----------------------------------------------------------------------------------------------------------

PLAN = (
    "海濱市政府推動節能實施計畫",
    "壹、依據：本府113年施政計畫。",
    "貳、目標",
    "一、用電量降低5%。",
    "二、辦理宣導10場次。",
    "參、具體作法",
    "一、強化管理",
    "（一）建立管考制度：每季檢討1次，由環保局主辦。",
    "（二）訂定節能組織學習計畫：113年6月底前完成。",
    "二、加強宣導",
    "（一）辦理講習：至少5場次。",
    "（二）製作文宣：1,000份。",
    "肆、經費：由各機關年度預算支應。",
    "伍、績效指標",
    "一、節電率5%以上。",
    "二、提升同仁節能意識。",
)


def test_sections_of_measures() -> None:
    reading = plan(*PLAN)
    assert [s[2].rstrip("：") for s in strategies(reading)] == ["強化管理", "加強宣導"]
    assert [(m[0], m[1], m[2].rstrip("：")) for m in measures(reading)] == [
        (0, "（一）", "建立管考制度"),
        (0, "（二）", "訂定節能組織學習計畫"),
        (1, "（一）", "辦理講習"),
        (1, "（二）", "製作文宣"),
    ]


def test_sections_of_indicators_that_count() -> None:
    assert [i[2] for i in indicators(plan(*PLAN))] == ["節電率5%以上。"]


def test_owners_in_sections() -> None:
    reading = plan(*PLAN)
    assert [reading.owner(t) for t in ("每季", "6月底", "5場次", "1,000份")] == [Owner(0), Owner(1), Owner(2), Owner(3)]
    assert reading.owner("10場次") == Owner(), "an objective is no measure"
    assert reading.owner("5%以上") == Owner(None, 0)


def test_words_of_a_role_in_a_measures_name_change_nothing() -> None:
    def section(parent: int | None, title: str, role: str | None) -> Found[Section]:
        return Found(Section(parent, title=title, role=role), (), "section")

    roles = inherited_roles(
        [
            section(None, "推動策略", "strategies"),
            section(0, "訂定推動核心價值實施計畫", "vision"),
            section(0, "辦理期程", "period"),
            section(0, "組織學習", "organisation"),
            section(None, "目標", "objective"),
            section(4, "強化管考，並落實各項節能減碳措施以達成目標", "measures"),
        ]
    )
    assert roles == ["strategies", "strategies", "period", "strategies", "objective", "objective"]


def test_a_plan_that_names_no_part_measures() -> None:
    one = plan(
        "壹、依據",
        "一、地方制度法。",
        "貳、實施妙方",
        "一、設置服務台",
        "（一）增設櫃檯2處。",
        "（二）延長時間。",
        "二、電話禮貌",
        "（一）每月抽測。",
        "參、經費",
        "由預算支應。",
    )
    assert [s[2] for s in strategies(one)] == ["設置服務台", "電話禮貌"]
    assert [m[2] for m in measures(one)] == ["增設櫃檯2處。", "延長時間。", "每月抽測。"]
    lines = [
        "一、完善制度体系",
        "（一）健全框架。",
        "（二）提高水平。",
        "二、构建国家标准",
        "（三）完善标准。",
        "（四）启动试点。",
        "三、建设办学格局",
        "（五）推动社会力量办学。",
        "（六）做优评价。",
    ]
    many = plan(*lines)
    assert [s[2] for s in strategies(many)] == ["完善制度体系", "构建国家标准", "建设办学格局"]
    assert [m[0] for m in measures(many)] == [0, 0, 1, 1, 2, 2]


def test_a_section_that_a_table_repeats_is_one_measure() -> None:
    builder = DocumentBuilder("a.txt", "text/plain")
    for line in ("壹、具體作法", "一、辦理講習", "二、製作文宣", "貳、分工"):
        builder.paragraph(line)
    grid = ("具體作法", "主辦單位", "辦理講習", "環保局", "稽查用電", "工務局")
    builder.table([CellText((t,), i // 2, i % 2) for i, t in enumerate(grid)], 3, 2)
    document = builder.build(b"")
    found = read(document, read_outline(document, passages(document)))
    assert [m[2] for m in measures(found)] == ["製作文宣", "辦理講習", "稽查用電"]


# --- evidence -----------------------------------------------------------------------------------------------------------

READINGS: dict[str, Callable[[], Reading]] = {
    "table": lambda: table(OWNED),
    "numbers": lambda: table(
        "項次|策略|措施|指標\n1|節 能|(一) 汰換|1、 換\n\n2、 省\n2|減碳|種樹|300株".replace("\n\n", "/")
    ),
    "sections": lambda: plan(*PLAN),
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
def test_evidence_is_verbatim(reading: Callable[[], Reading]) -> None:
    found = reading()
    check_evidence(found)
    assert found.items.measures


def check_evidence(reading: Reading) -> None:
    items = reading.items
    for fact in (*items.strategies, *items.measures, *items.indicators):
        assert "".join(fact.value.evidence.split()) == "".join(reading.document.slice(fact.spans).split())
    for measure in items.measures:
        assert measure.value.strategy is None or measure.value.strategy < len(items.strategies)
    for indicator in items.indicators:
        assert indicator.value.measure is None or indicator.value.measure < len(items.measures)


# --- annotated items ----------------------------------------------------------------------------------------------------


def annotated(name: str, index: int = 0) -> tuple[list[dict[str, Any]], Reading]:
    assert SHARED is not None
    gold = json.loads((SHARED / "gold" / f"{name}.gold.json").read_text("utf-8"))
    grid = gold["tables"][index]
    document = grids.document(grid["grid"], grid["caption"] or "", grid["columns"], grid["n_header_rows"])
    return gold["items"], read(document)


@needs_shared
def test_twelve_measures_with_their_indicators() -> None:
    gold, reading = annotated("seed-000")
    items = reading.items
    found = [
        (
            items.strategies[m.value.strategy or 0].value.label,
            m.value.label,
            m.value.text,
            [i.value.name for i in items.indicators if i.value.measure == number],
        )
        for number, m in enumerate(items.measures)
    ]
    assert found == [
        (g["strategy_label"], g["measure_label"], g["measure"], [i["text"] for i in g["indicators"]]) for g in gold
    ]
    check_evidence(reading)


@needs_shared
def test_nineteen_indicators_with_their_strategies() -> None:
    gold, reading = annotated("seed-002")
    found = []
    for fact in reading.items.indicators:
        strategy = reading.items.strategies[fact.value.strategy or 0].value
        found.append((strategy.label, strategy.text, fact.value.label, fact.value.name, fact.value.definition))
    assert found == [
        (g["strategy_label"], g["strategy"], g["indicator_label"], g["indicator"], g["definition"]) for g in gold
    ]
    check_evidence(reading)


@needs_shared
def test_seven_measures_with_their_approaches() -> None:
    gold, reading = annotated("seed-003", 1)
    rows: dict[int | None, list[str]] = {}
    for fact in reading.items.measures:
        approach = reading.items.strategies[fact.value.strategy or 0].value
        above = [reading.items.strategies[approach.parent or 0].value.text, approach.text]
        rows.setdefault(fact.value.row, above).append(fact.value.label + fact.value.text)
    found = [(goal, approach, "".join("".join(measures).split())) for goal, approach, *measures in rows.values()]
    assert found == [(g["strategy"], g["approach"], "".join(g["measure"].split())) for g in gold]
    check_evidence(reading)


# --- cost ---------------------------------------------------------------------------------------------------------------


def cost(rows: int) -> float:
    """Seconds to read the items of a table of that many rows and to find the owner of each cell."""
    texts = ("策略", "具體作法", "期程", "績效指標", "機關")
    builder = DocumentBuilder("a.txt", "text/plain")
    builder.table([CellText((texts[c] + (str(r) if r else ""),), r, c) for r in range(rows) for c in range(5)], rows, 5)
    document = builder.build(b"")
    outline = Outline((), ())
    tables = read_tables(document, outline)
    sites = read_sites(document, outline, tables)

    def own() -> None:
        owners = Owners(read_items(document, outline, tables, sites))
        for site in sites:
            owners.of(site, site.passage.spans)

    return seconds(own)


def test_cost_is_linear_in_rows() -> None:
    assert_growth(cost, 500)


@pytest.mark.parametrize("unit", ["一", "（", "1.1.", "1、2、3、", " ", "•\n"])
def test_odd_cells_cost_no_more(unit: str) -> None:
    def read(copies: int) -> object:
        text = unit * copies
        return parts_of(Passage(text, (Span(0, len(text)),)))

    assert_linear(read, 50_000 // len(unit))
