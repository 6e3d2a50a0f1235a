"""A passage's folded text without its blanks, and the way back to its offsets.

Names and titles are read across the blanks and line ends that a cell's width or a typist put inside them; where those stood is
kept as breaks, for they also part one name from the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from rules.passage import Passage


@dataclass(frozen=True, slots=True)
class Squeezed:
    """``text`` is the folded text without blanks; ``offsets`` the place of each of its characters, None where they are the same.

    ``breaks`` are the places in ``text`` before which blanks or line ends were left out.
    """

    text: str
    offsets: tuple[int, ...] | None
    breaks: frozenset[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]``, not empty, stands in the passage."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def squeeze(passage: Passage) -> Squeezed:
    """The passage without its blanks.

    >>> from extractors.document import Span
    >>> s = squeeze(Passage("本府\\n人事處 ：", (Span(0, 8),)))
    >>> s.text, s.span(0, 5), sorted(s.breaks)
    ('本府人事處:', (0, 6), [2, 5])
    """
    folded = passage.folded
    if " " not in folded:
        return Squeezed(folded, None, frozenset())
    offsets = tuple(i for i, char in enumerate(folded) if char != " ")
    breaks = frozenset(n for n in range(1, len(offsets)) if offsets[n] != offsets[n - 1] + 1)
    return Squeezed(folded.replace(" ", ""), offsets, breaks)
