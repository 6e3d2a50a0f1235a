"""How fast are Word documents read? Ours against bare python-docx and, where installed, other readers, in one run.

    python benchmarks/office.py [--repeats N] FILE.docx …

Each round reads every file with every reader, in turn, so that a busy machine slows all of them alike. For each file the median over the
rounds is taken; shown are the median milliseconds a file and the median of the ratios to ours, file by file. Bare python-docx reads the
text of all paragraphs and cells and nothing else. Exit status 1 where it is faster than ours.
"""

from __future__ import annotations

import argparse
import gc
import io
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module
from operator import truediv
from pathlib import Path
from typing import Any

import docx

from extractors.docx import read

Reader = Callable[[bytes], object]
OWN, BARE = "govplan", "python-docx"


def bare(content: bytes) -> object:
    """The text of all paragraphs and cells, as python-docx hands them over."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs], cells


def docling() -> Reader:
    base = import_module("docling.datamodel.base_models")
    converter = import_module("docling.document_converter").DocumentConverter(allowed_formats=[base.InputFormat.DOCX])
    return lambda content: converter.convert(base.DocumentStream(name="x.docx", stream=io.BytesIO(content)))


def markitdown() -> Reader:
    module: Any = import_module("markitdown")
    converter = module.MarkItDown()
    info = module.StreamInfo(extension=".docx")
    return lambda content: converter.convert_stream(io.BytesIO(content), stream_info=info)


def kreuzberg() -> Reader:
    extract = import_module("kreuzberg").extract_bytes_sync
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return lambda content: extract(content, kind)


OTHERS: dict[str, Callable[[], Reader]] = {"docling": docling, "markitdown": markitdown, "kreuzberg": kreuzberg}


def readers() -> dict[str, Reader]:
    """The readers that are installed, with a line for each that is not."""
    found: dict[str, Reader] = {OWN: lambda content: read(content, "x.docx"), BARE: bare}
    for name, make in OTHERS.items():
        try:
            found[name] = make()
        except ImportError:
            print(f"{name}: not installed, left out")
    return found


def medians(contents: list[bytes], measured: dict[str, Reader], repeats: int) -> dict[str, list[float]]:
    """For each reader the median milliseconds of each document."""
    taken: dict[str, list[list[float]]] = {name: [[] for _ in contents] for name in measured}
    for _ in range(repeats):
        for index, content in enumerate(contents):
            for name, reader in measured.items():
                began = time.perf_counter()
                reader(content)
                gc.collect()  # what a reader leaves behind is cleared away in its own time, not in the next one's
                taken[name][index].append(1000 * (time.perf_counter() - began))
    return {name: [statistics.median(times) for times in documents] for name, documents in taken.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.docx")
    parser.add_argument("--repeats", type=int, default=15, metavar="N")
    arguments = parser.parse_args()
    contents = [path.read_bytes() for path in arguments.files]
    measured = readers()
    for reader in measured.values():  # what is imported or built at first use is no part of the time
        reader(contents[0])
    gc.collect()
    gc.freeze()  # the programs themselves are not gone through each time
    result = medians(contents, measured, arguments.repeats)
    print(f"{len(contents)} documents, {arguments.repeats} rounds")
    ratios = {name: statistics.median(map(truediv, taken, result[OWN])) for name, taken in result.items()}
    for name in sorted(result, key=lambda name: ratios[name]):
        print(f"{name:12} {statistics.median(result[name]):9.2f} ms a document  × {ratios[name]:.2f}")
    return int(ratios[BARE] < 1)


if __name__ == "__main__":
    sys.exit(main())
