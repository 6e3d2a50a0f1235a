"""The annotation of a plan, as its JSON file says it. It knows no offsets: one annotation serves every format of a plan."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extractors.builder import fold_compatibility

SUFFIX = ".gold.json"

Item = Mapping[str, Any]  # a record of the main tables; which fields it has is up to the annotator


def fold(text: str | None) -> str:
    """The form in which texts are compared: no white space, compatibility ideographs unified, punctuation as it is.

    >>> fold("\\u2f00、 策\\u3000略\\n")
    '一、策略'
    """
    return "".join(fold_compatibility(text or "").replace("\ufeff", "").split())


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a plan that was annotated: first and last page or line, counted from 1, both inclusive."""

    of: Literal["pages", "lines"]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """What the plan says of itself. ``annotated`` are the names of the fields to score."""

    title: str | None
    issuer: str | None
    year_roc: int | None
    period: tuple[dt.date | None, dt.date | None]
    annotated: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoldHeading:
    level: int
    label: str
    restored: str | None
    head: str


@dataclass(frozen=True, slots=True)
class GoldTable:
    """``grid`` is rectangular, its texts folded, merged cells in every place that they cover, header rows included."""

    caption: str | None
    kind: str | None
    header_rows: int | None
    columns: tuple[str, ...]
    grid: tuple[tuple[str, ...], ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class GoldPeriod:
    """``starts`` and ``ends`` are the days to accept, the preferred one first; empty where none was annotated."""

    text: str
    kind: str | None
    starts: tuple[dt.date | None, ...]
    ends: tuple[dt.date | None, ...]


@dataclass(frozen=True, slots=True)
class GoldTarget:
    text: str
    comparator: str
    value: float
    value_max: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class GoldAgency:
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated plan. A kind that was not annotated is None and is not scored; an empty tuple says: none there."""

    name: str
    source: str
    sha256: str | None
    scope: Scope | None
    document: GoldDocument | None
    outline: tuple[GoldHeading, ...] | None
    tables: tuple[GoldTable, ...] | None
    tables_complete: bool
    periods: tuple[GoldPeriod, ...] | None
    targets: tuple[GoldTarget, ...] | None
    agencies: tuple[GoldAgency, ...] | None
    references: tuple[str, ...] | None
    items: tuple[Item, ...] | None


def read_gold(path: Path) -> Gold:
    """The annotation in a file NAME.gold.json. Raises KeyError or ValueError where the file does not follow the format."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Gold(
        name=path.name.removesuffix(SUFFIX),
        source=data["source"],
        sha256=data.get("sha256"),
        scope=_scope(data.get("scope")),
        document=_document(data["document"]) if "document" in data else None,
        outline=_each(data, "outline", _heading),
        tables=_each(data, "tables", _table),
        tables_complete=bool(data.get("tables_complete")),
        periods=_each(data, "periods", _period),
        targets=_each(data, "targets", _target),
        agencies=_each(data, "agencies", lambda a: GoldAgency(a["role"], fold(a["name"]))),
        references=_each(data, "references", lambda r: str(r["text"])),
        items=_each(data, "items", lambda item: item),
    )


def _each(data: Mapping[str, Any], key: str, read: Any) -> Any:
    return tuple(read(entry) for entry in data[key]) if key in data else None


def _scope(scope: Mapping[str, Any] | None) -> Scope | None:
    if not scope:
        return None
    of: Literal["pages", "lines"] = "pages" if "pages" in scope else "lines"
    return Scope(of, *scope[of])


def day(iso: str | None) -> dt.date | None:
    """The date of an ISO day, None for null."""
    return dt.date.fromisoformat(iso) if iso else None


def _document(data: Mapping[str, Any]) -> GoldDocument:
    period = data.get("period") or {}
    return GoldDocument(
        title=data.get("title"),
        issuer=data.get("issuer"),
        year_roc=data.get("year_roc"),
        period=(day(period.get("start")), day(period.get("end"))),
        annotated=frozenset(data),
    )


def _heading(data: Mapping[str, Any]) -> GoldHeading:
    restored = data.get("restored")
    return GoldHeading(data["level"], fold(data["label"]), fold(restored) if restored else None, fold(data["head"]))


def _table(data: Mapping[str, Any]) -> GoldTable:
    return GoldTable(
        caption=data.get("caption"),
        kind=data.get("kind"),
        header_rows=data.get("n_header_rows"),
        columns=tuple(data["columns"]),
        grid=tuple(tuple(fold(text) for text in row) for row in data["grid"]),
        partial=bool(data.get("partial")),
    )


def _period(data: Mapping[str, Any]) -> GoldPeriod:
    return GoldPeriod(data["text"], data.get("kind"), _days(data, "start"), _days(data, "end"))


def _days(data: Mapping[str, Any], key: str) -> tuple[dt.date | None, ...]:
    """The day of this key and, where annotated, the alternative one that is right as well."""
    return tuple(day(data[name]) for name in (key, f"alternative_{key}") if name in data)


def _target(data: Mapping[str, Any]) -> GoldTarget:
    return GoldTarget(
        text=data["text"],
        comparator=data["comparator"],
        value=data["value"],
        value_max=data.get("value_max"),
        unit=fold(data.get("unit")) or None,
    )
