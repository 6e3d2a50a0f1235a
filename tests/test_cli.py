"""The command: help at once, exit codes, quiet where no one watches."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import made_up
import pytest
from samples import ROOT

from pipeline import cli, evaluate, ingest, show, version, workers

HEAVY = (
    "pyarrow",
    "pandas",
    "jieba",
    "rich",
    "lxml",
    "numpy",
    "docx",
    "pdfplumber",
    "duckdb",
    "ray",
    "fsspec",
    "obstore",
)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is read as the made-up plan."""
    for module in (workers, show):
        monkeypatch.setattr(module, "extract", made_up.extract)
        monkeypatch.setattr(module, "recognise", made_up.plan)
    path = tmp_path / "plan.txt"
    path.write_text("a plan", encoding="utf-8")
    return path


def govplan(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-c", "import sys; from pipeline.cli import main; sys.exit(main())", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ | environment, check=False)


def exit_code(*arguments: str) -> int:
    """What the command exits with, argparse's own exits too."""
    try:
        return cli.main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)


def test_help_imports_nothing_heavy() -> None:
    script = "import sys; from pipeline.cli import main\ntry: main(['--help'])\nfinally: print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {name.split(".")[0] for name in re.findall(r"'([\w.]+)'", done.stderr)}
    assert "argparse" in loaded
    assert loaded.isdisjoint(HEAVY)
    assert "ingest" in done.stdout and "計畫" in done.stdout


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--version") == 0
    assert capsys.readouterr().out == f"govplan {version()}\n"
    assert version() == importlib.metadata.version("govplan")


@pytest.mark.parametrize("command", ["ingest", "show", "evaluate"])
def test_every_command_has_help_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(command, "--help") == 0
    options = capsys.readouterr().out
    parser = next(a for a in cli.parser()._actions if a.choices).choices[command]  # type: ignore[index,union-attr]
    for action in parser._actions:
        if action.dest != "help":
            assert re.search(r"[\u4e00-\u9fff]", action.help or ""), action.dest
    assert "-v" in options


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("ingest",),
        ("ingest", "x.txt"),
        ("ingest", "missing.txt", "--out", "o"),
        ("show",),
        ("evaluate",),
    ],
)
def test_usage_errors_exit_with_2(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert exit_code(*arguments) == 2
    assert list(tmp_path.iterdir()) == []


def test_ingest_prints_a_summary_and_is_quiet_otherwise(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert exit_code("ingest", str(plan), "--out", str(out), "--engine", "inline") == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert re.search(r"^1 files in \d+\.\d s: 1 extracted$", printed.out, re.MULTILINE)
    assert re.search(rf"^  targets +2  {re.escape(str(out))}/targets$", printed.out, re.MULTILINE)
    assert f"{out}/diagnostics" in printed.out
    assert "\x1b" not in printed.out


def test_ingest_exits_with_1_and_says_what_was_rejected(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        (tmp_path / f"dangling{number}").symlink_to("nowhere")
    out = tmp_path / "out"
    assert exit_code("ingest", str(tmp_path), "--out", str(out), "--engine", "inline") == 1
    printed = capsys.readouterr().out
    assert "rejected as not-a-regular-file: 5" in printed and "… and 2 more" in printed
    assert f"{tmp_path}/dangling0: a symbolic link to nothing" in printed
    assert f"{out}/files" in printed


def test_verbose_shows_tracebacks(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    script = (
        "import sys; from pipeline import cli, workers\n"
        "workers.extract = lambda *_, **__: 1 / 0\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    for option, shown in (("-v", True), (None, False)):
        arguments = [
            "ingest",
            str(tmp_path / "x.txt"),
            "--out",
            str(tmp_path / "out"),
            "--engine",
            "inline",
            *([option] if option else []),
        ]
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == 1, done.stderr
        assert ("ZeroDivisionError" in done.stderr) is shown
        assert "rejected as crashed: 1" in done.stdout


def test_show_json(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("show", str(plan), "--json") == 0
    assert json.loads(capsys.readouterr().out)["periods"][0]["end"] == "2024-03-31"


def test_a_terminal_without_chinese_is_no_error(tmp_path: Path) -> None:
    done = govplan("show", str(tmp_path / "計畫.txt"), PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "cannot be read" in done.stderr and "\\u8a08" in done.stderr


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -c 'import sys; from pipeline.cli import main; sys.exit(main())' --help | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.startswith("usage") and done.stderr == ""


def test_ctrl_c_exits_with_130(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(ingest, "run", interrupted)
    assert exit_code("ingest", str(plan), "--out", str(tmp_path / "out")) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_evaluate_is_given_its_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    def run(gold: Path, plans: Path | None, **options: object) -> int:
        given.update(options, gold=gold, plans=plans)
        return 1

    monkeypatch.setattr(evaluate, "run", run)
    options = ("--plans", "p", "--diff", "--json", "--floor", "f", "--write-floor", "w", "--all-formats", "--only", "n")
    assert exit_code("evaluate", "gold", *options) == 1
    del given["console"]
    assert given == {
        "gold": Path("gold"),
        "plans": Path("p"),
        "diff": True,
        "as_json": True,
        "floor": Path("f"),
        "write_floor": Path("w"),
        "all_formats": True,
        "only": "n",
    }
