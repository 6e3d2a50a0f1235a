"""The text of a plan as it is shown: paragraphs and tables in reading order, each cut into stretches that know their facts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.explore.report.facts import Fact
from pipeline.explore.report.images import PageImage
from pipeline.explore.report.overlay import Overlay, Range, Segment
from pipeline.explore.report.plan_rows import PlanRows
from pipeline.explore.values import breadth
from pipeline.tables import Row

A4 = (595.0, 842.0)  # points; the page of a plan whose boxes all fit on it

NO_IMAGES: Mapping[int, PageImage] = MappingProxyType({})

Place = tuple[int, int]  # sorts blocks into reading order


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text and the classes that tie it to its facts: ``measure period f3 f17``, the innermost last."""

    text: str
    classes: str = ""


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A cell with its extent; ``row`` and ``column`` count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    is_header: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: its number among the plan's tables, and its cells row by row."""

    number: int
    caption: str
    kind: str
    unit: str
    roles: tuple[str, ...]
    rows: tuple[tuple[CellBlock, ...], ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph. ``level`` is the depth of the section it heads or belongs to, 0 outside of all."""

    kind: str
    level: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class PageBox:
    """Where a stretch of text stands on a page, in points from the upper left corner."""

    x: float
    y: float
    width: float
    height: float
    classes: str


@dataclass(frozen=True, slots=True)
class PageMap:
    """A page: its boxes, none where the format knows pages but no places, and whether there is an image of it."""

    page: int
    width: float
    height: float
    boxes: tuple[PageBox, ...]
    drawn: bool = False


Block = TextBlock | TableBlock | PageMap
Placed = tuple[Place, int, Block, int | None]  # its place, where its text ends, the page it begins on


@dataclass(frozen=True, slots=True)
class SourceView:
    """Turns spans into stretches: the overlay of the facts and their kinds by number."""

    overlay: Overlay
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, text: str, facts: list[Fact]) -> SourceView:
        return cls(Overlay.of(text, ((f.number, f.ranges) for f in facts)), tuple(f.kind for f in facts))

    def stretches(self, row: Row) -> tuple[Stretch, ...]:
        """The text of a row's spans."""
        segments = (s for span in row["spans"] or () for s in self.overlay.segments(span["start"], span["end"]))
        return tuple(self.stretch(segment) for segment in segments)

    def stretch(self, segment: Segment) -> Stretch:
        return Stretch(segment.text, self.classes(segment.facts))

    def classes(self, facts: tuple[int, ...]) -> str:
        """The classes of facts, kinds first."""
        kinds = dict.fromkeys(self.kinds[number] for number in facts)
        return " ".join((*kinds, *(f"f{number}" for number in facts)))


def blocks(plan: PlanRows, view: SourceView, images: Mapping[int, PageImage] = NO_IMAGES) -> list[Block]:
    """The blocks in reading order, each page where it begins; a heading inside a table's text comes before the table."""
    placed = [*table_blocks(plan, view)]
    extents = sorted((place[0], end) for place, end, _, _ in placed)
    placed += [(before_table(place, extents), end, block, page) for place, end, block, page in text_blocks(plan, view)]
    placed.sort(key=lambda each: each[0])
    return list(with_pages([(block, page) for _, _, block, page in placed], page_maps(plan, view, images)))


def before_table(place: Place, extents: list[tuple[int, int]]) -> Place:
    """The place of a paragraph, moved to just before the table whose text surrounds it."""
    start, ordinal = place
    around = next((first for first, end in extents if first < start < end), None)
    return place if around is None else (around, ordinal - 1_000_000)


def text_blocks(plan: PlanRows, view: SourceView) -> Iterator[Placed]:
    levels = {row["section_id"]: row["level"] for row in plan["sections"]}
    for row in plan["paragraphs"]:
        content = TextBlock(row["kind"], levels.get(row["section_id"], 0), view.stretches(row))
        start, end = extent(row)
        yield (start, row["ordinal"] - 1_000_000), end, content, row["page"]


def table_blocks(plan: PlanRows, view: SourceView) -> Iterator[Placed]:
    cells = plan.cells_by_table()
    for row in plan["source_tables"]:
        start, end = extent(row)
        page = row["pages"][0] if row["pages"] else row["page"]
        yield (start, row["ordinal"]), end, table_block(row, cells.get(row["table_id"], []), view), page


def extent(row: Row) -> tuple[int, int]:
    """The first and last offset of a row's spans; those of a table without any text are 0."""
    spans = row["spans"] or [{"start": 0, "end": 0}]
    return min(s["start"] for s in spans), max(s["end"] for s in spans)


def table_block(table: Row, cells: list[Row], view: SourceView) -> TableBlock:
    rows: list[list[CellBlock]] = [[] for _ in range(table["row_count"])]
    for cell in sorted(cells, key=lambda c: (c["row"], c["column"])):
        block = CellBlock(
            cell["row"], cell["column"], cell["row_span"], cell["column_span"], cell["is_header"], view.stretches(cell)
        )
        rows[cell["row"]].append(block)
    roles = {c["column"]: c["role"] for c in cells if c["role"] and c["column_span"] == 1}
    return TableBlock(
        number=table["ordinal"],
        caption=table["caption"] or "",
        kind=table["kind"],
        unit=table["unit"] or "",
        roles=tuple(roles.get(column) or "" for column in range(table["column_count"])),
        rows=tuple(tuple(row) for row in rows),
    )


# --- pages ------------------------------------------------------------------------------------------------------------


def page_maps(plan: PlanRows, view: SourceView, images: Mapping[int, PageImage]) -> dict[int, PageMap]:
    """Each page that the source places text on, a schematic where there is no image."""
    regions: dict[int, list[Row]] = {}
    for region in plan["regions"]:
        regions.setdefault(region["page"], []).append(region)
    return {page: page_map(page, rows, view, images.get(page)) for page, rows in sorted(regions.items())}


def page_map(page: int, regions: list[Row], view: SourceView, image: PageImage | None) -> PageMap:
    boxes = tuple(box for region in regions for box in page_boxes(region, view))
    if image is not None:
        return PageMap(page, image.width, image.height, boxes, drawn=True)
    width, height = max(A4[0], *(r["x1"] for r in regions)), max(A4[1], *(r["bottom"] for r in regions))
    return PageMap(page, round(width), round(height), boxes)


def page_boxes(region: Row, view: SourceView) -> Iterator[PageBox]:
    """A box for each stretch of its lines. Where in a line it stands is told by the breadths of the characters before it."""
    lines = list(lines_in(view.overlay.text, region["start"], region["end"]))
    width, height = max(0.0, region["x1"] - region["x0"]), max(0.0, region["bottom"] - region["top"])
    turned = len(lines) == 1 and height > 2 * width  # a column of characters, read downwards
    along, across = (height, width) if turned else (width, height / max(1, len(lines)))
    unit = along / max((breadth(view.overlay.text[start:end]) for start, end in lines), default=1)
    for number, (start, end) in enumerate(lines):
        x, y = region["x0"], region["top"] + number * across
        for segment in view.overlay.segments(start, end):
            long = unit * breadth(segment.text)
            wide, high = (across, long) if turned else (long, across)
            yield PageBox(round(x, 1), round(y, 1), round(wide, 1), round(high, 1), view.classes(segment.facts))
            x, y = (x, y + long) if turned else (x + long, y)


def lines_in(text: str, start: int, end: int) -> Iterator[Range]:
    """The lines of ``text[start:end]`` without the white space around them; a region may hold several."""
    for line in text[start:end].split("\n"):
        if words := line.strip():
            first = start + line.index(words)
            yield first, first + len(words)
        start += len(line) + 1


def with_pages(ordered: list[tuple[Block, int | None]], maps: Mapping[int, PageMap]) -> Iterator[Block]:
    """The blocks, before the first of each page the page; one on which none begins stands before the next, or last."""
    pages = deque(sorted({page for _, page in ordered if page is not None} | set(maps)))
    for block, page in ordered:
        while page is not None and pages and pages[0] <= page:
            yield page_or_bare(pages.popleft(), maps)
        yield block
    yield from (page_or_bare(page, maps) for page in pages)


def page_or_bare(page: int, maps: Mapping[int, PageMap]) -> PageMap:
    return maps.get(page) or PageMap(page, *A4, ())
