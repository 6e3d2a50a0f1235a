"""How a cost grows with the size of its input: processor time, the best of several tries, so that a busy machine fails no test."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TRIES = 5
TOO_SHORT = 0.05  # seconds: below, a ratio says nothing


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call. No garbage is collected meanwhile: a full collection costs what all tests before have left behind."""
    gc.disable()
    try:
        begin = time.process_time()
        work()
        return time.process_time() - begin
    finally:
        gc.enable()


def assert_linear(work: Callable[[int], object], size: int, times: int = 4) -> None:
    """Work on an input ``times`` as large must not cost nearly ``times`` squared as much: at most ``times ** 1.7`` in one of the tries."""
    assert_growth(lambda size: seconds(lambda: work(size)), size, times)


def assert_growth(cost: Callable[[int], float], size: int, times: int = 4) -> None:
    """``assert_linear`` of a cost that is measured by the caller, with ``seconds``."""
    cost(max(size // 20, 1))
    ratios = []
    for _ in range(TRIES):
        once, more = cost(size), cost(size * times)
        if more <= max(TOO_SHORT, once * times**1.7):
            return
        ratios.append(round(more / once, 1) if once else float("inf"))
    raise AssertionError(f"{ratios} times the cost for {times} times the input")
