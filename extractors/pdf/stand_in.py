"""A font that stands in for every font that a PDF names but does not hold.

pdfium measures the glyphs of text, and leaves out text objects that measure nothing: with a font that is neither embedded nor on the machine, a
lone character or a vertical line is lost; with a font of the machine, the result depends on the machine and most of a page's time goes
into measuring. The stand-in has a full em square for all wide characters and half of it for the others: widths and places come from the PDF itself.
Tables after the OpenType specification 1.9 (https://learn.microsoft.com/typography/opentype/spec/).
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

import pypdfium2.raw as raw

EM, DESCENT = 1000, -120
GLYPHS = 0xFFFE  # as many as a font can have
WIDE, LAST_CHARACTER = 0x2E80, 0x10FFFF  # from the one on characters are a full em wide
STANDARD = ("Helvetica", "Arial", "Times", "Courier", "Symbol", "ZapfDingbats")  # pdfium holds these itself
_HANDLE = 1  # of the one font; pdfium only hands it back


@cache
def font() -> bytes:
    """The stand-in as a TrueType file."""
    top, half = EM + DESCENT, EM // 2
    narrow, wide = rectangle(half), rectangle(EM)
    groups = struct.pack(">6L", 0x20, WIDE - 1, 1, WIDE, LAST_CHARACTER, 2)
    cmap = struct.pack(">4HL", 0, 1, 3, 10, 12) + struct.pack(">HHLLL", 13, 0, 16 + len(groups), 0, 2) + groups
    size = len(narrow)
    # glyphs by number, as fonts without a map to characters ask for them: an offset above the next one reads to the end of the outlines
    places = [0, size, *[2 * size, 3 * size] * (GLYPHS // 2)]
    head = struct.pack(">4L2H2Q4h2H3h", 0x10000, 0, 0, 0x5F0F3CF5, 0, EM, 0, 0, 0, DESCENT, EM, top, 0, 8, 2, 1, 0)
    return sfnt({
        b"cmap": cmap,
        b"glyf": narrow + narrow + wide + wide,
        b"head": head,
        b"hhea": struct.pack(">L3hH11hH", 0x10000, top, DESCENT, 0, EM, 0, 0, EM, 1, 0, 0, 0, 0, 0, 0, 0, 3),
        b"hmtx": struct.pack(">HhHhHh", half, 0, half, 0, EM, 0),
        b"loca": struct.pack(f">{GLYPHS + 1}L", *places[: GLYPHS + 1]),
        b"maxp": struct.pack(">L14H", 0x10000, GLYPHS, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    })  # fmt: skip


def rectangle(width: int) -> bytes:
    """A glyph that fills its advance and the em's height."""
    top = EM + DESCENT
    outline = struct.pack(">5h", 1, 0, DESCENT, width, top) + struct.pack(">HH4B", 3, 0, 1, 1, 1, 1)
    return outline + struct.pack(">8h", 0, width, 0, -width, DESCENT, 0, EM, 0)  # x steps, then y steps, of its corners


def sfnt(tables: dict[bytes, bytes]) -> bytes:
    """The file of these tables, each at a multiple of four bytes."""
    head = struct.pack(">L4H", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    offset, body = 12 + 16 * len(tables), b""
    for tag, data in sorted(tables.items()):
        head += tag + struct.pack(">3L", 0, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return head + body


@cache
def install() -> object:
    """Gives pdfium the stand-in in place of the fonts of the machine. What it returns must live as long as pdfium is used."""
    data = font()
    fields = dict(raw.FPDF_SYSFONTINFO._fields_)

    def font_data(info: object, handle: object, table: int, buffer: int | None, size: int) -> int:
        if table == 0 and buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return 0 if table else len(data)

    def map_font(info: object, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: object) -> int:
        name = ctypes.cast(face, ctypes.c_char_p).value if face else b""
        return 0 if (name or b"").decode("latin-1").startswith(STANDARD) else _HANDLE

    info = raw.FPDF_SYSFONTINFO(version=1)
    info.MapFont = fields["MapFont"](map_font)
    info.GetFontData = fields["GetFontData"](font_data)
    raw.FPDF_SetSystemFontInfo(info)
    return info
