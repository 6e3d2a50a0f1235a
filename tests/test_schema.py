"""The schemas: complete, commented in both languages, and those of the design."""

from __future__ import annotations

import json
import re

import pyarrow as pa
import pytest
from samples import ROOT

from pipeline.schema import TableSchema, tables

DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
SHARED = ["document_id", "ordinal", "spans", "page", "rule"]  # what every fact table has besides
ADDED = {"diagnostics": ["document_id", "ordinal"], "regions": ["document_id", "ordinal"]}
WRITTEN_TYPES = {
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "double": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "large_string": pa.large_string(),
    "decimal(20,2)": pa.decimal128(20, 2),
    "list<int32>": pa.list_(pa.field("element", pa.int32(), nullable=False)),
}


def designed() -> dict[str, list[tuple[str, str, bool]]]:
    """The tables of the design page: for each column its name, the type where it is written, and whether it is nullable."""
    rows = re.findall(r"^\| (\w+) \| (.+?) \|$", DESIGN, re.MULTILINE)
    return {name: [column for part in split(text) if (column := parse(part))] for name, text in rows if name != "table"}


def split(text: str) -> list[str]:
    """The parts between commas, those in brackets aside, up to the dash that begins the remarks."""
    return re.split(r", (?![^(]*\))", re.split(r" — | - ", text)[0])


def parse(part: str) -> tuple[str, str, bool]:
    bare = re.sub(r"\((?!20,2).*?\)", "", part).strip()
    name, _, written = bare.partition(" ")
    return name.rstrip("?"), written.strip().rstrip("?"), bare.endswith("?") or name.endswith("?")


def test_design_page_is_parsed() -> None:
    assert designed()["amounts"][:2] == [("amount_id", "", False), ("text", "", False)]
    assert ("value", "decimal(20,2)", False) in designed()["amounts"]
    assert ("end", "date", True) in designed()["periods"]


def test_tables_are_those_of_the_design() -> None:
    assert sorted(tables()) == sorted(designed())


@pytest.mark.parametrize("name", sorted(designed()))
def test_columns_are_those_of_the_design(name: str) -> None:
    schema = tables()[name]
    is_fact = any(column.name == "rule" for column in schema.columns)
    besides = SHARED if is_fact else ADDED.get(name, [])
    names = [column.name for column in schema.columns if column.name not in besides]
    assert names == [column for column, _, _ in designed()[name]]


@pytest.mark.parametrize("name", sorted(designed()))
def test_types_and_nulls_are_those_of_the_design(name: str) -> None:
    columns = {column.name: column for column in tables()[name].columns}
    for column, written, nullable in designed()[name]:
        assert columns[column].nullable is nullable, f"{name}.{column}"
        if written in WRITTEN_TYPES:
            assert columns[column].type == WRITTEN_TYPES[written], f"{name}.{column}"


@pytest.mark.parametrize("schema", tables().values(), ids=list(tables()))
def test_every_column_has_both_comments(schema: TableSchema) -> None:
    for field in schema.arrow:
        assert field.metadata[b"comment"].decode().strip(), field.name
        assert re.search(r"[\u4e00-\u9fff]", field.metadata[b"comment_zh"].decode()), field.name


def test_fact_tables_have_what_every_fact_has() -> None:
    facts = [t for t in tables().values() if "rule" in t.arrow.names]
    assert len(facts) == 12
    for table in facts:
        assert set(SHARED) <= set(table.arrow.names), table.name
        assert table.arrow.field("page").nullable and not table.arrow.field("spans").nullable
        spans = table.arrow.field("spans").type.value_type
        assert [(f.name, f.type) for f in spans] == [("start", pa.int32()), ("end", pa.int32())]


def test_keys_are_in_the_metadata() -> None:
    for table in tables().values():
        key = json.loads(table.arrow.metadata[b"primaryKey"])
        assert key and set(key) <= set(table.arrow.names)
        assert not any(table.arrow.field(name).nullable for name in key)


def test_foreign_keys_bear_the_targets_name_and_point_to_keys() -> None:
    named = {"parent_id"}
    for table in tables().values():
        for foreign in json.loads(table.arrow.metadata[b"foreignKeys"]):
            target = tables()[foreign["reference"]["resource"]]
            assert target.key == (foreign["reference"]["fields"],)
            assert foreign["fields"] in {target.key[0]} | named, table.name


def test_enums_are_dictionaries() -> None:
    kind = tables()["periods"].arrow.field("kind").type
    assert pa.types.is_dictionary(kind) and kind.value_type == pa.string()
