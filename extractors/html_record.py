"""What a government's site prints around a document: its record of it (索引号, 发文字号, 成文日期), the line under the title (来源, 浏览次数, 字体), its foot.

The labels are those of the public catalogue that mainland sites keep after 《政府信息公开目录系统实施指引》 and what their templates add.
"""

from __future__ import annotations

import re

_BEGINS_RECORD = re.compile(r"(?:信息)?索引号?|索取号|信息名称")
_RECORD_LABEL = re.compile(
    r"(?:信息)?索引号|信息索引|索取号|(?:主题|信息|体裁|组配|服务对象|公文)分类|主题词|关键词|(?:发布|发文|制发|制定|印发|公开)(?:机构|机关|单位|部门)"
    r"|发文字号|文号|(?:成文|发文|发布|公开|生成|生效|印发|废止|失效|实施|施行|签署|登记)(?:日期|时间)|有效性|时效性?|公开(?:方式|范围|时限|形式|属性|类别)"
    r"|统一登记号|(?:信息)?标题|(?:信息|文件)?名称|内容概述|信息来源|效力状态"
)
_LINE_MARKS = re.compile(
    r"(?P<day>(?:发布|发文|更新|录入|时间|日期)[^:：]{0,4}[:：]\d{4}|^\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?(?:\d{1,2}:\d{2})?(?=来源|作者|浏览|阅读|点击|[【\[]|字体|$))"
    r"|(?P<seen>(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?[:：])|(?P<from>(?:信息|文章|稿件)?来源[:：])|(?P<by>(?:作者|责任编辑|编辑|审核)[:：])"
    r"|(?P<size>字[体号](?:大小)?[:：]|[【\[]?大中小[】\]]?)|(?P<do>打印(?:本页|此页|文章)?|关闭(?:窗口|本页)?|收藏|分享到?)"
)
_FOOT = re.compile(
    r"ICP备|ICP證|公网安备|网站标识码|版权所有|政府网站找错|扫一扫(?:在|，|,|分享)|^主办(?:单位)?[:：].{2,30}(?:承办|协办|维护|技术支持)|^(?:上一[篇条]|下一[篇条])[:：]?"
    r"|^(?:相关(?:文[档件章]|链接|阅读|解读|稿件|政策|信息|新闻)|政策解读|延伸阅读|推荐阅读|关联(?:文件|解读))[:：]?$"
    r"|^(?:相關(?:檔案|附件|連結|網站|新聞|資訊)|附件下載|檔案下載|下載檔案|上一[則篇]|下一[則篇]|回上一?頁|回列表)[:：]?$|^(?:最後更新|資料更新|網頁更新)(?:日期|時間)?[:：]|^(?:點閱|瀏覽)(?:數|次數|人次|率)[:：]"
)
_LONGEST = 160  # characters of such a line
_ROWS = 12  # of a record
_BLANKS = re.compile(r"\s+")


def is_record_table(cells: list[str], rows: int) -> bool:
    """Whether a table is the site's record: it begins with 索引号 and most of its labels are of a catalogue.

    >>> is_record_table(["索 引 号", "1136/2022-03871", "主题分类", "农业", "发布机构", "临川市人民政府办公室", "文　　号", "临府办发〔2022〕9号"], 2)
    True
    >>> is_record_table(["序号", "索引号", "名称", "发布机构"], 1)
    False
    """
    bare = [_BLANKS.sub("", cell) for cell in cells if cell.strip()]
    if rows > _ROWS or not bare or not _BEGINS_RECORD.match(bare[0]):
        return False
    return sum(is_record_line(cell) or _RECORD_LABEL.fullmatch(cell) is not None for cell in bare) >= 3


def begins_record(text: str) -> bool:
    """Whether a line is the first of a record printed line by line."""
    return _BEGINS_RECORD.match(_BLANKS.sub("", text)) is not None and len(text) <= _LONGEST


def is_record_line(text: str) -> bool:
    """Whether a line is a label of the record with what it says.

    >>> is_record_line("发文字号：宁政办发〔2022〕18号"), is_record_line("发布会：2022年开")
    (True, False)
    """
    label, colon, _ = _BLANKS.sub("", text).replace(":", "：").partition("：")
    return bool(colon) and len(text) <= _LONGEST and _RECORD_LABEL.fullmatch(label.strip("[【】]")) is not None


def is_page_line(text: str) -> bool:
    """Whether a line tells of the page: two or more of its day, source, readers, size of type and tools.

    >>> is_page_line("发布时间：2022-03-22 10:21 浏览次数：123 字体：[大 中 小] 打印")
    True
    >>> is_page_line("2022-02-25 09:30 来源：省政府办公厅 【字体：大 中 小】 打印本页")
    True
    >>> is_page_line("来源：市统计局"), is_page_line("发布时间：2022年3月，来源：各单位，由市局打印。")
    (False, False)
    """
    if len(text) > _LONGEST or "。" in text:
        return False
    marks = {m.lastgroup for m in _LINE_MARKS.finditer(_BLANKS.sub("", text))}
    return len(marks) >= 2


def is_foot(text: str) -> bool:
    """Whether a line is of the foot of a site's page.

    >>> is_foot("赣ICP备05001234号 网站标识码：3610000001"), is_foot("相关文档"), is_foot("主办：市教育局")
    (True, True, False)
    >>> is_foot("相關檔案"), is_foot("最後更新日期：113-07-15"), is_foot("相關檔案如附件")
    (True, True, False)
    """
    return len(text) <= _LONGEST and _FOOT.search(_BLANKS.sub("", text)) is not None
