"""Several plans or letters in one file are remarked on; a letter with its plan, and a plan with its annexes, are one."""

from __future__ import annotations

import pytest
from test_outline import document

from rules.outline import read_outline
from rules.paragraph import passages
from rules.several import further_documents

PLAN = ("壹、依據：甲法。", "貳、目標：減少用電。", "參、措施：", "一、空調", "肆、考核：每年1次。")
LETTER = ("主旨：檢送計畫1份，請查照。", "說明：", "一、依據甲函辦理。", "二、請於期限內提報。", "三、副本抄送乙。")

CASES: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "one plan": (("某公所節能計畫", *PLAN), []),
    "two plans": (("某公所節能計畫", *PLAN, "某公所節水計畫", *PLAN), ["某公所節水計畫"]),
    "three plans": (("某公所節能計畫", *PLAN, "某公所節水計畫", *PLAN, "某公所減塑計畫", *PLAN), ["某公所節水計畫", "某公所減塑計畫"]),
    "numbers that begin again without a title": (("某公所節能計畫", *PLAN, *PLAN), []),
    "a letter and its plan": ((*LETTER, "某公所節能計畫", *PLAN), []),
    "two letters": ((*LETTER, *LETTER), [LETTER[0]]),
    "a plan annexed to a plan": (("某公所節能計畫", *PLAN, "附件一：某公所節水計畫", *PLAN), ["附件一：某公所節水計畫"]),
    "rules annexed to a plan": (("某公所節能計畫", *PLAN, "附件一：抽籤辦法", "一、抽籤順序由乙定之。", "二、籤號不得更換。", "三、逾時視為棄權。"), []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_further_documents(name: str) -> None:
    lines, expected = CASES[name]
    source = document(*lines)
    outline = read_outline(source, passages(source))
    assert [p.text.rstrip() for p in further_documents(outline.sections, outline.placed)] == expected
