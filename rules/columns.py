"""The role of a table's column: from the words of its header, then from what its cells hold and what stands beside it.

The words are data (``lexicon/columns.toml``); here is only how they are compared and what the neighbours of a column say of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rules.header_guess import guessed_role
from rules.numeral import integer
from rules.passage import fold
from rules.person_name import is_person, is_post
from rules.words import any_of, lexicon, simplified, written

SAMPLE = 24  # cells of a column that are looked at
ENOUGH = 0.6  # share of them that must agree
_LONGEST = 60  # characters of a header that are looked at

_BRACKETED = re.compile(r"\([^()]{0,40}\)")
_REACHED = re.compile("(?<![0-9])[0-9]{1,3}%$")  # 完成時程100%
_ONE_BRACKETED = re.compile("\\((?![一二三四五六七八九十])([一-鿿])\\)")  # 主(協)辦
_JOINT = re.compile(r"以及|[及暨、/&或]|(?<![參参])[與与]")
_YEAR = re.compile(r"(?<![0-9])([0-9]{4}|[0-9]{2,3})(?:學年度?|学年度?|年度?)底?")
_CE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_CHINESE_YEAR = re.compile(r"(?<![一二三四五六七八九〇零百十])([一二三四五六七八九〇零百十]{2,5})(?:學年度?|年度?)底?")
_YEAR_RANGE = re.compile(r"[0-9]{2,4}年?度?[~\-至到][0-9]{2,4}年?")
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}|9[0-9]|1[0-9]{2}")
_MONTH = re.compile(
    r"[0-9]{1,2}月|[一二三四五六七八九十]{1,2}月|第?[一二三四1-4]季度?|q[1-4]|[上下]半年|[上中下]旬|[0-9]{1,2}"
)
_WEEKDAY = re.compile("(?:星期|禮拜|礼拜|週|周)[一二三四五六日天]")

_ORDINAL = re.compile(
    r"\(?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[壹貳贰參叁肆伍陸陆柒捌玖拾]{1,3}|[甲乙丙丁戊])\)?[、.]?"
)
_DATE = re.compile(
    r"[0-9]{1,4}年|[0-9]{1,2}月|[0-9]{1,2}/[0-9]{1,2}|(?:19|20)[0-9]{2}[./-][0-9]|(?:19|20)[0-9]{2}$|全年|[每常]年|每[月季週周]|第[一二三四1-4]季|年底|持續|持续|经常|經常|長期|长期"
)
_PERCENT = re.compile(r"[0-9]%")
_QUANTITY = re.compile(r"[≤≥<>]?[0-9][0-9,.]*")
_FIGURE = re.compile(r"[-+]?[0-9][0-9,.]*%?")
_WORD = re.compile("[^,。;:]{0,20}[一-鿿]{2}[^,。;:]{0,20}")
_CHANGE = re.compile("[增減减降升幅]|年均|累[計计]")
_LEVEL = re.compile(r"\(?[-+≥≤]?[0-9.,]*[0-9][千萬万億亿]?%?\)?|[-—–]{1,2}")
_MARK = re.compile(r"[〇●◎◯V✓✔√☑■□△▲★☆*v](?:\(.{0,12}\))?")
_SPLIT_NAMES = re.compile(r"[\s、,;/]+")


@dataclass(frozen=True, slots=True)
class Words:
    """A header lexicon: what is looked for inside a header, and what counts only as the whole of it."""

    inside: dict[str, str]
    whole: dict[str, str]
    longest: int


@cache
def words() -> Words:
    """The words of headers with their roles. Where the scripts differ in sense (任務分工, 任务分工), that of the word as written counts."""
    inside: dict[str, str] = {}
    whole: dict[str, str] = {}
    for entries in (lexicon("columns"), written("columns")):
        roles = {role: entry for role, entry in entries.items() if "words" in entry}
        inside |= {plain(word): role for role, entry in roles.items() for word in entry["words"]}
        whole |= {plain(word): role for role, entry in roles.items() for word in entry["whole"]}
    return Words(inside, whole | inside, max(map(len, inside)))


@lru_cache(maxsize=1024)  # the same headers and cells are compared by several looks at a table
def plain(text: str) -> str:
    """The text as headers are compared: folded, without white space, lower case.

    >>> plain("推 動　策  略（ＫＰＩ）")
    '推動策略(kpi)'
    """
    return "".join(fold(text).split()).lower()


def role_of_words(header: str) -> str | None:
    """The role that the words of one header cell name, None where they name none.

    >>> [role_of_words(h) for h in ("實施(參與)單位", "預定達成目標及完成期限", "預算（千元）", "指标说明", "獎品")]
    ['agency', 'target', 'budget', 'definition', None]
    """
    text = _ONE_BRACKETED.sub(r"\1", plain(header)[:_LONGEST])
    bare = _REACHED.sub("", _BRACKETED.sub("", text))
    for form in (text, text.replace("(", "").replace(")", ""), bare):
        if form in words().whole:
            return words().whole[form]
    return _first_part(bare) or _first_part(text)


def _first_part(text: str) -> str | None:
    """The role of the first member of 「甲及乙」 that has one; of 主辦及協辦單位 that of both."""
    roles = [role for role in map(_part_role, _JOINT.split(text)) if role is not None]
    if {"lead_agency", "support_agency"} <= {*roles}:
        return "agency"
    return roles[0] if roles else None


def _part_role(text: str) -> str | None:
    if text[-1:] in ("別", "别") and text[:-1] in words().whole:
        return words().whole.get(text, "item")  # 部門別: groups of what follows, not who does it
    return words().whole.get(text) or _number_role(text) or _actor_role(text) or _longest(text)


def _longest(text: str) -> str | None:
    """The role of the longest word in the text, or of the form that it ends in, where that is longer still."""
    word, form = _longest_word(text), form_role(text)
    found = text[word.start : word.end] if word else ""
    return form.role if form and form.end - form.start > len(found) else word.role if word else None


@dataclass(frozen=True, slots=True)
class _Named:
    """Words in a header that name a role, and where they stand."""

    role: str
    start: int
    end: int


def _longest_word(text: str) -> _Named | None:
    """The longest word in the text; of two as long, the later."""
    inside, longest = words().inside, words().longest
    for size in range(min(longest, len(text)), 1, -1):
        for start in range(len(text) - size, -1, -1):
            role = inside.get(text[start : start + size])
            if role is not None:
                return _Named(role, start, start + size)
    return None


@cache
def _forms() -> re.Pattern[str]:
    """A header's head noun at its end, and before it what the noun is of; a group for each form."""
    forms = lexicon("columns")["forms"]
    parts = (
        f"{_form_words(form['before'])}(?P<gap{i}>[^點点]{{0,2}}?){_form_words(form['heads'])}"
        for i, form in enumerate(forms)
    )
    return re.compile(rf"(?:{'|'.join(parts)})$")


def _form_words(of: Sequence[str]) -> str:
    return any_of(simplified(plain(word)) for word in of)


def form_role(text: str) -> _Named | None:
    """The role of a header by its head noun and what that is of; what stands between may be no word of another role.

    >>> [found.role if (found := form_role(h)) else None for h in ("預計完工日期", "策略績效目標", "抵換量計算原則", "年度預算項目", "課程內容")]
    ['deadline', 'strategy', 'method', None, None]
    """
    found = _forms().search(simplified(text))
    if found is None or found.lastgroup is None or _longest_word(found[found.lastgroup]):
        return None
    return _Named(
        lexicon("columns")["forms"][int(found.lastgroup.removeprefix("gap"))]["role"], found.start(), found.end()
    )


@cache
def _actor() -> re.Pattern[str]:
    """A header of agencies: the last word of a part, and the noun that it ends in."""
    known = lexicon("columns")["actors"]
    parts = "|".join(f"(?P<{role}>{any_of(map(plain, known[role]))})" for role in ("agency", "lead", "support"))
    return re.compile(rf"(?:{parts}).{{0,4}}?{any_of(known['nouns'])}(?:別|别|名稱|名称)?$")


def _actor_role(text: str) -> str | None:
    """The role of a header of agencies: by the first word of a part that it names.

    >>> [_actor_role(h) for h in ("協同辦理機關", "牵头责任部门", "業管課室", "主協辦局處", "計量單位")]
    ['support_agency', 'lead_agency', 'agency', 'agency', None]
    """
    found = _actor().search(text)
    return (
        {"agency": "agency", "lead": "lead_agency", "support": "support_agency"}[found.lastgroup or ""]
        if found
        else None
    )


@cache
def _number() -> re.Pattern[str]:
    """A header of numbers that are to come, or were there before."""
    known = lexicon("columns")["numbers"]
    sort = "|".join(f"(?P<{role}>{any_of(known[role])})" for role in ("target", "baseline"))
    return re.compile(rf"(?:{sort}).*{any_of(known['heads'])}$")


def _number_role(text: str) -> str | None:
    """The role of a header of numbers, by the first word that says when they hold.

    >>> [_number_role(h) for h in ("年度應完成數量", "既有據點數", "預計參與人次", "參加人數")]
    ['target', 'baseline', 'target', None]
    """
    found = _number().search(text)
    return found.lastgroup if found else None


# --- years ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Year:
    """A year as a header prints it (digits), and in the common era."""

    printed: str
    ce: int


def year_of(header: str) -> tuple[Year | None, str]:
    """The one year that a header names, and the header without it.

    >>> year_of("108年度目標值"), year_of("2025年"), year_of("108-111年目標")[0]
    ((Year(printed='108', ce=2019), '目標值'), (Year(printed='2025', ce=2025), ''), None)
    """
    text = plain(header)[:_LONGEST]
    if _YEAR_RANGE.search(text):
        return None, text
    match = _YEAR.search(text) or _CE_YEAR.search(text) or _CHINESE_YEAR.search(text)
    if match is None:
        return (_year(text), "") if _BARE_YEAR.fullmatch(text) else (None, text)
    value = integer(match.group(1))
    rest = _BRACKETED.sub(lambda m: "" if m.group() == "()" else m.group(), text[: match.start()] + text[match.end() :])
    return (_year(str(value)), rest) if value is not None else (None, text)


def _year(printed: str) -> Year | None:
    """The year that these digits write: two or three are ROC years."""
    value = int(printed)
    if 1900 <= value < 2200:
        return Year(printed, value)
    return Year(printed, value + 1911) if 30 <= value < 200 else None


def row_role(head: str) -> tuple[str | None, Year | None]:
    """The role and year that the head cell of a row gives in a table whose rows are what columns are elsewhere.

    >>> row_role("現況值（111學年度）"), row_role("負責處室")[0], row_role("甲案")[0]
    (('baseline', Year(printed='111', ce=2022)), 'agency', None)
    """
    year, rest = year_of(head)
    role = role_of_words(rest) if rest else "target" if year else None
    if role == "measure":
        role = "method"  # 實施方式, 執行內容: how that is done which the column is
    return (role if role in _ROW_ROLES else None), year


_ROW_ROLES = frozenset(
    "target baseline result weight score period deadline agency lead_agency support_agency budget note definition method".split()
)


# --- columns ----------------------------------------------------------------------------------------------------------


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
        ends_of_span,
        numbers_beside,
        money_by_rows,
        years_alone,
        parts_of_year,
        sums,
        marks_below_names,
        guess,
        groups,
        measures,
        aims,
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
    elif column.role is None and _WEEKDAY.fullmatch(column.header):
        column.role = "other"
    elif column.role is None and _MONTH.fullmatch(column.header):
        column.role = "period"


_MONEY = re.compile(r"\((?:新[臺台]幣|新[台臺]币|人民[币幣])?[十百千仟萬万億亿]*元\)$")


def final_role(column: Column) -> str:
    """The role as the result gives it: a target with the year that its header prints."""
    if column.role == "target" and column.year is not None:
        return f"target:{column.year.printed}"
    return column.role or "other"


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
    """What columns headed with nothing but a year hold: targets, money, results."""
    bare = [c for c in columns if c.year is not None and c.role is None]
    roles = {c.role for c in columns}
    role = "budget" if bare and _lists_funds(columns[0], roles) else _role_of_years(roles, caption)
    for column in bare:
        column.role = "period" if column.most(_MARK.fullmatch) else role
    if "indicator" in roles and role == "target" and len(bare) == 2:
        first, last = sorted(bare, key=lambda c: c.year.ce if c.year else 0)
        if first.year and last.year and last.year.ce - first.year.ce >= 3:
            first.role = "baseline"  # a five-year plan's table: 指标 | 2020年 | 2025年


def _lists_funds(first: Column, roles: set[str | None]) -> bool:
    """Whether the rows are kinds of money (經常門, 中央補助款, 自籌款), so that their years hold sums."""
    return not roles & {"target", "indicator", "baseline"} and first.most(lambda cell: role_of_words(cell) == "budget")


def parts_of_year(columns: Sequence[Column], caption: str) -> None:
    """What columns headed with a month or quarter hold where they hold figures, and the sum beside them."""
    parts = [c for c in columns if c.role == "period" and _MONTH.fullmatch(c.header) and c.most(_FIGURE.fullmatch)]
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


def money_by_rows(columns: Sequence[Column], caption: str) -> None:
    """Figures by year are money where the rows' names are its sources (中央補助款, 自籌款)."""
    if columns and columns[0].most(lambda cell: role_of_words(cell) == "budget"):
        for column in columns[1:]:
            if column.year is not None and column.role is None and column.most(_FIGURE.fullmatch):
                column.role = "budget"


def sums(columns: Sequence[Column], caption: str) -> None:
    """A sum beside columns of money is money."""
    for left, right in pairwise(columns):
        if left.role == "budget" and right.role is None and right.header in lexicon("tables")["rows"]["sums"]:
            right.role = "budget"


def _role_of_years(roles: set[str | None], caption: str) -> str:
    if any(word in caption for word in lexicon("tables")["kind"]["budget"]):
        return "budget"
    if ("budget" in roles or _MONEY.search(caption)) and not roles & {"target", "indicator", "baseline"}:
        return "budget"
    if roles & {"target", "indicator", "baseline"}:
        return "target"
    if "budget" in roles:
        return "budget"
    return "target" if roles & {"strategy", "measure"} else "result"


def marks_below_names(columns: Sequence[Column], caption: str) -> None:
    """Columns headed with an agency's name and holding marks: who takes part."""
    named = [c for c in columns if c.headers and (c.role is None or c.role == "agency") and c.most(_MARK.fullmatch)]
    for column in named:
        if is_agency(column.header):
            column.role = "support_agency" if re.search("支援|協|协", caption) else "agency"


def guess(columns: Sequence[Column], caption: str) -> None:
    """The role of a header that the lexicon does not know, or of which it knows only a common noun (監測項目), from its words."""
    for column in columns:
        if not column.headers or column.year is not None or is_agency(column.header):
            continue
        header = _BRACKETED.sub("", column.header)
        if column.role is None and not column.most(_MARK.fullmatch):
            column.role = guessed_role(header)
        elif column.role == "item" and header not in words().whole and is_common(header):
            column.role = guessed_role(header) or column.role


def is_common(header: str) -> bool:
    """Whether all that the lexicon knows of a header is its last word, one of two characters."""
    return (
        header[-2:] in words().inside
        and (word := _longest_word(header)) is not None
        and word.role == words().inside[header[-2:]]
        and not any(header[i:j] in words().inside for i in range(len(header)) for j in range(i + 3, len(header) + 1))
    )


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


def remarks(columns: Sequence[Column], caption: str) -> None:
    """「說明」 at the end of a table of money explains no indicator: it is a remark."""
    roles = {c.role for c in columns}
    last = columns[-1] if columns else None
    if last and last.role == "definition" and "budget" in roles and not roles & {"indicator", "target"}:
        last.role = "note"


def units_of_measure(columns: Sequence[Column], caption: str) -> None:
    """「單位」 beside indicators is what they are counted in."""
    if not {c.role for c in columns} & {"indicator", "target", "budget"}:
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
    if first is not None and first.role is None and any(c.role for c in columns) and _names_rows(first):
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
    if {c.role for c in columns} & {"measure", "indicator", "strategy", "target", "budget", "score", "weight", "no"}:
        return
    figures = [c for c in columns[1:] if c.role is None and c.most(_FIGURE.fullmatch)]
    if len(figures) > 1:
        for column in figures:
            column.role = "result"


@cache
def _agency_ends() -> tuple[str, ...]:
    return tuple(lexicon("tables")["agency"]["ends"])


def is_agency(text: str) -> bool:
    """Whether a short text ends as agencies' names do.

    >>> is_agency("內政部"), is_agency("電話訪問"), is_agency("人次")
    (True, False, False)
    """
    bare = _BRACKETED.sub("", text)
    return 2 <= len(bare) <= 24 and bare.endswith(_agency_ends())


def names_agencies(cell: str) -> bool:
    """Whether a cell holds names of agencies and nothing else."""
    parts = [part for part in _SPLIT_NAMES.split(cell) if part]
    return bool(parts) and len(cell) <= 120 and all(is_agency(part) for part in parts)


def is_year_or_part(header: str) -> bool:
    """Whether a header is a year, month, quarter or weekday and nothing else."""
    text = plain(header)
    year, rest = year_of(text)
    return (year is not None and not rest) or bool(_MONTH.fullmatch(text) or _WEEKDAY.fullmatch(text))
