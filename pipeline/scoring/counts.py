"""Counts and differences, and how gold and found entries are paired."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from extractors.document import Span

G = TypeVar("G")
F = TypeVar("F")
Test = Callable[[G, F], bool]
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are right, how many were annotated, how many were found. A share counts its whole on both sides."""

    right: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.gold + other.gold, self.found + other.found)

    @property
    def precision(self) -> float:
        """1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """1 where there was nothing to find."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found.

        >>> Counts(3, 4, 5).f1
        0.6666666666666666
        """
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 1.0


def share(right: int, whole: int) -> Counts:
    """Counts of a share: its F1 is right / whole."""
    return Counts(right, whole, whole)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a difference shows it: its words, its value and, where it was read from the text, its place.

    ``seek`` are the words to look for in the text where they are not those shown.
    """

    text: str
    value: str = ""
    spans: tuple[Span, ...] = ()
    page: int | None = None
    seek: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One miss (``expected`` alone), one extra (``found`` alone) or one entry read wrongly (both)."""

    kind: str
    expected: Shown | None
    found: Shown | None

    @property
    def sign(self) -> str:
        """- for a miss, + for an extra, ! for an entry read wrongly."""
        return "!" if self.expected and self.found else "-" if self.expected else "+"


@dataclass(frozen=True, slots=True)
class Score:
    """The counts of one kind in one plan, and what differs."""

    kind: str
    counts: Counts
    differences: tuple[Difference, ...] = ()


def pair(gold: Sequence[G], found: Sequence[F], tests: Sequence[Test[G, F]]) -> Pairs:
    """Pairs of indices, each index once: those that pass the first test, then of the rest those that pass the second …

    >>> pair([1, 2, 2], [2, 1, 3], [lambda g, f: g == f])
    [(0, 1), (1, 0)]
    """
    pairs: Pairs = []
    free = list(range(len(found)))
    open_ = list(range(len(gold)))
    for test in tests:
        for g in tuple(open_):
            f = next((f for f in free if test(gold[g], found[f])), None)
            if f is not None:
                pairs.append((g, f))
                open_.remove(g)
                free.remove(f)
    return sorted(pairs)


def align(gold: Sequence[G], found: Sequence[F], same: Test[G, F]) -> Pairs:
    """The longest list of pairs that pass the test and stand in one order on both sides.

    >>> align("abcd", "bxad", lambda g, f: g == f)
    [(1, 0), (3, 3)]
    """
    best = [[0] * (len(found) + 1) for _ in range(len(gold) + 1)]
    for g in range(len(gold) - 1, -1, -1):
        for f in range(len(found) - 1, -1, -1):
            both = best[g + 1][f + 1] + 1 if same(gold[g], found[f]) else 0
            best[g][f] = max(both, best[g + 1][f], best[g][f + 1])
    return _walk(best, gold, found, same)


def _walk(best: list[list[int]], gold: Sequence[G], found: Sequence[F], same: Test[G, F]) -> Pairs:
    """The pairs along the best way through the table of lengths."""
    pairs, g, f = [], 0, 0
    while g < len(gold) and f < len(found):
        if same(gold[g], found[f]) and best[g][f] == best[g + 1][f + 1] + 1:
            pairs.append((g, f))
            g, f = g + 1, f + 1
        elif best[g + 1][f] >= best[g][f + 1]:
            g += 1
        else:
            f += 1
    return pairs


def differences(kind: str, gold: Sequence[Shown], found: Sequence[Shown], pairs: Pairs) -> tuple[Difference, ...]:
    """Misses and extras; a miss and an extra of the same words, or of which one was cut from the other, are one wrong reading."""
    missed = _without(gold, {g for g, _ in pairs})
    extra = _without(found, {f for _, f in pairs})
    wrong = pair(missed, extra, [same_words, one_in_other])
    return (
        *(Difference(kind, missed[g], extra[f]) for g, f in wrong),
        *(Difference(kind, m, None) for m in _without(missed, {g for g, _ in wrong})),
        *(Difference(kind, None, e) for e in _without(extra, {f for _, f in wrong})),
    )


def same_words(gold: Shown, found: Shown) -> bool:
    """Whether two entries were read from the same words, white space aside."""
    return "".join(gold.text.split()) == "".join(found.text.split())


def one_in_other(gold: Shown, found: Shown) -> bool:
    """Whether one entry has a part of the other's words, more than one character."""
    short, long = sorted(("".join(gold.text.split()), "".join(found.text.split())), key=len)
    return len(short) > 1 and short in long


def _without(entries: Iterable[Any], taken: set[int]) -> list[Any]:
    return [entry for index, entry in enumerate(entries) if index not in taken]
