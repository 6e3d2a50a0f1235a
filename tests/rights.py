"""Root as one of many: the modes of files bind it, too."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

CAPABILITIES_3 = 0x20080522  # capget(2)
ALL_MODES = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH of capabilities(7)


class Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class Word(ctypes.Structure):
    """Thirty-two of the capabilities."""

    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def bound_by_modes() -> Iterator[None]:
    """This thread may open only what the modes of files allow to its user, whoever that is."""
    libc, header, words = ctypes.CDLL(None, use_errno=True), Header(CAPABILITIES_3, 0), (Word * 2)()
    checked(libc.capget(ctypes.byref(header), words))
    before = words[0].effective
    words[0].effective = before & ~ALL_MODES
    checked(libc.capset(ctypes.byref(header), words))
    try:
        yield
    finally:
        words[0].effective = before
        checked(libc.capset(ctypes.byref(header), words))


def checked(result: int) -> None:
    """Raises OSError where a call failed."""
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
