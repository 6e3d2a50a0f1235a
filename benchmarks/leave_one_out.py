"""How much of the words rests on one plan: each annotated plan scored without the words that it alone has.

    .venv/bin/python benchmarks/leave_one_out.py [--quick] [--gold GOLD PLANS]...

The rules are not trained, but their words were written by people who had plans before them, so a word may be there for the sake of a
single plan. For each annotated plan the words are taken out of the lexicons that occur in its text and in that of no other annotated plan
of all folders, in either script: such a word could have been learned from that plan alone. (A word that no plan has was not learned
from one, and stays, as does a word that several have.) Nothing else excuses a word: not that it is ordinary. The plan is then
scored in a fresh process, and so is it with all words. The lexicons are those of headers, tables, agencies, sections, units, targets, references,
titles, labels and places; calendar, scripts, surnames and sums of money hold closed lists of the language.

Printed are the scores of all plans together, each plan with its own words left out, and each plan's measures that differ. Plans are small (one
column of five is .2), so the limit, .03, holds for the measures over all plans. Exits 1 where one falls by more. ``--quick`` leaves out the
words of three plans of the project alone: it shows that everything runs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# run as a script, this file's own folder hides the packages
if __name__ == "__main__":
    sys.path[:] = [place for place in sys.path if place != str(Path(__file__).resolve().parent)]

from rich.console import Console
from rich.table import Table

from extractors import extract
from pipeline import evaluate
from pipeline.scoring.counts import Counts
from pipeline.scoring.gold import SUFFIX, read_gold
from rules import header_words, words

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 0.03
LEXICONS = tuple("columns tables agencies sections units targets references titles labels places".split())
_WORD = re.compile("[一-鿿]")

Folders = Sequence[tuple[Path, Path]]  # annotations, plans
Dropped = Mapping[str, frozenset[str]]  # by lexicon


@dataclass(frozen=True, slots=True)
class Sample:
    """An annotated plan and its text as words are looked for in it: simplified, without white space."""

    gold: Path
    plan: Path
    text: str


# --- words ------------------------------------------------------------------------------------------------------------


def samples(folders: Folders) -> list[Sample]:
    """The annotated plans of all folders."""
    found = [
        (path, plans / read_gold(path).source) for gold, plans in folders for path in sorted(gold.glob(f"*{SUFFIX}"))
    ]
    return [Sample(gold, plan, squeezed(extract(plan).text)) for gold, plan in found]


def squeezed(text: str) -> str:
    return words.simplified("".join(text.split()).lower())


def entries(entry: Any) -> Iterator[str]:
    """The words of a lexicon's entry: those of lists and of lines, and keys that are words."""
    if isinstance(entry, dict):
        yield from (key for key in entry if _WORD.search(key))
        for value in entry.values():
            yield from entries(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from entries(value) if not isinstance(value, str) else [value]
    elif isinstance(entry, str) and "\n" in entry:
        yield from entry.split()


def only_here(plans: Sequence[Sample]) -> list[dict[str, frozenset[str]]]:
    """For each plan the words of each lexicon that occur in it and in no other."""
    alone: list[dict[str, frozenset[str]]] = [{} for _ in plans]
    for name in LEXICONS:
        holders = {word: holding(word, plans) for word in entries(words.written(name)) if _WORD.search(word)}
        for number, dropped in enumerate(alone):
            dropped[name] = frozenset(word for word, held in holders.items() if held == [number])
    return alone


def holding(word: str, plans: Sequence[Sample]) -> list[int]:
    """The plans in which a word occurs."""
    sought = squeezed(word)
    return [number for number, plan in enumerate(plans) if sought in plan.text]


def without(entry: Any, dropped: frozenset[str]) -> Any:
    """A lexicon's entry without some of its words."""
    if isinstance(entry, dict):
        return {key: without(value, dropped) for key, value in entry.items() if key not in dropped}
    if isinstance(entry, list):
        return [without(value, dropped) for value in entry if not (isinstance(value, str) and value in dropped)]
    if isinstance(entry, str) and "\n" in entry:
        return "\n" + " ".join(word for word in entry.split() if word not in dropped)
    return entry


# --- scores -----------------------------------------------------------------------------------------------------------


def score(task: tuple[Path, Path, Dropped]) -> dict[str, Counts]:
    """The counts of a plan by measure, read without some words. Only in a process that has read no lexicon yet."""
    gold, plan, dropped = task
    written = words.written

    def left(name: str) -> dict[str, Any]:
        kept: dict[str, Any] = without(written(name), dropped.get(name, frozenset()))
        return kept

    words.written = header_words.written = left  # every reader of a lexicon file
    return evaluate.evaluate_file(read_gold(gold), plan).counts


def scores(plans: Sequence[Sample], dropped: Sequence[Dropped]) -> list[dict[str, Counts]]:
    """The counts of each plan, each in a process of its own."""
    tasks = [(plan.gold, plan.plan, words_of) for plan, words_of in zip(plans, dropped, strict=True)]
    forked = multiprocessing.get_context("fork")  # from a process that has read no lexicon
    with forked.Pool(min(len(os.sched_getaffinity(0)), len(tasks)), maxtasksperchild=1) as pool:
        return pool.map(score, tasks, chunksize=1)


def summed(all_counts: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    """The counts of all plans together."""
    total: dict[str, Counts] = {}
    for counts in all_counts:
        for kind, count in counts.items():
            total[kind] = total.get(kind, Counts()) + count
    return total


# --- reporting --------------------------------------------------------------------------------------------------------


def compared(title: str, rows: Iterable[tuple[str, str, Counts, Counts]]) -> Table:
    """The scores with all words and without."""
    table = Table("plan", "measure", title=title)
    for column in ("all words", "left out", "difference"):
        table.add_column(column, justify="right")
    for name, kind, full, left in rows:
        table.add_row(name, kind, f"{full.f1:.3f}", f"{left.f1:.3f}", f"{left.f1 - full.f1:+.3f}")
    return table


def default_folders() -> Folders:
    """The project's own annotated plans, and the shared ones where they are."""
    shared = Path(os.environ.get("GOVPLAN_SAMPLES") or ROOT.parent / "shared")
    folders = [(ROOT / "tests" / "gold", ROOT / "data" / "raw"), (shared / "gold", shared / "plans")]
    return [(gold, plans) for gold, plans in folders if gold.is_dir()]


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="how much of the words rests on one plan")
    parser.add_argument("--quick", action="store_true", help="three plans: shows that it runs, measures nothing")
    parser.add_argument(
        "--gold", nargs=2, type=Path, action="append", metavar=("GOLD", "PLANS"), help="annotations, plans"
    )
    parser.add_argument("--words", action="store_true", help="list the words that each plan alone has")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    console = Console(width=120)
    folders = options.gold or default_folders()
    plans = samples(folders[:1] if options.quick else folders)
    alone = only_here(plans)
    if options.quick:
        plans, alone = plans[:3], alone[:3]
    full, left = scores(plans, [{} for _ in plans]), scores(plans, alone)
    if options.words:
        for plan, dropped in zip(plans, alone, strict=True):
            console.print(plan.plan.name, {name: sorted(found) for name, found in dropped.items() if found})
    names = [
        f"{plan.plan.name} ({sum(map(len, dropped.values()))} words)"
        for plan, dropped in zip(plans, alone, strict=True)
    ]
    differing = [
        (name, kind, before[kind], after[kind])
        for name, before, after in zip(names, full, left, strict=True)
        for kind in before
        if abs(before[kind].f1 - after[kind].f1) > 1e-9
    ]
    console.print(compared("plans that differ", differing))
    whole, bare = summed(full), summed(left)
    console.print(
        compared(f"{len(plans)} plans, limit {LIMIT}", [("all", kind, whole[kind], bare[kind]) for kind in whole])
    )
    fallen = [kind for kind in whole if whole[kind].f1 - bare[kind].f1 > LIMIT]
    counts = Counter(name for dropped in alone for name, found in dropped.items() for _ in found)
    console.print(
        f"words left out: {dict(counts)}; measures that fall by more than {LIMIT}: {', '.join(fallen) or 'none'}"
    )
    return 1 if fallen and not options.quick else 0


if __name__ == "__main__":
    sys.exit(main())
