"""Makes the annotated Word, OpenDocument, HTML and PDF plans of data/raw and tests/gold: ``python tests/make_samples.py``.

Each plan and its annotation stand side by side here, so that neither is changed without the other. All of them are made up.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from office_files import (
    COVERED,
    EDGES,
    HEADER_ROW,
    abstract,
    borders,
    docx,
    li,
    list_style,
    listed,
    lvl,
    num,
    odt,
    p,
    r,
    style,
    tbl,
    tc,
    tcell,
    tl,
    tp,
    tr,
    trow,
    ttable,
)
from ruled_pages import SONG, as_pdf, as_word, filled, page, ruled, text, without

from extractors.document import Box
from extractors.pdf.glyphs import Char, Ruling

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Sample:
    """A plan: its file's name, what makes its bytes, and what a reader finds in it."""

    name: str
    make: Callable[[], bytes]
    title: str
    issuer: str | None
    years: list[int]
    period: tuple[str, str] | None
    outline: str  # a line for each entry: level, label, head, divided by blanks
    tables: list[dict[str, Any]] = field(default_factory=list)
    periods: list[tuple[str, str | None, str | None, str]] = field(default_factory=list)  # text, start, end, kind
    targets: list[tuple[str, str, float, str]] = field(default_factory=list)  # text, comparator, value, unit
    agencies: list[tuple[str, str, str]] = field(default_factory=list)  # role, word, name

    def gold(self, content: bytes) -> dict[str, Any]:
        """The annotation as the gold format has it."""
        start, end = self.period or (None, None)
        return {
            "source": self.name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "scope": None,
            "document": {
                "title": self.title,
                "issuer": self.issuer,
                "year_roc": self.years[0] - 1911 if len(self.years) == 1 else None,
                "years": self.years or None,
                "period": {"start": start, "end": end} if self.period else None,
            },
            "outline": [entry(line) for line in self.outline.strip().splitlines()],
            "tables": self.tables,
            "tables_complete": True,
            "periods": [dict(zip(("text", "start", "end", "kind"), row, strict=True)) for row in self.periods],
            "targets": [
                dict(zip(("text", "comparator", "value", "value_max", "unit"), (*row[:3], None, row[3]), strict=True))
                for row in self.targets
            ],
            "agencies": [dict(zip(("role", "role_text", "name"), row, strict=True)) for row in self.agencies],
        }


def entry(line: str) -> dict[str, Any]:
    """An outline entry; a label of - is none."""
    level, label, head = line.split(maxsplit=2)
    return {
        "level": int(level),
        "label": "" if label == "-" else label,
        "restored": None,
        "head": head.replace(" ", "")[:12],
    }


def table(kind: str, columns: str, rows: str, header: int = 1, caption: str | None = None) -> dict[str, Any]:
    """A table's annotation: columns divided by blanks, rows by line ends, cells by bars."""
    grid = [[cell.strip() for cell in row.split("|")] for row in rows.strip().splitlines()]
    roles = columns.split()
    assert all(len(row) == len(roles) for row in grid), grid
    return {"caption": caption, "pages": None, "n_header_rows": header, "kind": kind, "columns": roles, "grid": grid}


RULED = borders(edges=(*EDGES, "insideH", "insideV"))
HEADING_STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>'
)

# --- every label automatic: 壹、 一、 （一） 1. (1) 甲、 ----------------------------------------------------------------

LEVELS = (
    lvl(0, "ideographLegalTraditional", "%1、", extra='<w:pStyle w:val="H1"/>'),
    lvl(1, "taiwaneseCountingThousand", "%2、", extra='<w:pStyle w:val="H2"/>'),
    lvl(2, "taiwaneseCountingThousand", "（%3）"),
    lvl(3, "decimal", "%4."),
    lvl(4, "decimal", "(%5)"),
    lvl(5, "ideographTraditional", "%6、"),
)
NUMBERED_STYLES = HEADING_STYLES + (
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/>'
    '</w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
)


def gender_plan() -> bytes:
    """One list of six levels; two of them by styles, a second list for measures within cells."""

    def at(level: int, text: str) -> str:
        return p(text, style(f"H{level + 1}") if level < 2 else listed(1, level))

    strategies = tbl(
        tr("策略目標", "具體措施", "辦理期程", "績效指標", "主辦機關", properties=HEADER_ROW),
        tr(
            tc("強化性別意識", merge="restart"),
            tc(p("辦理性別主流化訓練", listed(2))),
            "112年1月至115年12月",
            "參訓率達90%以上",
            "人事處",
        ),
        tr(tc("", merge="continue"), tc(p("編製宣導教材", listed(2))), "113年6月底前", "完成2種教材", "社會處"),
        tr("營造友善環境", tc(p("增設親子廁所", listed(2))), "112年至114年", "至少12處", "工務處"),
        properties=RULED,
    )
    body = (
        p("瀾陽市政府推動性別平等實施計畫（112至115年）", style("T"))
        + at(0, "依據")
        + at(1, "性別平等政策綱領。")
        + at(1, "瀾陽市政府112年3月8日府社婦字第1120034567號函。")
        + at(0, "目標")
        + p("為落實性別主流化，促進各機關業務融入性別觀點，特訂定本計畫。")
        + at(0, "實施對象：本府各一級機關及各區公所。")
        + at(0, "實施策略及措施")
        + strategies
        + at(1, "性別意識培力")
        + at(2, "辦理各機關性別主流化訓練")
        + at(3, "一般公務人員每人至少2小時。")
        + at(4, "得以數位學習方式辦理。")
        + at(5, "以本府數位學習平臺課程為限。")
        + at(5, "完成測驗者始予認證。")
        + at(4, "新進人員優先調訓。")
        + at(3, "主管人員每人至少6小時。")
        + at(2, "建立性別人才資料庫。")
        + at(1, "性別影響評估")
        + at(2, "訂定自治條例及重大施政計畫前，應完成性別影響評估。")
        + at(0, "考核及獎勵")
        + at(1, "各機關應於116年1月31日前提送成果報告。")
        + at(1, "辦理績效優良者，從優敘獎。")
        + at(0, "經費：由各機關年度相關預算項下支應。")
    )
    measures = abstract(2, lvl(0, "decimal", "%1."))
    return docx(body, abstract(1, *LEVELS) + measures + num(1, 1) + num(2, 2), NUMBERED_STYLES)


GENDER = Sample(
    "lanyang-gender-112-115.docx",
    gender_plan,
    "瀾陽市政府推動性別平等實施計畫（112至115年）",
    "瀾陽市政府",
    [2023, 2024, 2025, 2026],
    ("2023-01-01", "2026-12-31"),
    """
1 壹、 依據
2 一、 性別平等政策綱領。
2 二、 瀾陽市政府112年3月8日府社婦字第1120034567號函。
1 貳、 目標
1 參、 實施對象
1 肆、 實施策略及措施
2 一、 性別意識培力
3 （一） 辦理各機關性別主流化訓練
4 1. 一般公務人員每人至少2小時。
5 (1) 得以數位學習方式辦理。
6 甲、 以本府數位學習平臺課程為限。
6 乙、 完成測驗者始予認證。
5 (2) 新進人員優先調訓。
4 2. 主管人員每人至少6小時。
3 （二） 建立性別人才資料庫。
2 二、 性別影響評估
3 （一） 訂定自治條例及重大施政計畫前，應完成性別影響評估。
1 伍、 考核及獎勵
2 一、 各機關應於116年1月31日前提送成果報告。
2 二、 辦理績效優良者，從優敘獎。
1 陸、 經費
""",
    [
        table(
            "strategy-measure",
            "strategy measure period indicator lead_agency",
            """
策略目標|具體措施|辦理期程|績效指標|主辦機關
強化性別意識|1.辦理性別主流化訓練|112年1月至115年12月|參訓率達90%以上|人事處
強化性別意識|2.編製宣導教材|113年6月底前|完成2種教材|社會處
營造友善環境|3.增設親子廁所|112年至114年|至少12處|工務處
""",
        )
    ],
    [
        ("112至115年", "2023-01-01", "2026-12-31", "range"),
        ("112年3月8日", "2023-03-08", "2023-03-08", "instant"),
        ("112年1月至115年12月", "2023-01-01", "2026-12-31", "range"),
        ("113年6月底前", None, "2024-06-30", "deadline"),
        ("112年至114年", "2023-01-01", "2025-12-31", "range"),
        ("116年1月31日前", None, "2027-01-31", "deadline"),
    ],
    [
        ("90%以上", "ge", 90, "%"),
        ("2種", "eq", 2, "種"),
        ("至少12處", "ge", 12, "處"),
        ("至少2小時", "ge", 2, "小時"),
        ("至少6小時", "ge", 6, "小時"),
    ],
    [("lead", "主辦機關", "人事處"), ("lead", "主辦機關", "社會處"), ("lead", "主辦機關", "工務處")],
)

# --- a specimen of number formats ---------------------------------------------------------------------------------------

# numFmt, lvlText, what the items are called, the labels that a reader sees
SPECIMEN = (
    ("decimal", "%1.", "函稿", "1. 2."),
    ("decimalZero", "%1.", "公告", "01. 02."),
    ("decimalFullWidth", "%1、", "簽", "１、 ２、"),
    ("decimalFullWidth2", "（%1）", "報告", "（１） （２）"),
    ("decimalHalfWidth", "%1)", "通報", "1) 2)"),
    ("decimalEnclosedCircle", "%1", "便簽", "① ②"),
    ("decimalEnclosedCircleChinese", "%1", "便條", "① ②"),
    ("decimalEnclosedParen", "%1", "開會通知單", "⑴ ⑵"),
    ("decimalEnclosedFullstop", "%1", "會勘通知單", "⒈ ⒉"),
    ("upperLetter", "%1.", "書函", "A. B."),
    ("lowerLetter", "(%1)", "移文單", "(a) (b)"),
    ("upperRoman", "%1.", "證明書", "I. II."),
    ("lowerRoman", "%1.", "聘書", "i. ii."),
    ("ideographDigital", "%1、", "契約書", "一、 二、"),
    ("ideographTraditional", "%1、", "提案", "甲、 乙、"),
    ("ideographZodiac", "%1、", "紀錄", "子、 丑、"),
    ("ideographEnclosedCircle", "%1", "節略", "㊀ ㊁"),
    ("ideographLegalTraditional", "%1、", "說帖", "壹、 貳、"),
    ("chineseLegalSimplified", "%1、", "對照表", "壹、 贰、"),
    ("taiwaneseCounting", "（%1）", "意見表", "（一） （二）"),
    ("taiwaneseCountingThousand", "第%1項", "調查表", "第一項 第二項"),
    ("taiwaneseDigital", "%1、", "清冊", "一、 二、"),
    ("chineseCounting", "(%1)", "登記表", "(一) (二)"),
    ("chineseCountingThousand", "第%1條", "申請表", "第一條 第二條"),
    ("japaneseCounting", "%1、", "收據", "一、 二、"),
    ("japaneseLegal", "%1、", "憑證", "壱、 弐、"),
)


def specimen_plan() -> bytes:
    """A heading and two items for each number format."""
    kinds = "".join(
        p(f"{name}類", listed(1, 1)) + p(f"{name}應附理由。", listed(10 + n)) + p(f"{name}應編頁碼。", listed(10 + n))
        for n, (_, _, name, _) in enumerate(SPECIMEN)
    )
    body = (
        p("清安縣政府公文編號樣式整理實施計畫", style("T"))
        + p("目的", style("H1"))
        + p("為統一本府公文書之分項標號，特訂定本計畫。")
        + p("分項標號樣式", style("H1"))
        + kinds
        + p("附則", style("H1"))
        + p("本計畫奉核後實施。")
    )
    abstracts = "".join(abstract(10 + n, lvl(0, fmt, text)) for n, (fmt, text, _, _) in enumerate(SPECIMEN))
    nums = "".join(num(10 + n, 10 + n) for n in range(len(SPECIMEN)))
    return docx(body, abstract(1, *LEVELS) + abstracts + num(1, 1) + nums, NUMBERED_STYLES)


ORDER = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一 二十二 二十三 二十四 二十五 二十六".split()


def specimen_outline() -> str:
    lines = ["1 壹、 目的", "1 貳、 分項標號樣式"]
    for ordinal, (_, _, name, labels) in zip(ORDER, SPECIMEN, strict=True):
        first, second = labels.split()
        lines += [f"2 {ordinal}、 {name}類", f"3 {first} {name}應附理由。", f"3 {second} {name}應編頁碼。"]
    return "\n".join([*lines, "1 參、 附則"])


NUMBERS = Sample(
    "qingan-county-numbering.docx",
    specimen_plan,
    "清安縣政府公文編號樣式整理實施計畫",
    "清安縣政府",
    [],
    None,
    specimen_outline(),
)

# --- tracked changes, text boxes, notes, a content control, a nested table, margins, symbols ----------------------------


def box(text: str) -> str:
    """A text box as Word writes it: once as a shape, once for old programs."""
    inner = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData '
        f'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp>'
        f"</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox>"
        "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def changed(tag: str, text: str) -> str:
    run = r(text) if tag in ("ins", "moveTo") else r(text).replace("w:t>", "w:delText>").replace("<w:t ", "<w:delText ")
    return f'<w:{tag} w:id="7" w:author="承辦人" w:date="2024-02-01T08:00:00Z">{run}</w:{tag}>'


def note_reference(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def fire_plan() -> bytes:
    roster = tbl(tr("組別", "人數"), tr("搶救組", "12人"), tr("救護組", "8人"), properties=RULED)
    tasks = tbl(
        tr("工作項目", "執行期間", "權責單位", "備註", properties=HEADER_ROW),
        tr("防火宣導", "113年1月至3月", "火災預防科", tc(p("編組如下：") + roster + p("", ""))),
        tr(tc("消防安全檢查", merge="restart"), "113年4月至6月", "火災預防科", "甲類場所優先"),
        tr(tc("", merge="continue"), "113年7月至9月", "災害搶救科", ""),
        properties=RULED,
    )
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('113年度防火宣導訪視率達')}</w:sdtContent></w:sdt>"
    control = control.replace(
        "訪視率達</w:t></w:r>", "訪視率達</w:t></w:r><w:sdt><w:sdtContent>" + r("95%以上。") + "</w:sdtContent></w:sdt>"
    )
    body = (
        p("海禾市政府消防局113年度防火工作計畫", style("T"))
        + p("一、計畫緣起")
        + p(
            r("為降低火災發生率")
            + changed("ins", "及傷亡人數")
            + changed("del", "、保障生命")
            + r("，特訂定本計畫。")
            + note_reference("footnote", 2)
        )
        + p(box("服務專線：1999"))
        + p("二、計畫目標")
        + control
        + p("三、工作項目" + "")
        + tasks
        + p(r("四、注意事項"))
        + p(
            r("檢查結果以")
            + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
            + r("註記，不合格者限期改善。")
            + note_reference("endnote", 2)
        )
        + p(
            r("本計畫自")
            + changed("moveTo", "113年1月1日")
            + r("起實施")
            + changed("moveFrom", "奉核日")
            + r("。")
            + r("內部參考", "<w:vanish/>")
        )
        + p("本段已刪", '<w:rPr><w:del w:id="9" w:author="承辦人"/></w:rPr>').replace(
            r("本段已刪"), changed("del", "本段已刪")
        )
        + '<w:sectPr><w:headerReference w:type="default" r:id="rId90"/><w:footerReference w:type="default" r:id="rId91"/></w:sectPr>'
    )
    field_page = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    notes = '<w:{0} w:type="separator" w:id="0"><w:p/></w:{0}><w:{0} w:id="2">{1}</w:{0}>'
    return docx(
        body,
        styles=HEADING_STYLES,
        parts={
            "header:rId90": p("海禾市政府消防局"),
            "footer:rId91": p(r("第") + field_page + r("1") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + r("頁")),
            "footnotes": notes.format("footnote", p("依內政部消防署統計資料。")),
            "endnotes": notes.format("endnote", p("限期改善以30日為限。")),
        },
    )


FIRE = Sample(
    "haihe-fire-113.docx",
    fire_plan,
    "海禾市政府消防局113年度防火工作計畫",
    "海禾市政府消防局",
    [2024],
    ("2024-01-01", "2024-12-31"),
    """
1 一、 計畫緣起
1 二、 計畫目標
1 三、 工作項目
1 四、 注意事項
""",
    [
        table(
            "assignment",
            "measure period agency note",
            """
工作項目|執行期間|權責單位|備註
防火宣導|113年1月至3月|火災預防科|編組如下：
消防安全檢查|113年4月至6月|火災預防科|甲類場所優先
消防安全檢查|113年7月至9月|災害搶救科|
""",
        ),
        table("roster", "item other", "組別|人數\n搶救組|12人\n救護組|8人"),
    ],
    [
        ("113年度", "2024-01-01", "2024-12-31", "instant"),
        ("113年度", "2024-01-01", "2024-12-31", "instant"),
        ("113年1月至3月", "2024-01-01", "2024-03-31", "range"),
        ("113年4月至6月", "2024-04-01", "2024-06-30", "range"),
        ("113年7月至9月", "2024-07-01", "2024-09-30", "range"),
        ("自113年1月1日起", "2024-01-01", None, "range"),
        ("30日", None, None, "duration"),
    ],
    [("95%以上", "ge", 95, "%")],
    [("implementing", "權責單位", "火災預防科"), ("implementing", "權責單位", "災害搶救科")],
)

# --- OpenDocument: Chinese list formats, continued lists, covered cells --------------------------------------------------


def township_plan() -> bytes:
    chapters = list_style(
        "章",
        ("壹, 貳, 參, ...", "", "、"),
        ("一, 二, 三, ...", "", "、"),
        ("一, 二, 三, ...", "（", "）"),
        ("1", "", "."),
    )
    stems = list_style("天干", ("甲, 乙, 丙, ...", "", "、"))

    def chapter(text: str, *inner: str, go_on: bool = True) -> str:
        return tl(
            li(tp(text) + "".join(inner)), style="章", attributes=' text:continue-numbering="true"' if go_on else ""
        )

    def section(*texts: str) -> str:
        return tl(*(t if t.startswith("<") else li(t) for t in texts))

    schedule = ttable(
        trow(tcell("項次"), tcell("推動項目", columns=2), COVERED, tcell("期程"), tcell("主辦單位")),
        trow(tcell("1"), tcell("步道整修", rows=2), tcell("東線"), tcell("114年3月底前"), tcell("建設課")),
        trow(tcell("2"), COVERED, tcell("西線"), tcell("114年9月底前"), tcell("建設課")),
        trow(tcell("3"), tcell("行銷推廣", columns=2), COVERED, tcell("114年度"), tcell("觀光課")),
        header=1,
        columns=5,
    )
    body = (
        tp("林杉鄉公所114年度觀光發展執行計畫", "標題")
        + chapter("計畫依據", section("發展觀光條例。", "本鄉觀光發展綱要計畫。"), go_on=False)
        + chapter("計畫目標", section("遊客人數成長5%以上。", "輔導民宿業者至少10家。"))
        + tp("前項目標由觀光課每季檢討。")
        + chapter(
            "執行策略",
            section(
                li(
                    tp("整建基礎設施")
                    + section("步道整修。", li(tp("指標更新。") + section("採中英雙語。", "加註里程。")))
                ),
                li(tp("行銷推廣") + section("社群行銷。")),
            ),
        )
        + tp("各項工作期程如下：")
        + schedule.replace("<table:table-cell", '<table:table-cell table:style-name="框"')
        + chapter("其他")
        + tl(li("經費由本所年度預算支應。"), li("未盡事宜得隨時修正。"), style="天干")
    )
    titles = '<style:style style:name="標題" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:font-size="20pt" fo:font-weight="bold"/></style:style>'
    frame = '<style:style style:name="框" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style>'
    return odt(body, chapters + stems + frame, titles)


TOWNSHIP = Sample(
    "linshan-township-114-tourism.odt",
    township_plan,
    "林杉鄉公所114年度觀光發展執行計畫",
    "林杉鄉公所",
    [2025],
    ("2025-01-01", "2025-12-31"),
    """
1 壹、 計畫依據
2 一、 發展觀光條例。
2 二、 本鄉觀光發展綱要計畫。
1 貳、 計畫目標
2 一、 遊客人數成長5%以上。
2 二、 輔導民宿業者至少10家。
1 參、 執行策略
2 一、 整建基礎設施
3 （一） 步道整修。
3 （二） 指標更新。
4 1. 採中英雙語。
4 2. 加註里程。
2 二、 行銷推廣
3 （一） 社群行銷。
1 肆、 其他
2 甲、 經費由本所年度預算支應。
2 乙、 未盡事宜得隨時修正。
""",
    [
        table(
            "assignment",
            "no item measure period lead_agency",
            """
項次|推動項目|推動項目|期程|主辦單位
1|步道整修|東線|114年3月底前|建設課
2|步道整修|西線|114年9月底前|建設課
3|行銷推廣|行銷推廣|114年度|觀光課
""",
        )
    ],
    [
        ("114年度", "2025-01-01", "2025-12-31", "instant"),
        ("每季", None, None, "recurring"),
        ("114年3月底前", None, "2025-03-31", "deadline"),
        ("114年9月底前", None, "2025-09-30", "deadline"),
        ("114年度", "2025-01-01", "2025-12-31", "instant"),
    ],
    [("5%以上", "ge", 5, "%"), ("至少10家", "ge", 10, "家")],
    [("lead", "主辦單位", "建設課"), ("lead", "主辦單位", "觀光課")],
)

# --- HTML: a gazette's page, and one of a mainland city ---------------------------------------------------------------


def gazette_page() -> bytes:
    page = """<!DOCTYPE html>
<html lang="zh-Hant"><head><meta charset="utf-8"><title>雲樹縣政府公報資訊網</title>
<script>var menu = ["首頁", "公報查詢"];</script></head>
<body>
<table width="100%" border="0" summary="版面"><tr><td colspan="2">
<div id="header"><a href="/">首頁</a>｜<a href="/q">公報查詢</a>｜<a href="/map">網站導覽</a></div></td></tr>
<tr><td width="180" class="menu"><a href="/1">公告</a><br><a href="/2">法規</a><br><a href="/3">計畫</a></td>
<td>
<p align="center"><b>雲樹縣政府古蹟保存維護計畫</b></p>
<p align="right">中華民國112年5月10日<br>府文資字第1120078901號</p>
<p>壹、目的：為保存縣內古蹟，
   延續歷史記憶，特訂定本計畫。</p>
<p>貳、辦理期間：112年6月1日至113年5月31日。</p>
<p>參、工作內容<br>
一、調查研究&nbsp;&nbsp;完成古蹟&ldquo;現況調查&rdquo;至少20處。<br>
二、修復工程<br>
（一）屋頂修繕。<br>
（二）彩繪復原。</p>
<p>肆、工作分配如下表：</p>
<table border="1" style="border-collapse:collapse">
<tr><th rowspan="2">工作項目</th><th colspan="2">執行期限</th><th rowspan="2">主辦機關</th></tr>
<tr><th>起</th><th>迄</th></tr>
<tr><td>現況調查</td><td>112年6月</td><td>112年12月</td><td>文化局</td></tr>
<tr><td>修復工程</td><td>113年1月</td><td>113年5月</td><td>文化局<br>建設局</td></tr>
</table>
<table border="1"><tr><td><p>備註：本表經費由文化部補助，不足部分由本縣自籌。</p></td></tr></table>
<p>伍、本計畫奉核定後實施。</p>
</td></tr>
<tr><td colspan="2"><div class="footer">版權所有 雲樹縣政府　地址：雲樹縣中正路1號　<a href="#top">回頂端</a></div></td></tr></table>
</body></html>
"""
    return page.encode()


GAZETTE = Sample(
    "yunshu-county-heritage.html",
    gazette_page,
    "雲樹縣政府古蹟保存維護計畫",
    "雲樹縣政府",
    [],
    ("2023-06-01", "2024-05-31"),
    """
1 壹、 目的
1 貳、 辦理期間
1 參、 工作內容
2 一、 調查研究完成古蹟“現況調查”至少20處。
2 二、 修復工程
3 （一） 屋頂修繕。
3 （二） 彩繪復原。
1 肆、 工作分配如下表
1 伍、 本計畫奉核定後實施。
""",
    [
        table(
            "schedule",
            "measure period period lead_agency",
            """
工作項目|執行期限|執行期限|主辦機關
工作項目|起|迄|主辦機關
現況調查|112年6月|112年12月|文化局
修復工程|113年1月|113年5月|文化局建設局
""",
            header=2,
        )
    ],
    [
        ("中華民國112年5月10日", "2023-05-10", "2023-05-10", "instant"),
        ("112年6月1日至113年5月31日", "2023-06-01", "2024-05-31", "range"),
        ("112年6月", "2023-06-01", "2023-06-30", "instant"),
        ("112年12月", "2023-12-01", "2023-12-31", "instant"),
        ("113年1月", "2024-01-01", "2024-01-31", "instant"),
        ("113年5月", "2024-05-01", "2024-05-31", "instant"),
    ],
    [("至少20處", "ge", 20, "處")],
    [("lead", "主辦機關", "文化局"), ("lead", "主辦機關", "建設局")],
)


def city_page() -> bytes:
    page = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<title>江岚市人民政府门户网站 江岚市养老服务体系建设行动方案</title><style>.nav{color:red}</style></head>
<body><div class="top"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li><li><a href="/fw">办事服务</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a> &gt; <a href="/zw/gh">规划计划</a></div>
<div class="wrap"><div class="content">
<h1>江岚市养老服务体系建设行动方案（2024—2026年）</h1>
<div class="TRS_Editor">
<p style="text-indent:2em">为积极应对人口老龄化，根据国家有关规定，结合我市实际，制定本行动方案。</p>
<p style="text-indent:2em"><strong>一、总体目标</strong></p>
<p style="text-indent:2em">到2026年底，全市养老机构护理型床位占比达到60%以上。</p>
<p style="text-indent:2em"><strong>二、重点任务</strong></p>
<p style="text-indent:2em">（一）完善居家养老服务。新建社区养老服务站不少于30个。（牵头单位：市民政局；配合单位：市财政局、市住房城乡建设局）</p>
<p style="text-indent:2em">（二）提升机构养老质量。</p>
<p style="text-indent:2em">1.开展等级评定。</p>
<p style="text-indent:2em">2.培训护理人员500人次。</p>
<p style="text-indent:2em"><strong>三、保障措施</strong></p>
<p style="text-indent:2em">（一）加强组织领导。</p>
<p style="text-indent:2em">（二）强化资金保障。</p>
<p style="text-align:right">江岚市人民政府办公室</p><p style="text-align:right">2024年3月15日</p>
</div></div></div>
<div class="share"><a href="#">分享到微信</a> <a href="#">打印本页</a></div>
<div class="footer"><p>主办：江岚市人民政府办公室　<a href="/map">网站地图</a></p></div>
</body></html>
"""
    return page.encode("gb18030")


CITY = Sample(
    "jianglan-elderly-2024-2026.html",
    city_page,
    "江岚市养老服务体系建设行动方案（2024—2026年）",
    "江岚市人民政府办公室",
    [2024, 2025, 2026],
    ("2024-01-01", "2026-12-31"),
    """
1 一、 总体目标
1 二、 重点任务
2 （一） 完善居家养老服务。新建社区养老服务站不少于30个。
2 （二） 提升机构养老质量。
3 1. 开展等级评定。
3 2. 培训护理人员500人次。
1 三、 保障措施
2 （一） 加强组织领导。
2 （二） 强化资金保障。
""",
    [],
    [
        ("2024—2026年", "2024-01-01", "2026-12-31", "range"),
        ("2026年底", None, "2026-12-31", "deadline"),
        ("2024年3月15日", "2024-03-15", "2024-03-15", "instant"),
    ],
    [("60%以上", "ge", 60, "%"), ("不少于30个", "ge", 30, "个"), ("500人次", "eq", 500, "人次")],
    [
        ("lead", "牵头单位", "市民政局"),
        ("support", "配合单位", "市财政局"),
        ("support", "配合单位", "市住房城乡建设局"),
    ],
)

# --- PDF: a table that goes on over a page, and one ruled by thin rectangles ------------------------------------------

LEFT, RIGHT = 72.0, 523.0  # of the text
TOP, BOTTOM = 96.0, 760.0  # baselines of the first and of the last line of a page
FULL_STOPS = "，。、；：）》」"  # hang over the right edge rather than begin a line


def width(words: str, size: float) -> float:
    return sum(size / 2 if char.isascii() else size for char in words)


def wrapped(words: str, size: float = 12.0, most: float = RIGHT - LEFT) -> list[str]:
    """The lines that a paragraph makes."""
    lines = [""]
    for piece in re.findall(r"[!-~]+|.", words):  # no line ends within a number
        if width(lines[-1] + piece, size) > most and piece not in FULL_STOPS:
            lines.append("")
        lines[-1] += piece
    return lines


def in_cells(xs: Sequence[float], row: str) -> list[str]:
    """A row's texts, divided by bars, as they wrap in cells with these edges."""
    return [
        "\n".join(wrapped(cell, 10.0, after - before - 10))
        for cell, (before, after) in zip(row.split("|"), pairwise(xs), strict=True)
    ]


def centred(y: float, words: str, size: float) -> list[Char]:
    return text((LEFT + RIGHT - width(words, size)) / 2, y, words, size)


def written(lines: Sequence[str], top: float = TOP, step: float = 24.0) -> list[Char]:
    return [char for index, line in enumerate(lines) for char in text(LEFT, top + index * step, line, 12.0)]


def water_plan() -> bytes:
    """Three pages; the table's strokes end at the foot of the first, in the middle of a cell, and begin again below its header."""
    xs = (60, 145, 262, 350, 432, 535)
    first, second = (596, 622, 656, 690, 742), (80, 106, 140, 174, 208)
    header = "推動策略|具體措施|辦理期程|績效指標|主辦機關"
    top = [
        in_cells(xs, row)
        for row in (
            header,
            "一、強化排水系統|1.更新都會區雨水下水道。|113年1月至114年6月|更新長度至少12公里|水利局",
            "|2.清淤重要側溝。|每年5月底前|清淤率達95%以上|環境保護局",
            "二、建置智慧水情網絡|3.於易淹水地區布設水位感測器，並介接中央災情平臺，即時發布警戒訊息。|114年3月1日至115年9月30日|布設感測器80處以上|水利局、消防局",
        )
    ]
    cut = top[-1][1].splitlines()
    top[-1][1] = "\n".join(cut[:3])
    rest = [
        in_cells(xs, row)
        for row in (
            header,
            "||||",
            "三、推廣雨水利用|4.補助學校設置雨撲滿。|114年度|補助20校|教育局",
            "四、提升全民參與|5.辦理節水宣導。|113年至115年|至少18場次|水利局",
        )
    ]
    rest[1][1] = "\n".join(cut[3:])
    before = [
        *wrapped("壹、依據"),
        *wrapped("一、水利法。"),
        *wrapped("二、行政院112年8月15日院臺經字第1120987654號函。"),
        *wrapped("貳、計畫目標"),
        *wrapped("　　為因應極端降雨，強化排水設施與預警能力，降低淹水風險，並鼓勵市民參與雨水利用，營造與水共存之韌性城市，特訂定本計畫。"),
        *wrapped("參、辦理期程：自113年1月1日起至115年12月31日止。"),
        *wrapped("肆、推動策略及措施：如表1。"),
    ]  # fmt: skip
    after = [
        *wrapped("伍、經費來源：由各主辦機關於年度相關預算項下支應。"),
        *wrapped("陸、推動方式"),
        *wrapped("一、由水利局邀集相關機關成立專案小組，檢討執行情形。"),
        *wrapped("二、各區公所應配合辦理下列事項："),
        *wrapped("（一）提供易淹水地點之現地資料，並協助勘選感測器設置位置。"),
        *wrapped("（二）協調里辦公處宣導防汛整備事項。"),
        *wrapped("（三）受理市民申請雨水利用設施之補助。"),
        *wrapped("（四）組訓自主防災社區志工，協助巡查水路、抽水站及滯洪池，並於豪雨期間回報現地水情，供水情中心研判。"),
        *wrapped("三、工程施作期間應兼顧生態保育，並以下列方式辦理："),
        *wrapped("（一）施工前辦理生態檢核，邀請專家學者及在地團體參與，就動物棲地、老樹及水域環境提出保全對策，納入設計圖說。"),
        *wrapped("（二）施工中定期巡查，發現異常即時停工改善。"),
        *wrapped("（三）完工後追蹤植栽存活與水質情形，並將生態檢核資料公開於本府網站，供各界查詢及監督，以利後續維護管理。"),
        *wrapped("四、水情資訊之蒐集與運用，應符合個人資料保護及資通安全相關規定，並就系統備援與資料品質訂定作業程序，落實執行。"),
        *wrapped("（一）感測資料應介接至本府開放資料平臺。"),
        *wrapped("（二）系統異常時應通報水利局處理。"),
        *wrapped("柒、管制考核"),
        *wrapped("一、各主辦機關每半年填報執行進度。"),
        *wrapped("二、執行進度落後者，應於專案小組會議說明原因，並提出趕工計畫，必要時由市長召集專案會議協調解決。"),
        *wrapped("三、水利局應於116年2月底前提出總結報告。"),
        *wrapped("捌、獎勵：執行績效優良者，由本府公開表揚。"),
        *wrapped("玖、本計畫奉核定後實施，修正時亦同。"),
    ]  # fmt: skip
    merged = without(ruled(xs, first), Box(xs[0], first[1], xs[1], first[3]))
    here = int((BOTTOM - 240) / 24) + 1
    contents = (
        (merged, [*centred(100, "雲川市政府韌性水環境推動計畫（113年至115年）", 16.0), *written(before, 150.0),
                  *centred(586, "表1　推動策略及措施一覽表", 12.0), *filled(xs, first, top)]),
        (ruled(xs, second), [*filled(xs, second, rest), *written(after[:here], 240.0)]),
        ([], written(after[here:])),
    )  # fmt: skip
    pages = [
        page(strokes, [*text(LEFT, 50, "雲川市政府韌性水環境推動計畫", 9.0), *chars,
                       *centred(805, f"第 {number} 頁，共 3 頁", 9.0)], number)
        for number, (strokes, chars) in enumerate(contents, start=1)
    ]  # fmt: skip
    return as_pdf(pages)


WATER = Sample(
    "yunchuan-water-113-115.pdf",
    water_plan,
    "雲川市政府韌性水環境推動計畫（113年至115年）",
    "雲川市政府",
    [2024, 2025, 2026],
    ("2024-01-01", "2026-12-31"),
    """
1 壹、 依據
2 一、 水利法。
2 二、 行政院112年8月15日院臺經字第1120987654號函。
1 貳、 計畫目標
1 參、 辦理期程
1 肆、 推動策略及措施
1 伍、 經費來源
1 陸、 推動方式
2 一、 由水利局邀集相關機關成立專案小組，檢討執行情形。
2 二、 各區公所應配合辦理下列事項
3 （一） 提供易淹水地點之現地資料，並協助勘選感測器設置位置。
3 （二） 協調里辦公處宣導防汛整備事項。
3 （三） 受理市民申請雨水利用設施之補助。
3 （四） 組訓自主防災社區志工，協助巡查水路、抽水站及滯洪池
2 三、 工程施作期間應兼顧生態保育，並以下列方式辦理
3 （一） 施工前辦理生態檢核，邀請專家學者及在地團體參與
3 （二） 施工中定期巡查，發現異常即時停工改善。
3 （三） 完工後追蹤植栽存活與水質情形
2 四、 水情資訊之蒐集與運用，應符合個人資料保護及資通安全相關規定
3 （一） 感測資料應介接至本府開放資料平臺。
3 （二） 系統異常時應通報水利局處理。
1 柒、 管制考核
2 一、 各主辦機關每半年填報執行進度。
2 二、 執行進度落後者，應於專案小組會議說明原因
2 三、 水利局應於116年2月底前提出總結報告。
1 捌、 獎勵
1 玖、 本計畫奉核定後實施，修正時亦同。
""",
    [
        table(
            "strategy-measure",
            "strategy measure period indicator lead_agency",
            """
推動策略|具體措施|辦理期程|績效指標|主辦機關
一、強化排水系統|1.更新都會區雨水下水道。|113年1月至114年6月|更新長度至少12公里|水利局
一、強化排水系統|2.清淤重要側溝。|每年5月底前|清淤率達95%以上|環境保護局
二、建置智慧水情網絡|3.於易淹水地區布設水位感測器，並介接中央災情平臺，即時發布警戒訊息。|114年3月1日至115年9月30日|布設感測器80處以上|水利局、消防局
三、推廣雨水利用|4.補助學校設置雨撲滿。|114年度|補助20校|教育局
四、提升全民參與|5.辦理節水宣導。|113年至115年|至少18場次|水利局
""",
            caption="表1推動策略及措施一覽表",
        )
    ],
    [
        ("113年至115年", "2024-01-01", "2026-12-31", "range"),
        ("112年8月15日", "2023-08-15", "2023-08-15", "instant"),
        ("自113年1月1日起至115年12月31日止", "2024-01-01", "2026-12-31", "range"),
        ("113年1月至114年6月", "2024-01-01", "2025-06-30", "range"),
        ("每年5月底前", None, None, "recurring"),
        ("114年3月1日至115年9月30日", "2025-03-01", "2026-09-30", "range"),
        ("114年度", "2025-01-01", "2025-12-31", "instant"),
        ("113年至115年", "2024-01-01", "2026-12-31", "range"),
        ("每半年", None, None, "recurring"),
        ("116年2月底前", None, "2027-02-28", "deadline"),
    ],
    [
        ("至少12公里", "ge", 12, "公里"),
        ("95%以上", "ge", 95, "%"),
        ("80處以上", "ge", 80, "處"),
        ("20校", "eq", 20, "校"),
        ("至少18場次", "ge", 18, "場次"),
    ],
    [("lead", "主辦機關", name) for name in ("水利局", "環境保護局", "消防局", "教育局")],
)


def opened_up(pieces: Sequence[Ruling], *gaps: Box) -> list[Ruling]:
    """The pieces without those inside the boxes: how Word prints merged cells."""
    return [
        piece
        for piece in pieces
        if not any(
            gap.x0 + 1 < (piece.x0 + piece.x1) / 2 < gap.x1 - 1
            and gap.top + 1 < (piece.top + piece.bottom) / 2 < gap.bottom - 1
            for gap in gaps
        )
    ]


def health_plan() -> bytes:
    """Two pages; on the second the table of thin rectangles, its unit above it, and footnotes below a short rule."""
    xs = (62, 98, 250, 316, 366, 416, 466, 536)
    ys = (190, 212, 234, 260, 286, 312, 338)
    rows = (
        ("序号", "指标名称", "2023年基期值", "年度目标", "", "", "牵头部门"),
        ("", "", "", "2024年", "2025年", "2026年", ""),
        ("1", "居民健康素养水平①", "28", "30", "33", "35", "县卫生健康局"),
        ("2", "家庭医生签约服务覆盖率", "40", "45", "50", "55", ""),
        ("3", "经常参加体育锻炼人数比例", "36", "38", "40", "42", "县体育局"),
        ("4", "县域内住院人次占比②", "82", "84", "86", "88", "县医疗保障局"),
    )
    gaps = [Box(xs[i], ys[0], xs[i + 1], ys[2]) for i in (0, 1, 2, 6)]
    gaps += [Box(xs[3], ys[0], xs[6], ys[1]), Box(xs[6], ys[2], xs[7], ys[4])]
    first = [
        *wrapped("　　为深入推进健康岚湾建设，全面提升居民健康水平，根据国家有关规定，结合本县实际，制定本规划。"),
        *wrapped("一、总体要求"),
        *wrapped("　　坚持以人民健康为中心，坚持预防为主、防治结合，推动卫生健康工作从以治病为中心向以健康为中心转变，让群众就近享有公平可及的健康服务。"),
        *wrapped("二、重点任务"),
        *wrapped("（一）普及健康知识。组建县级健康科普专家库，新建健康主题公园不少于6个。"),
        *wrapped("（二）做实家庭医生签约服务。"),
        *wrapped("1.扩大签约服务供给，鼓励二级以上医院医师参与签约。"),
        *wrapped("2.对重点人群每季度随访一次。"),
        *wrapped("（三）开展全民健身运动。"),
        *wrapped("1.建设社区健身设施80处以上。"),
        *wrapped("2.每年举办县级全民健身运动会。"),
        *wrapped("（四）提升县域医疗服务能力。2025年6月底前建成紧密型县域医疗卫生共同体。"),
    ]  # fmt: skip
    second = ["三、主要指标", "　　各项指标分年度目标见表1。"]
    third = [
        *wrapped("四、保障措施"),
        *wrapped("（一）加强组织领导。县人民政府建立工作协调机制，统筹研究重大事项。"),
        *wrapped("（二）强化监测评估。2026年12月底前完成规划实施情况总结评估。"),
    ]
    notes = ("① 以县级年度监测结果为准。", "② 指参保人员在县域内定点医疗机构住院的人次所占比例。")
    apart = [char for index, note in enumerate(notes) for char in text(LEFT, 742 + 14 * index, note, 9.0)]
    table_page = [
        *written(second), *centred(165, "表1　健康指标分年度目标", 12.0), *text(486, 182, "单位：%", 10.0),
        *filled(xs, ys, rows), *written(third, 380.0), *apart,
    ]  # fmt: skip
    contents = (
        ([], [*centred(100, "岚湾县全民健康促进规划（2024—2026年）", 16.0), *centred(130, "岚湾县人民政府办公室", 12.0), *written(first, 170.0)]),
        ([*opened_up(as_word(xs, ys), *gaps), Ruling(LEFT, 726, LEFT + 144, 726.5, 0.5)], table_page),
    )  # fmt: skip
    pages = [
        page(strokes, [*chars, *centred(805, f"— {number} —", 10.0)], number)
        for number, (strokes, chars) in enumerate(contents, start=1)
    ]
    return as_pdf(pages, font=SONG)


HEALTH = Sample(
    "lanwan-health-2024-2026.pdf",
    health_plan,
    "岚湾县全民健康促进规划（2024—2026年）",
    "岚湾县人民政府办公室",
    [2024, 2025, 2026],
    ("2024-01-01", "2026-12-31"),
    """
1 一、 总体要求
1 二、 重点任务
2 （一） 普及健康知识。
2 （二） 做实家庭医生签约服务。
3 1. 扩大签约服务供给，鼓励二级以上医院医师参与签约。
3 2. 对重点人群每季度随访一次。
2 （三） 开展全民健身运动。
3 1. 建设社区健身设施80处以上。
3 2. 每年举办县级全民健身运动会。
2 （四） 提升县域医疗服务能力。
1 三、 主要指标
1 四、 保障措施
2 （一） 加强组织领导。
2 （二） 强化监测评估。
""",
    [
        table(
            "indicator-target",
            "no indicator baseline target:2024 target:2025 target:2026 lead_agency",
            """
序号|指标名称|2023年基期值|年度目标|年度目标|年度目标|牵头部门
序号|指标名称|2023年基期值|2024年|2025年|2026年|牵头部门
1|居民健康素养水平①|28|30|33|35|县卫生健康局
2|家庭医生签约服务覆盖率|40|45|50|55|县卫生健康局
3|经常参加体育锻炼人数比例|36|38|40|42|县体育局
4|县域内住院人次占比②|82|84|86|88|县医疗保障局
""",
            header=2,
            caption="表1健康指标分年度目标",
        )
    ],
    [
        ("2024—2026年", "2024-01-01", "2026-12-31", "range"),
        ("每季度", None, None, "recurring"),
        ("每年", None, None, "recurring"),
        ("2025年6月底前", None, "2025-06-30", "deadline"),
        ("2023年", "2023-01-01", "2023-12-31", "instant"),
        *((f"{year}年", f"{year}-01-01", f"{year}-12-31", "instant") for year in (2024, 2025, 2026)),
        ("2026年12月底前", None, "2026-12-31", "deadline"),
    ],
    [
        ("不少于6个", "ge", 6, "个"),
        ("80处以上", "ge", 80, "处"),
        *((str(value), "eq", value, "%") for value in (30, 33, 35, 45, 50, 55, 38, 40, 42, 84, 86, 88)),
    ],
    [("lead", "牵头部门", name) for name in ("县卫生健康局", "县体育局", "县医疗保障局")],
)

# --- a ministry's key indicators: two header rows on each page, thin rectangles, a row and a merged cell cut by a page break -----


def tall(rows: Sequence[Sequence[str]], top: float) -> list[float]:
    """The edges of rows as high as their texts, of size 10."""
    ys = [top]
    for row in rows:
        ys.append(ys[-1] + 10 + 14 * max(cell.count("\n") + 1 for cell in row))
    return ys


def cut_after(row: Sequence[str], lines: int) -> tuple[list[str], list[str]]:
    """What a page break leaves of a row's texts after so many lines, and what stands on the next page."""
    split = [cell.splitlines() for cell in row]
    return ["\n".join(cell[:lines]) for cell in split], ["\n".join(cell[lines:]) for cell in split]


def shipping_plan() -> bytes:
    """Three pages; the goal of the row that the break cuts stands on the first alone, and its cell goes on over it."""
    xs = (56, 118, 202, 234, 278, 388, 426, 464, 502, 540)
    header = [
        ["關鍵策略\n目標", "關鍵績效指標", "", "", "", "年度目標值", "", "", ""],
        ["", "關鍵績效指標", "評估\n體制", "評估\n方式", "衡量標準", "115年", "116年", "117年", "118年"],
    ]
    rows = [
        in_cells(xs, row)
        for row in (
            "一、提升海運安全|1.船舶檢查合格率|1|統計數據|檢查合格艘數÷應檢查艘數|92%|93%|94%|95%",
            "|2.海難死傷人數降低比率|1|統計數據|（前三年平均死傷人數－當年死傷人數）÷前三年平均死傷人數|2%|3%|4%|5%",
            "二、優化離島海運|1.離島航線旅客滿意度|3|問卷調查|委託專業機構辦理抽樣調查，就班次、票務、候船環境及無障礙服務等四面向，計算平均滿意度|80%|82%|84%|86%",
            "|2.新造客貨船艘數|2|進度控管|當年度驗收交船艘數|1艘|1艘|2艘|2艘",
            "三、邁向低碳航運|1.公務船岸電使用率|1|統計數據|使用岸電艘次÷靠泊總艘次|60%|70%|80%|90%",
            "|2.低硫燃油抽驗件數|1|統計數據|當年度抽驗船舶件數|120件|130件|140件|150件",
        )
    ]
    here, there = cut_after(rows[2], 3)
    first, second = [*header, *rows[:2], here], [*header, there, *rows[3:]]
    top, again = tall(first, 548), tall(second, 90)

    def drawn(ys: Sequence[float], merged: Sequence[tuple[int, int, int, int]]) -> list[Ruling]:
        gaps = [Box(xs[c], ys[r], xs[c + across], ys[r + down]) for r, c, down, across in merged]
        return opened_up(as_word(xs, ys, 0.7), *gaps)

    over = [(0, 0, 2, 1), (0, 1, 1, 4), (0, 5, 1, 4)]
    before = [
        *wrapped("壹、環境情勢分析"),
        *wrapped("一、國際航運減碳規範趨嚴，船舶燃料與港埠設施面臨轉型，亟需提早因應。"),
        *wrapped("二、離島居民仰賴海運，惟部分航線船齡偏高，班次與舒適度仍待提升。"),
        *wrapped("貳、優先發展課題"),
        *wrapped("一、強化航行安全：整合船舶動態資訊，115年底前完成主要港口監控系統介接。"),
        *wrapped("二、優化離島服務"),
        *wrapped("（一）補助汰換老舊客貨船。"),
        *wrapped("（二）改善候船環境，增設無障礙設施至少20處。"),
        *wrapped("三、推動綠色航運：鼓勵船舶靠泊期間使用岸電，逐年提高使用率，並加強燃油含硫量抽驗，減少港區空氣污染，維護周邊居民健康。"),
        *wrapped("參、關鍵績效指標"),
        *wrapped("　　本部依前述課題訂定關鍵策略目標三項、關鍵績效指標六項，分年目標值如表1。"),
    ]  # fmt: skip
    after = [
        *wrapped("肆、管考機制"),
        *wrapped("一、各單位應於每季結束後十日內填報執行情形，由綜合規劃司彙整陳核。"),
        *wrapped("二、目標值未達成者，應提出檢討及改善措施；連續未達成者，列入專案列管。"),
        *wrapped("三、本計畫實施期程自115年1月1日起至118年12月31日止，期滿前辦理總結評估。"),
    ]  # fmt: skip
    notes = wrapped("註：評估體制之代號，1指既有組織架構，2指任務編組，3指第三者。", 10.0)
    contents = (
        (drawn(top, [*over, (2, 0, 2, 1)]), [*centred(100, "海運部中程施政計畫（115至118年度）", 18.0), *written(before, 140.0, 27.0),
                                             *centred(540, "表1　關鍵策略目標、關鍵績效指標及年度目標值", 12.0), *filled(xs, top, first)]),
        (drawn(again, [*over, (2, 0, 2, 1), (4, 0, 2, 1)]), [*filled(xs, again, second), *text(LEFT, again[-1] + 16, notes[0], 10.0)]),
        ([], written(after)),
    )  # fmt: skip
    pages = [
        page(
            strokes, [*text(LEFT, 50, "海運部中程施政計畫", 10.0), *chars, *centred(805, f"- {number} -", 10.0)], number
        )
        for number, (strokes, chars) in enumerate(contents, start=1)
    ]
    return as_pdf(pages)


SHIPPING = Sample(
    "haiyun-ministry-115-118.pdf",
    shipping_plan,
    "海運部中程施政計畫（115至118年度）",
    "海運部",
    [2026, 2027, 2028, 2029],
    ("2026-01-01", "2029-12-31"),
    """
1 壹、 環境情勢分析
2 一、 國際航運減碳規範趨嚴，船舶燃料與港埠設施面臨轉型
2 二、 離島居民仰賴海運，惟部分航線船齡偏高
1 貳、 優先發展課題
2 一、 強化航行安全
2 二、 優化離島服務
3 （一） 補助汰換老舊客貨船。
3 （二） 改善候船環境，增設無障礙設施至少20處。
2 三、 推動綠色航運
1 參、 關鍵績效指標
1 肆、 管考機制
2 一、 各單位應於每季結束後十日內填報執行情形
2 二、 目標值未達成者，應提出檢討及改善措施
2 三、 本計畫實施期程自115年1月1日起至118年12月31日止
""",
    [
        table(
            "indicator-target",
            "strategy indicator other method definition target:115 target:116 target:117 target:118",
            """
關鍵策略目標|關鍵績效指標|關鍵績效指標|關鍵績效指標|關鍵績效指標|年度目標值|年度目標值|年度目標值|年度目標值
關鍵策略目標|關鍵績效指標|評估體制|評估方式|衡量標準|115年|116年|117年|118年
一、提升海運安全|1.船舶檢查合格率|1|統計數據|檢查合格艘數÷應檢查艘數|92%|93%|94%|95%
一、提升海運安全|2.海難死傷人數降低比率|1|統計數據|（前三年平均死傷人數－當年死傷人數）÷前三年平均死傷人數|2%|3%|4%|5%
二、優化離島海運|1.離島航線旅客滿意度|3|問卷調查|委託專業機構辦理抽樣調查，就班次、票務、候船環境及無障礙服務等四面向，計算平均滿意度|80%|82%|84%|86%
二、優化離島海運|2.新造客貨船艘數|2|進度控管|當年度驗收交船艘數|1艘|1艘|2艘|2艘
三、邁向低碳航運|1.公務船岸電使用率|1|統計數據|使用岸電艘次÷靠泊總艘次|60%|70%|80%|90%
三、邁向低碳航運|2.低硫燃油抽驗件數|1|統計數據|當年度抽驗船舶件數|120件|130件|140件|150件
""",
            header=2,
            caption="表1關鍵策略目標、關鍵績效指標及年度目標值",
        )
    ],
    [
        ("115至118年度", "2026-01-01", "2029-12-31", "range"),
        ("115年底前", None, "2026-12-31", "deadline"),
        *((f"{year}年", f"{year + 1911}-01-01", f"{year + 1911}-12-31", "instant") for year in (115, 116, 117, 118)),
        *[("三年", None, None, "duration")] * 2,
        ("每季結束後十日內", None, None, "recurring"),
        ("自115年1月1日起至118年12月31日止", "2026-01-01", "2029-12-31", "range"),
    ],
    [
        ("至少20處", "ge", 20, "處"),
        *((f"{value}%", "eq", value, "%") for value in (92, 93, 94, 95, 2, 3, 4, 5, 80, 82, 84, 86, 60, 70, 80, 90)),
        *((f"{value}艘", "eq", value, "艘") for value in (1, 1, 2, 2)),
        *((f"{value}件", "eq", value, "件") for value in (120, 130, 140, 150)),
    ],
)

# --- a county's plan: three header rows, not repeated, over two pages; a table in a cell; a box; pages numbered by chapter ------


def river_plan() -> bytes:
    """Three pages; the table of the third goes on from the second with its edges a point to the right and no header."""
    form_xs, form_ys = (62, 150, 535), (452, 476, 500, 600, 624)
    form = [
        ["計畫名稱", "蘭溪流域韌性調適計畫"],
        ["計畫期程", "115年至116年"],
        ["經費來源", "各年度經費如下（單位：萬元）："],
        ["主辦機關", "水利處"],
    ]
    inner_xs, inner_ys = (170, 280, 370, 460), (524, 546, 568, 590)
    inner = [["來源", "115年", "116年"], ["中央補助款", "1,200", "1,500"], ["縣配合款", "300", "400"]]
    xs = (54, 122, 232, 278, 324, 370, 416, 478, 541)
    header = [
        ["推動策略", "工作項目", "分年目標", "", "", "", "主辦機關", "協辦機關"],
        ["", "", "115年", "", "116年", "", "", ""],
        ["", "", "上半年", "下半年", "上半年", "下半年", "", ""],
    ]
    rows = [
        in_cells(xs, row)
        for row in (
            "一、提升河道防護能力|（一）改善老舊堤防及護岸|1公里|2公里|2公里|3公里|水利處|工務處",
            "|（二）疏濬河道淤積，並於汛期前完成水門及抽水機組之檢查與試運轉|5處|5處|6處|6處|水利處|各鄉鎮市公所",
            "|（三）設置滯洪池|1座|1座|1座|2座|水利處|農業處",
            "二、營造親水環境|（四）建置水岸步道，串聯既有自行車道及公園綠地，提供民眾休憩空間|1條|1條|2條|2條|工務處|文化觀光處",
            "|（五）辦理水環境教育|4場次|4場次|6場次|6場次|教育處|水利處",
        )
    ]
    here, there = cut_after(rows[1], 2)
    first, second = [*header, rows[0], here], [there, *rows[2:]]
    ys, again = tall(first, 600), tall(second, 78)
    moved = tuple(x + 1.0 for x in xs)
    over = [(0, 0, 3, 1), (0, 1, 3, 1), (0, 2, 1, 4), (1, 2, 1, 2), (1, 4, 1, 2), (0, 6, 3, 1), (0, 7, 3, 1)]

    def drawn(at: Sequence[float], tops: Sequence[float], merged: Sequence[tuple[int, int, int, int]]) -> list[Ruling]:
        strokes = ruled(at, tops)
        for row, column, down, across in merged:
            strokes = without(strokes, Box(at[column], tops[row], at[column + across], tops[row + down]))
        return strokes

    before = [
        *wrapped("壹、依據"),
        *wrapped("一、流域綜合治理特別條例。"),
        *wrapped("二、經濟部114年9月5日經水字第1140054321號函。"),
        *wrapped("貳、計畫目標"),
        *wrapped("　　因應極端降雨日益頻繁，整合流域上、中、下游之治理作為，兼顧防洪、生態與親水需求，降低淹水風險，營造與水共榮之永續家園，特訂定本計畫。"),
    ]  # fmt: skip
    boxed = ["專欄1　流域願景", "1.讓水有去處。", "2.讓人近水而安。"]
    middle = [
        *wrapped("肆、推動方式"),
        *wrapped("一、由水利處成立推動小組，每2個月召開會議一次，檢討執行進度及跨機關協調事項。"),
        *wrapped("二、各鄉鎮市公所應指定專人，配合辦理用地協調、民眾溝通及施工期間之交通維持。"),
        *wrapped("三、工程規劃階段應辦理公民參與至少3場次，並將意見納入設計。"),
        *wrapped("（一）邀請在地團體、學校及居民代表參加。"),
        *wrapped("（二）會議紀錄應公開於本府網站，供各界查詢，期間不得少於30日。"),
        *wrapped("四、施工期間應辦理生態檢核，發現保育類物種時，應即停工並通報主管機關。"),
        *wrapped("五、完工後由各維護管理機關接管，並於每年4月底前完成設施檢查。"),
        *wrapped("伍、分工：各機關分年工作目標如表2。"),
    ]  # fmt: skip
    after = [
        *wrapped("陸、考核"),
        *wrapped("一、各機關應於每季終了後填報進度，由研考單位列管。"),
        *wrapped("二、116年12月31日前提出總結報告。"),
    ]  # fmt: skip
    form_chars = [*filled(form_xs, form_ys, form), *filled(inner_xs, inner_ys, inner)]
    contents = (
        ([*ruled(form_xs, form_ys), *ruled(inner_xs, inner_ys), *ruled((62, 535), (310, 390))],
         [*centred(100, "蘭溪縣流域韌性調適實施計畫（115年至116年）", 16.0), *written(before, 140.0), *written(boxed, 330.0, 22.0),
          *text(LEFT, 420, "參、計畫基本資料", 12.0), *centred(444, "表1　計畫基本資料表", 12.0), *form_chars]),
        (drawn(xs, ys, [*over, (3, 0, 2, 1)]), [*written(middle), *centred(592, "表2　分年工作目標及分工表", 12.0), *filled(xs, ys, first)]),
        (drawn(moved, again, [(0, 0, 2, 1), (2, 0, 2, 1)]), [*filled(moved, again, second), *written(after, again[-1] + 40)]),
    )  # fmt: skip
    pages = [
        page(strokes, [*text(LEFT, 50, "第二章　流域調適", 9.0), *chars, *centred(805, f"2-{number}", 10.0)], number)
        for number, (strokes, chars) in enumerate(contents, start=1)
    ]
    return as_pdf(pages)


RIVER = Sample(
    "lanxi-county-115-116.pdf",
    river_plan,
    "蘭溪縣流域韌性調適實施計畫（115年至116年）",
    "蘭溪縣政府",
    [2026, 2027],
    ("2026-01-01", "2027-12-31"),
    """
1 壹、 依據
2 一、 流域綜合治理特別條例。
2 二、 經濟部114年9月5日經水字第1140054321號函。
1 貳、 計畫目標
1 專欄1 流域願景
2 1. 讓水有去處。
2 2. 讓人近水而安。
1 參、 計畫基本資料
1 肆、 推動方式
2 一、 由水利處成立推動小組，每2個月召開會議一次
2 二、 各鄉鎮市公所應指定專人，配合辦理用地協調
2 三、 工程規劃階段應辦理公民參與至少3場次
3 （一） 邀請在地團體、學校及居民代表參加。
3 （二） 會議紀錄應公開於本府網站，供各界查詢
2 四、 施工期間應辦理生態檢核，發現保育類物種時
2 五、 完工後由各維護管理機關接管
1 伍、 分工
1 陸、 考核
2 一、 各機關應於每季終了後填報進度，由研考單位列管。
2 二、 116年12月31日前提出總結報告。
""",
    [
        table(
            "form",
            "item other",
            """
計畫名稱|蘭溪流域韌性調適計畫
計畫期程|115年至116年
經費來源|各年度經費如下（單位：萬元）：
主辦機關|水利處
""",
            header=0,
            caption="表1計畫基本資料表",
        ),
        table(
            "budget",
            "item budget budget",
            """
來源|115年|116年
中央補助款|1,200|1,500
縣配合款|300|400
""",
        ),
        table(
            "strategy-measure",
            "strategy measure target:115 target:115 target:116 target:116 lead_agency support_agency",
            """
推動策略|工作項目|分年目標|分年目標|分年目標|分年目標|主辦機關|協辦機關
推動策略|工作項目|115年|115年|116年|116年|主辦機關|協辦機關
推動策略|工作項目|上半年|下半年|上半年|下半年|主辦機關|協辦機關
一、提升河道防護能力|（一）改善老舊堤防及護岸|1公里|2公里|2公里|3公里|水利處|工務處
一、提升河道防護能力|（二）疏濬河道淤積，並於汛期前完成水門及抽水機組之檢查與試運轉|5處|5處|6處|6處|水利處|各鄉鎮市公所
一、提升河道防護能力|（三）設置滯洪池|1座|1座|1座|2座|水利處|農業處
二、營造親水環境|（四）建置水岸步道，串聯既有自行車道及公園綠地，提供民眾休憩空間|1條|1條|2條|2條|工務處|文化觀光處
二、營造親水環境|（五）辦理水環境教育|4場次|4場次|6場次|6場次|教育處|水利處
""",
            header=3,
            caption="表2分年工作目標及分工表",
        ),
    ],
    [
        ("115年至116年", "2026-01-01", "2027-12-31", "range"),
        ("114年9月5日", "2025-09-05", "2025-09-05", "instant"),
        ("115年至116年", "2026-01-01", "2027-12-31", "range"),
        *((f"{year}年", f"{year + 1911}-01-01", f"{year + 1911}-12-31", "instant") for year in (115, 116)),
        ("每2個月", None, None, "recurring"),
        ("30日", None, None, "duration"),
        ("每年4月底前", None, None, "recurring"),
        *((f"{year}年", f"{year + 1911}-01-01", f"{year + 1911}-12-31", "instant") for year in (115, 116)),
        *(
            (words, f"{year}-{start}", f"{year}-{end}", "instant")
            for year in (2026, 2027)
            for words, start, end in (("上半年", "01-01", "06-30"), ("下半年", "07-01", "12-31"))
        ),
        ("每季", None, None, "recurring"),
        ("116年12月31日前", None, "2027-12-31", "deadline"),
    ],
    [
        ("至少3場次", "ge", 3, "場次"),
        ("不得少於30日", "ge", 30, "日"),
        *(
            (f"{value}{unit}", "eq", value, unit)
            for values, unit in (((1, 2, 2, 3), "公里"), ((5, 5, 6, 6), "處"), ((1, 1, 1, 2), "座"), ((1, 1, 2, 2), "條"), ((4, 4, 6, 6), "場次"))
            for value in values
        ),
    ],
    [
        *(("lead", "主辦機關", name) for name in ("水利處", "工務處", "教育處")),
        *(("support", "協辦機關", name) for name in ("工務處", "各鄉鎮市公所", "農業處", "文化觀光處", "水利處")),
    ],
)  # fmt: skip

SAMPLES = (GENDER, NUMBERS, FIRE, TOWNSHIP, GAZETTE, CITY, WATER, HEALTH, SHIPPING, RIVER)


def files(sample: Sample) -> dict[Path, bytes]:
    """The plan and its annotation, by their paths in the project."""
    content = sample.make()
    gold = json.dumps(sample.gold(content), ensure_ascii=False, indent=1) + "\n"
    stem = sample.name.rpartition(".")[0]
    return {Path("data/raw", sample.name): content, Path("tests/gold", f"{stem}.gold.json"): gold.encode()}


def main() -> None:
    for sample in SAMPLES:
        for path, content in files(sample).items():
            (ROOT / path).write_bytes(content)


if __name__ == "__main__":
    main()
