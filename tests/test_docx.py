"""What a reader of a Word document sees, once: each construct of WordprocessingML through a real package."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import (
    DOCX_TYPE,
    HEADER_ROW,
    NAMESPACES,
    R_STRICT,
    W_STRICT,
    R,
    borders,
    docx,
    listed,
    p,
    package,
    r,
    relationships,
    root,
    style,
    tbl,
    tc,
    tr,
)

from extractors.document import Document, ParagraphKind, Table
from extractors.docx import read
from extractors.sniff import DOCX, sniff

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Hide"><w:name w:val="Hide"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Cap"><w:name w:val="caption"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/><w:jc w:val="center"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr>'
    + borders()
    + "</w:tblPr></w:style>"
    '<w:style w:type="table" w:styleId="Based"><w:name w:val="Based"/><w:basedOn w:val="Grid"/></w:style>'
)


def document(body: str, **more: object) -> Document:
    return read(docx(body, styles=STYLES, **more), "x.docx")  # type: ignore[arg-type]


def lines(body: str, **more: object) -> list[str]:
    """The texts of the paragraphs."""
    made = document(body, **more)
    return [made.slice([p.span]) for p in made.paragraphs()]


def run(xml: str) -> str:
    return f"<w:r>{xml}</w:r>"


def field(code: str, result: str) -> str:
    def mark(kind: str) -> str:
        return run(f'<w:fldChar w:fldCharType="{kind}"/>')

    return mark("begin") + code + mark("separate") + result + mark("end")


BOX = "<w:txbxContent>" + p("盒中") + "</w:txbxContent>"
CODE = run("<w:instrText>PAGE</w:instrText>")

# what it shows → the content of a paragraph that has 前 and 後 around it, the lines
INLINE: dict[str, tuple[str, list[str]]] = {
    "plain": (r("文"), ["前文後"]),
    "inserted": (f"<w:ins>{r('文')}</w:ins>", ["前文後"]),
    "deleted": ("<w:del><w:r><w:delText>刪</w:delText></w:r></w:del>", ["前後"]),
    "deleted but written as text": (f"<w:del>{r('刪')}</w:del>", ["前後"]),
    "moved here": (f"<w:moveTo>{r('文')}</w:moveTo>", ["前文後"]),
    "moved away": (f"<w:moveFrom>{r('刪')}</w:moveFrom>", ["前後"]),
    "a link": (f"<w:hyperlink>{r('文')}</w:hyperlink>", ["前文後"]),
    "a content control": (f"<w:sdt><w:sdtPr><w:alias w:val='名'/></w:sdtPr><w:sdtContent>{r('文')}</w:sdtContent></w:sdt>", ["前文後"]),
    "custom XML and smart tags": (f"<w:customXml><w:smartTag>{r('文')}</w:smartTag></w:customXml>", ["前文後"]),
    "a simple field": (f'<w:fldSimple w:instr="DATE">{r("文")}</w:fldSimple>', ["前文後"]),
    "a field": (field(CODE, r("文")), ["前文後"]),
    "a field in the code of another": (field(CODE + field(CODE, r("碼")), r("文")), ["前文後"]),
    "a field that never ends": (run('<w:fldChar w:fldCharType="begin"/>') + CODE + run('<w:fldChar w:fldCharType="separate"/>') + r("文"), ["前文後"]),
    "a field with hidden marks": (r("x", "<w:vanish/>").replace("<w:t", '<w:fldChar w:fldCharType="begin"/><w:t') + CODE
        + run('<w:fldChar w:fldCharType="separate"/>') + r("文") + run('<w:fldChar w:fldCharType="end"/>'), ["前文後"]),
    "a line break": (run("<w:br/>"), ["前\n後"]),
    "a page break": (run('<w:br w:type="page"/>'), ["前後"]),
    "a tab": (run("<w:tab/>"), ["前\t後"]),
    "a hard hyphen": (run("<w:noBreakHyphen/>"), ["前-後"]),
    "a soft hyphen": (run("<w:softHyphen/>"), ["前後"]),
    "a symbol": (run('<w:sym w:font="Wingdings" w:char="F0FE"/>'), ["前☑後"]),
    "a symbol by its own code": (run('<w:sym w:font="Wingdings" w:char="A8"/>'), ["前□後"]),
    "a broken symbol": (run('<w:sym w:font="Wingdings" w:char="zz"/>'), ["前後"]),
    "hidden": (r("隱", "<w:vanish/>"), ["前後"]),
    "hidden by a style": (r("隱", '<w:rStyle w:val="Hide"/>'), ["前後"]),
    "shown against its style": (r("文", '<w:rStyle w:val="Hide"/><w:vanish w:val="0"/>'), ["前文後"]),
    "ruby": (run(f"<w:ruby><w:rt>{r('ㄨㄣˊ')}</w:rt><w:rubyBase>{r('文')}</w:rubyBase></w:ruby>"), ["前文後", "ㄨㄣˊ"]),
    "a formula": ("<m:oMath><m:f><m:num><m:r><m:t>已檢</m:t></m:r></m:num><m:den><m:r><m:t>應檢</m:t></m:r></m:den></m:f></m:oMath>", ["前已檢/應檢後"]),
    "a text box, twice in the file": (
        run(f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"), ["前後", "盒中"]),
    "an old text box": (run(f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"), ["前後", "盒中"]),
    "word art": (run('<w:pict><v:shape><v:textpath string="草案"/></v:shape></w:pict>'), ["前後", "草案"]),
    "a fallback alone": (f"<mc:AlternateContent><mc:Fallback>{r('文')}</mc:Fallback></mc:AlternateContent>", ["前文後"]),
    "a comment's mark": ('<w:commentRangeStart w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>', ["前後"]),
}  # fmt: skip


@pytest.mark.parametrize("name", INLINE)
def test_a_paragraph_shows(name: str) -> None:
    inner, expected = INLINE[name]
    assert lines(p(r("前") + inner + r("後"))) == expected


BLOCKS: dict[str, tuple[str, list[str]]] = {
    "a content control around paragraphs": (f"<w:sdt><w:sdtContent>{p('一')}{p('二')}</w:sdtContent></w:sdt>", ["一", "二"]),
    "empty paragraphs": (p() + p("一") + p(" "), ["一"]),
    "a hidden style": (p("隱", style("Ghost")) + p("一"), ["一"]),
    "a deleted paragraph mark": (p("前半", "<w:rPr><w:del/></w:rPr>") + p("後半") + p("下段"), ["前半後半", "下段"]),
    "a deleted paragraph": (p(f"<w:del>{r('刪')}</w:del>", "<w:rPr><w:del/></w:rPr>") + p("下段"), ["下段"]),
    "a deleted mark at the end": (p("前半", "<w:rPr><w:del/></w:rPr>"), ["前半"]),
    "a deleted mark before a table": (p("前半", "<w:rPr><w:del/></w:rPr>") + tbl(tr("甲", "乙"), tr("丙", "丁")), ["前半"]),
    "alternate content of blocks": (f"<mc:AlternateContent><mc:Choice Requires='x'>{p('一')}</mc:Choice><mc:Fallback>{p('舊')}</mc:Fallback></mc:AlternateContent>", ["一"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_a_body_shows(name: str) -> None:
    body, expected = BLOCKS[name]
    assert lines(body) == expected


def test_a_deleted_paragraph_takes_no_number() -> None:
    from office_files import abstract, lvl, num

    gone = p(f"<w:del>{r('刪')}</w:del>", listed(1) + "<w:rPr><w:del/></w:rPr>")
    hidden = p(r("隱", "<w:vanish/>"), listed(1) + "<w:rPr><w:vanish/></w:rPr>")
    numbering = abstract(1, lvl(0, "decimal", "%1.")) + num(1, 1)
    assert lines(gone + hidden + p("甲", listed(1)), numbering=numbering) == ["1. 甲"]


def kinds(made: Document) -> list[tuple[str, str]]:
    return [(str(p.kind), made.slice([p.span])) for p in made.paragraphs()]


def test_margins_and_notes_are_kinds_of_their_own_and_stand_once() -> None:
    body = (
        p(r("文") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>')
        + '<w:sectPr><w:headerReference w:type="default" r:id="h1"/><w:headerReference w:type="first" r:id="h2"/>'
        '<w:headerReference w:type="even" r:id="h3"/><w:footerReference w:type="default" r:id="f1"/></w:sectPr>'
        '<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr>'
    )
    parts = {
        "header:h1": tbl(tr("機關", "文號")),
        "header:h2": p("首頁"),
        "header:h3": p("雙頁"),
        "footer:f1": p("頁尾"),
        "footnotes": f'<w:footnote w:type="separator" w:id="0">{p("線")}</w:footnote><w:footnote w:id="2">{p("註")}</w:footnote>'
        f'<w:footnote w:id="3">{p("無人提及")}</w:footnote>',
    }
    shown = [("header", "機關"), ("header", "文號"), ("paragraph", "文"), ("footnote", "註"), ("footer", "頁尾")]
    assert kinds(document(body, parts=parts)) == shown
    more = document(
        body.replace("<w:sectPr>", "<w:sectPr><w:titlePg/>"), parts=parts, settings="<w:evenAndOddHeaders/>"
    )
    assert {("header", "首頁"), ("header", "雙頁")} <= set(kinds(more))
    off = body.replace("<w:sectPr>", '<w:sectPr><w:titlePg w:val="0"/>')
    assert kinds(document(off, parts=parts, settings='<w:evenAndOddHeaders w:val="0"/>')) == shown


def test_a_diagram_gives_its_texts() -> None:
    graphic = '<w:r><w:drawing><a:graphic><a:graphicData><dgm:relIds r:dm="d1"/></a:graphicData></a:graphic></w:drawing></w:r>'
    point = "<dgm:pt><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>"
    parts = {"diagramData:d1": "<dgm:ptLst>" + point.format("規劃") + point.format("執行") + "</dgm:ptLst>"}
    assert lines(p(r("流程") + graphic), parts=parts) == ["流程", "規劃", "執行"]


def test_what_is_not_read_is_said() -> None:
    made = document(p("文") + '<w:altChunk r:id="c1"/>', parts={"chart": ""})
    assert [note.code for note in made.notes] == ["unread-part", "unread-part"]
    assert "altChunk" in made.notes[0].message and "chart" in made.notes[1].message


def test_styles_are_told() -> None:
    body = (
        p("標題", style("H"))
        + p("表一", style("Cap"))
        + p("壹、依據\t1", style("TOC1"))
        + p(r("粗", '<w:rStyle w:val="Strong"/>'))
    )
    body += p(r("不粗", '<w:b w:val="0"/>'), style("H")) + p("縮", '<w:ind w:left="480"/>')
    title, caption, contents, strong, plain, indented = document(body).paragraphs()
    assert (title.style.heading_level, title.style.alignment, title.style.bold, title.style.font_size) == (
        1,
        "center",
        True,
        16.0,
    )
    assert caption.kind is ParagraphKind.CAPTION
    assert contents.style.source == "toc"
    assert strong.style.bold and plain.style.bold is False
    assert indented.style.indent == 24.0


# --- tables -----------------------------------------------------------------------------------------------------------


def grid(body: str) -> tuple[int, int, int | None, list[tuple[int, int, int, int, str]]]:
    made = document(body)
    (table,) = (block for block in made.blocks if isinstance(block, Table))
    cells = [(c.row, c.column, c.row_span, c.column_span, made.slice(c.spans)) for c in table.cells]
    return table.rows, table.columns, table.header_rows, cells


def test_merged_cells_are_one() -> None:
    body = tbl(
        tr(tc("目標", merge="restart"), tc("期程", span=2), properties=HEADER_ROW),
        tr(tc(merge="continue"), "起", "迄", properties=HEADER_ROW),
        tr("甲", "1月", "2月"),
    )
    assert grid(body) == (3, 3, 2, [
        (0, 0, 2, 1, "目標"), (0, 1, 1, 2, "期程"), (1, 1, 1, 1, "起"), (1, 2, 1, 1, "迄"),
        (2, 0, 1, 1, "甲"), (2, 1, 1, 1, "1月"), (2, 2, 1, 1, "2月"),
    ])  # fmt: skip


def test_text_in_a_continued_cell_is_kept() -> None:
    cells = grid(tbl(tr(tc("甲", merge="restart"), "乙"), tr(tc("續", merge="continue"), "丙")))[3]
    assert cells[0] == (0, 0, 2, 1, "甲續")


def test_a_merge_of_another_width_or_with_nothing_above_is_a_cell_of_its_own() -> None:
    body = tbl(tr(tc("甲", span=2, merge="restart"), "乙"), tr(tc("丙", merge="continue"), "丁", "戊"))
    assert [cell[:4] for cell in grid(body)[3]] == [
        (0, 0, 1, 2),
        (0, 2, 1, 1),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]


def test_rows_may_begin_late_be_deleted_and_stand_in_controls() -> None:
    late = tr("乙", properties='<w:gridBefore w:val="1"/>')
    gone = tr("刪", "刪", properties="<w:del/>")
    held = f"<w:sdt><w:sdtContent>{tr('丙', '<w:sdt><w:sdtContent>' + tc('丁') + '</w:sdtContent></w:sdt>')}</w:sdtContent></w:sdt>"
    assert [(c[0], c[1], c[4]) for c in grid(tbl(tr("甲", "子"), late, gone, held))[3]] == [
        (0, 0, "甲"), (0, 1, "子"), (1, 1, "乙"), (2, 0, "丙"), (2, 1, "丁")]  # fmt: skip


def test_a_nested_table_is_referred_to_from_its_cell() -> None:
    inner = tbl(tr("組", "數"), tr("甲", "1"))
    made = document(tbl(tr("項目", "編組"), tr("演習", tc(p("前") + inner + p("後")))))
    outer = made.tables[0].cells[-1]
    assert made.slice(outer.spans) == "前後" and outer.nested == (0,)
    assert [made.slice(cell.spans) for cell in made.nested[0].cells] == ["組", "數", "甲", "1"]


def test_title_rows_are_captions() -> None:
    made = document(tbl(tr(tc("名冊", span=2)), tr("職稱", "姓名"), tr("處長", "甲")))
    assert kinds(made) == [("caption", "名冊")] and made.tables[0].rows == 2


LONG = p("本計畫為推動業務，特訂定本計畫，其要點如下。" * 3)


@pytest.mark.parametrize(
    ("table", "around", "source"),
    [
        (tbl(tr("引文"), properties=borders()), LONG, "box"),
        (tbl(tr("引文"), properties='<w:tblStyle w:val="Based"/>'), LONG, "box"),
        (tbl(tr(tc("引文", properties=borders(holder="tcBorders")))), LONG, "box"),
        (tbl(tr("引文"), properties='<w:tblStyle w:val="Grid"/>' + borders("nil")), LONG, None),
        (tbl(tr("引文")), LONG, None),
        (tbl(tr("引文"), properties=borders()), p("短"), None),
    ],
    ids=["bordered", "by style", "by cell", "borders off", "no borders", "the document in a frame"],
)
def test_a_table_of_one_cell_is_a_box_or_layout(table: str, around: str, source: str | None) -> None:
    made = document(around + table)
    assert not made.tables
    assert [p.style.source for p in made.paragraphs()][-1] == source


# any grid: spans, merges, gaps, nested tables
CELLS = st.tuples(st.integers(1, 4), st.sampled_from(["", "restart", "continue"]), st.booleans())
ROWS = st.tuples(st.integers(0, 3), st.lists(CELLS, max_size=5))


@given(st.lists(ROWS, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_table_is_a_grid(rows: list[tuple[int, list[tuple[int, str, bool]]]]) -> None:
    count, made_rows = 0, []
    for before, cells in rows:
        made = []
        for span, merge, nests in cells:
            inner = p(f"格{count}。") + (tbl(tr(f"內{count}甲", f"內{count}乙")) if nests else "")
            made.append(tc(inner, span, merge))
            count += 1
        made_rows.append(tr(*made, properties=f'<w:gridBefore w:val="{before}"/>'))
    made_document = document(p("文") + tbl(*made_rows))
    check_tables(made_document)
    for n in range(count):
        assert made_document.text.count(f"格{n}。") == 1


def check_tables(made: Document) -> None:
    """Cells stand in their table, never overlap, and their spans lie in the text, one after the other, each once."""
    seen: set[int] = set()
    for table in made.tables:
        taken: set[tuple[int, int]] = set()
        for cell in table.cells:
            places = {(cell.row + i, cell.column + j) for i in range(cell.row_span) for j in range(cell.column_span)}
            assert not places & taken
            assert cell.row + cell.row_span <= table.rows and cell.column + cell.column_span <= table.columns
            taken |= places
            for span in cell.spans:
                assert table.span.start <= span.start < span.end <= table.span.end <= len(made.text)
                assert not seen & set(range(span.start, span.end))
                seen |= set(range(span.start, span.end))


# --- packages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "main_type",
    [
        DOCX_TYPE,
        DOCX_TYPE.replace("document.main", "template.main"),
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "",
    ],
)
def test_templates_and_macro_documents_are_read(main_type: str) -> None:
    content = docx(p("依據"), main_type=main_type)
    assert sniff(content) == DOCX
    made = read(content, "x")
    assert made.text == "依據\n" and not made.meta.recovered


def test_strict_documents_are_read() -> None:
    names = {**NAMESPACES, "w": W_STRICT, "r": R_STRICT}
    body = root("w:document", f"<w:body>{p('依據')}{tbl(tr('甲', '乙'), tr('丙', '丁'))}</w:body>", names)
    relations = relationships([("r1", "officeDocument", "word/document.xml")]).replace(R, R_STRICT)
    made = read(package({"_rels/.rels": relations, "word/document.xml": body}), "x")
    assert made.text.startswith("依據") and made.tables and not made.meta.recovered


@pytest.mark.parametrize(
    ("members", "recovered"),
    [
        ({"word/document.xml": root("w:document", f"<w:body>{p('依據')}</w:body>")}, True),
        (
            {
                "_rels/.rels": relationships([("r1", "officeDocument", "word/main2.xml")]),
                "word/main2.xml": root("w:document", f"<w:body>{p('依據')}</w:body>"),
            },
            False,
        ),
        (
            {
                "_rels/.rels": relationships([("r1", "officeDocument", "/word/document.xml")]),
                "word/document.xml": root("w:document", f"<w:body>{p('依據')}</w:body>"),
                "word/_rels/document.xml.rels": relationships(
                    [("r1", "styles", "gone.xml"), ("r2", "image", "NULL"), ("r3", "header", "../../up.xml")],
                    '<Relationship Id="x"/>',
                ),
            },
            False,
        ),
    ],
    ids=["no relationships", "a main part of another name", "dangling relationships"],
)
def test_packages_that_are_not_as_they_should_be_are_read(members: dict[str, str], recovered: bool) -> None:
    made = read(package(members), "x")
    assert made.text == "依據\n" and made.meta.recovered is recovered
    assert [note.code for note in made.notes] == (["recovered"] if recovered else [])


# --- hard lines -------------------------------------------------------------------------------------------------------

HARD = "邇來民眾權利意識高漲，對政府的期待與需求更甚於前，且隨著環境系"


def test_hard_lines_are_lines() -> None:
    body = "".join(p(HARD) for _ in range(8)) + p("持續貫徹。")
    assert {str(x.kind) for x in document(body).paragraphs()} == {"line"}


def test_paragraphs_of_many_widths_or_with_labels_are_none() -> None:
    ragged = "".join(p(HARD + HARD[: n * 5]) for n in range(8))
    closed = "".join(p(HARD + "。") for _ in range(8))
    labelled = "".join(p(f"{n}、{HARD}") for n in range(1, 9))
    for body in (ragged, closed, labelled):
        assert {str(x.kind) for x in document(body).paragraphs()} == {"paragraph"}
