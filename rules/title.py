"""The title of a plan: what the lines of a first page make it, and that of the plan which a notice passes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.document import Span
from rules.agency_name import is_agency, is_national, leading_name, leading_place, place_of
from rules.outline import Outline, Placed
from rules.passage import Passage
from rules.words import any_of, lexicon

FRONT = 60  # passages: a title stands among the first, after what a page on the web or a cover has before it
LINES = 3  # that one title may take
TORN = 3  # characters of its last word that stand alone on a line
CHROME = frozenset({"header", "footer", "footnote", "caption", "contents"})
_PARTS = re.compile(
    r"[(〔【〈《\[]?附[件錄录表](?:[0-9一二三四五六七八九十]{1,3}(?![0-9]*(?:學年|学年|年)))?[)〕】〉》\]]?[:、.]?"
)
_QUOTED = re.compile(r"[「《『“]([^「」《》『』]{4,80})[」》』”]")
_PASSED_ON = re.compile(r"(?:关于|關於)(?:印发|印發|转发|轉發|批转|下发|公布|發布)(.{4,80}?)的通知")
_ANNOUNCES = re.compile("公告|令:|函:|主旨:|印发给|檢送|函頒")
_BRACKET = re.compile(
    r"\((?:[^()]{0,24}(?:年|年度|年版|草案|稿|本|版|試行|试行|暫行|暂行|修正|修訂|修订|核定|期)|[0-9]{2,4}[-~至][0-9]{2,4})\)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A passage of the front matter: what it says folded and without blanks, Markdown signs and 附件1 at its head aside."""

    bare: str
    placed: Placed
    shown: str

    @property
    def passage(self) -> Passage:
        return self.placed.passage


def apart(text: str) -> Passage:
    """A text that stands for itself, outside the document."""
    return Passage(text, (Span(0, len(text)),))


def squeeze(passage: Passage) -> str:
    """A passage folded and without blanks and Markdown signs."""
    return re.sub(r"^[#*\-]+|\*+$", "", passage.folded.replace(" ", ""))


def line_of(placed: Placed, outline: Outline) -> Line:
    """A placed passage as a line; that of an annex without its label."""
    section = outline.sections[placed.section].value if placed.section is not None else None
    if placed.kind == "heading" and section is not None and section.role == "annex" and section.title:
        return Line(squeeze(apart(section.title)), placed, section.title)
    return Line(squeeze(placed.passage), placed, placed.passage.text)


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon("titles")["ending"]
    after = any_of(words["after"])
    return re.compile(
        rf"(?!{any_of(words['not_at_head'])}|[(]?[0-9一二三四五六七八九十壹貳參肆伍]{{1,3}}[)、.:])"
        rf"[^。;:!?|]{{2,78}}?{any_of(words['words'])}[」”]?(?:[1-9]\.0)?(?:{after})?(?:\([^()]{{1,30}}\)){{0,2}}"
    )


def is_title(bare: str) -> bool:
    """Whether a line (folded, without blanks) can be the title of a plan.

    >>> [is_title(t) for t in ("嘉義市政府人事處中程(108至111年度)施政計畫", "一、依據:", "依本計畫辦理", "方案", "中程施政計畫(草案)")]
    [True, False, False, False, True]
    """
    return 5 <= len(bare) <= 110 and _pattern().fullmatch(bare) is not None


@cache
def _generic() -> re.Pattern[str]:
    words = lexicon("titles")["ending"]
    head = r"(?:第[一二三四五六七八九十0-9]{1,3}[期階阶][段]?|[(]?[0-9]{2,4}(?:[-~至][0-9]{2,4})?[學学]?年度?[)]?)?"
    return re.compile(
        rf"{head}(?:{any_of(words['kinds'])}){{0,3}}{any_of(words['words'])}(?:的通知)?(?:\([^()]{{1,30}}\)){{0,2}}(?:的通知)?"
    )


def is_rest(bare: str) -> bool:
    """Whether a line says only what kind of plan it is: the end of a title that begins on the line above.

    >>> [is_rest(t) for t in ("實施計畫", "方案(2021-2023年)的通知", "第二期中長程個案計畫", "推動閱讀教育實施計畫")]
    [True, True, True, False]
    """
    return _generic().fullmatch(bare) is not None


def tidy(text: str) -> str:
    """A title as printed, Markdown signs and line ends aside.

    >>> tidy("# 新竹市政府 109 年\\n訓練進修計畫 ")
    '新竹市政府 109 年訓練進修計畫'
    """
    text = re.sub(r"^[#*\s]+|[*\s]+$", "", text)
    return re.sub(r"\s+", " ", re.sub(r"[ \u3000]*[\r\n\t]+[ \u3000]*", "", text))


def read_title(lines: Sequence[Line], openings: Sequence[str]) -> str | None:
    """The title: of the plan itself where a covering notice comes first; the full one where a short form stands over it."""
    front = lines[:FRONT]
    passed_on = _passed_on(openings, lines)
    if passed_on:
        return passed_on
    at = next((i for i, line in enumerate(front) if is_title(line.bare) or _ends_title(front, i)), None)
    if at is None:
        marked = next((line for line in front if line.placed.kind == "title"), None)
        return tidy(marked.shown) if marked else None
    fuller = [i for i in range(at + 1, min(at + 6, len(front))) if _completes(front[i].bare, front[at].bare)]
    return _whole(front, fuller[0] if fuller else at)


def _ends_title(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the last of a title of several."""
    return at > 0 and _is_end(lines[at - 1].bare, lines[at].bare) and _is_first_half(lines[at - 1], lines[at])


def _is_end(above: str, bare: str) -> bool:
    """Whether a line ends the title that begins above it: it says the kind of plan, or is the last sign or two of that word (…實施計 and 畫)."""
    return is_rest(bare) or (len(bare) <= TORN and not is_title(above) and is_title(above + bare))


def _completes(longer: str, short: str) -> bool:
    """Whether a running title is but the end of the line."""
    return is_title(longer) and len(longer) > len(short) and longer.endswith(short)


def _whole(lines: Sequence[Line], at: int) -> str:
    """The title at a line with the lines that belong to it: its beginning above, its years and its standing in brackets below."""
    parts = [tidy(lines[at].shown)]
    first = at
    while first and len(parts) < LINES and _begins_title(lines[first - 1], lines[first]):
        first -= 1
        parts.insert(0, tidy(lines[first].shown))
    for below in lines[at + 1 : at + 3]:
        if not _BRACKET.fullmatch(below.bare):
            break
        parts.append(tidy(below.shown))
    return "".join(parts)


def _begins_title(above: Line, line: Line) -> bool:
    """Whether the line above is the first half of the title: an issuer alone, 国务院办公厅关于加强 …, a place and its subject, or what 實施計畫 is of."""
    if not _is_first_half(above, line):
        return False
    bare = above.bare
    if re.search("关于|關於", bare):
        return leading_name(bare) is not None or is_rest(line.bare)
    if is_agency(bare):
        own = not is_national(bare) and not line.bare.startswith(place_of(bare) or bare)
        return (own or _goes_on(line.bare)) and leading_name(line.bare) is None
    if _is_end(bare, line.bare):
        return True
    return leading_place(bare) is not None and line.bare[0] in "第关關推促加"


@cache
def _continuation() -> re.Pattern[str]:
    verbs = any_of(lexicon("agencies")["not_at_head"]["words"])
    return re.compile(rf"[(]?[0-9]|[一二三四五六七八九十〇]{{1,5}}年|第|关于|關於|{verbs}")


def _goes_on(bare: str) -> bool:
    """Whether a line reads on from the agency above it: with a year or a verb. Over another a ministry stands as on a cover.

    >>> _goes_on("112學年度實施計畫"), _goes_on("推動閱讀實施計畫"), _goes_on("農村再生計畫")
    (True, True, False)
    """
    return _continuation().match(bare) is not None or is_rest(bare)


def _is_first_half(above: Line, line: Line) -> bool:
    """Whether a title may begin on the line above: near, short, without an end, and no title itself."""
    bare = above.bare
    distant = above.passage.block + 3 < line.passage.block or above.placed.kind not in {"title", "paragraph"}
    longest = 80 if len(line.bare) <= TORN else 40
    return (
        not distant
        and 2 <= len(bare) <= longest
        and not is_title(bare)
        and not re.search(r"[。;:!?,、)]|[0-9]{4,}|文件$|[號号]$", bare)
    )


def _passed_on(openings: Sequence[str], lines: Sequence[Line]) -> str | None:
    """The title of the plan that an announcement or notice passes on, where it stands on lines of its own."""
    for opening in openings:
        notice = _PASSED_ON.search(opening) or (_ANNOUNCES.search(opening) and _QUOTED.search(opening))
        name = notice[1].strip("《》「」") if notice else None
        if name and is_title(name):
            found = next(_own_lines(name, openings, lines), None)
            if found:
                return found
    return None


def _own_lines(name: str, openings: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    """Where a title stands on up to three lines of its own: with a word before it or behind it, or without its years."""
    short = _BRACKET.sub("", name)
    for at, line in enumerate(lines):
        if (line.bare in openings[:1] and line.bare != name) or not _opens(line.bare, short):
            continue
        joined = ""
        for count in range(1, LINES + 1):
            joined = "".join(piece.bare for piece in lines[at : at + count])
            if len(joined) > len(name) + 24 or "。" in joined:
                break
            if joined.startswith(f"{name}的通知"):
                break  # the notice itself, cut after 关于印发
            if joined.startswith(name) or (is_title(joined) and joined.endswith((name, short))):
                yield _with_brackets(lines, at, at + count)
                break


def _opens(bare: str, name: str) -> bool:
    """Whether a line can be the first of those of a title."""
    return len(bare) >= 2 and (
        name.startswith(bare)
        or bare.startswith(name)
        or (bare.endswith(name) and is_title(bare) and "关于" not in bare)
    )


def _with_brackets(lines: Sequence[Line], first: int, end: int) -> str:
    """The lines of a title with the brackets below it."""
    while end < len(lines) and end - first < LINES + 2 and _BRACKET.fullmatch(lines[end].bare):
        end += 1
    return "".join(tidy(line.shown) for line in lines[first:end])
