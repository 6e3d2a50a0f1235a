"""What a section is about, by its title."""

from __future__ import annotations

import re
from functools import cache

from rules.words import lexicon

LONGEST = 24  # characters without marks; a longer title is a sentence, and only ``supplementary`` words speak for one
_MARKS = re.compile(r"[^\w]|_")
_CLOSING = "supplementary"
_FURTHERED = re.compile(
    "(?:夯[实實]|[筑築打]牢|奠定|[巩鞏]固|厚植|[优優]化|改善|[营營]造|[强強]化|提升|[补補][齐齊强強])\\Z"
)  # 夯实发展基础 is a task


@cache
def roles() -> dict[str, str]:
    """The words of ``sections.toml``, each with its role."""
    return {word: role for role, words in lexicon("sections").items() for word in words}


@cache
def pattern(role: str | None = None) -> re.Pattern[str]:
    """All words of the lexicon, or of one role, longest first."""
    words = sorted((w for w, r in roles().items() if role in (None, r)), key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(re.escape, words))}))")


def role_of(title: str) -> str | None:
    """The role of a section with this title, None where no word of it tells.

    >>> role_of("考核與獎勵"), role_of("陸、具體作法："), role_of("本計畫奉核定後實施。"), role_of("嘉義市")
    ('evaluation', 'measures', 'supplementary', None)
    >>> role_of("一、发展基础"), role_of("一、聚焦经济提质，夯实发展基础")
    ('background', None)
    """
    plain = _MARKS.sub("", title[: 4 * LONGEST])
    sentence = len(plain) > LONGEST or title.rstrip().endswith("。")
    found = list(pattern(_CLOSING if sentence else None).finditer(plain))
    if not found:
        return None
    found = [m for m in found if roles()[m[1]] != "background" or not _FURTHERED.search(plain, 0, m.start())] or found[
        :0
    ]
    if not found:
        return None
    best = max(found, key=lambda m: (len(m[1]), m.start()))
    return roles()[best[1]]
