"""What a person sees of one file."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import made_up
import pytest
from rich.cells import cell_len
from rich.console import Console

from extractors.document import Document
from extractors.errors import Code, Unreadable
from pipeline import show
from pipeline.schema import tables
from rules.plan import Plan
from rules.recognise import recognise


def printed(document: Document, plan: Plan, width: int = 100, *, terminal: bool = False) -> str:
    stream = io.StringIO()
    show.show(
        document,
        plan,
        Console(file=stream, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None),
    )
    return stream.getvalue()


@pytest.fixture
def text() -> str:
    document = made_up.document()
    return printed(document, made_up.plan(document))


@pytest.mark.parametrize(
    "words",
    [
        made_up.TITLE,
        "青泉市政府",
        "2024-01-01 – …",
        "2024（民國 113 年）",
        "壹、依據  basis",
        "1、〔一、〕措施",
        "表一  indicator-target  2 × 2",
        "target:113",
        "strategy 策略 讀書",
        "measure 措施 1、措施",
        "target 目標 2024  ≥ 70 %",
        "≥ 5",
        "… – 2024-03-31",
        "青泉市政府教育處",
        "圖書館法",
        "12,000 TWD",
        "warning replaced-bytes",
    ],
)
def test_shows(text: str, words: str) -> None:
    assert words in text


def test_items_hang_on_each_other(text: str) -> None:
    at = [
        re.search(rf"^(.*){word}", text, re.MULTILINE)
        for word in ("strategy 策", "measure 措", "indicator 指", "target 目標 2024")
    ]
    depths = [len(match.group(1)) for match in at if match]
    assert len(depths) == 4 and depths == sorted(set(depths))


def test_markup_in_a_plan_is_text(text: str) -> None:
    assert "[bold]借閱量[/bold]" in text
    assert "[red]no label[/red]" in text


def test_control_characters_of_a_plan_do_not_reach_the_terminal() -> None:
    document = made_up.document(extra="\x1b[31m\x07\u202e")
    plan = made_up.plan(made_up.document())
    hostile = Plan(plan.overview, paragraphs=plan.paragraphs, notes=document.notes)
    assert set(printed(document, hostile)).isdisjoint("\x1b\x07\u202e")
    assert show.clean("a\x1b[31mb\u202ec\td\x9b") == "a[31mbc d"


def test_no_colour_but_on_a_terminal(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = made_up.document()
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in text
    assert "\x1b[1;36m壹、" in printed(document, made_up.plan(document), terminal=True)


def test_no_color_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    document = made_up.document()
    assert not re.search("\x1b\\[[\\d;]*3\\d", printed(document, made_up.plan(document), terminal=True))


@pytest.mark.parametrize("width", [40, 72, 100])
def test_wide_characters_align(width: int) -> None:
    document = made_up.document()
    lines = printed(document, made_up.plan(document), width).splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("┏"))
    grid = lines[first : next(at for at, line in enumerate(lines) if at > first and line.startswith("└")) + 1]
    assert len(grid) >= 5
    assert len({cell_len(line) for line in grid}) == 1
    assert all(cell_len(line) <= width for line in grid)


def test_a_file_without_anything() -> None:
    assert "no title found" in printed(
        Document("0" * 16, "0" * 64, "x.txt", "text/plain", "", ()), Plan(made_up.Overview())
    )


def test_json_is_the_rows_of_the_tables() -> None:
    document = made_up.document()
    rows = json.loads(show.to_json(document, made_up.plan(document)))
    assert rows.keys() == tables().keys() - {"files", "runs"}
    for name, written in rows.items():
        assert written, name
        assert all(list(row) == tables()[name].arrow.names for row in written), name
    start = document.text.index("113年3月底前")
    assert rows["periods"][0]["spans"] == [{"start": start, "end": start + len("113年3月底前")}]
    assert rows["periods"][0]["page"] == 1 and rows["periods"][0]["rule"] == "made-up"
    assert rows["documents"][0]["plan_start"] == "2024-01-01"
    assert rows["amounts"][0]["value"] == "12000"


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, name: str | None = None, **_: object) -> Document:
        raise Unreadable(Code.ENCRYPTED, "it asks for a [password]")

    (tmp_path / "x.pdf").write_bytes(b"locked")
    monkeypatch.setattr(show, "extract", refuse)
    stream, errors = io.StringIO(), io.StringIO()
    assert show.run(tmp_path / "x.pdf", Console(file=stream), Console(file=errors)) == 1
    assert stream.getvalue() == ""
    assert "encrypted: it asks for a [password]" in errors.getvalue()


@pytest.mark.parametrize("name", ["missing.txt", ""])
def test_a_missing_file_or_a_folder(tmp_path: Path, name: str) -> None:
    stream, errors = io.StringIO(), io.StringIO()
    assert show.run(tmp_path / name, Console(file=stream), Console(file=errors)) == 1
    assert "cannot be read 無法讀取" in errors.getvalue()


def test_a_real_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(
        "青泉市政府113年度讀書實施計畫\n壹、依據：圖書館法。\n貳、期程：113年3月底前完成。\n", encoding="utf-8"
    )
    stream = io.StringIO()
    assert show.run(path, Console(file=stream, width=100), Console()) == 0
    assert "壹、" in stream.getvalue() and "2024-03-31" in stream.getvalue()
    document = show.extract(path)
    assert json.loads(show.to_json(document, recognise(document)))["documents"][0]["char_count"] == len(document.text)
