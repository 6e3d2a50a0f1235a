"""The parts of a Word package: found through relationships, or by name where those are lost."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.errors import Code, Unreadable
from extractors.markup import Element, local_name, parse_xml
from extractors.package import Package
from extractors.word_numbering import attribute, child, switched_on
from extractors.word_styles import Styles, read_styles

# Strict OOXML differs in its namespaces only, as far as text goes; local names are all that is looked at.
MAIN_TYPES = ("officeDocument",)
UNREAD = frozenset(("chart", "chartEx"))


@dataclass(slots=True)
class Parts:
    """What a reader sees of a package, parsed. ``notes`` are keyed by (footnote | endnote, id)."""

    body: Element
    styles: Styles
    numbering: Element | None = None
    headers: list[Element] = field(default_factory=list)
    footers: list[Element] = field(default_factory=list)
    notes: dict[tuple[str, str], Element] = field(default_factory=dict)
    diagrams: dict[str, list[Element]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()  # the kinds of parts that show something and are not read
    title: str | None = None
    producer: str | None = None
    damaged: bool = False

    def diagram(self, rel_ids: Element) -> list[Element]:
        """The texts of a SmartArt graphic, one element with w:t-like children a point."""
        return self.diagrams.get(attribute(rel_ids, "dm") or "", [])


@dataclass(slots=True)
class PartReader:
    """Reads parts of one package, remembering damage."""

    package: Package
    damaged: bool = False

    def root(self, name: str | None) -> Element | None:
        """The root element of a part; None where there is none or it holds no XML."""
        content = self.package.read(name) if name else None
        if content is None or not content.strip():
            return None
        try:
            root, damaged = parse_xml(content)
        except Unreadable:
            self.damaged = True
            return None
        self.damaged |= damaged
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """For each relationship id of a part its type's last word and its target's name; external ones left out."""
        folder, name = posixpath.split(part)
        root = self.root(posixpath.join(folder, "_rels", name + ".rels"))
        found = {}
        for element in root if root is not None else ():
            if local_name(element.tag) != "Relationship" or element.get("TargetMode") == "External":
                continue
            target = element.get("Target") or ""
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[element.get("Id") or ""] = ((element.get("Type") or "").rpartition("/")[2], path)
        return found


def main_part(reader: PartReader) -> str:
    """The name of the main document part.

    Raises Unreadable(corrupt) where the package has none.
    """
    for kind, target in reader.relations("").values():
        if kind in MAIN_TYPES and target in reader.package.names():
            return target
    for name in reader.package.names():
        if name.replace("\\", "/").endswith("word/document.xml"):
            reader.damaged = True
            return name
    raise Unreadable(Code.CORRUPT, "the package has no Word document in it")


def read_parts(package: Package) -> Parts:
    """All parts that are seen.

    Raises Unreadable(corrupt) where the main part is missing or no XML.
    """
    reader = PartReader(package)
    main = main_part(reader)
    root = reader.root(main)
    body = child(root, "body")
    if root is None or body is None:
        raise Unreadable(Code.CORRUPT, "the Word document has no body")
    relations = reader.relations(main)
    by_kind = dict(relations.values())
    folder = posixpath.dirname(main)

    def part(kind: str) -> Element | None:
        return reader.root(by_kind.get(kind) or posixpath.join(folder, kind + ".xml"))

    parts = Parts(body, read_styles(part("styles")), part("numbering"))
    parts.headers, parts.footers = _shown_margins(root, reader, relations, part("settings"))
    for kind in ("footnote", "endnote"):
        parts.notes |= {(kind, key): note for key, note in _notes(part(kind + "s"))}
    for key, (kind, target) in relations.items():
        if kind == "diagramData":
            parts.diagrams[key] = _diagram_texts(reader.root(target))
    parts.unread = tuple(sorted({kind for kind, _ in relations.values()} & UNREAD))
    parts.title = _property(reader.root("docProps/core.xml"), "title")
    parts.producer = _property(reader.root("docProps/app.xml"), "Application")
    parts.damaged = reader.damaged
    return parts


def _property(root: Element | None, name: str) -> str | None:
    element = child(root, name)
    return (element.text or "").strip() or None if element is not None else None


def _notes(root: Element | None) -> Iterator[tuple[str, Element]]:
    for note in root if root is not None else ():
        if local_name(note.tag) in ("footnote", "endnote") and attribute(note, "type") in (None, "normal"):
            yield attribute(note, "id") or "", note


def _shown_margins(
    root: Element, reader: PartReader, relations: dict[str, tuple[str, str]], settings: Element | None
) -> tuple[list[Element], list[Element]]:
    """The headers and footers that some page shows, each part once."""
    even = switched_on(child(settings, "evenAndOddHeaders"))
    shown: dict[str, dict[str, Element]] = {"header": {}, "footer": {}}
    for section in root.iter("{*}sectPr"):
        kinds = (
            {"default"}
            | ({"even"} if even else set())
            | ({"first"} if switched_on(child(section, "titlePg")) else set())
        )
        for reference in section:
            margin = local_name(reference.tag).removesuffix("Reference")
            _, target = relations.get(attribute(reference, "id") or "", ("", ""))
            if margin in shown and target and (attribute(reference, "type") or "default") in kinds:
                part = shown[margin].get(target)
                part = reader.root(target) if part is None else part
                if part is not None:
                    shown[margin][target] = part
    return list(shown["header"].values()), list(shown["footer"].values())


def _diagram_texts(root: Element | None) -> list[Element]:
    """The text bodies of a SmartArt's points: their a:p are read like w:p."""
    return [] if root is None else [e for e in root.iter("{*}t") if local_name(e.tag) == "t" and len(e)]
