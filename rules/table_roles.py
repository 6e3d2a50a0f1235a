"""What a table is and what its columns hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.document import Cell, Document, Table
from rules.caption import find_caption, names_short, names_table, unit_above, unit_for, unit_in, unit_line
from rules.columns import SAMPLE, Column, history, read_columns
from rules.header_words import is_year_or_part, plain, role_of_words, row_role
from rules.passage import Passage, passage_of
from rules.person_name import is_person
from rules.plan import TableKind
from rules.table_kind import Shape, kind_of
from rules.words import lexicon

_DEPTH = 6  # rows at the head of a table that may be titles and header
_HEADER_CELL = 30  # characters; a longer cell is no header
_MOST_HEADS = 12  # rows of a turned table
_CELL = 200  # characters of a cell that are looked at
_VALUES = ("target", "baseline", "result", "budget")  # roles of columns whose numbers are counted in something
_UNIT_HEADERS = ("單位", "单位", "計量單位", "计量单位", "數量單位", "衡量單位", "衡量单位", "指標單位", "指标单位")
_BOXES = re.compile(r"(?:[□☐][^□☐。]{0,12}){1,8}")
_NTH = re.compile(r"第(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:場次?|场次?|梯次?|次|階段|阶段|組|组|區|区|班|期)")
_ACTORS = {"agency", "lead_agency", "support_agency"}
_TIMES = {"period", "deadline"}
_TEXT = re.compile(r"[。;；]|^\(?[0-9一二三四五六七八九十]{1,2}[、.)]")


@dataclass(frozen=True, slots=True)
class RowReading:
    """What the cells of a row hold, in a turned table: role, year (CE) and the text of the head cell."""

    role: str
    year: int | None
    header: str


@dataclass(frozen=True, slots=True)
class TableReading:
    """How a table is to be read. ``roles``, ``headers``, ``years`` and ``units`` have one entry for each column.

    ``roles`` are those of the annotation format (no strategy approach measure … ``target:108`` as printed … other), ``headers`` the header cells'
    texts of a column from top to bottom without white space, joined by a blank where they differ, ``years`` the year (CE) that a header names.
    ``header_rows`` are the rows above the first row of data, a title row among them, and ``repeated`` the rows below that say the same again.
    ``row_roles`` are there where the table is turned: its columns are indicators or measures, and each row holds what a column
    holds elsewhere (現況值, 目標值, 負責單位). ``scales`` are the rows that say in per cent how far the work is to be (target) or is (result)
    in the time above each cell (預定進度%).
    """

    kind: TableKind
    header_rows: int
    roles: tuple[str, ...]
    headers: tuple[str, ...]
    years: tuple[int | None, ...]
    units: tuple[str | None, ...]
    caption: Passage | None = None
    unit: str | None = None
    row_units: Mapping[int, str] = field(default_factory=dict)
    row_roles: Mapping[int, RowReading] = field(default_factory=dict)
    repeated: frozenset[int] = frozenset()
    scales: Mapping[int, str] = field(default_factory=dict)

    def unit_at(self, row: int, column: int) -> str | None:
        """The unit of the numbers in a cell: that of its column's header, else of its row (指標 | 單位 | 目標值), else of the caption."""
        turned = self.row_roles.get(row)
        role = turned.role if turned else self.roles[column].partition(":")[0]
        if role not in _VALUES:
            return self.units[column]
        return self.units[column] or self.row_units.get(row) or unit_for(self.unit, role == "budget")


def read_table(document: Document, index: int, before: Sequence[Passage], begin: int | None = None) -> TableReading:
    """Reads table ``document.tables[index]``; ``before`` are the body passages above it, nearest last, ``begin`` the plan's first year (CE)."""
    table = document.tables[index]
    head = Head(document, table)
    caption = head.title(index, before) or find_caption(document, table, before)
    name = plain(caption.text) if caption is not None else ""
    unit = unit_above(before, caption)
    columns = head.columns()
    named = name or heading_above(before)
    if head.form:
        head.read_form(columns)
    else:
        read_columns(columns, named if unit is None else f"{named}({plain(unit)})")
        history(columns, begin)
    turned = head.row_roles(columns, named)
    if turned:
        turn(columns, turned)
    roles = tuple(column.role or "other" for column in columns)
    return TableReading(
        kind=kind_of((*roles, *(row.role for row in turned.values())), named, head.shape(columns)),
        header_rows=head.rows,
        roles=roles,
        headers=tuple(" ".join(dict.fromkeys("".join(t.split()) for t in column.headers)) for column in columns),
        years=tuple(column.year.ce if column.year is not None else None for column in columns),
        units=tuple(next(filter(None, map(unit_in, reversed(column.headers))), None) for column in columns),
        caption=caption,
        unit=unit,
        row_units={} if turned else head.row_units(columns),
        row_roles=turned,
        repeated=head.repeated(),
        scales=head.scales() if sum(role in _TIMES for role in roles) > 1 else {},
    )


def turn(columns: Sequence[Column], rows: Mapping[int, RowReading]) -> None:
    """The roles of a turned table's columns: the heads of its rows, then what the corner or the rows say that the others are."""
    goals = any(row.role in ("target", "baseline") for row in rows.values())
    role = "measure" if role_of_words(columns[0].header) == "measure" or not goals else "indicator"
    if not goals and all(_NTH.fullmatch(column.header) for column in columns[1:]):
        role = "other"
    for column in columns:
        column.role, column.year = "item" if column is columns[0] else role, None


def heading_above(before: Sequence[Passage]) -> str:
    """The short line above a table without caption, mostly its section's heading (肆、推動期程), a line with its unit aside."""
    lines = [text for text in (p.text.rstrip(" 　:：\n") for p in before[-2:]) if unit_line(text) is None]
    if not lines or names_short(lines[-1]):
        return plain(lines[-1]) if lines else ""
    above = (
        before[-2].text.rstrip() if len(before) > 1 else ""
    )  # a heading that its text follows: 經費需求：總經費126億元
    return plain(above) if above.endswith(("：", ":")) and names_short(above.rstrip(":：")) else ""


class Head:
    """The upper rows of a table: its title rows, its header, and a sample of what stands below.

    ``titles`` are the rows at the top that one text fills, ``rows`` counts them and the header rows.
    """

    def __init__(self, document: Document, table: Table) -> None:
        self.document, self.table = document, table
        self.grid: list[dict[int, Cell]] = [{} for _ in range(min(table.rows, _DEPTH))]
        for cell in table.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, len(self.grid))):
                self.grid[row].update(dict.fromkeys(range(cell.column, cell.column + cell.column_span), cell))
        self.form = self._is_form()
        self.titles = self._title_rows()
        self.rows = 0 if self.form else self._header_rows()

    def text(self, cell: Cell) -> str:
        """The first characters of a cell's text."""
        text, room = [], _CELL
        for span in cell.spans:
            text.append(self.document.text[span.start : min(span.end, span.start + room)])
            room -= len(text[-1])
        return "".join(text)

    # --- titles

    def title(self, index: int, before: Sequence[Passage]) -> Passage | None:
        """The title row that names the table, as a passage."""
        for row in range(self.titles):
            cell = self.grid[row][0]
            if names_table(self.text(cell)) or self.table.columns > 1:
                block = before[-1].block if before else 0
                number = next(i for i, c in enumerate(self.table.cells) if c is cell)
                return passage_of(self.document, cell.spans, block, table=index, cell=number)
        return None

    def _title_rows(self) -> int:
        """Rows at the top that one short cell fills from side to side, with other rows below."""
        count = 0
        while count < len(self.grid) - 1 and self._is_title(count):
            count += 1
        return count

    def _is_title(self, row: int) -> bool:
        cells = {id(cell): cell for cell in self.grid[row].values()}
        filled = [cell for cell in cells.values() if cell.spans]
        if len(filled) != 1 or 0 not in self.grid[row] or filled[0] is not self.grid[row][0]:
            return False
        wide = filled[0].column_span == self.table.columns > 1
        alone = len(cells) > 1 and names_table(self.text(filled[0]))
        return (wide or alone) and len(self.text(filled[0])) <= 60

    # --- header rows

    def _header_rows(self) -> int:
        first = self._first_header()
        if first is None:
            return self.titles
        row = first + 1
        while row < len(self.grid) and row < self.table.rows - 1 and self._continues(first, row):
            row += 1
        return max(row, self._marked())

    def _marked(self) -> int:
        """Header rows that the source marks, where it does not mark the whole table."""
        marked = self.table.header_rows or 0
        return marked if marked < min(self.table.rows, _DEPTH) else 0

    def _first_header(self) -> int | None:
        """The first row whose wording is that of a header; else the top row where it looks unlike the rows below."""
        if self.titles >= len(self.grid) or (self._wording(self.titles) < 0.75 and self._names_persons(self.titles)):
            return None
        last = min(self.titles + 3, len(self.grid))
        for row in range(self.titles, last):
            if self._wording(row) >= (0.5 if row == self.titles else 0.75):
                return row
        return self.titles if self._marked() > self.titles or self._stands_out(self.titles) else None

    def _names_persons(self, row: int) -> bool:
        """Whether a row holds a person's name in a column of such names: it is no header."""
        for column, cell in self.grid[row].items() if row < len(self.grid) else ():
            below = [plain(self.text(r[column])) for r in self.grid[row:] if column in r and r[column].spans]
            if len(below) > 1 and all(map(is_person, below)) and role_of_words(self.text(cell)) is None:
                return True
        return False

    def _cells(self, row: int) -> list[Cell]:
        """The cells with text in a row of the head, from left to right, each once."""
        return [c for c in {id(c): c for _, c in sorted(self.grid[row].items())}.values() if c.spans]

    def _wording(self, row: int) -> float:
        """The share of a row's cells that are worded as headers."""
        cells = [self.text(cell) for cell in self._cells(row)]
        months = _months_in_turn(cells)
        return (sum(map(is_header_text, cells)) + months) / len(cells) if cells else 0.0

    def _stands_out(self, row: int) -> bool:
        """Whether a row of unknown words is a header: every column has its own short text without figures, as below not all have."""
        if row + 1 >= len(self.grid):
            return False
        texts = [plain(self.text(cell)) for cell in self._cells(row)]
        filled = {column for column, cell in self.grid[row].items() if cell.spans}
        short = all(len(t) <= 12 and not re.search(r"[0-9。,;:]", t) for t in texts)
        if not short or len(set(texts)) != len(texts) or len(texts) < 2 or len(filled) < self.table.columns:
            return False
        if self._wording(row) > 0:
            return True
        below = [plain(self.text(cell)) for r in range(row + 1, len(self.grid)) for cell in self._cells(r)]
        return not below or sum(bool(len(t) > 12 or re.search(r"[0-9。,;:]", t)) for t in below) * 3 >= len(below)

    def _continues(self, first: int, row: int) -> bool:
        """Whether a row goes on with the header above it: merged into it, dividing a merged cell of it, or worded better."""
        above, cells = self.grid[row - 1], self.grid[row]
        own = [cell for cell in self._cells(row) if cell.row == row]
        if any(cell.row < row and cell.spans for cell in cells.values()):
            return bool(own) and all(len(self.text(cell)) <= _HEADER_CELL for cell in own)
        wide = {column for column, cell in above.items() if cell.column_span > 1 and cell.spans}
        filled = {column for column, cell in cells.items() if cell.spans}
        if wide and filled and filled <= wide:
            return all(len(self.text(cell)) <= _HEADER_CELL for cell in own)
        return len(own) > 1 and self._wording(row) >= 0.9 and self._wording(row) > self._wording(first)

    # --- form

    def _is_form(self) -> bool:
        """Whether the first column names what is to be filled in: 姓名, 職稱, 聯絡電話 …"""
        fields = lexicon("tables")["form"]["fields"]
        firsts = [c for c in self.table.cells[: 200 * self.table.columns] if c.column == 0 and c.row < 40 and c.spans]
        texts = [plain(self.text(cell)) for cell in firsts]
        named = sum(self._names_field(cell, fields) for cell in firsts)
        return named >= 3 or len(self._asked()) >= 3 or self._states_facts(texts)

    def _asked(self) -> list[Cell]:
        """The cells that name what is to be filled in, the cell to the right of each left open (姓名 | | 性別 | □男 □女)."""
        fields = lexicon("tables")["form"]["fields"]
        rows: dict[int, list[Cell]] = {}
        for cell in self.table.cells[: 20 * self.table.columns]:
            rows.setdefault(cell.row, []).append(cell)
        found: list[Cell] = []
        for cells in rows.values():
            pairs = [(cell, self.is_open(beside)) for cell, beside in pairwise(cells) if cell.spans]
            turns = len(cells) > 3 and all(map(self.is_open, cells[1::2]))
            known = turns and all(is_header_text(self.text(cell)) for cell in cells[::2])
            found += cells[::2] if known else [c for c, is_open in pairs if is_open and self._names_field(c, fields)]
        return found

    def _names_field(self, cell: Cell, fields: Sequence[str]) -> bool:
        text = plain(self.text(cell))
        return len(text) <= 16 and any(word in text for word in fields)

    def _states_facts(self, names: Sequence[str]) -> bool:
        """Whether each of two columns' rows says one thing about the plan: 計畫名稱, 計畫期程, 經費來源, 主辦機關."""
        if self.table.columns != 2 or not 3 <= len(names) == self.table.rows:
            return False
        roles = [role_of_words(name) if len(name) <= 16 else None for name in names]
        known = [role for role in roles if role is not None]
        beside = [c for c in self.table.cells if c.column == 1 and c.row == 0 and c.spans]
        headed = bool(beside) and is_header_text(self.text(beside[0]))
        return not headed and 4 * len(known) >= 3 * len(names) and len(set(known)) >= 3

    def read_form(self, columns: Sequence[Column]) -> None:
        """The roles of a form's columns: those under the fields' names, and the rest."""
        spans = Counter(c.column_span for c in self.table.cells if c.column == 0 and c.column_span < len(columns))
        names = max(spans, key=lambda span: spans[span], default=1)
        asked = {cell.column for cell in self._asked()}
        for number, column in enumerate(columns):
            column.role = "item" if number < names or number in asked else "other"

    def shape(self, columns: Sequence[Column]) -> Shape:
        """What the table's kind is told from beside its columns' roles."""
        headers = tuple(tuple(map(plain, column.headers)) for column in columns)
        return Shape(headers, self.form, not self.form and self.is_blank(), self.runs_by_stages())

    def is_blank(self) -> bool:
        """Whether most cells below the header are to be filled in."""
        below = [c for c in self.table.cells[: 50 * self.table.columns] if c.row >= self.rows]
        return bool(below) and sum(map(self.is_open, below)) >= 0.6 * len(below)

    def is_open(self, cell: Cell) -> bool:
        """Whether a cell is to be filled in: it is empty, or holds nothing but what is to be ticked (□是 □否)."""
        if not cell.spans:
            return True
        boxed = self.document.text[cell.spans[0].start] in "□☐"
        return boxed and _BOXES.fullmatch(plain(self.text(cell))) is not None

    def runs_by_stages(self) -> bool:
        """Whether the rows are stages, one after the other (實施階段 | 時間安排 | 工作內容)."""
        stages = tuple(lexicon("tables")["stages"]["words"])
        firsts = [text for column in range(min(2, self.table.columns)) for text in self._headers(column)]
        return any(plain(text).endswith(stages) for text in firsts)

    # --- columns

    def columns(self) -> list[Column]:
        """The columns with their header cells and a sample of the cells below."""
        samples: list[list[str]] = [[] for _ in range(self.table.columns)]
        for cell in self.table.cells:
            if cell.row >= self.rows and cell.spans and cell.column_span < max(self.table.columns, 2):
                self._sample(cell, samples)
        return [
            Column(tuple(self._headers(column)), tuple(cells), self._group(column))
            for column, cells in enumerate(samples)
        ]

    def row_units(self, columns: Sequence[Column]) -> dict[int, str]:
        """The unit that a column 「單位」 beside indicators gives for each row, else the indicator itself: 養老床位總數（萬張）."""
        found = next((i for i, c in enumerate(columns) if c.role == "other" and c.header in _UNIT_HEADERS), None)
        named = next((i for i, c in enumerate(columns) if c.role == "indicator"), None)
        units: dict[int, str] = {}
        for cell in self.table.cells:
            if cell.column not in (found, named) or cell.row < self.rows or not cell.spans:
                continue
            unit = _printed_unit(self.text(cell)) if cell.column == found else unit_in(self.text(cell))
            for row in range(cell.row, cell.row + min(cell.row_span, 100)) if unit else ():
                units[row] = units[row] if row in units and cell.column != found else unit or ""
        return units

    def row_roles(self, columns: Sequence[Column], caption: str) -> dict[int, RowReading]:
        """The readings of the rows where the table is turned: most rows' heads name a role, and hardly a column's header does."""
        named = sum(role_of_words(c.header) is not None for c in columns[1:])
        if self.form or self.rows != self.titles + 1 or len(columns) < 3 or 3 * named > len(columns) - 1:
            return {}
        heads = [c for c in self.table.cells if c.column == 0 and c.row >= self.rows and c.spans and c.column_span == 1]
        if not 2 <= len(heads) <= _MOST_HEADS:
            return {}
        found: dict[int, RowReading] = {}
        for cell in heads:
            role, year = row_role(self.text(cell))
            if role is not None:
                found[cell.row] = RowReading(role, year.ce if year else None, "".join(self.text(cell).split()))
        if all(reading.year for reading in found.values()) and any(
            w in caption for w in lexicon("tables")["past"]["words"]
        ):
            return {}
        roles = {reading.role for reading in found.values()}
        goals = roles & {"target", "baseline"}
        deeds = role_of_words(columns[0].header) == "measure" and roles & _ACTORS and roles & {*_TIMES, "budget"}
        if roles & _TIMES and all(_NTH.fullmatch(c.header) for c in columns[1:]):
            return found  # 項目 | 第1場 | 第2場, and below 日期, 地點
        return found if (goals or deeds) and 4 * len(found) >= 3 * len(heads) else {}

    def scales(self) -> dict[int, str]:
        """The rows whose head says that they give the progress of the work, in per cent."""
        words = lexicon("tables")["progress"]
        found = {}
        for cell in self.table.cells:
            if (
                cell.column < 2
                and cell.row >= self.rows
                and cell.spans
                and len(text := plain(self.text(cell))) <= _HEADER_CELL
            ):
                done = any(word in text for word in words["done"])
                if done or any(word in text for word in words["words"]):
                    found[cell.row] = "result" if done else "target"
        return found

    def repeated(self) -> frozenset[int]:
        """The rows of data that say again, cell by cell, what the lowest header row says."""
        if not self.titles < self.rows <= len(self.grid):
            return frozenset()
        said = {c: plain(self.text(cell)) for c, cell in self.grid[self.rows - 1].items() if cell.spans}
        same: Counter[int] = Counter()
        other = set()
        for cell in self.table.cells:
            if cell.row < self.rows or not cell.spans:
                continue
            if said.get(cell.column) == plain(self.text(cell)):
                same[cell.row] += 1
            else:
                other.add(cell.row)
        return frozenset(row for row, count in same.items() if count >= 2 and row not in other)

    def _sample(self, cell: Cell, samples: list[list[str]]) -> None:
        """Adds a cell to the samples of the columns that it covers."""
        for column in range(cell.column, cell.column + cell.column_span):
            if len(samples[column]) < SAMPLE:
                samples[column].append(plain(self.text(cell)))

    def _headers(self, column: int) -> Iterator[str]:
        """The texts of a column's header cells, top to bottom, titles aside."""
        last = None
        for row in range(self.titles, self.rows):
            cell = self.grid[row].get(column)
            if cell is not None and cell.spans and cell is not last:
                yield self.text(cell)
            last = cell

    def _group(self, column: int) -> int:
        """The first column of the merged header cell that a column stands under; its own where none is merged."""
        cell = self.grid[self.rows - 1].get(column) if self.rows > self.titles else None
        return cell.column if cell is not None else column


def _printed_unit(text: str) -> str | None:
    """The unit that a cell gives; a dash or stroke says that there is none."""
    return text if any(sign.isalnum() or sign in "%‰℃" for sign in text) else None


def _months_in_turn(cells: Sequence[str]) -> int:
    """How many cells of a row are the numbers of months, each following on the one before it; 0 where they are fewer than four.

    >>> _months_in_turn(["月次", "10", "11", "12", "1", "2"]), _months_in_turn(["甲", "3", "4", "8", "9"])
    (5, 0)
    """
    numbers = [int(line) for cell in cells if re.fullmatch("[0-9]{1,2}", line := plain(cell))]
    in_turn = all(later == earlier % 12 + 1 for earlier, later in pairwise(numbers))
    return len(numbers) if len(numbers) >= 4 and in_turn and numbers[0] <= 12 else 0


def is_header_text(text: str) -> bool:
    """Whether a cell is worded as a header: short, no sentence, no item of a list, and known.

    >>> [is_header_text(t) for t in ("績效指標", "108年", "1、辦理研習", "提升指標達成率。")]
    [True, True, False, False]
    """
    line = plain(text)
    if not line or len(line) > _HEADER_CELL or _TEXT.search(line):
        return False
    ordinal = _NTH.fullmatch(line) or (is_year_or_part(line) and not re.fullmatch("[0-9]{1,3}", line))
    return bool(ordinal) or role_of_words(line) is not None
