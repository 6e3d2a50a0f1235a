"""DOCX."""

from __future__ import annotations

from extractors.builder import DocumentBuilder
from extractors.document import Document, Meta
from extractors.sniff import DOCX
from extractors.word_document import read_word


def read(content: bytes, name: str) -> Document:
    """The Document of a DOCX. Raises Unreadable: corrupt, encrypted, too-large, empty."""
    return read_word(content, DocumentBuilder(name, DOCX, Meta(format="docx"))).build(content)
