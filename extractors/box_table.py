"""Tables drawn with lines of box characters (Unicode U+2500–257F), as word processors of the DOS age and terminals print them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.lines import Line, Stretch
from extractors.table_layout import RawCell, cell_of, table_of

_SIDE = re.compile("[│┃║┆┇┊┋]")
_DRAWN = re.compile(r"[\s\u2500-\u257f]+")
_ACROSS = re.compile("[─━═┄┅┈┉╌╍]")


def find_box_tables(text: str, lines: Sequence[Line]) -> Iterator[Stretch]:
    """The tables of a text whose rows stand between drawn rules."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _is_drawn(lines[end]):
            end += 1
        yield from _read(text, lines, at, end)
        at = max(end, at + 1)


def _is_drawn(line: Line) -> bool:
    return _is_rule(line) or _SIDE.match(line.text.strip()) is not None


def _is_rule(line: Line) -> bool:
    return _DRAWN.fullmatch(line.text) is not None and _ACROSS.search(line.text) is not None


def _read(text: str, lines: Sequence[Line], first: int, end: int) -> Iterator[Stretch]:
    rows = list(_rows(text, lines, first, end))
    columns = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    if len(rows) > 1 and columns > 1 and all(len(row) <= columns for row in rows):
        yield Stretch(first, end, (table_of(rows, columns),))


def _rows(text: str, lines: Sequence[Line], first: int, end: int) -> Iterator[list[RawCell]]:
    """The rows of a drawing: the lines between two rules, cell by cell one below the other."""
    row: list[RawCell] = []
    for line in lines[first:end]:
        if _is_rule(line):
            if row:
                yield row
            row = []
            continue
        cells = _cells(text, line)
        row = (
            [above + below for above, below in zip(row, cells, strict=True)] if len(row) == len(cells) else row + cells
        )
    if row:
        yield row


def _cells(text: str, line: Line) -> list[RawCell]:
    sides = [match.start() for match in _SIDE.finditer(line.text)]
    return [cell_of(text, line.span(left + 1, right)) for left, right in pairwise(sides)]
