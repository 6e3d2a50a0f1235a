"""DOC and RTF: turned into DOCX by LibreOffice, which is optional.

LibreOffice puts the first item of a list into a list of its own now and then, so that 貳、 becomes a second 壹、; its text export has the same fault.
``read_word(…, rejoin_lists=True)`` heals it. It also loses a table that ends a document without a paragraph after it: ``doc_tables`` gives that back.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from extractors.builder import DocumentBuilder
from extractors.doc_tables import last_table, restore_last_table
from extractors.document import Document, Meta
from extractors.errors import Code, Unreadable
from extractors.hard_lines import with_hard_lines
from extractors.markup import Element
from extractors.sniff import DOC, RTF
from extractors.word_document import read_word

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FIB_MAGIC, FIB_FLAGS, FIB_ENCRYPTED = b"\xec\xa5", 0x0A, 0x0100  # [MS-DOC] 2.5.2
SECTOR = 512
LIMIT_SECONDS = 60.0  # where GOVPLAN_OFFICE_SECONDS does not say another

MISSING = (
    "reading .doc and .rtf needs LibreOffice; install it (Debian: apt-get install libreoffice-writer) or save the file as .docx or .odt"
    "／讀取 .doc、.rtf 需要 LibreOffice，請安裝，或另存為 .docx、.odt"
)


def read(content: bytes, name: str) -> Document:
    """The Document of a DOC or RTF. Raises Unreadable: converter-missing, timeout, corrupt, encrypted, unsupported-type, empty."""
    is_rtf = content.startswith(b"{\\rtf")
    builder = DocumentBuilder(name, RTF if is_rtf else DOC, Meta(format="rtf" if is_rtf else "doc"))
    converted = convert_doc(content, ".rtf" if is_rtf else ".doc", limit_seconds())
    lost = None if is_rtf else last_table(content)

    def mend(body: Element) -> None:
        if lost is not None:
            restore_last_table(body, lost)

    return with_hard_lines(read_word(converted, builder, rejoin_lists=True, mend=mend).build(content))


def converter() -> str | None:
    """The LibreOffice program: what GOVPLAN_SOFFICE names, else the one on the path; None without one."""
    named = os.environ.get("GOVPLAN_SOFFICE")
    return shutil.which(named) if named is not None else shutil.which("soffice") or shutil.which("libreoffice")


def limit_seconds() -> float:
    """How long a conversion may take: a worker says how long its document may."""
    return float(os.environ.get("GOVPLAN_OFFICE_SECONDS", LIMIT_SECONDS))


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """A LibreOffice profile of this process alone, so that no two processes wait for each other's lock."""
    return tempfile.TemporaryDirectory(prefix="govplan-office-")


def check_ole(content: bytes) -> None:
    """Raises Unreadable for an OLE file that is encrypted or no Word document."""
    if not content.startswith(OLE_MAGIC):
        return
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(Code.ENCRYPTED, "the Office document is encrypted")
    if "WordDocument".encode("utf-16-le") not in content:
        raise Unreadable(Code.UNSUPPORTED_TYPE, "an OLE file that is no Word document (Excel, PowerPoint, mail …)")
    for at in range(SECTOR, len(content) - 16, SECTOR):
        if content[at : at + 2] == FIB_MAGIC:
            flags = int.from_bytes(content[at + FIB_FLAGS : at + FIB_FLAGS + 2], "little")
            if flags & FIB_ENCRYPTED:
                raise Unreadable(Code.ENCRYPTED, "the Word document is encrypted")
            return


def convert(contents: Sequence[bytes], suffix: str, to: str, limit: float = LIMIT_SECONDS) -> list[bytes | None]:
    """Converts files (``suffix`` .doc or .rtf) to another format (``docx``, ``txt:Text (encoded):UTF8``), several in one call.

    Returns the converted bytes in order, None for a file that LibreOffice gave nothing for. Raises Unreadable: converter-missing,
    or timeout after ``limit`` seconds (the whole process group is killed then).
    """
    program = converter()
    if program is None:
        raise Unreadable(Code.CONVERTER_MISSING, MISSING)
    with tempfile.TemporaryDirectory(prefix="govplan-doc-") as folder:
        sources = [Path(folder, f"{index}{suffix}") for index in range(len(contents))]
        for path, content in zip(sources, contents, strict=True):
            path.write_bytes(content)
        target = Path(folder, "out")
        home = Path(_profile().name)
        options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", to, "--outdir", str(target)]
        _run([program, f"-env:UserInstallation={home.as_uri()}", *options, *map(str, sources)], limit, home)
        made = [target / f"{path.stem}.{to.partition(':')[0]}" for path in sources]
        return [path.read_bytes() if path.is_file() else None for path in made]


def _run(command: list[str], limit: float, home: Path) -> None:
    """Runs a command in a process group of its own that dies with its time limit; what it keeps for its user it keeps in ``home``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {
        "HOME": str(home)
    }
    null = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=null, stdout=null, stderr=null, env=environment, start_new_session=True
    ) as process:
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            _profile.cache_clear()  # a killed office leaves its profile locked
            raise Unreadable(Code.TIMEOUT, f"LibreOffice took longer than {limit:g} s and was stopped") from None


def convert_doc(content: bytes, suffix: str, limit: float = LIMIT_SECONDS) -> bytes:
    """The DOCX that LibreOffice makes of a DOC or RTF.

    Raises Unreadable: encrypted, unsupported-type, converter-missing, timeout; corrupt where LibreOffice cannot read the file.
    """
    check_ole(content)
    made = convert([content], suffix, "docx", limit)[0]
    if made is None:
        raise Unreadable(Code.CORRUPT, "LibreOffice cannot read the file")
    return made
