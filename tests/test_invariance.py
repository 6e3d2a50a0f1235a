"""One plan, one answer: the same plan as TXT, DOCX, ODT, DOC and PDF gives the same sections, tables, measures, indicators, targets, periods."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest
import samples
from samples import needs_office

from extractors import extract
from extractors.legacy_doc import convert
from rules.plan import Plan
from rules.recognise import recognise

SEEDS = ("seed-000", "seed-002", "seed-003")
OWN = ("lanyang-gender-112-115.docx", "linshan-township-114-tourism.odt")
IN_PDF = (*OWN, "haihe-fire-113.docx", "qingan-county-numbering.docx")
FORMATS = (".docx", ".odt", ".doc")

# What differs, with the reason: (plan, format) → kinds of facts. What stands here must differ, so that nothing stays listed in vain.
CHAPTER_LIST = "LibreOffice's ODT holds no number for paragraphs below the headings of a chapter list"
NESTED = "a PDF does not say that a table stands within a cell: its rulings divide the cell into rows and columns of the outer table"
AS_DRAWN = (
    "LibreOffice draws ⑴ and ⒈ as a bare 1, ㊀ as ①, the 一、 of taiwaneseDigital as 1、, and 第一條 without a blank behind it: "
    "1 is no label, 第一條申請表 no label with a title; what is then left of the items becomes other measures"
)
EXPLAINED: dict[tuple[str, str], dict[str, str]] = {
    ("lanyang-gender-112-115.docx", ".odt"): {"sections": CHAPTER_LIST, "measures": CHAPTER_LIST},
    ("haihe-fire-113.docx", ".pdf"): {"tables": NESTED},
    ("qingan-county-numbering.docx", ".pdf"): {"sections": AS_DRAWN, "measures": AS_DRAWN},
}


def squeeze(text: str | None) -> str:
    return "".join((text or "").split())


def facts(plan: Plan) -> dict[str, list[str]]:
    """What every rendition of a plan must say alike, white space aside."""
    grids: dict[int, list[str]] = {}
    for found in plan.cells:
        cell = found.value
        place = f"{cell.row},{cell.column} {cell.row_span}×{cell.column_span}"
        grids.setdefault(cell.table, []).append(f"{place} {cell.role}: {squeeze(cell.text)}")
    periods = (f.value for f in plan.periods)
    return {
        "sections": [
            f"{f.value.level} {f.value.label_restored or f.value.label} {squeeze(f.value.title)}" for f in plan.sections
        ],
        "tables": [f"{at} {line}" for at, lines in grids.items() for line in lines],
        "measures": [squeeze(f.value.text) for f in plan.measures],
        "indicators": [f"{squeeze(f.value.name)} {squeeze(f.value.definition)}" for f in plan.indicators],
        "targets": [
            f"{f.value.comparator} {f.value.value} {f.value.unit} {f.value.year} {squeeze(f.value.text)}"
            for f in plan.targets
        ],
        "periods": [f"{value.start}..{value.end} {squeeze(value.text)}" for value in periods],
    }


KINDS = ("sections", "tables", "measures", "indicators", "targets", "periods")


@cache
def read(path: Path) -> dict[str, list[str]]:
    return facts(recognise(extract(path)))


def compare(name: str, suffix: str, one: dict[str, list[str]], other: dict[str, list[str]]) -> None:
    explained = EXPLAINED.get((name, suffix), {})
    differ = {kind: list(unified_diff(one[kind], other[kind], name, name + suffix, lineterm="", n=0)) for kind in KINDS}
    report = "\n".join(
        f"{kind}:\n" + "\n".join(lines[:40]) for kind, lines in differ.items() if lines and kind not in explained
    )
    assert not report, report
    idle = [kind for kind in explained if not differ[kind]]
    assert not idle, f"explained, but no longer different: {idle}"


@samples.needs_shared
@pytest.mark.parametrize("suffix", [".docx", ".odt", ".pdf", pytest.param(".doc", marks=needs_office)])
@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_says_the_same_in_every_format(name: str, suffix: str) -> None:
    compare(name, suffix, read(samples.plan(f"{name}.txt")), read(samples.plan(f"{name}{suffix}")))


@dataclass(frozen=True)
class Renditions:
    """The project's own plans in other formats, as LibreOffice writes them."""

    folder: Path

    def of(self, name: str, suffix: str) -> Path:
        path = samples.ROOT / "data" / "raw" / name
        return path if path.suffix == suffix else self.folder / f"{path.stem}{suffix}"


@pytest.fixture(scope="module")
def renditions() -> Iterator[Renditions]:
    with tempfile.TemporaryDirectory() as folder:
        for name in IN_PDF:
            path = samples.ROOT / "data" / "raw" / name
            for suffix in {*FORMATS, ".pdf"} - {path.suffix}:
                made = convert([path.read_bytes()], path.suffix, suffix.removeprefix("."))[0]
                assert made is not None, (name, suffix)
                Path(folder, path.stem + suffix).write_bytes(made)
        yield Renditions(Path(folder))


@needs_office
@pytest.mark.parametrize("name", IN_PDF)
def test_an_own_plan_says_the_same_as_a_pdf(name: str, renditions: Renditions) -> None:
    compare(name, ".pdf", read(samples.ROOT / "data" / "raw" / name), read(renditions.of(name, ".pdf")))


@needs_office
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", OWN)
def test_an_own_plan_says_the_same_in_every_format(name: str, suffix: str, renditions: Renditions) -> None:
    if not name.endswith(suffix):
        compare(name, suffix, read(samples.ROOT / "data" / "raw" / name), read(renditions.of(name, suffix)))
