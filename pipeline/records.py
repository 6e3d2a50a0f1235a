"""The records that the pipeline itself adds to those of ``rules/plan.py``: files, documents, diagnostics, regions, runs.

Same style: a field's ``about()`` carries its comments, what it refers to, and its Arrow type where the Python type does not say it.
"""

# ruff: noqa: RUF009 - about() makes a dataclass field
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from extractors.document import Severity, Span
from extractors.errors import Code
from rules.plan import about


class Status(StrEnum):
    """What became of an input."""

    EXTRACTED = "extracted"
    RECOVERED = "recovered"  # read, but not all of it: its diagnostics say what is missing
    DUPLICATE = "duplicate"  # the same bytes as another input, which has the rows
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """An input, whatever became of it."""

    source_uri: str = about(
        "Path as given; control characters, undecodable bytes and % as %XX", "來源路徑（控制字元與 % 以 %XX 表示）"
    )
    document_id: str | None = about("Document it holds; null where rejected", "所含文件", refers="documents")
    sha256: str | None = about("SHA-256 of its bytes; null where it could not be read", "內容雜湊")
    bytes: int = about("Size in bytes", "檔案大小（位元組）", arrow="int64", default=0)
    status: Status = about("extracted recovered duplicate rejected", "處理結果", default=Status.REJECTED)
    code: Code | None = about("Why it was rejected, from a closed list", "拒收代碼")
    message: str | None = about("Why it was rejected, or not read to its end", "拒收或未讀完之說明")


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """Where a document comes from: the first columns of ``documents``."""

    document_id: str = about("First 16 hexadecimal digits of the content's SHA-256", "文件識別碼")
    sha256: str = about("SHA-256 of the file's bytes", "內容雜湊")
    source_uri: str = about("File it was read from; of several alike the first by name", "來源檔案", refers="files")
    media_type: str = about("Media type by content", "媒體類型")
    format: str = about("txt md docx odt doc html pdf", "格式", default="txt")


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """What was read from it: the last columns of ``documents``."""

    page_count: int | None = about("Pages, where the format has them", "頁數")
    char_count: int = about("Code points of text", "字數", default=0)
    producer: str | None = about("Program that made the file", "產生程式")
    recovered: bool = about("Whether only a part could be read", "是否僅部分讀出", default=False)
    version: str = about("Version of govplan that read it", "govplan 版本", default="")
    text: str = about("The whole text in reading order; spans point into it", "全文", arrow="large_string", default="")


@dataclass(frozen=True, slots=True)
class Belonging:
    """The document that a row belongs to and its place among that document's rows."""

    document_id: str = about("Document", "所屬文件", refers="documents")
    ordinal: int = about("Reading order within the document, from 0", "文件內順序（自 0）", default=0)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact was read, and by which rule."""

    spans: tuple[Span, ...] = about("Half-open code-point ranges of documents.text", "原文位置（字元區間）", default=())
    page: int | None = about("Page from 1, where the source has pages", "頁碼（自 1）")
    rule: str = about("Rule that read it", "辨識規則", default="")


@dataclass(frozen=True, slots=True)
class DiagnosticRecord:
    """Something that was seen and not understood, or read in a way that a reader should know."""

    code: str = about("What was noticed", "診斷代碼", default="")
    severity: Severity = about("info warning error", "嚴重度", default=Severity.WARNING)
    message: str = about("What was noticed, in words", "說明", default="")
    spans: tuple[Span, ...] | None = about("Half-open code-point ranges of documents.text", "原文位置（字元區間）")
    page: int | None = about("Page from 1", "頁碼（自 1）")


@dataclass(frozen=True, slots=True)
class RegionRecord:
    """Where a stretch of the text stands on its page, in PDF points from the upper left corner."""

    start: int = about("First code point of documents.text", "起始字元", default=0)
    end: int = about("Code point after the last", "結束字元（不含）", default=0)
    page: int = about("Page from 1", "頁碼（自 1）", default=1)
    x0: float = about("Left edge", "左", default=0.0)
    top: float = about("Upper edge", "上", default=0.0)
    x1: float = about("Right edge", "右", default=0.0)
    bottom: float = about("Lower edge", "下", default=0.0)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One ingest. The only table with times in it, so that the others are the same bytes for the same input."""

    run_id: str = about("Run", "執行識別碼")
    version: str = about("Version of govplan", "govplan 版本")
    started: dt.datetime = about("Start (UTC)", "開始時間（UTC）")
    finished: dt.datetime = about("End (UTC)", "結束時間（UTC）")
    counts: dict[str, int] = about("Inputs of this run by status", "本次各處理結果之件數")
