"""How deep each label stands: a beam search over the whole sequence of labels.

A state is the latest label of every level and how many of the levels are open; a label either goes on with the list of an open level
(closing those below for nothing) or opens the next level. Levels follow from the logic of the numbers, whatever the typography: what a style
meant earlier, the official order and the source's own depth are only costs. Linear in the number of labels: the beam is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from operator import attrgetter
from typing import NamedTuple

from rules.label import LabelStyle, Reading, style_of

# What each liberty of a writer costs. Going on with a list (number + 1) and closing levels are free.
DOUBLED = 2.5  # the same number twice
GAP = 2.0  # a number is missing …
GAP_EACH = 0.3  # … and for each further one
GAP_MOST = 4.0
RESTART = 3.0  # 1 again within a list: the heading between was lost
BACK = 4.0  # a smaller number that is not 1
LATE = 3.0  # a list that does not begin with 1
RUN_ON = 0.6  # a list that goes on with the numbers of the one before it, under another parent or after a heading without a number
VARIANT = 0.6  # （一） after (一)、, 1. after 1、: the same numeral with other punctuation
MIXED = 1.6  # a level whose latest list was in another numeral
CHANGE = 2.0  # another numeral goes on with the count: 1、 then 貳、
MOVED = 1.2  # a numeral that the latest list of another level had
NESTED = 6.0  # a list in a list of the same numeral
SKIP = 0.2  # a style that the official order does not put next below
INVERSE = 4.0  # a style that the official order puts above its parent's
PREFIX = 2.0  # 2.1 under 3
DEPTH = 0.3  # the source's own depth (Markdown #, Word level) says otherwise
SHAPE = 0.2  # a sibling of another make: a heading among sentences
KNOWN = 0.3  # a usual title (經費) among others that are none
GUEST_AMONG = 0.5  # an unnumbered heading inside a numbered list
UNMARKED = 1.0  # an unnumbered heading that the source marks, below a numbered one that it does not mark
DROP = 6.0  # a clear label that is held to be none
DROP_WEAK = 0.5  # the same for a doubtful one
TAKE_WEAK = 2.5  # a doubtful label that continues nothing
DROP_INSIDE = 1.0  # a label after a full stop within a paragraph, which goes on with the open list
UNTOLD = 0.5  # a number in the lost form that is yet held to be a true one
LOST = 1.5  # once a document: its converter lost the format of automatic numbers

BEAM = 8  # states kept after each label …
MARGIN = 7  # … and how much dearer than the best they may be

COST = attrgetter("cost")
ARTICLE = "第一條"  # articles are counted through, whatever chapters they stand in
DECIMAL = "1.1"  # the official order knows no decimal labels: any other may stand below one
GUEST = style_of("", "附件")  # the level of an unnumbered heading


class Make(IntEnum):
    """The shape of a passage with a label."""

    HEADING = 0
    INTRODUCTION = 1  # ends with a colon, or has its text behind one
    SENTENCE = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a label, with what speaks for its depth besides. ``readings`` is empty for an unnumbered heading.

    ``hint`` is the source's own depth; ``inside`` says that the label stands in the middle of a paragraph; ``part`` is that of ``Label``.
    """

    readings: tuple[Reading, ...]
    make: Make = Make.HEADING
    hint: int | None = None
    weak: bool = False
    inside: bool = False
    part: str | None = None
    lost: bool = False
    known: bool = False  # its title is one that plans usually have (經費); asked only where the label may be a lost one


class Choice(NamedTuple):
    """Where a candidate stands, and in which of its senses; ``boxed``: in a box of the body (專欄), or as its title."""

    level: int
    reading: Reading | None
    boxed: bool = False


class Entry(NamedTuple):
    """The latest label of a level."""

    style: LabelStyle
    number: int
    hint: int | None
    make: Make
    known: bool


Trail = tuple["Trail", Choice | None] | None


class State(NamedTuple):
    """``entries``: the latest label of every level, outermost first; the first ``depth`` are open.

    ``guest`` is the level at which an unnumbered heading, annex or box stands (0: none); it interrupts that level's list without ending it.
    ``body``: within a box, the entries and the depth of the body around it, whose numbering goes on behind the box.
    """

    cost: float
    entries: tuple[Entry, ...]
    depth: int
    guest: int
    trail: Trail
    body: tuple[tuple[Entry, ...], int] | None = None

    def behind_box(self) -> State:
        """The state in which the body goes on; the state itself where there is no box."""
        return self if self.body is None else State(self.cost, *self.body, 0, self.trail)


def levels(candidates: Sequence[Candidate]) -> list[Choice | None]:
    """Where each candidate stands; None for those that are no labels.

    That a converter lost automatic numbers is one hypothesis about the whole document: the search is made with and without it.
    """
    best = search(candidates)
    if any(c.lost for c in candidates):
        restored = search([with_lost_forms(c) for c in candidates])
        if restored.cost + LOST < best.cost:
            best = restored
    return choices(best)


def choices(state: State) -> list[Choice | None]:
    """The choices that led to a state, in order."""
    found = []
    trail = state.trail
    while trail is not None:
        trail, choice = trail
        found.append(choice)
    return found[::-1]


def with_lost_forms(candidate: Candidate) -> Candidate:
    """The candidate with the forms that it may have lost: 1、 was 壹、 or 一、, （1） was （一）."""
    if not candidate.lost:
        return candidate
    printed = candidate.readings[0]
    families = ("(一)",) if printed.style.family == "(1)" else ("壹", "一")
    forms = tuple(Reading(style_of(lost_name(printed, f), f), printed.number, printed.path) for f in families)
    return Candidate(
        (*forms, printed), candidate.make, candidate.hint, candidate.weak, candidate.inside, None, True, candidate.known
    )


def lost_name(printed: Reading, family: str) -> str:
    """The name of a style in the numeral of another family."""
    return printed.style.name.replace("1", family.strip("()"))


class Step(NamedTuple):
    """A state, what it would cost after the next candidate, and where that would stand (level 0: it is no label)."""

    cost: float
    state: State
    level: int
    reading: Reading | None


def search(candidates: Iterable[Candidate]) -> State:
    """The cheapest reading of all candidates."""
    beam = [State(0.0, (), 0, 0, None)]
    for candidate in candidates:
        found = sorted((step for state in beam for step in steps(state, candidate)), key=COST)
        limit = found[0].cost + MARGIN
        reached: dict[tuple[object, ...], State] = {}
        for step in found:
            if step.cost > limit or len(reached) == BEAM:
                break
            after = taken(step, candidate)
            reached.setdefault((after.entries, after.depth, after.guest, after.body), after)
        beam = list(reached.values())
    return beam[0]


def steps(state: State, candidate: Candidate) -> Iterator[Step]:
    """What a candidate can be in a state."""
    if candidate.part is not None:
        state = state if candidate.part == "box" else state.behind_box()
        yield Step(state.cost, state, 1, candidate.readings[0] if candidate.readings else None)
    elif not candidate.readings:
        state = state.behind_box()
        for level in range(1, state.depth + 2):
            yield Step(state.cost + heading_cost(state, level, candidate), state, level, None)
    else:
        price = DROP_INSIDE if candidate.inside else DROP_WEAK if candidate.weak else DROP
        yield Step(state.cost + price, state, 0, None)
        yield from label_steps(state, candidate)
        if state.body is not None:
            yield from label_steps(state.behind_box(), candidate)


def label_steps(state: State, candidate: Candidate) -> Iterator[Step]:
    """The levels at which a label can stand in a state, in each of its senses."""
    doubtful = candidate.weak or candidate.inside
    for number, reading in enumerate(candidate.readings):
        untold = UNTOLD if candidate.lost and number == len(candidate.readings) - 1 > 0 else 0.0
        for level in range(1 if state.body is None else 2, state.depth + 2):
            price = untold + level_cost(state, level, reading) + evidence_cost(state, level, candidate)
            if doubtful and not goes_on(state, level, reading):
                price += DROP if candidate.inside else TAKE_WEAK
            yield Step(state.cost + price, state, level, reading)


def taken(step: Step, candidate: Candidate) -> State:
    """The state after a step."""
    cost, state, level, reading = step
    if level == 0:
        return State(cost, state.entries, state.depth, state.guest, (state.trail, None), state.body)
    trail = (state.trail, Choice(level, reading, candidate.part == "box" or state.body is not None))
    if candidate.part == "box":
        own = Entry(GUEST, 0, candidate.hint, candidate.make, candidate.known)
        return State(cost, (own,), level, level, trail, state.body or (state.entries, state.depth))
    if reading is None or candidate.part is not None:
        return State(cost, with_guest(state, level, candidate), level, level, trail)
    entry = Entry(reading.style, reading.number or 0, candidate.hint, candidate.make, candidate.known)
    entries = (*state.entries[: level - 1], entry, *state.entries[level:])
    return State(cost, entries, level, state.guest if level > state.guest else 0, trail, state.body)


def with_guest(state: State, level: int, candidate: Candidate) -> tuple[Entry, ...]:
    """The entries after an unnumbered heading or annex: it takes the place of no open list, but of another of its kind and of what is closed."""
    entries = state.entries
    listed = level <= state.depth and entries[level - 1].style is not GUEST
    if listed or (candidate.part is not None and entries):
        return entries
    return (*entries[: level - 1], Entry(GUEST, 0, candidate.hint, candidate.make, candidate.known), *entries[level:])


def goes_on(state: State, level: int, reading: Reading) -> bool:
    """Whether the label is the very next of an open list, or of the one that the level had under another parent; 2.1 below 2 is a next one too."""
    if (
        level > 1
        and len(reading.path) > 1
        and reading.number == 1
        and state.entries[level - 2].number == reading.path[-2]
    ):
        return True
    if level > len(state.entries):
        return False
    beside = state.entries[level - 1]
    return beside.style.family == reading.style.family and reading.number == beside.number + 1


def heading_cost(state: State, level: int, candidate: Candidate) -> float:
    """What an unnumbered heading costs at a level: the source's depth decides, else the outermost level."""
    above = state.entries[level - 2].hint if level > 1 else None
    beside = state.entries[level - 1] if level <= state.depth else None
    cost = 0.0
    if above is not None and candidate.hint is not None and candidate.hint <= above:
        cost += 2.0
    if beside is None:
        return cost + (0.0 if level == 1 else 0.1 if above is not None else UNMARKED)
    if beside.style is not GUEST:
        cost += GUEST_AMONG
    if beside.hint is None or candidate.hint is None:
        return cost + 0.3 * (level - 1)
    return cost + (0.0 if beside.hint == candidate.hint else 2.0 if beside.hint < candidate.hint else 1.0)


def level_cost(state: State, level: int, reading: Reading) -> float:
    """What the numbers and styles say against a label at a level."""
    entries = state.entries
    beside = entries[level - 1] if level <= len(entries) else None
    cost = prefix_cost(state, level, reading)
    if beside is None or beside.style is GUEST:
        return (
            cost
            + order_cost(state, level, reading)
            + moved_cost(state, level, reading)
            + (0.0 if reading.number == 1 else LATE)
        )
    if beside.style.family != reading.style.family:
        cost += order_cost(state, level, reading) + moved_cost(state, level, reading)
    return (
        cost
        + (list_cost(beside, reading) if level <= state.depth else new_list_cost(beside, reading))
        + (RUN_ON if level == state.guest else 0.0)
    )


def list_cost(beside: Entry, reading: Reading) -> float:
    """What a label costs as the next of an open list."""
    step = (reading.number or 0) - beside.number
    if beside.style.family != reading.style.family:
        return CHANGE if step == 1 else RESTART if reading.number == 1 else LATE + MIXED
    return variant_cost(beside, reading) + step_cost(step, reading.number)


def step_cost(step: int, number: int | None) -> float:
    """What a step from one number to the next of a list costs."""
    if step == 1:
        return 0.0
    if number == 1:
        return RESTART
    if step > 1:
        return min(GAP + GAP_EACH * (step - 2), GAP_MOST)
    return DOUBLED if step == 0 else BACK


def new_list_cost(before: Entry, reading: Reading) -> float:
    """What a label costs as the first of a list, ``before`` being the last of the list that the level had under another parent."""
    same = before.style.family == reading.style.family
    if reading.number == 1:
        return variant_cost(before, reading) if same else MIXED
    if same and reading.number == before.number + 1:
        return 0.0 if reading.style.family == ARTICLE else RUN_ON
    return LATE + (0.0 if same else MIXED)


def variant_cost(before: Entry, reading: Reading) -> float:
    """What other punctuation costs."""
    return 0.0 if before.style is reading.style else VARIANT


def moved_cost(state: State, level: int, reading: Reading) -> float:
    """What it costs that the numeral belongs to another level."""
    family = reading.style.family
    for other, entry in enumerate(state.entries, 1):
        if other != level and entry.style.family == family and other != state.guest:
            return NESTED if other < level else MOVED
    return 0.0


def prefix_cost(state: State, level: int, reading: Reading) -> float:
    """What the numbers before the last of a decimal label (2.1) say against its parent."""
    if len(reading.path) < 2:
        return 0.0
    if state.guest == level - 1 > 0:
        return 0.0
    return PREFIX if level == 1 or state.entries[level - 2].number != reading.path[-2] else 0.0


def order_cost(state: State, level: int, reading: Reading) -> float:
    """What the official order says against a style under its parent's; asked once a list, and not again where a level keeps its style."""
    if level == 1 or state.guest == level - 1:
        return 0.0
    parent = state.entries[level - 2].style
    apart = reading.style.rank - parent.rank
    if apart <= 0 and parent.family != reading.style.family:
        return SKIP if parent.family.startswith(DECIMAL) else INVERSE
    return SKIP if apart > 15 and len(reading.path) < 2 else 0.0


def evidence_cost(state: State, level: int, candidate: Candidate) -> float:
    """What the source's own depth and the shape of the passage say against a level."""
    cost = 0.0
    if level <= state.depth:
        beside = state.entries[level - 1]
        if beside.style is GUEST and beside.hint is None:
            return 0.0  # a word that stands alone (序言) says nothing of the numbers behind it
        if beside.hint != candidate.hint:
            cost += DEPTH
        if beside.make != candidate.make:
            cost += SHAPE
        if beside.known != candidate.known:
            cost += KNOWN
    elif level > 1:
        above = state.entries[level - 2].hint
        if above is not None and candidate.hint is not None and candidate.hint <= above:
            cost += DEPTH
    return cost
