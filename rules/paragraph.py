"""Logical paragraphs: the hard lines of TXT and PDF joined again, and only those.

A line goes on in the next one where it was cut, not where it ended: the evidence is punctuation, the width at which the document wraps,
indents, and what lines of the same kind do elsewhere in it. A blank line alone proves nothing: converters and page breaks put them anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from extractors.document import Document, Paragraph, ParagraphKind, Span
from rules.label import MADE, Label, read_label
from rules.passage import Passage, fold, passage_of

CLOSED = re.compile(r"[。!?;:…!？！；：][」』”’\")）〕】]*$")
OPEN_END = re.compile(r"[，、,（(「『《〈/～~—-]$")
OPEN_START = re.compile(r"[，、。；：！？,;:)）」』》〉”%％]")
CLAUSE_START = re.compile(r"[，、。；]")
LATIN = re.compile(r"[!-~]")
MARKS = re.compile(r"(?P<open>\*\*|__)(?=[^\s*_])[^*_\n]{1,200}(?P<close>(?P=open))|(?P<escape>\\)(?=[!-/:-@\[-`{-~])")
SIGNED = re.compile(
    r"[\u4e00-\u9fff]{2,20}(?:政府|委[员員][会會]|[办辦][公事][室處处]|[^一-十工大同]局|[厅廳]|[教外公民財财稅税][育政交務务安]部|[學学]校|[國国]中|[國国]小|公所)"
)  # who signs, alone on a line
APART = re.compile(r"\S(?:\t| {3}|\u3000{3})\s*\S")
TOLERANCE = 4  # half-width columns by which a wrapped line may miss the wrap width: a mark or a Latin word did not fit
SAME_PRINT = 1.0  # points by which the print of a paragraph's lines may differ
COLUMN_FORMATS = ("txt", "md")
SENTENCE_WIDTH = 40  # half-width columns; a line with a comma and as wide as this is prose rather than a heading
NARROW = 40  # half-width columns: a width at which hardly any text wraps; where lines are much longer, none does
HEAD = 40  # characters in which a label has to end
SET_APART = (
    12  # columns by which a line in the middle or on the right of the page stands further in than the one before it
)
SET_APART_POINTS = 120.0  # the same where the source gives indents in points
ITEM_WIDTH = 24  # the same for a labelled line whose like end in a full stop elsewhere


@dataclass(frozen=True, slots=True)
class Line:
    """A block of running text without the white space around it. ``indent`` and ``width`` are in half-width columns."""

    block: int
    paragraph: Paragraph
    span: Span
    text: str
    indent: float
    width: float
    blank_before: bool
    label: Label | None

    @property
    def closed(self) -> bool:
        """Whether the line ends as sentences and introductions end."""
        return CLOSED.search(self.text, max(len(self.text) - 4, 0)) is not None

    @property
    def strong(self) -> bool:
        """Whether the line begins with what can hardly be anything but a label."""
        return self.label is not None and not self.label.weak

    @property
    def only_label(self) -> bool:
        """Whether the line is a label and nothing else, or the day on which the annex was made: its title stands on the next."""
        label = self.label
        if label is None or label.end == len(self.text):
            return label is not None
        return label.part == "annex" and MADE.fullmatch(fold(self.text), label.end) is not None


def columns(text: str) -> int:
    """The width of a text in half-width columns.

    >>> columns("一a")
    3
    """
    return (len(text.encode("utf-8", "surrogatepass")) + len(text)) // 2


def lines(document: Document) -> Iterator[Line | None]:
    """The lines of a document; None where a table divides them."""
    text, end = document.text, 0
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            yield None
            continue
        raw = text[block.span.start : block.span.end]
        stripped = raw.strip()
        if not stripped:
            continue
        start = block.span.start + len(raw) - len(raw.lstrip())
        span = Span(start, start + len(stripped))
        margin = text[text.rfind("\n", max(start - 200, 0), start) + 1 : start]
        margin = margin if margin.isspace() else ""
        indent = columns(margin) if block.style.indent is None else block.style.indent
        blank = text.count("\n", end, start) > 1 if end <= start else True
        label = read_label(fold(shown_head(stripped) if document.meta.format == "md" else stripped[:HEAD]))
        if label is not None and label.end == HEAD < len(stripped):
            label = None
        yield Line(index, block, span, stripped, indent, columns(margin) + columns(stripped), blank, label)
        end = span.end


def shown_head(text: str) -> str:
    """What a reader sees of the head of a Markdown line.

    >>> shown_head("**1\\. 依據**")
    '1. 依據**'
    """
    return re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text[:HEAD].lstrip("*_"))


@dataclass(slots=True)
class Habits:
    """What the lines of a document do: the widths at which they wrap (upright and landscape pages, pasted text), and
    which labelled lines close.

    ``set_apart``: by how much a line has to be indented to stand apart, in the unit of the document's indents.
    """

    wraps: tuple[float, ...] = ()
    set_apart: float = SET_APART
    closed: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def full(self, line: Line) -> bool:
        """Whether the line reaches a wrap width; entries that stand apart on it do not fill it, nor a short one set to the right (a signature)."""
        if APART.search(line.text) or line.paragraph.style.alignment == "right":
            return False
        return line.paragraph.style.wrapped or any(abs(line.width - width) <= TOLERANCE for width in self.wraps)

    def closes(self, line: Line) -> bool:
        """Whether lines with a label like this one's end in a full stop, mostly (itself aside)."""
        if line.label is None:
            return False
        name = line.label.style.family
        return 2 * self.closed[name] > self.seen[name] - 1 > 0


def read_habits(found: Sequence[Line | None], set_apart: float) -> Habits:
    """Counts what ``Habits`` says."""
    habits = Habits(set_apart=set_apart)
    widths: Counter[int] = Counter()
    every: Counter[int] = Counter()
    for line, after in zip(found, [*found[1:], None], strict=True):
        if line is None:
            continue
        if line.label is not None:
            habits.seen[line.label.style.family] += 1
            habits.closed[line.label.style.family] += line.closed
        every[round(line.width)] += 1
        if wraps(line, after):
            widths[round(line.width)] += 1
    habits.wraps = usual_widths(widths, every)
    return habits


def wraps(line: Line, after: Line | None) -> bool:
    """Whether the line looks cut: a plain line without an end before another without a label."""
    if after is None or line.closed or line.only_label or line.paragraph.kind is not ParagraphKind.LINE:
        return False
    return (
        line.paragraph.style.heading_level is None and not after.strong and after.paragraph.style.heading_level is None
    )


def usual_widths(widths: Counter[int], every: Mapping[int, int] = MappingProxyType({})) -> tuple[float, ...]:
    """The widths that the lines which look cut agree on, the commonest first: a third of them within two columns, then a third of the others.

    Three lines at least make the first. A further one has five and is that of prose: names and headings of one length are no wrapped lines.
    So are short ones where half as many of all lines (``every``) are longer: nothing was cut there.

    >>> usual_widths(Counter({62: 40, 58: 9, 78: 30, 44: 1})), usual_widths(Counter({62: 40, 30: 9}))
    ((62.0, 78.0), (62.0,))
    >>> usual_widths(Counter({36: 4}), Counter({36: 4, 130: 3})), usual_widths(Counter({36: 4}), Counter({36: 9, 30: 3, 48: 1}))
    ((), (36.0,))
    """
    usual, left, fewest, least = list[float](), dict(widths), 3, ITEM_WIDTH
    while left:
        near = {w: sum(left.get(v, 0) for v in range(w - 2, w + 3)) for w in left}
        best = max(near, key=lambda w: (near[w], w))
        longer = sum(count for width, count in every.items() if width > best + TOLERANCE)
        uncut = best < NARROW and 2 * longer >= near[best]
        if uncut or best < least or near[best] < max(fewest, sum(left.values()) / 3):
            break
        usual.append(float(best))
        left = {w: count for w, count in left.items() if abs(w - best) > TOLERANCE}
        fewest, least = 5, SENTENCE_WIDTH
    return tuple(usual)


@dataclass(slots=True)
class Joiner:
    """Decides, line by line, whether a line goes on with the paragraph before it. Knows the last number of each style of label."""

    habits: Habits
    last: dict[str, int] = field(default_factory=dict)

    def note(self, line: Line) -> None:
        """Remembers the label of a line that begins a paragraph."""
        if line.label is not None and line.label.number is not None:
            self.last[line.label.style.family] = line.label.number

    def fits(self, label: Label) -> bool:
        """Whether the label begins a list or goes on with one."""
        number = label.number
        return number is None or number == 1 or 0 < number - self.last.get(label.style.family, 0) <= 3

    def goes_on(self, pieces: Sequence[Line], line: Line) -> bool:
        """Whether ``line`` is the next piece of the paragraph."""
        first, before = pieces[0], pieces[-1]
        if before is first and first.only_label:
            return titles(first, line)
        if not joinable(first, line):
            return continues(before, line)
        bracketed = opens(before.text) > 0 > opens(line.text)
        if line.strong and line.label is not None and not bracketed and (before.closed or self.fits(line.label)):
            return False
        return bracketed or left_open(before, line) or self.runs_on(pieces, line)

    def runs_on(self, pieces: Sequence[Line], line: Line) -> bool:
        """Whether a line that nothing else binds to the one before was cut from it."""
        first, before = pieces[0], pieces[-1]
        if line.indent - before.indent >= self.habits.set_apart:
            return False
        closed_flows = before.closed and line.label is None and self.flows(pieces, line)
        return closed_flows if before.closed else self.cut(first, before, line)

    def cut(self, first: Line, before: Line, line: Line) -> bool:
        """Whether a line without an end was cut: by the wrap width, or in the middle of its sentence."""
        if self.habits.full(before):
            return True
        if line.label is not None:
            return False
        if "。" in before.text or "；" in before.text:
            return True
        if first is before and first.label is not None:
            return self.habits.closes(first) and before.width >= ITEM_WIDTH
        return (
            before.width >= SENTENCE_WIDTH
            and ("，" in before.text or len(first.text) > len(before.text))
            and SIGNED.fullmatch(line.text) is None
        )

    def flows(self, pieces: Sequence[Line], line: Line) -> bool:
        """Whether a full line that happens to end with a sentence goes on: the next begins where the paragraph's lines begin."""
        first, before = pieces[0], pieces[-1]
        if line.blank_before or not self.habits.full(before) or before.text.endswith(("：", ":")):
            return False
        if len(pieces) > 1:
            return abs(line.indent - before.indent) < 1
        return line.indent > first.indent if first.strong else line.indent < first.indent


def left_open(before: Line, line: Line) -> bool:
    """Whether the marks at the end of a line or at the head of the next say that a sentence is not at its end."""
    return OPEN_START.match(line.text) is not None or OPEN_END.search(before.text) is not None


def opens(text: str) -> int:
    """How many more brackets a text opens than it closes.

    >>> opens("方案(Employee"), opens("Programs)推動")
    (1, -1)
    """
    return sum(map(text.count, "(（「『《")) - sum(map(text.count, ")）」』》"))


def continues(before: Line, line: Line) -> bool:
    """Whether a whole paragraph of the source goes on with the one before it: none begins with 、 or 。."""
    return CLAUSE_START.match(line.text) is not None and {before.paragraph.kind, line.paragraph.kind} <= {
        ParagraphKind.LINE,
        ParagraphKind.PARAGRAPH,
    }


def titles(first: Line, line: Line) -> bool:
    """Whether a line is the title of the bare label before it: neither a label nor the start of a structure; whole paragraphs too."""
    style = line.paragraph.style
    kinds = {ParagraphKind.LINE, ParagraphKind.PARAGRAPH}
    if first.label is not None and first.label.part == "annex":
        kinds.add(ParagraphKind.CAPTION)  # the title row of the annex's table
    if not {first.paragraph.kind, line.paragraph.kind} <= kinds:
        return False
    return not line.strong and style.heading_level is None and not style.list_item


def joinable(first: Line, line: Line) -> bool:
    """Whether the source leaves open that the line goes on with the paragraph: both plain lines in one print, neither the start of a structure."""
    if first.paragraph.kind is not ParagraphKind.LINE or line.paragraph.kind is not ParagraphKind.LINE:
        return False
    style, its = line.paragraph.style, first.paragraph.style
    if style.font_size and its.font_size and abs(style.font_size - its.font_size) > SAME_PRINT:
        return False
    return style.heading_level is None and not style.list_item and its.heading_level is None


def passages(document: Document) -> tuple[Passage, ...]:
    """The logical paragraphs outside tables, in the order of the blocks.

    Lines are joined with nothing between them but a white-space character where two Latin words would fuse.
    """
    found = tuple(lines(document))
    joiner = Joiner(read_habits(found, SET_APART if document.meta.format in COLUMN_FORMATS else SET_APART_POINTS))
    groups: list[list[Line]] = []
    open_group = False
    for line in found:
        if line is None:
            open_group = False
        elif open_group and joiner.goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
            joiner.note(line)
            open_group = True
    return tuple(joined(document, group) for group in groups)


def joined(document: Document, group: Sequence[Line]) -> Passage:
    """The passage of the lines of one paragraph."""
    spans = []
    for line, after in zip(group, [*group[1:], None], strict=True):
        span = line.span
        if after is not None and apart(line, after) and follows(document, span):
            span = Span(span.start, span.end + 1)
        spans.append(span)
    if document.meta.format == "md":
        spans = [piece for span in spans for piece in without_marks(document.text, span) if len(piece)]
    first = group[0]
    return passage_of(document, tuple(spans), first.block, first.paragraph.kind, first.paragraph.style)


def without_marks(text: str, span: Span) -> Iterator[Span]:
    """The pieces of a Markdown line between the marks that no reader sees: strong emphasis (CommonMark 0.31 §6.2) and the escapes of marks (§2.4)."""
    start = span.start
    for match in MARKS.finditer(text, span.start, span.end):
        for mark, after in (match.span("escape"),) if match["escape"] else (match.span("open"), match.span("close")):
            yield Span(start, mark)
            start = after
    yield Span(start, span.end)


def apart(line: Line, after: Line) -> bool:
    """Whether the white space between two lines is kept: between Latin words, and between a label and its title."""
    return line.only_label or (LATIN.match(line.text[-1]) is not None and LATIN.match(after.text[0]) is not None)


def follows(document: Document, span: Span) -> bool:
    """Whether a white-space character stands right behind the span."""
    return document.text[span.end : span.end + 1].isspace()
