"""Benchmarks: each still runs and prints what it measures; none is asked how fast it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import samples
from patience import PATIENCE

SCRIPTS = sorted((samples.ROOT / "benchmarks").glob("*.py"))
QUICK = [script for script in SCRIPTS if '"--quick"' in script.read_text(encoding="utf-8")]


def test_there_are_benchmarks() -> None:
    assert "rules.py" in {script.name for script in QUICK}


@pytest.mark.parametrize("script", [s for s in SCRIPTS if s not in QUICK], ids=lambda path: path.name)
def test_one_that_wants_files_says_how_it_is_called(script: os.PathLike[str]) -> None:
    command = [sys.executable, "-m", f"benchmarks.{Path(script).stem}", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3 * PATIENCE, cwd=samples.ROOT)
    assert done.returncode == 0 and "usage" in done.stdout, done.stderr


@pytest.mark.parametrize("script", QUICK, ids=lambda path: path.name)
def test_a_quick_run_prints_a_table(script: os.PathLike[str]) -> None:
    done = subprocess.run(
        [sys.executable, os.fspath(script), "--quick"],
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE,
        cwd=samples.ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert "┃" in done.stdout


def test_rules_runs_on_the_project_s_own_plans() -> None:
    command = [sys.executable, "benchmarks/rules.py", "--quick", "--only", "，，，，", "--plans", "data/raw"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3 * PATIENCE, cwd=samples.ROOT)
    assert done.returncode == 0, done.stderr
    assert "references" in done.stdout and "real plans" in done.stdout


def test_rules_says_what_is_over_a_limit() -> None:
    from benchmarks.rules import Growth

    def faults(name: str, once: float, twice: float) -> list[str]:
        return list(Growth(name, 100_000, once, twice).faults())

    assert faults("real plans", 1.0, 2.0) == []
    assert [f.partition(":")[0] for f in faults("real plans", 2.0, 4.0)] == ["real plans"]
    assert "2.50 times" in faults("real plans", 1.0, 2.5)[0]
    assert faults("，，，，", 2.0, 4.0) == [] and faults("，，，，", 15.0, 30.0) != []
    assert faults("real plans", 0.1, 0.4) == []  # too short to tell
