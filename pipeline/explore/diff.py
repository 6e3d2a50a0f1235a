"""``govplan diff``: two years of a plan. What was added, dropped and reworded; which targets and agencies changed.

Measures and indicators are paired by their words: the same words first, then the most alike above a threshold.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from pipeline.explore.connect import NoTables, connect
from pipeline.explore.values import as_json, brief
from pipeline.remote.url import Location, location

ALIKE = 0.5  # Dice coefficient of two-character sequences: below it two texts are two things
EXACT = 400  # characters of a text that are compared

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference. ``kind`` is measure, indicator, target or agency; ``change`` added, dropped, reworded, raised, lowered, changed."""

    kind: str
    change: str
    subject: str
    old: str | None = None
    new: str | None = None
    old_page: int | None = None
    new_page: int | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One side: the measures and indicators of a store, or of one of its plans."""

    measures: Sequence[Row]
    indicators: Sequence[Row]


def compare(old: Edition, new: Edition) -> list[Change]:
    """All changes: measures with their agencies and their own targets, then indicators with theirs."""
    changes = list(changes_of("measure", old.measures, new.measures, measure_changes))
    return changes + list(changes_of("indicator", old.indicators, new.indicators, target_changes))


def changes_of(
    kind: str, old: Sequence[Row], new: Sequence[Row], inner: Callable[[Row, Row], Iterator[Change]]
) -> Iterator[Change]:
    """Dropped, added and reworded ones, and the changes inside those that stayed."""
    pairs = paired([as_of(row) for row in old], [as_of(row) for row in new])
    back = {there: here for here, there in pairs.items()}
    for at, row in enumerate(new):
        before = old[back[at]] if at in back else None
        if before is None:
            yield Change(kind, "added", row["text"], new=row["text"], new_page=row["page"])
            continue
        if folded(as_of(before)) != folded(as_of(row)):
            yield Change(kind, "reworded", row["text"], before["text"], row["text"], before["page"], row["page"])
        yield from inner(before, row)
    for at, row in enumerate(old):
        if at not in pairs:
            yield Change(kind, "dropped", row["text"], old=row["text"], old_page=row["page"])


def measure_changes(old: Row, new: Row) -> Iterator[Change]:
    """What changed inside a measure."""
    yield from agency_changes(old, new)
    yield from target_changes(old, new)


def agency_changes(old: Row, new: Row) -> Iterator[Change]:
    """One change where the agencies of a measure are others."""
    if not any(who(old, name) == who(new, name) for name in ("name", "agency")):
        before, after = (
            "；".join(f"{role}：{'、'.join(names)}" for role, names in written(row).items()) for row in (old, new)
        )
        yield Change("agency", "changed", new["text"], before, after, old["page"], new["page"])


def who(row: Row, name: str) -> set[tuple[str, str]]:
    """Who does what, by names as written or as resolved; how the plan calls the role is no matter."""
    return {(agency["role"], agency[name] or agency["name"]) for agency in row["agencies"]}


def written(row: Row) -> dict[str, list[str]]:
    """The names by role, in the words of the plan, each once."""
    names: dict[str, dict[str, None]] = {}
    for agency in sorted(row["agencies"], key=lambda a: a["ordinal"]):
        names.setdefault(agency["role_text"] or agency["role"], {})[agency["name"]] = None
    return {role: list(found) for role, found in names.items()}


def target_changes(old: Row, new: Row) -> Iterator[Change]:
    """Targets raised, lowered or otherwise changed: year by year where both have the year, else the first against the last."""
    for before, after in same_years(in_order(old["targets"]), in_order(new["targets"])):
        what = target_change(before, after)
        if what is not None:
            yield Change("target", what, new["text"], reading(before), reading(after), old["page"], new["page"])


def in_order(targets: Sequence[Row]) -> list[Row]:
    """By year, those for no year last; else as they stand."""
    return sorted(targets, key=lambda t: (t["year"] is None, t["year"] or 0, t["ordinal"]))


def same_years(old: Sequence[Row], new: Sequence[Row]) -> Sequence[tuple[Row, Row]]:
    """The targets to compare: those for the same year, of the same unit where there are some.

    Two plans for other years have no year in common: then of each unit the last of the old and the first of the new.
    """
    return (
        in_turn(old, new, lambda t: (t["year"], t["unit"]))
        or in_turn(old, new, lambda t: t["year"])
        or in_turn(old[::-1], new, lambda t: t["unit"])[:1]
        or list(zip(old[-1:], new[:1], strict=False))
    )


def in_turn(old: Sequence[Row], new: Sequence[Row], key: Callable[[Row], object]) -> list[tuple[Row, Row]]:
    """Pairs of equal keys, the first with the first and so on."""
    waiting: dict[object, list[Row]] = {}
    for target in old:
        waiting.setdefault(key(target), []).append(target)
    return [(waiting[key(target)].pop(0), target) for target in new if waiting.get(key(target))]


def target_change(old: Row, new: Row) -> str | None:
    """How a target differs; None where it does not."""
    if (old["comparator"], old["unit"]) != (new["comparator"], new["unit"]):
        return "changed"
    if old["value"] == new["value"]:
        return None if old["value_max"] == new["value_max"] else "changed"
    return "raised" if new["value"] > old["value"] else "lowered"


def reading(target: Row) -> str:
    """A target with its year."""
    year = f"{target['year']}：" if target["year"] else ""
    return year + str(target["text"])


# --- pairing texts ----------------------------------------------------------------------------------------------------


def paired(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For each old text the new one that it became: equal ones first, in order, then the most alike."""
    pairs: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    for at, text in enumerate(new):
        places.setdefault(folded(text), []).append(at)
    for at, text in enumerate(old):
        if places.get(folded(text)):
            pairs[at] = places[folded(text)].pop(0)
    free_old = [at for at in range(len(old)) if at not in pairs]
    free_new = sorted(at for rest in places.values() for at in rest)
    taken = set[int]()
    for _, a, b in alike([(at, grams(old[at])) for at in free_old], [(at, grams(new[at])) for at in free_new]):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)
    return pairs


def alike(
    old: Sequence[tuple[int, Counter[str]]], new: Sequence[tuple[int, Counter[str]]]
) -> list[tuple[float, int, int]]:
    """The pairs that are alike enough, the most alike first."""
    scored = ((dice(x, y), a, b) for a, x in old for b, y in new)
    return sorted((s for s in scored if s[0] >= ALIKE), key=lambda s: (-s[0], s[1], s[2]))


def dice(a: Counter[str], b: Counter[str]) -> float:
    """How alike two bags are, from 0 to 1 (Dice 1945)."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def grams(text: str) -> Counter[str]:
    """The two-character sequences of a text."""
    letters = folded(text)[:EXACT]
    return Counter(letters[i : i + 2] for i in range(len(letters) - 1))


YEAR = re.compile(r"(?<![0-9])(?:[0-9]{2,3}|(?:19|20)[0-9]{2})(?=[ ]?[學学]?年)")
NEAR = 10  # years from the plan's own beyond which a number before 年 is no year that moves with it


def as_of(row: Row) -> str:
    """The text of a row with its years counted from the plan's own: what is due by the end of each plan's year is the same.

    >>> as_of({"text": "於114年6月底前完成", "plan_year": 2025}), as_of({"text": "2026年建成", "plan_year": 2025})
    ('於+0年6月底前完成', '+1年建成')
    """

    def counted(match: re.Match[str]) -> str:
        number = int(match[0])
        distance = (number if number > 1000 else number + 1911) - row["plan_year"]
        return f"{distance:+d}" if abs(distance) <= NEAR else match[0]

    return YEAR.sub(counted, row["text"]) if row.get("plan_year") else str(row["text"])


def folded(text: str) -> str:
    """A text as it is compared: no white space, no punctuation.

    >>> folded("1. 辦理 訓練。")
    '1辦理訓練'
    """
    return "".join(c for c in text if c.isalnum())


# --- reading and showing ----------------------------------------------------------------------------------------------

TARGETS = """coalesce(list(DISTINCT {{'year': t.year, 'ordinal': t.ordinal, 'comparator': t.comparator, 'value': t.value,
        'value_max': t.value_max, 'unit': t.unit, 'text': t.text}}) FILTER (t.value IS NOT NULL), []) AS targets"""
MEASURES = f"""
    SELECT m.text, m.page, coalesce(d.year, year(d.plan_start)) AS plan_year, {TARGETS},
        coalesce(list(DISTINCT {{{{'role': a.role, 'role_text': a.role_text, 'name': a.name, 'agency': a.agency, 'ordinal': a.ordinal}}}})
            FILTER (a.name IS NOT NULL), []) AS agencies
    FROM measures m
    JOIN documents d ON d.document_id = m.document_id
    LEFT JOIN records r USING (measure_id)
    LEFT JOIN record_facts f ON f.record_id = r.record_id AND f.kind IN ('agency', 'target')
    LEFT JOIN agencies a ON a.assignment_id = f.fact_id
    LEFT JOIN targets t ON t.target_id = f.fact_id AND t.status = 'stated' AND NOT t.is_baseline AND r.indicator_id IS NULL
    WHERE m.document_id IN {{}} GROUP BY m.document_id, plan_year, m.ordinal, m.text, m.page ORDER BY m.document_id, m.ordinal
"""
INDICATORS = f"""
    SELECT i.name AS text, i.page, coalesce(d.year, year(d.plan_start)) AS plan_year, {TARGETS}
    FROM indicators i
    JOIN documents d ON d.document_id = i.document_id
    LEFT JOIN record_facts f ON f.record_id = i.indicator_id AND f.kind = 'target'
    LEFT JOIN targets t ON t.target_id = f.fact_id AND t.status = 'stated' AND NOT t.is_baseline
    WHERE i.document_id IN {{}} GROUP BY i.document_id, plan_year, i.ordinal, i.name, i.page ORDER BY i.document_id, i.ordinal
"""


def edition(place: str) -> Edition:
    """One side: DIR for all plans of a store, DIR:WORDS for those whose title or file name has the words. Raises NoTables."""
    folder, words = split(place)
    with closing(connect(folder)) as connection:
        chosen = connection.execute(
            "SELECT document_id FROM documents WHERE contains(coalesce(title, ''), ?) OR contains(source_uri, ?) ORDER BY ALL",
            [words, words],
        ).fetchall()
        if not chosen:
            raise NoTables(f"no plan in {place}  找不到計畫")
        ids = "(" + ", ".join(f"'{identity}'" for (identity,) in chosen) + ")"
        return Edition(rows(connection, MEASURES.format(ids)), rows(connection, INDICATORS.format(ids)))


def split(place: str) -> tuple[Location, str]:
    """DIR or DIR:WORDS as its parts.

    >>> split("s3://bucket/out"), split("s3://bucket/out:訓練")
    ((Url(text='s3://bucket/out'), ''), (Url(text='s3://bucket/out'), '訓練'))
    """
    folder, _, words = place.rpartition(":")
    whole = not folder or words.startswith("//") or Path(place).exists()
    return (location(place), "") if whole else (location(folder), words)


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    """The answer, a mapping a row."""
    answer = connection.execute(sql)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def run(old: str, new: str, console: Console, errors: Console, *, to_json: bool = False) -> int:
    """Prints what changed. The exit code: 0, or 2 where there are no tables."""
    try:
        changes = compare(edition(old), edition(new))
    except (NoTables, duckdb.Error) as error:
        errors.print(Text(f"govplan: {error}"), soft_wrap=True)
        return 2
    if to_json:
        text = json.dumps([asdict(change) for change in changes], ensure_ascii=False, indent=1, default=as_json)
        console.file.write(text + "\n")
    else:
        show(changes, console)
    return 0


SAID = {
    "added": ("+ added 新增", "green"),
    "dropped": ("- dropped 刪除", "red"),
    "reworded": ("~ reworded 改寫", "yellow"),
    "raised": ("↑ raised 提高", "green"),
    "lowered": ("↓ lowered 降低", "red"),
    "changed": ("~ changed 變更", "yellow"),
}
KINDS = {"measure": "measure 措施", "indicator": "indicator 指標", "target": "target 目標", "agency": "agency 機關"}


def show(changes: Sequence[Change], console: Console) -> None:
    """One table, and how many of each."""
    table = Grid(border_style="dim", pad_edge=False)
    for title in ("change 變動", "subject 對象", "old 舊", "new 新"):
        table.add_column(Text(title), overflow="fold")
    for c in changes:
        same = {c.old, c.new} - {None} == {c.subject}
        table.add_row(
            Text.assemble((SAID[c.change][0], SAID[c.change][1]), (f"\n{KINDS[c.kind]}", "dim")),
            Text("" if same and c.change == "reworded" else brief(c.subject, 120)),
            Text(brief(c.old, 120) if not same else ""),
            Text(brief(c.new, 120) if not same else ""),
        )
    if changes:
        console.print(table)
    counts = Counter((c.kind, c.change) for c in changes)
    summary = ", ".join(f"{n} {kind} {change}" for (kind, change), n in counts.items())
    console.print(Text(summary or "no change 無變動"))
