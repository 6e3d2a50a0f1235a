"""A document and a plan made up by hand that together hold every kind of fact: the pipeline tested without the rules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors.builder import CellText, DocumentBuilder
from extractors.document import Box, Document, Meta, ParagraphKind, Severity, Span
from rules.plan import (
    AgencyRole,
    Amount,
    Assignment,
    CalendarKind,
    Comparator,
    Found,
    Indicator,
    Measure,
    Overview,
    ParagraphRecord,
    Period,
    PeriodKind,
    Plan,
    Precision,
    Reference,
    Section,
    SourceTable,
    Strategy,
    TableCell,
    TableKind,
    Target,
)

TITLE = "青泉市政府113年度讀書實施計畫"
LINES = (TITLE, "壹、依據：圖書館法。", "1、措施：113年3月底前由教育處辦理至少5場次，經費新臺幣1萬2,000元。")
GRID = (("指標", "113年"), ("[bold]借閱量[/bold]", "≧70%"))


def document(source: str = "made-up.txt", content: bytes = b"made up", extra: str = "") -> Document:
    """Three lines, a table of two rows, a place on a page, a diagnostic."""
    builder = DocumentBuilder(source, "text/plain", Meta("txt", page_count=1))
    for text in LINES:
        span = builder.paragraph(text + extra, ParagraphKind.LINE)
        builder.region(span, 1, Box(72.0, 72.0, 300.0, 84.0))
    builder.table([CellText((t,), r, c) for r, row in enumerate(GRID) for c, t in enumerate(row)], 2, 2)
    builder.note("replaced-bytes", "1 byte is no text", Severity.WARNING, (Span(0, 1),))
    builder.note("no-outline", "[red]no label[/red]")
    return builder.build(content)


def found(source: Document, value: Any, words: str) -> Found[Any]:
    """The fact, read where its words stand first."""
    start = source.text.index(words)
    return Found(value, (Span(start, start + len(words)),), "made-up", 1)


def plan(source: Document) -> Plan:
    """At least one fact of every kind, each of them tied to all that it can be tied to."""
    tied = {"section": 1, "measure": 0, "indicator": 0}
    deadline = Period(
        "113年3月底前", PeriodKind.DEADLINE, None, dt.date(2024, 3, 31), Precision.MONTH, CalendarKind.ROC, **tied
    )
    return Plan(
        overview=Overview(TITLE, "青泉市政府", year=2024, year_roc=113, plan_start=dt.date(2024, 1, 1)),
        sections=(
            found(source, Section(None, 1, "壹、", None, 1, "壹、", role="basis", title="依據"), "壹、依據"),
            found(source, Section(0, 2, "1、", "一、", 1, "1、", title="措施"), "1、措施"),
        ),
        paragraphs=tuple(found(source, ParagraphRecord(None, "paragraph", text), text) for text in LINES),
        source_tables=(found(source, SourceTable(1, "表一", TableKind.INDICATOR_TARGET, 2, 2, 1, pages=(1,)), "指標"),),
        cells=tuple(
            found(source, TableCell(0, r, c, is_header=r == 0, role=("indicator", "target:113")[c], text=text), text)
            for r, row in enumerate(GRID)
            for c, text in enumerate(row)
        ),
        strategies=(found(source, Strategy(text="讀書", section=0), "讀書"),),
        measures=(found(source, Measure(0, "1、", "措施", 1), "1、措施"),),
        indicators=(
            found(source, Indicator(0, 0, name="[bold]借閱量[/bold]", weight=12.5, table=0, row=1), GRID[1][0]),
        ),
        targets=(
            found(source, Target(0, 0, 1, 0, 1, 1, "≧70%", Comparator.GE, 70.0, unit="%", year=2024), "≧70%"),
            found(source, Target(None, 0, 1, text="至少5場次", comparator=Comparator.GE, value=5.0), "至少5場次"),
        ),
        periods=(found(source, deadline, "113年3月底前"),),
        agencies=(
            found(source, Assignment(AgencyRole.LEAD, "由…辦理", "教育處", "青泉市政府教育處", **tied), "教育處"),
        ),
        references=(found(source, Reference(title="圖書館法", text="圖書館法", section=0), "圖書館法"),),
        amounts=(
            found(
                source,
                Amount("新臺幣1萬2,000元", Decimal(12000), "TWD", 2024, section=1, measure=0),
                "新臺幣1萬2,000元",
            ),
        ),
        notes=source.notes,
    )


def extract(path: Path, name: str | None = None, **_: object) -> Document:
    """Stands in for ``extractors.extract``: whatever the file says, the same plan; its bytes give the id."""
    return document(name or str(path), path.read_bytes())
