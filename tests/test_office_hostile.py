"""Broken, locked and hostile office files: the right code within 5 seconds and 512 MiB, each in a process with that limit (its own processor time, since tests share a machine)."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import office_files as office
import pytest
from office_files import docx, fodt, listed, odt, p, tbl, tc, tcell, tl, tp, tr, trow, ttable
from patience import PATIENCE, TRIES

DEFLATED = zipfile.ZIP_DEFLATED
SECONDS, MEMORY = 20.0, 512 * 2**20  # of the processor, of a slow one too
# What a file may come to beside a code of the closed list
READ, RECOVERED = "read", "recovered"

CHILD = """
import json, resource, sys, time
from pathlib import Path
from extractors import extract
from extractors.errors import Unreadable
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
began = time.process_time()
try:
    document = extract(Path(sys.argv[1]))
    outcome, text = "recovered" if document.meta.recovered else "read", document.text
    cells = sum(len(table.cells) for table in document.tables)
except Unreadable as error:
    outcome, text, cells = str(error.code), "", 0
took = time.process_time() - began
print(json.dumps({"outcome": outcome, "text": text[:2000], "size": len(text), "cells": cells, "seconds": took}))
"""


@dataclass(frozen=True)
class Outcome:
    """What became of a file: a code, or read or recovered; the beginning of its text, its length, the number of cells."""

    outcome: str
    text: str
    size: int
    cells: int
    seconds: float


def outcome(content: bytes, path: Path) -> Outcome:
    """Reads a file in a process of its own that may use MEMORY bytes; fails where that takes longer than SECONDS."""
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(MEMORY)], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result = Outcome(**json.loads(done.stdout))
    assert result.seconds < SECONDS, result.seconds
    return result


SENTENCE = "為推動業務，特訂定本計畫。"
PLAN = p("一、依據") + p(SENTENCE) + tbl(tr("項目", "期程"), tr("研習", "113年"))
ODF_PLAN = tp("一、依據") + tp(SENTENCE) + ttable(trow("項目", "期程"), trow("研習", "113年"))


def ole(*streams: str, tail: bytes = b"") -> bytes:
    """The look of an OLE file: its magic and the names of its streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + b"".join(s.encode("utf-16-le").ljust(128, b"\0") for s in streams).ljust(512, b"\0") + tail  # fmt: skip


def fib(flags: int) -> bytes:
    return b"\xec\xa5".ljust(10, b"\0") + struct.pack("<H", flags) + bytes(500)


def locked(content: bytes) -> bytes:
    """A package whose members say that they are encrypted."""
    data = bytearray(content)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(magic)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(magic, place + 4)
    return bytes(data)


def with_member(content: str, name: str = "word/document.xml", method: int = DEFLATED) -> bytes:
    """A DOCX whose main part is this."""
    return office.package(
        {"_rels/.rels": office.relationships([("rId1", "officeDocument", "word/document.xml")]), name: content}, method
    )


def doctype(root: str) -> str:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a0 "哈">{laughs}]>'


def laughing(content: bytes, root: str) -> str:
    return content.decode().replace(office.DECLARATION, doctype(root)).replace(SENTENCE, SENTENCE + "&a9;")


def document_xml(body: str) -> str:
    return office.root("w:document", f"<w:body>{body}</w:body>")


def nested(before: str, inner: str, after: str, depth: int) -> str:
    return before * depth + inner + after * depth


def many_members() -> bytes:
    return office.package({"word/document.xml": document_xml(PLAN)} | {f"word/{n}": "" for n in range(20_001)})


ANY_READ = frozenset((READ, RECOVERED))
GRID_SPAN = '<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
LOOPS = (
    '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)
LOOPING_LISTS = (
    office.abstract(1, extra='<w:numStyleLink w:val="L"/>')
    + office.abstract(2, office.lvl(0, "decimal", "%1%2%3%4%5%6%7%8%9", start=2_000_000_000))
    + office.num(1, 1)
    + office.num(2, 2, '<w:lvlOverride w:ilvl="99999999999"><w:startOverride w:val="99999999999999"/></w:lvlOverride>')
)

# name with suffix → the file, what it may come to, what its text begins with or holds
CASES: dict[str, tuple[Callable[[], bytes], frozenset[str], str]] = {
    # locked
    "encrypted.docx": (lambda: ole("EncryptionInfo", "EncryptedPackage"), frozenset(["encrypted"]), ""),
    "encrypted.doc": (lambda: ole("WordDocument", tail=fib(0x0100)), frozenset(["encrypted"]), ""),
    "workbook.doc": (lambda: ole("Workbook"), frozenset(["unsupported-type"]), ""),
    "zip-flag.docx": (lambda: locked(docx(PLAN)), frozenset(["encrypted"]), ""),
    "zip-flag.odt": (lambda: locked(odt(ODF_PLAN)), frozenset(["encrypted"]), ""),
    "manifest.odt": (
        lambda: odt(ODF_PLAN, parts={"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}),
        frozenset(["encrypted"]),
        "",
    ),
    # broken
    "not-xml.docx": (lambda: with_member("這不是 XML"), frozenset(["corrupt"]), ""),
    "no-body.docx": (lambda: with_member(office.root("w:document", "")), frozenset(["corrupt"]), ""),
    "no-content.odt": (
        lambda: office.package({"mimetype": office.ODT_TYPE, "x.xml": "<x/>"}), frozenset(["corrupt"]), ""),
    "empty.docx": (lambda: docx(p()), frozenset(["empty"]), ""),
    "empty.odt": (lambda: odt(tp()), frozenset(["empty"]), ""),
    "half-xml.docx": (lambda: with_member(document_xml(PLAN)[:-60]), frozenset([RECOVERED]), "依據"),
    "bad-checksum.docx": (lambda: with_member(document_xml(PLAN)).replace(
        struct.pack("<L", __import__("zlib").crc32(document_xml(PLAN).encode())), b"\1\2\3\4"), frozenset([RECOVERED]), "依據"),
    "one-bad-byte.docx": (lambda: with_member(document_xml(PLAN), method=zipfile.ZIP_STORED).replace(
        "為推動".encode(), b"\xff\xfe\xff" + "動".encode() * 2), frozenset([RECOVERED]), "依據"),
    # bombs
    "flat.docx": (lambda: with_member(" " * 300_000_000), frozenset(["too-large"]), ""),
    "flat.odt": (lambda: odt(" " * 300_000_000, method=DEFLATED), frozenset(["too-large"]), ""),
    "elements.docx": (lambda: with_member(document_xml(PLAN + "<w:p/>" * 4_000_000)), frozenset(["too-large"]), ""),
    "fewer-elements.docx": (lambda: with_member(document_xml(PLAN + "<w:p/>" * 1_000_000)), frozenset([READ]), "依據"),
    "elements.html": (lambda: b"<html>" + b"<b>" * 2_000_000, frozenset(["too-large"]), ""),
    "members.docx": (many_members, frozenset(["too-large"]), ""),
    "zip-in-zip.docx": (lambda: office.package({"a.zip": docx(PLAN)}), frozenset(["unsupported-type"]), ""),
    "laughs.docx": (lambda: with_member(laughing(document_xml(PLAN).encode(), "w:document")), ANY_READ, "依據"),
    "laughs.fodt": (lambda: laughing(fodt(ODF_PLAN), "office:document").encode(), ANY_READ, "依據"),
    "laughs.html": (lambda: (doctype("html") + f"<html><body><p>{SENTENCE}&a9;</p></body></html>").encode(), ANY_READ, SENTENCE),
    # claims
    "grid-span.docx": (
        lambda: docx(PLAN + tbl(*[tr(f"<w:tc>{GRID_SPAN}{p('甲')}</w:tc>", "乙")] * 50)), frozenset([READ]), "甲"),
    "columns-repeated.odt": (lambda: odt(ttable(
        trow("甲", tcell("乙", ' table:number-columns-repeated="1000000000"')), trow("丙", "丁"))), frozenset([READ]), "甲"),
    "rows-repeated.odt": (lambda: odt(ttable(
        trow("甲", "乙", attributes=' table:number-rows-repeated="1000000000"'), trow("丙", "丁"))), frozenset([READ]), "甲"),
    "empty-rows-repeated.odt": (lambda: odt(ttable(trow("甲", "乙"), trow(tcell("<table:x/>"), attributes=(
        ' table:number-rows-repeated="1000000000"')), trow("丙", "丁"))), frozenset([READ]), "丁"),
    "spans.odt": (lambda: odt(ttable(*[trow(tcell("甲", rows=10**9, columns=10**9), "乙")] * 50)), frozenset([READ]), "甲"),
    "blanks.odt": (lambda: odt(tp('依據<text:s text:c="2000000000"/>。' * 50)), frozenset([READ]), "依據"),
    "spans.html": (lambda: b"<html><table>" + '<tr><td colspan=1000000000 rowspan=1000000000>甲<td>乙'.encode() * 500, frozenset([READ]), "甲"),
    "numbers.docx": (lambda: docx(
        p("甲", listed(1)) + p("乙", listed(2, 0)) + p("丙", listed("9" * 4000, 99)) + p("丁", office.style("A")) + p("戊", listed(2, -5)),
        LOOPING_LISTS, LOOPS), frozenset([READ]), "甲"),
    # depth
    "deep-tables.docx": (lambda: docx(nested("<w:tbl><w:tr><w:tc>" + p("甲"), "", "</w:tc><w:tc/></w:tr></w:tbl>", 5000)), frozenset([RECOVERED]), "甲"),
    "deep-controls.docx": (lambda: docx(p("甲") + nested("<w:sdt><w:sdtContent>", p("乙"), "</w:sdtContent></w:sdt>", 5000)), frozenset([RECOVERED]), "甲"),
    "deep-lists.odt": (lambda: odt(tp("甲") + nested("<text:list><text:list-item>", tp("乙"), "</text:list-item></text:list>", 5000)), frozenset([RECOVERED]), "甲"),
    "deep-sections.fodt": (lambda: fodt(tp("甲") + nested("<text:section>", tp("乙"), "</text:section>", 5000)), frozenset([RECOVERED]), "甲"),
    "deep.html": (lambda: "<html><p>甲</p>".encode() + b"<div>" * 100_000, frozenset([RECOVERED]), "甲"),
    "deep-tables.html": (lambda: ("<html><p>甲</p>" + "<table><tr><td>乙<td>丙<tr><td>丁<td>" * 3000).encode(), frozenset([RECOVERED]), "甲"),
    "deep-strays.html": (lambda: ("<html><p>甲</p><table>" + "<form>" * 100 + "<div>" * 3000 + "<tr><td>乙").encode(), frozenset([RECOVERED]), "甲"),
    # names
    "traversal.docx": (lambda: docx(PLAN, parts={"../../../../etc/passwd": p("乙"), "header:rId1": p("丙")}), frozenset([READ]), "依據"),
    "long-text.docx": (lambda: docx(PLAN + p("字" * 4_000_000)), ANY_READ, "依據"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_comes_to_its_code(name: str, tmp_path: Path) -> None:
    make, expected, holds = CASES[name]
    result = outcome(make(), tmp_path / name)
    assert result.outcome in expected
    assert holds in result.text


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize(("name", "make"), [("cut.docx", docx), ("cut.odt", odt)])
def test_a_truncated_file_is_recovered_or_corrupt(
    name: str, make: Callable[..., bytes], share: float, tmp_path: Path
) -> None:
    lines = [f"第{n}點說明如下。" for n in range(400)]
    content = make("".join(map(p if make is docx else tp, lines)), method=DEFLATED)
    result = outcome(content[: int(len(content) * share)], tmp_path / name)
    assert result.outcome in (RECOVERED, "corrupt", "unsupported-type" if share < 0.1 else "")
    if share >= 0.9:
        assert result.outcome == RECOVERED and lines[0] in result.text


def test_of_doubled_members_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "twice.docx"
    path.write_bytes(docx(PLAN))
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/document.xml", document_xml(p("另一份")))
    result = outcome(path.read_bytes(), path)
    assert result.outcome == READ and ("依據" in result.text) != ("另一份" in result.text)


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    """External entities, templates, pictures, DTDs: neither a file nor the network is asked for them."""
    secret = tmp_path / "secret.txt"
    secret.write_text("機密")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        entities = f'<!DOCTYPE x SYSTEM "{url}.dtd" [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY n SYSTEM "{url}"><!ENTITY % p SYSTEM "{url}"> %p;]>'
        external = f'<Relationship Id="e" Type="{office.R}/attachedTemplate" Target="{url}" TargetMode="External"/>'

        def asking(xml: str) -> str:
            return xml.replace("?>\n", "?>\n" + entities, 1).replace(SENTENCE, SENTENCE + "&f;&n;")

        rels = {"word/_rels/document.xml.rels": office.relationships([("h", "header", secret.as_uri())], external)}
        package = office.package({
            "_rels/.rels": asking(office.relationships([("rId1", "officeDocument", "word/document.xml")])),
            "word/document.xml": asking(document_xml(PLAN)), **rels,
        })  # fmt: skip
        page = f'<html><head><link href="{url}"><base href="{url}"></head><body><iframe src="{secret.as_uri()}"></iframe><img src="{url}"><p>{SENTENCE}'
        files = {"x.docx": package, "x.fodt": asking(fodt(ODF_PLAN).decode()).encode(), "x.html": page.encode()}
        for name, content in files.items():
            result = outcome(content, tmp_path / name)
            assert result.outcome in ANY_READ and SENTENCE in result.text and "機密" not in result.text
        with pytest.raises(TimeoutError):
            server.accept()


ROWS = 100_000


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("rows.docx", lambda n: docx(tbl(*(tr(f"第{i}項", f"{i}") for i in range(n))), method=DEFLATED)),
        ("rows.odt", lambda n: odt(ttable(*(trow(f"第{i}項", f"{i}") for i in range(n))), method=DEFLATED)),
        ("rows.html", lambda n: ("<html><table>" + "".join(f"<tr><td>第{i}項<td>{i}" for i in range(n))).encode()),
    ],
    ids=["docx", "odt", "html"],
)
def test_a_hundred_thousand_rows_are_read_in_linear_time(
    name: str, make: Callable[[int], bytes], tmp_path: Path
) -> None:
    took = []
    for _ in range(TRIES):
        few, many = (outcome(make(rows), tmp_path / name) for rows in (ROWS // 10, ROWS))
        assert (few.cells, many.cells) == (2 * ROWS // 10, 2 * ROWS)
        took.append((few.seconds, many.seconds))
        if many.seconds < 10 * few.seconds * 2 + 0.3:
            return
    raise AssertionError(took)


def test_lists_in_lists_and_tables_in_cells_are_read(tmp_path: Path) -> None:
    """Depth that people do reach is no damage."""
    word = docx(nested("<w:tbl><w:tr>" + tc("左") + "<w:tc>" + p("甲"), p("底"), "</w:tc></w:tr></w:tbl>", 20))
    lists = odt(nested("<text:list><text:list-item>", tp("底"), "</text:list-item></text:list>", 20) + tl())
    for name, content in (("nested.docx", word), ("nested.odt", lists)):
        result = outcome(content, tmp_path / name)
        assert result.outcome == READ and "底" in result.text
