"""Puts tests/ on the path, so that tests share ``samples``; no example of a property has a deadline: machines are busy."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from explored import hostile_out, raw_out, seeds_out  # noqa: F401 - fixtures
from hypothesis import settings
from remotes import cache, s3, url  # noqa: F401 - fixtures

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
