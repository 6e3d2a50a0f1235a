"""What of a web page is its document, and what is the site around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.markup import Element, local_name

INVISIBLE = frozenset(
    """script style head noscript template iframe canvas object embed svg select option datalist button input textarea audio video map
    shapetype formulas colgroup col rp""".split()
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
CHROME_TAGS = frozenset("nav header footer aside menu".split())
# names that sites give to what stands around the document, as whole words of class and id
CHROME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumb|crumbs?|sidebar|footer|foot|copyright|share|bdshare|toolbar|topbar|"
    r"login|search|qrcode|ewm|related|recommend|pagination|pager|skip|accesskey)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
# names of what stands at the head of a page: of the site where there are links in it, of the document where there are none
HEAD_NAMES = re.compile(
    r"(?:^|[\s_-])(?:header|head|hd|top|banner|logo|position|location|weizhi|dqwz)(?:$|[\s_\d-])", re.IGNORECASE
)
SHARE_OF_PAGE = 0.6  # the document is what holds this share of the page's text
SHARE_OF_PARENT = 0.8
LINK_SHARE = 0.5  # a block with more of its text in links is navigation
NEAR_BEFORE, NEAR_AFTER = 2, 1  # levels above the document's element whose other content still belongs to it
MAX_DEPTH = 100  # of the document's element
CONTAINERS = frozenset("body div td th tr tbody table section article main form center font span dd dl ul li".split())


@dataclass(frozen=True, slots=True)
class Measure:
    """Characters without white space under an element: all of them, and those in links."""

    text: int
    linked: int


def measure(body: Element) -> dict[Element, Measure]:
    """The measures of all elements of a page, in one pass."""
    elements = list(body.iter())
    text = dict.fromkeys(elements, 0)
    linked = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        if is_invisible(element):
            text[element] = linked[element] = 0
        else:
            text[element] += squeezed(element.text)
        if local_name(element.tag) == "a":
            linked[element] = text[element]
        parent = element.getparent()
        if parent is not None and parent in text:
            text[parent] += text[element] + squeezed(element.tail)
            linked[parent] += linked[element]
    return {element: Measure(text[element], linked[element]) for element in elements}


def is_invisible(element: Element) -> bool:
    """Whether nothing of an element is shown: by its tag or its own attributes."""
    if local_name(element.tag) in INVISIBLE or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and bool(HIDDEN.search(style))


def squeezed(text: str | None) -> int:
    """How many characters of a text are no white space."""
    return len("".join(text.split())) if text else 0


def find_main(body: Element, measures: dict[Element, Measure], tables: frozenset[Element]) -> Element:
    """The innermost element that still holds the document: most of the page's text outside links; not a part of a data table."""
    weight = {element: m.text - m.linked for element, m in measures.items()}
    whole, at = weight[body], body
    for _ in range(MAX_DEPTH):
        inner = max(
            (c for c in at if local_name(c.tag) in CONTAINERS and c not in tables),
            key=lambda c: weight.get(c, 0),
            default=None,
        )
        if inner is None or weight[inner] < max(whole * SHARE_OF_PAGE, weight[at] * SHARE_OF_PARENT):
            return at
        at = inner
    return at


def is_chrome(element: Element, measures: dict[Element, Measure]) -> bool:
    """Whether an element outside the document is navigation by its tag, its name or its links."""
    if local_name(element.tag) in CHROME_TAGS or element.get("role") in (
        "navigation",
        "banner",
        "contentinfo",
        "search",
    ):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if CHROME_NAMES.search(names):
        return True
    found = measures.get(element)
    if found is None:
        return False
    return found.linked > found.text * LINK_SHARE or (found.linked > 0 and HEAD_NAMES.search(names) is not None)
