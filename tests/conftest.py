"""Puts tests/ on the path, so that tests share ``samples``; no example of a property has a deadline: machines are busy.

What tests start keeps its bytecode apart. Where none is kept at all, as in many containers, every process compiles its libraries anew:
those of Ray, of which there are ten, then take longer than Ray waits for them.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir(), f"govplan-tests-{os.getuid()}")))

from explored import hostile_out, raw_out, seeds_out  # noqa: F401 - fixtures
from hypothesis import settings
from remotes import cache, s3, url  # noqa: F401 - fixtures

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
