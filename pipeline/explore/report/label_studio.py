"""Tasks for Label Studio with what was read as predictions, and its annotations back as gold.

The format is that of Label Studio's ``Text`` and ``Labels`` tags: a region is a half-open range of the text in UTF-16 units, as
JavaScript counts. A region that nobody touched keeps what was read in it; one that is new or was moved is read by the rules
from its words alone, and what they do not tell stays null.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from extractors.builder import DocumentBuilder
from extractors.document import Meta, ParagraphKind
from pipeline import version
from pipeline.explore.connect import NoTables, connect
from pipeline.explore.report.gold import HEAD, file_name, gold_of, gold_places
from pipeline.explore.report.plan_rows import PlanRows, read_plans
from pipeline.remote.url import Location
from pipeline.scoring.gold import fold
from pipeline.tables import Row, read_rows
from rules.recognise import recognise

# Label, table, kind of the annotation.
LABELS = (
    ("outline", "sections", "outline"),
    ("period", "periods", "periods"),
    ("target", "targets", "targets"),
    ("agency", "agencies", "agencies"),
    ("reference", "references", "references"),
)
KINDS = {label: kind for label, _, kind in LABELS}
BLANK: dict[str, dict[str, Any]] = {
    "outline": {"level": 1, "label": "", "restored": None},
    "periods": {"start": None, "end": None, "kind": "instant"},
    "targets": {"comparator": "eq", "value": None, "value_max": None, "unit": None, "year": None},
    "agencies": {"role": "implementing", "role_text": None},
    "references": {"kind": "law", "date": None, "title": None},
}
WORDS = {"outline": "head", "agencies": "name"}  # where an entry has its words; else text
INTERFACE = """\
<View>
  <Labels name="kind" toName="text">
    <Label value="outline"/><Label value="period"/><Label value="target"/><Label value="agency"/><Label value="reference"/>
  </Labels>
  <Text name="text" value="$text" granularity="symbol"/>
</View>
"""

Task = dict[str, Any]
Region = dict[str, Any]


def run(out: Location, annotations: Path | None, to: Path, console: Console, errors: Console) -> int:
    """Writes tasks, or with ``annotations`` gold, into the folder ``to``. Returns 0; 2 where something can't be read or written."""
    try:
        count = read_annotations(annotations, out, to) if annotations else write_tasks(out, to)
    except (NoTables, OSError) as error:
        errors.print(Text(f"govplan label-studio: {error}"), soft_wrap=True)
        return 2
    except (ValueError, KeyError) as error:
        errors.print(
            Text(
                f"govplan label-studio: {annotations} is no export of Label Studio (JSON): {error}  非 Label Studio 匯出檔"
            ),
            soft_wrap=True,
        )
        return 2
    console.print(Text(f"{count} plans 件計畫: {to}"))
    return 0


def write_tasks(out: Location, to: Path) -> int:
    """Writes the store's plans as tasks into ``to/tasks.json``, the labelling interface beside it. Returns the number of tasks."""
    with closing(connect(out)) as connection:
        tasks = [task_of(plan) for plan in read_plans(connection)]
    to.mkdir(parents=True, exist_ok=True)
    (to / "tasks.json").write_text(
        json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    (to / "interface.xml").write_text(INTERFACE, encoding="utf-8", newline="\n")
    return len(tasks)


def task_of(plan: PlanRows) -> Task:
    """A plan as a task, its facts as predictions."""
    data = {"text": plan.document["text"], "document_id": plan.id, "source": plan.file}
    wide = wide_of(data["text"])
    result = [
        region
        for label, table, _ in LABELS
        for row in plan[table]
        for region in regions_of(label, row, data["text"], wide)
    ]
    return {"data": data, "predictions": [{"model_version": f"govplan {version()}", "result": result}]}


def regions_of(label: str, row: Row, text: str, wide: Sequence[int]) -> Iterator[Region]:
    """The places of a fact, each a region; their ids say which fact they belong to. ``wide`` as of ``wide_of``."""
    for at, span in enumerate(row["spans"]):
        start, end = span["start"], span["end"]
        value = {"start": units(wide, start), "end": units(wide, end), "text": text[start:end], "labels": [label]}
        yield {
            "id": f"{label}-{row['ordinal']}.{at}",
            "from_name": "kind",
            "to_name": "text",
            "type": "labels",
            "value": value,
        }


def wide_of(text: str) -> list[int]:
    """The offsets of the characters that take two UTF-16 units."""
    return [at for at, character in enumerate(text) if character > "\uffff"]


def units(wide: Sequence[int], offset: int) -> int:
    """The UTF-16 units before a code point.

    >>> units(wide_of("𠮷a"), 1), units(wide_of("吉a"), 1)
    (2, 1)
    """
    return offset + bisect_left(wide, offset)


# --- back -------------------------------------------------------------------------------------------------------------


def read_annotations(file: Path, out: Location, to: Path) -> int:
    """Writes what was annotated as gold into the folder ``to``, a file a plan of the store. Returns how many were written."""
    tasks = {task["data"].get("document_id"): task for task in tasks_in(file)}
    to.mkdir(parents=True, exist_ok=True)
    written = 0
    with closing(connect(out)) as connection:
        for plan in read_plans(connection):
            if result := annotation(tasks.get(plan.id, {})):
                gold = json.dumps(gold_of_regions(plan, result), ensure_ascii=False, indent=1)
                (to / file_name(plan)).write_text(gold + "\n", encoding="utf-8", newline="\n")
                written += 1
    return written


def tasks_in(file: Path) -> list[Task]:
    """The tasks of an export. Raises OSError, and ValueError for what is none."""
    tasks = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(tasks, list) or not all(isinstance(t, dict) and isinstance(t.get("data"), dict) for t in tasks):
        raise ValueError("not a list of tasks with their data")
    return tasks


def annotation(task: Task) -> list[Region] | None:
    """The regions of the task's last annotation that was not cancelled."""
    done = [each["result"] for each in task.get("annotations", ()) if not each.get("was_cancelled")]
    return done[-1] if done else None


def gold_of_regions(plan: PlanRows, regions: list[Region]) -> dict[str, Any]:
    """The annotation that the regions make: outline, dates, targets, agencies, references; nothing else was looked at."""
    read = gold_of(plan)
    gold: dict[str, Any] = {key: read[key] for key in ("source", "sha256", "scope")} | {
        kind: [] for kind in KINDS.values()
    }
    known, seen = untouched(plan), set[str]()
    for region in sorted((r for r in regions if r.get("type") == "labels"), key=place_of):
        place = known.get(signature(region))
        kind = KINDS[region["value"]["labels"][0]]
        if place is None:
            gold[kind].extend(entries_of_words(kind, region["value"]["text"]))
        elif place not in seen:  # a fact in several pieces is one entry
            seen.add(place)
            gold[kind].extend(entry_at(read, place))
    return gold


def untouched(plan: PlanRows) -> dict[tuple[str, str, int, int], str]:
    """The regions as they were given out, and the place of their entry in the annotation; empty where it has none."""
    text, places = plan.document["text"], gold_places(plan)
    wide = wide_of(text)
    return {
        signature(region): places.get((table, row["ordinal"]), "")
        for label, table, _ in LABELS
        for row in plan[table]
        for region in regions_of(label, row, text, wide)
    }


def signature(region: Region) -> tuple[str, str, int, int]:
    """What is the same as long as nobody has touched a region."""
    return region["id"], region["value"]["labels"][0], *place_of(region)


def place_of(region: Region) -> tuple[int, int]:
    return region["value"]["start"], region["value"]["end"]


def entry_at(gold: dict[str, Any], place: str) -> list[dict[str, Any]]:
    """The entry at a place such as ``periods.3``; none for a fact that the annotation does not hold, such as a baseline."""
    if not place:
        return []
    kind, at = place.split(".")
    return [gold[kind][int(at)]]


def entries_of_words(kind: str, words: str) -> list[dict[str, Any]]:
    """What the rules read in the words alone; where they read nothing, an entry that has to be completed.

    >>> entries_of_words("periods", "113年3月底前")
    [{'text': '113年3月底前', 'start': None, 'end': '2024-03-31', 'kind': 'deadline'}]
    >>> entries_of_words("agencies", "教育處")
    [{'role': 'implementing', 'role_text': None, 'name': '教育處'}]
    """
    builder = DocumentBuilder("words.txt", "text/plain", Meta("txt"))
    builder.paragraph(words, ParagraphKind.LINE)
    document = builder.build(words.encode())
    rows = read_rows(document, recognise(document))
    found: list[dict[str, Any]] = gold_of(PlanRows(rows.pop("documents")[0], rows))[kind]
    return found or [BLANK[kind] | {WORDS.get(kind, "text"): fold(words)[:HEAD] if kind == "outline" else words}]
