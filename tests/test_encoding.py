"""Encodings: what was written is read back, whatever it was written in, and damage is counted."""

from __future__ import annotations

import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st

from extractors.encoding import decode
from extractors.sniff import BINARY, DOC, DOCX, HTML, ODT, PDF, TEXT, XML, sniff

HANT = (
    "臺北市政府推動「公務人員核心價值」實施計畫\n壹、依據：行政院１０３年５月函。\n貳、目標：滿意度≧80％，至少5場次。\n"
)
HANS = "关于印发《城市更新行动实施方案》的通知\n一、总体要求：到2025年，绿化覆盖率达到45%以上。\n（一）指导思想\n"
SHORT_HANT = ("計畫", "目標", "壹、依據", "實施對象", "本計畫奉核可後實施。", "為提升效能", "教育部", "民國103年度")
SHORT_HANS = ("规划", "目标", "一、总体要求", "实施方案", "北京市人民政府", "工作要点", "教育部", "2025年度")
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "gb18030")
BIG5 = ("big5", "cp950", "big5hkscs")


@pytest.mark.parametrize("codec", [*UNICODE, *BIG5])
@pytest.mark.parametrize("text", [HANT, HANT * 50, *SHORT_HANT])
def test_traditional_text_comes_back(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.bad_bytes, decoded.replaced) == (text, 0, ())


@pytest.mark.parametrize("codec", [*UNICODE, "gbk", "gb2312"])
@pytest.mark.parametrize("text", [HANS, HANS * 50, *SHORT_HANS])
def test_simplified_text_comes_back(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("utf-32-be", "utf-32-be"),
        ("cp950", "cp950"),
        ("big5", "cp950"),
        ("gb18030", "gb18030"),
    ],
)
def test_the_encoding_is_named(codec: str, found: str) -> None:
    assert decode(HANT.encode(codec)).encoding == found


def test_code_page_950_has_the_euro_and_the_characters_of_eten() -> None:
    text = "經費€100萬元，碁、銹、裏、墻、恒、粧、嫺均屬之。"
    decoded = decode(text.encode("cp950"))
    assert (decoded.text, decoded.encoding) == (text, "cp950")


def test_eten_circled_digits_are_read_from_their_own_place_and_from_that_of_the_other_mapping() -> None:
    text = "辦理重點：①宣導②研習③考核"
    assert decode(text.encode("big5hkscs")).text == text
    assert decode(text.encode("cp950")).text == text


def test_hong_kong_characters_name_their_set() -> None:
    text = "深水埗及鰂魚涌的升降機𨋢工程計劃，咗、嘅、啲"
    decoded = decode(text.encode("big5hkscs"))
    assert (decoded.text, decoded.encoding) == (text, "big5hkscs")


def test_gb18030_with_its_mark_and_with_four_byte_characters() -> None:
    text = "㐂𠀀规划目标：提高教育质量。"
    assert decode(b"\x84\x31\x95\x33" + text.encode("gb18030")).text == text
    assert decode(text.encode("gb18030")).text == text


def test_ascii_is_utf8() -> None:
    assert decode(b"Plan 2025\n").encoding == "utf-8"


@pytest.mark.parametrize("codec", ["utf-8", "cp950", "gb18030"])
def test_bad_bytes_cost_themselves_only_and_are_counted(codec: str) -> None:
    whole = HANT.encode(codec)
    middle = len("臺北市政府推動".encode(codec))
    decoded = decode(whole[:middle] + b"\xff" + whole[middle:] * 20 + b"\n\xff\n")
    assert decoded.encoding == codec
    assert decoded.bad_bytes == 2
    assert [decoded.text[at] for at in decoded.replaced] == ["\ufffd", "\ufffd"]
    assert decoded.text.count("貳、目標") == 20


def test_a_cut_off_utf16_text_is_still_utf16() -> None:
    decoded = decode(HANT.encode("utf-16")[:-1])
    assert decoded.text.startswith(HANT[:-2])
    assert decoded.bad_bytes == 1


def test_a_replacement_character_of_the_source_is_no_damage() -> None:
    decoded = decode("壹、依\ufffd據".encode() + b"\xff")
    assert (decoded.bad_bytes, decoded.replaced) == (1, (5,))


@samples.needs_shared
@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("codec", [*UNICODE, "cp950", "big5hkscs"])
def test_real_plans_come_back(number: int, codec: str) -> None:
    text = samples.plan(f"seed-00{number}.txt").read_text("utf-8")
    content = text.encode(codec, "ignore")  # a few characters are not in Big5
    assert decode(content).text == content.decode(codec)


@given(st.binary(max_size=200))
def test_any_bytes_decode(content: bytes) -> None:
    decoded = decode(content)
    assert all(decoded.text[at] == "\ufffd" for at in decoded.replaced)
    assert bool(decoded.bad_bytes) == bool(decoded.replaced)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4\n", PDF),
        (b"\n\n%PDF-1.4\n", PDF),
        (b"PK\x03\x04" + b"\0" * 22 + b"\x08\0" + b"mimetypeapplication/vnd.oasis.opendocument.text", ODT),
        (b"PK\x03\x04....word/document.xml", DOCX),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), DOC),
        ("\ufeff\n<!-- 首頁 -->\n<!DOCTYPE HTML>".encode(), HTML),
        ("<html lang='zh'>".encode("utf-16"), HTML),
        (b"<?xml version='1.0'?>\n<html xmlns=''>", HTML),
        (b"<?xml version='1.0'?>\n<plan/>", XML),
        (b"{\\rtf1", "application/rtf"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (bytes(range(256)), BINARY),
        (b"\0" * 40, BINARY),
        ("<附件> html 格式".encode(), TEXT),
        ("一頁\f二頁\x1a".encode(), TEXT),
        (HANT.encode("utf-16-le"), TEXT),
        (HANT.encode("utf-32-be"), TEXT),
        (("計畫" * 100 + "\0").encode(), TEXT),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, media_type: str) -> None:
    assert sniff(content) == media_type
