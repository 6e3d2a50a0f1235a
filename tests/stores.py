"""What tests ask of a store: its rows, its bytes, whether every key and every span resolves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.schema import tables

EVIDENCE = {  # the columns whose words are those of the spans
    "sections": ("label", "title"),
    "strategies": ("label", "text"),
    "measures": ("label", "text"),
    "indicators": ("label", "name"),
    "agencies": ("name",),
    **dict.fromkeys(("paragraphs", "cells", "targets", "periods", "references", "amounts"), ("text",)),
}


def read(out: Path, table: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(out / table).to_pylist()
    return rows


def statuses(out: Path) -> dict[str, tuple[str, str | None]]:
    """Status and code of every input, by its name."""
    return {str(f["source_uri"]).rsplit("/", 1)[-1]: (f["status"], f["code"]) for f in read(out, "files")}  # type: ignore[misc]


def bytes_of(out: Path) -> dict[str, bytes]:
    """All files of all tables but ``runs``."""
    return {
        f"{name}/{path.name}": path.read_bytes()
        for name in tables()
        if name != "runs"
        for path in sorted((out / name).iterdir())
    }


def dangling(out: Path) -> Iterator[str]:
    """Every foreign key that does not resolve."""
    for table in tables().values():
        for foreign in json.loads(table.arrow.metadata[b"foreignKeys"]):
            resource, field = foreign["reference"]["resource"], foreign["reference"]["fields"]
            there = {row[field] for row in read(out, resource)}
            used = {row[foreign["fields"]] for row in read(out, table.name)} - {None}
            yield from (f"{table.name}.{foreign['fields']}={value}" for value in used - there)


def outside(out: Path) -> Iterator[str]:
    """Every span that does not lie in its document's text, and every fact whose text is not that of its spans."""
    texts = {row["document_id"]: str(row["text"]) for row in read(out, "documents")}
    for table in tables().values():
        if "spans" not in table.arrow.names:
            continue
        for row in read(out, table.name):
            text = texts[row["document_id"]]
            spans: list[dict[str, int]] = row["spans"] or []  # type: ignore[assignment]
            if any(not 0 <= s["start"] <= s["end"] <= len(text) for s in spans):
                yield f"{table.name} {row['document_id']} {row['ordinal']}"
            quoted = "".join(text[s["start"] : s["end"]] for s in spans)
            evidence = "".join(str(row[column]) for column in EVIDENCE.get(table.name, ()))
            if table.name in EVIDENCE and "".join(quoted.split()) != "".join(evidence.split()):
                yield f"{table.name} {row['ordinal']}: {quoted!r} is not {evidence!r}"


def doubled(out: Path) -> Iterator[str]:
    """Every key that is there twice."""
    for table in tables().values():
        keys = [tuple(row[name] for name in table.key) for row in read(out, table.name)]
        if len(set(keys)) < len(keys):
            yield table.name


def assert_sound(out: Path) -> None:
    assert list(dangling(out)) == []
    assert list(outside(out)) == []
    assert list(doubled(out)) == []
