"""Plain text and Markdown: the file itself is the text, its lines are paragraphs, and tables are found among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from extractors.box_table import find_box_tables
from extractors.builder import DocumentBuilder, fold_compatibility
from extractors.document import Block, Document, Meta, Span
from extractors.encoding import Decoded, decode
from extractors.errors import Code, Unreadable
from extractors.lines import Line, Stretch, split_lines
from extractors.markdown import find_pipe_tables, is_markdown, paragraph, with_line_breaks
from extractors.sniff import MARKDOWN, TEXT
from extractors.tab_table import find_tab_tables
from extractors.table_dump import find_dumped_tables

_FINDERS: Final = (find_pipe_tables, find_box_tables, find_tab_tables, find_dumped_tables)
_SUFFIXES: Final = {".md", ".markdown", ".mdown", ".mkd"}
_WHITE_CONTROLS: Final = "\t\n\v\f\r"
_MOST_SPANS: Final = 1000  # in one note; the message has the whole count
_DAMAGE_TOLERATED: Final = 0.25  # of the characters; with more it is not text


def read(content: bytes, name: str) -> Document:
    """A text file as a Document. Raises Unreadable where nothing but white space is in it, or no encoding fits."""
    decoded = decode(content)
    if not decoded.text.strip("\ufeff\0 \t\n\r\f\v\u3000\x1a"):
        raise Unreadable(Code.EMPTY, "the file holds nothing but white space")
    if len(decoded.replaced) > len(decoded.text) * _DAMAGE_TOLERATED:
        raise Unreadable(
            Code.UNSUPPORTED_TYPE, "the file is in no encoding known for Chinese text, or not a text at all"
        )
    text, replaced = _normalised(decoded)
    lines = split_lines(text)
    markdown = PurePath(name).suffix.lower() in _SUFFIXES or is_markdown(lines)
    meta = Meta(format="md" if markdown else "txt", encoding=decoded.encoding)
    builder = DocumentBuilder(name, MARKDOWN if markdown else TEXT, meta)
    builder.write(text)
    for block in blocks(text, lines, markdown):
        builder.add(block)
    _note_damage(builder, decoded, replaced)
    _note_controls(builder, text)
    return builder.build(content)


def _normalised(decoded: Decoded) -> tuple[str, tuple[Span, ...]]:
    """The text with LF line ends, and where its replaced characters stand in it."""
    text = fold_compatibility(decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
    if not decoded.replaced:
        return with_line_breaks(text), ()
    # a line end of two characters becomes one, so what stands behind it moves; U+FFFD are counted off instead
    wanted = set(decoded.replaced)
    ordinals = {n for n, at in enumerate(_places(decoded.text, "\ufffd")) if at in wanted}
    text = with_line_breaks(text)
    places = (at for n, at in enumerate(_places(text, "\ufffd")) if n in ordinals)
    return text, tuple(Span(at, at + 1) for at in places)


def _places(text: str, character: str) -> Iterator[int]:
    return (n for n, c in enumerate(text) if c == character)


def blocks(text: str, lines: Sequence[Line], markdown: bool) -> Iterator[Block]:
    """Tables and, between them, each line that is not blank, in reading order."""
    at = 0
    for stretch in _stretches(text, lines):
        yield from _paragraphs(lines[at : stretch.first], markdown)
        yield from stretch.blocks
        at = stretch.end
    yield from _paragraphs(lines[at:], markdown)


def _paragraphs(lines: Sequence[Line], markdown: bool) -> Iterator[Block]:
    read = (paragraph(line, markdown) for line in lines if not line.is_blank)
    return (block for block in read if block)


def _stretches(text: str, lines: Sequence[Line]) -> list[Stretch]:
    """What the finders of tables read, in order; of two that claim a line the earlier finder has it."""
    claimed = bytearray(len(lines))
    found = []
    for find in _FINDERS:
        for stretch in find(text, lines):
            if not any(claimed[stretch.first : stretch.end]):
                claimed[stretch.first : stretch.end] = b"\1" * (stretch.end - stretch.first)
                found.append(stretch)
    return sorted(found, key=lambda stretch: stretch.first)


def _note_damage(builder: DocumentBuilder, decoded: Decoded, replaced: tuple[Span, ...]) -> None:
    if decoded.bad_bytes:
        message = f"{decoded.bad_bytes} bytes are not {decoded.encoding} and were replaced by U+FFFD in {len(replaced)} places"
        builder.note("undecodable-bytes", message, spans=replaced[:_MOST_SPANS])


def _note_controls(builder: DocumentBuilder, text: str) -> None:
    controls = tuple(
        Span(n, n + 1) for n, c in enumerate(text) if (c < " " and c not in _WHITE_CONTROLS) or "\x7f" <= c < "\xa0"
    )
    if controls:
        builder.note(
            "control-characters", f"{len(controls)} control characters in the text", spans=controls[:_MOST_SPANS]
        )
