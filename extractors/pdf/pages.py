"""Pages from pdfium: characters and rulings, one page at a time. pdfium is not thread-safe: use it from one thread of a process."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from extractors.errors import Code, Unreadable
from extractors.pdf import characters, pdfium, rulings, stand_in
from extractors.pdf.geometry import Frame, frame_of
from extractors.pdf.glyphs import Page, count_of

REOPENED = 100  # pages read of a document before it is opened anew


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """The pdfium document of these bytes. Raises Unreadable: encrypted where it asks for a password, corrupt where it is no PDF."""
    stand_in.install()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable(Code.ENCRYPTED, "the PDF asks for a password") from error
        raise Unreadable(Code.CORRUPT, f"pdfium can't open the PDF: {error}") from error
    try:
        yield document
    finally:
        document.close()


def information(document: Any, key: str) -> str | None:
    """An entry of the PDF's information dictionary; half a surrogate pair in it becomes U+FFFD."""
    size = raw.FPDF_GetMetaText(document, key.encode(), None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_GetMetaText(document, key.encode(), buffer, size)
    return buffer.raw[:-2].decode("utf-16-le", "replace").strip() or None


def read_pages(content: bytes, last: int) -> Iterator[tuple[int, Page | None]]:
    """The pages up to the last with their numbers; None where pdfium can't load one.

    pdfium keeps every object of a document that it has once parsed: the document is opened anew from time to time.
    """
    for first in range(1, last + 1, REOPENED):
        with opened(content) as document:
            for number in range(first, min(first + REOPENED, last + 1)):
                yield number, read_page(document, number)


def read_page(document: Any, number: int) -> Page | None:
    """The page with this number (from 1); None where pdfium can't load it."""
    handle = pdfium.load_page(handle_of(document), number - 1)
    if not handle:
        return None
    try:
        frame = frame_of(handle)
        paths = rulings.Reader(frame)
        paths.read(handle)
        text = read_text(handle, frame)
    finally:
        pdfium.close_page(handle)
    seen, unseen = count_of(text.visible), count_of(text.invisible)
    scan = unseen > seen
    return Page(
        number,
        frame.width,
        frame.height,
        tuple(text.invisible if scan else text.visible),
        tuple(paths.rulings),
        has_images=paths.has_images,
        invisible=scan,
        hidden=min(seen, unseen),
        unmapped=text.unmapped,
        cut=paths.cut or text.cut,
    )


def read_text(page: pdfium.Handle, frame: Frame) -> characters.Text:
    """The characters of a loaded page."""
    handle = pdfium.load_text(page)
    if not handle:
        return characters.Text()
    try:
        return characters.Reader(handle, frame).read()
    finally:
        pdfium.close_text(handle)


def handle_of(document: Any) -> pdfium.Handle:
    """The handle of a pypdfium2 document."""
    return ctypes.cast(document.raw, pdfium.Handle)
