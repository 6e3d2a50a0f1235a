"""The walls of docs/design.md §1 that import-linter is told of are those that stand there."""

from __future__ import annotations

import pkgutil
import tomllib

from samples import ROOT

import extractors
from extractors import EXTRACTORS


def contracts() -> dict[str, dict[str, list[str]]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {c["name"]: c for c in settings["tool"]["importlinter"]["contracts"]}


def test_rules_are_kept_from_every_extractor_but_the_document() -> None:
    found = {f"extractors.{module.name}" for module in pkgutil.iter_modules(extractors.__path__)}
    assert set(contracts()["rules see only extractors.document"]["forbidden_modules"]) == found - {
        "extractors.document"
    }


def test_every_extractor_is_kept_from_every_other() -> None:
    named = {f"extractors.{module.partition('.')[0]}" for module in EXTRACTORS.values()}
    assert set(contracts()["one extractor never imports another"]["modules"]) == named
