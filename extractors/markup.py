"""XML read without entities, without network, and as far as it goes where it is damaged."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lxml import etree

from extractors.errors import Code, Unreadable

Element = Any  # lxml's elements carry no types
MAX_NODES = 3_500_000  # elements and attributes, 120 bytes each in a tree; a plan of a thousand pages has a tenth of it


def parse_xml(content: bytes) -> tuple[Element, bool]:
    """The root of an XML document, and whether it was damaged and had to be recovered.

    Entities are never expanded and nothing is fetched; elements nested deeper than 256 are lost (libxml2's own cap).
    Raises Unreadable: corrupt where there is no element to be had, too-large where the tree would not fit into memory.
    """
    check_nodes(content, MAX_NODES)
    options = {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
        "remove_comments": True,
    }
    try:
        return etree.fromstring(content, etree.XMLParser(**options)), False
    except (etree.XMLSyntaxError, ValueError):
        pass
    try:
        root = etree.fromstring(content, etree.XMLParser(recover=True, **options))
    except (etree.XMLSyntaxError, ValueError):  # nothing to recover: "Document is empty"
        root = None
    if root is None:
        raise Unreadable(Code.CORRUPT, "the XML in the package cannot be read")
    return root, True


def check_nodes(content: bytes, most: int) -> None:
    """Raises Unreadable(too-large) where a parsed tree would have more than ``most`` nodes, closing tags counted in."""
    if len(content) > most and content.count(b"<") + content.count(b"=") > most:
        raise Unreadable(Code.TOO_LARGE, f"the document has more than {most} elements")


@lru_cache(maxsize=4096)
def local_name(tag: object) -> str:
    """The tag's name without its namespace; empty for comments and processing instructions.

    >>> local_name("{http://example.org/ns}p")
    'p'
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
