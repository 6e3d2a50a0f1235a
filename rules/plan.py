"""The records of a Plan. Each dataclass is one table of the result; the Arrow schemas are read off it (``pipeline/schema.py``).

A field's ``about()`` metadata carries its comment in English and 中文 and, for a foreign key, the table it refers to: there the
record holds the ordinal (0-based, reading order) of the other record, and the pipeline writes ``<document_id>:<kind>:<ordinal>``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from extractors.document import Note, Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A fact, the places that it was read from, and the rule that read it.

    Evidence is verbatim: ``value.evidence`` equals the spans' slices of ``Document.text``, joined, white space removed.
    """

    value: T
    spans: tuple[Span, ...]
    rule: str
    page: int | None = None


def about(en: str, zh: str, *, refers: str | None = None, arrow: str | None = None, default: Any = None) -> Any:
    """A dataclass field with its comments. ``arrow`` overrides the Arrow type that its Python type gives; all have a default."""
    return field(default=default, metadata={"en": en, "zh": zh, "refers": refers, "arrow": arrow})


class SectionKind(StrEnum):
    HEADING = "heading"  # a title of its own
    ITEM = "item"  # a numbered sentence or paragraph


class Comparator(StrEnum):
    EQ = "eq"
    GE = "ge"
    LE = "le"
    GT = "gt"
    LT = "lt"
    BETWEEN = "between"
    ABOUT = "about"


class TargetStatus(StrEnum):
    STATED = "stated"  # a number was read
    NOT_SET = "not-set"  # the plan says that it is still to be set (視情提出)
    QUALITATIVE = "qualitative"  # a target in words
    UNPARSED = "unparsed"  # a target cell whose sense no rule read


class PeriodKind(StrEnum):
    INSTANT = "instant"
    RANGE = "range"
    DEADLINE = "deadline"
    RECURRING = "recurring"
    DURATION = "duration"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class CalendarKind(StrEnum):
    ROC = "roc"  # 民國: + 1911
    CE = "ce"
    SCHOOL = "school"  # 學年度: from 1 August
    FISCAL = "fiscal"  # 會計年度: from 1 January


class AgencyRole(StrEnum):
    LEAD = "lead"
    SUPPORT = "support"
    IMPLEMENTING = "implementing"
    PARTICIPATING = "participating"
    SUPERVISING = "supervising"
    GUIDANCE = "guidance"
    COORDINATING = "coordinating"
    CONTACT = "contact"


class ReferenceKind(StrEnum):
    LAW = "law"
    PLAN = "plan"
    DOCUMENT_NUMBER = "document-number"
    MEETING = "meeting"


class TableKind(StrEnum):
    STRATEGY_MEASURE = "strategy-measure"
    INDICATOR_TARGET = "indicator-target"
    ASSIGNMENT = "assignment"
    SCHEDULE = "schedule"
    SCORING = "scoring"
    BUDGET = "budget"
    ROSTER = "roster"
    FORM = "form"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Overview:
    """What a plan says of itself as a whole: the recognised part of a row of ``documents``."""

    title: str | None = about("Title of the plan as printed", "計畫名稱")
    issuer: str | None = about("Issuing government or agency", "發布機關")
    doc_number: str | None = about("The plan's own document number", "本件文號")
    issued_date: dt.date | None = about("Day of issue", "發布日期")
    year: int | None = about("Plan year (CE) where the title names one", "計畫年度（西元）")
    year_roc: int | None = about("Plan year (ROC) as printed", "計畫年度（民國）")
    plan_start: dt.date | None = about("First day of the plan's period", "計畫期程起日")
    plan_end: dt.date | None = about("Last day of the plan's period, inclusive", "計畫期程迄日（含）")
    script: str = about("Hant (traditional) or Hans (simplified)", "正體或簡體", default="Hant")
    calendar: str = about("Calendar of bare years: roc or ce", "年份曆制", default="roc")


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered or unnumbered heading or item of the body outline. Its spans are those of label and title."""

    parent: int | None = about("Section above", "上層章節", refers="sections")
    level: int = about("Logical depth, 1 = outermost", "層級，1 為最外層", arrow="int16", default=1)
    label: str = about("Label as printed with its punctuation; empty without one", "編號（原樣）", default="")
    label_restored: str | None = about("The label that a converter lost, where evident", "還原之編號")
    number: int | None = about("Ordinal value of the label", "編號序數")
    style: str = about("Style of the label, such as 壹、 or (一)", "編號樣式", default="")
    kind: SectionKind = about("heading or item", "標題或條目", default=SectionKind.HEADING)
    role: str | None = about("What the section is about: basis, objective, measures …", "章節性質")
    title: str = about("Text after the label", "標題", default="")
    text: str = about(
        "The section's own text below its title, subsections and tables aside", "本節內文（不含下層與表格）", default=""
    )

    @property
    def evidence(self) -> str:
        return self.label + self.title


@dataclass(frozen=True, slots=True)
class ParagraphRecord:
    """A logical paragraph outside tables: wrapped lines joined. Every visible character outside tables stands in one."""

    section: int | None = about("Section it belongs to", "所屬章節", refers="sections")
    kind: str = about("title heading item paragraph header footer footnote caption", "段落性質", default="paragraph")
    text: str = about("Text", "內文", default="")

    @property
    def evidence(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the source. Its spans cover the cells' text."""

    section: int | None = about("Section it stands in", "所屬章節", refers="sections")
    caption: str | None = about("Caption", "表名")
    kind: TableKind = about("What kind of table it is", "表格性質", default=TableKind.OTHER)
    row_count: int = about("Rows, header rows included", "列數", default=0)
    column_count: int = about("Columns", "欄數", default=0)
    header_rows: int = about("Header rows", "表頭列數", default=0)
    unit: str | None = about("Unit that caption or header gives", "單位")
    pages: tuple[int, ...] = about("Pages it stands on", "所在頁", default=())


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell; a merged one once, with its extent."""

    table: int = about("Table", "所屬表格", refers="source_tables", default=0)
    row: int = about("Row from 0", "列（自 0）", default=0)
    column: int = about("Column from 0", "欄（自 0）", default=0)
    row_span: int = about("Rows covered", "合併列數", default=1)
    column_span: int = about("Columns covered", "合併欄數", default=1)
    is_header: bool = about("Whether it is a header cell", "是否表頭", default=False)
    role: str | None = about("Role of its column: strategy, measure, indicator, target:108 …", "欄位性質")
    text: str = about("Text", "內文", default="")

    @property
    def evidence(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Strategy:
    """A strategy, goal or approach that measures or indicators hang on."""

    parent: int | None = about("Strategy above", "上層策略", refers="strategies")
    label: str = about("Label as printed", "編號", default="")
    text: str = about("Text without the label", "內容", default="")
    section: int | None = about("Section", "所屬章節", refers="sections")
    table: int | None = about("Table", "所屬表格", refers="source_tables")
    row: int | None = about("Row of the table", "列")

    @property
    def evidence(self) -> str:
        return self.label + self.text


@dataclass(frozen=True, slots=True)
class Measure:
    """Something the plan says will be done."""

    strategy: int | None = about("Strategy it serves", "所屬策略", refers="strategies")
    label: str = about("Label as printed", "編號", default="")
    text: str = about("Text without the label", "內容", default="")
    section: int | None = about("Section", "所屬章節", refers="sections")
    table: int | None = about("Table", "所屬表格", refers="source_tables")
    row: int | None = about("Row of the table", "列")

    @property
    def evidence(self) -> str:
        return self.label + self.text


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted or looked at to tell success. Its spans are those of label and name."""

    measure: int | None = about("Measure it belongs to", "所屬措施", refers="measures")
    strategy: int | None = about("Strategy it belongs to", "所屬策略", refers="strategies")
    label: str = about("Label as printed", "編號", default="")
    name: str = about("Indicator as written", "指標", default="")
    definition: str | None = about("Standard or definition", "衡量標準")
    method: str | None = about("Method or formula", "評估方式")
    weight: float | None = about("Weight in per cent", "權重（%）")
    section: int | None = about("Section", "所屬章節", refers="sections")
    table: int | None = about("Table", "所屬表格", refers="source_tables")
    row: int | None = about("Row of the table", "列")

    @property
    def evidence(self) -> str:
        return self.label + self.name


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified commitment, or a target cell that gives none."""

    indicator: int | None = about("Indicator", "所屬指標", refers="indicators")
    measure: int | None = about("Measure", "所屬措施", refers="measures")
    section: int | None = about("Section", "所屬章節", refers="sections")
    table: int | None = about("Table", "所屬表格", refers="source_tables")
    row: int | None = about("Row of the table", "列")
    column: int | None = about("Column of the table", "欄")
    text: str = about("Words it was read from", "原文", default="")
    comparator: Comparator = about("eq ge le gt lt between about", "比較", default=Comparator.EQ)
    value: float | None = about("Value; 70% is 70 with unit %", "目標值")
    value_max: float | None = about("Upper value of a range", "上限值")
    unit: str | None = about("Unit as written", "單位")
    per: str | None = about(
        "Per what: 機關, month …; change for a rise or fall, total for a sum over the plan", "每單位"
    )
    year: int | None = about("Year (CE) it is for", "年度（西元）")
    status: TargetStatus = about("stated not-set qualitative unparsed", "狀態", default=TargetStatus.STATED)
    is_baseline: bool = about("Whether it is a baseline, not a target", "是否基期值", default=False)

    @property
    def evidence(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Period:
    """A date, range, deadline, recurrence or duration, in inclusive days."""

    text: str = about("Words it was read from", "原文", default="")
    kind: PeriodKind = about("instant range deadline recurring duration", "類別", default=PeriodKind.INSTANT)
    start: dt.date | None = about("First day", "起日")
    end: dt.date | None = about("Last day, inclusive", "迄日（含）")
    precision: Precision = about("day month quarter half year", "精度", default=Precision.DAY)
    calendar: CalendarKind = about("roc ce school fiscal", "曆制", default=CalendarKind.ROC)
    rrule: str | None = about("iCalendar RRULE of a recurrence (RFC 5545)", "週期規則")
    anchor: str | None = about("What a duration counts from: 核定後 of 核定後3個月內", "期間之起算點")
    inferred: bool = about("Whether a part (such as the year) was inferred", "是否推定", default=False)
    section: int | None = about("Section", "所屬章節", refers="sections")
    measure: int | None = about("Measure", "所屬措施", refers="measures")
    indicator: int | None = about("Indicator", "所屬指標", refers="indicators")
    table: int | None = about("Table", "所屬表格", refers="source_tables")
    row: int | None = about("Row of the table", "列")
    column: int | None = about("Column of the table", "欄")

    @property
    def evidence(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Assignment:
    """An agency and its part: a row of ``agencies``. Its spans are those of the name."""

    role: AgencyRole = about("lead support implementing …", "角色", default=AgencyRole.IMPLEMENTING)
    role_text: str | None = about("Words that give the role", "角色原文")
    name: str = about("Name as written", "機關（原文）", default="")
    agency: str | None = about("Name resolved: 本府人事處 → 嘉義市政府人事處", "機關（解析後）")
    section: int | None = about("Section", "所屬章節", refers="sections")
    measure: int | None = about("Measure", "所屬措施", refers="measures")
    indicator: int | None = about("Indicator", "所屬指標", refers="indicators")
    table: int | None = about("Table", "所屬表格", refers="source_tables")
    row: int | None = about("Row of the table", "列")
    column: int | None = about("Column of the table", "欄")

    @property
    def evidence(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Reference:
    """A law, plan, document number or meeting that the plan names."""

    kind: ReferenceKind = about("law plan document-number meeting", "類別", default=ReferenceKind.LAW)
    title: str | None = about("Title of a law or plan", "名稱")
    number: str | None = about("Document number, article or meeting number", "文號、條次或會次")
    issuer: str | None = about("Who issued it, where said", "發布機關")
    date: dt.date | None = about("Its date, where said beside it", "日期")
    text: str = about("Words it was read from", "原文", default="")
    section: int | None = about("Section", "所屬章節", refers="sections")

    @property
    def evidence(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money."""

    text: str = about("Words it was read from", "原文", default="")
    value: Decimal = about("Sum in units of the currency", "金額", arrow="decimal(20,2)", default=Decimal(0))
    currency: str = about("ISO 4217 code", "幣別", default="TWD")
    fiscal_year: int | None = about("Fiscal year (CE)", "會計年度（西元）")
    source: str | None = about("Source of funds as written", "經費來源")
    section: int | None = about("Section", "所屬章節", refers="sections")
    measure: int | None = about("Measure", "所屬措施", refers="measures")
    table: int | None = about("Table", "所屬表格", refers="source_tables")
    row: int | None = about("Row of the table", "列")
    column: int | None = about("Column of the table", "欄")

    @property
    def evidence(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Plan:
    """All that was recognised in one document, each tuple in reading order."""

    overview: Overview
    sections: tuple[Found[Section], ...] = ()
    paragraphs: tuple[Found[ParagraphRecord], ...] = ()
    source_tables: tuple[Found[SourceTable], ...] = ()
    cells: tuple[Found[TableCell], ...] = ()
    strategies: tuple[Found[Strategy], ...] = ()
    measures: tuple[Found[Measure], ...] = ()
    indicators: tuple[Found[Indicator], ...] = ()
    targets: tuple[Found[Target], ...] = ()
    periods: tuple[Found[Period], ...] = ()
    agencies: tuple[Found[Assignment], ...] = ()
    references: tuple[Found[Reference], ...] = ()
    amounts: tuple[Found[Amount], ...] = ()
    notes: tuple[Note, ...] = ()
