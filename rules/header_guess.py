"""The role of a header that the lexicon does not know, from its words: Chinese has the head noun last (本期擬達水準, 業務承辦組室).

The lexicon's own words say what a head noun and its modifiers stand for. They are cut by jieba, which is loaded when the first such header
is met and not before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rules.words import lexicon, simplified

_HEADER = re.compile(r"[一-鿿]{3,20}")
_HEAD = 2.0  # votes of a head noun, to one of a modifier
_SHARE = 0.6  # of all votes that a role needs
_FEW = 2  # words of the lexicon that end in a head noun, at least; in one of a single character, twice as many
_NONE = "other"  # words that hold none of the roles vote too


@dataclass(frozen=True, slots=True)
class Votes:
    """How often each word of headers stands for a role: as head noun, and before it."""

    heads: Mapping[str, Counter[str]] = field(default_factory=dict)
    modifiers: Mapping[str, Counter[str]] = field(default_factory=dict)


def guessed_role(header: str) -> str | None:
    """The role that the words of an unknown header speak for; None where they speak for none, or for several.

    >>> [guessed_role(h) for h in ("施工內容", "擬採行之作為", "機車車位數", "教室編號")]
    ['measure', 'measure', None, None]
    """
    text = simplified(header)
    if not _HEADER.fullmatch(text):
        return None
    role = _voted(_cut(text))
    return None if role == _NONE else role


def _voted(words: Sequence[str]) -> str | None:
    """The role with most votes, where it has enough of them and the head noun is known."""
    votes = _votes()
    head = votes.heads.get(words[-1], Counter())
    if 0 < head.total() < _FEW:
        head = head + votes.modifiers.get(words[-1], Counter())
    if head.total() < _FEW * (2 if len(words[-1]) == 1 else 1):
        return None
    score: Counter[str] = Counter()
    for counts, weight in [(head, _HEAD), *((votes.modifiers.get(w, Counter()), 1.0) for w in words[:-1])]:
        for role, count in counts.items():
            score[role] += weight * count / counts.total()  # type: ignore[assignment]
    role, most = max(score.items(), key=lambda entry: (entry[1], entry[0]))
    return role if most >= _SHARE * sum(score.values()) else None


@cache
def _votes() -> Votes:
    """The votes of the lexicon's words."""
    heads: dict[str, Counter[str]] = {}
    modifiers: dict[str, Counter[str]] = {}
    for word, role in _known():
        cut = _cut(word)
        heads.setdefault(cut[-1], Counter())[role] += 1
        for modifier in cut[:-1]:
            modifiers.setdefault(modifier, Counter())[role] += 1
    return Votes(heads, modifiers)


def _known() -> Iterable[tuple[str, str]]:
    """The words of the header lexicon in simplified characters, each once for a role."""
    entries = {role: entry for role, entry in lexicon("columns").items() if "words" in entry}
    words = {(simplified(w), role) for role, entry in entries.items() for w in (*entry["words"], *entry["whole"])}
    return sorted((word, role) for word, role in words if re.fullmatch("[一-鿿]{2,}", word))


def _cut(text: str) -> list[str]:
    words: list[str] = _tokenizer().lcut(text, HMM=False)
    return words


@cache
def _tokenizer() -> Any:
    """jieba with its own dictionary, read anew: its cache is a file in a folder that everyone may write to."""
    import jieba

    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    return cutter
