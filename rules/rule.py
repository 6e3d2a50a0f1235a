"""A rule is a name, a pattern and a reading that may refuse; scan() resolves overlaps once.

After duckling's rules (a production may answer Nothing, every result names its rule) and eyecite's single overlap sweep.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
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
    ``needs`` is a cheap pattern that fits wherever the rule can fire: a text without it is not looked at again. It begins with
    characters, not with a look around, so that the engine leaps to them. A ``pattern`` that is given as text is compiled when it is
    first looked for, which costs some of them more than a page of text.
    """

    name: str
    pattern: re.Pattern[str] | str
    read: Callable[[re.Match[str]], T | None]
    examples: tuple[tuple[str, str], ...]
    counterexamples: tuple[str, ...]
    needs: re.Pattern[str] | None = None

    def hits(self, text: str) -> list[Hit[T]]:
        """All readings in the text, overlaps with other rules not yet resolved."""
        if self.needs is not None and self.needs.search(text) is None:
            return []
        return [
            Hit(match.start(), match.end(), value, self.name)
            for match in compiled(self.pattern).finditer(text)
            if (value := self.read(match)) is not None
        ]


@cache
def compiled(pattern: re.Pattern[str] | str) -> re.Pattern[str]:
    """The pattern, compiled once."""
    return re.compile(pattern)


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


class Ranges:
    """The ranges of a passage that are taken, so many as there may be: asked in logarithmic time.

    >>> Ranges([(4, 6), (0, 2)]).touch(1, 3), Ranges([(4, 6), (0, 2)]).touch(2, 4)
    (True, False)
    """

    __slots__ = ("_ends", "_starts")

    def __init__(self, taken: Iterable[tuple[int, int]]) -> None:
        by_start = sorted(taken)
        self._starts = [start for start, _ in by_start]
        self._ends = list(accumulate((end for _, end in by_start), max))

    def touch(self, start: int, end: int) -> bool:
        """Whether ``start..end`` shares a character with one of the ranges."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start
