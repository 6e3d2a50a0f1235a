"""Characters to lines: clusters of baselines, in the order in which they are read, with the blanks that a reader sees."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from extractors.document import Box
from extractors.pdf.glyphs import DESCENT, Char

WIDE = "\u2e80"  # from here on characters are a full em wide
SAME_LINE = 0.4  # of the font size: baselines nearer than this make one line (superscripts, mixed fonts)
NARROW_GAP = 0.22  # of the font size: a gap this wide between narrow characters is a blank
WIDE_GAP = 0.9  # the same beside a wide one; justified text is spaced out up to here
DOUBLED = 0.4  # of a character's width: the same character again so near is fake bold
DIRECTIONS = ("right", "down", "up", "left")
# bullets and boxes as the symbol fonts of Word encode them
SYMBOLS = str.maketrans({
    0xF0FC: "✓", 0xF0FB: "✗", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF071: "❑", 0xF0FE: "☑", 0xF052: "☑", 0xF0FD: "☒",
    0xF06E: "■", 0xF06C: "●", 0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF076: "❖", 0xF0E0: "→", 0xF0E8: "➔", 0xF04A: "☺",
    0xF075: "◆", 0xF0D2: "➢", 0xF0B2: "☆", 0xF0AB: "★", 0xF020: " ",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is read: its text without blanks at its ends, its box, and what most of its characters look like."""

    text: str
    box: Box
    size: float
    bold: bool = False
    direction: str = "right"


class Placed(NamedTuple):
    """A character in the coordinates of its line: where its baseline is, and where along it it begins and ends."""

    baseline: float
    start: float
    end: float
    char: Char


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The lines that these characters make: level ones from the top down, then those that run down, up and upside down."""
    turned: dict[str, list[Placed]] = defaultdict(list)
    for char in chars:
        turned[char.direction].append(place(char))
    lines = []
    for direction in DIRECTIONS:
        for row in rows(turned.get(direction, ())):
            lines += line_of(row, direction)
    return lines


def place(char: Char) -> Placed:
    """The character as its line sees it; baselines grow in the order in which lines are read."""
    if char.direction == "right":
        return Placed(char.bottom - DESCENT * char.size, char.x0, char.x1, char)
    if char.direction == "down":
        return Placed(-char.x0 - DESCENT * char.size, char.top, char.bottom, char)
    if char.direction == "up":
        return Placed(char.x1 - DESCENT * char.size, -char.bottom, -char.top, char)
    return Placed(-char.top - DESCENT * char.size, -char.x1, -char.x0, char)


def rows(placed: Iterable[Placed]) -> list[list[Placed]]:
    """The characters by line, each line's from its beginning to its end."""
    levels: dict[float, list[Placed]] = defaultdict(list)
    for item in placed:
        levels[round(item.baseline, 1)].append(item)
    found: list[list[Placed]] = []
    level, size = 0.0, 0.0
    for baseline in sorted(levels):
        group = levels[baseline]
        largest = max(item.char.size for item in group)
        if found and baseline - level <= SAME_LINE * max(size, largest):
            found[-1] += group
            size = max(size, largest)
        else:
            found.append(group)
            level, size = baseline, largest
    for row in found:
        row.sort(key=itemgetter(1))
    return found


def line_of(row: Sequence[Placed], direction: str = "right") -> list[Line]:
    """The line of a row of characters, as a list: empty where the row is blank."""
    seen = without_doubles([item for item in row if not item.char.text.isspace()])
    if not seen:
        return []
    text = spaced(seen, [item.start for item in row if item.char.text.isspace()])
    chars = [item.char for item in seen]
    box = Box(
        min(c.x0 for c in chars), min(c.top for c in chars), max(c.x1 for c in chars), max(c.bottom for c in chars)
    )
    size = Counter(round(c.size, 1) for c in chars).most_common(1)[0][0]
    bold = 2 * sum(c.bold for c in chars) > len(chars)
    return [Line(text.translate(SYMBOLS), box, size, bold, direction)]


def without_doubles(row: list[Placed]) -> list[Placed]:
    """The row without the second strokes of characters drawn twice to look bold."""
    kept: list[Placed] = []
    for item in row:
        near = (k for k in kept[-4:] if item.start - k.start < DOUBLED * min(item.end - item.start, k.end - k.start))
        if not any(k.char.text == item.char.text for k in near):
            kept.append(item)
    return kept


def spaced(row: Sequence[Placed], blanks: Sequence[float]) -> str:
    """The text of a row with a blank where the source has one or where a gap looks like one. ``blanks`` are sorted."""
    parts = [row[0].char.text]
    index = 0
    for before, item in pairwise(row):
        while index < len(blanks) and blanks[index] < before.start:
            index += 1
        written = index < len(blanks) and blanks[index] < item.start
        gap = item.start - before.end
        narrow = before.char.text < WIDE and item.char.text < WIDE
        if (written and gap > 0) or gap > (NARROW_GAP if narrow else WIDE_GAP) * item.char.size:
            parts.append(" ")
        parts.append(item.char.text)
    return "".join(parts)
