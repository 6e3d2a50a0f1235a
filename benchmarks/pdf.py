"""What reading a PDF costs: CPU milliseconds a page of every engine in one interleaved run, and peak memory as pages grow.

    .venv/bin/python benchmarks/pdf.py [--quick] [--rounds N] [PDF …]

Prints two tables and exits 1 where a limit is broken. Without PDFs it makes pages of its own: running text and ruled tables in turn. The floor is
pdfium's text without any places; pdfplumber reads words and tables. Other engines take part where they are installed. ``--quick`` reads
a few pages once: it shows that everything runs, and its figures are no measurement.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median

# run as a script, this file's own folder hides nothing that is measured, but the pages come from the tests beside it
if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

import pdfplumber
import pypdfium2
from rich.console import Console
from rich.table import Table

from extractors.pdf.glyphs import Page
from extractors.pdf.reader import read
from tests.ruled_pages import as_pdf, as_word, filled, page, ruled, text

ROOT = Path(__file__).resolve().parent.parent
Engine = Callable[[bytes], int]  # the content of a PDF -> how many characters it found

CHEAPER = 7.0  # times that ours costs less than pdfplumber
FLAT = 1.5  # peak memory of ten times the pages
FLOOR, OURS, PLUMBER = "pdfium, text only", "ours, complete", "pdfplumber, words + tables"
# VmHWM and not getrusage: Linux counts the parent's memory at the fork in a child's ru_maxrss
CHILD = """
import sys
from pathlib import Path
from extractors.pdf.reader import read
document = read(Path(sys.argv[1]).read_bytes(), "")
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


# --- engines ----------------------------------------------------------------------------------------------------------


def floor(content: bytes) -> int:
    """pdfium's text, page by page."""
    found = 0
    with pypdfium2.PdfDocument(content) as document:
        for index in range(len(document)):
            each = document[index]
            words = each.get_textpage()
            found += len(words.get_text_range())
            words.close()
            each.close()
    return found


def ours(content: bytes) -> int:
    """Text, lines, tables and boxes: a whole Document."""
    return len(read(content, "").text)


def plumber(content: bytes) -> int:
    """pdfplumber as it is used for plans: words with places, tables with texts."""
    found = 0
    with pdfplumber.open(io.BytesIO(content)) as document:
        for each in document.pages:
            found += sum(len(word["text"]) for word in each.extract_words())
            each.extract_tables()
            each.close()
    return found


def playa(content: bytes) -> int:
    """playa's characters and paths."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(content)
        with import_module("playa").open(file.name) as document:
            return sum(sum(1 for _ in each) for each in document.pages)


def markitdown(content: bytes) -> int:
    """markitdown's text."""
    converter = import_module("markitdown").MarkItDown()
    return len(converter.convert_stream(io.BytesIO(content), file_extension=".pdf").text_content)


def docling_parse(content: bytes) -> int:
    """docling-parse's characters."""
    parser = import_module("docling_parse.pdf_parser").DoclingPdfParser()
    document = parser.load(io.BytesIO(content))
    return sum(len(each.char_cells) for _, each in document.iterate_pages())


def kreuzberg(content: bytes) -> int:
    """kreuzberg's text."""
    return len(import_module("kreuzberg").extract_bytes_sync(content, "application/pdf").content)


ENGINES: dict[str, Engine] = {FLOOR: floor, OURS: ours, PLUMBER: plumber}
OTHERS: dict[str, Engine] = {
    "playa": playa,
    "markitdown": markitdown,
    "docling_parse": docling_parse,
    "kreuzberg": kreuzberg,
}


# --- pages ------------------------------------------------------------------------------------------------------------


def made_page(number: int) -> Page:
    """A page of 30 lines of text, or every second one a table of 12 rows drawn stroke by stroke or as Word does."""
    words = f"（{number}）配合本府施政目標辦理相關研習訓練二場次以上，並將成果送人事處彙整後公告周知"
    if number % 2:
        return page([], [c for i in range(30) for c in text(60, 60 + 22 * i, words)], number)
    xs, ys = (50.0, 130.0, 290.0, 380.0, 540.0), [60.0 + 56 * i for i in range(13)]
    row = (
        f"{number}、策略",
        "(一)辦理研習及訓練\n並推動數位學習\n送各機關參考",
        "103年5月\n~104年4月",
        "達成率90%以上\n每季檢討一次",
    )
    draw = ruled if number % 4 else as_word
    return page(draw(xs, ys), filled(xs, ys, [row] * 12), number)


def made_pdf(pages: int) -> bytes:
    return as_pdf([made_page(number) for number in range(1, pages + 1)], subset=True)


def page_count(content: bytes) -> int:
    with pypdfium2.PdfDocument(content) as document:
        return len(document)


# --- measuring --------------------------------------------------------------------------------------------------------


def interleaved(engines: dict[str, Engine], contents: Sequence[bytes], rounds: int) -> dict[str, float]:
    """Median CPU milliseconds a page: each round reads everything with each engine in turn, so that a slow spell meets all alike."""
    pages = sum(map(page_count, contents))
    spent: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            begin = time.process_time()
            for content in contents:
                engine(content)
            spent[name].append((time.process_time() - begin) * 1000 / pages)
    return {name: median(times) for name, times in spent.items()}


def peak_kilobytes(content: bytes) -> int:
    """The most memory that a process of its own takes to read the PDF."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", CHILD, file.name], capture_output=True, text=True, check=True, cwd=ROOT
        )
    return int(done.stdout)


def cost_table(costs: dict[str, float], absent: Sequence[str]) -> Table:
    table = Table("engine", "ms a page", "× pdfium's text", "× ours", title="CPU of PDF engines, one interleaved run")
    for name, cost in sorted(costs.items(), key=lambda item: item[1]):
        table.add_row(name, f"{cost:.2f}", f"{cost / costs[FLOOR]:.1f}", f"{cost / costs[OURS]:.2f}")
    for name in absent:
        table.add_row(name, "not installed", "", "")
    return table


def memory_table(peaks: dict[int, int]) -> Table:
    few = min(peaks)
    table = Table("pages", "MiB", f"× {few} pages", title="Peak memory of a process that reads a PDF")
    for pages, peak in peaks.items():
        table.add_row(str(pages), f"{peak / 1024:.0f}", f"{peak / peaks[few]:.2f}")
    return table


def faults(costs: dict[str, float], peaks: dict[int, int]) -> Iterator[str]:
    """The limits that are broken."""
    cheaper, growth = costs[PLUMBER] / costs[OURS], peaks[max(peaks)] / peaks[min(peaks)]
    if cheaper < CHEAPER:
        yield f"ours is {cheaper:.1f} times cheaper than pdfplumber: the limit is {CHEAPER}"
    if growth > FLAT:
        yield f"{max(peaks)} pages take {growth:.2f} times the memory of {min(peaks)}: the limit is {FLAT}"


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="CPU and memory of reading PDFs.")
    parser.add_argument("pdf", nargs="*", type=Path, help="PDFs to read instead of made ones")
    parser.add_argument("--quick", action="store_true", help="few pages, once: no measurement")
    parser.add_argument("--rounds", type=int, default=7, help="how often everything is read")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    console = Console()
    contents = [path.read_bytes() for path in options.pdf] or [made_pdf(4 if options.quick else 40)]
    present = {name: engine for name, engine in OTHERS.items() if find_spec(name)}
    engines = ENGINES | present
    interleaved(engines, contents[:1], 1)  # warms caches and imports
    costs = interleaved(engines, contents, 1 if options.quick else options.rounds)
    console.print(cost_table(costs, [name for name in OTHERS if name not in present]))
    peaks = {pages: peak_kilobytes(made_pdf(pages)) for pages in ((2, 4) if options.quick else (100, 1000))}
    console.print(memory_table(peaks))
    broken = [] if options.quick else list(faults(costs, peaks))
    for fault in broken:
        console.print(f"[red]{fault}[/red]")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
