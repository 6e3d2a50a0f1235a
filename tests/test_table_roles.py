"""What tables are: kinds, header rows, column roles, years, units, captions."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grids
import pytest
from growth import assert_growth, seconds
from samples import SHARED, needs_shared

from extractors.builder import CellText, DocumentBuilder
from extractors.document import ParagraphKind
from rules.caption import names_table, unit_in
from rules.header_words import plain, role_of_words, year_of
from rules.paragraph import passages
from rules.table_roles import TableReading, read_table
from rules.words import written

FOLDERS = [Path(__file__).parent / "gold"] + ([SHARED / "gold"] if SHARED else [])


def read(grid: str, caption: str = "", header: int = 1, marked: int | None = None) -> TableReading:
    """A table drawn with bars, equal neighbours merged."""
    rows = [line.strip().split("|") for line in grid.strip().splitlines()]
    document = grids.document(rows, caption, [str(i) for i in range(len(rows[0]))], header, marked)
    return read_table(document, 0, passages(document))


def test_the_year_before_the_plan_is_the_baseline_of_its_goals() -> None:
    rows = [["指标", "单位", "2023年", "2025年", "2026年"], ["绿色仓容", "万吨", "8600", "10100", "11000"]]
    document = grids.document(rows, "主要指标", list("abcde"), 1, None)
    roles = {begin: read_table(document, 0, passages(document), begin).roles[2:] for begin in (None, 2023, 2024)}
    assert roles[None] == roles[2023] == ("target:2023", "target:2025", "target:2026")
    assert roles[2024] == ("baseline", "target:2025", "target:2026")


# --- tables of plans that no sample holds: wording of other cities, ministries and the mainland -------------------------


@dataclass(frozen=True)
class Case:
    grid: str
    kind: str
    roles: str
    header: int = 1
    caption: str = ""


CASES = {
    "stages of a training": Case(
        """阶段|训练内容|组训人
        第一阶段|体能训练|张伟
        第二阶段|水域救援|李强""",
        "schedule",
        "item measure name",
    ),
    "minutes of duties": Case(
        """項次|工作重點|具體行動|完成期限|主辦機關|協辦機關|備註
        1|推動節能|汰換路燈5000盞|113.12.31|工務局|環保局|
        2|綠運輸|增購電動公車|114.06.30|交通局|環保局、工務局|""",
        "assignment",
        "no strategy measure deadline lead_agency support_agency note",
        caption="表3 重點工作權責分工表",
    ),
    "years without a parent header": Case(
        """面向|推動策略|執行措施|KPI|2023年|2024年|2025年|負責局處
        治理|開放資料|建置平台|資料集數|100|120|150|資訊局
        治理|開放資料|辦理黑客松|場次|1|2|2|資訊局""",
        "strategy-measure",
        "strategy strategy measure indicator target:2023 target:2024 target:2025 agency",
    ),
    "investments, whoever builds": Case(
        """序号|项目名称|建设内容|建设地点|总投资（万元）|建设年限|责任单位
        1|冷链物流园|建设冷库2万立方米|开发区|8600|2023—2024|县商务局
        2|乡镇污水处理厂|新建污水厂3座|各乡镇|4200|2023|县住建局""",
        "budget",
        "no item measure other budget period agency",
    ),
    "goods, whoever keeps them": Case(
        """序号|物资名称|规格型号|单位|数量|存放地点|保管人
        1|编织袋|55×95厘米|条|20000|区防汛仓库|陈刚
        2|冲锋舟|YAM40|艘|6|消防大队|李波""",
        "other",
        "no item other other other other name",
    ),
    "sums counted by the caption": Case(
        """项目|总投资|上级补助|镇级财政|社会资本
        农贸市场改造|360|120|240|0
        养老服务提升|180|90|60|30""",
        "budget",
        "item budget budget budget budget",
        caption="资金安排表（单位：万元）",
    ),
    "tasks counted in a unit": Case(
        """村名|秋收面积（亩）|打捆离田任务（亩）
        东湾村|5200|4000
        西湾村|6800|5500""",
        "other",
        "item other target",
    ),
    "what shall be made, by a task that is divided": Case(
        """乡镇|新建面积（亩）|改造提升面积（亩）|现有耕地面积（亩）
        上顿渡镇|12000|5000|32000
        温泉镇|10000|6000|28000""",
        "other",
        "item target target other",
        caption="高标准农田建设任务分解表",
    ),
    "a task in parts": Case(
        """序号|市别|建设任务（万亩）|建设任务（万亩）|建设任务（万亩）
        序号|市别|新建|改造提升|小计
        1|南州市|32|20|52
        2|临河市|45|30|75""",
        "indicator-target",
        "no item target target target",
        header=2,
        caption="2025年高标准农田建设任务分解表",
    ),
    "sums still to be filled in": Case(
        """序号|水库名称|所在县|完成投资（万元）|备注
        1||||
        2||||
        3||||""",
        "form",
        "no item other budget note",
        caption="进展情况统计表",
    ),
    "five-year plan": Case(
        """序号|指标|单位|2020年|2025年|年均增速|属性
        1|常住人口城镇化率|%|60|65|—|预期性
        2|单位GDP能耗降低|%|—|—|13.5|约束性""",
        "indicator-target",
        "no indicator other baseline target:2025 target other",
        caption="专栏1 “十四五”时期主要指标",
    ),
    "old medium-term plan": Case(
        """策略績效目標|衡量指標|評估體制|評估方式|衡量標準|權重|年度目標值|年度目標值
        策略績效目標|衡量指標|評估體制|評估方式|衡量標準|權重|96|97
        一、提升服務|1.滿意度|1|問卷調查|滿意人數/受訪人數|25%|80%|82%
        一、提升服務|2.處理時效|1|統計數據|平均天數|10%|5天|4天""",
        "indicator-target",
        "strategy indicator other method definition weight target:96 target:97",
        header=2,
    ),
    "baseline and years": Case(
        """類別|性別目標|性別指標|基期值（108年）|109年目標值|110年目標值|主辦機關
        就業|提升婦女勞參率|婦女勞參率|50%|51%|52%|勞動局
        安全|降低暴力|通報率|80%|82%|84%|社會局""",
        "indicator-target",
        "item strategy indicator baseline target:109 target:110 lead_agency",
    ),
    "mainland tasks": Case(
        """序号|改革任务|改革举措|进度安排|责任领导|牵头单位|配合单位
        1|优化审批|推行容缺受理|6月底前完成|张三|政务服务局|各县区
        2|优化服务|推行一件事|全年推进|李四|政务服务局|司法局""",
        "assignment",
        "no strategy measure period name lead_agency support_agency",
    ),
    "mainland scoring": Case(
        """一级指标|二级指标|评分标准|分值|得分
        组织领导|机构建设|成立领导小组|5|
        组织领导|制度建设|制定方案|5|""",
        "scoring",
        "indicator indicator definition weight score",
    ),
    "goals in words": Case(
        """目標|策略|具體措施|預期效益|辦理單位
        提升識讀|強化宣導|辦理宣導活動|參與人次達1000人|教育處
        改善環境|設施更新|更新設備|完成20處|工務處""",
        "strategy-measure",
        "strategy strategy measure target agency",
    ),
    "money by year": Case(
        """分項計畫|工作項目|經費需求（千元）|經費需求（千元）|經費需求（千元）
        分項計畫|工作項目|113年|114年|合計
        數位治理|平台建置|1,000|2,000|3,500
        數位治理|資安強化|800|900|2,200""",
        "budget",
        "strategy measure budget budget budget",
        header=2,
    ),
    "gantt": Case(
        """工作項目|1月|2月|3月|4月
        規劃|●|●||
        招標|||●|●""",
        "schedule",
        "measure period period period period",
        caption="附表：工作進度甘特圖",
    ),
    "roster": Case(
        """序號|單位|職稱|姓名|性別
        1|市政府|市長|王大明|男
        2|教育局|局長|李小華|女""",
        "roster",
        "no agency job_title name other",
        caption="委員名單",
    ),
    "timetable": Case(
        """日期|時間|課程名稱|講師|地點
        5月1日|09:00-10:30|性別主流化|陳教授|一樓會議室
        5月2日|09:00-10:30|環境教育|林教授|二樓會議室""",
        "schedule",
        "period period item name other",
    ),
    "simplified twin": Case(
        """策略|具体做法|办理期限|绩效指标|牵头部门|配合部门|备注
        健全制度|修订办法|2024年6月底前|完成1件|人事处|各处室|
        强化培训|举办培训班|2024年12月底前|举办2期|人事处|各处室|""",
        "strategy-measure",
        "strategy measure deadline indicator lead_agency support_agency note",
    ),
    "merged number column": Case(
        """策略目標|策略目標|績效指標|績效指標|目標值
        一|健全組織|1|編制數|20人
        一|健全組織|2|滿意度|80%""",
        "indicator-target",
        "no strategy no indicator target",
    ),
    "headers of cells' width": Case(
        """推 動 策  略|具 體 作 法|實施（參與）單位|預定達成目標及完成期限
        宣導|辦理講習|人事處|94年6月底前2場
        考核|訂定要點|人事處|94年12月底前完成""",
        "strategy-measure",
        "strategy measure agency target",
    ),
    "sustainable development goals": Case(
        """目標編號|核心目標|對應指標|衡量單位|現況值(2022)|2025目標值|2030目標值|權責機關
        1|減碳|碳排放量|萬噸|500|450|300|環境部
        2|再生能源|占比|%|8|20|30|經濟部""",
        "indicator-target",
        "no strategy indicator other baseline target:2025 target:2030 agency",
    ),
    "results beside targets": Case(
        """衡量指標|112年實際值|113年目標值|113年實際值|達成情形
        滿意度|80%|82%|85%|達成
        件數|100|120|110|未達成""",
        "indicator-target",
        "indicator result target:113 result result",
    ),
    "mainland checklist": Case(
        """序号|任务清单|具体要求|完成时间|责任人
        1|整治河道|清淤10公里|9月底|张三
        2|植树|1000棵|4月底|李四""",
        "assignment",
        "no measure definition deadline name",
    ),
    "progress by quarter": Case(
        """辦理項目|預定進度|預定進度|預定進度|預定進度
        辦理項目|第一季|第二季|第三季|第四季
        計畫擬定|100%|||
        執行||30%|60%|100%""",
        "schedule",
        "measure period period period period",
        header=2,
    ),
    "teams": Case(
        """組別|組長|成員|任務
        行政組|王主任|李科員、陳科員|文書庶務
        活動組|林主任|張科員|活動規劃""",
        "assignment",
        "item name name measure",
    ),
    "goals by year, and who": Case(
        """推動策略|推動事項|113年目標|114年目標|主辦單位|協辦單位
        健康|篩檢|500人|600人|衛生局|各衛生所
        安全|巡查|12次|12次|警察局|消防局""",
        "strategy-measure",
        "strategy measure target:113 target:114 lead_agency support_agency",
        caption="表2 分年目標及分工表",
    ),
    "tasks with goals, without a caption": Case(
        """序号|工作任务|工作目标|牵头单位|配合单位|完成节点
        1|排查隐患|排查率100%|应急局|各乡镇|6月底前
        2|更换管网|20公里|住建局|各街道|11月底前""",
        "assignment",
        "no measure target lead_agency support_agency deadline",
    ),
    "sources of money by year": Case(
        """來源|113年|114年
        中央補助款|1,200|1,500
        縣配合款|300|400""",
        "budget",
        "item budget budget",
    ),
    "begin and end under a deadline": Case(
        """工作項目|執行期限|執行期限|主辦機關
        工作項目|起|迄|主辦機關
        測量|112年6月|112年12月|地政局
        施工|113年1月|113年5月|建設局""",
        "schedule",
        "measure period period lead_agency",
        header=2,
    ),
    "rise over the years": Case(
        """指标|2020年|2025年|五年增幅
        床位数|200|300|(100)
        护理员|50|80|60%""",
        "indicator-target",
        "indicator baseline target:2025 target",
    ),
    "rows named by an unknown word": Case(
        """路段|施工期間|承辦單位|車道寬度
        中山路|112年3月|工務局|3.5
        民生路|112年4月|工務局|3.2""",
        "assignment",
        "item period agency other",
    ),
    "captioned as a sheet of marks": Case(
        """項目|配分|自評|備註
        組織運作|20||
        宣導成效|30||""",
        "scoring",
        "item weight score note",
        caption="年度業務評量表",
    ),
    "unknown headers": Case(
        """甲欄|乙欄|丙欄
        1|112年3月1日|教育局
        2|112年4月1日|工務局
        3|112年5月1日|環保局""",
        "assignment",
        "no period agency",
    ),
    "a course": Case(
        """日期|時間|課程名稱|時數|授課人|地點
        5月6日|9:00-12:00|策略規劃|3|教授 吳○德|第一會議室
        5月7日|9:00-12:00|危機處理|3|處長 蔡○玲|第二會議室""",
        "schedule",
        "period period item other name other",
    ),
    "sessions": Case(
        """場次|日期|地點|人數
        東區場|113年9月7日|中山國小|120
        西區場|113年9月8日|仁愛國中|96""",
        "schedule",
        "item period other other",
    ),
    "sessions side by side": Case(
        """項目|第1場|第2場|第3場
        日期|113年2月20日|113年2月22日|113年2月27日
        地點|演講廳|圖書館|公所
        名額|80人|50人|50人""",
        "schedule",
        "item other other other",
    ),
    "how many of each": Case("組別|人數\n民政組|12\n工務組|15", "roster", "item other"),
    "a list of places": Case(
        """編號|處所名稱|地址|容納人數|管理人|連絡電話
        1|中山國小|中山路1號|250|陳大同|03-1111111
        2|仁愛國中|仁愛路2號|300|林美惠|03-2222222""",
        "roster",
        "no item other other name other",
        caption="避難收容處所一覽表",
    ),
    "a list of places without persons": Case(
        """序號|場館名稱|座落地點|管理單位
        1|美術館|東區|視覺藝術科
        2|文學館|西區|圖書資訊科""",
        "roster",
        "no item other agency",
        caption="場館清冊",
    ),
    "a list of things": Case(
        """項次|品名|規格|單位|數量|保管單位
        1|抽水機|8英吋|台|3|建設課
        2|睡袋|成人用|個|120|社會課""",
        "other",
        "no item other other other agency",
    ),
    "groups with persons and duties": Case(
        """組別|職稱|姓名|任務
        指揮官|鎮長|李大忠|統籌指揮
        搶修組|課長|曾光輝|道路搶修""",
        "assignment",
        "item job_title name measure",
        caption="演習編組表",
    ),
    "what to tick": Case(
        """項次|檢核項目|是|否|說明
        1|計畫是否函報核定|□|□|
        2|人員是否到位|□|□|""",
        "form",
        "no indicator other other note",
    ),
    "a form with two questions a row": Case(
        """姓名||性別|□男 □女
        就讀學校||聯絡電話|
        指導老師||E-mail|""",
        "form",
        "item other item other",
        header=0,
    ),
    "risks": Case(
        """風險項目|可能性|影響程度|風險值|因應對策|負責單位
        人力不足|2|2|4|協調志工輪值|社會課
        天然災害|2|1|2|調整時程|農業課""",
        "other",
        "item other other other measure agency",
        caption="風險評估表",
    ),
    "items of a plan": Case(
        """項目|內容
        補助對象|立案之社區發展協會
        收件方式|郵寄或親送""",
        "other",
        "item definition",
    ),
    "milestones": Case(
        """編號|里程碑|預定完成日|預定進度(%)
        A1|成立推動小組|114年2月28日|10
        A2|完成調查報告|114年4月30日|35""",
        "schedule",
        "no item deadline target",
    ),
    "months of bars": Case(
        """策略|工作項目|1-2月|3-4月|5-6月|7-8月|工作比重(%)
        調查|現地勘查|━━|━━|||30
        調查|撰寫報告|||██|██|70""",
        "schedule",
        "strategy measure period period period period weight",
    ),
    "months after the start": Case(
        """工作項目/月次|第1個月|第2個月|第3個月
        文獻蒐集|✓✓||
        實地訪查||→|→""",
        "schedule",
        "measure period period period",
    ),
    "months of two years": Case(
        """工作項目|113年11月|113年12月|114年1月
        備料|■||
        施工||■|■""",
        "schedule",
        "measure period period period",
    ),
    "money of years taken together": Case(
        """工作項目|113年度|113年度|114至115年度|114至115年度|總計
        工作項目|中央補助|地方配合款|中央補助|地方配合款|總計
        據點設置|6,000|1,500|13,600|3,400|24,500
        家屬支持|400|100|960|240|1,700""",
        "budget",
        "item budget budget budget budget budget",
        header=2,
    ),
    "shares below one header": Case(
        """組別|評分比例|評分比例
        組別|內容與結構|邏輯與修辭
        國小組|60%|40%
        國中組|50%|50%""",
        "scoring",
        "item weight weight",
        header=2,
    ),
    "what is looked at": Case(
        """審查項目|審查重點|比重
        計畫完整性|架構是否周延|40%
        預期效益|可否達成目標|60%""",
        "scoring",
        "indicator definition weight",
    ),
    "what shall come of it": Case(
        """預期成果|單位|111年|112年|合計
        新增有機面積|公頃|20|30|50
        輔導農戶|戶|25|35|60""",
        "indicator-target",
        "indicator other target:111 target:112 target",
    ),
    "what was counted": Case(
        """年度|失智推估人數|個案管理人數|涵蓋率(%)
        111|6,927|3,150|45.5
        112|7,188|3,606|50.2""",
        "other",
        "period result result result",
    ),
    "a corner that names both": Case(
        """時間/工作項目|第1週|第2週|第3週
        文宣設計|V|V|
        活動執行||V|V""",
        "schedule",
        "measure period period period",
    ),
    "spans ahead": Case(
        """指標名稱|單位|短期(1-2年)|中期(3-5年)
        綠覆率|%|15|18
        公園可及性|%|70|80""",
        "indicator-target",
        "indicator other target target",
    ),
    "what came of past years": Case(
        """年度|辦理場次|參加人次
        110|8|320
        111|15|780""",
        "other",
        "period result result",
        caption="歷年辦理成果",
    ),
    "shares of money": Case(
        """經費來源|金額(千元)|百分比
        中央補助款|8,000|80%
        本府自籌款|2,000|20%""",
        "budget",
        "item budget weight",
    ),
    "works and their money": Case(
        """工作項目|用途別|預算金額|編列說明
        推廣活動|業務費|300,000|講師費等
        教材編印|業務費|120,000|印製600本""",
        "budget",
        "measure item budget note",
    ),
    "numbered names of goals": Case(
        """SDGs目標|本校行動|評估指標|負責處室
        SDG4優質教育|推動閱讀|借閱率|教務處
        SDG13氣候行動|節能減碳|用電降幅|總務處""",
        "strategy-measure",
        "strategy measure indicator agency",
    ),
    "a form whose questions are no persons'": Case(
        """計畫名稱||主辦單位|
        活動日期||活動地點|
        參加人數||所需經費|""",
        "form",
        "item other item other",
        header=0,
    ),
    "parts of the whole": Case(
        """部門|基準年排放量|減量目標(%)|減量目標(%)|主責局處
        部門|基準年排放量|114年|116年|主責局處
        能源|320|5|12|經發局
        運輸|280|4|10|交通局""",
        "indicator-target",
        "item baseline target:114 target:116 lead_agency",
        header=2,
    ),
    "a drill": Case(
        """編組|參演單位|負責人員職級|任務內容|聯絡人電話
        檢傷組|中山醫院|急診主任|檢傷分類|03-111
        後送組|消防局|分隊長|傷患後送|03-222""",
        "assignment",
        "item agency job_title measure other",
        caption="演練編組及任務",
    ),
    "a first row that is worded as headers are": Case(
        """管理事項|時限|作業說明|機關
        自評作業|每年1月15日前|執行情形|各機關
        彙整作業|每年1月31日前|提報委員會|社會局""",
        "assignment",
        "measure deadline definition agency",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_unseen_tables(case: Case) -> None:
    reading = read(case.grid, case.caption, case.header)
    assert " ".join(reading.roles) == case.roles
    assert reading.kind.value == case.kind
    assert reading.header_rows == case.header


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_headers_survive_wide_characters_and_blanks(case: Case) -> None:
    """Full-width figures and brackets and blanks inside header words change no role."""
    wide = str.maketrans("0123456789()%", "０１２３４５６７８９（）％")
    lines = [line.strip() for line in case.grid.strip().splitlines()]
    lines[: case.header] = [
        "|".join("　".join(cell.translate(wide)) for cell in line.split("|")) for line in lines[: case.header]
    ]
    assert " ".join(read("\n".join(lines), case.caption, case.header).roles) == case.roles


# --- header rows --------------------------------------------------------------------------------------------------------


def test_title_row_is_the_caption_and_no_header() -> None:
    reading = read("推動小組人員名冊|推動小組人員名冊\n職稱|姓名\n局長|王大明\n主任|李小華", header=2)
    assert reading.caption is not None
    assert reading.caption.text == "推動小組人員名冊"
    assert (reading.header_rows, reading.headers, reading.roles) == (2, ("職稱", "姓名"), ("job_title", "name"))


def test_subheader_under_a_merged_cell_without_vertical_merges() -> None:
    reading = read("指標|目標值|目標值\n|113年|114年\n滿意度|80%|85%\n完成率|70%|75%")
    assert reading.header_rows == 2
    assert reading.roles == ("indicator", "target:113", "target:114")
    assert reading.headers == ("指標", "目標值 113年", "目標值 114年")
    assert reading.years == (None, 2024, 2025)


def test_source_mark_counts_where_words_are_unknown() -> None:
    grid = "阿|波\n第一列長長的內容，說明如次|第二欄\n再一列長長的內容，說明如次|另一欄"
    assert read(grid, marked=1).header_rows == 1
    assert read("職稱|姓名\n局長|王大明", marked=2).header_rows == 1, "a mark on every row is no mark"


def test_body_rows_are_no_header() -> None:
    assert read("策略|措施\n推動策略規劃|具體措施研擬\n推動策略執行|具體措施檢討").header_rows == 1
    assert read("縣市別|高雄市|屏東縣\n標準值|125|125\n平均值|140.1|135.9").header_rows == 1


def test_form_has_no_header() -> None:
    reading = read("姓名|\n職稱|\n聯絡電話|\n聯絡地址|", "出席申請書")
    assert (reading.kind.value, reading.header_rows, reading.roles) == ("form", 0, ("item", "other"))


def test_weekdays_and_unit_column() -> None:
    assert read("月|星期一|星期二\n三月|7|8\n三月|14|15", "演習日程表").roles == ("period", "other", "other")
    reading = read("指標|單位|113年|114年\n滿意度|%|80|85\n訓練|人次|100|120", "關鍵指標表")
    assert reading.roles[1] == "other"
    assert [reading.unit_at(row, 2) for row in (1, 2)] == ["%", "人次"]


# --- words --------------------------------------------------------------------------------------------------------------


def test_no_header_word_has_two_roles() -> None:
    entries = [
        plain(word)
        for role, lists in written("columns").items()
        if "words" in lists
        for word in set(lists["words"]) | set(lists["whole"])
    ]
    assert [word for word, count in Counter(entries).items() if count > 1] == []


def test_headers_that_name_nothing() -> None:
    assert [role_of_words(word) for word in ("獎品", "說故事", "", "、", "（）", "甲", "Q")] == [None] * 7


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("預計完工日期", "deadline"),
        ("報送時限", "deadline"),
        ("办结节点", "deadline"),
        ("完成時程100%", "deadline"),
        ("施工日期", "period"),
        ("策略績效目標", "strategy"),
        ("績效目標", "target"),
        ("年度推動重點", "measure"),
        ("防治工作內容", "measure"),
        ("整改任务", "measure"),
        ("稽核重點", "indicator"),
        ("监测指标", "indicator"),
        ("测评标准", "definition"),
        ("績效指標定義", "definition"),
        ("抵換量計算原則", "method"),
        ("預期執行成果", "target"),
        ("專案執行成果", "result"),
        ("查核處理情形", "result"),
        ("督導人員", "name"),
        ("主講者", "name"),
        ("主辦單位聯絡人", "name"),
        ("聯絡人電話", "other"),
        ("負責人員職級", "job_title"),
        ("審查重點", "indicator"),
        ("現有員額", "other"),
        ("所占百分比", "weight"),
        ("联络员", "name"),
        ("預估補助額度", "budget"),
        ("年度預算項目", "item"),
        ("活動地點", "other"),
        ("計畫人數", "other"),
        ("評估對象", "other"),
        ("工作地址", "other"),
        ("執行困難", "other"),
        ("配合活動場地", "other"),
        ("课程内容", "item"),
        ("查核點內容", "item"),
        ("獎勵標準", None),
        ("飛航規則", None),
        ("救難人員", None),
        ("車輛牌照", None),
        ("教室編號一覽", "no"),
    ],
)
def test_headers_by_their_head_noun(header: str, role: str | None) -> None:
    assert role_of_words(header) == role


def test_facts_of_a_plan_are_a_form() -> None:
    reading = read("計畫名稱|河川調適計畫\n計畫期程|115年至116年\n經費來源|公務預算\n主辦機關|水利處", header=0)
    assert (reading.kind.value, reading.header_rows, reading.roles) == ("form", 0, ("item", "other"))
    assert read("策略|推動措施\n目標一|甲案\n期程二|乙案\n經費三|丙案").header_rows == 1


@pytest.mark.parametrize(
    ("header", "printed", "ce"),
    [
        ("108年", "108", 2019),
        ("２０２５年目标值", "2025", 2025),
        ("113學年度", "113", 2024),
        ("一百零八年度", "108", 2019),
        ("96", "96", 2007),
    ],
)
def test_years_of_headers(header: str, printed: str, ce: int) -> None:
    year, _ = year_of(header)
    assert year is not None
    assert (year.printed, year.ce) == (printed, ce)


@pytest.mark.parametrize("header", ["108-111年", "108年至111年目標", "第1年", "目標值", "20%", "5年"])
def test_headers_without_one_year(header: str) -> None:
    assert year_of(header)[0] is None


# --- captions and units -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "附表一 總量管制實施措施",
        "表3.1 經費需求",
        "附件2：分工表（含辦理時程）",
        "專欄1 主要指標",
        "推動小組人員名冊",
        "主要培训指标（单位：人次）",
    ],
)
def test_captions(line: str) -> None:
    assert names_table(line)


@pytest.mark.parametrize(
    "line",
    [
        "詳如附表",
        "辦理期程如下表：",
        "表3年內完成",
        "表示意見",
        "一、關鍵績效指標",
        "陸、分工及期程表",
        "各單位應填報執行情形。",
        "",
        "代表",
        "表" * 200,
    ],
)
def test_lines_that_are_no_caption(line: str) -> None:
    assert not names_table(line)


def test_unit_line_between_caption_and_table() -> None:
    builder = DocumentBuilder("a.txt", "text/plain")
    builder.paragraph("表2 分年經費需求表")
    builder.paragraph("單位：新臺幣千元")
    builder.table(
        [CellText((t,), i // 2, i % 2) for i, t in enumerate(("項目", "110年", "平台", "3,500", "資安", "80"))], 3, 2
    )
    document = builder.build(b"")
    reading = read_table(document, 0, passages(document))
    assert reading.caption is not None
    assert (reading.caption.text, reading.unit, reading.kind.value) == ("表2 分年經費需求表", "新臺幣千元", "budget")
    assert (reading.roles, reading.unit_at(1, 1)) == (("item", "budget"), "新臺幣千元")


def test_caption_in_two_lines_and_an_introduction() -> None:
    builder = DocumentBuilder("a.txt", "text/plain")
    for line in ("附表一", "總量管制實施措施", "管制措施分為四大類，分述如次："):
        builder.paragraph(line, ParagraphKind.PARAGRAPH)
    builder.table([CellText((t,), i // 2, i % 2) for i, t in enumerate(("措施", "主辦", "抽驗", "環保局"))], 2, 2)
    document = builder.build(b"")
    caption = read_table(document, 0, passages(document)).caption
    assert caption is not None
    assert "".join(caption.text.split()) == "附表一總量管制實施措施"
    assert caption.text == document.slice(caption.spans)


def test_a_sentence_parts_a_table_from_the_line_above_it() -> None:
    builder = DocumentBuilder("a.txt", "text/plain")
    for line in ("推動小組人員名冊", "小組每季開會一次。"):
        builder.paragraph(line)
    builder.table([CellText((t,), i // 2, i % 2) for i, t in enumerate(("措施", "主辦", "抽驗", "環保局"))], 2, 2)
    document = builder.build(b"")
    assert read_table(document, 0, passages(document)).caption is None


def test_blank_table_is_a_form() -> None:
    assert read("案由|意見|理由\n聽證項目：||").kind.value == "form"


def test_caption_of_the_table_before_is_not_taken_again() -> None:
    builder = DocumentBuilder("a.txt", "text/plain")
    builder.paragraph("表1 名單")
    for _ in range(2):
        builder.table([CellText((t,), i // 2, i % 2) for i, t in enumerate(("職稱", "姓名", "局長", "王大明"))], 2, 2)
    document = builder.build(b"")
    assert [read_table(document, i, passages(document)).caption is not None for i in (0, 1)] == [True, False]


def test_units_of_headers() -> None:
    assert [unit_in(h) for h in ("經費（千元）", "目標值（％）", "预算(万元)", "實施（參與）單位", "單位")] == [
        "千元",
        "％",
        "万元",
        None,
        None,
    ]


# --- annotated tables ---------------------------------------------------------------------------------------------------


def annotated() -> list[tuple[str, dict[str, Any]]]:
    """The annotated tables of this project, and of the shared samples where they are."""
    files = sorted(path for folder in FOLDERS for path in folder.glob("*.gold.json"))
    return [(path.name, table) for path in files for table in json.loads(path.read_text("utf-8")).get("tables", [])]


def read_annotated(table: dict[str, Any]) -> TableReading:
    document = grids.document(table["grid"], table["caption"] or "", table["columns"], table["n_header_rows"])
    return read_table(document, 0, passages(document))


def test_annotated_tables() -> None:
    pairs = [(table, read_annotated(table)) for _, table in annotated()]
    columns = [a == b for table, reading in pairs for a, b in zip(table["columns"], reading.roles, strict=True)]
    assert sum(columns) / len(columns) >= 0.95
    kinds = [table["kind"] == reading.kind.value for table, reading in pairs]
    assert sum(kinds) / len(kinds) >= 0.95
    rows = [table["n_header_rows"] == reading.header_rows for table, reading in pairs]
    assert sum(rows) / len(rows) >= 0.95


@needs_shared
def test_seed_tables_are_all_right() -> None:
    for name, table in annotated():
        if name.startswith("seed-"):
            reading = read_annotated(table)
            assert list(reading.roles) == table["columns"], name
            assert (reading.kind.value, reading.header_rows) == (table["kind"], table["n_header_rows"]), name


# --- odd tables and cost ------------------------------------------------------------------------------------------------


def test_degenerate_tables() -> None:
    for cells, rows, columns in (
        ([], 0, 0),
        ([], 3, 2),
        ([CellText(("策略",), 0, 0)], 1, 1),
        ([CellText(("",), 0, 0, 5, 5)], 5, 5),
        ([CellText(("長" * 5000,), 0, 0, 900, 900)], 900, 900),
    ):
        builder = DocumentBuilder("a.txt", "text/plain")
        builder.table(cells, rows, columns)
        reading = read_table(builder.build(b""), 0, ())
        assert len(reading.roles) == len(reading.headers) == len(reading.years) == len(reading.units) == columns
        assert reading.header_rows <= rows


def cost(rows: int) -> float:
    """Seconds to read a table of that many rows."""
    builder = DocumentBuilder("a.txt", "text/plain")
    texts = ("策略", "具體作法", "期程", "績效指標", "機關")
    builder.table([CellText((texts[c],), r, c) for r in range(rows) for c in range(5)], rows, 5)
    document = builder.build(b"")
    return seconds(lambda: read_table(document, 0, ()))


def test_cost_is_linear_in_cells() -> None:
    assert_growth(cost, 2000)
