"""``govplan query``: SQL over the tables and views; the answer for people or for programs."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import duckdb
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from pipeline.explore.connect import DERIVED, NoTables, connect
from pipeline.explore.values import as_json, brief, finite, flat, inert
from pipeline.remote.url import Location

Rows = Sequence[Sequence[Any]]
READING = {
    "SELECT",
    "EXPLAIN",
    "PRAGMA",
    "CALL",
    "CREATE",
}  # kinds of statements: what they make is gone with the connection
PIVOT = re.compile(
    r"\s*(from|pivot|select|unpivot|with)\b", re.IGNORECASE
)  # DuckDB makes several statements of one PIVOT
NARROW = 10  # columns of a terminal below which a column is no longer readable


def run(
    sql: str, out: Location, console: Console, errors: Console, *, form: str = "table", to: Path | None = None
) -> int:
    """Prints or writes the answer. The exit code: 0 answered, 2 no tables, no such column, or nowhere to write."""
    try:
        if form == "parquet" and to is None:
            raise NoTables("parquet needs --to FILE  輸出 parquet 需指定 --to")
        with closing(connect(out, sealed=True)) as connection:
            answer = connection.sql(reading(connection, sql))
            if answer is None:
                raise NoTables("this statement gives no rows  此敘述沒有結果")
            write(answer, form, to, console)
    except duckdb.CatalogException as error:
        errors.print(Text(f"govplan: {error}\n{there_are()}"), soft_wrap=True)
        return 2
    except BrokenPipeError:
        raise  # no fault: the reader has seen enough
    except (NoTables, duckdb.Error, OSError) as error:
        errors.print(Text(f"govplan: {error}"), soft_wrap=True)
        return 2
    return 0


def form_of(to: Path | None) -> str:
    """The form that a file's name asks for.

    >>> form_of(Path("rows.csv")), form_of(Path("rows.txt")), form_of(None)
    ('csv', 'table', 'table')
    """
    form = to.suffix[1:].lower() if to is not None else ""
    return form if form in (*FORMS, "parquet") else "table"


def reading(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The query, where it only reads. Raises NoTables for COPY, ATTACH and the like, duckdb.Error for what is no SQL."""
    for statement in connection.extract_statements(sql):
        kind = statement.type.name
        if kind not in READING and not (kind == "MULTI" and PIVOT.match(statement.query)):
            raise NoTables(
                f"a query only reads: no {kind}; to write the answer use --to FILE  查詢僅供讀取，輸出請用 --to"
            )
    return sql


def there_are() -> str:
    """The names that a query may use."""
    from pipeline.schema import tables

    return f"views 檢視: {', '.join((*DERIVED, 'due(first, last)'))}\ntables 資料表: {', '.join(tables())}"


def write(answer: duckdb.DuckDBPyRelation, form: str, to: Path | None, console: Console) -> None:
    """The answer in its form, to the file or to standard output."""
    if form == "parquet":
        assert to is not None
        write_parquet(answer, to)
        return
    names, rows = list(answer.columns), answer.fetchall()
    if to is None:
        FORMS[form](names, rows, console.file, console)
        return
    with to.open("w", encoding="utf-8", newline="") as file:
        FORMS[form](names, rows, file, Console(file=file, width=200))


def write_parquet(answer: duckdb.DuckDBPyRelation, to: Path) -> None:
    """Parquet, zstd; DuckDB itself may write nothing on a sealed connection."""
    import pyarrow.parquet as pq

    with answer.to_arrow_reader(10_000) as rows, pq.ParquetWriter(to, rows.schema, compression="zstd") as file:
        for batch in rows:
            file.write_batch(batch)


def write_csv(names: Sequence[str], rows: Rows, file: IO[str], console: Console) -> None:
    """RFC 4180, with line feeds; text that a spreadsheet would compute gets an apostrophe."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([inert(name) for name in names])
    writer.writerows([cell(value) for value in row] for row in rows)


def cell(value: Any) -> str:
    """A value of a CSV file; null is empty."""
    if value is None:
        return ""
    return flat(value) if isinstance(value, bool | int | float) else inert(flat(value))


def write_json(names: Sequence[str], rows: Rows, file: IO[str], console: Console) -> None:
    """A list of records; text is as in the tables, character by character."""
    records = [dict(zip(names, map(finite, row), strict=True)) for row in rows]
    file.write(json.dumps(records, ensure_ascii=False, indent=1, default=as_json) + "\n")


def write_table(names: Sequence[str], rows: Rows, file: IO[str], console: Console) -> None:
    """A table for people, long cells cut; a row in lines of its own where there are more columns than the width can show."""
    lines = wide(names, rows) if len(names) * NARROW > console.width else grid(names, rows)
    for line in lines:
        console.print(line, highlight=False)
    console.print(Text(f"{len(rows):,} rows 筆", style="dim"))


def grid(names: Sequence[str], rows: Rows) -> Iterator[Grid | Text]:
    """All rows as one table."""
    table = Grid(border_style="dim")
    for name in names:
        table.add_column(Text(brief(name)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(brief(value), justify="right" if is_number(value) else "left") for value in row))
    yield table


def wide(names: Sequence[str], rows: Rows) -> Iterator[Grid | Text]:
    """Each row as lines of name and value; what is null is left out."""
    for number, row in enumerate(rows, 1):
        yield Text(f"── {number}", style="dim")
        for name, value in zip(names, row, strict=True):
            if value is not None and value != []:
                yield Text.assemble((f"{brief(name)}  ", "cyan"), brief(value))


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


FORMS: dict[str, Callable[[Sequence[str], Rows, IO[str], Console], None]] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
}


def main(sql: str, out: Location, form: str, to: Path | None) -> int:
    """The command; ``-`` is a query on standard input."""
    text = sys.stdin.read() if sql == "-" else sql
    return run(text, out, Console(), Console(stderr=True), form=form, to=to)
