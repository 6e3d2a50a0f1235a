"""``govplan report``: offline HTML, one page a plan and an index. Nothing is loaded but images of the plan's own pages, and no text can run."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

from rich.console import Console
from rich.text import Text

from pipeline.explore.connect import NoTables, connect
from pipeline.explore.report import overview
from pipeline.explore.report.facts import KINDS, facts_of, held_by, in_tree_order
from pipeline.explore.report.gold import file_name, gold_of, gold_places
from pipeline.explore.report.images import PageImage, page_images
from pipeline.explore.report.items import records_of
from pipeline.explore.report.overview import PlanLine
from pipeline.explore.report.page import labels, render
from pipeline.explore.report.plan_rows import PlanRows, read_plans, rows_of
from pipeline.explore.report.source import PageMap, SourceView, TableBlock, blocks
from pipeline.remote.url import Location
from pipeline.show import SIGNS
from pipeline.tables import Row

OURS = re.compile(r"[0-9a-f]{16}(\.html)?")


def run(out: Location, to: Path, console: Console, errors: Console, *, images: bool = True) -> int:
    """Writes the report of the store ``out`` into the folder ``to``. Returns 0; 2 where there is no store or no place to write."""
    try:
        pages = write_report(out, to, images=images)
    except (NoTables, OSError) as error:
        errors.print(Text(f"govplan report: {error}"), soft_wrap=True)
        return 2
    console.print(Text(f"{pages} plans 件計畫: {to / 'index.html'}"), soft_wrap=True)
    return 0


def write_report(out: Location, to: Path, *, images: bool = True) -> int:
    """One page a plan under ``to/plans`` and ``to/index.html``; pages of plans that are gone leave. Returns the number of plans.

    With ``images`` the pages of PDF files are drawn into a folder beside the plan's page, where the files still stand where they were read.
    Raises NoTables and OSError.
    """
    with closing(connect(out)) as connection:
        folder, lines = to / "plans", list[PlanLine]()
        folder.mkdir(parents=True, exist_ok=True)
        for plan in read_plans(connection):
            write_plan(plan, folder, images=images)
            lines.append(overview.plan_line(plan))
        remove_stale(folder, {line.id for line in lines})
        refused = rows_of(
            connection, "SELECT source_uri, code, message FROM files WHERE status = 'rejected' ORDER BY 1"
        )
        write(to / "index.html", index_page(lines, refused))
    return len(lines)


def write_plan(plan: PlanRows, folder: Path, *, images: bool) -> None:
    """The page of a plan, and beside it the folder of its images where there are any."""
    drawn = page_images(plan.document["source_uri"], plan.document["sha256"]) if images and is_pdf(plan) else {}
    if (folder / plan.id).exists():
        shutil.rmtree(folder / plan.id)
    if drawn:
        (folder / plan.id).mkdir()
    for image in drawn.values():
        (folder / plan.id / f"{image.page}.webp").write_bytes(image.webp)
    write(folder / f"{plan.id}.html", plan_page(plan, drawn))


def write(path: Path, text: str) -> None:
    """UTF-8 with line feeds on every system."""
    path.write_bytes(text.encode("utf-8"))


def remove_stale(folder: Path, current: set[str]) -> None:
    """Removes the pages and images of plans that the store does not have any more; whatever else is there stays."""
    for path in folder.iterdir():
        if not OURS.fullmatch(path.name) or path.stem in current:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def is_pdf(plan: PlanRows) -> bool:
    return str(plan.document["format"]) == "pdf"


def plan_page(plan: PlanRows, drawn: Mapping[int, PageImage]) -> str:
    """The page of one plan, with the images that were drawn of its pages."""
    places = gold_places(plan)
    records, own = records_of(plan, places)
    facts = facts_of(plan, places | own)
    source = blocks(plan, SourceView.of(plan.document["text"], facts), drawn)
    boxes = {
        block.page: list(map(astuple, block.boxes)) for block in source if isinstance(block, PageMap) and block.boxes
    }
    groups = [(kind, [f for f in facts if f.kind == kind]) for kind, _, _ in KINDS]
    return render(
        "plan.html.j2",
        plan=plan,
        document=plan.document,
        lang=f"zh-{plan.document['script']}",
        when=overview.when(plan.document),
        facts=facts,
        groups=[group for group in groups if group[1] and group[0] not in ("strategy", "measure", "indicator")],
        tree=list(in_tree_order(facts)),
        held=defaultdict(str, held_by(plan, facts)),
        counts={kind: len(group) for kind, group in groups},
        blocks=[(type(block).__name__, block) for block in source],
        tables=[block for block in source if isinstance(block, TableBlock)],
        pages=len(boxes),
        data={
            "gold": gold_of(plan) | records,
            "name": file_name(plan),
            "words": labels(),
            "signs": SIGNS,
            "boxes": boxes,
        },
    )


def index_page(lines: list[PlanLine], unread: list[Row]) -> str:
    """The page of all plans."""
    issuers, scale = overview.by_issuer(lines), overview.Scale.of_most(lines)
    return render(
        "index.html.j2",
        plans=[line for _, group in issuers for line in group],
        issuers=issuers,
        scale=scale,
        beyond=scale and any(line.known and line.beyond(scale) for line in lines),
        agencies=overview.agency_load(lines),
        roles=overview.ROLES,
        gaps=overview.GAPS,
        totals={name: sum(line.counts[name] for line in lines) for name in overview.TABLES},
        unread=unread,
        data={},
    )
