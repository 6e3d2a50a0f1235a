"""Documents made from annotated grids: equal neighbours become merged cells, as a table editor would show them."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.builder import CellText, DocumentBuilder
from extractors.document import Document


def merged(grid: Sequence[Sequence[str]], columns: Sequence[str] = (), header: int = 0) -> list[CellText]:
    """The cells of a grid, equal neighbours merged: first to the right, then down over the same columns.

    Below the header, cells of columns with different roles are never merged: they may just say the same.
    """
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if (r, c) not in taken:
                width, height = extent(grid, r, c)
                alone = r >= header and 0 < width < len(row) and len(set(columns[c : c + width])) > 1
                width = 1 if alone else width
                taken |= {(r + i, c + j) for i in range(height) for j in range(width)}
                cells.append(CellText((text,), r, c, height, width))
    return cells


def extent(grid: Sequence[Sequence[str]], r: int, c: int) -> tuple[int, int]:
    """How many columns and rows the text at a place covers; short figures and blanks are never taken as merged."""
    text = grid[r][c]
    if not text or text[0] in "<>≦≧0123456789" or (len(text) < 2 and not text.isalpha()):
        return 1, 1
    width = 1
    while c + width < len(grid[r]) and grid[r][c + width] == text:
        width += 1
    height = 1
    while r + height < len(grid) and list(grid[r + height][c : c + width]) == [text] * width:
        height += 1
    return width, height


def document(
    grid: Sequence[Sequence[str]],
    caption: str = "",
    columns: Sequence[str] = (),
    header: int = 0,
    marked: int | None = None,
) -> Document:
    """A document of one table and the line above it; ``marked`` are the header rows that the source itself marks."""
    builder = DocumentBuilder("grid.txt", "text/plain")
    builder.paragraph(caption or "辦理方式說明如次。")
    builder.table(merged(grid, columns, header), len(grid), len(grid[0]), marked)
    return builder.build(b"")
