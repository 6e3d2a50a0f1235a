"""Pages from pdfplumber: asked where pdfium can't open a file, can't load a page or finds no text at all."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from extractors.errors import Code, Unreadable
from extractors.pdf.characters import UNMAPPED, is_bold
from extractors.pdf.glyphs import ASCENT, DESCENT, Char, Page, Ruling, runs_of
from extractors.pdf.rulings import THIN

MAX_CHARS = 200_000


def read_pages(content: bytes, most: int) -> Iterator[Page]:
    """The pages that pdfplumber reads, ``most`` at most. Raises Unreadable: encrypted, corrupt."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            for number, page in enumerate(document.pages[:most], 1):
                yield page_of(number, page)
                page.close()
    except Unreadable:
        raise
    except Exception as error:
        raise refused(error) from error


def refused(error: Exception) -> Unreadable:
    """What the failure of pdfminer means. pdfplumber wraps errors: the first argument is the true one."""
    cause = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    if isinstance(cause, MemoryError):
        return Unreadable(Code.OUT_OF_MEMORY, "the PDF needs more memory than there is")
    if "Password" in type(cause).__name__ or "Encryption" in type(cause).__name__:
        return Unreadable(Code.ENCRYPTED, "the PDF asks for a password")
    return Unreadable(Code.CORRUPT, f"the PDF can't be read: {type(cause).__name__} {cause}".rstrip())


def page_of(number: int, page: Any) -> Page:
    """A page of pdfplumber's as ours."""
    found = page.chars[:MAX_CHARS]
    chars = [char for c in found for char in chars_from(c)]
    rulings = tuple(r for rect in page.rects for r in sides(rect)) + tuple(ruling(line) for line in page.lines)
    return Page(
        number,
        float(page.width),
        float(page.height),
        tuple(runs_of(chars)),
        rulings,
        has_images=bool(page.images),
        unmapped=sum(c.text == UNMAPPED for c in chars),
        cut=len(page.chars) > MAX_CHARS,
    )


def chars_from(char: dict[str, Any]) -> Iterator[Char]:
    """A character of pdfplumber's as ours: several where one glyph stands for them (ﬁ)."""
    whole = char_of(char)
    step = (whole.x1 - whole.x0) / max(len(whole.text), 1)
    for index, text in enumerate(whole.text):
        x0 = whole.x0 + index * step
        yield whole._replace(text=text, x0=x0, x1=x0 + step if len(whole.text) > 1 else whole.x1)


def char_of(char: dict[str, Any]) -> Char:
    """A character of pdfplumber's; its baseline from its matrix, as pdfminer's own boxes differ from font to font."""
    text = UNMAPPED if char["text"].startswith("(cid:") else char["text"]
    name, size, upright = str(char["fontname"]).rpartition("+")[2], float(char["size"]), bool(char["upright"])
    top, bottom = float(char["top"]), float(char["bottom"])
    if upright and "matrix" in char:
        baseline = bottom - (float(char["matrix"][5]) - float(char["y0"]))
        top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    direction = "right" if upright else ("down" if float(char["matrix"][1]) < 0 else "up")
    return Char(text, float(char["x0"]), top, float(char["x1"]), bottom, size, name, is_bold(name), upright, direction)


def ruling(line: dict[str, Any]) -> Ruling:
    """A line of pdfplumber's."""
    x0, top, x1, bottom = (float(line[key]) for key in ("x0", "top", "x1", "bottom"))
    return Ruling(x0, top, x1, bottom, float(line.get("linewidth") or 0))


def sides(rect: dict[str, Any]) -> Iterator[Ruling]:
    """The ruling that a thin rectangle is, or the sides of a stroked one; none of shading."""
    x0, top, x1, bottom = (float(rect[key]) for key in ("x0", "top", "x1", "bottom"))
    thickness = min(x1 - x0, bottom - top)
    if thickness <= THIN:
        middle_x, middle_y = (x0 + x1) / 2, (top + bottom) / 2
        level = x1 - x0 >= bottom - top
        yield (
            Ruling(x0, middle_y, x1, middle_y, thickness)
            if level
            else Ruling(middle_x, top, middle_x, bottom, thickness)
        )
    elif rect.get("stroke"):
        width = float(rect.get("linewidth") or 0)
        yield Ruling(x0, top, x1, top, width)
        yield Ruling(x0, bottom, x1, bottom, width)
        yield Ruling(x0, top, x0, bottom, width)
        yield Ruling(x1, top, x1, bottom, width)
