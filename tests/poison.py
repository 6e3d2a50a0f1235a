"""What a document can do to its worker, as functions that a worker can import."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

from pipeline.engines.ray import AsItIs
from pipeline.processes import ancestors
from pipeline.tasks import Receipt, Task, read
from pipeline.workers import limited

HOG = 512 * 2**20


def act(deed: str) -> str:
    """Does the deed; returns it where the worker survives."""
    name, _, argument = deed.partition(" ")
    DEEDS[name](argument)
    return deed


def nothing(argument: str) -> None:
    """A good document."""


def leave(argument: str) -> None:
    os._exit(3)


def segfault(argument: str) -> None:
    ctypes.string_at(0)


def loop(argument: str) -> None:
    while True:
        pass


def sleep(argument: str) -> None:
    time.sleep(600)


def stick(argument: str) -> None:
    re.match(r"(a+)+b", "a" * 64)


def hog(argument: str) -> None:
    with limited(HOG):
        bytearray(16 * HOG)


def be_killed(argument: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def be_killed_once(argument: str) -> None:
    """Leaves a file behind the first time, and is well where it finds one."""
    try:
        os.close(os.open(argument, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def leave_a_child(argument: str) -> None:
    """A converter that goes on in a session of its own, and a document that never ends; notes when it began, and the converter."""
    began = time.monotonic()
    child = subprocess.Popen(["sleep", "600"], start_new_session=True)
    Path(argument).write_text(f"{began} {child.pid}", encoding="utf-8")
    time.sleep(600)


def write_elsewhere(argument: str) -> None:
    Path(argument).write_text("out", encoding="utf-8")


def never_settle(*_: object) -> None:
    """A worker that cannot even start."""
    os._exit(5)


def connect(argument: str) -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def kill_the_actor(argument: str) -> None:
    """Kills the actor of Ray whose pool this process is of."""
    actor = next(p for p in ancestors(os.getpid()) if b"ray::" in Path(f"/proc/{p}/cmdline").read_bytes())
    os.kill(actor, signal.SIGKILL)
    time.sleep(600)


DEEDS = {
    deed.__name__: deed
    for deed in (
        nothing,
        leave,
        segfault,
        loop,
        sleep,
        stick,
        hog,
        be_killed,
        be_killed_once,
        leave_a_child,
        write_elsewhere,
        connect,
        kill_the_actor,
    )
}


# --- documents --------------------------------------------------------------------------------------------------------


def read_or_act(task: Task) -> Receipt:
    """Reads a document, or does what it says: ``deed: loop``."""
    _, _, deed = task.path.read_text(encoding="utf-8").partition("deed: ")
    if deed:
        act(deed)
    return read(task)


def read_slowly(task: Task) -> Receipt:
    """Reads a document, which takes a moment, so that who wants to disturb a run is not too late."""
    time.sleep(0.1)
    return read(task)


def read_and_kill_the_actor_once(task: Task, victim: str, flag: Path) -> Receipt:
    """Reads a document; the victim costs the actor that reads it first, which leaves the flag."""
    if not task.uri.endswith(victim):
        return read(task)
    try:
        flag.mkdir()
    except FileExistsError:
        return read(task)
    kill_the_actor("")
    raise AssertionError("the actor lives")


class NeverThere(AsItIs):
    """A carriage that ends the actor which is given it."""

    def __setstate__(self, state: object) -> None:
        os._exit(1)

    def __getstate__(self) -> object:
        return "here"
