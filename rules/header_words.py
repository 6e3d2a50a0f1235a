"""The words of a table header and what role they name: compared as folded text, the longest word first.

The words are data (``lexicon/columns.toml``); what the cells and the neighbours of a column say stands in ``columns.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rules.numeral import integer
from rules.passage import fold
from rules.words import any_of, lexicon, simplified, written

_LONGEST = 60  # characters of a header that are looked at
BRACKETED = re.compile(r"\([^()]{0,40}\)")
_REACHED = re.compile("(?<![0-9])[0-9]{1,3}%$")  # 完成時程100%
_ONE_BRACKETED = re.compile(
    "\\((?![一二三四五六七八九十])([一-鿿])\\)(?=[一-鿿])"
)  # 主(協)辦; (人) at the end is a unit
_JOINT = re.compile(r"以及|[及暨、/&或]|(?<![參参])[與与]")
_YEAR = re.compile(r"(?<![0-9])([0-9]{4}|[0-9]{2,3})(?:學年度?|学年度?|年度?)底?")
_CE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_CHINESE_YEAR = re.compile(r"(?<![一二三四五六七八九〇零百十])([一二三四五六七八九〇零百十]{2,5})(?:學年度?|年度?)底?")
YEAR_RANGE = re.compile(r"[0-9]{2,4}年?度?[~\-至到][0-9]{2,4}年?")
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}|9[0-9]|1[0-9]{2}")
MONTH = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:[上中下]旬|第?[1-5一二三四五][週周])?"
    r"|(?:[0-9]{1,2}月?[~\-/至])?[0-9]{1,2}(?:月份?)?|第(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[個个]?月|[週周])"
    r"|第?[一二三四1-4]季度?|[qmw][0-9]{1,2}|[上下]半年|[上中下]旬"
)
WEEKDAY = re.compile("(?:星期|禮拜|礼拜|週|周)[一二三四五六日天]")
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


@lru_cache(maxsize=1024)
def role_of_words(header: str) -> str | None:
    """The role that the words of one header cell name, None where they name none.

    >>> [role_of_words(h) for h in ("實施(參與)單位", "預定達成目標及完成期限", "預算（千元）", "指标说明", "獎品")]
    ['agency', 'target', 'budget', 'definition', None]
    """
    text = _ONE_BRACKETED.sub(r"\1", plain(header)[:_LONGEST])
    bare = _REACHED.sub("", BRACKETED.sub("", text))
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
    return words().whole.get(text) or _tail_role(text) or _number_role(text) or _actor_role(text) or _longest(text)


def _tail_role(text: str) -> str | None:
    """The role of a header that ends in what a person or agency has.

    >>> [_tail_role(h) for h in ("聯絡人電話", "負責人員職級", "主辦單位聯絡人", "聯絡單位")]
    ['other', 'job_title', 'name', None]
    """
    return next((role for role, tails in lexicon("columns")["tails"].items() if text.endswith(tuple(tails))), None)


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
    if YEAR_RANGE.search(text):
        return None, text
    match = _YEAR.search(text) or _CE_YEAR.search(text) or _CHINESE_YEAR.search(text)
    if match is None:
        return (_year(text), "") if _BARE_YEAR.fullmatch(text) else (None, text)
    value = integer(match.group(1))
    rest = BRACKETED.sub(lambda m: "" if m.group() == "()" else m.group(), text[: match.start()] + text[match.end() :])
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


def is_common(header: str) -> bool:
    """Whether all that the lexicon knows of a header is its last word, one of two characters."""
    return (
        header[-2:] in words().inside
        and (word := _longest_word(header)) is not None
        and word.role == words().inside[header[-2:]]
        and not any(header[i:j] in words().inside for i in range(len(header)) for j in range(i + 3, len(header) + 1))
    )


@cache
def _agency_ends() -> tuple[str, ...]:
    return tuple(lexicon("tables")["agency"]["ends"])


def is_agency(text: str) -> bool:
    """Whether a short text ends as agencies' names do.

    >>> is_agency("內政部"), is_agency("電話訪問"), is_agency("人次")
    (True, False, False)
    """
    bare = BRACKETED.sub("", text)
    return 2 <= len(bare) <= 24 and bare.endswith(_agency_ends())


def names_agencies(cell: str) -> bool:
    """Whether a cell holds names of agencies and nothing else."""
    parts = [part for part in _SPLIT_NAMES.split(cell) if part]
    return bool(parts) and len(cell) <= 120 and all(is_agency(part) for part in parts)


def is_year_or_part(header: str) -> bool:
    """Whether a header is a year, month, quarter or weekday and nothing else."""
    text = plain(header)
    year, rest = year_of(text)
    return (year is not None and not rest) or bool(MONTH.fullmatch(rest) or WEEKDAY.fullmatch(text))
