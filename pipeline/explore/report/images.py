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
from urllib.parse import unquote_to_bytes

SCALE = 1.25  # pixels a point: text can be read
GREYS = 8
MOST = 15_000_000  # bytes of base64 a plan: with them its page stays below 25 MB
SECONDS = 300.0
DRAW = "import pathlib, sys; from pipeline.explore.report.images import draw; draw(pathlib.Path(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as it is seen: its size in points, and a PNG as base64."""

    page: int
    width: float
    height: float
    png: str


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
    return {image.page: image for image in (PageImage(**json.loads(line)) for line in lines)}


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
        file = io.BytesIO()
        page.render(scale=SCALE, grayscale=True).to_pil().quantize(GREYS).save(file, "PNG", optimize=True)
        png = base64.b64encode(file.getvalue()).decode()
        if (left := left - len(png)) < 0:
            return
        line = {"page": number + 1, "width": round(width, 1), "height": round(height, 1), "png": png}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
