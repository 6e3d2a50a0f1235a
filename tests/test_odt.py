"""What a reader of an OpenDocument text sees, once: package and flat, with list labels, covered cells, repeats."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import COVERED, fodt, li, list_style, odt, tcell, tl, tp, trow, ttable
from test_docx import check_tables

from extractors.document import Document, ParagraphKind, Table
from extractors.grid import GridCell, without_overlaps
from extractors.odt import read

LISTS = (
    list_style("L", ("壹, 貳, 參, ...", "", "、"), ("一, 二, 三, ...", "（", "）"), ("1", "", "."))
    + list_style("甲", ("甲, 乙, 丙, ...", "", "、"))
    + '<text:list-style style:name="點"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
    + '<text:list-style style:name="合"><text:list-level-style-number text:level="1" style:num-format="1"/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="3" style:num-format="a" loext:num-list-format="%1%-%3%)" text:start-value="3"/></text:list-style>'
)
STYLES = (
    '<style:style style:name="隱" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="隱文" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="條" style:family="paragraph" style:list-style-name="甲"/>'
    '<style:style style:name="子條" style:family="paragraph" style:parent-style-name="條"/>'
    '<style:style style:name="圖說" style:display-name="Caption" style:family="paragraph"/>'
    '<style:style style:name="框" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style>'
    '<style:style style:name="無框" style:family="table-cell"><style:table-cell-properties fo:border="none"/></style:style>'
    '<style:style style:name="題" style:family="paragraph"><style:paragraph-properties fo:text-align="center" fo:margin-left="1in"/>'
    '<style:text-properties fo:font-weight="bold" fo:font-size="18pt"/></style:style>'
)


def documents(body: str, automatic: str = "", styles: str = "", master: str = "") -> list[Document]:
    """As a package and as a flat file."""
    automatic, styles = LISTS + STYLES + automatic, styles
    return [read(odt(body, automatic, styles, master), "x"), read(fodt(body, automatic, styles, master), "x")]


def lines(body: str, **more: str) -> list[str]:
    """The texts of the paragraphs, the same from both kinds of files."""
    zipped, flat = ([made.slice([p.span]) for p in made.paragraphs()] for made in documents(body, **more))
    assert zipped == flat
    return zipped


def deep(*texts: str) -> str:
    return tl(*map(li, texts))


ITEMS: dict[str, tuple[str, list[str]]] = {
    "levels": (
        tl(li(tp("甲") + deep("子", "丑")), li(tp("乙") + tl(li(tp("寅") + deep("卯")))), style="L"),
        ["壹、 甲", "（一） 子", "（二） 丑", "貳、 乙", "（一） 寅", "1. 卯"],
    ),
    "a new list begins anew": (tl(li("甲"), style="L") + tl(li("乙"), style="L"), ["壹、 甲", "壹、 乙"]),
    "a list goes on": (
        tl(li("甲"), style="L") + tp("文") + tl(li("乙"), style="L", attributes=' text:continue-numbering="true"'),
        ["壹、 甲", "文", "貳、 乙"],
    ),
    "a list goes on after another": (
        tl(li("甲"), style="L", attributes=' xml:id="a"') + tl(li("子"), style="甲")
        + tl(li("乙"), style="L", attributes=' text:continue-list="a"'),
        ["壹、 甲", "甲、 子", "貳、 乙"],
    ),
    "a continued list's deeper level": (
        tl(li(tp("甲") + deep("子")), style="L") + tp("文")
        + tl(li(deep("丑")), style="L", attributes=' text:continue-numbering="true"'),
        ["壹、 甲", "（一） 子", "文", "（二） 丑"],
    ),
    "starts": (tl(li("甲", ' text:start-value="5"'), li("乙"), style="L"), ["伍、 甲", "陸、 乙"]),
    "only the first paragraph of an item is numbered": (tl(li(tp("甲") + tp("續")), li("乙"), style="L"), ["壹、 甲", "續", "貳、 乙"]),
    "headers of lists": (tl(f"<text:list-header>{tp('頭')}</text:list-header>", li("甲"), style="L"), ["頭", "壹、 甲"]),
    "bullets": (tl(li("甲"), style="點"), ["甲"]),
    "shown levels and list formats": (tl(li(tp("甲") + tl(li(tp("乙") + deep("丙")))), style="合"), ["1 甲", "1.1. 乙", "1-c) 丙"]),
    "a paragraph style's list": (tl(li(tp("甲", "條"))) + tl(li(tp("乙", "子條"))), ["甲、 甲", "甲、 乙"]),
    "numbered paragraphs": (
        "".join(f'<text:numbered-paragraph text:list-id="n" text:style-name="甲">{tp(t)}</text:numbered-paragraph>' for t in "子丑"),
        ["甲、 子", "乙、 丑"],
    ),
    "no list style": (tl(li("甲")), ["甲"]),
}  # fmt: skip


@pytest.mark.parametrize("name", ITEMS)
def test_lists(name: str) -> None:
    body, expected = ITEMS[name]
    assert lines(body) == expected


def test_headings_are_numbered_by_the_outline() -> None:
    outline = list_style("Outline", ("壹, 貳, 參, ...", "", "、"), ("一, 二, 三, ...", "", "、"), tag="outline-style")
    body = "".join(
        tp(t, tag="h", attributes=f' text:outline-level="{n}"')
        for n, t in ((1, "甲"), (2, "子"), (2, "丑"), (1, "乙"), (2, "寅"))
    )
    body += tp("無", tag="h", attributes=' text:outline-level="1" text:is-list-header="true"')
    body += tp("丙", tag="h", attributes=' text:outline-level="1" text:restart-numbering="true" text:start-value="9"')
    shown = ["壹、 甲", "一、 子", "二、 丑", "貳、 乙", "一、 寅", "無", "玖、 丙"]
    assert lines(body, styles=outline) == shown
    made = documents(body, styles=outline)[0]
    assert [p.style.heading_level for p in made.paragraphs()] == [1, 2, 2, 1, 2, 1, 1]


def frame(inner: str) -> str:
    return f"<draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame>"


MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>達成率</mi><mo>=</mo><mn>80</mn><annotation>% code</annotation></math>'

TEXTS: dict[str, tuple[str, list[str]]] = {
    "blanks": (tp('甲<text:s text:c="2"/>乙<text:tab/>丙<text:line-break/>丁'), ["甲  乙\t丙\n丁"]),
    "white space": (tp("\n  甲\n  乙\n"), ["甲 乙"]),
    "spans and links": (tp("甲<text:span>乙<text:a>丙</text:a></text:span>丁"), ["甲乙丙丁"]),
    "hidden": (tp("甲<text:span text:style-name='隱文'>隱</text:span>") + tp("隱", "隱"), ["甲"]),
    "a hidden section": (f"<text:section text:display='none'>{tp('隱')}</text:section>" + tp("甲"), ["甲"]),
    "deleted revisions": (f"<text:tracked-changes><text:changed-region><text:deletion>{tp('刪')}</text:deletion></text:changed-region></text:tracked-changes>"
        + tp("甲<text:change text:change-id='c'/>乙"), ["甲乙"]),
    "comments": (tp(f"甲<office:annotation>{tp('評')}</office:annotation>乙"), ["甲乙"]),
    "a note": (tp(f"甲<text:note><text:note-citation>1</text:note-citation><text:note-body>{tp('註')}</text:note-body></text:note>乙") + tp("丙"), ["甲乙", "丙", "註"]),
    "ruby": (tp("<text:ruby><text:ruby-base>文</text:ruby-base><text:ruby-text>ㄨㄣˊ</text:ruby-text></text:ruby>字"), ["文字", "ㄨㄣˊ"]),
    "a text box": (tp("甲" + frame(tp("盒中")) + "乙"), ["甲乙", "盒中"]),
    "a text box on the page": (frame(tp("盒中")) + tp("甲"), ["盒中", "甲"]),
    "a shape": (tp(f"甲<draw:custom-shape>{tp('形')}</draw:custom-shape>"), ["甲", "形"]),
    "a rectangle on the page": (f"<draw:rect>{tp('形')}</draw:rect>" + tp("甲"), ["形", "甲"]),
    "a picture's words are not shown": (tp("甲<draw:frame><draw:image/><svg:title>圖</svg:title></draw:frame>"), ["甲"]),
    "a formula": (tp(f"甲<draw:frame><draw:object>{MATH}</draw:object></draw:frame>乙"), ["甲達成率=80乙"]),
    "sections and indexes": (f"<text:section><text:table-of-content><text:table-of-content-source><text:index-title-template>目錄樣板"
        f"</text:index-title-template></text:table-of-content-source><text:index-body>{tp('壹、依據 1')}</text:index-body></text:table-of-content></text:section>", ["壹、依據 1"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_shows(name: str) -> None:
    body, expected = TEXTS[name]
    assert lines(body) == expected


def test_a_formula_in_a_part_of_its_own_is_read() -> None:
    body = tp('甲<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>')
    assert read(odt(body, parts={"Object 1/content.xml": MATH}), "x").text == "甲達成率=80\n"


def test_contents_and_captions_and_styles_are_told() -> None:
    body = (
        f"<text:table-of-content><text:index-body>{tp('壹、依據 1')}</text:index-body></text:table-of-content>"
        + tp("表一", "圖說")
        + tp("標題", "題")
    )
    for made in documents(body):
        contents, caption, title = made.paragraphs()
        assert contents.style.source == "toc" and caption.kind is ParagraphKind.CAPTION
        assert (title.style.alignment, title.style.bold, title.style.font_size, title.style.indent) == (
            "center",
            True,
            18.0,
            72.0,
        )


def test_margins_stand_once_with_their_kind() -> None:
    header = ttable(trow("機關", "文號"))
    page = f"<style:header>{header}</style:header><style:header-left style:display='false'>{tp('不')}</style:header-left><style:footer>{tp('頁尾')}</style:footer>"
    master = "".join(f'<style:master-page style:name="{name}">{page}</style:master-page>' for name in "ab")
    for made in documents(tp("文"), master=master):
        shown = [(str(p.kind), made.slice([p.span])) for p in made.paragraphs()]
        assert shown == [("header", "機關"), ("header", "文號"), ("paragraph", "文"), ("footer", "頁尾")]


# --- tables -----------------------------------------------------------------------------------------------------------


def grid(body: str) -> tuple[int, int, int | None, list[tuple[int, int, int, int, str]]]:
    made = documents(body)[0]
    (table,) = (block for block in made.blocks if isinstance(block, Table))
    cells = [(c.row, c.column, c.row_span, c.column_span, made.slice(c.spans)) for c in table.cells]
    return table.rows, table.columns, table.header_rows, cells


def test_covered_cells_are_no_cells() -> None:
    body = ttable(
        trow(tcell("目標", rows=2), tcell("期程", columns=2), COVERED),
        trow(COVERED, "起", "迄"),
        trow("甲", '<table:covered-table-cell table:number-columns-repeated="1"/>', "乙"),
        header=2,
        columns=3,
    )
    assert grid(body) == (3, 3, 2, [
        (0, 0, 2, 1, "目標"), (0, 1, 1, 2, "期程"), (1, 1, 1, 1, "起"), (1, 2, 1, 1, "迄"), (2, 0, 1, 1, "甲"), (2, 2, 1, 1, "乙"),
    ])  # fmt: skip


@pytest.mark.parametrize(("repeats", "columns"), [(3, 4), (10**9, 65)])
def test_repeated_cells_are_repeated_within_bounds(repeats: int, columns: int) -> None:
    rows, width, _, cells = grid(
        ttable(trow("甲", tcell("乙", f' table:number-columns-repeated="{repeats}"')), trow("丙", "丁"))
    )
    assert (rows, width, len(cells)) == (2, columns, columns + 2)


@pytest.mark.parametrize(("repeats", "count"), [(3, 4), (10**9, 65)])
def test_repeated_rows_are_repeated_within_bounds(repeats: int, count: int) -> None:
    assert (
        grid(ttable(trow("甲", "乙", attributes=f' table:number-rows-repeated="{repeats}"'), trow("丙", "丁")))[0]
        == count
    )


def test_nested_tables_and_boxes_in_cells() -> None:
    inner = ttable(trow("組", "數"), trow("甲", "1"))
    made = documents(ttable(trow("項目", "編組"), trow("演習", tcell(tp("前") + inner + tp("後" + frame(tp("盒")))))))[
        0
    ]
    cell = made.tables[0].cells[-1]
    assert made.slice(cell.spans) == "前後" and cell.nested == (0,) and made.nested[0].columns == 2
    assert [made.slice([p.span]) for p in made.paragraphs()] == ["盒"]


@pytest.mark.parametrize(
    ("style", "around", "source"),
    [
        ("框", "本計畫為推動業務，特訂定本計畫。" * 3, "box"),
        ("無框", "本計畫為推動業務，特訂定本計畫。" * 3, None),
        ("框", "短", None),
    ],
)
def test_a_table_of_one_cell_is_a_box_or_layout(style: str, around: str, source: str | None) -> None:
    made = documents(tp(around) + ttable(trow(tcell("引文", f' table:style-name="{style}"'))))[0]
    assert not made.tables and [p.style.source for p in made.paragraphs()][-1] == source


CELLS = st.tuples(st.sampled_from(["cell", "covered"]), st.integers(1, 4), st.integers(1, 4), st.integers(1, 2))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_table_is_a_grid(rows: list[list[tuple[str, int, int, int]]]) -> None:
    """Also where what is covered and what spans do not agree."""
    count, made_rows = 0, []
    for row in rows:
        made = []
        for kind, down, across, repeated in row:
            again = f' table:number-columns-repeated="{repeated}"'
            made.append(
                tcell(f"格{count}。", again, down, across) if kind == "cell" else COVERED.replace("/>", f"{again}/>")
            )
            count += kind == "cell"
        made_rows.append(trow(*made))
    for made_document in documents(tp("文") + ttable(*made_rows)):
        check_tables(made_document)
        assert all(f"格{n}。" in made_document.text for n in range(count))


def test_overlaps_are_cut() -> None:
    cells = [GridCell(("甲",), 0, 0, 3, 2), GridCell(("乙",), 1, 1, 1, 5), GridCell(("丙",), 2, 0)]
    fitted = without_overlaps(cells, 3, 3)
    assert [(c.row, c.column, c.row_span, c.column_span) for c in fitted] == [(0, 0, 1, 2), (1, 1, 1, 2), (2, 0, 1, 1)]


def test_a_damaged_part_is_read_as_far_as_it_goes() -> None:
    content = odt(tp("甲") + tp("乙")).replace(b"</text:p></office:text>", b"</text:p></officX:text>")
    made = read(content, "x")
    assert made.meta.recovered and "甲" in made.text
