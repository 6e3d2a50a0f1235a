"""A plan's rows as an annotation in the gold format, which ``govplan evaluate`` reads: what a reader corrects and keeps."""

from __future__ import annotations

from typing import Any

from pipeline.explore.report.plan_rows import PlanRows
from pipeline.scoring.gold import SUFFIX, fold
from pipeline.tables import Row

HEAD = 12  # characters after the label that an outline entry shows

# Kind of the annotation and the table that it is made of.
KINDS = {
    "outline": "sections",
    "tables": "source_tables",
    "periods": "periods",
    "targets": "targets",
    "agencies": "agencies",
    "references": "references",
}


def gold_of(plan: PlanRows) -> dict[str, Any]:
    """The annotation that says: all that was read is right. White space aside, texts are verbatim."""
    cells = plan.cells_by_table()
    return {
        "source": plan.file,
        "sha256": plan.document["sha256"],
        "scope": None,
        "document": document_entry(plan.document),
        "outline": [heading_entry(row) for row in plan["sections"]],
        "tables": [table_entry(row, cells.get(row["table_id"], [])) for row in plan["source_tables"]],
        "tables_complete": True,
        "periods": [period_entry(row) for row in plan["periods"]],
        "targets": [target_entry(row) for row in stated(plan)],
        "agencies": [{"role": a["role"], "role_text": a["role_text"], "name": a["name"]} for a in plan["agencies"]],
        "references": [reference_entry(row) for row in plan["references"]],
    }


def gold_places(plan: PlanRows) -> dict[tuple[str, int], str]:
    """Where the annotation has each row: (table, ordinal) to its place, such as ``periods.3``."""
    places: dict[tuple[str, int], str] = {}
    for kind, table in KINDS.items():
        rows = stated(plan) if kind == "targets" else plan[table]
        places |= {(table, row["ordinal"]): f"{kind}.{at}" for at, row in enumerate(rows)}
    return places


def file_name(plan: PlanRows) -> str:
    """The name of the annotation's file."""
    return (plan.file.rpartition(".")[0] or plan.file) + SUFFIX


def stated(plan: PlanRows) -> list[Row]:
    """The targets that the annotation holds: commitments with a number."""
    return [row for row in plan["targets"] if row["status"] == "stated" and not row["is_baseline"]]


def document_entry(document: Row) -> dict[str, Any]:
    start, end = document["plan_start"], document["plan_end"]
    period = {"start": iso(start), "end": iso(end)} if start or end else None
    return {key: document[key] for key in ("title", "issuer", "year_roc")} | {"period": period}


def heading_entry(row: Row) -> dict[str, Any]:
    return {
        "level": row["level"],
        "label": row["label"],
        "restored": row["label_restored"],
        "head": fold(row["title"])[:HEAD],
    }


def table_entry(table: Row, cells: list[Row]) -> dict[str, Any]:
    return {
        "caption": table["caption"],
        "pages": table["pages"] or None,
        "n_header_rows": table["header_rows"],
        "kind": table["kind"],
        "columns": column_roles(table, cells),
        "grid": expand(table, cells),
    }


def expand(table: Row, cells: list[Row]) -> list[list[str]]:
    """The grid of texts, a merged cell's text in every row and column that it covers."""
    grid = [[""] * table["column_count"] for _ in range(table["row_count"])]
    for cell in cells:
        for row in range(cell["row"], cell["row"] + cell["row_span"]):
            for column in range(cell["column"], cell["column"] + cell["column_span"]):
                grid[row][column] = cell["text"]
    return grid


def column_roles(table: Row, cells: list[Row]) -> list[str]:
    """The role of each column: what the cells that begin in it say, before those that reach into it."""
    roles: dict[int, str | None] = {}
    for cell in sorted(cells, key=lambda c: int(c["column_span"])):
        for column in range(cell["column"], cell["column"] + cell["column_span"]):
            roles.setdefault(column, cell["role"])
    return [roles.get(column) or "other" for column in range(table["column_count"])]


def period_entry(row: Row) -> dict[str, Any]:
    entry = {"text": row["text"], "start": iso(row["start"]), "end": iso(row["end"]), "kind": row["kind"]}
    return entry | ({"rrule": row["rrule"]} if row["rrule"] else {})


def target_entry(row: Row) -> dict[str, Any]:
    numbers = {key: plain_number(row[key]) for key in ("value", "value_max")}
    return {"text": row["text"], "comparator": row["comparator"], **numbers, "unit": row["unit"], "year": row["year"]}


def reference_entry(row: Row) -> dict[str, Any]:
    return {"text": row["text"], "kind": row["kind"], "date": iso(row["date"]), "title": row["title"]}


def iso(day: Any) -> str | None:
    """An ISO day, None for none."""
    return None if day is None else str(day)


def plain_number(value: float | None) -> float | int | None:
    """A number as a person writes it: 5, not 5.0."""
    return int(value) if value is not None and float(value).is_integer() else value
