"""Names of agencies: what one looks like, where one begins or ends, and which body 本府 or 人事處 is."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rules.words import any_of, lexicon

_HAN = "一-鿿"
_STRONG_GROUPS = 4  # the first groups of endings cannot be mistaken for the end of another word
_FOREIGN = re.compile("(?<!目)的|[由在将將之為为被對对把從从向其並并]|社[會会]$")  # a clause, not a name
_NOT_PREFIXED = (
    "公司 集团 協會 协会 學會 学会 基金會 基金会 工會 工会 大學 大学 醫院 医院 法院 研究院 學院 学院 中學 中学 小學 小学 分局 分隊 分駐所 派出所 農會 漁會 "
    "聯盟 社區 社区 銀行 银行 出版社 合作社"
).split()


def _words(table: str) -> list[str]:
    return list(lexicon("agencies")[table]["words"])


@cache
def _endings(groups: int | None = None) -> str:
    """Regex fragment: what a name ends in."""
    parts = []
    for group in lexicon("agencies")["ending"][:groups]:
        guard = f"(?![{group['not_before']}])" if group["not_before"] else ""
        parts.append(any_of(group["words"]) + guard)
    return "(?:" + "|".join(parts) + ")"


@cache
def _ending_words() -> tuple[str, ...]:
    own = lexicon("agencies")["self"]
    return (*(w for g in lexicon("agencies")["ending"] for w in g["words"]), *own["government"], *own["unit"])


@cache
def places() -> str:
    """Regex fragment: a place known by name."""
    known = lexicon("places")
    words = [*known["taiwan"]["words"], *known["mainland"]["words"]]
    return any_of([*words, *(w.replace("臺", "台") for w in words)])


@cache
def _named() -> str:
    """Regex fragment: a body known by name, or the government of a known place."""
    return rf"(?:{any_of(_words('national'))}|{places()}(?:人民)?政府(?:办公厅|办公室)?)"


@cache
def _unit() -> str:
    """Regex fragment: a unit that follows the name of its government."""
    return rf"(?!{any_of([*_words('not_at_head'), *_words('national')])}|[一二三四五六七八九十〇零]{{1,5}}[學学]?年)[{_HAN}]{{1,9}}?{_endings()}"


@cache
def _after_name() -> str:
    """Regex fragment: what shows that an agency's name is at its end in a title."""
    return rf"[0-9(]|[一二三四五六]年|{any_of(_words('not_at_head'))}|$"


@cache
def _leading() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(rf"{_named()}(?:{_unit()})?(?:{_unit()}(?={_after_name()}))?"),
        re.compile(rf"{places()}[{_HAN}]{{2,8}}?局"),
        re.compile(rf"(?!{any_of(_words('not_at_head'))})[{_HAN}]{{2,16}}?{_endings(_STRONG_GROUPS)}(?:{_unit()})?"),
        re.compile(
            rf"(?!{any_of(_words('not_at_head'))})[{_HAN}]{{2,16}}?(?:國小|國中|高中|高職|附小|附中)(?={_after_name()})"
        ),
        re.compile(
            rf"(?!{any_of(_words('not_at_head'))})[{_HAN}]{{2,12}}?(?:局|署|中心|館|院)(?=(?:補助|獎助|獎勵|辦理|受理)(?!作業|要點|計畫|實施|辦法|基準|[一二三四五六七八九十0-9]))"
        ),
        re.compile(
            rf"[{_HAN}]{{2,16}}?{_endings()}(?=关于|關於|印发|20[0-9][0-9]|[“《「]|中程|[0-9]{{2,3}}(?:學年|年|至|-))"
        ),
    )


_SCHOOLS = re.compile(
    "^(?:全[县縣市省國国區区])|(?:[义義][务務]教育|中小|各[级級]|寄宿制|公[办辦]|民[办辦]|全[县縣市])[学學]校$"
)  # of a place: none signs


_VERB_INSIDE = re.compile("推[動动進进]|[辦办]理|[實实]施|[執执]行|加[強强]|訂定|制定|落[實实]|印[發发]|補助")


def leading_name(text: str) -> str | None:
    """The agency whose name begins the text, blanks left out and folded.

    >>> leading_name("嘉義市政府人事處中程施政計畫"), leading_name("臺中市政府推動核心價值實施計畫")
    ('嘉義市政府人事處', '臺中市政府')
    >>> leading_name("国务院办公厅关于加强绩效考核工作的意见"), leading_name("推動閱讀實施計畫")
    ('国务院办公厅', None)
    >>> leading_name("長濱鄉公所八十七年度社區發展計畫"), leading_name("金沙县义务教育学校课后服务行动计划")
    ('長濱鄉公所', None)
    >>> leading_name("公共建設部中程施政計畫"), leading_name("資通處114年推動方案")
    ('公共建設部', '資通處')
    >>> leading_name("農村發展署補助青年返鄉要點"), leading_name("托育中心補助要點")
    ('農村發展署', None)
    >>> leading_name("數位部推動中小學數位素養計畫")
    """
    for pattern in _leading():
        match = pattern.match(text)
        if (
            match
            and not _FOREIGN.search(match[0])
            and not _known_government().search(match[0], 1)
            and not _SCHOOLS.search(match[0])
            and not _VERB_INSIDE.search(match[0])
        ):
            return re.split("等[一二三四五六七八九十]{0,2}(?:部门|單位|单位|機關)", match[0])[0]
    return None


def leading_names(text: str) -> list[str]:
    """The bodies, parted by blanks, that a folded text begins with; each but the first has to be a whole name by itself.

    >>> leading_names("中共中央 国务院关于推进乡村振兴的意见"), leading_names("嘉義市政府 人事處 113年度計畫")
    (['中共中央', '国务院'], ['嘉義市政府'])
    >>> leading_names("晋源市财政局 晋源市农业农村局")
    ['晋源市财政局', '晋源市农业农村局']
    """
    names: list[str] = []
    for piece in text.split():
        name = piece if is_agency(piece) else leading_name(piece)
        if name is None or (names and not (_stands_alone(name) or leading_place(name) or name.startswith("中共"))):
            break
        names.append(name)
        if name != piece:
            break
    return names


@cache
def _known_government() -> re.Pattern[str]:
    """The government of a known place: where one stands inside what looks like a name, a slogan stands before it."""
    return re.compile(rf"{places()}(?:人民)?政府")


def leading_place(text: str) -> str | None:
    """The place whose name begins the text.

    >>> leading_place("青河市公务员培训规划"), leading_place("城市更新规划")
    ('青河市', None)
    >>> leading_place("宜蘭縣三星鄉地區災害防救計畫"), leading_place("望江街道2024年工作要点"), leading_place("特色小镇建设规划")
    ('宜蘭縣三星鄉', '望江街道', None)
    """
    known = re.match(
        rf"{places()}(?:[{_HAN}]{{1,3}}[区區县縣](?!域)|(?<=[縣县])(?![鄉乡])[{_HAN}]{{1,3}}(?:[鄉鎮]|(?<![城都])市))?",
        text,
    )
    match = known or _UNKNOWN_PLACE.match(text)
    return match[0] if match and match[0] not in {"各縣市", "全縣市", "都市", "城市"} else None


_UNKNOWN_PLACE = re.compile(
    rf"[{_HAN}]{{2,3}}[市縣县省](?![場场区區鎮镇民長长政容級级])|(?![全各本小特美])[{_HAN}]{{2,3}}(?:街道(?![的办辦及和与])|(?<![城乡鄉小心])[乡鄉镇鎮](?=[0-9“]))"
)


@cache
def _named_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{_named()}|{any_of(lexicon('agencies')['self']['government'])})(?:{_unit()})?$")


_CUT = re.compile(rf"[^{_HAN}]|依據|依据|根據|根据|依|據|配合|經|经|奉|由|為|为|依照|按照|遵照|按")


def trailing_name(text: str) -> str | None:
    """The agency whose name ends the text (folded, without blanks).

    >>> trailing_name("一、配合行政院"), trailing_name("依據東瀾縣政府"), trailing_name("依據")
    ('行政院', '東瀾縣政府', None)
    """
    tail = text[-24:]
    match = _named_at_end().search(tail)
    if match:
        return match[0]
    piece = _CUT.split(tail)[-1]
    return piece if is_agency(piece) else None


_PLACES = re.compile(
    r"\([鄉乡鎮镇市區区縣县村里、,]{1,9}\)|直[轄辖]市、(?=[縣县])|(?<=[局處处室科課课])、(?=[局處处室科課课司股])"
)
"""What stands inside the name of a set of bodies: 各鄉（鎮、市、區）公所, 直轄市、縣（市）政府, 各局、科、室."""
# the governments below, by their places: 各乡镇(街道), 各县(市、区), 各镇街
_EACH_PLACE = re.compile(r"各(?=[乡镇县区市州街])[乡镇县区市州街道办场]{1,5}(?:\([乡镇县区市州街道办场、]{1,8}\))?")


def is_agency(name: str) -> bool:
    """Whether the text (folded, without blanks) is the whole name of an agency, or of a set of them.

    >>> [is_agency(n) for n in ("人事室", "各局室", "各鄉(鎮、市)公所", "單位", "規劃辦理", "由專人負責", "增進社會")]
    [True, True, True, False, False, False, False]
    >>> [is_agency(n) for n in ("街道应急管理办", "招生办", "市教育局主办", "一次办")]
    [True, True, False, False]
    """
    if _EACH_PLACE.fullmatch(name):
        return True
    base = re.sub(r"\([^()]*\)$", "", name) if name.endswith(")") else name  # 目的事業主管機關（交通部、經濟部）
    base = _PLACES.sub("", base) if "(" in base or "、" in base else base
    return (
        2 <= len(base) <= len(name) <= 60
        and (base.endswith(_ending_words()) or _office().search(base) is not None)
        and re.fullmatch(rf"[{_HAN}A-Za-z0-9()·]{{2,40}}", base) is not None
        and base.count("(") == base.count(")")
        and name not in _generic()
        and _FOREIGN.search(base) is None
    )


@cache
def _office() -> re.Pattern[str]:
    """The end of the name of an office, where 办 is no verb."""
    office = lexicon("agencies")["office"]
    return re.compile(rf"[{_HAN}](?<![{office['not_after']}]){office['word']}\Z")


def is_national(name: str) -> bool:
    """Whether the name is that of a national body or of a unit of one.

    >>> is_national("經濟部水利署"), is_national("嘉義市政府")
    (True, False)
    """
    return name.startswith(tuple(_words("national")))


@cache
def _verbs_at_head() -> tuple[str, ...]:
    return tuple(word for word in _words("not_at_head") if word not in ("各", "第"))


def begins_otherwise(name: str) -> bool:
    """Whether a verb stands before what would be a name, or a number in it: 配合教育局, 推派10隊."""
    return name.startswith(_verbs_at_head()) or re.search("[0-9]", name) is not None


@cache
def _generic() -> frozenset[str]:
    return frozenset(_words("generic"))


# --- whom a name means ------------------------------------------------------------------------------------------------


def government_of(issuer: str) -> str:
    """The government that a unit belongs to; the issuer itself where it is no government's unit.

    >>> government_of("嘉義市政府人事處"), government_of("海洋委員會"), government_of("广州市人民政府办公厅")
    ('嘉義市政府', '海洋委員會', '广州市人民政府')
    """
    match = re.match(rf"[{_HAN}]+?(?:政府|公所)", issuer)
    return match[0] if match else issuer


def place_of(issuer: str) -> str:
    """The place that the issuer governs.

    >>> place_of("臺南縣政府"), place_of("临江市"), place_of("教育部"), place_of("抚州市临川区农业农村局"), place_of("广州市城市管理局")
    ('臺南縣', '临江市', '', '抚州市临川区', '广州市')
    """
    return places_of(issuer)[-1]


@lru_cache(maxsize=256)  # asked for one issuer again and again, and for each line of a letterhead
def places_of(issuer: str) -> tuple[str, ...]:
    """The place that the issuer governs behind those around it, each with its whole name, the widest first; one empty where there is none.

    >>> places_of("浙江省杭州市西湖区教育局"), places_of("臺中市東區公所")
    (('浙江省', '浙江省杭州市', '浙江省杭州市西湖区'), ('臺中市', '臺中市東區'))
    """
    widest = re.match(
        rf"([{_HAN}]+?(?:市|縣|县|省|鄉|乡|鎮|镇|區|区|自治州|盟|旗))(?:人民政府|政府|公所|$|[^{_HAN}]|(?=[{_HAN}]{{2,9}}$))",
        issuer,
    )
    found = [widest[1] if widest else ""]
    while found[-1] and (inner := _INNER_PLACE.match(issuer, len(found[-1]))):
        found.append(issuer[: inner.end()])
    return tuple(found)


# not 城市管理局, 社区, 景区: a word that ends as places do
_INNER_PLACE = re.compile(
    rf"(?:[東东西南北中]|[{_HAN}]{{2,4}}?(?<![城都社山景校园園片林牧灾災库庫老辖轄]))(?:市|縣|县|區|区|鄉|乡|鎮|镇)(?=(?:人民)?政府|公所|$|[{_HAN}]{{2,9}}$)"
)


def resolve_name(name: str, issuer: str | None) -> str | None:
    """The full name of the body that a plan of this issuer means; None where that cannot be told.

    >>> [resolve_name(n, "嘉義市政府人事處") for n in ("本府", "本府教育處", "政風處", "本處", "本市東區公所", "教育部", "人事行政總處")]
    ['嘉義市政府', '嘉義市政府教育處', '嘉義市政府政風處', '嘉義市政府人事處', '嘉義市東區公所', '教育部', '行政院人事行政總處']
    >>> resolve_name("市教育局", "广州市人民政府"), resolve_name("本府", None)
    ('广州市教育局', None)
    >>> [resolve_name(n, "抚州市临川区人民政府") for n in ("区水利局", "市财政局", "各乡镇人民政府")]
    ['抚州市临川区水利局', '抚州市财政局', '抚州市临川区各乡镇人民政府']
    >>> [resolve_name(n, "国务院办公厅") for n in ("税务总局", "能源局", "商务部")]
    ['国家税务总局', '国家能源局', '商务部']
    """
    alias = lexicon("agencies")["aliases"].get(name)
    if alias is not None:
        return str(alias)
    issuer = issuer if issuer and "、" not in issuer else None
    own = _own_name(name, issuer) if issuer else None
    if own is not None:
        return own
    if _stands_alone(name):
        return name
    return _unit_name(name, issuer) if issuer else None


def _stands_alone(name: str) -> bool:
    """Whether the name needs no government before it to be understood."""
    whole = re.match(
        rf"(?:{_named()}|{places()}|國家|国家|國立|中央|財團法人|社團法人|[{_HAN}]{{2,3}}(?:縣|市)(?:政府|立))", name
    )
    return whole is not None or name.endswith(("公司", "大學", "大学", "銀行", "银行"))


def _own_name(name: str, issuer: str) -> str | None:
    """What 本府…, 本處… or 本縣… stands for."""
    own, government = lexicon("agencies")["self"], government_of(issuer)
    for word in own["government"]:
        if name.startswith(word):
            return government + name[len(word) :] if "政府" in government else None
    for word in own["unit"]:
        base = next((body for body in (issuer, government) if body.endswith(word[1:])), None)
        if name.startswith(word) and base:
            return base + name[len(word) :]
    for word in own["place"]:
        place = _place_with(issuer, word[1:])
        if name.startswith(word) and place:
            return place + name[len(word) :]
    return None


def _place_with(issuer: str, ending: str) -> str | None:
    """The narrowest place of the issuer with this ending: of 抚州市临川区 for 区 the whole, for 市 抚州市."""
    return next((place for place in reversed(places_of(issuer)) if place and place.endswith(ending)), None)


def _groups(key: str) -> tuple[str, ...]:
    return tuple(lexicon("agencies")["groups"][key])


def _group_name(name: str, issuer: str) -> str | None:
    """What 各… stands for: bodies below the place, or units of its government; None where they are only said to be concerned.

    >>> [_group_name(n, "海安鄉公所") for n in ("各村辦公處", "各課室", "各有關機關", "各醫療院所")]
    ['海安鄉各村辦公處', '海安鄉公所各課室', None, None]
    """
    rest, place = name[1:], place_of(issuer)
    alone = _groups("independent")
    if rest.startswith((*_groups("related"), *alone)) or rest.endswith(alone) or "主管" in rest:
        return None
    if rest.startswith(_groups("below")):
        return place + name if place else None
    return government_of(issuer) + name if issuer.endswith(_ending_words()) and is_agency(name) else None


def _unit_name(name: str, issuer: str) -> str | None:
    """What a bare 人事處 or 市教育局 stands for."""
    if name.startswith("各"):
        return _group_name(name, issuer)
    if not is_agency(name) or name.startswith(("本", *_groups("related"))) or name.endswith(tuple(_NOT_PREFIXED)):
        return None
    place = place_of(issuer)
    if name[0] in "市省县縣区區镇鎮乡鄉" and place:
        around = _place_with(issuer, name[0])
        return around + name[1:] if around else None
    if name.endswith(("政府", "公所")):
        return place + name if place else None
    if issuer.startswith("国务院"):  # its bodies are not called after it: 国家税务总局
        return f"国家{name}" if name.endswith("局") else None
    return government_of(issuer) + name if issuer.endswith(_ending_words()) else None
