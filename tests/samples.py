"""Where the tests find the shared real plans and their annotation: never part of the project itself."""

from __future__ import annotations

import os
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
