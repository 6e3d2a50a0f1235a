"""Characters to lines: clusters of baselines, in the order in which they are read, with the blanks that a reader sees."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import compress, pairwise
from operator import itemgetter, le
from typing import NamedTuple

from extractors.document import Box
from extractors.pdf.glyphs import DESCENT, WIDE, Char, Run, chars_of, runs_of

SAME_LINE = 0.4  # of the font size: baselines nearer than this make one line (mixed fonts)
RAISED = 0.6  # the same where one is so much …
SMALLER = 0.75  # … smaller as the number of a footnote is
NARROW_GAP = 0.22  # of the font size: a gap this wide between narrow characters is a blank
WIDE_GAP = 0.9  # the same beside a wide one; justified text is spaced out up to here
FAR_GAP = 3.0  # the same: what stands so far apart are two entries, and APART between them tells
APART = "   "
ASKEW_STEP = 2.5  # font sizes from one character to the next of a line that runs askew
DOUBLED = 0.4  # of a character's width: the same character again so near is fake bold
START = itemgetter(1)  # of a Char; faster by place than by name
PRIVATE = re.compile("[\uf020-\uf0ff]")  # where SYMBOLS are
DIRECTIONS = ("right", "down", "up", "left")
# bullets and boxes as the symbol fonts of Word encode them
SYMBOLS = str.maketrans({
    0xF0FC: "✓", 0xF0FB: "✗", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF071: "❑", 0xF0FE: "☑", 0xF052: "☑", 0xF0FD: "☒",
    0xF06E: "■", 0xF06C: "●", 0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF076: "❖", 0xF0E0: "→", 0xF0E8: "➔", 0xF04A: "☺",
    0xF075: "◆", 0xF0D2: "➢", 0xF0B2: "☆", 0xF0AB: "★", 0xF020: " ",
})  # fmt: skip


class Line(NamedTuple):
    """A line as it is read: its text without blanks at its ends, its box, and what most of its characters look like."""

    text: str
    box: Box
    size: float
    bold: bool = False
    direction: str = "right"


Row = list[Run]  # the characters of a line, from its beginning to its end


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """The lines that these characters make: level ones from the top down, then those that run down, up and upside down."""
    turned: dict[str, list[Run]] = {}
    for run in runs:
        turned.setdefault(run.direction, []).append(run)
    return [
        line
        for direction in DIRECTIONS
        if direction in turned
        for row in rows(turned[direction], direction)
        for line in line_of(row, direction)
    ]


def lines_askew(chars: Iterable[Char]) -> list[Line]:
    """Lines of characters that run along no side of the page, in the order in which they are drawn: a far or a smaller one begins another."""
    found: list[list[Char]] = []
    for char in chars:
        before = found[-1][-1] if found else None
        near = before and max(abs(char.x0 - before.x0), abs(char.bottom - before.bottom)) <= ASKEW_STEP * before.size
        if before and near and char.size == before.size:
            found[-1].append(char)
        else:
            found.append([char])
    return [line_askew(row) for row in found if any(not char.text.isspace() for char in row)]


def line_askew(row: Sequence[Char]) -> Line:
    """The line of characters that run askew."""
    _, starts, tops, ends, bottoms, sizes, _, bolds, _, _ = zip(*row, strict=True)
    text = "".join(char.text for char in row).strip().translate(SYMBOLS)
    return Line(text, Box(min(starts), min(tops), max(ends), max(bottoms)), round(sizes[0], 1), all(bolds), "askew")


def level(char: Char, direction: str) -> Char:
    """The character of a turned line as if the line were level: turned about the page's corner, so that lines come in their order.

    >>> level(Char("一", 10, 20, 30, 40, 20), "down")[1:5]
    (20, -30, 40, -10)
    """
    _, x0, top, x1, bottom = char[:5]
    if direction == "down":
        return char._replace(x0=top, x1=bottom, top=-x1, bottom=-x0)
    if direction == "up":
        return char._replace(x0=-bottom, x1=-top, top=x0, bottom=x1)
    return char._replace(x0=-x1, x1=-x0, top=-bottom, bottom=-top)


def rows(runs: Iterable[Run], direction: str = "right") -> list[Row]:
    """The characters by line, each line's from its beginning to its end."""
    if direction != "right":
        runs = runs_of(level(char, direction) for char in chars_of(runs))
    groups: dict[float, Row] = defaultdict(list)
    for run in runs:
        groups[run.bottom].append(run)
    found: list[Row] = []
    at, size = 0.0, 0.0
    for bottom in sorted(groups):
        group = groups[bottom]
        largest = group[0].size if len(group) == 1 else max([run.size for run in group])
        baseline = bottom - DESCENT * largest
        if found and baseline - at <= reach(size, largest):
            found[-1] += group
            size = max(size, largest)
        else:
            found.append(group)
            at, size = baseline, largest
    return [from_left(row) for row in found]


def reach(size: float, other: float) -> float:
    """How far apart the baselines of characters of these sizes are at most on one line."""
    larger = max(size, other)
    return (RAISED if min(size, other) <= SMALLER * larger else SAME_LINE) * larger


def beginning(run: Run) -> float:
    """Where a run begins."""
    return run.starts[0]


def from_left(row: Row) -> Row:
    """The characters of a line by abscissa, runs that reach into one another parted."""
    if len(row) == 1:
        return row
    ordered = sorted(row, key=beginning)
    if all(before.starts[-1] < after.starts[0] for before, after in pairwise(ordered)):
        return ordered
    return runs_of(sorted(chars_of(row), key=START))


def line_of(row: Row, direction: str = "right") -> list[Line]:
    """The line of a row of characters, as a list: empty where the row is blank."""
    seen, blanks = without_blanks(row)
    seen = without_doubles(seen) if len(seen) > 1 else seen
    if not seen:
        return []
    whole, right = seen[0], seen[0].ends[-1]
    if len(seen) > 1:
        whole, right = together(seen), max([run.ends[-1] for run in seen])
    box = shown(direction, whole.starts[0], whole.top, right, whole.bottom)
    text = with_symbols(spaced(whole.text, whole.starts, whole.ends, whole.size, blanks))
    return [Line(text, box, round(whole.size, 1), whole.bold, direction)]


def together(row: Row) -> Run:
    """The runs of a row as one: as high as all are, and looking like most of its characters. It need not rise as runs do."""
    sizes = Counter[float]()
    for run in row:
        sizes[run.size] += len(run.text)
    bold = sum(len(run.text) if run.bold else -len(run.text) for run in row)
    return Run(
        "".join([run.text for run in row]),
        [x for run in row for x in run.starts],
        [x for run in row for x in run.ends],
        min([run.top for run in row]),
        max([run.bottom for run in row]),
        sizes.most_common(1)[0][0],
        bold=bold > 0,
    )


def with_symbols(text: str) -> str:
    """The text with what the symbol fonts mean.

    >>> with_symbols("\uf0fc已完成")
    '✓已完成'
    """
    return text.translate(SYMBOLS) if PRIVATE.search(text) else text


def shown(direction: str, x0: float, top: float, x1: float, bottom: float) -> Box:
    """The box on the page of a line that ``level`` has laid level."""
    if direction == "right":
        return Box(x0, top, x1, bottom)
    if direction == "down":
        return Box(-bottom, x0, -top, x1)
    if direction == "up":
        return Box(top, -x1, bottom, -x0)
    return Box(-x1, -bottom, -x0, -top)


def without_blanks(row: Row) -> tuple[Row, list[float]]:
    """The row without its blanks, and where these begin."""
    if not any(map(has_blank, row)):
        return row, []
    seen, blanks = Row(), list[float]()
    for run in row:
        shown = [not char.isspace() for char in run.text]
        blanks += [x for x, is_shown in zip(run.starts, shown, strict=True) if not is_shown]
        if any(shown):
            starts, ends = list(compress(run.starts, shown)), list(compress(run.ends, shown))
            seen.append(run._replace(text="".join(run.text.split()), starts=starts, ends=ends))
    return seen, blanks


def has_blank(run: Run) -> bool:
    """Whether white space is among the characters of a run."""
    return run.text.split() != [run.text]


def without_doubles(row: Row) -> Row:
    """The row without the second strokes of characters drawn twice to look bold."""
    if all(after.starts[0] - before.starts[-1] >= DOUBLED * width_of_last(before) for before, after in pairwise(row)):
        return row
    kept: list[Char] = []
    for char in chars_of(row):
        near = (k for k in kept[-4:] if char.x0 - k.x0 < DOUBLED * min(char.x1 - char.x0, k.x1 - k.x0))
        if not any(k.text == char.text for k in near):
            kept.append(char)
    return runs_of(kept)


def width_of_last(run: Run) -> float:
    """The width of a run's last character."""
    return run.ends[-1] - run.starts[-1]


def spaced(text: str, starts: Sequence[float], ends: Sequence[float], size: float, blanks: Sequence[float]) -> str:
    """The text of a row with a blank where the source has one (``blanks``, sorted) or where a gap looks like one."""
    least, following = NARROW_GAP * size, starts[1:]
    if not blanks and all(map(le, following, ends)):
        return text
    gaps = [(i, start - end) for i, (start, end) in enumerate(zip(following, ends, strict=False), 1) if start > end]
    if not blanks and all(gap <= least for _, gap in gaps):
        return text
    parts = list(text)
    for i, gap in gaps:
        narrow = text[i - 1] < WIDE and text[i] < WIDE
        written = bisect_left(blanks, starts[i]) > bisect_left(blanks, starts[i - 1])
        if written or gap > (least if narrow else WIDE_GAP * size):
            parts[i] = (APART if gap > FAR_GAP * size else " ") + text[i]
    return "".join(parts)
