"""Puts tests/ on the path, so that tests share ``samples``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from explored import hostile_out, raw_out, seeds_out  # noqa: F401 - fixtures
