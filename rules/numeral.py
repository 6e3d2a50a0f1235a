"""Numerals: Chinese, Arabic, mixed, full width. STUB: interface only."""

from __future__ import annotations

from decimal import Decimal

NUMERAL = r"(?:[0-9]+)"  # regex fragment, on folded text, that matches one numeral


def integer(text: str) -> int | None:
    """The whole number that the text writes, None where it writes none: 一百零三, 九十七, 壹拾, 廿, 卅, ○九七, 103, １０３."""
    return None


def number(text: str) -> Decimal | None:
    """The number that the text writes: also 3.5億, 1萬2千, 1,200."""
    return None
