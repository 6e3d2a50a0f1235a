"""Packages that only some commands need, and that not everyone has installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class MissingExtra(Exception):
    """A package that was not installed; the message is for people."""


def require(module: str, extra: str, purpose: str) -> Any:
    """The module. Raises MissingExtra where it is not installed, with the extra of ours that installs it."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtra(
            f"{purpose} needs {package}, which is not installed: pip install 'govplan[{extra}]'  "
            f"需先安裝 {package}：pip install 'govplan[{extra}]'"
        ) from error
