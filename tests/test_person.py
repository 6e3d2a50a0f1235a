"""Names of persons left out: no table of a store holds one, and what else the plan says stays."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console
from stores import outside, read

from extractors import extract
from pipeline import ingest, show
from pipeline.ledger import Ledger
from pipeline.redact import CODE, without_names
from pipeline.schema import tables
from rules.passage import fold
from rules.person import rules
from rules.person_name import LEFT_OUT
from rules.recognise import recognise

NAMES = (
    "王大明",
    "林玉梅",
    "陳小華",
    "周文",
    "歐陽修文",
    "馬耀·吉雅",
    "李佩芬",
    "張志明",
    "吳建宏",
    "陳柏霖",
    "簡佩芸",
    "許○華",
)
KEPT = ("校長", "教務主任", "民政課", "全體教師", "辦理研習3場次", "114年3月底前", "王爺廟口", "49-2345678")
PLAN = """<html><head><meta charset=utf-8><title>t</title></head><body>
<h1>青埔國民小學114年度閱讀推動計畫</h1>
<p>壹、推動小組由校長張志明擔任召集人。聯絡人：李佩芬，電話：049-2345678。</p>
<p>貳、成員名單</p>
<table><tr><td>職稱</td><td>姓名</td><td>備註</td></tr>
<tr><td>校長</td><td>張志明</td><td></td></tr><tr><td>教務主任</td><td>林玉梅老師、周　文</td><td>王大明代理</td></tr>
<tr><td>委員</td><td>王大明<br>歐陽修文</td><td></td></tr><tr><td>族語教師</td><td>馬耀·吉雅</td><td>兼任</td></tr></table>
<p>參、工作分工</p>
<table><tr><td>項次</td><td>工作項目</td><td>完成期限</td><td>責任人</td></tr>
<tr><td>1</td><td>辦理研習3場次</td><td>114年3月底前</td><td>陳小華</td></tr>
<tr><td>2</td><td>王爺廟口說書（林玉梅主講）</td><td>114年6月底前</td><td>民政課</td></tr>
<tr><td>3</td><td>周 文帶領共讀</td><td>114年6月底前</td><td>全體教師</td></tr></table>
<p>肆、窗口：陳柏霖　電話：02-22334455</p><p>伍、講座</p><p>（一）簡佩芸（資深輔導教師）</p><p>縣長　許○華</p>
<table><tr><td>工務課</td><td>課長</td><td>吳建宏</td><td>049-2345678</td></tr><tr><td>交通課</td><td>技士</td><td>王大明</td><td>049-2345679</td></tr></table>
</body></html>"""


def ingested(plans: Path, out: Path, redact_names: bool) -> str:
    printed = io.StringIO()
    options = ingest.Options(engine="inline", redact_names=redact_names)
    ingest.run([str(plans)], out, Console(file=printed), Console(file=printed), options)
    return printed.getvalue()


def everything(out: Path) -> str:
    """All values of all tables, blanks left out."""
    rows = {name: pq.read_table(out / name).to_pylist() for name in tables() if name != "runs"}
    return "".join(json.dumps(rows, ensure_ascii=False, default=str).replace("\\n", "").replace("\\u3000", "").split())


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "a.html").write_text(PLAN, encoding="utf-8")
    return folder


def test_no_name_survives_in_any_table(plans: Path, tmp_path: Path) -> None:
    ingested(plans, tmp_path / "with", redact_names=False)
    ingested(plans, tmp_path / "without", redact_names=True)
    told, left = everything(tmp_path / "with"), everything(tmp_path / "without")
    assert [name for name in NAMES if name not in told] == []
    assert [name for name in NAMES if name in left] == []
    assert [words for words in KEPT if words not in left] == []


def test_offsets_and_evidence_hold(plans: Path, tmp_path: Path) -> None:
    ingested(plans, tmp_path / "with", redact_names=False)
    ingested(plans, tmp_path / "without", redact_names=True)
    assert list(outside(tmp_path / "without")) == []
    (before,), (after,) = read(tmp_path / "with", "documents"), read(tmp_path / "without", "documents")
    old, new = str(before["text"]), str(after["text"])
    assert len(old) == len(new) and all(b in (a, LEFT_OUT) for a, b in zip(old, new, strict=True))
    for table in ("cells", "periods", "measures", "source_tables"):
        places = [[row["spans"] for row in read(tmp_path / name, table)] for name in ("with", "without")]
        assert places[0] == places[1], table
    roles = [[(row["role"], row["is_header"]) for row in read(tmp_path / n, "cells")] for n in ("with", "without")]
    assert roles[0] == roles[1]
    (note,) = [row for row in read(tmp_path / "without", "diagnostics") if row["code"] == CODE]
    assert str(new.count(LEFT_OUT)) in str(note["message"])


def test_switching_the_option_reads_again(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    hidden = []
    for option in (False, True, True, False):
        ingested(plans, out, redact_names=option)
        hidden.append("王大明" not in everything(out))
    assert hidden == [False, True, True, False]


def test_what_did_not_change_is_not_read_again(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingested(plans, tmp_path / "out", redact_names=True)
    monkeypatch.setattr(ingest, "read", lambda task: 1 / 0)
    assert "1 extracted" in ingested(plans, tmp_path / "out", redact_names=True)


def test_a_copy_read_without_names_hides_those_of_the_first(plans: Path, tmp_path: Path) -> None:
    """The owner of the content is another file, which is no input of the second run."""
    ingested(plans, tmp_path / "out", redact_names=False)
    (plans / "z.html").write_text(PLAN, encoding="utf-8")
    ingested(plans / "z.html", tmp_path / "out", redact_names=True)
    assert "王大明" not in everything(tmp_path / "out")


def test_documents_of_other_sources_are_told_of(plans: Path, tmp_path: Path) -> None:
    ingested(plans, tmp_path / "out", redact_names=False)
    other = tmp_path / "other.txt"
    other.write_text("其他計畫\n", encoding="utf-8")
    assert "1 documents of other sources still hold names" in ingested(other, tmp_path / "out", redact_names=True)


def test_a_ledger_of_an_earlier_version_gets_its_column(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = Ledger(path)
    ledger.connection.execute("ALTER TABLE documents DROP COLUMN left_out")
    ledger.close()
    assert Ledger(path).holding("") == 0


def test_show_leaves_names_out_too(plans: Path) -> None:
    printed = io.StringIO()
    show.run(plans / "a.html", Console(file=printed), Console(), as_json=True, redact_names=True)
    assert LEFT_OUT in printed.getvalue() and "王大明" not in printed.getvalue()


def test_a_plan_without_names_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("青埔鄉公所計畫\n一、辦理研習3場次。\n二、聯絡人：各單位指定。\n", encoding="utf-8")
    document = extract(path)
    plan = recognise(document)
    assert without_names(document, plan) == (document, plan)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_examples(rule) -> None:  # type: ignore[no-untyped-def]
    for text, names in rule.examples:
        found = [text[a:b] for hit in rule.hits(fold(text)) for a, b in hit.value]
        assert " ".join(found) == names, text
    for text in rule.counterexamples:
        assert not list(rule.hits(fold(text))), text
