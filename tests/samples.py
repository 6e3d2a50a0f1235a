"""Where the tests find the shared real plans and their annotation: never part of the project itself."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _shared() -> Path | None:
    """The folder with plans/, gold/ and peer_cases/: GOVPLAN_SAMPLES, or ``../shared`` beside the checkout."""
    folder = Path(os.environ.get("GOVPLAN_SAMPLES") or ROOT.parent / "shared")
    return folder if (folder / "gold").is_dir() else None


SHARED = _shared()
needs_shared = pytest.mark.skipif(SHARED is None, reason="no shared samples: set GOVPLAN_SAMPLES to their folder")


def plan(name: str) -> Path:
    """A shared plan by its file name."""
    assert SHARED is not None, "mark the test with needs_shared"
    return SHARED / "plans" / name


def needs_program(*names: str) -> pytest.MarkDecorator:
    """Skips a test where none of the programs is installed; with GOVPLAN_REQUIRE_ALL set it runs, and fails, all the same."""
    absent = not any(shutil.which(name) for name in names) and not os.environ.get("GOVPLAN_REQUIRE_ALL")
    return pytest.mark.skipif(absent, reason=f"{names[0]} is not installed")


def has_calc() -> bool:
    """Whether LibreOffice has its spreadsheets, which Debian packages apart: soffice alone opens no workbook."""
    program = shutil.which("soffice")
    return program is not None and (Path(program).resolve().parent / "libsclo.so").exists()


def needs_package(name: str) -> pytest.MarkDecorator:
    """Skips a test where the package is not installed; with GOVPLAN_REQUIRE_ALL set it runs, and fails, all the same."""
    absent = find_spec(name) is None and not os.environ.get("GOVPLAN_REQUIRE_ALL")
    return pytest.mark.skipif(absent, reason=f"{name} is not installed")


needs_office = needs_program("soffice", "libreoffice")
needs_calc = pytest.mark.skipif(
    not has_calc() and not os.environ.get("GOVPLAN_REQUIRE_ALL"), reason="LibreOffice Calc is not installed"
)
needs_strace = needs_program("strace")
needs_tesseract = needs_program("tesseract")
needs_chromium = needs_program("chromium", "chromium-browser", "google-chrome")
