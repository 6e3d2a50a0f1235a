"""Extractors: a file becomes a Document. STUB: interface only."""

from __future__ import annotations

from pathlib import Path

from extractors.document import Document


def extract(source: Path, name: str | None = None) -> Document:
    """Reads a file. ``name`` is what to call it in ``Document.source`` (default: the path as given).

    Raises Unreadable with a code of the closed list where the file gives no Document.
    """
    raise NotImplementedError
