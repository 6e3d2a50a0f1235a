"""What holds for every document whatever it says: evidence verbatim, spans in order, keys in range, nothing lost, one input one answer."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
import samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import extract
from extractors.document import Document, Span
from extractors.errors import Code, Unreadable
from rules.plan import Found, Plan
from rules.recognise import recognise

MARKUP = frozenset("#*_`|>-+:=~\\")  # what Markdown writes and a reader does not see
DRAWN = frozenset(map(chr, range(0x2500, 0x2580)))  # the lines of a table drawn in plain text
KINDS = [f.name for f in fields(Plan) if f.name not in ("overview", "notes")]

Promise = Callable[[Document, Plan], None]


def sources() -> list[Path]:
    """The plans of the project's own and the shared ones, where they are."""
    own = sorted((samples.ROOT / "data" / "raw").iterdir())
    shared = sorted((samples.SHARED / "plans").iterdir()) if samples.SHARED else []
    return [path for path in own + shared if path.is_file() and not path.name.startswith(".")]


@cache
def read(path: Path) -> tuple[Document, Plan]:
    try:
        document = extract(path)
    except Unreadable as error:
        if error.code != Code.UNSUPPORTED_TYPE:
            raise
        pytest.skip(f"{path.suffix} is not supported yet")
    return document, recognise(document)


def facts(plan: Plan) -> Iterator[tuple[str, int, Found[Any]]]:
    """Every fact with its kind and ordinal."""
    for kind in KINDS:
        for ordinal, found in enumerate(getattr(plan, kind)):
            yield kind, ordinal, found


def squeeze(text: str) -> str:
    return "".join(text.split())


def evidence_is_verbatim(document: Document, plan: Plan) -> None:
    for kind, ordinal, found in facts(plan):
        if hasattr(found.value, "evidence"):
            assert squeeze(found.value.evidence) == squeeze(document.slice(found.spans)), (kind, ordinal, found)


def spans_are_in_the_text_and_in_order(document: Document, plan: Plan) -> None:
    for kind, ordinal, found in facts(plan):
        assert all(len(span) and span.end <= len(document.text) for span in found.spans), (kind, ordinal, found)
        assert all(one.end <= other.start for one, other in pairwise(found.spans)), (kind, ordinal, found)


def keys_are_in_range(document: Document, plan: Plan) -> None:
    for kind, ordinal, found in facts(plan):
        for field in fields(found.value):
            refers, key = field.metadata.get("refers"), getattr(found.value, field.name)
            if refers is not None and key is not None:
                limit = ordinal if refers == kind else len(getattr(plan, refers))
                assert 0 <= key < limit, (kind, ordinal, field.name, key)


def nothing_is_lost(document: Document, plan: Plan) -> None:
    """Each visible character stands in one paragraph or cell, both as extracted and as recognised."""
    blocks = chain(
        (p.span for p in document.paragraphs()),
        (span for table in document.tables for cell in table.cells for span in cell.spans),
    )
    records = chain(
        (span for found in plan.paragraphs for span in found.spans),
        (span for found in plan.cells for span in found.spans),
    )
    extracted, recognised = coverage(document, blocks), coverage(document, records)
    assert {at: n for at, n in extracted.items() if n > 1} == {}
    lost = {at for at, char in enumerate(document.text) if not is_blank(char)} - set(extracted)
    markup = MARKUP if document.meta.format == "md" else DRAWN
    assert {document.text[at] for at in lost} <= markup
    left_out = {at for at in extracted.keys() - recognised.keys() if document.text[at] in markup}
    assert {at: n for at, n in extracted.items() if at not in left_out} == recognised


def coverage(document: Document, spans: Iterator[Span]) -> Counter[int]:
    """How often each visible character is covered, by its offset."""
    at = (offset for span in spans for offset in range(span.start, span.end))
    return Counter(offset for offset in at if not is_blank(document.text[offset]))


def is_blank(char: str) -> bool:
    return char.isspace() or char in "\ufeff\u200b"


def rows_and_columns_fit(document: Document, plan: Plan) -> None:
    """Cells stand within their table and do not overlap; facts of a table stand on one of its cells."""
    taken: Counter[tuple[int, int, int]] = Counter()
    for found in plan.cells:
        cell = found.value
        table = plan.source_tables[cell.table].value
        assert cell.row + cell.row_span <= table.row_count
        assert cell.column + cell.column_span <= table.column_count
        places = ((r, c) for r in range(cell.row_span) for c in range(cell.column_span))
        taken.update((cell.table, cell.row + r, cell.column + c) for r, c in places)
    assert {place: n for place, n in taken.items() if n > 1} == {}
    for kind, ordinal, found in facts(plan):
        if getattr(found.value, "column", None) is not None:
            assert taken[(found.value.table, found.value.row, found.value.column)] == 1, (kind, ordinal)


PROMISES: list[Promise] = [
    evidence_is_verbatim,
    spans_are_in_the_text_and_in_order,
    keys_are_in_range,
    nothing_is_lost,
    rows_and_columns_fit,
]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_promises_hold_for_every_plan(path: Path, promise: Promise) -> None:
    promise(*read(path))


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_the_same_input_gives_the_same_plan(path: Path) -> None:
    document, plan = read(path)
    assert recognise(document) == plan
    if path.suffix in (".txt", ".md"):
        assert extract(path) == document


def test_there_are_plans() -> None:
    assert len(sources()) >= 6


# --- texts that no one wrote ------------------------------------------------------------------------------------------

LABEL = st.sampled_from(
    [
        "壹、",
        "貳、",
        "拾壹、",
        "一、",
        "二、",
        "（一）",
        "(二)",
        "1、",
        "1. ",
        "2.",
        "（1）",
        "第一章 ",
        "第三条 ",
        "附件1：",
        "# ",
        "### ",
        "- ",
        "甲、",
    ]
)
DATE = st.sampled_from(
    [
        "103年5月~104年4月",
        "民國98年6月18日",
        "（94）年5月14、15日",
        "103年及104年3月底前",
        "2024年底",
        "111學年度",
        "每年四月、八月",
        "自113年起",
        "108至111年度",
        "為期三年",
        "13月45日",
        "103年103年",
    ]
)
FACT = st.sampled_from(
    [
        "至少5場次",
        "1~2場次",
        "≦20",
        "百分之七十以上",
        "3.5億元",
        "1,200萬元",
        "三分之一",
        "院授人企字第0930061451號",
        "公務人員訓練進修法第7條",
        "本府人事處",
        "主辦單位：本府各單位暨所屬機關學校",
        "負責單位:教育局、衛生局",
        "(100%",
        "第一流",
    ]
)
NOISE = st.text(
    st.sampled_from("一二三十百年月日、。：（）()「」0123 \u3000%~至前底辦理計畫⼀\uf9ba\u200b\U00020000|\\*#-.\t"),
    max_size=12,
)
PIECE = st.one_of(
    LABEL,
    DATE,
    FACT,
    NOISE,
    st.sampled_from(["依據", "目標", "具體作法", "辦理研習", "實施計畫", "**辦理研習**", "**（三）"]),
)
LINE = st.builds(
    lambda indent, pieces: indent + "".join(pieces),
    st.sampled_from(["", "  ", "\u3000\u3000", "    "]),
    st.lists(PIECE, max_size=5),
)
CELL = st.builds("".join, st.lists(st.one_of(LABEL, DATE, FACT, st.just("策略")), max_size=2))
HEADER = st.permutations(["策略", "具體作法", "辦理期程", "績效指標", "辦理機關", "108年", "目標值"])


def tabbed(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def dumped(rows: list[list[str]]) -> str:
    return "\n\n".join("\n".join("\t" + cell for cell in row) for row in rows)


def piped(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


@st.composite
def tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(2, 5))
    rows = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=4))
    return draw(st.sampled_from([tabbed, dumped, piped]))([draw(HEADER)[:width], *rows])


TEXTS = st.builds("\n".join, st.lists(st.one_of(LINE, LINE, LINE, st.just(""), tables()), min_size=1, max_size=14))


@given(text=TEXTS.filter(lambda text: squeeze(text).strip("\u200b")), suffix=st.sampled_from([".txt", ".md"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_promises_hold_for_any_text(text: str, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"any{suffix}"
        path.write_text(text, encoding="utf-8")
        document = extract(path)
    plan = recognise(document)
    for promise in PROMISES:
        promise(document, plan)
    assert recognise(document) == plan
