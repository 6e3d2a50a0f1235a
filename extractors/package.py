"""Zip packages (OOXML, ODF) read with caps: nothing is inflated beyond its limit, no name is ever used as a path."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from extractors.errors import Code, Unreadable

MAX_MEMBERS = 20_000
MAX_INFLATED = 256 * 1024 * 1024  # bytes in all; a plan with its images is far below
MAX_RATIO = 200  # inflated to packed, for members above RATIO_FLOOR: XML packs well, bombs pack a thousandfold
RATIO_FLOOR = 16 * 1024 * 1024
CHUNK = 1 << 16


@dataclass(slots=True)
class Package:
    """The members of a package. ``damaged`` says that the archive's directory was lost and members were salvaged."""

    _content: bytes
    _archive: zipfile.ZipFile | None
    _salvaged: dict[str, bytes]
    damaged: bool = False
    _inflated: int = 0

    def names(self) -> list[str]:
        """The names of the members, the first of doubled ones once."""
        if self._archive is None:
            return list(self._salvaged)
        return list(dict.fromkeys(info.filename for info in self._archive.infolist()))

    def read(self, name: str) -> bytes | None:
        """The bytes of a member; None where there is none of that name or its data cannot be read at all.

        Raises Unreadable(too-large) where it inflates beyond the caps, Unreadable(encrypted) where it is locked.
        """
        if self._archive is None:
            return self._salvaged.get(name)
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 0x1:
            raise Unreadable(Code.ENCRYPTED, f"the member {name!r} of the package is encrypted")
        return self._inflate(info)

    def _inflate(self, info: zipfile.ZipInfo) -> bytes | None:
        assert self._archive is not None
        parts: list[bytes] = []
        size = 0
        try:
            with self._archive.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    parts.append(chunk)
                    size += len(chunk)
                    self._inflated += len(chunk)
                    check_growth(size, info.compress_size, self._inflated)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
            return self._salvage(info.filename, b"".join(parts))
        return b"".join(parts) or None

    def _salvage(self, name: str, read: bytes) -> bytes | None:
        """What the local headers still give of a damaged member (zipfile drops its last piece for a wrong checksum)."""
        self.damaged = True
        if not self._salvaged:
            self._salvaged = salvage(self._content)
        return max(read, self._salvaged.get(name, b""), key=len) or None


def check_growth(size: int, packed: int, total: int) -> None:
    """Raises Unreadable(too-large) where inflating has gone beyond the caps."""
    if total > MAX_INFLATED:
        raise Unreadable(Code.TOO_LARGE, f"the package inflates to more than {MAX_INFLATED} bytes")
    if size > RATIO_FLOOR and size > MAX_RATIO * max(packed, 1):
        raise Unreadable(Code.TOO_LARGE, f"a member of the package inflates more than {MAX_RATIO} times")


def open_package(content: bytes) -> Package:
    """Opens a package; one whose directory is lost (a truncated file) gives the members that are still whole.

    Raises Unreadable: corrupt where nothing can be salvaged, too-large where there are too many members.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
        salvaged = salvage(content)
        if not salvaged:
            raise Unreadable(Code.CORRUPT, "the package is damaged and nothing in it can be read") from None
        return Package(content, None, salvaged, damaged=True)
    if len(archive.infolist()) > MAX_MEMBERS:
        raise Unreadable(Code.TOO_LARGE, f"the package has more than {MAX_MEMBERS} members")
    return Package(content, archive, {})


_LOCAL = struct.Struct("<4s5H3L2H")


def salvage(content: bytes) -> dict[str, bytes]:
    """The members that the local headers of an archive without directory still give, cut ones as far as they go."""
    found: dict[str, bytes] = {}
    at, total = content.find(b"PK\x03\x04"), 0
    while at >= 0 and at + _LOCAL.size <= len(content) and len(found) < MAX_MEMBERS:
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL.unpack_from(content, at)
        start = at + _LOCAL.size + name_size + extra_size
        name = content[at + _LOCAL.size : at + _LOCAL.size + name_size].decode("utf-8", "replace")
        if not flags & 0x1 and method in (0, 8):
            data, used = _salvage_member(content, start, packed, method)
            total += len(data)
            check_growth(len(data), used, total)
            if data:
                found.setdefault(name, data)
            start += used
        at = content.find(b"PK\x03\x04", start)
    return found


def _salvage_member(content: bytes, start: int, packed: int, method: int) -> tuple[bytes, int]:
    """A member's bytes and how many packed ones they took."""
    if method == 0:
        return content[start : start + packed], packed
    inflater = zlib.decompressobj(-15)
    parts, size, at = [], 0, start
    try:
        while at < len(content) and not inflater.eof:
            part = inflater.decompress(content[at : at + CHUNK], MAX_INFLATED)
            at += CHUNK
            size += len(part)
            parts.append(part)
            check_growth(size, at - start, size)
    except zlib.error:
        return b"".join(parts), max(at - start, 0)
    used = min(at, len(content)) - start - len(inflater.unused_data)
    return b"".join(parts), max(used, 0)
