"""Markdown as it occurs in converted plans: headings, bullets, emphasis of whole lines, pipe tables. Told by content, not by suffix.

The syntax is that of CommonMark 0.31 (ATX headings §4.2, bullet lists §5.2) and of GitHub's tables; the marks are no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.document import Paragraph, ParagraphKind, Style
from extractors.lines import Line, Stretch
from extractors.table_layout import BLANK, RawCell, Row, cell_of, table_of

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(?=\S)")
_CLOSING_MARKS = re.compile(r"(?<=[ \t])#+[ \t]*$")
_BULLET = re.compile(r"[ \t]*-[ \t]+(?=\S)")
_MARKDOWN_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?=\S)")
_PAGE_NUMBER = re.compile(r"\s*-\s*[0-9]+\s*-\s*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ALIGNMENT = re.compile(r"[ \t]*:?-+:?[ \t]*")
_LINE_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


def heading_level(line: str) -> int | None:
    """The depth of an ATX heading.

    >>> heading_level("## 壹、依據"), heading_level("#1 計畫")
    (2, None)
    """
    found = _HEADING.match(line)
    return len(found[1]) if found else None


def is_markdown(lines: Sequence[Line]) -> bool:
    """Whether a text has headings of Markdown, or a table of it."""
    return any(heading_level(line.text) for line in lines) or any(
        _alignment_cells(line.text) > 1 and "|" in above.text for above, line in pairwise(lines)
    )


def with_line_breaks(text: str) -> str:
    """Line breaks of HTML, which Markdown has for lines inside a cell, as vertical tabs."""
    return _LINE_BREAK.sub("\v", text) if "<" in text and "|" in text else text


def paragraph(line: Line, markdown: bool) -> Paragraph | None:
    """A line that is not blank as a paragraph, the marks at its head left out; None where it is nothing but a mark.

    >>> read = paragraph(Line("## 壹、依據 ##", 0), True)
    >>> read.span, read.style.heading_level
    (Span(start=3, end=7), 2)
    """
    if markdown and _RULE.match(line.text):
        return None
    start, end, level, bullet = 0, len(line.text), None, False
    heading = _HEADING.match(line.text)
    if heading:
        start, level = heading.end(), len(heading[1])
        closing = _CLOSING_MARKS.search(line.text, start)
        end = closing.start() if closing else end
    else:
        mark = (_MARKDOWN_BULLET if markdown else _BULLET).match(line.text)
        if mark and not _PAGE_NUMBER.match(line.text):
            start, bullet = mark.end(), True
    start, end, bold = _emphasised(line.text, start, end) if markdown else (start, end, None)
    span = line.span(start, end)
    style = Style(heading_level=level, list_item=bullet, bold=bold, indent=line.indent)
    return Paragraph(span, ParagraphKind.LINE, style) if len(span) else None


def _emphasised(text: str, start: int, end: int) -> tuple[int, int, bool | None]:
    """The range without ``**`` around the whole of it."""
    inner = text[start:end].strip()
    if len(inner) < 5 or not (inner.startswith("**") and inner.endswith("**")) or "**" in inner[2:-2]:
        return start, end, None
    first = text.index("**", start) + 2
    return first, first + len(inner) - 4, True


# --- pipe tables ------------------------------------------------------------------------------------------------------


def find_pipe_tables(text: str, lines: Sequence[Line]) -> Iterator[Stretch]:
    """The tables of pipes with a row of dashes under their header."""
    at = 0
    while at + 1 < len(lines):
        columns = _alignment_cells(lines[at + 1].text)
        header = _cells(text, lines[at]) if columns > 1 and "|" in lines[at].text else ()
        if columns < 2 or len(header) != columns or not any(cell.text for cell in header):
            at += 1
            continue
        end = at + 2
        while end < len(lines) and "|" in lines[end].text:
            end += 1
        rows: list[Row] = [header, *(_fitted(_cells(text, lines[n]), columns) for n in range(at + 2, end))]
        yield Stretch(at, end, (table_of(rows, columns, header_rows=1),))
        at = end


def _alignment_cells(line: str) -> int:
    """How many columns a row of dashes divides; 0 for any other line."""
    if "|" not in line or "-" not in line:
        return 0
    parts = _without_border(line.strip()).split("|")
    return len(parts) if all(_ALIGNMENT.fullmatch(part) for part in parts) else 0


def _without_border(line: str) -> str:
    return line.removeprefix("|").removesuffix("|")


def _cells(text: str, line: Line) -> tuple[RawCell, ...]:
    """The cells between the pipes that no backslash escapes."""
    bars = [n for n, c in enumerate(line.text) if c == "|" and (n == 0 or line.text[n - 1] != "\\")]
    stripped = line.text.strip()
    edges = bars if stripped.startswith("|") else [-1, *bars]
    edges = edges if stripped.endswith("|") and len(edges) > 1 else [*edges, len(line.text)]
    return tuple(_cell(text, line, a + 1, b) for a, b in pairwise(edges))


def _cell(text: str, line: Line, start: int, end: int) -> RawCell:
    start, end, _ = _emphasised(line.text, start, end)
    return cell_of(text, line.span(start, end))


def _fitted(cells: Sequence[RawCell], columns: int) -> tuple[RawCell, ...]:
    """As many cells as the table has columns; what is too much goes with the last, for nothing is to be lost."""
    fitted = [*cells[:columns], *[BLANK] * (columns - len(cells))]
    for cell in cells[columns:]:
        fitted[-1] += cell
    return tuple(fitted)
