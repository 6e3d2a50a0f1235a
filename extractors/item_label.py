"""Item labels as evidence for the layout of text tables: does a line begin an item, and does it go on counting?

This is not the reading of the outline (that is a matter of sense); a table dump is cut into rows by what its lines look like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = "一二三四五六七八九十"
_FORMAL: Final = {
    "壹": 1,
    "貳": 2,
    "贰": 2,
    "參": 3,
    "叁": 3,
    "叄": 3,
    "参": 3,
    "肆": 4,
    "伍": 5,
    "陸": 6,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
    "拾": 10,
}
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_NUMBER: Final = rf"(?P<number>[0-9０-９]{{1,3}}|[{_DIGITS}]{{1,3}}|[{''.join(_FORMAL)}]{{1,3}}|[{_STEMS}])"
_LABEL = re.compile(
    rf"(?:第{_NUMBER}(?P<unit>[章節节條条編编篇點点])|[(（]{_NUMBER.replace('number', 'inner')}[)）]|"
    rf"{_NUMBER.replace('number', 'plain')}(?P<mark>[、．.)）])(?![0-9０-９]))"
)
_CIRCLED = re.compile("[①-⑳]")
_BARE = re.compile(r"[(（]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[甲乙丙丁戊己庚辛壬癸])[)）]?[、．.]?")


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """An item's number and the way it is written: ("chinese", "、") for 一、."""

    number: int
    script: str
    mark: str

    @property
    def style(self) -> tuple[str, str]:
        return self.script, self.mark

    def follows(self, other: ItemLabel) -> bool:
        """Whether it is the next item of the same list."""
        return self.style == other.style and self.number == other.number + 1


def item_label(text: str) -> ItemLabel | None:
    """The label that a text begins with.

    >>> item_label("（三）落實績效"), item_label("2.5公里")
    (ItemLabel(number=3, script='chinese', mark='()'), None)
    """
    text = text.lstrip()[:8]
    if _CIRCLED.match(text):
        return ItemLabel(ord(text[0]) - 0x245F, "circled", "")
    found = _LABEL.match(text)
    if not found:
        return None
    number = found["number"] or found["inner"] or found["plain"]
    return ItemLabel(_value(number), _script(number), found["unit"] or ("()" if found["inner"] else found["mark"]))


def bare_number(text: str) -> int | None:
    """The number of a cell that holds an item number and nothing else.

    >>> bare_number(" 四 "), bare_number("(2)"), bare_number("80%")
    (4, 2, None)
    """
    text = text.strip()
    return _value(text.strip("()（）、．.")) if _BARE.fullmatch(text) else None


def _script(number: str) -> str:
    if number.isdecimal():
        return "arabic"
    return "formal" if number[0] in _FORMAL else "stem" if number[0] in _STEMS else "chinese"


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    if number[0] in _STEMS:
        return _STEMS.index(number[0]) + 1
    digits = [_FORMAL.get(c) or _DIGITS.index(c) + 1 for c in number]
    if 10 not in digits:
        return digits[0]
    tens, ones = digits[: digits.index(10)], digits[digits.index(10) + 1 :]
    return 10 * (tens[0] if tens else 1) + (ones[0] if ones else 0)
