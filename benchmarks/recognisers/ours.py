"""What our rules answer to a case, each kind by the finder that a plan's text is read with."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal

from benchmarks.recognisers.answer import SECONDS, Answer
from benchmarks.recognisers.cases import SILENT, Case
from extractors.document import Span
from rules.amount import find_amounts, find_sums, read_sum
from rules.duration import Duration, duration_pattern, read_duration
from rules.money import Sum
from rules.numeral import number
from rules.passage import Passage, Site, fold
from rules.period import Frame, find_periods
from rules.plan import CalendarKind, Comparator
from rules.quantity import Quantity, find_quantities
from rules.target import find_targets

# what a unit is in that of the suites: grams, teaspoons in millilitres
_BASE = {
    "斤": 500, "公斤": 1000, "kg": 1000, "千克": 1000, "毫克": 0.001, "mg": 0.001, "克": 1, "g": 1, "兩": 50, "两": 50, "茶匙": 5,
}  # fmt: skip
_SHARES = {"%": 1.0, "‰": 0.1, "百分點": 1.0, "百分点": 1.0, None: 100.0}
_CLOCK = {"小": "hour", "鐘": "hour", "钟": "hour", "刻": "quarter", "分": "minute", "秒": "second"}
_LENGTHS = {**SECONDS, "quarter": 900, "term": 180 * 86400}


def answers(case: Case) -> list[Answer]:
    """Our answers to a case."""
    return list(_FINDERS[_kind(case)](case))


def _kind(case: Case) -> str:
    if case.category in SILENT or case.category in ("age", "ordinal"):
        return "facts"
    if case.category in ("number", "percent", "numberrange", "quantity", "duration"):
        return case.category
    return "money" if case.category.startswith("money") else "time"


def site_of(case: Case) -> Site:
    """The case as a passage of running text."""
    return Site(Passage(case.input, (Span(0, len(case.input)),)))


def _numbers(case: Case) -> Iterator[Answer]:
    """A text that is a number and nothing else is read whole; a share of a hundred or a thousand is a number too."""
    if (whole := number(case.input)) is not None:
        yield Answer(0, len(case.input), (float(whole),))
    for quantity in _quantities(case):
        values = (quantity.value, quantity.value_max) if quantity.value_max is not None else (quantity.value,)
        for value in values:
            yield Answer(*quantity.number, (float(value),))
            if quantity.unit in ("%", "‰"):
                yield Answer(*quantity.number, (float(value) * _SHARES[quantity.unit] / 100,))


def _quantities(case: Case) -> list[Quantity]:
    return [hit.value for hit in find_quantities(fold(case.input))]


def _percents(case: Case) -> Iterator[Answer]:
    for quantity in _quantities(case):
        if (scale := _SHARES.get(quantity.unit)) is not None:
            yield Answer(*quantity.number, (float(quantity.value_max or quantity.value) * scale,))


def _ranges(case: Case) -> Iterator[Answer]:
    for quantity in _quantities(case):
        yield Answer(*quantity.number, _bounds(quantity))


def _bounds(quantity: Quantity) -> tuple[float | None, float | None]:
    """The lowest and highest value that a quantity allows; 多 and 餘 say that it is a little more."""
    value = float(quantity.value)
    if quantity.value_max is not None:
        return value, float(quantity.value_max)
    if quantity.comparator in (Comparator.LE, Comparator.LT):
        return None, value
    return value, value if quantity.comparator == Comparator.EQ else None


def _measures(case: Case) -> Iterator[Answer]:
    """Numbers with a unit, as written and in the unit that the suites count in."""
    for quantity in _quantities(case):
        scales = {1, _BASE.get(quantity.unit or "", 1)}
        for scale, values in itertools.product(scales, (_bounds(quantity), (float(quantity.value),))):
            yield Answer(*quantity.number, tuple(v and v * scale for v in values), quantity.unit)


def _money(case: Case) -> Iterator[Answer]:
    """Sums in the text; where there is none, the sum that the text is as a cell of money."""
    hits = find_sums(fold(case.input))
    for hit in hits:
        yield from _sum(hit.value.low[1] if hit.value.low else hit.start, hit.end, hit.value)
    if not hits and (alone := read_sum(fold(case.input))):
        yield from _sum(0, len(case.input), alone)


def _sum(start: int, end: int, found: Sum) -> Iterator[Answer]:
    low = () if found.low is None else (float(found.low[0]),)
    for upto in {None, found.upto}:
        yield Answer(start, end, (*low, float(found.value), *(() if upto is None else (float(upto),))))


def _frame(case: Case) -> Frame:
    return Frame(CalendarKind.CE, case.moment.year if case.moment else None)


def _times(case: Case) -> Iterator[Answer]:
    if case.category == "duration_span":
        yield from _durations(case)
    for hit in find_periods(site_of(case), _frame(case)):
        first, last = (str(day) if day else None for day in (hit.value.start, hit.value.end))
        yield Answer(hit.start, hit.end, first=first, last=last, rrule=hit.value.rrule)


def _durations(case: Case) -> Iterator[Answer]:
    """Lengths of a day or more are periods, those of hours are quantities; a run of them is one length, two with a mark between bounds."""
    parts = sorted([*_long(case), *_short(case)], key=lambda answer: answer.start)
    yield from (*parts, *_runs(case.input, parts))
    for one, other in itertools.pairwise(parts):
        if other.start - one.end == 1:
            yield Answer(one.start, other.end, seconds=(*one.seconds[:1], *other.seconds[-1:]))


def _runs(text: str, parts: list[Answer]) -> Iterator[Answer]:
    """What the lengths that follow each other come to: 四年六个月, 两天又一个月."""
    for first, one in enumerate(parts):
        whole = one
        for other in parts[first + 1 :]:
            if text[whole.end : other.start] not in ("", "又", "零", "余", "餘", "多"):
                break
            seconds = tuple(a + b for a, b in zip(whole.seconds, other.seconds, strict=False))
            whole = Answer(whole.start, other.end, seconds=seconds)
            yield whole


def _long(case: Case) -> Iterator[Answer]:
    folded = fold(case.input)
    for hit in find_periods(site_of(case), _frame(case)):
        match = duration_pattern().search(folded, hit.start)
        if hit.rule == "period-duration" and match and (found := read_duration(match)):
            yield Answer(hit.start, hit.end, seconds=_lengths(found))


def _lengths(found: Duration) -> tuple[float, ...]:
    ends = sorted({found.least, found.most})
    return tuple(float(end) * _LENGTHS[found.unit] for end in ends)


def _short(case: Case) -> Iterator[Answer]:
    for quantity in _quantities(case):
        if (unit := _CLOCK.get((quantity.unit or " ")[0])) is not None:
            ends: tuple[Decimal | None, ...] = (quantity.value, quantity.value_max)
            yield Answer(*quantity.number, seconds=tuple(float(e) * _LENGTHS[unit] for e in ends if e is not None))


def _facts(case: Case) -> Iterator[Answer]:
    """Whatever a plan's text would give: a target, a sum or a date."""
    site = site_of(case)
    found = [*find_targets(site), *find_amounts(site, Frame())]
    if case.category in ("none", "invalid_date", "none_quantity"):
        found = [*found, *find_periods(site, _frame(case))]
    yield from (Answer(hit.start, hit.end) for hit in found)


_FINDERS: dict[str, Callable[[Case], Iterator[Answer]]] = {
    "number": _numbers,
    "percent": _percents,
    "numberrange": _ranges,
    "quantity": _measures,
    "money": _money,
    "duration": _durations,
    "time": _times,
    "facts": _facts,
}
