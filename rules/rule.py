"""A rule is a name, a pattern and a reading that may refuse; scan() resolves overlaps once.

After duckling's rules (a production may answer Nothing, every result names its rule) and eyecite's single overlap sweep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A reading of ``text[start:end]`` of the passage that was scanned, and the name of the rule that gave it."""

    start: int
    end: int
    value: T
    rule: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """``read`` answers None where the pattern fits but the sense does not.

    ``examples`` are texts in which the rule must fire, each with what it reads there as the family's tests print it;
    ``counterexamples`` are texts in which it must stay silent. A test fails for a rule without both.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], T | None]
    examples: tuple[tuple[str, str], ...]
    counterexamples: tuple[str, ...]

    def hits(self, text: str) -> Iterable[Hit[T]]:
        """All readings in the text, overlaps with other rules not yet resolved."""
        for match in self.pattern.finditer(text):
            value = self.read(match)
            if value is not None:
                yield Hit(match.start(), match.end(), value, self.name)


def scan(rules: Sequence[Rule[T]], text: str) -> list[Hit[T]]:
    """The readings of all rules in the text, none overlapping another: leftmost, then longest, then the earlier rule."""
    return resolve([hit for rule in rules for hit in rule.hits(text)])


def resolve(hits: Iterable[Hit[T]]) -> list[Hit[T]]:
    """The hits without those that overlap an earlier or, at the same start, longer one; in order.

    >>> [h.rule for h in resolve([Hit(2, 4, 0, "b"), Hit(0, 3, 0, "a"), Hit(0, 1, 0, "c"), Hit(3, 4, 0, "d")])]
    ['a', 'd']
    """
    kept: list[Hit[T]] = []
    end = -1
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= end:
            kept.append(hit)
            end = hit.end
    return kept


def overlaps(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    """Whether the range shares a character with one of those taken."""
    return any(s < end and start < e for s, e in taken)
