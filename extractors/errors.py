"""Why a file could not become a Document: a closed list of codes and the exception that carries one."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """The closed list of ``files.code``."""

    EMPTY = "empty"
    UNSUPPORTED_TYPE = "unsupported-type"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    TOO_LARGE = "too-large"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out-of-memory"
    CRASHED = "crashed"
    NO_TEXT_LAYER = "no-text-layer"
    UNREADABLE = "unreadable"
    NOT_A_REGULAR_FILE = "not-a-regular-file"
    CONVERTER_MISSING = "converter-missing"


class Unreadable(Exception):
    """A file that gives no Document. ``code`` says why for machines, ``message`` for people."""

    def __init__(self, code: Code | str, message: str) -> None:
        super().__init__(message)
        self.code = Code(code)
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
