"""The same plan written another way says the same: same days, same targets, same outline, as many items.

A rendition keeps the sense of a plan; where one must not, its test says what differs and why.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import samples
from renditions import in_ce, in_roc, narrow, plain, simplified, spaced, traditional, wide

from extractors import extract
from rules.passage import fold
from rules.plan import Plan, TargetStatus
from rules.recognise import recognise

OWN = sorted(p for p in (samples.ROOT / "data" / "raw").iterdir() if p.suffix in (".txt", ".md"))
SEEDS = sorted((samples.SHARED / "plans").glob("seed-*.txt")) if samples.SHARED else []
PLANS = {path.name: path for path in [*OWN, *SEEDS]}

Fact = tuple[object, ...]
Digest = dict[str, list[Fact]]


def days(plan: Plan) -> list[Fact]:
    """The periods, by their days."""
    return [(p.value.kind, p.value.start, p.value.end, p.value.rrule) for p in plan.periods]


def targets(plan: Plan) -> list[Fact]:
    """The numbers promised."""
    stated = (t.value for t in plan.targets if t.value.status is TargetStatus.STATED)
    return [(t.comparator, t.value, t.value_max, t.year, t.is_baseline) for t in stated]


def digest(plan: Plan) -> Digest:
    """What a plan says, however it is written."""
    return {
        "periods": days(plan),
        "targets": targets(plan),
        "outline": [(s.value.level, s.value.number) for s in plan.sections],
        "measures": [(fold(m.value.label),) for m in plan.measures],
        "indicators": [(i.value.weight,) for i in plan.indicators],
        "tables": [(t.value.row_count, t.value.column_count, t.value.kind) for t in plan.source_tables],
        "amounts": [(a.value.value,) for a in plan.amounts],
        "currencies": [(a.value.currency,) for a in plan.amounts],
        "agencies": [(a.value.role,) for a in plan.agencies],
        "calendar": [(plan.overview.calendar,)],
        "overview": [(plan.overview.plan_start, plan.overview.plan_end, plan.overview.year)],
    }


@cache
def text_of(name: str) -> str:
    """The plan's text as it was read, whatever its encoding."""
    return extract(PLANS[name]).text


@cache
def original(name: str) -> Digest:
    return digest(recognise(extract(PLANS[name])))


def read(folder: Path, content: bytes) -> Digest:
    """What the rules find in a file of these bytes."""
    path = folder / "plan.txt"
    path.write_bytes(content)
    return digest(recognise(extract(path)))


def differences(found: Digest, name: str, kinds: set[str]) -> dict[str, object]:
    """The kinds of facts that are not as in the original: what is missing and what is new."""
    return {
        kind: (
            Counter(original(name)[kind]) - Counter(found[kind]),
            Counter(found[kind]) - Counter(original(name)[kind]),
        )
        for kind in sorted(kinds)
        if found[kind] != original(name)[kind]
    }


KINDS = set(digest(Plan(overview=recognise(extract(OWN[0])).overview)))
HANT = [name for name in PLANS if simplified(text_of(name)) != text_of(name)]
HANS = [name for name in PLANS if name not in HANT]
MARKDOWN = [name for name in PLANS if name.endswith(".md")]


def test_the_samples_are_of_both_scripts_and_both_calendars() -> None:
    assert HANT and HANS and MARKDOWN
    calendars = {recognise(extract(path)).overview.calendar for path in OWN}
    assert calendars == {"roc", "ce"}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("way", [spaced, wide, narrow], ids=lambda way: way.__name__)
def test_blanks_and_widths(way: Callable[[str], str], name: str, tmp_path: Path) -> None:
    found = read(tmp_path, way(text_of(name)).encode())
    assert differences(found, name, KINDS) == {}


@pytest.mark.parametrize("name", HANT)
def test_in_simplified_characters(name: str, tmp_path: Path) -> None:
    """Of a plan that dates by years CE the script alone says whose yuan it counts, so its currency may change with it."""
    found = read(tmp_path, simplified(text_of(name)).encode())
    kinds = KINDS if original(name)["calendar"] == [("roc",)] else KINDS - {"currencies"}
    assert differences(found, name, kinds - {"calendar"}) == {}


@pytest.mark.parametrize("name", HANS)
def test_in_traditional_characters(name: str, tmp_path: Path) -> None:
    """Characters alone make no Taiwanese plan of it, so headings and columns may lose their roles, and sums are dollars; what is counted stays."""
    found = read(tmp_path, traditional(text_of(name)).encode())
    assert differences(found, name, {"periods", "outline", "overview", "amounts"}) == {}
    values = Counter(value for _, value, *_ in found["targets"])
    assert Counter(value for _, value, *_ in original(name)["targets"]) - values == Counter()


@pytest.mark.parametrize("name", HANT)
def test_in_years_ce(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, in_ce(text_of(name)).encode())
    assert differences(found, name, KINDS - {"calendar"}) == {}


@pytest.mark.parametrize("name", HANS)
def test_in_years_of_the_republic(name: str, tmp_path: Path) -> None:
    """A plan in simplified characters whose years are all of three figures dates by the Republic, and so counts in its dollars."""
    found = read(tmp_path, in_roc(text_of(name)).encode())
    assert differences(found, name, KINDS - {"currencies", "calendar"}) == {}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["crlf", "cr"])
def test_line_ends(end: str, name: str, tmp_path: Path) -> None:
    assert read(tmp_path, text_of(name).replace("\n", end).encode()) == original(name)


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_and_plain_text(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, plain(text_of(name)).encode())
    assert differences(found, name, KINDS) == {}


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5", "cp950", "big5hkscs"]
)
def test_encodings(encoding: str, tmp_path: Path) -> None:
    told = 0
    for name in PLANS:
        try:
            content = text_of(name).encode(encoding)
        except UnicodeEncodeError:
            continue  # the code has no such character
        told += 1
        assert read(tmp_path, content) == original(name), name
    assert told > 2


# --- what makes the samples' renditions what they are -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "text", "expected"),
    [
        (spaced, "自103年5月20日至6月", "自 103 年 5 月 20 日至 6 月"),
        (wide, "70%以上(含)", "７０％以上（含）"),
        (narrow, "（３０％）：１，２００人", "(30%):1,200人"),
        (
            in_ce,
            "民國98年6月，103及104年3月底前，（94）年，七十年度，第103年",
            "西元2009年6月，2014及2015年3月底前，（2005）年，1981年度，第103年",
        ),
        (in_roc, "2022—2024年，2035年", "111—113年，124年"),
        (plain, "## 一、**依據**\n| 甲 | 乙 |\n|---|:--:|", "一、依據\n甲\t乙"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_renditions(way: Callable[[str], str], text: str, expected: str) -> None:
    assert way(text).replace("  ", " ").strip() == expected


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("本計畫自110年1月至113年12月實施。", dt.date(2021, 1, 1)),
        ("本计划自110年1月至113年12月实施。", dt.date(2021, 1, 1)),
        ("本计划自八十七年一月一日起至八十七年十二月三十一日止实施。", dt.date(1998, 1, 1)),
        ("本规划期限为2021年1月至2025年12月，标准达到100年一遇，建党100年以来。", dt.date(2021, 1, 1)),
        ("本计划1998年制定，98年4月至99年5月实施，2000年生产总值增长。", dt.date(1998, 1, 1)),
    ],
)
def test_the_calendar_follows_from_the_years_not_from_the_script(text: str, first: dt.date, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    assert recognise(extract(path)).periods[0].value.start == first
