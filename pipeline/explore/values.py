"""Values as text that nothing takes for more than text: a terminal, a spreadsheet, JSON."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from decimal import Decimal
from typing import Any

from pipeline.show import clean

# What spreadsheets take for the beginning of a formula (OWASP, CSV injection), full-width forms included.
FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠|%]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot hold


def inert(text: str) -> str:
    """Text that a spreadsheet shows and does not compute: an apostrophe before what begins like a formula.

    >>> inert("=1+1"), inert("-5%"), inert("人事處")
    ("'=1+1", '-5%', '人事處')
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def printable(text: str) -> str:
    """Text without the control characters that XML, and so a spreadsheet or a calendar, cannot hold."""
    return CONTROL.sub("", text)


def brief(value: Any, limit: int = 300) -> str:
    """A value for one line of a terminal."""
    if value is None:
        return ""
    text = clean(f"{value:,.15g}" if isinstance(value, float) else flat(value))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def flat(value: Any) -> str:
    """A value as the text of one cell; lists and records as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=as_json)
    return str(as_json(value))


def as_json(value: Any) -> Any:
    """What JSON has no form for: days and times as ISO 8601, sums of money as exact digits, bytes as hexadecimal digits."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, int | float) else str(value)


def finite(value: Any) -> Any:
    """A value for JSON, which knows no infinity: null for it, in lists and records too."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): finite(part) for key, part in value.items()}
    return [finite(part) for part in value] if isinstance(value, list | tuple) else value


def breadth(text: str) -> int:
    """The columns of a terminal or sheet that a text takes: a Chinese character two, a Latin one one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def above(section_path: str | None, quotation: str) -> str:
    """The sections that lead to some words, the last of them left out where it is the words themselves.

    >>> above("壹、依據 › 一、圖書館法", "一、圖書館法"), above("壹、依據", "圖書館法")
    ('壹、依據', '壹、依據')
    """
    *path, last = (section_path or "").split(" › ")
    same = "".join(last.split()).startswith("".join(quotation.split()))
    return " › ".join(path if same else [*path, last])
