"""The tables of a DOC as its own bytes have them, for the one that LibreOffice loses: a table that ends the document.

After [MS-DOC]: FIB §2.5, pieces of the text §2.8.35, paragraph properties in FKPs §2.9.174, table rows by sprmPFTtp and sprmTDefTable §2.6.3.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import olefile
from lxml import etree

from extractors.markup import Element, local_name

FLAGS, WHICH_TABLE = 0x0A, 0x0200
FC_PAPX, FC_CLX = 0x102, 0x1A2  # places of fcPlcfBtePapx and fcClx in the FIB
PAGE = 512
IN_TABLE, ROW_END, DEFINITION = 0x2416, 0x2417, 0xD608  # sprmPFInTable, sprmPFTtp, sprmTDefTable
HUGE = (0x6646, 0x6645)  # sprmPHugePapx: the rest stands in the data stream
OPERAND_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # by the spra bits of a sprm; 0: the size stands in its first byte
CELL_FLAGS = 20  # bytes of a TC80
CONTINUES, RESTARTS = 1, 3  # vertMerge of a TC80
MARK = "\x07"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class DocCell:
    """A cell of a row: its text, its left and right edge (twips), and its part in a vertical merge."""

    text: str
    left: int
    right: int
    merge: int


DocTable = list[list[DocCell]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: its first character position, its file offset, bytes a character, and its characters."""

    cp: int
    fc: int
    width: int
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """A paragraph: its text with its end mark, whether it stands in a table, and for the end of a row the row's definition."""

    text: str
    in_table: bool
    row_end: bool
    definition: bytes


def last_table(content: bytes) -> DocTable | None:
    """The table that the document ends with; None where it ends with something else or cannot be read so."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            main = ole.openstream("WordDocument").read()
            table = ole.openstream("1Table" if _u16(main, FLAGS) & WHICH_TABLE else "0Table").read()
            data = ole.openstream("Data").read() if ole.exists("Data") else b""
        runs = list(paragraphs(main, table, data))
        return rows_at_end(runs)
    except (OSError, struct.error, IndexError, UnicodeDecodeError):
        return None  # LibreOffice has read the file: this is a second look at it, for one table


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def pieces(main: bytes, table: bytes) -> list[Piece]:
    """The pieces of the text, in order."""
    at = _u32(main, FC_CLX)
    while table[at] == 1:  # Prc: formatting, passed over
        at += 3 + _u16(table, at + 1)
    count = (_u32(table, at + 1) - 4) // 12
    first, flags = at + 5, at + 5 + 4 * (count + 1)
    positions = struct.unpack_from(f"<{count + 1}I", table, first)
    found = []
    for index, (start, end) in enumerate(pairwise(positions)):
        place = _u32(table, flags + 8 * index + 2)
        width = 1 if place & 0x40000000 else 2
        fc = (place & 0x3FFFFFFF) // (2 if width == 1 else 1)
        data = main[fc : fc + (end - start) * width]
        found.append(Piece(start, fc, width, data.decode("cp1252" if width == 1 else "utf-16-le", "replace")))
    return found


def paragraphs(main: bytes, table: bytes, data: bytes) -> Iterator[Run]:
    """The paragraphs with what their properties say of tables, in the order of the file's property pages."""
    text = pieces(main, table)
    at, size = _u32(main, FC_PAPX), _u32(main, FC_PAPX + 4)
    count = (size - 4) // 8
    for index in range(count):
        number = _u32(table, at + 4 * (count + 1) + 4 * index) & 0x3FFFFF
        yield from _page(main[number * PAGE : (number + 1) * PAGE], text, data)


def _page(page: bytes, text: Sequence[Piece], data: bytes) -> Iterator[Run]:
    """The paragraphs of one formatted disk page."""
    whole, count = "".join(piece.text for piece in text), page[PAGE - 1]
    for index in range(count):
        first, last = struct.unpack_from("<2I", page, 4 * index)
        start, end = _position(text, first, False), _position(text, last, True)
        sprms = _properties(page, page[4 * (count + 1) + 13 * index] * 2, data)
        if start is not None and end is not None:
            words = whole[start:end]
            in_table, row_end = (bool(sprms.get(name, b"\0")[0]) for name in (IN_TABLE, ROW_END))
            yield Run(words, in_table, row_end, sprms.get(DEFINITION, b""))


def _position(text: Sequence[Piece], offset: int, is_end: bool) -> int | None:
    """The character position of a file offset, as the start or the end of a stretch; None for what no piece holds."""
    for piece in text:
        end = piece.fc + len(piece.text) * piece.width
        if piece.fc < offset <= end if is_end else piece.fc <= offset < end:
            return piece.cp + (offset - piece.fc) // piece.width
    return None


def _properties(page: bytes, at: int, data: bytes) -> dict[int, bytes]:
    """The property modifiers of a PapxInFkp at an offset of its page, those that it keeps in the data stream included."""
    if not at:
        return {}
    size, at = (2 * page[at] - 1, at + 1) if page[at] else (2 * page[at + 1], at + 2)
    found = dict(_sprms(page[at + 2 : at + size]))
    for huge in HUGE:
        if huge in found:
            place = _u32(found[huge], 0)
            found |= dict(_sprms(data[place + 2 : place + 2 + _u16(data, place)]))
    return found


def _sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The property modifiers of a list, each with its operand."""
    at = 0
    while at + 2 < len(grpprl):
        code = _u16(grpprl, at)
        at += 2
        length = _u16(grpprl, at) + 1 if code == DEFINITION else OPERAND_SIZES[code >> 13] or grpprl[at] + 1
        yield code, grpprl[at : at + length]
        at += length


def rows_at_end(runs: Sequence[Run]) -> DocTable | None:
    """The rows of the table that the last paragraphs make."""
    rows: DocTable = []
    end = len(runs)
    while end and runs[end - 1].row_end:
        start = end - 1
        while start and runs[start - 1].in_table and not runs[start - 1].row_end:
            start -= 1
        rows.insert(0, _row("".join(run.text for run in runs[start : end - 1]), runs[end - 1].definition))
        end = start
    return rows or None


def _row(text: str, definition: bytes) -> list[DocCell]:
    """The cells of a row from its text and its sprmTDefTable operand. Raises IndexError where they do not fit."""
    texts = text.split(MARK)[:-1]
    count = definition[2]
    edges = struct.unpack_from(f"<{count + 1}h", definition, 3)
    flags = 3 + 2 * (count + 1)
    if len(texts) != count:
        raise IndexError("a row has more cells than its definition")
    merges = [
        _u16(definition, at) >> 5 & 3 if (at := flags + CELL_FLAGS * n) + 2 <= len(definition) else 0
        for n in range(count)
    ]
    return [DocCell(*cell) for cell in zip(texts, edges[:-1], edges[1:], merges, strict=True)]


# --- into the converted document ----------------------------------------------------------------------------------------


def restore_last_table(body: Element, table: DocTable) -> None:
    """Puts the table in the place of the paragraphs at the end of a w:body that LibreOffice made of its text."""
    wanted = _squeezed("".join(cell.text for row in table for cell in row))
    blocks = [element for element in body if local_name(element.tag) in ("p", "tbl")]
    taken, found = [], ""
    while blocks and local_name(blocks[-1].tag) == "p" and len(found) < len(wanted):
        taken.append(blocks.pop())
        found = _squeezed("".join(taken[-1].itertext())) + found
    if found != wanted or not wanted:
        return
    body.insert(body.index(taken[-1]), _tbl(table))
    for element in taken:
        body.remove(element)


def _squeezed(text: str) -> str:
    return "".join(text.replace(MARK, "").split())


def _tbl(table: DocTable) -> Element:
    """The w:tbl of a table: its grid columns are all edges that any row has."""
    edges = sorted({edge for row in table for cell in row for edge in (cell.left, cell.right)})
    tbl = etree.Element(W + "tbl")
    for row in table:
        tr = etree.SubElement(tbl, W + "tr")
        before = edges.index(row[0].left) if row else 0
        if before:
            etree.SubElement(etree.SubElement(tr, W + "trPr"), W + "gridBefore", {W + "val": str(before)})
        for cell in row:
            tr.append(_tc(cell, edges.index(cell.right) - edges.index(cell.left)))
    return tbl


def _tc(cell: DocCell, span: int) -> Element:
    tc = etree.Element(W + "tc")
    properties = etree.SubElement(tc, W + "tcPr")
    etree.SubElement(properties, W + "gridSpan", {W + "val": str(max(span, 1))})
    if cell.merge in (CONTINUES, RESTARTS):
        etree.SubElement(properties, W + "vMerge", {W + "val": "restart" if cell.merge == RESTARTS else "continue"})
    for line in cell.text.split("\r"):
        run = etree.SubElement(etree.SubElement(tc, W + "p"), W + "r")
        etree.SubElement(run, W + "t").text = "".join(c for c in line if c >= " ")
    return tc
