"""Dates and periods: the rules' own examples, properties over random dates, the shared gold texts, speed."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from collections import Counter
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Span
from rules.passage import Passage, Site, fold
from rules.period import Frame, decide_calendar, find_periods
from rules.period_rules import rules
from rules.plan import CalendarKind, Period, PeriodKind, Precision
from rules.rule import Hit
from tests.samples import SHARED, needs_shared

ROC = Frame(CalendarKind.ROC, 2014)
CE = Frame(CalendarKind.CE, 2021)
EXAMPLES = [pytest.param(rule, text, want, id=text) for rule in rules() for text, want in rule.examples]
COUNTEREXAMPLES = [pytest.param(rule, text, id=text) for rule in rules() for text in rule.counterexamples]


def passage(text: str) -> Passage:
    return Passage(text, (Span(0, len(text)),))


def find(text: str, frame: Frame = ROC, **site: Any) -> list[Period]:
    return [hit.value for hit in find_periods(Site(passage(text), **site), frame)]


def show(hits: list[Hit[Period]]) -> str:
    """As the rules' examples have it: text, kind, days or RRULE; the members of a list parted by bars."""
    return " | ".join(shown(hit.value) for hit in hits)


def shown(period: Period) -> str:
    head = f"{period.text} {period.kind}"
    if period.rrule:
        return f"{head} {period.rrule}"
    return f"{head} {period.start or ''}..{period.end or ''}" if period.start or period.end else head


def days(text: str, frame: Frame = ROC) -> tuple[dt.date | None, dt.date | None]:
    (period,) = find(text, frame)
    return period.start, period.end


# --- examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "text", "want"), EXAMPLES)
def test_examples(rule: Any, text: str, want: str) -> None:
    column = {"table": 0, "column_role": "period"} if rule.name == "period-column" else {}
    hits = find_periods(Site(passage(text), **column), ROC)
    assert show(hits) == want
    assert {hit.rule for hit in hits} == {rule.name}


@pytest.mark.parametrize(("rule", "text"), COUNTEREXAMPLES)
def test_counterexamples(rule: Any, text: str) -> None:
    assert list(rule.hits(fold(text))) == []


def test_every_rule_has_examples_and_counterexamples() -> None:
    assert all(rule.examples and rule.counterexamples for rule in rules())
    assert len({rule.name for rule in rules()}) == len(rules())


@pytest.mark.parametrize(
    "text",
    "第7條 第11屆第187次會議 第十一屆 623公共服務日 院授人企字第0930061451號 第○九七○○六四三六八號 年終 31鄉鎮 1-2場次 三分之一 "
    "八成 表1 40歲以上 888-000-9999 02-20151123 3.5億 版本1.2.3 24小時 2:00 一切 第一流 每人次 四周環境 當年度 各年度 2019年2月29日 "
    "103年13月 97年2月○○日 國發〔2019〕4號 上一年度 第二年 三年級 111年○月○○日 一、二級機關 20231331".split(),
)
def test_no_date(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("1、103年3月底前", "103年3月底前"),
        ("1、3月底前", "3月底前"),
        ("103年前瞻計畫", "103年"),
        ("111年內政部", "111年"),
        ("94年6月底前溪南", "94年6月底前"),
        ("自111年3月至6月期間", "111年3月至6月"),
        ("6月底前進行", "6月底前"),
        ("97年2月26日（星期二）下午2時整。", "97年2月26日（星期二）下午2時整"),
        ("112年2月8日(三)至2月9日(四)，下午2", "112年2月8日(三)至2月9日(四)"),
    ],
)
def test_what_belongs_to_the_words(text: str, want: str) -> None:
    assert [period.text for period in find(text)] == [want]


# --- frame and surroundings -------------------------------------------------------------------------------------------


def test_a_year_that_is_not_said() -> None:
    (period,) = find("12月20日前")
    assert (period.end, period.inferred, period.kind) == (dt.date(2014, 12, 20), True, PeriodKind.DEADLINE)
    (period,) = find("12月20日前", Frame(CalendarKind.ROC))
    assert (period.start, period.end, period.kind) == (None, None, PeriodKind.DEADLINE)
    (period,) = find("12月20日前", year=2016)
    assert period.end == dt.date(2016, 12, 20)


def test_a_listed_date_takes_the_year_of_the_one_before() -> None:
    assert [p.start for p in find("112年5月27日或5月28日")] == [dt.date(2023, 5, 27), dt.date(2023, 5, 28)]


def test_ahead_is_the_plan_itself() -> None:
    frame = Frame(CalendarKind.ROC, 2019, dt.date(2019, 1, 1), dt.date(2022, 12, 31))
    (period,) = find("未來4年施政重點", frame)
    assert (period.text, period.kind, period.start, period.end) == (
        "未來4年",
        PeriodKind.DURATION,
        frame.start,
        frame.end,
    )
    (period,) = find("未來3年施政重點", frame)
    assert period.start is None


def test_calendars() -> None:
    assert days("94年", Frame(CalendarKind.ROC, 2005)) == (dt.date(2005, 1, 1), dt.date(2005, 12, 31))
    assert find("103年", CE) == []
    assert days("民國103年", CE)[0] == dt.date(2014, 1, 1)
    assert days("2014年")[0] == dt.date(2014, 1, 1)
    assert find("104學年度")[0].calendar is CalendarKind.SCHOOL


def test_fractions_and_counts_are_no_dates() -> None:
    assert find("1/2") == []
    assert [p.start for p in find("2/28", table=0)] == [dt.date(2014, 2, 28)]
    assert find("2/28", table=0, column_role="target:108") == []
    assert find("2010", table=0, column_role="budget") == []
    assert [p.text for p in find("臺南縣2005「虎頭埤之旅」", table=0, column_role="target")] == ["2005"]


def test_taken_ranges_are_left_alone() -> None:
    text = "104年3月1日及104年5月1日"
    hits = find_periods(Site(passage(text)), ROC, [(0, 5)])
    assert [hit.value.text for hit in hits] == ["104年5月1日"]


def test_members_of_a_list_stand_at_one_place() -> None:
    hits = find_periods(Site(passage("於103年及104年3月底前完成")), ROC)
    assert [(hit.start, hit.end) for hit in hits] == [(1, 14), (1, 14)]


@pytest.mark.parametrize(
    ("texts", "want"),
    [
        (["民國98年6月18日會議"], CalendarKind.ROC),
        (["94年6月底前辦理研習"], CalendarKind.ROC),
        (["中程(108至111年度)施政計畫"], CalendarKind.ROC),
        (["行政院九十七年十一月四日函"], CalendarKind.ROC),
        (["本計畫自公告日起實施"], CalendarKind.ROC),
        (["到2025年，建成国家实验室"], CalendarKind.CE),
        (["建党100年，各级机关要加强组织领导"], CalendarKind.CE),
        (["於2010年推動", "2011年底完成"], CalendarKind.CE),
        (["於2010年推動", "97年2月1日"], CalendarKind.ROC),
    ],
)
def test_decide_calendar(texts: list[str], want: CalendarKind) -> None:
    assert decide_calendar([passage(text) for text in texts]) is want


# --- properties -------------------------------------------------------------------------------------------------------

DATES = st.dates(dt.date(1972, 1, 1), dt.date(2040, 12, 31))
SMALL = ["", *"一二三四五六七八九"]


def chinese(number: int) -> str:
    """A number below 200 in Chinese."""
    if number >= 100:
        rest = number - 100
        if not rest:
            return "一百"
        return "一百" + ("零" + SMALL[rest] if rest < 10 else ("一" if rest < 20 else "") + chinese(rest))
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else SMALL[tens] + "十") + SMALL[ones]


def renditions(day: dt.date) -> list[str]:
    roc = day.year - 1911
    plain = f"{roc}年{day.month}月{day.day}日"
    wide = plain.translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789"})
    written = f"{chinese(roc)}年{chinese(day.month)}月{chinese(day.day)}日"
    digits = "".join("〇一二三四五六七八九"[int(c)] for c in str(day.year))
    return [
        plain,
        wide,
        written,
        f"{roc} 年 {day.month} 月 {day.day} 日",
        f"民國{plain}",
        f"中華民國 {plain}",
        f"中华民国{plain}",
        f"{roc}.{day.month}.{day.day}",
        f"{roc}/{day.month:02}/{day.day:02}",
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}号",
        f"西元{day.year}年{day.month}月{day.day}日",
        f"{digits}年{chinese(day.month)}月{chinese(day.day)}日",
        f"{day:%Y%m%d}",
    ]


@given(DATES)
def test_renditions_of_a_day_are_one_day(day: dt.date) -> None:
    for text in renditions(day):
        (period,) = find(f"於{text}辦理")
        assert (period.text, period.start, period.end) == (text, day, day), text
        assert (period.kind, period.precision) == (PeriodKind.INSTANT, Precision.DAY)


@given(DATES, DATES, st.sampled_from(["至", "~", "～", "－", "—", "到", "迄"]))
def test_ranges(first: dt.date, last: dt.date, joint: str) -> None:
    texts = [f"{d.year - 1911}年{d.month}月{d.day}日" for d in (first, last)]
    ends = [(p.start, p.end) for p in find(joint.join(texts))]
    assert ends == ([(first, last)] if first <= last else [(first, first), (last, last)])


@given(st.integers(61, 130), st.integers(1, 12))
def test_the_end_of_a_month(year: int, month: int) -> None:
    end = dt.date(year + 1911, month, calendar.monthrange(year + 1911, month)[1])
    for text in (f"{year}年{month}月底前", f"{year} 年 {month} 月底", f"{chinese(year)}年{chinese(month)}月底以前"):
        (period,) = find(text)
        assert (period.text, period.kind, period.start, period.end) == (text, PeriodKind.DEADLINE, None, end)


WORDS = st.sampled_from(
    "103 104 5 12 14 31 年 月 日 底 前 起 止 至 ~ 、 及 每 季 週 學 度 個 內 第 ( ) . / - 十 一 二 百 自 半 上 下 旬 2014 Q1 Ａ".split(
        " "
    )
)


@given(st.lists(WORDS, max_size=14).map("".join))
def test_whatever_is_written(text: str) -> None:
    for hit in find_periods(Site(passage(text)), ROC):
        period = hit.value
        assert period.text == text[hit.start : hit.end] != ""
        assert period.start is None or period.end is None or period.start <= period.end
        if period.rrule:
            assert rrulestr(period.rrule, dtstart=dt.datetime(2015, 1, 1)) is not None
        assert (period.rrule is not None) == (period.kind is PeriodKind.RECURRING)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("每年9月", dt.date(2015, 9, 1)),
        ("每年12月31日前", dt.date(2015, 12, 31)),
        ("每月底前", dt.date(2015, 1, 31)),
        ("每週三", dt.date(2015, 1, 7)),
        ("每月第一個星期一", dt.date(2015, 1, 5)),
    ],
)
def test_rrules_give_the_day(text: str, first: dt.date) -> None:
    (period,) = find(text)
    assert period.rrule is not None
    assert rrulestr(period.rrule, dtstart=dt.datetime(2015, 1, 1))[0].date() == first


# --- the shared samples -----------------------------------------------------------------------------------------------


def compact(text: str) -> str:
    return re.sub(r"\s", "", text)


def gold_periods() -> list[tuple[Frame, list[dict[str, Any]]]]:
    """For each annotated text of each plan: the frame of the plan and the entries with that text."""
    assert SHARED is not None
    cases = []
    for path in sorted((SHARED / "gold").glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if not gold.get("periods"):
            continue
        about = gold["document"]
        span = {key: dt.date.fromisoformat(value) for key, value in (about["period"] or {}).items()}
        years = [int(p["end"][:4]) for p in gold["periods"] if p.get("end") and re.search("月|/", p["text"])]
        year = Counter(years).most_common(1)[0][0] if years else None
        frame = Frame(CalendarKind.ROC, year, span.get("start"), span.get("end"))
        for text in {p["text"] for p in gold["periods"]}:
            cases.append((frame, [p for p in gold["periods"] if p["text"] == text]))
    return cases


@needs_shared
def test_gold_texts() -> None:
    """Each annotated text, alone in a cell, gives what the annotation says."""
    wrong = []
    cases = gold_periods()
    for frame, entries in cases:
        want = {(compact(p["text"]), p.get("start"), p.get("end"), p["kind"], p.get("rrule")) for p in entries}
        got = {
            (compact(p.text), str(p.start) if p.start else None, str(p.end) if p.end else None, str(p.kind), p.rrule)
            for p in find(entries[0]["text"], frame, table=0)
        }
        if got != want:
            wrong.append((want, got))
    assert len(cases) > 100
    assert len(wrong) <= 0.01 * len(cases), wrong


@needs_shared
def test_traps() -> None:
    """What looks like a date and is none gives nothing, where it stands."""
    assert SHARED is not None
    for row in map(json.loads, (SHARED / "gold" / "traps.jsonl").read_text(encoding="utf-8").splitlines()):
        text = (SHARED / "plans" / row["source"]).read_text(encoding="utf-8")
        begin = text.rfind("\n", 0, row["start"]) + 1
        line = text[begin:].split("\n")[0]
        found = find_periods(Site(passage(line)), ROC)
        covered = [h for h in found if h.start + begin < row["end"] and row["start"] < h.end + begin]
        allowed = {"1、103": "103", "2、103": "103", "前溪南": "前"}.get(row["text"])
        assert not covered or allowed, (row, covered)
        if row["text"].endswith("103"):
            assert all(text[h.start + begin] == "1" and text[h.start + begin :].startswith("103") for h in covered)


# --- speed ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit", ["一", "（", "1.1.", "103年", "每年", "5月14、", "103年5月~", "103/3/1-", "每年3月、", "1至"]
)
def test_time_is_linear(unit: str) -> None:
    assert_linear(lambda size: find_periods(Site(passage((unit * size)[:size])), ROC), 5_000)


# --- what a duration counts from --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("受補助單位應於計畫核定後3個月內提送", "計畫核定後"),
        ("廠商應於決標次日起60日曆天內完成", "決標次日起"),
        ("履約期限：自決標日起240個日曆天", "決標日起"),
        ("於活動結束後二週內辦理核銷", "活動結束後"),
        ("本办法自印发之日起30日后施行", "印发之日起"),
        ("最遲應於活動前7日報備", "活動前"),
        ("為期三年", None),
        ("目前3年", None),
        ("，3個月內完成", None),
    ],
)
def test_what_a_duration_counts_from(text: str, anchor: str | None) -> None:
    (period,) = find(text)
    assert (period.kind, period.anchor) == (PeriodKind.DURATION, anchor)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("20日前", "20日前 deadline ..2014-12-20"),
        ("15日", "15日 instant 2014-12-15..2014-12-15"),
        ("月底", "月底 deadline ..2014-12-31"),
        ("中旬", "中旬 instant 2014-12-11..2014-12-20"),
    ],
)
def test_a_part_of_the_month_above(text: str, want: str) -> None:
    assert show(find_periods(Site(passage(text), table=0, column_header="12月"), ROC)) == want
    assert "2014-12" not in show(find_periods(Site(passage(text), table=0, column_header="人數"), ROC))
