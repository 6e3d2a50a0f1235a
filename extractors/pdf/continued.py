"""Tables that go on over pages: pieces with the same column edges and nothing between them are one table.

A header repeated on each page is dropped, a cell merged over the break is one cell, and so is each cell of a row that the break cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extractors.document import Box
from extractors.pdf.row_cut import Column, head_labels, is_cut_row, wrap_width
from extractors.pdf.tables import SAME_EDGE, PageCell, PageTable, nearest, relative_edges, same_edges

MOST_HEADER_ROWS = 6
CONTINUED = ("（續）", "(續)", "（续）", "(续)", "（續上頁）", "（续上页）")

TextOf = Callable[[int, Box], str]
Between = Callable[[PageTable, PageTable], bool]


class CellPiece(NamedTuple):
    """Where a piece of a logical table or cell stands."""

    page: int
    box: Box


class LogicalCell(NamedTuple):
    """A cell with its pieces in reading order: more than one where a page break cut it. Some may hold no text."""

    pieces: tuple[CellPiece, ...]
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class LogicalTable:
    """A table over all its pages. ``boxes`` are the areas that it covers, ``repeated`` the cells of dropped headers in them.

    ``header_rows`` is known where a header is repeated on a later page, else None.
    """

    rows: int
    columns: int
    cells: tuple[LogicalCell, ...]
    pages: tuple[int, ...]
    boxes: tuple[CellPiece, ...]
    header_rows: int | None = None
    repeated: tuple[CellPiece, ...] = ()


def join_tables(tables: Iterable[PageTable], text_of: TextOf, between: Between) -> Iterator[LogicalTable]:
    """The logical tables in the order of ``tables`` (by page, then from top to bottom), each made when it is asked for.

    ``text_of(page, box)`` is the text in a box, lines divided by line ends; ``between`` says whether there is body text from one
    table to the next, running headers and footers aside.
    """
    for chain in _chains(tables, text_of, between):
        yield _joined(chain, text_of) if len(chain) > 1 else alone(chain[0])


def _chains(tables: Iterable[PageTable], text_of: TextOf, between: Between) -> Iterator[list[PageTable]]:
    chain: list[PageTable] = []
    for table in tables:
        if chain and not (_goes_on(chain, table, text_of) and not between(chain[-1], table)):
            yield chain
            chain = []
        chain.append(table)
    if chain:
        yield chain


def _goes_on(chain: Sequence[PageTable], table: PageTable, text_of: TextOf) -> bool:
    last, first = chain[-1], chain[0]
    if table.page != last.page + 1 or not any(same_edges(table, piece) for piece in (last, first)):
        return False
    if _repeated_rows(first, table, text_of):
        return True
    return not (_has_title(first, text_of) and _has_title(table, text_of))


# --- headers ----------------------------------------------------------------------------------------------------------


def _has_title(table: PageTable, text_of: TextOf) -> bool:
    """Whether it begins with one text over all columns."""
    first = table.cells[0]
    whole = first.column_span == table.columns and first.row_span == 1 and table.rows > 1
    return whole and bool(_text(table.page, first.box, text_of))


def _repeated_rows(first: PageTable, table: PageTable, text_of: TextOf) -> tuple[int, int] | None:
    """How many rows on top of ``table`` repeat rows of the first piece, and where these end there; a title there may precede them."""
    for title in (0, 1):
        for count in range(min(table.rows - 1, first.rows - title, MOST_HEADER_ROWS), 0, -1):
            header = _row_texts(first, title, title + count, text_of)
            if header and header == _row_texts(table, 0, count, text_of) and any(header):
                return count, title + count
    return None


def _row_texts(table: PageTable, start: int, end: int, text_of: TextOf) -> list[str]:
    """The texts of the cells in these rows; none where a cell reaches out of them."""
    cells = [cell for cell in table.cells if cell.row < end and cell.row + cell.row_span > start]
    if any(cell.row < start or cell.row + cell.row_span > end for cell in cells):
        return []
    return [_text(table.page, cell.box, text_of) for cell in cells]


def _text(page: int, box: Box, text_of: TextOf) -> str:
    """The text without white space and without the word that says that it is continued."""
    text = "".join(text_of(page, box).split())
    for word in CONTINUED:
        text = text.replace(word, "")
    return text


# --- joining ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    """A logical cell that may still grow at its foot. ``text``: that of its last piece which has any; ``is_open``: nothing closes that."""

    pieces: list[CellPiece]
    row: int
    column: int
    row_end: int
    column_end: int
    text: str
    is_open: bool

    @property
    def place(self) -> tuple[int, int]:
        return self.column, self.column_end

    def cell(self) -> LogicalCell:
        spans = (self.row_end - self.row, self.column_end - self.column)
        return LogicalCell(tuple(self.pieces), self.row, self.column, *spans)


@dataclass(slots=True)
class _Joining:
    """A logical table as its pieces are put under one another."""

    columns: dict[tuple[int, int], Column]
    rows: int = 0
    drafts: list[_Draft] = field(default_factory=list)

    def add(self, piece: list[_Draft], rows: int) -> None:
        """Put the cells of the next piece, ``rows`` high, under those there are."""
        feet = {draft.place: draft for draft in self.drafts if draft.row_end == self.rows}
        heads = [draft for draft in piece if draft.row == 0]
        cut = self._is_cut(feet, heads)
        shift = self.rows - cut
        for draft in piece:
            foot = feet.get(draft.place) if draft.row == 0 else None
            goes_on = foot is not None and (cut or self._is_merged(foot, draft, heads))
            draft.row, draft.row_end = draft.row + shift, draft.row_end + shift
            if foot and goes_on:
                foot.pieces += draft.pieces
                foot.row_end = draft.row_end
                foot.text = draft.text or foot.text
                foot.is_open = draft.is_open
            else:
                self.drafts.append(draft)
        self.rows = shift + rows

    def _is_cut(self, feet: dict[tuple[int, int], _Draft], heads: list[_Draft]) -> bool:
        if not feet or {draft.place for draft in heads} != feet.keys():
            return False
        if len({foot.is_open for foot in feet.values()}) > 1:
            return False  # the row is closed, and only a merged cell beside it goes on
        return is_cut_row([self._at_break(feet[head.place], head) for head in heads])

    def _at_break(self, foot: _Draft, head: _Draft) -> Column:
        return replace(self.columns[head.place], above=foot.text, below=head.text)

    def _is_merged(self, foot: _Draft, head: _Draft, heads: list[_Draft]) -> bool:
        """Whether a cell goes on over the break though its row does not: one of the two is empty, and the column merges cells."""
        if bool(foot.text) == bool(head.text):
            return False
        if not foot.text:
            return _height(foot) > 1
        leading = not any(other.text for other in heads if other.column < head.column)
        return _height(head) > 1 or (leading and self.columns[head.place].merges)


def _columns_of(pieces: Sequence[Sequence[_Draft]]) -> dict[tuple[int, int], Column]:
    """What all pieces show of each column, by the place of its cells; those on top of a page may be halves of cells."""
    whole: dict[tuple[int, int], list[str]] = {}
    halves: dict[tuple[int, int], list[str]] = {}
    merging = {draft.place for piece in pieces for draft in piece if _height(draft) > 1}
    for index, piece in enumerate(pieces):
        for draft in piece:
            (halves if index and draft.row == 0 else whole).setdefault(draft.place, []).append(draft.text)
    return {
        place: _column(whole.get(place, []), halves.get(place, []), place in merging)
        for place in whole.keys() | halves.keys()
    }


def _column(whole: list[str], halves: list[str], merges: bool) -> Column:
    labels = head_labels(whole)
    return Column(
        above="",
        below="",
        wraps_at=wrap_width(whole + halves),
        heads=frozenset(label.style for label in labels),
        counting=frozenset(label.style for label in labels if label.number > 1),
        merges=merges,
    )


def _height(draft: _Draft) -> int:
    return draft.row_end - draft.row


def alone(table: PageTable) -> LogicalTable:
    """A table of one page."""
    cells = (
        LogicalCell((CellPiece(table.page, cell.box),), cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in table.cells
    )
    area = CellPiece(table.page, table.box)
    return LogicalTable(table.rows, table.columns, tuple(cells), (table.page,), (area,), table.header_rows)


def _joined(chain: Sequence[PageTable], text_of: TextOf) -> LogicalTable:
    edges = _common_edges(chain)
    headers = [(0, 0), *(_repeated_rows(chain[0], table, text_of) or (0, 0) for table in chain[1:])]
    pieces = [list(_drafts(table, count, edges, text_of)) for table, (count, _) in zip(chain, headers, strict=True)]
    joining = _Joining(_columns_of(pieces))
    for table, piece, (count, _) in zip(chain, pieces, headers, strict=True):
        joining.add(piece, table.rows - count)
    repeated = (
        CellPiece(table.page, cell.box)
        for table, (count, _) in zip(chain, headers, strict=True)
        for cell in table.cells
        if cell.row < count
    )
    return LogicalTable(
        rows=joining.rows,
        columns=len(edges) - 1,
        cells=tuple(sorted((draft.cell() for draft in joining.drafts), key=lambda cell: (cell.row, cell.column))),
        pages=tuple(table.page for table in chain),
        boxes=tuple(CellPiece(table.page, table.box) for table in chain),
        header_rows=max(end for _, end in headers) or None,
        repeated=tuple(repeated),
    )


def _common_edges(chain: Sequence[PageTable]) -> list[float]:
    """The column edges of all pieces, from the table's left edge."""
    edges: list[float] = []
    for edge in sorted(edge for table in chain for edge in relative_edges(table)):
        if not edges or edge - edges[-1] > SAME_EDGE:
            edges.append(edge)
    return edges


def _drafts(table: PageTable, skipped: int, edges: Sequence[float], text_of: TextOf) -> Iterator[_Draft]:
    """The cells below the repeated header, in the columns of the whole table; rows count from the first of them."""
    for cell in table.cells:
        if cell.row >= skipped:
            start, end = _columns(cell, table, edges)
            piece = CellPiece(table.page, cell.box)
            row, text = cell.row - skipped, text_of(table.page, cell.box).strip()
            yield _Draft([piece], row, start, row + cell.row_span, end, text, table.goes_on(cell))


def _columns(cell: PageCell, table: PageTable, edges: Sequence[float]) -> tuple[int, int]:
    left = table.column_edges[0]
    start = nearest(edges, table.column_edges[cell.column] - left)
    return start, max(nearest(edges, table.column_edges[cell.column + cell.column_span] - left), start + 1)
