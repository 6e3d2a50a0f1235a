"""Word's automatic numbers: from numbering.xml to the label that a reader sees.

Levels, starts, restarts and overrides after ECMA-376 part 1 §17.9; how a number is written: ``number_formats.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from extractors.markup import Element, local_name
from extractors.number_formats import format_number, sampled_format

TRANSITIONAL = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"  # the namespace of nearly all documents


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: ``text`` is the pattern with %1 … %9, ``restart`` the level (from 1) whose use restarts it, 0 never."""

    start: int = 1
    num_fmt: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"


@dataclass(frozen=True, slots=True)
class Num:
    """A w:num: the abstract list it counts in, levels it replaces and starts it overrides."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """A computed label: its text, its numFmt, its level from 0, and what divides it from the paragraph's text."""

    text: str
    num_fmt: str
    level: int
    separator: str


def attribute(element: Element | None, name: str = "val") -> str | None:
    """The attribute of a WordprocessingML element by its local name."""
    if element is None:
        return None
    found: str | None = element.get(TRANSITIONAL + name)
    if found is None:  # strict OOXML, r:id, none at all
        found = next((element.get(key) for key in element.keys() if local_name(key) == name), None)  # noqa: SIM118
    return found


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that local name."""
    for inner in element if element is not None else ():
        if local_name(inner.tag) == name:
            return inner
    return None


def switched_on(toggle: Element | None) -> bool:
    """Whether an on-off property (w:tblHeader, w:titlePg …) stands there and is on."""
    return toggle is not None and attribute(toggle) not in ("0", "false", "off", "none")


def number(text: str | None, otherwise: int = 0) -> int:
    """The whole number that an attribute writes, capped to a sane range.

    >>> number("7"), number("-99999999999"), number("x", 3), number(None)
    (7, -1000000, 3, 0)
    """
    try:
        return max(min(int(float(text or otherwise)), 1_000_000), -1_000_000)
    except (ValueError, OverflowError):
        return otherwise


LEVEL_PARTS = frozenset("start numFmt lvlText lvlRestart suff".split())


def read_level(element: Element) -> Level:
    """A w:lvl element."""
    parts = {name: attribute(c) for c in element if (name := local_name(c.tag)) in LEVEL_PARTS}
    return Level(
        start=number(parts.get("start"), 1) if "start" in parts else 0,
        num_fmt=_format_of(element, parts.get("numFmt")),
        text=parts.get("lvlText") or "",
        restart=number(parts["lvlRestart"]) if "lvlRestart" in parts else None,
        legal=switched_on(child(element, "isLgl")),
        suffix=parts.get("suff") or "tab",
    )


def _format_of(level: Element, plain: str | None) -> str:
    """The level's numFmt; newer Word puts some into mc:AlternateContent (decimalFullWidth2 …, custom formats)."""
    if plain is not None:
        return plain
    for element in level.iter("{*}numFmt"):
        name = attribute(element) or "decimal"
        return sampled_format(attribute(element, "format") or "") if name == "custom" else name
    return "decimal"


class Lists:
    """All lists of a document with their running counters. ``label`` is called once for each paragraph, in reading order."""

    def __init__(
        self,
        numbering: Element | None,
        style_lists: dict[str, str] | None = None,
        lone: frozenset[str] = frozenset(),
    ) -> None:
        """``numbering`` is the root of numbering.xml; ``style_lists`` maps list styles to the numId they stand for.

        A list whose numId is in ``lone`` is taken for the split-off first item of the alike list that follows it.
        """
        self._abstracts: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._nums: dict[str, Num] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._style_lists = style_lists or {}
        self._lone = lone
        self._rejoiners: set[str] = set()
        self._open: dict[int, str] = {}  # level → the numId counted there last, since anything shallower was
        self.style_levels: dict[tuple[str, str], int] = {}
        for element in numbering if numbering is not None else ():
            self._read(element)

    def _read(self, element: Element) -> None:
        if local_name(element.tag) == "abstractNum":
            self._read_abstract(element)
        elif local_name(element.tag) == "num":
            self._read_num(element)

    def _read_abstract(self, element: Element) -> None:
        name = attribute(element, "abstractNumId") or ""
        levels = {}
        for lvl in element:
            if local_name(lvl.tag) == "lvl":
                at = number(attribute(lvl, "ilvl"))
                levels[at] = read_level(lvl)
                if style := attribute(child(lvl, "pStyle")):
                    self.style_levels[(name, style)] = at
        self._abstracts[name] = levels
        if link := attribute(child(element, "numStyleLink")):
            self._links[name] = link

    def _read_num(self, element: Element) -> None:
        levels, starts = {}, {}
        for override in element:
            if local_name(override.tag) != "lvlOverride":
                continue
            at = number(attribute(override, "ilvl"))
            if (start := child(override, "startOverride")) is not None:
                starts[at] = number(attribute(start), 1)
            if (level := child(override, "lvl")) is not None:
                levels[at] = read_level(level)
        abstract = attribute(child(element, "abstractNumId")) or ""
        self._nums[attribute(element, "numId") or ""] = Num(abstract, levels, starts)

    def abstract_of(self, num_id: str) -> str | None:
        """The abstract list that a numId counts in, list-style links followed; None for an unknown numId."""
        num = self._nums.get(num_id)
        for _ in range(8):  # a chain of links this long is a loop
            if num is None:
                return None
            link = self._links.get(num.abstract)
            if link is None:
                return num.abstract
            num = self._nums.get(self._style_lists.get(link, ""))
        return None

    def label(self, num_id: str, ilvl: int) -> ShownLabel | None:
        """The label of the next paragraph at that level of that list; None for no list (numId 0) or an unknown one."""
        abstract = self.abstract_of(num_id)
        if abstract is None:
            return None
        num = self._nums[num_id]
        levels = {**self._abstracts.get(abstract, {}), **num.levels}
        level = levels.get(ilvl)
        if level is None:
            return None
        counters = self._rejoined(num_id, ilvl, level) or self._counters.setdefault(abstract, {})
        self._count(counters, num_id, num, ilvl, levels)
        self._open = {at: used for at, used in self._open.items() if at < ilvl} | {ilvl: num_id}
        separator = "" if level.suffix == "nothing" else " "
        return ShownLabel(shown(level, ilvl, levels, counters), level.num_fmt, ilvl, separator)

    def leave(self) -> None:
        """A table cell begins or ends: no list goes on over its border as the rest of a split one."""
        if self._open:
            self._open = {}

    def _rejoined(self, num_id: str, ilvl: int, level: Level) -> dict[int, int] | None:
        """The counters of the lone list just before, where this list begins like its continuation; shared from then on."""
        before, abstract = self._open.get(ilvl, ""), self.abstract_of(num_id)
        other = self.abstract_of(before) if before in self._lone and before != num_id else None
        if other is None or abstract is None or before in self._rejoiners or ilvl in self._counters.get(abstract, {}):
            return None
        levels = {**self._abstracts.get(other, {}), **self._nums[before].levels}
        if replace(levels.get(ilvl, Level()), start=level.start) != level:
            return None
        self._rejoiners.add(num_id)
        self._started.add((num_id, ilvl))  # an override of its start is part of the split
        self._counters[abstract] = self._counters[other]
        return self._counters[abstract]

    def _count(self, counters: dict[int, int], num_id: str, num: Num, ilvl: int, levels: dict[int, Level]) -> None:
        """Advance the counter of the level and restart those below it."""
        if ilvl in num.starts and (num_id, ilvl) not in self._started:
            counters[ilvl] = num.starts[ilvl]
        elif ilvl in counters:
            counters[ilvl] += 1
        else:
            counters[ilvl] = num.starts.get(ilvl, levels[ilvl].start)
        self._started.add((num_id, ilvl))
        for below in [at for at in counters if at > ilvl]:
            restart = levels[below].restart if below in levels else None
            if restart is None or 0 < ilvl + 1 <= restart:
                del counters[below]


def shown(level: Level, ilvl: int, levels: dict[int, Level], counters: dict[int, int]) -> str:
    """The level's pattern with its numbers filled in."""
    if level.num_fmt in ("bullet", "none") and "%" not in level.text:
        return level.text if level.num_fmt == "none" else ""
    out, rest = "", level.text
    while rest:
        before, sign, rest = rest.partition("%")
        out += before
        if not sign:
            break
        if rest[:1].isdigit() and rest[0] != "0":
            out += _filled(int(rest[0]) - 1, level, levels, counters)
            rest = rest[1:]
        else:
            out += sign
    return out


def _filled(at: int, level: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
    other = levels.get(at, Level())
    if level.legal:
        other = replace(other, num_fmt="decimal")
    return format_number(counters.get(at, other.start), other.num_fmt)
