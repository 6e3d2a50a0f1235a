"""Rulings to cells: what writers of PDF draw for a border, and what looks like one and is none."""

from __future__ import annotations

import random

import pytest
from ruled_pages import across, as_word, down, ruled, without

from extractors.document import Box
from extractors.pdf.glyphs import Ruling
from extractors.pdf.lattice import GridRect, Lattice, edges_of, lattices, loose

XS, YS = (50.0, 150.0, 300.0, 500.0), (100.0, 120.0, 160.0, 220.0)
GRID = tuple(GridRect(r, c, r + 1, c + 1) for r in range(3) for c in range(3))


def read(strokes: list[Ruling]) -> list[Lattice]:
    return list(lattices(edges_of(strokes)))


def about(lattice: Lattice, xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS) -> bool:
    return lattice.xs == pytest.approx(xs, abs=2) and lattice.ys == pytest.approx(ys, abs=2)


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param(ruled(XS, YS), id="strokes"),
        pytest.param(as_word(XS, YS), id="thin rectangles"),
        pytest.param(as_word(XS, YS, 2.2), id="thick rectangles with corner squares"),
        pytest.param(as_word(XS, YS) + [Ruling(r.x0, r.top + 1.5, r.x1, r.bottom + 1.5) for r in as_word(XS, YS)], id="double"),
        pytest.param(ruled(XS, YS) * 2, id="drawn twice"),
        pytest.param([across(y, x, x + 1) for y in YS for x in range(50, 500, 2)]
                     + [Ruling(x, y, x + 0.8, y + 0.8) for x in XS for y in range(100, 220, 2)], id="dotted"),
    ],
)  # fmt: skip
def test_a_grid_is_read_however_it_is_drawn(strokes: list[Ruling]) -> None:
    (lattice,) = read(strokes)
    assert about(lattice)
    assert lattice.cells == GRID


def test_the_order_of_strokes_is_of_no_matter() -> None:
    strokes = as_word(XS, YS)
    random.Random(7).shuffle(strokes)
    assert read(strokes) == read(as_word(XS, YS))


def test_merged_cells_over_columns_and_rows() -> None:
    strokes = without(without(ruled(XS, YS), Box(50, 100, 500, 120)), Box(50, 120, 150, 220))
    (lattice,) = read(strokes)
    assert lattice.cells[:2] == (GridRect(0, 0, 1, 3), GridRect(1, 0, 3, 1))
    assert len(lattice.cells) == 6


def test_a_missing_piece_of_border_leaves_rectangles() -> None:
    """An L of three elementary cells is no cell: it is cut where a border points."""
    strokes = without(without(ruled(XS, YS), Box(50, 110, 150, 130)), Box(140, 120, 160, 160))
    (lattice,) = read(strokes)
    covered = [
        (r, c)
        for cell in lattice.cells
        for r in range(cell.row, cell.row_end)
        for c in range(cell.column, cell.column_end)
    ]
    assert sorted(covered) == [(r, c) for r in range(3) for c in range(3)]


@pytest.mark.parametrize("sides", ["left", "right", "top", "bottom", "all"])
def test_open_sides_are_closed(sides: str) -> None:
    strokes = ruled(XS, YS)
    open_at = {"left": ("x0", 50), "right": ("x0", 500), "top": ("top", 100), "bottom": ("top", 220)}
    for side, (name, at) in open_at.items():
        if sides in (side, "all") and (sides != "all" or side in ("left", "right")):
            strokes = [s for s in strokes if s.horizontal == (name == "x0") or getattr(s, name) != at]
    (lattice,) = read(strokes)
    assert about(lattice)
    assert lattice.cells == GRID


@pytest.mark.parametrize(
    ("xs", "ys"),
    [
        pytest.param((50.0, 120.0, 200.0, 280.0, 400.0), (100.0, 130.0, 160.0), id="two rows on a page of their own"),
        pytest.param((50.0, 120.0, 200.0, 280.0, 400.0), (100.0, 130.0, 160.0, 190.0), id="three rows"),
        pytest.param((50.0, 120.0, 400.0), (100.0, 130.0, 160.0, 190.0, 220.0), id="two columns"),
    ],
)
def test_a_table_with_no_outer_border_keeps_its_first_and_last_rows_and_columns(
    xs: tuple[float, ...], ys: tuple[float, ...]
) -> None:
    strokes = [across(y, xs[0], xs[-1]) for y in ys[1:-1]] + [down(x, ys[0], ys[-1]) for x in xs[1:-1]]
    (lattice,) = read(strokes)
    assert about(lattice, xs, ys)
    assert len(lattice.cells) == (len(xs) - 1) * (len(ys) - 1)


def test_one_rule_across_strokes_of_several_lengths_closes_nothing() -> None:
    assert not read([across(150, 50, 400), down(120, 100, 200), down(200, 120, 200), down(280, 100, 170)])


def test_a_piece_of_the_outer_border_may_be_missing_between_rules_over_the_whole_width() -> None:
    strokes = [s for s in ruled(XS, YS) if s.horizontal or s.x0 != 500] + [down(500, 100, 120)]
    (lattice,) = read(strokes)
    assert lattice.cells == GRID


def test_cells_of_corners_are_closed_where_two_sides_are_open() -> None:
    """Neither a left border nor, below it, the foot of a merged cell in the corner."""
    strokes = [s for s in ruled(XS, (*YS, 260.0)) if s.horizontal or s.x0 != 50]
    strokes = [s for s in strokes if not (s.horizontal and s.top > 200)]
    strokes += [across(220, 150, 500), across(260, 150, 500)]
    (lattice,) = read(strokes)
    assert GridRect(2, 0, 4, 1) in lattice.cells


def test_a_merged_cell_in_the_corner_may_be_open_below() -> None:
    strokes = [s for s in ruled(XS, YS) if not (s.horizontal and s.top > 150)]
    strokes += [across(160, 150, 500), across(220, 150, 500)]
    (lattice,) = read(strokes)
    assert GridRect(1, 0, 3, 1) in lattice.cells
    assert lattice.open_below == ((50.0, 150.0),)


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([across(100, 50, 200), across(130, 60, 180)], id="underlines"),
        pytest.param([across(100, 50, 500), down(50, 100, 130)], id="corner"),
        pytest.param([across(160, 80, 200), down(140, 120, 200)], id="cross"),
        pytest.param([Ruling(x, 100, x + 1, 101) for x in range(50, 500, 3)], id="dot leader"),
        pytest.param([], id="nothing"),
    ],
)
def test_strokes_that_close_nothing_give_no_cells(strokes: list[Ruling]) -> None:
    assert [cell for lattice in read(strokes) for cell in lattice.cells] == []


def test_the_boxes_of_a_flow_chart_hang_together_by_strokes_and_are_no_grid() -> None:
    boxes = ruled((100, 200), (100, 130)) + ruled((300, 400), (100, 130)) + ruled((100, 200), (200, 230))
    connectors = [across(115, 200, 300), down(150, 130, 200)]
    assert [len(lattice.cells) for lattice in read(boxes + connectors)] == [1, 1, 1]


def test_boxes_under_one_another_with_strokes_between_are_no_grid() -> None:
    boxes = [s for top in (100, 160, 220, 280) for s in ruled((100, 200), (top, top + 30))]
    connectors = [down(150, top + 30, top + 60) for top in (100, 160, 220)]
    assert [len(lattice.cells) for lattice in read(boxes + connectors)] == [1, 1, 1, 1]


def test_an_underline_in_a_cell_divides_nothing() -> None:
    (lattice,) = read([*ruled(XS, YS), across(150, 156, 294), across(216, 306, 400)])
    assert lattice.cells == GRID


def test_a_stroke_that_ends_in_a_cell_divides_nothing() -> None:
    (lattice,) = read([*ruled(XS, YS), down(400, 120, 150)])
    assert about(lattice)
    assert lattice.cells == GRID


def test_tables_beside_and_under_one_another_stay_apart() -> None:
    beside = [Ruling(r.x0 / 2, r.top, r.x1 / 2, r.bottom) for r in ruled(XS, YS)]
    other = [Ruling(r.x0 / 2 + 290, r.top + 7, r.x1 / 2 + 290, r.bottom + 7) for r in ruled(XS, YS)]
    under = [Ruling(r.x0, r.top + 300, r.x1, r.bottom + 300) for r in ruled(XS, YS)]
    assert [len(lattice.cells) for lattice in read(beside + other + under)] == [9, 9, 9]


def test_borders_of_rows_that_almost_meet_are_one_column_edge() -> None:
    upper, lower = ruled((50, 150, 300, 500), (100, 120)), ruled((50, 157, 300, 500), (120, 160))
    (lattice,) = read(upper + lower)
    assert len(lattice.xs) == 4
    assert [(c.column, c.column_end) for c in lattice.cells] == [(0, 1), (1, 2), (2, 3)] * 2


def test_a_form_under_a_table_keeps_its_own_columns() -> None:
    (lattice,) = read(ruled((50, 150, 500), (100, 120)) + ruled((50, 230, 400, 500), (120, 140)))
    assert [(c.row, c.column, c.column_end) for c in lattice.cells] == [
        (0, 0, 1),
        (0, 1, 4),
        (1, 0, 2),
        (1, 2, 3),
        (1, 3, 4),
    ]


def test_a_form_drawn_against_a_table_is_another_table() -> None:
    table, form = (
        ruled((50, 150, 300), [100 + 40 * i for i in range(6)]),
        ruled((300, 400, 500), [100, 127, 165, 203, 247, 300]),
    )
    assert [len(lattice.cells) for lattice in read(table + form)] == [10, 10]


def test_merged_cells_on_one_side_part_no_table() -> None:
    strokes = [across(y, 150, 500) for y in range(100, 341, 20)] + [
        across(y, 50, 150) for y in (100, 160, 200, 280, 340)
    ]
    (lattice,) = read(strokes + [down(x, 100, 340) for x in XS])
    assert len(lattice.cells) == 4 + 2 * 12


def test_loose_rules_touch_no_vertical() -> None:
    assert [edge.at for edge in loose(edges_of([*ruled(XS, YS), across(400, 50, 500)]))] == [400]


def test_a_drawing_of_thousands_of_strokes_is_left_alone() -> None:
    strokes = [across(y / 2 * 10, 0, 600) for y in range(1200)] + [down(x * 5.0, 0, 9000) for x in range(1200)]
    assert read(strokes) == []
