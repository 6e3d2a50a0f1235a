"""What a person's name in Chinese looks like, and what a post."""

from __future__ import annotations

import re
from functools import cache

from rules.agency_name import is_agency
from rules.passage import fold
from rules.words import lexicon, simplified

HAN = "\u3400-\u9fff"
LEFT_OUT = "█"  # stands for a character of a name; unlike ○ it is no digit, and no rule reads it
ANONYMOUS = "〇*" + LEFT_OUT  # what stands for a character where a source has left it out itself
_UNITS = "組组科課课處处室股部局所班會会隊队"  # a unit's name ends so, a person's hardly ever


@cache
def surnames() -> tuple[frozenset[str], tuple[str, ...]]:
    """Surnames of one character, and of two."""
    known = lexicon("persons")["surnames"]
    return frozenset(known["single"] + simplified(known["single"])), tuple(known["double"])


@cache
def person_words(table: str, key: str = "words") -> tuple[str, ...]:
    return tuple(sorted(lexicon("persons")[table][key], key=len, reverse=True))


def is_post(text: str) -> bool:
    """Whether a short text names a post.

    >>> [is_post(t) for t in ("教務主任", "鎮黨委副書記、鎮長", "王大明", "加強宣導")]
    [True, True, False, False]
    """
    return 2 <= len(text) <= 24 and text.endswith(person_words("titles", "posts"))


def is_person(text: str) -> bool:
    """Whether a text without blanks can be nothing but a person's name in Chinese, or what is left of one.

    >>> [is_person(t) for t in ("王大明", "歐陽修文", "陳○○", "校長", "高中", "民政課", "辦理研習")]
    [True, True, True, False, False, False, False]
    """
    single, double = surnames()
    name = fold(text)
    if not re.fullmatch(rf"[{HAN}{ANONYMOUS}]{{2,4}}", name) or name in person_words("none"):
        return False
    if set(name[1:]) <= set(ANONYMOUS):
        return name[0] in single or name[0] in ANONYMOUS
    given = len(name) - 2 if name.startswith(double) else len(name) - 1 if name[0] in single else 0
    return 1 <= given <= 2 and not is_post(name) and not is_agency(name) and name[-1] not in _UNITS
