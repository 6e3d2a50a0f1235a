"""ODF styles: what a paragraph inherits, and the list styles (OpenDocument 1.3 part 3 §16)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extractors.markup import Element, local_name
from extractors.odf_lists import ListLevel, named, read_levels

MAX_CHAIN = 32  # longer chains of parents are loops
LENGTH = re.compile(r"(-?[0-9.]+)(pt|in|cm|mm)")
POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
ALIGNMENTS = {
    "start": "left",
    "left": "left",
    "center": "center",
    "end": "right",
    "right": "right",
    "justify": "justify",
}


@dataclass(frozen=True, slots=True)
class OdfParagraphStyle:
    """Paragraph properties after inheritance; None where nothing says."""

    display_name: str = ""
    list_style: str | None = None
    alignment: str | None = None
    indent: float | None = None
    bold: bool | None = None
    font_size: float | None = None
    hidden: bool = False

    @property
    def is_caption(self) -> bool:
        return self.display_name.casefold() in ("caption", "table", "標號", "题注")


def points(length: str | None) -> float | None:
    """A length in points.

    >>> points("0.5in"), points("1cm") is not None, points("50%")
    (36.0, True, None)
    """
    match = LENGTH.fullmatch(length or "")
    return float(match[1]) * POINTS[match[2]] if match and match[1].count(".") < 2 and match[1].strip(".-") else None


@dataclass(slots=True)
class OdfStyles:
    """The styles of a document: paragraph and text styles by name, list styles, the outline style."""

    elements: dict[tuple[str, str], Element] = field(default_factory=dict)
    lists: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    outline: dict[int, ListLevel] = field(default_factory=dict)
    _resolved: dict[str, OdfParagraphStyle] = field(default_factory=dict)

    def paragraph(self, name: str, depth: int = 0) -> OdfParagraphStyle:
        """A paragraph style with all that it inherits."""
        known = self._resolved.get(name)
        if known is None:
            known = self._resolve(name, depth)
            self._resolved[name] = known
        return known

    def _resolve(self, name: str, depth: int) -> OdfParagraphStyle:
        element = self.elements.get(("paragraph", name))
        if element is None or depth > MAX_CHAIN:
            return OdfParagraphStyle()
        parent = named(element, "parent-style-name")
        inherited = self.paragraph(parent, depth + 1) if parent and parent != name else OdfParagraphStyle()
        own = with_properties(inherited, element)
        display = named(element, "display-name") or name.replace("_20_", " ")
        return replace(own, display_name=inherited.display_name if inherited.is_caption else display)

    def text_is_hidden(self, name: str | None) -> bool:
        """Whether a text style hides its text."""
        element = self.elements.get(("text", name)) if name else None
        return element is not None and any(named(e, "display") == "none" for e in element)

    def cell_is_framed(self, name: str | None) -> bool:
        """Whether a cell style draws a border."""
        element = self.elements.get(("table-cell", name)) if name else None
        return element is not None and any(
            local_name(key).startswith("border") and value.split()[0:1] not in ([], ["none"])
            for properties in element
            for key, value in properties.attrib.items()
            if local_name(key) in ("border", "border-top", "border-bottom", "border-left", "border-right")
        )


def with_properties(style: OdfParagraphStyle, element: Element) -> OdfParagraphStyle:
    """The style with an element's own properties on top."""
    changes: dict[str, object] = {}
    if (list_style := named(element, "list-style-name")) is not None:
        changes["list_style"] = list_style or None
    for properties in element:
        if local_name(properties.tag) == "paragraph-properties":
            changes["alignment"] = ALIGNMENTS.get(named(properties, "text-align") or "", style.alignment)
            changes["indent"] = points(named(properties, "margin-left")) or style.indent
        elif local_name(properties.tag) == "text-properties":
            weight = named(properties, "font-weight")
            changes["bold"] = weight == "bold" if weight else style.bold
            changes["font_size"] = points(named(properties, "font-size")) or style.font_size
            changes["hidden"] = named(properties, "display") == "none" or style.hidden
    return replace(style, **changes)  # type: ignore[arg-type]


def read_odf_styles(*roots: Element | None) -> OdfStyles:
    """The styles of the parts of a document, those of earlier parts winning."""
    styles = OdfStyles()
    for root in roots:
        for element in root.iter("{*}style", "{*}list-style", "{*}outline-style") if root is not None else ():
            name = named(element, "name") or ""
            match local_name(element.tag):
                case "style":
                    styles.elements.setdefault((named(element, "family") or "", name), element)
                case "list-style":
                    styles.lists.setdefault(name, read_levels(element))
                case _:
                    styles.outline = styles.outline or read_levels(element)
    return styles
