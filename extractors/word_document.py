"""Word documents: everything that a reader of the document sees, once, with the labels that only Word shows.

The XML is read directly (WordprocessingML, ECMA-376 part 1 §17): python-docx hands over neither content controls, text boxes,
notes nor numbering, and walks tables in quadratic time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extractors.builder import DocumentBuilder
from extractors.document import Numbering, ParagraphKind, Style
from extractors.errors import Code, Unreadable
from extractors.grid import MAX_COLUMNS, Grid, GridCell, write_grid
from extractors.markup import Element, local_name
from extractors.package import open_package
from extractors.word_numbering import Lists, attribute, child, number
from extractors.word_parts import Parts, read_parts
from extractors.word_styles import ParagraphStyle, Styles

# Containers that only wrap what a reader sees; what stands in neither table is deleted text, code or drawing geometry.
TRANSPARENT = frozenset(
    """ins moveTo sdt sdtContent customXml smartTag hyperlink fldSimple dir bdo ruby rubyBase oMath oMathPara body
    textbox pict shape group rect roundrect oval line wsp wgp wpc drawing inline anchor graphic graphicData txbx object
    f num den rad deg e sub sup sSub sSup sSubSup sPre nary limLow limUpp lim d func fName m mr eqArr bar acc box""".split()
)
ASIDE = ("txbxContent", "rt")  # text boxes, and the reading above a character (ruby): written after their paragraph
SYMBOLS = {
    0xF0FC: "✓", 0xF0FB: "✗", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF071: "❑", 0xF0FE: "☑", 0xF052: "☑", 0xF0FD: "☒",
    0xF06E: "■", 0xF06C: "●", 0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF076: "❖", 0xF0E0: "→", 0xF0E8: "➔", 0xF04A: "☺",
}  # fmt: skip
LINE_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
CHARACTERS = frozenset(LINE_BREAKS) | {"t", "sym"}


def read_word(package: bytes, builder: DocumentBuilder, rejoin_lists: bool = False) -> DocumentBuilder:
    """Reads a WordprocessingML package (DOCX, DOCM, DOTX, strict OOXML, a damaged one as far as it goes) into a builder.

    ``rejoin_lists`` is for files that LibreOffice made of a DOC: it puts the first item of a list into a list of its own.
    Raises Unreadable: corrupt, encrypted or too-large for the package, empty where there is no text in it.
    """
    opened = open_package(package)
    parts = read_parts(opened)
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
    boxes: list[Element] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Reader:
    """Walks the parts of one document in reading order and writes what it finds."""

    def __init__(self, builder: DocumentBuilder, parts: Parts, lists: Lists) -> None:
        self.builder, self.parts, self.lists = builder, parts, lists
        self.styles: Styles = parts.styles
        self._notes: list[Element] = []
        self._seen_notes: set[tuple[str, str]] = set()

    def read(self) -> None:
        """Headers, body, notes, footers: each once."""
        for root in self.parts.headers:
            self._blocks(root, ParagraphKind.HEADER)
        self._blocks(self.parts.body, ParagraphKind.PARAGRAPH)
        while self._notes:
            self._blocks(self._notes.pop(0), ParagraphKind.FOOTNOTE)
        for root in self.parts.footers:
            self._blocks(root, ParagraphKind.FOOTER)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _blocks(self, parent: Element, kind: ParagraphKind) -> None:
        for element in parent:
            name = local_name(element.tag)
            if name == "p":
                self._paragraph(element, kind)
            elif name == "tbl":
                self._table(element, kind)
            elif name == "AlternateContent":
                self._blocks(alternate(element), kind)
            elif name == "altChunk":
                self.builder.note("unread-part", "an imported part (altChunk) of the document was not read")
            elif name in TRANSPARENT:
                self._blocks(element, kind)

    def _paragraph(self, element: Element, kind: ParagraphKind) -> None:
        line = Line()
        text, style, kind = self._line(element, line, kind)
        if text:
            self.builder.paragraph(text, kind, style)
        for box in line.boxes:
            self._box(box, kind)

    def _box(self, box: Element, kind: ParagraphKind) -> None:
        """A text box, a point of a diagram, or the reading above a character, as paragraphs of their own."""
        if local_name(box.tag) == "rt":
            self._paragraph(box, kind)
        else:
            self._blocks(box, kind)

    def _line(self, element: Element, line: Line, kind: ParagraphKind) -> tuple[str, Style, ParagraphKind]:
        """The shown text of a paragraph, label included, with its style and kind."""
        known = self.styles.of_paragraph(element)
        self._inline(element, line, known.vanish)
        text = line.text.strip()
        numbering, separator = self._numbering(known)
        if numbering is not None and numbering.label:
            text = numbering.label + (separator + text if text else "")
        if known.is_caption and kind is ParagraphKind.PARAGRAPH:
            kind = ParagraphKind.CAPTION
        return text, style_of(known, line, numbering), kind

    def _numbering(self, known: ParagraphStyle) -> tuple[Numbering | None, str]:
        """The paragraph's automatic label and what divides it from the text."""
        if known.num_id is None or known.num_id == "0":
            return None, ""
        ilvl = known.ilvl
        if ilvl is None:
            ilvl = self.lists.style_levels.get((self.lists.abstract_of(known.num_id) or "", known.style_id), 0)
        shown = self.lists.label(known.num_id, ilvl)
        if shown is None:
            return None, ""
        return Numbering(shown.text, shown.num_fmt, shown.level), shown.separator

    # --- inline -------------------------------------------------------------------------------------------------------

    def _inline(self, parent: Element, line: Line, hidden: bool) -> None:
        for element in parent:
            name = local_name(element.tag)
            if name == "r":
                self._run(element, line, hidden)
            elif name in CHARACTERS:
                if not hidden:
                    line.parts.append(character(element, name))
            elif name in TRANSPARENT:
                self._inline(element, line, hidden)
            else:
                self._aside(element, name, line, hidden)

    def _aside(self, element: Element, name: str, line: Line, hidden: bool) -> None:
        """What hangs on a line without being part of it."""
        if name == "AlternateContent":
            self._inline(alternate(element), line, hidden)
        elif name in ASIDE:
            line.boxes.append(element)
        elif name == "relIds":
            line.boxes.extend(self.parts.diagram(element))
        elif name in ("footnoteReference", "endnoteReference"):
            self._refer(name.removesuffix("Reference"), element)

    def _run(self, element: Element, line: Line, hidden: bool) -> None:
        properties = child(element, "rPr")
        if self.styles.run_is_hidden(properties, hidden):
            return
        before = len(line.parts)
        self._inline(element, line, False)
        if len(line.parts) > before:
            line.bold.append(switched_on(child(properties, "b")))
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
        rows = list(rows_of(element))
        cells = [cell for _, row in rows for cell in row]
        if len(cells) == 1:  # a frame around text is no table
            self._blocks(cells[0].element, kind)
            return
        grid, boxes = self._grid(element)
        write_grid(self.builder, grid)
        for box in boxes:
            self._box(box, kind)

    def _grid(self, table: Element) -> tuple[Grid, list[Element]]:
        placed: list[GridCell] = []
        above: dict[int, int] = {}  # column → index in placed of the merged cell that is still open there
        boxes: list[Element] = []
        rows = columns = 0
        header: int | None = None
        for rows, (is_header, row) in enumerate(rows_of(table), start=1):
            if is_header and (header or 0) == rows - 1:
                header = rows
            still_open: dict[int, int] = {}
            for cell in row:
                columns = max(columns, cell.column + cell.span)
                index = above.get(cell.column) if cell.continues else None
                if index is not None:
                    grown = placed[index]
                    pieces = grown.pieces + self._pieces(cell.element, boxes)
                    placed[index] = GridCell(pieces, grown.row, grown.column, rows - grown.row, grown.column_span)
                else:
                    index = len(placed)
                    placed.append(GridCell(self._pieces(cell.element, boxes), rows - 1, cell.column, 1, cell.span))
                if cell.merges:
                    still_open[cell.column] = index
            above = still_open
        return Grid(rows, columns, tuple(placed), header), boxes

    def _pieces(self, cell: Element, boxes: list[Element]) -> tuple[str | Grid, ...]:
        """The cell's paragraphs as one piece of text, cut where a table is nested in it."""
        self.lists.leave()
        pieces: list[str | Grid] = []
        lines: list[str] = []
        for element in blocks_of(cell):
            if local_name(element.tag) == "tbl":
                pieces.append("\n".join(lines))
                lines = []
                grid, inner = self._grid(element)
                pieces.append(grid)
                boxes.extend(inner)
                continue
            line = Line()
            text, _, _ = self._line(element, line, ParagraphKind.PARAGRAPH)
            if text:
                lines.append(text)
            boxes.extend(line.boxes)
        pieces.append("\n".join(lines))
        self.lists.leave()
        return tuple(piece for piece in pieces if piece)


def lone_lists(body: Element) -> frozenset[str]:
    """The numIds that just one paragraph of the document uses."""
    uses = Counter(attribute(element) or "" for element in body.iter("{*}numId"))
    return frozenset(num_id for num_id, count in uses.items() if count == 1)


def style_of(known: ParagraphStyle, line: Line, numbering: Numbering | None) -> Style:
    """What the source knows of the paragraph."""
    return Style(
        heading_level=known.heading_level,
        numbering=numbering,
        list_item=numbering is not None and numbering.num_fmt == "bullet",
        font_size=max(line.sizes) if line.sizes else known.font_size,
        bold=known.bold or (bool(line.bold) and all(line.bold)),
        indent=known.indent,
        alignment=known.alignment,
        source="toc" if known.is_contents else None,
    )


def switched_on(toggle: Element | None) -> bool:
    """Whether a toggle property (w:b, w:vanish …) is on."""
    return toggle is not None and attribute(toggle) not in ("0", "false", "off", "none")


def character(element: Element, name: str) -> str:
    """The text of w:t, or the character that w:sym, w:tab, w:br … stand for."""
    if name == "t":
        return element.text or ""
    if name == "sym":
        try:
            code = int(attribute(element, "char") or "", 16)
        except ValueError:
            return ""
        return SYMBOLS.get(code, chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "")
    if name == "br" and attribute(element, "type") in ("page", "column"):
        return ""
    return LINE_BREAKS[name]


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


def _children(parent: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, containers opened."""
    for element in parent:
        name = local_name(element.tag)
        if name == wanted:
            yield element
        elif name in TRANSPARENT:
            yield from _children(element, wanted)


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A w:tc with its first grid column and extent; ``merges`` if it is part of a vertical merge, ``continues`` if not its first cell."""

    element: Element
    column: int
    span: int
    merges: bool
    continues: bool


def rows_of(table: Element) -> Iterator[tuple[bool, list[PlacedCell]]]:
    """The rows that are not deleted: whether each is a repeated header row, and its cells."""
    for row in _children(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            continue
        column = max(min(number(attribute(child(properties, "gridBefore"))), MAX_COLUMNS - 1), 0)
        cells = []
        for element in _children(row, "tc"):
            cell = placed_cell(element, column)
            if cell is None:
                break
            cells.append(cell)
            column += cell.span
        yield switched_on(child(properties, "tblHeader")), cells


def placed_cell(element: Element, column: int) -> PlacedCell | None:
    """The cell at a grid column; None beyond the last column that a table may have."""
    properties = child(element, "tcPr")
    room = MAX_COLUMNS - column
    if room <= 0:
        return None
    span = min(max(number(attribute(child(properties, "gridSpan")), 1), 1), room)
    merge = child(properties, "vMerge")
    continues = merge is not None and attribute(merge) != "restart"
    return PlacedCell(element, column, span, merge is not None, continues)
