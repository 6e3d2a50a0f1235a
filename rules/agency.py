"""Agencies and the part each has: in cells and sentences that name the part (主辦單位：…, （市教育局牵头）, 由人事處主辦)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rules.agency_name import begins_otherwise, is_agency, resolve_name
from rules.passage import Site, fold
from rules.plan import AgencyRole, Assignment, TableKind
from rules.rule import Hit, Rule, resolve
from rules.squeezed import Squeezed, squeeze
from rules.words import any_of, lexicon

_MAX_LIST = 600  # characters: a list of agencies ends before that
_SEPARATOR = re.compile(
    r"\([^()]{0,60}\)|(?<![轄辖]市)、(?![局處处室科課课司股](?:[、及暨與与和]|$))|[,;。/+•⚫●]|(?<![0-9])[0-9]{1,2}[.)]"
)
_CONJUNCTION = re.compile("以及|會同|会同|及|暨|與|与|和")
_SHORT_FOR = re.compile(r"\([^()]{0,12}[簡简][稱称][^()]{0,30}(?:\)|$)")
_TAIL = re.compile(r"等(?:相關|有關|有关|各)?(?:機關|單位|部門|部门|单位|机关)?(?:\([^()]{1,12}\))?$")
_DEPENDENT = ("所屬", "所属", "其", "下屬", "下属", "附屬")
_NO_NAME = frozenset("無 无 同上 免 略 待定 全部 不限".split())
_LIST_COLUMNS = {
    "agency": AgencyRole.IMPLEMENTING,
    "lead_agency": AgencyRole.LEAD,
    "support_agency": AgencyRole.SUPPORT,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of squeezed text that lists agencies, the part they have, and where that is said."""

    start: int
    end: int
    role: AgencyRole | None  # None: 負責, which one alone leads and several share
    role_start: int
    role_end: int


Parts = tuple[Part, ...]


# --- words of roles ---------------------------------------------------------------------------------------------------


@cache
def _roles(kind: str) -> dict[str, AgencyRole | None]:
    """Role by word; ``kind`` is stems or verbs."""
    roles: dict[str, AgencyRole | None] = {
        word: AgencyRole(entry["role"]) for entry in lexicon("agencies")["role"] for word in entry[kind]
    }
    if kind == "verbs":
        roles.update(dict.fromkeys(lexicon("agencies")["responsible"]["verbs"]))
    return roles


@cache
@cache
def _role_title() -> str:
    """Regex fragment: 主辦單位, 實施(參與)單位, 主辦及協辦機關; 牵头 alone only where no word but a name stands before it."""
    stem, noun = any_of(_roles("stems")), any_of(lexicon("agencies")["nouns"]["words"])
    more = rf"(?:\({stem}\)|[及暨與和、]?{stem})?"
    return rf"(?:(?P<stem>{stem}){more}{noun}|(?:(?<![一-鿿])|(?<=[局處处室科課课部會会院府署所校]))(?P<alone>{stem}){more})"


def role_of(words: str) -> AgencyRole | None:
    """The role that a column header or a heading gives.

    >>> role_of("承辦單位"), role_of("牵头部门"), role_of("備註")
    (<AgencyRole.IMPLEMENTING: 'implementing'>, <AgencyRole.LEAD: 'lead'>, None)
    """
    found = _stem().search(words)
    return _roles("stems")[found[0]] if found else None


@cache
def _stem() -> re.Pattern[str]:
    return re.compile(any_of(_roles("stems")))


# --- rules ------------------------------------------------------------------------------------------------------------


@cache
def _list_end() -> re.Pattern[str]:
    return re.compile(rf"[。;]|{_role_title()}:|(?<=[單单位機机關关門门])\)$")


def _read_labelled(match: re.Match[str]) -> Parts:
    """主辦單位：…: the list runs to the next role or the end of the sentence."""
    limit = min(match.end() + _MAX_LIST, len(match.string))
    stop = _list_end().search(match.string, match.end(), limit)
    end = stop.start() if stop else limit
    opened = match.string.count("(", match.end(), end)
    for _ in range(match.string.count(")", match.end(), end) - opened):
        end = match.string.rfind(")", match.end(), end)  # the bracket that holds 主辦單位：… itself
    role = _roles("stems")[match["stem"] or match["alone"]]
    return (Part(match.end(), end, role, match.start(), match.end() - 1),)


def _read_bracket(match: re.Match[str]) -> Parts | None:
    """（甲局牵头，乙局、丙局配合）: each verb ends the list before it; a clause without one belongs to the next."""
    parts, start = [], match.start(1)
    for clause in re.finditer(r"[^,;。]+", match[1]):
        end = match.start(1) + clause.end()
        said = _clause_end().search(match.string, start, end)
        if said and said.end() == end:
            parts.append(Part(start, said.start(), _roles("verbs")[said["verb"]], said.start("verb"), end))
            start = end + 1
    return tuple(parts) or None


@cache
def _clause_end() -> re.Pattern[str]:
    return re.compile(
        rf"(?:等(?:有关)?(?:部门|单位|機關|單位)?)?(?:共同|分别|按(?:照)?(?:各自)?职责)?(?P<verb>{any_of(_roles('verbs'))})\Z"
    )


def _read_listed(match: re.Match[str]) -> Parts | None:
    """…。（药品监管处、市特检院）: a bracket of nothing but names behind the last sentence says who does it."""
    start, names = match.start("who"), list(_pieces(match["who"]))
    if not all(map(is_agency, names)) or any(map(begins_otherwise, names)):
        return None
    return (Part(start, match.end("who"), AgencyRole.IMPLEMENTING, start, start),)


def _pieces(text: str) -> Iterator[str]:
    """What stands between the separators of a list; brackets part nothing."""
    at = 0
    for separator in _SEPARATOR.finditer(text):
        if separator[0][0] != "(":
            yield text[at : separator.start()]
            at = separator.end()
    yield text[at:]


def _read_by(match: re.Match[str]) -> Parts:
    """由人事處主辦."""
    return (
        Part(
            match.start("who"), match.end("who"), _roles("verbs")[match["verb"]], match.start("verb"), match.end("verb")
        ),
    )


def _read_clause(match: re.Match[str]) -> Parts | None:
    """建設課督導: a clause that begins with nothing but names and goes on with the verb of their part."""
    closes = match.string[match.end("verb") : match.end("verb") + 1] in ("", *",。;")
    if match.start() and not closes and _roles("verbs")[match["verb"]] is None:
        return None  # 負責 with its object is a duty by law as often; where the paragraph begins so it is a part
    names = _SEPARATOR.split(match["who"])
    ends = [cut for name in names for cut in _CONJUNCTION.split(name)]
    whole = all(map(is_agency, names)) or all(map(is_agency, ends))
    return _read_by(match) if whole and not any(map(begins_otherwise, names)) else None


@cache
def _leading_verbs() -> list[str]:
    """The verbs that say what part a body has even where an object follows: 負責, 牵头, 協助."""
    return list(lexicon("agencies")["leading_verbs"]["words"])


def _read_being(match: re.Match[str]) -> Parts:
    """甲科為主辦單位."""
    role = _roles("stems")[match["stem"] or match["alone"]]
    return (Part(match.start("who"), match.end("who"), role, match.end("being"), match.end()),)


@cache
def rules() -> tuple[Rule[Parts], ...]:
    """The rules of this family, on squeezed text; examples print role and name."""
    verb = any_of(_roles("verbs"))
    return (
        Rule(
            "role-label",
            rf"{_role_title()}:",
            _read_labelled,
            (
                (
                    "推動單位：本府人事處 實施(參與)單位：本府各單位暨所屬機關學校",
                    "lead:本府人事處 implementing:本府各單位暨所屬機關學校",
                ),
                ("協辦單位：衛生局及各鄉（鎮、市）公所", "support:衛生局 support:各鄉（鎮、市）公所"),
                ("執行單位：直轄市、縣（市）政府", "implementing:直轄市、縣（市）政府"),
                ("主辦單位：教育局及衛生局。", "lead:教育局 lead:衛生局"),
                ("主辦：教育局 協辦：衛生局（保健科）", "lead:教育局 support:衛生局（保健科）"),
                ("二、主辦機關：內政部、衛生福利部（以下簡稱衛福部）等。", "lead:內政部 lead:衛生福利部"),
                ("（责任单位：市教育局、市财政局）", "implementing:市教育局 implementing:市财政局"),
                ("牵头单位：市水利局；配合单位：各区政府", "lead:市水利局 support:各区政府"),
            ),
            (
                "執行：依計畫內容辦理",
                "促進情感聯繫：成立員工關懷協助小組",
                "一、主辦機關：",
                "主辦單位得隨時解釋",
                "推動方式：辦理研習會。",
            ),
            needs=re.compile(":"),
        ),
        Rule(
            "role-bracket",
            re.compile(r"\(((?:[^()]|\([^()]{1,40}\)){3,200})\)"),
            _read_bracket,
            (
                (
                    "（县交通运输局牵头，县公安局、各乡镇（街道）配合）",
                    "lead:县交通运输局 support:县公安局 support:各乡镇（街道）",
                ),
                (
                    "（省卫生健康委牵头，省疾控中心、各市（州）人民政府参与）",
                    "lead:省卫生健康委 participating:省疾控中心 participating:各市（州）人民政府",
                ),
                (
                    "（市教育局牵头，市财政局、市人社局按职责分工负责）",
                    "lead:市教育局 implementing:市财政局 implementing:市人社局",
                ),
                ("（教育局主辦，衛生局協辦）", "lead:教育局 support:衛生局"),
                ("（市商务局会同有关部门组织推进）", "implementing:市商务局 implementing:有关部门"),
                ("（州农业农村局牵头，各县市人民政府负责落实）", "lead:州农业农村局 implementing:各县市人民政府"),
            ),
            ("（以下簡稱本府）", "（含約聘僱人員配合辦理）", "（詳如人員名冊）"),
        ),
        Rule(
            "role-listed",
            r"(?<=[。;!])\((?P<who>(?:[^()]|\([^()]{1,40}\)){2,200})\)。?\Z",
            _read_listed,
            (
                ("新增“品字标”企业20家。（质量发展处）", "implementing:质量发展处"),
                (
                    "完成安全评估。（市发展改革委、市财政局，各县（市、区）人民政府）",
                    "implementing:市发展改革委 implementing:市财政局 implementing:各县（市、区）人民政府",
                ),
            ),
            ("地點為本府大禮堂。（含各局室人員）", "於禮堂舉行（人事處）", "详见通知。（见附件）"),
            needs=re.compile(r"[。;!]\("),
        ),
        Rule(
            "role-by",
            re.compile(
                rf"由(?P<who>[^,。;:由()]{{2,40}}?)(?:派員|派员|共同|統一|统一|專責|专门|具体)?(?P<verb>{verb})(?![人者項制单單機机部])"
            ),
            _read_by,
            (
                ("本案由人事處主辦。", "lead:人事處"),
                ("由市教育局、市财政局负责。", "implementing:市教育局 implementing:市财政局"),
                ("由本府行政處派員督導。", "supervising:本府行政處"),
                ("由本府社會處會同警察局執行。", "implementing:本府社會處 implementing:警察局"),
            ),
            ("由副縣長擔任召集人", "由專人負責", "由各機關年度預算支應", "由主辦機關學校依實際需求規劃辦理"),
        ),
        Rule(
            "role-clause",
            (
                rf"(?:(?<=[,。;:])|\A)(?P<who>[^,。;:()由以負负]{{2,60}}?)(?:共同|分别|具体|具體|按(?:照)?(?:各自)?职责|負責|负责)?"
                rf"(?P<verb>{any_of(_leading_verbs())}|{verb}(?=[,。;]|\Z))(?![人者項制单單機机部])"
            ),
            _read_clause,
            (
                ("各局、科、室及所屬機關配合辦理。", "support:各局、科、室及所屬機關"),
                ("財政課及主計室協助採購事宜。", "support:財政課 support:主計室"),
                ("災情查報由里辦公處執行，建設課督導。", "implementing:里辦公處 supervising:建設課"),
                (
                    "市营商局统筹协调，各区县人民政府、市有关部门按职责分工负责。",
                    "coordinating:市营商局 implementing:各区县人民政府 implementing:市有关部门",
                ),
                ("镇农业服务中心负责农村改厕。", "lead:镇农业服务中心"),
            ),
            ("加強單位協調，", "學生社團負責人", "配合教育局辦理", "推動機關執行", "員工協助方案"),
            needs=re.compile(any_of([*_leading_verbs(), *_roles("verbs")])),
        ),
        Rule(
            "role-duty",
            re.compile(
                rf"\A(?P<who>[^,。;:()由以負负]{{2,60}}):(?P<verb>{any_of([*_leading_verbs(), *_roles('verbs')])})(?=[一-鿿])(?![人者項制单單机機部])"
            ),
            _read_clause,
            (
                ("交通隊：負責計畫策頒、督導及管考。", "lead:交通隊"),
                ("民政課、社會課：辦理災民收容。", "implementing:民政課 implementing:社會課"),
            ),
            ("學生社團：負責人簽章", "辦理方式：負責人填寫", "交通隊：計畫策頒"),
            needs=re.compile(":"),
        ),
        Rule(
            "role-being",
            rf"(?:(?<=[,。;:、由以])|\A)(?P<who>[^,。;:()由以]{{2,60}}?)(?P<being>[為为爲]|擔任|担任){_role_title()}(?![一-鿿])",
            _read_being,
            (
                (
                    "本局安全科為主辦單位，檢查處、勞資關係科為協辦單位。",
                    "lead:本局安全科 support:檢查處 support:勞資關係科",
                ),
                ("由交通部擔任執行機關", "implementing:交通部"),
            ),
            ("以民眾為主辦對象", "各該機關為主辦單位之一", "成績優良者為主辦單位"),
            needs=re.compile(rf"(?:[為为爲]|[擔担]任){any_of(_roles('stems'))}"),
        ),
    )


# --- names in a list --------------------------------------------------------------------------------------------------


def names_in(squeezed: Squeezed, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places of the names that a list holds, in squeezed text.

    Divided at 、 and the like; at a line end or blank, and at 及 暨 和 與, only where both sides are whole names, so that
    本府各單位暨所屬機關學校 stays one.
    """
    text = _SHORT_FOR.sub(lambda m: "、" * len(m[0]), squeezed.text[start:end])
    at = 0
    for separator in [*(s for s in _SEPARATOR.finditer(text) if s[0][0] != "("), None]:
        stop = separator.start() if separator else len(text)
        tail = _TAIL.search(text, at, stop)
        yield from _divide(squeezed, start + at, start + (tail.start() if tail else stop))
        at = separator.end() if separator else stop


def _divide(squeezed: Squeezed, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A piece without separators, cut where two whole names meet."""
    text = squeezed.text
    breaks = [b for b in range(start + 2, min(end - 1, start + _MAX_LIST)) if b in squeezed.breaks]
    cuts = [(b, b) for b in breaks]
    cuts += [m.span() for m in _CONJUNCTION.finditer(text, start + 2, min(end, start + 200))]
    for left, right in sorted(cuts):
        line = text[right : next((b for b in breaks if b > right), end)]
        whole = left - start >= 2 and is_agency(text[start:left])
        if whole and _begins_name(line) and not (left == right and _leans(text[start:left], line)):
            yield start, left
            start = right
    if end - start >= 2:
        yield start, end


def _begins_name(rest: str) -> bool:
    """Whether what follows in a list is a name of its own, not one that leans on the name before it."""
    first = re.split("以及|[及暨與与和]", rest, maxsplit=1)[0]
    return not rest.startswith((*_DEPENDENT, *"及暨與与和")) and (is_agency(rest) or is_agency(first))


def _leans(name: str, line: str) -> bool:
    """Whether a line end stands within one name: 本府, and its unit on the next line."""
    own = lexicon("agencies")["self"]
    return (
        name in {*own["government"], *own["unit"]}
        and line[-1] in "處处局室科課课組组隊中心"
        and not line.startswith("本")
    )


# --- assignments ------------------------------------------------------------------------------------------------------


def _listed(squeezed: Squeezed, part: Part, loose: bool) -> list[tuple[int, int]]:
    """The names of a part; in a column of agencies (``loose``) whatever is short enough to be one."""
    found = list(names_in(squeezed, part.start, part.end))
    return [span for span in found if (_may_name if loose else _names)(squeezed.text[slice(*span)])]


def _names(name: str) -> bool:
    return is_agency(name) and re.fullmatch(_role_title(), name) is None


def _may_name(name: str) -> bool:
    return len(name) <= 30 and name not in _NO_NAME and re.search("[一-鿿]", name) is not None and ":" not in name


def _assign(
    site: Site,
    issuer: str | None,
    squeezed: Squeezed,
    part: Part,
    rule: str,
    role_text: str | None = None,
    loose: bool = False,
) -> Iterator[Hit[Assignment]]:
    """The assignments that a part makes; ``role_text`` where the words of the role stand outside the passage."""
    spans = _listed(squeezed, part, loose)
    said = (
        role_text if role_text is not None else site.passage.text[slice(*squeezed.span(part.role_start, part.role_end))]
    )
    role = part.role or (AgencyRole.LEAD if len(spans) == 1 else AgencyRole.IMPLEMENTING)
    for span in spans:
        start, end = squeezed.span(*span)
        agency = resolve_name(squeezed.text[slice(*span)], issuer)
        name = "".join(site.passage.text[start:end].split())
        yield Hit(
            start, end, Assignment(role=role, role_text="".join(said.split()) or None, name=name, agency=agency), rule
        )


_ROUND = str.maketrans("【】", "()")  # 【责任单位：市教育局】 closes a paragraph as round brackets do


def find_agencies(site: Site, issuer: str | None) -> list[Hit[Assignment]]:
    """The agencies of a passage and their parts; ``issuer`` is what 本府 and bare units are resolved against.

    A header cell gives none, nor does a roster of persons.
    """
    if site.is_header or site.table_kind == TableKind.ROSTER or not site.passage.text:
        return []
    squeezed = squeeze(site.passage)
    if "【" in squeezed.text:
        squeezed = replace(squeezed, text=squeezed.text.translate(_ROUND))
    hits = [
        hit
        for rule in rules()
        for found in rule.hits(squeezed.text)
        for part in found.value
        for hit in _assign(site, issuer, squeezed, part, rule.name)
    ]
    return resolve(
        [*hits, *_from_heading(site, issuer, squeezed)]
        if site.table is None
        else hits or _from_column(site, issuer, squeezed)
    )


def _from_column(site: Site, issuer: str | None, squeezed: Squeezed) -> list[Hit[Assignment]]:
    """The agencies of a cell whose column is one of agencies."""
    if site.column_role not in _LIST_COLUMNS:
        return []
    said = reversed(site.column_header.split(" "))  # the lowest header says more (分工 | 主政)
    role = next(filter(None, map(role_of, said)), None) or _LIST_COLUMNS[site.column_role]
    part = Part(0, len(squeezed.text), role, 0, 0)
    return list(_assign(site, issuer, squeezed, part, "role-column", site.column_header, loose=True))


def _from_heading(site: Site, issuer: str | None, squeezed: Squeezed) -> list[Hit[Assignment]]:
    """The agencies of a paragraph under a heading that gives a role, to where a sentence ends or another role is named."""
    for heading in (site.section_title, site.parent_title):
        if (given := _heading_role(heading)) is not None:
            stop = _list_end().search(squeezed.text)
            whole = (0, stop.start() if stop else len(squeezed.text))
            return list(_assign(site, issuer, squeezed, Part(*whole, *given, 0, 0), "role-heading", heading))
    return []


@lru_cache(maxsize=1024)
def _heading_role(heading: str) -> tuple[AgencyRole | None] | None:
    """The role that a heading which is nothing but a role gives; None for any other."""
    title = fold(heading).replace(" ", "").rstrip(":")
    found = re.fullmatch(_role_title(), title) if title else None
    if found and found["alone"] and title != found["alone"] and not re.search("[及暨與和、(]", title):
        return None  # 督導考核 is something that is done
    return (_roles("stems")[found["stem"] or found["alone"]],) if found else None
