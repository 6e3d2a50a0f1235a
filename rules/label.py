"""Labels: the 壹、 一、 （一） 1. (1) 甲、 第一章 附件1 that open a heading or a numbered item.

Order of the marks: 文書處理手冊 (壹、 一、 （一） 1. (1) 甲、) in Taiwan, GB/T 9704-2012 (一、 （一） 1. （1）) in the mainland.
A label says what it could be; whether it is one, and how deep it stands, only the whole sequence says (``outline_search``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from rules.numeral import integer
from rules.rule import Rule, compiled
from rules.words import any_of, lexicon


@dataclass(frozen=True, slots=True, eq=False)
class LabelStyle:
    """How a label is written. Compared by identity: ``style_of`` gives the same object for the same name.

    ``name`` shows the first label of the style (「（一）」), ``family`` leaves its punctuation out of account,
    ``rank`` is its place in the official order in steps of ten (壹、 40, 一、 50, （一） 60 …).
    """

    name: str
    family: str
    rank: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One sense of a label. ``path`` holds the numbers of a decimal label (1.2.3), outermost first."""

    style: LabelStyle
    number: int | None
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text: ``text[start:end]``, its punctuation included, and its senses, that of the printed form first.

    ``weak``: the same characters are often no label (「一 」, 「14、15日」). ``lost``: written as converters write an automatic
    number whose format they do not know (「1、 」, 「（1） 」). ``part``: "annex" or "box" for 附件 and 專欄.
    """

    start: int
    end: int
    readings: tuple[Reading, ...]
    weak: bool = False
    lost: bool = False
    part: str | None = None

    @property
    def number(self) -> int | None:
        """The number of the printed form."""
        return self.readings[0].number

    @property
    def style(self) -> LabelStyle:
        """The style of the printed form."""
        return self.readings[0].style


RANKS = {
    "壹)": 45, "一)": 55, "1)": 75, "甲)": 95, "子)": 112, "A)": 95, "a)": 100, "I)": 45, "i)": 100,
    "附件": -20, "專欄": -10, "第一部分": 0, "第一篇": 0, "第一章": 10, "第一節": 20, "第一條": 30, "第一項": 55, "第一點": 40, "第一款": 60,
    "策略一": 45, "【一】": 55, "壹": 40, "(壹)": 45, "一": 50, "(一)": 60, "1": 70, "1.1": 80, "(1)": 80, "①": 90, "甲": 90, "(甲)": 100,
    "子": 110, "(子)": 115, "A": 90, "(A)": 100, "a": 95, "(a)": 105, "I": 40, "(I)": 85, "i": 95, "(i)": 105, "Q1": 65,
}  # fmt: skip
PLAIN = "一二三四五六七八九十廿卅百〇零ㄧ"
FORMAL = "壹貳贰弍參叁叄参肆伍陸陆柒捌玖拾佰零"
DOTS = "‧·˙・•"  # typed for the point
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = {"I": 1, "V": 5, "X": 10}
LIMIT = 300  # a larger number opens no heading
# after a bare 「3 」 or a decimal: what makes it a quantity or a date
UNITS = "年月日時时點点分秒項项場场次人個个名件萬万億亿兆千百元角%‰°℃週周天季歲岁級级號号樓楼公平坪頃顷噸吨倍種种位戶户家所處处班小梯條条期類类折折輛辆座棟栋kKmMgGcC/×x~-"


def counts(text: str, at: int) -> bool:
    """Whether the number before ``at`` counts what stands there (3 月, 4 場次) rather than heads it (3 人力配置).

    >>> counts("4 場次", 2), counts("4 時程規劃", 2)
    (True, False)
    """
    return text[at : at + 1] in tuple(UNITS) and not text.startswith(words("headed"), at)


@cache
def style_of(name: str, family: str, depth: int = 0) -> LabelStyle:
    """The one LabelStyle of that name; ``depth`` moves a decimal label down."""
    return LabelStyle(name, name if depth else family, RANKS[family] + 10 * depth)


def words(kind: str) -> tuple[str, ...]:
    """The words of a list of ``labels.toml``."""
    return tuple(lexicon("labels")[kind])


def script_of(numeral: str) -> str:
    """The first sign of the numeral's script: 壹, 一, 1, 甲, 子, A or a."""
    for first, signs in (("壹", FORMAL), ("一", PLAIN), ("甲", STEMS), ("子", BRANCHES)):
        if numeral[0] in signs:
            return first
    if numeral.isdigit():
        return "1"
    return "A" if numeral.isupper() else "a"


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral up to 39, None where it is none.

    >>> roman("iv"), roman("IIV")
    (4, None)
    """
    if not re.fullmatch(r"X{0,3}(?:IX|IV|V?I{0,3})", numeral.upper()):
        return None
    values = [ROMAN[c] for c in numeral.upper()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def family_of(sign: str) -> str | None:
    """The family of a sign that is a number by itself, None for any other text.

    >>> family_of("Ⅳ"), family_of("⑵"), family_of("一")
    ('I', '(1)', None)
    """
    return next((family for family, first, last in ENCLOSED if first <= sign <= last), None) if len(sign) == 1 else None


def numbers(numeral: str) -> Iterator[tuple[str, int]]:
    """The script and value of each sense of a numeral (「I」 is the first Roman number and the ninth letter)."""
    if enclosed := family_of(numeral):
        yield enclosed.strip("()").replace("①", "1"), int(unicodedata.numeric(numeral))
        return
    script = script_of(numeral)
    if script == "甲":
        yield script, STEMS.index(numeral) + 1
    elif script == "子":
        yield script, BRANCHES.index(numeral) + 1
    elif script in "Aa":
        if value := roman(numeral):
            yield ("I" if script == "A" else "i"), value
        if len(numeral) == 1:
            yield script, ord(numeral.upper()) - 64
    else:
        # the phonetic sign ㄧ is typed for 一 by mistake
        value = integer(numeral.replace("ㄧ", "一"))
        if value is not None and 0 < value < LIMIT:
            yield script, value


def label_of(match: re.Match[str], shape: str, *, bracketed: bool = False, weak: bool = False) -> Label | None:
    """The label of a match whose group ``n`` is its numeral; ``shape`` is its form with {} for the numeral."""
    start, end = match.span("label")
    printed = match["label"]
    readings = []
    for script, value in numbers(match["n"]):
        family = f"({script})" if bracketed else f"{script})" if shape[-1] == ")" else script
        readings.append(Reading(style_of(shape.format(script), family), value, (value,)))
    if not readings:
        return None
    lost = match["n"].isdecimal() and match.string[end : end + 1] == " " and (bracketed or printed[-1] == "、")
    return Label(start, end, tuple(readings), weak or counts_on(match, readings[0].number), lost)


def counts_on(match: re.Match[str], value: int | None) -> bool:
    """Whether the next number follows at once, as in 「一、二級機關」, 「14、15日」 and 「甲、乙兩方」: often no label."""
    after = re.compile(f"[{PLAIN}{FORMAL}]{{1,4}}|[0-9]{{1,3}}|[{STEMS}A-Za-z](?![A-Za-z])").match(
        match.string, match.end("label")
    )
    if after is None or value is None or family_of(match["n"]) or script_of(after[0]) != script_of(match["n"]):
        return False
    return any(following == value + 1 for _, following in numbers(after[0]))


_CITED = re.compile(r"[至及與与和或~、] ?[(]?[0-9一二三四五六七八九十]{1,3}[)]|[款項项目點点][規规所之]")


def is_cited(match: re.Match[str]) -> bool:
    """Whether a bracketed number is spoken of rather than opening an item: （一）至（三）, (1)及(2), （二）款規定."""
    return _CITED.match(match.string, match.end("label")) is not None


def read_marked(match: re.Match[str]) -> Label | None:
    """壹、 一、 1. A) with a mark; 「一 目的」 with a blank alone."""
    mark = match["mark"]
    weak = mark in ",: " or (len(match["n"]) > 2 and match["n"].isdigit()) or is_cited(match)
    if (mark == " " and counts(match.string, match.end())) or (mark == ")" and is_telephone(match)):
        return None
    shown = {"丶": "、"}.get(mark, "." if mark in DOTS else mark)
    return label_of(match, f"{{}}{shown}", weak=weak or counts_after_point(match))


_TELEPHONE = re.compile(r" ?[0-9]{3,4}[- ]?[0-9]{3,4}")
_COUNTED = re.compile(r"[0-9]{1,3} ?[人名位戶户%場场件案處处所家校班]")


def is_telephone(match: re.Match[str]) -> bool:
    """Whether a number in brackets is an area code: (02)2345-6789."""
    return match["n"].startswith("0") and _TELEPHONE.match(match.string, match.end("label")) is not None


def counts_after_point(match: re.Match[str]) -> bool:
    """Whether a count follows a number and a point at once (1.20人以下): it may be one number."""
    return match["n"].isdigit() and _COUNTED.match(match.string, match.end("label")) is not None


def read_bracketed(match: re.Match[str]) -> Label | None:
    """（一） (1) 〈一〉 【一】; a year or a day in brackets is none."""
    if match["n"].isdigit() and (match.string[match.end() : match.end() + 1] in tuple("年月日") or is_telephone(match)):
        return None
    shape = "（{}）" if match["open"] == "(" else f"{match['open']}{{}}{match['close']}"
    return label_of(match, shape, bracketed=True, weak=is_cited(match))


def read_division(match: re.Match[str]) -> Label | None:
    """第一篇, 第二章, 第三節, 第4條; an article's text may follow without a blank (第二条本办法所称…), and so may that of a sentence about it."""
    value = integer(match["n"])
    unit = {"編": "篇", "编": "篇", "卷": "篇", "节": "節", "条": "條", "项": "項", "目": "項", "点": "點"}.get(
        match["unit"], match["unit"]
    )
    if value is None or not 0 < value < LIMIT:
        return None
    style = style_of(f"第一{unit}", f"第一{unit}")
    return Label(
        match.start(), match.end(), (Reading(style, value, (value,)),), weak=match["tight"] is not None and value > 1
    )


def read_decimal(match: re.Match[str]) -> Label | None:
    """1.1 and 1.1.1; 「2.5公里」 and 「1.5%」 are quantities."""
    after = match.string[match.end("label") : match.end("label") + 1]
    path = tuple(int(part) for part in re.split(r"[.-]", match["n"]))
    if after in tuple(UNITS) or min(path) == 0 or (len(path) == 2 and measures(match.string, match.end("label"))):
        return None
    style = style_of(".".join("1" * len(path)), "1.1", len(path) - 2)
    return Label(match.start(), match.end("label"), (Reading(style, path[-1], path),), weak=after != " ")


_MEASURE = re.compile(r" (?:公[里尺斤噸頃顷分]|平方|立方|[萬万億亿兆][元人戶户噸吨]?|[kKmMcC]?[mgW]\b|倍|元|米|吨)")


def measures(text: str, at: int) -> bool:
    """Whether a unit of measure follows behind a blank: 1.5 公里."""
    return _MEASURE.match(text, at) is not None


def read_enclosed(match: re.Match[str]) -> Label | None:
    """① ⑴ ⒈ ㈠ Ⅰ、: one sign, whose value Unicode gives."""
    sign = match["n"]
    family = family_of(sign)
    assert family is not None
    value = int(unicodedata.numeric(sign))
    return Label(match.start(), match.end(), (Reading(style_of(f"{family}圈", family), value, (value,)),))


ENCLOSED = (("①", "①", "⑳"), ("(1)", "⑴", "⒇"), ("1", "⒈", "⒛"), ("①", "❶", "❿"), ("(一)", "㈠", "㈩"), ("①", "㊀", "㊉"), ("I", "Ⅰ", "Ⅻ"), ("i", "ⅰ", "ⅻ"))  # fmt: skip


def read_part(match: re.Match[str]) -> Label | None:
    """附件1：, 附表二, 附件, 專欄3. A sentence that begins with one (附件所列各項…) is none."""
    word = match["word"].replace(" ", "")
    style = style_of(word, "專欄" if word in words("box") else "附件")
    part = "box" if word in words("box") else "annex"
    if begins_word(match):
        return Label(match.start(), match.end("word"), (Reading(style, None),), part=part)
    if match["mark"] == "" and not opens_title(match):
        return None
    number = integer(match["n"]) if match["n"] else None
    end = match.start("mark") if match["mark"] == " " else match.end()
    return Label(match.start(), end, (Reading(style, number),), part=part)


def read_bracketed_part(match: re.Match[str]) -> Label:
    """（附件一）, 【附件】."""
    word = match["word"].replace(" ", "")
    number = integer(match["n"]) if match["n"] else None
    return Label(match.start(), match.end(), (Reading(style_of(word, "附件"), number),), part="annex")


YEAR = re.compile(
    r" ?(?:[學学]?年|至[0-9]{2,4}年)|[0-9]"
)  # no annex has a number of four digits: 附件 2025年任务分解表


def begins_word(match: re.Match[str]) -> bool:
    """Whether the numeral after a part's word is the head of its title: 附件 三级公立医院绩效考核指标, 附件 114年度經費表."""
    if match["n"] is not None and YEAR.match(match.string, match.end("n")):
        return True
    apart = match["n"] is not None and match.start("n") > match.end("word") and match["mark"] == ""
    return apart and not match["n"].isascii() and match.end() < len(match.string)


def opens_title(match: re.Match[str]) -> bool:
    """Whether what stands after a part's number can begin its title."""
    after = match.string[match.end() : match.end() + 1]
    if after == "中":
        return match["n"] is not None and _OF_IT.match(match.string, match.end()) is None
    return after == "" or (match["n"] is not None and after not in "之的所為为及與与和或辦办內内規规、,。;)")


_OF_IT = re.compile("中(?:[之的所,、有各列]|$)")  # 附件一中所列; 附件一中長程計畫 begins a title


# the day on which an annex was made, between its label and its title: 附件1　111年1月19日製表
MADE = re.compile(
    r" *\(?(?:中華民國|民國)?[0-9]{2,4}[年./][0-9]{1,2}[月./][0-9]{1,2}日?(?:製表?|編製|修[正訂]|更新|核定|訂定|訂)\)? *"
)


def read_keyword(match: re.Match[str]) -> Label | None:
    """策略一：, 目標2 , 行動1-2：: a catchword with a number."""
    path = tuple(integer(part) or 0 for part in re.split("[-.]", match["n"]))
    if not all(0 < value < 100 for value in path):
        return None
    end = match.end() if match["mark"] != " " else match.start("mark")
    name = match["word"] + "-".join("一" * len(path))
    style = style_of(name, "策略一", len(path) - 1)
    return Label(match.start(), end, (Reading(style, path[-1], path),))


def read_titled(match: re.Match[str]) -> Label | None:
    """【聽證議題一】: a bracket that holds words and a number."""
    value = integer(match["n"])
    if value is None or not 0 < value < 100:
        return None
    return Label(match.start(), match.end(), (Reading(style_of(f"【{match['word']}一】", "【一】"), value, (value,)),))


def read_question(match: re.Match[str]) -> Label | None:
    """Q1."""
    value = int(match["n"])
    return Label(match.start(), match.end("label"), (Reading(style_of("Q1", "Q1"), value, (value,)),))


def _rule(
    name: str,
    pattern: str,
    read: Callable[[re.Match[str]], Label | None],
    examples: tuple[tuple[str, str], ...],
    counterexamples: tuple[str, ...],
) -> Rule[Label]:
    return Rule(name, re.compile(pattern), read, examples, counterexamples)


@cache
def rules() -> tuple[Rule[Label], ...]:
    """One rule for each way to write a label; each is tried where a label can begin, the first that reads wins."""
    chinese = f"[{FORMAL}]{{1,4}}|[{PLAIN}]{{1,5}}"
    number = f"{chinese}|[0-9]{{1,3}}"
    any_number = f"{number}|[{STEMS}]|[{BRANCHES}]|[A-Za-z](?![A-Za-z])|[IVX]{{2,5}}|[ivx]{{2,5}}"
    signs = "①-⑳⑴-⒇⒈-⒛㈠-㈩㊀-㊉❶-❿Ⅰ-Ⅻⅰ-ⅻ"
    keyword = any_of(words("keyword"))
    annex, box = ("|".join(map(" {0,4}".join, words(kind))) for kind in ("annex", "box"))
    return (
        _rule(
            "label-chinese",
            f"(?P<label>(?P<n>{chinese}) ?(?P<mark>[、.:,)丶]|[{DOTS}](?![{PLAIN}])))",
            read_marked,
            (
                ("壹、依據", "壹、=1"),
                ("拾壹、預期效益", "拾壹、=11"),
                ("廿一、其他", "廿一、=21"),
                ("三．組織", "三．=3"),
                ("ㄧ、演練原則", "ㄧ、=1"),
                ("一丶目的", "一丶=1"),
                ("二‧方法", "二‧=2"),
                ("三）期程", "三）=3"),
            ),
            ("一条龙服务", "三級機關", "一致性", "九‧二一地震"),
        ),
        _rule(
            "label-chinese-blank",
            f"(?P<label>(?P<n>{chinese}))(?P<mark> )(?=[^ ])",
            lambda m: None if counts(m.string, m.end()) else label_of(m, "{} ", weak=m["n"][0] not in FORMAL),
            (("一　目的", "一=1"), ("壹　前言", "壹=1")),
            ("三 級機關", "十 年計畫"),
        ),
        _rule(
            "label-decimal",
            r"(?P<label>(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}|[0-9]{1,2}(?:-[0-9]{1,2}){1,3}(?=[ 、])))[.、]?(?![0-9])",
            read_decimal,
            (("1.1 編製目的", "1.1=1"), ("2.3.4 組織", "2.3.4=4"), ("3-2、辦理方式", "3-2=2")),
            ("2.5公里", "1.5%以上", "2020-2025年", "0.5分"),
        ),
        _rule(
            "label-arabic",
            r"(?P<label>(?P<n>[0-9]{1,3}) ?(?P<mark>[、)丶]))",
            read_marked,
            (("1、依據", "1、=1"), ("2) 方法", "2)=2"), ("1、103年底前", "1、=1")),
            ("1,200萬元", "3月底前完", "103年度", "10:30", "02)2345-6789"),
        ),
        _rule(
            "label-arabic-point",
            rf"(?P<label>(?P<n>[0-9]{{1,3}}) ?(?P<mark>[.:,{DOTS}]))(?=[^0-9]|$|[0-9]{{2,4}} ?年|[0-9]{{1,3}} ?(?:[歲岁人名位戶户]|月[底份前])|[1-9][0-9]{{1,2}} ?[%場场件案處处所家校班])",
            read_marked,
            (
                ("1.依據", "1.=1"),
                ("１．目的", "１．=1"),
                ("2.103年辦理", "2.=2"),
                ("1‧目的", "1‧=1"),
                ("2.55歲以上原住民", "2.=2"),
                ("1.90%以上學生完成閱讀", "1.=1"),
            ),
            ("1,200萬元", "2.5公里", "1.5%以上", "10:30"),
        ),
        _rule(
            "label-arabic-blank",
            r"(?P<label>(?P<n>[0-9]{1,2}))(?P<mark> )(?=[^\x00-\x7f])",
            lambda m: None if counts(m.string, m.end()) else label_of(m, "{} ", weak=True),
            (("1 总则", "1=1"),),
            ("3 月底前完成", "5 場次"),
        ),
        _rule(
            "label-bracketed",
            f"(?P<label>(?P<open>[(〈<【\\[《]) ?(?P<n>{any_number}|[{signs}]) ?(?P<close>[)〉>】\\]])[、.]?)",
            read_bracketed,
            (
                ("（一）目標", "（一）=1"),
                ("(十一)加強", "(十一)=11"),
                ("(1)因公", "(1)=1"),
                ("〈二〉方法", "〈二〉=2"),
                ("（ㄧ）訂定", "（ㄧ）=1"),
                ("(a) 甲案", "(a)=1"),
                ("﹝一﹞目標", "﹝一﹞=1"),
                ("（ⅱ）地面型", "（ⅱ）=2"),
            ),
            ("(94)年5月", "(含)以上", "（一級機關）", "(02)2345-6789"),
        ),
        _rule(
            "label-division",
            f"第 ?(?P<n>{number}) ?(?P<unit>部分|[篇編编卷章節节]|[條条款項项目點点](?=[ :、]|$)|(?P<tight>[條条](?!第|各[款項项目])))(?![之至及與与和或,所規规的])",
            read_division,
            (
                ("第一章　總則", "第一章=1"),
                ("第二節 方法", "第二節=2"),
                ("第3條 主管機關", "第3條=3"),
                ("第一部分 基础", "第一部分=1"),
                ("第二条本办法所称", "第二条=2"),
                ("第一項　通則", "第一項=1"),
                ("第二點　補助對象", "第二點=2"),
            ),
            ("第7條規定及業務需要", "第一章所定事項", "第一流的服務", "第 39 次會議", "第三條第二項", "第二項業務"),
        ),
        _rule(
            "label-letter",
            f"(?P<label>(?P<n>[{STEMS}]|[{BRANCHES}]|[A-Za-z]|[IVX]{{2,5}}|[ivx]{{2,5}}) ?(?P<mark>[、.)]))(?=[ ]|[^\\x00-\\x7f]|$)",
            read_marked,
            (
                ("甲、主辦", "甲、=1"),
                ("子、細目", "子、=1"),
                ("A. 方案", "A.=1"),
                ("iv. 其他", "iv.=4"),
                ("II、背景", "II、=2"),
            ),
            ("e.g. 例", "甲方應", "A案"),
        ),
        _rule(
            "label-enclosed",
            f"(?P<n>[{signs}])[、.]?",
            read_enclosed,
            (("①辦理研習", "①=1"), ("㈠目標", "㈠=1"), ("⑵方法", "⑵=2"), ("Ⅲ、結語", "Ⅲ、=3")),
            ("○辦理", "●重點"),
        ),
        _rule(
            "label-part",
            f"(?P<word>{annex}|{box})(?: {{0,4}}(?P<n>{number}(?:[-.][0-9]{{1,2}})?|[A-Z]))?(?P<mark>[:、. ]|)",
            read_part,
            (
                ("附件1：作法", "附件1：=1"),
                ("附表二 名冊", "附表二=2"),
                ("附件", "附件=None"),
                ("附錄 名詞解釋", "附錄=None"),
                ("专栏3 重大工程", "专栏3=3"),
                ("附件 三级医院指标", "附件=None"),
                ("附　件　一　名冊", "附　件　一=1"),
                ("附件114年度經費表", "附件=None"),
                ("附件　2025年任务分解表", "附件=None"),
                ("附件一中長程計畫自評檢核表", "附件一=1"),
            ),
            ("附件所列各項", "附表之規定", "附件1所列", "附件一中所列各項"),
        ),
        _rule(
            "label-part-bracketed",
            f"[(〈<《【\\[] ?(?P<word>{annex}) ?(?P<n>{number}(?:[-.][0-9]{{1,2}})?)? ?[)〉>》】\\]]",
            read_bracketed_part,
            (("（附件一）名冊", "（附件一）=1"), ("【附件2】", "【附件2】=2"), ("（附表）名冊", "（附表）=None")),
            ("（附件一、二）", "（如附件）", "（附件一為名冊）"),
        ),
        _rule(
            "label-keyword",
            f"(?P<word>{keyword}) ?(?P<n>{number}|[0-9]{{1,2}}(?:[-.][0-9]{{1,2}}){{1,3}})(?P<mark>[:、. ])",
            read_keyword,
            (
                ("策略一：強化", "策略一：=1"),
                ("目標2、提升", "目標2、=2"),
                ("行動方案1-2：據點", "行動方案1-2：=2"),
                ("子計畫二：動健康", "子計畫二：=2"),
            ),
            ("策略一致", "方案一覽", "工程三年計畫"),
        ),
        _rule(
            "label-titled",
            f"【(?P<word>[^】0-9{PLAIN}]{{1,10}}) ?(?P<n>{number})】",
            read_titled,
            (("【聽證議題一】分區", "【聽證議題一】=1"),),
            ("【重要】", "【附註】"),
        ),
        _rule(
            "label-question",
            r"(?P<label>Q ?(?P<n>[0-9]{1,2}) ?[:.、]?)(?=[ ]|[^\x00-\x7f])",
            read_question,
            (("Q1：為何", "Q1：=1"),),
            ("Q1-Q3", "QR碼"),
        ),
    )


@cache
def openers() -> frozenset[str]:
    """The characters with which a label can begin (folded)."""
    enclosed = {chr(c) for _, first, last in ENCLOSED for c in range(ord(first), ord(last) + 1)}
    latin = {chr(c) for c in range(65, 123) if chr(c).isalpha()}
    initials = {w[0] for kind in ("annex", "box", "keyword") for w in words(kind)}
    return frozenset({*"0123456789(〈<【[《第", *PLAIN, *FORMAL, *STEMS, *BRANCHES, *enclosed, *latin, *initials})


def read_label(folded: str, at: int = 0) -> Label | None:
    """The label that begins at offset ``at`` of a folded text, None where there is none.

    >>> label = read_label("(一)目標")
    >>> label.style.name, label.number, label.end
    ('（一）', 1, 3)
    """
    if folded[at : at + 1] not in openers():
        return None
    for rule in rules():
        match = compiled(rule.pattern).match(folded, at)
        label = rule.read(match) if match else None
        if label is not None:
            return label
    return None


_CLOSED = re.compile("[。\n] *|[ \u3000]{2,}|\t[ \u3000\t]*")


def labels_inside(text: str, folded: str) -> Iterator[Label]:
    """The labels after a full stop, a line break or a gap within a text: a second paragraph may be glued to the first there."""
    for match in _CLOSED.finditer(text):
        label = read_label(folded, match.end()) if match.end() < len(folded) else None
        if label is not None and not label.weak:
            yield label
