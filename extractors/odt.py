"""ODT and flat FODT: everything that a reader sees, once, with automatic labels (OpenDocument 1.3 part 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from extractors.builder import DocumentBuilder
from extractors.document import Document, Meta, Numbering, ParagraphKind, Style
from extractors.errors import Code, Unreadable
from extractors.grid import BOX, MAX_COLUMNS, MAX_ROWS, Grid, GridCell, is_quotation, without_overlaps, write_grid
from extractors.hard_lines import with_hard_lines
from extractors.markup import Element, local_name, parse_xml
from extractors.odf_lists import Counting, ListLevel, label_of, named
from extractors.odf_styles import OdfStyles, read_odf_styles
from extractors.package import Package, open_package
from extractors.sniff import FODT, ODT
from extractors.word_numbering import number

MAX_CELLS = 1_000_000  # of one table, repeats included
MAX_REPEATS = 64  # of one row or cell with text; Writer repeats none

BOXES = frozenset(
    """text-box custom-shape g frame rect circle ellipse line connector polygon polyline path measure caption regular-polygon
    scene""".split()
)
CONTAINERS = BOXES | frozenset(
    """section index-body index-title table-of-content illustration-index table-index object-index user-index alphabetical-index
    bibliography a page-sequence""".split()
)
SKIPPED = frozenset(
    """tracked-changes annotation annotation-end hidden-text hidden-paragraph sequence-decls variable-decls user-field-decls forms
    table-of-content-source note-citation desc title image object-ole plugin event-listeners script
    alphabetical-index-source illustration-index-source table-index-source""".split()
)
WHITE = re.compile(r"[ \t\r\n]+")


def read(content: bytes, name: str) -> Document:
    """The Document of an ODT package or a flat ODT (one XML file).

    Raises Unreadable: corrupt, encrypted or too-large for the package, empty where there is no text in it.
    """
    parts = read_flat(content) if not content.startswith(b"PK") else read_package(content)
    title, producer = (_fact(parts.meta, name) for name in ("title", "generator"))
    meta = Meta(format="odt", title=title, producer=producer, recovered=parts.damaged)
    reader = Reader(DocumentBuilder(name, parts.media_type, meta), parts)
    reader.read()
    if parts.damaged:
        reader.builder.note("recovered", "the file is damaged: what could still be read is here")
    if not reader.builder.position:
        raise Unreadable(Code.CORRUPT if parts.damaged else Code.EMPTY, "the OpenDocument file holds no text")
    return with_hard_lines(reader.builder.build(content))


@dataclass(frozen=True)
class Parts:
    """The parts of an OpenDocument text, parsed; in a flat one all three are the same."""

    media_type: str
    content: Element
    styles: Element | None
    meta: Element | None
    damaged: bool
    package: Package | None = None

    @cached_property
    def body(self) -> Element:
        """The office:text; an empty list where there is none."""
        texts = (e for e in self.content.iter("{*}text") if local_name(e.getparent().tag) == "body")
        return next(texts, [])

    def formula(self, element: Element) -> str:
        """The text of a formula that a draw:object holds or refers to, as it stands in its MathML; empty for other objects."""
        inner = element
        part = f"{(named(element, 'href') or '').removeprefix('./')}/content.xml"
        if self.package is not None and part in self.package.names():
            inner = _optional(self.package.read(part))
        math = next(inner.iter("{http://www.w3.org/1998/Math/MathML}math"), None) if inner is not None else None
        return (
            ""
            if math is None
            else "".join("".join(e.text or "" for e in math.iter("{*}mi", "{*}mn", "{*}mo", "{*}mtext")).split())
        )


def read_package(content: bytes) -> Parts:
    """The parts of an ODT."""
    package = open_package(content)
    if b"encryption-data" in (package.read("META-INF/manifest.xml") or b""):
        raise Unreadable(Code.ENCRYPTED, "the OpenDocument file is encrypted")
    main = package.read("content.xml")
    if main is None:
        raise Unreadable(Code.CORRUPT, "the package has no content.xml")
    root, damaged = parse_xml(main)
    outer, facts = (_optional(package.read(name)) for name in ("styles.xml", "meta.xml"))
    return Parts(ODT, root, outer, facts, damaged or package.damaged, package)


def read_flat(content: bytes) -> Parts:
    """The parts of a flat ODT."""
    root, damaged = parse_xml(content)
    return Parts(FODT, root, root, root, damaged)


def _optional(content: bytes | None) -> Element | None:
    """The root of a part that a document can do without."""
    return parse_xml(content)[0] if content and content.strip() else None


def _fact(root: Element | None, name: str) -> str | None:
    element = next(iter(root.iter(f"{{*}}{name}")), None) if root is not None else None
    return (element.text or "").strip() or None if element is not None else None


@dataclass(slots=True)
class Line:
    """A paragraph while it is read, and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """The list that a paragraph stands in: its levels, counters and depth (from 1); ``numbered`` for the first paragraph of an item."""

    levels: dict[int, ListLevel]
    counting: Counting
    depth: int
    style: str | None


class Reader:
    """Walks one document in reading order and writes what it finds."""

    def __init__(self, builder: DocumentBuilder, parts: Parts) -> None:
        self.builder, self.parts = builder, parts
        self.styles: OdfStyles = read_odf_styles(parts.content, parts.styles)
        self._notes: list[Element] = []
        self._countings: dict[str, Counting] = {}  # by xml:id of a list
        self._latest: dict[str, Counting] = {}  # by list style
        self._outline = Counting()
        self._contents = self._in_box = False

    def read(self) -> None:
        """Headers, body, notes, footers: each once."""
        outer = self.parts.styles
        for margin in margins(outer, "header"):
            self._blocks(margin, ParagraphKind.HEADER)
        self._blocks(self.parts.body, ParagraphKind.PARAGRAPH)
        while self._notes:
            self._blocks(self._notes.pop(0), ParagraphKind.FOOTNOTE)
        for margin in margins(outer, "footer"):
            self._blocks(margin, ParagraphKind.FOOTER)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _blocks(self, parent: Element, kind: ParagraphKind) -> None:
        for element, label in self._leaves(parent, None):
            if local_name(element.tag) == "table":
                self._table(element, kind)
            else:
                self._paragraph(element, label, kind)

    def _leaves(self, parent: Element, item: Item | None) -> Iterator[tuple[Element, Numbering | None]]:
        """The paragraphs, headings and tables under an element in reading order, each with its automatic label."""
        for element in parent:
            name = local_name(element.tag)
            if name in ("p", "h"):
                yield element, self._heading_label(element) if name == "h" and item is None else None
            elif name == "table":
                yield element, None
            elif name == "list":
                yield from self._list(element, item)
            elif name == "numbered-paragraph":
                yield from self._numbered_paragraph(element)
            elif name in CONTAINERS and named(element, "display") != "none":
                contents, self._contents = self._contents, self._contents or name == "table-of-content"
                yield from self._leaves(element, item)
                self._contents = contents

    def _list(self, element: Element, outer: Item | None) -> Iterator[tuple[Element, Numbering | None]]:
        item = self._open_list(element, outer)
        for entry in element:
            name = local_name(entry.tag)
            if name not in ("list-item", "list-header"):
                continue
            start = named(entry, "start-value")
            pending = name == "list-item"
            for block in entry:
                if local_name(block.tag) == "list":
                    yield from self._list(block, item)
                    continue
                holder = [block]
                for leaf, _ in self._leaves(holder, item):
                    counted = pending and local_name(leaf.tag) != "table" and named(leaf, "is-list-header") != "true"
                    yield leaf, self._next(item, start) if counted else None
                    pending = pending and not counted

    def _numbered_paragraph(self, element: Element) -> Iterator[tuple[Element, Numbering | None]]:
        """A text:numbered-paragraph: an item without a list around it (§5.3.6); those with one list id count together."""
        style = named(element, "style-name")
        counting = self._countings.setdefault(f"list {named(element, 'list-id') or style}", Counting())
        depth = max(min(number(named(element, "level"), 1), 10), 1)
        item = Item(self.styles.lists.get(style or "", {}), counting, depth, style)
        for leaf, _ in self._leaves(element, item):
            yield leaf, self._next(item, named(element, "start-value"))

    def _open_list(self, element: Element, outer: Item | None) -> Item:
        style = named(element, "style-name") or (outer.style if outer else None) or self._style_of_first(element)
        levels = self.styles.lists.get(style or "", {})
        if outer is not None:
            return Item(levels or outer.levels, outer.counting, outer.depth + 1, style)
        counting = self._counting(element, style)
        return Item(levels, counting, 1, style)

    def _style_of_first(self, element: Element) -> str | None:
        """The list style that the paragraph style of a list's first paragraph names."""
        first = next(element.iter("{*}p", "{*}h"), None)
        return self.styles.paragraph(named(first, "style-name") or "").list_style if first is not None else None

    def _counting(self, element: Element, style: str | None) -> Counting:
        """The counters of an outermost list: those of the list it continues, else new ones."""
        counting: Counting | None = None
        if (other := named(element, "continue-list")) is not None:
            counting = self._countings.get(other)
        elif named(element, "continue-numbering") == "true":
            counting = self._latest.get(style or "")
        counting = counting or Counting()
        if (own := named(element, "id")) is not None:
            self._countings[own] = counting
        self._latest[style or ""] = counting
        return counting

    def _next(self, item: Item, start: str | None) -> Numbering | None:
        level = item.levels.get(item.depth)
        if level is None:
            return None
        item.counting.advance(item.depth, level.start, number(start) if start is not None else None)
        label = "" if level.bullet else label_of(item.depth, item.levels, item.counting)
        return Numbering(label + level.separator if label else "", level.num_fmt, item.depth - 1)

    def _heading_label(self, element: Element) -> Numbering | None:
        """The label of a heading that the document's outline style numbers."""
        depth = number(named(element, "outline-level"), 1)
        level = self.styles.outline.get(depth)
        if level is None or level.num_fmt == "none" or named(element, "is-list-header") == "true":
            return None
        start = named(element, "start-value") if named(element, "restart-numbering") == "true" else None
        self._outline.advance(depth, level.start, number(start) if start else None)
        label = label_of(depth, self.styles.outline, self._outline)
        return Numbering(label + level.separator if label else "", level.num_fmt, depth - 1)

    # --- paragraphs ---------------------------------------------------------------------------------------------------

    def _paragraph(self, element: Element, label: Numbering | None, kind: ParagraphKind) -> None:
        line = Line()
        text = self._line(element, label, line)
        style = self.styles.paragraph(named(element, "style-name") or "")
        if style.is_caption and kind is ParagraphKind.PARAGRAPH:
            kind = ParagraphKind.CAPTION
        if text:
            self.builder.paragraph(text, kind, self._style(element, style_label(label)))
        for box in line.boxes:
            self._box(box, kind)

    def _line(self, element: Element, label: Numbering | None, line: Line) -> str:
        """The shown text of a paragraph, label included."""
        if self.styles.paragraph(named(element, "style-name") or "").hidden:
            return ""
        self._inline(element, line)
        text = "".join(line.parts).strip()
        return ((label.label if label else "") + text).strip()

    def _style(self, element: Element, numbering: Numbering | None) -> Style:
        known = self.styles.paragraph(named(element, "style-name") or "")
        heading = number(named(element, "outline-level")) if local_name(element.tag) == "h" else 0
        return Style(
            heading_level=heading or None,
            numbering=numbering,
            list_item=numbering is not None and numbering.num_fmt == "bullet",
            font_size=known.font_size,
            bold=known.bold,
            indent=known.indent,
            alignment=known.alignment,
            source="toc" if self._contents else BOX if self._in_box else None,
        )

    def _inline(self, element: Element, line: Line) -> None:
        if element.text:
            line.parts.append(WHITE.sub(" ", element.text))
        for inner in element:
            self._inner(inner, local_name(inner.tag), line)
            if inner.tail:
                line.parts.append(WHITE.sub(" ", inner.tail))

    def _inner(self, element: Element, name: str, line: Line) -> None:
        """One element inside a paragraph."""
        if name in ("s", "tab", "line-break"):
            line.parts.append(blank(element, name))
        elif name == "note":
            self._notes.extend(e for e in element if local_name(e.tag) == "note-body")
        elif name == "object":
            line.parts.append(self.parts.formula(element))
        elif name == "frame" and next(element.iter("{*}text-box"), None) is None:
            self._inline(element, line)  # a picture or formula in the line
        elif name in BOXES or name == "ruby-text":
            line.boxes.append(element)
        elif name not in SKIPPED and not self.styles.text_is_hidden(named(element, "style-name")):
            self._inline(element, line)

    def _box(self, box: Element, kind: ParagraphKind) -> None:
        if local_name(box.tag) == "ruby-text":
            self._paragraph(box, None, kind)
        else:
            self._blocks(box, kind)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, element: Element, kind: ParagraphKind) -> None:
        boxes: list[Element] = []
        frame = only_cell(element)
        if frame is not None:
            self._framed(frame, kind)
        elif kind in (ParagraphKind.HEADER, ParagraphKind.FOOTER):  # a table there only lays the margin out
            for _, row in rows_of(element):
                for cell in row:
                    self._blocks(cell, kind)
        else:
            write_grid(self.builder, self._grid(element, boxes))
            for box in boxes:
                self._box(box, kind)

    def _framed(self, cell: Element, kind: ParagraphKind) -> None:
        """A table of one cell is no table: a box around a quotation, or layout."""
        outer = self._in_box
        framed = self.styles.cell_is_framed(named(cell, "style-name"))
        self._in_box = outer or (framed and is_quotation(text_size(cell), text_size(self.parts.body)))
        self._blocks(cell, kind)
        self._in_box = outer

    def _grid(self, table: Element, boxes: list[Element]) -> Grid:
        placed: list[GridCell] = []
        rows = columns = 0
        header: int | None = None
        for is_header, row in rows_of(table):
            if len(placed) >= MAX_CELLS or rows >= MAX_ROWS:
                self.builder.note("table-cut", f"a table was cut after {rows} rows")
                break
            column = 0
            for cell in row:
                repeated = min(max(number(named(cell, "number-columns-repeated"), 1), 1), MAX_COLUMNS - column)
                if local_name(cell.tag) == "table-cell":
                    pieces = self._pieces(cell, boxes)
                    repeated = min(repeated, MAX_REPEATS)
                    placed.extend(spanned(cell, pieces, rows, column + n) for n in range(repeated))
                column += repeated
                if column >= MAX_COLUMNS:
                    break
            rows += 1
            columns = max(columns, column)
            header = rows if is_header and (header or 0) == rows - 1 else header
        return Grid(rows, columns, without_overlaps(placed, rows, columns), header)

    def _nested(self, table: Element, boxes: list[Element]) -> tuple[str | Grid, ...]:
        """A table in a cell; of one with a single cell what that holds."""
        frame = only_cell(table)
        if frame is not None:
            return self._pieces(frame, boxes)
        grid = self._grid(table, boxes)
        return (grid,) if grid.cells else ()

    def _pieces(self, cell: Element, boxes: list[Element]) -> tuple[str | Grid, ...]:
        pieces: list[str | Grid] = []
        lines: list[str] = []
        for element, label in self._leaves(cell, None):
            if local_name(element.tag) == "table":
                pieces.append("\n".join(lines))
                lines = []
                pieces.extend(self._nested(element, boxes))
                continue
            line = Line()
            if text := self._line(element, label, line):
                lines.append(text)
            boxes.extend(line.boxes)
        pieces.append("\n".join(lines))
        return tuple(piece for piece in pieces if piece)


def blank(element: Element, name: str) -> str:
    """The white space that text:s, text:tab and text:line-break stand for."""
    if name == "s":
        return " " * max(min(number(named(element, "c"), 1), 1000), 0)
    return "\t" if name == "tab" else "\n"


def text_size(element: Element) -> int:
    """Characters under an element, white space aside."""
    return sum(len("".join(text.split())) for text in chain.from_iterable(e.itertext() for e in element))


def only_cell(table: Element) -> Element | None:
    """The cell of a table that has just one."""
    found: list[Element] = []
    for _, row in rows_of(table):
        found.extend(cell for cell in row if local_name(cell.tag) == "table-cell")
        if len(found) > 1:
            return None
    return found[0] if found else None


def style_label(label: Numbering | None) -> Numbering | None:
    """The label as it is shown, without what divides it from the text."""
    return Numbering(label.label.strip(), label.num_fmt, label.level) if label else None


def spanned(cell: Element, pieces: tuple[str | Grid, ...], row: int, column: int) -> GridCell:
    """A cell at its place with the extent that it claims."""
    down = min(max(number(named(cell, "number-rows-spanned"), 1), 1), MAX_ROWS)
    across = min(max(number(named(cell, "number-columns-spanned"), 1), 1), MAX_COLUMNS - column)
    return GridCell(pieces, row, column, down, across)


def rows_of(table: Element) -> Iterator[tuple[bool, Element]]:
    """The rows of a table, repeats of rows with text included: whether each is a header row, and the row."""

    def walk(parent: Element, is_header: bool) -> Iterator[tuple[bool, Element]]:
        for element in parent:
            name = local_name(element.tag)
            if name == "table-row":
                repeated = max(number(named(element, "number-rows-repeated"), 1), 1)
                has_text = repeated > 1 and any(True for _ in element.iter("{*}p"))
                for _ in range(min(repeated, MAX_REPEATS) if has_text else 1):
                    yield is_header, element
            elif name in ("table-header-rows", "table-rows", "table-row-group"):
                yield from walk(element, is_header or name == "table-header-rows")

    return walk(table, False)


def margins(outer: Element | None, name: str) -> Iterator[Element]:
    """The headers or footers of the master pages, those with the same text once."""
    seen: set[str] = set()
    for element in outer.iter("{*}master-page") if outer is not None else ():
        for margin in element:
            if (
                local_name(margin.tag) in (name, f"{name}-left", f"{name}-first")
                and named(margin, "display") != "false"
            ):
                text = "".join(margin.itertext()).strip()
                if text and text not in seen:
                    seen.add(text)
                    yield margin
