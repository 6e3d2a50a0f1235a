"""Time to read a report's page: ``python -m benchmarks.report``; with ``--plan FILE.pdf`` for a plan of one's own, made 200 pages long.

A plan of 200 pages is read, its report made, and its page and the index opened in headless Chromium (Debian's ``chromium``), the
best of several times. Printed are what the page weighs, with and without the images of its pages, the CPU time of making the report,
and the time from the address to a page that can be used: loaded, its script run, two frames drawn. Exits 1 where a page takes more
than 2 s or the report of the plan weighs more than 25 MB.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pypdfium2
from rich.console import Console
from rich.table import Table

if __name__ == "__main__":  # run as a file: the packages are one folder up, and rules.py stands beside
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from pipeline.cli import main
from pipeline.explore.report import write_report

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "data" / "raw" / "yunchuan-water-113-115.pdf"
MOST_SECONDS, MOST_BYTES = 2.0, 25_000_000
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a report: bytes of its HTML and of the images beside it, seconds until it can be used; None without Chromium."""

    name: str
    html: int
    images: int
    seconds: float | None

    def faults(self) -> Iterator[str]:
        """What is over a limit."""
        if self.seconds is not None and self.seconds > MOST_SECONDS:
            yield f"{self.name}: {self.seconds:.2f} s, more than {MOST_SECONDS} s"
        if self.html + self.images > MOST_BYTES:
            yield f"{self.name}: {self.html + self.images:,} bytes, more than {MOST_BYTES:,}"


def lengthened(plan: Path, pages: int, to: Path) -> Path:
    """The plan's pages again and again, until there are so many."""
    made, source = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(plan)
    while len(made) < pages:
        made.import_pages(source, list(range(min(len(source), pages - len(made)))))
    made.save(to)
    return to


def seconds_to_open(paths: list[Path], times: int) -> list[float | None]:
    """The least time that each page takes to open; None where there is no Chromium or no playwright to ask it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None or find_spec("playwright") is None:
        return [None] * len(paths)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        best = [float("inf")] * len(paths)
        for _ in range(times):
            for at, path in enumerate(paths):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(path.as_uri(), wait_until="load")
                best[at] = min(best[at], page.evaluate(DRAWN) / 1000)
                page.close()
        browser.close()
    return list(best)


def measure(plan: Path, pages: int, times: int, folder: Path) -> tuple[list[Page], float]:
    """The pages of the report, and the CPU seconds that making it took, those of drawing images included."""
    (folder / "plans").mkdir()
    lengthened(plan, pages, folder / "plans" / plan.name)
    if main(["ingest", str(folder / "plans"), "--out", str(folder / "out"), "--workers", "1"]):
        raise SystemExit(f"{plan} can't be read")
    began = cpu_seconds()
    write_report(folder / "out", folder / "report")
    took = cpu_seconds() - began
    html = [folder / "report" / "index.html", *sorted((folder / "report" / "plans").glob("*.html"))]
    opened = seconds_to_open(html, times)
    return [
        Page(path.stem if path.stem == "index" else f"{pages} pages", path.stat().st_size, images_of(path), seconds)
        for path, seconds in zip(html, opened, strict=True)
    ], took


def cpu_seconds() -> float:
    """Of this process and of its children that ended (their user and system times, as ``os.times`` has them)."""
    return sum(os.times()[:4])


def images_of(page: Path) -> int:
    """Bytes of the images beside a plan's page."""
    return sum(path.stat().st_size for path in page.with_suffix("").glob("*.webp"))


def show(pages: list[Page], took: float, console: Console) -> None:
    table = Table("page", "opens in s", "HTML bytes", "image bytes", title=f"report made in {took:.1f} s of CPU time")
    for column in table.columns[1:]:
        column.justify = "right"
    for page in pages:
        seconds = "no chromium" if page.seconds is None else f"{page.seconds:.2f}"
        table.add_row(page.name, seconds, f"{page.html:,}", f"{page.images:,}")
    console.print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", type=Path, default=PLAN, help="a PDF file, repeated up to the pages")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--times", type=int, default=5, help="the best of so many openings counts")
    parser.add_argument("--quick", action="store_true", help="few pages, opened once, and no limit")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.pages, arguments.times = 6, 1
    work = Path(tempfile.mkdtemp(prefix="govplan-report-"))
    try:
        found, spent = measure(arguments.plan, arguments.pages, arguments.times, work)
    finally:
        shutil.rmtree(work)
    show(found, spent, Console(width=100))
    over = [] if arguments.quick else [fault for page in found for fault in page.faults()]
    print(*over, sep="\n")
    sys.exit(1 if over else 0)
