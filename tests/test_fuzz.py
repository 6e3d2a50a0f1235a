"""Mutants of the samples: no batch fails, no input loses its row. ``benchmarks/fuzz.py`` does thousands."""

from __future__ import annotations

import sys
from pathlib import Path

from samples import ROOT
from stores import assert_sound

from pipeline import ingest

sys.path.append(str(ROOT))
from benchmarks.fuzz import RAW, faults, fuzz, mutants, outcomes, samples_in

SAMPLES = samples_in([RAW])
COUNT = 500


def test_mutants(tmp_path: Path) -> None:
    files = fuzz(SAMPLES, COUNT, 1, tmp_path, ingest.Options(timeout=300))
    found = outcomes(files)
    assert faults(files) == [] and "unreadable" not in found, found
    assert found["extracted"] > COUNT // 3
    assert_sound(tmp_path / "out")


def test_mutants_are_the_same_for_the_same_seed() -> None:
    assert list(mutants(SAMPLES, 20, 5)) == list(mutants(SAMPLES, 20, 5)) != list(mutants(SAMPLES, 20, 6))
