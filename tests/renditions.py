"""Other ways to write the same plan: blanks, widths, scripts, calendars, Markdown. Each takes a text and gives one."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

from rules.numeral import integer

_BLANKS = re.compile(r"([0-9]+)(?=[年月日])|(?<=[年月日至])(?=[0-9])")
_MARKED = re.compile(r"\s*(?:[#|>*-]|[0-9]+[.)] )")  # lines whose first signs are Markdown
_TO_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {"~": "～"})
_WIDE_SIGNS = dict(zip("，：；（）％～", ",:;()%~", strict=True))
_TO_NARROW = str.maketrans(_WIDE_SIGNS | {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)})
_HAN_YEAR = "[一二三四五六七八九〇○零十百]{2,5}"
_ROC_YEAR = re.compile(
    rf"(?<![0-9.一二三四五六七八九十百第])(?P<open>\(|（)?(?P<year>[6-9][0-9]|1[0-4][0-9]|{_HAN_YEAR})(?P<close>\)|）)?"
    r"(?=\s?(?:[學学]?年|[至~、及]\s?1[0-4][0-9]\s?(?:[學学]?年)))(?!\s?年[齡龄級级])"
)
_CE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=\s?年|[-—~至]\s?(?:19|20)[0-9]{2}\s?年)")


def spaced(text: str) -> str:
    """103年5月 as 103 年 5 月."""
    return _BLANKS.sub(lambda m: f" {m[1]} " if m[1] else " ", text).replace("  ", " ")


def wide(text: str) -> str:
    """Figures and signs in full width, but on lines of Markdown, whose signs are figures and brackets too."""
    return "\n".join(line if _MARKED.match(line) else _wide(line) for line in text.split("\n"))


def _wide(line: str) -> str:
    return re.sub(r"[0-9%()~:;,]+", lambda m: m[0].translate(_TO_WIDE), line)


def narrow(text: str) -> str:
    """Figures and punctuation in half width."""
    return text.translate(_TO_NARROW)


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


def simplified(text: str) -> str:
    """Character by character: as long as before."""
    return str(_converter("t2s").convert(text))


def traditional(text: str) -> str:
    """The words of the mainland in traditional characters, which is not how Taiwan would say it."""
    return str(_converter("s2t").convert(text))


def in_ce(text: str) -> str:
    """Years of the Republic as years CE: 103年5月~104年4月 as 2014年5月~2015年4月, （94）年 as （2005）年, 民國98年 as 西元2009年."""
    text = re.sub(r"(?:中\s*華\s*)?民\s*國(?=\s*[0-9一二三四五六七八九十])", "西元", text)
    return _ROC_YEAR.sub(_ce, text)


def _ce(match: re.Match[str]) -> str:
    year = integer(match["year"].replace("○", "〇"))
    if year is None or not 60 <= year < 150:
        return match[0]
    return f"{match['open'] or ''}{year + 1911}{match['close'] or ''}"


def in_roc(text: str) -> str:
    """Years CE as years of the Republic: 2022—2024年 as 111—113年."""
    return _CE_YEAR.sub(lambda m: str(int(m[1]) - 1911) if int(m[1]) > 1971 else m[0], text)


def plain(text: str) -> str:
    """Markdown without its signs, tables of pipes as tables of tabs."""
    return "\n".join(_plain(line) for line in text.split("\n") if not re.fullmatch(r"\|(?:\s*:?-+:?\s*\|)+", line))


def _plain(line: str) -> str:
    if line.startswith("|"):
        return "\t".join(cell.strip() for cell in line.strip("|").split("|"))
    return re.sub(r"^#+ |\*\*", "", line)
