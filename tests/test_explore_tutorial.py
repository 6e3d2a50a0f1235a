"""Every command and the program of the tutorial run, in its order; the how-to pages name what there is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from samples import ROOT

PAGE = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
COMMANDS = [c for c in re.findall(r"^\$ (.+)$", PAGE, re.M) if not c.startswith(". ")]
HOWTO = sorted((ROOT / "docs" / "howto").glob("*.md"))


def run(command: str | list[str], folder: Path) -> str:
    """What the command prints; it must exit with 0."""
    script = f"#!{sys.executable}\nimport sys\nfrom pipeline.cli import main\nif __name__ == '__main__':\n    sys.exit(main())\n"
    program = folder / "bin" / "govplan"
    program.parent.mkdir(exist_ok=True)
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    path = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "MPLCONFIGDIR": str(folder),
    }
    shell = isinstance(command, str)
    done = subprocess.run(
        command, shell=shell, cwd=folder, env=os.environ | path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(ROOT / "data" / "raw", copy / "data" / "raw")
    run(COMMANDS[0], copy)
    return copy


def test_it_begins_with_an_ingest() -> None:
    assert COMMANDS[0].startswith("govplan ingest ") and len(COMMANDS) > 12


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_command(command: str, folder: Path) -> None:
    printed = run(command, folder)
    if " --to " in command:
        assert (folder / command.split(" --to ")[1].split()[0]).exists()
    elif "lint" not in command:
        assert len(printed.splitlines()) > 3 and not re.search(r"^0 rows", printed, re.M)


def test_the_chart_is_drawn(folder: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    run([sys.executable, "-c", program], folder)
    assert (folder / "deadlines.png").stat().st_size > 5000


def test_five_questions_are_answered_with_one_command_each() -> None:
    part = PAGE.split("## 3.")[1].split("## 4.")[0].split("To compare two years")[0]
    questions = re.split(r"^\*\*", part, flags=re.M)[1:]
    assert len(questions) == 5
    assert all(len(re.findall(r"^\$ ", question, re.M)) == 1 for question in questions)


@pytest.mark.parametrize("page", [ROOT / "docs" / "tutorial.md", *HOWTO], ids=lambda page: page.stem)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (page.parent / target).exists(), target
    for path in re.findall(r"`((?:rules|extractors|pipeline|tests|docs)/[\w/.]+\.(?:py|toml|md))`", text):
        assert (ROOT / path).exists(), path


def test_the_how_to_pages_are_there() -> None:
    assert {page.stem for page in HOWTO} == {"add-a-rule", "add-a-word", "add-a-format"}
