"""Numbers that answer several things in one breath: 覆盖率、合格率分别达到95%、98%以上. A bound said once is that of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rules.plan import Comparator
from rules.quantity import Quantity
from rules.rule import Hit

_EACH = re.compile(r"分[別别][^,。;]{0,8}\Z")
_NEXT = re.compile(r"[ ]?(?:[、,]|以及|[和與与及])[ ]?")
_UNSAID = (Comparator.EQ, Comparator.BETWEEN)


def share_bounds(text: str, hits: Sequence[Hit[Quantity]]) -> list[Hit[Quantity]]:
    """The quantities of a folded text, those behind 分别 with the bound that one of them has; a whole (100%) stays what it is.

    >>> from rules.quantity import describe, find_quantities
    >>> def read(text): return [describe(hit.value) for hit in share_bounds(text, find_quantities(text))]
    >>> read("覆盖率、合格率分别达到95%、98%"), read("分別控制在1%、2.5%和3.5%以內")
    (['ge 95 %', 'ge 98 %'], ['le 1 %', 'le 2.5 %', 'le 3.5 %'])
    >>> read("合格率達到95%、新增3處"), read("分别达到95%、100%"), read("分別辦理3場、5場")
    (['ge 95 %', 'eq 3 處'], ['ge 95 %', 'eq 100 %'], ['eq 3 場', 'eq 5 場'])
    """
    if "分" not in text:
        return list(hits)
    return [hit for run in _runs(text, hits) for hit in _shared(text, run)]


def _runs(text: str, hits: Sequence[Hit[Quantity]]) -> Iterator[list[Hit[Quantity]]]:
    """The quantities in runs that only 、 or 和 divides, each alone where none stands beside it."""
    run: list[Hit[Quantity]] = []
    for hit in hits:
        if run and not (run[-1].value.unit == hit.value.unit and _NEXT.fullmatch(text, run[-1].end, hit.start)):
            yield run
            run = []
        run.append(hit)
    if run:
        yield run


def _shared(text: str, run: list[Hit[Quantity]]) -> list[Hit[Quantity]]:
    said = {hit.value.comparator for hit in run} - {*_UNSAID}
    if len(run) < 2 or len(said) != 1 or not _EACH.search(text, max(run[0].start - 12, 0), run[0].start):
        return run
    return [replace(hit, value=_bounded(hit.value, *said)) for hit in run]


def _bounded(quantity: Quantity, sense: Comparator) -> Quantity:
    whole = quantity.unit == "%" and quantity.value == 100
    return quantity if whole or quantity.comparator != Comparator.EQ else replace(quantity, comparator=sense)
