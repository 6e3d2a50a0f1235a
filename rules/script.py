"""Whether a text is in traditional or simplified characters."""

from __future__ import annotations

from collections import Counter
from functools import cache

from rules.words import lexicon

_SAMPLE = 20_000  # characters: the first pages say enough


@cache
def _signs() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of one script only. The lists stand in pairs, so a character that both scripts write counts for neither."""
    scripts = lexicon("calendar")["scripts"]
    hant, hans = frozenset(scripts["hant"]), frozenset(scripts["hans"])
    return hant - hans, hans - hant


def decide_script(text: str) -> str:
    """Hant or Hans, by which script's own characters prevail; Hant where none does.

    >>> decide_script("嘉義市政府實施計畫"), decide_script("国务院办公厅关于加强绩效考核工作的意见"), decide_script("")
    ('Hant', 'Hans', 'Hant')
    """
    return prevailing(text[:_SAMPLE])


def prevailing(text: str) -> str:
    """The same, by the whole of the text."""
    hant, hans = _signs()
    counted = Counter(text)
    return "Hans" if sum(map(counted.__getitem__, hans)) > sum(map(counted.__getitem__, hant)) else "Hant"
