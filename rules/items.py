"""Strategies, measures and indicators, from tables and from the outline. STUB: interface only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.document import Document, Span
from rules.outline import Outline
from rules.passage import Site
from rules.plan import Found, Indicator, Measure, Strategy
from rules.table_roles import TableReading


@dataclass(frozen=True, slots=True)
class Items:
    strategies: tuple[Found[Strategy], ...] = ()
    measures: tuple[Found[Measure], ...] = ()
    indicators: tuple[Found[Indicator], ...] = ()


def read_items(document: Document, outline: Outline, tables: Sequence[TableReading], sites: Sequence[Site]) -> Items:
    """The strategies, measures and indicators of a plan."""
    return Items()


@dataclass(frozen=True, slots=True)
class Owner:
    """The measure and indicator that a fact belongs to (ordinals)."""

    measure: int | None = None
    indicator: int | None = None


class Owners:
    """Finds the owner of a fact: the indicator or measure whose text holds it, or that of its table row."""

    def __init__(self, items: Items) -> None:
        self.items = items

    def of(self, site: Site, spans: Sequence[Span]) -> Owner:
        """The owner of a fact read at these spans of a site."""
        return Owner()
