"""Stores for the tests of ``pipeline.explore``: the plans of data/raw, the shared seeds, and a plan that means harm."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
import samples

from pipeline import cli

# Formulas, markup, control characters, terminal escapes, quotes and very long cells, in every place a plan has words for.
HOSTILE = """'; DROP VIEW plan_rows; --[red]=1+1市政府113年度實施計畫<script>alert(1)</script>

壹、依據
一、=HYPERLINK("http://example.invalid","按此")法第1條。
貳、期程：113年1月1日至113年12月31日
參、實施策略

| 策略 | 具體作法 | 績效指標 | 113年目標值 | 辦理期程 | 主辦機關 |
| --- | --- | --- | --- | --- | --- |
| =1+1 [bold]甲[/bold] | @SUM(A1:A9)辦理訓練 | +cmd辦理場次 | 5場次以上 | 113年3月底前 | 人事處 |
| =1+1 [bold]甲[/bold] | -2+3推動[/]宣導\x1b[31m\x07 | ' OR 1=1 --人次 | 100人次 | 113年12月31日前 | =人事處 |
| 乙 | LONG | <img src=x onerror=alert(1)>比率 | ≧80% | 每月 | 主計處 |
""".replace("LONG", "辦理宣導" * 10_000)


def ingested(out: Path, *sources: Path) -> Path:
    """A store of these plans."""
    with contextlib.redirect_stdout(io.StringIO()):
        assert cli.main(["ingest", *map(str, sources), "--out", str(out)]) == 0
    return out


def hostile(folder: Path) -> Path:
    """The plan that means harm, as a file."""
    path = folder / "=cmd|hostile[red].md"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


def seeds() -> list[Path]:
    """The shared seeds as TXT."""
    assert samples.SHARED is not None
    return sorted((samples.SHARED / "plans").glob("seed-*.txt"))


# --- fixtures, known to all tests through conftest.py -----------------------------------------------------------------


@pytest.fixture(scope="session")
def raw_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of data/raw."""
    return ingested(tmp_path_factory.mktemp("raw") / "out", samples.ROOT / "data" / "raw")


@pytest.fixture(scope="session")
def seeds_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the shared seeds; for tests marked needs_shared."""
    return ingested(tmp_path_factory.mktemp("seeds") / "out", *seeds())


@pytest.fixture(scope="session")
def hostile_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the plan that means harm."""
    return ingested(tmp_path_factory.mktemp("hostile") / "out", hostile(tmp_path_factory.mktemp("harm")))
