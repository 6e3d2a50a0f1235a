"""A workbook that people can filter: a sheet a table, plan_rows first; frozen header, filter, widths, comments."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipeline.explore.connect import column_comment
from pipeline.explore.values import breadth, flat, inert, printable

if TYPE_CHECKING:
    from pipeline.explore.export import Listing

LONGEST = 32_767  # characters that a cell holds, and
MOST = 1_048_576  # rows that a sheet holds (Excel specifications and limits)
NARROWEST, WIDEST, SAMPLE = 8, 60, 200  # widths in characters; rows looked at for them
HEAD_HEIGHT = 48  # points: a name and two lines of 中文, which not every program makes room for by itself
HEAD = PatternFill("solid", fgColor="DDE6EE")
FIXED = dt.datetime(1980, 1, 1)  # the earliest time a ZIP holds; a workbook must not tell when it was made


def write(listings: Sequence[Listing], path: Path) -> None:
    """Writes the workbook; the same rows give the same bytes."""
    book = Workbook(write_only=True)
    book.properties.creator = "govplan"
    book.properties.created = book.properties.modified = FIXED
    for table in listings:
        add_sheet(book, table)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        book.save(temporary)
        without_times(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def add_sheet(book: Workbook, table: Listing) -> None:
    """The sheet of a table; rows beyond what a sheet holds go on in another."""
    rows, number = table.rows(), 1
    row: Sequence[Any] | None = next(rows, None)
    while number == 1 or row is not None:
        name = table.name if number == 1 else f"{table.name} {number}"
        row = fill(book.create_sheet(name[:31]), table, row, rows)
        number += 1


def fill(sheet: WriteOnlyWorksheet, table: Listing, row: Sequence[Any] | None, rest: Iterator[Sequence[Any]]) -> Any:
    """Writes header and rows, from ``row`` on; returns the first row that no longer fits, or None."""
    sample: list[Sequence[Any]] = [] if row is None else [row]
    while row is not None and len(sample) < SAMPLE and (following := next(rest, None)) is not None:
        sample.append(following)
    for at, width in enumerate(widths(table.columns, sample), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = HEAD_HEIGHT
    sheet.append([header(sheet, table.name, column) for column in table.columns])
    count = 1
    for values in sample:
        sheet.append([value_cell(sheet, value) for value in values])
        count += 1
    left = None
    for values in rest:
        if count == MOST:
            left = values
            break
        sheet.append([value_cell(sheet, value) for value in values])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{count}"
    return left


def header(sheet: WriteOnlyWorksheet, table: str, column: str) -> WriteOnlyCell:
    """A head: the name, below it what it means in 中文."""
    comment = column_comment(table, column)
    cell = WriteOnlyCell(sheet, f"{column}\n{comment.zh}" if comment else column)
    cell.font, cell.fill = Font(bold=True), HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def value_cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """A value as a cell takes it; text is text, whatever it looks like."""
    if value is None or isinstance(value, bool | int | dt.date):
        return sheet_date(value)
    if isinstance(value, float | Decimal):
        return value
    cell = WriteOnlyCell(sheet, inert(shortened(printable(flat(value)))))
    cell.data_type = "s"  # or openpyxl would take =… for a formula
    return cell


def sheet_date(value: Any) -> Any:
    """A day that a sheet can hold: those before 1900 stay text."""
    if isinstance(value, dt.date) and value.year < 1900:
        return value.isoformat()
    return value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value


def shortened(text: str) -> str:
    """Text that fits a cell with an apostrophe before it; what was cut is in the other files."""
    return text if len(text) < LONGEST else text[: LONGEST - 2] + "…"


def widths(columns: Sequence[str], sample: Sequence[Sequence[Any]]) -> list[int]:
    """A width a column, in characters of Latin script; a Chinese one takes two."""
    found = []
    for at, column in enumerate(columns):
        longest = max([breadth(flat(row[at])[:WIDEST]) for row in sample if row[at] is not None], default=0)
        found.append(min(max(NARROWEST, longest, len(column)) + 2, WIDEST))
    return found


def without_times(source: Path, path: Path) -> None:
    """The same archive with its times taken out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = core(data)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def core(xml: bytes) -> bytes:
    """The document properties with the fixed time; saving sets that of the change."""
    from lxml import etree

    tree = etree.fromstring(xml)
    for element in tree:
        if etree.QName(element).localname in ("created", "modified"):
            element.text = f"{FIXED.isoformat()}Z"
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))
