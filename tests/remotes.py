"""Places behind a URL for the tests: memory, a folder, and S3 on this machine; and machines of their own, by their caches."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from s3_server import Server, serving

from pipeline import ingest
from pipeline.remote.objects import objects_of
from pipeline.remote.url import Location, Url

SCHEMES = ("memory", "file", "s3")


@pytest.fixture(scope="session")
def s3() -> Iterator[Server]:
    """The server, known to this process and those it starts from now on."""
    with serving() as server, pytest.MonkeyPatch.context() as environment:
        for name, value in server.environment.items():
            environment.setenv(name, value)
        yield server


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache for this test."""
    monkeypatch.setenv("GOVPLAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(params=SCHEMES)
def url(request: pytest.FixtureRequest, tmp_path: Path, cache: Path) -> Url:
    """A place where nothing is yet."""
    return place(request, request.param, tmp_path)


def place(request: pytest.FixtureRequest, scheme: str, folder: Path) -> Url:
    """A place of a scheme that no other test has."""
    if scheme == "s3":
        request.getfixturevalue("s3")
    name = os.urandom(6).hex()
    return Url(f"file://{folder}/{name}") if scheme == "file" else Url(f"{scheme}://test-{name}/out")


def put(url: Url, name: str, text: str, folder: Path) -> None:
    """An object with that text."""
    path = folder / "to-upload"
    path.write_text(text, encoding="utf-8")
    objects_of(url).upload(path, name)


def names(url: Url) -> set[str]:
    """All objects below a URL."""
    return {one.name for one in objects_of(url).list()}


def run(out: Location, *sources: object, **options: object) -> tuple[int, str]:
    """An ingest without workers where nothing else is asked for: the exit code, and what it says of errors."""
    said = io.StringIO()
    chosen = ingest.Options(**{"engine": "inline", **options})  # type: ignore[arg-type]
    code = ingest.run(
        [str(s) for s in sources], out, Console(file=io.StringIO()), Console(file=said, width=1000), chosen
    )
    return code, said.getvalue()
