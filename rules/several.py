"""Several documents in one file: a second plan whose numbering begins again under a title of its own, a second letter.

A letter and the plan that it passes on are one document; so is a plan with the tables and rules annexed to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.outline import Placed
from rules.passage import Passage
from rules.plan import Found, Section
from rules.title import is_title, squeeze

LEAST = 3  # sections of the outermost level that make a plan …
LEAST_KNOWN = 2  # … and those of them with a usual title (依據, 經費): the items of a letter have none
ABOVE = 4  # passages above the first section in which the title of a plan stands
SUBJECT = "主旨:"


def further_documents(sections: Sequence[Found[Section]], placed: Sequence[Placed]) -> Iterator[Passage]:
    """The titles of all plans but the first, then the subjects of all letters but the first."""
    heads = head_places(placed)
    plans = sorted(run[0] for run in runs(sections) if is_plan(sections, run))
    for first in plans[1:]:
        above = placed[max(heads[first] - ABOVE, 0) : heads[first]]
        title = next((p.passage for p in reversed(above) if is_title(title_of(p, sections))), None)
        if title is not None:
            yield title
    subjects = [place.passage for place in placed if squeeze(place.passage).startswith(SUBJECT)]
    yield from subjects[1:]


def head_places(placed: Sequence[Placed]) -> dict[int, int]:
    """Where each section's heading stands among the passages."""
    heads: dict[int, int] = {}
    for at, place in enumerate(placed):
        if place.section is not None and place.kind in ("heading", "item"):
            heads.setdefault(place.section, at)
    return heads


def runs(sections: Sequence[Found[Section]]) -> Iterator[list[int]]:
    """The numbered sections of the outermost level and below each annex, cut where the numbers begin again at one."""
    lists: dict[int | None, list[list[int]]] = {}
    annexes = {None, *(i for i, found in enumerate(sections) if found.value.role == "annex")}
    for at, found in enumerate(sections):
        section = found.value
        if section.parent not in annexes or section.number is None or section.role == "annex":
            continue
        known = lists.setdefault(section.parent, [[]])
        if section.number == 1 and known[-1]:
            known.append([])
        known[-1].append(at)
    for known in lists.values():
        yield from (run for run in known if run)


def is_plan(sections: Sequence[Found[Section]], run: Sequence[int]) -> bool:
    """Whether a run of sections is the body of a plan."""
    return len(run) >= LEAST and sum(sections[at].value.role is not None for at in run) >= LEAST_KNOWN


def title_of(place: Placed, sections: Sequence[Found[Section]]) -> str:
    """What a passage would be the title of: an annex's heading without its label."""
    if place.kind == "heading" and place.section is not None and sections[place.section].value.role == "annex":
        return "".join(sections[place.section].value.title.split())
    return squeeze(place.passage) if place.kind in ("paragraph", "title") else ""
