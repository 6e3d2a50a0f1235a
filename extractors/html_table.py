"""Tables in HTML: which of them are tables, and their grid (https://html.spec.whatwg.org/#table-processing-model)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractors.grid import MAX_COLUMNS, MAX_ROWS, MAX_SLOTS, Grid, GridCell
from extractors.markup import Element, local_name
from extractors.word_numbering import number

MAX_ROW_SPAN = 65_534  # as HTML caps it


def is_data_table(table: Element) -> bool:
    """Whether a table is one, and not a frame for the page's layout: two columns and two rows with text, no such table inside it."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return False
    rows = columns = filled = 0
    for _, row in rows_of(table):
        cells = [cell for cell in row if local_name(cell.tag) in ("td", "th")]
        texts = [cell for cell in cells if any(text.strip() for text in cell.itertext())]
        rows += bool(texts)
        filled += len(texts)
        columns = max(columns, len(cells))
    return rows >= 2 and columns >= 2 and filled >= 3 and not any(is_data_table(t) for t in nested_tables(table))


def nested_tables(table: Element) -> Iterator[Element]:
    """The outermost tables inside a table."""
    for element in table:
        if local_name(element.tag) == "table":
            yield element
        else:
            yield from nested_tables(element)


def rows_of(table: Element) -> Iterator[tuple[str, Element]]:
    """The rows in the order in which they are shown, each with the tag of its group."""
    groups: dict[str, list[tuple[str, Element]]] = {"thead": [], "tbody": [], "tfoot": []}
    for element in table:
        name = local_name(element.tag)
        if name == "tr":
            groups["tbody"].append(("tbody", element))
        elif name in groups:
            groups[name].extend((name, row) for row in element if local_name(row.tag) == "tr")
    for rows in groups.values():
        yield from rows


def span(cell: Element, name: str, most: int) -> int:
    """A cell's colspan or rowspan within bounds; 1 where it is nonsense."""
    return min(max(number(cell.get(name), 1), 1), most)


def grid_of(table: Element, pieces_of: Callable[[Element], tuple[str | Grid, ...]]) -> Grid:
    """The grid of a table; ``pieces_of`` reads a cell."""
    placed: list[GridCell] = []
    taken: dict[int, int] = {}  # column → the first row that is free again
    columns = header = 0
    slots = 0
    rows = list(rows_of(table))[:MAX_ROWS]
    for at, (group, row) in enumerate(rows):
        column = 0
        cells = [cell for cell in row if local_name(cell.tag) in ("td", "th")]
        for cell in cells:
            while taken.get(column, 0) > at:
                column += 1
            if column >= MAX_COLUMNS or slots > MAX_SLOTS:
                break
            across = span(cell, "colspan", MAX_COLUMNS - column)
            across = next((n for n in range(1, across) if taken.get(column + n, 0) > at), across)
            down = min(span(cell, "rowspan", MAX_ROW_SPAN), len(rows) - at)
            placed.append(GridCell(pieces_of(cell), at, column, down, across))
            taken.update((column + n, at + down) for n in range(across))
            column += across
            slots += across
        columns = max(columns, column)
        if header == at and (group == "thead" or (cells and all(local_name(c.tag) == "th" for c in cells))):
            header = at + 1
    return Grid(len(rows), columns, tuple(placed), header if 0 < header < len(rows) else None)
