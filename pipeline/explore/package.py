"""``datapackage.json``: what the CSV files hold, in the words of the Frictionless Data Package (v1), with keys and foreign keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipeline import version
from pipeline.explore.connect import column_comment, view_comments
from pipeline.schema import Column, TableSchema, key_of, tables


def describe(names: Sequence[str], views: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The package of these tables, and of these views with their columns."""
    own = [resource(name, table_schema(tables()[name])) for name in names]
    return {
        "profile": "tabular-data-package",
        "name": "govplan",
        "title": "Government plans 政府計畫",
        "version": version(),
        "resources": own + [resource(name, {"fields": view_fields(name, columns)}) for name, columns in views.items()],
    }


def resource(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """One CSV file."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": str(view_comments()[name]),
        "schema": {**schema, "missingValues": [""]},
    }


def table_schema(table: TableSchema) -> dict[str, Any]:
    """Fields, primary key and foreign keys of a table."""
    foreign = [foreign_key(table.name, c.name, c.refers) for c in table.columns if c.refers is not None]
    return {"fields": [field(c) for c in table.columns], "primaryKey": list(table.key), "foreignKeys": foreign}


def foreign_key(table: str, column: str, refers: str) -> dict[str, Any]:
    """A column that refers to a table; a table's reference to itself has an empty name."""
    return {
        "fields": [column],
        "reference": {"resource": "" if refers == table else refers, "fields": [key_of(refers)]},
    }


def field(column: Column) -> dict[str, Any]:
    """A column of a table."""
    described: dict[str, Any] = {
        "name": column.name,
        "type": field_type(column.type),
        "description": f"{column.en} {column.zh}",
    }
    if described["type"] == "boolean":
        described |= {"trueValues": ["True"], "falseValues": ["False"]}
    if not column.nullable and described["type"] != "string":  # an empty text and no text are the same in CSV
        described["constraints"] = {"required": True}
    return described


def field_type(kind: pa.DataType) -> str:
    """The Frictionless type of an Arrow type."""
    for test, name in TYPES:
        if test(kind):
            return name
    return "string"


TYPES = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_decimal, "number"),
    (pa.types.is_date, "date"),
    (pa.types.is_list, "array"),
    (pa.types.is_map, "object"),
)


def view_fields(view: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The columns of a view; their types are not said."""
    return [{"name": c, "type": "any", "description": str(column_comment(view, c) or c)} for c in columns]
