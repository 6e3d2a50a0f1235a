"""The pipeline: files become tables."""

from __future__ import annotations


def version() -> str:
    """The version of the installed distribution."""
    from importlib.metadata import version as installed

    return installed("govplan")
