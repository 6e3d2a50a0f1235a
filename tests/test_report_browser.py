"""The report in a real browser: facts light their source and back, nothing hostile runs, and a correction is kept and scored."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_up import document, plan
from patience import PATIENCE
from report_store import ROOT, store_of, write_store
from test_report import HOSTILE, hostile_store, pdf_report

from pipeline.evaluate import evaluate_file, read_golds
from pipeline.explore import report

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path: install Debian's package chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PLAN = ROOT / "data" / "raw" / "qinghe-city-2023-2025.txt"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS), timeout=PATIENCE * 1000)
        yield started
        started.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of one plan."""
    folder = tmp_path_factory.mktemp("report")
    report.write_report(store_of(folder / "out", [PLAN]), folder / "report")
    return folder / "report"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that fails the test where it logs an error, throws, or asks for anything but files."""
    context = browser.new_context(viewport=DESKTOP, locale="zh-TW", accept_downloads=True)
    context.set_default_timeout(PATIENCE * 1000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("request", lambda sent: None if sent.url.startswith(("file:", "blob:")) else faults.append(sent.url))
    yield opened
    context.close()
    assert faults == []


def open_plan(page: Any, written: Path, anchor: str = "") -> Any:
    (path,) = (written / "plans").glob("*.html")
    page.goto(path.as_uri() + anchor)
    return page


def lit(page: Any) -> str:
    """The text that is lit."""
    return "".join(page.locator("#source .m.lit").all_text_contents())


# --- facts and their source -------------------------------------------------------------------------------------------


def test_a_fact_lights_its_source_and_the_text_its_fact(page: Any, written: Path) -> None:
    open_plan(page, written)
    fact = page.locator(".fact.period", has_text="2024年6月底前")
    fact.click()
    assert lit(page) == "2024年6月底前"
    assert page.locator("#source .m.lit").first.is_visible()
    page.locator("#source .m.target", has_text="2000人次").click()
    assert lit(page) == "2000人次"
    chosen = page.locator("[aria-current=true]")
    assert chosen.locator(".reading").inner_text() == "2,000 人次"
    assert page.url.endswith("#" + chosen.get_attribute("id"))
    page.keyboard.press("Escape")
    assert lit(page) == "" and page.locator("[aria-current]").count() == 0


def test_hovering_shows_both_sides(page: Any, written: Path) -> None:
    open_plan(page, written)
    page.locator(".fact.reference").first.hover()
    assert page.locator("#source .near").first.is_visible()
    page.locator("#source .m.period").first.hover()
    assert page.locator(".fact.period.near").count() >= 1


def test_each_further_click_means_the_next_fact_around(page: Any, written: Path) -> None:
    open_plan(page, written)
    mark = page.locator("#source td .m.indicator").first
    kinds = []
    for _ in range(3):
        mark.click()
        kinds.append(page.locator("[aria-current=true]").get_attribute("id"))
    assert len(set(kinds)) == min(3, mark.evaluate("m => [...m.classList].filter(c => /^f\\d/.test(c)).length"))


def test_a_link_to_a_fact_lights_it(page: Any, written: Path) -> None:
    open_plan(page, written, "#target-3")
    assert page.locator("[aria-current=true]").get_attribute("id") == "target-3"
    assert lit(page)


def test_kinds_are_filtered_and_words_searched(page: Any, written: Path) -> None:
    open_plan(page, written)
    page.locator(".chip[data-kind=period]").click()
    assert page.locator(".group:visible").count() == 1
    page.locator("#search").fill("2024年6月")
    assert page.locator(".fact:visible .words").all_inner_texts() == ["2024年6月底前"]
    page.locator("#search").fill("")
    page.locator("#source .m.target").first.click()
    assert page.locator(".chip[data-kind=all]").get_attribute("aria-pressed") == "true", (
        "a fact that is chosen is shown"
    )


def test_the_keyboard_goes_from_fact_to_fact(page: Any, written: Path) -> None:
    open_plan(page, written)
    page.locator(".fact.period").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("[aria-current=true]").get_attribute("id") == "period-1"
    page.locator(".chip[data-kind=period]").click()
    page.locator("#source").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[aria-current=true]").get_attribute("id") == "period-2"
    page.keyboard.press("ArrowLeft")
    assert page.locator("[aria-current=true]").get_attribute("id") == "period-1"
    page.keyboard.press("/")
    page.keyboard.type("党校")
    assert page.locator("#search").input_value() == "党校"


def test_language_and_colours_are_switched_and_remembered(page: Any, written: Path) -> None:
    open_plan(page, written)
    assert page.locator("#correct").inner_text() == "✎ 校正"
    page.locator("#language").click()
    assert page.locator("#correct").inner_text() == "✎ Correct"
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto((written / "index.html").as_uri())
    assert page.locator("h1").inner_text() == "Plans at a glance"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_pages_show_where_a_fact_stands_and_lead_to_it(page: Any, tmp_path: Path) -> None:
    source = document()
    report.write_report(write_store(tmp_path / "out", [(source, plan(source))]), tmp_path / "report")
    open_plan(page, tmp_path / "report")
    page.locator(".chip[data-view=pages]").click()
    assert page.locator("#source p:visible").count() == 0
    page.locator(".fact.period").click()
    assert page.locator(".box.lit").count() == 1
    page.keyboard.press("Escape")
    page.locator(".box.period").click()
    assert page.locator("[aria-current=true]").count() == 1 and page.locator(".map").is_visible()
    page.locator(".chip[data-view=pages]").click()
    assert page.locator("#source p:visible").count() == 3


def test_pages_are_drawn_when_they_are_looked_at(page: Any, tmp_path: Path) -> None:
    open_plan(page, pdf_report(tmp_path, 1))
    page.wait_for_function("document.images[0].naturalWidth > 0")
    image, boxes = page.locator(".map img").bounding_box(), page.locator(".map svg").bounding_box()
    assert image["width"] > 50 and image == boxes, "the boxes lie on the image"


def test_without_its_image_a_page_is_a_schematic(page: Any, tmp_path: Path) -> None:
    written = pdf_report(tmp_path, 1)
    for image in written.glob("plans/*/*.webp"):
        image.write_bytes(b"no image")
    open_plan(page, written)
    page.locator(".map:not(.drawn)").wait_for()
    assert page.locator(".map img").is_hidden() and page.locator(".map svg").is_visible()


def test_long_lists_unfold_and_every_fact_is_found(page: Any, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(PLAN.read_bytes() * 20)
    report.write_report(store_of(tmp_path / "out", [tmp_path / "long.txt"]), tmp_path / "report")
    page.add_init_script("window.requestIdleCallback = () => 0")  # nothing unfolds by itself
    open_plan(page, tmp_path / "report")
    assert page.locator("template.folded").count() > 3
    assert page.locator(".group[data-kind=period] .fact").count() == 60
    page.locator("#source .m.period").last.click()
    assert page.locator("[aria-current=true]").get_attribute("id").startswith("period-")
    assert page.locator("template.folded").count() == 0
    assert page.locator(".group[data-kind=period] .fact").count() > 300
    page.goto(page.url.split("#")[0])
    page.locator("#search").fill("2025年10月")
    assert page.locator(".group[data-kind=period] .fact:visible").count() >= 20


@pytest.mark.parametrize("name", ["index.html", "plans"])
def test_nothing_is_wider_than_a_phone(page: Any, written: Path, name: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto((written / name).as_uri() if name.endswith("html") else next((written / name).iterdir()).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if name == "plans":
        page.locator(".fact").first.click()
        assert page.locator("#source .m.lit").first.is_visible()


def test_all_of_a_page_is_printed(page: Any, written: Path) -> None:
    open_plan(page, written)
    page.emulate_media(media="print")
    assert page.locator("#keep, .tools, .filter").first.is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('#source')).overflowY") == "visible"
    assert page.pdf().startswith(b"%PDF")


# --- hostile text -----------------------------------------------------------------------------------------------------


def test_hostile_text_does_not_run(page: Any, tmp_path: Path) -> None:
    report.write_report(hostile_store(tmp_path / "out"), tmp_path / "report")
    page.goto((tmp_path / "report" / "index.html").as_uri())
    assert page.evaluate("window.hacked") is None
    open_plan(page, tmp_path / "report")
    assert HOSTILE.replace("\u202e", "⟨U+202E⟩").replace("\u2066", "⟨U+2066⟩") in page.title()
    page.locator("#correct").click()
    page.locator(".fact.outline").first.click()
    page.locator(".editor [name=head]").fill(HOSTILE)
    page.locator(".editor [type=submit]").click()
    page.locator("#source td").first.click()
    page.locator(".editor [name=cell]").fill(HOSTILE)
    page.locator(".editor [type=submit]").click()
    assert page.locator("#source .changed").inner_text().startswith("<script>window.hacked=1</script>")
    assert page.locator(".fact.changed .words").inner_text().startswith("<script>")
    assert page.evaluate("window.hacked") is None
    assert page.locator("script").count() == 2 and page.locator("img").count() == 0


def test_the_policy_holds_even_where_markup_is_let_in(browser: Any, written: Path, tmp_path: Path) -> None:
    markup = """<script>window.hacked=1</script><img src="x" onerror="window.hacked=1"><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>
        <a id="link" href="javascript:window.hacked=1">x</a><button id="button" onclick="window.hacked=1">x</button>"""
    (path,) = (written / "plans").glob("*.html")
    (tmp_path / "let-in.html").write_text(
        path.read_text(encoding="utf-8").replace("<main>", "<main>" + markup), encoding="utf-8"
    )
    context = browser.new_context()
    opened = context.new_page()
    opened.goto((tmp_path / "let-in.html").as_uri())
    for name in ("link", "button"):
        opened.evaluate("name => document.getElementById(name).click()", name)
    write = "() => { try { document.body.innerHTML = '<b>'; return 'let in' } catch (error) { return error.name } }"
    assert opened.evaluate(write) == "TypeError"
    assert opened.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    assert opened.evaluate("window.hacked") is None
    assert opened.locator("html").get_attribute("lang") == "en", "the page's own script has run"
    context.close()


# --- correct and keep -------------------------------------------------------------------------------------------------


def keep(page: Any, folder: Path) -> dict[str, Any]:
    """Downloads the annotation and reads it."""
    with page.expect_download() as download:
        page.locator("#download").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def edit(page: Any, **values: str) -> None:
    """Fills in the open editor and applies it."""
    for name, value in values.items():
        field = page.locator(f".editor [name={name}]")
        field.select_option(value) if field.evaluate("f => f.tagName") == "SELECT" else field.fill(value)
    page.locator(".editor [type=submit]").click()


def test_corrections_are_kept_as_an_annotation_that_evaluate_scores(page: Any, written: Path, tmp_path: Path) -> None:
    open_plan(page, written)
    page.locator("#correct").click()
    assert page.locator("#download").is_disabled()
    page.locator("#outline-1").click()
    edit(page, label="（甲）", level="3", restored="（一）")
    page.locator("#period-6").click()
    edit(page, end="2024-07-31", kind="range", start="2024-07-01")
    page.locator("#target-2").click()
    edit(page, comparator="le", value="4.5", unit="場")
    page.locator("#reference-1").click()
    page.locator(".editor button[type=button]").last.click()  # no fact: remove
    cell = page.locator("#source td", has_text="380").first
    cell.click()
    edit(page, cell="381")
    page.locator("#source .roles th").last.click()
    edit(page, column="note")
    page.locator("#edit-plan").click()
    edit(page, issuer="青河市人民政府", start="2023-01-01", end="2026-12-31")
    assert page.locator("#changes").inner_text() == "7"
    assert "≤ 4.5 場" in page.locator("#target-2").inner_text()

    kept = keep(page, tmp_path)
    assert list(kept) == [
        "source",
        "sha256",
        "scope",
        "document",
        "outline",
        "tables",
        "periods",
        "targets",
        "references",
        "tables_complete",
    ]
    assert kept["outline"][1] == {**kept["outline"][1], "label": "（甲）", "level": 3, "restored": "（一）"}
    assert kept["document"]["period"] == {"start": "2023-01-01", "end": "2026-12-31"}
    assert kept["tables"][-1]["columns"][-1] == "note"
    assert "381" in [text for table in kept["tables"] for row in table["grid"] for text in row]

    (gold,) = read_golds(tmp_path)
    scored = evaluate_file(gold, PLAN)
    assert scored.note is None
    wrong = {kind: counts.gold - counts.right for kind, counts in scored.counts.items() if counts.f1 < 1}
    assert {kind: wrong[kind] for kind in ("outline", "cells", "roles", "periods", "targets", "issuer", "plan-period")} == {
        "outline": 1, "cells": 1, "roles": 1, "periods": 1, "targets": 1, "issuer": 1, "plan-period": 1
    }  # fmt: skip
    assert scored.counts["references"].found - scored.counts["references"].right == 1
    assert "agencies" not in scored.counts, "what nobody checked is not scored"


def test_words_of_the_text_become_facts(page: Any, written: Path, tmp_path: Path) -> None:
    open_plan(page, written)
    page.locator("#correct").click()
    before = page.locator("#source p.heading").nth(2)
    before.evaluate("p => getSelection().selectAllChildren(p)")
    words = before.inner_text()
    page.locator(".adder button").nth(0).click()
    edit(page, label="附、", level="1")
    before.evaluate("p => getSelection().selectAllChildren(p)")
    page.locator(".adder button").nth(1).click()
    edit(page, start="2024-01-01", end="2024-01-31")
    kept = keep(page, tmp_path)
    assert set(kept) == {"source", "sha256", "scope", "outline", "periods"}
    at = [entry["label"] for entry in kept["outline"]].index("附、")
    assert kept["outline"][at]["head"] == "".join(words.split())[:12]
    assert 0 < at < len(kept["outline"]) - 1, "it stands where the words stand"
    assert kept["periods"][-1] == {"text": words.strip(), "start": "2024-01-01", "end": "2024-01-31", "kind": "instant"}
    (gold,) = read_golds(tmp_path)
    assert evaluate_file(gold, PLAN).counts["periods"].gold == len(kept["periods"])


def test_days_in_the_wrong_order_are_refused(page: Any, written: Path) -> None:
    open_plan(page, written)
    page.locator("#correct").click()
    page.locator("#period-0").click()
    edit(page, start="2025-01-01", end="2024-01-01")
    assert page.locator(".editor").count() == 1
    page.locator(".editor [name=end]").fill("2025-01-01")
    page.locator(".editor [type=submit]").click()
    assert page.locator(".editor").count() == 0
    assert page.locator("#changes").inner_text() == "1"


# --- there and back: a plan whose page is corrected to what another text of it says -----------------------------------

DRAFT = """望海市政府113年度訓練實施計畫

壹、依據
一、公務人員訓練進修法。
二、對象：全體人員。
貳、措施

| 策略 | 具體作法 | 績效指標 | 113年目標值 | 辦理期程 | 主辦機關 |
| --- | --- | --- | --- | --- | --- |
| 強化訓練 | 辦理新進人員訓練 | 訓練場次 | 5場次以上 | 113年3月底前 | 人事處 |
| 強化訓練 | 編印學習手冊 | 手冊冊數 | 1,000冊 | 113年9月底前 | 秘書處 |
"""
CHANGES = {
    "二、對象": "貳、對象",
    "貳、措施": "參、措施",
    "新進人員": "主管人員",
    "手冊冊數": "手冊本數",
    "5場次以上": "8場次以上",
    "113年3月底前": "113年6月底前",
}
ALL_KINDS = {
    "outline",
    "restored",
    "cells",
    "rows",
    "roles",
    "periods",
    "targets",
    "agencies",
    "references",
    "items",
    "title",
    "issuer",
}


def without_differences(folder: Path, plan: Path) -> dict[str, int]:
    """How many entries of each kind the only annotation in the folder has that the plan does not."""
    (gold,) = read_golds(folder)
    scored = evaluate_file(gold, plan)
    assert scored.counts.keys() >= ALL_KINDS - {"restored"}
    return {kind: counts.gold - counts.right for kind, counts in scored.counts.items() if counts.f1 < 1}


def tick_all(page: Any) -> None:
    for box in page.locator("#keep [name=part]").all():
        box.check()


@pytest.mark.parametrize("name", ["qinghe-city-2023-2025.txt", "yunchuan-water-113-115.pdf", "haihe-fire-113.docx"])
def test_what_is_downloaded_unchanged_is_what_was_read(page: Any, tmp_path: Path, name: str) -> None:
    read = ROOT / "data" / "raw" / name
    report.write_report(store_of(tmp_path / "out", [read]), tmp_path / "report", images=False)
    open_plan(page, tmp_path / "report")
    page.locator("#correct").click()
    tick_all(page)
    kept = keep(page, tmp_path)
    assert kept["items"] and kept["tables_complete"]
    assert without_differences(tmp_path, read) == {}


def test_a_corrected_plan_is_the_plan_as_it_should_be(page: Any, tmp_path: Path) -> None:
    draft, final = tmp_path / "draft.md", tmp_path / "final.md"
    draft.write_text(DRAFT, encoding="utf-8")
    text = DRAFT
    for old, new in CHANGES.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    final.write_text(text, encoding="utf-8")
    report.write_report(store_of(tmp_path / "out", [draft]), tmp_path / "report")
    open_plan(page, tmp_path / "report")
    page.locator("#correct").click()

    page.locator(".fact.outline", has_text="對象").click()
    edit(page, label="貳、", level="1")
    page.locator(".fact.outline", has_text="措施").click()
    edit(page, label="參、")
    page.locator(".fact.period", has_text="113年3月底前").click()
    edit(page, text="113年6月底前", end="2024-06-30")
    page.locator(".fact.target", has_text="5場次以上").click()
    edit(page, text="8場次以上", value="8")
    page.locator(".fact.measure", has_text="新進人員").click()
    edit(page, measure="辦理主管人員訓練")
    page.locator(".fact.indicator", has_text="手冊冊數").click()
    edit(page, **{"indicator" if page.locator(".editor [name=indicator]").count() else "text": "手冊本數"})
    for old, new in (
        ("新進人員", "辦理主管人員訓練"),
        ("手冊冊數", "手冊本數"),
        ("5場次以上", "8場次以上"),
        ("3月底前", "113年6月底前"),
    ):
        page.locator("#source td", has_text=old).click()
        edit(page, cell=new)
    assert page.locator(".fact.measure.changed .words").inner_text() == "辦理主管人員訓練"
    tick_all(page)
    kept = keep(page, tmp_path)
    assert kept["items"][0]["periods"] == [{"text": "113年6月底前", "start": None, "end": "2024-06-30"}]

    assert without_differences(tmp_path, final) == {}
    assert without_differences(tmp_path, draft) == {
        "outline": 2, "outline-label": 2, "cells": 4, "rows": 2, "periods": 1, "period-spans": 1, "targets": 1, "items": 2
    }  # fmt: skip


def test_measures_are_added_and_removed(page: Any, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    report.write_report(store_of(tmp_path / "out", [tmp_path / "draft.md"]), tmp_path / "report")
    open_plan(page, tmp_path / "report")
    page.locator("#correct").click()
    page.locator(".fact.strategy").first.click()
    edit(page, text="厚植訓練")
    page.locator(".fact.measure", has_text="新進人員").click()
    page.locator(".editor button[type=button]").last.click()
    page.locator("#source p", has_text="全體人員").evaluate("p => getSelection().selectAllChildren(p)")
    page.locator(".adder button").last.click()
    edit(page, measure_label="二、", measure="對象")
    items = keep(page, tmp_path)["items"]
    assert [(item["measure_label"], item["measure"]) for item in items] == [("", "編印學習手冊"), ("二、", "對象")]
    assert items[0]["strategy"] == "厚植訓練" and "strategy" not in items[1]
