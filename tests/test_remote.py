"""A store behind a URL: the same tables as on a disk, whole at every moment, and one writer's at a time."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import fsspec
import made_up
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from remotes import names, put, run
from s3_server import Server
from stores import assert_sound, bytes_of, read, statuses

from extractors.errors import Code
from pipeline import cli, snapshots, workers
from pipeline.engines import Failure
from pipeline.engines.local import Died
from pipeline.explore.connect import connect
from pipeline.parts import append, content_of
from pipeline.remote.cache import cache_of, kept
from pipeline.remote.carriage import Documents, Parcel
from pipeline.remote.manifest import POINTER, read_manifest, read_pointer
from pipeline.remote.objects import Conflict, objects_of
from pipeline.remote.publish import Publisher, collect_remote
from pipeline.remote.url import Url
from pipeline.store import StoreError, snapshot
from pipeline.tasks import Receipt, Task

HIDDEN = ".govplan"


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read as the made-up plan."""
    monkeypatch.setattr(workers, "extract", made_up.extract)
    monkeypatch.setattr(workers, "recognise", made_up.plan)


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Four files."""
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"plan {number}", encoding="utf-8")
    return folder


def manifest_of(url: Url) -> str:
    name = read_pointer(objects_of(url / HIDDEN)).manifest
    assert name is not None
    return name


# --- objects ----------------------------------------------------------------------------------------------------------


def test_objects_are_put_listed_got_and_removed(url: Url, tmp_path: Path) -> None:
    objects = objects_of(url)
    assert list(objects.list()) == [] and objects.find("a/1") is None
    wanted = {f"a/{number}" for number in range(9)} | {"計畫/50%.txt"}
    for name in wanted:
        put(url, name, name, tmp_path)
    assert names(url) == wanted
    one = objects.find("計畫/50%.txt")
    assert one is not None and one.bytes == len("計畫/50%.txt".encode()) and (one.tag or one.modified_ns)
    assert one in list(objects.list())
    assert objects.get("a/3")[0] == b"a/3"
    objects.download("計畫/50%.txt", tmp_path / "got")
    assert (tmp_path / "got").read_text(encoding="utf-8") == "計畫/50%.txt"
    objects.remove(["a/1", "a/2"])
    assert names(url) == wanted - {"a/1", "a/2"}
    for act in (lambda: objects.get("a/1"), lambda: objects.download("a/1", tmp_path / "got")):
        with pytest.raises(FileNotFoundError):
            act()


def test_a_swap_wants_what_was_read(url: Url) -> None:
    objects = objects_of(url)
    first = objects.swap("pointer", b"1", None)
    for tag in (None, "another"):
        with pytest.raises(Conflict):
            objects.swap("pointer", b"x", tag)
    second = objects.swap("pointer", b"2", first)
    with pytest.raises(Conflict):
        objects.swap("pointer", b"x", first)
    with pytest.raises(Conflict):
        objects.swap("none", b"x", second)
    assert objects.get("pointer") == (b"2", second)


# --- the same tables --------------------------------------------------------------------------------------------------


def test_tables_are_those_of_a_disk(url: Url, plans: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert run(url, plans, prune=True) == (0, "") and run(tmp_path / "disk", plans, prune=True) == (0, "")
        assert bytes_of(snapshot(url)) == bytes_of(tmp_path / "disk")
        (plans / "1.txt").write_text("another plan", encoding="utf-8")
        (plans / "2.txt").unlink(missing_ok=True)
        (plans / "0.first.txt").write_text("plan 3", encoding="utf-8")
    assert run(url, plans) == (0, "") and run(tmp_path / "disk", plans) == (0, "")
    assert bytes_of(snapshot(url)) == bytes_of(tmp_path / "disk")
    assert_sound(snapshot(url))


def test_another_machine_goes_on_and_reads_nothing_again(
    url: Url, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(url, plans)
    before = bytes_of(snapshot(url))
    monkeypatch.setenv("GOVPLAN_CACHE", str(tmp_path / "another"))
    monkeypatch.setattr(workers, "extract", lambda *_, **__: pytest.fail("a file was read again"))
    assert run(url, plans) == (0, "")
    assert bytes_of(snapshot(url)) == before
    assert len(read(snapshot(url), "runs")) == 2


def test_what_did_not_change_is_not_sent_again(
    s3: Server,
    cache: Path,
    plans: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(snapshots, "BUCKET_BYTES", 4_000)
    out = Url("s3://only-changes/out")
    run(out, plans)
    whole = [name for name in s3.puts if "only-changes" in name and "/documents/" in name]
    (plans / "1.txt").write_text("changed", encoding="utf-8")
    s3.puts.clear()
    run(out, plans)
    assert len(whole) > 2 and 1 <= sum("/documents/" in name for name in s3.puts) <= 2


def test_commands_read_a_url(url: Url, plans: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for code, arguments, said in (
        (
            0,
            ["ingest", str(plans), "--out", str(url), "--engine", "inline"],
            f'govplan query "FROM diagnostics" --out {url}',
        ),
        (0, ["status", str(url)], "files extracted: 4"),
        (0, ["query", "SELECT count(*) AS n FROM periods", "--out", str(url), "--format", "csv"], "n\n4"),
        (0, ["search", str(url), "讀書"], "青泉市"),
        (0, ["diff", f"{url}:青泉", str(url)], ""),
        (0, ["export", str(url), "--to", str(tmp_path / "export")], ""),
        (0, ["gc", str(url)], "0 old snapshots removed"),
        (2, ["query", "SELECT 1", "--out", f"{url}-nothing"], ""),
        (2, ["status", f"{url}-nothing"], ""),
        (2, ["gc", f"{url}-nothing"], ""),
    ):
        assert cli.main(arguments) == code, arguments
        assert said in capsys.readouterr().out, arguments
    with closing(connect(str(url))) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (4,)


# --- whole at every moment --------------------------------------------------------------------------------------------


def at_every_step(monkeypatch: pytest.MonkeyPatch, url: Url, act: Callable[[], None]) -> None:
    """Calls ``act`` before and after every change that is made behind the URL."""
    kind = type(objects_of(url))
    for name in ("upload", "swap", "remove"):
        change = getattr(kind, name)

        def watched(*arguments: object, change: Callable[..., object] = change) -> object:
            act()
            result = change(*arguments)
            act()
            return result

        monkeypatch.setattr(kind, name, watched)


def test_a_reader_sees_one_snapshot_or_the_next(
    url: Url, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(url, plans)
    before = bytes_of(snapshot(url))
    (plans / "1.txt").write_text("another plan", encoding="utf-8")
    run(tmp_path / "disk", plans)
    after, seen = bytes_of(tmp_path / "disk"), list[bool]()

    def look() -> None:
        found = bytes_of(snapshot(url))
        assert found in (before, after)
        seen.append(found == after)

    with monkeypatch.context() as patches:
        at_every_step(patches, url, look)
        run(url, plans)
    assert seen == sorted(seen) and {False, True} == set(seen)


@pytest.mark.parametrize("lost", [False, True], ids=["goes on", "on another machine"])
def test_stopped_at_any_step_nothing_is_lost(
    url: Url, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    run(url, plans)
    before = bytes_of(snapshot(url))
    (plans / "1.txt").write_text("another plan", encoding="utf-8")
    run(tmp_path / "disk", plans)
    after, steps, stopped = bytes_of(tmp_path / "disk"), 0, True
    while stopped:
        left, stopped = iter(range(steps)), False

        def stop() -> None:
            if next(left, None) is None:  # noqa: B023
                raise KeyboardInterrupt

        with monkeypatch.context() as patches:
            at_every_step(patches, url, stop)
            try:
                run(url, plans)
            except KeyboardInterrupt:
                stopped = True
        assert bytes_of(snapshot(url)) in (before, after)
        if lost:
            monkeypatch.setenv("GOVPLAN_CACHE", str(tmp_path / f"cache{steps}"))
        steps += 7
    assert steps > 14 and bytes_of(snapshot(url)) == after
    collect_remote(url, 0.0)
    kept_names = read_manifest(objects_of(url / HIDDEN), manifest_of(url)).names()
    assert {name for name in names(url / HIDDEN) if not name.startswith(".")} == kept_names | {POINTER}


# --- one writer at a time ---------------------------------------------------------------------------------------------


def interposed(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """The next publish, when all is uploaded, is overtaken by ``act``."""
    upload = Publisher._upload

    def overtaken(self: Publisher, *arguments: object) -> object:
        monkeypatch.setattr(Publisher, "_upload", upload)
        manifest = upload(self, *arguments)  # type: ignore[arg-type]
        act()
        return manifest

    monkeypatch.setattr(Publisher, "_upload", overtaken)


@pytest.mark.parametrize("first", [True, False], ids=["a first publish", "a later one"])
def test_a_stale_pointer_is_refused(
    url: Url, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    if not first:
        run(url, plans / "0.txt")

    def another() -> None:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("GOVPLAN_CACHE", str(tmp_path / "another"))
            assert run(url, plans / "1.txt") == (0, "")

    interposed(monkeypatch, another)
    code, said = run(url, plans / "2.txt")
    assert code == 2 and "another govplan has published" in said and "重新執行" in said
    theirs = {"1.txt"} if first else {"0.txt", "1.txt"}
    assert set(statuses(snapshot(url))) == theirs
    assert_sound(snapshot(url))
    assert run(url, plans / "2.txt") == (0, "")
    assert set(statuses(snapshot(url))) == theirs | {"2.txt"}


def test_two_writers_of_one_machine(url: Url, plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[int, str]] = []
    interposed(monkeypatch, lambda: said.append(run(url, plans / "1.txt")))
    assert run(url, plans / "0.txt") == (0, "")
    assert said[0][0] == 2 and f"another govplan is writing into {url}" in said[0][1]


def test_what_gc_removes(url: Url, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(url, plans)
    old = read_manifest(objects_of(url / HIDDEN), manifest_of(url)).names()
    (plans / "0.txt").write_text("changed", encoding="utf-8")
    run(url, plans)
    new = read_manifest(objects_of(url / HIDDEN), manifest_of(url)).names()
    put(url / HIDDEN, "objects/targets/of-a-killed-run", "x", tmp_path)
    assert {one.name for one in collect_remote(url, 900.0)} == {"objects/targets/of-a-killed-run"}
    assert names(url / HIDDEN) >= old | new
    assert {one.name for one in collect_remote(url, 0.0)} == old - new
    assert bytes_of(snapshot(url))
    monkeypatch.setenv("GOVPLAN_CACHE", str(tmp_path / "another"))
    assert_sound(snapshot(url))


def test_gc_in_the_middle_of_a_publish_costs_neither(url: Url, plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(url, plans / "0.txt")
    interposed(monkeypatch, lambda: assert_removes_something(url))
    assert run(url, plans) == (0, "")
    assert set(statuses(snapshot(url))) == {f"{number}.txt" for number in range(4)}
    monkeypatch.setenv("GOVPLAN_CACHE", str(cache_of(url).parent / "another"))
    assert_sound(snapshot(url))


def assert_removes_something(url: Url) -> None:
    assert collect_remote(url, 0.0)


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_damaged_object_is_refused(url: Url, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(url, plans)
    manifest = read_manifest(objects_of(url / HIDDEN), manifest_of(url))
    entry = next(iter(manifest.tables["targets"].values()))
    put(url / HIDDEN, entry.name, "no longer Parquet", tmp_path)
    assert kept(cache_of(url), entry).is_file() and snapshot(url)  # here it is whole still
    monkeypatch.setenv("GOVPLAN_CACHE", str(tmp_path / "another"))
    with pytest.raises(StoreError, match="is not what its manifest says"):
        snapshot(url)
    objects_of(url / HIDDEN).remove([entry.name])
    with pytest.raises(StoreError, match="lacks an object"):
        snapshot(url)


@pytest.mark.parametrize("content", ["", "[]", '{"format": 2}', '{"format": 1, "name": "x"}'])
def test_a_damaged_manifest_is_refused(url: Url, plans: Path, tmp_path: Path, content: str) -> None:
    run(url, plans / "0.txt")
    put(url / HIDDEN, manifest_of(url), content, tmp_path)
    with pytest.raises(StoreError):
        snapshot(url)
    code, said = run(url, plans)
    assert code == 2 and "govplan: " in said


def test_a_manifest_that_leads_out_of_its_folder_is_refused(cache: Path, plans: Path, tmp_path: Path) -> None:
    out = Url(f"file://{tmp_path}/out")
    run(out, plans / "0.txt")
    path = tmp_path / "out" / HIDDEN / manifest_of(out)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"part-0.parquet"', '"../../part-0.parquet"'), encoding="utf-8"
    )
    with pytest.raises(StoreError, match="is no name of a file"):
        snapshot(out)


@pytest.mark.parametrize(("package", "scheme", "extra"), [("fsspec", "memory", "ray"), ("obstore", "s3", "s3")])
def test_what_is_not_installed_is_said(
    package: str,
    scheme: str,
    extra: str,
    cache: Path,
    plans: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    objects_of.cache_clear()
    code, said = run(Url(f"{scheme}://nothing/out"), plans)
    assert code == 2 and f"pip install 'govplan[{extra}]'" in said and "需先安裝" in said
    code, said = run(cache.parent / "out", f"{scheme}://nothing/plans")
    assert code == 2 and f"pip install 'govplan[{extra}]'" in said


class Plain(MemoryFileSystem):  # type: ignore[misc]
    """A file system that offers no condition."""

    protocol = "plain"


def test_where_nothing_guards_the_pointer_it_is_said(cache: Path, plans: Path) -> None:
    fsspec.register_implementation("plain", Plain, clobber=True)
    out = Url("plain://unguarded/out")
    code, said = run(out, plans)
    assert code == 0 and "keeps a second writer out" in said and "請勿同時執行" in said
    assert set(statuses(snapshot(out))) == {f"{number}.txt" for number in range(4)}


@pytest.mark.parametrize("out", ["nosuchscheme://x/out", "s3://no such bucket/out"])
def test_a_url_that_leads_nowhere(out: str, plans: Path, cache: Path, s3: Server) -> None:
    code, said = run(Url(out), plans)
    assert code == 2 and said.startswith("govplan: ")


# --- sources ----------------------------------------------------------------------------------------------------------


def found(out: Path) -> dict[str, tuple[str, str | None]]:
    return {str(f["source_uri"]): (f["status"], f["code"]) for f in read(out, "files")}  # type: ignore[misc]


def test_objects_are_read(url: Url, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = url / "plans"
    for name in ("a.txt", "deep/b.txt", "deep/50%.txt", ".hidden/c.txt", "deep/.d.txt"):
        put(source, name, name, tmp_path)
    out, path = tmp_path / "out", url.path if url.scheme == "file" else str(url)
    assert run(out, source) == (0, "")
    wanted = {f"{path}/plans/{name}": ("extracted", None) for name in ("a.txt", "deep/b.txt", "deep/50%25.txt")}
    assert found(out) == wanted
    before = bytes_of(out)
    with monkeypatch.context() as patches:
        patches.setattr(workers, "extract", lambda *_, **__: pytest.fail("an object was read again"))
        assert run(out, source) == (0, "")
    assert bytes_of(out) == before
    put(source, "a.txt", "changed", tmp_path)
    objects_of(source).remove(["deep/b.txt"])
    assert run(out, source, prune=True) == (0, "")
    assert set(found(out)) == {f"{path}/plans/a.txt", f"{path}/plans/deep/50%25.txt"}
    assert bytes_of(out) != before


def test_one_object_and_patterns(url: Url, tmp_path: Path) -> None:
    source = url / "plans"
    for name in ("a.txt", "b.md", "deep/c.txt", ".x/d.txt"):
        put(source, name, name, tmp_path)
    for number, (named, wanted) in enumerate(
        {
            "a.txt": {"a.txt"},
            "*.txt": {"a.txt"},
            "*/*.txt": {"c.txt"},
            "[ab].*": {"a.txt", "b.md"},
            "d*": {"c.txt"},
        }.items()
    ):
        assert run(tmp_path / f"out{number}", source / named)[0] == 0
        assert set(statuses(tmp_path / f"out{number}")) == wanted, named
    for named in ("nothing", "*.pdf"):
        assert run(tmp_path / "none", source / named)[0] == 2


def test_objects_that_cannot_be_read(s3: Server, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Url("s3://bad-objects/plans")
    put(source, "good.txt", "good", tmp_path)
    put(source, "gone.txt", "gone", tmp_path)
    put(source, "large.txt", "x" * 2000, tmp_path)
    monkeypatch.setattr("pipeline.gate.MAX_BYTES", 1000)
    kind = type(objects_of(source))
    download = kind.download

    def losing(self: object, name: str, path: Path) -> None:
        s3.objects.pop("bad-objects/plans/gone.txt", None)
        download(self, name, path)  # type: ignore[arg-type]

    monkeypatch.setattr(kind, "download", losing)
    out = tmp_path / "out"
    assert run(out, source)[0] == 1
    assert statuses(out) == {
        "good.txt": ("extracted", None),
        "gone.txt": ("rejected", "unreadable"),
        "large.txt": ("rejected", "too-large"),
    }
    messages = {str(f["message"]) for f in read(out, "files")}
    assert "the object is not there any more" in messages
    assert not list((out / HIDDEN / "work").glob("**/*"))


def test_usage_of_address(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["ingest", "x", "--out", "y", "--address", "z"])
    assert stop.value.code == 2 and "--engine ray" in capsys.readouterr().err


# --- to other machines ------------------------------------------------------------------------------------------------


def test_what_travels_with_a_document(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    (tmp_path / "a.txt").write_text("plan", encoding="utf-8")
    task = Task(tmp_path / "a.txt", "a.txt", here / "parts", pages=here / "a.pages")
    carriage = Documents()

    def work(result: Receipt | Died) -> Callable[[Task], object]:
        def run_there(far: Task) -> object:
            assert far.path.read_text(encoding="utf-8") == "plan" and far.pages is not None
            assert far.path.parent == far.parts == far.pages.parent == there
            far.pages.write_text("1 0.5\n", encoding="utf-8")
            if isinstance(result, Receipt):
                append(far.parts, b"rows of the document before")
                far.pages.unlink()
                return replace(result, part=append(far.parts, b"rows"))
            return result

        return run_there

    def travel(result: Receipt | Died) -> object:
        parcel = carriage.pack(task)
        assert isinstance(parcel, Parcel)
        delivery = carriage.there(pickle.loads(pickle.dumps(parcel)), there, work(result))
        assert not there.exists()
        return carriage.deliver(task, pickle.loads(pickle.dumps(delivery)))

    died = Died(Failure(Code.CRASHED, "twice"))
    assert travel(died) == died and (here / "a.pages").read_text(encoding="utf-8") == "1 0.5\n"
    receipt = travel(Receipt("sha", "id"))
    assert isinstance(receipt, Receipt) and receipt.part is not None and receipt.sha256 == "sha"
    assert content_of(here, receipt.part) == b"rows"
    assert not (here / "a.pages").exists()
    (tmp_path / "a.txt").unlink()
    lost = carriage.pack(task)
    assert isinstance(lost, Failure) and lost.code is Code.UNREADABLE
