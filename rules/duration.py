"""Durations of a day or more: 7個工作天內, 三年, 1個月內, 3至6個月, 未來4年, 兩年半."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rules.calendar_date import HAN, SMALL, B, words
from rules.numeral import number
from rules.words import any_of

_COUNT = "(?:[0-9]{1,4}|[〇零一二三四五六七八九十百廿卅兩两俩]{1,5})"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time. ``unit`` is workday, day, week, month, term or year; ``most`` the upper end of a range, else the same."""

    least: Decimal
    most: Decimal
    unit: str
    ahead: bool = False  # 未來, 今後: counts from the start of the plan

    def __str__(self) -> str:
        size = f"{self.least}" if self.least == self.most else f"{self.least}-{self.most}"
        return f"{size} {self.unit}"


@cache
def duration_pattern() -> re.Pattern[str]:
    """A count, or a range of counts, with a unit of time; guarded against grades, ordinals and parts of years."""
    lexicon = words()["duration_words"]
    units = any_of(words()["durations"])
    opening = f"(?:(?P<ahead>{any_of(lexicon['ahead'])}){B}|{any_of(lexicon['past'])}{B})?"
    months = f"(?:{B}(?P<months>{_COUNT}){B}[個个]月)?"
    half = r"(?P<half>半)?"
    counted = rf"(?P<count>{_COUNT})(?:{B}(?:至|到|~|-){{1,2}}{B}(?P<most>{_COUNT}))?{B}(?P<and_half>[個个]半)?(?P<unit>{units})"
    halves = (
        rf"(?P<half_unit>(?<![上下])半年(?![度報报刊工總总评評考小]|[、及和]全年)|半[個个]月|(?:{_COUNT})?[個个]半月)"
    )
    closing = any_of(lexicon["closings"])
    before = rf"(?:(?<=[马馬]上)|(?<![0-9{HAN}{lexicon['unless_before']}月/]))(?<![0-9][.,])(?<!第 )(?<!第[1-5一二三四五][、~至-])(?<!月 )(?<!星期)(?<!关键)(?<!關鍵)(?<!重要)(?<!起步)"
    return re.compile(
        rf"(?=[0-9〇零一二三四五六七八九十百廿卅兩两俩半個个未今最過过近])(?!(?<=前){B}[一1]{B}[學学]?年){before}{opening}(?:{counted}(?![{lexicon['unless_after']}]|[報报](?![{lexicon['reporting']}]))(?!(?<=年)(?:{any_of(lexicon['names'])}))(?!(?<=[周週])期|年|邊|边|歲|岁|圍|围|遭|[ ]?{SMALL}[ ]?月){half}{months}|{halves})(?:{B}{closing}(?![政部容湖]))?"
    )


@cache
def _anchor_pattern() -> re.Pattern[str]:
    """What ends where a duration begins and says from when it counts."""
    lexicon = words()["anchors"]
    closing = any_of(lexicon["closings"])
    return re.compile(rf"(?:(?<=[{lexicon['after']}])|(?<![一-鿿]))(?P<anchor>[一-鿿]{{1,14}}{closing})[的之第]?[ ]?\Z")


def anchor_before(text: str, at: int) -> str | None:
    """What the duration at this place of a folded text counts from, None where it is not said beside it.

    >>> anchor_before("應於計畫核定後3個月內", 7), anchor_before("自決標次日起60日曆天", 6), anchor_before("目前3年", 2)
    ('計畫核定後', '決標次日起', None)
    """
    lexicon = words()["anchors"]
    start = max(at - 18, 0)
    found = _anchor_pattern().search(text, start, at)
    if found is None:
        return None
    anchor = re.split(f"[{lexicon['after']}]", found["anchor"])[-1]
    return anchor if len(anchor) > 1 and not anchor.endswith(tuple(lexicon["unless"])) else None


def read_duration(match: re.Match[str]) -> Duration | None:
    """The duration of a match of ``duration_pattern``; None for a number that is rather a year (103年) or a word (四周, 一日)."""
    if match["half_unit"]:
        return _half(match["half_unit"], bool(match["ahead"]))
    least = number(match["count"].replace("俩", "二"))
    most = number(match["most"]) if match["most"] else least
    unit = words()["durations"][match["unit"]]
    if least is None or most is None or not 0 < least <= most or _rather_else(match, most):
        return None
    if match["half"] or match["and_half"]:
        least, most = least + Decimal("0.5"), most + Decimal("0.5")
    if match["months"]:
        least = most = least * 12 + (number(match["months"]) or 0)
        unit = "month"
    return Duration(least, most, unit, bool(match["ahead"]))


def _half(word: str, ahead: bool) -> Duration:
    """半年, 半個月, 個半月, 兩個半月."""
    if word == "半年":
        return Duration(Decimal(6), Decimal(6), "month", ahead)
    half = Decimal("0.5")
    size = half if word.startswith("半") else half + (number(word[:-3]) or 1)
    return Duration(size, size, "month", ahead)


def _rather_else(match: re.Match[str], most: Decimal) -> bool:
    """A calendar year, an idiom, or a single Chinese day or week that is not closed by 內."""
    unit = match["unit"]
    if unit == "年" and (most >= 60 or match["count"] in ("〇", "零")):
        return True
    if unit in ("年度", "學年度"):
        return True
    closed = match[0][-1] in "內内上下"
    return not closed and match["count"] + unit in ("四周", "一日", "一天", "百年", "百日", "零日", "半年")
