"""Rows that no rule divides, told by their baselines: lists and budgets with a ruled header and nothing but vertical rules below it.

A row of an ordinary table looks the same at first sight, with several lines in each cell. So rows are told only where the body is one
undivided band and figures stand line by line beside their names, labels count on, or clear gaps run through all columns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.item_label import item_label
from extractors.pdf.lines import Line

FEWEST_ROWS = 3
SAME_BASELINE = 0.45  # of the font size
SHARED = 0.6  # of the columns that hold text: as many have a line on a row's baseline
WIDE_STEP = 1.6  # of the distance between wrapped lines: rows stand at least so far apart if they are told by gaps
EVEN_STEP = 1.25  # of the same: what is neither this near nor that far leaves it open
_FIGURE = re.compile(r"[()（）\-－—+±△▲▽＄$NT,，.．/%％‰0-9０-９ ]{1,24}[年元案件人次項場]{0,2}")


@dataclass(frozen=True, slots=True)
class Level:
    """The lines of all columns that stand on one baseline. ``at`` its ordinate, ``size`` the font's, ``columns`` those with a line there."""

    at: float
    size: float
    columns: frozenset[int]


def row_boundaries(columns: Sequence[Sequence[Line]]) -> list[float]:
    """Where rows end in an undivided band: ordinates from the top down; none where no rows can be told. Takes the lines of each column."""
    filled = [lines for lines in columns if lines]
    levels = _levels(columns)
    if len(filled) < 2 or len(levels) < FEWEST_ROWS:
        return []
    return _by_figures(columns, levels, len(filled)) or _by_labels(filled[0], levels) or _by_gaps(levels, columns)


def _levels(columns: Sequence[Sequence[Line]]) -> list[Level]:
    lines = sorted((line.box.bottom, line.size, index) for index, lines in enumerate(columns) for line in lines)
    levels: list[Level] = []
    for bottom, size, index in lines:
        last = levels[-1] if levels else None
        if last and bottom - last.at <= SAME_BASELINE * max(size, last.size):
            levels[-1] = Level(last.at, max(size, last.size), last.columns | {index})
        else:
            levels.append(Level(bottom, size, frozenset({index})))
    return levels


def _by_figures(columns: Sequence[Sequence[Line]], levels: Sequence[Level], filled: int) -> list[float]:
    """Boundaries before the baselines of a column of figures, where most columns have a line on each of these."""
    shared = [level for level in levels if len(level.columns) >= max(2, SHARED * filled)]
    for index, lines in enumerate(columns):
        figures = [line for line in lines if _FIGURE.fullmatch(line.text)]
        beside = sum(index in level.columns for level in shared)
        if len(figures) >= FEWEST_ROWS and len(figures) >= 0.8 * len(lines) and beside >= 0.8 * len(shared):
            return _widest_steps(levels, shared) if len(shared) >= 0.8 * len(lines) else []
    return []


def _by_labels(key: Sequence[Line], levels: Sequence[Level]) -> list[float]:
    """Boundaries above the labels of the first column that count on, where each has a line beside it."""
    labels = [(line, item_label(line.text)) for line in key]
    counting = [(line, label) for line, label in labels if label]
    starts = [_level_of(line, levels) for line, _ in counting]
    certain = (
        len(counting) >= FEWEST_ROWS
        and all(after.follows(before) for (_, before), (_, after) in pairwise(counting))
        and all(len(level.columns) > 1 for level in starts)
    )
    headed = certain and starts[0].at > levels[0].at
    return [_above(level) for level in (starts if headed else starts[1:])] if certain else []


def _level_of(line: Line, levels: Sequence[Level]) -> Level:
    return min(levels, key=lambda level: abs(level.at - line.box.bottom))


def _widest_steps(levels: Sequence[Level], starts: Sequence[Level]) -> list[float]:
    """Between each two of ``starts`` the middle of the widest step; the last of equal ones, as a row's name wraps downwards."""
    ordinates = [level.at for level in levels]
    boundaries = []
    for first, second in pairwise(starts):
        stretch = ordinates[bisect_right(ordinates, first.at) - 1 : bisect_right(ordinates, second.at)]
        steps = list(pairwise(stretch))
        widest = max(after - before for before, after in steps)
        after = next(after for before, after in reversed(steps) if after - before >= widest - 1.0)
        boundaries.append(_above(next(level for level in levels if level.at == after)))
    return boundaries


def _by_gaps(levels: Sequence[Level], columns: Sequence[Sequence[Line]]) -> list[float]:
    """Boundaries at the wide ones of two kinds of steps, if each row then begins in the first column and a second one."""
    steps = [after.at - before.at for before, after in pairwise(levels)]
    near = [step for step in steps if step <= EVEN_STEP * min(steps)]
    usual = median(near)
    wide = [index for index, step in enumerate(steps) if step >= WIDE_STEP * usual]
    starts = [levels[0], *(levels[index + 1] for index in wide)]
    key = min(index for index, lines in enumerate(columns) if lines)
    certain = (
        len(starts) >= FEWEST_ROWS
        and len(near) + len(wide) == len(steps)
        and len(near) >= len(wide)
        and all(key in level.columns and len(level.columns) > 1 for level in starts)
    )
    return [_above(level) for level in starts[1:]] if certain else []


def _above(level: Level) -> float:
    """The ordinate just above the characters on a baseline."""
    return level.at - 1.1 * level.size
