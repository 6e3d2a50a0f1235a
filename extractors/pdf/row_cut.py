"""Did a page break cut a row, or does a row begin after it? Told by how the cells' texts end above the break and begin below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.item_label import ItemLabel, bare_number, item_label

_OPEN_ENDS = "，、：,:（(「『《〈－-~～"
_SENTENCE_ENDS = "。！？!?"
_LATER_HALVES = "，、。；：！？）)」』》〉~～至迄,;"


_VALUE = re.compile(r"[≧≥≦≤＞＜><]?[ ]?[0-9０-９][0-9０-９,.]*[ ]?(?:[%％]|[\u4e00-\u9fff]{1,2})?")
LabelStyle = tuple[str, str]  # ItemLabel.style


@dataclass(frozen=True, slots=True)
class Column:
    """The two cells of a column at a page break. Widths are in full-width characters.

    ``wraps_at``: the longest line of the column that another follows, 0 where none does; ``heads``: how the labels at the heads of its
    whole cells are written, ``counting`` those of them that go on from row to row (一、 in one, 二、 in the next); ``merges``: some of
    the column's cells cover several rows.
    """

    above: str
    below: str
    wraps_at: float = 0.0
    heads: frozenset[LabelStyle] = frozenset()
    counting: frozenset[LabelStyle] = frozenset()
    merges: bool = False


def is_cut_row(columns: Sequence[Column]) -> bool:
    """Whether the row above the break goes on below it.

    >>> is_cut_row([Column("二、宣導", ""), Column("課程至", "少4小時以上", wraps_at=3)])
    True
    >>> is_cut_row([Column("辦理觀光宣傳完成", "推動橋梁檢測", wraps_at=8), Column("65%", "66%"), Column("觀光署", "航港局")])
    False
    >>> is_cut_row([Column("", "三、考核"), Column("完成訓練。", "每年考核一次。")])
    False
    """
    leading, evidence = True, 0.0
    for column in columns:
        evidence += _evidence(column, leading)
        leading = leading and not column.below
    return evidence > 0


def _evidence(column: Column, leading: bool) -> float:
    """Above 0 where the cell seems to go on, below 0 where one begins."""
    above, below = column.above.rstrip(), column.below.lstrip()
    if not below:
        return 0.0 if not above or (leading and column.merges) else 1.0
    if not above:
        return 0.0 if column.merges else -2.0
    if (bare_number(above) is not None and bare_number(below) is not None) or (is_value(above) and is_value(below)):
        return -2.0
    return _label_evidence(column) if item_label(below) else _sentence_evidence(above, below, column.wraps_at)


def _label_evidence(column: Column) -> float:
    """The text below begins with a label: the next of the list above, one that no cell begins with, or the first of a new cell."""
    label = item_label(column.below)
    if label is None or label.style in column.counting:
        return -2.0
    labels = (item_label(line) for line in column.above.splitlines())
    if any(other and label.follows(other) for other in labels):
        return 2.0
    if column.heads and label.style not in column.heads:
        return 1.5
    return -1.0 if label.number == 1 and not column.above.rstrip().endswith(("：", ":")) else 0.0


def _sentence_evidence(above: str, below: str, wraps_at: float) -> float:
    if above[-1] in _OPEN_ENDS or below[0] in _LATER_HALVES:
        return 2.0
    if above[-1] in _SENTENCE_ENDS:
        return -1.5
    if not wraps_at:
        return -0.25
    short_of = wraps_at - text_width(above.splitlines()[-1])
    return 1.0 if short_of <= 1 else 0.0 if short_of <= 2 else -1.0


def is_value(text: str) -> bool:
    """Whether a text is a number with its bound and unit and no more: what a row has one of.

    >>> is_value("≧65.5%"), is_value("1,200人次"), is_value("65%以上者"), is_value("113年\\n114年")
    (True, True, False, False)
    """
    return _VALUE.fullmatch(text) is not None


def text_width(line: str) -> float:
    """The width of a line in full-width characters.

    >>> text_width("103年")
    2.5
    """
    return sum(0.5 if c.isascii() else 1.0 for c in line.strip())


def wrap_width(cells: Iterable[str]) -> float:
    """The longest line that another line of its cell follows."""
    lines = (line for text in cells for line in text.splitlines()[:-1])
    return max(map(text_width, lines), default=0.0)


def head_labels(cells: Iterable[str]) -> list[ItemLabel]:
    """The labels with which cells begin."""
    return [label for text in cells if (label := item_label(text))]
