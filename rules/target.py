"""Quantified commitments: which of a plan's numbers say what shall be reached.

How much is asked of a number depends on where it stands. In a target column of a table a short cell is a target as it is; in the prose of
target, indicator and measure cells a number with a unit is one unless something denies it; in running text it needs a cue.
The cue and denial rules match a *frame*: the clause around the number, in which the number and its unit stand between ◆ and ◇.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from functools import cache

from rules.numeral import number
from rules.passage import Site, fold
from rules.plan import Comparator, Period, TableKind, Target, TargetStatus
from rules.quantity import Quantity, find_quantities, is_earned, is_promise, toward_words
from rules.quantity_grammar import HAN
from rules.respective import share_bounds
from rules.rule import Hit, Ranges, Rule
from rules.timeline import Timeline, When
from rules.units import is_money, is_unit
from rules.words import any_of, lexicon

_WINDOW = 36  # characters of the clause that a frame shows on the left; half as many on the right
_COMPACT = 18  # characters of a target cell that is no prose
_Q = r"◆[^◇]*◇"
_YEAR_ON_YEAR = "year-on-year"
_SHARE_OR_POINTS = r"◆(?:百分之[^◇]*|[^◇]*(?:%|百分[點点]))◇"
_SHARE = r"◆(?:百分之[^◇]*|[^◇]*%)◇"
_Q_OR_NUMBER = r"[◆0-9]"
_SEVERAL = "0-9一二三四五六七八九十兩两幾几數数"
_IN = r"[^,。;◆◇]"  # within one part of a sentence
_CLOSE = r"(?:/[年月季週周日天])?(?:以上|以下|左右|以內|以内|以上\(含\)|\(含\)以上)?(?=$|[,。;:、() ]|[及和與与暨]|[0-9]{1,2}[、.])"


class Grade(Enum):
    """How much a place asks of a number before it is a target."""

    NOTHING = "nothing"  # no number here is a target
    TOLD = "told"  # what leads to the plan: needs a word of intention
    RUNNING = "running"  # needs a cue
    PROSE = "prose"  # a table's indicator, measure or definition: a unit and some sign of intention
    CELL = "cell"  # a target or baseline column


_PROSE_ROLES = {"indicator", "measure", "definition", "approach", "strategy", "method"}
_RUNNING_ROLES = {None, "note", "item", "other"}
# sections whose running text is as good as an indicator cell, and those that tell of what was
_PROSE_SECTIONS = {"objective", "indicators", "benefits"}
_BARE_SECTIONS = {"basis", "background"}
_TIME_ROLES = {"period", "deadline"}  # 完成時程100% heads a column of times: the level that is to be reached then
_MILESTONE = re.compile(r"[0-9]%[ ]*\Z")
_PROSE_KINDS = {None, "strategy-measure", "indicator-target", "assignment"}


def grade(site: Site) -> Grade:
    """What the site asks of a number."""
    role = site.column_role.split(":")[0] if site.column_role else None
    if site.is_header:
        return Grade.CELL if role in _TIME_ROLES and _MILESTONE.search(site.passage.folded) else Grade.NOTHING
    if role in ("target", "baseline") or _was_reached(site):
        return Grade.CELL
    if role in _PROSE_ROLES:
        return Grade.PROSE if site.table_kind in _PROSE_KINDS else Grade.RUNNING
    if role not in _RUNNING_ROLES or site.column_header.endswith(_conditions()):
        return Grade.NOTHING
    if site.table is None and site.section_role in _BARE_SECTIONS:
        return Grade.TOLD if _planned().search(site.passage.folded) else Grade.NOTHING
    return Grade.PROSE if site.table is None and site.section_role in _PROSE_SECTIONS else Grade.RUNNING


@cache
def _conditions() -> tuple[str, ...]:
    """What a column of conditions is headed with: 启动条件."""
    return tuple(lexicon("targets")["conditions"]["words"])


@cache
def _planned() -> re.Pattern[str]:
    """A word of intention that a verb of delivery follows: 預計109年達成80%. 預估2050年達40% only foretells."""
    words = lexicon("targets")["cue"]
    return re.compile(
        rf"{any_of(words['intention'])}{_IN}{{0,16}}?{any_of(words['delivery'])}{_IN}{{0,8}}{_Q_OR_NUMBER}"
    )


def _was_reached(site: Site) -> bool:
    """Whether the cell says what an earlier year reached beside the targets of the next: 112年實際值 is their baseline."""
    return site.column_role == "result" and site.table_kind == TableKind.INDICATOR_TARGET


# --- rules ------------------------------------------------------------------------------------------------------------


def _unless_delivered(match: re.Match[str]) -> str | None:
    """The words matched, None where a verb of delivery governs the number."""
    return None if match.groupdict().get("verb") else match[0]


def _led(words: Iterable[str]) -> str:
    """Regex fragment: a look at the first character of any of the words, so that most places of a frame cost one test."""
    return f"(?=[{''.join(sorted({w[0] for w in words}))}])"


def _rule(name: str, pattern: str, examples: Iterable[str], counterexamples: Iterable[str]) -> Rule[str]:
    """A rule on frames. Its examples are sentences in whose frame it fires for some number, each with that number."""
    pairs = tuple((text, text[text.index("◆") + 1 : text.index("◇")]) for text in examples)
    plain = tuple((text.replace("◆", "").replace("◇", ""), what) for text, what in pairs)
    return Rule(name, re.compile(pattern), _unless_delivered, plain, tuple(counterexamples))


@cache
def denials() -> tuple[Rule[str], ...]:
    """What shows that a number is no commitment, wherever in prose it stands."""
    words, delivery = lexicon("targets")["denial"], any_of(lexicon("targets")["cue"]["delivery"])
    had = {word for word in words["existing"] if word[-1] == "有" and word[0] in "現现既原"}
    return (
        _rule(
            "existing",
            rf"{any_of(set(words['existing']) - had)}[^,。;◆◇至到]{{0,10}}{_Q}|{any_of(had)}(?:(?!{delivery}[ ]?◆)[^,。;◆◇至到]){{0,10}}{_Q}|{_Q}已",
            ("本府目前設一級單位◆14處◇", "既有停車場◆120場◇", "賡續強化◆4個◇已成立社團", "普及率已達◆八成◇"),
            ("建置3處", "由目前水準延長至36小時", "既有構造物健檢3,600座"),
        ),
        _rule(
            "sanction",
            rf"{any_of(words['sanction'])}(?:{_IN}{{0,2}}分)?[ ]?{_Q}|(?<![增參参追])[加減减得給给]◆[^◇]*分◇",
            ("每人次扣◆0.1分◇", "予嘉獎 ◆1 次至 2 次◇額度", "移動污染源占◆48.4%◇"),
            ("增加5場",),
        ),
        _rule(
            "awarded",
            rf"每[^,。;◆◇]{{1,4}}[奖獎][励勵]{_IN}{{0,14}}{_Q}",
            ("每市奖励高标准农田建设任务◆5万亩◇。",),
            ("獎勵績優學校20校",),
        ),
        _rule(
            "told",
            rf"(?:(?<![由從从較较比]){any_of(words['told'])}|[{_SEVERAL}]年[來来])(?:(?!{any_of(words['turned'])})[^。;◆◇]){{0,36}}{_Q}",
            ("112年迄今共受理◆1,250件◇", "已完成改善,滿意度達◆92%◇", "五年来,城镇化率提升至◆60%◇"),
            ("由去年的85%提升至90%", "已完成規劃,預計辦理5場", "已達標者,目標值調為90%"),
        ),
        _rule(
            _YEAR_ON_YEAR,
            rf"[較较比](?:去年|上年|往年|前一?年)[^,。;◆◇]{{0,12}}{_Q}|{any_of(words['beside'])}(?:(?!{any_of(words['turned'])})[^。;◆◇]){{0,36}}{_Q}|{_Q}(?:[^,。;]{{0,8}}|,[^,。;]{{0,3}}){any_of(words['beside'])}",
            ("接待游客◆1200万人次◇,同比增长", "火灾起数同比下降◆10%◇", "較去年同期增加◆8個百分點◇"),
            ("較2020年下降10%", "创建示范小区10个,其他垃圾量同比持平"),
        ),
        _rule(
            "holding",
            rf"{any_of(words['holding'])}{_IN}{{0,8}}{_Q}",
            ("企业占股不超过◆49%◇", "單一股東持股比例不得逾◆10%◇"),
            ("占比不超过49%",),
        ),
        _rule(
            "funding",
            rf"(?:補助|补助|自籌|自筹|負擔|负担|分攤|分担|配合款)(?:比[率例])?[^,。;◆◇]{{0,4}}{_SHARE}"
            rf"|(?:總|总|[項项]目|核定|[計计][畫划])(?:經費|经费)(?:總額|总额)?[之的]?[ ]?{_SHARE}|(?:自籌|自筹|配合)款[^。;◆◇]{{0,28}}{_SHARE}",
            (
                "中央補助◆90%◇",
                "自籌◆10%◇",
                "自籌比率不得低於◆20%◇",
                "設備費不得超過總經費之◆30%◇",
                "地方自籌款依財力級次,第一級至少◆30%◇",
                "不超過總經費◆百分之七十◇",
            ),
            ("補助20校", "減碳30%"),
        ),
        _rule(
            "quota",
            rf"(?:法|[條条]例)[》」]?(?:第[^,。;◆◇]{{1,8}}[條条]|[之的]?[規规]定)[^。;◆◇]{{0,24}}不得(?:低於|低于|少於|少于)[^,。;◆◇]{{0,6}}{_SHARE}",
            ("依身心障礙者權益保障法規定,進用人數不得低於員工總人數◆3%◇", "依《就业促进法》第四条不得低于◆1%◇"),
            ("依本計畫進用比率不得低於3%", "依法定比率進用達3%"),
        ),
        _rule(
            "scored",
            rf"{_Q}(?:以[上下]|\(含\)){{0,2}}者?[,]?[得扣加給给計计][0-9.]+分",
            ("完成率◆90%◇以上得5分",),
            ("得5分以上",),
        ),
        _rule(
            "around-the-clock",
            r"◆[^◇]*(?:小[時时]|分[鐘钟])◇(?:[^,。;◆◇]{0,8}圈|(?:不打烊|值班|值守|輪值|待命|守護|守护|監控|监控|監測|监测|諮詢|咨询|服務|服务|專線|热线|熱線|營業|营业|響應|响应))",
            ("建成◆10分钟◇便民生活圈", "提供◆24小時◇諮詢"),
            ("完成6小時研習",),
        ),
        _rule(
            "divided",
            r"分[成為为作]?[ ]?◆[^◇]*[期批組组區区]◇",
            ("預定招收120名,分◆三期◇",),
            ("辦理3期",),
        ),
        _rule(
            "applied",
            r"受理◆[^◇]*次◇",
            ("每年受理◆二次◇",),
            ("受理100件", "辦理二次"),
        ),
        _rule(
            "consequence",
            rf"{_Q}(?:\(含\))?(?:以[上下])?[者時时]?[,]?{any_of(words['consequence'])}",
            ("報名人數未達◆10人◇不予開班", "超過◆3次◇,取消資格"),
            ("參加人數達10人,辦理2場",),
        ),
        _rule(
            "attribute",
            rf"◆[^◇]*[人床張张元年歲岁]◇(?:\(含\))?(?:以[上下])?[之的]{any_of(words['attributed'])}",
            ("員工人數達◆67人◇以上之單位", "注册资本不低于◆500万元◇的企业"),
            ("培訓67人以上", "达到50%以上的企业"),
        ),
        _rule(
            "share-of-such",
            rf"{_Q}(?:以[上下])?[^,。;◆◇]{{0,14}}的[^,。;◆◇]{{1,16}}(?:占比|佔比|比例|比重|比率|率)(?!提[高升])",
            ("能够提供◆6类◇以上中医药技术的社区卫生服务中心占比达到90%",),
            ("建设50个覆盖率高的站点", "提供6类以上服务"),
        ),
        _rule(
            "rate-within",
            r"◆[^◇]*(?:小[時时]|分[鐘钟]|[個个]?(?:工作)?[日天])◇(?:[以之]?[內内])[^,。;◆◇]{1,12}率",
            ("校園資安事件◆1小時◇內通報率",),
            ("30分鐘內到達",),
        ),
        _rule(
            "motto",
            rf"◆[一1][{HAN}]{{1,2}}◇[一1]|(?<![{HAN}])[一1][{HAN}]{{1,2}}◆[一1][{HAN}]{{1,2}}◇",
            ("落實◆一人◇一機", "推動◆一校◇一特色"),
            ("每人一次",),
        ),
        _rule(
            "reward",
            rf"(?:核發|核发|核給|核予|給予|给予|發給|发给|授予|登錄|登录|採計|认定|認列){_IN}{{0,6}}[時时學学][數数時时分]{_IN}{{0,2}}{_Q}",
            ("全程參與者核發研習時數◆6小時◇",),
            ("研習時數至少6小時", "核發證書200張"),
        ),
        _rule(
            "condition",
            rf"(?<![{words['tools']}](?=具))(?<![依服遵順顺聽听隨随](?=[從从])){any_of(words['condition'])}{_IN}{{0,4}}{_Q}(?!{_IN}{{0,6}}[至到][ ]?[0-9])|◇(?:\(含\))?(?:以上|以下|以内|以內)?(?:者|之人|時,|时,|之?隊伍)|{_Q}[^,。;◆◇]{{1,14}}者,?[由得予可始核發頒給酌记記列]",
            ("凡參加◆3次◇", "研習◆20小時◇以上者", "完成◆18小時◇研習並通過評量者,核發證書"),
            ("滿意度達80%", "每週運用載具2節", "手卫生依从率≥80%", "覆盖率从38%提高到40%"),
        ),
        _rule(
            "scale",
            rf"(?:[…⋯‥]|\.{{2}})[ ]?{_Q}|{_Q}[ ]?(?:[…⋯‥]|\.{{2}})",
            ("1.完成設計審查…◆25%◇", "3.工程進度達◆50%◇…"),
            ("進度達50%",),
        ),
        _rule(
            "denominator",
            rf"每(?:服[務务]|收容|照[顧护護]|增加|[滿满]|新增|[達达]到?)?[ ]?{_Q}|(?<![之以目底月日])前[ ]?{_Q}|{_Q}[ ]?(?:一組|一组|為一|为一|一梯)",
            ("每◆100人◇設置一名", "每服務◆15人◇應配置專業人員", "取前 ◆2名◇", "◆3人◇一組"),
            ("每月2次",),
        ),
        _rule(
            "limit",
            rf"(?:至多|最多|最高)(?:{delivery})?[ ]?{_Q}|以{_IN}{{0,14}}{_Q}(?:以內|以内)?[為为爲]限|{_Q}[為为爲]限|(?<![取獲获值不所心使])得{_IN}{{0,8}}{_Q}",
            ("公假時數以◆8小時◇為限", "地方主管機關得展延◆一次◇", "至多得推派 ◆10隊◇參加", "至多補助◆2案◇"),
            ("取得3張證照", "不得少於5場"),
        ),
        _rule(
            "bodies",
            rf"{_led(['◆', *lexicon('targets')['cue']['delivery']])}(?:(?P<verb>{delivery})[ ]?)?(?:(?<!等){_Q}{any_of(words['bodies'])}|◆[^◇]*{any_of(lexicon('units')['places'].split())}◇)",
            ("總計◆10個◇局室", "本縣轄◆13鄉鎮◇市"),
            ("訪視10個機關", "完成12鄉鎮市場調查", "完成某小學等3所學校建設"),
        ),
        _rule(
            "formula",
            rf"[×xX*÷/=＝][ ]?{_Q}|\([ ]?◆100%◇",
            ("報送機關數/機關總數)×◆100%◇", "受檢人數)(◆100%◇"),
            ("達成率≧80%",),
        ),
        _rule(
            "place",
            rf"(?:(?<![代發发])表|圖|图|附件|附錄|附录|(?<![摺折網网])[頁页]|編號|编号|分機|樓|No\.?|#)[ ]?{_Q}",
            ("附件◆2份◇",),
            ("代表2名", "摺頁1萬份"),
        ),
        _rule(
            "passing",
            rf"{_Q}(?:以[上下])?者?[,]?[為为列評评][為为]?(?:不?及格|合格|通過|通过|[優优甲乙丙丁][等良]?|特[優优])",
            ("測驗成績平均達◆70分◇以上為及格", "◆80分◇以上者列甲等"),
            ("合格率達70%以上",),
        ),
        _rule(
            "class",
            rf"{_Q}[級级型](?![以的])[一-鿿]",
            ("完成◆600噸◇級巡防艦",),
            ("完成巡防艦2艘",),
        ),
        _rule(
            "grade",
            r"◆[^◇]*[級级]◇以[上下](?![為为])[一-鿿]",
            ("開設◆二級◇以上災害應變中心",),
            ("維持布氏指數2級以下,",),
        ),
        _rule(
            "distance",
            rf"(?:周圍|周围|周邊|周边|方圓|方圆|半徑|半径|距離|距离|相距)[約约]?[ ]?{_Q}",
            ("完成住家周圍◆50公尺◇之孳生源清除",),
            ("新增步道50公尺",),
        ),
        _rule(
            "article",
            rf"◆(?:一[個个種种套位份批條条面項项]|1份)◇|◆1[個个種种套位批條条面項项]◇[ ]?[{HAN}]",
            ("提供◆一個◇支持性運動環境",),
            ("至少2項", "建成国家级重点专科1个、省级8个"),
        ),
    )


def _moved() -> str:
    """Regex fragment: a verb of rise or fall, which 至 or 到 follows."""
    return any_of(w for verbs in lexicon("targets")["toward"].values() for w in verbs)


@cache
def cues() -> tuple[Rule[str], ...]:
    """What makes a number in running text a commitment."""
    words = lexicon("targets")["cue"]
    delivery, level = any_of(words["delivery"]), any_of(words["level"])
    return (
        _rule(
            "delivery",
            rf"{_led(words['delivery'])}{delivery}(?:[了約约近共各][ ]?|[ ]{{0,2}}){_Q}",
            ("每個月辦理◆1次◇多功能編組活動", "建设◆50所◇高水平学校", "完成◆1200人◇ 之問卷"),
            ("參賽學校3隊",),
        ),
        _rule(
            "delivered",
            rf"{delivery}{_IN}{{0,20}}{_Q}{_CLOSE}",
            ("辦理公務倫理研習及宣導◆5場次◇", "推動培訓 ◆2 場次◇以上。"),
            ("辦理2場次研習",),
        ),
        _rule(
            "among",
            rf"{delivery}{_IN}{{0,30}}等[ ]?{_Q}|等[ ]?{_Q}[^,。;◆◇]{{0,8}}(?:[簽签][訂订約约署]|合作|[結结]盟)|[與与和]{_IN}{{0,8}}{_Q}[^,。;◆◇]{{0,8}}合作",
            ("完成东海实验小学等◆3所◇学校建设。", "與成功大學等◆3所◇大學簽訂策略聯盟"),
            ("包括东海实验小学等3所学校。",),
        ),
        _rule(
            "delivered-of",
            rf"(?:完成|輔導|辅导|新增|建成|協助|协助){_IN}{{1,14}}{_Q}[^,。;◆◇的]{{1,10}}(?=$|[,。;])",
            ("完成環狀幹道◆85處◇路口連線,", "輔導溫泉業者◆20家◇完成標章申請,"),
            ("完成10校的訪視,",),
        ),
        _rule(
            "in-places",
            rf"[於于在]{_Q}[^,。;◆◇的]{{1,8}}(?:導入|导入|試辦|试办|試行|试行|設置|设置|建置|推動|推动|開展|开展|佈建|布設|安裝|安装)",
            ("於◆6條◇幹道導入適應性號誌控制", "在◆3个◇社区开展试点"),
            ("於3日內設置",),
        ),
        _rule(
            "extent",
            rf"(?:完成|新增|建成|達成|达成|改造){_IN}{{0,4}}◆[0-9.,]+{any_of(lexicon('units')['physical'].split())}◇",
            ("完成全國◆1,140公里◇海岸線測繪",),
            ("長1,140公里",),
        ),
        _rule(
            "frequency",
            r"每[ ]?(?:[0-9一二兩两三四五六半]{0,2}[個个]?(?:年|季度?|月|旬|週|周|日|天)|[學学](?:期|年))[^,。;◆◇可得限]{0,10}◆[^◇]*[次場场回]次?◇(?![為为]限)",
            ("濾網每二週清洗◆一次◇", "每半月调度◆一次◇"),
            ("每月至多一人", "每周开放3天"),
        ),
        _rule(
            "obligation",
            rf"[須须應应需][要達达]?(?:大於|大于|高於|高于|超過|超过|小於|小于|低於|低于){_Q}",
            ("相關係數須大於◆0.85◇",),
            ("相關係數大於0.85",),
        ),
        _rule(
            "kept",
            rf"(?:維持|维持|保持|設定|设定){_IN}{{0,8}}{_Q}(?:以上|以下|左右|以內|以内)|(?:維持|维持|保持|[穩稳]定)[在於于][ ]?{_Q}{_CLOSE}",
            ("室內溫度設定於攝氏◆26度◇以上", "社会工作者保持◆1人◇以上", "粮食播种面积稳定在◆180万亩◇,"),
            ("維持交通30分鐘",),
        ),
        _rule(
            "around",
            rf"{delivery}{_IN}{{0,12}}{_Q}(?:左右|以上)",
            ("推动职业院校在◆10个◇左右紧缺领域开展培训",),
            ("有10个左右领域",),
        ),
        _rule(
            "total",
            rf"(?:{any_of(words['total'])}|(?:^|[,、( ])[計计])[ ]?{_Q}",
            ("下午2至 4點,共計◆二梯次◇", "每分區取前數名,共◆18名◇", "每梯次40人,計◆120人◇"),
            ("管理平台共有三個系統", "統計120人"),
        ),
        _rule(
            "held-in-parts",
            rf"分(?:成|為|为)?[ ]?◆[^◇]*[梯場场班][次期]?◇{delivery}",
            ("分◆3梯次◇辦理",),
            ("分三期執行",),
        ),
        _rule(
            "level",
            rf"{_led(words['level'])}(?:{level}{_IN}{{0,4}}[為为爲達达至到](?:{_IN}{{0,10}}[之的])?[ ]?{_Q}"
            rf"|{level}{_IN}{{0,6}}{_Q}(?:以上|以下){_CLOSE}|{level}{_IN}{{0,3}}[≥≤]{_Q})",
            (
                "指定削減目標為◆百分之五◇",
                "削減量為認可排放量之◆百分之五◇",
                "每月人事資料正確率平均◆97%◇以上。",
                "達成率≧◆80%◇",
            ),
            ("比率從八十三年的18%",),
        ),
        _rule(
            "rate-beyond",
            rf"(?:率|增速|增幅|比例|比重|占比|佔比|[滿满]意度)(?:[須须應应]|均)?(?:[高低大小優优][於于]|超[過过]){_SHARE}{_CLOSE}",
            ("普惠小微贷款增速高于◆10%◇,", "投訴率低於◆1%◇。"),
            ("利用率低于60%的企业", "增速10%"),
        ),
        _rule(
            "reach",
            rf"(?<![已未可如若高表傳传到])[達达]{_IN}{{0,10}}{_Q}",
            ("以光節點區域內數位訂戶達◆85%～95%◇做為切換比率", "線上學習人數達編制職員數◆70%◇以上"),
            ("普及率高達八成",),
        ),
        _rule(
            "share",
            rf"[占佔]{_IN}{{0,12}}(?:超過|超过|不低於|不低于|不少於|不少于|達到|达到|至少){_Q}|[占佔]{_IN}{{0,12}}{_Q}以上",
            ("实践性教学课时原则上占总课时◆一半◇以上", "教师占专业课教师总数超过◆一半◇"),
            ("移動污染源占48.4%",),
        ),
        _rule(
            "principle",
            rf"(?<!以){_Q}(?:以上|以下|以內|以内)?[為为爲]原[則则]",
            ("每村◆2人◇以上為原則",),
            ("每位發言時間以3分鐘為原則",),
        ),
        _rule(
            "possession",
            rf"(?:拥有|擁有|配有|持有|具有){_IN}{{0,12}}{_Q}以上",
            ("每千名老年人拥有养老床位◆35张◇以上",),
            ("本市擁有公園35處",),
        ),
        _rule(
            "each-part",
            rf"(?:半年|[學学][期年]|季|月|年度?|週|周)(?:[ ]?[及和與与、][上下]半年)?各(?:{delivery})?[ ]?{_Q}",
            ("上半年及下半年各◆1次◇", "上、下學期各辦理◆1場◇"),
            ("各組3人",),
        ),
        _rule(
            "completed-share",
            rf"◆[^◇]*%◇[ ]?(?:的{_IN}{{1,12}})?{delivery}",
            ("重点行业企业◆100%◇完成清洁生产审核",),
            ("移動污染源48.4%",),
        ),
        _rule(
            "whole",
            rf"(?:(?<![效几幾機机])率|比例|占比|佔比|覆[盖蓋]面)(?:[為为達达須须要应應]|均|全部)?◆(?:100%|百分之百)◇{_CLOSE}",
            ("隐患整改率◆100%◇。", "不合格食品核查处置率◆100%◇,", "“标准地”出让比例◆100%◇,", "资金到位率均◆100%◇。"),
            ("合格率85%。", "計算方式:率×100%"),
        ),
        _rule(
            "achieved",
            rf"{_Q}(?:以上|左右)?{_IN}{{0,12}}{any_of(words['achieved'])}(?=$|[,。;、)])",
            ("年内实现◆2艘◇交船。", "◆12个◇重点项目竣工,"),
            ("3个项目开工建设单位",),
        ),
        _rule(
            "answered",
            rf"◆[^◇]*(?:小[時时]|分[鐘钟]|工作[日天])◇(?:[以之]?[內内])[^,。;◆◇、]{{0,6}}{any_of(words['answered'])}(?!名)",
            ("突发险情应在◆30分钟◇内报告", "須於◆2小時◇內回報並到達"),
            ("30分钟内线上报名",),
        ),
        _rule(
            "goal",
            rf"以{_IN}{{0,16}}{_Q}(?:以上)?[為为爲](?:目標|目标)|(?:目標|目标)值?[ ]?:{_IN}{{0,10}}{_Q}",
            ("相互勾稽,以◆100%◇為目標", "以降低排放量◆20%◇為目標", "年度目標值:113年◆80%◇"),
            ("以8小時為限",),
        ),
        _rule(
            "each-change",
            rf"每{_IN}{{1,12}}{any_of(words['change'])}了?[ ]?{_Q}{_CLOSE}",
            ("每人每年垃圾減量◆5公斤◇,",),
            ("每年3場",),
        ),
        _rule(
            "intention",
            rf"{any_of(words['intention'])}{_IN}{{0,30}}{_Q}",
            ("預定於94年6月底前分區辦理研習會各◆1場◇積極宣導", "預估◆640人次◇參加", "力争引进企业◆20家◇"),
            ("計畫3場",),
        ),
        _rule(
            "change",
            rf"{any_of(words['change'])}(?:率|了|約|约|幅度)?[ ]?{_Q}(?:以上|左右)",
            ("生产总值增长◆6%◇左右", "人均预期寿命提高◆1岁◇左右"),
            ("同比增长6%",),
        ),
        _rule(
            "raised",
            rf"(?:[使讓让將将令再要應应]|年均|每年|分[別别]|平均|一律|[統统]一|全面){_IN}{{0,16}}{any_of(words['change'])}(?:率|了|約|约|幅度)?[ ]?{_SHARE_OR_POINTS}{_CLOSE}",
            ("使毛入学率提高◆5个百分点◇。", "能耗强度年均下降◆3%◇,"),
            ("质量提高5个百分点", "使用量下降5%的企业"),
        ),
        _rule(
            "rate-changed",
            rf"(?:{any_of(words['measured'])})(?<![已])(?:分[別别]|平均|累[計计]|[總总]体|整[體体])?{any_of(words['change'])}[ ]?{_SHARE_OR_POINTS}{_CLOSE}",
            ("重大慢性病过早死亡率降低◆15%◇。", "室內用電量減少◆3%◇,"),
            ("死亡率降低了15%", "死亡率较上年降低15%", "質量提升3%的產品"),
        ),
        _rule(
            "cut",
            rf"(?<![已了])[壓压調调核][減减降](?!了){_IN}{{0,6}}{_SHARE_OR_POINTS}{_CLOSE}",
            ("一般性支出压减◆5%◇", "經常門經費調減◆10%◇。"),
            ("压减了5%", "支出减少5%"),
        ),
        _rule(
            "from",
            rf"[由從从自]{_IN}{{0,10}}{_Q}[, ]{{0,2}}(?:{_IN}{{0,6}}(?:{_moved()}){_IN}{{0,4}})?[至到][ ]?[0-9]",
            ("普及率由◆55%◇提升至60%", "从◆38%◇提高到40%"),
            ("由55%的家庭", "自3月起"),
        ),
        _rule(
            "compared",
            rf"(?:[較较]|比(?=[0-9“]|基|现状|現況)){_IN}{{1,12}}{any_of(words['change'])}{_Q}{_CLOSE}",
            ("千人率較基期下降◆15%◇。", "能耗比2020年降低◆13.5%◇,"),
            ("同比下降15%", "較去年下降了15%"),
        ),
    )


def _fires(rules: Sequence[Rule[str]], frame: str) -> str | None:
    """The name of the first rule that fits the frame around its number."""
    return next((rule.name for rule in rules if any(rule.hits(frame))), None)


def frame_of(text: str, quantity: Quantity) -> str:
    """The clause around a quantity, number and unit between ◆ and ◇."""
    first, last = quantity.number
    before = re.split(r"[。;!?]", text[max(first - _WINDOW, 0) : first])[-1]
    after = re.split(r"[。;!?]", text[last : last + _WINDOW // 2], maxsplit=1)[0]
    return f"{before}◆{text[first:last]}◇{after}"


def _bounded(quantity: Quantity) -> bool:
    """Whether a bound stands at the number: 至少, ≧, 達到, 以上. (達 alone and 約 set none.)"""
    return quantity.comparator in (Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT)


# --- grades -----------------------------------------------------------------------------------------------------------


def _accepted(site: Site, quantity: Quantity, where: Grade, inside: bool, when: When) -> str | None:
    """The name of the rule that makes a number in prose a target. ``inside``: it stands in brackets, mostly a part of a sum before them."""
    text = site.passage.folded
    frame = frame_of(text, quantity)
    if inside and where == Grade.CELL and quantity.unit == "%" and _CLOSED.search(frame):
        return "milestone"
    if inside and where != Grade.RUNNING and _countable(quantity) and _baseline_pattern().search(frame):
        return "baseline"  # （基期114年：60件）: of the past, as it has to be
    past = when.past and where != Grade.CELL
    earned = _is_earned(site, text, quantity)
    if not (_countable(quantity) or earned) or _denied(frame, quantity, replace(when, past=past), where):
        return None
    if inside and not _bounded(quantity):
        return next((r.name for r in cues() if r.name in ("level", "goal") and any(r.hits(frame))), None)
    cue = _cued(frame, quantity, Grade.PROSE if when.goal and where == Grade.RUNNING else where)
    return cue or ("earned" if earned and where != Grade.TOLD else None)


def _is_earned(site: Site, text: str, quantity: Quantity) -> bool:
    """Whether it is a sum that shall be invested or earned."""
    return is_money(quantity.unit) and site.table is None and is_earned(text, quantity.number[0])


def _cued(frame: str, quantity: Quantity, where: Grade) -> str | None:
    """What in the words around a number, or in its place, says that it shall be reached."""
    if where == Grade.TOLD:
        return "planned" if _planned().search(frame) else None
    if is_promise(quantity.left):
        return "bound"
    if where == Grade.CELL:
        return "target-prose"
    cue = _fires(cues(), frame)
    if cue is None and where == Grade.PROSE and (_bounded(quantity) or re.search(_Q + _CLOSE, frame)):
        return "indicator-prose"
    return cue


_CLOSED = re.compile(r"\([ ]?◆[^◇]*◇[ ]?\)")


def _denied(frame: str, quantity: Quantity, when: When, where: Grade) -> bool:
    """Whether something shows that the number is no commitment. What a plan obliges to (至少) is none of history's.

    What a year has over the last one is history too, but among the goals and with a bound: 火灾起数同比下降10%以上.
    """
    obliging = quantity.left in lexicon("targets")["obliging"]["words"]
    if when.past and not obliging:
        return True
    denied = _fires(denials(), frame)
    if denied == "article":
        return not is_promise(quantity.left)
    if denied == _YEAR_ON_YEAR:
        return where != Grade.PROSE and not quantity.right
    return denied is not None and not (denied == "told" and obliging)


def _countable(quantity: Quantity) -> bool:
    """Whether prose says what is counted. A half needs no unit; money is a target only where a level of it is promised."""
    if is_money(quantity.unit):
        return is_promise(quantity.left)
    broken = quantity.value < 1 or quantity.value != quantity.value.to_integral_value()  # PUE降至1.25以下
    return quantity.unit is not None or (broken and _bounded(quantity))


def _joined(text: str, last: int, quantity: Quantity) -> bool:
    """Whether the number goes on from the target that ended at ``last``: 建设50所学校和150个专业; 調查一次,問卷1200份."""
    between = text[last : quantity.start]
    if len(between) > _WINDOW // 2:
        return False
    if re.fullmatch(rf"{_IN}*[和及與与、][ ]?|[,、][ ]?(?:其中)?[ ]?[0-9]{{2,4}}[ ]?年度?[ ]?[{HAN}]{{0,4}}", between):
        return True
    return bool(
        re.fullmatch(rf"[{HAN}“”「」]{{0,8}}[,、](?!其中|含|包括|包含)[{HAN}“”「」0-9]{{0,12}}", between)
        and re.match(rf"(?:{_CLOSE}|[參参][加與与]|受益|受惠)", text[quantity.number[1] : quantity.number[1] + 12])
    )


def _in_prose(
    site: Site, quantities: Sequence[Hit[Quantity]], where: Grade, timeline: Timeline
) -> Iterator[Hit[Target]]:
    text, last = site.passage.folded, -_WINDOW
    depths = _depths(text, [hit.start for hit in quantities])
    for hit, depth in zip(quantities, depths, strict=True):
        when = timeline.at(hit.start)
        rule = _accepted(site, hit.value, where, depth > 0, when)
        if rule is None and last >= 0 and _joined(text, last, hit.value) and _countable(hit.value) and not depth:
            rule = None if _denied(frame_of(text, hit.value), hit.value, when, where) else "joined"
        if rule is not None:
            last = hit.end
            yield _target(site, hit.value, rule, when)


def _depths(text: str, places: Sequence[int]) -> list[int]:
    """How many round brackets are open at each place; a closing one without its opening (1) counts nothing."""
    depth, at, depths = 0, 0, []
    for place in places:
        for sign in re.findall(r"[()]", text[at:place]):
            depth = max(depth + (1 if sign == "(" else -1), 0)
        at = place
        depths.append(depth)
    return depths


def _in_cell(site: Site, quantities: Sequence[Hit[Quantity]], timeline: Timeline) -> Iterator[Hit[Target]]:
    """A short target cell: its numbers as they are, with the unit of the header where they have none."""
    text = site.passage.folded
    for hit in quantities:
        quantity, when = _signed(text, hit.value), timeline.at(hit.start)
        if _ranks(text, quantity) or (len(quantities) > 1 and _measures(text, quantity)):
            continue
        if quantity.unit is None and (noun := _noun(text, quantity)):
            end = quantity.end + len(noun)
            yield _target(site, replace(quantity, unit=noun.strip(" ()"), end=end), "target-cell", when)
        elif quantity.unit is not None or _alone(text, quantity):
            yield _target(site, quantity, "target-cell", when)


def _signed(text: str, quantity: Quantity) -> Quantity:
    """The quantity with the minus that opens the cell or its bracket: -5%, 〔-13.5〕. Before 場 it is rather a dash."""
    share = quantity.unit in (None, "%", "‰") and quantity.value_max is None and not quantity.left
    if not share or not re.fullmatch(r"[ (\[]*-", text[: quantity.start]):
        return quantity
    return replace(quantity, value=-quantity.value, start=quantity.start - 1)


def _ranks(text: str, quantity: Quantity) -> bool:
    """Whether a number says a place in an order or the end of a scale, and no amount: 前3名, 滿分5分."""
    first = quantity.number[0]
    before = text[max(first - 2, 0) : first].rstrip()
    return before in ("滿分", "满分") or (before.endswith("前") and quantity.unit in ("名", "位", None))


def _measures(text: str, quantity: Quantity) -> bool:
    """Whether a number says of what or within what time another is asked: 每10萬人口死亡率…, 30分鐘內到達率95%."""
    first, last = quantity.number
    head = text[max(first - 2, 0) : first].rstrip()
    return (head.endswith("每") and quantity.value > 1) or bool(
        re.match(rf"[以之]?[內内][{HAN}]", text[last : last + 3])
    )


def _noun(text: str, quantity: Quantity) -> str | None:
    """An unknown unit: what ends the cell after its only number (8路線)."""
    after = text[quantity.end :]
    match = re.fullmatch(rf"[ ]{{0,2}}(?!以|年|月|日|度)(?:[{HAN}]{{1,4}}|\((?P<unit>[{HAN}]{{1,3}})\))", after)
    if match is None or quantity.right or (match["unit"] and not is_unit(match["unit"])):
        return None
    return match[0]


def _alone(text: str, quantity: Quantity) -> bool:
    """Whether the cell holds the number and nothing else but a label, a mark or a bracketed remark."""
    rest = text[: quantity.start] + text[quantity.end :]
    return not re.search(rf"[0-9{HAN}]", re.sub(r"\([^()]*\)", "", rest))


# --- records ----------------------------------------------------------------------------------------------------------


def _target(site: Site, quantity: Quantity, rule: str, when: When) -> Hit[Target]:
    """The record of a quantity at its site."""
    frame = frame_of(site.passage.folded, quantity)
    scale, unit = _unit_of_cell(site) if quantity.unit is None and rule == "target-cell" else (1.0, quantity.unit)
    target = Target(
        text=site.passage.text[quantity.start : quantity.end],
        comparator=quantity.comparator,
        value=float(quantity.value) * scale,
        value_max=None if quantity.value_max is None else float(quantity.value_max) * scale,
        unit=unit,
        per=_per(frame, quantity) or _per_column(site, quantity),
        year=site.year or when.year,
        is_baseline=when.past or _is_baseline(site, frame),
    )
    return Hit(quantity.start, quantity.end, target, rule)


def _unit_of_cell(site: Site) -> tuple[float, str | None]:
    """The scale and unit of a bare number: that of its header or row; a rate of growth is in per cent, whatever grows."""
    summed = site.passage.text.lstrip().startswith(("〔", "[", "［"))
    grows = _is_rate(site.column_header) and site.unit is not None and not is_share(site.unit) and not summed
    return (1.0, "%") if grows else _header_unit(site.unit)


def _is_rate(header: str) -> bool:
    return any(word in header for word in lexicon("targets")["rates"]["words"])


def is_share(unit: str) -> bool:
    """Whether the unit is one of shares."""
    return unit in ("%", "‰", "百分點", "百分点")


def _header_unit(unit: str | None) -> tuple[float, str | None]:
    """The scale and name of a header's unit: 千元 counts thousands of 元, 萬人次 ten thousands of 人次."""
    match = re.fullmatch(r"([十百千萬万億亿]*)(.+)", unit or "")
    if not match or not match[1]:
        return 1.0, unit
    times = number("一" + match[1])
    return (float(times), match[2]) if times else (1.0, unit)


@cache
def _per_pattern() -> re.Pattern[str]:
    words = lexicon("targets")["per"]
    return re.compile(
        rf"每[ ]?[一1]?[個个]?(?P<what>{any_of(w for kind in words.values() for w in kind)}){_IN}{{0,12}}\Z"
    )


@cache
def _change_pattern() -> re.Pattern[str]:
    """A rise or fall by so much; with 至 or 到 before the number it is a level."""
    words = any_of(lexicon("targets")["cue"]["change"])
    return re.compile(
        rf"(?<![造治](?=提升|改善)){words}(?:率|了|幅度)?(?:達|达|約|约|至少|不低於|不低于|超過|超过)?[ ]{{0,2}}\Z"
    )


def _per(frame: str, quantity: Quantity) -> str | None:
    """Per what the number is: 機關 in 每機關至少2則, month in 每月1次; change where it is a rise or fall."""
    before = frame[: frame.index("◆")]
    left = quantity.left in toward_words("ge") | toward_words("le")
    if not left and _change_pattern().search(before):
        return "change"
    match = _per_pattern().search(before) or re.search(r"◇/(?P<what>年|月|季|週|周|日|天)", frame)
    if not match:
        return None
    words = lexicon("targets")["per"]
    return next((k for k, v in words.items() if k != "things" and match["what"] in v), match["what"])


def _per_column(site: Site, quantity: Quantity) -> str | None:
    """What a target cell says beside its number: 〔500〕 is a sum over the plan, a number under 年均增速 a rise."""
    if not (site.column_role or "").startswith("target"):
        return None
    if site.passage.text[: quantity.start].rstrip().endswith(("〔", "[", "［")):
        return "total"
    return "change" if _is_rate(site.column_header) else None


@cache
def _baseline_pattern() -> re.Pattern[str]:
    """基期85%, 由35%提升至50%, 85%→90%: the number that another is to follow."""
    moved = _moved()
    return re.compile(
        rf"(?:基期|基[準准](?=[年值])|現值|现值)(?:(?![升降增減减提成縮缩])[^,。;◆◇]){{0,8}}◆|(?:現況|现状|现况)[值數数為为]?[ :(]{{0,2}}◆|[由從从自]{_IN}{{0,10}}{_Q}[,]?[ ]?(?:{_IN}{{0,6}}{moved}|[到至])"
        rf"|{_Q}[ ]?(?:→|➝|⇒|->|=>)"
    )


def _is_baseline(site: Site, frame: str) -> bool:
    role = (site.column_role or "").split(":")[0]
    return role == "baseline" or _was_reached(site) or bool(_baseline_pattern().search(frame))


# --- cells without a number -------------------------------------------------------------------------------------------


def _unstated(site: Site, taken: Sequence[tuple[int, int]]) -> Hit[Target]:
    """What a target cell without a readable number is: still to be set, words, or something no rule read."""
    text = site.passage.text
    target = Target(
        text=text,
        year=site.year,
        status=_status(site.passage.folded, taken),
        is_baseline=_is_baseline(site, ""),
    )
    return Hit(0, len(text), target, f"target-{target.status}")


def _status(text: str, taken: Sequence[tuple[int, int]]) -> TargetStatus:
    bare = text.strip(" .,。、-/*()").lower()
    words = lexicon("targets")["unset"]
    if not bare or bare in words["whole"] or (len(bare) <= 2 * _COMPACT and any(w in bare for w in words["words"])):
        return TargetStatus.NOT_SET
    closed = Ranges(taken)
    numbers = [m for m in re.finditer(r"[0-9]+(?![0-9]*[.、)])", text) if not closed.touch(m.start(), m.end())]
    if (numbers or re.search("[數数幾几][十百千萬万]", bare)) and len(bare) <= _COMPACT:
        return TargetStatus.UNPARSED
    return TargetStatus.QUALITATIVE if re.search(rf"[{HAN}]", bare) else TargetStatus.UNPARSED


# --- lengths of time ---------------------------------------------------------------------------------------------------

_DAYS = re.compile(r"[ ]?(?P<unit>(?:[個个]?工作|日[曆历])?[天日])(?P<bound>[以之]?[內内]|以[上下])?(?![一-鿿]?[次起])")


def _promised(quantity: Quantity, where: Grade, compact: bool) -> bool:
    """Whether a length of time is what shall be reached: not just said, but bounded (不得少於30日), or alone in a target cell (20天以內)."""
    return is_promise(quantity.left) or (compact and where == Grade.CELL)


def _in_days(text: str, hit: Hit[Quantity]) -> Hit[Quantity]:
    """The quantity with its unit where it counts days, which elsewhere are rather a date or a duration: 縮短至7日, 7日內."""
    quantity = hit.value
    counted = quantity.unit == "天" and not quantity.right
    found = _DAYS.match(text, quantity.number[1] - counted) if counted or quantity.unit is None else None
    if found is None:
        return hit
    bound = found["bound"]
    sense = quantity.comparator if not bound else Comparator.GE if bound == "以上" else Comparator.LE
    number = (quantity.number[0], found.end("unit"))
    timed = replace(quantity, unit=found["unit"], number=number, end=found.end(), comparator=sense, right=bound or "")
    return replace(hit, value=timed, end=found.end())


# --- labels in cells ----------------------------------------------------------------------------------------------------

_LABEL = re.compile("^[ \u3000]*[1-9]{1,2}[.．](?=[0-9]{1,4}[人名位場场次家件隊队班校戶户])", re.MULTILINE)


def _unlabelled(site: Site) -> str:
    """The folded text, blanks for the label that stands before a count in a cell: 1.20人以下 are 20, nobody counts 1.2 of them."""
    passage = site.passage
    if site.table is None or not _LABEL.search(passage.text):
        return passage.folded
    return fold(_LABEL.sub(lambda match: " " * len(match[0]), passage.text))


# --- the finder -------------------------------------------------------------------------------------------------------


def find_targets(
    site: Site,
    taken: Sequence[tuple[int, int]] = (),
    durations: Sequence[tuple[int, int]] = (),
    dates: Sequence[Hit[Period]] = (),
    begin: dt.date | None = None,
) -> list[Hit[Target]]:
    """The targets of a passage, none inside the ranges taken; inside ``durations`` only what is promised (至少1個月).

    ``dates`` are those of the passage and ``begin`` the first day of the plan: what stands under an earlier date is history.

    A target cell always gives at least one hit: where no number was read, one over its whole text whose status says why.
    """
    where, text = grade(site), site.passage.folded
    if where == Grade.NOTHING or not text.strip():
        return []
    compact = where == Grade.CELL and len(text.strip()) <= _COMPACT and not re.search("[。;]", text)
    whole = compact and re.fullmatch(r"[0-9.,% ]+", text)  # no date, whatever a date rule thought
    closed, timed = Ranges(taken), Ranges(durations)
    quantities = [
        _in_days(text, h)
        for h in share_bounds(text, find_quantities(_unlabelled(site)))
        if whole
        or not (
            closed.touch(*h.value.number) or (timed.touch(*h.value.number) and not _promised(h.value, where, compact))
        )
    ]
    timeline = Timeline(text, dates, begin)
    found = list(_in_cell(site, quantities, timeline) if compact else _in_prose(site, quantities, where, timeline))
    if found or where != Grade.CELL or _was_reached(site):
        return found
    return [_unstated(site, [*taken, *durations])]
