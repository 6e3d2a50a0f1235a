"""Names of persons, so that they can be left out: in columns and fields that hold them, behind labels (聯絡人：…), and wherever they stand again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from extractors.document import Document, Span
from rules.agency_name import is_agency
from rules.passage import fold
from rules.person_name import ANONYMOUS, HAN, LEFT_OUT, is_person, is_post, person_words, surnames
from rules.plan import Found, Plan, TableCell, TableKind
from rules.rule import Rule
from rules.words import any_of

_HEADING = 40  # characters of a heading whose names stand behind its colon
_PIECE = re.compile(r"[^、,;/:()\n\[\]|&+]+")
_TOKEN = re.compile(r"[^ \t\u3000]+")
_FOREIGN = re.compile(rf"[{HAN}]{{1,8}}(?:[·‧•・][{HAN}]{{1,8}})+|[A-Za-z][A-Za-z.'\- ]{{2,40}}")


# --- a cell of names --------------------------------------------------------------------------------------------------


def names_in_cell(text: str) -> list[tuple[int, int]]:
    """Where the names stand in a cell that holds names; posts, agencies and sentences beside them stay.

    >>> [[t[a:b] for a, b in names_in_cell(t)] for t in ("林玉梅老師、周　文", "教務主任 王大同（兼）", "民政課", "John Smith")]
    [['林玉梅', '周\u3000文'], ['王大同'], [], ['John Smith']]
    """
    folded = fold(text).replace(" ", " ")
    return [span for piece in _PIECE.finditer(_by_line(text, folded)) for span in _in_piece(folded, *piece.span())]


def _by_line(text: str, folded: str) -> str:
    """The folded text with its line ends, which part one name from the next."""
    return "".join("\n" if char == "\n" else to for char, to in zip(text, folded, strict=True))


def _in_piece(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names in a stretch without punctuation. Single characters with blanks between are one name (周　文)."""
    tokens = [match.span() for match in _TOKEN.finditer(text, start, end)]
    if not tokens:
        return
    whole = (tokens[0][0], tokens[-1][1])
    spread = len(tokens) > 1 and any(b - a == 1 for a, b in tokens) and sum(b - a for a, b in tokens) <= 4
    latin = _FOREIGN.fullmatch(text, *whole) is not None
    for first, last in [whole] if spread or latin else tokens:
        found = (first, last) if latin else _core(text, first, last)
        if found is not None:
            yield found


def _core(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name in a token, titles aside; None where it holds none."""
    if is_agency(text[start:end]) or (is_post(text[start:end]) and not _titled(text[start:end])):
        return None
    while (cut := _title_at(text, start, end)) is not None:
        start, end = cut
    name = "".join(text[start:end].split())
    surname = len(name) == 1 and name in surnames()[0]
    may_be = 2 <= len(name) <= 4 and name not in person_words("none") and not is_post(name) and not is_agency(name)
    foreign = _FOREIGN.fullmatch(name) is not None
    return (start, end) if surname or foreign or (may_be and re.search(f"[{HAN}]", name)) else None


def _titled(token: str) -> bool:
    """Whether a token that ends as a post does begins with a person's name: 王大明主任, 陳老師."""
    title = next((t for t in person_words("titles") if token.endswith(t)), "")
    rest = token[: len(token) - len(title)]
    return bool(title) and (is_person(rest) or (len(rest) == 1 and rest in surnames()[0]))


def _title_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The token without a title at one of its ends; None where it has none."""
    token = text[start:end]
    for title in person_words("titles"):
        if token.endswith(title) and len(title) < len(token):
            return start, end - len(title)
        if token.startswith(title) and len(token) - len(title) >= 2:
            return start + len(title), end
    return None


# --- behind a label ---------------------------------------------------------------------------------------------------


def _read_labelled(match: re.Match[str]) -> tuple[tuple[int, int], ...] | None:
    """聯絡人：王大明、陳小姐: the names of the list."""
    names = tuple(m.span() for m in _name().finditer(match.string, match.start("names"), match.end("names")))
    kept = tuple(span for span in names if _is_labelled(match.string, *span))
    return kept or None


def _is_labelled(text: str, start: int, end: int) -> bool:
    """Whether a stretch behind a label is a person's name: not a clause (由副縣長), nor an agency or a surname's look-alike."""
    name = _bare(text[start:end])
    return len(name) == 1 or (is_person(name) and name[0] not in "由和與与及其應应各")


def _bare(text: str) -> str:
    return "".join(text.split())


@cache
def _name() -> re.Pattern[str]:
    single, double = surnames()
    family = rf"(?:{any_of(double)}|[{''.join(sorted(single))}])"
    title = any_of(person_words("titles"))
    edge = rf"(?= {{0,2}}(?:[^{HAN}{ANONYMOUS} ]|\Z|{title})| (?=[{HAN}]))"
    return re.compile(
        rf"(?![由應应各]){family}(?={title})|{family} {{0,2}}[{HAN}{ANONYMOUS}](?: {{0,2}}[{HAN}{ANONYMOUS}])?{edge}"
    )


@cache
def rules() -> tuple[Rule[tuple[tuple[int, int], ...]], ...]:
    """The rule of names in running text, on folded text; its examples print the names."""
    label, name, title = any_of(person_words("labels")), _name().pattern, any_of(person_words("titles"))
    one = rf"(?:{name})(?: {{0,2}}{title})?"
    # what stands before a name: his unit and post with a blank behind them, or the unit alone where a title follows the name
    unit = rf"(?:[{HAN}]{{2,20}} {{1,3}}|[{HAN}]{{2,16}}?(?:大學|大学|學院|学院|醫院|医院|協會|协会|公司|國小|國中|高中|中心|[局處处署])(?=(?:{name}){title}))?"
    single, double = surnames()
    family = rf"(?:{any_of(double)}|[{''.join(sorted(single))}])"
    return (
        Rule(
            "person-label",
            re.compile(rf"{label} {{0,3}}: {{0,3}}{unit}(?P<names>{one}(?: {{0,2}}[、,/] {{0,2}}{one}){{0,60}})"),
            _read_labelled,
            (
                ("聯絡人：王大明，電話：02-12345678", "王大明"),
                ("委員：林玉梅、陳小華、周　文。", "林玉梅 陳小華 周　文"),
                ("承辦人：陳小姐", "陳"),
                ("联系人：欧阳修文，电话", "欧阳修文"),
                ("授課教師：劉家豪老師、江淑芬老師", "劉家豪 江淑芬"),
                ("聯絡人：教務處教學組長 徐慧玲，電話", "徐慧玲"),
                ("講座：國立臺灣師範大學陳柏霖教授", "陳柏霖"),
            ),
            (
                "召集人：由副縣長擔任",
                "聯絡人：各單位自行指定",
                "負責人：教務主任",
                "成員：高級中等學校教師",
                "組長：安全組",
                "講座：國立臺灣師範大學教授",
            ),
        ),
        Rule(
            "person-appointed",
            re.compile(
                rf"[由請请聘][{HAN}]{{0,14}}?{title}(?P<names>{family}[{HAN}]{{1,2}})(?=擔任|担任|兼任|主持|主講|主讲|授課|授课|代理)"
            ),
            _read_labelled,
            (("召集人由校長張文龍擔任", "張文龍"), ("由副市长李明兼任", "李明")),
            ("由校長擔任", "由教務主任及學務主任擔任", "聘請專家學者擔任講座"),
        ),
        Rule(
            "person-addressed",
            re.compile(rf"(?<![{HAN}])(?![敬和與各])(?P<names>{family}[{HAN}]{{0,2}}?)(?=小姐|先生|女士)"),
            lambda match: (match.span("names"),),
            (("諮詢專線：楊小姐（分機12）", "楊"), ("（02）2345-6789 林怡君小姐", "林怡君")),
            ("各位先生女士", "敬請女士優先"),
        ),
        Rule(
            "person-signed",
            re.compile(rf" *[{HAN}]{{0,8}}{any_of(person_words('signers'))} {{1,12}}(?P<names>{name}) *$"),
            _read_signed,
            (("縣長　許○華", "許○華"), ("局長  劉宜廉", "劉宜廉")),
            ("縣長 親自主持", "校長 說明", "校長"),
        ),
    )


def _read_signed(match: re.Match[str]) -> tuple[tuple[int, int], ...] | None:
    """縣長　許○華 on a line of its own, as under a letter."""
    return _read_labelled(match) if match.start() == 0 else None


# --- the names of a document ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Names:
    """``spans`` are the places of names in cells and behind labels, ``words`` the names that are looked for in the rest, without blanks."""

    spans: tuple[Span, ...]
    words: frozenset[str]


def find_names(document: Document, plan: Plan) -> Names:
    """The names of persons in a document that was read as this plan."""
    spans: list[Span] = []
    words: set[str] = set()
    for places, text in [*_of_cells(plan), *_labelled(plan)]:
        for start, end in places:
            name = _bare(text.value[start:end])
            spans.extend(_spans_of(text.spans, start, end))
            if is_person(name) or ("·" in name and len(name) > 3) or re.fullmatch("[A-Za-z.'-]{6,}", name):
                words.add(name)
    return Names(tuple(sorted(spans)), frozenset(words))


@dataclass(frozen=True, slots=True)
class _Text:
    value: str
    spans: tuple[Span, ...]


Places = tuple[list[tuple[int, int]], _Text]


def _of_cells(plan: Plan) -> Iterator[Places]:
    """The names in the cells that hold names: below a header that says so, in rosters by their looks, beside a form's field."""
    kinds = [table.value.kind for table in plan.source_tables]
    after = dict(_beside_fields(plan.cells, kinds))
    for cell in plan.cells:
        value = cell.value
        roster = kinds[value.table] is TableKind.ROSTER and is_person(_bare(value.text))
        if (value.role == "name" and not value.is_header) or roster or (value.table, value.row, value.column) in after:
            yield names_in_cell(value.text), _Text(value.text, cell.spans)


def _beside_fields(
    cells: Iterable[Found[TableCell]], kinds: list[TableKind]
) -> Iterator[tuple[tuple[int, int, int], bool]]:
    """The places to the right of a form's fields for a name (姓名 | 王大明)."""
    for cell in cells:
        value = cell.value
        if kinds[value.table] is TableKind.FORM and _bare(value.text).rstrip(":：") in person_words("labels"):
            yield (value.table, value.row, value.column + value.column_span), True


def _labelled(plan: Plan) -> Iterator[Places]:
    """The names behind labels in paragraphs and cells; the label may be a heading, and its names the items below it."""
    for text in [*_paragraphs(plan), *(_Text(f.value.text, f.spans) for f in plan.cells)]:
        places = [span for rule in rules() for hit in rule.hits(fold(text.value)) for span in hit.value]
        if places:
            yield places, text
    for found in plan.sections:
        section = found.value
        above = plan.sections[section.parent].value.title if section.parent is not None else ""
        if _bare(above).rstrip(":：") in person_words("labels"):
            name = re.split("[ （(，,：:]", section.title)[0]
            if is_person(name):
                start = len(section.label)
                yield [(start, start + len(name))], _Text(section.label + section.title, found.spans)


def _paragraphs(plan: Plan) -> Iterator[_Text]:
    """The paragraphs, each together with the heading before it that ends in a colon (承辦人：)."""
    before = None
    for found in plan.paragraphs:
        text = _Text(found.value.text, found.spans)
        if before is not None:
            yield _Text(before.value + text.value, (*before.spans, *text.spans))
        else:
            yield text
        before = text if text.value.rstrip().endswith(("：", ":")) and len(text.value) <= _HEADING else None


def _spans_of(spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    """Where a stretch of the spans' joined text stands in the document."""
    offset = 0
    for span in spans:
        first, last = max(start - offset, 0), min(end - offset, len(span))
        if first < last:
            yield Span(span.start + first, span.start + last)
        offset += len(span)


def left_out(text: str, names: Names) -> str:
    """The text with every character of a name replaced, blanks and line ends aside: as long as before.

    >>> left_out("召集人：王大明。王 大明為…", Names((), frozenset({"王大明"})))
    '召集人：███。█ ██為…'
    """
    masked = list(text)
    for start, end in [*((s.start, s.end) for s in names.spans), *_again(text, names.words)]:
        masked[start:end] = [char if char.isspace() else LEFT_OUT for char in masked[start:end]]
    return "".join(masked)


def _again(text: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the names stand, with blanks or one line end between their characters or not."""
    if not words:
        return
    spread = (
        r"[ \t\u3000]{0,4}\n?[ \t\u3000]{0,4}".join(map(re.escape, w))
        for w in sorted(words, key=lambda w: (-len(w), w))
    )
    yield from (match.span() for match in re.finditer("|".join(spread), text))
