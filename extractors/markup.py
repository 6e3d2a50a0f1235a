"""XML read without entities, without network, and as far as it goes where it is damaged."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lxml import etree

from extractors.errors import Code, Unreadable

Element = Any  # lxml's elements carry no types
MAX_DEPTH = 256  # libxml2's own cap without huge_tree


def parse_xml(content: bytes) -> tuple[Element, bool]:
    """The root of an XML document, and whether it was damaged and had to be recovered.

    Entities are never expanded and nothing is fetched. Raises Unreadable(corrupt) where there is no element to be had.
    """
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
        root = etree.fromstring(content, etree.XMLParser(recover=True, **options)) if content.strip() else None
    if root is None:
        raise Unreadable(Code.CORRUPT, "the XML in the package cannot be read")
    return root, True


@lru_cache(maxsize=4096)
def local_name(tag: object) -> str:
    """The tag's name without its namespace; empty for comments and processing instructions.

    >>> local_name("{http://example.org/ns}p")
    'p'
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
