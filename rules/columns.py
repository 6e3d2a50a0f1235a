"""The role of a table's column: from the words of its header, then from what its cells hold and what stands beside it.

How the words of a header are compared stands in ``header_words.py``; here is what the neighbours of a column say of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rules.header_guess import guessed_role
from rules.header_words import (
    BRACKETED,
    MONTH,
    WEEKDAY,
    YEAR_RANGE,
    Year,
    is_agency,
    is_common,
    is_year_or_part,
    names_agencies,
    plain,
    role_of_words,
    words,
    year_of,
)
from rules.person_name import is_person, is_post
from rules.words import any_of, lexicon

SAMPLE = 24  # cells of a column that are looked at
ENOUGH = 0.6  # share of them that must agree
_ORDINAL = re.compile(
    r"\(?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[壹貳贰參叁肆伍陸陆柒捌玖拾]{1,3}|[甲乙丙丁戊])\)?[、.]?"
)
_DATE = re.compile(
    r"[0-9]{1,4}年|[0-9]{1,2}月|[0-9]{1,2}/[0-9]{1,2}|(?:19|20)[0-9]{2}[./-][0-9]|(?<![0-9])(?:19|20)[0-9]{2}$|全年|[每常]年|每[月季週周]|第[一二三四1-4]季|年底|持續|持续|经常|經常|長期|长期"
)
_TIME = re.compile(rf"{_DATE.pattern}|[0-9一二三四五六七八九十]月|[週周]|學期|学期")
_PERCENT = re.compile(r"[0-9]%")
_QUANTITY = re.compile(r"(?<![a-z0-9])[0-9][0-9,]*(?![0-9,]*[、.)])")  # no label 1. nor a name with a number (SDG4)
_FIGURE = re.compile(r"[-+]?[0-9][0-9,.]*%?")
_WORD = re.compile("[^,。;:]{0,20}[一-鿿]{2}[^,。;:]{0,20}")
_YEAR = re.compile("(?:[0-9]{2,3}|(?:19|20)[0-9]{2})(?:學?年度?|学?年度?)?")
_CHANGE = re.compile("[增減减降升幅]|年均|累[計计]")
_LEVEL = re.compile(r"\(?[-+≥≤]?[0-9.,]*[0-9][千萬万億亿]?%?\)?|[-—–]{1,2}")
_MARK = re.compile(r"(?:[〇●◎◯V✓✔√☑■□△▲★☆*vx✕╳█▓▒░▉◆◇▇▬━─→↔⟶]{1,40}|[-=—]{2,40}>?)(?:\(.{0,12}\))?")


@dataclass(slots=True)
class Column:
    """A column while it is being read: its header cells from top to bottom, a sample of its cells as compared, its role once known.

    ``group`` is the first column of the lowest merged header cell that it stands under.
    """

    headers: tuple[str, ...]
    cells: tuple[str, ...]
    group: int
    role: str | None = None
    year: Year | None = None

    @property
    def header(self) -> str:
        """The nearest header cell above the cells, as compared."""
        return plain(self.headers[-1]) if self.headers else ""

    def most(self, test: Callable[[str], object]) -> bool:
        """Whether most of the sampled cells pass a test."""
        return bool(self.cells) and sum(bool(test(cell)) for cell in self.cells) >= ENOUGH * len(self.cells)


def read_columns(columns: Sequence[Column], caption: str) -> None:
    """Gives every column its role; ``other`` where nothing tells."""
    for column in columns:
        read_header(column)
    for step in (
        figures_below,
        parts_of_whole,
        ends_of_span,
        numbers_beside,
        money_by_rows,
        years_alone,
        parts_of_year,
        charted,
        spans_ahead,
        sums,
        sums_by_unit,
        names_of_investments,
        marks_below_names,
        progress,
        guess,
        groups,
        counted_tasks,
        measures,
        aims,
        points,
        contents,
        priced,
        remarks,
        units_of_measure,
        evidence,
    ):
        step(columns, caption)
    for column in columns:
        column.role = final_role(column)


def read_header(column: Column) -> None:
    """The role and year of a column from its header cells, the lowest that names one first."""
    for text in reversed(column.headers):
        year, rest = year_of(text)
        column.year = column.year or year
        column.role = column.role or (role_of_words(rest) if rest else None)
    if column.role is None and _MONEY.search(column.header):
        column.role = "budget"
    elif column.role is None and WEEKDAY.fullmatch(column.header):
        column.role = "other"
    elif column.role is None and MONTH.fullmatch(year_of(column.header)[1] if column.year else column.header):
        column.role = "period"


_MONEY = re.compile(r"\((?:新[臺台]幣|新[台臺]币|人民[币幣])?[十百千仟萬万億亿]*元\)$")


def final_role(column: Column) -> str:
    """The role as the result gives it: a target with the year that its header prints."""
    if column.role == "target" and column.year is not None:
        return f"target:{column.year.printed}"
    return column.role or "other"


def figures_below(columns: Sequence[Column], caption: str) -> None:
    """Figures under a merged header that names a number are such numbers, whatever they are of (評分比例: 內容與結構, 邏輯)."""
    for column in columns:
        if len(column.headers) > 1 and column.role in _WORDED and column.most(_FIGURE.fullmatch):
            above = [role_of_words(year_of(text)[1]) for text in column.headers[:-1]]
            column.role = next((role for role in reversed(above) if role in _NUMERIC), column.role)


_WORDED = ("measure", "strategy", "approach", "item", "definition", "method", "indicator")


def parts_of_whole(columns: Sequence[Column], caption: str) -> None:
    """「部門」 before a column of agencies, and holding none itself (能源, 運輸), is what the rows are about."""
    first = next((c for c in columns if c.role != "no"), None)
    if first is None or first.role != "agency" or first.header not in ("部門", "部门", "單位", "单位"):
        return
    others = any(c.role in ("agency", "lead_agency", "support_agency") for c in columns if c is not first)
    if others and first.cells and not any(map(names_agencies, first.cells)):
        first.role = "item"


def ends_of_span(columns: Sequence[Column], caption: str) -> None:
    """Two columns 起 and 迄 under one header are a period, though it be headed 期限."""
    for left, right in pairwise(columns):
        if left.header.startswith(("起", "自", "開始", "开始")) and right.header.startswith(_ENDS):
            left.role = right.role = "period"


_ENDS = ("迄", "訖", "讫", "止", "至", "結束", "结束")


def numbers_beside(columns: Sequence[Column], caption: str) -> None:
    """Of two columns under one header, that with ordinals only is the number of the other (一 | 調整組織…)."""
    for left, right in pairwise(columns):
        same = left.headers == right.headers or not left.headers or not left.header
        if same and left.most(_ORDINAL.fullmatch) and not right.most(_ORDINAL.fullmatch) and left.role not in _NUMERIC:
            left.role = "no"


_NUMERIC = ("target", "budget", "score", "weight", "result", "baseline", "period")


def years_alone(columns: Sequence[Column], caption: str) -> None:
    """What columns headed with nothing but a year, or years (115至116年), hold: targets, money, results."""
    bare = [c for c in columns if c.role is None and (c.year is not None or YEAR_RANGE.fullmatch(c.header))]
    roles = {c.role for c in columns}
    role = "budget" if bare and _lists_funds(columns[0], roles) else _role_of_years(roles, caption)
    for column in bare:
        worded = role == "result" and column.most(_WORD.fullmatch)  # what shall be done in that year
        column.role = "period" if column.most(_MARK.fullmatch) else "target" if worded else role
    if "indicator" in roles and role == "target" and len(bare) == 2:
        first, last = sorted(bare, key=lambda c: c.year.ce if c.year else 0)
        if first.year and last.year and last.year.ce - first.year.ce >= 3:
            first.role = "baseline"  # a five-year plan's table: 指标 | 2020年 | 2025年


def history(columns: Sequence[Column], begin: int | None) -> None:
    """Of columns headed with nothing but a year, that before the plan's first is the baseline of the others."""
    goals = [c for c in columns if c.role and c.role.startswith("target:") and c.year is not None and begin]
    bare = [c for c in goals if is_year_or_part(c.header)]
    for column in bare if any(c.year and begin and c.year.ce >= begin for c in goals) else ():
        if column.year and begin and column.year.ce < begin:
            column.role = "baseline"


def _lists_funds(first: Column, roles: set[str | None]) -> bool:
    """Whether the rows are kinds of money (經常門, 中央補助款, 自籌款), so that their years hold sums."""
    return not roles & {"target", "indicator", "baseline"} and first.most(lambda cell: role_of_words(cell) == "budget")


def parts_of_year(columns: Sequence[Column], caption: str) -> None:
    """What columns headed with a month or quarter hold where they hold figures, and the sum beside them."""
    parts = [c for c in columns if c.role == "period" and MONTH.fullmatch(c.header) and c.most(_FIGURE.fullmatch)]
    roles = {c.role for c in columns}
    counted = roles & {"indicator", "target", "budget"} or _MONEY.search(caption)
    if len(parts) < 2 or not counted:
        return
    role = _role_of_years(roles, caption)
    for column in parts:
        column.role = role
    for left, right in pairwise(columns):
        if left in parts and right.role is None and right.header in lexicon("tables")["rows"]["year_sums"]:
            right.role = role


def charted(columns: Sequence[Column], caption: str) -> None:
    """What stands before months is done in them, though the corner names both (時間／工作項目)."""
    first = next((c for c in columns if c.role != "no"), None)
    months = [c for c in columns if c.role == "period" and MONTH.fullmatch(c.header) and c is not first]
    if first and first.role == "period" and len(months) > 2 and not first.most(_TIME.search):
        first.role = "measure"


def spans_ahead(columns: Sequence[Column], caption: str) -> None:
    """Figures under 短期, 中期 and 長期 beside indicators are targets."""
    if not {c.role for c in columns} & {"indicator", "target"}:
        return
    for column in columns:
        ahead = column.header.startswith(tuple(lexicon("columns")["context"]["spans"]))
        if ahead and column.role in (None, "period") and column.most(_QUANTITY.search):
            column.role = "target"


def money_by_rows(columns: Sequence[Column], caption: str) -> None:
    """Figures by year are money where the rows' names are its sources (中央補助款, 自籌款)."""
    if columns and columns[0].most(lambda cell: role_of_words(cell) == "budget"):
        for column in columns[1:]:
            if column.year is not None and column.role is None and column.most(_FIGURE.fullmatch):
                column.role = "budget"


def sums(columns: Sequence[Column], caption: str) -> None:
    """A sum beside columns of money is money, one beside the targets of years a target."""
    for left, right in pairwise(columns):
        for one, other in ((left, right), (right, left)):
            counted = one.role == "budget" or (one.role == "target" and one.year is not None)
            if counted and other.role is None and other.header in lexicon("tables")["rows"]["sums"]:
                other.role = one.role


def sums_by_unit(columns: Sequence[Column], caption: str) -> None:
    """Figures beside sums are sums where all of the table is counted in money: 总投资 | 上级补助 | 社会资本 under （单位：万元）."""
    roles = {c.role for c in columns}
    if "budget" not in roles or roles & {"target", "indicator", "baseline"} or not _MONEY.search(caption):
        return
    for column in columns[1:]:
        if column.role is None and not column.header.endswith(")") and column.most(_FIGURE.fullmatch):
            column.role = "budget"


def names_of_investments(columns: Sequence[Column], caption: str) -> None:
    """项目名称 beside 总投资 names what is built and is no deed."""
    invested = any("投资" in c.header or "投資" in c.header for c in columns if c.role == "budget")
    for column in columns if invested else ():
        if column.role == "measure" and column.header.endswith(("名称", "名稱")):
            column.role = "item"


def _role_of_years(roles: set[str | None], caption: str) -> str:
    if any(word in caption for word in lexicon("tables")["kind"]["budget"]):
        return "budget"
    if ("budget" in roles or _MONEY.search(caption)) and not roles & {"target", "indicator", "baseline"}:
        return "budget"
    if roles & {"target", "indicator", "baseline"}:
        return "target"
    if "budget" in roles:
        return "budget"
    if roles & {"strategy", "measure"}:
        return "target"
    goals = any(w in caption for w in lexicon("columns")["context"]["goals"])
    return "target" if goals and not any(w in caption for w in lexicon("tables")["past"]["words"]) else "result"


def marks_below_names(columns: Sequence[Column], caption: str) -> None:
    """Columns headed with an agency's name and holding marks: who takes part."""
    named = [c for c in columns if c.headers and (c.role is None or c.role == "agency") and c.most(_MARK.fullmatch)]
    for column in named:
        if is_agency(column.header):
            column.role = "support_agency" if re.search("支援|協|协", caption) else "agency"


def progress(columns: Sequence[Column], caption: str) -> None:
    """「預定進度」 is a time where times stand below it, and else the share that shall be done by then."""
    for column in columns:
        headed = column.role in ("period", "other") and _PROGRESS.search(column.header)
        if headed and column.most(_FIGURE.fullmatch):
            column.role = "target"
            for other in columns:  # 里程碑 | 預定進度: what is reached then
                other.role = "item" if other.role == "target" and not other.most(_QUANTITY.search) else other.role


_PROGRESS = re.compile("[進进]度")


def guess(columns: Sequence[Column], caption: str) -> None:
    """The role of a header that the lexicon does not know, or of which it knows only a common noun (監測項目), from its words."""
    for column in columns:
        if not column.headers or column.year is not None or is_agency(column.header):
            continue
        header = BRACKETED.sub("", column.header)
        if column.role is None and not column.most(_MARK.fullmatch):
            column.role = guessed_role(header)
        elif column.role == "item" and header not in words().whole and is_common(header):
            column.role = guessed_role(header) or column.role


def groups(columns: Sequence[Column], caption: str) -> None:
    """Of two columns of measures or ways under one merged header, the first names the group of the second."""
    for left, right in pairwise(columns):
        if left.headers and left.headers == right.headers and left.group == right.group:
            if left.role == right.role and left.role in ("measure", "method"):
                left.role, right.role = "item", "measure"
            elif left.role == right.role == "strategy":
                right.role = "approach"


def measures(columns: Sequence[Column], caption: str) -> None:
    """Of several columns headed as measures one holds them: what stands before is what they serve, a way after it a method."""
    found = [c for c in columns if c.role == "measure"]
    context = lexicon("columns")["context"]
    inner: Column | None = None
    while len(found) > 1:
        left, right = found[-2:]
        if left.headers == right.headers:
            break
        if right.header.endswith(tuple(context["ways"])):
            right.role = "method"
            found.pop()
            continue
        if any(word in right.header for word in context["aims"]) and right.most(_QUANTITY.search):
            right.role = "target"
            found.pop()
            continue
        task = any(word in left.header for word in context["tasks"])
        if task and inner is not None:
            left.role, inner.role = "strategy", "approach"  # 工作計畫名稱 | 重要計畫項目 | 實施內容
        else:
            left.role = _above("strategy" in {c.role for c in columns}) if task else "item"
            inner = left if left.role == "strategy" else None
        found.remove(left)


def _above(has_strategy: bool) -> str:
    return "approach" if has_strategy else "strategy"


def counted_tasks(columns: Sequence[Column], caption: str) -> None:
    """Figures below a task that is counted in something are how much of it shall be done: 打捆离田任务（亩）, 新建面积（亩） in a 任务分解表."""
    planned = _planned().search(caption)
    for column in columns:
        task = column.role == "measure" and _COUNTED.search(column.header)
        made = planned and column.role in (None, "other") and _made().match(column.header)
        part = planned and column.role in _PARTS and any(_TASK.search(plain(text)) for text in column.headers[:-1])
        if (task or made or part) and column.most(_FIGURE.fullmatch):
            column.role = "target"


_PARTS = (None, "other", "item", "measure")
_TASK = re.compile("(?:任[務务]|目[標标])(?:\\([^()]{1,8}\\))?$")  # 建设任务 over 新建 and 改造提升
_COUNTED = re.compile(r"(?:任務|任务|計畫|计划)\([^()]{1,8}\)$")


@cache
def _planned() -> re.Pattern[str]:
    """What the caption of a table says that divides a task."""
    return re.compile(any_of(lexicon("columns")["context"]["divided"]))


@cache
def _made() -> re.Pattern[str]:
    """What shall be made and how it is measured: 新建面积, 改造户数（户）."""
    verbs, measures = lexicon("targets")["cue"]["delivery"], lexicon("columns")["context"]["measured"]
    return re.compile(rf"{any_of(verbs)}[^()]{{0,6}}{any_of(measures)}(?:\([^()]{{1,8}}\))?$")


def aims(columns: Sequence[Column], caption: str) -> None:
    """A target in words before measures or indicators is a strategy (目標 | 策略 | 具體作法)."""
    endings = tuple(lexicon("columns")["context"]["aims"])
    for index, column in enumerate(columns):
        if column.role != "target" or column.year is not None or not column.header.endswith(endings):
            continue
        served = any(c.role in ("strategy", "measure", "indicator", "target") for c in columns[index + 1 :])
        if (
            served
            and not any(c.role in ("measure", "indicator") for c in columns[:index])
            and not column.most(_QUANTITY.search)
        ):
            column.role = "strategy"
    first = next((c for c in columns if c.role != "no"), None)
    dated = [c for c in columns if c.role == "target" and c.year is not None]
    if first and first.role == "target" and first not in dated and len(dated) > 1 and not first.most(_FIGURE.fullmatch):
        first.role = "indicator"  # 預期成果 | 單位 | 111年 | 112年


def points(columns: Sequence[Column], caption: str) -> None:
    """What is looked at in each item that is judged explains it, where nothing else does (審查項目 | 審查重點 | 配分)."""
    if any(c.role == "definition" for c in columns):
        return
    judged = [c for c in columns if c.role == "indicator"]
    looked_at = tuple(lexicon("columns")["context"]["points"])
    if len(judged) == 2 and judged[0].header.endswith(_JUDGED) and judged[1].header.endswith(looked_at):
        judged[1].role = "definition"


_JUDGED = ("項目", "项目", "指標", "指标", "面向")


def contents(columns: Sequence[Column], caption: str) -> None:
    """「內容」 beside nothing but 「項目」 says what the items of a plan are (計畫目標, 補助對象), and is no measure."""
    if [c.role for c in columns if c.role != "no"] == ["item", "measure"] and columns[-1].header in ("內容", "内容"):
        columns[-1].role = "definition"


def priced(columns: Sequence[Column], caption: str) -> None:
    """What stands before several columns of money, and is headed as a plan, work or source of funds, is what they are paid for or from."""
    roles = [c.role for c in columns if c.role != "no"]
    if roles.count("budget") < 2 or not {*roles} <= {"measure", "budget", "weight", "note", "other", "result", None}:
        return
    first = next(c for c in columns if c.role != "no")
    if first.role == "measure" or (first.role == "budget" and not first.most(_FIGURE.search)):
        first.role = "item"


def remarks(columns: Sequence[Column], caption: str) -> None:
    """「說明」 at the end of a table of money, or behind 是 | 否, explains no indicator: it is a remark."""
    roles = {c.role for c in columns}
    last = columns[-1] if columns else None
    if not last or last.role != "definition":
        return
    if ticked(columns) or ("budget" in roles and not roles & {"indicator", "target"}):
        last.role = "note"


def ticked(columns: Sequence[Column]) -> bool:
    """Whether two columns or more are there to be ticked: 是 | 否, 符合 | 不符合."""
    return sum(column.header in lexicon("tables")["form"]["ticks"] for column in columns) > 1


def units_of_measure(columns: Sequence[Column], caption: str) -> None:
    """「單位」 beside indicators, or beside amounts (數量) and makes, is what they are counted in."""
    amounts = any(c.header.startswith(tuple(lexicon("tables")["goods"]["words"])) for c in columns)
    if not amounts and not {c.role for c in columns} & {"indicator", "target", "budget"}:
        return
    for column in columns:
        unit = column.header in ("單位", "单位") and not column.most(names_agencies)
        if column.role == "agency" and unit and column.most(lambda cell: len(cell) <= 6):
            column.role = "other"


def evidence(columns: Sequence[Column], caption: str) -> None:
    """The role of a column whose header says nothing, from its cells."""
    roles = {c.role for c in columns}
    for index, column in enumerate(columns):
        if column.role is None and column.cells:
            column.role = _by_cells(column, roles, index)
    _results(columns)
    first = next((c for c in columns if c.role != "no"), None)
    if first is not None and first.role in (None, "other") and any(c.role for c in columns) and _names_rows(first):
        first.role = "item"


def _names_rows(column: Column) -> bool:
    """Whether the first column names its rows: its corner is empty, or its cells are different words (賽事, 路段)."""
    return not column.header or (len({*column.cells}) > 1 and column.most(_WORD.fullmatch))


def _by_cells(column: Column, roles: set[str | None], index: int) -> str | None:
    """What most cells of a column are; None where no kind has most."""
    if index == 0 and column.most(_ORDINAL.fullmatch):
        return "no"
    if column.most(lambda t: len(t) <= 30 and _DATE.search(t)):
        return "period"
    if column.most(names_agencies):
        return "agency"
    if "indicator" in roles and (column.most(_PERCENT.search) or ("target" in roles and _is_change(column))):
        return "target"
    if column.most(is_person) and len(column.cells) > 1:
        return "name"
    return "job_title" if column.most(is_post) and len(column.cells) > 1 else None


def _is_change(column: Column) -> bool:
    """Whether a column of figures is headed as a rise, a fall or a sum over the years: 年均增速〔累计〕, 五年降幅."""
    return _CHANGE.search(column.header) is not None and column.most(_LEVEL.fullmatch)


def _results(columns: Sequence[Column]) -> None:
    """Figures by place or group, in a table with neither plan nor goal: what was measured."""
    roles = {c.role for c in columns}
    if roles & {"measure", "indicator", "strategy", "target", "score", "weight", "no"}:
        return
    by_years = bool(columns) and columns[0].role == "period" and columns[0].most(_YEAR.fullmatch)
    known = (None, "other") if by_years else (None,)
    figures = [c for c in columns[1:] if c.role in known and c.most(_FIGURE.fullmatch)]
    if len(figures) > 1 and (by_years or "budget" not in roles):
        for column in figures:
            column.role = "result"
