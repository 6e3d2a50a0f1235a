"""Agencies and their roles. STUB: interface only."""

from __future__ import annotations

from rules.passage import Site
from rules.plan import Assignment
from rules.rule import Hit


def find_agencies(site: Site, issuer: str | None) -> list[Hit[Assignment]]:
    """The agencies with a role of a passage."""
    return []
