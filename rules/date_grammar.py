"""How plans write dates: the patterns of whole expressions, with what opens and closes them.

All match on folded text. Each stands behind a look at its first character, and no part of it repeats without a bound.
"""

from __future__ import annotations

from rules.calendar_date import (
    HAN,
    NUMBER,
    SMALL,
    B,
    anonymous,
    dated_fragment,
    finer_fragment,
    numeric_fragment,
    point_fragment,
    words,
    year_fragment,
)
from rules.recurrence import DAYTIME
from rules.words import any_of

NOT_INSIDE = rf"(?<![0-9{HAN}第])(?<!第 )(?<![0-9]\.)(?<!\(0[0-9]\))(?<![^0-9]0[0-9]-)(?<!\A0[0-9]-)"
WEEKDAY = r"(?:\([ ]?(?:(?:星期|週|周|禮拜|礼拜)?[一二三四五六日天])[ ]?\)|(?:星期|週|周)[一二三四五六日天])"


def _closing() -> str:
    """The closing words with one group for each sense."""
    senses = []
    for sense, closing in words()["closings"].items():
        modifiers = f"(?:{any_of(closing['modifiers'])})?" if closing["modifiers"] else ""
        word = any_of(closing["words"])
        late = (
            f"(?<=[底末日號号旬)]){word}(?![{closing['unless_after_end']}])|" if "unless_after_end" in closing else ""
        )
        senses.append(f"(?P<{sense}>{late}{modifiers}{word}(?![{closing['unless']}]))")
    return f"(?:{B}(?:{'|'.join(senses)}))?"


def _opened(body: str) -> str:
    """The body with what may open it: 自 only where 起, 止 or 開始 closes it, 至 only where 止 does."""
    opening = words()["openings"]
    start = rf"(?:(?P<ever>{any_of(opening['ever'])})|(?P<opened>{any_of(opening['since'])})|(?P<as_of>{any_of(opening['as_of'])})|(?P<to>{any_of(opening['to'])}))?"
    fits = r"(?(opened)(?:(?<=[起止始來来今])|(?(begun)|(?!))))(?(to)(?<=止))"
    return rf"{start}{B}{body}{_closing()}{fits}"


LIST_JOINT = rf"{B}(?:以及|[、及和與与或暨]){B}"
ADORN = f"(?:{B}{WEEKDAY})?(?:{B}{DAYTIME})?"
_YEAR_NUMBER = r"(?:[6-9][0-9]|1[0-9]{2}|(?:19|20)[0-9]{2}|[〇零一二三四五六七八九十百]{2,7})"


def _guarded(body: str) -> str:
    """The pattern behind a look at its first character, so that most positions cost one test."""
    return rf"(?=[0-9{HAN}中民西公本今去當当同翌次隔明自從从至迄到截上下第前首元年Q(]){body}"


def date_pattern() -> str:
    dated = rf"{NOT_INSIDE}{anonymous(dated_fragment())}"
    yearless = rf"(?<![0-9{HAN}年第個个.]){anonymous(finer_fragment())}|(?<![0-9{HAN}年每今本當当去明同該该各次隔翌青少老中])年[底末](?![日梢])"
    return _guarded(_opened(rf"(?P<begun>(?!))?(?P<point>{dated}|{yearless}){ADORN}"))


def spaced_pattern() -> str:
    """A date set with blanks between its signs, as letters and title pages have it: 中 華 民 國 1 1 3 年 3 月 1 5 日."""
    sign, gap = f"[0-9{HAN}]", "[ ]{1,2}"
    era = rf"中{B}[華华]{B}民{B}[國国]{B}|民{B}[國国]{B}"
    day = rf"{B}(?P<day>{sign}(?:{B}{sign}){{0,3}}{B}[日號号])"
    month = rf"{B}{sign}(?:{B}{sign}){{0,2}}{B}月{day}?"
    return rf"(?=[0-9{HAN}中民])(?<![0-9{HAN}第])(?P<point>(?P<era>{era})?{sign}(?:{gap}{sign}){{1,6}}{B}年(?:{month}|{B}度)){_closing()}"


def range_pattern() -> str:
    point, year = anonymous(point_fragment()), anonymous(year_fragment())
    loose = rf"(?:{year}{B})?(?:{SMALL}{B}月{B})?{NUMBER}"
    left = rf"(?<![0-9{HAN}第.])(?<!第 )(?P<left>{point}(?=[^0-9{HAN}])|{loose}){ADORN}"
    joint = rf"{B}(?P<begun>起,?)?{B}{any_of(words()['joints']['range'])}{B}"
    week = f"第{B}[一二三四五1-5]{B}[個个]?[週周](?![年期歲岁])"
    right = rf"(?P<right>{point}|{SMALL}{B}[日號号]|{week}|{NUMBER}{B}\){B}年度?)"
    return _guarded(_opened(rf"{left}{joint}{right}{ADORN}"))


def list_pattern() -> str:
    point, year = anonymous(dated_fragment()), anonymous(year_fragment())
    finer = anonymous(point_fragment())
    years = rf"(?:{_YEAR_NUMBER}{B}(?:年度?)?{LIST_JOINT}){{1,8}}{point}"
    months = rf"(?:{year}{B}{SMALL}|{SMALL}(?=(?:{B}月份?)?(?:及|和|與|与|或|、{B}{SMALL}(?:{B}月份?)?{LIST_JOINT})|(?<=[\u4e00-\u9fff][0-9])(?=、)|(?<=[\u4e00-\u9fff][0-9][0-9])(?=、))){B}(?:月份?)?{LIST_JOINT}(?:{SMALL}{B}(?:月份?)?{LIST_JOINT}){{0,10}}{finer}"
    each_day = rf"{SMALL}{B}[日號号]?{ADORN}"
    day_list = rf"(?:{year}{B})?{SMALL}{B}月{B}(?:{each_day}{LIST_JOINT}){{1,10}}{SMALL}{B}[日號号]{ADORN}"
    month_day = rf"{SMALL}{B}月{B}{SMALL}{B}[日號号]{ADORN}"
    dates = rf"(?:{year}{B})?(?:{month_day}{LIST_JOINT}){{1,6}}{month_day}"
    return _guarded(
        rf"(?<![0-9{HAN}第.])(?P<members>{dates}|{day_list}|{years}|{months})(?:{B}(?P<between>之?[間间])(?![接隔歇距])|{_closing()})"
    )


def parts_pattern() -> str:
    """Several parts of one year that share its unit: 2024年第二、三季度, 上、下半年, 上、下學期."""
    year, share = anonymous(year_fragment()), rf"第?{B}[一二三四1-4]"
    quarters = rf"{share}(?:{LIST_JOINT}{share}){{1,3}}{B}季度?"
    halves = rf"上(?:{LIST_JOINT}|/)下(?:半年度?|[學学]期)"
    return rf"(?=[0-9{HAN}中民西公本今去當当第上])(?<![0-9{HAN}第.])(?P<year>{year}{B})?(?P<parts>{quarters}|{halves})(?![稻作報报節节刊風风軍军制]){_closing()}"


_FIGURES_RANGE = r"(?:19|20)[0-9]{2}[ ]?(?:至|到|~|-{1,2})[ ]?(?:19|20)[0-9]{2}"


def figures_pattern() -> str:
    """Dates in figures that leave parts out: 2008.03-2009, 104/3~104/6, 104/3/1-3/31, 3/15(二), and a cell that is one 2/28."""
    joint = rf"{B}(?:起{B})?(?:至|到|迄|~|-{{1,2}}){B}"
    ym = r"(?:(?:19|20)[0-9]{2}|1[0-9]{2}|[6-9][0-9])[./](?:1[0-2]|0?[1-9])(?![0-9])"
    md = r"(?:1[0-2]|0?[1-9])[/.](?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
    slash = md.replace("/.", "/") + "(?!/[0-9])"
    full = numeric_fragment()
    ranges = rf"{full}{ADORN}{joint}{slash}|(?:{ym}{joint}(?:{ym}|(?:19|20)[0-9]{{2}}(?![0-9])))|{slash}{ADORN}{joint}{slash}"
    alone = rf"{slash}[ ]?{WEEKDAY}(?:{B}{DAYTIME})?|(?P<cell>\A{slash}(?=[ ]*\Z))|(?P<calendar>\A{slash}(?=[ ]*[0-9]{{0,3}}[\u4e00-\u9fff](?<![的之以個个強强成])))|{slash}(?={B}(?:日|以?前|起))|(?<=起至){slash}(?![0-9/])"
    return rf"(?=[0-9])(?<![0-9A-Za-z./-])(?:(?P<pair>{ranges})|(?P<one>{alone})){ADORN}{_closing()}"


def column_pattern() -> str:
    """What only a column of times says in so few words: 113, 110-113, 112.08, 4、10月, 全年; and among others (110-113), 4/15."""
    year, month = r"(?:(?:19|20)[0-9]{2}|1[0-9]{2}|[6-9][0-9])(?![0-9])", r"(?:1[0-2]|0?[1-9])(?![0-9])"
    years = rf"(?P<years>{year}(?:[ ]?[、,][ ]?{year}){{0,5}})|(?P<span>{year}[ ]?(?:至|到|~|-{{1,2}})[ ]?{year})"
    apart = rf"(?<=\()[ ]?(?P<inner>{year}[ ]?(?:~|-{{1,2}})[ ]?{year})(?=[ ]?\))|(?<![0-9A-Za-z./第-])(?P<day>{month}/(?:3[01]|[12][0-9]|0?[1-9])(?![0-9./]))"
    months = rf"(?P<months>{month}(?:[ ]?[、,][ ]?{month}){{1,11}})[ ]?月份?(?P<end>底)?"
    return rf"\A(?:(?P<all>全年度?)|(?P<year>{year})[./-](?P<month>{month})|{months}|{years}){_closing()}(?=[ ]*\Z)|{apart}"


def bare_year_pattern() -> str:
    quoted = r"(?<=[\u4e00-\u9fff])(?<!第)(?P<year>(?:19|20)[0-9]{2})(?=[「『《“])"
    spoken = (
        rf"(?:從|从|自)?(?<![0-9A-Za-z第./-])(?P<pair>{_FIGURES_RANGE})(?![0-9A-Za-z號号./-])(?:[學学]年度?|年度?)?"
    )
    alone = r"\A(?P<alone>[ ]*(?:19|20)[0-9]{2})(?=[ ]*\Z)"
    return rf"(?=[0-9從从自]){spoken}|(?=[0-9])(?:{quoted}|{alone})"


def plan_period_pattern() -> str:
    name = any_of(words()["plan_periods"])
    late, since = r"(?:[时時]?期[间間]?)?[末底]", any_of(words()["openings"]["past"])
    after = rf"(?:(?P<late>{late})|(?P<since>{since})|[时時]期|期[间間])"
    plain = rf"(?<![{HAN}第])(?P<plain>{name})(?={anonymous(after)}|[规規]划|[规規]劃|[计計][划畫])"
    return rf"(?=[“\"「一二三四五六七八九十])(?:[“\"「](?P<quoted>{name})[”\"」]|{plain}){after}?"


def decade_pattern() -> str:
    century = rf"(?:(?P<century>[0-9]{{2}}|[一二十廿][一二三四五六七八九十]?|二十[一]?){B}世[纪紀]|(?P<relative>[上本]){B}?世[纪紀])"
    return rf"(?=[0-9一二十廿上本]){century}{B}(?P<decade>[0-9]0|[一二三四五六七八九]十|〇〇){B}年代"
