"""The pipeline: files become tables."""

from __future__ import annotations

VERSION = "0.1.0"  # also that of the distribution


def version() -> str:
    """The version that reads here: part of the key of what was read."""
    return VERSION
