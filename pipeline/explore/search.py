"""``govplan search`` and the keywords of plans: words cut by jieba, found by SQLite's full-text index.

Traditional and simplified characters find each other: texts are cut and compared in simplified form, character by character, so
that places are those of the text as written. The index is kept beside the tables, under the name of what it holds, and made anew
when the tables change.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
import sqlite3
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import jieba
import jieba.analyse
from rich.console import Console
from rich.text import Text

from pipeline import version
from pipeline.explore.connect import NoTables, connect, folder_of
from pipeline.explore.values import above, brief
from pipeline.remote.url import Location, Url
from rules.words import simplified

log = logging.getLogger(__name__)
AROUND = 40  # characters of a quotation before and after what was found

# What is searched: paragraphs, and cells but those merged away.
UNITS = """
    SELECT p.document_id, d.title AS plan, d.source_uri, coalesce(o.section_path, '') AS section_path, p.page, p.text,
        0 AS kind, p.ordinal
    FROM paragraphs p JOIN documents d USING (document_id) LEFT JOIN outline o ON o.section_id = p.section_id
    UNION ALL
    SELECT c.document_id, d.title, d.source_uri, concat_ws(' › ', o.section_path, t.caption), c.page, c.text, 1, c.ordinal
    FROM cells c JOIN documents d USING (document_id) JOIN source_tables t USING (table_id)
    LEFT JOIN outline o ON o.section_id = t.section_id
    WHERE c.text <> ''
    ORDER BY document_id, kind, ordinal
"""
SCHEMA = """
    CREATE TABLE units (id INTEGER PRIMARY KEY, document_id TEXT, plan TEXT, source_uri TEXT, section_path TEXT, page INTEGER, text TEXT, folded TEXT);
    CREATE VIRTUAL TABLE words USING fts5(tokens, content='', tokenize="unicode61 remove_diacritics 0");
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph or cell with the words. ``start`` and ``end`` say where in the quotation the first of them stands."""

    plan: str | None
    section_path: str
    page: int | None
    quotation: str
    start: int
    end: int
    source_uri: str
    document_id: str


# --- words ------------------------------------------------------------------------------------------------------------


@cache
def tokenizer() -> jieba.Tokenizer:
    """jieba with its own dictionary, read anew: its cache is a file in a folder that everyone may write to."""
    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    return cutter


def folded(text: str) -> str:
    """A text as it is compared, as long as before: simplified, lower case, white space as blanks.

    >>> folded("核心價值\\tKPI")
    '核心价值 kpi'
    """
    lower = "".join(small if len(small := c.lower()) == 1 else c for c in text)
    return "".join(" " if c.isspace() or not c.isprintable() else c for c in simplified(lower))


def tokens(text: str) -> list[str]:
    """The words of a folded text and the shorter words inside them, without punctuation."""
    return [word for word in tokenizer().cut_for_search(text) if any(c.isalnum() for c in word)]


# --- index ------------------------------------------------------------------------------------------------------------


def index_of(out: Location) -> sqlite3.Connection:
    """The index of the tables as they are: read where it is already made, else made; in memory where it can't be kept."""
    with closing(connect(out)) as connection:
        key = content_key(connection)
        path = place(out) / f"search-{key}.sqlite"
        if path.exists():
            return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        index = sqlite3.connect(":memory:")
        build(connection, index)
    keep(index, path)
    return index


def place(out: Location) -> Path:
    """The folder of what is derived from the tables and can be made again."""
    folder_of(out)
    if isinstance(out, Url):
        from pipeline.remote.cache import cache_of

        return cache_of(out)
    return out / ".govplan"


def content_key(connection: duckdb.DuckDBPyConnection) -> str:
    """A name for what the index holds: the documents, and who read them."""
    known = connection.execute("SELECT document_id, version, source_uri FROM documents ORDER BY document_id").fetchall()
    return hashlib.sha256(json.dumps([version(), known]).encode()).hexdigest()[:16]


def build(connection: duckdb.DuckDBPyConnection, index: sqlite3.Connection) -> None:
    """Fills the index."""
    index.executescript(SCHEMA)
    cursor = connection.execute(UNITS)
    number = 0
    while chunk := cursor.fetchmany(1000):
        for document, plan, source, path, page, text, *_ in chunk:
            number += 1
            small = folded(text)
            index.execute(
                "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, document, plan, source, path, page, text, small),
            )
            index.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (number, " ".join(tokens(small))))
    index.commit()


def keep(index: sqlite3.Connection, path: Path) -> None:
    """Writes the index beside the tables in place of older ones; a folder that can't be written to is no error."""
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(exist_ok=True)
        temporary.unlink(missing_ok=True)
        with closing(sqlite3.connect(temporary)) as file:
            index.backup(file)
        for old in path.parent.glob("search-*.sqlite"):
            old.unlink(missing_ok=True)
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        log.debug("the index is not kept: %s", error)


# --- search -----------------------------------------------------------------------------------------------------------


def search(index: sqlite3.Connection, words: Sequence[str], limit: int) -> list[Hit]:
    """The units that hold all the words, the best first; a unit that has them letter for letter before one that has their parts."""
    wanted = [word for word in map(folded, words) if tokens(word)]
    if not wanted:
        return []
    rows = index.execute(
        """SELECT u.plan, u.section_path, u.page, u.text, u.folded, u.source_uri, u.document_id, bm25(words) AS rank, u.id
           FROM words JOIN units u ON u.id = words.rowid WHERE words MATCH ?""",
        (" ".join(f'"{quoted(token)}"' for word in wanted for token in tokens(word)),),
    ).fetchall()
    rows = rows or whole(index, wanted)
    rows.sort(key=lambda row: (-sum(word in row[4] for word in wanted), round(row[7], 9), row[8]))
    return [hit(row, wanted) for row in rows[:limit]]


def whole(index: sqlite3.Connection, wanted: Sequence[str]) -> list[tuple[Any, ...]]:
    """The units that hold the words letter for letter, cut as they may be."""
    condition = " AND ".join("instr(folded, ?) > 0" for _ in wanted)
    sql = (
        f"SELECT plan, section_path, page, text, folded, source_uri, document_id, 0.0, id FROM units WHERE {condition}"
    )
    return index.execute(sql, list(wanted)).fetchall()


def quoted(token: str) -> str:
    return token.replace('"', '""')


def hit(row: tuple[Any, ...], wanted: Sequence[str]) -> Hit:
    """A unit with the quotation around the first of the words, or of their parts."""
    plan, path, page, text, small, source, document, *_ = row
    at, length = found(small, wanted)
    start, end = max(0, at - AROUND), min(len(text), at + length + AROUND)
    return Hit(plan, path, page, text[start:end], at - start, at - start + length, source, document)


def found(text: str, wanted: Sequence[str]) -> tuple[int, int]:
    """Where the first of the words stands, and how long it is; of their parts where none stands as a whole."""
    parts = [part for word in wanted for part in sorted(tokens(word), key=len, reverse=True)]
    for word in (*wanted, *parts):
        if (at := text.find(word)) >= 0:
            return at, len(word)
    return 0, 0


# --- keywords ---------------------------------------------------------------------------------------------------------


def keywords(out: Location, limit: int) -> Iterator[tuple[str, str | None, list[str]]]:
    """For each plan its file, title and keywords: words of two characters or more, by frequency and rarity (TF-IDF)."""
    with closing(connect(out)) as connection:
        rows = connection.execute(
            f"SELECT document_id, source_uri, plan, text FROM ({UNITS}) ORDER BY source_uri, kind, ordinal"
        ).fetchall()
    for (_, source), group in groupby(rows, key=lambda row: (row[0], row[1])):
        here = list(group)
        yield source, here[0][2], heaviest(forms_of([row[3] for row in here]), limit)


Forms = dict[str, Counter[str]]
"""Words in simplified characters, each with how often it is written in which form."""

# Headings with their own text, and the cells of the tables that stand in a section, in reading order.
SECTIONS = """
    SELECT s.section_id, s.parent_id, s.kind = 'heading', d.source_uri, d.title, o.section_path, s.page,
        concat_ws(chr(10), s.title, s.text)
    FROM sections s JOIN outline o USING (section_id) JOIN documents d ON d.document_id = s.document_id
    ORDER BY d.source_uri, s.document_id, s.ordinal
"""
SECTION_CELLS = """
    SELECT t.section_id, c.text FROM cells c JOIN source_tables t USING (table_id)
    WHERE t.section_id IS NOT NULL AND c.text <> '' ORDER BY c.document_id, c.ordinal
"""


@dataclass(frozen=True, slots=True)
class SectionWords:
    """The keywords of a section: of its text, its tables and the sections below it."""

    source_uri: str
    plan: str | None
    section_path: str
    page: int | None
    keywords: list[str]


def section_keywords(out: Location, limit: int) -> Iterator[SectionWords]:
    """The keywords of each headed section, in reading order: what it says more than the rest of its plan does."""
    with closing(connect(out)) as connection:
        rows = connection.execute(SECTIONS).fetchall()
        cells = connection.execute(SECTION_CELLS).fetchall()
    below: defaultdict[str, list[str]] = defaultdict(list)
    for section, text in cells:
        below[section].append(text)
    for _, group in groupby(rows, key=lambda row: row[3]):
        yield from of_one_plan(list(group), below, limit)


def of_one_plan(rows: list[Any], cells: dict[str, list[str]], limit: int) -> Iterator[SectionWords]:
    """``rows`` of SECTIONS. A section comes after the one above it, so from the last on each is whole before it is added there."""
    forms: dict[str, Forms] = {row[0]: forms_of([row[7], *cells.get(row[0], [])]) for row in rows}
    whole: Counter[str] = Counter()
    for section, parent, *_ in reversed(rows):
        for word, counts in forms[section].items():
            forms[parent].setdefault(word, Counter()).update(counts) if parent else whole.update({word: counts.total()})
    for section, _, headed, source, plan, path, page, _ in rows:
        if headed and (words := heaviest(forms[section], limit, whole)):
            yield SectionWords(source, plan, path, page, words)


def forms_of(texts: Sequence[str]) -> Forms:
    """The words of two characters or more in the texts."""
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word, start, end in tokenizer().tokenize(folded(text)):
            if len(word) > 1 and all("\u4e00" <= c <= "\u9fff" for c in word) and not NUMBERED.fullmatch(word):
                written[word][text[start:end]] += 1
    return dict(written)


def heaviest(written: Forms, limit: int, whole: Counter[str] | None = None) -> list[str]:
    """The words with the most weight, as the plan mostly writes them.

    A word weighs by frequency and rarity; where ``whole`` counts the words of the plan, also by how much of it stands here.
    """
    rarity, usual = idf()
    weights = {word: forms.total() * rarity.get(word, usual) for word, forms in written.items()}
    if whole is not None:
        weights = {word: weight * written[word].total() / whole[word] for word, weight in weights.items()}
    best = sorted((w for w in weights if weights[w]), key=lambda word: (-round(weights[word], 9), word))[:limit]
    return [min(written[word], key=lambda form: (-written[word][form], form)) for word in best]


@cache
def empty_words() -> frozenset[str]:
    """The words that say nothing of what a plan is about, in simplified characters."""
    lists: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("empty_words.toml").read_text("utf-8"))
    return frozenset(folded(word) for words in lists.values() for word in words)


# 第一节, 八十七年
NUMBERED = re.compile(r"第?[〇零一二三四五六七八九十百千两]+[年月日次项个场章节条点届]?")


@cache
def idf() -> tuple[dict[str, float], float]:
    """jieba's inverse document frequencies, and that of a word that it does not know; a word that says nothing weighs nothing."""
    source = jieba.analyse.TFIDF()
    empty = dict.fromkeys(empty_words() | source.stop_words, 0.0)
    return source.idf_freq | empty, source.median_idf if math.isfinite(source.median_idf) else 0.0


# --- the command ------------------------------------------------------------------------------------------------------


def run(out: Location, words: Sequence[str], console: Console, errors: Console, *, limit: int, as_json: bool) -> int:
    """Prints the hits. The exit code: 0 found, 1 nothing found, 2 no tables."""
    try:
        with closing(index_of(out)) as index:
            hits = search(index, words, limit)
    except (NoTables, duckdb.Error, sqlite3.Error) as error:
        errors.print(Text(f"govplan: {error}"), soft_wrap=True)
        return 2
    if as_json:
        console.file.write(json.dumps([asdict(h) for h in hits], ensure_ascii=False, indent=1) + "\n")
    else:
        for h in hits:
            console.print(hit_lines(h), soft_wrap=True)
        console.print(Text(f"{len(hits):,} hits 筆", style="dim"))
    return 0 if hits else 1


def hit_lines(found: Hit) -> Text:
    """Plan, file, section path and page; below them the quotation with the word lit, … where it was cut."""
    file = found.source_uri.rpartition("/")[2]
    place = "  ".join(
        part
        for part in (brief(above(found.section_path, found.quotation), 120), f"p. {found.page}" if found.page else "")
        if part
    )
    head = Text.assemble((brief(found.plan or file), "bold"), (f"  {brief(file, 60)}", "cyan"), (f"  {place}", "dim"))
    before, word, after = (
        found.quotation[: found.start],
        found.quotation[found.start : found.end],
        found.quotation[found.end :],
    )
    cut = ("…" if len(before) == AROUND else "", "…" if len(after) == AROUND else "")
    return Text.assemble(head, f"\n  {cut[0]}", brief(before), (brief(word), "bold yellow"), brief(after), cut[1])


def run_keywords(
    out: Location, console: Console, errors: Console, *, limit: int, as_json: bool, by_section: bool = False
) -> int:
    """Prints the keywords of each plan, or of each section. The exit code: 0, or 2 where there are no tables."""
    try:
        if by_section:
            rows = [asdict(found) for found in section_keywords(out, limit)]
        else:
            rows = [{"source_uri": s, "plan": p, "keywords": words} for s, p, words in keywords(out, limit)]
    except (NoTables, duckdb.Error) as error:
        errors.print(Text(f"govplan: {error}"), soft_wrap=True)
        return 2
    if as_json:
        console.file.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    for row in rows:
        path = f"  {brief(row['section_path'], 120)}" if by_section else ""
        head = Text.assemble((brief(row["plan"] or row["source_uri"]), "bold"), (path, "dim"))
        console.print(Text.assemble(head, f"\n  {'、'.join(map(brief, row['keywords']))}"), soft_wrap=True)
    return 0
