"""What was seen and not understood: a number, a date or a label that no fact covers, and numbers that contradict each other.

Each look is a pattern for what a reader would take for a date, a sum … at a glance. It knows nothing of sense, so what a rule has read,
or read as part of something else, is never asked. Better silent than noisy: a person should nod at each diagnostic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from extractors.document import Note, Severity, Span
from rules.label import read_label
from rules.numeral import integer
from rules.outline import SET_OFF, Placed, attachments
from rules.passage import Passage, Site
from rules.plan import Found, Plan, Reference, ReferenceKind, Section, Target, TargetStatus
from rules.rule import Ranges, Rule, scan
from rules.several import further_documents


class Code(StrEnum):
    """The closed list of what the rules remark on."""

    UNREAD_DATE = "unread-date"
    UNREAD_AMOUNT = "unread-amount"
    UNREAD_QUANTITY = "unread-quantity"
    UNREAD_DOCUMENT_NUMBER = "unread-document-number"
    UNREAD_TARGET = "unread-target"
    UNREAD_LABEL = "unread-label"
    NUMBERING_GAP = "numbering-gap"
    DOUBLED_LABEL = "doubled-label"
    DOCUMENT_NUMBER_YEAR = "document-number-year"
    CALENDAR_UNSURE = "calendar-unsure"
    SEVERAL_DOCUMENTS = "several-documents"
    PARALLEL_LISTS = "parallel-lists"


MESSAGES = {
    Code.UNREAD_DATE: ("looks like a date and was not read", "似為日期，未能解讀"),
    Code.UNREAD_AMOUNT: ("looks like a sum of money and was not read", "似為金額，未能解讀"),
    Code.UNREAD_QUANTITY: ("looks like a number to be reached and was not read", "似為目標數值，未能解讀"),
    Code.UNREAD_DOCUMENT_NUMBER: ("looks like a document number and was not read", "似為文號，未能解讀"),
    Code.UNREAD_TARGET: ("the number in this target cell was not read", "目標值欄之數字未能解讀"),
    Code.UNREAD_LABEL: ("looks like a label and was held to be none", "似為項次編號，未採為章節"),
    Code.NUMBERING_GAP: ("the numbering is not in sequence", "編號不連續"),
    Code.DOUBLED_LABEL: ("the same number stands twice", "編號重複"),
    Code.DOCUMENT_NUMBER_YEAR: ("the year in the document number is not that of its date", "文號年份與日期不符"),
    Code.CALENDAR_UNSURE: (
        "simplified characters, and years read as those of the Republic",
        "簡體文字而年份依民國紀年解讀",
    ),
    Code.SEVERAL_DOCUMENTS: ("another plan or letter begins here", "此處另起一份計畫或公文"),
    Code.PARALLEL_LISTS: ("the lists in this row do not have as many entries", "同列清單項數不一"),
}

_LONGEST = 40  # characters of the source that a message shows


@dataclass(frozen=True, slots=True)
class Seen:
    """A site and the ranges of its passage that facts cover."""

    site: Site
    covered: Ranges


def diagnose(plan: Plan, placed: Sequence[Placed], seen: Iterable[Seen]) -> Iterator[Note]:
    """The remarks on a plan: what no fact covers in reading order, then those on targets, labels, numbers and the whole."""
    for place in seen:
        yield from unread(place)
    yield from unread_targets(plan.targets)
    yield from labels(placed)
    yield from numbering(plan.sections)
    yield from number_years(plan.references)
    yield from several(plan.sections, placed)
    if plan.overview.script == "Hans" and plan.overview.calendar == "roc":
        yield note(Code.CALENDAR_UNSURE, "", (), Severity.INFO)


def note(code: Code, words: str, spans: tuple[Span, ...], severity: Severity = Severity.WARNING) -> Note:
    """A diagnostic with the words that it is about, in both languages."""
    english, chinese = MESSAGES[code]
    shown = " ".join(words.split())
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    about = f"「{shown}」 " if shown else ""
    return Note(code.value, f"{about}{english} {chinese}", severity, spans)


# --- what no fact covers ----------------------------------------------------------------------------------------------

_FIGURE = "[0-9○〇零一二三四五六七八九十百]"
_B = "[ ]{0,2}"


def _is_year(match: re.Match[str]) -> Code | None:
    """A year alone counts where it can be none but a year: 103年, 2015年度; 30年 is rather a duration."""
    year = integer(match["year"])
    return Code.UNREAD_DATE if year is not None and (60 <= year < 150 or 1900 <= year < 2100) else None


def _as(code: Code) -> Callable[[re.Match[str]], Code]:
    return lambda match: code


@cache
def looks() -> tuple[Rule[Code], ...]:
    """What looks like something, each with its examples: a text and the code."""
    date, sum_of_money = _as(Code.UNREAD_DATE), _as(Code.UNREAD_AMOUNT)
    return (
        Rule(
            "look-date",
            (
                rf"(?:(?<![0-9○〇第]){_FIGURE}{{1,7}}{_B}年{_B})?(?<![0-9○〇一二三四五六七八九十個个第]){_FIGURE}{{1,3}}{_B}月{_B}"
                rf"(?:{_FIGURE}{{1,3}}{_B}[日號号](?!線|线)|[上中下]旬|底|初)"
            ),
            date,
            (("97年2月○○日", "unread-date"), ("113年13月5日前", "unread-date"), ("訂於２月30日", "unread-date")),
            ("○年○月", "3個月底", "每月10日", "第3月"),
            needs=re.compile(f"{_FIGURE}{_B}月"),
        ),
        Rule(
            "look-month",
            rf"(?<![0-9第])[0-9]{{2,4}}{_B}年{_B}[0-9]{{1,2}}{_B}月",
            date,
            (("113年13月", "unread-date"),),
            ("第3年3月", "三年", "13個月"),
            needs=re.compile(f"年{_B}[0-9]{{1,2}}{_B}月"),
        ),
        Rule(
            "look-year",
            rf"(?<![0-9.第共計约約])(?P<year>[0-9]{{3,4}}){_B}年(?![資资級级齡龄次份間间以來来內内一]|{_B}[0-9]|[上之])",
            _is_year,
            (("103年 預算", "unread-date"), ("2015年度", "unread-date")),
            ("30年", "500年", "100年一遇", "第103年", "100年以上"),
            needs=re.compile(f"[0-9]{_B}年"),
        ),
        Rule(
            "look-figures",
            r"(?<![0-9A-Za-z./-])(?:(?:19|20)[0-9]{2}|1[0-4][0-9]|[6-9][0-9])([./-])[0-9]{1,2}\1[0-9]{1,2}(?![0-9A-Za-z./-])",
            date,
            (("日期：104/13/45", "unread-date"), ("2019.2.30", "unread-date")),
            ("1.2.3", "電話04-7654-321", "192.168.0.1"),
            needs=re.compile("[0-9]{2}[./-][0-9]{1,2}[./-]"),
        ),
        Rule(
            "look-term",
            re.compile(r"第[ ]?[0-9一二三四五六七八九十]{1,3}[ ]?(?:學期|学期|季度?|週|周)(?![年期刊])"),
            date,
            (("第5週完成", "unread-date"), ("第二學期", "unread-date")),
            ("每學期", "第五期", "二週內", "第3周年"),
        ),
        Rule(
            "look-amount",
            (
                r"(?:NT\$|US\$|RMB|¥|\$|新臺幣|新台幣|新台币|人民[幣币])[約约計计共]?[ ]?[0-9][0-9,.]*|"
                r"(?<![0-9.,])[0-9](?:[0-9,.]*[0-9])?[十百千仟萬万億亿]{0,3}元(?![旦素化件宵])"
            ),
            sum_of_money,
            (("計1,2,3元整", "unread-amount"), ("NT$500", "unread-amount")),
            ("多元化", "公元2015", "元月", "5單元"),
            needs=re.compile("[$¥]|RMB|新[臺台]|人民|[0-9十百千仟萬万億亿]元"),
        ),
        Rule(
            "look-document-number",
            r"[字第][ ]?[0-9〇零○]{7,11}[A-Z]?[ ]?[號号]|[〔\[(](?:19|20)[0-9]{2}[〕\])][ ]?[0-9]{1,5}[ ]?号",
            _as(Code.UNREAD_DOCUMENT_NUMBER),
            (("依第0930061451號函", "unread-document-number"), ("(2021)11号文", "unread-document-number")),
            ("第11號", "2021年11号线", "電話1234567"),
            needs=re.compile("[號号]"),
        ),
        Rule(
            "look-bound",
            re.compile(r"[≤≥][ ]?[0-9][0-9,.]*%?"),
            _as(Code.UNREAD_QUANTITY),
            (("合格率≧七○及≧70%", "unread-quantity"),),
            ("PSI>100", "≥一定規模"),
        ),
    )


def unread(seen: Seen) -> Iterator[Note]:
    """What looks like a date, a sum, a document number or a bound in a passage, and no fact covers."""
    if seen.site.is_header:
        return
    passage = seen.site.passage
    for hit in scan(looks(), passage.folded):
        if not seen.covered.touch(hit.start, hit.end):
            yield note(hit.value, passage.text[hit.start : hit.end], passage.spans_of(hit.start, hit.end))


def unread_targets(targets: Iterable[Found[Target]]) -> Iterator[Note]:
    """Target cells with a number that no rule read."""
    for found in targets:
        if found.value.status is TargetStatus.UNPARSED:
            yield note(Code.UNREAD_TARGET, found.value.text, found.spans)


# --- labels and numbering ---------------------------------------------------------------------------------------------


def labels(placed: Sequence[Placed]) -> Iterator[Note]:
    """Paragraphs that begin like a numbered item and are held to be none; not lists of what is attached, nor what the source sets off in a box."""
    listed = attachments([place.passage for place in placed])
    for index, place in enumerate(placed):
        if place.kind != "paragraph" or index in listed or place.passage.style.source == SET_OFF:
            continue
        if words := _label_of(place.passage):
            start = place.passage.text.index(words)
            yield note(Code.UNREAD_LABEL, words, place.passage.spans_of(start, start + len(words)), Severity.INFO)


def _label_of(passage: Passage) -> str | None:
    """The clear label that a passage begins with."""
    lead = len(passage.folded) - len(passage.folded.lstrip(" "))
    label = read_label(passage.folded, lead)
    if label is None or label.weak or label.part:
        return None
    return passage.text[label.start : label.end].strip() or None


def numbering(sections: Sequence[Found[Section]]) -> Iterator[Note]:
    """Labels that do not count on from the one before them in the same list."""
    last: dict[tuple[int | None, str], int] = {}
    for found in sections:
        section = found.value
        if section.number is None or not section.label or section.role == "annex":
            continue
        place = (section.parent, section.style)
        before = last.get(place)
        last[place] = section.number
        code = _step(before, section.number)
        if code is not None:
            yield note(code, section.label_restored or section.label, found.spans)


def _step(before: int | None, number: int) -> Code | None:
    if before is None or number == before + 1:
        return None
    return Code.DOUBLED_LABEL if number == before else Code.NUMBERING_GAP


def several(sections: Sequence[Found[Section]], placed: Sequence[Placed]) -> Iterator[Note]:
    """Each further plan or letter that a file holds: what is said of the whole is said of the first."""
    for passage in further_documents(sections, placed):
        yield note(Code.SEVERAL_DOCUMENTS, passage.text, passage.spans)


# --- document numbers -------------------------------------------------------------------------------------------------

_SERIAL = re.compile(
    r"第(?P<year>[01〇零○一][0-9〇零○一二三四五六七八九]{2})[0-9〇零○一二三四五六七八九]{7,8}[A-Z]?[號号]"
)
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def number_years(references: Iterable[Found[Reference]]) -> Iterator[Note]:
    """Document numbers of ten figures, whose first three are the ROC year of issue, beside a date of another year."""
    for found in references:
        reference = found.value
        if reference.kind is not ReferenceKind.DOCUMENT_NUMBER or reference.date is None:
            continue
        serial = _SERIAL.search(reference.number or "")
        if serial and int(serial["year"].translate(_DIGITS)) != reference.date.year - 1911:
            yield note(Code.DOCUMENT_NUMBER_YEAR, f"{reference.date} {reference.number}", found.spans, Severity.INFO)
