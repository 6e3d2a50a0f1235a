"""Title, issuer, number, day of issue, period, script and calendar of a plan."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from samples import SHARED, needs_shared, plan

from extractors import extract
from extractors.builder import CellText, DocumentBuilder
from extractors.document import Document, ParagraphKind
from rules.outline import Outline, read_outline
from rules.overview import read_overview
from rules.paragraph import passages
from rules.period import Frame
from rules.plan import Overview
from rules.recognise import recognise
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
        ("長濱鄉公所八十七年度社區發展計畫", "長濱鄉公所八十七年度社區發展計畫", "長濱鄉公所"),
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


def test_a_title_of_three_lines_and_its_years() -> None:
    read = overview("山坡地韌性保育及智慧監測", "第二期中長程個案計畫", "（114年至117年）", *BODY)
    assert read.title == "山坡地韌性保育及智慧監測第二期中長程個案計畫（114年至117年）"


@pytest.mark.parametrize("goal", ["目標：促使業者完成基礎建設（2008年－2013年）", "貳、計畫目標（97-102年）"])
def test_the_years_behind_a_goal_where_nothing_else_says_them(goal: str) -> None:
    read = overview("有線電視數位化發展策略方案", goal, "推動數位化，健全產業環境。")
    assert (str(read.plan_start), str(read.plan_end)) == ("2008-01-01", "2013-12-31")


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
        ("云江市国民经济和社会发展第十五个五年规划纲要", None, None, "2026-01-01", "2030-12-31"),
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


FIRST_PAGES: dict[str, tuple[tuple[str, ...], str, str | None]] = {
    "a mark in the corner": (("附件1", "高雄市政府警察局113年春安工作執行計畫", *BODY), "高雄市政府警察局113年春安工作執行計畫", "高雄市政府警察局"),
    "what is planned over its kind": (("嘉義市113年度全民國防教育", "實施計畫", *BODY), "嘉義市113年度全民國防教育實施計畫", "嘉義市政府"),
    "years and standing in brackets below": (("衛生福利部", "長期照顧十年計畫2.0", "（106～115年）", "（核定本）", *BODY), "長期照顧十年計畫2.0（106～115年）（核定本）", "衛生福利部"),
    "a school over its plan": (("新北市立三重高級商工職業學校", "112學年度友善校園實施計畫", *BODY), "新北市立三重高級商工職業學校112學年度友善校園實施計畫", "新北市立三重高級商工職業學校"),
    "a short name of a school": (("彰化縣田中鎮三潭國小112學年度校園安全計畫", *BODY), "彰化縣田中鎮三潭國小112學年度校園安全計畫", "彰化縣田中鎮三潭國小"),
    "a unit of a unit": (("行政院農業委員會動植物防疫檢疫局四年中程施政計畫（106至109年度）", *BODY), "行政院農業委員會動植物防疫檢疫局四年中程施政計畫（106至109年度）", "行政院農業委員會動植物防疫檢疫局"),
    "an agency under the title": (("農村再生推動計畫", "農業部農村發展及水土保持署", *BODY), "農村再生推動計畫", "農業部農村發展及水土保持署"),
    "the government of the title's place above it": (("新北市政府", "新北市高齡友善城市行動計畫", *BODY), "新北市高齡友善城市行動計畫", "新北市政府"),
    "two bodies": (("中共中央 国务院关于全面推进乡村振兴的意见", "一、总体要求"), "中共中央 国务院关于全面推进乡村振兴的意见", "中共中央、国务院"),
    "a notice of three lines, a plan of two": (
        ("宁安市人民政府办公室", "关于印发宁安市老旧小区改造三年行动", "方案（2021-2023年）的通知", "宁政办发〔2021〕22号", "各镇政府：", "宁安市老旧小区改造三年行动方案", "（2021-2023年）", "一、指导思想"),
        "宁安市老旧小区改造三年行动方案（2021-2023年）", "宁安市人民政府办公室",
    ),
    "a plan with its place before the name in the notice": (
        ("内蒙古自治区人民政府办公厅关于印发自治区“十四五”应急体系建设规划的通知", "各盟行政公署：", "内蒙古自治区“十四五”应急体系建设规划", "一、规划背景"),
        "内蒙古自治区“十四五”应急体系建设规划", "内蒙古自治区人民政府办公厅",
    ),
    "a local office that the signature names in full": (
        ("省政府办公厅关于印发湖北省数据共享行动方案的通知", "各市人民政府：", "湖北省人民政府办公厅", "2023年4月6日", "湖北省数据共享行动方案", "一、总体要求"),
        "湖北省数据共享行动方案", "湖北省人民政府办公厅",
    ),
    "joint": (
        ("湖南省财政厅 湖南省教育厅", "关于印发《湖南省学生资助资金管理实施细则》的通知", "各市州财政局：", "湖南省学生资助资金管理实施细则", "第一条 为规范管理，制定本细则。"),
        "湖南省学生资助资金管理实施细则", "湖南省财政厅、湖南省教育厅",
    ),
    "an annex of an announcement": (
        ("勞動部公告", "主旨：公告「114年度雇主僱用獎助計畫」，並自114年1月1日生效。", "附件", "114年度雇主僱用獎助計畫", "一、本計畫依就業服務法訂定。"),
        "114年度雇主僱用獎助計畫", "勞動部",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FIRST_PAGES)
def test_first_pages(name: str) -> None:
    lines, title, issuer = FIRST_PAGES[name]
    read = overview(*lines)
    assert (read.title, read.issuer) == (title, issuer)


def test_a_box_over_the_plan_tells_issuer_number_and_day() -> None:
    builder = DocumentBuilder("plan.html", "text/html")
    grid = (
        ("发布机构：", "临江区教育委员会", "发文日期：", "2024-02-20"),
        ("文　　号：", "临教发〔2024〕3号", "有效性：", "有效"),
    )
    builder.table([CellText((t,), r, c) for r, row in enumerate(grid) for c, t in enumerate(row)], 2, 4)
    for line in ("临江区教育事业发展规划", "一、总体要求", "坚持立德树人。"):
        builder.paragraph(line, ParagraphKind.PARAGRAPH)
    read = framed(builder.build(b""))[0]
    assert (read.title, read.issuer, read.doc_number, read.issued_date) == (
        "临江区教育事业发展规划",
        "临江区教育委员会",
        "临教发〔2024〕3号",
        dt.date(2024, 2, 20),
    )


@pytest.mark.parametrize(
    "title",
    ["某鄉地區災害防救計畫（112年修訂）", "某市发展规划和2035年远景目标纲要", "某校安全計畫（113年2月1日修正）"],
)
def test_the_year_of_a_version_or_a_vision_is_not_the_plans(title: str) -> None:
    read = overview(title, *BODY)
    assert (read.year, read.plan_start) == (None, None)


def test_the_days_of_a_step_are_not_the_plans() -> None:
    lines = ("某市113年度競賽計畫", "一、報名時間：113年3月1日至3月31日。", "二、活動期間：113年5月1日至6月30日。")
    assert (overview(*lines).plan_start, overview(*lines).plan_end) == (dt.date(2024, 5, 1), dt.date(2024, 6, 30))
    assert overview(*lines[:2]).plan_start == dt.date(2024, 1, 1)


SITE_PAGE = """<html><body><table><tr><td>索 引 号</td><td>1136/2022-03871</td><td>主题分类</td><td>农业</td></tr>
<tr><td>发布机构</td><td>临川市人民政府办公室</td><td>成文日期</td><td>2022年03月18日</td></tr>
<tr><td>文　　号</td><td>临府办发〔2022〕9号</td><td>发布日期</td><td>2022年03月22日</td></tr></table>
<h1>绿色农业发展行动计划</h1><div>发布时间：2022-03-22 10:21 浏览次数：123 字体：[大 中 小] 打印</div>
<div><p>为加快推进农业绿色发展，制定本行动计划。</p><p>一、工作目标</p><p>到2024年底，绿色食品达到160个。</p></div>
<div>上一篇：关于公布2021年度考核结果的通报</div><div>主办：临川市人民政府办公室 承办：临川市大数据中心</div></body></html>"""


def test_what_a_site_says_around_a_plan_is_of_the_overview_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(SITE_PAGE, encoding="utf-8")
    read = recognise(extract(page))
    assert (read.overview.issuer, read.overview.doc_number) == ("临川市人民政府办公室", "临府办发〔2022〕9号")
    assert str(read.overview.issued_date) == "2022-03-18"
    assert [found.value.text for found in read.periods] == ["2024年底"]
    assert (read.references, read.agencies, read.source_tables) == ((), (), ())
