"""Title, issuer, number, day of issue, period, script and calendar of a plan."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from samples import SHARED, needs_shared, plan

from extractors import extract
from extractors.builder import DocumentBuilder
from extractors.document import Document, ParagraphKind
from rules.outline import Outline, read_outline
from rules.overview import read_overview
from rules.paragraph import passages
from rules.period import Frame
from rules.plan import Overview
from rules.script import decide_script
from rules.title import is_title, tidy


def document(*lines: str) -> Document:
    builder = DocumentBuilder("plan.txt", "text/plain")
    for line in lines:
        builder.paragraph(line, ParagraphKind.PARAGRAPH)
    return builder.build("\n".join(lines).encode())


def framed(read: Document) -> tuple[Overview, Frame]:
    return read_overview(read, read_outline(read, passages(read)))


def overview(*lines: str) -> Overview:
    return framed(document(*lines))[0]


BODY = ("壹、依據：災害防救法第22條。", "貳、目的：提升本府服務品質，落實各項業務。", "參、實施對象：本府各單位。")


@pytest.mark.parametrize(
    ("first", "title", "issuer"),
    [
        (
            "嘉義市政府人事處中程(108至111年度)施政計畫",
            "嘉義市政府人事處中程(108至111年度)施政計畫",
            "嘉義市政府人事處",
        ),
        (
            "# 點亮城市品牌 新竹市政府 109 年公務人員訓練進修計畫",
            "點亮城市品牌 新竹市政府 109 年公務人員訓練進修計畫",
            "新竹市政府",
        ),
        ("111年度臺南市加強為民服務實施計畫", "111年度臺南市加強為民服務實施計畫", "臺南市政府"),
        ("教育部推動閱讀教育實施計畫（草案）", "教育部推動閱讀教育實施計畫（草案）", "教育部"),
        ("推動閱讀教育實施計畫", "推動閱讀教育實施計畫", None),
    ],
)
def test_title_and_issuer(first: str, title: str, issuer: str | None) -> None:
    read = overview(first, *BODY)
    assert (read.title, read.issuer) == (title, issuer)


def test_a_title_of_two_lines() -> None:
    lines = (
        "国务院办公厅关于加强",
        "三级公立医院绩效考核工作的意见",
        "国办发〔2019〕4号",
        "各省、自治区、直辖市人民政府：",
        "一、总体要求",
        "坚持公益性。",
    )
    read = overview(*lines)
    assert read.title == "国务院办公厅关于加强三级公立医院绩效考核工作的意见"
    assert (read.issuer, read.doc_number, read.script, read.calendar) == (
        "国务院办公厅",
        "国办发〔2019〕4号",
        "Hans",
        "ce",
    )


def test_the_plan_that_an_announcement_passes_on() -> None:
    read = overview(
        "行政院環境保護署、經濟部公告：訂定「高屏地區空氣污染物總量管制計畫」，自即日生效",
        "中華民國104年6月30日",
        "環署空字第1040050818G號",
        "主旨：訂定「高屏地區空氣污染物總量管制計畫」，並自即日生效。",
        "高屏地區空氣污染物總量管制計畫",
        "壹、法令依據",
    )
    assert read.title == "高屏地區空氣污染物總量管制計畫"
    assert read.issuer == "行政院環境保護署、經濟部"
    assert (read.doc_number, read.issued_date) == ("環署空字第1040050818G號", dt.date(2015, 6, 30))


def test_the_signature_tells_issuer_and_day() -> None:
    read = overview(
        "城市更新三年行动计划",
        "一、总体要求",
        "实施城市更新，改善人居环境。",
        "滨江市人民政府",
        "2022年3月1日",
        "附件：任务清单",
    )
    assert (read.title, read.issuer, read.issued_date) == (
        "城市更新三年行动计划",
        "滨江市人民政府",
        dt.date(2022, 3, 1),
    )


def test_a_notice_of_two_lines_before_the_plan() -> None:
    lines = (
        "国务院关于印发国家职业教育改革",
        "实施方案的通知",
        "国发〔2019〕4号",
        "现将方案印发给你们。",
        "国家职业教育改革实施方案",
        "一、总体要求",
    )
    read = overview(*lines)
    assert (read.title, read.issuer, read.doc_number) == ("国家职业教育改革实施方案", "国务院", "国发〔2019〕4号")


def test_a_running_title_over_the_full_one() -> None:
    assert overview("競賽實施計畫", "新北市健康識能競賽實施計畫", *BODY).title == "新北市健康識能競賽實施計畫"


def test_no_number_of_the_basis_is_the_plans_own() -> None:
    read = overview(
        "臺南縣政府推動核心價值實施計畫", "壹、依據：", "行政院93年3月18日院授人企字第0930061451號函。", "貳、目標："
    )
    assert (read.doc_number, read.issued_date) == (None, None)


def test_number_and_day_on_one_line() -> None:
    read = overview("111年災害防救演習綱要計畫", "111年1月25日院臺忠字第1110162579號", *BODY)
    assert (read.doc_number, read.issued_date) == ("院臺忠字第1110162579號", dt.date(2022, 1, 25))


@pytest.mark.parametrize(
    ("title", "year", "roc", "start", "end"),
    [
        ("嘉義市政府中程(108至111年度)施政計畫", None, None, "2019-01-01", "2022-12-31"),
        ("新竹市政府 109 年訓練進修計畫", 2020, 109, "2020-01-01", "2020-12-31"),
        ("新北市政府111學年度健康識能競賽實施計畫", 2022, 111, "2022-08-01", "2023-07-31"),
        ("嘉義市政府推動優質組織文化實施計畫", None, None, "None", "None"),
    ],
)
def test_year_and_period_of_the_title(title: str, year: int | None, roc: int | None, start: str, end: str) -> None:
    read = overview(title, *BODY)
    assert (read.year, read.year_roc, str(read.plan_start), str(read.plan_end)) == (year, roc, start, end)


def test_year_of_a_mainland_title() -> None:
    read = overview("广州市教育局2021年工作要点", "一、总体要求", "贯彻国家关于职业教育的决策部署，实施改革。")
    assert (read.issuer, read.year, read.year_roc) == ("广州市教育局", 2021, None)


def test_the_section_on_the_period_comes_before_the_year() -> None:
    lines = (
        "新北市政府111學年度競賽實施計畫",
        "壹、依據：學校衛生法。",
        "貳、計畫期程：111年11月至112年7月。",
        "參、目標：提升知能。",
    )
    read, frame = framed(document(*lines))
    assert (read.plan_start, read.plan_end) == (dt.date(2022, 11, 1), dt.date(2023, 7, 31))
    assert (frame.year, frame.start) == (2022, dt.date(2022, 11, 1))


@pytest.mark.parametrize(
    "line", ["壹、依據：", "依本計畫辦理", "一、實施計畫", "本計畫奉核定後實施。", "附件1：實施計畫", "目錄"]
)
def test_no_title(line: str) -> None:
    assert not is_title(line.replace("：", ":"))


def test_tidy() -> None:
    assert tidy("# 嘉義市政府\n\t實施計畫 ") == "嘉義市政府實施計畫"


def test_script() -> None:
    assert decide_script("公務人員訓練進修計畫") == "Hant"
    assert decide_script("公务人员培训规划") == "Hans"


def test_an_empty_document_has_neither() -> None:
    read, frame = read_overview(document("　"), Outline((), ()))
    assert (read.title, read.issuer, read.doc_number, frame.year) == (None, None, None, None)


@needs_shared
@pytest.mark.parametrize("name", [f"seed-00{n}" for n in range(5)])
def test_the_annotated_plans(name: str) -> None:
    assert SHARED is not None
    gold = json.loads((SHARED / "gold" / f"{name}.gold.json").read_text(encoding="utf-8"))["document"]
    read = framed(extract(plan(f"{name}.txt")))[0]
    assert "".join((read.title or "").split()) == "".join(gold["title"].split())
    assert read.issuer == gold["issuer"]
    assert read.year_roc == gold["year_roc"]
    period = gold["period"] or {"start": "None", "end": "None"}
    assert (str(read.plan_start), str(read.plan_end)) == (period["start"], period["end"])
