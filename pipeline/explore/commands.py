"""The commands that ask questions of the tables, for ``pipeline.cli``. Each imports what it needs when it runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.remote.url import Location, location

Commands = argparse._SubParsersAction
USUAL = Path("data/out")  # where `make ingest` puts the tables


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds all of them."""
    for add in (_add_query, _add_lint, _add_diff, _add_export, _add_search, _add_dictionary):
        add(commands)


def count(text: str) -> int:
    """A number of things, from 1. Raises ValueError, which argparse tells."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _add_query(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("query", help="ask the tables in SQL 以 SQL 查詢資料表")
    command.add_argument(
        "sql", metavar="SQL", help="a query; - reads it from standard input 查詢敘述，- 由標準輸入讀取"
    )
    command.add_argument(
        "--out",
        type=location,
        required=True,
        metavar="DIR",
        help="folder or URL of the tables 資料表所在資料夾或網址",
    )
    command.add_argument(
        "--format",
        choices=("table", "csv", "json", "parquet"),
        help="form of the answer (that of FILE's name, else table) 輸出格式（預設依檔名）",
    )
    command.add_argument("--to", type=Path, metavar="FILE", help="write it to this file 寫入檔案")
    command.set_defaults(run=run_query)


def _add_lint(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("lint", help="what an auditor would ask about 檢查計畫之缺漏與疑義")
    command.add_argument("out", type=location, metavar="OUT", help="folder or URL of the tables 資料表所在資料夾或網址")
    command.add_argument("--only", nargs="+", default=(), metavar="CODE", help="these checks alone 只做這些檢查")
    command.add_argument("--json", action="store_true", help="the findings as JSON 以 JSON 輸出")
    command.add_argument(
        "--strict", action="store_true", help="exit with 1 where there are findings 有發現時結束碼為 1"
    )
    command.set_defaults(run=run_lint)


def _add_diff(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("diff", help="what changed between two years of a plan 比較兩年度計畫之變動")
    for name, said in (("old", "before 舊"), ("new", "after 新")):
        words = f"tables {said}: DIR, or DIR:WORDS for the plans with these words in title or file name 資料夾:關鍵詞"
        command.add_argument(name, metavar=name.upper(), help=words)
    command.add_argument("--json", action="store_true", help="the changes as JSON 以 JSON 輸出")
    command.set_defaults(run=run_diff)


def _add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("export", help="the tables as XLSX, CSV and calendar 匯出試算表與行事曆")
    command.add_argument("out", type=location, metavar="OUT", help="folder or URL of the tables 資料表所在資料夾或網址")
    command.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="folder to write into 輸出資料夾")
    command.add_argument(
        "--only", nargs="+", choices=("xlsx", "csv", "ics"), metavar="FORM", help="of xlsx, csv, ics these 只匯出此類"
    )
    command.add_argument("--bom", action="store_true", help="mark the CSV files as UTF-8 for Excel 供 Excel 辨識編碼")
    command.set_defaults(run=run_export)


def _add_search(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("search", help="find words in all plans 全文檢索")
    command.add_argument(
        "out", type=location, metavar="OUT", help="folder or URL of the tables (data/out) 資料表所在資料夾或網址"
    )
    command.add_argument("words", nargs="*", metavar="WORD", help="all of them are to be found 檢索詞（須全部出現）")
    command.add_argument("--keywords", action="store_true", help="the keywords of each plan instead 列出各計畫關鍵詞")
    command.add_argument("--sections", action="store_true", help="keywords: of each section 逐節列出關鍵詞")
    command.add_argument("--limit", type=count, default=20, metavar="N", help="at most so many (20) 至多筆數")
    command.add_argument("--json", action="store_true", help="as JSON 以 JSON 輸出")
    command.set_defaults(run=run_search, usage=command.error)


def _add_dictionary(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("dictionary", help="what every table and column means 資料字典")
    command.add_argument("--to", type=Path, metavar="FILE", help="write it to this file 寫入檔案")
    command.set_defaults(run=run_dictionary)


def run_query(arguments: argparse.Namespace) -> int:
    from pipeline.explore import query

    form = arguments.format or query.form_of(arguments.to)
    return query.main(arguments.sql, arguments.out, form, arguments.to)


def run_lint(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline.explore import lint

    options = {"only": arguments.only, "as_json": arguments.json, "strict": arguments.strict}
    return lint.run(arguments.out, Console(), Console(stderr=True), **options)


def run_diff(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline.explore import diff

    return diff.run(arguments.old, arguments.new, Console(), Console(stderr=True), to_json=arguments.json)


def run_export(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline.explore import export

    forms = arguments.only or ("xlsx", "csv", "ics")
    return export.run(arguments.out, arguments.to, forms, Console(), Console(stderr=True), bom=arguments.bom)


def place_and_words(out: Location, words: list[str]) -> tuple[Location, list[str]]:
    """Where to search for which words: in ``data/out``, where words alone are given and it has tables."""
    if isinstance(out, Path) and out.name == str(out) and not out.exists() and (USUAL / "documents").is_dir():
        return USUAL, [str(out), *words]
    return out, words


def run_search(arguments: argparse.Namespace) -> int:
    out, words = place_and_words(arguments.out, arguments.words)
    if arguments.keywords == bool(words):
        arguments.usage("WORD or --keywords 請輸入檢索詞或 --keywords")
    if arguments.sections and not arguments.keywords:
        arguments.usage("--sections goes with --keywords --sections 須與 --keywords 併用")
    from rich.console import Console

    from pipeline.explore import search

    options = {"limit": arguments.limit, "as_json": arguments.json}
    if arguments.keywords:
        return search.run_keywords(out, Console(), Console(stderr=True), by_section=arguments.sections, **options)
    return search.run(out, words, Console(), Console(stderr=True), **options)


def run_dictionary(arguments: argparse.Namespace) -> int:
    from pipeline.explore import dictionary

    if arguments.to is None:
        sys.stdout.write(dictionary.text())
        return 0
    try:
        arguments.to.write_text(dictionary.text(), encoding="utf-8", newline="\n")
    except OSError as error:
        sys.stderr.write(f"govplan: {error}\n")
        return 2
    return 0
