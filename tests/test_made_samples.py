"""The made plans of data/raw are what their script makes, to the byte."""

from __future__ import annotations

from pathlib import Path

import make_samples
import pytest


@pytest.mark.parametrize("sample", make_samples.SAMPLES, ids=lambda sample: sample.name)
def test_the_script_makes_the_committed_files(sample: make_samples.Sample) -> None:
    for path, content in make_samples.files(sample).items():
        assert (make_samples.ROOT / path).read_bytes() == content, f"{path}: run python tests/make_samples.py"


def test_every_sample_is_a_format_of_its_own() -> None:
    assert {Path(sample.name).suffix for sample in make_samples.SAMPLES} == {".docx", ".odt", ".html", ".pdf"}
