"""DOCX."""

from __future__ import annotations

from extractors.builder import DocumentBuilder
from extractors.document import Document, Meta
from extractors.hard_lines import with_hard_lines
from extractors.sniff import DOCX
from extractors.word_document import read_word


def read(content: bytes, name: str) -> Document:
    """The Document of a DOCX. Raises Unreadable: corrupt, encrypted, too-large, empty."""
    builder = DocumentBuilder(name, DOCX, Meta(format="docx"))
    return with_hard_lines(read_word(content, builder).build(content))
