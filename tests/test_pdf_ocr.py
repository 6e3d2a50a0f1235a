"""Pages that are images: read by Tesseract where that is asked for and installed, else said to be unread, with what to install."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pypdfium2
import pytest
import samples
from patience import eventually, is_gone
from pdf_files import File
from PIL import Image, ImageDraw, ImageFont
from rich.console import Console
from ruled_pages import as_pdf, page, text

from extractors import extract
from extractors.document import Document, Severity
from extractors.errors import Code, Unreadable
from extractors.pdf import ocr
from extractors.pdf.glyphs import runs_of
from extractors.pdf.lines import line_of
from pipeline import ingest
from rules.recognise import recognise

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
SIMPLIFIED, TRADITIONAL = 2, 3  # of the fonts in the collection
SIZE = (1654, 2339)  # pixels of A4 at 200 dpi
BLACK, WHITE = (shade * (SIZE[0] * SIZE[1]) for shade in (b"\x00", b"\xff"))
HANT = (
    "清河縣政府社區照顧實施計畫",
    "一、設置社區據點至少25處。",
    "二、自113年3月1日起受理申請。",
    "三、主辦單位：社會處。",
)
HANS = ("清河县养老服务行动方案", "一、新建社区服务站不少于30个。", "二、完善居家养老服务体系。")

needs_font = pytest.mark.skipif(
    not FONT.exists() and not os.environ.get("GOVPLAN_REQUIRE_ALL"), reason="no font Noto Serif CJK to draw with"
)


def image(lines: tuple[str, ...], font: int = TRADITIONAL) -> bytes:
    """A page of these lines as grey pixels."""
    picture = Image.new("L", SIZE, 255)
    drawing, letters = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 40, index=font)
    for index, line in enumerate(lines):
        drawing.text((200, 240 + 80 * index), line, fill=0, font=letters)
    return picture.tobytes()


def scan(*pixels: bytes, size: tuple[int, int] = SIZE, rotate: int = 0) -> bytes:
    """A PDF whose pages are these images of 200 dpi."""
    width, height = (round(pixel * 72 / 200) for pixel in size)
    file, kids = File(), []
    for one in pixels:
        entries = f"/Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} /ColorSpace /DeviceGray /BitsPerComponent 8"
        drawn = file.stream(one, entries)
        content = file.stream(f"{width} 0 0 {height} 0 0 cm /Scan Do")
        kids.append(
            file.add(
                f"<< /Type /Page /MediaBox [0 0 {width} {height}] /Contents {content} 0 R /Rotate {rotate} "
                f"/Resources << /XObject << /Scan {drawn} 0 R >> >> >>"
            )
        )
    tree = file.add(f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>")
    return file.bytes(file.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"))


def mixed(*pixels: bytes) -> bytes:
    """A PDF with a page of text before the images."""
    typed = as_pdf([page((), text(72, 72, "壹、依據：本縣社會福利綱要計畫。"))], subset=True)
    whole, more = pypdfium2.PdfDocument(typed), pypdfium2.PdfDocument(scan(*pixels))
    whole.import_pages(more)
    held = io.BytesIO()
    whole.save(held)
    return held.getvalue()


def read(content: bytes, folder: Path, *, asked: bool = True) -> Document:
    path = folder / "scan.pdf"
    path.write_bytes(content)
    return extract(path, ocr=asked)


def lines(document: Document) -> list[str]:
    return ["".join(document.slice([p.span]).split()) for p in document.paragraphs()]


def alike(found: str, true: str) -> float:
    """The share of the true characters that were read."""
    return sum(char in found for char in true) / len(true)


@samples.needs_tesseract
@needs_font
@pytest.mark.parametrize(
    ("shown", "font"), [(HANT, TRADITIONAL), (HANS, SIMPLIFIED)], ids=["traditional", "simplified"]
)
def test_an_image_is_read_line_by_line_in_its_script(shown: tuple[str, ...], font: int, tmp_path: Path) -> None:
    document = read(scan(image(shown, font)), tmp_path)
    found = lines(document)
    assert len(found) == len(shown)
    assert min(map(alike, found, shown)) > 0.8, found
    assert {p.style.source for p in document.paragraphs()} == {"ocr"}
    (note,) = document.notes
    assert (note.code, note.severity, note.page) == ("ocr", Severity.INFO, 1)
    assert "confidence" in note.message and "pages 1" in note.message
    assert read(scan(image(shown, font)), tmp_path) == document, "the same bytes, the same text"


@samples.needs_tesseract
@needs_font
def test_lines_have_their_boxes_and_rules_read_them(tmp_path: Path) -> None:
    document = read(scan(image(HANT)), tmp_path)
    points = 595 / SIZE[0]
    for index, region in enumerate(document.regions):
        assert region.page == 1
        assert region.box.x0 == pytest.approx(200 * points, abs=3)
        assert (240 + 80 * index) * points < region.box.top < region.box.bottom < (310 + 80 * index) * points
    plan = recognise(document)
    assert [f.value.label for f in plan.sections] == ["一、", "二、", "三、"]
    assert [(t.value.value, t.value.unit) for t in plan.targets] == [(25, "處")]


@samples.needs_tesseract
@needs_font
def test_pages_with_text_stay_and_the_others_are_read(tmp_path: Path) -> None:
    document = read(mixed(image(HANT), WHITE), tmp_path)
    assert lines(document)[0] == "壹、依據：本縣社會福利綱要計畫。"
    sources = {document.regions[i].page: p.style.source for i, p in enumerate(document.paragraphs())}
    assert sources == {1: None, 2: "ocr"}
    assert {(n.code, n.page) for n in document.notes} == {("ocr", 2), ("no-text-layer", 3)}
    assert any("OCR reads nothing" in note.message for note in document.notes)


@samples.needs_tesseract
@needs_font
def test_a_turned_page_is_read_as_it_is_shown(tmp_path: Path) -> None:
    picture = Image.frombytes("L", SIZE, image(HANT)).rotate(90, expand=True)
    turned = scan(picture.tobytes(), size=picture.size, rotate=90)
    assert alike(lines(read(turned, tmp_path))[0], HANT[0]) > 0.8


@samples.needs_tesseract
@needs_font
def test_it_must_be_asked_for_and_a_store_reads_again_what_had_no_text(tmp_path: Path) -> None:
    path, out = tmp_path / "scan.pdf", tmp_path / "out"
    path.write_bytes(scan(image(HANT)))

    def status(**options: Any) -> str:
        quiet = Console(file=io.StringIO())
        ingest.run([str(path)], out, quiet, quiet, ingest.Options(workers=1, **options))
        return str(pq.read_table(out / "files").column("status")[0])

    assert [status(), status(ocr=True), status()] == ["rejected", "extracted", "extracted"]


def test_without_asking_the_message_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read(scan(BLACK), tmp_path, asked=False)
    assert caught.value.code is Code.NO_TEXT_LAYER
    for word in ("--ocr", "tesseract-ocr-chi-tra", "tesseract-ocr-chi-sim", "請安裝"):
        assert word in caught.value.message
    assert len(caught.value.message) < 450, "it must fit into files.message"


def test_without_the_program_it_is_said_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVPLAN_TESSERACT", "no-such-program")
    with pytest.raises(Unreadable, match="請安裝 Tesseract") as caught:
        read(scan(BLACK), tmp_path)
    assert caught.value.code is Code.CONVERTER_MISSING
    document = read(mixed(BLACK), tmp_path)
    (note,) = document.notes
    assert (note.code, note.page) == ("no-text-layer", 2)
    assert "apt-get install" in note.message and "請安裝" in note.message


def program(folder: Path, script: str) -> str:
    path = folder / "reader"
    path.write_text(f'#!/bin/sh\nif [ "$1" = --list-langs ]; then echo chi_tra; exit; fi\n{script}\n', encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("script", ["exit 1", "cat > /dev/null; echo nonsense"])
def test_a_program_that_fails_costs_the_page(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVPLAN_TESSERACT", program(tmp_path, script))
    with pytest.raises(Unreadable, match="OCR reads nothing") as caught:
        read(scan(BLACK), tmp_path)
    assert caught.value.code is Code.NO_TEXT_LAYER


def test_a_program_that_hangs_costs_the_page_and_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pids"
    monkeypatch.setenv("GOVPLAN_TESSERACT", program(tmp_path, f"sleep 600 & echo $$ $! > {pids}; sleep 600"))
    monkeypatch.setattr(ocr, "LIMIT_SECONDS", 5.0)
    with pytest.raises(Unreadable, match="OCR reads nothing") as caught:
        read(scan(BLACK), tmp_path)
    assert caught.value.code is Code.NO_TEXT_LAYER
    assert all(eventually(partial(is_gone, int(pid))) for pid in pids.read_text(encoding="utf-8").split())


def test_words_whose_boxes_overlap_keep_their_order() -> None:
    place = ("1", "1", "1", "1")
    words = [
        ocr.Word("至少", place, 0, 0, 130, 50, 90),
        ocr.Word("2", place, 90, 5, 60, 40, 90),
        ocr.Word("5", place, 95, 5, 10, 40, 90),
        ocr.Word("處", place, 150, 0, 50, 50, 90),
    ]
    (line,) = line_of(runs_of(ocr.chars_of(words, 0.24)))
    assert line.text == "至少25處"


def test_a_page_of_any_size_is_drawn_within_bounds() -> None:
    huge = replace(page((), ()), width=14_400.0, height=14_400.0)
    with pypdfium2.PdfDocument(as_pdf([huge])) as document:
        picture, width = ocr.drawn(document, huge)
    assert width**2 == len(picture) - len(f"P5 {width} {width} 255\n")
    assert ocr.MAX_PIXELS * 0.99 < width**2 < ocr.MAX_PIXELS * 1.01
