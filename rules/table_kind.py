"""What kind of table it is: from its columns' roles, the words of its caption and how it is built.

The words are data (``lexicon/tables.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from rules.plan import TableKind
from rules.words import any_of, lexicon

Roles = frozenset[str]
_ACTORS = {"agency", "lead_agency", "support_agency"}
_TIMES = {"period", "deadline"}
_MONTHS = 3  # more columns of times than these are a calendar, whatever stands beside them
_FILLED_IN = {"item", "other", "no", "note", "name", "job_title"}  # roles of a form's columns


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table's kind is told from beside its columns' roles: ``headers``, those of each column from top to bottom, as compared.

    ``blank`` is there where most cells are to be filled in, ``staged`` where the rows are stages that follow each other.
    """

    headers: tuple[tuple[str, ...], ...]
    form: bool = False
    blank: bool = False
    staged: bool = False

    @property
    def lowest(self) -> tuple[str, ...]:
        """The lowest header cell of each column, empty where it has none."""
        return tuple(column[-1] if column else "" for column in self.headers)

    def is_headed(self, words: Sequence[str]) -> bool:
        """Whether a header has one of the words."""
        return any(word in text for column in self.headers for text in column for word in words)


def kind_of(columns: Sequence[str], caption: str, shape: Shape) -> TableKind:
    """The kind of a table, from its columns' roles, the words of its caption and how it is built."""
    named = [role.partition(":")[0] for role in columns]
    roles = frozenset(named)
    told = _by_shape(named, shape) or _by_times(named, shape) or _by_caption(named, caption, shape)
    if told:
        return told
    by_years = sum(role.startswith("target:") for role in columns) > 1
    if by_years and "item" in roles and not roles & (_PLANNED | {"budget", "score", "weight"} | _TIMES):
        return TableKind.INDICATOR_TARGET  # what is counted by years, whoever answers for it
    return _seen_again(next((kind for kind, fits in _BY_ROLES if fits(roles)), TableKind.OTHER), shape)


def _seen_again(kind: TableKind, shape: Shape) -> TableKind:
    """The kind that the roles give, where the cells do not speak against it: blank sums are a form, keepers of goods no roster."""
    if kind is TableKind.BUDGET and shape.blank:
        return TableKind.FORM
    goods = kind is TableKind.ROSTER and shape.is_headed(lexicon("tables")["goods"]["words"])
    return TableKind.OTHER if goods else kind


def _by_shape(named: Sequence[str], shape: Shape) -> TableKind | None:
    """The kind of a form, of a roster that names nobody, of a list of things."""
    if shape.form or _are_ticked(shape.lowest):
        return TableKind.FORM
    if _counts_heads(shape.lowest):
        return TableKind.ROSTER
    things = not {*named} & (_PLANNED | {"target", "budget"}) and _lists_things(shape.lowest)
    return TableKind.OTHER if things else None


def _are_ticked(headers: Sequence[str]) -> bool:
    """Whether two columns or more are there to be ticked (符合 | 不符合)."""
    return sum(header in lexicon("tables")["form"]["ticks"] for header in headers) > 1


def _counts_heads(headers: Sequence[str]) -> bool:
    """Whether all columns but the first say how many persons there are (組別 | 人數)."""
    heads = tuple(lexicon("tables")["heads"]["words"])
    return len(headers) > 1 and not headers[0].endswith(heads) and all(h.endswith(heads) for h in headers[1:])


def _lists_things(headers: Sequence[str]) -> bool:
    """Whether the rows are things, with how they are made and how many there are (品名 | 規格 | 數量)."""
    goods = [header for header in headers if header.startswith(tuple(lexicon("tables")["goods"]["words"]))]
    return len(goods) > 1 or (bool(goods) and any(header in ("單位", "单位") for header in headers))


def _by_times(named: Sequence[str], shape: Shape) -> TableKind | None:
    """A schedule, where the columns or the rows are times; a budget, where several columns are money."""
    roles = {*named}
    if named.count("period") > _MONTHS:
        return TableKind.SCHEDULE
    staged = shape.staged and roles & _TIMES and "measure" in roles and not roles & _ACTORS
    if {"measure", "name"} <= roles and not roles & _ACTORS and shape.is_headed(lexicon("tables")["trainers"]["words"]):
        return TableKind.SCHEDULE
    apart = {"strategy", "target", "budget"} | (set() if sum(role in _TIMES for role in named) > 2 else {"indicator"})
    if (staged or _runs_by_time(named)) and not roles & apart:
        return TableKind.SCHEDULE
    return TableKind.BUDGET if _is_of_money(named, shape) else None


def _is_of_money(named: Sequence[str], shape: Shape) -> bool:
    """Whether several columns are sums, more than say what shall be reached, or the rows are investments."""
    if "budget" not in named or "indicator" in named or shape.blank:
        return False
    if shape.is_headed(lexicon("tables")["investments"]["words"]):
        return "target" not in named
    several = named.count("budget") > 1 and named.count("budget") > named.count("target")
    return several and not {"agency", "lead_agency"} & {*named}


def _by_caption(named: Sequence[str], caption: str, shape: Shape) -> TableKind | None:
    """The kind that the caption names, where the columns do not speak against it."""
    roles = frozenset(named)
    said = _said(caption)
    if (said is TableKind.FORM or roles <= _FILLED_IN) and shape.blank:
        return TableKind.FORM
    by_years = "strategy" in roles and named.count("target") > 1  # 分年工作目標及分工表 is more than an assignment
    if said is None or said not in _FITS or (said is TableKind.ASSIGNMENT and by_years):
        return None
    return said if _FITS[said](roles) else None


def _runs_by_time(named: Sequence[str]) -> bool:
    """Whether several columns are times (months, 起 and 迄), or each row begins with its time."""
    first = next((role for role in named if role != "no"), "")
    return sum(role in _TIMES for role in named) > 1 or (first in _TIMES and "measure" in named)


def _said(caption: str) -> TableKind | None:
    """The kind that the caption's words name."""
    for kind, found in lexicon("tables")["kind"].items():
        if any(word in caption for word in found) or (kind in _KIND_FORMS and _kind_form(kind).search(caption)):
            return TableKind(kind)
    return None


_KIND_FORMS = ("scoring",)


@cache
def _kind_form(kind: str) -> re.Pattern[str]:
    """What a caption is of, and the noun that it ends in, a bracketed remark aside: 演習評核表, 業務考評細則(草案)."""
    form = lexicon("tables")["kind_forms"][kind]
    return re.compile(rf"{any_of(form['before'])}.{{0,4}}{any_of(form['heads'])}(?:\([^()]*\))?$")


_PLANNED = {"measure", "strategy", "indicator", "approach"}

# What a caption says counts where the columns do not speak against it.
_FITS: dict[TableKind, Callable[[Roles], bool]] = {
    TableKind.OTHER: lambda r: not r & {"target", "indicator", "budget", "score"},
    TableKind.ASSIGNMENT: lambda r: (
        (bool(r & _ACTORS) or ("measure" in r and bool(r & {"name", "job_title"}))) and "indicator" not in r
    ),
    TableKind.ROSTER: lambda r: bool(r & {"name", "job_title"}) or not r & (_PLANNED | _TIMES | {"budget", "target"}),
    TableKind.SCORING: lambda r: bool(r & {"indicator", "item", "score", "weight"}) and "target" not in r,
    TableKind.SCHEDULE: lambda r: bool(r & _TIMES) and not r & {"strategy", "indicator", "target"},
    TableKind.BUDGET: lambda r: "budget" in r and not r & {"indicator", "target"},
}

_BY_ROLES: tuple[tuple[TableKind, Callable[[Roles], bool]], ...] = (
    (TableKind.ROSTER, lambda r: {"name", "job_title"} <= r and not r & (_PLANNED - {"measure"} | _TIMES)),
    (
        TableKind.STRATEGY_MEASURE,
        lambda r: {"strategy", "measure"} <= r and bool(r & {"indicator", "target"} or not r & _ACTORS),
    ),
    (
        TableKind.SCORING,
        lambda r: (
            ("score" in r and "target" not in r)
            or ("weight" in r and not r & ({"strategy", "measure", "target", "budget"} | _TIMES))
        ),
    ),
    (
        TableKind.INDICATOR_TARGET,
        lambda r: "indicator" in r and "measure" not in r and bool(r & {"target", "baseline", "definition"}),
    ),
    (TableKind.INDICATOR_TARGET, lambda r: {"baseline", "target"} <= r and not r & (_PLANNED - {"indicator"})),
    (
        TableKind.ASSIGNMENT,  # 工作内容 | 目标任务 | 牵头单位 | 责任单位 | 完成时限
        lambda r: (
            {"measure", "lead_agency"} <= r
            and bool(r & {"agency", "support_agency"})
            and "deadline" in r
            and not r & {"strategy", "approach", "indicator"}
        ),
    ),
    (TableKind.STRATEGY_MEASURE, lambda r: "measure" in r and bool(r & {"indicator", "target"})),
    (TableKind.ASSIGNMENT, lambda r: "measure" in r and bool(r & (_ACTORS | {"name"}))),
    (
        TableKind.ROSTER,
        lambda r: (
            "name" in r
            and bool(r & {"job_title", "agency", "note", "no"})
            and not r & _PLANNED
            and not ("item" in r and r & _TIMES)
        ),
    ),
    (TableKind.ROSTER, lambda r: "job_title" in r and not r & (_PLANNED - {"measure"} | _TIMES | {"budget", "result"})),
    (TableKind.SCHEDULE, lambda r: bool(r & _TIMES) and not r & (_PLANNED | {"budget", "agency", "result"})),
    (TableKind.BUDGET, lambda r: "budget" in r and not r & (_PLANNED | {"target"})),
    (TableKind.INDICATOR_TARGET, lambda r: bool(r & {"indicator", "strategy"}) and "target" in r),
    (TableKind.SCHEDULE, lambda r: "measure" in r and bool(r & _TIMES)),
    (TableKind.STRATEGY_MEASURE, lambda r: {"strategy", "measure"} <= r),
    (
        TableKind.ASSIGNMENT,
        lambda r: bool(r & _ACTORS) and bool(r & ({"item", "strategy"} | _TIMES) and "definition" not in r),
    ),
    (TableKind.INDICATOR_TARGET, lambda r: "indicator" in r and "result" not in r),
    (TableKind.BUDGET, lambda r: {"measure", "budget"} <= r),
    (TableKind.INDICATOR_TARGET, lambda r: "item" in r and r <= {"no", "item", "target", "baseline", "note"}),
)
