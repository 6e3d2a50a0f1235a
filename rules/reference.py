"""Laws, plans, document numbers and meetings that a plan names. STUB: interface only."""

from __future__ import annotations

from rules.passage import Site
from rules.period import Frame
from rules.plan import Reference
from rules.rule import Hit


def find_references(site: Site, frame: Frame, issuer: str | None) -> list[Hit[Reference]]:
    """The references of a passage."""
    return []
