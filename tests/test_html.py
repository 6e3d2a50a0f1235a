"""What a reader of a web page sees: paragraphs, lists, tables told from layout, the document told from the site, charsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_docx import check_tables

from extractors.document import Document, Table
from extractors.html import read, squeeze
from extractors.sniff import HTML, sniff


def document(body: str, charset: str = "utf-8", declared: str | None = None) -> Document:
    head = f'<meta charset="{declared or charset}">'
    return read(f"<html><head>{head}<title>站名</title></head><body>{body}</body></html>".encode(charset), "x.html")


def lines(body: str) -> list[tuple[str, str]]:
    made = document(body)
    return [(str(p.kind), made.slice([p.span])) for p in made.paragraphs()]


def texts(body: str) -> list[str]:
    return [text for _, text in lines(body)]


TEXTS: dict[str, tuple[str, list[str]]] = {
    "paragraphs": ("<p>甲<p>乙<div>丙</div>丁", ["甲", "乙", "丙", "丁"]),
    "breaks": ("<p>甲<br>乙<br/><br>丙</p>", ["甲", "乙", "丙"]),
    "inline": ("<p>甲<b>乙<font>丙</font></b><a href=x>丁</a></p>", ["甲乙丙丁"]),
    "a line end between Chinese": ("<p>辦理\n   機關</p>", ["辦理機關"]),
    "a line end between words": ("<p>action\n plan</p>", ["action plan"]),
    "entities": ("<p>&#22777;、&#x4f9d;據&ldquo;甲&rdquo;&nbsp;&lt;乙&gt;&amp;</p>", ["壹、依據“甲”\xa0<乙>&"]),
    "scripts and styles": ("<script>var a='隱'</script><style>p{}</style><noscript>隱</noscript><p>甲</p>", ["甲"]),
    "hidden": ("<p style='display: none'>隱</p><p hidden>隱</p><span style='mso-hide:all'>隱</span><p>甲</p>", ["甲"]),
    "comments": ("<p>甲<!-- 隱 -->乙</p>", ["甲乙"]),
    "preformatted": ("<pre>甲\n乙\n\n丙</pre>", ["甲", "乙", "丙"]),
    "ruby": ("<p><ruby>文<rp>(</rp><rt>ㄨㄣˊ</rt><rp>)</rp></ruby>字</p>", ["文字", "ㄨㄣˊ"]),
    "bullets": ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
    "numbers": ("<ol><li>甲<li>乙<ol type=a><li>丙</ol><li value=9>丁<li>戊</ol>", ["1. 甲", "2. 乙", "a. 丙", "9. 丁", "10. 戊"]),
    "numbers from a start": ("<ol start=4><li>甲</ol>", ["4. 甲"]),
    "an empty item": ("<ol><li></li></ol><p>甲</p>", ["甲"]),
    "no numbers": ("<ol style='list-style: none'><li>一、甲</ol>", ["一、甲"]),
    "Chinese numbers": ("<ol style='list-style-type:cjk-ideographic'><li>甲<li>乙</ol>", ["一、 甲", "二、 乙"]),
    "formal numbers": ("<ol style='list-style:outside trad-chinese-formal'><li>甲</ol>", ["壹、 甲"]),
    "stems": ("<ol><li style='list-style-type:cjk-heavenly-stem'>甲</ol>", ["甲、 甲"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_shows(name: str) -> None:
    body, expected = TEXTS[name]
    assert texts(body) == expected


def test_lines_between_breaks_are_lines_and_paragraphs_paragraphs() -> None:
    assert lines("<p>甲<br>乙</p><p>丙</p>") == [("line", "甲"), ("line", "乙"), ("paragraph", "丙")]


def test_styles_are_told() -> None:
    heading, centred, bold, indented = document(
        "<h2>甲</h2><p align=center>乙</p><p><b>丙</b></p><p style='margin-left:24pt'>丁</p>"
    ).paragraphs()
    assert heading.style.heading_level == 2 and heading.style.bold
    assert centred.style.alignment == "center" and centred.style.bold is None
    assert bold.style.bold and indented.style.indent == 24.0


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\t"])
def test_squeeze_keeps_blanks_between_words_only(newline: str) -> None:
    assert squeeze(f"甲{newline if newline != chr(9) else chr(10)}乙 a{newline}b") == "甲乙 a b"


# --- charsets ---------------------------------------------------------------------------------------------------------

PLAN = "<p>壹、依據行政院函辦理本計畫。</p><p>貳、目標為提升服務品質。</p>"
PLAN_HANS = "<p>一、总体要求：完善养老服务体系。</p><p>二、主要任务及保障措施。</p>"
UNICODE = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
WRITTEN = [(PLAN, charset) for charset in (*UNICODE, "cp950")] + [(PLAN_HANS, charset) for charset in UNICODE]


@pytest.mark.parametrize(("body", "charset"), WRITTEN)
@pytest.mark.parametrize("declared", ["utf-8", "big5", "gb2312", "iso-8859-1"])
def test_the_real_charset_counts_whatever_is_declared(body: str, charset: str, declared: str) -> None:
    made = document(body, charset, declared)
    assert squeeze(made.text).startswith(body[3:10])


def test_a_page_is_known_by_its_first_tag() -> None:
    assert sniff(b"<?xml version='1.0'?>\n<!-- x --><!DOCTYPE html><html>") == HTML


# --- tables -----------------------------------------------------------------------------------------------------------


def grid(body: str) -> tuple[int, int, int | None, list[tuple[int, int, int, int, str]]]:
    made = document(body)
    (table,) = (block for block in made.blocks if isinstance(block, Table))
    cells = [(c.row, c.column, c.row_span, c.column_span, made.slice(c.spans)) for c in table.cells]
    return table.rows, table.columns, table.header_rows, cells


def test_spans_and_header_rows() -> None:
    body = "<table><tr><th rowspan=2>目標<th colspan=2>期程<tr><th>起<th>迄<tr><td>甲<td>1月<td>2月</table>"
    assert grid(body) == (3, 3, 2, [
        (0, 0, 2, 1, "目標"), (0, 1, 1, 2, "期程"), (1, 1, 1, 1, "起"), (1, 2, 1, 1, "迄"),
        (2, 0, 1, 1, "甲"), (2, 1, 1, 1, "1月"), (2, 2, 1, 1, "2月"),
    ])  # fmt: skip


def test_groups_stand_in_the_order_in_which_they_are_shown() -> None:
    body = (
        "<table><tfoot><tr><td>合計<td>2</tfoot><tbody><tr><td>甲<td>2</tbody><thead><tr><td>項<td>數</thead></table>"
    )
    assert [cell[4] for cell in grid(body)[3]] == ["項", "數", "甲", "2", "合計", "2"]


def test_rows_and_cells_in_stray_elements_are_found() -> None:
    body = "<table><form><tr><td>項<td>數</tr><tr><form><td>甲<td>2</form></tr></form></table>"
    assert [cell[4] for cell in grid(body)[3]] == ["項", "數", "甲", "2"]


def test_a_table_with_most_of_the_page_in_one_cell_stays_one() -> None:
    assert [c[4] for c in grid(f"<table border=1><tr><td>項目<td>內容<tr><td>說明<td>{BODY}</table>")[3]][:3] == [
        "項目",
        "內容",
        "說明",
    ]


def test_text_of_a_table_outside_its_cells_is_kept() -> None:
    assert texts("<table>遺<tr>落<td>項<td>數<tr><td>甲<td>2</table>") == ["遺", "落"]


def test_captions() -> None:
    assert lines("<table><caption>表一</caption><tr><td>項<td>數<tr><td>甲<td>2</table>") == [("caption", "表一")]


def test_lines_in_cells() -> None:
    assert [c[4] for c in grid("<table><tr><td>項<td>數<tr><td>甲<br>乙<p>丙</p><td>2</table>")[3]][2] == "甲\n乙\n丙"


LAYOUT = {
    "one column": "<table><tr><td>甲<tr><td>乙</table>",
    "one row": "<table><tr><td>甲<td>乙</table>",
    "a role": "<table role=presentation><tr><td>甲<td>乙<tr><td>丙<td>丁</table>",
    "the page in a table": "<table><tr><td>甲<td>乙<tr><td>丙<td><table><tr><td>項目名稱<td>數量<tr><td>研習場次<td>2</table></table>",
}


@pytest.mark.parametrize("name", LAYOUT)
def test_layout_is_no_table(name: str) -> None:
    made = document(LAYOUT[name])
    assert [table.columns for table in made.tables] == ([2] if "table><tr><td>項" in LAYOUT[name] else [])
    assert [made.slice([p.span]) for p in made.paragraphs()][:2] == ["甲", "乙"]


def test_a_table_with_a_small_table_in_a_cell_stays_one() -> None:
    inner = "<table><tr><td>組<td>數<tr><td>甲<td>1</table>"
    made = document(f"<table><tr><td>工作項目<td>主辦機關及編組<tr><td>辦理演習<td>消防局及各分隊{inner}</table>")
    assert made.tables[0].cells[-1].nested == (0,) and made.slice(made.tables[0].cells[-1].spans) == "消防局及各分隊"
    assert [made.slice(c.spans) for c in made.nested[0].cells] == ["組", "數", "甲", "1"]


LONG = "<p>" + "本計畫為推動業務，特訂定本計畫。" * 3 + "</p>"


@pytest.mark.parametrize(
    ("table", "around", "source"),
    [
        ("<table border=1><tr><td>引文</table>", LONG, "box"),
        ("<table border=1 style='border:none'><tr><td style='border:solid 1px'>引文</table>", LONG, "box"),
        ("<table style='border-collapse:collapse;border:1px solid'><tr><td>引文</table>", LONG, "box"),
        ("<table border=1><tr><td style='border:none'>引文</table>", LONG, None),
        ("<table border=0><tr><td>引文</table>", LONG, None),
        ("<table style='border-collapse:collapse'><tr><td>引文</table>", LONG, None),
        ("<table border=1><tr><td>引文</table>", "<p>短</p>", None),
    ],
)  # fmt: skip
def test_a_table_of_one_cell_is_a_box_or_layout(table: str, around: str, source: str | None) -> None:
    made = document(around + table)
    assert not made.tables and [p.style.source for p in made.paragraphs()] == [None, source]


CELLS = st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans())


@given(st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_table_is_a_grid(rows: list[list[tuple[int, int, bool]]]) -> None:
    count, made = 0, ""
    for row in rows:
        made += "<tr>"
        for down, across, head in row:
            made += f"<{'th' if head else 'td'} rowspan={down} colspan={across}>格{count}。"
            count += 1
    made_document = document(f"<p>文</p><table>{made}</table>")
    check_tables(made_document)
    assert all(made_document.text.count(f"格{n}。") == 1 for n in range(count))


# --- the document and the site ----------------------------------------------------------------------------------------

BODY = "".join(f"<p>{label}、本計畫之工作要項說明如次，請各機關確實辦理。</p>" for label in "一二三四五六七八")
NAVIGATION = '<ul><li><a href="/">首頁</a><li><a href="/news">最新消息</a><li><a href="/map">網站導覽</a></ul>'
SITES = {
    "divisions": f'<div id="header">{NAVIGATION}</div><div class="wrap"><div class="content">{BODY}</div></div><div class="footer">版權所有</div>',
    "a layout table": f"<table><tr><td colspan=2>{NAVIGATION}<tr><td>{NAVIGATION}<td><div>{BODY}</div><tr><td class=footer>版權所有</table>",
    "sections": f"<header>{NAVIGATION}</header><nav>{NAVIGATION}</nav><main>{BODY}</main><footer>版權所有</footer>",
    "much script": f"<script>{'var x = 1;' * 500}</script><div>{NAVIGATION}</div><div>{BODY}</div><div id=foot>版權所有</div>",
}


@pytest.mark.parametrize("name", SITES)
def test_the_site_around_a_document_is_kept_but_is_no_body(name: str) -> None:
    shown = lines(SITES[name])
    body = [text for kind, text in shown if kind in ("paragraph", "line")]
    assert len(body) == 8 and all(text.endswith("確實辦理。") for text in body)
    assert {"首頁", "最新消息", "網站導覽", "版權所有"} <= {
        text for kind, text in shown if kind in ("header", "footer")
    }


def test_a_title_beside_the_document_belongs_to_it() -> None:
    page = f"<div>{NAVIGATION}</div><div class=wrap><h1>某市行動計畫</h1><div class=content>{BODY}</div></div>"
    assert ("paragraph", "某市行動計畫") in lines(page)


def test_a_link_back_to_the_top_is_no_body() -> None:
    assert ("footer", "回頂端") in lines(BODY + '<p><a href="#top">回頂端</a></p>')


def test_a_site_heading_among_links_is_no_body() -> None:
    page = f'<div class="header"><h1>某市人民政府</h1>{NAVIGATION}</div><div class="header meta">發文機關：某市政府</div><div class="con">{BODY}</div>'
    shown = lines(page)
    assert ("header", "某市人民政府") in shown and ("paragraph", "發文機關：某市政府") in shown


# --- elements that stand too deep ---------------------------------------------------------------------------------------

INNER = "<p>壹、依據</p>本法。<table><tr><td>項目<td>單位<tr><td>抽水機<td>消防局</table><p>貳、經費<br>叁、附則</p>"


@pytest.mark.parametrize("tag", ["div", "span", "b", "font", "ul", "blockquote"])
@pytest.mark.parametrize("depth", [150, 250, 3_000, 100_000])
def test_frames_that_stand_too_deep_are_left_out_and_nothing_else(tag: str, depth: int) -> None:
    made = document(f"前{f'<{tag}>' * depth}{INNER}{f'</{tag}>' * depth}後")
    assert [made.slice([p.span]) for p in made.paragraphs()] == [
        "前",
        "壹、依據",
        "本法。",
        "貳、經費",
        "叁、附則",
        "後",
    ]
    assert [made.slice(cell.spans) for cell in made.tables[0].cells] == ["項目", "單位", "抽水機", "消防局"]
    assert made.meta.recovered == (depth > 198)


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>" * 3_000 + "甲",
        "<b><p>甲" * 3_000,
        "<p>" * 3_000 + "甲</b></div>",
        "<!-- <div> -->" * 300 + "甲",
    ],
)
def test_text_in_the_depth_is_kept(page: str) -> None:
    assert document(page).text.replace("\n", "").count("甲") == page.count("甲")


def test_a_table_of_labels_and_their_paragraphs_is_running_text() -> None:
    rows = "".join(f"<tr><td>{label}</td><td>{text}</td></tr>" for label, text in NUMBERED)
    title = "<tr><td colspan=2>某縣補助實施要點</td></tr>"
    assert tables(f"<table>{title}{rows}</table>") == 0
    assert tables(f"<table><tr><td>項次</td><td>辦理事項</td></tr>{rows}</table>") == 1
    assert tables(f"<table>{rows.replace('一、', '五、')}</table>") == 1


NUMBERED = [
    ("一、", "為推動業務，訂定本要點。"),
    ("二、", "補助對象："),
    ("（一）", "學校。"),
    ("第 3 點", "經費由本府支應。"),
]


def tables(body: str) -> int:
    return sum(isinstance(block, Table) for block in document(body).blocks)
