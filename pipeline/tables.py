"""A Document and its Plan as rows, and rows as Arrow tables: ordinals become ids, enums strings, spans structs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, get_type_hints

import pyarrow as pa

from extractors.document import Document, Note, Severity, Span
from pipeline import version
from pipeline.records import DiagnosticRecord, DocumentContent, DocumentSource, RegionRecord
from pipeline.schema import column_name, fact_records, id_kind, optional, tables
from rules.plan import Found, Plan

Row = dict[str, Any]
Rows = dict[str, list[Row]]  # by table

PLAIN = frozenset({str, int, bool, float, Decimal, dt.date, dt.datetime})  # as Arrow takes them
DOCUMENT_TABLES = ("documents", *fact_records(), "diagnostics", "regions")


def read_rows(document: Document, plan: Plan) -> Rows:
    """All rows of one document, by table; every table is there, with no rows where nothing was found."""
    rows: Rows = {"documents": [document_row(document, plan)]}
    for name in fact_records():
        rows[name] = list(fact_rows(name, document.id, getattr(plan, name), plan))
    rows["diagnostics"] = diagnostic_rows(document.id, plan.notes)
    regions = (RegionRecord(r.span.start, r.span.end, r.page, *box(r.box)) for r in document.regions)
    rows["regions"] = [belonging(document.id, i) | row_of(region) for i, region in enumerate(regions)]
    return rows


def document_row(document: Document, plan: Plan) -> Row:
    """The row of ``documents``: source, overview, content."""
    source = DocumentSource(document.id, document.sha256, document.source, document.media_type, document.meta.format)
    content = DocumentContent(
        page_count=document.meta.page_count,
        char_count=len(document.text),
        producer=document.meta.producer,
        recovered=document.meta.recovered,
        version=version(),
        text=document.text,
    )
    return row_of(source) | row_of(plan.overview) | row_of(content)


def fact_rows(name: str, document_id: str, facts: Sequence[Found[Any]], plan: Plan) -> Iterator[Row]:
    """The rows of one kind of fact. Raises ValueError where a fact refers to one that is not there."""
    kind = id_kind(name)
    for ordinal, found in enumerate(facts):
        row: Row = {f"{kind}_id": f"{document_id}:{kind}:{ordinal}"} if kind else {}
        row["document_id"], row["ordinal"] = document_id, ordinal
        row.update(row_of(found.value, document_id, plan))
        row["spans"] = [place(span) for span in found.spans]
        row["page"], row["rule"] = found.page, found.rule
        yield row


def belonging(document_id: str, ordinal: int) -> Row:
    """The columns that every row of a document has."""
    return {"document_id": document_id, "ordinal": ordinal}


def row_of(record: Any, document_id: str = "", plan: Plan | None = None) -> Row:
    """A record's fields as columns; with a plan, ordinals that refer to other facts become their ids."""
    kind: Any = type(record)
    columns, values, odd, referring = layout(kind)
    row = dict(zip(columns, values(record), strict=True))
    for column in odd:
        row[column] = plain(row[column])
    if plan is not None:
        for column, table in referring:
            if row[column] is not None:
                row[column] = reference(document_id, table, row[column], plan)
    return row


class Layout(NamedTuple):
    """How a record becomes a row: its columns, what takes the values of its fields, the columns whose values are no plain ones, and
    those that refer to a table.
    """

    columns: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    odd: tuple[str, ...]
    referring: tuple[tuple[str, str], ...]


@cache
def layout(record: Any) -> Layout:
    """The layout of a record, which has two fields or more."""
    named = [(column_name(f.name, f.metadata["refers"]), f) for f in fields(record)]
    hints = get_type_hints(record)
    odd = tuple(column for column, f in named if optional(hints[f.name])[0] not in PLAIN)
    referring = tuple((column, f.metadata["refers"]) for column, f in named if f.metadata["refers"])
    return Layout(tuple(column for column, _ in named), attrgetter(*(f.name for _, f in named)), odd, referring)


def reference(document_id: str, table: str, ordinal: int, plan: Plan) -> str:
    """The id of the fact with that ordinal."""
    if not 0 <= ordinal < len(getattr(plan, table)):
        raise ValueError(f"no {table} with ordinal {ordinal}")
    return f"{document_id}:{id_kind(table)}:{ordinal}"


def plain(value: Any) -> Any:
    """A field's value as Arrow takes it."""
    if value is None or type(value) in PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Span):
        return place(value)
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


def place(span: Span) -> dict[str, int]:
    """A span as a struct."""
    return {"start": span.start, "end": span.end}


def diagnostic_rows(document_id: str, notes: Iterable[Note]) -> list[Row]:
    """The rows of ``diagnostics``; a note without a place has null spans."""
    records = (DiagnosticRecord(n.code, n.severity, n.message, n.spans or None, n.page) for n in notes)
    return [belonging(document_id, i) | row_of(record) for i, record in enumerate(records)]


def box(rectangle: Any) -> tuple[float, float, float, float]:
    """The edges of a Box."""
    return rectangle.x0, rectangle.top, rectangle.x1, rectangle.bottom


# --- rows to Arrow ----------------------------------------------------------------------------------------------------


@cache
def plain_schema(table: str) -> pa.Schema:
    """The schema of a table as its rows come: without comments, which weigh more than the rows of a document, closed lists as text."""
    columns = tables()[table].columns
    return pa.schema([pa.field(c.name, plain_type(c.type), c.nullable) for c in columns])


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type of a dictionary's values; any other as it is."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def fitted(rows: Rows) -> Rows:
    """The rows of one document as their tables can hold them.

    A value that its column cannot hold (a year of twelve digits) becomes null, or costs its row where null is not
    allowed; a diagnostic says so. Raises ValueError where a column that may not be null is.
    """
    notes: list[Note] = []
    kept = {
        name: [fit for row in table_rows if (fit := fitted_row(name, row, notes)) is not None]
        for name, table_rows in rows.items()
    }
    if notes:
        said = kept["diagnostics"]
        late = diagnostic_rows(kept["documents"][0]["document_id"], notes)
        kept["diagnostics"] = [*said, *(row | {"ordinal": row["ordinal"] + len(said)} for row in late)]
    return kept


def fitted_row(table: str, row: Row, notes: list[Note]) -> Row | None:
    """The row without the values that do not fit; None where one of them may not be null."""
    required, narrow = demands(table)
    for name in required:
        if row[name] is None:
            raise ValueError(f"{table}.{name} is null")
    for name, holds in narrow:
        value = row[name]
        if value is None or holds(value):
            continue
        message = f"{table}.{name} cannot hold {value}"
        notes.append(Note("value-out-of-range", message, Severity.WARNING, spans_of(row), row.get("page")))
        if name in required:
            return None
        row = row | {name: None}
    return row


@cache
def demands(table: str) -> tuple[tuple[str, ...], tuple[tuple[str, Callable[[Any], bool]], ...]]:
    """The columns of a table that may not be null; those that hold some values only, with what tells whether one is held."""
    columns = tables()[table].columns
    narrow = ((c.name, holds) for c in columns if (holds := held_by(c.type)) is not None)
    return tuple(c.name for c in columns if not c.nullable), tuple(narrow)


def held_by(kind: pa.DataType) -> Callable[[Any], bool] | None:
    """What tells whether a type holds a value that rules may read; None where it holds them all."""
    if pa.types.is_integer(kind):
        return range(-(2 ** (kind.bit_width - 1)), 2 ** (kind.bit_width - 1)).__contains__
    if pa.types.is_decimal(kind):
        return lambda value: holds_digits(value, kind.precision - kind.scale, kind.scale)
    return None


def holds_digits(value: Decimal, whole: int, after_point: int) -> bool:
    """Whether a number has at most so many digits before and after the point.

    >>> holds_digits(Decimal("1234.50"), 4, 1), holds_digits(Decimal("1E+4"), 4, 1), holds_digits(Decimal("NaN"), 4, 1)
    (True, False, False)
    """
    if not value.is_finite():
        return False
    return abs(value) < 10**whole and value == value.quantize(Decimal(1).scaleb(-after_point))


def to_arrow(rows: Rows) -> dict[str, pa.RecordBatch]:
    """Rows that fit as Arrow, by table, in the ``plain_schema`` of each."""
    return {name: batch_of(name, table_rows) if table_rows else empty(name) for name, table_rows in rows.items()}


@cache
def empty(table: str) -> pa.RecordBatch:
    """No rows of a table."""
    return batch_of(table, [])


def batch_of(table: str, rows: list[Row]) -> pa.RecordBatch:
    """Rows as Arrow. They go over as one array of structs: four times as fast as column by column where rows are few."""
    return pa.RecordBatch.from_struct_array(pa.array(rows, row_type(table)))


@cache
def row_type(table: str) -> pa.DataType:
    """A row of a table as a struct."""
    return pa.struct(plain_schema(table))


def spans_of(row: Row) -> tuple[Span, ...]:
    """The spans of a row, if it has any."""
    return tuple(Span(s["start"], s["end"]) for s in row.get("spans") or ())
