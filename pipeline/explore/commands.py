"""The commands that ask questions of the tables, for ``pipeline.cli``. Each imports what it needs when it runs."""

from __future__ import annotations

import argparse
from pathlib import Path

Commands = argparse._SubParsersAction


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds all of them."""
    for add in (_add_query,):
        add(commands)


def _add_query(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("query", help="ask the tables in SQL 以 SQL 查詢資料表")
    command.add_argument(
        "sql", metavar="SQL", help="a query; - reads it from standard input 查詢敘述，- 由標準輸入讀取"
    )
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the tables 資料表所在資料夾")
    command.add_argument(
        "--format", choices=("table", "csv", "json", "parquet"), default="table", help="form of the answer 輸出格式"
    )
    command.add_argument("--to", type=Path, metavar="FILE", help="write it to this file 寫入檔案")
    command.set_defaults(run=run_query)


def run_query(arguments: argparse.Namespace) -> int:
    from pipeline.explore import query

    return query.main(arguments.sql, arguments.out, arguments.format, arguments.to)
