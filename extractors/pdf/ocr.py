"""Pages that are images, read by Tesseract, which is optional: they are drawn one at a time, and what it reads becomes characters of the page.

Another version of Tesseract may read another text. So pages are read this way only when asked for, and the document says so.
"""

from __future__ import annotations

import math
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import zip_longest
from typing import Any

from extractors.document import Document
from extractors.errors import Code, Unreadable
from extractors.pdf import reader
from extractors.pdf.glyphs import WIDE, Char, Page, runs_of
from extractors.pdf.pages import opened

LANGUAGES = ("chi_tra", "chi_sim")
DPI = 300
MAX_PIXELS = 40_000_000  # of one page: A2 at 300 dpi; larger ones are drawn coarser
LIMIT_SECONDS = 60.0  # for one page
NO_WORD = "-1"
ONE_COLUMN = "4"  # page segmentation: with columns allowed, the labels of a list become one
NARROWEST = 0.25  # of the line's height: no character is narrower, whatever its word's box


def read(content: bytes, name: str, *, last_page: int | None = None, on_page: reader.OnPage | None = None) -> Document:
    """The Document of a PDF, pages without a text layer read by Tesseract; ``last_page`` and ``on_page`` as of ``reader.read``.

    Raises Unreadable: what ``reader.read`` raises; converter-missing where no page has text and Tesseract is not installed.
    """
    program = recogniser()
    if program is not None and languages(program):
        images = partial(read_images, content, program=program)
        return reader.read(content, name, images, last_page=last_page, on_page=on_page)
    try:
        return reader.read(content, name, last_page=last_page, on_page=on_page)
    except Unreadable as refusal:
        if refusal.code is not Code.NO_TEXT_LAYER:
            raise
        raise Unreadable(Code.CONVERTER_MISSING, refusal.message) from None


def recogniser() -> str | None:
    """The Tesseract program: what GOVPLAN_TESSERACT names, else the one on the path; None without one."""
    return shutil.which(os.environ.get("GOVPLAN_TESSERACT") or "tesseract")


@cache
def languages(program: str) -> tuple[str, ...]:
    """Those of our languages that are installed."""
    known = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
    )
    return tuple(language for language in LANGUAGES if language in known.stdout.split())


def read_images(content: bytes, pages: Iterator[Page], program: str) -> Iterator[Page]:
    """The pages, those without characters read by Tesseract."""
    with ExitStack() as stack:
        eye: Eye | None = None
        for page in pages:
            if page.text.strip():
                yield page
                continue
            if eye is None:
                eye = Eye(stack.enter_context(opened(content)), program)
            yield eye.read(page)


@dataclass(slots=True)
class Eye:
    """Reads pages of one PDF in one script: the one in which the first page that shows any text is read with more confidence."""

    document: Any  # of pypdfium2
    program: str
    script: str | None = None
    tried: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.tried = languages(self.program)

    def read(self, page: Page) -> Page:
        """The page with what is read on it."""
        image, width = drawn(self.document, page)
        scale = page.width / width
        readings = [
            (words, language) for language in self.tried for words in [recognise(self.program, language, image)]
        ]
        words, language = max(readings, key=lambda reading: confidence(reading[0]))
        if words:
            self.tried = (language,)
        chars = (char for line in by_line(words) for char in chars_of(line, scale))
        return replace(page, runs=tuple(runs_of(chars)), ocr=confidence(words))


def drawn(document: Any, page: Page) -> tuple[bytes, int]:
    """A page as a grey image (PGM), and its width in pixels."""
    scale = min(DPI / 72, math.sqrt(MAX_PIXELS / (page.width * page.height)))
    handle = document[page.number - 1]
    try:
        bitmap = handle.render(scale=scale, grayscale=True)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        rows = bytes(bitmap.buffer)
        bitmap.close()
    finally:
        handle.close()
    if stride != width:
        rows = b"".join(rows[at : at + width] for at in range(0, stride * height, stride))
    return f"P5 {width} {height} 255\n".encode() + rows, width


# --- Tesseract --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A word as Tesseract reads it. The box in pixels; ``line`` tells the line that it stands in; ``confidence`` from 0 to 100."""

    text: str
    line: tuple[str, ...]
    left: int
    top: int
    width: int
    height: int
    confidence: float


def recognise(program: str, language: str, image: bytes) -> list[Word]:
    """The words on an image; none where Tesseract fails or takes too long (its process group is killed then)."""
    command = [
        program,
        "stdin",
        "stdout",
        "-l",
        language,
        "--dpi",
        str(DPI),
        "--psm",
        ONE_COLUMN,
        "-c",
        "tessedit_create_tsv=1",
    ]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # each worker has a processor of its own
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            table, _ = process.communicate(image, LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return []
    return words_of(table.decode(errors="replace")) if process.returncode == 0 else []


def words_of(table: str) -> list[Word]:
    """The words of Tesseract's table (TSV: level page block paragraph line word left top width height confidence text).

    >>> words_of("5\\t1\\t1\\t1\\t1\\t1\\t300\\t250\\t98\\t50\\t96.5\\t計畫")[0].text
    '計畫'
    """
    rows = (row.split("\t") for row in table.split("\n"))
    return [
        Word(row[11], tuple(row[1:5]), int(row[6]), int(row[7]), int(row[8]), int(row[9]), float(row[10]))
        for row in rows
        if len(row) == 12 and row[0] == "5" and row[10] != NO_WORD and row[11].strip()
    ]


def confidence(words: Sequence[Word]) -> float:
    """The mean confidence of the characters; 0 without any."""
    return sum(word.confidence * len(word.text) for word in words) / max(sum(len(word.text) for word in words), 1)


def by_line(words: Sequence[Word]) -> list[list[Word]]:
    """The words of each line."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())


def chars_of(line: Sequence[Word], scale: float) -> Iterator[Char]:
    """The characters of a line, each word's spread over its box; all as high as the line, so that they stay one. ``scale``: points a pixel.

    Boxes of neighbouring words overlap at times: a word begins where the one before it ends, so that their order stays.
    """
    top, bottom = min(word.top for word in line) * scale, max(word.top + word.height for word in line) * scale
    x = 0.0
    for word, after in zip_longest(line, line[1:]):
        x, end = max(x, word.left * scale), (word.left + word.width) * scale
        if after is not None and after.left > word.left:
            end = min(end, after.left * scale)
        shares = [2 if char >= WIDE else 1 for char in word.text]
        step = max((end - x) / sum(shares), NARROWEST * (bottom - top) / 2)
        for char, share in zip(word.text, shares, strict=True):
            yield Char(char, x, top, x + share * step, bottom, bottom - top)
            x += share * step
