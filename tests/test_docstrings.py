"""The examples in docstrings are true, in every module."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import extractors
import pipeline
import rules

WARM = "pipeline.engines.warm"  # which denies packages to the process that imports it
MODULES = [
    found.name
    for package in (extractors, rules, pipeline)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if found.name != WARM
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    module: ModuleType = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = sum(len(test.examples) for name in MODULES for test in finder.find(importlib.import_module(name)))
    assert found > 150
