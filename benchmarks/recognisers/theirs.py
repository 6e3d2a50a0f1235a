"""What a peer answers: read in the peer's own interpreter, which needs the peer, the standard library and this folder alone.

python -m benchmarks.recognisers.theirs NAME: questions as JSON lines on standard input; on standard output the peer's version, then for each
question its answers, null where the peer has no recogniser of the kind. Exits 3 where the peer is not installed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import importlib.metadata
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.recognisers.answer import SECONDS, Answer, rrule_of, rrule_of_timex, seconds_of_delta, seconds_of_timex

MISSING = 3
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """A text, the kind of thing looked for in it, and the moment that relative words are read against."""

    category: str
    input: str
    moment: dt.datetime

    @property
    def kind(self) -> str:
        """number, percent, numberrange, quantity, money or time."""
        word = self.category.removeprefix("none_")
        known = word.partition("_")[0]
        return known if known in ("number", "percent", "numberrange", "quantity", "money") else "time"


Peer = Callable[[Question], "Iterable[Answer] | None"]


# --- Recognizers-Text -------------------------------------------------------------------------------------------------


def _recognizers() -> Peer:
    suite = importlib.import_module("recognizers_suite")
    finders = {
        "number": suite.recognize_number,
        "percent": suite.recognize_percentage,
        "quantity": suite.recognize_dimension,
        "money": suite.recognize_currency,
    }

    def answers(question: Question) -> Iterable[Answer] | None:
        if question.kind == "numberrange":
            return None  # not part of the Python port
        if question.kind == "time":
            found = suite.recognize_datetime(question.input, suite.Culture.Chinese, reference=question.moment)
            return [a for hit in found for a in _datetime(hit)]
        found = finders[question.kind](question.input, suite.Culture.Chinese)
        return [a for hit in found for a in _numeric(hit)]

    return answers


def _numeric(hit: Any) -> Iterator[Answer]:
    value = str((hit.resolution or {}).get("value") or "").removesuffix("%")
    with contextlib.suppress(ValueError):
        yield Answer(hit.start, hit.end + 1, (float(value),), (hit.resolution or {}).get("unit"))


def _datetime(hit: Any) -> Iterator[Answer]:
    """Its ranges leave out their last day, and of two ends with a word between them the last unit: both ways to count are offered."""
    place = hit.start, hit.end + 1
    for value in (hit.resolution or {}).get("values") or [{}]:
        timex, kind = value.get("timex", ""), value.get("type", "")
        if kind == "duration":
            yield Answer(*place, seconds=(seconds_of_timex(timex),))
        elif kind == "set":
            yield Answer(*place, rrule=rrule_of_timex(timex))
        elif kind == "date":
            yield Answer(*place, first=value.get("value"), last=value.get("value"))
        else:
            end = value.get("end")
            for last in {end, _before(end), _whole_unit(end, timex)}:
                yield Answer(*place, first=value.get("start"), last=last)


def _whole_unit(end: str | None, timex: str) -> str | None:
    """The last day of the year or month that the end of a range (2016-01-01,2018-01-01,P2Y) names."""
    if not end or len(end) != 10 or not timex.startswith("("):
        return end
    return _last_day(dt.date.fromisoformat(end), {"Y)": "Year", "M)": "Month"}.get(timex[-2:], "Day"))


def _before(day: str | None) -> str | None:
    try:
        return str(dt.date.fromisoformat(day) - _DAY) if day else None
    except ValueError:
        return day


# --- JioNLP -----------------------------------------------------------------------------------------------------------


def _jionlp() -> Peer:
    jio = importlib.import_module("jionlp")

    def answers(question: Question) -> Iterable[Answer] | None:
        base = question.moment.timestamp()
        if question.kind not in ("money", "time"):
            return None
        if question.category.endswith("_span") or question.category in ("none", "invalid_date", "none_money"):
            found = (
                jio.ner.extract_money(question.input)
                if question.kind == "money"
                else jio.ner.extract_time(question.input, time_base=base)
            )
            return [Answer(*hit["offset"]) for hit in found or []]
        try:
            if question.kind == "money":
                return [_jio_money(question.input, jio.parse_money(question.input))]
            return [_jio_time(question.input, jio.parse_time(question.input, time_base=base))]
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return []  # its way to say that it reads nothing

    return answers


def _jio_money(text: str, found: Any) -> Answer:
    numbers = found["num"] if isinstance(found["num"], list) else [found["num"]]
    return Answer(0, len(text), tuple(float(n) for n in numbers), found["case"])


def _jio_time(text: str, found: Any) -> Answer:
    time, whole = found["time"], (0, len(text))
    if found["type"] == "time_delta":
        deltas = [d for d in (time if isinstance(time, list) else [time]) if "infinite" not in d]
        return Answer(*whole, seconds=tuple(seconds_of_delta(d) for d in deltas))
    if found["type"] == "time_period":
        return Answer(*whole, rrule=rrule_of(time["delta"], (time["point"] or {}).get("string")))
    first, last = (str(moment)[:10] if moment and "inf" not in str(moment) else None for moment in time)
    return Answer(*whole, first=first, last=last)


# --- duckling ---------------------------------------------------------------------------------------------------------


def _duckling() -> Peer:
    port = importlib.import_module("duckling_chinese")
    zone = importlib.import_module("zoneinfo").ZoneInfo("Asia/Shanghai")
    engine, sorts = port.Duckling(), port.DucklingDimension
    targets = {
        "number": {sorts.NUMERAL, sorts.FRACTION},
        "percent": {sorts.NUMERAL, sorts.FRACTION},
        "quantity": {sorts.QUANTITY, sorts.DISTANCE, sorts.AREA},
        "money": {sorts.CURRENCY},
        "duration": {sorts.DURATION},
        "time": {sorts.TIME, sorts.DATE},
    }

    def answers(question: Question) -> Iterable[Answer] | None:
        kind = "duration" if question.category.startswith("duration") else question.kind
        if kind not in targets:
            return None
        context = engine.gen_context(question.moment.replace(tzinfo=zone))
        found = engine.analyze(question.input, context, engine.gen_options(targets=targets[kind]))
        return [a for hit in found for a in _duckling_answers(hit["token"], kind)]

    return answers


def _duckling_answers(token: dict[str, Any], kind: str) -> Iterator[Answer]:
    place, value = (token["range"]["start"], token["range"]["end"]), token["value"]
    if kind == "time":
        yield from _duckling_time(place, value.get("timeValue") or {})
    elif kind == "duration":
        unit = str(value.get("grain", "")).lower()
        yield Answer(*place, seconds=(value["value"] * SECONDS.get(unit, 0),))
    else:
        scale = 100 if kind == "percent" else 1
        for name in ("n", "v", "originValue"):
            if value.get(name) is not None:
                yield Answer(*place, (value[name] * scale,), value.get("unit"))


def _duckling_time(place: tuple[int, int], value: dict[str, Any]) -> Iterator[Answer]:
    if instant := value.get("instant"):
        first = instant["datetime"][:10]
        yield Answer(*place, first=first, last=_last_day(dt.date.fromisoformat(first), instant["grain"]))
    elif "start" in value or "end" in value:
        start, end = (value[name]["datetime"][:10] if value.get(name) else None for name in ("start", "end"))
        yield Answer(*place, first=start, last=_before(end))


def _last_day(first: dt.date, grain: str) -> str:
    if grain == "Year":
        return str(dt.date(first.year, 12, 31))
    if grain == "Month":
        return str((first.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - _DAY)
    return str(first)


# --- two that read one kind each --------------------------------------------------------------------------------------


def _cn2an() -> Peer:
    cn2an = importlib.import_module("cn2an")

    def answers(question: Question) -> Iterable[Answer] | None:
        if question.category != "number":
            return None
        try:
            return [Answer(0, len(question.input), (float(cn2an.cn2an(question.input, "smart")),))]
        except (ValueError, TypeError, KeyError, IndexError):
            return []

    return answers


def _dateparser() -> Peer:
    dateparser = importlib.import_module("dateparser")

    def answers(question: Question) -> Iterable[Answer] | None:
        if question.category != "date":
            return None
        found = dateparser.parse(question.input, languages=["zh"], settings={"RELATIVE_BASE": question.moment})
        day = found and str(found.date())
        return [Answer(0, len(question.input), first=day, last=day)] if day else []

    return answers


# --- the peers --------------------------------------------------------------------------------------------------------

PEERS: dict[str, tuple[str, Callable[[], Peer]]] = {
    "recognizers-text": ("recognizers-text-suite", _recognizers),
    "jionlp": ("jionlp", _jionlp),
    "duckling": ("duckling-chinese", _duckling),
    "cn2an": ("cn2an", _cn2an),
    "dateparser": ("dateparser", _dateparser),
}
"""Peers by name: the distribution that a registry has, and what makes one ready to answer. duckling is its port to the JVM."""


def _line(out: Any, value: Any) -> None:
    out.write(json.dumps(value) + "\n")
    out.flush()


def main(name: str) -> int:
    """Answers every line of standard input; what a peer prints itself goes to standard error."""
    distribution, make = PEERS[name]
    out, sys.stdout = sys.stdout, sys.stderr
    warnings.simplefilter("ignore")
    try:
        version = importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return MISSING
    peer = make()
    _line(out, version)
    for line in sys.stdin:
        row = json.loads(line)
        found = peer(Question(row["category"], row["input"], dt.datetime.fromisoformat(row["moment"])))
        _line(out, None if found is None else [answer.row() for answer in found])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
