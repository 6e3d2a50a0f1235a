"""Texts made to break rules: CPU time grows with the text, not with its square, and no text is dear beyond measure.

The bounds are generous, for a busy machine; ``benchmarks/rules.py`` has the true ones, on texts of a million characters.
"""

from __future__ import annotations

import pytest
from growth import seconds

from benchmarks.rules import ADVERSARIAL, CLOSING, OPENING, document_of
from rules.recognise import recognise
from rules.rule import Ranges

SHORT, TIMES = 4_000, 5  # characters; how much longer the long text is
DEAREST = 400e-6  # seconds a character
TRIES = 5


def text(piece: str, characters: int) -> str:
    return f"{OPENING}{piece * (characters // len(piece))}{CLOSING}"


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Patterns and lexicons are compiled once."""
    for piece in ("一、甲3場\n", "甲\t3場\t103年\n"):
        recognise(document_of(text(piece, 100)))


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_cost_grows_with_length(name: str) -> None:
    """Quadratic work would cost 25 times as much for five times the text; under half of that passes, at the best of three tries."""
    short, long = (document_of(text(ADVERSARIAL[name], n)) for n in (SHORT, SHORT * TIMES))
    for _ in range(TRIES):
        once, more = seconds(lambda: recognise(short)), seconds(lambda: recognise(long))
        if more <= max(0.05, 2.2 * TIMES * once) and more <= DEAREST * SHORT * TIMES:
            return
    pytest.fail(
        f"{more / once:.1f} times the cost for {TIMES} times the text, {more / SHORT / TIMES * 1e6:.0f} µs a character"
    )


def test_ranges_are_asked_in_logarithmic_time() -> None:
    """Counted, not timed: the comparisons of one question among many ranges."""

    class Counted(int):
        asked = 0

        def __lt__(self, other: int) -> bool:
            Counted.asked += 1
            return int(self) < int(other)

    taken = Ranges((Counted(n), n + 1) for n in range(0, 100_000, 2))
    Counted.asked = 0
    assert taken.touch(50_000, 50_001) and not taken.touch(50_001, 50_002)
    assert Counted.asked < 50


@pytest.mark.parametrize("digits", [20, 29, 60, 400])
def test_numbers_of_any_length_crash_nothing(digits: int) -> None:
    n = "9" * digits
    said = (
        f"到2025年，PUE降至{n}以下，覆盖率达到{n}%，經費{n}元，由{n}提升至{n}9，{n}分之三，{n}个百分点，{n}米九，{n}斤8兩，{n}k；"
        f"第{n}條，自{n}年{n}月{n}日起，{n}小時30分鐘，每{n}年辦理{n}場次，{n}.{n}萬元，{'九' * digits}人。"
    )
    plan = recognise(document_of(f"{OPENING}壹、目標\n一、{said}\n{CLOSING}"))
    assert any(n in found.value.text for found in plan.paragraphs)
