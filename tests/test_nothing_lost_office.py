"""No character is lost: the text of Word and OpenDocument files against LibreOffice's own text export of them, white space aside."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest
import samples
from samples import needs_office

from extractors import extract
from extractors.builder import fold_compatibility
from extractors.legacy_doc import convert

pytestmark = needs_office

TEXT_EXPORT = "txt:Text (encoded):UTF8"
# sample → what LibreOffice has and what we have in its place, with the reason
EXPLAINED = {
    "haihe-fire-113.docx": [
        ("", "海禾市政府消防局", "the header, which the export leaves out"),
        ("、保障生命", "", "a deleted revision, which the export shows"),
        ("", "服務專線：", "a text box, which the export leaves out"),
        ("", "999", "the same"),
        ("\uf0fe", "☑", "a Wingdings character by its meaning"),
        ("i", "", "the mark of an endnote"),
        ("奉核", "。依內政部消防署統計資料。限期改善以30", "a moved revision, against the notes, which the export leaves out"),
        ("", "為限", "the same"),
        ("內部參考本段已刪", "第1頁", "hidden and deleted text, against the footer"),
    ],
    "qingan-county-numbering.docx": [
        (plain, label, "a number format that LibreOffice does not know")
        for plain, label in (("1", "⑴"), ("2", "⑵"), ("1", "⒈"), ("2", "⒉"), ("①", "㊀"), ("②", "㊁"), ("1", "一"), ("2", "二"))
    ],
}  # fmt: skip


def sources(suffix: str) -> list[Path]:
    folders = [samples.ROOT / "data" / "raw", *([samples.SHARED / "plans"] if samples.SHARED else [])]
    return [path for folder in folders for path in sorted(folder.glob(f"*{suffix}"))]


@cache
def exported(suffix: str) -> dict[Path, str]:
    """What LibreOffice exports of all samples of a format, in one call."""
    paths = sources(suffix)
    texts = convert([path.read_bytes() for path in paths], suffix, TEXT_EXPORT)
    return {path: (text or b"").decode() for path, text in zip(paths, texts, strict=True)}


def squeeze(text: str) -> str:
    return "".join(fold_compatibility(text).replace("\ufeff", "").split())


def differences(theirs: str, ours: str) -> list[tuple[str, str]]:
    """What stands in one text and what in its place in the other."""
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    return [(theirs[a:b], ours[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]


@pytest.mark.parametrize("path", [*sources(".docx"), *sources(".odt")], ids=lambda path: path.name)
def test_every_character_is_in_the_text(path: Path) -> None:
    theirs, ours = squeeze(exported(path.suffix)[path]), squeeze(extract(path).text)
    assert theirs, "LibreOffice gave no text"
    explained = [(one, other) for one, other, _ in EXPLAINED.get(path.name, [])]
    found = [] if theirs == ours else differences(theirs, ours)
    assert found == explained
