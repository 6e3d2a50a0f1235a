"""What a plan says of itself as a whole: title, issuer, number, day of issue, period, script and calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise, zip_longest

from extractors.document import RECORD, Document, Table
from rules.agency_name import is_agency, leading_name, leading_names, leading_place
from rules.outline import Outline, Placed
from rules.passage import Passage, Site, fold, passage_of
from rules.period import Frame, decide_calendar, find_periods
from rules.plan import CalendarKind, Overview, Period, PeriodKind, Precision, Reference, ReferenceKind
from rules.reference import find_references
from rules.rule import Hit
from rules.script import decide_script
from rules.title import CHROME, FRONT, LINES, Line, apart, is_title, line_of, read_title, squeeze, tidy
from rules.words import any_of, lexicon

_BOX_ROWS = 12  # of a table over the plan that tells its number, issuer and day
_COVER = 12  # passages: a cover
_SAMPLE = 400  # passages that are asked for who the plan calls itself


def read_overview(document: Document, outline: Outline) -> tuple[Overview, Frame]:
    """What the plan says of itself, and the frame that its dates are read against."""
    lines, cells = _lines(outline), _head_cells(document, outline)
    calendar = decide_calendar([p.passage for p in outline.placed])
    openings = _openings(document, lines)
    title = read_title(lines, openings) or _title_of_file(document)
    frame = Frame(calendar)
    number, issued = _number([*cells, *lines], frame), _issued(cells, lines, frame)
    named = _named_periods(title, frame) if title else []
    year = next(
        (h.value for h in named if h.value.precision is Precision.YEAR and h.value.kind is not PeriodKind.RANGE), None
    )
    start, end = _plan_period(named, outline, frame, year)
    overview = Overview(
        title=title,
        issuer=_issuer(title, cells, lines, openings),
        doc_number=number,
        issued_date=issued,
        year=year.start.year if year and year.start else None,
        year_roc=_roc(year),
        plan_start=start,
        plan_end=end,
        script=decide_script(document.text),
        calendar=calendar.value,
    )
    said = overview.year or (start.year if start else None) or (issued.year if issued else None)
    first = said or _year_of_number(number) or _year_of_front(lines, frame)
    return overview, Frame(calendar, first, start, end, overview.script)


def _year_of_number(number: str | None) -> int | None:
    """The year in a document number.

    >>> _year_of_number("国发〔2020〕6号"), _year_of_number("府教字第1130012345號")
    (2020, None)
    """
    match = re.search(r"[〔\[(（【]((?:19|20)[0-9]{2})[】）)\]〕]", number or "")
    return int(match[1]) if match else None


def _lines(outline: Outline) -> list[Line]:
    """The body's passages that say something."""
    lines = (line_of(p, outline) for p in outline.placed if p.kind not in CHROME)
    return [line for line in lines if line.bare]


def _openings(document: Document, lines: Sequence[Line]) -> list[str]:
    """What the document opens with, where a covering notice says what it passes on: the file's title, each line, and each two and three together."""
    first = [line.bare for line in lines[:12]]
    named = [squeeze(apart(document.meta.title))] if document.meta.title else []
    return [*named, *("".join(first[at : at + count]) for count in range(1, LINES + 1) for at in range(len(first)))]


def _head_cells(document: Document, outline: Outline) -> list[Line]:
    """The cells of the boxes over a plan that say who issued it, when and under which number, in reading order."""
    first = next((p.passage.block for p in outline.placed if p.section is not None), len(document.blocks))
    boxes = (block for block in document.blocks[: min(first, FRONT)] if isinstance(block, Table))
    cells = (cell for box in boxes if box.rows <= _BOX_ROWS for cell in box.cells if cell.spans)
    passages = [placed.passage for placed in outline.placed[:FRONT] if placed.passage.style.source == RECORD]
    passages += [passage_of(document, cell.spans) for cell in cells]
    return [Line(squeeze(p), Placed(p, None, "cell"), p.text) for p in passages]


_NOT_THE_PLANS = re.compile(
    r"(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:修訂|修订|修正|訂定|订定|核定|版|公布|發布|远景|愿景|遠景|願景)"
)


_FIVE_YEARS = re.compile("第([一二三四五六七八九十]{1,2})个五年(?=规划|计划)")  # its short name says the same: “十五五”


def _named_periods(title: str, frame: Frame) -> list[Hit[Period]]:
    """The periods in a title that are the plan's; not the year of a version (112年修訂) or of a vision (2035年远景目标)."""
    passage = apart(_FIVE_YEARS.sub(r"“\1五”", title))
    return [hit for hit in _periods(passage, frame) if not _NOT_THE_PLANS.match(passage.folded, hit.end)]


def _periods(passage: Passage, frame: Frame) -> list[Hit[Period]]:
    return find_periods(Site(passage), frame)


# --- title -------------------------------------------------------------------------------------------------------------


def _title_of_file(document: Document) -> str | None:
    """The title that the file's properties give, where it looks like one."""
    title = document.meta.title
    return tidy(title) if title and is_title(squeeze(apart(title))) else None


# --- issuer -----------------------------------------------------------------------------------------------------------


def _issuer(title: str | None, cells: Sequence[Line], lines: Sequence[Line], openings: Sequence[str]) -> str | None:
    """Who issued the plan, by the first of these that says it."""
    bare = squeeze(apart(title)) if title else ""
    heads = (
        _announcers(lines),
        _issuer_in_title(title),
        _announcer(openings),
        _labelled([*cells, *lines], "issuer"),
        _red_head(lines),
        _calls_itself(lines),
        _signature(lines)[0],
        _named_alone(lines),
        _labelled(lines, "host"),
        _government_of_place(bare, lines),
    )
    return next((name for name in heads if name), None)


def _issuer_in_title(title: str | None) -> str | None:
    """The agency that a title, or the part of it after a blank, begins with; a year may stand before it. Of several bodies all."""
    joint = leading_names(fold(title)) if title else []
    if len(joint) > 1:
        return "、".join(joint)
    for piece in [title, *re.split(r"\s+", title)[1:]] if title else []:
        bare = re.sub(
            r"^[(]?(?:[0-9]{2,4}|[一二三四五六七八九十〇零]{2,5})(?:學年度|学年度|年度|年)[)]?",
            "",
            squeeze(apart(piece)),
        )
        name = leading_name(bare)
        if name:
            return name
    return None


def _announcers(lines: Sequence[Line]) -> str | None:
    """The bodies on a line of their own over 关于…的通知."""
    for line, below in pairwise(lines[:12]):
        names = leading_names(fold(line.shown))
        if len(names) > 1 and line.bare == "".join(names) and below.bare.startswith(("关于", "關於")):
            return "、".join(names)
    return None


def _announcer(openings: Sequence[str]) -> str | None:
    """…公告：, …令, 国务院办公厅关于…的通知; of several bodies all."""
    for opening in openings:
        said = re.match(r"(?P<who>[^0-9。:;,]{3,40}?)(?:公告|令|函|关于|關於)", opening)
        who = _latest(said["who"]) if said else ""
        if who and all(is_agency(name) and not _LOCAL.match(name) for name in who.split("、")):
            return who
    return None


def _latest(who: str) -> str:
    """Who announces where the name of the site, of its folder or of the red head comes first.

    >>> _latest("安临市人民政府政府文件安临市人民政府办公室"), _latest("国务院办公厅")
    ('安临市人民政府办公室', '国务院办公厅')
    """
    who = who.rpartition("文件")[2]
    return who[max(who.rfind(who[:3]), 0) :]


_LOCAL = re.compile("(?:省|市|县|縣|区|區|州|旗|自治区|自治州)(?:人民)?政府")  # it does not say of which place


def _labelled(lines: Sequence[Line], label: str) -> str | None:
    """发文机关：国务院, on one line or two; of several the first."""
    pattern = re.compile(
        rf"[•⚫●\-]?(?:[(]?[0-9一二三四五六七八九十壹貳參肆伍]{{1,3}}[)、.]+)?{any_of(lexicon('titles')['labels'][label])}:?(?P<value>.*)"
    )
    for line, following in zip_longest(lines, lines[1:]):
        found = pattern.fullmatch(line.bare)
        value = (found["value"] or (following.bare if following else "")) if found else ""
        name = re.split("[、,;。(及]", value.lstrip(":"))[0]
        if is_agency(name) and not name.startswith(("本", "各")) and not _LOCAL.match(name):
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
_CALLED = re.compile("[稱称](?:為|为)?[「“]?本")  # what _SELF cannot do without, and far cheaper


def _calls_itself(lines: Sequence[Line]) -> str | None:
    """嘉義市政府（以下簡稱本府）."""
    for line in lines[:_SAMPLE]:
        said = _SELF.search(line.bare) if _CALLED.search(line.bare) else None
        if said:
            name = re.split("由|依據|依|為|及|與|經|於", said["who"])[-1]
            if is_agency(name) and name.endswith(said["end"]):
                return name
    return None


def _signature(lines: Sequence[Line]) -> tuple[str | None, Line | None]:
    """An agency's name on a line of its own and the date on the line below it; of several bodies all."""
    for line, below in pairwise(lines):
        if len(line.bare) > 48 or len(below.bare) > 24 or not _is_date(below.bare):
            continue
        names = leading_names(fold(line.shown))
        if len(names) > 1 and line.bare == "".join(names):
            return "、".join(names), below
        if len(line.bare) <= 24 and is_agency(line.bare):
            return line.bare, below
    return None, None


def _named_alone(lines: Sequence[Line]) -> str | None:
    """An agency's name on a line of its own over or under the title, as on a cover."""
    front = (line.bare for line in _before_sections(lines[:_COVER]))
    return next(
        (bare for bare in front if is_agency(bare) and not _LOCAL.match(bare) and not bare.startswith(("本", "各"))),
        None,
    )


def _government_of_place(bare: str, lines: Sequence[Line]) -> str | None:
    """The place in the title: its government where the plan speaks of 本府 or, of a township, 本所; otherwise the place as printed."""
    place = leading_place(re.sub(r"^[0-9]{2,4}(?:學年度|年度|年)", "", bare))
    if place is None:
        return None
    if place.endswith(("鄉", "鎮", "市", "區")) and any(_OFFICE.search(line.bare) for line in lines[:_SAMPLE]):
        return f"{place}公所"
    return f"{place}政府" if any("本府" in line.bare for line in lines[:_SAMPLE]) else place


_OFFICE = re.compile("本公?所")


# --- number and day of issue ------------------------------------------------------------------------------------------


def _before_sections(lines: Sequence[Line]) -> Iterator[Line]:
    """The front matter: what stands before the first heading or numbered item."""
    for line in lines[:FRONT]:
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


def _issued(cells: Sequence[Line], lines: Sequence[Line], frame: Frame) -> dt.date | None:
    """The day of issue: after its label, beside the plan's number, or on a line of its own on the first page or at the end."""
    front = [*cells, *_before_sections(lines)]
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


def _year_of_front(lines: Sequence[Line], frame: Frame) -> int | None:
    """The year of a line before the first section that is a month: 中華民國113年7月 on a cover."""
    for line in _before_sections(lines):
        if _MONTH.fullmatch(line.bare):
            return next((h.value.start.year for h in _periods(line.passage, frame) if h.value.start), None)
    return None


_MONTH = re.compile(
    r"\(?(?:中華民國)?[0-9〇零一二三四五六七八九十]{2,5}年[0-9〇零一二三四五六七八九十]{1,2}月(?:[訂修核編公][訂正定製修布])?\)?"
)


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
    """First and last day: the title's years, else the section on the period, else a sentence on it, else the title's one year, else the goal's years."""
    parts = (Precision.HALF, Precision.QUARTER)  # 2023—2024学年度第二学期训练计划
    ranges = (h for h in named if h.value.kind is PeriodKind.RANGE or h.value.precision in parts)
    for hit in chain(ranges, _of_section(outline, frame), _of_sentence(outline, frame)):
        if hit.value.start and hit.value.end:
            return hit.value.start, hit.value.end
    if year is not None:
        return year.start, year.end
    return next(((h.value.start, h.value.end) for h in _of_goal(outline, frame)), (None, None))


@cache
def _step() -> re.Pattern[str]:
    """What is said of one step of a plan and not of the whole: 報名日期, 申請時間."""
    return re.compile(any_of(lexicon("titles")["steps"]["words"]))


def _of_section(outline: Outline, frame: Frame) -> Iterator[Hit[Period]]:
    """The ranges that stand in a section on the period of the whole plan."""
    for placed in outline.placed:
        section = outline.sections[placed.section].value if placed.section is not None else None
        if section and section.role == "period" and section.level <= 2 and not _step().search(section.title):
            yield from (h for h in _periods(placed.passage, frame) if h.value.kind is PeriodKind.RANGE)


_PERIOD_IS = re.compile(
    r"本(?:計[畫劃]|要點|方案|計畫書|办法|辦法|计划|规划|要点|行动)?[^,。;]{0,4}(?:期間|期程|期限|期间)|(?:規劃|规划|計畫|计划)期(?:間|间|限|程)?[為为]"
)
_DECIDED = re.compile(
    r",?(?:在[^,。;]{1,12})?(?:[组組][织織]|集中|深入|全面){0,2}(?:[开開]展|[实實]施)[^,。;]{0,24}(?:行[动動]|整治|治理|活[动動]|攻[坚堅]|[检檢]查|排查|清理|[试試][点點]|[监監][测測]|工作)"
)
"""What a plan says in its preamble that it does: 决定于2023年6月至2024年3月在全省开展专项治理."""
_CAMPAIGN = re.compile(r",?(?:在?全[市縣县省區区国國])?(?:集中)?[开開]展[^,。;]{0,12}(?:行[动動]|整治)")


def _of_sentence(outline: Outline, frame: Frame) -> Iterator[Hit[Period]]:
    """The ranges that a sentence says are the plan's: 本要點實施期間自…至…止, 规划期为…, …至…，集中开展专项整治."""
    for placed in outline.placed[:_SAMPLE]:
        text = placed.passage.folded
        said = _PERIOD_IS.search(text)
        campaign = _DECIDED if placed.section is None else _CAMPAIGN
        if said is None and not campaign.search(text):
            continue
        for hit in _periods(placed.passage, frame):
            near = said is not None and 0 <= hit.start - said.end() <= 6
            if hit.value.kind is PeriodKind.RANGE and (near or campaign.match(text, hit.end)):
                yield hit


_GOAL = re.compile("[^:]{0,12}(?:目標|目标)")


def _of_goal(outline: Outline, frame: Frame) -> Iterator[Hit[Period]]:
    """The years in brackets behind a goal: 目標：完成基礎建設（2008年－2013年）, 貳、計畫目標（114-117年）."""
    for placed in outline.placed[:_SAMPLE]:
        text = placed.passage.folded
        if len(text) > 60 or "(" not in text or not _GOAL.match(text):
            continue
        for hit in _periods(placed.passage, frame):
            whole_years = hit.value.kind is PeriodKind.RANGE and hit.value.precision is Precision.YEAR
            if whole_years and hit.value.start and hit.value.end and text[hit.start - 1 : hit.start] == "(":
                yield hit
