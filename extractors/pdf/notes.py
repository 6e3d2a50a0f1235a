"""Footnotes: small lines at the foot of a page, below a short rule or after a number that stands raised in the text above."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractors.pdf.glyphs import Page, Ruling
from extractors.pdf.lines import SMALLER, Line

NOTE_RULE = (0.15, 0.45)  # of the page's width: how long the rule above footnotes is
RULE_GAP = 3.0  # points between pieces of one rule
NOTE_SIZE = 0.97  # of the body's font size: footnotes are smaller, if by half a point
RAISED = 0.1  # of the font size: a note's number stands at least so far above its line
BESIDE = 0.5  # of the font size: and no farther from the character before it
NUMBERED = re.compile(r"([0-9]{1,3})(?![0-9.．、)）年月日])")
FOLIO = re.compile("[-–—~ 0-9０-９第頁页共/／]{1,16}")  # a page's number may stand below the notes, in larger print


def note_lines(lines: Sequence[Line], page: Page) -> list[int]:
    """Which lines of a page are footnotes."""
    if not lines:
        return []
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    most = NOTE_SIZE * sizes.most_common(1)[0][0]
    rule = note_rule(page)
    edge = first_note(lines, page, most) if rule is None else rule - 2.0
    if edge is None:
        return []
    below = sorted((i for i, line in enumerate(lines) if line.box.top > edge), key=lambda i: lines[i].box.top)
    if below and lines[below[-1]].size >= most and FOLIO.fullmatch(lines[below[-1]].text):
        below.pop()
    return below if all(lines[i].size < most for i in below) else []


def first_note(lines: Sequence[Line], page: Page, most: float) -> float | None:
    """Above which ordinate no note stands: the uppermost small line that begins with a number raised in the text above it."""
    small = [line for line in lines if line.size < most and line.box.top > page.height / 2]
    numbered = [(line, match[1]) for line in small if (match := NUMBERED.match(line.text))]
    raised = raised_numbers(page) if numbered else {}
    tops = [line.box.top for line, number in numbered if raised.get(number, page.height) < line.box.top]
    return min(tops) - 1.0 if tops else None


def raised_numbers(page: Page) -> dict[str, float]:
    """The numbers that stand small and raised behind a text, with their foot on the page."""
    found: dict[str, float] = {}
    for before, run in pairwise(page.runs):
        small = run.size <= SMALLER * before.size and run.text.strip().isdigit()
        raised = before.top < run.bottom < before.bottom - RAISED * before.size
        if small and raised and abs(run.starts[0] - before.ends[-1]) <= BESIDE * before.size:
            found.setdefault(run.text.strip(), run.bottom)
    return found


def note_rule(page: Page) -> float | None:
    """The ordinate of the lowest short rule in the lower half of the page, if it stands alone: no part of a longer one, of a box or table."""
    least, most = (share * page.width for share in NOTE_RULE)
    low = [r for r in page.rulings if r.bottom > page.height / 2]
    short = [r for r in low if r.horizontal and least < r.x1 - r.x0 < most]
    if not short:
        return None
    rule = max(short, key=lambda r: r.top)
    return None if any(touches(rule, other) for other in low if other is not rule) else rule.top


def touches(rule: Ruling, other: Ruling) -> bool:
    """Whether another ruling meets a rule or goes on with it; the same one drawn twice does not."""
    twice = abs(other.x0 - rule.x0) < 1 and abs(other.x1 - rule.x1) < 1
    return (
        not twice
        and other.top - RULE_GAP <= rule.top <= other.bottom + RULE_GAP
        and other.x0 - RULE_GAP <= rule.x1
        and rule.x0 <= other.x1 + RULE_GAP
    )
