"""The lexicon: words as data, read once from ``rules/lexicon/*.toml``, and how patterns take them up.

A list there may give a word in traditional characters alone; its simplified form is added here, character by character.
(The other way is no function: 后 is 後 or 后. A word of the mainland stands in traditional characters too where plans need it.)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "lexicon"


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The words of ``rules/lexicon/<name>.toml``: lists and the keys of tables in both scripts; strings that are no lists as they are."""
    entries: dict[str, Any] = in_both_scripts(written(name))
    return entries


def any_of(words: Iterable[str]) -> str:
    """Regex fragment that matches one of the words, the longest that fits.

    >>> any_of(["場", "場次"])
    '(?:場次|場)'
    """
    return "(?:" + "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


def simplified(word: str) -> str:
    """The word in simplified characters, as long as before.

    >>> simplified("績效指標"), simplified("绩效指标")
    ('绩效指标', '绩效指标')
    """
    return word.translate(_characters())


def in_both_scripts(entry: Any) -> Any:
    """A lexicon's entry with the simplified forms of its words behind those that it has.

    >>> in_both_scripts({"後": ["場次", "次"]})
    {'後': ['場次', '次', '场次'], '后': ['場次', '次', '场次']}
    """
    if isinstance(entry, dict):
        entries = {word: in_both_scripts(sense) for word, sense in entry.items()}
        return entries | {simplified(word): sense for word, sense in entries.items() if simplified(word) not in entries}
    if isinstance(entry, list):
        words = [w for w in entry if isinstance(w, str)]
        return list(dict.fromkeys([*entry, *map(simplified, words)])) if len(words) == len(entry) else entry
    if isinstance(entry, str) and "\n" in entry:  # words parted by blanks
        return " ".join(in_both_scripts(entry.split()))
    return entry


def written(name: str) -> dict[str, Any]:
    """The words of a lexicon as they stand in its file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _characters() -> dict[int, int]:
    """Traditional characters to simplified ones."""
    pairs = written("scripts")
    return str.maketrans(pairs["traditional"], pairs["simplified"])
