"""PDFs that are damaged, endless, enormous, locked or mute: the right code, within limits, and what could be read is kept."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pdf_files import File, Page, add_page, bar, encrypted, fonts, line, pdf, text

from extractors import extract
from extractors.builder import DocumentBuilder
from extractors.document import Document, Severity
from extractors.errors import Code, Unreadable
from extractors.pdf import characters, fallback, reader, rulings
from extractors.pdf.diagnostics import is_mojibake
from extractors.pdf.pages import read_page
from extractors.pdf.reader import read

PLAN = text(72, 700, "壹、計畫依據103年")


def codes(found: Document) -> list[str]:
    return [note.code for note in found.notes]


def refusal(content: bytes) -> Code:
    with pytest.raises(Unreadable) as caught:
        read(content, "hostile.pdf")
    return caught.value.code


def rooted(build: Callable[[File, str], int]) -> bytes:
    """A PDF whose page tree is built by hand."""
    file = File()
    tree = build(file, fonts(file))
    return file.bytes(file.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"))


# --- no text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", bar(10, 10, 300, 300), line(10, 10, 300, 10)])
def test_pages_without_text_are_refused(content: str) -> None:
    assert refusal(pdf(content, content)) == Code.NO_TEXT_LAYER


def test_some_pages_without_text_are_noted_with_their_numbers() -> None:
    shape = bar(10, 10, 300, 300) + line(10, 10, 300, 10)
    found = read(pdf(PLAN, shape, "", shape), "x.pdf")
    (note,) = found.notes
    assert (note.code, note.page) == ("no-text-layer", 2)
    assert "2, 4" in note.message  # page 3 is blank: nothing is missing there


def test_hidden_text_and_text_layers_of_scans_are_noted() -> None:
    found = read(pdf(PLAN + text(72, 600, "藏", more="3 Tr"), text(72, 600, "掃描頁文字", more="3 Tr")), "x.pdf")
    assert codes(found) == ["ocr-layer", "hidden-text"]
    assert "藏" not in found.text and "掃描頁文字" in found.text


# --- mojibake ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["\ue012\ue345\uf234\ue777\ue012", "¤¤µØ¥Á°ê¹q¸Ü", "\u3401\u3f02\u4102\u3ad5", "\ufffd" * 8]
)
def test_mojibake_is_an_error_with_its_pages(words: str) -> None:
    found = read(pdf(PLAN, text(72, 700, words)), "x.pdf")
    (note,) = found.notes
    assert (note.code, note.severity, note.page) == ("mojibake", Severity.ERROR, 2)


@pytest.mark.parametrize(
    "words", ["●●●●主辦單位及協辦單位", "Café Zürich 計畫", "±5℃ 50㎡ ①②③ ㈠㈡ ％", "ㄅㄆㄇ かな", "OECD, UNESCO"]
)
def test_what_is_no_mojibake(words: str) -> None:
    assert not is_mojibake(words + "計畫依據及目標", 0)


def test_half_a_surrogate_pair_is_no_text() -> None:
    assert "\ufffdABC" in read(pdf("BT /E 12 Tf 72 500 Td <D800004100420043> Tj ET" + PLAN), "x.pdf").text
    builder = DocumentBuilder("x", "application/pdf")
    builder.paragraph("\ud800計\udfff")
    assert builder.build(b"x").text == "\ufffd計\ufffd\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("FEFF8A08D8000041", "計\ufffdA"), ("FEFF0041DC00", "A\ufffd"), ("FEFFD800", "\ufffd"), ("", None)],
)
def test_half_a_surrogate_pair_in_the_title(words: str, expected: str | None) -> None:
    def build(file: File) -> bytes:
        tree = file.add(f"<< /Type /Pages /Kids [{add_page(file, Page(PLAN), fonts(file))} 0 R] /Count 1 >>")
        about = file.add(f"<< /Title <{words}> >>")
        return file.bytes(file.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"), f"/Info {about} 0 R")

    assert read(build(File()), "x.pdf").meta.title == expected


# --- damaged ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"%PDF-1.4 garbage" * 50, pdf(PLAN)[:800]])
def test_what_is_no_whole_pdf_is_corrupt(content: bytes) -> None:
    assert refusal(content) == Code.CORRUPT


def test_a_broken_table_of_objects_is_rebuilt() -> None:
    content = pdf(PLAN)
    assert "壹、計畫依據" in read(content.replace(b"startxref", b"startxxxx"), "x.pdf").text
    assert "壹、計畫依據" in read(content[: content.rindex(b"startxref")], "x.pdf").text


def test_what_pdfium_refuses_pdfplumber_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: bytes) -> object:
        raise Unreadable(Code.CORRUPT, "pdfium can't open the PDF")

    monkeypatch.setattr(reader, "opened", refuse)
    content = text(72, 700, "Hello World", font="L") + text(72, 660, "Second line", font="L") + line(72, 600, 300, 600)
    found = read(pdf(content), "x.pdf")
    assert [line.strip() for line in found.text.splitlines()] == ["Hello World", "Second line"]
    assert (found.meta.recovered, found.meta.page_count, codes(found)) == (True, 1, ["recovered"])


def test_what_pdfium_finds_no_text_in_pdfplumber_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters.pdfium, "count_chars", lambda page: 0)
    found = read(pdf(text(72, 700, "Hello World", font="L")), "x.pdf")
    assert (found.text.strip(), codes(found)) == ("Hello World", ["fallback"])


def test_both_engines_agree_on_places() -> None:
    content = pdf(text(72, 700, "Hello World", font="L") + line(72, 600, 300, 600) + bar(72, 500, 200, 1))
    with reader.opened(content) as document:
        ours = read_page(document, 1)
    (theirs,) = fallback.read_pages(content, 1)
    assert ours is not None and [c.text for c in ours.chars] == [c.text for c in theirs.chars]
    for one, other in zip(ours.chars, theirs.chars, strict=True):
        assert one[1:6] == pytest.approx(other[1:6], abs=0.5)
    for mine, its in zip(ours.rulings, theirs.rulings[::-1], strict=True):
        assert (mine.x0, mine.top, mine.x1, mine.bottom) == pytest.approx(
            (its.x0, its.top, its.x1, its.bottom), abs=0.5
        )


def test_page_counts_that_differ_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters.pdfium, "count_chars", lambda page: 0)
    monkeypatch.setattr(fallback, "read_pages", lambda content, most: iter([]))
    with pytest.raises(Unreadable, match="no-text-layer"):
        read(pdf(PLAN, PLAN), "x.pdf")
    source = reader.Source(pdf(PLAN, PLAN))
    assert len(list(source.pages())) == 2
    assert source.notes == [("page-count", "pdfium counts 2 pages, pdfplumber 0")]


# --- locked -----------------------------------------------------------------------------------------------------------

SECRET = "BT /L 12 Tf 72 700 Td (Secret words) Tj ET"


def test_an_empty_password_opens() -> None:
    assert read(encrypted(SECRET), "x.pdf").text.strip() == "Secret words"


def test_another_password_is_not_guessed() -> None:
    assert refusal(encrypted(SECRET, b"pw")) == Code.ENCRYPTED


def test_the_code_comes_through_the_door(tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"  # content decides, whatever the name
    path.write_bytes(encrypted(SECRET, b"pw"))
    with pytest.raises(Unreadable) as caught:
        extract(path)
    assert caught.value.code == Code.ENCRYPTED


# --- endless ----------------------------------------------------------------------------------------------------------


def test_a_page_tree_that_holds_itself() -> None:
    def build(file: File, font: str) -> int:
        page = add_page(file, Page(PLAN), font)
        tree = len(file.objects) + 1
        return file.add(f"<< /Type /Pages /Kids [{page} 0 R {tree} 0 R] /Count 2 >>")

    found = read(rooted(build), "x.pdf")
    assert ("壹、計畫依據" in found.text, found.meta.recovered, codes(found)) == (True, True, ["page-unreadable"])


def test_a_tree_that_lies_about_its_pages() -> None:
    def build(file: File, font: str) -> int:
        return file.add(f"<< /Type /Pages /Kids [{add_page(file, Page(PLAN), font)} 0 R] /Count 999999999 >>")

    assert read(rooted(build), "x.pdf").meta.page_count == 1


def test_a_form_that_holds_itself() -> None:
    def build(file: File, font: str) -> int:
        own = len(file.objects) + 1
        form = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {own} 0 R >> >>"
        assert file.stream("/X Do", form) == own
        content = file.stream(PLAN + "/X Do")
        page = file.add(
            f"<< /Type /Page /MediaBox [0 0 595 842] /Contents {content} 0 R "
            f"/Resources << /Font << {font} >> /XObject << /X {own} 0 R >> >> >>"
        )
        return file.add(f"<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>")

    assert "壹、計畫依據" in read(rooted(build), "x.pdf").text


# --- enormous ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (595, 842, 0, 0), (0, 0, 1e6, 1e6), (-100, -100, 495, 742)])
def test_odd_media_boxes(box: tuple[float, ...]) -> None:
    assert "壹、計畫依據" in read(pdf(Page(PLAN, box=box)), "x.pdf").text


def test_content_that_nests_without_end() -> None:
    assert "壹、計畫依據" in read(pdf("q " * 100_000 + PLAN), "x.pdf").text


def test_characters_beyond_the_limit_are_left_out_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters, "MAX_CHARS", 5)
    found = read(pdf(PLAN), "x.pdf")
    assert (found.text.strip(), codes(found)) == ("壹、計畫依", ["page-cut"])


def test_paths_beyond_the_limit_are_left_out_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulings, "MAX_OBJECTS", 50)
    assert codes(read(pdf(line(0, 0, 9, 9) * 100 + PLAN), "x.pdf")) == ["page-cut"]


def test_pages_beyond_the_limit_are_left_out_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    found = read(pdf(*(text(72, 700, f"第{n}段") for n in range(3))), "x.pdf")
    assert (found.text.split(), found.meta.recovered, codes(found)) == (["第0段", "第1段"], True, ["page-limit"])


def test_pages_read_before_the_limit_of_a_document_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_CHARS", 5)
    found = read(pdf(*(text(72, 700, f"第{n}段") for n in range(3))), "x.pdf")
    assert (found.text.split(), found.meta.recovered, codes(found)) == (["第0段", "第1段"], True, ["text-limit"])


def test_who_must_give_up_in_the_middle_reads_again_what_was_finished(tmp_path: Path) -> None:
    source, finished = tmp_path / "x.pdf", list[int]()
    source.write_bytes(pdf(*(text(72, 700, f"第{n}段") for n in range(3))))

    def give_up(number: int) -> None:
        finished.append(number)
        if number == 2:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        extract(source, on_page=give_up)
    found = extract(source, last_page=finished[-1])
    assert (found.text.split(), found.meta.recovered, codes(found)) == (["第0段", "第1段"], True, ["page-limit"])
    whole = extract(source, last_page=3)
    assert (whole.text.split()[2:], whole.meta.recovered, codes(whole)) == (["第2段"], False, [])


def test_a_bomb_without_text_is_not_given_to_the_slow_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "read_pages", lambda content, most: pytest.fail("it would take minutes"))

    def build(file: File, font: str) -> int:
        content = file.stream(zlib.compress(b"0 0 m 9 0 l S\n" * 20_000, 9), "/Filter /FlateDecode")
        page = file.add(f"<< /Type /Page /MediaBox [0 0 595 842] /Contents {content} 0 R >>")
        return file.add(f"<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>")

    assert refusal(rooted(build)) == Code.NO_TEXT_LAYER
