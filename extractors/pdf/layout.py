"""What the lines of pages are: running headers and footers, page numbers, footnotes, the body, entries of a table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.document import Box, ParagraphKind
from extractors.grid import is_quotation
from extractors.pdf.columns import lines_in_columns
from extractors.pdf.glyphs import Page, Run, chars_of
from extractors.pdf.lines import Line, lines_askew
from extractors.pdf.notes import note_lines

MARGIN = 0.15  # of the page's height: running lines stand no farther from its edge
OUTERMOST = 3  # lines from the page's edge that may be running ones
SAME_PLACE = 6.0  # points by which a running line may move from page to page
SAME_SLOT = 2.0  # the same for lines of other words
APART = 0.8  # of the font size: the space between a running line and the body
NEIGHBOURS = (1, 2)  # pages away: left and right pages may differ
BINDING = frozenset("裝訂線装订线：:.．…‧·•∙⋮︙┊┆┇│|-－─—–○。")  # 政府文書格式: the margin of a letter
BOUND = re.compile("[裝装][^訂订]*[訂订][^線线]*[線线]")

_NUMERAL = "(?:[0-9０-９]{1,5}|[一二三四五六七八九十百〇○]{1,6}|[ivxlcIVXLC]{1,7})"
_MARKS = "[-–—~～〜‧·(（)）<>《》【】]{0,3}"
# of pages counted by chapter or annex: 3-12, 附一-2, 目-1
_CHAPTER = f"(?:(?:附[錄录件表]? ?|[A-Z目摘序參参壹貳贰肆伍陸陆柒捌玖拾])?{_NUMERAL}?(?<![-–—－]) ?[-–—－])"
PAGE_NUMBER = re.compile(
    rf"(?![(（]?[一二三四五六七八九十]{{1,3}}[)）]){_MARKS} ?(?:第|頁次[:：]?|页次[:：]?|[Pp](?:age|\.)?)? ?{_CHAPTER}? ?{_NUMERAL} ?[頁页]? ?{_MARKS}"
    rf"(?: ?(?:[,，/／|｜]|of|共|總|总|全) ?(?:共|總|总|全)?計? ?{_NUMERAL}? ?[頁页]? ?{_MARKS})?"
)
DIGITS = re.compile(r"[0-9０-９]{1,5}")
NUMBERED_HEADING = re.compile(r"[(（]?(?:附|表|圖|图|第|[0-9０-９一二三四五六七八九十])")
ANNEX = re.compile(
    "附(?:件|錄|录|表|圖|图)"
)  # the head of an annex, printed on each of its pages, is a heading on the first
OF_PAGES = re.compile("[頁页]|[Pp]age")
LEADER = re.compile(r"(?:[.．·‧…﹒‥・_] ?){4}[.．·‧…﹒‥・_ ]*[(（]?[0-9０-９ivxIVX一二三四五六七八九十–-]{0,7}[)）]?$")


@dataclass(slots=True)
class Sheet:
    """A page's lines outside its tables, in reading order, and what each is. It is filled page by page and judged when all are there."""

    number: int
    width: float
    height: float
    lines: Sequence[Line]
    kinds: list[ParagraphKind] = field(default_factory=list)
    wrapped: bytearray = field(default_factory=bytearray)  # 1 for each line that the width of the text area cut
    frames: dict[int, Box] = field(default_factory=dict)  # what sets lines off from the rest of the page
    ocr: bool = False  # read in an image

    def __post_init__(self) -> None:
        self.kinds = self.kinds or [ParagraphKind.LINE] * len(self.lines)
        self.wrapped = self.wrapped or bytearray(len(self.lines))

    def clear(self) -> None:
        """Lets go of the lines."""
        self.lines = ()
        for kept in (self.kinds, self.wrapped, self.frames):
            kept.clear()

    def body(self) -> Iterator[Line]:
        """The lines that are neither running ones nor notes."""
        return (self.lines[index] for index in self.body_indices())

    def body_indices(self) -> Iterator[int]:
        """Where these stand among the lines."""
        return (index for index, kind in enumerate(self.kinds) if kind is ParagraphKind.LINE)

    def edges(self) -> Iterator[tuple[int, ParagraphKind]]:
        """The indices of the lines that may be running ones, and what they would be."""
        by_height = sorted(range(len(self.lines)), key=lambda i: self.lines[i].box.top)
        for index in by_height[:OUTERMOST]:
            if self.lines[index].box.bottom < MARGIN * self.height:
                yield index, ParagraphKind.HEADER
        for index in by_height[-OUTERMOST:]:
            if self.lines[index].box.top > (1 - MARGIN) * self.height:
                yield index, ParagraphKind.FOOTER


def sheet_of(page: Page, runs: Iterable[Run], frames: Sequence[Box] = ()) -> Sheet:
    """The lines that those characters of a page make which stand in no table."""
    sheet = Sheet(page.number, page.width, page.height, lines_in_columns(list(runs)), ocr=page.ocr is not None)
    for frame in reversed(frames):  # the uppermost one counts
        sheet.frames |= {index: frame for index, line in enumerate(sheet.lines) if holds(frame, line.box)}
    for index in note_lines(sheet.lines, page):
        sheet.kinds[index] = ParagraphKind.FOOTNOTE
    return sheet


def add_marks(sheet: Sheet, runs: Iterable[Run]) -> None:
    """Adds what is written askew over a page, a watermark or stamp, as lines apart from its body. Characters come as they are drawn."""
    for line in lines_askew(chars_of(runs)):
        sheet.lines = [*sheet.lines, line]
        sheet.kinds.append(ParagraphKind.HEADER)
        sheet.wrapped.append(0)


def binding_marks(runs: Iterable[Run]) -> list[Run]:
    """What marks where a letter is bound: 裝 訂 線 below one another in the margin, one sign on each line, with the dots between them."""
    alone = [run for run in runs if len(run.text) <= 2 and run.text.strip() in BINDING]
    for first in alone:
        if first.text.strip() not in "裝装":
            continue
        band = sorted(
            (run for run in alone if abs(run.starts[0] - first.starts[0]) <= run.size), key=lambda run: run.top
        )
        if BOUND.search("".join([run.text.strip() for run in band])):
            return band
    return []


def holds(frame: Box, box: Box) -> bool:
    """Whether a line begins in a frame and has its middle there: marks may hang over its end."""
    middle, across = (box.top + box.bottom) / 2, (box.x0 + box.x1) / 2
    return frame.top < middle < frame.bottom and frame.x0 - 1 <= box.x0 and across < frame.x1


def keep_quotations(sheets: Sequence[Sheet], whole: int) -> None:
    """Forgets the frames of a document, ``whole`` characters long, that is framed itself: they set nothing off."""
    inside = sum(len(sheet.lines[index].text) for sheet in sheets for index in sheet.frames)
    if inside and not is_quotation(inside, whole):
        for sheet in sheets:
            sheet.frames.clear()


# --- running lines ----------------------------------------------------------------------------------------------------


Edges = dict[int, list[tuple[int, ParagraphKind]]]
Running = dict[int, list[tuple[Line, ParagraphKind]]]  # by page


def mark_running(sheets: Sequence[Sheet]) -> None:
    """Finds running headers and footers (the same line at the same place on a page nearby) and page numbers.

    What stands in the place of a header of the pages nearby is one too: headers change by chapter, and some chapters have one page.
    """
    edges = {sheet.number: list(sheet.edges()) for sheet in sheets}
    by_number = {sheet.number: sheet for sheet in sheets}
    found: Running = {}
    left = []
    for sheet in sheets:
        for index, kind in edges[sheet.number]:
            if is_page_number(sheet, index, kind) or repeats(sheet, index, kind, by_number, edges):
                found.setdefault(sheet.number, []).append((sheet.lines[index], kind))
                sheet.kinds[index] = kind
            else:
                left.append((sheet, index, kind))
    for sheet, index, kind in left:
        if in_slot(sheet, index, kind, found):
            sheet.kinds[index] = kind
    for sheet in sheets:
        keep_outermost(sheet)


def keep_outermost(sheet: Sheet) -> None:
    """Gives back to the body what stands farther in than a line of it: the same sentence may open two pages, but not below their headings."""
    level = (i for i, line in enumerate(sheet.lines) if line.direction == "right")
    by_height = sorted(level, key=lambda i: sheet.lines[i].box.top)
    for kind, order in ((ParagraphKind.HEADER, by_height), (ParagraphKind.FOOTER, by_height[::-1])):
        inner = False
        for index in order:
            inner = inner or sheet.kinds[index] is ParagraphKind.LINE
            if inner and sheet.kinds[index] is kind:
                sheet.kinds[index] = ParagraphKind.LINE


def nearby(number: int) -> Iterator[int]:
    """The pages where the running lines of a page stand again."""
    return (number + distance * way for distance in NEIGHBOURS for way in (-1, 1))


def in_slot(sheet: Sheet, index: int, kind: ParagraphKind, found: Running) -> bool:
    """Whether the line stands where a page nearby has a running one, in the same print, and the body is well apart from it."""
    line = sheet.lines[index]
    if ANNEX.match(line.text) or not is_apart(sheet, line, kind):
        return False
    return any(
        its_kind is kind and abs(other.box.top - line.box.top) <= SAME_SLOT and abs(other.size - line.size) <= 0.2
        for page in nearby(sheet.number)
        for other, its_kind in found.get(page, ())
    )


def is_apart(sheet: Sheet, line: Line, kind: ParagraphKind) -> bool:
    """Whether the next line towards the middle of the page is farther away than lines of a paragraph are."""
    if kind is ParagraphKind.HEADER:
        steps = [
            other.box.top - line.box.bottom for other in sheet.lines if other.box.top > line.box.top + line.size / 2
        ]
    else:
        steps = [
            line.box.top - other.box.bottom
            for other in sheet.lines
            if other.box.bottom < line.box.bottom - line.size / 2
        ]
    return min(steps, default=APART * line.size) >= APART * line.size


def is_page_number(sheet: Sheet, index: int, kind: ParagraphKind) -> bool:
    """Whether a line at the edge of a page is its number alone: 3, - 3 -, 第 3 頁，共 19 頁, iii."""
    line = sheet.lines[index]
    outermost = all(
        other.box.bottom <= line.box.bottom if kind is ParagraphKind.FOOTER else other.box.top >= line.box.top
        for other in sheet.lines
    )
    return outermost and len(line.text) <= 20 and PAGE_NUMBER.fullmatch(line.text) is not None


def repeats(sheet: Sheet, index: int, kind: ParagraphKind, by_number: dict[int, Sheet], edges: Edges) -> bool:
    """Whether the line stands at the same place of a page nearby, page number aside; for the head of an annex, of a page before."""
    line = sheet.lines[index]
    for page in nearby(sheet.number):
        other = by_number.get(page)
        for at, its_kind in edges.get(page, ()):
            if other and its_kind is kind and same_running(line, other.lines[at], page - sheet.number):
                return page < sheet.number or not ANNEX.match(line.text)
    return False


def same_running(line: Line, other: Line, distance: int) -> bool:
    """Whether two lines, ``distance`` pages apart, are one running line."""
    if abs(line.box.top - other.box.top) > SAME_PLACE or abs(line.size - other.size) > 0.5:
        return False
    if line.text == other.text:
        return True
    if DIGITS.sub("#", line.text) != DIGITS.sub("#", other.text):
        return False
    numbers = list(zip(DIGITS.findall(line.text), DIGITS.findall(other.text), strict=True))
    if NUMBERED_HEADING.match(line.text) and not OF_PAGES.search(line.text) and numbers[0][0] != numbers[0][1]:
        return False
    return [int(b) - int(a) for a, b in numbers if int(a) != int(b)] == [distance]


def is_contents_entry(text: str) -> bool:
    """Whether a line is one of a table of contents: dots that lead to a page number.

    >>> is_contents_entry("壹、依據..........3"), is_contents_entry("壹、依據")
    (True, False)
    """
    return LEADER.search(text[-80:]) is not None
