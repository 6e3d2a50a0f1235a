"""The caption of a table: a title row of its own, or the line above that names it; and the unit that it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.document import Document, ParagraphKind, Table
from rules.header_words import is_agency, plain
from rules.passage import Passage
from rules.units import is_unit
from rules.words import lexicon

_GAP = 200  # characters of white space between lines
_LONGEST = 60  # characters; a longer line is a sentence
_REMARK = re.compile(r"\([^()]{0,30}\)$")
_SENTENCE = re.compile(r"[。;；!?]|[,:]$")
_LABEL = re.compile(r"\(?[0-9一二三四五六七八九十壹貳參肆伍陸柒捌玖拾]{1,3}[、.)]")
_BARE_ANNEX = re.compile(r"附[件表錄录][ \t\u3000]*\n\s*(?=\S)")
_UNIT_LINE = re.compile(r"\(?(?:計量|计量|金額|金额|貨幣)?[單单]位[:/](.{1,12}?)\)?")
_SCALE = re.compile("^[十百千萬万億亿]+(?=.)")
_UNIT = re.compile(r"[單单]位[:/]?(?P<named>[^\s,;:()、]{1,10})|\((?![單单]位)(?P<bracketed>[^()]{1,10})\)")


@cache
def _numbered() -> re.Pattern[str]:
    """A caption's number at its head: 表一, 附表 2, 附件1：, 表3-1, 專欄1."""
    names = "|".join(sorted(map(re.escape, lexicon("tables")["caption"]["numbered"]), key=len, reverse=True))
    return re.compile(rf"(?:{names})[一二三四五六七八九十0-9]{{1,3}}(?:[-.][0-9]{{1,2}})*(?![0-9年月])")


def find_caption(document: Document, table: Table, before: Sequence[Passage]) -> Passage | None:
    """The passage above a table that names it; only short lines (a unit, an introduction) may stand between."""
    above = list(lines_above(document, table, before))
    for index, passage in enumerate(above):
        number = above[index + 1] if index + 1 < len(above) else None
        if number is not None and _numbered().fullmatch(plain(number.text)[:_LONGEST]) and names_short(passage.text):
            return Passage(number.text + passage.text, number.spans + passage.spans, number.block)
        if is_caption(passage):
            bare = _BARE_ANNEX.match(passage.text)
            return passage.part(bare.end(), len(passage.text)) if bare else passage
        if len(passage.text) > _LONGEST or passage.text.rstrip().endswith("。"):
            return None
    return None


def lines_above(document: Document, table: Table, before: Sequence[Passage]) -> Iterator[Passage]:
    """The body passages right above a table, nearest first, up to the table before it."""
    edge = table.span.start
    for passage in reversed(before):
        if not passage.spans or passage.spans[0].start >= edge:
            continue  # a heading that a converter put into the table
        end = passage.spans[-1].end
        if edge - end > _GAP or document.text[end:edge].strip():
            return
        yield passage
        edge = passage.spans[0].start


def names_short(text: str) -> bool:
    """Whether a line is short and no sentence, as a title is."""
    line = plain(text)
    return 0 < len(line) <= _LONGEST and _SENTENCE.search(line) is None


def is_caption(passage: Passage) -> bool:
    """Whether a passage names the table below it."""
    return passage.kind is ParagraphKind.CAPTION or names_table(passage.text)


def names_table(text: str) -> bool:
    """Whether a line is the name of a table.

    >>> [names_table(t) for t in ("附表一總量管制實施措施", "核心價值推動小組人員名冊", "經費概算表（續）", "辦理情形如下表", "詳如附表，")]
    [True, True, True, False, False]
    """
    if len(text) > 3 * _LONGEST:
        return False
    line = plain(text)
    if not line or len(line) > _LONGEST or _SENTENCE.search(line):
        return False
    if _numbered().match(line):
        return True
    caption = lexicon("tables")["caption"]
    if _LABEL.match(line):
        return False  # a section's heading
    bare = line
    while (shorter := _REMARK.sub("", bare)) != bare:
        bare = shorter
    return bare.endswith(tuple(caption["ends"])) and not bare.endswith(tuple(caption["pointers"]))


def unit_in(text: str) -> str | None:
    """The unit that a header or caption names.

    >>> unit_in("經費概算表（單位：千元）"), unit_in("目標值(%)"), unit_in("機關（單位）"), unit_in("主辦單位：人事處")
    ('千元', '%', None, None)
    >>> unit_in("打捆离田任务（亩）"), unit_in("灌溉面积（万亩）")
    ('亩', '万亩')
    """
    known = _units()
    line = "".join(text.split())
    folded = plain(text)
    if len(line) != len(folded):
        return None
    for match in _UNIT.finditer(folded[: 4 * _LONGEST]):
        group = match.lastgroup or "named"
        inner = match.group(group)
        bare = _SCALE.sub("", inner)
        if (bare in known or is_unit(bare)) and (
            group == "bracketed" or match.start() == 0 or folded[match.start() - 1] in "(,;:、表"
        ):
            return line[match.start(group) : match.end(group)]
    return None


@cache
def _units() -> frozenset[str]:
    return frozenset(plain(word) for word in lexicon("tables")["units"]["words"])


def unit_above(before: Sequence[Passage], caption: Passage | None) -> str | None:
    """The unit that the caption or a line 「單位：千元」 right above a table gives."""
    named = unit_in(caption.text) if caption is not None else None
    return named or next(filter(None, (unit_line(p.text) for p in reversed(before[-2:]))), None)


def unit_line(text: str) -> str | None:
    """The unit that a line of its own gives, known or not; several with / between are two units or one.

    >>> unit_line("（單位：公噸CO2e）"), unit_line("單位：千元/人次"), unit_line("單位：人事處"), unit_line("單位：千元。")
    ('公噸CO2e', '千元/人次', None, None)
    """
    line = "".join(text.split())
    match = _UNIT_LINE.fullmatch(plain(text)[:40])
    if match is None or len(line) != len(plain(text)):
        return None
    unit = line[slice(*match.span(1))]
    agency = is_agency(plain(unit)) and plain(unit) not in _units()
    return None if agency or _SENTENCE.search(unit) else unit


def unit_for(unit: str | None, money: bool) -> str | None:
    """The unit of sums of money, or of other numbers, where a caption gives one for each.

    >>> [unit_for("千元/人次", money) for money in (True, False)], unit_for("元/人", False), unit_for("公里/小時", False)
    (['千元', '人次'], '人', '公里/小時')
    """
    members = re.split("[/、,，;；]", unit or "")
    sums = [member for member in members if member.endswith("元")]
    if len(members) != 2 or len(sums) != 1:
        return unit
    return sums[0] if money else next(member for member in members if member not in sums)
