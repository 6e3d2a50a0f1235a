"""``govplan report``: offline HTML, one page a plan and an index. Nothing in it loads anything, and no text of a plan can run."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.text import Text

from pipeline.explore.connect import NoTables, connect
from pipeline.explore.report import overview
from pipeline.explore.report.facts import KINDS, facts_of, held_by, in_tree_order
from pipeline.explore.report.gold import file_name, gold_of, gold_places
from pipeline.explore.report.images import page_images
from pipeline.explore.report.overview import PlanLine
from pipeline.explore.report.page import labels, render
from pipeline.explore.report.plan_rows import PlanRows, read_plans, rows_of
from pipeline.explore.report.source import PageMap, SourceView, TableBlock, blocks
from pipeline.show import SIGNS
from pipeline.tables import Row

OURS = re.compile(r"[0-9a-f]{16}\.html")


def run(out: Path, to: Path, console: Console, errors: Console, *, images: bool = False) -> int:
    """Writes the report of the store ``out`` into the folder ``to``. Returns 0; 2 where there is no store or no place to write."""
    try:
        pages = write_report(out, to, images=images)
    except (NoTables, OSError) as error:
        errors.print(Text(f"govplan report: {error}"))
        return 2
    console.print(Text(f"{pages} plans 件計畫: {to / 'index.html'}"))
    return 0


def write_report(out: Path, to: Path, *, images: bool = False) -> int:
    """One page a plan under ``to/plans`` and ``to/index.html``; pages of plans that are gone leave. Returns the number of plans.

    With ``images`` the pages of PDF files are drawn, where the files still stand where they were read. Raises NoTables and OSError.
    """
    with closing(connect(out)) as connection:
        folder, lines = to / "plans", list[PlanLine]()
        folder.mkdir(parents=True, exist_ok=True)
        for plan in read_plans(connection):
            write(folder / f"{plan.id}.html", plan_page(plan, images=images))
            lines.append(overview.plan_line(plan))
        remove_stale(folder, {f"{line.id}.html" for line in lines})
        refused = rows_of(
            connection, "SELECT source_uri, code, message FROM files WHERE status = 'rejected' ORDER BY 1"
        )
        write(to / "index.html", index_page(lines, refused))
    return len(lines)


def write(path: Path, text: str) -> None:
    """UTF-8 with line feeds on every system."""
    path.write_bytes(text.encode("utf-8"))


def remove_stale(folder: Path, current: set[str]) -> None:
    """Removes the pages of plans that the store does not have any more; whatever else is there stays."""
    for path in folder.iterdir():
        if OURS.fullmatch(path.name) and path.name not in current:
            path.unlink()


def is_pdf(plan: PlanRows) -> bool:
    return str(plan.document["format"]) == "pdf"


def plan_page(plan: PlanRows, *, images: bool = False) -> str:
    """The page of one plan."""
    facts = facts_of(plan, gold_places(plan))
    drawn = page_images(plan.document["source_uri"], plan.document["sha256"]) if images and is_pdf(plan) else {}
    source = blocks(plan, SourceView.of(plan.document["text"], facts), drawn)
    groups = [(kind, [f for f in facts if f.kind == kind]) for kind, _, _ in KINDS]
    return render(
        "plan.html.j2",
        plan=plan,
        document=plan.document,
        when=overview.when(plan.document),
        facts=facts,
        groups=[group for group in groups if group[1] and group[0] not in ("strategy", "measure", "indicator")],
        tree=list(in_tree_order(facts)),
        held=defaultdict(str, held_by(facts)),
        counts={kind: len(group) for kind, group in groups},
        blocks=[(type(block).__name__, block) for block in source],
        tables=[block for block in source if isinstance(block, TableBlock)],
        pages=sum(isinstance(block, PageMap) and bool(block.boxes) for block in source),
        data={"gold": gold_of(plan), "name": file_name(plan), "words": labels(), "signs": SIGNS},
    )


def index_page(lines: list[PlanLine], unread: list[Row]) -> str:
    """The page of all plans."""
    issuers = overview.by_issuer(lines)
    return render(
        "index.html.j2",
        plans=[line for _, group in issuers for line in group],
        issuers=issuers,
        scale=overview.Scale.of(day for line in lines for day in line.days),
        agencies=overview.agency_load(lines),
        roles=overview.ROLES,
        gaps=overview.GAPS,
        totals={name: sum(line.counts[name] for line in lines) for name in overview.TABLES},
        unread=unread,
        data={},
    )
