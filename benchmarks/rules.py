"""What the rules cost: CPU time a character, family by family, on real plans and on texts made to break them.

    .venv/bin/python -m benchmarks.rules [--quick] [--plans DIR]

Prints two tables and exits 1 where a limit is broken. A text made to break rules is taken as long as ``SPENT`` seconds allow, by what a short
one costs: a million characters where they are cheap, fewer where every few are a fact. The plans are the shared ones where they are (``GOVPLAN_SAMPLES`` or ``../shared``),
otherwise those of ``data/raw``; they are joined again and again into one long document. ``--quick`` takes short texts: it shows that
everything runs, and its figures are no measurement.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

# run as a script, this file's own name hides the package that it measures; run with -m, its folder is not on the path
if __name__ == "__main__":
    sys.path[:] = [place for place in sys.path if Path(place).resolve() != Path(__file__).resolve().parent]

from rich.console import Console
from rich.table import Table

from extractors import extract
from extractors.document import Document
from rules.agency import find_agencies
from rules.amount import find_amounts
from rules.diagnose import Seen, diagnose
from rules.items import read_items
from rules.outline import read_outline
from rules.overview import read_overview
from rules.paragraph import passages
from rules.passage import Site
from rules.period import Frame, find_periods
from rules.recognise import ranges, read_sites, read_tables, recognise
from rules.reference import find_references
from rules.rule import Ranges
from rules.target import find_targets

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent

COST_LIMIT = 15.0  # µs of CPU a character of a real plan, all rules together
ADVERSARIAL_LIMIT = 100.0  # … of a text where every few characters are a fact
GROWTH_LIMIT = 2.2  # cost of a text twice as long
LEAST_SECONDS = 0.5  # a growth measured on less says nothing
PROBE = 10_000  # characters of the short text that says what a piece costs
SPENT = 2.0  # seconds of CPU for the longer text of a pair
OPENING, CLOSING = "青泉市政府計畫\n", "\n完\n"
ADVERSARIAL = {
    "一一一一": "一",
    "壹壹壹壹": "壹",
    "（（（（": "（",
    "））））": "）",
    "1.1.1.1.": "1.",
    "11111111": "1",
    "1,1,1,1,": "1,",
    "103年103年": "103年",
    "103年、103年、": "103年、",
    "3月至3月至": "3月至",
    "，，，，": "，",
    "、、、、": "、",
    "～～～～": "～",
    "「「「「": "「",
    "《《《《": "《",
    "blanks": "　",
    "百萬百萬": "百萬",
    "第第第第": "第",
    "府府府府": "府",
    "局、局、": "局、",
    "法法法法": "法",
    "計畫計畫": "計畫",
    "字第字第": "字第",
    "%%%%": "%",
    "至少至少": "至少",
    "由…提升至": "由一成提升至",
    "負責協助": "負責協助",
    "由甲局負責": "由甲局負責",
    "││││": "│",
    "1 1 1 1 ": "1 ",
    "甲、乙、": "甲、乙",
    "、X局": "、甲局",
    "（甲局牽頭）": "（甲局牽頭，乙局配合）",
    "「甲」": "「甲計畫」",
    "《《甲》": "《甲辦法",
    "字第1號": "府教字第1號",
    "令第": "令第",
    "第1次第1次": "第1次",
    "簡稱本": "簡稱本",
    "每年每月": "每年每月",
    "1/2/3/": "1/2/",
    "由甲": "由甲為",
    "……": "…",
    "\t\t": "\t",
    "元元元元": "元",
    "labels in a line": "一、甲。",
    "label lines": "一、\n",
    "deeper labels": "一、（一）1.（1）\n",
    "empty lines": "\n",
    "table of cells": "甲\t3場\t103年\n",
    "table dump": "\t甲\n\t3場\n",
    "pipe table": "| 甲 | 3場 |\n",
    "months with marks": "1月\t2月\t3月\n甲\t■\t■\n",
    "上、下半年": "上、下半年",
    "每年4月、5月6日、": "每年4月、5月6日、",
    "，計1人": "，計1人",
}


# --- measuring --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Clock:
    """CPU seconds by the name of what was done."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def timed(self, name: str, work: Callable[[], T]) -> T:
        """The result of the work; its CPU time is added to the name's."""
        begin = time.process_time()
        result = work()
        self.seconds[name] += time.process_time() - begin
        return result


def costs(document: Document) -> dict[str, float]:
    """CPU seconds of each family on a document, in the order in which ``recognise`` asks them."""
    clock = Clock()
    logical = clock.timed("paragraphs", lambda: passages(document))
    outline = clock.timed("outline", lambda: read_outline(document, logical))
    overview, frame = clock.timed("overview", lambda: read_overview(document, outline))
    tables = clock.timed("tables", lambda: read_tables(document, outline))
    sites = clock.timed("sites", lambda: read_sites(document, outline, tables))
    clock.timed("items", lambda: read_items(document, outline, tables, sites))
    covered = read_families(clock, sites, frame, overview.issuer)
    plan = recognise(document)
    seen = [Seen(site, Ranges(taken)) for site, taken in zip(sites, covered, strict=True)]
    clock.timed("diagnose", lambda: list(diagnose(plan, outline.placed, seen)))
    return dict(clock.seconds)


def read_families(clock: Clock, sites: Sequence[Site], frame: Frame, issuer: str | None) -> list[list[tuple[int, int]]]:
    """The finders on all sites, one family after the other, each told what those before it have read; what they read in each."""
    references = clock.timed("references", lambda: [find_references(s, frame, issuer) for s in sites])
    numbers = [ranges(hit for hit in hits if hit.value.number is not None) for hits in references]
    periods = clock.timed("periods", lambda: [find_periods(s, frame, n) for s, n in zip(sites, numbers, strict=True)])
    taken = [n + ranges(p) for n, p in zip(numbers, periods, strict=True)]
    amounts = clock.timed("amounts", lambda: [find_amounts(s, frame, t) for s, t in zip(sites, taken, strict=True)])
    taken = [t + ranges(a) for t, a in zip(taken, amounts, strict=True)]
    told = list(zip(sites, taken, periods, strict=True))
    clock.timed("targets", lambda: [find_targets(s, t, (), p, frame.first_day) for s, t, p in told])
    clock.timed("agencies", lambda: [find_agencies(s, issuer) for s in sites])
    return taken


def seconds_of(document: Document, tries: int = 1) -> float:
    """CPU seconds of all rules together, the least of so many tries."""
    spent = []
    for _ in range(tries):
        begin = time.process_time()
        recognise(document)
        spent.append(time.process_time() - begin)
    return min(spent)


def document_of(text: str) -> Document:
    """The text as a document: through a file, as every text comes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(text, encoding="utf-8")
        return extract(path, "plan.txt")


# --- what is measured -------------------------------------------------------------------------------------------------


def plans(folder: Path | None) -> list[Path]:
    """The TXT plans to join: of the folder, of the shared samples, or the project's own."""
    shared = Path(os.environ.get("GOVPLAN_SAMPLES") or ROOT.parent / "shared") / "plans"
    for place, names in ((folder, "*.txt"), (shared, "seed-*.txt"), (ROOT / "data" / "raw", "*.txt")):
        if place is not None and (found := sorted(place.glob(names))):
            return found
    raise SystemExit("no plans to measure")


@dataclass(frozen=True, slots=True)
class Growth:
    """CPU seconds on a text and on one twice as long."""

    name: str
    characters: int
    once: float
    twice: float

    @property
    def cost(self) -> float:
        """µs a character, on the longer text."""
        return self.twice / (2 * self.characters) * 1e6

    @property
    def ratio(self) -> float:
        return self.twice / max(self.once, 1e-9)

    def faults(self) -> Iterator[str]:
        """The limits it breaks."""
        limit = ADVERSARIAL_LIMIT if self.name in ADVERSARIAL else COST_LIMIT
        if self.cost > limit:
            yield f"{self.name}: {self.cost:.1f} µs a character, over {limit}"
        if self.twice > LEAST_SECONDS and self.ratio > GROWTH_LIMIT:
            yield f"{self.name}: {self.ratio:.2f} times the cost for twice the text, over {GROWTH_LIMIT}"


def affordable(piece: str, most: int) -> int:
    """How many characters of a repeated piece to take, at most so many, that the text twice as long costs about ``SPENT``."""
    probed = min(PROBE, most)
    spent = seconds_of(document_of(f"{OPENING}{piece * max(probed // len(piece), 1)}{CLOSING}"))
    return max(min(most, int(probed * SPENT / max(2 * spent, 1e-9))), probed)


def growth(name: str, piece: str, characters: int) -> Growth:
    """The cost of a piece repeated to about so many characters, and to twice as many."""
    times = max(characters // len(piece), 1)
    documents = [document_of(f"{OPENING}{piece * n}{CLOSING}") for n in (times, 2 * times)]
    once, twice = (seconds_of(document) for document in documents)
    if twice > GROWTH_LIMIT * once:  # another process may have had the caches: once more
        once, twice = (seconds_of(document, tries=3) for document in documents)
    return Growth(name, times * len(piece), once, twice)


# --- reporting --------------------------------------------------------------------------------------------------------


def family_table(seconds: dict[str, float], characters: int) -> Table:
    """µs a character by family."""
    table = Table("family", title=f"real plans, {characters:,} characters")
    table.add_column("µs a character", justify="right")
    for name, spent in seconds.items():
        table.add_row(name, f"{spent / characters * 1e6:.2f}")
    table.add_row("all", f"{sum(seconds.values()) / characters * 1e6:.2f}", style="bold")
    return table


def growth_table(growths: Sequence[Growth]) -> Table:
    """Each text with its cost and how that grows."""
    table = Table(
        "text", title=f"limits: {COST_LIMIT:.0f} µs ({ADVERSARIAL_LIMIT:.0f} adversarial), ratio {GROWTH_LIMIT}"
    )
    for column in ("characters", "µs a character", "ratio 2×/1×"):
        table.add_column(column, justify="right")
    for grown in growths:
        table.add_row(grown.name, f"{2 * grown.characters:,}", f"{grown.cost:.2f}", f"{grown.ratio:.2f}")
    return table


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="what the rules cost")
    parser.add_argument("--quick", action="store_true", help="short texts: shows that it runs, measures nothing")
    parser.add_argument("--plans", type=Path, metavar="DIR", help="folder of TXT plans to join")
    parser.add_argument("--length", type=int, default=1_000_000, help="most characters of an adversarial text")
    parser.add_argument("--only", metavar="NAME", help="this adversarial text alone")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    console = Console()
    text = "".join(extract(path).text + "\n" for path in plans(options.plans))
    joined, length = (1, 500) if options.quick else (20, options.length // 2)
    document = document_of(text * joined)
    costs(document_of(text))  # warms the caches of patterns and lexicons
    console.print(family_table(costs(document), len(document.text)))
    texts = {name: piece for name, piece in ADVERSARIAL.items() if options.only in (None, name)}
    growths = [growth("real plans", text, len(text) * joined)]
    growths += [growth(name, piece, affordable(piece, length)) for name, piece in texts.items()]
    console.print(growth_table(growths))
    faults = [] if options.quick else [fault for grown in growths for fault in grown.faults()]
    for fault in faults:
        console.print(f"[red]{fault}[/red]")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
