"""Search over words in both scripts, and keywords."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from samples import ROOT

from pipeline import cli
from pipeline.explore import connect, search
from pipeline.explore.search import Hit, folded, forms_of, heaviest, hit_lines, index_of, keywords, of_one_plan, tokens


def hits(out: Path, *words: str, limit: int = 50) -> list[Hit]:
    with closing(index_of(out)) as index:
        return search.search(index, words, limit)


def test_words_are_found_with_plan_section_and_quotation(raw_out: Path) -> None:
    found = hits(raw_out, "訓練")
    assert found
    assert all("訓練" in h.quotation or "训练" in h.quotation for h in found)
    assert all(folded(h.quotation[h.start : h.end]) == "训练" for h in found)
    assert any(" › " in h.section_path for h in found) and all(h.plan for h in found)


def test_both_scripts_find_both(raw_out: Path) -> None:
    assert hits(raw_out, "培訓") == hits(raw_out, "培训") != []
    with closing(connect(raw_out)) as connection:
        scripts = dict(connection.sql("SELECT document_id, script FROM documents").fetchall())
    assert {scripts[h.document_id] for h in hits(raw_out, "工作", limit=500)} == {"Hant", "Hans"}
    assert {scripts[h.document_id] for h in hits(raw_out, "服務", limit=500)} == {"Hant", "Hans"}


def test_all_words_are_to_be_found(raw_out: Path) -> None:
    assert len(hits(raw_out, "訓練", "防災", limit=500)) < len(hits(raw_out, "訓練", limit=500))
    assert hits(raw_out, "訓練", "這個詞不存在") == []


def test_a_word_that_is_cut_otherwise_is_found_letter_for_letter(raw_out: Path) -> None:
    assert any("鄉公所" in h.quotation for h in hits(raw_out, "鄉公"))


def test_words_in_tables_are_found(raw_out: Path) -> None:
    assert any("河川治理長度" in h.quotation for h in hits(raw_out, "河川治理長度"))


def test_the_index_is_kept_and_follows_the_tables(raw_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(raw_out, out, ignore=shutil.ignore_patterns(".govplan"), symlinks=False)
    first = hits(out, "訓練")
    (kept,) = (out / ".govplan").glob("search-*")
    stamp = kept.stat().st_mtime_ns
    assert hits(out, "訓練") == first and kept.stat().st_mtime_ns == stamp
    stale = kept.with_name("search-0000000000000000.sqlite")
    kept.rename(stale)
    assert hits(out, "訓練") == first and kept.exists() and not stale.exists()


def test_where_the_index_cannot_be_kept_it_still_answers(raw_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(raw_out, out, ignore=shutil.ignore_patterns(".govplan"))
    (out / ".govplan").write_text("a file where a folder should be", encoding="utf-8")
    assert hits(out, "訓練")


@pytest.mark.parametrize("word", ['"', "訓練 OR 防災", "NEAR(", "*", "'; DROP TABLE units", "", "（", "a" * 10_000])
def test_a_query_is_words_and_nothing_else(word: str, raw_out: Path) -> None:
    assert isinstance(hits(raw_out, word), list)


def test_command(raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["search", str(raw_out), "訓練", "--limit", "3", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 3 and {"plan", "section_path", "page", "quotation"} <= rows[0].keys()
    assert cli.main(["search", str(raw_out), "訓練", "--limit", "3"]) == 0
    assert capsys.readouterr().out.endswith("3 hits 筆\n")
    assert cli.main(["search", str(raw_out), "這個詞不存在"]) == 1
    assert cli.main(["search", str(raw_out / "nowhere"), "訓練"]) == 2
    with pytest.raises(SystemExit, match="2"):
        cli.main(["search", str(raw_out)])


def test_words_alone_are_looked_for_where_make_puts_the_tables(
    raw_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):  # no tables there: the word is taken for their folder
        cli.main(["search", "訓練", "--json"])
    capsys.readouterr()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "out").symlink_to(raw_out, target_is_directory=True)
    assert cli.main(["search", "訓練", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    assert cli.main(["search", "data/otu", "訓練"]) == 2  # no word, a folder that is not there


def test_keywords(raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["search", str(raw_out), "--keywords", "--limit", "6", "--json"]) == 0
    rows = {row["source_uri"].rpartition("/")[2]: row["keywords"] for row in json.loads(capsys.readouterr().out)}
    assert "防災" in rows["haian-township-112-disaster.txt"]
    assert all(len(words) == 6 == len(set(words)) for words in rows.values())
    assert cli.main(["search", str(raw_out), "--keywords"]) == 0
    assert "、" in capsys.readouterr().out


def test_keywords_are_what_a_plan_is_about(raw_out: Path) -> None:
    found = {source.rpartition("/")[2]: words for source, _, words in keywords(raw_out, 10)}
    said = {word for words in found.values() for word in words}
    assert not said & {"計畫", "辦理", "推動", "本府", "各局", "機關", "單位", "至少", "每年", "场次", "单位", "第一節"}
    assert not any(re.fullmatch("[一二三四五六七八九十]+年", word) for word in said)
    assert {"登革熱", "病媒"} <= set(found["chenghu-town-113-dengue.txt"])
    assert {"油烟", "餐饮"} <= set(found["yunhe-action-2023.txt"])


def test_empty_words_are_words_and_stand_once() -> None:
    lists = tomllib.loads((ROOT / "pipeline" / "explore" / "empty_words.toml").read_text("utf-8"))
    words = [word for words in lists.values() for word in words]
    assert len(words) == len(set(words)) and all(1 < len(word) < 7 and not word.isascii() for word in words)
    assert heaviest(forms_of(["各項計畫及单位"]), 5) == []


def test_a_hit_is_told_with_its_file_and_what_was_cut(raw_out: Path) -> None:
    long = Hit("計畫", "壹、甲 › 一、乙", 3, "前" * 40 + "訓練" + "後" * 40, 40, 42, "a/plan.pdf", "d")
    assert hit_lines(long).plain == f"計畫  plan.pdf  壹、甲 › 一、乙  p. 3\n  …{'前' * 40}訓練{'後' * 40}…"
    short = Hit("計畫", "壹、甲 › 一、訓練", None, "一、訓練", 2, 4, "plan.txt", "d")
    assert hit_lines(short).plain == "計畫  plan.txt  壹、甲\n  一、訓練"


def test_keywords_of_sections(raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["search", str(raw_out), "--keywords", "--sections", "--limit", "4"]
    assert cli.main([*command, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    paths = [(row["source_uri"], row["section_path"]) for row in rows]
    assert paths == sorted(paths, key=lambda path: path[0])
    assert all(0 < len(row["keywords"]) <= 4 for row in rows)
    of_plan = [row for row in rows if row["source_uri"].endswith("haian-township-112-disaster.txt")]
    assert len({tuple(row["keywords"]) for row in of_plan}) > len(of_plan) / 2
    assert cli.main(command) == 0
    assert of_plan[0]["section_path"] in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["search", str(raw_out), "訓練", "--sections"])


def test_a_section_has_the_words_below_it_and_in_its_tables() -> None:
    rows = [
        ("a", None, True, "x", None, "一、防疫", 1, "防疫"),
        ("b", "a", False, "x", None, "一、防疫 › (一)清除孳生源", 1, "清除孳生源"),
        ("c", None, True, "x", None, "二、經費", 2, "預算編列"),
    ]
    words = {found.section_path: found.keywords for found in of_one_plan(rows, {"a": ["登革熱防治"]}, 9)}
    assert list(words) == ["一、防疫", "二、經費"]
    assert {"防疫", "清除", "防治"} <= set(words["一、防疫"])
    assert "清除" not in words["二、經費"]


def test_what_the_whole_plan_says_weighs_less_in_a_section() -> None:
    here = forms_of(["防災 防災 疏散"])
    assert heaviest(here, 1) == ["防災"]
    assert heaviest(here, 1, Counter({"防灾": 20, "疏散": 1})) == ["疏散"]


def test_hostile_text(hostile_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["search", str(hostile_out), "推動", "宣導"]) == 0
    printed = capsys.readouterr().out
    assert "[/]" in printed and "\x1b" not in printed and len(printed) < 3000


def test_folding_keeps_every_place() -> None:
    text = "核心價值\tİ\u3000ＫＰＩ臺灣裡\x00𠮷"
    assert len(folded(text)) == len(text)
    assert folded("訓練場地") == "训练场地"
    assert tokens(folded("公務人員核心價值")) == ["公务", "人员", "公务人员", "核心", "价值"]


def test_jieba_is_imported_only_where_words_are_cut() -> None:
    importing = [
        p for p in ROOT.glob("pipeline/**/*.py") if re.search(r"^\s*(import|from) jieba", p.read_text("utf-8"), re.M)
    ]
    assert [p.name for p in importing] == ["search.py"]
    importing = [
        p.name
        for folder in ("rules", "extractors")
        for p in (ROOT / folder).rglob("*.py")
        if re.search(r"^\s*(import|from) jieba", p.read_text("utf-8"), re.M)
    ]
    assert importing == ["header_guess.py"]


@pytest.mark.parametrize("limit", ["0", "-3", "many"])
def test_a_limit_is_a_number_of_hits(limit: str, raw_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["search", str(raw_out), "訓練", "--limit", limit])
    assert stopped.value.code == 2 and "--limit" in capsys.readouterr().err


def test_it_says_nothing_of_its_own(raw_out: Path) -> None:
    script = "import sys; from pipeline.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, "search", str(raw_out), "訓練"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
