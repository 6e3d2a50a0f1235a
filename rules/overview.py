"""What a plan says of itself as a whole: title, issuer, number, day of issue, period, script and calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise, zip_longest

from extractors.document import Document, Span
from rules.agency_name import is_agency, leading_name, leading_place
from rules.outline import Outline, Placed
from rules.passage import Passage, Site
from rules.period import Frame, decide_calendar, find_periods
from rules.plan import CalendarKind, Overview, Period, PeriodKind, Precision, Reference, ReferenceKind
from rules.reference import find_references
from rules.rule import Hit
from rules.script import decide_script
from rules.words import any_of, lexicon

_FRONT = 60  # passages: a title stands among the first, after what a page on the web or a cover has before it
_SAMPLE = 400  # passages that are asked for who the plan calls itself
_CHROME = frozenset({"header", "footer", "footnote", "caption", "contents"})
_QUOTED = re.compile(r"[「《『“]([^「」《》『』“”]{4,60})[」》』”]")
_PASSED_ON = re.compile(r"(?:关于|關於)(?:印发|印發|转发|轉發|批转|下发|公布|發布)(.{4,80}?)的通知")
_ANNOUNCES = re.compile("公告|令:|函:|主旨:|印发给|檢送|函頒")


@dataclass(frozen=True, slots=True)
class Line:
    """A passage of the front matter: what it says folded and without blanks, Markdown signs aside."""

    bare: str
    placed: Placed

    @property
    def passage(self) -> Passage:
        return self.placed.passage


def read_overview(document: Document, outline: Outline) -> tuple[Overview, Frame]:
    """What the plan says of itself, and the frame that its dates are read against."""
    lines = _lines(outline)
    calendar = decide_calendar([p.passage for p in outline.placed])
    openings = _openings(document, lines)
    title = _title(lines, openings) or _title_of_file(document)
    frame = Frame(calendar)
    number, issued = _number(lines, frame), _issued(lines, frame)
    named = _periods(_passage(title), frame) if title else []
    year = next(
        (h.value for h in named if h.value.precision is Precision.YEAR and h.value.kind is not PeriodKind.RANGE), None
    )
    start, end = _plan_period(named, outline, frame, year)
    overview = Overview(
        title=title,
        issuer=_issuer(title, lines, openings),
        doc_number=number,
        issued_date=issued,
        year=year.start.year if year and year.start else None,
        year_roc=_roc(year),
        plan_start=start,
        plan_end=end,
        script=decide_script(document.text),
        calendar=calendar.value,
    )
    first = overview.year or (start.year if start else None) or (issued.year if issued else None)
    return overview, Frame(calendar, first, start, end, overview.script)


def _passage(text: str) -> Passage:
    """A text that stands for itself, apart from the document."""
    return Passage(text, (Span(0, len(text)),))


def _squeeze(passage: Passage) -> str:
    return re.sub(r"^[#*\-]+|\*+$", "", passage.folded.replace(" ", ""))


def _lines(outline: Outline) -> list[Line]:
    """The body's passages that say something."""
    lines = (Line(_squeeze(p.passage), p) for p in outline.placed if p.kind not in _CHROME)
    return [line for line in lines if line.bare]


def _openings(document: Document, lines: Sequence[Line]) -> list[str]:
    """What the document opens with, where a covering notice says what it passes on: the file's title, and each line and pair of lines."""
    first = [line.bare for line in lines[:12]]
    named = [_squeeze(_passage(document.meta.title))] if document.meta.title else []
    return [*named, *first, *(a + b for a, b in pairwise(first))]


def _periods(passage: Passage, frame: Frame) -> list[Hit[Period]]:
    return find_periods(Site(passage), frame)


# --- title ------------------------------------------------------------------------------------------------------------


@cache
def _title_pattern() -> re.Pattern[str]:
    words = lexicon("titles")["ending"]
    after = any_of(words["after"])
    return re.compile(
        rf"(?!{any_of(words['not_at_head'])}|[(]?[0-9一二三四五六七八九十壹貳參肆伍]{{1,3}}[)、.:])"
        rf"[^。;:!?|]{{2,78}}?{any_of(words['words'])}(?:{after})?(?:\([^()]{{1,30}}\)){{0,2}}"
    )


def is_title(bare: str) -> bool:
    """Whether a line (folded, without blanks) can be the title of a plan.

    >>> [is_title(t) for t in ("嘉義市政府人事處中程(108至111年度)施政計畫", "一、依據:", "依本計畫辦理", "方案", "中程施政計畫(草案)")]
    [True, False, False, False, True]
    """
    return 5 <= len(bare) <= 110 and _title_pattern().fullmatch(bare) is not None


def tidy(text: str) -> str:
    """A title as printed, Markdown signs and line ends aside.

    >>> tidy("# 新竹市政府 109 年\\n訓練進修計畫 ")
    '新竹市政府 109 年訓練進修計畫'
    """
    text = re.sub(r"^[#*\s]+|[*\s]+$", "", text)
    return re.sub(r"\s+", " ", re.sub(r"[ \u3000]*[\r\n\t]+[ \u3000]*", "", text))


def _title(lines: Sequence[Line], openings: Sequence[str]) -> str | None:
    """The title: of the plan itself where a covering notice comes first; the full one where a short form stands over it."""
    front = lines[:_FRONT]
    passed_on = _passed_on(openings, lines)
    if passed_on:
        return passed_on
    at = next((i for i, line in enumerate(front) if is_title(line.bare)), None)
    if at is None:
        marked = next((line for line in front if line.placed.kind == "title"), None)
        return tidy(marked.passage.text) if marked else None
    fuller = [i for i in range(at + 1, min(at + 6, len(front))) if _completes(front[i].bare, front[at].bare)]
    return _whole_title(front, fuller[0] if fuller else at)


def _completes(longer: str, short: str) -> bool:
    """Whether a running title is but the end of the line."""
    return is_title(longer) and len(longer) > len(short) and longer.endswith(short)


def _whole_title(lines: Sequence[Line], at: int) -> str:
    """The title at a line with the lines that belong to it: its beginning above, its years in brackets below."""
    parts = [tidy(lines[at].passage.text)]
    if at and _begins_title(lines[at - 1], lines[at]):
        parts.insert(0, tidy(lines[at - 1].passage.text))
    if at + 1 < len(lines) and re.fullmatch(
        r"\((?:[^()]{0,24}(?:年|年度|草案|試行|试行|修正版|修訂版)|[0-9]{2,4}[-~至][0-9]{2,4})\)", lines[at + 1].bare
    ):
        parts.append(tidy(lines[at + 1].passage.text))
    return "".join(parts)


def _begins_title(above: Line, line: Line) -> bool:
    """Whether the line above is the first half of the title: an issuer alone, 国务院办公厅关于加强 …, or a place and its subject."""
    bare = above.bare
    apart = above.passage.block + 3 < line.passage.block
    if apart or not 2 <= len(bare) <= 40 or is_title(bare) or re.search(r"[。;:!?,、)]|[0-9]{3}|文件$|[號号]$", bare):
        return False
    if re.search("关于|關於", bare):
        return leading_name(bare) is not None
    if is_agency(bare):
        return not line.bare.startswith(bare) and leading_name(line.bare) is None
    return leading_place(bare) is not None and line.bare[0] in "第关關推促加"


def _passed_on(openings: Sequence[str], lines: Sequence[Line]) -> str | None:
    """The title of the plan that an announcement or notice passes on, where it stands on a line of its own."""
    for opening in openings:
        notice = _PASSED_ON.search(opening) or (_ANNOUNCES.search(opening) and _QUOTED.search(opening))
        name = notice[1].strip("《》「」") if notice else None
        if name and is_title(name):
            own = (line for line in lines if line.bare.startswith(name) and len(line.bare) <= len(name) + 24)
            found = next((line for line in own if "。" not in line.bare and line.bare not in openings[:1]), None)
            if found:
                return tidy(found.passage.text)
    return None


def _title_of_file(document: Document) -> str | None:
    """The title that the file's properties give, where it looks like one."""
    title = document.meta.title
    return tidy(title) if title and is_title(_squeeze(_passage(title))) else None


# --- issuer -----------------------------------------------------------------------------------------------------------


def _issuer(title: str | None, lines: Sequence[Line], openings: Sequence[str]) -> str | None:
    """Who issued the plan, by the first of these that says it."""
    bare = _squeeze(_passage(title)) if title else ""
    heads = (
        _issuer_in_title(title),
        _announcer(openings),
        _labelled(lines, "issuer"),
        _red_head(lines),
        _calls_itself(lines),
        _signature(lines)[0],
        _labelled(lines, "host"),
        _government_of_place(bare, lines),
    )
    return next((name for name in heads if name), None)


def _issuer_in_title(title: str | None) -> str | None:
    """The agency that a title, or the part of it after a blank, begins with; a year may stand before it."""
    for piece in [title, *re.split(r"\s+", title)[1:]] if title else []:
        bare = re.sub(
            r"^[(]?(?:[0-9]{2,4}|[一二三四五六七八九十〇零]{2,5})(?:學年度|学年度|年度|年)[)]?",
            "",
            _squeeze(_passage(piece)),
        )
        name = leading_name(bare)
        if name:
            return name
    return None


def _announcer(openings: Sequence[str]) -> str | None:
    """…公告：, …令, 国务院办公厅关于…的通知."""
    for opening in openings:
        said = re.match(r"(?P<who>[^0-9。:;,]{3,40}?)(?:公告|令|函|关于|關於)", opening)
        if said and all(is_agency(name) for name in said["who"].split("、")):
            return said["who"]
    return None


def _labelled(lines: Sequence[Line], label: str) -> str | None:
    """发文机关：国务院, on one line or two; of several the first."""
    pattern = re.compile(
        rf"[•⚫●\-]?(?:[(]?[0-9一二三四五六七八九十壹貳參肆伍]{{1,3}}[)、.]+)?{any_of(lexicon('titles')['labels'][label])}:?(?P<value>.*)"
    )
    for line, following in zip_longest(lines, lines[1:]):
        found = pattern.fullmatch(line.bare)
        value = (found["value"] or (following.bare if following else "")) if found else ""
        name = re.split("[、,;。(及]", value.lstrip(":"))[0]
        if is_agency(name) and not name.startswith(("本", "各")):
            return name
    return None


def _red_head(lines: Sequence[Line]) -> str | None:
    """○○市人民政府文件."""
    for line in lines[:6]:
        if line.bare.endswith("文件") and is_agency(line.bare[:-2]):
            return line.bare[:-2]
    return None


_SELF = re.compile(
    r"(?P<who>[一-鿿]{3,24})\((?:以下)?[簡简]?[稱称](?:為|为)?[「“]?本(?P<end>[府處局部會署院所校室厅委公])"
)


def _calls_itself(lines: Sequence[Line]) -> str | None:
    """嘉義市政府（以下簡稱本府）."""
    for line in lines[:_SAMPLE]:
        said = _SELF.search(line.bare)
        if said:
            name = re.split("由|依據|依|為|及|與|經|於", said["who"])[-1]
            if is_agency(name) and name.endswith(said["end"]):
                return name
    return None


def _signature(lines: Sequence[Line]) -> tuple[str | None, Line | None]:
    """An agency's name on a line of its own and the date on the line below it."""
    for line, below in pairwise(lines):
        if len(line.bare) <= 24 and len(below.bare) <= 24 and _is_date(below.bare) and is_agency(line.bare):
            return line.bare, below
    return None, None


def _government_of_place(bare: str, lines: Sequence[Line]) -> str | None:
    """The place in the title: its government where the plan speaks of 本府, otherwise the place as printed."""
    place = leading_place(re.sub(r"^[0-9]{2,4}(?:學年度|年度|年)", "", bare))
    if place is None:
        return None
    return f"{place}政府" if any("本府" in line.bare for line in lines[:_SAMPLE]) else place


# --- number and day of issue ------------------------------------------------------------------------------------------


def _before_sections(lines: Sequence[Line]) -> Iterator[Line]:
    """The front matter: what stands before the first heading or numbered item."""
    for line in lines[:_FRONT]:
        if line.placed.section is not None or line.placed.kind in {"heading", "item"}:
            return
        yield line


def _own_numbers(line: Line, frame: Frame) -> list[Hit[Reference]]:
    """The document numbers of a line that says little else than number and date."""
    hits = [
        h for h in find_references(Site(line.passage), frame, None) if h.value.kind is ReferenceKind.DOCUMENT_NUMBER
    ]
    rest = len(line.bare) - sum(len(h.value.number or "") for h in hits)
    return hits if hits and rest <= 30 and not re.search("依|奉|根据|按照", line.bare) else []


def _number(lines: Sequence[Line], frame: Frame) -> str | None:
    """The plan's own document number."""
    for line in _before_sections(lines):
        for hit in _own_numbers(line, frame):
            return hit.value.number
    return None


def _issued(lines: Sequence[Line], frame: Frame) -> dt.date | None:
    """The day of issue: after its label, beside the plan's number, or on a line of its own on the first page or at the end."""
    front = list(_before_sections(lines))
    for label in lexicon("titles")["labels"]["date"]:
        for line, following in zip_longest(front, front[1:]):
            if line.bare.startswith(label):
                day = _day(line, frame) or (following and _day(following, frame))
                if day:
                    return day
    for line in [*front, *lines[-4:]]:
        if len(line.bare) <= 60 and (_is_date(line.bare) or (line in front and _own_numbers(line, frame))):
            day = _day(line, frame)
            if day:
                return day
    signed = _signature(lines)[1]
    return _day(signed, frame) if signed else None


def _is_date(bare: str) -> bool:
    return (
        re.fullmatch(
            r"\(?(?:中華民國)?[0-9〇零一二三四五六七八九十]{2,5}[年./-].{1,10}日?(?:[訂修核公發发印函].{0,12})?\)?",
            bare,
        )
        is not None
    )


def _day(line: Line, frame: Frame) -> dt.date | None:
    days = (
        h.value.start
        for h in _periods(line.passage, frame)
        if h.value.precision is Precision.DAY and h.value.kind is PeriodKind.INSTANT
    )
    return next(days, None)


# --- period -----------------------------------------------------------------------------------------------------------


def _roc(year: Period | None) -> int | None:
    """The ROC year that a title prints."""
    if year is None or year.start is None or year.calendar is CalendarKind.CE:
        return None
    printed = year.start.year - 1911
    return None if re.search(rf"{year.start.year}", year.text) else printed


def _plan_period(
    named: Sequence[Hit[Period]], outline: Outline, frame: Frame, year: Period | None
) -> tuple[dt.date | None, dt.date | None]:
    """First and last day: the title's years, else the section on the period, else a sentence on it, else the title's one year."""
    ranges = (h for h in named if h.value.kind is PeriodKind.RANGE)
    for hit in chain(ranges, _of_section(outline, frame), _of_sentence(outline, frame)):
        if hit.value.start and hit.value.end:
            return hit.value.start, hit.value.end
    return (year.start, year.end) if year else (None, None)


def _of_section(outline: Outline, frame: Frame) -> Iterator[Hit[Period]]:
    """The ranges that stand in a section on the period of the whole plan."""
    for placed in outline.placed:
        section = outline.sections[placed.section].value if placed.section is not None else None
        if section and section.role == "period" and section.level <= 2:
            yield from (h for h in _periods(placed.passage, frame) if h.value.kind is PeriodKind.RANGE)


_PERIOD_IS = re.compile(
    r"本(?:計[畫劃]|要點|方案|計畫書|办法|辦法|计划|规划|要点|行动)?[^,。;]{0,4}(?:期間|期程|期限|期间)|(?:規劃|规划|計畫|计划)期(?:間|间|限|程)?[為为]"
)
_CAMPAIGN = re.compile(r",?(?:在?全[市縣县省區区国國])?(?:集中)?[开開]展[^,。;]{0,12}(?:行[动動]|整治)")


def _of_sentence(outline: Outline, frame: Frame) -> Iterator[Hit[Period]]:
    """The ranges that a sentence says are the plan's: 本要點實施期間自…至…止, 规划期为…, …至…，集中开展专项整治."""
    for placed in outline.placed[:_SAMPLE]:
        text = placed.passage.folded
        said = _PERIOD_IS.search(text)
        if said is None and not _CAMPAIGN.search(text):
            continue
        for hit in _periods(placed.passage, frame):
            near = said is not None and 0 <= hit.start - said.end() <= 6
            if hit.value.kind is PeriodKind.RANGE and (near or _CAMPAIGN.match(text, hit.end)):
                yield hit
