"""DOC and RTF through LibreOffice, and what is said where it is missing, too slow or cannot read the file."""

from __future__ import annotations

import stat
import sys
from functools import partial
from pathlib import Path

import pytest
from office_files import abstract, docx, listed, lvl, num, p, tbl, tc, tr
from patience import eventually, is_gone
from samples import needs_office
from test_office_hostile import fib, ole

from extractors.builder import DocumentBuilder
from extractors.doc_tables import last_table
from extractors.errors import Code, Unreadable
from extractors.legacy_doc import check_ole, convert, read
from extractors.word_document import read_word

LEVELS = (lvl(0, "ideographLegalTraditional", "%1、"), lvl(1, "taiwaneseCountingThousand", "%2、"))


def plan() -> bytes:
    items = [p(text, listed(1, level)) for level, text in ((0, "依據"), (1, "甲法。"), (1, "乙法。"), (0, "目標"))]
    return docx(
        "".join(items) + tbl(tr("項目", "期程"), tr("研習", "113年")) + p("完"), abstract(1, *LEVELS) + num(1, 1)
    )


@needs_office
def test_a_rich_text_is_read() -> None:
    text = "".join(f"\\u{ord(c)}?" for c in "壹、依據")
    document = read(f"{{\\rtf1\\ansi\\uc1 {text}\\par}}".encode(), "x.rtf")
    assert (document.meta.format, document.text) == ("rtf", "壹、依據\n")


@needs_office
@pytest.mark.parametrize("columns", [3, 9])  # the definition of a wide row stands outside its property page
def test_a_table_at_the_very_end_of_an_old_document_is_a_table(columns: int) -> None:
    def cell(text: str, span: int = 1, merge: str = "") -> str:
        return tc(text, span, merge, f'<w:tcW w:w="{900 * span}" w:type="dxa"/>')

    first = tr(cell("目標\n與指標", span=2), *[cell(f"題{n}") for n in range(2, columns)])
    rows = [
        tr(cell("一", merge=merge), cell(f"辦理{merge}"), *[cell("是") for _ in range(2, columns)])
        for merge in ("restart", "continue")
    ]
    grid = "</w:tblPr><w:tblGrid>" + '<w:gridCol w:w="900"/>' * columns + "</w:tblGrid>"
    table_xml = tbl(first, *rows).replace("</w:tblPr>", grid)
    content = convert([docx(p("壹、計畫") + table_xml, "")], ".docx", "doc")[0]
    assert content is not None
    document = read(content, "x.doc")
    (table,) = document.tables
    assert (table.rows, table.columns) == (3, columns)
    shape = {(c.row, c.column): (c.row_span, c.column_span) for c in table.cells}
    assert shape[0, 0] == (1, 2)
    assert shape[1, 0] == (2, 1)
    texts = [document.slice(cell.spans) for cell in table.cells]
    assert texts[0] == "目標\n與指標"
    assert {"辦理restart", "辦理continue"} <= set(texts)


def test_what_is_no_old_document_has_no_last_table() -> None:
    assert last_table(b"") is None
    assert last_table(fib(0)) is None


@needs_office
def test_an_old_document_keeps_its_labels_and_tables() -> None:
    made = convert([plan()], ".docx", "doc")[0]
    assert made is not None
    document = read(made, "x.doc")
    assert document.meta.format == "doc"
    assert document.text.split() == "壹、 依據 一、 甲法。 二、 乙法。 貳、 目標 項目 期程 研習 113年 完".split()
    assert [document.slice(cell.spans) for cell in document.tables[0].cells] == ["項目", "期程", "研習", "113年"]


@needs_office
def test_several_files_take_one_call() -> None:
    texts = convert([plan(), plan(), docx(p("丙"))], ".docx", "txt:Text (encoded):UTF8")
    assert [text is not None and "依據" in text.decode() for text in texts] == [True, True, False]


@needs_office
def test_what_libreoffice_cannot_read_is_corrupt() -> None:
    with pytest.raises(Unreadable) as error:
        read(ole("WordDocument", tail=fib(0)), "x.doc")
    assert error.value.code is Code.CORRUPT


def program(folder: Path, script: str, interpreter: str = sys.executable) -> str:
    path = folder / "office"
    path.write_text(f"#!{interpreter}\n{script}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize("content", [ole("WordDocument", tail=fib(0)), b"{\\rtf1 x}"], ids=["doc", "rtf"])
def test_without_libreoffice_it_is_said_what_to_install(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVPLAN_SOFFICE", "/nowhere/soffice")
    with pytest.raises(Unreadable) as error:
        read(content, "x")
    assert error.value.code is Code.CONVERTER_MISSING and "LibreOffice" in error.value.message


def test_an_office_that_hangs_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids = tmp_path / "pid"
    script = f"sleep 600 & echo $$ $! > {pids}; sleep 600"
    monkeypatch.setenv("GOVPLAN_SOFFICE", program(tmp_path, script, "/bin/sh"))
    with pytest.raises(Unreadable) as error:
        convert([b"x"], ".doc", "docx", limit=5)
    assert error.value.code is Code.TIMEOUT
    assert all(eventually(partial(is_gone, int(pid))) for pid in pids.read_text().split())


def test_a_conversion_may_take_as_long_as_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVPLAN_SOFFICE", program(tmp_path, "sleep 60", "/bin/sh"))
    monkeypatch.setenv("GOVPLAN_OFFICE_SECONDS", "0.2")
    with pytest.raises(Unreadable, match=r"longer than 0\.2 s") as error:
        read(b"{\\rtf1 x}", "x")
    assert error.value.code is Code.TIMEOUT


def test_an_office_that_gives_nothing_gives_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVPLAN_SOFFICE", program(tmp_path, "raise SystemExit(77)"))
    assert convert([b"x", b"y"], ".doc", "docx") == [None, None]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ole("EncryptedPackage"), Code.ENCRYPTED),
        (ole("WordDocument", tail=fib(0x0100)), Code.ENCRYPTED),
        (ole("Workbook"), Code.UNSUPPORTED_TYPE),
        (ole("WordDocument", tail=fib(0)), None),
        (b"{\\rtf1}", None),
    ],
)
def test_what_an_ole_file_is(content: bytes, code: Code | None) -> None:
    if code is None:
        check_ole(content)
    else:
        with pytest.raises(Unreadable) as error:
            check_ole(content)
        assert error.value.code is code


def labels(numbering: str, *items: str) -> list[str]:
    content = docx("".join(items), numbering)
    made = read_word(content, DocumentBuilder("x", "x"), rejoin_lists=True).build(content)
    return [p.style.numbering.label if p.style.numbering else "" for p in made.paragraphs()]


SPLIT = abstract(1, LEVELS[0]) + abstract(2, LEVELS[0]) + num(1, 1) + num(2, 2)


def test_a_first_item_in_a_list_of_its_own_is_joined_to_its_list() -> None:
    assert labels(SPLIT, p("甲", listed(1)), p("文"), p("乙", listed(2)), p("丙", listed(2))) == [
        "壹、",
        "",
        "貳、",
        "參、",
    ]


def test_lists_that_are_no_rest_of_another_are_left_alone() -> None:
    two = [p("甲", listed(1)), p("乙", listed(1)), p("丙", listed(2)), p("丁", listed(2))]
    assert labels(SPLIT, *two) == ["壹、", "貳、", "壹、", "貳、"]
    other = abstract(1, LEVELS[0]) + abstract(2, lvl(0, "decimal", "%1.")) + num(1, 1) + num(2, 2)
    assert labels(other, p("甲", listed(1)), p("乙", listed(2)), p("丙", listed(2))) == ["壹、", "1.", "2."]
