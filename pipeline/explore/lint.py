"""``govplan lint``: what an auditor would ask about, each finding with its code, quotation and page.

A check is a query that gives ``id`` (the fact it is about, as in the view ``evidence``) and ``detail`` (what was compared).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import groupby

import duckdb
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from pipeline.explore.connect import NoTables, connect
from pipeline.explore.values import above, brief
from pipeline.remote.url import Location


@dataclass(frozen=True, slots=True)
class Check:
    """One question. ``severity`` is warning or, where there may well be a good reason, info."""

    code: str
    en: str
    zh: str
    sql: str
    severity: str = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: in which plan, about which words, where."""

    code: str
    severity: str
    message: str
    message_zh: str
    detail: str | None
    quotation: str
    page: int | None
    section_path: str | None
    plan: str | None
    source_uri: str
    document_id: str
    id: str
    subject: str | None = None  # the indicator or measure whose target or deadline it is


def gap(missing: str, kind: str) -> str:
    """The query for one kind of gap."""
    return f"SELECT id, 'plan 全案: ' || instead AS detail FROM gaps WHERE missing = '{missing}' AND kind = '{kind}'"


# What the target or the date is of.
OWNERS = """
    SELECT target_id AS id, coalesce(indicator_id, measure_id) AS owner FROM targets
    UNION ALL SELECT period_id, coalesce(indicator_id, measure_id) FROM periods
"""
# Targets of one subject by year; those of a year with several (milestones) say nothing about years.
SERIES = """
    WITH yearly AS (
        SELECT document_id, coalesce(indicator_id, measure_id) AS subject, unit, comparator, year, any_value(value) AS value,
            any_value(target_id) AS target_id
        FROM target_years WHERE NOT is_baseline AND year IS NOT NULL AND coalesce(indicator_id, measure_id) IS NOT NULL
        GROUP BY document_id, coalesce(indicator_id, measure_id), unit, comparator, year HAVING count(*) = 1
    )
"""
FLAT = f"""{SERIES}
    SELECT arg_min(target_id, year) AS id, concat(min(year), '–', max(year), ': ', printf('%g', any_value(value)), any_value(unit)) AS detail
    FROM yearly GROUP BY document_id, subject, unit, comparator HAVING count(*) >= 2 AND min(value) = max(value)
"""
LOWERED = f"""{SERIES},
    steps AS (
        SELECT *, lag(value) OVER w AS before, lag(year) OVER w AS year_before FROM yearly
        WINDOW w AS (PARTITION BY document_id, subject, unit, comparator ORDER BY year)
    )
    SELECT target_id AS id, concat(year_before, ': ', printf('%g', before), ' → ', year, ': ', printf('%g', value), unit) AS detail
    FROM steps WHERE value < before AND comparator NOT IN ('le', 'lt')
"""
# A standard is a number that stands in the column of definitions of the same row.
BELOW = """
    WITH placed AS (
        SELECT t.*, split_part(c.role, ':', 1) AS role
        FROM targets t JOIN cells c USING (document_id, table_id, "row", "column") WHERE t.status = 'stated'
    )
    SELECT t.target_id AS id, concat(t.text, ' ↔ ', s.text) AS detail
    FROM placed t JOIN placed s ON s.indicator_id = t.indicator_id AND s.role IN ('definition', 'method')
    WHERE t.role = 'target' AND NOT t.is_baseline AND coalesce(t.unit, '') = coalesce(s.unit, '')
        AND ((s.comparator IN ('ge', 'gt') AND t.comparator NOT IN ('le', 'lt') AND t.value < s.value)
            OR (s.comparator IN ('le', 'lt') AND t.comparator NOT IN ('ge', 'gt') AND t.value > s.value))
"""
OUTSIDE = """
    SELECT period_id AS id, concat(p."end", ' ∉ ', d.plan_start, ' – ', d.plan_end) AS detail
    FROM periods p JOIN documents d USING (document_id)
    WHERE p.kind IN ('deadline', 'range')
        AND (p.indicator_id IS NOT NULL OR p.period_id IN (SELECT fact_id FROM measure_facts WHERE kind = 'period' AND tie <> 'plan'))
        AND (p."end" > d.plan_end OR p."end" < d.plan_start)
"""
NUMBERS = """
    WITH siblings AS (
        SELECT section_id, label, number, lag(label) OVER w AS label_before, lag(number) OVER w AS before
        FROM sections WHERE number IS NOT NULL
        WINDOW w AS (PARTITION BY document_id, parent_id, style ORDER BY ordinal)
    )
    SELECT section_id AS id, concat(label_before, ' → ', label) AS detail FROM siblings WHERE number > 1 AND number {}
"""
# 院授人企字第0930061451號: the first digits are the ROC year, 〔2021〕 is the western one.
NUMBER_YEAR = """
    WITH numbered AS (
        SELECT reference_id, text, date, translate(number, '○〇零一二三四五六七八九', '000123456789') AS number
        FROM "references" WHERE kind = 'document-number' AND date IS NOT NULL
    ),
    years AS (
        SELECT reference_id, date, coalesce(
            try_cast(nullif(regexp_extract(number, '第(\\d{3})\\d{7}號', 1), '') AS INTEGER) + 1911,
            try_cast(nullif(regexp_extract(number, '[〔\\[（(](\\d{4})[〕\\]）)]', 1), '') AS INTEGER)) AS year
        FROM numbered
    )
    SELECT reference_id AS id, concat(year, ' ≠ ', date) AS detail FROM years WHERE year <> year(date)
"""

CHECKS = (
    Check(
        "measure-without-indicator",
        "No indicator and no target tells whether it was done",
        "措施沒有指標或目標值",
        gap("indicator", "measure"),
    ),
    Check("measure-without-deadline", "No day by which it is to be done", "措施沒有期限", gap("deadline", "measure")),
    Check("measure-without-lead", "No agency that does it", "措施沒有主辦機關", gap("lead", "measure")),
    Check("indicator-without-number", "No number to reach", "指標沒有數值目標", gap("number", "indicator")),
    Check("flat-target", "The same target in every year", "各年度目標值相同", FLAT),
    Check("lowered-target", "Lower than the year before", "目標值較前一年降低", LOWERED),
    Check("target-below-standard", "Asks less than the standard beside it", "目標值低於衡量標準", BELOW),
    Check("deadline-outside-plan", "Ends outside the plan's own period", "期限在計畫期程之外", OUTSIDE),
    Check("number-skipped", "A number is missing before this one", "編號不連續", NUMBERS.format("> before + 1")),
    Check("number-repeated", "The number before has it already", "編號重複", NUMBERS.format("= before")),
    Check(
        "number-year", "The document number has another year than its date", "文號年度與日期不符", NUMBER_YEAR, "info"
    ),
)


def findings(connection: duckdb.DuckDBPyConnection, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """All findings, plan by plan in reading order of what they are about."""
    found = []
    for check in checks:
        rows = connection.sql(
            f"""SELECT f.detail, e.quotation, e.page, e.section_path, e.plan, e.source_uri, e.document_id, e.id, s.quotation,
                    e.kind, e.ordinal
                FROM ({check.sql}) f
                JOIN evidence e ON e.id = f.id
                LEFT JOIN ({OWNERS}) o ON o.id = f.id
                LEFT JOIN evidence s ON s.id = o.owner"""
        ).fetchall()
        found += [(row[-2:], Finding(check.code, check.severity, check.en, check.zh, *row[:-2])) for row in rows]
    order = [check.code for check in checks]
    found.sort(key=lambda f: (f[1].source_uri, order.index(f[1].code), *f[0], f[1].detail or ""))
    return [finding for _, finding in found]


def run(
    out: Location,
    console: Console,
    errors: Console,
    *,
    only: Sequence[str] = (),
    as_json: bool = False,
    strict: bool = False,
) -> int:
    """Prints the findings, with ``only`` those of these codes. The exit code: 0, or with ``strict`` 1 where there are any; 2 no tables."""
    try:
        checks = chosen(only)
        with closing(connect(out)) as connection:
            found = findings(connection, checks)
    except (NoTables, duckdb.Error) as error:
        errors.print(Text(f"govplan: {error}"), soft_wrap=True)
        return 2
    if as_json:
        console.file.write(json.dumps([asdict(f) for f in found], ensure_ascii=False, indent=1) + "\n")
    else:
        show(found, console)
    return 1 if strict and found else 0


def chosen(only: Sequence[str]) -> Sequence[Check]:
    """The checks with these codes, all without any. Raises NoTables for a code that is none."""
    codes = [check.code for check in CHECKS]
    for code in only:
        if code not in codes:
            raise NoTables(f"no check {code}: there are {', '.join(codes)}  無此檢查項目")
    return [check for check in CHECKS if check.code in only] if only else CHECKS


def show(found: Sequence[Finding], console: Console) -> None:
    """A table a plan."""
    for source, group in groupby(found, key=lambda f: f.source_uri):
        here = list(group)
        title = Text.assemble((brief(here[0].plan) or "—", "bold"), (f"  {brief(source)}", "dim"))
        console.print(title, soft_wrap=True)
        console.print(grid(here))
    console.print(Text(f"{len(found):,} findings 項"))


def grid(found: Sequence[Finding]) -> Grid:
    """The findings of one plan, those on the same words together."""
    table = Grid(border_style="dim", pad_edge=False)
    table.add_column(Text("finding 發現"), overflow="fold", ratio=2)
    table.add_column(Text("words 原文"), overflow="fold", ratio=4)
    table.add_column(Text("page 頁"), justify="right")
    by_fact: dict[str, list[Finding]] = {}
    for finding in found:
        by_fact.setdefault(finding.id, []).append(finding)
    for same in by_fact.values():
        first = same[0]
        words = ("\n".join(brief(text, 120) for text in (first.subject, first.quotation) if text), "")
        place = Text.assemble(words, (f"\n{brief(above(first.section_path, first.quotation), 120)}", "dim"))
        table.add_row(Text("\n").join(map(said, same)), place, Text(str(first.page or "")))
    return table


def said(finding: Finding) -> Text:
    """A finding in both languages, and what was compared."""
    style = "yellow" if finding.severity == "warning" else "dim"
    return Text.assemble((finding.code, style), f"\n{finding.message_zh}", (f" {brief(finding.detail, 80)}", "dim"))
