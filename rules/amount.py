"""Sums of money. STUB: interface only."""

from __future__ import annotations

from collections.abc import Sequence

from rules.passage import Site
from rules.period import Frame
from rules.plan import Amount
from rules.rule import Hit


def find_amounts(site: Site, frame: Frame, taken: Sequence[tuple[int, int]] = ()) -> list[Hit[Amount]]:
    """The sums of money of a passage, none inside the ranges taken."""
    return []
