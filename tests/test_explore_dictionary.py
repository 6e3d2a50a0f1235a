"""The data dictionary is as the schemas are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from samples import ROOT

from pipeline import cli
from pipeline.explore.connect import DERIVED
from pipeline.schema import tables

PAGE = ROOT / "docs" / "tables.md"


def test_the_page_is_what_the_command_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dictionary", "--to", str(tmp_path / "tables.md")]) == 0
    assert PAGE.read_text("utf-8") == (tmp_path / "tables.md").read_text("utf-8"), (
        "govplan dictionary --to docs/tables.md"
    )
    assert cli.main(["dictionary"]) == 0
    assert capsys.readouterr().out == PAGE.read_text("utf-8")


def test_every_table_column_and_view_is_in_it() -> None:
    page = PAGE.read_text("utf-8")
    for name, table in tables().items():
        section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)`", section, re.M) == [column.name for column in table.columns]
    for name in (*DERIVED, "due"):
        assert f"\n### {name}\n" in page
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    assert all(re.search(r"[\u4e00-\u9fff]", line.split(" | ")[-1]) for line in lines)
    anchors = set(re.findall(r"^#+ (\w+)$", page, re.M))
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= anchors


def test_where_it_cannot_write_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dictionary", "--to", str(tmp_path / "nowhere" / "tables.md")]) == 2
    assert capsys.readouterr().err.startswith("govplan: ")
