"""Extractors: a file becomes a Document."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from extractors.document import Document
from extractors.errors import Code, Unreadable
from extractors.sniff import DOC, DOCX, FODT, HTML, MARKDOWN, ODT, PDF, RTF, TEXT, describe, sniff

MAX_BYTES: Final = 64 * 1024 * 1024
PIECE: Final = 1024 * 1024  # bytes asked for at a time
_IRREGULAR: Final = "this is a folder, a pipe or a device, not a file"

# media type -> the module here whose read(content, name) makes a Document of it; imported when it is needed
EXTRACTORS: Final = {
    TEXT: "text",
    MARKDOWN: "text",
    DOCX: "docx",
    ODT: "odt",
    FODT: "odt",
    DOC: "legacy_doc",
    RTF: "legacy_doc",
    HTML: "html",
    PDF: "pdf.reader",
}
# the same for those that read images of text, too, where that is asked for
WITH_OCR: Final = {PDF: "pdf.ocr"}
PAGED: Final = frozenset({PDF})


OnPage = Callable[[int], bool | None]  # told the number (from 1) of each page once its lines and tables are found


class Extractor(Protocol):
    """What every extractor's module offers. It raises Unreadable where the content gives no Document."""

    def read(self, content: bytes, name: str) -> Document: ...


class PagedExtractor(Protocol):
    """What the module of a format offers that is read page by page."""

    def read(self, content: bytes, name: str, *, last_page: int | None, on_page: OnPage | None) -> Document: ...


def extract(
    source: Path,
    name: str | None = None,
    *,
    ocr: bool = False,
    last_page: int | None = None,
    on_page: OnPage | None = None,
    content: bytes | None = None,
) -> Document:
    """Reads a file. ``name`` is what to call it in ``Document.source`` (default: the path as given). ``ocr``: pages that are images, too.
    ``content``: what the file holds, from who has read it already (``read_bytes``).

    What has pages (PDF) is read up to ``last_page``; ``on_page`` hears of each one finished, in order, and may say (True) that it is enough. Who must give up on a file in the
    middle (time, memory) can so read again what was finished: a Document with ``meta.recovered``, unless that was all.

    Raises Unreadable with a code of the closed list where the file gives no Document, and what ``on_page`` raises.
    """
    content = read_bytes(source) if content is None else content
    if not content:
        raise Unreadable(Code.EMPTY, "the file is empty")
    media_type = sniff(content)
    if media_type not in EXTRACTORS:
        raise Unreadable(Code.UNSUPPORTED_TYPE, f"this is {describe(media_type)}, which is not read")
    modules = EXTRACTORS | WITH_OCR if ocr else EXTRACTORS
    extractor = import_module(f"extractors.{modules[media_type]}")
    called = str(source) if name is None else name
    if media_type in PAGED:
        return cast(PagedExtractor, extractor).read(content, called, last_page=last_page, on_page=on_page)
    return cast(Extractor, extractor).read(content, called)


def read_bytes(source: Path) -> bytes:
    """The content of a regular file of at most MAX_BYTES; a FIFO or device is never opened for reading.

    Raises Unreadable, also where the file changes meanwhile: half of one state and half of another is no document.
    """
    try:
        if not stat.S_ISREG(source.stat().st_mode):
            raise Unreadable(Code.NOT_A_REGULAR_FILE, _IRREGULAR)
        # what was a file may be a pipe by now: opened so, it does not block
        descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise Unreadable(Code.NOT_A_REGULAR_FILE, _IRREGULAR)
            content = _up_to(descriptor, min(before.st_size, MAX_BYTES) + 1)
            if len(content) > before.st_size:  # it grew, or is one of those whose size nobody knows before
                content += _up_to(descriptor, MAX_BYTES)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise Unreadable(
            Code.UNREADABLE, f"the file can't be read: {getattr(error, 'strerror', None) or error}"
        ) from error
    if len(content) > MAX_BYTES:
        raise Unreadable(Code.TOO_LARGE, f"the file is larger than {MAX_BYTES // 2**20} MiB")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unreadable(Code.UNREADABLE, "the file changed while it was read")
    return content


def _up_to(descriptor: int, size: int) -> bytes:
    """So many bytes of an open file, or all that are left."""
    pieces = []
    while size > 0 and (piece := os.read(descriptor, min(size, PIECE))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
