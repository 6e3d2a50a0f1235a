"""How numbers are written in labels: the number formats of Word and ODF.

Word's names after ECMA-376 part 1 §17.18.59 (ST_NumberFormat); ODF writes a format as its first signs (``style:num-format``, ODF 1.3 part 3 §20.322).
"""

from __future__ import annotations

from collections.abc import Callable

COUNTING = "〇一二三四五六七八九"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
LEGAL_JAPANESE = "〇壱弐参四伍六七八九"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
MAX_NUMBER = 99_999  # beyond it a label is plain decimal


def positional(n: int, digits: str = COUNTING) -> str:
    """Digit for digit: 10 → 一〇."""
    return "".join(digits[int(c)] for c in str(n))


def counting(n: int, digits: str = "零一二三四五六七八九", units: str = "十百千", bare_ten: bool = True) -> str:
    """With units: 21 → 二十一, 103 → 一百零三; ``bare_ten`` writes 10–19 as 十, 十一 …

    >>> [counting(n) for n in (1, 10, 12, 20, 103, 110, 1005)]
    ['一', '十', '十二', '二十', '一百零三', '一百一十', '一千零五']
    >>> counting(11, LEGAL_TRADITIONAL, "拾佰仟", bare_ten=False)
    '壹拾壹'
    """
    if not 0 < n <= MAX_NUMBER // 10:
        return str(n)
    if bare_ten and 10 <= n < 20:
        return units[0] + (digits[n % 10] if n % 10 else "")
    out, text = "", str(n)
    for place, character in enumerate(text):
        unit = len(text) - 1 - place
        if character != "0":
            out += digits[int(character)] + (units[unit - 1] if unit else "")
        elif text[place + 1 :].strip("0") and not out.endswith(digits[0]):
            out += digits[0]
    return out


def japanese_counting(n: int, digits: str = COUNTING, units: str = "十百千", bare: bool = True) -> str:
    """As Japanese counts: no 零 between, and (``bare``) no 一 before a unit.

    >>> [japanese_counting(n) for n in (10, 21, 105, 1110)]
    ['十', '二十一', '百五', '千百十']
    """
    if not 0 < n <= MAX_NUMBER // 10:
        return str(n)
    out, text = "", str(n)
    for place, character in enumerate(text):
        unit = len(text) - 1 - place
        if character != "0":
            out += ("" if bare and unit and character == "1" else digits[int(character)]) + (
                units[unit - 1] if unit else ""
            )
    return out


def counting_below_hundred(n: int) -> str:
    """With 十 up to 99, digit for digit from 100 on, as Word's taiwaneseCounting and chineseCounting do."""
    return counting(n) if n < 100 else positional(n, "○一二三四五六七八九")


def letters(n: int) -> str:
    """A … Z, AA, BB … as Word repeats them."""
    return chr(65 + (n - 1) % 26) * ((n - 1) // 26 + 1) if 0 < n <= 780 else str(n)


def roman(n: int) -> str:
    """I, II … ; plain decimal outside 1–3999.

    >>> roman(1994)
    'MCMXCIV'
    """
    if not 0 < n < 4000:
        return str(n)
    out = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        out += sign * (n // value)
        n %= value
    return out


def _run(first: str, last: int) -> Callable[[int], str]:
    """A row of code points from ``first`` for 1 to ``last``; plain decimal beyond."""
    return lambda n: chr(ord(first) + n - 1) if 0 < n <= last else str(n)


def _row(signs: str) -> Callable[[int], str]:
    return lambda n: signs[n - 1] if 0 < n <= len(signs) else str(n)


def _digits(zero: str) -> Callable[[int], str]:
    """Positional in a script whose ten digits follow each other."""
    return lambda n: "".join(chr(ord(zero) + int(c)) for c in str(n))


CHICAGO = "*†‡§"
KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
HALF_KATAKANA = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
HALF_IROHA = "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ"
GANADA = "가나다라마바사아자차카타파하"
CHOSUNG = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
KOREAN_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
KOREAN_ONES = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"


def korean_legal(n: int) -> str:
    """하나, 둘 … up to 99."""
    return KOREAN_TENS[n // 10] + KOREAN_ONES[n % 10] if 0 < n < 100 else str(n)


def full_width(n: int) -> str:
    """１２３."""
    return "".join(chr(ord(c) + 0xFEE0) for c in str(n))


def ordinal(n: int) -> str:
    """1st, 2nd …"""
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": full_width,
    "decimalFullWidth2": full_width,
    "decimalEnclosedCircle": _run("①", 20),
    "decimalEnclosedCircleChinese": _run("①", 20),
    "decimalEnclosedParen": _run("⑴", 20),
    "decimalEnclosedFullstop": _run("⒈", 20),
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": ordinal,
    "hex": lambda n: f"{n:X}",
    "upperLetter": letters,
    "lowerLetter": lambda n: letters(n).lower(),
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "bullet": lambda n: "",
    "none": lambda n: "",
    "ideographDigital": positional,
    "japaneseDigitalTenThousand": positional,
    "taiwaneseDigital": lambda n: positional(n, "○一二三四五六七八九"),
    "chineseCounting": counting_below_hundred,
    "taiwaneseCounting": counting_below_hundred,
    "chineseCountingThousand": counting,
    "taiwaneseCountingThousand": counting,
    "japaneseCounting": japanese_counting,
    "ideographTraditional": _row(STEMS),
    "ideographZodiac": _row(BRANCHES),
    "ideographZodiacTraditional": lambda n: STEMS[(n - 1) % 10] + BRANCHES[(n - 1) % 12] if 0 < n <= 60 else str(n),
    "ideographEnclosedCircle": _run("㊀", 10),
    "ideographLegalTraditional": lambda n: counting(n, LEGAL_TRADITIONAL, "拾佰仟", bare_ten=False),
    "chineseLegalSimplified": lambda n: counting(n, LEGAL_SIMPLIFIED, "拾佰仟", bare_ten=False),
    "japaneseLegal": lambda n: japanese_counting(n, LEGAL_JAPANESE, "拾百阡", bare=False),
    "decimalZero3": lambda n: f"{n:03d}",
    "decimalZero4": lambda n: f"{n:04d}",
    "decimalZero5": lambda n: f"{n:05d}",
    "chicago": lambda n: CHICAGO[(n - 1) % 4] * ((n - 1) // 4 + 1) if 0 < n < 400 else str(n),
    "aiueo": _row(HALF_KATAKANA),
    "aiueoFullWidth": _row(KATAKANA),
    "iroha": _row(HALF_IROHA),
    "irohaFullWidth": _row(IROHA),
    "ganada": _row(GANADA),
    "chosung": _row(CHOSUNG),
    "koreanDigital": lambda n: positional(n, "영일이삼사오육칠팔구"),
    "koreanDigital2": lambda n: positional(n, "零一二三四五六七八九"),
    "koreanCounting": lambda n: japanese_counting(n, "영일이삼사오육칠팔구", "십백천"),
    "koreanLegal": korean_legal,
    "russianLower": _row(RUSSIAN),
    "russianUpper": _row(RUSSIAN.upper()),
    "hindiNumbers": _digits("०"),
    "thaiNumbers": _digits("๐"),
}


def format_number(n: int, num_fmt: str) -> str:
    """A number in one of Word's formats; in one that is not known, plain decimal.

    >>> [format_number(3, f) for f in ("ideographLegalTraditional", "ideographTraditional", "decimalFullWidth", "lowerRoman")]
    ['參', '丙', '３', 'iii']
    """
    return FORMATS.get(num_fmt, str)(n) if n >= 0 else str(n)


ODF_FORMATS = {
    "1": "decimal", "01": "decimalZero", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "taiwaneseCountingThousand", "壹": "ideographLegalTraditional", "壱": "japaneseLegal", "甲": "ideographTraditional",
    "子": "ideographZodiac", "①": "decimalEnclosedCircle", "㊀": "ideographEnclosedCircle", "１": "decimalFullWidth",
    "⑴": "decimalEnclosedParen", "⒈": "decimalEnclosedFullstop", "〇": "ideographDigital", "ア": "aiueoFullWidth",
    "ｱ": "aiueo", "イ": "irohaFullWidth", "ｲ": "iroha", "가": "ganada", "ㄱ": "chosung", "일": "koreanDigital",
}  # fmt: skip


def odf_format(num_format: str) -> str:
    """Word's name for an ODF number format; none for the empty one.

    >>> odf_format("壹, 貳, 參, ..."), odf_format("壹, 贰, 叁, ..."), odf_format("i"), odf_format("")
    ('ideographLegalTraditional', 'chineseLegalSimplified', 'lowerRoman', 'none')
    """
    first, _, rest = num_format.partition(",")
    if first.strip() == "壹" and "贰" in rest:
        return "chineseLegalSimplified"
    return ODF_FORMATS.get(first.strip(), "decimal") if num_format else "none"


def sampled_format(sample: str) -> str:
    """The format of Word's custom number formats, which are written as their first numbers.

    >>> sampled_format("001, 002, 003, ..."), sampled_format("甲, 乙, 丙, ...")
    ('decimalZero3', 'ideographTraditional')
    """
    first = sample.partition(",")[0].strip()
    padded = f"decimalZero{len(first)}"
    return padded if first.strip("0") == "1" and padded in FORMATS else odf_format(sample)
