"""Processes that must not outlive their parent: workers, and the converters that workers start in sessions of their own.

All of them carry a mark in their environment. A *warden*, a tiny process beside the parent, kills what bears the mark as
soon as the parent is gone, however it went; the parent itself uses the same mark to find converters whose worker died.
Marks are read from /proc: where there is none, only the workers themselves are looked after.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

MARK = "GOVPLAN_MARK"
PR_SET_PDEATHSIG = 1  # prctl(2)
PF_EXITING = 0x4  # proc(5), flags of stat: it ends, though it is still there
WARDEN = "import sys; from pipeline.processes import warden; warden(sys.argv[1])"


_WARDENS: list[subprocess.Popen[bytes]] = []  # kept: the warden's input ends with this process, and not before


@cache
def mark() -> str:
    """The mark of this process's children, set in the environment that they inherit; starts the warden. Once a process."""
    word = f"{os.getpid()}-{os.urandom(8).hex()}"
    bare = {name: value for name, value in os.environ.items() if name != MARK}
    command = [sys.executable, "-c", WARDEN, word]
    _WARDENS.append(subprocess.Popen(command, stdin=subprocess.PIPE, env=bare, start_new_session=True))
    os.environ[MARK] = word
    return word


def warden(word: str) -> None:
    """Waits until standard input ends, which it does with the parent, then kills all that bears the mark."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while sys.stdin.buffer.read(1):
        pass
    quiet = 0
    while quiet < 3:  # what is being started meanwhile
        quiet = 0 if kill(marked(word)) else quiet + 1
        time.sleep(0.1)


def marked(word: str) -> Iterator[int]:
    """The processes that bear the mark."""
    wanted = f"{MARK}={word}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                yield int(entry.name)
        except OSError:
            continue  # it has ended, or is another user's


def strays(word: str) -> Iterator[int]:
    """The marked processes that do not descend from this one any more: converters whose worker is gone."""
    for process in marked(word):
        if os.getpid() not in ancestors(process):
            yield process


def ancestors(process: int) -> list[int]:
    """The parents of a process, nearest first, up to one that is ending: its children are about to lose it."""
    found = []
    while process > 1:
        try:
            stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            break
        _, parent, _, _, _, _, flags, *_ = stat.rpartition(")")[2].split()
        if int(flags) & PF_EXITING:
            break
        process = int(parent)
        found.append(process)
    return found


def kill(processes: Iterator[int]) -> int:
    """Kills them; returns how many there were."""
    number = 0
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
            number += 1
        except OSError:
            continue
    return number


def die_with_parent() -> None:
    """This process is killed when the one that started it ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            os._exit(1)
