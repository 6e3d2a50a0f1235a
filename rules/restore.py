"""The label that a converter lost, written again from its number and the style that the sequence gives it."""

from __future__ import annotations

import re

from rules.label import Label
from rules.outline_search import Choice

PLAIN = "零一二三四五六七八九十"
FORMAL = {"Hant": "零壹貳參肆伍陸柒捌玖拾", "Hans": "零壹贰叁肆伍陆柒捌玖拾"}


def numeral(number: int, family: str, script: str) -> str:
    """A number below a hundred in the numerals of an automatic list: 壹 or 一.

    Word writes ten as 壹拾 in its ideographLegalTraditional and chineseLegalSimplified formats (ECMA-376 part 1 §17.18.59), as 十 in the others.

    >>> numeral(21, "(一)", "Hant"), numeral(10, "壹", "Hans"), numeral(12, "壹", "Hant")
    ('二十一', '壹拾', '壹拾貳')
    """
    formal = family == "壹"
    signs = FORMAL[script] if formal else PLAIN
    tens, units = divmod(number, 10)
    head = "" if not tens else signs[10] if tens == 1 and not formal else signs[tens] + signs[10]
    return head + (signs[units] if units else "")


def restored_label(printed: str, label: Label, choice: Choice, script: str) -> str | None:
    """The label as it was, with the marks of the printed one; None where the printed one is it.

    A sign typed for another (ㄧ for 一) is put right too.
    """
    reading = choice.reading
    if reading is None or reading.number is None or reading.number > 99:
        return None
    if reading.style.family == label.style.family:
        return printed.replace("ㄧ", "一") if "ㄧ" in printed else None
    return re.sub("[0-9０-９]+", numeral(reading.number, reading.style.family, script), printed, count=1)
