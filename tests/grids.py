"""Documents made from annotated grids: equal neighbours become merged cells, as a table editor would show them."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.builder import CellText, DocumentBuilder
from extractors.document import Document


def merged(grid: Sequence[Sequence[str]]) -> list[CellText]:
    """The cells of a grid, equal neighbours merged: first to the right, then down over the same columns."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if (r, c) not in taken:
                width, height = extent(grid, r, c)
                taken |= {(r + i, c + j) for i in range(height) for j in range(width)}
                cells.append(CellText((text,), r, c, height, width))
    return cells


def extent(grid: Sequence[Sequence[str]], r: int, c: int) -> tuple[int, int]:
    """How many columns and rows the text at a place covers; short figures and blanks are never taken as merged."""
    text = grid[r][c]
    if not text or text[0] in "<>≦≧0123456789" or len(text) < 2 and not text.isalpha():
        return 1, 1
    width = 1
    while c + width < len(grid[r]) and grid[r][c + width] == text:
        width += 1
    height = 1
    while r + height < len(grid) and list(grid[r + height][c : c + width]) == [text] * width:
        height += 1
    return width, height


def document(*tables: tuple[str, Sequence[Sequence[str]]]) -> Document:
    """A document of tables, each with the line above it (none where empty)."""
    builder = DocumentBuilder("grid.txt", "text/plain")
    for caption, grid in tables:
        if caption:
            builder.paragraph(caption)
        builder.table(merged(grid), len(grid), len(grid[0]))
        builder.paragraph("表後之文字，與下表無涉。")
    return builder.build(b"")
