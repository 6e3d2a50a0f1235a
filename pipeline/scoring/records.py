"""The records that a plan's measures and indicators make with all that is tied to them, in the fields of the annotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from extractors.document import Span
from pipeline.scoring.facts import is_stated
from rules.plan import Assignment, Found, Indicator, Measure, Period, Plan, Strategy, TableCell, Target

Placed = TypeVar("Placed", Period, Assignment, Target)

PERIOD_ROLES = ("period", "deadline")
AGENCY_ROLES = ("agency", "lead_agency", "support_agency")


@dataclass(frozen=True, slots=True)
class Record:
    """A measure or an indicator. ``measure`` and ``indicator`` are ordinals; one of them is None but for an indicator of a measure."""

    plan: Plan = field(repr=False)
    measure: int | None = None
    indicator: int | None = None

    @property
    def subject(self) -> Found[Measure] | Found[Indicator]:
        """The fact that the record is about."""
        if self.indicator is not None:
            return self.plan.indicators[self.indicator]
        assert self.measure is not None
        return self.plan.measures[self.measure]

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.subject.spans

    @property
    def table(self) -> int | None:
        return self.subject.value.table

    @property
    def row(self) -> int | None:
        return self.subject.value.row

    @property
    def strategies(self) -> list[Strategy]:
        """The strategies above, outermost first."""
        measure = self.plan.measures[self.measure].value if self.measure is not None else None
        at = self.subject.value.strategy
        if at is None and measure is not None:
            at = measure.strategy
        chain: list[Strategy] = []
        while at is not None:
            strategy = self.plan.strategies[at].value
            chain.insert(0, strategy)
            at = strategy.parent
        return chain

    def cells(self, role: str) -> list[TableCell]:
        """The cells of this role that cover the record's row, by column."""
        found = [c.value for c in self.plan.cells if self.covered(c.value.table, c.value) and _is(role, c.value.role)]
        return sorted(found, key=lambda cell: cell.column)

    def covered(self, table: int | None, cell: TableCell | None) -> bool:
        """Whether the cell covers the record's row."""
        if cell is None or self.table is None or self.row is None or table != self.table:
            return False
        return cell.row <= self.row < cell.row + cell.row_span

    def periods(self) -> list[Period]:
        """Those of the period columns, or without such columns those tied to the measure itself."""
        return self._tied(self.plan.periods, PERIOD_ROLES)

    def agencies(self) -> list[Assignment]:
        """Those of the agency columns, or without such columns those tied to the measure itself."""
        return self._tied(self.plan.agencies, AGENCY_ROLES)

    def targets(self) -> list[Target]:
        """The stated ones of the target columns, or without such columns those tied to the indicator."""
        return [t for t in self._tied(self.plan.targets, ("target",)) if is_stated(t)]

    def indicators(self) -> list[Record]:
        """The indicators of the measure."""
        of = [i for i, found in enumerate(self.plan.indicators) if found.value.measure == self.measure]
        return [Record(self.plan, self.measure, i) for i in of]

    def _tied(self, facts: Iterable[Found[Placed]], roles: Sequence[str]) -> list[Placed]:
        by_column = any(self.cells(role) for role in roles)
        return [f.value for f in facts if (self._in_column(f.value, roles) if by_column else self._owns(f.value))]

    def _in_column(self, fact: Period | Assignment | Target, roles: Sequence[str]) -> bool:
        """Whether the fact stands in a cell of these roles and is tied to the record, or its merged cell covers the record's row."""
        cell = self._cell(fact.table, fact.row, fact.column)
        if cell is None or not any(_is(role, cell.role) for role in roles):
            return False
        return self._owns(fact) or (cell.row_span > 1 and self.covered(fact.table, cell))

    def _owns(self, fact: Period | Assignment | Target) -> bool:
        if self.indicator is not None:
            return fact.indicator == self.indicator
        return fact.measure == self.measure

    def _cell(self, table: int | None, row: int | None, column: int | None) -> TableCell | None:
        here = (c.value for c in self.plan.cells if c.value.table == table)
        return next((cell for cell in here if (cell.row, cell.column) == (row, column)), None)


def _is(role: str, found: str | None) -> bool:
    """Whether a column's role is this one, whatever year it is for: target and target:108 are both targets."""
    return found is not None and found.partition(":")[0] == role


def measure_records(plan: Plan) -> list[Record]:
    """One for each measure."""
    return [Record(plan, measure=i) for i in range(len(plan.measures))]


def indicator_records(plan: Plan) -> list[Record]:
    """One for each indicator."""
    return [Record(plan, found.value.measure, i) for i, found in enumerate(plan.indicators)]


def row_records(plan: Plan) -> list[Record]:
    """One for each table row that holds measures, the first of them standing for the row."""
    rows = {(r.table, r.row): r for r in reversed(measure_records(plan)) if r.table is not None}
    return list(reversed(rows.values()))
