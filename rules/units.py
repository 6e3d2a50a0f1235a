"""Units of quantities: what follows a number, as the lexicon names it."""

from __future__ import annotations

import re
from functools import cache

from rules.quantity_grammar import B
from rules.words import any_of, lexicon

_NO_TIMES = {"次", "項", "项", "期", "條", "条"}  # 項次, 期次 are numbers in an order
_NOT_TIMES = "(?![世要級级長长])"  # 5家次級單位
_METRIC = "(?:[公英][里尺寸分厘頃顷噸吨斤克升畝亩]|(?:平方|立方)[公英千厘毫]?[里尺寸分米厘裏]|[毫厘微奈]米|[千毫微]克|毫升|[千兆]?瓦(?![斯解片房楞])|千伏)"


@cache
def units() -> str:
    """Regex fragment: one unit, or one by another (元/隊). 個 before a counter is not part of it (5個梯次)."""
    words = lexicon("units")
    latin = any_of(words["latin"].split())
    single = "".join(sorted({w for w in words["things"].split() if len(w) == 1} - _NO_TIMES))
    counters = rf"(?:{any_of(words['counters'].split())}|[{single}]次{_NOT_TIMES})"
    hours = any_of(words["hours"].split())
    plain = any_of(w for kind in ("things", "places", "physical", "money") for w in words[kind].split())
    plain = rf"(?:{plain}|{_METRIC})"
    one = rf"(?:[個个]{B})?(?:{counters}|{hours})|(?!{any_of(words['not_after'])}){plain}|{latin}(?![A-Za-z])"
    # 78.5歲, 提高到79岁; any other whole number of years is a date, an age or a duration
    years = r"(?:(?<=[.][0-9])|(?<=[.][0-9][0-9]))[年歲岁]|(?<=[高長长]到[0-9]{2})[歲岁]|(?<=[高長长][0-9])[歲岁](?=左右|以上|[,。;]|$)"
    grades = r"[级級](?=以[上下]|\(含\)以)"  # 布氏指數2級以下; 二級機關 counts nothing
    return rf"(?:%|‰|{years}|{grades}|(?:{one})(?:/(?:[0-9]{{0,2}}[百千萬万][人戶户件]|{counters}|{plain}|{latin}(?![A-Za-z])))?)"


@cache
def physical() -> str:
    """Regex fragment: a unit of measure."""
    return rf"(?:{any_of(lexicon('units')['physical'].split())}|{_METRIC})"


@cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(units())


def is_unit(word: str) -> bool:
    """Whether the word is a unit that the lexicon names."""
    return _unit_pattern().fullmatch(word) is not None


def is_money(unit: str | None) -> bool:
    """Whether the unit is one of money."""
    return unit is not None and unit in lexicon("units")["money"].split()


def unit_name(text: str | None) -> str | None:
    """The unit's name: without the 個 of 5個梯次, but 個 itself and 個月 stay."""
    if text and text[0] in "個个" and len(text) > 1 and text[1:] != "月":
        return text[1:].strip() or text
    return text or None
