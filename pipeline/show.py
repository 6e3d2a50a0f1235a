"""``govplan show``: one file as a person reads it, or all its rows as JSON."""

from __future__ import annotations

import datetime as dt
import json
import logging
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text
from rich.tree import Tree

from extractors import extract
from extractors.document import Document, Note, Severity
from extractors.errors import Unreadable
from pipeline.redact import without_names
from pipeline.sources import look
from pipeline.tables import read_rows
from rules.plan import Comparator, Found, Indicator, Measure, Period, Plan, Strategy, Target
from rules.recognise import recognise

T = TypeVar("T")
log = logging.getLogger(__name__)
LABEL, DIM, ROLE, VALUE, LOST = "bold cyan", "dim", "magenta", "green", "bold yellow"


def run(
    path: Path,
    console: Console,
    errors: Console,
    *,
    as_json: bool = False,
    ocr: bool = False,
    redact_names: bool = False,
) -> int:
    """Prints what is read in a file. The exit code: 0 read, 1 not readable."""
    item = look(path)
    try:
        if item.refused is not None:
            raise item.refused
        document = extract(path, item.uri, ocr=ocr)
    except (Unreadable, OSError) as error:
        log.debug("%s", path, exc_info=True)
        reason = f"{error.code}: {error.message}" if isinstance(error, Unreadable) else error.strerror
        errors.print(Text(f"govplan: {item.uri} cannot be read 無法讀取: {reason}"), soft_wrap=True)
        return 1
    plan = recognise(document)
    if redact_names:
        document, plan = without_names(document, plan)
    if as_json:
        console.file.write(to_json(document, plan))
    else:
        show(document, plan, console)
    return 0


# --- JSON -------------------------------------------------------------------------------------------------------------


def to_json(document: Document, plan: Plan) -> str:
    """The rows that the file gives in each table, with the ids and names of the tables; days are ISO 8601."""
    return json.dumps(read_rows(document, plan), ensure_ascii=False, indent=1, default=as_text) + "\n"


def as_text(value: Any) -> str:
    """Days as ISO 8601, sums of money as exact digits."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"no JSON for {type(value).__name__}")


# --- for people -------------------------------------------------------------------------------------------------------


def show(document: Document, plan: Plan, console: Console) -> None:
    """Prints header, outline, tables, items, facts and diagnostics; what is empty is left out."""
    console.print(header(document, plan))
    heading(console, "Outline 章節", plan.sections)
    if plan.sections:
        console.print(outline_tree(plan))
    heading(console, "Tables 表格", plan.source_tables)
    for number in range(len(plan.source_tables)):
        console.print(table_title(plan, number))
        console.print(Padding(table_grid(plan, number), (0, 0, 1, 0)))
    trees = item_trees(plan)
    heading(console, "Strategies, measures, indicators, targets 策略、措施、指標、目標", trees)
    for tree in trees:
        console.print(tree)
    for title, rows, columns in fact_grids(plan):
        heading(console, title, rows)
        if rows:
            console.print(fact_grid(rows, columns))
    heading(console, "Diagnostics 診斷", plan.notes)
    for note in plan.notes:
        console.print(note_line(note))


def heading(console: Console, title: str, things: Sequence[object]) -> None:
    """A section's title with its count, where there is anything."""
    if things:
        console.print(line("\n", (title, "bold underline"), (f"  {len(things)}", DIM)))


def clean(text: str | None) -> str:
    """Text for one line of a terminal: white space as blanks, control characters gone.

    >>> clean("一、\\t依據\\x1b[31m")
    '一、 依據[31m'
    """
    return "".join(c for c in " ".join((text or "").split()) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def line(*parts: str | tuple[str, str]) -> Text:
    """Text of styled parts; nothing in them is markup."""
    return Text.assemble(*parts)


def header(document: Document, plan: Plan) -> Text:
    """Title, issuer, period, and what the file is."""
    about = plan.overview
    days = f"{about.plan_start or '…'} – {about.plan_end or '…'}" if about.plan_start or about.plan_end else "—"
    shown = [
        ("issuer 機關", clean(about.issuer) or "—"),
        ("period 期程", days),
        ("year 年度", f"{about.year or '—'}" + (f"（民國 {about.year_roc} 年）" if about.year_roc else "")),
        ("number 文號", clean(about.doc_number) or "—"),
        ("file 檔案", f"{clean(document.source)}  {document.meta.format}, {len(document.text):,} characters"),
        ("id", document.id),
    ]
    text = line((clean(about.title) or "(no title found 未見計畫名稱)", "bold"))
    for name, value in shown:
        text.append_text(line("\n", (f"{name}  ", DIM), value))
    return text


def outline_tree(plan: Plan) -> Tree:
    """The sections as a tree; labels that the source had lost stand in 〔〕."""
    tree = Tree(line((clean(plan.overview.title) or "—", "bold")), guide_style=DIM)
    nodes: list[Tree] = []
    for found in plan.sections:
        section = found.value
        parent = tree if section.parent is None else nodes[section.parent]
        parts: list[str | tuple[str, str]] = [(clean(section.label), LABEL)]
        if section.label_restored:
            parts.append((f"〔{clean(section.label_restored)}〕", LOST))
        parts.append(clean(section.title))
        if section.role:
            parts.append((f"  {section.role}", ROLE))
        nodes.append(parent.add(line(*parts)))
    return tree


def table_title(plan: Plan, number: int) -> Text:
    """A table's caption, kind and size."""
    table = plan.source_tables[number].value
    parts: list[str | tuple[str, str]] = [(clean(table.caption) or f"table {number}", "bold")]
    parts.append((f"  {table.kind.value}", ROLE))
    parts.append((f"  {table.row_count} × {table.column_count}", DIM))
    if table.unit:
        parts.append((f"  單位 {clean(table.unit)}", DIM))
    return line(*parts)


def table_grid(plan: Plan, number: int) -> Grid:
    """A table's cells under the roles of its columns; a merged cell's text stands at its upper left place."""
    table = plan.source_tables[number].value
    cells = [found.value for found in plan.cells if found.value.table == number]
    roles = {c.column: c.role for c in cells if c.role and c.column_span == 1}
    grid = Grid(show_lines=True, border_style=DIM)
    for column in range(table.column_count):
        grid.add_column(line((roles.get(column) or "—", ROLE)), overflow="fold")
    at = {(c.row, c.column): c for c in cells}
    for row in range(table.row_count):
        shown = [at.get((row, column)) for column in range(table.column_count)]
        grid.add_row(*(line((clean(c.text), "bold" if c.is_header else "")) if c else Text() for c in shown))
    return grid


# --- strategies, measures, indicators, targets ------------------------------------------------------------------------

Key = tuple[str, int]  # table and ordinal


def item_trees(plan: Plan) -> list[Tree]:
    """What hangs on nothing (a strategy, a measure without strategy …), each with all that hangs on it."""
    lines: dict[Key, tuple[Text, Key | None]] = {}
    for number, strategy in enumerate(plan.strategies):
        lines["strategies", number] = strategy_line(strategy.value)
    for number, measure in enumerate(plan.measures):
        lines["measures", number] = measure_line(measure.value)
    for number, indicator in enumerate(plan.indicators):
        lines["indicators", number] = indicator_line(indicator.value)
    for number, target in enumerate(plan.targets):
        lines["targets", number] = target_line(target.value)
    trees = {key: Tree(text, guide_style=DIM) for key, (text, _) in lines.items()}
    for key, (_, owner) in lines.items():
        if owner is not None:
            trees[owner].children.append(trees[key])
    return [trees[key] for key, (_, owner) in lines.items() if owner is None]


def owner_of(*candidates: tuple[str, int | None]) -> Key | None:
    """The first of the candidates that is there."""
    return next(((table, ordinal) for table, ordinal in candidates if ordinal is not None), None)


def strategy_line(strategy: Strategy) -> tuple[Text, Key | None]:
    text = line(("strategy 策略 ", DIM), (clean(strategy.label), LABEL), (clean(strategy.text), "bold"))
    return text, owner_of(("strategies", strategy.parent))


def measure_line(measure: Measure) -> tuple[Text, Key | None]:
    text = line(("measure 措施 ", DIM), (clean(measure.label), LABEL), clean(measure.text))
    return text, owner_of(("strategies", measure.strategy))


def indicator_line(indicator: Indicator) -> tuple[Text, Key | None]:
    text = line(("indicator 指標 ", DIM), (clean(indicator.label), LABEL), clean(indicator.name))
    if indicator.weight is not None:
        text.append(f"  {indicator.weight:g}%", DIM)
    return text, owner_of(("measures", indicator.measure), ("strategies", indicator.strategy))


def target_line(target: Target) -> tuple[Text, Key | None]:
    kind = "baseline 基期" if target.is_baseline else "target 目標"
    text = line((f"{kind} ", DIM), f"{target.year}  " if target.year else "", (reading(target), VALUE))
    text.append(f"  {clean(target.text)}", DIM)
    return text, owner_of(("indicators", target.indicator), ("measures", target.measure))


def reading(target: Target) -> str:
    """What was read of a target.

    >>> from rules.plan import TargetStatus
    >>> reading(Target(value=5.0, unit="場次", comparator=Comparator.GE)), reading(Target(status=TargetStatus.NOT_SET))
    ('≥ 5 場次', 'not-set')
    """
    if target.value is None:
        return target.status.value
    upper = f"–{target.value_max:,g}" if target.value_max is not None else ""
    per = f" / {clean(target.per)}" if target.per else ""
    return f"{SIGNS[target.comparator]}{target.value:,.15g}{upper} {clean(target.unit)}".rstrip() + per


SIGNS = {
    Comparator.EQ: "",
    Comparator.GE: "≥ ",
    Comparator.LE: "≤ ",
    Comparator.GT: "> ",
    Comparator.LT: "< ",
    Comparator.BETWEEN: "",
    Comparator.ABOUT: "≈ ",
}


# --- dates, agencies, references, amounts -----------------------------------------------------------------------------


def fact_grids(plan: Plan) -> Iterator[tuple[str, Sequence[Sequence[str]], Sequence[str]]]:
    """A title, the rows and the column heads of each list of facts."""
    periods = [
        (
            p.text,
            days(p),
            p.kind.value,
            p.calendar.value + (", inferred 推定" if p.inferred else ""),
            p.rrule or p.anchor or "",
        )
        for p in values(plan.periods)
    ]
    yield "Dates 日期", periods, ("text 原文", "days 起迄", "kind 類別", "calendar 曆制", "recurs 週期")
    agencies = [(a.name, a.agency or "", a.role.value, a.role_text or "") for a in values(plan.agencies)]
    yield "Agencies 機關", agencies, ("name 原文", "agency 機關", "role 角色", "as written 角色原文")
    references = [
        (r.text, r.kind.value, r.title or "", r.number or "", str(r.date or "")) for r in values(plan.references)
    ]
    yield "References 依據與引用", references, ("text 原文", "kind 類別", "title 名稱", "number 文號", "date 日期")
    amounts = [
        (a.text, f"{a.value:,f} {a.currency}", str(a.fiscal_year or ""), a.source or "") for a in values(plan.amounts)
    ]
    yield "Amounts 金額", amounts, ("text 原文", "value 金額", "fiscal year 年度", "source 來源")


def values(facts: Iterable[Found[T]]) -> list[T]:
    """What was found, without where."""
    return [found.value for found in facts]


def days(period: Period) -> str:
    """The first and last day as ISO 8601; an open end as ….

    >>> days(Period(end=dt.date(2015, 3, 31)))
    '… – 2015-03-31'
    """
    if period.start is None and period.end is None:
        return "—"
    if period.start == period.end:
        return str(period.start)
    return f"{period.start or '…'} – {period.end or '…'}"


def fact_grid(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Grid:
    """A list of facts; columns without any value are left out."""
    grid = Grid(box=SIMPLE_HEAD, border_style=DIM, pad_edge=False)
    used = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    for at in used:
        grid.add_column(line((columns[at], DIM)), style=VALUE if at == 1 else "", overflow="fold")
    for row in rows:
        grid.add_row(*(line(clean(row[at])) for at in used))
    return grid


def note_line(note: Note) -> Text:
    """A diagnostic with its place."""
    style = {Severity.INFO: DIM, Severity.WARNING: "yellow", Severity.ERROR: "bold red"}[note.severity]
    place = "".join(f"  {s.start}..{s.end}" for s in note.spans[:3])
    return line((f"{note.severity.value} {clean(note.code)}", style), f"  {clean(note.message)}", (place, DIM))
