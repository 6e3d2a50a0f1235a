"""Encodings: which one a text's bytes are in, decided for the whole file by how well each decoding reads.

UTF-8 that decodes strictly and holds Chinese is taken at once. What is left (Big5 and its extensions, GB18030, UTF-16 without a mark,
damaged text) decodes without an error in the wrong encoding often enough that success says little; so every candidate is decoded
and scored by how frequent its characters are in Chinese. Linear in the length of the file.
"""

from __future__ import annotations

import codecs
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

REPLACEMENT: Final = "\ufffd"
_MARK: Final = (
    "\U0010ffff"  # stands for bytes that did not decode until they are counted; no text holds this noncharacter
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Where Big5-HKSCS as Python has it differs from code page 950, the code page is what files mean (as in the WHATWG's Big5)
_HKSCS_TO_950: Final = str.maketrans("•､‾∼♁☉￭", "‧﹑¯～⊕⊙▓")
_EURO: Final = b"\xa3\xe1"  # in code page 950; HKSCS has nothing there


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its byte-order mark. ``replaced`` are the offsets of the U+FFFD that stand for ``bad_bytes`` bytes."""

    text: str
    encoding: str
    replaced: tuple[int, ...] = ()
    bad_bytes: int = 0


def decode(content: bytes) -> Decoded:
    """Read bytes as text.

    >>> decode("壹、依據".encode("cp950"))
    Decoded(text='壹、依據', encoding='cp950', replaced=(), bad_bytes=0)
    """
    for bom, codec in _BOMS:
        if content.startswith(bom):
            return _decode_as(content[len(bom) :], codec)
    if b"\0" not in content and _is_chinese_utf8(content):
        return _decode_as(content, "utf-8")
    return _decode_as(content, max(candidates(content), key=lambda codec: plausibility(_rough(content, codec))))


def _is_chinese_utf8(content: bytes) -> bool:
    """Strict UTF-8 that is ASCII throughout or has characters of three bytes: short Big5 or GBK can pass as UTF-8, but of two."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return text.isascii() or max(text) > "\u07ff"


def candidates(content: bytes) -> list[str]:
    """The encodings to weigh against each other; of equals the first wins."""
    wide = ["utf-16-le", "utf-16-be"] if len(content) % 2 == 0 or b"\0" in content else []
    if b"\0" in content:
        wide += ["utf-32-le", "utf-32-be"]
    return ["utf-8", "big5hkscs", "cp950", "gb18030", *wide]


# --- decoding ---------------------------------------------------------------------------------------------------------


def _rough(content: bytes, codec: str) -> str:
    """The text for weighing: fast, replacements as the codec makes them."""
    if codec != "big5hkscs":
        return content.decode(codec, "replace")
    return content.replace(_EURO, b"\xa2\x46").decode(codec, "replace").translate(_HKSCS_TO_950)


def _decode_as(content: bytes, codec: str) -> Decoded:
    """The text in this encoding, undecodable bytes replaced and counted."""
    damage = _Damage(codec)
    name = f"govplan-{codec}"
    codecs.register_error(name, damage)
    text = content.decode(codec, name)
    if codec == "big5hkscs":
        text = text.translate(_HKSCS_TO_950)
        codec = "cp950" if _within_950(content, damage.count) else codec
    if not damage.count:
        return Decoded(text, codec)
    replaced = tuple(i for i, c in enumerate(text) if c == _MARK)
    return Decoded(text.replace(_MARK, REPLACEMENT), codec, replaced, damage.count)


class _Damage:
    """An error handler of the codecs that counts what it replaces, and reads pairs of code page 950 that HKSCS lacks (the euro sign)."""

    def __init__(self, codec: str) -> None:
        self.count = 0
        self._second_opinion = codec == "big5hkscs"

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        if self._second_opinion and error.object[error.start : error.start + 2] == _EURO:
            return "€", error.start + 2
        self.count += error.end - error.start
        return _MARK, error.end


def _within_950(content: bytes, damage: int) -> bool:
    """Whether code page 950 reads as much as Hong Kong's set does; only what it does not is evidence for the latter."""
    return _rough(content, "cp950").count(REPLACEMENT) <= damage


# --- plausibility -----------------------------------------------------------------------------------------------------


@cache
def _frequent() -> tuple[frozenset[str], frozenset[str]]:
    """The most frequent characters of both scripts, and those next to them."""
    lists = tomllib.loads(Path(__file__).with_name("frequent_characters.toml").read_text("utf-8"))
    top = frozenset(c for chars in lists.values() for c in chars[:500])
    return top, frozenset(c for chars in lists.values() for c in chars) - top


_PUNCTUATION: Final = frozenset(
    "，。、：；！？「」『』（）《》〈〉【】〔〕“”‘’…—─～·‧％　０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩○●◎☆★※■□◆◇△▲▼≦≧±×÷＋－＝／€〇"
)
# First code point of a range -> what a character in it speaks for the decoding that shows it
_WEIGHTS: Final = (
    (0x00, -20.0), (0x20, 0.5), (0x7F, -20.0), (0xA0, -2.0), (0x2010, 0.0), (0x2150, 0.0), (0x2200, -1.0), (0x2460, 0.0), (0x2500, -0.5),
    (0x2600, -2.0), (0x2E80, -1.0), (0x3000, 0.0), (0x3040, -2.0), (0x3200, 0.0), (0x3400, -3.0), (0x4E00, -0.7), (0xA000, -5.0),
    (0xE000, -8.0), (0xF900, -2.0), (0xFB00, -5.0), (0xFE30, 0.0), (0xFE70, -5.0), (0xFF00, 0.5), (0xFFE0, 0.0), (0xFFF0, -8.0),
    (0x10000, -5.0), (0x20000, -3.0), (0x32000, -8.0),
)  # fmt: skip


@cache
def weight(character: str) -> float:
    """How much one character speaks for its decoding: frequent hanzi most, private use and controls against it."""
    top, next_to_top = _frequent()
    if character in top or character in _PUNCTUATION:
        return 3.0
    if character in next_to_top:
        return 2.0
    if character in "\t\n\r\f\v":
        return 0.5
    return next(value for first, value in reversed(_WEIGHTS) if ord(character) >= first)


def plausibility(text: str, weigh: Callable[[str], float] = weight) -> float:
    """The evidence of all characters together: comparable between decodings of the same bytes."""
    return sum(weigh(character) * count for character, count in Counter(text).items())
