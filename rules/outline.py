"""The outline: which passages are headings and numbered items, how deep, and which passages belong to them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, takewhile

from extractors.document import Document, ParagraphKind, Span
from rules.label import MADE, Label, Reading, labels_inside, read_label, style_of, words
from rules.outline_search import Candidate, Choice, Make, levels
from rules.passage import Passage
from rules.plan import Found, Section, SectionKind
from rules.restore import restored_label
from rules.script import decide_script
from rules.section_role import role_of
from rules.set_apart import printed_headings, prints_of, stands_alone


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage of the body, the ordinal of the section it belongs to (a heading belongs to its own) and what it is.

    ``kind``: title heading item paragraph contents header footer footnote caption. A passage that holds a label in mid-line is cut there,
    and one whose heading is followed by its text on the same line (「期程：109年…」) at the colon, so that kind heading is label and title alone
    (the colon stays with the heading).
    """

    passage: Passage
    section: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections in reading order and every body passage in its place, in the order of the blocks."""

    sections: tuple[Found[Section], ...]
    placed: tuple[Placed, ...]
    _blocks: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _open: tuple[int | None, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: list[int | None] = []
        for place in self.placed:
            before = found[-1] if found else None
            found.append(place.section if place.section is not None else before)
        object.__setattr__(self, "_blocks", tuple(p.passage.block for p in self.placed))
        object.__setattr__(self, "_open", tuple(found))

    def section_before(self, block: int) -> int | None:
        """The ordinal of the section that a block of the document stands in."""
        at = bisect_right(self._blocks, block)
        return self._open[at - 1] if at else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage, or a part of one that may be a section of its own: with its label if it has one."""

    passage: Passage
    label: Label | None
    body: bool  # running text, neither header, footer, note nor table of contents
    inside: bool = False  # the label stands in the middle of a line
    cut: tuple[Passage, int, int] | None = None  # cut off from the piece before: the passage and the range in it
    listed: bool = False  # a line of a table of contents

    @property
    def candidate(self) -> Candidate | None:
        """What the search is told of the piece; None where nothing speaks for a section."""
        style = self.passage.style
        hint = style.heading_level
        if hint is None and style.numbering is not None:
            hint = style.numbering.level
        if self.label is None and (titles_form(self.passage) or (hint is None and stands_alone(self.passage))):
            return Candidate((), hint=hint, part="annex")
        if self.label is None:
            return Candidate((), hint=hint) if style.heading_level is not None else None
        label = self.label
        lost = label.lost and style.numbering is None
        known = lost and role_of(self.passage.text[label.end :].partition("：")[0]) is not None
        return Candidate(label.readings, make_of(self), hint, label.weak, self.inside, label.part, lost, known)


def read_outline(document: Document, passages: tuple[Passage, ...]) -> Outline:
    """The outline of a document's body."""
    pieces = tuple(read_pieces(passages))
    titles = title_indices(pieces)
    asked = candidates(pieces, titles)
    found = dict(zip(asked, levels(list(asked.values())), strict=True))
    writer = Writer(decide_script(document.text))
    for piece, choice in merged(pieces, found):
        if choice is not None:
            writer.open(piece, choice)
        elif any(piece.passage is pieces[index].passage for index in titles):
            writer.place_title(piece)
        else:
            writer.place(piece.passage, kind_of(piece))
    return writer.outline()


def candidates(pieces: Sequence[Piece], titles: frozenset[int]) -> dict[int, Candidate]:
    """What may be a section, by its place among the pieces: what has a label or is marked, and the headings that their print tells."""
    body = [i for i, piece in enumerate(pieces) if piece.body and i not in titles]
    numbers = [label.number or 0 if (label := pieces[i].label) else None for i in body]
    texts = [pieces[i].passage for i in body]
    prints = prints_of(texts)
    depths = printed_headings(texts, numbers, prints)
    asked: dict[int, Candidate] = {}
    for at, i in enumerate(body):
        found = pieces[i].candidate or (Candidate((), hint=depths[at]) if at in depths else None)
        if found is not None:
            sure = found.weak and prints[at] is not None and found.make is Make.HEADING
            asked[i] = replace(found, weak=False) if sure else found
    return asked


def kind_of(piece: Piece) -> str:
    """What a piece is that is neither title nor section."""
    if piece.listed:
        return "contents"
    return piece.passage.kind.value if piece.passage.kind not in BODY else "paragraph"


# --- what may be a label ----------------------------------------------------------------------------------------------

BODY = (ParagraphKind.LINE, ParagraphKind.PARAGRAPH)
LEADER = re.compile(r"(?:[.…·‧．]{3,}|[.…·‧． ]{6,}|\t+) *[0-9]{1,4}$")
PAGED = re.compile(
    r"(?P<apart>\t[ \t\u3000]*|[ \u3000]{2,}|[ \u3000]?)(?<![0-9])(?P<page>[0-9]{1,4})$"
)  # a heading and its page …
PAGED_LEAST = 3  # … so many where no more than a blank stands between them
DIGITS = re.compile(r"[0-9]{1,4}")
PAGE_NUMBER = re.compile(r"[0-9]{1,4}$")
ATTACHED = re.compile(r"附件[:：] *(?:(?P<number>1)[.、])?")
MARKS = re.compile(r"[。；;：:！？!?，,]")
CONTINUED = re.compile(r"\([續续][0-9一二三四五六七八九十完]?\)$")  # the heading of the page or slide before, once more
CONTENTS = re.compile(r"^(?:目[錄录次]|contents)$", re.IGNORECASE)
SENTENCE = re.compile(r"[。；;！？!?]")
SET_OFF = "box"  # what the source's own border sets off: a quotation, an example, a form
SIGNATURE = 4  # passages in which the signature of a letter stands
SIGNER = 30  # characters of the name of an agency that signs
SIGNED_DAY = re.compile(
    r"(?:中華民國|中华民国)?[0-9〇零一二三四五六七八九十]{2,4}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日"
)
RUN_IN_HEAD = 40  # characters in which the colon before a list's first label stands …
RUN_IN_WITHIN = 12  # … and passages in which the list's second label follows
SHORT_PART = 45  # a longer passage that begins with 附件 is a sentence about it


def read_pieces(passages: Sequence[Passage]) -> Iterator[Piece]:
    """The passages, cut where a label after a full stop may begin another section."""
    listed, named, apart = contents(passages), attachments(passages), set_off(passages)
    for index, passage in enumerate(passages):
        if index in listed:
            yield Piece(passage, None, False, listed=True)
        elif passage.kind not in BODY or index in named or index in apart:
            yield Piece(passage, None, False)
        else:
            yield from cut_at_labels(passage, run_in(passage, passages[index + 1 : index + 1 + RUN_IN_WITHIN]))


def set_off(passages: Sequence[Passage]) -> set[int]:
    """The indices of what a border sets off, but the boxes that are numbered as such (专栏2): they are parts of the plan."""
    found: set[int] = set()
    numbered = False
    for index, passage in enumerate(passages):
        if passage.style.source != SET_OFF:
            numbered = False
            continue
        label = first_label(passage)
        numbered = numbered or (label is not None and label.part == "box")
        if not numbered:
            found.add(index)
    return found


def run_in(passage: Passage, following: Sequence[Passage]) -> Label | None:
    """The first label of a list behind the colon that introduces it (一、依據：(一)…), where a passage below goes on with the list."""
    colon = COLON.search(passage.text, 0, RUN_IN_HEAD)
    label = read_label(passage.folded, after_blanks(passage.folded, colon.end())) if colon else None
    if label is None or label.number != 1 or label.part or label.weak:
        return None
    own = first_label(passage)
    ends = {label.style.family, *([own.style.family] if own else [])}
    peer = next((peer for p in following if (peer := first_label(p)) and peer.style.family in ends), None)
    return label if peer and peer.style.family == label.style.family and peer.number == 2 else None


def after_blanks(folded: str, at: int) -> int:
    """The offset of the first character that is no blank."""
    while folded[at : at + 1] == " ":
        at += 1
    return at


def cut_at_labels(passage: Passage, introduced: Label | None) -> Iterator[Piece]:
    """The pieces of one passage; ``introduced`` is the label behind its colon."""
    first = first_label(passage)
    start, label, inside = 0, first, False
    seen = {first.style.family: first.number} if first else {}
    for other in chain((introduced,) if introduced else (), labels_inside(passage.text, passage.folded)):
        if other.start < start:
            continue
        at_line = other is introduced or begins_line(passage.text, other.start)
        if not at_line and seen.get(other.style.family) == other.number:
            continue
        yield piece_of(passage, start, other.start, label, inside)
        start, label, inside = other.start, shifted(other), not at_line
    yield piece_of(passage, start, len(passage.text), label, inside)


def begins_line(text: str, at: int) -> bool:
    """Whether nothing but blanks stands between a line end and the offset. Asked at every label, so it copies nothing.

    >>> begins_line("甲\\n  一、", 4), begins_line("一、", 0), begins_line("甲。一、", 2)
    (True, False, False)
    """
    while at and text[at - 1] == " ":
        at -= 1
    return at > 0 and text[at - 1] == "\n"


def piece_of(passage: Passage, start: int, end: int, label: Label | None, inside: bool) -> Piece:
    """The piece of a range of a passage."""
    part = passage if end - start == len(passage.text) else passage.part(start, end)
    return Piece(part, label, True, inside, (passage, start, end) if start else None)


def shifted(label: Label) -> Label:
    """The label in the piece that begins with it."""
    return replace(label, start=0, end=label.end - label.start)


def first_label(passage: Passage) -> Label | None:
    """The label that a passage begins with."""
    lead = len(passage.folded) - len(passage.folded.lstrip(" "))
    label = read_label(passage.folded, lead) or computed_label(passage, lead)
    style = passage.style
    if label is not None and label.weak and (style.numbering is not None or style.heading_level is not None):
        return replace(label, weak=False)
    if label is not None and CONTINUED.search(passage.folded[-8:].rstrip()):
        return None
    if label is None or (label.part and not titles_part(passage, label)):
        return None
    return label


def computed_label(passage: Passage, at: int) -> Label | None:
    """A label that the source computed in a form that no rule reads (「Ch.1-」): its last number counts."""
    numbering = passage.style.numbering
    if numbering is None or numbering.num_fmt in ("bullet", "none") or not numbering.label.strip():
        return None
    digits = DIGITS.findall(numbering.label)
    if not digits or not passage.text.startswith(numbering.label.strip(), at):
        return None
    style = style_of(f"{numbering.num_fmt} {numbering.level}", "1.1", numbering.level + 1)
    return Label(at, at + len(numbering.label.strip()), (Reading(style, int(digits[-1])),))


def titles_part(passage: Passage, label: Label) -> bool:
    """Whether a passage that begins with 附件 is the title of one: short and no sentence."""
    return len(passage.text) <= SHORT_PART and not SENTENCE.search(passage.text, label.end)


def contents(passages: Sequence[Passage]) -> set[int]:
    """The indices of the lines of tables of contents.

    What the source calls one, a line with a leader and a page number anywhere, and one with a page number that comes again later without it; after a heading 目錄 also what ends in a page number or comes again later.
    """
    found = {i for i, p in enumerate(passages) if p.style.source == "toc" or LEADER.search(p.folded[-60:].rstrip())}
    found |= paged(passages)
    later = Counter(p.folded.strip() for p in passages)
    inside = False
    for index, passage in enumerate(passages):
        text = passage.folded.strip()
        if CONTENTS.match(text.replace(" ", "")[:12]):
            inside = True
        elif inside and index not in found:
            inside = len(text) <= SHORT_PART and (PAGE_NUMBER.search(text) is not None or later[text] > 1)
            if inside:
                found.add(index)
        later[text] -= 1
    return found


def paged(passages: Sequence[Passage]) -> set[int]:
    """The indices of the lines that end in a page number and without it come again later."""
    bare = ["".join(p.folded.split()) for p in passages]
    later = Counter(bare)
    apart, near = set[int](), set[int]()
    for index, passage in enumerate(passages):
        later[bare[index]] -= 1
        page = PAGED.search(passage.text.rstrip()[-40:])
        if page and later[bare[index].removesuffix(page["page"])] > 0:
            (near if page["apart"] in ("", " ", "\u3000") else apart).add(index)
    return apart | near if len(near) >= PAGED_LEAST else apart


def attachments(passages: Sequence[Passage]) -> set[int]:
    """The indices of the lines that only name what is attached: 附件：1. … 2. …, 附件：如說明二, 附件：… over 主旨, and 附件：… whose title comes again later."""
    later = Counter(bare_title(p.folded) for p in passages)
    found: set[int] = set()
    number = 0
    for index, passage in enumerate(passages):
        text = passage.folded.strip()
        later[bare_title(text)] -= 1
        named = ATTACHED.match(text)
        points = named and (later[bare_title(text)] > 0 or text.startswith(words("pointer"), named.end()))
        following = passages[index + 1 : index + 1 + SIGNATURE]
        if named and (named["number"] or points or is_signed(following) or is_of_letter(following)):
            found.add(index)
            number = int(named["number"] or 0)
        elif number and text.startswith((f"{number + 1}.", f"{number + 1}、")):
            found.add(index)
            number += 1
        else:
            number = 0
    return found


def is_of_letter(following: Sequence[Passage]) -> bool:
    """Whether the subject of a letter follows: what stands over it is the letter's head."""
    return any("".join(passage.folded.split()).startswith("主旨:") for passage in following)


def is_signed(following: Sequence[Passage]) -> bool:
    """Whether a signature follows: the names of agencies and the day, each on a line of its own. What stands before it closes a letter."""
    for index, passage in enumerate(following):
        text = passage.folded.strip()
        if SIGNED_DAY.fullmatch("".join(text.split())):
            return index > 0
        if len(text) > SIGNER or MARKS.search(text):
            return False
    return False


def bare_title(folded: str) -> str:
    """The title of an annex without 附件 and white space.

    >>> bare_title("附件：经费概算"), bare_title("附件 经费概算")
    ('经费概算', '经费概算')
    """
    return re.sub(r"^附件[:：]?", "", "".join(folded.split()))


def titles_form(passage: Passage) -> bool:
    """Whether a passage is the title of a form at the end of a plan: 出席聽證會確認書 in bold or in the middle of the page."""
    text = passage.folded.strip()
    set_apart = passage.style.bold or passage.style.alignment == "center"
    return bool(set_apart) and 3 <= len(text) <= SHORT_PART and text.endswith(words("form")) and not MARKS.search(text)


def make_of(piece: Piece) -> Make:
    """The shape of a piece with a label."""
    text = piece.passage.text.rstrip()
    if colon_of(piece) is not None or text.endswith(("：", ":")):
        return Make.INTRODUCTION
    return Make.SENTENCE if text.endswith(("。", "；", "，", ";")) or len(text) > SHORT_PART else Make.HEADING


# --- the title of the document ----------------------------------------------------------------------------------------

PLAN_WORD = re.compile(
    r"(?:計畫|计划|方案|規劃|规划|綱要|纲要|要點|要点|意見|意见|通知|辦法|办法|白皮書|策略|大綱|大纲|說明書|报告|報告)(?:書|书|表|草案)?(?:\([^)]*\))?$"
)
PASSES_ON = re.compile(r"通知|印[发發]|[转轉][发發]|[檢检]送|函")
TITLE_WITHIN = 12  # pieces of the body from the top
NOTICE_WITHIN = 24  # the same, a notice included


def front(pieces: Sequence[Piece], count: int) -> Iterator[int]:
    """The indices of the first pieces of the body; what the site, a cover or a table of contents has above them is not counted."""
    return islice((i for i, piece in enumerate(pieces) if piece.body), count)


def marked_title(pieces: Sequence[Piece]) -> int | None:
    """The index of the piece that opens the document with a corner mark and its title: 附件1 and below it …實施計畫. The whole document is that annex."""
    first = next(front(pieces, 1), None)
    if first is None or (label := pieces[first].label) is None or label.part != "annex":
        return None
    title = pieces[first].passage.folded[label.end :].strip()
    return first if PLAN_WORD.search(title) else None


def title_indices(pieces: Sequence[Piece]) -> frozenset[int]:
    """The indices of the document's title and, where a notice comes first, of that of the plan which it passes on: the source's headings with
    the name of a plan above the first label. A smaller one is a section, unless a notice stands over it."""
    first = title_index(pieces)
    if first is None:
        return frozenset()
    title = pieces[first].passage
    deepest = 9 if PASSES_ON.search(title.folded) else title.style.heading_level or 0
    above = takewhile(lambda i: pieces[i].label is None or i == first, front(pieces, NOTICE_WITHIN))
    named = (i for i in above if (pieces[i].passage.style.heading_level or 10) <= deepest)
    return frozenset({first, *(i for i in named if PLAN_WORD.search(pieces[i].passage.folded.strip()))})


def title_index(pieces: Sequence[Piece]) -> int | None:
    """The index of the piece that is the document's title: above the first label, a heading, a name of a plan, or just the first line."""
    marked = marked_title(pieces)
    if marked is not None:
        return marked
    top = []
    for index in front(pieces, TITLE_WITHIN):
        piece = pieces[index]
        if piece.label is not None and not piece.label.weak:
            break
        if (
            piece.label is None
            and not SENTENCE.search(piece.passage.text)
            and len(piece.passage.text) <= 2 * SHORT_PART
        ):
            top.append(index)
    headed = [i for i in top if pieces[i].passage.style.heading_level is not None]
    named = [i for i in top if PLAN_WORD.search(pieces[i].passage.folded.strip())]
    return next(iter([i for i in headed if i in named] or named or headed or top[:1]), None)


# --- placing ----------------------------------------------------------------------------------------------------------

HEAD_LONGEST = 40  # characters of a title before the colon that its text follows
NO_HEAD = re.compile(r"(?:如下|如次|包括|包含|例如|即|為|为|計有|計|分別|分别)$")
COLON = re.compile(r"[:：︰﹕](?!//)")


def is_within_brackets(before: str) -> bool:
    """Whether a bracket that the text opens is still open at its end."""
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")


def colon_of(piece: Piece) -> int | None:
    """The offset of the colon after which the text of a heading follows on its line."""
    assert piece.label is not None
    text = piece.passage.text
    for match in COLON.finditer(text, piece.label.end, piece.label.end + HEAD_LONGEST + 1):
        if is_within_brackets(text[piece.label.end : match.start()]):
            continue  # 五、分年經費（單位：千元）：
        at = match.start()
        if text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit():
            continue
        head = text[piece.label.end : at].strip()
        splits = head and text[match.end() :].strip() and not SENTENCE.search(head) and not NO_HEAD.search(head)
        return at if splits else None
    return None


def merged(pieces: Sequence[Piece], found: dict[int, Choice | None]) -> Iterator[tuple[Piece, Choice | None]]:
    """The pieces with their places; those cut off that turned out to be no sections are one again with the piece before them."""
    first = 0
    for index in range(1, len(pieces) + 1):
        if index < len(pieces) and pieces[index].cut is not None and found.get(index) is None:
            continue
        yield whole(pieces[first], pieces[index - 1]), found.get(first)
        first = index


def whole(first: Piece, last: Piece) -> Piece:
    """The piece that a run of pieces of one passage makes."""
    if first is last or last.cut is None:
        return first
    source, _, end = last.cut
    return replace(first, passage=source.part(first.cut[1] if first.cut else 0, end))


@dataclass(slots=True)
class Writer:
    """Writes the sections and the places of the passages, in reading order.

    ``stack`` are the open sections, outermost first; ``body``: within a box, those of the body around it.
    """

    script: str
    sections: list[Found[Section]] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)
    body: list[int] | None = None
    texts: dict[int, list[str]] = field(default_factory=dict)

    def outline(self) -> Outline:
        """What has been written, each section with its own text."""
        sections = tuple(
            replace(found, value=replace(found.value, text="\n".join(self.texts[i]))) if i in self.texts else found
            for i, found in enumerate(self.sections)
        )
        return Outline(sections, tuple(self.placed))

    def place(self, passage: Passage, kind: str) -> None:
        """Places a passage in the section that is open."""
        section = self.stack[-1] if self.stack and kind not in ("title", "header", "footer") else None
        self.placed.append(Placed(passage, section, kind))
        if kind == "paragraph" and section is not None:
            self.texts.setdefault(section, []).append(passage.text.strip())

    def place_title(self, piece: Piece) -> None:
        """Places the document's title; a corner mark before it (附件1) is no part of it."""
        passage, label = piece.passage, piece.label
        if label is not None and label.part == "annex" and label.end < len(passage.text):
            start = after_blanks(passage.folded, label.end)
            self.place(passage.part(0, start), "paragraph")
            passage = passage.part(start, len(passage.text))
        self.place(passage, "title")

    def open(self, piece: Piece, choice: Choice) -> None:
        """Begins a section with the piece and places it; what follows its title on the line is a paragraph of it."""
        passage, label = piece.passage, piece.label
        colon = colon_of(piece) if label else None
        section, spans = self.section(piece, choice, colon)
        self.enter_or_leave_box(choice)
        del self.stack[choice.level - 1 :]
        parent = self.stack[-1] if self.stack else None
        self.stack.append(len(self.sections))
        self.sections.append(Found(replace(section, parent=parent), spans, "outline"))
        self.place(passage if colon is None else passage.part(0, colon + 1), section.kind.value)
        if colon is not None:
            self.place(passage.part(colon + 1, len(passage.text)), "paragraph")

    def enter_or_leave_box(self, choice: Choice) -> None:
        """Behind a box the sections of the body are open again."""
        if choice.boxed and self.body is None:
            self.body, self.stack = self.stack, []
        elif not choice.boxed and self.body is not None:
            self.stack, self.body = self.body, None

    def section(self, piece: Piece, choice: Choice, colon: int | None) -> tuple[Section, tuple[Span, ...]]:
        """The record of a piece (its parent aside), and where its label and title stand."""
        passage, text, label = piece.passage, piece.passage.text, piece.label
        start, after = (label.start, label.end) if label else (len(text) - len(text.lstrip()), 0)
        end = len(text.rstrip()) if colon is None else len(text[:colon].rstrip())
        made = MADE.match(passage.folded, after) if label and label.part == "annex" else None
        head = made.end() if made and made.end() < end else after
        title, printed = text[head:end].strip(), text[start:after] if label else ""
        reading = choice.reading
        sentence = label is not None and label.part is None and colon is None and make_of(piece) is Make.SENTENCE
        record = Section(
            level=choice.level,
            label=printed,
            label_restored=restored_label(printed, label, choice, self.script) if label else None,
            number=reading.number if reading else None,
            style=reading.style.name if reading else "",
            kind=SectionKind.ITEM if sentence else SectionKind.HEADING,
            role="annex" if label and label.part == "annex" else role_of(title),
            title=title,
        )
        if head > after:
            return record, (*passage.spans_of(start, after), *passage.spans_of(head, end))
        return record, passage.spans_of(start, max(end, after))
