"""Numerals: Chinese (小寫, 財務大寫, positional), Arabic and mixed, in Hant and Hans, full or half width.

Every character is looked at a bounded number of times and the depth of the recursion is that of the big units (兆 億 萬), so the cost is linear.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from rules.passage import fold

# canonical sign: its other forms (variants, 財務大寫, 簡體)
_SIGNS = {
    "〇": "零",
    "一": "壹壱弌",
    "二": "貳贰貮弍兩两",
    "三": "參叁叄参弎",
    "四": "肆",
    "五": "伍",
    "六": "陸陆",
    "七": "柒",
    "八": "捌",
    "九": "玖",
    "十": "拾",
    "百": "佰",
    "千": "仟",
    "萬": "万",
    "億": "亿",
    "兆": "",
    "廿": "",
    "卅": "",
    "卌": "",
    "點": "点",
}
_CANONICAL = {ord(other): sign for sign, others in _SIGNS.items() for other in others}
_DIGITS = "〇一二三四五六七八九"
_TO_ARABIC = {ord(sign): str(value) for value, sign in enumerate(_DIGITS)}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_BIG = (("兆", Decimal(10**12)), ("億", Decimal(10**8)), ("萬", Decimal(10**4)))
_LONGEST = 40  # characters; a longer run of digits is a number of something else (an account, a rule of dots)

ARABIC = r"[0-9]+(?:,[0-9]{3}(?![0-9])){0,9}(?:\.[0-9]+)?"
"""Regex fragment, on folded text: an Arabic number with or without groups and decimals."""

CHINESE = "".join(sign + others for sign, others in _SIGNS.items() if sign != "點")
"""The characters, on folded text, that a Chinese numeral is made of (for a character class)."""

NUMERAL = rf"(?<![0-9{CHINESE}])(?>(?:{ARABIC}|[{CHINESE}])+)"
"""Regex fragment, on folded text: one whole numeral, never the tail of a longer one (so it stays linear wherever it is put).

It also fits runs that are no numeral, such as 萬萬 or the 參 of 參加: ask ``integer`` or ``number``.
"""

_LITERAL = re.compile(rf"{ARABIC}|\.[0-9]+")
_POSITIONAL = re.compile(rf"[0-9{_DIGITS}]*")
_SPOKEN = re.compile(rf"(?P<whole>[^點]+)點(?P<decimals>[{_DIGITS}0-9]+)(?P<unit>[百千萬億兆]*)")
_BLANK = re.compile(
    r"(?<![0-9.,]) {1,2}| {1,2}(?![0-9.,])"
)  # 五 萬, 7萬 5千; two runs of Arabic digits are two numbers
_MINUS = ("負", "负", "-")
_ONE = rf"[1-9一二三四五六七八九]|{ARABIC}"
_SMALL = re.compile(
    rf"(?:〇?(?P<千>{_ONE})千|(?P<bare千>千)(?=.))?(?:〇?(?P<百>{_ONE})百|(?P<bare百>百)(?=.))?(?:〇?(?:(?P<十>{_ONE})?(?P<ten>十)|(?P<tens>[廿卅卌])))?"
    rf"(?P<zero>〇*)(?P<ones>{_ONE})?"
)


def integer(text: str) -> int | None:
    """The whole number that the text writes, None where it writes none.

    >>> [integer(t) for t in ("一百零三", "九十七", "壹拾", "廿一", "○九七", "二零一六", "１０３", "1萬2千", "三百一", "萬萬")]
    [103, 97, 10, 21, 97, 2016, 103, 12000, 310, None]
    """
    value = _read(text) if len(text) <= _LONGEST else None
    return int(value) if value is not None and value == value.to_integral_value() else None


def number(text: str) -> Decimal | None:
    """The number that the text writes, None where it writes none: also 3.5億, 1萬2千, 1,200, 三點五, 負二十, 三又四分之一, 40k, 2^5.

    >>> str(number("1,200")), str(number("三點一四")), number("一切")
    ('1200', '3.14', None)
    """
    if len(text) > _LONGEST:
        return None
    value = _read(text)
    return value if value is not None else _noted(text)


@lru_cache(maxsize=4096)  # a plan writes the same few numbers again and again, and several families read each
def _read(text: str) -> Decimal | None:
    signs = _canonical(text)
    if signs[:1] in _MINUS:
        value = _unsigned(signs[1:])
        return None if value is None else -value
    return _unsigned(signs)


def _canonical(text: str) -> str:
    """The text folded, blanks inside Chinese numerals dropped, each numeral in one form."""
    return _BLANK.sub("", fold(text).strip()).translate(_CANONICAL).replace("萬萬", "億")


def _unsigned(signs: str) -> Decimal | None:
    if spoken := _SPOKEN.fullmatch(signs):
        return _decimal(spoken)
    positional = _positional(signs)
    return positional if positional is not None else _compound(signs)


def _decimal(spoken: re.Match[str]) -> Decimal | None:
    """三點五, 三點五億."""
    whole = _unsigned(spoken["whole"])
    if whole is None or whole != whole.to_integral_value():
        return None
    value = Decimal(f"{int(whole)}.{spoken['decimals'].translate(_TO_ARABIC)}")
    for unit in spoken["unit"]:
        value *= dict(_BIG).get(unit) or {"百": 100, "千": 1000}[unit]
    return value.normalize() if value != value.to_integral_value() else value


def _positional(signs: str) -> Decimal | None:
    """Digits in their places: 103, 1,200, 3.5, 〇九七, 二〇一六, 二0一六."""
    if _LITERAL.fullmatch(signs):
        return Decimal(signs.replace(",", ""))
    if signs and _POSITIONAL.fullmatch(signs):
        return Decimal(signs.translate(_TO_ARABIC))
    return None


def _compound(signs: str) -> Decimal | None:
    """A number of 兆, 億, 萬 and what is below each."""
    for unit, scale in _BIG:
        head, found, tail = signs.partition(unit)
        if not found:
            continue
        times, rest = _coefficient(head, tail), _rest(tail, scale)
        return None if times is None or rest is None else times * scale + rest
    return _small(signs)


def _coefficient(head: str, tail: str) -> Decimal | None:
    """What stands before 萬, 億, 兆. 二三萬 means two or three of them and is no number; 萬二 is 一萬二."""
    if not head:
        return Decimal(1) if len(tail) == 1 and tail in _DIGITS[1:] else None
    if len(head) == 2 and set(head) <= set(_DIGITS[1:]):
        return None
    positional = _positional(head)
    return positional if positional is not None else _compound(head)


def _rest(tail: str, scale: Decimal) -> Decimal | None:
    """What stands after 萬, 億, 兆: less than one of them; a lone digit counts its tenths (三萬二)."""
    if not tail:
        return Decimal(0)
    if len(tail) == 1 and tail in _DIGITS + "123456789":
        return scale / 10 * Decimal(tail.translate(_TO_ARABIC))
    positional = None if set(tail) <= set(_DIGITS) else _positional(tail)
    value = positional if positional is not None else _compound(tail)
    return value if value is not None and value < scale else None


def _small(signs: str) -> Decimal | None:
    """A number of 千, 百, 十 and ones: 一千零五, 三百一, 廿一, 5百, 十."""
    match = _SMALL.fullmatch(signs)
    if match is None or not signs.strip("〇"):
        return None
    value = _times(match["千"] or match["bare千"], 1000) + _times(match["百"] or match["bare百"], 100) + _tens(match)
    ones, elided = match["ones"], _elided_scale(match)
    return value + _times(ones, elided if ones and len(ones) == 1 else 1)


def _times(signs: str | None, scale: int) -> Decimal:
    if signs in ("千", "百"):  # 百三, 千二: its 一 is left out
        return Decimal(scale)
    return Decimal(signs.translate(_TO_ARABIC).replace(",", "")) * scale if signs else Decimal(0)


def _tens(match: re.Match[str]) -> Decimal:
    if match["tens"]:
        return Decimal(_TENS[match["tens"]])
    return (_times(match["十"], 10) or Decimal(10)) if match["ten"] else Decimal(0)


def _elided_scale(match: re.Match[str]) -> int:
    """What a last digit counts: ones, but tens in 三百一 and hundreds in 兩千五."""
    if match["zero"] or match["ten"] or match["tens"]:
        return 1
    if match["百"] or match["bare百"]:
        return 10
    return 100 if match["千"] or match["bare千"] else 1


# --- other notations --------------------------------------------------------------------------------------------------

_FRACTION = re.compile(
    r"(?:(?P<plus>[^又分份之/ ]+)(?:又| (?=[0-9]+/)))?"
    r"(?:(?P<whole>[^又分份之/ ]+)(?:[個个]?分之|[分份])(?P<part>[^又分份之/ ]+)|(?P<over>[0-9]+)/(?P<under>[0-9]+))"
)
_POWER = re.compile(r"(?P<base>[0-9]+(?:\.[0-9]+)?)(?P<sign>\^|[eE])(?P<exponent>[-+]?[0-9]{1,2})")
_LETTERED = re.compile(rf"(?P<value>{ARABIC}|\.[0-9]+) ?(?P<letter>[kKwMGT])")
_GROUPED = re.compile("(?P<count>[^打對对雙双]+)[個个]?(?P<group>[打對对雙双])")
_VAGUE = re.compile("(?<=[十百千萬億兆廿卅卌])[幾几餘余多](?=[百千萬億兆]|$)")
_HALF = re.compile("一?半[半個个]?")
_SCALES = {"k": 3, "K": 3, "w": 4, "M": 6, "G": 9, "T": 12}  # powers of ten; w is what is typed for 萬
_GROUPS = {"打": 12}  # the others are pairs
_LARGEST_POWER = 10**15  # of what a power may come to


@lru_cache(maxsize=4096)
def _noted(text: str) -> Decimal | None:
    """What is written in another notation than the digits' own: fractions, powers, k and M, dozens and pairs, a half, 十幾."""
    signs = _canonical(text)
    if signs[:1] in _MINUS and signs[1:2] not in _MINUS:
        value = number(signs[1:])
        return None if value is None else -value
    readings = ((_FRACTION, _fraction), (_POWER, _power), (_LETTERED, _lettered), (_GROUPED, _grouped))
    for pattern, read in readings:
        if match := pattern.fullmatch(signs):
            return read(match)
    if _HALF.fullmatch(signs):
        return Decimal("0.5")
    plain = _VAGUE.sub("", signs)
    return _read(plain) if plain != signs else None


def _fraction(match: re.Match[str]) -> Decimal | None:
    """三分之一, 16/5, 三又四分之一, 1 4/3, and 四分一 of the south."""
    whole, part = number(match["whole"] or match["under"]), number(match["part"] or match["over"])
    plus = number(match["plus"]) if match["plus"] else Decimal(0)
    return None if not whole or part is None or plus is None else plus + part / whole


def _power(match: re.Match[str]) -> Decimal | None:
    """2^5, 2.5^-1, 1.2e13."""
    base, exponent = Decimal(match["base"]), int(match["exponent"])
    if match["sign"] != "^":
        return base.scaleb(exponent)
    if not base:
        return None
    value = base**exponent
    return value if value < _LARGEST_POWER else None


def _lettered(match: re.Match[str]) -> Decimal:
    """40k, 1.2M, .0012G."""
    return Decimal(match["value"].replace(",", "")).scaleb(_SCALES[match["letter"]])


def _grouped(match: re.Match[str]) -> Decimal | None:
    """兩打, 五雙."""
    count = number(match["count"])
    return None if count is None else count * _GROUPS.get(match["group"], 2)
