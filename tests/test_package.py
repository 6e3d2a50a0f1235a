"""Zip packages: what is damaged is salvaged as far as it goes, what inflates beyond measure is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from office_files import package

from extractors import package as reader
from extractors.errors import Code, Unreadable
from extractors.markup import check_nodes, parse_xml
from extractors.package import open_package

PARTS = {"a.xml": "<a>" + "甲乙丙丁" * 4000 + "</a>", "b.xml": "<b>" + "戊" * 4000 + "</b>"}


def deflated() -> bytes:
    return package(PARTS, zipfile.ZIP_DEFLATED)


def test_members_are_read_by_name_and_what_is_missing_is_none() -> None:
    opened = open_package(deflated())
    assert opened.names() == ["a.xml", "b.xml"]
    assert opened.read("a.xml") == PARTS["a.xml"].encode() and opened.read("c.xml") is None and not opened.damaged


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_without_its_directory_the_members_are_still_found(method: int) -> None:
    content = package(PARTS, method)
    opened = open_package(content[: content.index(b"PK\x01\x02")])
    assert opened.damaged and opened.names() == ["a.xml", "b.xml"]
    assert opened.read("b.xml") == PARTS["b.xml"].encode()


def test_a_member_cut_in_two_gives_its_beginning() -> None:
    content = package(PARTS)
    read = open_package(content[:20_000]).read("a.xml")
    assert read is not None and 10_000 < len(read) < 20_000 and PARTS["a.xml"].encode().startswith(read)


def test_a_wrong_checksum_loses_nothing() -> None:
    content = bytearray(deflated())
    for magic, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        place = content.index(magic) + at
        content[place : place + 4] = b"\1\2\3\4"
    opened = open_package(bytes(content))
    assert opened.read("a.xml") == PARTS["a.xml"].encode() and opened.damaged


def test_damage_in_one_member_leaves_the_others() -> None:
    content = bytearray(deflated())
    content[45:60] = b"\xff" * 15
    opened = open_package(bytes(content))
    assert opened.read("b.xml") == PARTS["b.xml"].encode() and not opened.damaged
    assert opened.read("a.xml") != PARTS["a.xml"].encode() and opened.damaged


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(10), b"\0" * 100])
def test_nothing_to_be_had_is_corrupt(content: bytes) -> None:
    with pytest.raises(Unreadable) as error:
        open_package(content)
    assert error.value.code is Code.CORRUPT


def bomb(size: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", bytes(size))
    return buffer.getvalue()


@pytest.mark.parametrize("directory", [True, False])
def test_what_inflates_too_much_is_refused(directory: bool) -> None:
    content = bomb(reader.RATIO_FLOOR * 3)
    with pytest.raises(Unreadable) as error:
        open_package(content if directory else content[: content.index(b"PK\x01\x02")]).read("a.xml")
    assert error.value.code is Code.TOO_LARGE


def test_many_members_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_INFLATED", 40_000)
    opened = open_package(deflated())
    with pytest.raises(Unreadable) as error:
        for name in opened.names():
            opened.read(name)
    assert error.value.code is Code.TOO_LARGE


@pytest.mark.parametrize(
    ("content", "damaged", "texts"),
    [
        (b"<a><b>x</b></a>", False, ["x"]),
        (b"<a><b>x</b><c>y</a>", True, ["x", "y"]),
        (b"<a><b>x</b>\xff<c>y</c></a>", True, ["x"]),
        ("<a><b>甲</b></a>".encode("utf-16"), False, ["甲"]),
    ],
)
def test_xml_is_read_as_far_as_it_goes(content: bytes, damaged: bool, texts: list[str]) -> None:
    root, recovered = parse_xml(content)
    assert recovered is damaged and [e.text for e in root][: len(texts)] == texts


@pytest.mark.parametrize("content", [b"", b" ", b"no XML at all", b"\x00\x01", b"\xff\xfe", b"<"])
def test_no_xml_is_corrupt(content: bytes) -> None:
    with pytest.raises(Unreadable) as error:
        parse_xml(content)
    assert error.value.code is Code.CORRUPT


def test_too_many_nodes_are_refused() -> None:
    check_nodes(b"<a b=''/>" * 5, 10)
    with pytest.raises(Unreadable) as error:
        check_nodes(b"<a b=''/>" * 6, 10)
    assert error.value.code is Code.TOO_LARGE
