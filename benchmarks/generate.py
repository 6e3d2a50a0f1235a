"""Makes N fictional plans in mixed formats, the same for the same seed: ``python -m benchmarks.generate 10000 FOLDER``."""

from __future__ import annotations

import argparse
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

CITIES = ("青泉市", "南屏縣", "海安鄉", "河西縣", "臨江區", "雲湖鎮", "晨光市")
TOPICS = ("讀書推廣", "社區防災", "長者照護", "數位服務", "觀光發展", "性別平等", "環境整潔", "文化資產")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MIMETYPE = "application/vnd.oasis.opendocument.text"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
NUMERALS = "一二三四五六七八九十"
SHARES = {"txt": 50, "md": 15, "html": 15, "docx": 15, "odt": 5}  # in a hundred


def lines(chance: random.Random, number: int) -> list[str]:
    """The paragraphs of a plan; the number makes it unlike all others."""
    city, topic, year = chance.choice(CITIES), chance.choice(TOPICS), chance.randint(95, 118)
    text = [f"{city}政府{year}年度{topic}實施計畫（第{number}號）", "壹、依據：地方制度法。", "貳、目標"]
    text += [f"{n}、{topic}達成率{chance.randint(50, 99)}%以上。" for n in NUMERALS[: chance.randint(2, 6)]]
    text += [f"參、期程：自{year}年{chance.randint(1, 6)}月1日起至{year}年12月31日止。", "肆、措施"]
    for n in NUMERALS[: chance.randint(3, 9)]:
        month, sessions, money = chance.randint(1, 12), chance.randint(1, 40), chance.randint(1, 90)
        text.append(f"{n}、{year}年{month}月底前由教育處辦理{topic}活動至少{sessions}場次，經費新臺幣{money}萬元。")
    return [*text, f"伍、本計畫奉核後實施，修正時亦同。聯絡人：業務承辦{number}。"]


def grid(chance: random.Random) -> list[tuple[str, str, str]]:
    """A table of indicators and their targets."""
    rows = [
        (f"指標{n}", f"≧{chance.randint(50, 80)}%", f"≧{chance.randint(80, 99)}%") for n in range(chance.randint(2, 8))
    ]
    return [("衡量指標", "113年", "114年"), *rows]


def markdown(text: list[str], table: list[tuple[str, str, str]]) -> str:
    rows = ["| " + " | ".join(row) + " |" for row in table]
    return "\n\n".join([f"# {text[0]}", *text[1:], "\n".join([rows[0], "|---|---|---|", *rows[1:]])])


def plain(text: list[str], table: list[tuple[str, str, str]]) -> str:
    return "\n".join([*text, *("\t".join(row) for row in table)])


def html(text: list[str], table: list[tuple[str, str, str]]) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
    paragraphs = "".join(f"<p>{line}</p>" for line in text)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{paragraphs}<table>{rows}</table></body></html>'
    )


def docx(text: list[str], table: list[tuple[str, str, str]], path: Path) -> None:
    def paragraph(words: str) -> str:
        return f"<w:p><w:r><w:t>{escape(words)}</w:t></w:r></w:p>"

    rows = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in table)
    body = "".join(map(paragraph, text)) + f"<w:tbl>{rows}</w:tbl>"
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    package(path, {"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


def odt(text: list[str], table: list[tuple[str, str, str]], path: Path) -> None:
    def cells(row: tuple[str, str, str]) -> str:
        return "".join(f"<t:table-cell><x:p>{escape(cell)}</x:p></t:table-cell>" for cell in row)

    rows = "".join(f"<t:table-row>{cells(row)}</t:table-row>" for row in table)
    body = "".join(f"<x:p>{escape(line)}</x:p>" for line in text) + f"<t:table>{rows}</t:table>"
    spaces = f'xmlns:o="{OFFICE}:office:1.0" xmlns:x="{OFFICE}:text:1.0" xmlns:t="{OFFICE}:table:1.0"'
    xml = f"<o:document-content {spaces}><o:body><o:text>{body}</o:text></o:body></o:document-content>"
    package(path, {"mimetype": MIMETYPE, "content.xml": xml})


def package(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, kind)


def plans(
    count: int, seed: int = 0, *, small: bool = False
) -> Iterator[tuple[Path, list[str], list[tuple[str, str, str]]]]:
    """Each plan's file, a thousand a folder, its paragraphs and its table; ``small`` ones without their measures."""
    chance = random.Random(seed)
    for number in range(count):
        (format_,) = chance.choices(list(SHARES), list(SHARES.values()))
        text, table = lines(chance, number), grid(chance)
        path = Path(f"{number // 1000:04}", f"plan-{number:07}.{format_}")
        yield (path, text[:4], table[:2]) if small else (path, text, table)


def generate(count: int, folder: Path, seed: int = 0, *, small: bool = False) -> dict[str, int]:
    """Writes the plans; returns how many of each format."""
    made = dict.fromkeys(SHARES, 0)
    for name, text, table in plans(count, seed, small=small):
        path, format_ = folder / name, name.suffix[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        if format_ in ("docx", "odt"):
            {"docx": docx, "odt": odt}[format_](text, table, path)
        else:
            path.write_text({"txt": plain, "md": markdown, "html": html}[format_](text, table), encoding="utf-8")
        made[format_] += 1
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small", action="store_true")
    arguments = parser.parse_args()
    print(generate(arguments.count, arguments.folder, arguments.seed, small=arguments.small))
