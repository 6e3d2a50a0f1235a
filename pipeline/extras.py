"""Packages that only some commands need, and that not everyone has installed; one that none needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
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


class Denial(MetaPathFinder):
    """Denies that there are packages which pyarrow imports where they are and does without where they are not."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def find_spec(self, name: str, *_: object) -> None:
        if name in self._names:
            raise ModuleNotFoundError(name)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Pandas, which takes a second and 40 MiB, is not imported meanwhile; who has it already keeps it, and who wants it afterwards gets it."""
    denial = Denial("pandas")
    sys.meta_path.insert(0, denial)
    try:
        yield
    finally:
        sys.meta_path.remove(denial)
