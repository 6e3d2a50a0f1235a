"""The rules about time, each with its examples and counter-examples."""

from __future__ import annotations

import re
from functools import cache

from rules.calendar_date import HAN, B, words
from rules.date_grammar import (
    LIST_JOINT,
    bare_year_pattern,
    column_pattern,
    date_pattern,
    decade_pattern,
    figures_pattern,
    list_pattern,
    parts_pattern,
    plan_period_pattern,
    range_pattern,
    spaced_pattern,
)
from rules.date_reading import (
    Expression,
    read_bare_year,
    read_column,
    read_date,
    read_decade,
    read_figures,
    read_list,
    read_parts,
    read_plan_period,
    read_range,
    read_spaced,
)
from rules.duration import Duration, duration_pattern, read_duration
from rules.recurrence import read_rotation, read_rrule, recurrence_pattern, rotation_pattern
from rules.rule import Rule
from rules.words import any_of

Sense = Expression | Duration | str
"""What a rule reads: dates, a duration, or a recurrence as RRULE, several in as many lines."""


@cache
def rules() -> tuple[Rule[Sense], ...]:
    """The rules of the family, each with its examples: a text, and what the rule reads there (see ``tests/test_period.py``)."""
    return (
        Rule(
            "period-date",
            date_pattern(),
            read_date,
            (
                ("於103年5月20日召開", "103年5月20日 instant 2014-05-20..2014-05-20"),
                ("考試院民國 98 年 6 月 18 日會議", "民國 98 年 6 月 18 日 instant 2009-06-18..2009-06-18"),
                ("2、104年3月底前完成", "104年3月底前 deadline ..2015-03-31"),
                ("於94年12月20日前完成", "94年12月20日前 deadline ..2005-12-20"),
                ("預計94年10月前完成", "94年10月前 deadline ..2005-09-30"),
                ("自112年1月9日起開放", "自112年1月9日起 range 2023-01-09.."),
                ("延續109年以來", "109年以來 range 2020-01-01.."),
                ("截至104年12月31日止", "截至104年12月31日止 range ..2015-12-31"),
                ("111學年度計畫", "111學年度 instant 2022-08-01..2023-07-31"),
                ("104會計年度", "104會計年度 instant 2015-01-01..2015-12-31"),
                ("年底前完成", "年底前 deadline ..2014-12-31"),
                ("2019年一季度", "2019年一季度 instant 2019-01-01..2019-03-31"),
                ("104年下半年辦理", "104年下半年 instant 2015-07-01..2015-12-31"),
                ("1999年7月下旬", "1999年7月下旬 instant 1999-07-21..1999-07-31"),
                ("更新日期：110.1.26", "110.1.26 instant 2021-01-26..2021-01-26"),
                ("2011年底完成", "2011年底 deadline ..2011-12-31"),
                ("2025年末期评估", "2025年 instant 2025-01-01..2025-12-31"),
                ("9月初開學", "9月初 instant 2014-09-01..2014-09-10"),
                ("113年初開工", "113年初 instant 2024-01-01..2024-01-31"),
                ("當年度12月10日前核銷", "當年度12月10日前 deadline ..2014-12-10"),
                ("自2022年7月至今", "自2022年7月至今 range 2022-07-01.."),
                ("113第2季", "113第2季 instant 2024-04-01..2024-06-30"),
                ("三季度末", "三季度末 deadline ..2014-09-30"),
                ("114Q3上線", "114Q3 instant 2025-07-01..2025-09-30"),
            ),
            (
                "2019年2月29日",
                "103年13月",
                "第3年",
                "5年內",
                "三年級",
                "院授人企字第0930061451號",
                "97年2月○○日",
                "電話888-000-9999",
                "版本1.2.3",
                "八十年代末期",
                "當年度預算",
                "前一個月辦理情形",
                "同年入學者",
            ),
        ),
        Rule(
            "period-spaced",
            spaced_pattern(),
            read_spaced,
            (
                (
                    "中 華 民 國 1 1 3 年 3 月 1 5 日",
                    "中 華 民 國 1 1 3 年 3 月 1 5 日 instant 2024-03-15..2024-03-15",
                ),
                ("民國 一 百 零 三 年 度", "民國 一 百 零 三 年 度 instant 2014-01-01..2014-12-31"),
                ("二 〇 一 六 年 十 月 三 十 日前", "二 〇 一 六 年 十 月 三 十 日前 deadline ..2016-10-30"),
            ),
            ("1 1 3 年 度", "表 1 1 年3月", "中華民國113年3月15日"),
            needs=re.compile(f"[0-9{HAN}][ ]{{1,2}}[0-9{HAN}]"),
        ),
        Rule(
            "period-range",
            range_pattern(),
            read_range,
            (
                ("103年5月~10月", "103年5月~10月 range 2014-05-01..2014-10-31"),
                ("中程(108至111年度)施政計畫", "108至111年度 range 2019-01-01..2022-12-31"),
                ("109 年 1 月 1 日至 12 月 31 日", "109 年 1 月 1 日至 12 月 31 日 range 2020-01-01..2020-12-31"),
                ("自112年3月1日起至112年6月1日止", "自112年3月1日起至112年6月1日止 range 2023-03-01..2023-06-01"),
                (
                    "自114年1月1日起，至117年12月31日止",
                    "自114年1月1日起，至117年12月31日止 range 2025-01-01..2028-12-31",
                ),
                ("自113年3月1日起至同年12月31日止", "自113年3月1日起至同年12月31日止 range 2024-03-01..2024-12-31"),
                ("上一年度1月至12月", "上一年度1月至12月 range 2013-01-01..2013-12-31"),
                ("103年11月至翌年2月", "103年11月至翌年2月 range 2014-11-01..2015-02-28"),
                ("2021—2025年", "2021—2025年 range 2021-01-01..2025-12-31"),
                ("2018年12月九號到十五號", "2018年12月九號到十五號 range 2018-12-09..2018-12-15"),
                ("113年底至114年初", "113年底至114年初 range 2024-12-31..2025-01-31"),
                ("9月初至10月中完成", "9月初至10月中 range 2014-09-01..2014-10-20"),
                ("（2008年－2013）年", "2008年－2013）年 range 2008-01-01..2013-12-31"),
            ),
            ("3至5年", "1~2場次", "第2至3年", "888-000-9999年", "2~3個月"),
            needs=re.compile(any_of(words()["joints"]["range"])),
        ),
        Rule(
            "period-list",
            list_pattern(),
            read_list,
            (
                (
                    "103年及104年3月底前",
                    "103年及104年3月底前 deadline ..2014-03-31 | 103年及104年3月底前 deadline ..2015-03-31",
                ),
                (
                    "103年3、9月底前",
                    "103年3、9月底前 deadline ..2014-03-31 | 103年3、9月底前 deadline ..2014-09-30",
                ),
                ("（94）年5月14、15日", "（94）年5月14、15日 range 2005-05-14..2005-05-15"),
                (
                    "113年7月31日及11月30日前",
                    "113年7月31日及11月30日前 deadline ..2024-07-31 | 113年7月31日及11月30日前 deadline ..2024-11-30",
                ),
                (
                    "84年4月及10月各辦理",
                    "84年4月及10月 instant 1995-04-01..1995-04-30 | 84年4月及10月 instant 1995-10-01..1995-10-31",
                ),
                (
                    "103、104年度",
                    "103、104年度 instant 2014-01-01..2014-12-31 | 103、104年度 instant 2015-01-01..2015-12-31",
                ),
            ),
            ("1、103年", "103年及104年", "5月27日、5月28日", "一、二級機關", "3、4名"),
            needs=re.compile(LIST_JOINT.removeprefix(B).removesuffix(B)),
        ),
        Rule(
            "period-parts",
            parts_pattern(),
            read_parts,
            (
                (
                    "103年第二、三季度",
                    "103年第二、三季度 instant 2014-04-01..2014-06-30 | 103年第二、三季度 instant 2014-07-01..2014-09-30",
                ),
                (
                    "上、下半年各辦理一次",
                    "上、下半年 instant 2014-01-01..2014-06-30 | 上、下半年 instant 2014-07-01..2014-12-31",
                ),
            ),
            ("一、二季稻作", "上、下學期制", "第一、二季報"),
            needs=re.compile("[、及和與与或/][ ]{0,2}第?[ ]{0,2}[一二三四下1-4][ ]{0,2}[季半學学]"),
        ),
        Rule(
            "period-figures",
            figures_pattern(),
            read_figures,
            (
                ("3/15（二）", "3/15（二） instant 2014-03-15..2014-03-15"),
                ("2008.03-2009", "2008.03-2009 range 2008-03-01..2009-12-31"),
                ("即日起至12/31", "12/31 instant 2014-12-31..2014-12-31"),
                ("104/3/1-3/31", "104/3/1-3/31 range 2015-03-01..2015-03-31"),
            ),
            ("占1/2以上", "1.2.3", "3/4的委員"),
            needs=re.compile("[0-9][./-][ ]?[0-9]"),
        ),
        Rule(
            "period-column",
            column_pattern(),
            read_column,
            (
                ("113", "113 instant 2024-01-01..2024-12-31"),
                ("110-113", "110-113 range 2021-01-01..2024-12-31"),
                ("112.08", "112.08 instant 2023-08-01..2023-08-31"),
                ("113/6前", "113/6前 deadline ..2024-05-31"),
                ("4、10月", "4、10月 instant 2014-04-01..2014-04-30 | 4、10月 instant 2014-10-01..2014-10-31"),
                ("3、9月底前", "3、9月底前 deadline ..2014-03-31 | 3、9月底前 deadline ..2014-09-30"),
                ("全年", "全年 instant 2014-01-01..2014-12-31"),
            ),
            ("全年辦理", "1、3項", "12", "113人", "13.5", "1.2"),
        ),
        Rule(
            "period-bare-year",
            bare_year_pattern(),
            read_bare_year,
            (
                ("臺南縣2005「虎頭埤之旅」", "2005 instant 2005-01-01..2005-12-31"),
                ("2010", "2010 instant 2010-01-01..2010-12-31"),
                ("（2021—2025）", "2021—2025 range 2021-01-01..2025-12-31"),
            ),
            ("2000件", "ISO 2015-2016號", "共2005人"),
            needs=re.compile("[12][0-9]{3}"),
        ),
        Rule(
            "period-plan",
            plan_period_pattern(),
            read_plan_period,
            (
                ("“十四五”时期", "“十四五”时期 range 2021-01-01..2025-12-31"),
                ("十三五期間", "十三五期間 range 2016-01-01..2020-12-31"),
                ("“十三五”以来", "“十三五”以来 range 2016-01-01.."),
                ("“十四五”末", "“十四五”末 deadline ..2025-12-31"),
            ),
            ("三十五條", "十五五名"),
            needs=re.compile(any_of(words()["plan_periods"])),
        ),
        Rule(
            "period-decade",
            decade_pattern(),
            read_decade,
            (("19世纪70年代", "19世纪70年代 range 1870-01-01..1879-12-31"),),
            ("70年代", "世紀大樓"),
            needs=re.compile("年代"),
        ),
        Rule(
            "period-recurrence",
            recurrence_pattern(),
            read_rrule,
            (
                ("每年9月定期實施", "每年9月 recurring FREQ=YEARLY;BYMONTH=9"),
                ("原则上每5年修订", "每5年 recurring FREQ=YEARLY;INTERVAL=5"),
                ("每季不定期宣傳", "每季 recurring FREQ=MONTHLY;INTERVAL=3"),
                ("每月10日前", "每月10日前 recurring FREQ=MONTHLY;BYMONTHDAY=10"),
                ("每年四月、八月", "每年四月、八月 recurring FREQ=YEARLY;BYMONTH=4,8"),
                ("本府每 2 年擇定", "每 2 年 recurring FREQ=YEARLY;INTERVAL=2"),
                ("每周一至周五", "每周一至周五 recurring FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
                ("按月傳輸", "按月 recurring FREQ=MONTHLY"),
                ("各季執行比率", "各季 recurring FREQ=MONTHLY;INTERVAL=3"),
                ("每月第二、四週星期三", "每月第二、四週星期三 recurring FREQ=MONTHLY;BYDAY=2WE,4WE"),
                ("每月最後一個上班日", "每月最後一個上班日 recurring FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
                ("每季首月5日前", "每季首月5日前 recurring FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"),
                ("每季度末报送", "每季度末 recurring FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
                ("每學年度第1學期", "每學年度第1學期 recurring FREQ=YEARLY;BYMONTH=1,8,9,10,11,12"),
                ("每學期末", "每學期 recurring FREQ=MONTHLY;INTERVAL=6"),
                ("每日6時至22時", "每日6時至22時 recurring FREQ=DAILY"),
                ("每年2月底前", "每年2月底前 recurring FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"),
                (
                    "每年3月31日、6月30日及12月31日前",
                    "每年3月31日、6月30日及12月31日前 recurring FREQ=YEARLY;BYMONTH=3,6,12;BYMONTHDAY=-1",
                ),
                (
                    "每年5月1日及10月20日前",
                    "每年5月1日及10月20日前 recurring FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1 | 每年5月1日及10月20日前 recurring FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=20",
                ),
            ),
            ("每人次", "每場次", "每周年", "按年齡", "各季節", "每2小時", "逐年提升"),
            needs=re.compile("[每按逐各隔]"),
        ),
        Rule(
            "period-rotation",
            rotation_pattern(),
            read_rotation,
            (("一年一次", "一年一次 recurring FREQ=YEARLY"), ("2年1次", "2年1次 recurring FREQ=YEARLY;INTERVAL=2")),
            ("第一年一次", "一次"),
            needs=re.compile(f"[0-9一二三四五六兩两]{B}[次度回]"),
        ),
        Rule(
            "period-duration",
            duration_pattern(),
            read_duration,
            (
                ("7 個工作天內函復", "7 個工作天內 duration"),
                ("為期三年", "三年 duration"),
                ("演習後1周內", "1周內 duration"),
                ("約3至6個月", "3至6個月 duration"),
                ("兩年半", "兩年半 duration"),
                ("期程結束前半年", "半年 duration"),
                ("5—10年", "5—10年 duration"),
            ),
            (
                "第3年",
                "三年級",
                "103年",
                "24小時",
                "上一年度",
                "一日之計",
                "四周環境",
                "二週年",
                "半數",
                "5级一周期",
                "三年行动计划",
                "30年一遇",
                "前一學年",
                "九年义务教育",
                "十二年國教",
                "半年、全年工作总结",
                "开展半年评估",
            ),
        ),
    )
