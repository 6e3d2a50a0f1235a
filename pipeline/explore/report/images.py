"""Images of a PDF's pages, drawn in a process of their own: a file that hangs or crashes pdfium costs its images, not the report."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE = 1.6  # pixels a point: text can be read
LONGEST = 2400  # pixels of a page's longer side, however large the page says that it is
SHADES = 7  # as many greys from black to white pack well and read well
MOST = 16_000_000  # bytes a plan: with its page they stay below 25 MB
SECONDS = 300.0
DRAW = "import pathlib, sys; from pipeline.explore.report.images import draw; draw(pathlib.Path(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as it is seen: its size in points, and its image as WebP."""

    page: int
    width: float
    height: float
    webp: bytes


def page_images(source_uri: str, sha256: str) -> dict[int, PageImage]:
    """The pages of the file by number; none where it is not there any more, is another one, or can't be drawn."""
    path = Path(os.fsdecode(unquote_to_bytes(source_uri)))
    if not is_the_file(path, sha256):
        return {}
    command = [sys.executable, "-c", DRAW, str(path)]
    try:
        drawn = subprocess.run(command, stdout=subprocess.PIPE, timeout=SECONDS, check=False).stdout
    except subprocess.TimeoutExpired as late:
        drawn = late.stdout or b""
    lines = drawn.split(b"\n")[:-1]  # the last one is empty, or cut
    return {image.page: image for image in map(read, lines)}


def read(line: bytes) -> PageImage:
    """An image from its line of JSON."""
    about = json.loads(line)
    return PageImage(about["page"], about["width"], about["height"], base64.b64decode(about["webp"]))


def is_the_file(path: Path, sha256: str) -> bool:
    """Whether the file is there with the content that was read."""
    try:
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def draw(path: Path) -> None:
    """Writes each page as a line of JSON to standard output, as many as fit."""
    import pypdfium2

    left = MOST
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        webp = packed(page.render(scale=min(SCALE, LONGEST / max(width, height)), grayscale=True).to_pil())
        if (left := left - len(webp)) < 0:
            return
        about = {"page": number + 1, "width": round(width, 1), "height": round(height, 1)}
        sys.stdout.write(json.dumps({**about, "webp": base64.b64encode(webp).decode()}) + "\n")
        sys.stdout.flush()


def packed(image: Image) -> bytes:
    """A grey image in few shades, as lossless WebP: half as large as PNG, and the same bytes each time."""
    file = io.BytesIO()
    few = image.point([shade * SHADES // 256 * 255 // (SHADES - 1) for shade in range(256)])
    few.convert("RGB").save(file, "WEBP", lossless=True, quality=20, method=1)
    return file.getvalue()
