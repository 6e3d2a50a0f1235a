"""Pages made by hand: strokes and characters where a test wants them, without a PDF around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.document import Box
from extractors.pdf.glyphs import Char, Page, Ruling, runs_of
from extractors.pdf.lines import lines_of
from extractors.pdf.tables import PageTable

SIZE = 10.0


def across(y: float, x0: float, x1: float) -> Ruling:
    """A horizontal stroke."""
    return Ruling(x0, y, x1, y, 0.5)


def down(x: float, top: float, bottom: float) -> Ruling:
    """A vertical stroke."""
    return Ruling(x, top, x, bottom, 0.5)


def ruled(xs: Sequence[float], ys: Sequence[float]) -> list[Ruling]:
    """All lines of a grid, each one stroke."""
    return [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[0], ys[-1]) for x in xs]


def without(strokes: Iterable[Ruling], gap: Box) -> list[Ruling]:
    """The strokes without what lies inside the box: how merged cells are drawn."""
    left: list[Ruling] = []
    for s in strokes:
        if s.horizontal and gap.top + 2 < s.top < gap.bottom - 2:
            left += [across(s.top, a, b) for a, b in ((s.x0, min(s.x1, gap.x0)), (max(s.x0, gap.x1), s.x1)) if b > a]
        elif not s.horizontal and gap.x0 + 2 < s.x0 < gap.x1 - 2:
            left += [
                down(s.x0, a, b)
                for a, b in ((s.top, min(s.bottom, gap.top)), (max(s.top, gap.bottom), s.bottom))
                if b > a
            ]
        else:
            left.append(s)
    return left


def as_word(xs: Sequence[float], ys: Sequence[float], thick: float = 0.5) -> list[Ruling]:
    """The grid as Word prints it: thin rectangles from crossing to crossing and a square at each crossing."""
    half = thick / 2
    pieces = [Ruling(a + half, y - half, b - half, y + half, thick) for y in ys for a, b in pairwise(xs)]
    pieces += [Ruling(x - half, a + half, x + half, b - half, thick) for x in xs for a, b in pairwise(ys)]
    return pieces + [Ruling(x - half, y - half, x + half, y + half, thick) for x in xs for y in ys]


def text(x: float, y: float, words: str, size: float = SIZE) -> list[Char]:
    """Words from x on the baseline y; a Latin character is half as wide as a Chinese one."""
    chars = []
    for character in words:
        width = size / 2 if character.isascii() else size
        chars.append(Char(character, x, y - 0.88 * size, x + width, y + 0.12 * size, size))
        x += width
    return chars


def filled(xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> list[Char]:
    """A text in each cell of a grid, lines divided by line ends."""
    return [
        char
        for top, row in zip(ys, rows, strict=False)
        for x, cell in zip(xs, row, strict=False)
        for index, line in enumerate(cell.splitlines())
        for char in text(x + 3, top + 13 + 14 * index, line)
    ]


def page(strokes: Iterable[Ruling], chars: Iterable[Char], number: int = 1) -> Page:
    return Page(number, 595, 842, tuple(runs_of(chars)), tuple(strokes))


def cell_text(of: Page, box: Box) -> str:
    """The text whose characters have their middle in the box."""
    held = (
        c for c in of.chars if box.x0 <= (c.x0 + c.x1) / 2 <= box.x1 and box.top <= (c.top + c.bottom) / 2 <= box.bottom
    )
    return "\n".join(line.text for line in lines_of(runs_of(held)))


def texts(of: Page, table: PageTable) -> list[list[str]]:
    """The table's grid; a merged cell's text in each place that it covers, "-" where there is no cell."""
    grid = [["-"] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                assert grid[row][column] == "-", "cells overlap"
                grid[row][column] = cell_text(of, cell.box)
    return grid


# --- as a PDF -----------------------------------------------------------------------------------------------------------


def not_embedded(name: str, encoding: str, ordering: str) -> str:
    """A Chinese font that the reader of the PDF is expected to have."""
    return (
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}-{encoding}/Encoding/{encoding}/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        f"/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 0>>/DW 1000/W[1 95 500]/FontDescriptor<</Type"
        f"/FontDescriptor/FontName/{name}/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 90>>>>]>>"
    )


SUNG = not_embedded("MSung-Light", "UniCNS-UCS2-H", "CNS1")
SONG = not_embedded("STSong-Light", "UniGB-UCS2-H", "GB1")  # has the simplified characters
Codes = dict[str, str]  # character -> its code in the content stream, hexadecimal


def as_pdf(pages: Sequence[Page], subset: bool = False, font: str = SUNG) -> bytes:
    """The pages as a PDF: strokes as lines, thin rectangles filled, text in a Chinese font that is not embedded.

    With ``subset`` the font is one of few characters with a ToUnicode map, as writers of PDF embed them: reading it asks no font of the machine.
    """
    letters = sorted({c.text for one in pages for c in one.chars})
    codes = {c: f"{i + 1:02X}" if subset else f"{ord(c):04X}" for i, c in enumerate(letters)}
    fonts = _subset_font(codes) if subset else [font, "null"]
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>", *fonts]
    for index, one in enumerate(pages):
        media = f"/MediaBox[0 0 {one.width} {one.height}]/Resources<</Font<</F 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{media}/Contents {6 + 2 * index} 0 R>>")
        objects.append(_stream(_content(one, codes)))
    return _file(objects)


def _subset_font(codes: Codes) -> list[str]:
    assert len(codes) < 256, "more characters than a font of one byte holds"
    widths = " ".join("500" if c.isascii() else "1000" for c in codes)
    mapped = "".join(f"<{code}> <{ord(c):04X}>\n" for c, code in codes.items())
    font = f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 1/LastChar {len(codes)}/Widths[{widths}]/ToUnicode 4 0 R>>"
    codespace = "1 begincodespacerange\n<00> <FF>\nendcodespacerange"
    blocks = f"/CIDInit /ProcSet findresource begin\nbegincmap\n{codespace}\n{len(codes)} beginbfchar\n{mapped}endbfchar\nendcmap\nend"
    return [font, _stream(blocks)]


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    parts, offset, entries = ["%PDF-1.4\n"], 9, list[str]()
    for number, body in enumerate(objects, 1):
        parts.append(f"{number} 0 obj\n{body}\nendobj\n")
        entries.append(f"{offset:010} 00000 n \n")
        offset += len(parts[-1])
    size = len(objects) + 1
    parts.append(f"xref\n0 {size}\n0000000000 65535 f \n{''.join(entries)}trailer<</Size {size}/Root 1 0 R>>\n")
    return ("".join(parts) + f"startxref\n{offset}\n%%EOF\n").encode("ascii")


def _content(of: Page, codes: Codes) -> str:
    high = of.height
    thin = [r for r in of.rulings if r.x1 > r.x0 and r.bottom > r.top]
    strokes = [r for r in of.rulings if r not in thin]
    parts = [f"{r.x0:.2f} {high - r.bottom:.2f} {r.x1 - r.x0:.2f} {r.bottom - r.top:.2f} re f" for r in thin]
    parts += [f"{r.x0:.2f} {high - r.top:.2f} m {r.x1:.2f} {high - r.bottom:.2f} l S" for r in strokes]
    for run in _text_runs(of.chars):
        code = "".join(codes[c.text] for c in run)
        parts.append(
            f"BT /F {run[0].size} Tf {run[0].x0:.2f} {high - run[0].bottom + 0.12 * run[0].size:.2f} Td <{code}> Tj ET"
        )
    return "\n".join(["0.5 w", *parts])


def _text_runs(chars: Sequence[Char]) -> list[list[Char]]:
    runs: list[list[Char]] = []
    for char in chars:
        if runs and runs[-1][-1].bottom == char.bottom and abs(runs[-1][-1].x1 - char.x0) < 0.01:
            runs[-1].append(char)
        else:
            runs.append([char])
    return runs
