"""Lists inside one cell: 「1、辦理研習2場次 2、宣導…」 cut at its numbers, which must count on from the first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rules.agency_name import is_agency
from rules.label import Label, read_label
from rules.passage import Passage

# where a number of a list can stand; what it is, read_label says
_CANDIDATE = re.compile(
    r"\((?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\)|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[甲乙丙丁戊己庚辛A-Za-z])[、.)]|[①-⑳⑴-⒇]"
)
_PUNCTUATION = "()、. "
_LINE_ENDS = "\n\v\u2028"  # of a paragraph, or within one
_LINE = re.compile(f"[^{_LINE_ENDS}]+")
_BULLET = re.compile(r"(?:^|(?<=[\n\v\u2028]))[ \t\u3000]*[•●‧・◎◆■▪※＊*\-－–][ \t\u3000]*", re.MULTILINE)
_SIGNS = (
    "甲乙丙丁戊己庚辛",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
)
_NOT_AFTER = "0123456789一二三四五六七八九十.、第表附~-及至或與与(/年"  # a number after one of these goes on with it


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a list: ``[start, text)`` is its label (empty where it has none) and ``[text, end)`` its text."""

    start: int
    label_end: int
    text: int
    end: int


def parts_of(passage: Passage) -> list[Part]:
    """The items of the list that a cell holds, in order; one part where it holds a single text, none where it is empty.

    >>> from extractors.document import Span
    >>> def cut(text): return [text[p.start:p.end] for p in parts_of(Passage(text, (Span(0, len(text)),)))]
    >>> cut("1、辦理研習2.5小時2、宣導1、2月各1場"), cut("103年及104年3月底前完成")
    (['1、辦理研習2.5小時', '2、宣導1、2月各1場'], ['103年及104年3月底前完成'])
    """
    marks = list(_numbers(passage)) or [(m.start(), m.start(), m.end()) for m in _BULLET.finditer(passage.text)]
    edges = [start for start, _, _ in marks] + [len(passage.text)]
    parts = [_trimmed(passage.text, *mark, edge) for mark, edge in zip(marks, edges[1:], strict=True)]
    if not marks or passage.text[: edges[0]].strip():
        before = _trimmed(passage.text, 0, 0, 0, edges[0])
        if not marks or not passage.folded[before.start : before.end].endswith(":"):
            parts.insert(0, before)
    return [part for part in parts if part.text < part.end]


def _numbers(passage: Passage) -> Iterator[tuple[int, int, int]]:
    """Start and end of each number of a list, and where its text begins; each number is one more than the last, or 1 again on a new line."""
    style, last = None, 0
    for match in _CANDIDATE.finditer(passage.folded):
        at = match.start()
        if not _can_stand(passage, at) or (style is not None and match.group().strip(_PUNCTUATION) not in _next(last)):
            continue
        label = read_label(passage.folded, at)
        if label is None or label.part or (label.weak and not _opens_line(passage.text, at)):
            continue
        if _follows(label, style is None, label.style is style, last, _opens_line(passage.text, at)):
            style, last = label.style, label.number or 0
            yield at, label.end, label.end


@cache
def _next(last: int) -> frozenset[str]:
    """How the number after the last, or a first one, can be written: no other is worth reading."""
    written = set()
    for number in (1, last + 1):
        written |= {str(number), *(signs[number - 1] for signs in _SIGNS if number <= len(signs))}
        if number < 100:
            tens, ones = divmod(number, 10)
            digits = "〇一二三四五六七八九"
            written.add((digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else ""))
    return frozenset(written)


def _follows(label: Label, first: bool, same: bool, last: int, opens_line: bool) -> bool:
    """Whether a label goes on with the list: the first on its own line with any number, the rest counting on."""
    if first:
        return opens_line or label.number == 1
    return same and (label.number == last + 1 or (label.number == 1 and opens_line))


def _can_stand(passage: Passage, at: int) -> bool:
    """Whether a number at this place can be one of a list: not within a figure or an enumeration in a sentence."""
    return _opens_line(passage.text, at) or passage.folded[at - 1] not in _NOT_AFTER


def _opens_line(text: str, at: int) -> bool:
    """Whether only blanks stand before, back to the line's head.

    >>> _opens_line("甲\\n  1、", 4), _opens_line("甲 1、", 2)
    (True, False)
    """
    while at > 0 and text[at - 1] in " \t\u3000":
        at -= 1
    return at == 0 or text[at - 1] in _LINE_ENDS


def _trimmed(text: str, start: int, label_end: int, begin: int, end: int) -> Part:
    """A part without the white space around its text."""
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return Part(start if label_end > start else begin, label_end if label_end > start else begin, begin, end)


def entries_of(passage: Passage) -> list[Part]:
    """The items of a list that answers to another: numbered, or the lines of a cell that are each the name of an agency.

    >>> from extractors.document import Span
    >>> def cut(text): return [text[p.start:p.end] for p in entries_of(Passage(text, (Span(0, len(text)),)))]
    >>> cut("行政處\\n計畫處"), cut("環境保\\n護局"), cut("1.檔案科\\n2.各單位")
    (['行政處', '計畫處'], ['環境保\\n護局'], ['1.檔案科', '2.各單位'])
    """
    parts = parts_of(passage)
    if len(parts) != 1 or not any(end in passage.text for end in _LINE_ENDS):
        return parts
    lines = [_trimmed(passage.text, 0, 0, *m.span()) for m in _LINE.finditer(passage.text) if m[0].strip()]
    names = ("".join(passage.folded[line.start : line.end].split()) for line in lines)
    return lines if all(map(is_agency, names)) else parts


def whole(passage: Passage) -> Part:
    """The cell as one item: its label parted where it holds a single labelled text, else the text as it is."""
    parts = parts_of(passage)
    if len(parts) == 1:
        return parts[0]
    return _trimmed(passage.text, 0, 0, 0, len(passage.text))
