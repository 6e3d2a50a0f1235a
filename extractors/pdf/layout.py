"""What the lines of pages are: running headers and footers, page numbers, footnotes, the body, entries of a table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.document import ParagraphKind
from extractors.pdf.columns import lines_in_columns
from extractors.pdf.glyphs import Page, Run
from extractors.pdf.lines import Line

MARGIN = 0.15  # of the page's height: running lines stand no farther from its edge
OUTERMOST = 3  # lines from the page's edge that may be running ones
SAME_PLACE = 6.0  # points by which a running line may move from page to page
NEIGHBOURS = (1, 2)  # pages away: left and right pages may differ
NOTE_RULE = (0.15, 0.45)  # of the page's width: how long the rule above footnotes is
NOTE_SIZE = 0.95  # of the body's font size: footnotes are smaller

_NUMERAL = "(?:[0-9０-９]{1,5}|[一二三四五六七八九十百〇○]{1,6}|[ivxlcIVXLC]{1,7})"
_MARKS = "[-–—~～〜‧·(（)）<>《》【】]{0,3}"
PAGE_NUMBER = re.compile(
    rf"(?![(（]?[一二三四五六七八九十]{{1,3}}[)）]){_MARKS} ?(?:第|頁次[:：]?|页次[:：]?|[Pp](?:age|\.)?)? ?{_NUMERAL} ?[頁页]? ?{_MARKS}"
    rf"(?: ?(?:[,，/／|｜]|of|共|總|总|全) ?(?:共|總|总|全)?計? ?{_NUMERAL}? ?[頁页]? ?{_MARKS})?"
)
DIGITS = re.compile(r"[0-9０-９]{1,5}")
NUMBERED_HEADING = re.compile(r"[(（]?(?:附|表|圖|图|第|[0-9０-９一二三四五六七八九十])")
OF_PAGES = re.compile("[頁页]|[Pp]age")
LEADER = re.compile(r"(?:[.．·‧…﹒‥・_] ?){4}[.．·‧…﹒‥・_ ]*[(（]?[0-9０-９ivxIVX一二三四五六七八九十–-]{0,7}[)）]?$")


@dataclass(slots=True)
class Sheet:
    """A page's lines outside its tables, in reading order, and what each is. It is filled page by page and judged when all are there."""

    number: int
    width: float
    height: float
    lines: list[Line]
    kinds: list[ParagraphKind] = field(default_factory=list)
    ocr: bool = False  # read in an image

    def __post_init__(self) -> None:
        self.kinds = self.kinds or [ParagraphKind.LINE] * len(self.lines)

    def body(self) -> Iterator[Line]:
        """The lines that are neither running ones nor notes."""
        return (line for line, kind in zip(self.lines, self.kinds, strict=True) if kind is ParagraphKind.LINE)

    def edges(self) -> Iterator[tuple[int, ParagraphKind]]:
        """The indices of the lines that may be running ones, and what they would be."""
        by_height = sorted(range(len(self.lines)), key=lambda i: self.lines[i].box.top)
        for index in by_height[:OUTERMOST]:
            if self.lines[index].box.bottom < MARGIN * self.height:
                yield index, ParagraphKind.HEADER
        for index in by_height[-OUTERMOST:]:
            if self.lines[index].box.top > (1 - MARGIN) * self.height:
                yield index, ParagraphKind.FOOTER


def sheet_of(page: Page, runs: Iterable[Run]) -> Sheet:
    """The lines that those characters of a page make which stand in no table."""
    sheet = Sheet(page.number, page.width, page.height, lines_in_columns(list(runs)), ocr=page.ocr is not None)
    mark_notes(sheet, page)
    return sheet


def mark_notes(sheet: Sheet, page: Page) -> None:
    """Finds the footnotes: small lines below a short rule in the lower half of the page."""
    least, most = (share * page.width for share in NOTE_RULE)
    rules = [r for r in page.rulings if r.horizontal and least < r.x1 - r.x0 < most and r.top > page.height / 2]
    sizes = Counter[float]()
    for line in sheet.lines:
        sizes[line.size] += len(line.text)
    if not rules or not sizes:
        return
    body = sizes.most_common(1)[0][0]
    edge = max(rules, key=lambda r: r.top)
    below = [i for i, line in enumerate(sheet.lines) if line.box.top > edge.top - 2.0]
    if below and all(sheet.lines[i].size < NOTE_SIZE * body for i in below):
        for i in below:
            sheet.kinds[i] = ParagraphKind.FOOTNOTE


# --- running lines ----------------------------------------------------------------------------------------------------


def mark_running(sheets: Sequence[Sheet]) -> None:
    """Finds running headers and footers (the same line at the same place on a page nearby) and page numbers."""
    edges = {sheet.number: list(sheet.edges()) for sheet in sheets}
    by_number = {sheet.number: sheet for sheet in sheets}
    found = [
        (sheet, index, kind)
        for sheet in sheets
        for index, kind in edges[sheet.number]
        if is_page_number(sheet, index, kind) or repeats(sheet, index, kind, by_number, edges)
    ]
    for sheet, index, kind in found:
        sheet.kinds[index] = kind


def is_page_number(sheet: Sheet, index: int, kind: ParagraphKind) -> bool:
    """Whether a line at the edge of a page is its number alone: 3, - 3 -, 第 3 頁，共 19 頁, iii."""
    line = sheet.lines[index]
    outermost = all(
        other.box.bottom <= line.box.bottom if kind is ParagraphKind.FOOTER else other.box.top >= line.box.top
        for other in sheet.lines
    )
    return outermost and len(line.text) <= 20 and PAGE_NUMBER.fullmatch(line.text) is not None


def repeats(
    sheet: Sheet,
    index: int,
    kind: ParagraphKind,
    by_number: dict[int, Sheet],
    edges: dict[int, list[tuple[int, ParagraphKind]]],
) -> bool:
    """Whether the line stands at the same place of a page nearby, page number aside."""
    line = sheet.lines[index]
    for distance in (d * way for d in NEIGHBOURS for way in (-1, 1)):
        other = by_number.get(sheet.number + distance)
        for at, its_kind in edges.get(sheet.number + distance, ()):
            if other and its_kind is kind and same_running(line, other.lines[at], distance):
                return True
    return False


def same_running(line: Line, other: Line, distance: int) -> bool:
    """Whether two lines, ``distance`` pages apart, are one running line."""
    if abs(line.box.top - other.box.top) > SAME_PLACE or abs(line.size - other.size) > 0.5:
        return False
    if line.text == other.text:
        return True
    if DIGITS.sub("#", line.text) != DIGITS.sub("#", other.text):
        return False
    if NUMBERED_HEADING.match(line.text) and not OF_PAGES.search(line.text):
        return False
    steps = [
        int(b) - int(a)
        for a, b in zip(DIGITS.findall(line.text), DIGITS.findall(other.text), strict=True)
        if int(a) != int(b)
    ]
    return steps == [distance]


def is_contents_entry(text: str) -> bool:
    """Whether a line is one of a table of contents: dots that lead to a page number.

    >>> is_contents_entry("壹、依據..........3"), is_contents_entry("壹、依據")
    (True, False)
    """
    return LEADER.search(text[-80:]) is not None
