"""Characters, lines and rulings of PDF pages: where they stand however the page is turned, cropped or put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pdf_files import Page, bar, encrypted, line, matrix_text, pdf, text

from extractors.errors import Code, Unreadable
from extractors.pdf import pdfium, stand_in
from extractors.pdf.glyphs import Page as Glyphs
from extractors.pdf.lines import Line, lines_of
from extractors.pdf.origins import ask, origins
from extractors.pdf.pages import handle_of, opened, read_page

PLAN = text(72, 700, "壹、計畫依據103年")


def first_page(content: bytes) -> Glyphs:
    with opened(content) as document:
        page = read_page(document, 1)
    assert page is not None
    return page


@contextmanager
def loaded(content: bytes) -> Iterator[pdfium.Handle]:
    """The text of the first page in pdfium."""
    with opened(content) as document:
        page = pdfium.load_page(handle_of(document), 0)
        words = pdfium.load_text(page)
        yield words
        pdfium.close_text(words)
        pdfium.close_page(page)


def lines(content: bytes) -> list[Line]:
    return lines_of(first_page(content).runs)


def texts(content: bytes) -> list[str]:
    return [found.text for found in lines(content)]


def box(found: Line) -> list[int]:
    return [round(value) for value in (found.box.x0, found.box.top, found.box.x1, found.box.bottom)]


def test_a_line_has_its_text_and_box_with_the_origin_at_the_top_left() -> None:
    (found,) = lines(pdf(PLAN))
    assert found.text == "壹、計畫依據103年"
    assert box(found) == [72, 131, 174, 143]
    assert (found.size, found.bold, found.direction) == (12.0, False, "right")


def test_a_font_size_may_stand_in_the_text_matrix() -> None:
    (found,) = lines(pdf(matrix_text((12, 0, 0, 12, 72, 700), "壹、計畫", size=1)))
    assert (found.size, box(found)) == (12.0, [72, 131, 120, 143])


def test_latin_words_keep_their_blanks_and_chinese_gets_none() -> None:
    content = text(72, 700, "Hello World", font="L") + text(72, 660, "計畫 2024 年")
    assert texts(pdf(content)) == ["Hello World", "計畫 2024 年"]


def test_a_blank_that_only_the_gap_shows_is_written_between_latin_words() -> None:
    assert texts(pdf(text(72, 700, "Hello", font="L") + text(103, 700, "World", font="L"))) == ["Hello World"]


def test_text_objects_side_by_side_make_one_line_without_blanks() -> None:
    content = text(72, 700, "壹、") + text(97, 700, "計畫") + text(121.5, 700, "依據")
    assert texts(pdf(content)) == ["壹、計畫依據"]


SENTENCE = "依據本府年度施政目標辦理各項研習活動並檢討成效"


def moved(*steps: float) -> str:
    """The sentence in pieces of eight, each moved by thousandths of an em from the one before."""
    pieces = [SENTENCE[i : i + 8].encode("utf-16-be").hex() for i in range(0, len(SENTENCE), 8)]
    inner = " ".join(f"<{piece}> {step}" for piece, step in zip(pieces, (*steps, 0), strict=True))
    return f"BT /C 12 Tf 1 0 0 1 72 700 Tm [{inner}] TJ ET\n"


@pytest.mark.parametrize(
    "content",
    [
        text(72, 700, SENTENCE),
        text(72, 700, SENTENCE, more="3 Tc"),
        text(72, 700, SENTENCE, more="80 Tz"),
        text(72, 700, SENTENCE, size=10.56) + text(72, 680, f"103年{SENTENCE}Abc{SENTENCE}"),
        matrix_text((0.8, 0.6, -0.6, 0.8, 72, 500), SENTENCE),
        moved(-500, 300),
        moved(400, -400),  # the ends stand as if nothing were moved
        moved(-250, -250),
        text(72, 700, SENTENCE[:9]) + text(180, 706, SENTENCE[9:]),
    ],
)
def test_characters_stand_where_pdfium_puts_each_of_them(content: str) -> None:
    with loaded(pdf(content)) as words:
        count = pdfium.count_chars(words)
        codes = "".join(chr(pdfium.char_unicode(words, i)) for i in range(count))
        xs, ys = [0.0] * count, [0.0] * count
        ask(words, range(count), xs, ys)
        found = origins(words, codes)
    assert codes.count("依") >= 1
    assert found[0] == pytest.approx(xs, abs=0.02)
    assert found[1] == pytest.approx(ys, abs=0.02)


def test_of_characters_set_evenly_few_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()
    origin = pdfium.char_origin

    def listening(page: object, index: int, x: object, y: object) -> int:
        asked.append(index)
        return origin(page, index, x, y)

    monkeypatch.setattr(pdfium, "char_origin", listening)
    with loaded(pdf(text(72, 700, SENTENCE * 2))) as words:
        origins(words, SENTENCE * 2)
    assert len(asked) == 4


def test_lines_come_from_the_top_whatever_the_order_of_the_content() -> None:
    assert texts(pdf(text(72, 600, "第二行") + text(72, 700, "第一行"))) == ["第一行", "第二行"]


def test_a_superscript_stays_on_its_line() -> None:
    assert texts(pdf(text(72, 700, "計畫") + text(96, 704, "1", size=7) + text(100, 700, "依據"))) == ["計畫1依據"]


def test_fake_bold_is_read_once() -> None:
    assert texts(pdf(text(72, 700, "粗體字") + text(72.4, 700, "粗體字"))) == ["粗體字"]


def test_a_word_of_equal_characters_is_no_fake_bold() -> None:
    assert texts(pdf(text(72, 700, "一一") + text(72, 650, "1111", font="L"))) == ["一一", "1111"]


@pytest.mark.parametrize(("font", "mode", "bold"), [("B", "", True), ("L", "2 Tr", True), ("L", "", False)])
def test_bold_by_font_or_by_stroke(font: str, mode: str, bold: bool) -> None:
    assert [found.bold for found in lines(pdf(text(72, 700, "Bold", font=font, more=mode)))] == [bold]


def test_a_hyphen_at_the_end_of_a_line_is_kept() -> None:
    assert texts(pdf(text(72, 700, "co-", font="L") + text(72, 686, "operate", font="L"))) == ["co-", "operate"]


@pytest.mark.parametrize(
    ("rotate", "direction", "place"),
    [
        (0, "right", [72, 131, 174, 143]),
        (90, "down", [699, 72, 711, 174]),
        (180, "left", [421, 699, 523, 711]),
        (270, "up", [131, 421, 143, 523]),
    ],
)
def test_rotate_turns_text_and_boxes(rotate: int, direction: str, place: list[int]) -> None:
    (found,) = lines(pdf(Page(PLAN, more=f"/Rotate {rotate}")))
    assert (found.text, found.direction) == ("壹、計畫依據103年", direction)
    assert box(found) == pytest.approx(place, abs=3)


def test_text_turned_against_its_rotated_page_is_level() -> None:
    content = matrix_text((0, 1, -1, 0, 100, 72), "壹、計畫") + matrix_text(
        (0, 1, -1, 0, 120, 72), "Hello World", font="L"
    )
    page = first_page(pdf(Page(content + line(100, 50, 100, 300), more="/Rotate 90")))
    assert (page.width, page.height) == (842, 595)
    assert [found.text for found in lines_of(page.runs)] == ["壹、計畫", "Hello World"]
    assert all(char.upright and char.direction == "right" for char in page.chars)
    (ruling,) = page.rulings
    assert (ruling.x0, ruling.top, ruling.x1, ruling.bottom) == (50, 100, 300, 100)


def test_a_crop_box_moves_the_origin_and_hides_what_is_outside() -> None:
    content = PLAN + text(10, 700, "外") + text(72, 100, "看不見") + line(60, 690, 300, 690) + line(60, 100, 300, 100)
    page = first_page(pdf(Page(content, more="/CropBox [50 450 400 750]")))
    assert (page.width, page.height) == (350, 300)
    (found,) = lines_of(page.runs)
    assert (found.text, box(found)) == ("壹、計畫依據103年", [22, 39, 124, 51])
    assert [(r.x0, r.top) for r in page.rulings] == [(10, 60)]


def test_vertical_writing_is_read_column_by_column_from_the_right() -> None:
    found = lines(pdf(text(280, 700, "第二行", font="V") + text(300, 700, "縣政府計畫", font="V")))
    assert [(f.text, f.direction) for f in found] == [("縣政府計畫", "down"), ("第二行", "down")]
    assert found[0].box.bottom - found[0].box.top == pytest.approx(60)


def test_turned_text_is_read_the_way_it_runs() -> None:
    content = matrix_text((0, -1, 1, 0, 300, 700), "轉向文字") + matrix_text((0, 1, -1, 0, 100, 300), "向上文字")
    assert [(f.text, f.direction) for f in lines(pdf(content))] == [("轉向文字", "down"), ("向上文字", "up")]


def test_forms_within_forms_stand_where_their_matrices_put_them() -> None:
    inner = ("/BBox [0 0 500 500] /Matrix [2 0 0 2 0 0]", text(10, 10, "內層") + line(0, 0, 50, 0))
    outer = ("/BBox [0 0 500 500] /Matrix [1 0 0 1 50 50]", text(10, 40, "外層") + line(0, 0, 50, 0) + "/G Do")
    page = first_page(pdf(Page("q 1 0 0 1 100 100 cm /F Do Q", forms={"G": inner, "F": outer})))
    found = {f.text: (round(f.box.x0), f.size) for f in lines_of(page.runs)}
    assert found == {"外層": (160, 12.0), "內層": (170, 24.0)}
    assert sorted((r.x0, r.x1) for r in page.rulings) == [(150, 200), (150, 250)]


def test_invisible_text_beside_visible_is_left_out_and_counted() -> None:
    page = first_page(pdf(text(72, 700, "看得見的文字") + text(72, 650, "隱藏", more="3 Tr")))
    assert [page.text, page.hidden, page.invisible] == ["看得見的文字", 2, False]


def test_the_text_layer_of_a_scan_is_read_and_marked() -> None:
    page = first_page(pdf(text(72, 700, "掃描文字", more="3 Tr")))
    assert [page.text, page.hidden, page.invisible] == ["掃描文字", 0, True]


def test_strokes_and_thin_bars_are_rulings_and_shading_is_none() -> None:
    content = line(50, 600, 200, 600) + bar(50, 500, 200, 1) + bar(40, 400, 2, 90) + bar(50, 300, 200, 100)
    rulings = first_page(pdf(content + "100 100 m 300 300 l S\n")).rulings
    found = [(round(r.x0), round(r.top), round(r.x1), round(r.bottom), round(r.width, 1)) for r in rulings]
    assert found == [(50, 242, 200, 242, 0.5), (50, 342, 250, 342, 1.0), (41, 352, 41, 442, 2.0)]


def test_several_bars_in_one_path_are_several_rulings() -> None:
    rulings = first_page(pdf("50 500 200 1 re 50 400 200 1 re 50 400 1 100 re f\n")).rulings
    assert [r.horizontal for r in rulings] == [True, True, False]


def test_a_stroked_rectangle_gives_its_four_sides() -> None:
    rulings = first_page(pdf("50 400 200 100 re S\n")).rulings
    assert sorted((r.x0, r.top, r.x1, r.bottom) for r in rulings) == [
        (50, 342, 50, 442),
        (50, 342, 250, 342),
        (50, 442, 250, 442),
        (250, 342, 250, 442),
    ]


def test_an_empty_password_opens_and_another_is_asked_for() -> None:
    secret = "BT /L 12 Tf 72 700 Td (Secret words) Tj ET"
    assert texts(encrypted(secret)) == ["Secret words"]
    with pytest.raises(Unreadable) as refusal:
        first_page(encrypted(secret, b"pw"))
    assert refusal.value.code == Code.ENCRYPTED


@pytest.mark.parametrize("font", ["C", "V", "E", "I"])
def test_lone_characters_of_fonts_that_are_not_there_are_not_lost(font: str) -> None:
    content = text(72, 700, "導", font=font) + text(200, 700, "Ａ", font=font) + text(72, 600, "一", font=font)
    assert sorted("".join(texts(pdf(content))).replace(" ", "")) == ["一", "導", "Ａ"]


def test_the_font_that_stands_in_is_small() -> None:
    assert len(stand_in.font()) < 300_000
