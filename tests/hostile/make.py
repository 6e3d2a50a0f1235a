"""Hostile files, made by script: each with what is to become of it, a code or, where it is read all the same, a status.

What becomes of a file must not depend on how fast the machine is. So there are those that no time and no memory makes better or
worse (``files``), those that no machine has time for (``endless``), and those that take any memory at once (``hungry``).
"""

from __future__ import annotations

import io
import os
import random
import re
import socket
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from office_files import odt
from pdf_files import File, Page, add_page, encrypted, fonts, pdf, text

PLAN = "青泉市政府113年度讀書實施計畫\n壹、依據：圖書館法。\n貳、期程：113年3月底前辦理5場次。\n"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Make = Callable[[Path], object]


def docx(body: bytes, prologue: bytes = b"") -> bytes:
    """A Word file whose document.xml has that prologue and body."""
    xml = prologue + f'<w:document xmlns:w="{WORD}"><w:body>'.encode() + body + b"</w:body></w:document>"
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def paragraph(text: str) -> bytes:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode()


def laughs() -> bytes:
    """A billion laughs."""
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return f'<!DOCTYPE w:document [<!ENTITY l0 "哈">{entities}]>'.encode()


def outside(folder: Path) -> bytes:
    """An external entity that names a file beside."""
    return f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{(folder.parent / "secret.txt").as_uri()}">]>'.encode()


def pages_and(content: str | bytes, resources: str = "", file: File | None = None, packed: str = "") -> bytes:
    """A PDF of three good pages and one with this content, which may use the ``resources`` of ``file``; ``packed`` names its filters."""
    file = file or File()
    font = fonts(file)
    kids = [add_page(file, Page(text(72, 700, f"壹、計畫第{n}頁，113年3月底前完成。")), font) for n in (1, 2, 3)]
    stream = file.stream(content if isinstance(content, bytes) else text(72, 700, "壞頁") + content, packed)
    used = f"/Resources << /Font << {font} >> {resources} >>"
    kids.append(file.add(f"<< /Type /Page /MediaBox [0 0 595 842] /Contents {stream} 0 R {used} >>"))
    tree = file.add(f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>")
    return file.bytes(file.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"))


FORM = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"


def nested_forms(innermost: str, levels: int, width: int) -> bytes:
    """A page with forms that draw ``width`` others each, ``levels`` deep: the innermost is drawn width ** (levels + 1) times."""
    file = File()
    form = file.stream(innermost, FORM)
    for _ in range(levels):
        form = file.stream("/X Do " * width, f"{FORM} /Resources << /XObject << /X {form} 0 R >> >>")
    return pages_and("/X Do " * width, f"/XObject << /X {form} 0 R >>", file)


def endless_page() -> bytes:
    """A last page that takes hours and next to no memory: it names a colour again and again, which a long function computes."""
    file = File()
    function = file.stream(f"{{ {'dup 0 add pop ' * 400_000}}}", "/FunctionType 4 /Domain [0 1] /Range [0 1]")
    colours = f"/ColorSpace << /S [/Separation /X /DeviceGray {function} 0 R] >>"
    return pages_and("/S cs " + ".5 scn .4 scn " * 200_000, colours, file)


def page_of_gigabytes(paths: int = 2_000_000) -> bytes:
    """A last page of so many strokes, which pdfium holds at 500 bytes each and more."""
    return nested_forms("0 0 m 9 9 l S " * (paths // 100), 1, 10)


def rooted(tree: str, file: File) -> bytes:
    """A PDF whose page tree has these entries."""
    pages = file.add(f"<< /Type /Pages {tree} >>")
    return file.bytes(file.add(f"<< /Type /Catalog /Pages {pages} 0 R >>"))


def page_many_times(count: int) -> bytes:
    """A page tree that names one page ``count`` times."""
    file = File()
    page = add_page(file, Page(text(72, 700, "壹、計畫依據103年")), fonts(file))
    return rooted(f"/Kids [{f'{page} 0 R ' * count}] /Count {count}", file)


def form_in_itself() -> bytes:
    """A page with a form XObject that draws itself."""
    file = File()
    own = len(file.objects) + 1
    assert file.stream("/X Do", f"{FORM} /Resources << /XObject << /X {own} 0 R >> >>") == own
    return pages_and("/X Do", f"/XObject << /X {own} 0 R >>", file)


def unicode_range() -> bytes:
    """A font whose ToUnicode map has a range of 2^32 codes."""
    file = File()
    ranges = "1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange"
    names = file.stream(f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end")
    cid = file.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    font = file.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [{cid} 0 R] /ToUnicode {names} 0 R >>"
    )
    good = fonts(file)
    stream = file.stream(text(72, 700, "壹、計畫依據103年") + text(72, 600, "計畫", font="E").replace("/E", "/U"))
    page = file.add(
        f"<< /Type /Page /MediaBox [0 0 595 842] /Contents {stream} 0 R /Resources << /Font << {good} /U {font} 0 R >> >> >>"
    )
    return rooted(f"/Kids [{page} 0 R] /Count 1", file)


def boundless_xref() -> bytes:
    """A cross-reference table that claims 2^31 objects."""
    whole = pages_and("")
    count = len(re.findall(rb"^\d{10} ", whole, re.MULTILINE))
    claimed = whole.replace(f"xref\n0 {count}\n".encode(), b"xref\n0 2147483648\n")
    assert claimed != whole
    return re.sub(rb"/Size \d+", b"/Size 2147483648", claimed)


def crowded_page(count: int) -> bytes:
    """A page of so many characters, none upon another."""
    line = f"<{('計畫目標機關期程' * 175).encode('utf-16-be').hex()}> Tj 0 -.5 Td\n"
    return pages_and(f"BT /C .4 Tf 10 830 Td {line * (count // 1400)} ET")


def flate_bomb(size: int) -> bytes:
    """A page whose content inflates to so many MiB, packed twice to some kilobytes."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * 2**20) for _ in range(size)) + packer.flush()
    return pages_and(zlib.compress(once, 9), packed="/Filter [/FlateDecode /FlateDecode]")


def locked_package() -> bytes:
    """An OLE file that holds an encrypted package, as Word locks a document."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("EncryptionInfo", "EncryptedPackage"))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + names.ljust(512, b"\0")


def repeated() -> bytes:
    """A sheet of ODF text whose one cell and one row stand for a milliard each."""
    cell = f'<table:table-cell table:number-columns-repeated="1000000000"><text:p>{PLAN}</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>'
    return odt(f"<table:table>{row}</table:table>")


def quadratic() -> bytes:
    """One long entity, named often: no nesting that a parser would count."""
    return f'<!DOCTYPE w:document [<!ENTITY l "{"哈" * 50_000}">]>'.encode()


def doubled() -> bytes:
    """A Word file with two main parts."""
    stream = io.BytesIO(docx(paragraph(PLAN)))
    with zipfile.ZipFile(stream, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body>{paragraph("另一份").decode()}</w:body></w:document>',
        )
    return stream.getvalue()


def html(body: str) -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(20 * 2**30)


def listen(path: Path) -> None:
    """A socket; its name is short of the limit only from its own folder."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def content(data: bytes | str) -> Make:
    return lambda path: path.write_bytes(data.encode() if isinstance(data, str) else data)


def whole() -> bytes:
    """A good Word file of some size."""
    return docx(b"".join(paragraph(f"{line}{n}") for n in range(200) for line in PLAN.splitlines()))


def files(folder: Path) -> dict[str, tuple[Make, str]]:
    """By name: how to make it, and what becomes of it under any limits."""
    noise = random.Random(3).randbytes(5000)
    traversing = {"word/document.xml": docx(b"")[:10], "../../evil.txt": b"evil", "/etc/evil": b"evil"}
    return {
        "empty.txt": (content(b""), "empty"),
        "noise.txt": (content(noise), "unsupported-type"),
        "picture.txt": (content(b"\x89PNG\r\n\x1a\n" + noise), "unsupported-type"),
        "word.txt": (content(whole()), "recovered"),
        "cut-early.docx": (content(whole()[:40]), "unsupported-type"),
        "cut-late.docx": (content(whole()[:-30]), "recovered"),
        "cut-middle.docx": (content(whole()[: len(whole()) // 2]), "recovered"),
        "bomb.docx": (content(docx(b"<w:p>" + b" " * 300_000_000 + b"</w:p>")), "too-large"),
        "nested.docx": (content(zipped({"word/a.zip": zipped({"x": bytes(10**7)})})), "corrupt"),
        "laughs.docx": (content(docx(paragraph("&l9;"), laughs())), "corrupt"),
        "outside.docx": (content(docx(paragraph(PLAN + "&x;"), outside(folder))), "recovered"),
        "traversal.docx": (content(zipped(traversing)), "corrupt"),
        "wide.docx": (
            content(
                docx(
                    b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
                    + paragraph(PLAN)
                    + b"</w:tc></w:tr></w:tbl>"
                )
            ),
            "recovered",
        ),
        "quadratic.docx": (content(docx(paragraph("&l;" * 50_000), quadratic())), "corrupt"),
        "doubled.docx": (content(doubled()), "recovered"),
        "locked.docx": (content(locked_package()), "encrypted"),
        "repeated.odt": (content(repeated()), "extracted"),
        "cut.pdf": (content(pages_and("")[:-700]), "corrupt"),
        "locked.pdf": (content(encrypted("BT /L 12 Tf 72 700 Td (Secret) Tj ET", b"pw")), "encrypted"),
        "unicode-range.pdf": (content(unicode_range()), "extracted"),
        "xref.pdf": (content(boundless_xref()), "extracted"),
        "form-in-itself.pdf": (content(form_in_itself()), "extracted"),
        "media-box.pdf": (content(pdf(Page(text(72, 700, "壹、計畫"), box=(0, 0, 10**9, 10**9)))), "extracted"),
        "crowded.pdf": (content(crowded_page(2_000_000)), "extracted"),
        "line-of-200-mb.txt": (content("一" * 70_000_000), "too-large"),
        "deep.html": (content(html("<div>" * 100_000 + PLAN)), "recovered"),
        "span.html": (
            content(html(f"<table><tr><td colspan=1000000000 rowspan=1000000000>{PLAN}</td></tr></table>")),
            "extracted",
        ),
        "rows.html": (content(html(f"<table>{'<tr><td>1<td>2' * 400_000}</table>")), "too-large"),
        "line.txt": (content("一" * 5_000_000), "extracted"),
        "labels.txt": (content("1.1." * 500_000), "extracted"),
        "beyond.txt": (content(b" " * (64 * 2**20 + 1)), "too-large"),
        "controls.txt": (content(PLAN + "\0\x01\x02\x1b[31m"), "unsupported-type"),
        "bad-utf8.txt": (content(PLAN.encode() + b"\xff\xfe\x80" + PLAN.encode()), "extracted"),
        "mojibake.txt": (content(PLAN.encode().decode("latin-1")), "extracted"),
        "new\nline\t📘.txt": (content(PLAN + "names"), "extracted"),
        "e\u0301.txt": (content(PLAN + "NFD"), "extracted"),
        "\u00e9.txt": (content(PLAN + "NFC"), "extracted"),
        "fifo.txt": (os.mkfifo, "not-a-regular-file"),
        "socket.txt": (listen, "not-a-regular-file"),
        "dangling.txt": (lambda path: path.symlink_to("nowhere"), "not-a-regular-file"),
        "loop.txt": (lambda path: path.symlink_to(path.name), "not-a-regular-file"),
        "out-of-tree.txt": (lambda path: path.symlink_to("../secret.txt"), "not-a-regular-file"),
        "device.txt": (lambda path: path.symlink_to("/dev/zero"), "not-a-regular-file"),
        "sparse.txt": (sparse, "too-large"),
    }


def endless(folder: Path) -> dict[str, tuple[Make, str]]:
    """The same of those that would take longer than any limit of seconds; pages that were read before are kept."""
    return {
        "endless.pdf": (content(endless_page()), "recovered"),
        "page-loop.pdf": (content(page_many_times(100_000)), "recovered"),
        "rows.txt": (content("甲\t乙\n" * 4_000_000), "timeout"),
    }


def hungry(folder: Path) -> dict[str, tuple[Make, str]]:
    """The same of those that take some gigabytes at once."""
    return {
        "gigabytes.pdf": (content(page_of_gigabytes()), "recovered"),
        "bomb.pdf": (content(flate_bomb(1200)), "recovered"),
    }
