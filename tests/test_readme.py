"""Every command and every example of the README runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from samples import ROOT

from extractors import EXTRACTORS
from pipeline.cli import parser

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Not run here: what a reader does once, before any of the rest.
BEFORE = {"git clone <address of this repository> govplan", "cd govplan", ". .venv/bin/activate"}


def blocks(*languages: str) -> list[str]:
    """The fenced blocks in one of the languages."""
    return [
        text for language, text in re.findall(r"^```(\w+)\n(.*?)^```", README, re.M | re.S) if language in languages
    ]


def commands() -> list[str]:
    """The commands of the console blocks, each once, in their order."""
    lines = [line for block in blocks("console", "sh") for line in block.splitlines()]
    return list(dict.fromkeys(line.removeprefix("$ ") for line in lines if line.startswith("$ ")))


def outputs() -> list[tuple[str, list[str]]]:
    """The commands that are shown with output, and its lines."""
    shown = []
    for block in blocks("console", "sh"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *lines = part.splitlines()
            shown.append((command, [line for line in lines if line.strip() not in ("", "…")]))
    return [(command, lines) for command, lines in shown if lines]


def run(command: str | list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """The command in the copy, with the environment's programs on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the README needs of the project, copied, and ingested once."""
    folder = tmp_path_factory.mktemp("readme")
    for part in ("data/raw", "tests/gold"):
        shutil.copytree(ROOT / part, folder / part)
    done = run("govplan ingest data/raw --out data/out", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_an_example_stands_within_the_first_15_lines() -> None:
    assert "govplan" in re.findall(r"```console\n(.*?)```", "\n".join(README.splitlines()[:15]), re.S)[0]


def test_blocks_are_found() -> None:
    assert len(blocks("python")) == 3 and len(commands()) > 8
    assert set(re.findall(r"^```(\w+)$", README, re.M)) <= {"console", "sh", "python"}


@pytest.mark.parametrize("command", [c for c in commands() if c not in BEFORE and not c.startswith("make ")])
def test_command(command: str, copy: Path) -> None:
    done = run(command, copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() and "Traceback" not in done.stderr


@pytest.mark.parametrize(("command", "lines"), outputs())
def test_output(command: str, lines: list[str], copy: Path) -> None:
    printed = [" ".join(line.split()) for line in run(command, copy).stdout.splitlines()]
    assert [line for line in lines if " ".join(line.split()) not in printed] == []


@pytest.mark.parametrize("command", [c for c in commands() if c.startswith("make ")])
def test_make_target_exists(command: str) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert command.removeprefix("make ") in targets


@pytest.mark.parametrize("code", blocks("python"))
def test_python_example(code: str, copy: Path) -> None:
    done = run([sys.executable, "-c", code], copy)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 3, done.stdout


def test_tables_are_all_listed() -> None:
    from pipeline.schema import tables

    section = README.split("## The tables")[1].split("With pandas")[0]
    assert {name for name in re.findall(r"`(\w+)`", section) if name in tables()} == tables().keys()


def test_formats_are_those_that_are_read() -> None:
    names = {value: name for name, value in vars(import_module("extractors.sniff")).items() if isinstance(value, str)}
    spoken = {"TEXT": "TXT", "MARKDOWN": "Markdown"}
    read = {spoken.get(names[media_type], names[media_type]) for media_type in EXTRACTORS}
    said = re.findall(r"^- Formats read: ([\w, ]+);", README, re.M)
    assert len(said) == 1 and set(said[0].split(", ")) == read


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_command_and_option_of_the_text_exists() -> None:
    names = next(action.choices for action in parser()._actions if action.choices)  # type: ignore[union-attr]
    printed = "".join(run(f"govplan {command} --help", ROOT).stdout for command in names)
    for option in set(re.findall(r"(?<!-)--[a-z][a-z-]+", re.sub(r"```python.*?```", "", README, flags=re.S))) - {
        "--help"
    }:
        assert option in printed, option
