"""Tables in HTML: which of them are tables, and their grid (https://html.spec.whatwg.org/#table-processing-model)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from extractors.grid import MAX_COLUMNS, MAX_ROWS, MAX_SLOTS, Grid, GridCell
from extractors.html_main import Measure
from extractors.item_label import item_label
from extractors.markup import Element, local_name
from extractors.word_numbering import number

NESTED_SHARE = 0.5
LABEL_CELL, LABEL_ENDS = 6, ("、", "）", ")", "．", ".", "條", "条", "點", "点")  # a cell that holds a label alone
NUMBERED_ROWS = 3  # of a table that sets numbered text
PAGE_SHARE, PAGE_LINES = 0.6, 6
BORDER = re.compile(r"(?:^|;)\s*border(?:-(?:top|right|bottom|left))?(?:-style)?\s*:\s*([^;]*)", re.IGNORECASE)
NO_BORDER = re.compile(r"none|hidden|0(?![.1-9])", re.IGNORECASE)
STRAY = frozenset("form center font span div b a".split())  # what old pages put between a table and its rows and cells
MAX_STRAY = 20
MAX_ROW_SPAN = 65_534  # as HTML caps it


def data_tables(body: Element, measures: dict[Element, Measure]) -> frozenset[Element]:
    """The tables that are tables, and not frames for the page's layout.

    Such a table is shaped like one, and less than half of its text stands in such tables inside it.
    """
    found = []
    inside: dict[Element, int] = {}  # characters in tables within a table
    for table in reversed(list(body.iter("table"))):
        text = measures[table].text
        is_table = inside.get(table, 0) < text * NESTED_SHARE and has_shape(table, measures)
        if is_table:
            found.append(table)
        outer = next(table.iterancestors("table"), None)
        if outer is not None:
            inside[outer] = inside.get(outer, 0) + (text if is_table else inside.get(table, 0))
    return frozenset(found)


def has_shape(table: Element, measures: dict[Element, Measure]) -> bool:
    """Whether there are two columns and two rows with text, and nothing says that it is layout."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return False
    rows = columns = filled = 0
    for _, row in rows_of(table):
        cells = list(cells_of(row))
        texts = [cell for cell in cells if measures[cell].text]
        rows += bool(texts)
        filled += len(texts)
        columns = max(columns, len(cells))
        if any(is_page_in_cell(cell, table, measures) for cell in texts):
            return False
    return rows >= 2 and columns >= 2 and filled >= 3 and not is_numbered_text(table)


def is_numbered_text(table: Element) -> bool:
    """Whether a table sets running text: its rows are of a label and its paragraph, and each list begins with its first number."""
    rows = [["".join("".join(cell.itertext()).split()) for cell in cells_of(row)] for _, row in rows_of(table)]
    pairs = [cells for cells in rows if len(cells) == 2]
    labels = [item_label(head) for head, _ in pairs if len(head) <= LABEL_CELL and head.endswith(LABEL_ENDS)]
    if len(pairs) < NUMBERED_ROWS or any(len(cells) > 2 for cells in rows) or len(labels) < len(pairs):
        return False
    return all(label is not None for label in labels) and labels[0] is not None and labels[0].number == 1


def is_page_in_cell(cell: Element, table: Element, measures: dict[Element, Measure]) -> bool:
    """Whether a cell of a table without borders holds most of its text, in many paragraphs: a page, with its margins around it."""
    if measures[cell].text < measures[table].text * PAGE_SHARE or border_of(table):
        return False
    return len(list(islice(cell.iter("p", "br", "div", "li", "tr"), PAGE_LINES))) == PAGE_LINES


def is_framed(table: Element) -> bool:
    """Whether a table is one cell with a border around it."""
    cells = [cell for _, row in rows_of(table) for cell in cells_of(row)]
    if len(cells) != 1:
        return False
    borders = (border_of(element) for element in (cells[0], table))
    return next((drawn for drawn in borders if drawn is not None), False)


def border_of(element: Element) -> bool | None:
    """Whether an element says that it has a border; None where it says nothing. Word writes border:none beside border="1"."""
    if (border := element.get("border")) is not None:
        return number(border, 1) > 0
    borders = BORDER.findall(element.get("style") or "")
    return any(not NO_BORDER.match(border) for border in borders) if borders else None


def rows_of(table: Element) -> Iterator[tuple[str, Element]]:
    """The rows in the order in which they are shown, each with the tag of its group."""
    groups: dict[str, list[tuple[str, Element]]] = {"thead": [], "tbody": [], "tfoot": []}

    def walk(parent: Element, group: str, depth: int = 0) -> None:
        for element in parent:
            name = local_name(element.tag)
            if name == "tr":
                groups[group].append((group, element))
            elif name in groups:
                walk(element, name)
            elif name in STRAY and depth < MAX_STRAY:
                walk(element, group, depth + 1)

    walk(table, "tbody")
    for rows in groups.values():
        yield from rows


def cells_of(row: Element, depth: int = 0) -> Iterator[Element]:
    """The cells of a row."""
    for element in row:
        name = local_name(element.tag)
        if name in ("td", "th"):
            yield element
        elif name in STRAY and depth < MAX_STRAY:
            yield from cells_of(element, depth + 1)


def loose_texts(table: Element) -> Iterator[str]:
    """Text that stands in a table but in no cell, which browsers show before it."""
    holders = [table, *(row for _, row in rows_of(table))]
    for holder in holders:
        texts = [holder.text, *(inner.tail for inner in holder)]
        yield from (text for text in texts if text and text.strip())


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
        cells = list(cells_of(row))
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
