"""Word's styles: what a paragraph inherits (ECMA-376 part 1 §17.7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from extractors.markup import Element, local_name
from extractors.word_numbering import attribute, child, number, switched_on

MAX_CHAIN = 32  # longer basedOn chains are loops
ALIGNMENTS = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """Paragraph properties after inheritance; None where nothing says."""

    style_id: str = ""
    name: str = ""
    list_style_id: str = ""  # the style in the chain that names the list: the one that a level's w:pStyle means
    num_id: str | None = None
    ilvl: int | None = None
    heading_level: int | None = None
    alignment: str | None = None
    indent: float | None = None
    bold: bool | None = None
    font_size: float | None = None
    vanish: bool = False

    @property
    def is_caption(self) -> bool:
        return self.name.casefold() in ("caption", "標號", "题注")

    @property
    def is_contents(self) -> bool:
        return self.name.casefold().startswith(("toc ", "目錄", "目录"))


def toggle(properties: Element | None, name: str) -> bool | None:
    """A toggle property: True, False, or None where it does not stand."""
    element = child(properties, name)
    return None if element is None else switched_on(element)


@dataclass(slots=True)
class Styles:
    """The styles part. Empty where the package has none."""

    elements: dict[str, Element] = field(default_factory=dict)
    default: str = ""
    numbering: set[str] = field(default_factory=set)  # the ids of list styles
    _resolved: dict[str, ParagraphStyle] = field(default_factory=dict)

    @property
    def list_styles(self) -> dict[str, str]:
        """For each numbering style the numId that it stands for."""
        found = {}
        for name, element in self.elements.items():
            if name in self.numbering:
                num_id = attribute(child(child(child(element, "pPr"), "numPr"), "numId"))
                if num_id is not None:
                    found[name] = num_id
        return found

    def named(self, style_id: str, depth: int = 0) -> ParagraphStyle:
        """A style's properties with all that it inherits."""
        known = self._resolved.get(style_id)
        if known is None:
            known = self._resolve(style_id, depth)
            self._resolved[style_id] = known
        return known

    def _resolve(self, style_id: str, depth: int) -> ParagraphStyle:
        element = self.elements.get(style_id)
        if element is None or depth > MAX_CHAIN:
            return ParagraphStyle()
        base = attribute(child(element, "basedOn"))
        inherited = self.named(base, depth + 1) if base and base != style_id else ParagraphStyle()
        properties = child(element, "pPr")
        own = with_properties(inherited, properties, child(element, "rPr"))
        list_style = style_id if child(properties, "numPr") is not None else inherited.list_style_id
        name = attribute(child(element, "name")) or ""
        return replace(own, style_id=style_id, name=name, list_style_id=list_style)

    def of_paragraph(self, element: Element) -> ParagraphStyle:
        """What holds for a w:p."""
        properties = child(element, "pPr")
        style = self.named(attribute(child(properties, "pStyle")) or self.default)
        return style if properties is None else with_properties(style, properties, None)

    def run_is_bold(self, properties: Element | None) -> bool | None:
        """Whether a run with these w:rPr is bold; None where neither they nor its character style say."""
        own = toggle(properties, "b")
        style = attribute(child(properties, "rStyle"))
        return self.named(style).bold if own is None and style else own

    def run_is_hidden(self, properties: Element | None, inherited: bool) -> bool:
        """Whether a run with these w:rPr is hidden text."""
        if properties is None:
            return inherited
        own = toggle(properties, "vanish")
        if own is not None:
            return own
        style = attribute(child(properties, "rStyle"))
        return inherited or (style is not None and self.named(style).vanish)


def with_properties(style: ParagraphStyle, paragraph: Element | None, run: Element | None) -> ParagraphStyle:
    """The style with direct paragraph and run properties on top."""
    changes: dict[str, object] = {}
    for element in paragraph if paragraph is not None else ():
        match local_name(element.tag):
            case "numPr":
                changes |= _numbering(element)
            case "outlineLvl":
                level = number(attribute(element), 9)
                changes["heading_level"] = level + 1 if 0 <= level < 9 else None
            case "jc":
                changes["alignment"] = ALIGNMENTS.get(attribute(element) or "")
            case "ind":
                left = attribute(element, "left") or attribute(element, "start")
                changes["indent"] = number(left) / 20 if left else style.indent
    changes |= _run(run)
    return replace(style, **changes) if changes else style  # type: ignore[arg-type]


def _numbering(element: Element) -> dict[str, object]:
    found: dict[str, object] = {}
    if (num_id := attribute(child(element, "numId"))) is not None:
        found["num_id"] = num_id
    if (ilvl := attribute(child(element, "ilvl"))) is not None:
        found["ilvl"] = max(min(number(ilvl), 8), 0)
    return found


def _run(properties: Element | None) -> dict[str, object]:
    found: dict[str, object] = {}
    if properties is None:
        return found
    if (bold := toggle(properties, "b")) is not None:
        found["bold"] = bold
    if (vanish := toggle(properties, "vanish")) is not None:
        found["vanish"] = vanish
    if (size := attribute(child(properties, "sz"))) is not None:
        found["font_size"] = number(size) / 2
    return found


def read_styles(root: Element | None) -> Styles:
    """The styles of a styles part."""
    styles = Styles()
    for element in root if root is not None else ():
        if local_name(element.tag) != "style":
            continue
        style_id = attribute(element, "styleId") or ""
        styles.elements[style_id] = element
        if attribute(element, "type") == "numbering":
            styles.numbering.add(style_id)
        if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true"):
            styles.default = style_id
    return styles
