"""What an ingest asks of the kernel: no address of a network, and nothing written outside the output folder and its own scratch."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from patience import PATIENCE
from samples import ROOT, SHARED, needs_office, needs_shared, needs_strace
from stores import statuses

CALL = "import sys; from pipeline.cli import main; sys.exit(main())"
CHANGES = "creat,truncate,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,chmod,fchmodat,chown,fchownat"
OPENED = re.compile(r"\bopen(?:at2?)?\(.*(?:O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND)")
CHANGED = re.compile(rf"\b(?:{CHANGES.replace(',', '|')})\(")
ADDRESS = re.compile(r"\b(?:connect|bind|sendto|sendmsg)\(.*sa_family=AF_(?!UNIX)(\w+)")
SOCKET = re.compile(r"\bsocket\(AF_(?!UNIX)(\w+)")
FOLDER, QUOTED = re.compile(r"\((?:AT_FDCWD|\d+)<([^>]*)>"), re.compile(r'"((?:[^"\\]|\\.)*)"')
# the null device; semaphores of the pool, which have no other place
HARMLESS = re.compile(r"/dev/null$|/dev/shm/sem\.")
# of LibreOffice: a local socket by which its processes find each other, and a stamp that only root can write
OFFICE = re.compile(r"/tmp/OSL_PIPE_|/(?:usr/lib|var/spool)/libreoffice/")


def calls(plans: list[Path], out: Path, scratch: Path, log: Path) -> list[str]:
    """The system calls of an ingest and all its children that open, change or connect."""
    scratch.mkdir()
    watched = f"trace=%network,open,openat,openat2,{CHANGES}"
    command = [
        "strace",
        "-f",
        "-qq",
        "-y",
        "-s",
        "4096",
        "-e",
        watched,
        "-o",
        str(log),
        sys.executable,
        "-c",
        CALL,
    ]
    command += ["ingest", *map(str, plans), "--out", str(out), "--workers", "2", "--timeout", str(PATIENCE)]
    environment = os.environ | {"TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return log.read_text(encoding="utf-8", errors="replace").splitlines()


def outside(lines: list[str], folders: tuple[Path, ...], harmless: re.Pattern[str] | None = None) -> Iterator[str]:
    """The calls that write outside the folders, and those that name an address of a network."""
    for line in lines:
        if ADDRESS.search(line) or SOCKET.search(line):
            yield line
        elif OPENED.search(line) or CHANGED.search(line):
            here = FOLDER.search(line)
            for name in QUOTED.findall(line)[1 if "symlink" in line else 0 :]:  # what a link leads to is not touched
                path = os.path.normpath(Path(here[1] if here else ROOT, name))
                inside = any(Path(path).is_relative_to(folder) for folder in folders)
                if not (
                    inside
                    or HARMLESS.search(path)
                    or (harmless and harmless.search(path))
                    or "ENOENT" in line
                    or "EEXIST" in line
                ):
                    yield line


@needs_strace
def test_nothing_is_written_outside_and_no_network_is_asked_for(tmp_path: Path) -> None:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    lines = calls([ROOT / "data" / "raw"], out, scratch, tmp_path / "log")
    appended = sum(f'"{out}/.govplan/parts/' in line and "O_APPEND" in line for line in lines)
    assert 1 <= appended <= 2  # the log is of the workers, too: each keeps its file open
    assert list(outside(lines, (out, scratch))) == []
    assert list(outside(lines, (scratch,))) != []
    assert list(scratch.iterdir()) == []


@needs_shared
@needs_strace
@needs_office
def test_libre_office_keeps_to_the_scratch_folder(tmp_path: Path) -> None:
    assert SHARED is not None
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    lines = calls([SHARED / "plans" / "seed-000.doc"], out, scratch, tmp_path / "log")
    assert list(statuses(out).values()) == [("extracted", None)]
    assert list(outside(lines, (out, scratch), OFFICE)) == []


@pytest.mark.parametrize(
    "line",
    [
        '12 connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("1.2.3.4")}, 16) = 0',
        "12 socket(AF_INET6, SOCK_DGRAM, 0) = 3",
        '12 openat(AT_FDCWD</home>, "x/../../etc/y", O_WRONLY|O_CREAT, 0666) = 3',
        '12 rename("/out/x", "/home/x") = 0',
        '12 unlink("/home/x" <unfinished ...>',
    ],
)
def test_calls_that_are_told(line: str) -> None:
    assert list(outside([line], (Path("/out"),))) == [line]


def test_calls_that_are_not() -> None:
    lines = ['openat(AT_FDCWD</out>, "x/y", O_WRONLY|O_CREAT, 0666) = 3', 'openat(AT_FDCWD</>, "/etc/x", O_RDONLY) = 3']
    assert list(outside(lines, (Path("/out"),))) == []
