"""Completeness: every rule of every family says where it fires and where it does not, and tells the truth."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import samples

import rules
from rules.passage import fold
from rules.quantity import find_quantities
from rules.rule import Rule
from rules.target import frame_of

FACTORY = re.compile(r"^def (\w+)\([^)]*\) -> tuple\[Rule\[", re.MULTILINE)


def modules() -> list[ModuleType]:
    """All modules of the package."""
    return [importlib.import_module(f"rules.{found.name}") for found in pkgutil.iter_modules(rules.__path__)]


def source(module: ModuleType) -> str:
    assert module.__file__ is not None
    return Path(module.__file__).read_text(encoding="utf-8")


def families() -> Iterator[tuple[str, Rule[Any]]]:
    """Each rule with the module whose factory, or whose own tuple, makes it."""
    for module in modules():
        for name in FACTORY.findall(source(module)):
            yield from ((module.__name__, rule) for rule in getattr(module, name)())
        for value in vars(module).values():
            members = value if isinstance(value, tuple) else (value,)
            yield from ((module.__name__, member) for member in members if isinstance(member, Rule))


RULES = list(families())


def test_every_module_that_makes_rules_is_found() -> None:
    """A factory of another shape would escape this test."""
    making = {m.__name__ for m in modules() if re.search(r"(?<!class )\bRule\(", source(m))}
    assert making - {module for module, _ in RULES} == set()
    assert len(making) >= 6


def test_names_are_unique() -> None:
    names = [rule.name for _, rule in RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", [rule for _, rule in RULES], ids=lambda rule: rule.name)
def test_a_rule_has_examples_and_counterexamples(rule: Rule[Any]) -> None:
    assert rule.examples and rule.counterexamples
    assert all(isinstance(text, str) and isinstance(read, str) and read for text, read in rule.examples)
    assert not {text for text, _ in rule.examples} & set(rule.counterexamples)


def fires(module: str, rule: Rule[Any], text: str) -> bool:
    """Whether the rule fires somewhere in the text, as its family asks it."""
    folded = fold(text)
    if module == "rules.target":  # asked of the clause around a number
        frames = (frame_of(folded, hit.value) for hit in find_quantities(folded))
        return any(True for frame in frames for _ in rule.hits(frame))
    if module == "rules.reference":  # asked of a text without its blanks
        folded = folded.replace(" ", "")
    return any(True for _ in rule.hits(folded))


@pytest.mark.parametrize(("module", "rule"), RULES, ids=lambda value: getattr(value, "name", ""))
def test_it_fires_in_its_examples(module: str, rule: Rule[Any]) -> None:
    """What it reads there, and its silence in the counter-examples, the family's own tests say."""
    assert [text for text, _ in rule.examples if not fires(module, rule, text)] == []


@pytest.mark.parametrize("module", sorted({module for module, _ in RULES}))
def test_its_family_tests_what_it_reads(module: str) -> None:
    """Some test file asks the module's rules for both kinds of examples."""
    name = module.removeprefix("rules.").removesuffix("_rules")
    tests = (samples.ROOT / "tests" / f"test_{name}.py").read_text(encoding="utf-8")
    assert "rule.examples" in tests or "r.examples" in tests
    assert "rule.counterexamples" in tests or "r.counterexamples" in tests
