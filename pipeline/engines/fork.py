"""The process that workers are forked from, with the modules loaded and the patterns compiled that most documents need.

It loads for a second or more while its caller goes on: who will need workers starts it first. With nothing to read it ends with its parent.
"""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

from pipeline.processes import mark

# One thread a worker, and an allocator that reserves no gigabytes of address space, which would count against the limit.
FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def fork_server() -> ForkServerContext:
    """Starts the process if it does not run yet; the context that makes workers from it."""
    os.environ.update({name: value for name, value in FRUGAL.items() if name not in os.environ})
    mark()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipeline.engines.warm"])
    forkserver.ensure_running()
    return context
