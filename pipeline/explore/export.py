"""``govplan export``: the tables as files that other programs open. The same tables give the same bytes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.text import Text

from pipeline.explore import calendar, package, workbook
from pipeline.explore.connect import DERIVED, NoTables, connect, identifier
from pipeline.explore.query import cell
from pipeline.remote.url import Location
from pipeline.schema import tables

CHUNK = 10_000  # rows fetched at a time


@dataclass(frozen=True, slots=True)
class Listing:
    """A table or view with its column names; ``rows()`` reads it anew."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Sequence[Any]]]


def listing(connection: duckdb.DuckDBPyConnection, name: str) -> Listing:
    """A table or view in its order: that of its key, or its own."""
    order = f" ORDER BY {', '.join(map(identifier, tables()[name].key))}" if name in tables() else ""
    if name in tables() and any(c.name == "ordinal" for c in tables()[name].columns):
        order = " ORDER BY document_id, ordinal"
    sql = f"SELECT * FROM {identifier(name)}{order}"

    def rows() -> Iterator[Sequence[Any]]:
        cursor = connection.cursor()
        cursor.execute(sql)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk

    described = connection.execute(f"DESCRIBE {identifier(name)}").fetchall()
    return Listing(name, tuple(row[0] for row in described), rows)


def write_csv(listings: Sequence[Listing], folder: Path, *, bom: bool) -> None:
    """A CSV file a table; with a byte order mark Excel takes it for UTF-8."""
    for table in listings:
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(table.columns)
            writer.writerows([cell(value) for value in row] for row in table.rows())


def write_all(out: Location, folder: Path, forms: Sequence[str], *, bom: bool) -> list[Path]:
    """Writes these forms (csv, xlsx, ics) into the folder and returns what it wrote. Raises NoTables, OSError."""
    with closing(connect(out)) as connection:
        folder.mkdir(parents=True, exist_ok=True)
        own = [listing(connection, name) for name in tables() if name != "runs"]  # times: they vary
        views = [listing(connection, name) for name in DERIVED]
        if "csv" in forms:
            write_csv([*views, *own], folder, bom=bom)
            (folder / "datapackage.json").write_text(described(own, views), encoding="utf-8")
        if "xlsx" in forms:
            workbook.write([*views, *own], folder / "govplan.xlsx")
        if "ics" in forms:
            (folder / "deadlines.ics").write_bytes(calendar.of(connection))
    names = [f"{table.name}.csv" for table in [*views, *own]] + ["datapackage.json"] if "csv" in forms else []
    names += ["govplan.xlsx"] * ("xlsx" in forms) + ["deadlines.ics"] * ("ics" in forms)
    return [folder / name for name in names]


def described(own: Sequence[Listing], views: Sequence[Listing]) -> str:
    """The text of datapackage.json."""
    data = package.describe([t.name for t in own], {view.name: view.columns for view in views})
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def run(out: Location, folder: Path, forms: Sequence[str], console: Console, errors: Console, *, bom: bool) -> int:
    """Writes the files and prints their names. The exit code: 0, or 2 without tables or where a file cannot be written."""
    try:
        written = write_all(out, folder, forms, bom=bom)
    except (NoTables, duckdb.Error, OSError) as error:
        errors.print(Text(f"govplan: {error}"), soft_wrap=True)
        return 2
    for path in written:
        console.print(Text(f"{path}  {path.stat().st_size:,} bytes"), soft_wrap=True)
    return 0
