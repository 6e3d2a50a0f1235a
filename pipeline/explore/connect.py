"""DuckDB over one snapshot of the tables: a view for each table, and those of ``views.sql``.

The files of a snapshot are resolved once, when the connection is made: what an ingest publishes meanwhile is not seen.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.remote.url import Location, Url, location

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DERIVED = (
    "plan_rows",
    "target_by_year",
    "target_years",
    "gaps",
    "outline",
    "evidence",
)  # for people; the others serve these


class Comment(NamedTuple):
    """What a view or a column is, in both languages."""

    en: str
    zh: str

    def __str__(self) -> str:
        return f"{self.en} {self.zh}"


class NoTables(Exception):
    """A folder without the tables of an ingest; the message is for people."""


def folder_of(out: Location) -> Path:
    """The folder of one snapshot of the tables; a plain copy of the tables, a folder each, is one too. Raises NoTables."""
    from pipeline.extras import MissingExtra
    from pipeline.store import StoreError, snapshot

    try:
        return snapshot(out)
    except MissingExtra as error:
        raise NoTables(str(error)) from error
    except (StoreError, OSError) as error:
        if isinstance(out, Url):
            raise NoTables(f"{out} has no tables that can be read: {error}  無法讀取資料表") from error
        if (out / "documents").is_dir():
            return out
        raise NoTables(
            f"{out} has no tables: make them with govplan ingest SOURCE --out {out}  找不到資料表，請先執行 ingest"
        ) from error


def connect(out: Location | str, *, sealed: bool = False) -> DuckDBPyConnection:
    """A connection in memory with a view for each table and for each question of ``views.sql``; nothing it does changes the tables.

    A sealed one opens no file but those of the tables, whatever the query says. Raises NoTables. The caller closes it.
    """
    import duckdb

    snapshot = folder_of(location(out))
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    try:
        add_tables(connection, snapshot)
        connection.execute(files("pipeline.explore").joinpath("views.sql").read_text(encoding="utf-8"))
        connection.execute(by_year(connection))
        add_comments(connection)
        if sealed:
            seal(connection, snapshot)
    except duckdb.Error as error:
        connection.close()
        raise NoTables(f"{out} cannot be read 無法讀取: {error}") from error
    except BaseException:
        connection.close()
        raise
    return connection


def add_tables(connection: DuckDBPyConnection, snapshot: Path) -> None:
    """A view for each table over its files; without rows where it has no file."""
    from pipeline.schema import tables

    for name, schema in tables().items():
        parts = sorted(str(path) for path in (snapshot / name).glob("*.parquet") if not path.name.startswith("."))
        if parts:
            columns = ", ".join(identifier(column.name) for column in schema.columns)
            source = f"SELECT {columns} FROM read_parquet([{', '.join(map(literal, parts))}])"
        else:
            connection.register(f"no_{name}", schema.arrow.empty_table())
            source = f"SELECT * FROM no_{name}"
        connection.execute(f"CREATE VIEW {identifier(name)} AS {source}")


def seal(connection: DuckDBPyConnection, snapshot: Path) -> None:
    """Lets the connection open the files of the snapshot and no others, for good."""
    own = ", ".join(literal(str(path)) for path in sorted(snapshot.glob("*/*.parquet")))
    connection.execute(f"SET allowed_paths = [{own}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def by_year(connection: DuckDBPyConnection) -> str:
    """The statement that makes ``target_by_year``: its columns are the years that the tables have."""
    years = connection.execute(
        "SELECT DISTINCT year FROM targets WHERE year IS NOT NULL AND status = 'stated' ORDER BY year"
    ).fetchall()
    columns = "".join(f', max(value) FILTER (year = {year}) AS "{year}"' for (year,) in years)
    return f"""
        CREATE VIEW target_by_year AS
        WITH ranked AS (
            SELECT *, row_number() OVER (PARTITION BY document_id, indicator_id, measure_id, unit, is_baseline, year ORDER BY ordinal) AS n
            FROM target_years WHERE year IS NOT NULL
        )
        SELECT document_id, any_value(plan) AS plan, any_value(issuer) AS issuer, any_value(label) AS label,
            any_value(subject) AS subject, is_baseline, any_value(comparator ORDER BY ordinal) AS comparator, unit{columns},
            indicator_id, measure_id
        FROM ranked GROUP BY document_id, indicator_id, measure_id, unit, is_baseline, n
        ORDER BY document_id, min(ordinal)"""


def add_comments(connection: DuckDBPyConnection) -> None:
    """The comments of tables, views and columns, to be read from ``duckdb_views()`` and ``duckdb_columns()``."""
    from pipeline.schema import tables

    said = view_comments()
    lines = [f"COMMENT ON VIEW {identifier(name)} IS {literal(str(said[name]))}" for name in (*tables(), *said)]
    own = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE table_name IN (SELECT view_name FROM duckdb_views() WHERE NOT internal)"
    ).fetchall()
    for view, column in own:
        comment = column_comment(view, column)
        if comment is not None:
            lines.append(f"COMMENT ON COLUMN {identifier(view)}.{identifier(column)} IS {literal(str(comment))}")
    connection.execute(";\n".join(dict.fromkeys(lines)))


@cache
def words() -> dict[str, dict[str, list[str]]]:
    """The comments that no schema has: of tables, views, and the columns of views."""
    return tomllib.loads(files("pipeline.explore").joinpath("comments.toml").read_text(encoding="utf-8"))


def view_comments() -> dict[str, Comment]:
    """What each table and each view is."""
    return {name: Comment(*pair) for name, pair in (words()["tables"] | words()["views"]).items()}


def column_comment(view: str, column: str) -> Comment | None:
    """What a column of a table or view is; None for one that nothing is said of."""
    from pipeline.schema import tables

    if view in tables():
        known = next(c for c in tables()[view].columns if c.name == column)
        return Comment(known.en, known.zh)
    if view == "target_by_year" and column.lstrip("-").isdigit():
        return Comment(f"Value for {column}", f"{column} 年目標值")
    pair = words()["columns"].get(column)
    return Comment(*pair) if pair else None


def identifier(name: str) -> str:
    """A name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL quotes it."""
    return "'" + text.replace("'", "''") + "'"
