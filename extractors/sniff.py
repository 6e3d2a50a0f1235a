"""What is this file really? Its content says so before its name does."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

TEXT: Final = "text/plain"
MARKDOWN: Final = "text/markdown"
HTML: Final = "text/html"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT: Final = "application/vnd.oasis.opendocument.text"
DOC: Final = "application/msword"
RTF: Final = "application/rtf"
FODT: Final = "application/vnd.oasis.opendocument.text-flat-xml"
OLE: Final = "application/x-ole-storage"
ZIP: Final = "application/zip"
XML: Final = "application/xml"
BINARY: Final = "application/octet-stream"

_MAGIC: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"RIFF", "application/x-riff"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90\0", "application/x-executable"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"%!PS", "application/postscript"),
)
_NAMES: Final = {
    TEXT: "plain text",
    HTML: "an HTML page",
    PDF: "a PDF file",
    DOCX: "a Word document (.docx)",
    ODT: "an OpenDocument text (.odt)",
    DOC: "an old Word document (.doc)",
    RTF: "a rich text file (.rtf)",
    FODT: "a flat OpenDocument text (.fodt)",
    OLE: "an old Microsoft Office file",
    ZIP: "a ZIP archive",
    XML: "an XML file",
    BINARY: "a binary file of no known type",
}
# NUL and the other C0 controls that no text holds: white space, ESC, SO/SI and DOS's end-of-file mark aside
_CONTROLS: Final = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x0e\x0f\x1a\x1b")
_CONTROLS_TOLERATED: Final = 1 / 50  # a damaged text holds a few, a binary file one byte in ten
_HEAD: Final = 4096
_WIDE_BOMS: Final = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_WIDE_STARTS: Final = (
    ("utf-32", b"\xff\xfe\0\0"),
    ("utf-32", b"\0\0\xfe\xff"),
    ("utf-16", b"\xff\xfe"),
    ("utf-16", b"\xfe\xff"),
    ("utf-16-le", b"<\0"),
    ("utf-16-be", b"\0<"),
)
_USUAL = re.compile("[ -~\u2010-\u206f\u2460-\u25ff\u2e80-\u9fff\uff00-\uffef]")
_PROLOGUE = re.compile(r"(?:\s+|<\?xml[^>]*\?>|<!--.*?-->)*", re.DOTALL)
_HTML_START = re.compile(r"<!doctype\s+html\b|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)


def sniff(content: bytes) -> str:
    """The media type that the bytes speak for; BINARY where they speak for none.

    >>> sniff("壹、依據".encode()), sniff(b"%PDF-1.7"), sniff(b"<!DOCTYPE html><p>")
    ('text/plain', 'application/pdf', 'text/html')
    """
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return _contained(content, media_type)
    if b"%PDF-" in content[:1024]:
        return PDF
    return markup_type(content) or (TEXT if is_text(content) else BINARY)


def describe(media_type: str) -> str:
    """What people call such a file.

    >>> describe("image/png")
    'an image/png file'
    """
    article = "an" if media_type[0] in "aeiou" else "a"
    return _NAMES.get(media_type, f"{article} {media_type} file")


def is_text(content: bytes) -> bool:
    """Whether the bytes can be text: few controls, or the NULs of UTF-16 and UTF-32 where those stand."""
    if content.startswith(_WIDE_BOMS):
        return True
    controls = len(content) - len(content.translate(None, _CONTROLS))
    return controls <= len(content) * _CONTROLS_TOLERATED or is_wide(content)


def is_wide(content: bytes) -> bool:
    """Whether text in UTF-16 or UTF-32 without a mark explains the controls: as such it holds hardly any, and hardly a stray character.

    >>> is_wide("一、Plan\\n".encode("utf-16-le")), is_wide(bytes(range(256)))
    (True, False)
    """
    head = content[: _HEAD - _HEAD % 4]
    return any(_reads_well(head, codec) for codec in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"))


def _reads_well(content: bytes, codec: str) -> bool:
    text = content.decode(codec, "replace").rstrip("\ufffd")
    usual = sum(c.isspace() or bool(_USUAL.match(c)) for c in text)
    return bool(text) and usual >= len(text) * 0.9


def markup_type(content: bytes) -> str | None:
    """HTML or XML by the first tag; None for anything else."""
    head = content[:_HEAD].decode(_wide_codec(content) or "latin-1", "ignore").lstrip("\ufeff").removeprefix("ï»¿")
    start = _PROLOGUE.match(head)
    rest = head[start.end() :] if start else head
    if _HTML_START.match(rest):
        return HTML
    if "<office:document" in rest and FODT.removesuffix("-flat-xml").encode() in content[:_HEAD]:
        return FODT
    return XML if head.lstrip().startswith("<?xml") else None


def _wide_codec(content: bytes) -> str | None:
    return next((codec for codec, mark in _WIDE_STARTS if content.startswith(mark)), None)


def _contained(content: bytes, media_type: str) -> str:
    """What a container holds: Word, OpenDocument, an old Word file; else the container."""
    if media_type == ZIP:
        return _zipped(content)
    if media_type == OLE and any(name.encode("utf-16-le") in content for name in ("WordDocument", "EncryptedPackage")):
        return DOC  # an encrypted OOXML file too: the extractor says so
    return media_type


def _zipped(content: bytes) -> str:
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in content[:200]:
        return ODT
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return DOCX if b"word/" in content else ZIP  # damaged, but its local headers still name the parts
    if "mimetype" in names and "content.xml" in names:
        return ODT
    return DOCX if any(name.startswith("word/") for name in names) else ZIP
