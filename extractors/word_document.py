"""Word documents: everything that a reader of the document sees, once, with the labels that only Word shows.

The XML is read directly (WordprocessingML, ECMA-376 part 1 §17): python-docx hands over neither content controls, text boxes,
notes nor numbering, and walks tables in quadratic time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from extractors.builder import DocumentBuilder
from extractors.document import Numbering, ParagraphKind, Style
from extractors.errors import Code, Unreadable
from extractors.grid import BOX, Grid, is_quotation, write_grid
from extractors.markup import Element, local_name
from extractors.package import open_package
from extractors.word_numbering import Lists, attribute, child, number
from extractors.word_parts import Parts, read_parts
from extractors.word_styles import ParagraphStyle, Styles
from extractors.word_table import Merging, Row, header_rows, is_framed, only_cell, rows_of, width_of

# Containers that only wrap what a reader sees; what stands in neither table is deleted text, code or drawing geometry.
TRANSPARENT = frozenset(
    """ins moveTo sdt sdtContent customXml smartTag hyperlink fldSimple dir bdo ruby rubyBase oMath oMathPara body
    textbox pict shape group rect roundrect oval line wsp wgp wpc drawing inline anchor graphic graphicData txbx object
    f num den rad deg e sub sup sSub sSup sSubSup sPre nary limLow limUpp lim d func fName m mr eqArr bar acc box""".split()
)
DELETED = ("del", "moveFrom")
ASIDE = ("txbxContent", "rt")  # text boxes, and the reading above a character (ruby): written after their paragraph
SYMBOLS = {
    0xF0FC: "✓", 0xF0FB: "✗", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF071: "❑", 0xF0FE: "☑", 0xF052: "☑", 0xF0FD: "☒",
    0xF06E: "■", 0xF06C: "●", 0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF076: "❖", 0xF0E0: "→", 0xF0E8: "➔", 0xF04A: "☺",
}  # fmt: skip
LINE_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
PROPERTIES = frozenset(("pPr", "rPr"))
CHARACTERS = frozenset(LINE_BREAKS) | {"t", "sym"}


def read_word(
    package: bytes,
    builder: DocumentBuilder,
    rejoin_lists: bool = False,
    mend: Callable[[Element], None] = lambda body: None,
) -> DocumentBuilder:
    """Reads a WordprocessingML package (DOCX, DOCM, DOTX, strict OOXML, a damaged one as far as it goes) into a builder.

    For files that LibreOffice made of a DOC: ``rejoin_lists``, since it puts the first item of a list into a list of its own;
    ``mend``, called with the w:body, puts right what else it broke.
    Raises Unreadable: corrupt, encrypted or too-large for the package, empty where there is no text in it.
    """
    opened = open_package(package)
    parts = read_parts(opened)
    mend(parts.body)
    lists = Lists(parts.numbering, parts.styles.list_styles, lone_lists(parts.body) if rejoin_lists else frozenset())
    Reader(builder, parts, lists).read()
    damaged = parts.damaged or opened.damaged
    builder.meta = replace(builder.meta, producer=parts.producer, title=parts.title, recovered=damaged)
    if damaged:
        builder.note("recovered", "the file is damaged: what could still be read is here")
    if not builder.position:
        raise Unreadable(Code.CORRUPT if damaged else Code.EMPTY, "the Word document holds no text")
    return builder


@dataclass(slots=True)
class Line:
    """A paragraph while it is read: its text, and what hangs on it and is written after it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element | str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    bold: list[bool | None] = field(default_factory=list)
    codes: list[bool] = field(default_factory=list)  # the fields that are open, True while their code stands

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def add(self, text: str) -> None:
        """Shown text; within a field's code none is."""
        if not any(self.codes):
            self.parts.append(text)

    def mark_field(self, mark: str | None) -> None:
        """A field begins, goes over to its result or ends (ECMA-376 part 1 §17.16.18)."""
        if mark == "begin":
            self.codes.append(True)
        elif self.codes and mark == "separate":
            self.codes[-1] = False
        elif self.codes and mark == "end":
            self.codes.pop()


class Reader:
    """Walks the parts of one document in reading order and writes what it finds."""

    def __init__(self, builder: DocumentBuilder, parts: Parts, lists: Lists) -> None:
        self.builder, self.parts, self.lists = builder, parts, lists
        self.styles: Styles = parts.styles
        self._notes: list[Element] = []
        self._seen_notes: set[tuple[str, str]] = set()
        self._carried: Line | None = None  # of paragraphs whose mark is deleted: they go on in the next one
        self._in_box = False

    def read(self) -> None:
        """Headers, body, notes, footers: each once."""
        for root in self.parts.headers:
            self._story(root, ParagraphKind.HEADER)
        self._story(self.parts.body, ParagraphKind.PARAGRAPH)
        while self._notes:
            self._story(self._notes.pop(0), ParagraphKind.FOOTNOTE)
        for root in self.parts.footers:
            self._story(root, ParagraphKind.FOOTER)
        for kind in self.parts.unread:
            self.builder.note("unread-part", f"a part of the document that shows text or figures was not read: {kind}")

    @cached_property
    def _size(self) -> int:
        """Characters of the body."""
        return text_size(self.parts.body)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _story(self, root: Element, kind: ParagraphKind) -> None:
        self._blocks(root, kind)
        self._flush(kind)

    def _blocks(self, parent: Element, kind: ParagraphKind) -> None:
        for element in parent:
            name = local_name(element.tag)
            if name == "p":
                self._paragraph(element, kind)
            elif name == "tbl":
                self._flush(kind)
                self._table(element, kind)
            elif name == "AlternateContent":
                self._blocks(alternate(element), kind)
            elif name == "altChunk":
                self.builder.note("unread-part", "an imported part (altChunk) of the document was not read")
            elif name in TRANSPARENT:
                self._blocks(element, kind)

    def _flush(self, kind: ParagraphKind) -> None:
        """Write a paragraph that waited for another to go on in."""
        line, self._carried = self._carried, None
        if line is not None:
            if text := line.text.strip():
                self.builder.paragraph(text, kind)
            self._boxes(line.boxes, kind)

    def _paragraph(self, element: Element, kind: ParagraphKind) -> None:
        line = self._begin()
        shown = self._line(element, line)
        if shown is None:
            return
        text, known, numbering = shown
        if text:
            as_caption = known.is_caption and kind is ParagraphKind.PARAGRAPH
            style = style_of(known, line, numbering, BOX if self._in_box else None)
            self.builder.paragraph(text, ParagraphKind.CAPTION if as_caption else kind, style)
        self._boxes(line.boxes, kind)

    def _boxes(self, boxes: list[Element | str], kind: ParagraphKind) -> None:
        """Text boxes, points of a diagram, word art and readings above characters, as paragraphs of their own."""
        for box in boxes:
            if isinstance(box, str):
                self.builder.paragraph(box, kind)
            elif local_name(box.tag) == "rt":
                self._paragraph(box, kind)
            else:
                self._story(box, kind)

    def _begin(self) -> Line:
        line, self._carried = self._carried or Line(), None
        line.codes.clear()  # a field whose code no paragraph ends is broken: nothing is lost for it
        return line

    def _line(self, element: Element, line: Line) -> tuple[str, ParagraphStyle, Numbering | None] | None:
        """The shown text of a paragraph, label included, its style and its automatic label.

        None where the paragraph does not end (its mark is deleted) or is hidden as a whole: it has no label then.
        """
        known = self.styles.of_paragraph(element)
        self._inline(element, line, known.vanish)
        text = line.text.strip()
        mark = child(child(element, "pPr"), "rPr")
        if mark is not None and any(child(mark, name) is not None for name in DELETED):
            self._carried = line
            return None
        if not text and not line.boxes and self.styles.run_is_hidden(mark, known.vanish):
            return None
        numbering, separator = self._numbering(known)
        if numbering is not None and numbering.label:
            text = numbering.label + (separator + text if text else "")
        return text, known, numbering

    def _numbering(self, known: ParagraphStyle) -> tuple[Numbering | None, str]:
        """The paragraph's automatic label and what divides it from the text."""
        if known.num_id is None or known.num_id == "0":
            return None, ""
        ilvl = known.ilvl
        if ilvl is None:
            ilvl = self.lists.style_levels.get((self.lists.abstract_of(known.num_id) or "", known.list_style_id), 0)
        shown = self.lists.label(known.num_id, ilvl)
        if shown is None:
            return None, ""
        return Numbering(shown.text, shown.num_fmt, shown.level), shown.separator

    # --- inline -------------------------------------------------------------------------------------------------------

    def _inline(self, parent: Element, line: Line, hidden: bool) -> None:
        for element in parent:
            name = local_name(element.tag)
            if name in PROPERTIES:
                continue
            if name == "r":
                self._run(element, line, hidden)
            elif name in CHARACTERS:
                if not hidden:
                    line.add(character(element, name))
            elif name in TRANSPARENT:
                if name == "den":
                    line.add("/")  # a fraction in one line, as OMML's linear form writes it
                self._inline(element, line, hidden)
            else:
                self._aside(element, name, line, hidden)

    def _aside(self, element: Element, name: str, line: Line, hidden: bool) -> None:
        """What hangs on a line without being part of it."""
        if name == "fldChar":
            line.mark_field(attribute(element, "fldCharType"))
        elif name == "AlternateContent":
            self._inline(alternate(element), line, hidden)
        elif name in ASIDE:
            line.boxes.append(element)
        elif name == "textpath":
            line.boxes.extend(text for text in [(attribute(element, "string") or "").strip()] if text)
        elif name == "relIds":
            line.boxes.extend(self.parts.diagram(element))
        elif name in ("footnoteReference", "endnoteReference"):
            self._refer(name.removesuffix("Reference"), element)

    def _run(self, element: Element, line: Line, hidden: bool) -> None:
        properties = child(element, "rPr")
        if self.styles.run_is_hidden(properties, hidden):
            for mark in element.iter("{*}fldChar"):
                line.mark_field(attribute(mark, "fldCharType"))
            return
        before = len(line.parts)
        self._inline(element, line, False)
        if len(line.parts) > before:
            line.bold.append(None if properties is None else self.styles.run_is_bold(properties))
            if properties is None:
                return
            if (size := attribute(child(properties, "sz"))) is not None:
                line.sizes.append(number(size) / 2)

    def _refer(self, kind: str, element: Element) -> None:
        key = (kind, attribute(element, "id") or "")
        note = self.parts.notes.get(key)
        if note is not None and key not in self._seen_notes:
            self._seen_notes.add(key)
            self._notes.append(note)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, element: Element, kind: ParagraphKind) -> None:
        rows = rows_of(element)
        frame = only_cell(rows)
        if frame is not None:
            self._framed(element, frame, kind)
        elif kind in (ParagraphKind.HEADER, ParagraphKind.FOOTER):  # a table there only lays the margin out
            for row in rows:
                for cell in row.cells:
                    self._story(cell.element, kind)
        else:
            grid, boxes = self._grid(rows)
            write_grid(self.builder, grid)
            self._boxes(boxes, kind)

    def _framed(self, table: Element, cell: Element, kind: ParagraphKind) -> None:
        """A table of one cell is no table: a box around a quotation, or layout."""
        outer, self._in_box = self._in_box, self._in_box or self._is_quotation(table, cell)
        self._story(cell, kind)
        self._in_box = outer

    def _is_quotation(self, table: Element, cell: Element) -> bool:
        return is_framed(table, cell, self.styles) and is_quotation(text_size(cell), self._size)

    def _grid(self, rows: list[Row]) -> tuple[Grid, list[Element | str]]:
        merging = Merging()
        boxes: list[Element | str] = []
        for at, row in enumerate(rows):
            merging.begin_row()
            for cell in row.cells:
                merging.place(cell, self._pieces(cell.element, boxes), at)
        return Grid(len(rows), width_of(rows), tuple(merging.placed), header_rows(rows)), boxes

    def _pieces(self, cell: Element, boxes: list[Element | str]) -> tuple[str | Grid, ...]:
        """The cell's paragraphs as one piece of text, cut where a table is nested in it."""
        self.lists.leave()
        pieces: list[str | Grid] = []
        lines: list[str] = []
        for element in blocks_of(cell):
            if local_name(element.tag) == "tbl":
                pieces.append("\n".join(lines))
                lines = []
                pieces.extend(self._nested(element, boxes))
                continue
            line = self._begin()
            shown = self._line(element, line)
            if shown is not None:
                lines.extend(filter(None, shown[:1]))
                boxes.extend(line.boxes)
        if self._carried is not None:
            lines.append(self._begin().text.strip())
        pieces.append("\n".join(lines))
        self.lists.leave()
        return tuple(piece for piece in pieces if piece)

    def _nested(self, table: Element, boxes: list[Element | str]) -> tuple[str | Grid, ...]:
        """A table in a cell; of one with a single cell what that holds."""
        rows = rows_of(table)
        frame = only_cell(rows)
        if frame is not None:
            return self._pieces(frame, boxes)
        grid, inner = self._grid(rows)
        boxes.extend(inner)
        return (grid,) if grid.cells else ()


def lone_lists(body: Element) -> frozenset[str]:
    """The numIds that just one paragraph of the document uses."""
    uses = Counter(attribute(element) or "" for element in body.iter("{*}numId"))
    return frozenset(num_id for num_id, count in uses.items() if count == 1)


def style_of(known: ParagraphStyle, line: Line, numbering: Numbering | None, source: str | None) -> Style:
    """What the source knows of the paragraph."""
    return Style(
        heading_level=known.heading_level,
        numbering=numbering,
        list_item=numbering is not None and numbering.num_fmt == "bullet",
        font_size=max(line.sizes) if line.sizes else known.font_size,
        bold=all(known.bold if bold is None else bold for bold in line.bold) if line.bold else known.bold,
        indent=known.indent,
        alignment=known.alignment,
        source="toc" if known.is_contents else source,
    )


def character(element: Element, name: str) -> str:
    """The text of w:t, or the character that w:sym, w:tab, w:br … stand for."""
    if name == "t":
        return element.text or ""
    if name == "sym":
        return symbol(attribute(element, "char") or "", attribute(element, "font") or "")
    if name == "br" and attribute(element, "type") in ("page", "column"):
        return ""
    return LINE_BREAKS[name]


def symbol(char: str, font: str) -> str:
    """The character of a w:sym; one of a symbol font stands there with its code in the font, or that in the private use area.

    >>> symbol("F0FE", "Wingdings"), symbol("A8", "Wingdings"), symbol("2611", "Segoe UI Symbol"), symbol("x", "")
    ('☑', '□', '☑', '')
    """
    try:
        code = int(char, 16)
    except ValueError:
        return ""
    if code < 0x100 and ("dings" in font or font == "Symbol"):
        code += 0xF000
    return SYMBOLS.get(code, chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "")


def text_size(element: Element) -> int:
    """Characters of w:t under an element."""
    return sum(len(text.text or "") for text in element.iter("{*}t"))


def alternate(element: Element) -> Element:
    """The one alternative of mc:AlternateContent to be read: its Choice, else its Fallback."""
    choice = child(element, "Choice")
    if choice is None:
        choice = child(element, "Fallback")
    return choice if choice is not None else ()


def blocks_of(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables under an element, containers opened."""
    for element in parent:
        name = local_name(element.tag)
        if name in ("p", "tbl"):
            yield element
        elif name == "AlternateContent":
            yield from blocks_of(alternate(element))
        elif name in TRANSPARENT:
            yield from blocks_of(element)
