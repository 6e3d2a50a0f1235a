"""Word's tables: rows and cells as they stand in the XML, and the grid that merged cells make of them (ECMA-376 part 1 §17.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extractors.grid import MAX_COLUMNS, Grid, GridCell
from extractors.markup import Element, local_name
from extractors.word_numbering import attribute, child, number, switched_on
from extractors.word_styles import MAX_CHAIN, Styles

WRAPPERS = frozenset("ins moveTo sdt sdtContent customXml smartTag".split())


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A w:tc with its first grid column and extent; ``merges`` if it is part of a vertical merge, ``continues`` if not its first cell."""

    element: Element
    column: int
    span: int
    merges: bool
    continues: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A w:tr that is not deleted."""

    is_header: bool
    cells: tuple[PlacedCell, ...]


@dataclass(slots=True)
class Merging:
    """A grid while its cells come in, row by row: a cell that continues the one above it grows that one."""

    placed: list[GridCell] = field(default_factory=list)
    _above: dict[tuple[int, int], int] = field(
        default_factory=dict
    )  # (column, span) → index in placed of an open merge
    _open: dict[tuple[int, int], int] = field(default_factory=dict)

    def begin_row(self) -> None:
        """The next row begins: merges that the last one did not go on with are closed."""
        self._above, self._open = self._open, {}

    def place(self, cell: PlacedCell, pieces: tuple[str | Grid, ...], row: int) -> None:
        """The next cell of the row."""
        place = (cell.column, cell.span)
        index = self._above.get(place) if cell.continues else None
        if index is None:
            index = len(self.placed)
            self.placed.append(GridCell(pieces, row, cell.column, 1, cell.span))
        else:
            grown = self.placed[index]
            self.placed[index] = replace(grown, pieces=grown.pieces + pieces, row_span=row + 1 - grown.row)
        if cell.merges:
            self._open[place] = index


def rows_of(table: Element) -> list[Row]:
    """The rows that are not deleted."""
    return [row_of(row) for row in _children(table, "tr") if child(child(row, "trPr"), "del") is None]


def row_of(row: Element) -> Row:
    """A w:tr with its cells placed; those beyond the last column that a table may have are left out."""
    properties = child(row, "trPr")
    column = max(min(number(attribute(child(properties, "gridBefore"))), MAX_COLUMNS - 1), 0)
    cells = []
    for element in _children(row, "tc"):
        cell = placed_cell(element, column)
        if cell is None:
            break
        cells.append(cell)
        column += cell.span
    return Row(switched_on(child(properties, "tblHeader")), tuple(cells))


def placed_cell(element: Element, column: int) -> PlacedCell | None:
    """The cell at a grid column; None beyond the last column that a table may have."""
    properties = child(element, "tcPr")
    room = MAX_COLUMNS - column
    if room <= 0:
        return None
    span = min(max(number(attribute(child(properties, "gridSpan")), 1), 1), room)
    merge = child(properties, "vMerge")
    continues = merge is not None and attribute(merge) != "restart"
    return PlacedCell(element, column, span, merge is not None, continues)


def header_rows(rows: list[Row]) -> int | None:
    """How many rows on top are repeated on each page; None where none is."""
    count = next((at for at, row in enumerate(rows) if not row.is_header), len(rows))
    return count or None


def width_of(rows: list[Row]) -> int:
    """The number of grid columns that the cells take."""
    return max((cell.column + cell.span for row in rows for cell in row.cells), default=0)


def only_cell(rows: list[Row]) -> Element | None:
    """The cell of a table that has just one."""
    cells = [cell.element for row in rows[:2] for cell in row.cells[:2]]
    return cells[0] if len(cells) == 1 and sum(len(row.cells) for row in rows) == 1 else None


def is_framed(table: Element, cell: Element, styles: Styles) -> bool:
    """Whether borders are drawn around a table's only cell: by itself, by the table, by the table's style."""
    properties = child(table, "tblPr")
    own = (child(child(cell, "tcPr"), "tcBorders"), child(properties, "tblBorders"))
    inherited = _style_borders(attribute(child(properties, "tblStyle")), styles)
    for borders in (*own, *inherited):
        if borders is not None and len(borders):
            return any(attribute(edge) not in ("nil", "none") for edge in borders)
    return False


def _style_borders(style: str | None, styles: Styles) -> Iterator[Element | None]:
    for _ in range(MAX_CHAIN):
        element = styles.elements.get(style or "")
        if element is None:
            return
        yield child(child(element, "tblPr"), "tblBorders")
        style = attribute(child(element, "basedOn"))


def _children(parent: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, containers opened."""
    for element in parent:
        name = local_name(element.tag)
        if name == wanted:
            yield element
        elif name in WRAPPERS:
            yield from _children(element, wanted)
