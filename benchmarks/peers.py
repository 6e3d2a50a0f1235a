"""Other recognisers on their own published cases, beside ours, from one run and by one comparison.

python -m benchmarks.peers [--cases FILE] [--python NAME=INTERPRETER …]

The peers are no part of the project: each is asked in the interpreter that ``--python`` or GOVPLAN_PEER_NAME (dashes as _) gives for it, else
in this one, and left out, with a word, where it is not installed. Each is judged on the categories that it has a recogniser for, over all cases
and over those that none of our conventions sets aside (``benchmarks/recognisers/cases.py`` says which, in words).
Exits 1 where a peer has more right than ours among those cases of the suite that it publishes that are not set aside, 2 without cases.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

# run as a script, this file's own folder hides the packages
if __name__ == "__main__" and sys.path[0] == str(Path(__file__).resolve().parent):
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from rich.console import Console
from rich.table import Table

from benchmarks.recognisers import ours, theirs
from benchmarks.recognisers.answer import Answer, answer_of
from benchmarks.recognisers.cases import Case, aside, is_right, read_cases

ROOT = Path(__file__).resolve().parent.parent
CASES = Path(os.environ.get("GOVPLAN_SAMPLES") or ROOT.parent / "shared") / "peer_cases" / "dev.jsonl"
NOT_COMPARED = ("age", "ordinal")  # kinds that a plan's facts leave out on purpose
NOW = "2020-01-01T00:00:00"  # for cases that say no moment


@dataclass(frozen=True, slots=True)
class Replies:
    """What a peer answered, case by case; None where it has no recogniser. ``version`` None: not installed."""

    version: str | None
    answers: tuple[Sequence[Answer] | None, ...] = ()


def ask(name: str, interpreter: str, cases: Sequence[Case]) -> Replies:
    """The peer's answers to the cases. Raises RuntimeError where it is installed but does not run to the end."""
    lines = [
        {"category": c.category, "input": c.input, "moment": c.moment.isoformat() if c.moment else NOW} for c in cases
    ]
    done = subprocess.run(
        [interpreter, "-m", "benchmarks.recognisers.theirs", name],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if done.returncode == theirs.MISSING:
        return Replies(None)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(replies) != len(cases) + 1:
        raise RuntimeError(f"{name} stopped after {len(replies)} answers: {done.stderr[-500:]}")
    found = [None if rows is None else [answer_of(row) for row in rows] for rows in replies[1:]]
    return Replies(replies[0], tuple(found))


@dataclass(frozen=True, slots=True)
class Tally:
    """Right answers among those asked, of ours and of the peer: over all cases, and over those not set aside."""

    asked: int
    ours: int
    peer: int
    counted: int
    ours_counted: int
    peer_counted: int

    @property
    def behind(self) -> bool:
        """Whether the peer has more right of what none of our conventions sets aside."""
        return self.ours_counted < self.peer_counted


def tally(cases: Iterable[tuple[Case, bool, bool]]) -> Tally:
    """The counts of cases with whether we and the peer were right."""
    n: Counter[str] = Counter()
    for case, mine, peer in cases:
        counted = aside(case) is None
        n.update(asked=1, ours=int(mine), peer=int(peer), counted=int(counted))
        n.update(ours_counted=int(counted and mine), peer_counted=int(counted and peer))
    return Tally(n["asked"], n["ours"], n["peer"], n["counted"], n["ours_counted"], n["peer_counted"])


def compare(console: Console, name: str, cases: Sequence[Case], mine: Sequence[bool], replies: Replies) -> bool:
    """Prints the peer beside ours, suite by suite; whether ours is ahead or level on the peer's own suite."""
    table = Table(title=f"{name} {replies.version}", title_justify="left")
    for header in ("suite", "category", "asked", "ours", "peer", "not set aside", "ours", "peer"):
        table.add_column(header, justify="left" if header in ("suite", "category") else "right")
    judged = [
        (case, own, is_right(case, found))
        for case, own, found in zip(cases, mine, replies.answers, strict=True)
        if found is not None
    ]
    level = True
    for suite in sorted({case.suite for case, _, _ in judged}, key=lambda s: (s != name, s)):
        of_suite = [row for row in judged if row[0].suite == suite]
        for category in sorted({case.category for case, _, _ in of_suite}):
            _row(table, suite, category, tally(row for row in of_suite if row[0].category == category))
        whole = tally(of_suite)
        _row(table, suite, "together", whole)
        table.add_section()
        level = level and not (suite == name and whole.behind)
    console.print(table)
    return level


def _row(table: Table, suite: str, category: str, t: Tally) -> None:
    counts = (t.asked, t.ours, t.peer, t.counted, t.ours_counted, t.peer_counted)
    table.add_row(suite, category, *(str(n) for n in counts))


def _alone(console: Console, cases: Sequence[Case], mine: Sequence[bool]) -> None:
    """Prints ours by category, with the shares."""
    table = Table(title="ours", title_justify="left")
    for header in ("category", "asked", "right", "share", "not set aside", "right", "share"):
        table.add_column(header, justify="left" if header == "category" else "right")
    for category in sorted({case.category for case in cases}):
        rows = [(c, own, False) for c, own in zip(cases, mine, strict=True) if c.category == category]
        t = tally(rows)
        shares = f"{t.ours / t.asked:.3f}", f"{t.ours_counted / t.counted:.3f}" if t.counted else ""
        table.add_row(category, *(str(v) for v in (t.asked, t.ours, shares[0], t.counted, t.ours_counted, shares[1])))
    console.print(table)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="other recognisers on their own cases, beside ours")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="FILE", help="JSON lines of cases")
    parser.add_argument(
        "--python", action="append", default=[], metavar="NAME=FILE", help="the interpreter that has this peer"
    )
    options = parser.parse_args(argv)
    console = Console(width=110)
    if not options.cases.is_file():
        console.print(f"no cases at {options.cases}")
        return 2
    cases = [case for case in read_cases(options.cases) if case.category not in NOT_COMPARED]
    mine = [is_right(case, ours.answers(case)) for case in cases]
    _alone(console, cases, mine)
    chosen = dict(entry.split("=", 1) for entry in options.python)
    level = True
    for name in theirs.PEERS:
        interpreter = chosen.get(name) or os.environ.get(f"GOVPLAN_PEER_{name.upper().replace('-', '_')}")
        replies = ask(name, interpreter or sys.executable, cases)
        if replies.version is None:
            console.print(f"{name}: not installed ({theirs.PEERS[name][0]}), not compared")
        else:
            level = compare(console, name, cases, mine, replies) and level
    console.print("ours is ahead or level on each peer's own suite" if level else "a peer is ahead on its own suite")
    return 0 if level else 1


if __name__ == "__main__":
    sys.exit(main())
