"""Scores of the tables: cells, rows, column roles, and which tables were seen at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.scoring.counts import Counts, Difference, Score, Shown, share
from pipeline.scoring.gold import GoldTable, fold
from rules.plan import Found, Plan, SourceTable, TableCell

Grid = tuple[tuple[str, ...], ...]
Part = TypeVar("Part")

SEEN = 0.5  # F1 of the cells from which on a table counts as detected


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A recognised table with its cells spread over the grid as the annotation spreads them."""

    found: Found[SourceTable]
    cells: tuple[Found[TableCell], ...]
    grid: Grid
    roles: tuple[str, ...]


def found_tables(plan: Plan) -> list[FoundTable]:
    """The tables of a plan, in the order of its records."""
    cells: list[list[Found[TableCell]]] = [[] for _ in plan.source_tables]
    for cell in plan.cells:
        cells[cell.value.table].append(cell)
    return [
        FoundTable(table, tuple(cells[i]), expand(table.value, cells[i]), column_roles(table.value, cells[i]))
        for i, table in enumerate(plan.source_tables)
    ]


def expand(table: SourceTable, cells: Sequence[Found[TableCell]]) -> Grid:
    """The grid of folded texts, a merged cell's text in every row and column that it covers; repeated header rows left out."""
    grid = [[""] * table.column_count for _ in range(table.row_count)]
    for found in cells:
        cell = found.value
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                grid[row][column] = fold(cell.text)
    repeated = {c.value.row for c in cells if c.value.is_header and c.value.row >= table.header_rows}
    return tuple(tuple(texts) for row, texts in enumerate(grid) if row not in repeated)


def column_roles(table: SourceTable, cells: Sequence[Found[TableCell]]) -> tuple[str, ...]:
    """The role of each column, as its cells say it: those that begin in it before those that reach into it."""
    roles: dict[int, str | None] = {}
    for found in sorted(cells, key=lambda f: f.value.column_span):
        for column in range(found.value.column, found.value.column + found.value.column_span):
            roles.setdefault(column, found.value.role)
    return tuple(roles.get(column) or "other" for column in range(table.column_count))


def score_tables(gold: Sequence[GoldTable], found: Sequence[FoundTable], complete: bool) -> list[Score]:
    """``cells``, ``rows``, ``roles``, ``tables`` (detection, where every table is annotated) and two for information."""
    partner = match_tables(gold, found)
    scores = [
        _multiset("cells", gold, partner, cells_of, _show_cell),
        _multiset("rows", gold, partner, lambda grid: Counter(grid), _show_row),
    ]
    if complete:
        scores.append(_detection(gold, found, partner))
    return [*scores, _roles(gold, partner), *_details(gold, partner)] if gold else scores


def cells_of(grid: Grid) -> Counter[tuple[int, str]]:
    """The multiset of (column, text).

    >>> sorted(cells_of((("a", "b"), ("a", "c"))).items())
    [((0, 'a'), 2), ((1, 'b'), 1), ((1, 'c'), 1)]
    """
    return Counter((column, text) for row in grid for column, text in enumerate(row))


def match_tables(gold: Sequence[GoldTable], found: Sequence[FoundTable]) -> list[FoundTable | None]:
    """For each gold table the found one that shares most cells with it; no found table serves two."""
    shares = [(-shared(g, f), gi, fi) for gi, g in enumerate(gold) for fi, f in enumerate(found)]
    partner: list[FoundTable | None] = [None] * len(gold)
    used: set[int] = set()
    for negative, gi, fi in sorted(shares):
        if negative and partner[gi] is None and fi not in used:
            partner[gi] = found[fi]
            used.add(fi)
    return partner


def shared(gold: GoldTable, found: FoundTable) -> int:
    """How many cells with text two tables share."""
    both = cells_of(gold.grid) & cells_of(annotated_rows(gold, found))
    return sum(n for (_, text), n in both.items() if text)


def annotated_rows(gold: GoldTable, found: FoundTable | None) -> Grid:
    """The rows of the found table that are to be compared: of a partly annotated one as many as were annotated."""
    if found is None:
        return ()
    return found.grid[: len(gold.grid)] if gold.partial else found.grid


def table_counts(gold: GoldTable, found: FoundTable | None) -> Counts:
    """The counts of the cells of one table."""
    expected, seen = cells_of(gold.grid), cells_of(annotated_rows(gold, found))
    return Counts((expected & seen).total(), expected.total(), seen.total())


def _multiset(
    kind: str,
    gold: Sequence[GoldTable],
    partner: Sequence[FoundTable | None],
    parts: Callable[[Grid], Counter[Part]],
    show: Callable[[Part, FoundTable | None], Shown],
) -> Score:
    """The counts of the parts of all matched tables, and the parts that only one side has."""
    counts, different = Counts(), list[Difference]()
    for expected, seen in zip(gold, partner, strict=True):
        left, right = parts(expected.grid), parts(annotated_rows(expected, seen))
        counts += Counts((left & right).total(), left.total(), right.total())
        different += [Difference(kind, show(part, None), None) for part in (left - right).elements()]
        different += [Difference(kind, None, show(part, seen)) for part in (right - left).elements()]
    return Score(kind, counts, tuple(different))


def _show_cell(part: tuple[int, str], table: FoundTable | None) -> Shown:
    column, text = part
    cell = next((c for c in table.cells if fold(c.value.text) == text), None) if table else None
    return Shown(text, f"column {column}", cell.spans if cell else (), cell.page if cell else None)


def _show_row(row: tuple[str, ...], table: FoundTable | None) -> Shown:
    words = " | ".join(row)
    if table is None:
        return Shown(words, seek=max(row, key=len, default=""))
    return Shown(words, "", table.found.spans, table.found.page)


def _roles(gold: Sequence[GoldTable], partner: Sequence[FoundTable | None]) -> Score:
    """The share of gold columns whose role is right."""
    right, whole, wrong = 0, 0, list[Difference]()
    for expected, seen in zip(gold, partner, strict=True):
        roles = seen.roles if seen else ()
        for column, role in enumerate(expected.columns):
            got = roles[column] if column < len(roles) else None
            whole, right = whole + 1, right + (got == role)
            if got != role:
                head = expected.grid[0][column] if expected.grid else ""
                found = Shown(head, got or "no such column", seen.found.spans[:1] if seen else ())
                wrong.append(Difference("roles", Shown(f"column {column} {head}", role, seek=head), found))
    return Score("roles", share(right, whole), tuple(wrong))


def _detection(gold: Sequence[GoldTable], found: Sequence[FoundTable], partner: Sequence[FoundTable | None]) -> Score:
    """The gold tables that were seen, against all tables found."""
    seen = [f for g, f in zip(gold, partner, strict=True) if f and table_counts(g, f).f1 >= SEEN]
    missed = [_show_gold_table(g) for g, f in zip(gold, partner, strict=True) if f is None or f not in seen]
    extra = [_show_table(f) for f in found if f not in seen]
    different = [Difference("tables", m, None) for m in missed] + [Difference("tables", None, e) for e in extra]
    return Score("tables", Counts(len(seen), len(gold), len(found)), tuple(different))


def _details(gold: Sequence[GoldTable], partner: Sequence[FoundTable | None]) -> list[Score]:
    """``table-kind`` and ``header-rows``: shares of the gold tables, for information."""
    both = list(zip(gold, partner, strict=True))
    kinds = [(g, f, g.kind, f and f.found.value.kind.value) for g, f in both if g.kind is not None]
    heads = [(g, f, g.header_rows, f and f.found.value.header_rows) for g, f in both if g.header_rows is not None]
    return [_detail("table-kind", kinds), _detail("header-rows", heads)]


def _detail(kind: str, cases: Sequence[tuple[GoldTable, FoundTable | None, object, object]]) -> Score:
    wrong = tuple(
        Difference(kind, replace(_show_gold_table(g), value=str(expected)), replace(_show_table(f), value=str(got)))
        for g, f, expected, got in cases
        if f and expected != got
    )
    right = sum(expected == got for _, f, expected, got in cases if f)
    return Score(kind, share(right, len(cases)), wrong)


def _show_gold_table(table: GoldTable) -> Shown:
    head = table.grid[0] if table.grid else ()
    size = f"{len(table.grid)} rows, {len(table.columns)} columns"
    return Shown(table.caption or " | ".join(head), size, seek=max(head, key=len, default=""))


def _show_table(table: FoundTable) -> Shown:
    record, head = table.found.value, table.grid[0] if table.grid else ()
    size = f"{record.row_count} rows, {record.column_count} columns"
    return Shown(record.caption or " | ".join(head), size, table.found.spans, table.found.page)
