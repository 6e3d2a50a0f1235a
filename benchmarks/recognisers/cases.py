"""The cases: what each asks, why some are set aside, and whether the answers of a recogniser are right.

Our conventions win where they differ, and each that does is a pattern here, said in words. It sets aside every case that it fits, whoever
answers it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.recognisers.answer import SECONDS, Answer, rrule_of, rrule_of_timex, seconds_of_delta, seconds_of_timex


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the file; ``expected`` is as its suite has it."""

    id: str
    suite: str
    category: str
    input: str
    text: str | None
    span: list[int] | None
    expected: Any
    reference: Any

    @property
    def place(self) -> tuple[int, int]:
        """The stretch of the input that is asked about."""
        first, last = self.span or (0, len(self.input))
        return first, last

    @property
    def framed(self) -> str:
        """The input with that stretch between ◆ and ◇."""
        first, last = self.place
        return f"{self.input[:first]}◆{self.input[first:last]}◇{self.input[last:]}"

    @property
    def moment(self) -> dt.datetime | None:
        """The moment that relative words are read against."""
        return _moment(self.reference)


def _moment(reference: Any) -> dt.datetime | None:
    """An ISO time, seconds since 1970, or a list or dict that begins with a year."""
    if not reference:
        return None
    written = str(reference)
    if re.fullmatch(r"[0-9.]{6,}", written):
        return dt.datetime.fromtimestamp(float(written), dt.UTC).replace(tzinfo=None)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+", written):
        return dt.datetime.fromisoformat(written)
    numbers = [int(n) for n in re.findall("[0-9]+", written)]
    return dt.datetime(*numbers[:3]) if len(numbers) >= 3 else None


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file of JSON lines."""
    fields = Case.__dataclass_fields__
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(Case(**{name: row.get(name) for name in fields}) for row in rows)


# --- set aside --------------------------------------------------------------------------------------------------------

_NUMBERS = ("number", "percent", "numberrange", "quantity", "money", "money_span")
_TIMES = ("date", "period", "period_partial", "duration", "set")
_SPANS = ("date_span", "daterange_span", "duration_span", "set_span", "time_point_span", "time_span_span")
_TERMS = "立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒"
_REIGNS = "洪武 永乐 嘉靖 万历 崇祯 顺治 康熙 雍正 乾隆 嘉庆 道光 咸丰 同治 光绪 宣统"
_CURRENCY = "元|[块圆圓塊币幣鎊镑铢銖]|[$¥￥€£]"

# reason: categories, and what the framed input holds
SET_ASIDE: dict[str, tuple[Sequence[str], str]] = {
    "a count of years is a period": (("number",), r"◆[一二三四五六七八九十]+◇年"),
    "several points in one run of digits are no number": (("number",), r"[0-9]\.[0-9]+◇?\.[0-9]"),
    "兩 after 點 is a decimal: 兩百點兩 is 200.2": (("number",), r"[點点]◆[兩两]◇"),
    "十千 is no number": (("number",), r"◆[^◇]*十◇千"),
    "a full-width comma between digits divides thousands, as JioNLP's 82，225.00元 has it": (("money",), r"[0-9]，◆[0-9]{3}[^◇]*◇"),
    "a currency without a number is no sum": (("money",), "◆(?:人民[币幣]|[美日欧歐港]元)◇"),
    "in a sentence a sum names its currency": (("money_span",), rf"◆(?![^◇]*(?:{_CURRENCY}))[^◇]*◇"),
    "an emperor's calendar": (_SPANS, "◆(?:" + _REIGNS.replace(" ", "|") + ")"),
    "the lunar calendar, a solar term or a feast": (_TIMES, "[阴陰农農][历曆]|节|" + _TERMS.replace(" ", "|")),
    "a decade whose century is not said": (_SPANS, r"◆(?:[一二三四五六七八九]十|[0-9]0)年代"),
    "everyday speech: counted from now": (_SPANS, "◆[上下][0-9一]年"),
    "a year below 1900 or beyond 2100 in a sentence": ((*_TIMES, *_SPANS), r"◆[一二三四五六七八九]{3}年|◆2100◇"),
    "a year of two digits alone is of no century": ((*_TIMES, *_SPANS), "◆[一二三四五六七八九]{2}年◇"),
    "day and month in an order that nobody can tell": ((*_TIMES, *_SPANS), r"◆(?:0?[0-9]|1[0-2])/(?:0?[0-9]|1[0-2])/[0-9]{4}"),
    "a formula": (_TIMES, "◆="),
    "our convention: 年底 and 月底 are a deadline at their last day": (_TIMES, "◆[^◇]*[年月]底◇"),
    "our convention: 以後 begins after the year that it names": (_TIMES, r"年[以之][后後][^◇]|年◇[以之][后後]"),
    "our convention: 自…起到…前 is one range": (_TIMES, "自[^◆]*起到◆"),
    "our convention: a recurrence is of days": (("set",), "[秒分]|小[时時]|[钟鐘]"),
    "十月 is October": (("duration",), "◆十 ?月◇"),
    "poetic or local: 七载春秋, 三個字, 分半": (("duration",), "载春秋|個字|◆分半"),
}  # fmt: skip


def aside(case: Case) -> str | None:
    """Why a case does not count, None where it does."""
    return next(
        (
            why
            for why, (categories, pattern) in SET_ASIDE.items()
            if case.category in categories and re.search(pattern, case.framed)
        ),
        None,
    )


# --- the comparison ---------------------------------------------------------------------------------------------------


def is_right(case: Case, answers: Sequence[Answer]) -> bool:
    """Whether one of the answers that touch the place in question says what is expected; of ``none`` cases, whether there is none."""
    if case.category in SILENT:
        return not answers
    first, last = case.place
    touching = [answer for answer in answers if answer.start < last and first < answer.end]
    return any(_says(case, answer) for answer in touching)


SILENT = ("none", "none_number", "none_percent", "none_money", "none_quantity", "invalid_date")


def _says(case: Case, answer: Answer) -> bool:
    if case.category.endswith("_span"):
        return _same_span(case, answer)
    if case.category in ("date", "period", "period_partial"):
        return _same_days(case, answer)
    if case.category == "duration":
        return _same(answer.seconds, _seconds(case.expected))
    if case.category == "set":
        return answer.rrule == _rrule(case.expected)
    unit = case.category != "quantity" or answer.unit is not None
    return unit and any(_same(answer.values, wanted) for wanted in _wanted(case))


def _same(found: Sequence[float | None], wanted: Sequence[float | None]) -> bool:
    """Whether the values are equal one by one, but for rounding; a single one may be given as a range of itself."""
    if len(found) > len(wanted) == 1 and len(set(found)) == 1:
        found = found[:1]
    return len(found) == len(wanted) and all(
        (f is None) == (w is None) and (f is None or w is None or abs(f - w) <= 1e-9 * max(1.0, abs(w)))
        for f, w in zip(found, wanted, strict=True)
    )


def _wanted(case: Case) -> list[tuple[float | None, ...]]:
    """What the numbers may be: as the case has them, cents in units of their currency."""
    expected = case.expected
    if "raw" in expected:
        values: tuple[float | None, ...] = tuple(float(v) for v in re.findall(r"[0-9.]+", expected["raw"]))
        above, under = expected["raw"].startswith("above"), expected["raw"].startswith("under")
        return [values, (*values, None)] if above else [values, (None, *values)] if under else [values]
    if "lo" in expected:
        return [(expected["lo"], expected["hi"])]
    number = expected["number"]
    values = tuple(number) if isinstance(number, list) else (number,)
    return [tuple(v / 100 for v in values if v is not None)] if expected.get("unit") == "Cent" else [values]


def _same_span(case: Case, answer: Answer) -> bool:
    """Whether the stretch is the one expected; by our convention 从 belongs to 从…起, not to 从…到."""
    first, last = case.place
    opened = case.input[first : first + 1] in ("从", "從", "自")
    return answer.end == last and answer.start in ({first, first + 1} if opened else {first})


def _same_days(case: Case, answer: Answer) -> bool:
    if case.category == "period_partial":
        return _same_parts(case.expected["timex"], answer)
    first, last = case.expected["start"], case.expected["end"]
    return (answer.first, answer.last) in ((first, last), (first, _our_end(case)))


def _our_end(case: Case) -> str | None:
    """The last day by our conventions: a deadline counts its day, and 2016到2018 the year 2018."""
    end, excluded = case.expected["end"], case.expected.get("end_exclusive_in_source") or ""
    if case.expected.get("mod") == "before" and end:
        next_day = str(dt.date.fromisoformat(end) + dt.timedelta(1))
        return next_day if case.expected["timex"] == next_day else end
    if case.expected.get("timex", "").startswith("(") and excluded.endswith("-01-01") and excluded[:4] in case.input:
        return f"{excluded[:4]}-12-31"
    return end


def _same_parts(timex: str, answer: Answer) -> bool:
    """Whether month and day are those of a TIMEX3 without year: (XXXX-01-10,XXXX-01-12,P2D), XXXX-03. The last month counts whole."""
    ends = re.findall(r"XXXX-([0-9]{2})(?:-([0-9]{2}))?", timex)
    days = [day for day in (answer.first, answer.last) if day]
    if len(days) != 2:
        return False
    by_day = ",P" in timex and timex.endswith("D)")
    pairs = zip([ends[0], ends[-1]], days, strict=True)
    return all(day[5:7] == month and (not by_day or day[8:] == of) for (month, of), day in pairs)


def _seconds(expected: Any) -> tuple[float, ...]:
    if "timex" in expected:
        return (seconds_of_timex(expected["timex"]),)
    if "unit" in expected:
        return (float(expected["number"]) * SECONDS[expected["unit"]],)
    deltas = expected["delta"] if isinstance(expected["delta"], list) else [expected["delta"]]
    return tuple(seconds_of_delta(delta) for delta in deltas if "infinite" not in delta)


def _rrule(expected: Any) -> str:
    if "timex" in expected:
        return rrule_of_timex(expected["timex"])
    period = expected["period"]
    return rrule_of(period["delta"], (period["point"] or {}).get("string"))
