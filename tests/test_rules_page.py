"""The page on what is recognised is as the rules are."""

from __future__ import annotations

from samples import ROOT
from test_rules_examples import RULES

from pipeline.rules_page import page

PAGE = ROOT / "docs" / "rules.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == "\n".join(page()) + "\n", "python -m pipeline.rules_page > docs/rules.md"


def test_every_rule_is_on_it() -> None:
    text = PAGE.read_text("utf-8")
    assert [rule.name for _, rule in RULES if f"### `{rule.name}`" not in text] == []
