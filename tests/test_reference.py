"""References: the rules by their examples, bare titles, dates and issuers beside them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from growth import assert_linear
from samples import SHARED, needs_shared, plan

from extractors import extract
from extractors.document import Span
from rules.passage import Passage, Site
from rules.period import Frame
from rules.plan import Reference
from rules.recognise import recognise
from rules.reference import BARE_COUNTEREXAMPLES, BARE_EXAMPLES, find_references, rules


def read(text: str, **known: object) -> list[Reference]:
    at = Site(Passage(text, (Span(0, len(text)),)), **known)  # type: ignore[arg-type]
    hits = find_references(at, Frame(), "嘉義市政府")
    assert all(text[h.start : h.end] == h.value.text for h in hits)
    return [h.value for h in hits]


@pytest.mark.parametrize(("text", "expected"), [*BARE_EXAMPLES, *(e for r in rules() for e in r.examples)])
def test_examples(text: str, expected: str) -> None:
    assert " ".join(r.text for r in read(text)) == expected


@pytest.mark.parametrize("text", BARE_COUNTEREXAMPLES)
def test_bare_counterexamples(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(("name", "text"), [(r.name, c) for r in rules() for c in r.counterexamples])
def test_counterexamples(name: str, text: str) -> None:
    rule = next(r for r in rules() if r.name == name)
    assert list(rule.hits(text)) == []


def test_every_rule_has_both() -> None:
    assert all(rule.examples and rule.counterexamples for rule in rules())


def test_number_and_plan_share_day_and_issuer() -> None:
    number, named = read("行政院民國93年3月18日院授人企字第0930061451號函核定「各級行政機關推動核心價值實施計畫」。")
    assert (number.kind, number.number, number.title) == ("document-number", "院授人企字第0930061451號", None)
    assert (named.kind, named.title, named.number) == ("plan", "各級行政機關推動核心價值實施計畫", None)
    assert number.date == named.date == dt.date(2004, 3, 18)
    assert number.issuer == named.issuer == "行政院"


def test_meeting_and_what_it_passed() -> None:
    meeting, named = read(
        "考試院民國 98 年 6 月 18 日第十一屆第 39 次會議通過之「型塑文官優質組織文化推動方案（以下簡稱型塑方案）」"
    )
    assert (meeting.kind, meeting.number) == ("meeting", "第十一屆第39次會議")
    assert named.text == "型塑文官優質組織文化推動方案"
    assert {meeting.date, named.date} == {dt.date(2009, 6, 18)}


def test_no_date_from_a_document_number() -> None:
    assert [r.date for r in read("依本府府教字第1090012345號函辦理")] == [None]


def test_a_date_in_another_clause_is_not_its_date() -> None:
    (law,) = read("於109年1月2日成立工作小組，依政府採購法辦理。")
    assert (law.text, law.date) == ("政府採購法", None)


@pytest.mark.parametrize(
    ("text", "title", "number"),
    [
        ("依公務人員訓練進修法第7條規定", "公務人員訓練進修法", "第7條"),
        ("依行政程序法第五十五條第一項", "行政程序法", "第五十五條第一項"),
        ("落实《中华人民共和国职业教育法》第三条", "中华人民共和国职业教育法", "第三条"),
        ("依「直轄市、縣（市）政府執行要點」", "直轄市、縣（市）政府執行要點", None),
    ],
)
def test_title_and_article(text: str, title: str, number: str | None) -> None:
    (law,) = read(text)
    assert (law.kind, law.title, law.number) == ("law", title, number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 一、公務人員訓練進修法及其施行細則。", "公務人員訓練進修法及其施行細則"),
        ("(二) 行政院及所屬各機關公務人員數位學習推動方案。", "行政院及所屬各機關公務人員數位學習推動方案"),
        ("(三) 長期照顧十年計畫2.0。", "長期照顧十年計畫2.0"),
        ("(二) 本校111學年度校務發展計畫。", ""),
        ("災害防救法、全民防衛動員準備法及110年演習成果報告。", "災害防救法 全民防衛動員準備法"),
        ("我國於1993年立法院完成有線電視法之立法。", ""),
    ],
)
def test_an_item_under_the_basis_is_a_title_as_a_whole(text: str, expected: str) -> None:
    assert " ".join(r.text for r in read(text, section_role="basis")) == expected


def test_a_title_cut_by_line_ends() -> None:
    (law,) = read("依據行政院暨所屬\n\n各級行政機關公務\n\n人員平時考核要點\n\n，每年四月")
    assert law.title == "行政院暨所屬各級行政機關公務人員平時考核要點"


def test_the_issuer_before_quotation_marks() -> None:
    first, second = read("依「身心障礙者權益保障法」及行政院「進用身心障礙人員作業要點」之規定")
    assert (first.issuer, second.issuer) == (None, "行政院")
    (own,) = read("依據本府「研究發展案件評審暨獎勵作業要點」鼓勵公務同仁")
    assert own.issuer == "嘉義市政府"


@pytest.mark.parametrize(
    "unit",
    ["法", "依", "依A法、", "「", "《", "字第", "第一", "計畫", "（（", "「地方制度法」109年1月1日依公務人員任用法、"],
)
def test_cost_is_linear(unit: str) -> None:
    def find(length: int) -> object:
        return find_references(Site(Passage((unit * length)[:length], (Span(0, length),))), Frame(), None)

    assert_linear(find, 20_000)


@needs_shared
@pytest.mark.parametrize("name", [f"seed-00{n}" for n in range(5)])
def test_references_of_the_annotated_plans(name: str) -> None:
    assert SHARED is not None
    gold = json.loads((SHARED / "gold" / f"{name}.gold.json").read_text(encoding="utf-8"))["references"]
    found = {"".join(f.value.text.split()): f.value for f in recognise(extract(plan(f"{name}.txt"))).references}
    wanted = {"".join(g["text"].split()): g for g in gold}
    hits = found.keys() & wanted.keys()
    assert 2 * len(hits) / (len(found) + len(wanted)) >= 0.95
    assert all(found[t].kind == wanted[t]["kind"] for t in hits)
    assert [str(found[t].date or None) for t in sorted(hits)] == [str(wanted[t]["date"]) for t in sorted(hits)]
