"""Small PDFs written by hand for the tests: text in a Latin or a Chinese font that is not embedded, strokes, rectangles, forms.

Coordinates are those of PDF: points, origin bottom left.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

A4 = (0, 0, 595, 842)
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def text(x: float, y: float, words: str, size: float = 12, font: str = "C", more: str = "") -> str:
    """A line of text from (x, y): font C is Chinese, V the same set vertically, L Helvetica, B bold, I without any map to Unicode."""
    return matrix_text((1, 0, 0, 1, x, y), words, size, font, more)


def matrix_text(matrix: tuple[float, ...], words: str, size: float = 12, font: str = "C", more: str = "") -> str:
    """A line of text with its text matrix; ``more`` are operators before it (「2 Tr」)."""
    shown = f"<{words.encode('utf-16-be').hex()}>" if font in "CVEI" else f"({words})"
    return f"BT /{font} {size} Tf {more} {' '.join(map(str, matrix))} Tm {shown} Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> str:
    """A stroke."""
    return f"{width} w {x0} {y0} m {x1} {y1} l S\n"


def bar(x: float, y: float, width: float, height: float) -> str:
    """A filled rectangle."""
    return f"{x} {y} {width} {height} re f\n"


def grid(xs: list[float], ys: list[float]) -> str:
    """The strokes of a ruled table with these edges."""
    levels = "".join(line(xs[0], y, xs[-1], y) for y in ys)
    return levels + "".join(line(x, ys[0], x, ys[-1]) for x in xs)


@dataclass
class Page:
    """A page: its content, and what its dictionary says besides (「/Rotate 90」). ``forms``: contents of form XObjects by name."""

    content: str
    box: tuple[float, ...] = A4
    more: str = ""
    forms: dict[str, tuple[str, str]] = field(default_factory=dict)  # name -> (entries of its dictionary, content)


@dataclass
class File:
    """The objects of a PDF while they are written; numbers count from 1."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: str | bytes) -> int:
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, content: str | bytes, entries: str = "") -> int:
        data = content.encode("latin-1") if isinstance(content, str) else content
        return self.add(f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")

    def bytes(self, root: int, more: str = "") -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
        out += f"trailer << /Size {len(offsets) + 1} /Root {root} 0 R {more} >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)


def fonts(file: File) -> str:
    """The entries of a /Font dictionary."""
    info = "<< /Registry (Adobe) /Ordering (CNS1) /Supplement 0 >>"
    about = file.add(
        "<< /Type /FontDescriptor /FontName /MSung-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 700 /StemV 60 >>"
    )
    cid = file.add(
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /MSung-Light /CIDSystemInfo {info} /FontDescriptor {about} 0 R "
        "/DW 1000 /W [1 [500] 2 95 500 13648 [500] 13649 13742 500] >>"
    )
    bare = file.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Mystery /CIDSystemInfo "
        f"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {about} 0 R /DW 1000 >>"
    )
    held = file.stream(b"no font at all")
    program = file.add(
        f"<< /Type /FontDescriptor /FontName /Riddle /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        f"/Ascent 880 /Descent -120 /CapHeight 700 /StemV 60 /FontFile2 {held} 0 R >>"
    )
    embedded = file.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Riddle /CIDSystemInfo "
        f"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {program} 0 R /DW 1000 >>"
    )
    named = {
        "L": "/Subtype /Type1 /BaseFont /Helvetica",
        "B": "/Subtype /Type1 /BaseFont /Helvetica-Bold",
        "C": f"/Subtype /Type0 /BaseFont /MSung-Light-UniCNS-UCS2-H /Encoding /UniCNS-UCS2-H /DescendantFonts [{cid} 0 R]",
        "V": f"/Subtype /Type0 /BaseFont /MSung-Light-UniCNS-UCS2-V /Encoding /UniCNS-UCS2-V /DescendantFonts [{cid} 0 R]",
        "E": f"/Subtype /Type0 /BaseFont /Riddle /Encoding /Identity-H /DescendantFonts [{embedded} 0 R]",
        "I": f"/Subtype /Type0 /BaseFont /Mystery /Encoding /Identity-H /DescendantFonts [{bare} 0 R]",
    }
    return " ".join(f"/{name} {file.add(f'<< /Type /Font {entries} >>')} 0 R" for name, entries in named.items())


def pdf(*pages: Page | str, more: str = "") -> bytes:
    """The PDF of these pages; a bare string is the content of an A4 page. ``more``: entries of the trailer."""
    file = File()
    font = fonts(file)
    kids = [add_page(file, page if isinstance(page, Page) else Page(page), font) for page in pages]
    tree = file.add(f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>")
    return file.bytes(file.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"), more)


def add_page(file: File, page: Page, font: str) -> int:
    """Adds a page; returns its number."""
    resources = f"/Font << {font} >>"
    made: dict[str, int] = {}
    for name, (entries, content) in page.forms.items():
        inner = " ".join(f"/{other} {number} 0 R" for other, number in made.items())
        entries += f" /Type /XObject /Subtype /Form /Resources << {resources} /XObject << {inner} >> >>"
        made[name] = file.stream(content, entries)
    forms = " ".join(f"/{name} {number} 0 R" for name, number in made.items())
    content = file.stream(page.content)
    return file.add(
        f"<< /Type /Page /MediaBox [{' '.join(map(str, page.box))}] /Contents {content} 0 R "
        f"/Resources << {resources} /XObject << {forms} >> >> {page.more} >>"
    )


# --- encryption (ISO 32000-1 §7.6.3, revision 2: RC4 with 40 bits) -----------------------------------------------------


def encrypted(content: str, password: bytes = b"") -> bytes:
    """A PDF of one page that opens with this user password."""
    identity = b"0123456789abcdef"
    padded = (password + PADDING)[:32]
    owner = rc4(hashlib.md5(PADDING).digest()[:5], padded)
    permissions = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded + owner + permissions + identity).digest()[:5]
    file = File()
    font = file.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    number = len(file.objects) + 1
    salted = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
    stream = file.stream(rc4(salted, content.encode("latin-1")))
    assert stream == number
    page = file.add(
        f"<< /Type /Page /MediaBox [0 0 595 842] /Contents {stream} 0 R /Resources << /Font << /L {font} 0 R >> >> >>"
    )
    tree = file.add(f"<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>")
    root = file.add(f"<< /Type /Catalog /Pages {tree} 0 R >>")
    crypt = file.add(f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{rc4(key, PADDING).hex()}> /P -4 >>")
    return file.bytes(root, f"/Encrypt {crypt} 0 R /ID [<{identity.hex()}> <{identity.hex()}>]")


def rc4(key: bytes, data: bytes) -> bytes:
    """RC4."""
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
