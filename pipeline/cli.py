"""The command ``govplan``. Each command imports what it needs when it runs, so that ``--help`` answers at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline import version
from pipeline.explore.commands import add_commands
from pipeline.remote.url import location

EPILOG = """\
exit codes 結束碼:
  0  all well 全部成功
  1  some files rejected, or scores below the floor 有檔案遭拒或分數低於門檻
  2  usage: no such source, no such option 用法錯誤

example 範例:
  govplan ingest plans/ --out data/out
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="govplan",
        description="Chinese-language government plans as normalised Parquet tables. 政府計畫轉為 Parquet 資料表。",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    said = f"govplan {version()}"
    top.add_argument("--version", action="version", version=said, help="print the version and exit 顯示版本")
    commands = top.add_subparsers(title="commands 指令", metavar="COMMAND", required=True)
    _add_ingest(commands)
    _add_status(commands)
    _add_gc(commands)
    _add_show(commands)
    _add_evaluate(commands)
    _add_report(commands)
    _add_label_studio(commands)
    add_commands(commands)
    for command in commands.choices.values():
        command.add_argument("-v", "--verbose", action="store_true", help="say more, with tracebacks 顯示詳細訊息")
    return top


Commands = argparse._SubParsersAction


def _add_ingest(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("ingest", help="read plans into Parquet tables 將計畫讀入資料表")
    command.add_argument(
        "source",
        nargs="+",
        metavar="SOURCE",
        help="file, folder (with all below it), pattern or URL 檔案、資料夾、樣式或網址",
    )
    command.add_argument(
        "--out",
        required=True,
        type=location,
        metavar="DIR",
        help="folder or URL of the tables, made or updated 資料表所在資料夾或網址",
    )
    command.add_argument("--workers", type=positive, metavar="N", help="processes (default: one a CPU) 工作程序數")
    command.add_argument(
        "--timeout", type=positive, metavar="SECONDS", help="for one document (default 60; 600 with --ocr) 單一文件時限"
    )
    command.add_argument(
        "--memory", type=positive, default=2048, metavar="MIB", help="for one worker (default 2048) 單一程序記憶體上限"
    )
    _add_ocr(command)
    _add_redact(command)
    command.add_argument("--refresh", action="store_true", help="read unchanged files again too 未變更者亦重讀")
    command.add_argument(
        "--prune", action="store_true", help="drop the rows of files that are gone 移除已刪檔案之資料列"
    )
    command.add_argument(
        "--engine",
        choices=("local", "inline", "ray"),
        default="local",
        help="inline: no workers, no limits; ray: workers of a Ray cluster 執行方式",
    )
    command.add_argument(
        "--address", metavar="ADDRESS", help="of the Ray cluster (default: one on this machine) Ray 叢集位址"
    )
    command.add_argument(
        "--log-format", choices=("text", "json"), default="text", help="json: events on stderr, one a line 紀錄格式"
    )
    command.set_defaults(run=run_ingest, usage=command.error)


def _add_ocr(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--ocr", action="store_true", help="read PDF pages that are images with Tesseract 以 Tesseract 辨識影像頁面"
    )


def _add_redact(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--redact-names", action="store_true", help="leave names of persons out, █ for each character 遮蔽人名"
    )


def positive(text: str) -> int:
    """A whole number above 0, for argparse."""
    if (number := int(text)) <= 0:
        raise argparse.ArgumentTypeError("must be above 0 須大於 0")
    return number


def _add_status(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("status", help="say what a folder of tables holds 顯示資料表現況")
    command.add_argument("out", type=location, metavar="DIR", help="folder or URL of the tables 資料表所在資料夾或網址")
    command.set_defaults(run=run_status)


def _add_gc(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("gc", help="remove old snapshots of a folder of tables 清除舊快照")
    command.add_argument("out", type=location, metavar="DIR", help="folder or URL of the tables 資料表所在資料夾或網址")
    command.add_argument(
        "--grace",
        type=float,
        default=900.0,
        metavar="SECONDS",
        help="keep those replaced less long ago (default 900) 保留期限",
    )
    command.set_defaults(run=run_gc)


def _add_show(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("show", help="print what is read in one file 顯示單一檔案的判讀結果")
    command.add_argument("file", type=Path, metavar="FILE", help="a plan 計畫檔案")
    command.add_argument("--json", action="store_true", help="all rows as JSON 以 JSON 輸出全部資料列")
    _add_ocr(command)
    _add_redact(command)
    command.set_defaults(run=run_show)


def _add_evaluate(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("evaluate", help="score against annotated plans 與標註比對評分")
    command.add_argument("gold", type=Path, metavar="GOLD_DIR", help="folder of NAME.gold.json 標註資料夾")
    command.add_argument(
        "--plans", type=Path, metavar="DIR", help="folder of the plans (default: plans/ beside GOLD_DIR) 計畫資料夾"
    )
    command.add_argument("--diff", action="store_true", help="each miss and each extra with its place 列出差異")
    command.add_argument("--json", action="store_true", help="the scores as JSON 以 JSON 輸出")
    command.add_argument("--floor", type=Path, metavar="FILE", help="fail where a score is below this file's 分數門檻")
    command.add_argument("--write-floor", type=Path, metavar="FILE", help="write the scores as a floor 寫出門檻")
    command.add_argument("--all-formats", action="store_true", help="every rendition of each plan 評比所有格式")
    command.add_argument("--only", metavar="NAME", help="this plan alone, or a pattern of names 只評此計畫")
    command.set_defaults(run=run_evaluate)


def _add_report(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("report", help="offline pages: each plan's text beside its facts 產生離線網頁報告")
    command.add_argument(
        "tables", type=location, metavar="OUT", help="folder or URL of the tables 資料表所在資料夾或網址"
    )
    command.add_argument("--to", required=True, type=Path, metavar="DIR", help="folder of the pages 網頁資料夾")
    command.add_argument(
        "--images",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="draw the pages of PDF files too, as is the default 併附 PDF 頁面影像（預設）",
    )
    command.set_defaults(run=run_report)


def _add_label_studio(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "label-studio", help="tasks for Label Studio, and annotations back 標註任務匯出與匯入"
    )
    command.add_argument(
        "tables", type=location, metavar="OUT", help="folder or URL of the tables 資料表所在資料夾或網址"
    )
    command.add_argument(
        "--read", type=Path, metavar="FILE", help="annotations (JSON export) to turn into gold 標註匯出檔"
    )
    command.add_argument(
        "--to", required=True, type=Path, metavar="DIR", help="folder for tasks, or for gold 輸出資料夾"
    )
    command.set_defaults(run=run_label_studio)


def run_ingest(arguments: argparse.Namespace) -> int:
    if arguments.address and arguments.engine != "ray":
        arguments.usage("--address needs --engine ray  --address 須搭配 --engine ray")
    if arguments.engine == "local":
        from pipeline.engines.fork import fork_server

        fork_server()  # it loads while this process does
    from rich.console import Console

    from pipeline import ingest

    options = ingest.Options(
        workers=arguments.workers or 0,
        timeout=arguments.timeout or (600 if arguments.ocr else 60),
        memory=arguments.memory,
        refresh=arguments.refresh,
        prune=arguments.prune,
        engine=arguments.engine,
        address=arguments.address,
        ocr=arguments.ocr,
        redact_names=arguments.redact_names,
        log_format=arguments.log_format,
    )
    return ingest.run(arguments.source, arguments.out, Console(), Console(stderr=True), options)


def run_status(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline import status

    return status.status(arguments.out, Console(), Console(stderr=True))


def run_gc(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline import status

    return status.gc(arguments.out, Console(), Console(stderr=True), arguments.grace)


def run_show(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline import show

    return show.run(
        arguments.file,
        Console(),
        Console(stderr=True),
        as_json=arguments.json,
        ocr=arguments.ocr,
        redact_names=arguments.redact_names,
    )


def run_evaluate(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline import evaluate

    return evaluate.run(
        arguments.gold,
        arguments.plans,
        diff=arguments.diff,
        as_json=arguments.json,
        floor=arguments.floor,
        write_floor=arguments.write_floor,
        all_formats=arguments.all_formats,
        only=arguments.only,
        console=Console(),
    )


def run_report(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline.explore import report

    return report.run(arguments.tables, arguments.to, Console(), Console(stderr=True), images=arguments.images)


def run_label_studio(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from pipeline.explore.report import label_studio

    return label_studio.run(arguments.tables, arguments.read, arguments.to, Console(), Console(stderr=True))


def verbose() -> None:
    """Lets our own loggers speak; those of the libraries stay as they are."""
    import logging

    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for package in ("extractors", "rules", "pipeline"):
        logging.getLogger(package).setLevel(logging.DEBUG)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show 計 must not stop the work
            stream.reconfigure(errors="backslashreplace")
    arguments = parser().parse_args(argv)
    if arguments.verbose:
        verbose()
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("govplan: stopped 已中斷\n")
        return 130
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
