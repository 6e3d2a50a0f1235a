"""The Arrow schemas of the result, read off the records: one table for each field of ``Plan``, and the pipeline's own.

Columns carry their comments (``comment`` English, ``comment_zh`` 中文) in the field metadata, tables their ``primaryKey`` and
``foreignKeys`` in the schema metadata as JSON, in the words of the Frictionless table schema.
"""

from __future__ import annotations

import datetime as dt
import json
import types
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from extractors.document import Span
from pipeline.records import (
    Belonging,
    DiagnosticRecord,
    DocumentContent,
    DocumentSource,
    FileRecord,
    Provenance,
    RegionRecord,
    RunRecord,
)
from rules.plan import Overview, Plan

# The ids of these are not called after the class of their record; a cell is known by its place.
ID_KINDS: dict[str, str | None] = {"paragraphs": "paragraph", "source_tables": "table", "cells": None}

PIPELINE_TABLES: dict[str, tuple[tuple[type, ...], tuple[str, ...]]] = {
    "files": ((FileRecord,), ("source_uri",)),
    "documents": ((DocumentSource, Overview, DocumentContent), ("document_id",)),
    "diagnostics": ((Belonging, DiagnosticRecord), ("document_id", "ordinal")),
    "regions": ((Belonging, RegionRecord), ("document_id", "ordinal")),
    "runs": ((RunRecord,), ("run_id",)),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its comments and, where it is a foreign key, the table that it refers to."""

    name: str
    type: pa.DataType
    nullable: bool
    en: str
    zh: str
    refers: str | None = None

    @property
    def arrow(self) -> pa.Field:
        """The Arrow field with its comments."""
        return pa.field(self.name, self.type, self.nullable, {"comment": self.en, "comment_zh": self.zh})


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table of the result. ``kind`` is the middle part of its ids, None where it has none; ``arrow`` its Arrow schema."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    kind: str | None = None
    arrow: pa.Schema = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        foreign = [
            {"fields": c.name, "reference": {"resource": c.refers, "fields": key_of(c.refers)}}
            for c in self.columns
            if c.refers
        ]
        metadata = {"primaryKey": json.dumps(self.key), "foreignKeys": json.dumps(foreign)}
        object.__setattr__(self, "arrow", pa.schema([c.arrow for c in self.columns], metadata))


@cache
def fact_records() -> dict[str, type]:
    """The record of each fact table: the fields of Plan that hold facts, in its order."""
    hints = get_type_hints(Plan)
    facts = {}
    for kind in fields(Plan):
        inner = get_args(hints[kind.name])
        if inner and get_args(inner[0]):  # tuple[Found[Record], ...]
            facts[kind.name] = get_args(inner[0])[0]
    return facts


def id_kind(table: str) -> str | None:
    """The middle part of a fact table's ids.

    >>> id_kind("agencies"), id_kind("source_tables"), id_kind("cells")
    ('assignment', 'table', None)
    """
    return ID_KINDS[table] if table in ID_KINDS else fact_records()[table].__name__.lower()


def key_of(table: str) -> str:
    """The column of a table that foreign keys point to."""
    return PIPELINE_TABLES[table][1][0] if table in PIPELINE_TABLES else f"{id_kind(table)}_id"


@cache
def tables() -> dict[str, TableSchema]:
    """All tables of the result by name."""
    own = {
        name: TableSchema(name, tuple(c for r in records for c in columns_of(r)), key)
        for name, (records, key) in PIPELINE_TABLES.items()
    }
    facts = {name: fact_table(name, record) for name, record in fact_records().items()}
    return {"files": own.pop("files"), "documents": own.pop("documents")} | facts | own


def fact_table(name: str, record: type) -> TableSchema:
    """The table of one kind of fact: its id, what it belongs to, the record, its provenance."""
    kind = id_kind(name)
    columns = (*columns_of(Belonging), *columns_of(record), *columns_of(Provenance))
    if kind is None:
        return TableSchema(name, columns, ("document_id", "table_id", "row", "column"))
    own = Column(f"{kind}_id", pa.string(), False, f"Id: document_id:{kind}:ordinal", "識別碼")
    return TableSchema(name, (own, *columns), (own.name,), kind)


def columns_of(record: type) -> Iterator[Column]:
    """The columns that a record's fields make; a foreign key is called after its target's key."""
    hints = get_type_hints(record)
    for part in fields(record):
        en, zh, refers, override = (part.metadata[name] for name in ("en", "zh", "refers", "arrow"))
        inner, nullable = optional(hints[part.name])
        if refers:
            yield Column(column_name(part.name, refers), pa.string(), nullable, en, zh, refers)
        else:
            yield Column(part.name, arrow_type(inner, override), nullable, en, zh)


def column_name(name: str, refers: str | None) -> str:
    """The column of a field: ``section`` becomes ``section_id`` where it refers to a table."""
    return name if refers is None or name == key_of(refers) else f"{name}_id"


def optional(hint: Any) -> tuple[Any, bool]:
    """The type without None, and whether it had None."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint, False
    inner = [part for part in get_args(hint) if part is not type(None)]
    return inner[0], len(inner) < len(get_args(hint))


def arrow_type(hint: Any, override: str | None = None) -> pa.DataType:
    """The Arrow type of a Python type; ``override`` is the name of one, where the record asks for it."""
    if override is not None:
        return named_types()[override]
    if get_origin(hint) is tuple:
        return pa.list_(pa.field("element", arrow_type(get_args(hint)[0]), nullable=False))
    if get_origin(hint) is dict:
        return pa.map_(pa.string(), pa.int64())
    if issubclass(hint, Enum):
        return pa.dictionary(pa.int32(), pa.string())
    return plain_types()[hint]


@cache
def named_types() -> dict[str, pa.DataType]:
    """The Arrow types that records name."""
    return {
        "int16": pa.int16(),
        "int64": pa.int64(),
        "large_string": pa.large_string(),
        "decimal(20,2)": pa.decimal128(20, 2),
    }


@cache
def plain_types() -> dict[type, pa.DataType]:
    """The Arrow types of plain Python types."""
    ends = [pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)]
    return {
        str: pa.string(),
        bool: pa.bool_(),
        int: pa.int32(),
        float: pa.float64(),
        Decimal: pa.decimal128(20, 2),
        dt.date: pa.date32(),
        dt.datetime: pa.timestamp("us", tz="UTC"),
        Span: pa.struct(ends),
    }
