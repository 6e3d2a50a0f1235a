"""Exports are opened again by other programs: openpyxl, LibreOffice, icalendar, frictionless."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path

import icalendar
import openpyxl
import pyarrow.parquet as pq
import pytest
from dateutil.rrule import rrulestr
from patience import PATIENCE
from samples import needs_calc

from pipeline import cli
from pipeline.explore.values import FORMULA, NUMBER
from pipeline.schema import tables

VIEWS = {"plan_rows", "target_by_year", "target_years", "gaps", "outline", "evidence"}


def export(out: Path, folder: Path, *options: str) -> Path:
    with contextlib.redirect_stdout(io.StringIO()):
        assert cli.main(["export", str(out), "--to", str(folder), *options]) == 0
    return folder


@pytest.fixture(scope="module")
def exported(raw_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(raw_out, tmp_path_factory.mktemp("export") / "new")


@pytest.fixture(scope="module")
def harmful(hostile_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(hostile_out, tmp_path_factory.mktemp("harmful"))


def csv_rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


# --- workbook ---------------------------------------------------------------------------------------------------------


def test_workbook_has_a_sheet_a_table_that_can_be_filtered(exported: Path, raw_out: Path) -> None:
    book = openpyxl.load_workbook(exported / "govplan.xlsx")
    assert book.sheetnames[0] == "plan_rows"
    assert set(book.sheetnames) == VIEWS | tables().keys() - {"runs"}
    for sheet in book:
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref is not None
        assert all(8 <= d.width <= 60 for d in sheet.column_dimensions.values())
    for name in ("measures", "periods"):
        assert book[name].max_row - 1 == pq.read_table(raw_out / name, partitioning=None).num_rows
    heads = [str(cell.value) for cell in book["plan_rows"][1]]
    assert "measure\n措施" in heads and heads[0] == "plan\n計畫名稱", "keys stand behind what people read"
    assert all(sheet.row_dimensions[1].height > 30 for sheet in book), "two lines of a head are seen"
    ends = [row[heads.index("period_end\n最後一日（含）")] for row in book["plan_rows"].iter_rows(2, values_only=True)]
    assert any(isinstance(end, dt.datetime) for end in ends)


def test_nothing_in_a_workbook_is_a_formula(harmful: Path) -> None:
    book = openpyxl.load_workbook(harmful / "govplan.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert "'=1+1 [bold]甲[/bold]" in texts and any("<img src=x" in text for text in texts)
    assert not [text for text in texts if FORMULA.match(text) and not NUMBER.fullmatch(text)]
    assert max(map(len, texts)) <= 32_767


ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"  # UTF-8, a file a sheet


def sheets_in_calc(book: Path, folder: Path) -> dict[str, list[list[str]]]:
    """The rows of each sheet as LibreOffice Calc shows them, which opens the workbook with a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", ALL_SHEETS, "--outdir", str(folder / "csv"), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=3 * PATIENCE)
    csv.field_size_limit(10_000_000)
    files = {path.stem.removeprefix(f"{book.stem}-"): path for path in (folder / "csv").iterdir()}
    return {name: list(csv.reader(path.open(encoding="utf-8", newline=""))) for name, path in files.items()}


@needs_calc
def test_libreoffice_opens_the_workbook_with_all_sheets_and_rows(exported: Path, tmp_path: Path) -> None:
    sheets = sheets_in_calc(exported / "govplan.xlsx", tmp_path)
    book = openpyxl.load_workbook(exported / "govplan.xlsx", read_only=True)
    assert sheets.keys() == set(book.sheetnames)
    for sheet in book:
        ours = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert len(sheets[sheet.title]) == len(ours), sheet.title
        for mine, shown in zip(ours, sheets[sheet.title], strict=True):
            assert not any(shown[len(mine) :])
            texts = [(m, s) for m, s in zip(mine, shown, strict=False) if isinstance(m, str)]
            assert [s for _, s in texts] == [m.replace("\r\n", "\n").replace("\r", "\n") for m, _ in texts], sheet.title


@needs_calc
def test_libreoffice_computes_nothing(harmful: Path, tmp_path: Path) -> None:
    sheets = sheets_in_calc(harmful / "govplan.xlsx", tmp_path)
    cells = {cell for row in sheets["plan_rows"] for cell in row}
    assert "'=1+1 [bold]甲[/bold]" in cells and any("辦理宣導" in cell for cell in cells)
    assert not [
        cell for rows in sheets.values() for row in rows for cell in row if cell.startswith(("=", "#NAME", "Err:"))
    ]


# --- CSV and data package ---------------------------------------------------------------------------------------------


def test_csv_has_every_row(exported: Path, raw_out: Path) -> None:
    for name in tables().keys() - {"runs"}:
        assert len(csv_rows(exported / f"{name}.csv")) == pq.read_table(raw_out / name, partitioning=None).num_rows
    assert not (exported / "documents.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_csv_for_excel(raw_out: Path, tmp_path: Path) -> None:
    export(raw_out, tmp_path, "--only", "csv", "--bom")
    assert (tmp_path / "documents.csv").read_bytes().startswith(b"\xef\xbb\xbfdocument_id,")
    assert not (tmp_path / "govplan.xlsx").exists()


def test_no_cell_of_a_csv_is_a_formula(harmful: Path) -> None:
    for path in harmful.glob("*.csv"):
        for row in csv_rows(path):
            assert not [v for v in row.values() if FORMULA.match(v) and not NUMBER.fullmatch(v)], path.name
    assert any(row["source_uri"].endswith("=cmd|hostile[red].md") for row in csv_rows(harmful / "files.csv"))


@pytest.mark.parametrize("name", ["exported", "harmful"])
def test_frictionless_finds_keys_and_foreign_keys_in_order(name: str, request: pytest.FixtureRequest) -> None:
    import frictionless

    folder = request.getfixturevalue(name)
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert {r.name for r in package.resources} == VIEWS | tables().keys() - {"runs"}
    assert sum(len(r.schema.foreign_keys) for r in package.resources) > 40
    report = package.validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:5]


def test_frictionless_would_find_a_broken_foreign_key(exported: Path, tmp_path: Path) -> None:
    import frictionless

    broken = shutil.copytree(exported, tmp_path / "broken")
    text = (broken / "targets.csv").read_text(encoding="utf-8")
    (broken / "targets.csv").write_text(text.replace(":indicator:0", ":indicator:999"), encoding="utf-8", newline="")
    report = frictionless.Package(str(broken / "datapackage.json")).validate()
    assert {row[0] for row in report.flatten(["type"])} == {"foreign-key"}


# --- calendar ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def events(exported: Path) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical((exported / "deadlines.ics").read_bytes())
    return list(calendar.walk("VEVENT"))


def test_events_are_whole_days_with_stable_names(events: list[icalendar.Event], raw_out: Path) -> None:
    names = [str(event["uid"]) for event in events]
    periods = set(pq.read_table(raw_out / "periods", partitioning=None)["period_id"].to_pylist())
    assert len(names) == len(set(names)) > 30
    assert {name.removesuffix("@govplan") for name in names} <= periods
    for event in events:
        assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(days=1)
        assert event["summary"] and event["description"]


def test_every_deadline_with_a_day_is_there(events: list[icalendar.Event], raw_out: Path) -> None:
    rows = pq.read_table(raw_out / "periods", partitioning=None).to_pylist()
    deadlines = {r["period_id"]: r["end"] for r in rows if r["kind"] == "deadline" and r["end"] and not r["rrule"]}
    days = {str(e["uid"]).removesuffix("@govplan"): e["dtstart"].dt for e in events}
    assert deadlines and deadlines.items() <= days.items()


def test_recurrences_begin_on_a_day_of_their_own(events: list[icalendar.Event]) -> None:
    rules = [event for event in events if "rrule" in event]
    assert rules
    for event in rules:
        start = dt.datetime.combine(event["dtstart"].dt, dt.time())
        rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=start)
        assert rule[0] == start


def test_hostile_text_adds_no_line_to_a_calendar(harmful: Path) -> None:
    data = (harmful / "deadlines.ics").read_bytes()
    calendar = icalendar.Calendar.from_ical(data)
    assert {component.name for component in calendar.walk()} == {"VCALENDAR", "VEVENT"}
    assert b"\x1b" not in data and b"\x07" not in data
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


# --- all --------------------------------------------------------------------------------------------------------------


def test_the_same_tables_give_the_same_bytes(exported: Path, raw_out: Path, tmp_path: Path) -> None:
    again = export(raw_out, tmp_path)
    assert {p.name: p.read_bytes() for p in again.iterdir()} == {p.name: p.read_bytes() for p in exported.iterdir()}


def test_where_it_cannot_write_it_says_so(raw_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert cli.main(["export", str(raw_out), "--to", str(tmp_path / "file")]) == 2
    assert cli.main(["export", str(tmp_path), "--to", str(tmp_path / "x")]) == 2
    assert capsys.readouterr().err.count("govplan: ") == 2
    assert not (tmp_path / "x").exists()
