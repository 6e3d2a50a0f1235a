"""Facts laid over the text: which of them cover each stretch of it, however they overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text and the numbers of the facts that cover it, the longest fact first."""

    text: str
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """``cuts`` are the offsets at which the set of facts changes; ``covers`` the facts from each cut to the next."""

    text: str
    cuts: Sequence[int]
    covers: Sequence[tuple[int, ...]]

    @classmethod
    def of(cls, text: str, facts: Iterable[tuple[int, Sequence[Range]]]) -> Overlay:
        """The overlay of numbered facts, each with its half-open ranges of the text.

        >>> list(Overlay.of("abcdef", [(0, [(0, 4)]), (1, [(2, 6)])]).segments(0, 6))[1]
        Segment(text='cd', facts=(0, 1))
        """
        starts: dict[int, list[int]] = defaultdict(list)
        ends: dict[int, list[int]] = defaultdict(list)
        length: dict[int, int] = {}
        for number, ranges in facts:
            length[number] = sum(end - start for start, end in ranges)
            for start, end in ranges:
                starts[start].append(number)
                ends[end].append(number)
        cuts = sorted({0, *starts, *ends})
        covers, over = [], defaultdict[int, int](int)
        for cut in cuts:
            for number in ends[cut]:
                over[number] -= 1
                if not over[number]:
                    del over[number]
            for number in starts[cut]:
                over[number] += 1
            covers.append(tuple(sorted(over, key=lambda n: (-length[n], n))))
        return cls(text, cuts, covers)

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        """The stretches of ``text[start:end]``, cut wherever a fact begins or ends."""
        at = bisect_right(self.cuts, start) - 1
        while start < end:
            stop = min(end, self.cuts[at + 1]) if at + 1 < len(self.cuts) else end
            yield Segment(self.text[start:stop], self.covers[at])
            start, at = stop, at + 1
