"""Headings that bear neither number nor tag: told by their print where the whole document sets them so, or by a word that stands alone.

Print alone says little (a cover, a caption, an emphasis look the same), so a way of printing has to come again, has to stand over text each
time, and has to be the document's outermost division: no number before it, and the numbers below begin again.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from rules.label import words
from rules.passage import Passage

LONGEST = 20  # characters of such a heading
LEAST = 3  # headings in one print
USUALLY = 0.8  # so many lines in that print are headings
LARGER = 1.1  # than the body's font size
TEXT = 15  # characters of what stands below, at least
NO_HEADING = re.compile(
    r"[。；;：:！？!?，,（(]|[0-9]$|^[^一-鿿A-Za-z“]|^[表圖图][0-9一二三四五六七八九十]|^(?:中華民國)?.{2,5}年.{1,3}月"
)
BULLET = re.compile("[●○◆◇■□▪▲►•·※➢✓√–—-]")


class Print(NamedTuple):
    """How a heading is set: larger first."""

    size: float
    bold: bool
    alignment: str


def stands_alone(passage: Passage) -> bool:
    """Whether a passage is a word that heads a part of a plan wherever it stands alone: 前　言, 結語."""
    return len(passage.text) <= LONGEST and "".join(passage.folded.split()) in words("alone")


def printed_headings(
    body: Sequence[Passage], numbers: Sequence[int | None], every: Sequence[Print | None]
) -> dict[int, int]:
    """The depth of each line that its print makes a heading, by its place among the lines.

    ``body``: the passages, the title left out; ``numbers``: the number of each one's label, None where it has none; ``every``: their prints.
    """
    prints = [found if number is None else None for found, number in zip(every, numbers, strict=True)]
    lines = defaultdict[Print, list[int]](list)
    for at, found in enumerate(prints):
        if found is not None:
            lines[found].append(at)
    kept = []
    for _, places in sorted(lines.items(), key=lambda item: (-item[0].size, not item[0].bold, item[0].alignment)):
        heads = [at for at in places if is_head(at, body, numbers, prints)]
        if len(heads) >= max(LEAST, USUALLY * len(places)) and divide(heads, numbers):
            kept.append(heads)
    return {at: depth for depth, heads in enumerate(kept, 1) for at in heads}


def prints_of(body: Sequence[Passage]) -> list[Print | None]:
    """How each line is set, None where that is as the body is."""
    sizes, bolds = Counter[float](), Counter[bool]()
    for passage in body:
        sizes[passage.style.font_size or 0.0] += len(passage.text)
        bolds[bool(passage.style.bold)] += len(passage.text)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    telling = bolds[False] > bolds[True]
    return [print_of(passage, usual, telling) for passage in body]


def print_of(passage: Passage, usual: float, telling: bool) -> Print | None:
    """The print of one line. ``telling``: bold type is the exception."""
    style = passage.style
    size, bold = style.font_size or 0.0, bool(style.bold) and telling
    if not bold and size < LARGER * usual:
        return None
    return Print(size, bold, style.alignment or "left") if bold or size > 0 else None


def is_head(
    at: int, body: Sequence[Passage], numbers: Sequence[int | None], prints: Sequence[Print | None], more: int = 1
) -> bool:
    """Whether a line reads as a heading and stands over something: text, a list, a heading in smaller print, one (``more``) in the same."""
    text = body[at].text.strip()
    if not 2 <= len(text) <= LONGEST or NO_HEADING.search(text) or at + 1 == len(body):
        return False
    own, below = prints[at], prints[at + 1]
    if below is not None:
        return own is not None and (
            below < own or (own == below and more > 0 and is_head(at + 1, body, numbers, prints, 0))
        )
    following = body[at + 1].text.strip()
    return numbers[at + 1] is not None or len(following) >= TEXT or BULLET.match(following) is not None


def divide(heads: Sequence[int], numbers: Sequence[int | None]) -> bool:
    """Whether headings divide the whole: no number stands before the first, and below each the numbers begin again."""
    if any(number is not None for number in numbers[: heads[0]]):
        return False
    for first, end in zip(heads, [*heads[1:], len(numbers)], strict=True):
        number = next((number for number in numbers[first:end] if number is not None), 1)
        if number != 1:
            return False
    return True
