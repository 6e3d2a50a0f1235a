"""How scores are shown: a table for people, plain lines where no terminal is, JSON for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.scoring.counts import Counts, Difference, Score, Shown
from pipeline.scoring.places import Places

GROUPS: dict[str, tuple[str, ...]] = {
    "outline, tables, items 綱目、表格、項目": (
        "outline", "outline-label", "restored", "cells", "rows", "roles", "tables", "table-kind", "header-rows", "items",
    ),
    "facts, document 事實、文件": (
        "periods", "period-spans", "targets", "agencies", "references", "title", "issuer", "year", "plan-period",
    ),
}  # fmt: skip
MICRO = "micro"


@dataclass(frozen=True, slots=True)
class PlanScores:
    """The scores of one file against its annotation. ``places`` is None where the file could not be read."""

    name: str
    scores: Sequence[Score]
    places: Places | None = None
    note: str | None = None

    @property
    def counts(self) -> dict[str, Counts]:
        """Counts by kind."""
        return {score.kind: score.counts for score in self.scores}


def micro(plans: Sequence[PlanScores]) -> dict[str, Counts]:
    """The counts of all plans added up, by kind."""
    total: dict[str, Counts] = {}
    for plan in plans:
        for kind, counts in plan.counts.items():
            total[kind] = total.get(kind, Counts()) + counts
    return total


# --- for people -------------------------------------------------------------------------------------------------------


def print_scores(plans: Sequence[PlanScores], console: Console) -> None:
    """Plans by kinds, F1 with right/annotated below 1; the last row is micro."""
    rows = [(plan.name, plan.counts) for plan in plans if plan.scores] + [(MICRO, micro(plans))]
    for title, kinds in GROUPS.items():
        shown = [kind for kind in kinds if kind in rows[-1][1]]
        if shown:
            _print_group(title, shown, rows, console)
    for plan in plans:
        if plan.note:
            say(console, f"{plan.name}: {plan.note}")


def _print_group(
    title: str, kinds: Sequence[str], rows: Sequence[tuple[str, Mapping[str, Counts]]], console: Console
) -> None:
    if not console.is_terminal:
        _print_plain(kinds, rows, console)
        return
    table = Table(title=title, title_justify="left")
    table.add_column("plan 計畫", no_wrap=True)
    for kind in kinds:
        table.add_column(kind.replace("-", " "), justify="right")
    for name, counts in rows:
        if name == MICRO:
            table.add_section()
        table.add_row(name, *(_coloured(counts.get(kind)) for kind in kinds), style="bold" if name == MICRO else None)
    console.print(table)


def _print_plain(kinds: Sequence[str], rows: Sequence[tuple[str, Mapping[str, Counts]]], console: Console) -> None:
    grid = [["plan", *kinds], *([name, *(figure(counts.get(kind)) for kind in kinds)] for name, counts in rows)]
    widths = [max(len(row[i]) for row in grid) for i in range(len(grid[0]))]
    for name, *figures in grid:
        say(
            console, "  ".join([name.ljust(widths[0]), *(f.rjust(w) for f, w in zip(figures, widths[1:], strict=True))])
        )
    say(console, "")


def figure(counts: Counts | None) -> str:
    """F1 to three places, rounded down, so that 1.000 means all; empty where the kind was not annotated.

    >>> figure(Counts(2999, 3000, 3000)), figure(None)
    ('.999', '')
    """
    if counts is None:
        return ""
    return "1.000" if counts.f1 == 1 else f".{int(counts.f1 * 1000):03d}"


def _coloured(counts: Counts | None) -> Text:
    if counts is None:
        return Text("")
    text = Text(figure(counts), style="green" if counts.f1 == 1 else "yellow" if counts.f1 >= 0.9 else "red")
    if counts.f1 < 1:
        text.append(f"\n{counts.right}/{counts.gold}", style="dim")
    return text


def print_differences(plans: Sequence[PlanScores], console: Console) -> None:
    """Each miss (-), extra (+) and wrong reading (!) with its place; equal ones in one line, ×n."""
    for plan in plans:
        for score in plan.scores:
            lines = Counter("  ".join(difference_words(d, plan.places)) for d in score.differences)
            for line, times in lines.items():
                say(console, f"{plan.name}  {line}" + (f"  ×{times}" if times > 1 else ""))


def difference_words(difference: Difference, places: Places | None) -> Iterator[str]:
    """Sign and kind, what was expected, what was found, and where."""
    expected, found = difference.expected, difference.found
    yield f"{difference.sign} {difference.kind}"
    if expected:
        yield f"expected 「{one_line(expected.text)}」 {one_line(expected.value)}".rstrip()
    if found:
        words = "" if expected and one_line(expected.text) == one_line(found.text) else f"「{one_line(found.text)}」 "
        yield f"found {words}{one_line(found.value)}".rstrip()
    place = where(difference, places)
    if place:
        yield f"@ {place}"


def where(difference: Difference, places: Places | None) -> str:
    """The place of the found entry, else of the words expected."""
    shown: Shown | None = difference.found if difference.found and difference.found.spans else difference.expected
    return places.describe(shown) if shown and places else ""


def one_line(text: str) -> str:
    return " ".join(text.split())


def say(console: Console, text: str) -> None:
    """A line as it is: neither wrapped nor marked up."""
    console.print(Text(text), soft_wrap=True)


# --- for machines -----------------------------------------------------------------------------------------------------


def as_json(plans: Sequence[PlanScores], diff: bool) -> dict[str, Any]:
    """The scores, and with ``diff`` the differences, as JSON values."""
    return {
        "plans": {plan.name: _plan_json(plan, diff) for plan in plans},
        MICRO: {kind: _counts_json(counts) for kind, counts in micro(plans).items()},
    }


def _plan_json(plan: PlanScores, diff: bool) -> dict[str, Any]:
    result: dict[str, Any] = {"scores": {kind: _counts_json(counts) for kind, counts in plan.counts.items()}}
    if plan.note:
        result["note"] = plan.note
    if diff:
        result["differences"] = [_difference_json(d, plan.places) for score in plan.scores for d in score.differences]
    return result


def _counts_json(counts: Counts) -> dict[str, float]:
    return {
        "right": counts.right,
        "gold": counts.gold,
        "found": counts.found,
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
    }


def _difference_json(difference: Difference, places: Places | None) -> dict[str, Any]:
    result: dict[str, Any] = {"kind": difference.kind, "place": where(difference, places)}
    for key, shown in (("expected", difference.expected), ("found", difference.found)):
        if shown:
            result[key] = {"text": shown.text, "value": shown.value, "spans": [[s.start, s.end] for s in shown.spans]}
    return result
