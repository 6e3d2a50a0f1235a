"""What is kept of a document whose reading has to be stopped: the pages that were finished.

A worker takes down each page that it finished, and when. Where the next one takes so long that the time of the document would
not suffice to read the finished ones again, the kernel ends the worker (SIGALRM: neither a library nor an endless loop can
prevent it), and another worker reads them alone in the time that is left. The same is done where a page took all memory or
crashed. Where all pages are slow, reading ends with the page at hand.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# Of the time: no page is begun after that, so that rules have the rest. They take twice as long as reading where pages are
# short, and next to nothing beside OCR.
ENOUGH, ENOUGH_OCR = 0.35, 0.8
RESERVE = 0.15  # of the time: for a worker's start, rules and writing, when finished pages are read again


@dataclass(frozen=True, slots=True)
class Shortened:
    """The pages to read again, up to ``last_page``, in ``seconds``."""

    last_page: int
    seconds: float


class Watch:
    """Watches over the pages of one document, which has ``limit`` seconds from now; takes finished ones down in ``path``."""

    def __init__(self, path: Path, limit: float, ocr: bool = False) -> None:
        self._path, self._limit, self._began = path, limit, time.monotonic()
        self._enough = limit * (ENOUGH_OCR if ocr else ENOUGH)
        self._pages = 0
        self.stopped_at: int | None = None

    def finished(self, page: int) -> bool:
        """Takes a page down; whether that is enough."""
        seconds = time.monotonic() - self._began
        with self._path.open("a" if self._pages else "w") as file:
            file.write(f"{page} {seconds:.3f}\n")
        self._pages += 1
        if seconds > self._enough:
            self.stopped_at = page
            return True
        signal.setitimer(signal.ITIMER_REAL, max(ends_at(seconds, self._limit) - seconds, 0.01))
        return False

    def done(self) -> None:
        """All pages are read: what fails from now on would fail again."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self._pages:
            self._path.unlink()


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """The kernel ends this process after so many seconds, 0 for never, or when a Watch says so; not after the block."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def again(seconds: float, limit: float) -> float:
    """What it may take to read pages again that were finished at ``seconds``."""
    return 2 * seconds + RESERVE * limit


def left_at(seconds: float, limit: float) -> float:
    """What is kept of the time for reading pages again that were finished at ``seconds``: no page of a slow document is stopped early.

    >>> left_at(1, 60), left_at(20, 60), left_at(40, 60)
    (11.0, 30.0, 12.5)
    """
    return min(again(seconds, limit), limit / 2, limit - limit / 8 - seconds)


def ends_at(seconds: float, limit: float) -> float:
    """When a worker ends whose last page was finished at ``seconds``."""
    return limit - left_at(seconds, limit)


def shortened(path: Path, limit: float) -> Shortened | None:
    """What can be read again in time of the document whose pages were taken down in ``path``; None where there is nothing."""
    pages = finished(path)
    if not pages:
        return None
    left = left_at(pages[-1][1], limit)
    fitting = [page for page, seconds in pages if again(seconds, limit) <= left]
    return Shortened(fitting[-1], left) if fitting else None


def finished(path: Path) -> list[tuple[int, float]]:
    """The pages taken down, with their times; a line that was cut by the end of its worker is left out."""
    with suppress(FileNotFoundError):
        lines = path.read_text(encoding="ascii").splitlines(keepends=True)
        return [(int(page), float(seconds)) for page, seconds in (line.split() for line in lines if line[-1] == "\n")]
    return []
