"""Agencies: the rules by their examples, names in cells, and what a name is resolved to."""

from __future__ import annotations

import json

import pytest
from growth import assert_linear
from samples import SHARED, needs_shared, plan

from extractors import extract
from extractors.document import Span
from rules.agency import find_agencies, rules
from rules.agency_name import government_of, is_agency, leading_name, place_of, resolve_name, trailing_name
from rules.passage import Passage, Site
from rules.plan import TableKind
from rules.recognise import recognise


def site(text: str, **known: object) -> Site:
    return Site(Passage(text, (Span(0, len(text)),) if text else ()), **known)  # type: ignore[arg-type]


def printed(at: Site, issuer: str | None = "嘉義市政府") -> str:
    return " ".join(f"{hit.value.role}:{hit.value.name}" for hit in find_agencies(at, issuer))


@pytest.mark.parametrize(("text", "expected"), [e for rule in rules() for e in rule.examples])
def test_examples(text: str, expected: str) -> None:
    assert printed(site(text)) == expected


@pytest.mark.parametrize("text", [c for rule in rules() for c in rule.counterexamples])
def test_counterexamples(text: str) -> None:
    assert find_agencies(site(text), "嘉義市政府") == []


def test_every_rule_has_both() -> None:
    assert all(rule.examples and rule.counterexamples for rule in rules())


@pytest.mark.parametrize(
    ("text", "header", "role", "expected"),
    [
        (
            "行政管理室\n各局室\n\n人事室",
            "承辦單位",
            "agency",
            "implementing:行政管理室 implementing:各局室 implementing:人事室",
        ),
        ("教育局、衛生局", "主辦單位", "lead_agency", "lead:教育局 lead:衛生局"),
        ("市财政局、市人社局", "配合部门", "support_agency", "support:市财政局 support:市人社局"),
        ("1.教育局\n2.衛生局", "權責單位", "agency", "implementing:教育局 implementing:衛生局"),
        ("推動單位：本府\n人事處", "辦理機關", "agency", "lead:本府人事處"),
        ("本府各單位暨\n所屬機關學校", "辦理機關", "agency", "implementing:本府各單位暨所屬機關學校"),
        ("無", "協辦單位", "support_agency", ""),
        ("", "協辦單位", "support_agency", ""),
    ],
)
def test_a_column_gives_the_role(text: str, header: str, role: str, expected: str) -> None:
    cell = site(text, table=0, row=1, column=1, column_role=role, column_header=header)
    assert printed(cell) == expected


def test_a_pair_cut_by_the_width_of_its_cell() -> None:
    cell = site("推動單\n位：本府人\n事處 實施(參與)\n單位：本府各單位\n暨所屬機關學校", table=0, column_role="agency")
    assert printed(cell) == "lead:本府人事處 implementing:本府各單位暨所屬機關學校"


def test_the_words_of_the_role_are_kept() -> None:
    hits = find_agencies(site("實施（參與）單位：本府人事處"), "嘉義市政府")
    assert [(h.value.role_text, h.value.agency) for h in hits] == [("實施（參與）單位", "嘉義市政府人事處")]


def test_square_brackets_close_a_paragraph_as_round_ones() -> None:
    at = site("组建教育集团6个。【区教育局牵头，各镇（街道）配合】")
    assert printed(at, None) == "lead:区教育局 support:各镇（街道）"


def test_a_heading_gives_the_role_to_what_stands_under_it() -> None:
    under = site("內政部、國防部及經濟部。", section=3, section_title="主辦機關：")
    assert printed(under) == "lead:內政部 lead:國防部 lead:經濟部"
    assert printed(site("二、主辦機關：", section=3, section_title="主辦機關")) == ""


@pytest.mark.parametrize("known", [{"is_header": True}, {"table_kind": TableKind.ROSTER}])
def test_headers_and_rosters_give_none(known: dict[str, object]) -> None:
    assert find_agencies(site("人事室", table=0, column_role="agency", column_header="承辦單位", **known), None) == []


@pytest.mark.parametrize(
    ("name", "issuer", "expected"),
    [
        ("本府", "嘉義市政府人事處", "嘉義市政府"),
        ("本府人事處", "嘉義市政府", "嘉義市政府人事處"),
        ("人事室", "臺南縣政府", "臺南縣政府人事室"),
        ("本處", "嘉義市政府人事處", "嘉義市政府人事處"),
        ("本縣各鄉鎮市公所", "臺南縣政府", "臺南縣各鄉鎮市公所"),
        ("行政院人事行政總處", "新竹市政府", "行政院人事行政總處"),
        ("人事行政總處", None, "行政院人事行政總處"),
        ("本院環境保護署", "行政院", "行政院環境保護署"),
        ("教育部", "臺中市政府", "教育部"),
        ("市教育局", "广州市人民政府办公厅", "广州市教育局"),
        ("省教育厅", "广州市人民政府", None),
        ("啟點行銷有限公司", "新北市政府", "啟點行銷有限公司"),
        ("人事處", None, None),
        ("本府", "行政院環境保護署、經濟部", None),
    ],
)
def test_resolution(name: str, issuer: str | None, expected: str | None) -> None:
    assert resolve_name(name, issuer) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("高雄市政府社會局福利服務實施計畫", "高雄市政府社會局"),
        ("臺北市政府社會福利中程計畫", "臺北市政府"),
        ("行政院人事行政總處推動方案", "行政院人事行政總處"),
        ("海安鄉公所112年度社區防災計畫", "海安鄉公所"),
        ("浙江省人民政府办公厅关于印发规划的通知", "浙江省人民政府办公厅"),
        ("广州市教育局关于加强管理的意见", "广州市教育局"),
        ("促進有線電視數位化發展策略方案", None),
        ("打造六星級公務菁英團隊", None),
    ],
)
def test_the_agency_at_the_head_of_a_title(title: str, expected: str | None) -> None:
    assert leading_name(title) == expected


def test_names() -> None:
    assert trailing_name("依據考試院") == "考試院"
    assert trailing_name("各機關依規定") is None
    assert not is_agency("海委會)及本院原子能委員會")
    assert (government_of("海安鄉公所"), place_of("海安鄉公所")) == ("海安鄉公所", "海安鄉")


@pytest.mark.parametrize("unit", ["由", "局、", "主辦單位:教育局、", "(牵头,", "本府", "一一", "（（", "103年", "由局"])
def test_cost_is_linear(unit: str) -> None:
    assert_linear(lambda length: find_agencies(site((unit * length)[:length]), "嘉義市政府"), 20_000)


@needs_shared
@pytest.mark.parametrize("name", ["seed-000", "seed-003"])
def test_agencies_of_the_annotated_plans(name: str) -> None:
    assert SHARED is not None
    gold = json.loads((SHARED / "gold" / f"{name}.gold.json").read_text(encoding="utf-8"))
    found = {(f.value.role.value, f.value.name) for f in recognise(extract(plan(f"{name}.txt"))).agencies}
    assert found == {(a["role"], a["name"]) for a in gold["agencies"]}
