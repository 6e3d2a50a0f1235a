"""The published cases of other recognisers (Recognizers-Text, duckling, JioNLP): what we have right, what is set aside, and the comparison itself."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
import samples

from benchmarks import peers
from benchmarks.recognisers import ours, theirs
from benchmarks.recognisers.answer import Answer, answer_of, rrule_of, seconds_of_timex
from benchmarks.recognisers.cases import SET_ASIDE, Case, aside, is_right, read_cases
from rules.target import find_targets

# the share right of what is asked, and how much of all is asked at least
FLOORS = {
    "date": (0.95, 0.85),
    "period": (0.95, 0.9),
    "percent": (0.95, 1.0),
    "number": (0.95, 0.95),
    "numberrange": (0.9, 1.0),
    "quantity": (0.9, 1.0),
    "money": (0.9, 0.9),
    "money_span": (0.9, 0.8),
    "duration": (0.9, 0.9),
    "duration_span": (0.9, 1.0),
    "set": (0.9, 0.7),
    "set_span": (0.9, 1.0),
    "date_span": (0.9, 0.9),
    "daterange_span": (0.9, 0.6),
    "time_point_span": (0.9, 1.0),
    "time_span_span": (0.9, 1.0),
    "period_partial": (0.9, 1.0),
}
NOTHING = ("none", "none_number", "none_percent", "none_quantity", "none_money", "invalid_date")


@cache
def cases() -> tuple[Case, ...]:
    return read_cases(peers.CASES)


def right(case: Case) -> bool:
    return is_right(case, ours.answers(case))


@samples.needs_shared
def test_every_category_has_its_floor() -> None:
    assert {case.category for case in cases()} == {*FLOORS, *NOTHING, *peers.NOT_COMPARED}


@samples.needs_shared
@pytest.mark.parametrize("category", FLOORS)
def test_share_right(category: str) -> None:
    floor, least = FLOORS[category]
    every = [case for case in cases() if case.category == category]
    asked = [case for case in every if aside(case) is None]
    wrong = [(case.id, case.framed) for case in asked if not right(case)]
    assert 1 - len(wrong) / len(asked) >= floor, wrong
    assert len(asked) >= len(every) * least


@samples.needs_shared
def test_each_reason_sets_a_case_aside_and_none_that_passes() -> None:
    found = [(case, why) for case in cases() if (why := aside(case)) is not None]
    assert {why for _, why in found} == set(SET_ASIDE)
    assert [(case.framed, why) for case, why in found if right(case)] == []


@samples.needs_shared
@pytest.mark.parametrize("category", NOTHING)
def test_nothing_on_what_is_nothing(category: str) -> None:
    chosen = [case for case in cases() if case.category == category]
    assert chosen
    assert [case.input for case in chosen if ours.answers(case)] == []


@samples.needs_shared
def test_ages_and_ordinals_are_no_targets() -> None:
    chosen = [case for case in cases() if case.category in peers.NOT_COMPARED]
    assert chosen
    assert [case.input for case in chosen if find_targets(ours.site_of(case))] == []


# --- the comparison ---------------------------------------------------------------------------------------------------

NUMBER = Case("x", "duckling", "number", "約三十個", "三十", [1, 3], {"number": 30}, None)


@pytest.mark.parametrize(
    ("case", "answer", "expected"),
    [
        (NUMBER, Answer(1, 3, (30.0,)), True),
        (NUMBER, Answer(1, 3, (31.0,)), False),
        (NUMBER, Answer(3, 4, (30.0,)), False),
        (replace(NUMBER, category="quantity"), Answer(1, 3, (30.0,)), False),
        (replace(NUMBER, category="quantity"), Answer(1, 3, (30.0,), "個"), True),
        (replace(NUMBER, category="numberrange", expected={"lo": 30, "hi": None}), Answer(1, 3, (30.0, None)), True),
        (replace(NUMBER, category="money", expected={"number": 3000, "unit": "Cent"}), Answer(1, 3, (30.0,)), True),
        (replace(NUMBER, category="money", expected={"raw": "above Dollar 30"}), Answer(1, 3, (None, 30.0)), False),
        (replace(NUMBER, category="none"), Answer(1, 3), False),
        (replace(NUMBER, category="date_span"), Answer(1, 3), True),
        (replace(NUMBER, category="date_span"), Answer(0, 3), False),
        (
            replace(NUMBER, category="date", expected={"start": "2018-01-01", "end": None}),
            Answer(1, 3, first="2018-01-01"),
            True,
        ),
        (replace(NUMBER, category="duration", expected={"timex": "P1M2D"}), Answer(1, 3, seconds=(32 * 86400,)), True),
        (replace(NUMBER, category="duration", expected={"timex": "P1M"}), Answer(1, 3, seconds=(60,)), False),
    ],
)
def test_what_is_right(case: Case, answer: Answer, expected: bool) -> None:
    assert is_right(case, [answer]) is expected


def test_silence_is_right_where_nothing_is_and_only_there() -> None:
    assert is_right(replace(NUMBER, category="none"), [])
    assert not is_right(NUMBER, [])


def test_our_conventions_on_ends() -> None:
    expected = {
        "start": "2016-01-01",
        "end": "2017-12-31",
        "timex": "(2016-01-01,2018-01-01,P2Y)",
        "end_exclusive_in_source": "2018-01-01",
    }
    case = Case("x", "recognizers-text", "period", "2016到2018", None, None, expected, None)
    assert is_right(case, [Answer(0, 9, first="2016-01-01", last="2018-12-31")])
    assert is_right(case, [Answer(0, 9, first="2016-01-01", last="2017-12-31")])
    assert not is_right(case, [Answer(0, 9, first="2016-01-01", last="2019-12-31")])


def test_recurrences_and_lengths_of_other_notations() -> None:
    assert rrule_of({"year": 1}, "9月") == "FREQ=YEARLY;BYMONTH=9"
    assert rrule_of({"day": 7}, "周六上午9点") == "FREQ=WEEKLY;BYDAY=SA"
    assert seconds_of_timex("P1DT2H") == 26 * 3600


def test_an_answer_survives_json() -> None:
    answer = Answer(1, 3, (30.0, None), "個", seconds=(1.0,))
    assert answer_of({**answer.row(), "values": [30.0, None], "seconds": [1.0]}) == answer


# --- the peers --------------------------------------------------------------------------------------------------------


def test_a_peer_that_is_not_installed_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(theirs.PEERS, "none", ("no-such-distribution", theirs.PEERS["cn2an"][1]))
    assert theirs.main("none") == theirs.MISSING


def test_a_peer_that_breaks_is_no_peer_without_answers() -> None:
    with pytest.raises(RuntimeError, match="no-such-peer stopped after 0 answers"):
        peers.ask("no-such-peer", sys.executable, [NUMBER])


def test_a_peer_ahead_is_seen() -> None:
    assert not peers.tally([(NUMBER, True, True), (NUMBER, True, False)]).behind
    assert peers.tally([(NUMBER, False, True), (NUMBER, True, True)]).behind


@samples.needs_shared
def test_reasons_set_few_cases_aside() -> None:
    counts = Counter(aside(case) is None for case in cases() if case.category not in peers.NOT_COMPARED)
    assert counts[False] / counts.total() < 0.05
