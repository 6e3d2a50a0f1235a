"""The report's pages: nothing lost, nothing loaded, nothing run, the same bytes each time; and the annotation that they hold."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import re
from contextlib import closing
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from made_up import document, plan
from PIL import Image
from report_store import ROOT, SAMPLES, store_of, write_store
from rich.console import Console

from extractors import extract
from extractors.document import Meta
from pipeline import cli
from pipeline.evaluate import evaluate_file
from pipeline.explore import report
from pipeline.explore.connect import connect
from pipeline.explore.report import overview, page
from pipeline.explore.report.facts import PER, facts_of, held_by, number_reading
from pipeline.explore.report.gold import gold_of, gold_places
from pipeline.explore.report.images import LONGEST, MOST, page_images
from pipeline.explore.report.overlay import Overlay
from pipeline.explore.report.plan_rows import PlanRows, read_plans
from pipeline.explore.report.source import (
    PageBox,
    PageMap,
    SourceView,
    TableBlock,
    TextBlock,
    blocks,
    page_boxes,
    with_pages,
)
from pipeline.records import FileRecord
from pipeline.scoring.gold import fold, read_gold
from pipeline.sources import uri_of
from rules.recognise import recognise
from rules.words import lexicon

HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1> </script> <!-- javascript:alert(1) \u202e\u2066 {{ 7*7 }}"


FACTS = ("sections", "strategies", "measures", "indicators", "targets", "periods", "agencies", "references", "amounts")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the project's own samples."""
    folder = tmp_path_factory.mktemp("samples")
    report.write_report(store_of(folder / "out", SAMPLES), folder / "report")
    return folder


def made_up_rows(folder: Path) -> PlanRows:
    source = document()
    return rows_in(write_store(folder / "out", [(source, plan(source))]))


def rows_in(out: Path) -> PlanRows:
    """The first plan of a store."""
    with closing(connect(out)) as connection:
        return next(read_plans(connection))


@cache
def read_samples(out: Path) -> dict[str, PlanRows]:
    """The samples' rows by file name."""
    with closing(connect(out)) as connection:
        return {rows.file: rows for rows in read_plans(connection)}


def pages(folder: Path) -> list[Path]:
    return [folder / "report" / "index.html", *sorted((folder / "report" / "plans").iterdir())]


# --- the text and its facts -------------------------------------------------------------------------------------------

Ranges = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).filter(lambda r: r[0] < r[1]), max_size=3
)


@given(st.lists(Ranges, max_size=8), st.integers(0, 30), st.integers(0, 30))
def test_an_overlay_knows_every_fact_of_every_character(
    facts: list[list[tuple[int, int]]], one: int, other: int
) -> None:
    text, (start, end) = "".join(chr(0x4E00 + i) for i in range(30)), sorted((one, other))
    overlay = Overlay.of(text, list(enumerate(facts)))
    segments = list(overlay.segments(start, end))
    assert "".join(s.text for s in segments) == text[start:end]
    covered = [set(s.facts) for s in segments for _ in s.text]
    assert covered == [
        {n for n, ranges in enumerate(facts) if any(a <= i < b for a, b in ranges)} for i in range(start, end)
    ]


def test_the_innermost_fact_comes_last() -> None:
    overlay = Overlay.of("abcdef", [(0, [(1, 3)]), (1, [(0, 6)]), (2, [(2, 3)])])
    assert [s.facts for s in overlay.segments(0, 6)] == [(1,), (1, 0), (1, 0, 2), (1,)]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_page_shows_every_paragraph_cell_and_fact(path: Path, samples: Path) -> None:
    source = extract(path)
    recognised = recognise(source)
    tree = html.parse(samples / "report" / "plans" / f"{source.id}.html", html.HTMLParser(encoding="utf-8")).getroot()
    (article,) = tree.xpath("//article")
    shown = fold(article.text_content())
    for found in (*recognised.paragraphs, *recognised.cells):
        assert fold(found.value.text) in shown
    lines = {fold(line_of(each)) for each in tree.xpath("//button[@data-f]")}
    for table in FACTS:
        for found in getattr(recognised, table):
            assert fold(found.value.evidence) in lines


def line_of(fact: html.HtmlElement) -> str:
    """The label and words of a fact on the page, a label that was restored left out."""
    (line,) = fact.find_class("line")
    return "".join(each.text_content() for name in ("label", "words") for each in line.find_class(name))


def test_stretches_lead_to_their_facts_and_back(samples: Path) -> None:
    for path in pages(samples)[1:]:
        tree = html.parse(path, html.HTMLParser(encoding="utf-8")).getroot()
        words = {
            f"f{each.get('data-f')}": fold(line_of(each))
            for each in tree.xpath("//button[@data-f]")
            if "diagnostic" not in each.get("class")
        }
        stretches: dict[str, str] = {}
        for mark in tree.find_class("m"):
            for name in mark.get("class").split():
                if name in words:
                    stretches[name] = stretches.get(name, "") + fold(mark.text_content())
        assert stretches == {name: words[name] for name in stretches}
        assert set(stretches) == set(words), "every fact of the samples has a place in the text"


def test_a_heading_inside_a_tables_text_comes_before_it(tmp_path: Path) -> None:
    rows = made_up_rows(tmp_path)
    cells = [span for cell in rows["cells"] for span in cell["spans"]]
    spanning = {**rows["source_tables"][0], "spans": [{"start": cells[0]["start"], "end": cells[-1]["end"]}]}
    heading = {
        **rows["paragraphs"][1],
        "ordinal": 3,
        "spans": [{"start": cells[1]["start"] - 1, "end": cells[1]["start"]}],
    }
    moved = PlanRows(
        rows.document, {**rows.tables, "source_tables": [spanning], "paragraphs": [*rows["paragraphs"], heading]}
    )
    order = [
        isinstance(b, TableBlock) for b in blocks(moved, SourceView.of(rows.document["text"], facts_of(moved, {})))
    ]
    assert order == [False] * 5 + [True], "a page, four paragraphs, the table"


def test_pages_have_a_box_for_each_stretch_of_their_lines(tmp_path: Path) -> None:
    source = document()
    write_store(tmp_path / "out", [(source, plan(source))])
    report.write_report(tmp_path / "out", tmp_path / "report")
    tree = html.parse(pages(tmp_path)[1], html.HTMLParser(encoding="utf-8")).getroot()
    (drawn,) = tree.find_class("map")
    assert drawn.get("data-page") == "1"
    (boxes,) = json.loads(tree.get_element_by_id("data").text)["boxes"].values()
    number = tree.get_element_by_id("period-0").get("data-f")
    (own,) = [box for box in boxes if f"f{number}" in box[4].split()]
    first, *_, last = [box for box in boxes if box[1] == own[1]]
    assert first[0] == 72.0 < own[0], "the words before it are not its own"
    assert own[0] + own[2] <= round(last[0] + last[2], 1)


def test_a_stretch_stands_where_the_breadths_of_the_characters_before_it_say() -> None:
    view = SourceView(Overlay.of("ab甲乙丙丁", [(0, [(2, 4)])]), ("period",))
    line = {"start": 0, "end": 6, "x0": 100.0, "top": 10.0, "x1": 200.0, "bottom": 20.0}
    assert list(page_boxes(line, view)) == [
        PageBox(100, 10, 20, 10, ""),
        PageBox(120, 10, 40, 10, "period f0"),
        PageBox(160, 10, 40, 10, ""),
    ]
    view = SourceView(Overlay.of("人事處\n各 局 室\n", [(0, [(0, 3)]), (1, [(4, 9)])]), ("agency", "agency"))
    lines = {"start": 0, "end": 10, "x0": 0.0, "top": 0.0, "x1": 80.0, "bottom": 40.0}
    assert list(page_boxes(lines, view)) == [PageBox(0, 0, 60, 20, "agency f0"), PageBox(0, 20, 80, 20, "agency f1")]


def test_a_column_of_characters_is_read_downwards() -> None:
    view = SourceView(Overlay.of("ab甲乙丙丁", [(0, [(2, 4)])]), ("period",))
    column = {"start": 2, "end": 6, "x0": 100.0, "top": 0.0, "x1": 110.0, "bottom": 40.0}
    assert [(box.y, box.height) for box in page_boxes(column, view)] == [(0, 20), (20, 20)]


def test_a_page_on_which_no_block_begins_is_shown_too() -> None:
    text, maps = TextBlock("paragraph", 0, ()), {n: PageMap(n, 1, 1, ()) for n in (1, 2, 4)}
    order = list(with_pages([(text, 1), (text, None), (text, 3)], maps))
    assert [b.page if isinstance(b, PageMap) else "text" for b in order] == [1, "text", "text", 2, 3, "text", 4]


def test_pages_of_a_pdf_are_drawn_from_the_file_that_was_read(tmp_path: Path) -> None:
    file = tmp_path / "50%計畫.pdf"
    made = pypdfium2.PdfDocument.new()
    made.new_page(200, 300)
    made.save(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    (drawn,) = page_images(uri_of(file), digest).values()
    assert (drawn.page, drawn.width, drawn.height) == (1, 200, 300)
    assert drawn.webp[:4] == b"RIFF" and drawn.webp[8:12] == b"WEBP"
    assert page_images(uri_of(file), "another") == page_images(str(tmp_path / "gone.pdf"), digest) == {}
    file.write_bytes(b"%PDF-1.7 no more")
    assert page_images(uri_of(file), hashlib.sha256(file.read_bytes()).hexdigest()) == {}

    source = replace(document(str(file)), meta=Meta("pdf"), sha256=digest)
    rows = rows_in(write_store(tmp_path / "out", [(source, plan(source))]))
    shown = blocks(rows, SourceView.of(rows.document["text"], facts_of(rows, {})), {1: drawn})
    assert isinstance(shown[0], PageMap) and shown[0].drawn and shown[0].width == 200 and len(shown[0].boxes) >= 3


def test_a_page_that_says_it_is_huge_makes_no_huge_image(tmp_path: Path) -> None:
    file = tmp_path / "huge.pdf"
    made = pypdfium2.PdfDocument.new()
    made.new_page(14_400, 7_200)
    made.save(file)
    (drawn,) = page_images(uri_of(file), hashlib.sha256(file.read_bytes()).hexdigest()).values()
    image = Image.open(io.BytesIO(drawn.webp))
    assert max(image.size) <= LONGEST and (drawn.width, drawn.height) == (14_400, 7_200)


def pdf_report(folder: Path, pages: int) -> Path:
    """The report of a PDF of so many blank pages, whose store has the made up plan on the first of them."""
    file = folder / "plan.pdf"
    made = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        made.new_page(200, 300)
    made.save(file)
    source = replace(document(str(file)), meta=Meta("pdf"), sha256=hashlib.sha256(file.read_bytes()).hexdigest())
    write_store(folder / "out", [(source, plan(source))])
    report.write_report(folder / "out", folder / "report")
    return folder / "report"


def test_images_stand_beside_the_page_and_are_loaded_when_they_are_looked_at(tmp_path: Path) -> None:
    written = pdf_report(tmp_path, 2)
    (path,) = (written / "plans").glob("*.html")
    tree = html.parse(path, html.HTMLParser(encoding="utf-8")).getroot()
    (image,) = tree.xpath("//img")
    assert image.attrib == {
        "src": f"{path.stem}/1.webp", "width": "200", "height": "300", "loading": "lazy", "decoding": "async", "alt": ""
    }  # fmt: skip
    assert sorted(p.name for p in (path.parent / path.stem).iterdir()) == ["1.webp", "2.webp"]
    report.write_report(tmp_path / "out", written, images=False)
    assert [p.name for p in path.parent.iterdir()] == [path.name], "what the report has no use for leaves"
    assert "<img" not in path.read_text(encoding="utf-8")


# --- nothing is loaded, nothing runs ----------------------------------------------------------------------------------


def test_a_page_allows_its_own_script_and_style_alone(samples: Path) -> None:
    for path in pages(samples):
        tree = html.parse(path, html.HTMLParser(encoding="utf-8")).getroot()
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["base-uri"] == rules["form-action"] == rules["trusted-types"] == "'none'"
        (script,) = tree.xpath("//script[not(@type)]/text()")
        (style,) = tree.xpath("//style/text()")
        assert (rules["script-src"], rules["style-src"]) == (sha256(script), sha256(style))
        assert rules["img-src"] == "'self'"
        assert not tree.xpath("//@style | //*[not(self::img)]/@src | //link | //iframe | //object | //embed")
        assert all(re.fullmatch(r"[0-9a-f]{16}/\d+\.webp", image) for image in tree.xpath("//img/@src"))
        assert not [name for name in tree.xpath("//@*") if name.attrname.startswith("on")]
        links = tree.xpath("//@href")
        assert all(re.fullmatch(r"(plans/[0-9a-f]{16}\.html|\.\./index\.html)?(#[\w-]+)?", link) for link in links)


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def hostile_store(folder: Path) -> Path:
    """A plan whose every word is hostile, and a file that was refused with such a name."""
    source = document(f"plans/{HOSTILE}.txt", extra=HOSTILE)
    made = plan(source)
    about = replace(made.overview, title=HOSTILE, issuer=HOSTILE, doc_number=HOSTILE)
    measure = replace(made.measures[0], value=replace(made.measures[0].value, text=HOSTILE))
    section = replace(made.sections[0], value=replace(made.sections[0].value, title=HOSTILE, role=HOSTILE))
    table = replace(made.source_tables[0], value=replace(made.source_tables[0].value, caption=HOSTILE, unit=HOSTILE))
    agency = replace(made.agencies[0], value=replace(made.agencies[0].value, agency=HOSTILE, role_text=HOSTILE))
    made = replace(
        made,
        overview=about,
        measures=(measure,),
        sections=(section, *made.sections[1:]),
        source_tables=(table,),
        agencies=(agency,),
    )
    return write_store(folder, [(source, made)], [FileRecord(f"{HOSTILE}.pdf", message=HOSTILE)])


def test_hostile_text_is_text(tmp_path: Path) -> None:
    report.write_report(hostile_store(tmp_path / "out"), tmp_path / "report")
    for path in pages(tmp_path):
        written = path.read_text(encoding="utf-8")
        assert written.count("<script") == 2 and written.count("</script>") == 2
        assert "<img" not in written and "{{ 7*7 }}" in written
        assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", written)
        assert "⟨U+202E⟩" in written
    tree = html.parse(pages(tmp_path)[1], html.HTMLParser(encoding="utf-8")).getroot()
    assert json.loads(tree.get_element_by_id("data").text)["gold"]["document"]["title"] == HOSTILE


@given(st.text())
def test_embedded_json_is_read_back_and_ends_no_script(text: str) -> None:
    written = page.embedded_json({text: [text]})
    assert json.loads(written) == {text: [text]}
    assert "<" not in written and "\u2028" not in written


# --- the same input, the same bytes; words; size ----------------------------------------------------------------------


def test_a_report_is_the_same_bytes_each_time(samples: Path, tmp_path: Path) -> None:
    report.write_report(store_of(tmp_path / "out", reversed(SAMPLES)), tmp_path / "report")
    assert [p.name for p in pages(samples)] == [p.name for p in pages(tmp_path)]
    for one, other in zip(pages(samples), pages(tmp_path), strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_pages_of_plans_that_are_gone_leave_and_nothing_else_does(tmp_path: Path) -> None:
    folder = tmp_path / "report" / "plans"
    folder.mkdir(parents=True)
    (folder / "0123456789abcdef.html").write_text("old", encoding="utf-8")
    (folder / "notes.html").write_text("mine", encoding="utf-8")
    (folder / "0123456789abcdef").mkdir()
    (folder / "0123456789abcdef" / "1.webp").write_bytes(b"old")
    source = document()
    assert report.write_report(write_store(tmp_path / "out", [(source, plan(source))]), tmp_path / "report") == 1
    assert sorted(p.name for p in folder.iterdir()) == sorted([f"{source.id}.html", "notes.html"])


def test_every_word_is_in_both_languages() -> None:
    for key, words in page.labels().items():
        assert len(words) == 2 and all(words), key
        assert re.search("[\u4e00-\u9fff]", "".join(words)), key
    folder = files("pipeline.explore.report")
    sources = [p.read_text(encoding="utf-8") for p in folder.joinpath("templates").iterdir()]
    used = {key for text in sources for key in re.findall(r'\b(?:t|words_of|spoken)\((?:"[a-z-]+", )?"(\w+)"', text)}
    used |= set(re.findall(r'say\("(\w+)"\)', folder.joinpath("report.js").read_text(encoding="utf-8")))
    assert used <= set(page.labels()) and len(used) > 40


def test_closed_lists_have_words() -> None:
    from rules.plan import AgencyRole, PeriodKind, ReferenceKind, TableKind

    for prefix, members in (
        ("", PeriodKind),
        ("agency:", AgencyRole),
        ("reference:", ReferenceKind),
        ("kind:", TableKind),
    ):
        assert {prefix + member.value for member in members} <= set(page.labels())


@pytest.fixture(scope="module")
def long_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a plan of fifty pages."""
    folder = tmp_path_factory.mktemp("long")
    text = "\n".join(extract(path).text for path in SAMPLES if path.suffix == ".txt")
    (folder / "long.txt").write_text(text * (35_000 // len(text) + 1), encoding="utf-8")
    report.write_report(store_of(folder / "out", [folder / "long.txt"]), folder / "report")
    return pages(folder)[1]


def test_two_hundred_pages_stay_small(long_page: Path) -> None:
    """The size grows with the length: 25 MB for two hundred pages, of which images may take 16."""
    assert 300_000 < long_page.stat().st_size < (25_000_000 - MOST) / 4


def test_what_a_browser_builds_before_a_page_can_be_read_is_bounded(long_page: Path) -> None:
    tree = html.parse(long_page, html.HTMLParser(encoding="utf-8", huge_tree=True)).getroot()
    for group in tree.xpath("//*[@id='groups']/section/ol"):
        at_once, folded = group.xpath("./li[button]"), group.xpath("./template")
        assert len(at_once) <= 60 and all(len(each.xpath("./li")) <= 200 for each in folded)
        assert not folded or len(at_once) == 60
    everything = len(tree.xpath("//*"))
    assert len(tree.xpath("//template//*")) > everything / 3, "a third and more of it waits"


# --- the annotation ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_page_holds_an_annotation_that_agrees_with_what_was_read(path: Path, samples: Path, tmp_path: Path) -> None:
    rows = read_samples(samples / "out")[path.name]
    kept = tmp_path / "x.gold.json"
    kept.write_text(json.dumps(gold_of(rows), ensure_ascii=False), encoding="utf-8")
    scores = evaluate_file(read_gold(kept), path)
    assert scores.note is None
    assert {kind: counts.f1 for kind, counts in scores.counts.items() if counts.f1 < 1} == {}
    assert {"outline", "cells", "periods", "targets", "agencies", "references", "title"} <= set(scores.counts)


def test_places_lead_to_the_entries_of_the_rows(tmp_path: Path) -> None:
    rows = made_up_rows(tmp_path)
    gold, places = gold_of(rows), gold_places(rows)
    kind, at = places["periods", 0].split(".")
    assert gold[kind][int(at)] == {"text": "113年3月底前", "start": None, "end": "2024-03-31", "kind": "deadline"}
    assert gold["targets"][1]["value"] == 5 and isinstance(gold["targets"][1]["value"], int)
    assert gold["tables"][0]["columns"] == ["indicator", "target:113"]


# --- the index --------------------------------------------------------------------------------------------------------


def test_a_plans_line_says_what_is_missing(tmp_path: Path) -> None:
    line = overview.plan_line(made_up_rows(tmp_path))
    assert (line.gaps, line.missing) == ((), {})
    source = document()
    bare = replace(plan(source), indicators=(), targets=(), periods=(), agencies=())
    line = overview.plan_line(rows_in(write_store(tmp_path / "bare", [(source, bare)])))
    assert [gap.missing for gap in line.gaps] == [("indicator", "deadline", "lead")]
    assert line.missing == {"indicator": 1, "deadline": 1, "lead": 1}


def test_measures_are_placed_on_a_timeline(tmp_path: Path) -> None:
    line = overview.plan_line(made_up_rows(tmp_path))
    assert line.scale == overview.Scale(dt.date(2024, 1, 1), dt.date(2024, 4, 1))
    assert [tick[0] for tick in line.measures[0].ticks] == [round(100 * 90 / 91, 2)]
    assert line.scale.lines == [("2024", 0.0)]


@given(st.lists(st.dates(dt.date(1945, 1, 1), dt.date(2100, 12, 31)), min_size=1))
def test_a_scale_holds_its_days_and_few_lines(days: list[dt.date]) -> None:
    scale = overview.Scale.of(days)
    assert scale is not None
    assert all(0 <= scale.at(day) <= 100 for day in days)
    assert len(scale.lines) <= 13 and all(0 <= at < 100 for _, at in scale.lines)


def test_agencies_are_counted_once_a_measure(tmp_path: Path) -> None:
    line = overview.plan_line(made_up_rows(tmp_path))
    twice = replace(line, agencies=line.agencies * 2 + (("教育處", "support", "m2"), ("主計處", "other", "m2")))
    loads = overview.agency_load([twice])
    assert [(load.name, load.total) for load in loads] == [("主計處", 1), ("教育處", 1), ("青泉市政府教育處", 1)]
    assert loads[0].parts == (("other", 1, 0.0, 100.0),)


def test_targets_stand_under_their_years(tmp_path: Path) -> None:
    line = overview.plan_line(made_up_rows(tmp_path))
    assert line.target_years == (2024,)
    assert [t.values for t in line.targets] == [("≥ 70 %",)]
    assert overview.spark([(2020, 5.0), (2021, 5.0), (2022, 5.0)]) == "2,10 50,10 98,10"
    assert overview.spark([(2020, 5.0), (2021, 5.0)]) == ""


MERGED = """<!DOCTYPE html><h1>青泉市政府113年度訓練實施計畫</h1><p>壹、目標：至113年底，完成訓練200人，參訓率達90%。</p><p>貳、分工</p>
<table><tr><th>措施</th><th>績效指標</th><th>113年目標值</th><th>114年目標值</th><th>主辦單位</th><th>完成期限</th></tr>
<tr><td rowspan="2">1.辦理專業訓練</td><td>訓練場次</td><td>10場</td><td>12場</td><td rowspan="3">人事處</td><td rowspan="3">113年11月30日前</td></tr>
<tr><td>參訓滿意度</td><td>85%</td><td>87%</td></tr>
<tr><td>2.推動英語檢定</td><td>通過人數</td><td>60人</td><td>70人</td></tr></table>"""


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> PlanRows:
    """A plan with an agency and a deadline in cells that are merged over its two measures."""
    folder = tmp_path_factory.mktemp("merged")
    (folder / "plan.html").write_text(MERGED, encoding="utf-8")
    return rows_in(store_of(folder / "out", [folder / "plan.html"]))


def test_what_is_merged_over_measures_belongs_to_each_of_them(merged: PlanRows) -> None:
    line = overview.plan_line(merged)
    assert [(measure.label, len(measure.ticks)) for measure in line.measures] == [("1.", 1), ("2.", 1)]
    (load,) = overview.agency_load([line])
    assert (load.name, load.total) == ("青泉市政府人事處", 2)
    facts = facts_of(merged, {})
    held = {facts[number].words: words for number, words in held_by(merged, facts).items()}
    assert held["辦理專業訓練"] == held["推動英語檢定"] == "… – 2024-11-30 · 青泉市政府人事處"
    assert held["訓練場次"] == "2024: 10 場 · 2025: 12 場"


def test_targets_of_no_measure_are_told_by_the_words_before_them(merged: PlanRows) -> None:
    loose = [t.words for t in overview.plan_line(merged).targets if t.anchor.startswith("target-")]
    assert loose == ["完成訓練200人", "參訓率達90%"]


def test_what_a_target_is_per_is_told_in_words() -> None:
    target = {"comparator": "ge", "value": 2.0, "value_max": None, "unit": "場次", "per": "year"}
    assert number_reading(target) == "≥ 2 場次 / 年"
    assert number_reading(target | {"per": "機關"}) == "≥ 2 場次 / 機關"
    words = lexicon("targets")["per"]
    assert set(words) - {"things"} <= set(PER)


def test_the_index_lists_every_plan_and_what_was_refused(samples: Path, tmp_path: Path) -> None:
    index = html.parse(samples / "report" / "index.html", html.HTMLParser(encoding="utf-8")).getroot()
    assert len(index.xpath("//tr[@class='row']")) == len(SAMPLES)
    for link in index.xpath("//@href"):
        name, _, anchor = link.partition("#")
        if name:
            target = html.parse(samples / "report" / name, html.HTMLParser(encoding="utf-8")).getroot()
            assert not anchor or target.get_element_by_id(anchor) is not None
    report.write_report(hostile_store(tmp_path / "out"), tmp_path / "report")
    assert "Files that could not be read" in pages(tmp_path)[0].read_text(encoding="utf-8")


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = document()
    out = write_store(tmp_path / "out", [(source, plan(source))])
    assert cli.main(["report", str(out), "--to", str(tmp_path / "report")]) == 0
    assert "1 plans" in capsys.readouterr().out
    assert (tmp_path / "report" / "index.html").is_file()


def test_a_folder_without_tables_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", str(tmp_path), "--to", str(tmp_path / "report")]) == 2
    assert "govplan ingest" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    source = document()
    out = write_store(tmp_path / "out", [(source, plan(source))])
    (tmp_path / "file").write_text("x", encoding="utf-8")
    quiet = Console(file=(tmp_path / "log").open("w", encoding="utf-8"))
    assert report.run(out, tmp_path / "file", quiet, quiet) == 2


def test_the_page_files_are_part_of_the_package() -> None:
    folder = files("pipeline.explore.report")
    names = {p.name for p in (*folder.iterdir(), *folder.joinpath("templates").iterdir())}
    assert {
        "report.css",
        "report.js",
        "labels.toml",
        "base.html.j2",
        "plan.html.j2",
        "index.html.j2",
        "parts.html.j2",
    } <= names
    assert (ROOT / "pipeline" / "explore" / "report").is_dir()


# --- the look ---------------------------------------------------------------------------------------------------------

TEXT = (
    "ink",
    "soft",
    "accent",
    "target",
    "period",
    "diagnostic",
    "strategy",
    "measure",
    "indicator",
    "agency",
    "outline",
)


def themes() -> list[dict[str, str]]:
    """The custom properties of the light and of the dark pages; the dark ones stand twice, for the system's wish and for the reader's."""
    style = str(page.asset("report.css"))
    blocks = re.findall(r":root[^{]*\{([^{}]*--paper[^{}]*)\}", style.partition("@media print")[0])
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]+)", block)) for block in blocks]


def luminance(colour: str) -> float:
    """Relative luminance of ``#rgb`` or ``#rrggbb`` (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(contrast("#fff", "#000000"), 1) == 21 and round(contrast("#777", "#fff"), 2) == 4.48


@pytest.mark.parametrize("ground", ["paper", "ground", "hover"])
@pytest.mark.parametrize("theme", range(3))
def test_text_can_be_read_in_both_themes(theme: int, ground: str) -> None:
    colours = themes()[theme]
    assert {
        name: round(contrast(colours[name], colours[ground]), 2)
        for name in TEXT
        if contrast(colours[name], colours[ground]) < 4.5
    } == {}


def test_paper_is_white() -> None:
    style = str(page.asset("report.css")).partition("@media print")[0]
    dark = [at for at in (style.find("--paper: #171b22", n) for n in range(0, len(style), 100)) if at >= 0]
    assert dark and all("@media screen" in style[at - 200 : at] for at in dark), "dark colours are those of a screen"


def test_both_ways_to_the_dark_have_the_same_colours() -> None:
    light, wished, chosen = themes()
    assert wished == chosen != light


def test_nothing_moves_and_the_focus_is_seen() -> None:
    style = str(page.asset("report.css"))
    assert not re.search(r"transition|animation|@keyframes|(?<!over)scroll-behavior", style)
    assert ":focus-visible { outline: 2px" in style and not re.search(r"outline: (?:none|0)", style)


def test_a_few_plans_far_away_do_not_stretch_the_timeline(tmp_path: Path) -> None:
    line = overview.plan_line(made_up_rows(tmp_path))
    near = [replace(line, days=(dt.date(2020 + n, 2, 1), dt.date(2020 + n, 11, 1))) for n in range(5)] * 4
    old, late = (
        replace(line, days=(dt.date(1995, 5, 1), dt.date(1996, 5, 1))),
        replace(line, days=(dt.date(2060, 1, 1),)),
    )
    scale = overview.Scale.of_most([*near, old, late])
    assert scale == overview.Scale(dt.date(2020, 1, 1), dt.date(2025, 1, 1))
    assert [each.beyond(scale) for each in (old, late, near[0])] == ["◂ 1995–1996", "2060 ▸", ""]
    assert old.extent(scale) == (0, 0.4, "1995-05-01 – 1996-05-01") and late.extent(scale)[:2] == (99.6, 0.4)
    assert overview.Scale.of_most(near) == scale and overview.Scale.of_most([]) is None
    assert overview.Scale.of_most([near[0], old]) == overview.Scale(dt.date(1995, 4, 1), dt.date(2021, 1, 1))


def test_white_stays_white_on_a_drawn_page() -> None:
    from PIL import Image

    from pipeline.explore.report.images import packed

    grey = Image.linear_gradient("L")
    with Image.open(io.BytesIO(packed(grey))) as drawn:
        shades = sorted({pixel for _, pixel in drawn.convert("L").getcolors() or ()})
    assert (shades[0], shades[-1]) == (0, 255) and len(shades) == 7


def test_days_are_not_broken() -> None:
    assert (
        page.days("2024-01-01 – 2024-12-31")
        == '<span class="day">2024-01-01 –</span> <span class="day">2024-12-31</span>'
    )
    assert page.days("<b>") == '<span class="day">&lt;b&gt;</span>'
