"""What is wrong with the pages of a PDF: counted while they are read, said at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.builder import DocumentBuilder
from extractors.document import Severity
from extractors.pdf.glyphs import Page

NEEDS_OCR = (
    "--ocr reads it with Tesseract, if that is installed with a Chinese language (Debian: apt-get install tesseract-ocr tesseract-ocr-chi-tra "
    "tesseract-ocr-chi-sim)／此為影像，無文字層；請安裝 Tesseract 及其中文語言檔，並加上 --ocr 選項"
)
FEW = 3  # odd characters on a page: bullets of a symbol font are no mojibake
ODD_SHARE = 0.05  # of a page's characters
LATIN_SHARE = 0.3  # the same for accented Latin letters, of which Chinese pages have none
# private use and replacement characters, and what no plan in Chinese or English is written with, rare ideographs included
ODD = re.compile(
    "[\ue000-\uefff\uf200-\uf8ff\ufff0-\uffff\u0250-\u02af\u0590-\u109f\u1200-\u1cff\u3400-\u4dbf\ua000-\ua95f\U000f0000-\U0010ffff]"
)
ACCENTED = re.compile("[\u0080-\u00a6\u00a8-\u00b0\u00b2-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u058f]")


@dataclass(slots=True)
class Findings:
    """The pages with something to say of each kind."""

    pages: int = 0
    without_text: list[int] = field(default_factory=list)
    read: list[tuple[int, float]] = field(default_factory=list)  # by OCR, and with what confidence
    not_read: list[int] = field(default_factory=list)
    mojibake: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    def look_at(self, page: Page) -> None:
        """Notes what a page shows."""
        self.pages += 1
        text = page.text
        if not text.strip():
            if page.has_images or page.rulings or page.cut:
                (self.without_text if page.ocr is None else self.not_read).append(page.number)
        elif page.ocr is not None:
            self.read.append((page.number, page.ocr))
        elif is_mojibake(text, page.unmapped):
            self.mojibake.append(page.number)
        for says, pages in ((page.invisible, self.scanned), (page.hidden > 0, self.hidden), (page.cut, self.cut)):
            if says:
                pages.append(page.number)

    def confidence(self) -> str:
        """What is said of the pages that were read by OCR."""
        mean = sum(confidence for _, confidence in self.read) / max(len(self.read), 1)
        return f"read by OCR with a mean confidence of {mean:.0f} in 100; tables in images are read as lines"

    def refusal(self) -> str:
        """What is said of a PDF without any text."""
        read = f"; OCR reads nothing in {len(self.not_read)} of them" if self.not_read else f"; {NEEDS_OCR}"
        return f"none of the {self.pages} pages has a text layer{read}"

    def tell(self, builder: DocumentBuilder) -> None:
        """Leaves the notes."""
        for pages, code, message, severity in (
            (
                self.without_text,
                "no-text-layer",
                f"no text layer: what these pages show is an image; {NEEDS_OCR}",
                Severity.WARNING,
            ),
            (self.not_read, "no-text-layer", "no text layer, and OCR reads nothing in the image", Severity.WARNING),
            ([number for number, _ in self.read], "ocr", self.confidence(), Severity.INFO),
            (self.mojibake, "mojibake", "a font does not say which characters it shows", Severity.ERROR),
            (self.scanned, "ocr-layer", "the text is the invisible layer of a scan", Severity.INFO),
            (self.hidden, "hidden-text", "invisible characters beside the visible ones were left out", Severity.INFO),
            (self.cut, "page-cut", "more on the page than the limits allow: the rest was left out", Severity.WARNING),
            (self.failed, "page-unreadable", "these pages can't be read", Severity.ERROR),
        ):
            if pages:
                builder.note(code, f"{message} (pages {ranges(pages)})", severity, page=pages[0])


def is_mojibake(text: str, unmapped: int) -> bool:
    """Whether a page's characters are codes of a font rather than text.

    >>> is_mojibake("¤¤µØ¥Á°ê¹q¸Ü", 0), is_mojibake("中華民國", 0)
    (True, False)
    """
    size = max(sum(map(len, text.split())), 1)
    odd = max(len(ODD.findall(text)), unmapped)
    return (odd > FEW and odd > ODD_SHARE * size) or len(ACCENTED.findall(text)) > max(FEW, LATIN_SHARE * size)


def ranges(numbers: Sequence[int]) -> str:
    """Page numbers for people.

    >>> ranges([1, 2, 3, 7])
    '1-3, 7'
    """
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))
