"""Pages that nest their elements deeper than a parser or a reader follows: the frames are taken away, what stands in them is kept."""

from __future__ import annotations

import re
from collections import Counter

from extractors.markup import Element

MAX_DEPTH = 200  # elements within each other that are read as elements
MAX_FRAMES = 100  # of these, elements that only frame others
FRAMES = frozenset(
    "div span font center section article main aside form b i u strong em small big a blockquote ul ol dl li dd dt fieldset".split()
)
INLINE = frozenset("span font b i u strong em small big a".split())
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
RAW = frozenset("script style textarea title xmp noscript iframe".split())
BREAK = "<br>"
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:]*)(?P<rest>[^<>]*)>|<!--.*?-->", re.DOTALL)


def depth_of(body: Element) -> int:
    """How many elements stand within each other, at most."""
    depths: dict[Element, int] = {}
    for element in body.iter():
        depths[element] = depths.get(element.getparent(), 0) + 1
    return max(depths.values(), default=0)


def flattened(text: str) -> str:
    """The source of a page without the tags of elements that stand too deep; the end of a block becomes a line's end.

    >>> page = "<div>" * 1000 + "<p>甲</p>乙" + "</div>" * 1000
    >>> flattened(page).count("<div>"), "<p>甲</p>乙" in flattened(page)
    (100, True)
    """
    flattener = _Flattener()
    parts: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        between, instead = text[at : tag.start()], flattener.tag(tag) if tag["name"] else ""
        at = tag.end()
        if between or instead != BREAK or parts[-1:] != [BREAK]:
            parts += (piece for piece in (between, instead) if piece)
    return "".join([*parts, text[at:]])


class _Flattener:
    """Follows the tags of a page and says what stands in the place of each."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []  # name, and whether its tags are kept
        self._names: Counter[str] = Counter()
        self._kept = self._frames = 0

    def tag(self, tag: re.Match[str]) -> str:
        """The tag itself, a line's end, or nothing."""
        name = tag["name"].lower()
        if name in VOID or name in RAW or tag["rest"].endswith("/"):
            return tag[0]
        return self._close(name) if tag["end"] else self._begin(name, tag[0])

    def _begin(self, name: str, shown: str) -> str:
        frame = name in FRAMES
        keep = self._kept < MAX_DEPTH - 20 and not (frame and self._frames >= MAX_FRAMES)
        self._open.append((name, keep))
        self._names[name] += 1
        self._kept += keep
        self._frames += keep and frame
        return shown if keep else _instead(name)

    def _close(self, name: str) -> str:
        """What an end tag becomes; it closes what was left open within its element, an end without a beginning is dropped."""
        if not self._names[name]:
            return ""
        parts: list[str] = []
        while True:
            inner, kept = self._open.pop()
            self._names[inner] -= 1
            self._kept -= kept
            self._frames -= kept and inner in FRAMES
            parts.append((f"</{inner}>" if kept else _instead(inner)) if inner == name else "")
            if inner == name:
                return "".join(parts)


def _instead(name: str) -> str:
    return "" if name in INLINE else BREAK
