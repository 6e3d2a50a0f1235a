"""Laws, plans, document numbers and meetings that a plan names.

Titles in quotation marks say where they end. A bare title has its end in its last word (法, 要點, 條例 …) and its beginning after
the nearest word that cites, punctuation, or conjunction after another title; 及 and 暨 inside a title are part of it.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rules.agency_name import leading_name, leading_place, resolve_name, trailing_name
from rules.passage import Site
from rules.period import Frame, find_periods
from rules.plan import Period, PeriodKind, Precision, Reference, ReferenceKind
from rules.rule import Hit, Rule, resolve
from rules.squeezed import Squeezed, squeeze
from rules.words import any_of, lexicon

_HAN = "一-鿿"
_DIGIT = "0-9〇零一二三四五六七八九十百"
_MAX_TITLE = 50  # characters; the longest titles of Taiwanese regulations have about that many
_QUOTES = {"「": "」", "『": "』", "《": "》", "〈": "〉", "“": "”", "【": "】"}
_BOOK = "《〈"  # these belong to the title's text


@dataclass(frozen=True, slots=True)
class Cited:
    """What a rule read at ``start:end`` of squeezed text: kind, title and number; the surroundings are looked at later."""

    start: int
    end: int
    kind: ReferenceKind
    title: str | None = None
    number: str | None = None
    issuer: str | None = None


def _words(table: str, key: str) -> list[str]:
    return list(lexicon("references")[table][key])


# --- document numbers and meetings ------------------------------------------------------------------------------------

_NOT_IN_CODE = "的知日月函依據据號号以奉令年及與和于於為按照案"
_TAIWAN_NUMBER = re.compile(
    rf"(?:(?<=[年月日])台[{_DIGIT}]{{2,4}}|(?<![{_HAN}])台[{_DIGIT}]{{2,4}})?(?P<code>[{_HAN}]{{1,14}}[0-9]?(?:\([{_HAN}]\))?)字第[0-9〇零一二三四五六七八九A-Z]{{3,20}}[號号](?:之[0-9一二三])?"
)
_MAINLAND_NUMBER = re.compile(rf"(?P<code>[{_HAN}]{{2,12}})[(\[]?(?:19|20)[0-9]{{2}}[)\]][0-9]{{1,5}}号")
_ORDER = re.compile(
    rf"(?P<code>[{_HAN}]{{2,14}}(?<![命指法司条口])令)(?:第[0-9]{{1,5}}[号號]|\(第[0-9]{{1,5}}[号號]\))"
)
_MEETING = re.compile(
    rf"(?:第[{_DIGIT}]{{1,4}}[屆届])?第[{_DIGIT}]{{1,5}}次(?:[{_HAN}]{{0,8}}?)(?:會議|会议|常会|常會|院會|會報|全体会议|定期大會|臨時大會|定期會|臨時會|會員大會|代表大會)"
    rf"|第[{_DIGIT}]{{1,4}}[屆届][{_HAN}]{{2,16}}大[会會]第[{_DIGIT}]{{1,4}}次[会會][议議]"
    rf"|第[{_DIGIT}]{{1,4}}[屆届](?:第)?[{_DIGIT}]{{1,3}}中全会"
)


def _read_number(match: re.Match[str]) -> Cited:
    """The issuer's name may be glued to the code: 教育部臺教學字第…; a word of the sentence too: 依院授人企字第…"""
    text, start = match[0], match.start()
    code_end = match.end("code") - match.start()
    inner = code_end if text[code_end] == "字" else code_end - 1  # 国办函〔2022〕1号: the last sign is of the code
    cut = max((text.rfind(char, 0, inner) for char in _NOT_IN_CODE), default=-1) + 1
    cut += text[cut] in "經经" and leading_name(text[cut + 1 : code_end]) is not None
    issuer = leading_name(
        text[cut : cut + len(text[cut:code_end].partition("(")[0]) - 1]
    )  # the code keeps a character at least
    if issuer and cut + len(issuer) > inner - (inner < code_end):
        issuer = None  # 教体艺厅函: 函 alone is no code
    cut += len(issuer) if issuer else 0
    return Cited(start + cut, match.end(), ReferenceKind.DOCUMENT_NUMBER, number=text[cut:], issuer=issuer)


def _read_order(match: re.Match[str]) -> Cited | None:
    """国务院令第722号: the order of a body that is named, and its number."""
    code = match["code"][:-1]
    cut = max(code.rfind(char) for char in "依據据照按以日經经奉") + 1
    issuer = code[cut:]
    if leading_name(issuer) != issuer:
        return None
    return Cited(match.start() + cut, match.end(), ReferenceKind.DOCUMENT_NUMBER, number=match[0][cut:], issuer=issuer)


_TO_COME = re.compile("(?:召[開开]|[舉举]行|[辦办]理)\\Z")
_DECIDES = re.compile(
    ".{0,4}(?:[決决][議议定]|[審审][議议]|通[過过]|核定|[討讨][論论]|[結结][論论]|[紀纪][錄录]|指示|[報报]告)"
)


def _read_meeting(match: re.Match[str]) -> Cited | None:
    """A meeting that decided something; 召開第一次會議 is still to come."""
    if _TO_COME.search(match.string[max(match.start() - 2, 0) : match.start()]) and not _DECIDES.match(
        match.string, match.end()
    ):
        return None
    return Cited(match.start(), match.end(), ReferenceKind.MEETING, number=match[0])


# --- titles -----------------------------------------------------------------------------------------------------------


@cache
def _law_endings() -> tuple[str, ...]:
    return (*_words("law", "sure"), *_words("law", "doubtful"), *_words("law", "quoted"))


@cache
def _plan_endings() -> tuple[str, ...]:
    return (*_words("plan", "endings"), *_words("plan", "quoted"))


_BRACKET_TAIL = re.compile(
    r"\((?:以下|下[稱称]|[簡简][稱称]|草案|修[正訂订]|第[^()]*版|试行|[12][0-9]{3}|[0-9]{2,3}|[^()]{0,20}核定)[^()]*\)?$"
)


_VERSION = re.compile(r"[0-9][.][0-9]$")  # 長期照顧十年計畫2.0


def kind_of(title: str) -> ReferenceKind | None:
    """Law or plan, by the title's last word; None where it is neither.

    >>> kind_of("地方制度法").value, kind_of("文官制度興革規劃方案").value, kind_of("短期密集英語訓練"), kind_of("方法")
    ('law', 'plan', None, None)
    """
    title = _VERSION.sub("", _BRACKET_TAIL.sub("", title))
    if (
        len(title) < 3
        or title in _generic()
        or title.endswith(
            (
                "作法",
                "做法",
                "方法",
                "執法",
                "执法",
                "想法",
                "看法",
                "手法",
                "依法",
                "違法",
                "合法",
                "非法",
                "守法",
                "违法",
            )
        )
    ):
        return None
    if title.endswith(_plan_endings()):
        return ReferenceKind.PLAN
    return ReferenceKind.LAW if title.endswith(_law_endings()) else None


@cache
def _generic() -> frozenset[str]:
    return frozenset(_words("cues", "generic"))


def _read_quoted(match: re.Match[str]) -> Cited | None:
    """「地方制度法」, 《…条例》: what stands in the marks, a remark in brackets at its end aside."""
    inner = match[0][1:-1]
    title = _BRACKET_TAIL.sub("", inner)
    kind = kind_of(title)
    if kind is None or title.startswith(("本", "該")) or _ONE_EACH.match(title) or _is_made(match):
        return None
    article = _article_at(match.string, match.end())
    if match[0][0] in _BOOK:
        return Cited(match.start(), match.end() + len(article or ""), kind, inner, article)
    return Cited(match.start() + 1, match.start() + 1 + len(title), kind, title, article)


_ONE_EACH = re.compile("一[个個名套项項张張份][^、]{1,8}、")  # “一个指标、一名领导、一套方案” is a motto
_PASSED = re.compile("[已业業][經经]")


def _is_made(match: re.Match[str]) -> bool:
    """Whether the words beside say that this is the plan at hand or one still to be written (訂定「…」, 《…方案》已经…同意)."""
    if _PASSED.match(match.string, match.end()):
        return True
    return match.string[max(match.start() - 6, 0) : match.start()].endswith(tuple(_words("cues", "making")))


_ARTICLE = re.compile(
    rf"第[{_DIGIT}]{{1,6}}[條条](?:之[{_DIGIT}]{{1,3}})?(?:第[{_DIGIT}]{{1,3}}[項项款目])*(?:[至、及]第[{_DIGIT}]{{1,6}}[條条])*"
)


def _article_at(text: str, at: int) -> str | None:
    found = _ARTICLE.match(text, at)
    return found[0] if found else None


_ENDINGS = (("law", "sure"), ("law", "doubtful"), ("plan", "endings"))


@cache
def _ending() -> re.Pattern[str]:
    """The last word of a bare title, with what belongs to it."""
    rules = any_of(_words("law", "with_rules"))
    sure, doubtful, plan = (
        any_of(_words("law", "sure")),
        any_of(_words("law", "doubtful")),
        any_of(_words("plan", "endings")),
    )
    after = rf"(?=[^{_HAN}]|\Z|{any_of(_words('after', 'words'))})"
    law = rf"(?:(?P<sure>{sure})|(?P<doubtful>{doubtful})(?={rules})|(?P<weak>{doubtful}){after})(?:{rules})?"
    first = "".join(sorted({w[0] for table, key in _ENDINGS for w in _words(table, key)}))
    return re.compile(rf"(?=[{first}])(?:{law}|(?P<plan>{plan}(?:[0-9][.][0-9])?){after})")


@cache
def _boundary() -> re.Pattern[str]:
    """What a bare title begins after. Greek to the eye, but each alternative is one word."""
    issued, cue = any_of(_words("cues", "issued")), any_of(_words("cues", "words"))
    making = any_of(w for w in _words("cues", "making") if w not in {"將", "規劃", "规划", "提出"})
    return re.compile(
        rf"(?P<issued>{issued})|(?P<making>{making})|(?P<cue>{cue}):?|(?P<list>[、])|(?P<stop>[^{_HAN}0-9A-Za-z()])|(?P<other>確實|有關|關於|关于|針對|以及|並應|符合|達到|达到)"
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a bare title begins and what stands before it: issued making cue list stop, chain (after another title) or none."""

    start: int
    before: str


def _head(text: str, start: int, ending: int, chained: int) -> _Head:
    """The head of the title whose last word begins at ``ending``; the title can begin at ``start`` at the earliest."""
    first, before = start, "chain" if chained == start else "stop"
    for found in _boundary().finditer(text, start, ending):
        group = found.lastgroup or "stop"
        if group == "cue" and _inside_word(text, found):
            continue
        first = found.end()
        before = "chain" if group == "list" and found.start() == chained else group
    return _Head(first, before)


def _inside_word(text: str, found: re.Match[str]) -> bool:
    """Whether a one-character cue is but part of a word: 數據, 標準, 按月, 參照."""
    before, after = text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 1]
    return len(found[0]) == 1 and (after in set("法序期月年時规規") or before in set("標标水核參参批精"))


_JOIN = re.compile(r"(?:\([^()]{1,20}\))?(?:以及|[及暨與与和])|\([^()]{1,20}\)(?=、)")


_LABEL = re.compile(rf"[^\w(]*(?:\(?[{_DIGIT}壹貳參肆伍陸柒捌玖拾甲乙丙丁]{{1,4}}[)、.]+)*")


def _label_end(text: str) -> int:
    """Where the text begins after a bullet or label."""
    label = _LABEL.match(text)
    return label.end() if label else 0


def _bare_titles(text: str, basis: bool) -> list[Cited]:
    """The titles without marks. ``basis``: the passage stands under 依據, where an item that begins with a title cites it."""
    found: list[Cited] = []
    earliest = chained = _label_end(text)
    citing = basis
    for match in _ending().finditer(text):
        head = _head(text, max(earliest, match.start() - _MAX_TITLE), match.start(), chained)
        cites = head.before == "cue" or (head.before == "chain" and citing)
        cited = _title(text, head, match, cites, basis)
        end = cited.end if cited else match.end()
        if cited:
            found.append(cited)
        if cited or head.before in {"cue", "chain"}:
            join = _JOIN.match(text, end)
            earliest = chained = join.end() if join else end
            citing = cited is not None or cites
        elif not match["weak"]:
            earliest = end
    return found


def _title(text: str, head: _Head, match: re.Match[str], cites: bool, basis: bool) -> Cited | None:
    """The reference that a bare title makes, None where too little says that it is one."""
    title = text[head.start : match.end()]
    kind = kind_of(title)
    if kind is None or head.before == "making" or not _plausible(title, match):
        return None
    years = _YEARS_BEHIND.match(text, match.end()) if kind is ReferenceKind.PLAN else None
    title += years[0] if years else ""
    article = _article_at(text, match.end()) if kind is ReferenceKind.LAW else None
    named = leading_name(title) is not None or (kind is ReferenceKind.PLAN and leading_place(title) is not None)
    if kind is ReferenceKind.PLAN:
        known = head.before == "issued" or (cites and (named or (basis and head.before == "chain")))
        known = known and not text.startswith("的通知", match.end())
    else:
        applied = article is not None or text.startswith(("規定", "规定"), match.end())
        known = cites or named or head.before == "issued" or (applied and len(title) <= 16)
    end = years.end() if years else match.end() + len(article or "")
    return Cited(head.start, end, kind, title, article) if known else None


_YEARS_BEHIND = re.compile(r"\([0-9]{2,4}(?:[年学學]|年度)?[-~至到][0-9]{2,4}(?:年|[學学]年)?度?\)")


def _plausible(title: str, match: re.Match[str]) -> bool:
    """Whether the text can be a title: not 相關規定, not 本計畫, no clause."""
    if (
        title.startswith(tuple(_words("cues", "not_at_head")))
        or re.search("[的了於也是]", title)
        or title.count("(") != title.count(")")
    ):
        return False
    if title.endswith("本法") or (match["weak"] and "之" in title):
        return False
    return len(title) - len(_last_word(title)) >= 2


def _last_word(title: str) -> str:
    whole = _VERSION.sub("", title)
    return max((w for w in (*_law_endings(), *_plan_endings()) if whole.endswith(w)), key=len, default="")


# --- rules ------------------------------------------------------------------------------------------------------------


@cache
def rules() -> tuple[Rule[Cited], ...]:
    """The rules that are one pattern each, on squeezed text; examples print the reference's text."""
    return (
        Rule(
            "document-number",
            _TAIWAN_NUMBER,
            _read_number,
            (
                ("行政院民國93年3月18日院授人企字第0930061451號函核定", "院授人企字第0930061451號"),
                ("行政院九十七年十一月四日院授人企字第○九七○○六四三六八號函", "院授人企字第○九七○○六四三六八號"),
                ("111年1月25日院臺忠字第 1110162579 號", "院臺忠字第 1110162579 號"),
                ("依教育部臺教學字第1110012345號函", "臺教學字第1110012345號"),
                ("教育部臺教社(三)字第1120012345A號函", "臺教社(三)字第1120012345A號"),
            ),
            ("文字第一次修正", "第0930061451號", "字第號"),
            needs=re.compile("字第"),
        ),
        Rule(
            "document-number-cn",
            _MAINLAND_NUMBER,
            _read_number,
            (
                ("（国办发〔2021〕11号）", "国办发〔2021〕11号"),
                ("国发〔2019〕4号", "国发〔2019〕4号"),
                ("根据平政办函〔2024〕7号", "平政办函〔2024〕7号"),
                ("关于印发规划的通知临政发〔2021〕18号", "临政发〔2021〕18号"),
                ("教体艺厅函〔2023〕12号", "教体艺厅函〔2023〕12号"),
            ),
            ("2021年11号线", "一号文件"),
            needs=re.compile(r"[)\]][0-9]{1,5}号"),
        ),
        Rule(
            "order-number",
            _ORDER,
            _read_order,
            (
                ("（国务院令第722号）", "国务院令第722号"),
                ("依教育部令第45号", "教育部令第45号"),
            ),
            ("司令第3號", "依法令第5號", "國務院令公布"),
            needs=re.compile("令[第(]"),
        ),
        Rule(
            "meeting",
            _MEETING,
            _read_meeting,
            (
                ("考試院第 11 屆第 187 次會議修正通過", "第 11 屆第 187 次會議"),
                ("第十一屆第 39 次會議通過", "第十一屆第 39 次會議"),
                ("本府第560次市政會議", "第560次市政會議"),
                ("本所第7次主管會報決議", "第7次主管會報"),
                ("本鄉第22屆第4次定期大會決議", "第22屆第4次定期大會"),
                ("市第十四届人民代表大会第三次会议批准", "第十四届人民代表大会第三次会议"),
            ),
            ("召開會議3次", "防汛期前召開第一次會議", "第1案", "第2次修正"),
            needs=re.compile("[次届]"),
        ),
        Rule(
            "quoted-title",
            re.compile("|".join(rf"{a}[^{a}{b}。;]{{3,90}}{b}" for a, b in _QUOTES.items())),
            _read_quoted,
            (
                ("配合「地方制度法」及「地方行政機關組織準則」", "地方制度法 地方行政機關組織準則"),
                ("通過之「型塑文官優質組織文化推動方案（以下簡稱型塑方案）」", "型塑文官優質組織文化推動方案"),
                ("落实《中华人民共和国职业教育法》", "《中华人民共和国职业教育法》"),
                ("依据《中华人民共和国数据安全法》第二十一条，", "《中华人民共和国数据安全法》第二十一条"),
                ("根据《关于印发“十四五”国民健康规划的通知》", "《关于印发“十四五”国民健康规划的通知》"),
            ),
            (
                "訂定「嘉義市政府年度訓練實施計畫」",
                "配合「公務人員專書閱讀推廣活動」",
                "「創新」項目",
                "现将《城市更新规划》印发给你们",
                "《城市更新规划》已经市政府同意，现印发给你们",
                "「學習方法」",
                "实行“一个指标、一名领导、一套方案”",
                "預算「交通執法」項下",
            ),
        ),
    )


BARE_EXAMPLES = (
    ("依公務人員訓練進修法第7條規定及業務需要", "公務人員訓練進修法第7條"),
    (
        "依據公務人員考績法暨其施行細則、行政院暨所屬各級行政機關公務人員獎懲案件處理辦法及平時考核要點等相關法令",
        "公務人員考績法暨其施行細則 行政院暨所屬各級行政機關公務人員獎懲案件處理辦法 平時考核要點",
    ),
    ("依原住民族工作權保障法及進用原住民作業要點足額進用", "原住民族工作權保障法 進用原住民作業要點"),
    ("配合行政院及所屬各機關公務人員數位學習推動方案，積極營造", "行政院及所屬各機關公務人員數位學習推動方案"),
    ("行政院核定之國家資通安全發展方案（114年至117年）", "國家資通安全發展方案（114年至117年）"),
    ("考試院101年5月10日修正通過文官制度興革規劃方案第1案", "文官制度興革規劃方案"),
    ("依据公务人员考绩法暨其施行细则及公务员廉政伦理规范，贯彻", "公务人员考绩法暨其施行细则 公务员廉政伦理规范"),
    ("根据公务员法和行政机关公务员处分条例的规定", "公务员法 行政机关公务员处分条例"),
)
"""What bare titles are read as: they are found by looking both ways from their last word, which no single pattern does."""

BARE_COUNTEREXAMPLES = (
    "第7條", "第1案", "一条龙服务", "方法", "想法", "具體作法", "無法辦理", "辦法", "依法行政", "建議中央修法因應", "依本計畫辦理", "配合各項計畫", "重大施政計畫",
    "配合相關規定", "建立行為規範", "以強化公務員倫理規範", "依據公務人力資本衡量實施計畫", "訂定臺中市政府推動公務人員核心價值實施計畫", "修正本府組織自治條例條文", "借鉴国际职业教育培训普遍做法", "制订工作方案和具体管理办法",
)  # fmt: skip


# --- what stands beside ------------------------------------------------------------------------------------------------

_BETWEEN = re.compile(
    "(?:函|令|以|核定|核頒|訂頒|函頒|頒布|頒訂|頒行|修正|通過|公布|發布|公告|訂定|之|所|院|「|『|《|〈|“|的|印发|发布|通过|修订|颁布|第|並|及|、|,|發文|院會|報告|審議|备案|備查|實施){0,8}"
)


def _dates(site: Site, frame: Frame, closed: Sequence[tuple[int, int]]) -> list[Hit[Period]]:
    """The single days of the passage."""
    if not re.search("[日.]", site.passage.text):
        return []
    return [
        h
        for h in find_periods(site, frame, closed)
        if h.value.kind is PeriodKind.INSTANT and h.value.precision is Precision.DAY
    ]


def _dated(site: Site, dates: Sequence[Hit[Period]], hits: Sequence[Hit[Reference]]) -> list[Hit[Reference]]:
    """The references, each with the day and the issuer that stand before it; those joined by 函核定 and the like share them."""
    result: list[Hit[Reference]] = []
    for hit in hits:
        date, issuer = _beside(site, dates, result, hit)
        result.append(replace(hit, value=replace(hit.value, date=date, issuer=hit.value.issuer or issuer)))
    return result


def _beside(
    site: Site, dates: Sequence[Hit[Period]], before: Sequence[Hit[Reference]], hit: Hit[Reference]
) -> tuple[dt.date | None, str | None]:
    """The day and issuer of a reference: those right before it, or those of the reference right before it."""
    text = site.passage.folded
    earlier = bisect_right(dates, hit.start, key=lambda d: d.end)
    day = dates[earlier - 1] if earlier else None
    near = before[-1] if before else None
    if (
        near
        and near.end <= hit.start
        and (day is None or day.end <= near.start)
        and _joined(text[near.end : hit.start])
    ):
        shares = near.value.kind in _DATED_BY and not (_joins_another(text[near.end : hit.start]) and hit.value.title)
        return (near.value.date, near.value.issuer) if shares else (None, None)
    if day and _joined(text[day.end : hit.start]):
        return day.value.start, _issuer_before(text, day.start)
    return None, _issuer_before(text, hit.start)


_DATED_BY = {ReferenceKind.DOCUMENT_NUMBER, ReferenceKind.MEETING}
_ANOTHER = re.compile("(?:以及|[、,及暨與与和並并])[「『《〈“ ]*$")


def _joins_another(between: str) -> bool:
    """Whether the words before a title set it beside the letter, not under it: …號函及「公務人員訓練進修法」."""
    return _ANOTHER.search(between) is not None


def _joined(between: str) -> bool:
    return len(between) <= 24 and _BETWEEN.fullmatch(between.replace(" ", "")) is not None


def _issuer_before(text: str, end: int) -> str | None:
    before = re.sub(r"(?:中華民國|民國|於|[「『《〈“])+$", "", text[max(end - 40, 0) : end].replace(" ", ""))
    return trailing_name(before) if before else None


# --- references -------------------------------------------------------------------------------------------------------


@cache
def _may_refer() -> re.Pattern[str]:
    return re.compile(
        r"[字令][ (]{0,2}第|[0-9][)\]][ ]{0,2}[0-9]|第[ ]{0,2}[0-9〇零一二三四五六七八九十百]+[ ]{0,2}[次屆届]|[法例點点則则約约程辦办範范準准畫劃划案要見见定知項表書书圖图领領冊]"
    )


def find_references(site: Site, frame: Frame, issuer: str | None) -> list[Hit[Reference]]:
    """The references of a passage; ``number`` is set for document numbers, meetings and articles of laws.

    A date is that which stands beside the reference, never one read off a document number.
    """
    if site.is_header or not _may_refer().search(site.passage.folded):
        return []
    squeezed = squeeze(site.passage)
    hits = [_hit(site, squeezed, cited, name) for cited, name in _cited(squeezed, site.section_role == "basis")]
    hits = resolve(hits)
    if not hits:
        return []
    closed = [(h.start, h.end) for h in hits if h.value.number is not None]
    dated = _dated(site, _dates(site, frame, closed), hits)
    return [replace(h, value=replace(h.value, issuer=_resolved(h.value.issuer, issuer))) for h in dated]


def _cited(squeezed: Squeezed, basis: bool) -> list[tuple[Cited, str]]:
    """What the rules read, and the name of the rule."""
    marked = [(h.value, h.rule) for rule in rules() for h in rule.hits(squeezed.text)]
    closed = bytearray(len(squeezed.text))
    for cited, _ in marked:
        closed[cited.start : cited.end] = b"\1" * (cited.end - cited.start)
    bare = [c for c in _bare_titles(squeezed.text, basis) if 1 not in closed[c.start : c.end]]
    return marked + [(c, "bare-title") for c in bare]


def _hit(site: Site, squeezed: Squeezed, cited: Cited, rule: str) -> Hit[Reference]:
    """The reference with its words as the passage has them, not as they were folded for matching."""

    def printed(start: int, end: int) -> str:
        return site.passage.text[slice(*squeezed.span(start, end))]

    title, number = cited.title, cited.number
    if title:
        first = cited.start + (squeezed.text[cited.start] in _BOOK)
        title = "".join(printed(first, first + len(title)).split())
    elif number:
        number = "".join(printed(cited.start, cited.end).split())
    start, end = squeezed.span(cited.start, cited.end)
    return Hit(
        start, end, Reference(cited.kind, title, number, cited.issuer, None, printed(cited.start, cited.end)), rule
    )


def _resolved(name: str | None, issuer: str | None) -> str | None:
    return (resolve_name(name, issuer) or name) if name else None
