"""The pipeline: files become tables."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """The version of the installed distribution."""
    from importlib.metadata import version as installed

    return installed("govplan")
