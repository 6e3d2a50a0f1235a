"""Strategies, measures and indicators while they are being collected, in reading order, with the rows and sections they own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.document import Note, Span
from rules.plan import Found, Indicator, Measure, Strategy


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows ``start`` to ``end`` (exclusive) of a table that belong to the item with this ordinal."""

    table: int
    start: int
    end: int
    item: int


@dataclass(slots=True)
class ItemDraft:
    """The items so far. Adding one gives its ordinal, which later ones refer to."""

    strategies: list[Found[Strategy]] = field(default_factory=list)
    measures: list[Found[Measure]] = field(default_factory=list)
    indicators: list[Found[Indicator]] = field(default_factory=list)
    measure_rows: list[Rows] = field(default_factory=list)
    indicator_rows: list[Rows] = field(default_factory=list)
    measure_of_section: dict[int, int] = field(default_factory=dict)
    indicator_of_section: dict[int, int] = field(default_factory=dict)
    measure_of_column: dict[tuple[int, int], int] = field(
        default_factory=dict
    )  # by table and column, where a table is turned
    indicator_of_column: dict[tuple[int, int], int] = field(default_factory=dict)
    measure_parts: list[tuple[Span, int]] = field(
        default_factory=list
    )  # what answers to one of several measures in a row
    indicator_parts: list[tuple[Span, int]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def strategy(self, value: Strategy, spans: Iterable[Span], rule: str) -> int:
        """Adds a strategy."""
        self.strategies.append(Found(value, tuple(spans), rule))
        return len(self.strategies) - 1

    def measure(self, value: Measure, spans: Iterable[Span], rule: str) -> int:
        """Adds a measure."""
        self.measures.append(Found(value, tuple(spans), rule))
        return len(self.measures) - 1

    def indicator(self, value: Indicator, spans: Iterable[Span], rule: str) -> int:
        """Adds an indicator."""
        self.indicators.append(Found(value, tuple(spans), rule))
        return len(self.indicators) - 1
