"""Automatic numbers in Word: every format of ECMA-376 part 1 §17.18.59, and which number a paragraph gets."""

from __future__ import annotations

import pytest
from office_files import abstract, docx, listed, lvl, num, p, style

from extractors.docx import read
from extractors.number_formats import FORMATS, format_number, odf_format

# numFmt → what stands for the numbers 1, 2, 10, 11, 21, 100 (– where the format goes over to plain numbers)
WRITTEN = {
    "decimal": "1 2 10 11 21 100",
    "decimalHalfWidth": "1 2 10 11 21 100",
    "decimalZero": "01 02 10 11 21 100",
    "decimalFullWidth": "１ ２ １０ １１ ２１ １００",
    "decimalFullWidth2": "１ ２ １０ １１ ２１ １００",
    "decimalEnclosedCircle": "① ② ⑩ ⑪ 21 100",
    "decimalEnclosedCircleChinese": "① ② ⑩ ⑪ 21 100",
    "decimalEnclosedParen": "⑴ ⑵ ⑽ ⑾ 21 100",
    "decimalEnclosedFullstop": "⒈ ⒉ ⒑ ⒒ 21 100",
    "ordinal": "1st 2nd 10th 11th 21st 100th",
    "hex": "1 2 A B 15 64",
    "upperLetter": "A B J K U VVVV",
    "lowerLetter": "a b j k u vvvv",
    "upperRoman": "I II X XI XXI C",
    "lowerRoman": "i ii x xi xxi c",
    "chicago": "* † ††† ‡‡‡ ****** §" + "§" * 24,
    "ideographDigital": "一 二 一〇 一一 二一 一〇〇",
    "japaneseDigitalTenThousand": "一 二 一〇 一一 二一 一〇〇",
    "taiwaneseDigital": "一 二 一○ 一一 二一 一○○",
    "taiwaneseCounting": "一 二 十 十一 二十一 一○○",
    "chineseCounting": "一 二 十 十一 二十一 一○○",
    "taiwaneseCountingThousand": "一 二 十 十一 二十一 一百",
    "chineseCountingThousand": "一 二 十 十一 二十一 一百",
    "japaneseCounting": "一 二 十 十一 二十一 百",
    "ideographTraditional": "甲 乙 癸 11 21 100",
    "ideographZodiac": "子 丑 酉 戌 21 100",
    "ideographZodiacTraditional": "甲子 乙丑 癸酉 甲戌 甲申 100",
    "ideographEnclosedCircle": "㊀ ㊁ ㊉ 11 21 100",
    "ideographLegalTraditional": "壹 貳 壹拾 壹拾壹 貳拾壹 壹佰",
    "chineseLegalSimplified": "壹 贰 壹拾 壹拾壹 贰拾壹 壹佰",
    "japaneseLegal": "壱 弐 壱拾 壱拾壱 弐拾壱 壱百",
    "aiueo": "ｱ ｲ ｺ ｻ ﾅ 100",
    "aiueoFullWidth": "ア イ コ サ ナ 100",
    "iroha": "ｲ ﾛ ﾇ ﾙ ﾅ 100",
    "irohaFullWidth": "イ ロ ヌ ル ナ 100",
    "ganada": "가 나 차 카 21 100",
    "chosung": "ㄱ ㄴ ㅊ ㅋ 21 100",
    "koreanDigital": "일 이 일영 일일 이일 일영영",
    "koreanDigital2": "一 二 一零 一一 二一 一零零",
    "koreanCounting": "일 이 십 십일 이십일 백",
    "koreanLegal": "하나 둘 열 열하나 스물하나 100",
    "russianLower": "а б к л х 100",
    "russianUpper": "А Б К Л Х 100",
    "hindiNumbers": "१ २ १० ११ २१ १००",
    "thaiNumbers": "๑ ๒ ๑๐ ๑๑ ๒๑ ๑๐๐",
    "numberInDash": "-1- -2- -10- -11- -21- -100-",
}
# Formats of scripts and languages in which no Chinese plan numbers: plain numbers, so that nothing is missing
PLAIN = """cardinalText ordinalText hebrew1 hebrew2 arabicAlpha arabicAbjad hindiVowels hindiConsonants hindiCounting thaiLetters
    thaiCounting vietnameseCounting""".split()
STANDARD = {*WRITTEN, *PLAIN, "bullet", "none"}


@pytest.mark.parametrize("num_fmt", WRITTEN)
def test_a_format_writes_its_numbers(num_fmt: str) -> None:
    written = " ".join(format_number(n, num_fmt).replace(" ", "") for n in (1, 2, 10, 11, 21, 100))
    assert written == WRITTEN[num_fmt]


def test_every_format_of_the_standard_is_known_or_plain() -> None:
    own = {"decimalZero3", "decimalZero4", "decimalZero5"}  # Word's custom formats
    assert set(FORMATS) - own == STANDARD - set(PLAIN)
    assert len(STANDARD) == 60
    assert [format_number(7, name) for name in PLAIN] == ["7"] * len(PLAIN)


@pytest.mark.parametrize("num_fmt", sorted(FORMATS))
@pytest.mark.parametrize("n", [-5, 0, 1, 99_999, 2_000_000_000])
def test_no_number_is_too_odd(num_fmt: str, n: int) -> None:
    assert isinstance(format_number(n, num_fmt), str)


@pytest.mark.parametrize(
    ("sample", "num_fmt"),
    [
        ("壹, 貳, 參, ...", "ideographLegalTraditional"),
        ("壹, 贰, 叁, ...", "chineseLegalSimplified"),
        ("一, 二, 三, ...", "taiwaneseCountingThousand"),
        ("甲, 乙, 丙, ...", "ideographTraditional"),
        ("子, 丑, 寅, ...", "ideographZodiac"),
        ("①, ②, ③, ...", "decimalEnclosedCircle"),
        ("１, ２, ３, ...", "decimalFullWidth"),
        ("ア, イ, ウ, ...", "aiueoFullWidth"),
        ("1", "decimal"),
        ("I", "upperRoman"),
        ("", "none"),
        ("?, ?, ...", "decimal"),
    ],
)
def test_an_odf_format_has_a_name(sample: str, num_fmt: str) -> None:
    assert odf_format(sample) == num_fmt


# --- which number ------------------------------------------------------------------------------------------------------


def labels(numbering: str, *paragraphs: str, styles: str = "") -> list[str]:
    """The automatic labels of the paragraphs; - for none."""
    document = read(docx("".join(paragraphs), numbering, styles), "x.docx")
    shown = [(p.style.numbering.label if p.style.numbering else "-") for p in document.paragraphs()]
    for paragraph, label in zip(document.paragraphs(), shown, strict=True):
        text = document.slice([paragraph.span])
        assert label == "-" or text.startswith(label), (label, text)
    return shown


def items(*ilvls: int, num_id: int = 1) -> list[str]:
    return [p("項", listed(num_id, ilvl)) for ilvl in ilvls]


THREE = (lvl(0, "taiwaneseCountingThousand", "%1、"), lvl(1, "decimal", "%1.%2"), lvl(2, "lowerLetter", "%3)"))
ONE = abstract(1, *THREE) + num(1, 1)


def test_levels_count_and_deeper_ones_begin_anew() -> None:
    assert labels(ONE, *items(0, 1, 1, 2, 0, 1, 2)) == ["一、", "一.1", "一.2", "a)", "二、", "二.1", "a)"]


def test_a_level_passed_over_shows_its_start() -> None:
    assert labels(ONE, *items(1, 1, 0)) == ["一.1", "一.2", "一、"]


def test_two_lists_of_one_definition_count_on_and_of_two_do_not() -> None:
    numbering = abstract(1, *THREE) + abstract(2, *THREE) + num(1, 1) + num(2, 1) + num(3, 2)
    shown = labels(numbering, *items(0), *items(0, num_id=2), *items(0, num_id=3), *items(0))
    assert shown == ["一、", "二、", "一、", "三、"]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [(None, ["A", "B", "A"]), (0, ["A", "B", "C"]), (1, ["A", "B", "A"])],
)
def test_restart(restart: int | None, expected: list[str]) -> None:
    extra = "" if restart is None else f'<w:lvlRestart w:val="{restart}"/>'
    levels = (lvl(0, "decimal", "%1"), lvl(1, "upperLetter", "%2", extra=extra))
    shown = labels(abstract(1, *levels) + num(1, 1), *items(0, 1, 1, 0, 1))
    assert [label for label in shown if label.isalpha()] == expected


def test_a_restart_after_the_first_level_only_passes_over_the_second() -> None:
    levels = (
        lvl(0, "decimal", "%1"),
        lvl(1, "decimal", "%2"),
        lvl(2, "upperLetter", "%3", extra='<w:lvlRestart w:val="1"/>'),
    )
    shown = labels(abstract(1, *levels) + num(1, 1), *items(0, 1, 2, 1, 2, 0, 1, 2))
    assert [label for label in shown if label.isalpha()] == ["A", "B", "A"]


@pytest.mark.parametrize(("start", "first"), [(5, "五、"), (1, "一、"), (None, "0、")])
def test_start(start: int | None, first: str) -> None:
    assert labels(abstract(1, lvl(0, "taiwaneseCountingThousand", "%1、", start)) + num(1, 1), *items(0)) == [first]


def test_an_override_of_the_start_holds_at_the_first_use_and_at_each_restart() -> None:
    override = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="4"/></w:lvlOverride>'
    shown = labels(abstract(1, *THREE) + num(1, 1, override), *items(0, 1, 1, 0, 1))
    assert shown == ["一、", "一.4", "一.5", "二、", "二.4"]


def test_an_override_of_the_start_sets_the_count_back_once() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    shown = labels(abstract(1, *THREE) + num(1, 1) + num(2, 1, override), *items(0, 0), *items(0, 0, num_id=2))
    assert shown == ["一、", "二、", "一、", "二、"]


def test_an_override_of_the_level_replaces_it() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{lvl(0, "ideographTraditional", "（%1）", 3)}</w:lvlOverride>'
    assert labels(abstract(1, *THREE) + num(1, 1, override), *items(0)) == ["（丙）"]


def test_legal_numbers_show_all_levels_in_plain_digits() -> None:
    levels = (lvl(0, "ideographLegalTraditional", "%1、"), lvl(1, "decimal", "%1.%2", extra="<w:isLgl/>"))
    assert labels(abstract(1, *levels) + num(1, 1), *items(0, 0, 1)) == ["壹、", "貳、", "2.1"]
    off = (levels[0], levels[1].replace("<w:isLgl/>", '<w:isLgl w:val="0"/>'))
    assert labels(abstract(1, *off) + num(1, 1), *items(0, 1))[1] == "壹.1"


@pytest.mark.parametrize(("suffix", "text"), [("nothing", "一、項"), ("space", "一、 項"), ("tab", "一、 項")])
def test_what_follows_the_label(suffix: str, text: str) -> None:
    level = lvl(0, "taiwaneseCountingThousand", "%1、", extra=f'<w:suff w:val="{suffix}"/>')
    assert read(docx(items(0)[0], abstract(1, level) + num(1, 1)), "x").text.strip() == text


@pytest.mark.parametrize("num_fmt", ["bullet", "none"])
def test_bullets_and_none_have_no_number(num_fmt: str) -> None:
    level = lvl(0, num_fmt, "" if num_fmt == "none" else "\uf0b7")
    assert labels(abstract(1, level) + num(1, 1), *items(0)) == [""]


def test_custom_formats_are_read_from_their_sample() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="{}"/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>'
    )
    for sample, label in (("001, 002, 003, ...", "007"), ("甲, 乙, 丙, ...", "庚"), ("", "")):
        assert labels(abstract(1, custom.format(sample)) + num(1, 1), *items(0)) == [label]


def a_style(name: str, properties: str = "", base: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{based}<w:pPr>{properties}</w:pPr></w:style>'


def test_styles_number_by_themselves_by_their_base_and_by_their_level() -> None:
    numbering = abstract(
        1, lvl(0, "decimal", "%1.", extra='<w:pStyle w:val="A"/>'), lvl(1, "decimal", "(%2)", extra='<w:pStyle w:val="B"/>')
    ) + num(1, 1)  # fmt: skip
    own = listed(1, None)
    styles = a_style("A", own) + a_style("B", own) + a_style("C", base="B") + a_style("D", listed(0), base="B")
    made = [p("項", style(name)) for name in "ABCD"] + [p("項", style("B") + listed(0, None))]
    assert labels(numbering, *made, styles=styles) == ["1.", "(1)", "(2)", "-", "-"]


def test_list_styles_are_followed() -> None:
    styles = '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = (
        abstract(1, *THREE, extra='<w:styleLink w:val="L"/>')
        + abstract(2, extra='<w:numStyleLink w:val="L"/>')
        + num(1, 1)
        + num(2, 2)
    )
    assert labels(numbering, *items(0), *items(0, num_id=2), styles=styles) == ["一、", "二、"]


def test_unknown_lists_and_levels_have_no_label() -> None:
    assert labels(ONE, *items(0, num_id=99), *items(7), *items(0, num_id=0)) == ["-", "-", "-"]


def test_labels_in_cells_count_with_the_text() -> None:
    from office_files import tbl, tr

    rows = tbl(tr("甲", "乙"), tr(*(f"<w:tc>{item}</w:tc>" for item in items(0, 0))))
    document = read(docx(items(0)[0] + rows + items(0)[0], ONE), "x")
    cells = [document.slice(cell.spans) for cell in document.tables[0].cells]
    assert cells[2:] == ["二、 項", "三、 項"]
    assert document.text.rstrip().endswith("四、 項")
