"""The lexicon: both scripts of every word, and what is done to none."""

from __future__ import annotations

import pytest
from opencc import OpenCC

from rules.words import FOLDER, any_of, in_both_scripts, lexicon, simplified, written

NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_traditional_character_of_a_lexicon_has_its_simplified_form(name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    convert = OpenCC("t2s").convert
    assert {c: convert(c) for c in set(text) if convert(c) != simplified(c)} == {}


@pytest.mark.parametrize("name", [n for n in NAMES if n != "scripts"])
def test_what_is_written_stays(name: str) -> None:
    assert set(written(name)) <= set(lexicon(name))


def test_lists_and_keys_are_completed_and_other_values_are_not() -> None:
    entry = {"關鍵": ["標", "标", "旗"], "name": "行政院環境保護署", "years": [1953, 1957], "mixed": ["年", 1]}
    assert in_both_scripts(entry) == {
        "關鍵": ["標", "标", "旗"],
        "关键": ["標", "标", "旗"],
        "name": "行政院環境保護署",
        "years": [1953, 1957],
        "mixed": ["年", 1],
    }


def test_words_parted_by_blanks_are_a_list() -> None:
    assert in_both_scripts("\n場 次\n場次\n").split() == ["場", "次", "場次", "场", "场次"]


def test_the_longest_word_is_tried_first() -> None:
    assert any_of(["場", "場次", "場"]) == "(?:場次|場)"
    assert any_of(["a.b"]) == r"(?:a\.b)"
