"""ODF's automatic numbers: list styles, running counters, labels (ODF 1.3 part 3 §5.3, §16.30)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.markup import Element, local_name
from extractors.number_formats import format_number, odf_format
from extractors.word_numbering import number

PLACE = re.compile(r"%(\d+)%")


def named(element: Element | None, name: str) -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if local_name(key) == name:
            return str(value)
    return None


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list style; ``pattern`` has %1% … where numbers go."""

    num_fmt: str = "none"
    pattern: str = ""
    start: int = 1
    separator: str = " "
    bullet: bool = False


def read_levels(style: Element) -> dict[int, ListLevel]:
    """The levels (from 1) of a text:list-style or text:outline-style."""
    levels = {}
    for element in style:
        at = number(named(element, "level"))
        if local_name(element.tag) == "list-level-style-bullet" or local_name(element.tag) == "list-level-style-image":
            levels[at] = ListLevel("bullet", "", bullet=True)
        elif local_name(element.tag) in ("list-level-style-number", "outline-level-style"):
            levels[at] = _numbered(element, at)
    return levels


def _numbered(element: Element, at: int) -> ListLevel:
    num_format = named(element, "num-format") or ""
    pattern = named(element, "num-list-format")
    if pattern is None:
        shown = max(min(number(named(element, "display-levels"), 1), at), 1)
        numbers = ".".join(f"%{n}%" for n in range(at - shown + 1, at + 1))
        pattern = (
            (named(element, "num-prefix") or "")
            + (numbers if num_format else "")
            + (named(element, "num-suffix") or "")
        )
    followed = next((named(e, "label-followed-by") for e in element.iter() if named(e, "label-followed-by")), "listtab")
    start = number(named(element, "start-value"), 1)
    return ListLevel(odf_format(num_format), pattern, start, "" if followed == "nothing" else " ")


@dataclass(slots=True)
class Counting:
    """The running numbers of one list, level → number; shared by the lists that continue it."""

    numbers: dict[int, int] = field(default_factory=dict)

    def advance(self, level: int, start: int, restart: int | None) -> None:
        """Count the next item of a level; deeper levels begin anew."""
        self.numbers[level] = restart if restart is not None else self.numbers.get(level, start - 1) + 1
        for deeper in [at for at in self.numbers if at > level]:
            del self.numbers[deeper]


def label_of(level: int, levels: dict[int, ListLevel], counting: Counting) -> str:
    """The label of the item that was counted last at a level."""

    def filled(match: re.Match[str]) -> str:
        at = number(match[1])
        other = levels.get(at, ListLevel("decimal"))
        return format_number(counting.numbers.get(at, other.start), other.num_fmt)

    return PLACE.sub(filled, levels[level].pattern) if level in levels else ""
