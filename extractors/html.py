"""HTML: the document of a page, told from the site around it; real tables told from those that only lay the page out.

What stands around the document is visible too: it is kept, as header and footer. Rows and columns after HTML's table model
(https://html.spec.whatwg.org/#table-processing-model), white space after CSS 2.2 §16.6 (a line end between Chinese characters is no blank).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from lxml import etree

from extractors.builder import DocumentBuilder
from extractors.document import PLAIN, RECORD, SITE, Document, Meta, Numbering, ParagraphKind, Style
from extractors.encoding import decode
from extractors.errors import Code, Unreadable
from extractors.grid import BOX, Grid, is_quotation, write_grid
from extractors.html_depth import MAX_DEPTH, depth_of, flattened
from extractors.html_main import NEAR_AFTER, NEAR_BEFORE, Measure, find_main, is_chrome, is_invisible, measure
from extractors.html_record import begins_record, is_foot, is_page_line, is_record_line, is_record_table
from extractors.html_table import data_tables, grid_of, is_framed, loose_texts
from extractors.markup import Element, check_nodes, local_name
from extractors.number_formats import format_number
from extractors.sniff import HTML
from extractors.word_numbering import number

BLOCKS = frozenset(
    """p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 table caption thead tbody tfoot tr td th section article main header footer nav aside form
    fieldset legend blockquote pre address center figure figcaption hr details summary body html marquee""".split()
)
MAX_NODES = 1_000_000  # elements and attributes of a page; each element is measured, which takes some 400 bytes
LENGTH = re.compile(r"(?:^|;)\s*(margin-left|padding-left)\s*:\s*(-?[0-9.]+)\s*(pt|px|cm|em)", re.IGNORECASE)
POINTS = {"pt": 1.0, "px": 0.75, "cm": 28.35, "em": 12.0}
ALIGN = re.compile(r"text-align\s*:\s*(left|center|right|justify)", re.IGNORECASE)
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
BREAKS = re.compile(r"[ \t\r\n\f]*[\r\n][ \t\r\n\f]*")
BLANKS = re.compile(r"[ \t\r\n\f]+")
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]*)", re.IGNORECASE)
LIST_FORMATS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter", "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
CHINESE_LISTS = {
    "cjk-ideographic": "chineseCountingThousand", "trad-chinese-informal": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand", "trad-chinese-formal": "ideographLegalTraditional",
    "simp-chinese-formal": "chineseLegalSimplified", "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac", "cjk-decimal": "ideographDigital",
}  # fmt: skip
CONTENTS = re.compile(
    r"^nav\b|\bdoc-toc\b|\btable-of-contents\b|\btoc\b", re.IGNORECASE
)  # tag, id or role of a table of contents
_RECORD_CELLS = 60
LINK_LINE = 12  # characters; a line that is one short link (「回頂端」, Top) leads away and says nothing


def read(content: bytes, name: str) -> Document:
    """The Document of a page. Raises Unreadable: corrupt where there is no HTML, empty where there is no text in it."""
    decoded = decode(content)
    # without a declaration in the way, and nothing that XML forbids: libxml2 stops at a NUL
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded.text).replace("\0", "\ufffd")
    check_nodes(content, MAX_NODES)
    root, stopped = parse(text)
    too_deep = stopped or (root is not None and depth_of(root) > MAX_DEPTH)
    if too_deep:
        root, _ = parse(flattened(text))
    if root is None:
        raise Unreadable(Code.EMPTY, "the page is empty")
    body = next(root.iter("body"), root)
    title = next((squeeze(e.text or "").strip() for e in root.iter("title")), None)
    builder = DocumentBuilder(
        name, HTML, Meta(format="html", title=title or None, encoding=decoded.encoding, recovered=too_deep)
    )
    if too_deep:
        builder.note("recovered", "the page nests its elements too deep: the innermost are read without their frames")
    if decoded.bad_bytes:
        builder.note("undecodable-bytes", f"{decoded.bad_bytes} bytes are no {decoded.encoding} and were replaced")
    Writer(builder, body).write()
    if not builder.position:
        raise Unreadable(Code.EMPTY, "the page holds no text")
    return builder.build(content)


def parse(text: str) -> tuple[Element, bool]:
    """The root of a page, None where there is none, and whether the parser stopped at elements that stand too deep for it."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    return root, any("xcessive depth" in error.message for error in parser.error_log)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, and what the page says of it. ``whole``: a paragraph of its own, not a piece between two <br>."""

    text: str
    style: Style
    whole: bool
    linked: bool
    element: Element


Piece = Line | Grid


@dataclass(frozen=True, slots=True)
class Page:
    """A page's body, with what has been found out about it as a whole."""

    body: Element
    measures: dict[Element, Measure]
    tables: frozenset[Element]

    def is_box(self, table: Element) -> bool:
        """Whether a table that is none sets something off from the document."""
        return is_framed(table) and is_quotation(self.measures[table].text, self.measures[self.body].text)


class Flow:
    """Turns an element into lines and tables in reading order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pieces: list[Piece] = []
        self._readings: list[str] = []
        self._in_pre = False
        self._parts: list[str] = []
        self._linked = 0
        self._bold = 0
        self._broken = False
        self._label: Numbering | None = None
        self._counted: dict[Element, int] = {}  # ordered list → its last number
        self._style = PLAIN
        self._element: Element = None

    def read(
        self, element: Element, style: Style = PLAIN, depth: int = 0, in_link: bool = False, bold: bool = False
    ) -> None:
        """An element with all that it holds."""
        name = local_name(element.tag)
        if is_invisible(element):
            return
        if name == "br":
            self._end(broken=True)
        elif name == "rt":  # the reading above a character: after its line
            self._readings.append("".join(element.itertext()))
        elif element in self.page.tables:
            self._end()
            self._table(element)
        else:
            boxed = name == "table" and self.page.is_box(element)
            self._open(element, name, replace(style, source=BOX) if boxed else style, depth, in_link, bold)

    def _open(self, element: Element, name: str, style: Style, depth: int, in_link: bool, bold: bool) -> None:
        block = name in BLOCKS
        in_pre, self._in_pre = self._in_pre, self._in_pre or name == "pre"
        if block:
            self._end()
            style = style_of(element, name, style)
        self._style, self._element = style, element if block or self._element is None else self._element
        if name == "li":
            self._label = self._item_label(element)
        in_link, bold = in_link or name == "a", bold or is_bold(element, name)
        self._text(element.text, in_link, bold)
        for inner in element if depth < MAX_DEPTH else ():
            self.read(inner, style, depth + 1, in_link, bold)
            self._style, self._element = style, element if block else self._element
            self._text(inner.tail, in_link, bold)
        if depth >= MAX_DEPTH:
            self._text("".join(t for inner in element for t in inner.itertext()), in_link, bold)
        if block:
            self._end()
        if name == "li":
            self._label = None  # an empty item's label is no other's
        self._in_pre = in_pre

    def _item_label(self, element: Element) -> Numbering | None:
        """The label that a browser shows before a list item; an empty one for a bullet."""
        parent = element.getparent()
        if parent is None or local_name(parent.tag) != "ol":
            return Numbering("", "bullet", 0)
        value = number(element.get("value"), self._counted.get(parent, number(parent.get("start"), 1) - 1) + 1)
        self._counted[parent] = value
        shown = list_format(parent, element)
        return Numbering(format_number(value, shown[0]) + shown[1], shown[0], 0) if shown else None

    def _text(self, text: str | None, in_link: bool, bold: bool) -> None:
        *lines, last = (text or "").splitlines() or [""] if self._in_pre else [text]
        for line in lines:
            self._add(line, in_link, bold)
            self._end(broken=True)
        self._add(last, in_link, bold)

    def _add(self, text: str | None, in_link: bool, bold: bool) -> None:
        if text:
            self._parts.append(text)
            size = len("".join(text.split()))
            self._linked += size if in_link else 0
            self._bold += size if bold else 0

    def _end(self, broken: bool = False) -> None:
        """The line that has been gathered is at its end, by a <br> or by the border of a block."""
        text = squeeze("".join(self._parts)).strip()
        if text:
            size = len("".join(text.split()))
            label, self._label = self._label, None
            shown = f"{label.label} {text}" if label and label.label else text
            style = replace(self._style, bold=self._bold >= size or None, numbering=label, list_item=label is not None)
            whole = not (broken or self._broken)
            self.pieces.append(Line(shown, style, whole, self._linked >= size, self._element))
        self._broken = broken and bool(text or self._broken)
        self._parts, self._linked, self._bold = [], 0, 0
        readings, self._readings = self._readings, []
        self.pieces.extend(Line(r.strip(), self._style, True, False, self._element) for r in readings if r.strip())

    def _table(self, element: Element) -> None:
        for caption in element:
            if local_name(caption.tag) == "caption":
                self.read(caption, replace(PLAIN, source="caption"))
        for text in loose_texts(element):
            self._add(text, False, False)
            self._end()
        self.pieces.append(grid_of(element, partial(cell_pieces, page=self.page)))


def cell_pieces(cell: Element, page: Page) -> tuple[str | Grid, ...]:
    """What a table cell holds: its lines as one text, cut where a table is nested in it."""
    if not len(cell):  # nothing but text, as most cells are
        text = "" if is_invisible(cell) else squeeze(cell.text or "").strip()
        return (text,) if text else ()
    flow = Flow(page)
    flow.read(cell)
    pieces: list[str | Grid] = []
    lines: list[str] = []
    for piece in flow.pieces:
        if isinstance(piece, Grid):
            pieces.append("\n".join(lines))
            lines = []
            pieces.append(piece)
        else:
            lines.append(piece.text)
    pieces.append("\n".join(lines))
    return tuple(piece for piece in pieces if piece)


class Writer:
    """Writes a page: what stands before its document, the document, what stands after it."""

    def __init__(self, builder: DocumentBuilder, body: Element) -> None:
        self.builder, self.body = builder, body
        self.measures = measure(body)
        self.page = Page(body, self.measures, data_tables(body, self.measures))
        self.main = find_main(body, self.measures, self.page.tables)
        self.around = {self.body} | set(self.main.iterancestors())
        self._in_record = self._ended = False

    def write(self) -> None:
        """Everything in reading order."""
        for element, kind in self._parts(self.body):
            flow = Flow(self.page)
            if isinstance(element, str):
                flow._text(element, False, False)
                flow._end()
            else:
                flow.read(element)
            for piece in flow.pieces:
                self._piece(piece, kind)

    def _parts(self, parent: Element) -> Iterator[tuple[Element | str, ParagraphKind]]:
        """The children of an element around the document with what they are."""
        if parent is self.main:
            yield parent, ParagraphKind.PARAGRAPH
            return
        distance = self._distance(parent)
        reached = False
        if (parent.text or "").strip():
            yield parent.text, self._kind(None, distance, reached)
        for element in parent:
            if element is self.main or element in self.around:
                yield from self._parts(element)
                reached = True
            else:
                yield element, self._kind(element, distance, reached)
            if (element.tail or "").strip():
                yield element.tail, self._kind(None, distance, reached)

    def _distance(self, parent: Element) -> int:
        """How many levels the document's element lies below ``parent``."""
        levels = 1
        for ancestor in self.main.iterancestors():
            if ancestor is parent:
                return levels
            levels += 1
        return levels

    def _kind(self, element: Element | None, distance: int, after: bool) -> ParagraphKind:
        """Whether what stands beside the document belongs to it."""
        near = distance <= (NEAR_AFTER if after else NEAR_BEFORE)
        if near and not (element is not None and is_chrome(element, self.measures)):
            return ParagraphKind.PARAGRAPH
        return ParagraphKind.FOOTER if after else ParagraphKind.HEADER

    def _piece(self, piece: Piece, kind: ParagraphKind) -> None:
        if isinstance(piece, Grid):
            self._grid(piece, kind)
            return
        style = piece.style
        if self._is_record(piece.text) or is_page_line(piece.text):
            self.builder.paragraph(piece.text, ParagraphKind.HEADER, replace(style, source=RECORD))
            return
        self._ended = self._ended or (is_foot(piece.text) and self._is_late())
        if self._ended:
            self.builder.paragraph(piece.text, ParagraphKind.FOOTER, replace(style, source=SITE))
            return
        if kind is ParagraphKind.PARAGRAPH:
            kind = self._line_kind(piece)
        self.builder.paragraph(piece.text, kind, replace(style, source=None) if style.source == "caption" else style)

    def _grid(self, grid: Grid, kind: ParagraphKind) -> None:
        texts = [piece for cell in grid.cells[:_RECORD_CELLS] for piece in cell.pieces if isinstance(piece, str)]
        if is_record_table(texts, grid.rows):
            self._margin(grid, ParagraphKind.HEADER, replace(PLAIN, source=RECORD))
        elif kind is ParagraphKind.PARAGRAPH:
            write_grid(self.builder, grid)
        else:
            self._margin(grid, kind)

    def _is_record(self, text: str) -> bool:
        """Whether a line is of the site's record, which is printed line by line from its 索引号 on."""
        self._in_record = begins_record(text) or (self._in_record and is_record_line(text))
        return self._in_record

    def _is_late(self) -> bool:
        """Whether half of the page has been written: what looks like its foot above that is not."""
        return self.builder.position * 2 >= self.measures[self.body].text

    def _line_kind(self, line: Line) -> ParagraphKind:
        if line.style.source == "caption":
            return ParagraphKind.CAPTION
        if line.linked and len(line.text) <= LINK_LINE:
            return ParagraphKind.FOOTER
        return ParagraphKind.PARAGRAPH if line.whole else ParagraphKind.LINE

    def _margin(self, grid: Grid, kind: ParagraphKind, style: Style = PLAIN) -> None:
        """A table of the site around the document: its cells as lines."""
        for cell in grid.cells:
            for piece in cell.pieces:
                if isinstance(piece, Grid):
                    self._margin(piece, kind, style)
                elif piece.strip():
                    self.builder.paragraph(piece.strip(), kind, style)


def squeeze(text: str) -> str:
    """A text as a browser shows it: white space to one blank, a line end between wide characters to nothing.

    >>> squeeze("辦理機關\\n    及單位  a\\n b")
    '辦理機關及單位 a b'
    """

    def joined(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if before > "\u2e7f" and after > "\u2e7f" else " "

    text = text.replace("\u200b", "").replace("\ufeff", "")
    return BLANKS.sub(" ", BREAKS.sub(joined, text))


def is_bold(element: Element, name: str) -> bool:
    return name in ("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th") or bool(
        BOLD.search(element.get("style") or "")
    )


def style_of(element: Element, name: str, outer: Style) -> Style:
    """What a block says of its text: heading level, alignment, indent; what it does not say, from around it."""
    css = element.get("style") or ""
    aligned = ALIGN.search(css)
    alignment = aligned[1].lower() if aligned else (element.get("align") or "").lower() or outer.alignment
    if name == "center":
        alignment = "center"
    indent = sum(
        float(m[2]) * POINTS[m[3].lower()] for m in LENGTH.finditer(css) if m[2].count(".") < 2 and m[2].strip("-.")
    )
    source = "toc" if CONTENTS.search(f"{name} {element.get('id') or ''} {element.get('role') or ''}") else outer.source
    heading = int(name[1]) if len(name) == 2 and name[0] == "h" and name[1] in "123456" else outer.heading_level
    return replace(
        outer, source=source, heading_level=heading, alignment=alignment or None, indent=indent or outer.indent
    )


def list_format(of_list: Element, item: Element) -> tuple[str, str] | None:
    """The number format and suffix of an ordered list's item; None where the page turns numbers off.

    CSS Counter Styles 3: the Chinese styles are followed by 、, all others by a full stop.
    """
    css = LIST_STYLE.findall(f"{of_list.get('style') or ''};{item.get('style') or ''}")
    words = css[-1].lower().split() if css else []
    if "none" in words:
        return None
    chinese = next((CHINESE_LISTS[word] for word in words if word in CHINESE_LISTS), None)
    if chinese:
        return chinese, "、"
    plain = next((LIST_FORMATS[word] for word in words if word in LIST_FORMATS), None)
    return plain or LIST_FORMATS.get(of_list.get("type") or "1", "decimal"), "."
