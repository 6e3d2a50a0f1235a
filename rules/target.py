"""Quantified commitments. STUB: interface only."""

from __future__ import annotations

from collections.abc import Sequence

from rules.passage import Site
from rules.plan import Target
from rules.rule import Hit


def find_targets(site: Site, taken: Sequence[tuple[int, int]] = ()) -> list[Hit[Target]]:
    """The targets of a passage, none inside the ranges taken."""
    return []
