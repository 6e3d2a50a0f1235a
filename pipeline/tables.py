"""A Document and its Plan as rows, and rows as Arrow tables: ordinals become ids, enums strings, spans structs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any

import pyarrow as pa

from extractors.document import Document, Note, Severity, Span
from pipeline import version
from pipeline.records import DiagnosticRecord, DocumentContent, DocumentSource, RegionRecord
from pipeline.schema import TableSchema, column_name, fact_records, id_kind, tables
from rules.plan import Found, Plan

Row = dict[str, Any]
Rows = dict[str, list[Row]]  # by table

PLAIN = frozenset({str, int, bool, float})  # most values; the others are looked at
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
        own = {f"{kind}_id": f"{document_id}:{kind}:{ordinal}"} if kind else {}
        provenance = {"spans": plain(found.spans), "page": found.page, "rule": found.rule}
        yield own | belonging(document_id, ordinal) | row_of(found.value, document_id, plan) | provenance


def belonging(document_id: str, ordinal: int) -> Row:
    """The columns that every row of a document has."""
    return {"document_id": document_id, "ordinal": ordinal}


def row_of(record: Any, document_id: str = "", plan: Plan | None = None) -> Row:
    """A record's fields as columns; with a plan, ordinals that refer to other facts become their ids."""
    row = {}
    kind: Any = type(record)
    for name, column, refers in layout(kind):
        value = getattr(record, name)
        if value is not None and refers is not None and plan is not None:
            value = reference(document_id, refers, value, plan)
        row[column] = plain(value)
    return row


@cache
def layout(record: Any) -> tuple[tuple[str, str, str | None], ...]:
    """The fields of a record: name, column, and the table that it refers to."""
    return tuple((f.name, column_name(f.name, f.metadata["refers"]), f.metadata["refers"]) for f in fields(record))


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
        return {"start": value.start, "end": value.end}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


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


def to_arrow(rows: Rows) -> dict[str, pa.RecordBatch]:
    """The rows of one document as Arrow, by table, in the ``plain_schema`` of each.

    A value that its column cannot hold (a year of twelve digits) becomes null, or costs its row where null is not
    allowed; a diagnostic says so. Raises ValueError where a column that may not be null is.
    """
    built, notes = {}, []
    for name, table_rows in rows.items():
        if name != "diagnostics":
            built[name], lost = to_batch(tables()[name], table_rows)
            notes.extend(lost)
    said = rows.get("diagnostics", [])
    document_id = rows["documents"][0]["document_id"] if rows.get("documents") else ""
    late = [r | {"ordinal": r["ordinal"] + len(said)} for r in diagnostic_rows(document_id, notes)]
    built["diagnostics"], _ = to_batch(tables()["diagnostics"], said + late)
    return built


def to_batch(schema: TableSchema, rows: list[Row]) -> tuple[pa.RecordBatch, list[Note]]:
    """The rows of one table as Arrow, and a note for every value that did not fit."""
    notes: list[Note] = []
    if not rows:
        return empty(schema.name), notes
    check(schema, rows)
    try:
        return batch_of(schema.name, rows), notes
    except (pa.ArrowInvalid, OverflowError):
        fitted = [kept for row in rows if (kept := fit(schema, row, notes)) is not None]
        return batch_of(schema.name, fitted), notes


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


def fit(schema: TableSchema, row: Row, notes: list[Note]) -> Row | None:
    """The row without the values that do not fit; None where one of them may not be null."""
    fitted: Row = {}
    for column in schema.columns:
        value = row[column.name]
        try:
            pa.array([value], column.type)
        except (pa.ArrowInvalid, OverflowError):
            message = f"{schema.name}.{column.name} cannot hold {value}"
            notes.append(Note("value-out-of-range", message, Severity.WARNING, spans_of(row), row.get("page")))
            if not column.nullable:
                return None
            value = None
        fitted[column.name] = value
    return fitted


def spans_of(row: Row) -> tuple[Span, ...]:
    """The spans of a row, if it has any."""
    return tuple(Span(s["start"], s["end"]) for s in row.get("spans") or ())


def check(schema: TableSchema, rows: list[Row]) -> None:
    """Arrow does not refuse a null where the schema does: this does, with ValueError."""
    required = [column.name for column in schema.columns if not column.nullable]
    for row in rows:
        for name in required:
            if row[name] is None:
                raise ValueError(f"{schema.name}.{name} is null")
