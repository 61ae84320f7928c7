"""Faults in what a rulebook says about reports: each is told with its place, and the start is refused."""

from dataclasses import replace
from typing import Any

import pytest

from bot.rulebooks.load import RulebookFaults, load_rulebook, load_text, rulebook_text
from bot.rulebooks.report_checks import report_faults

TEXT = rulebook_text("yichuan_road")

LONG_CHOICE = """
[[report.slot]]
name = "meeting"
label = "会商情况"
question = "会商的结论是什么？"
answer = "choice"
choices = ["无", "已会同居委会、物业会商一致"]

"""
OWN_SLOT = '[[report.slot]]\nname = "meeting"\nlabel = "会商情况"\nquestion = "会商的结论是什么？"\n\n'
TEMPLATE = """
[[report.template]]
id = "YC-2.3.3"
name = "办结报告"
clause = "二（三）3"
file = ""
asks = ["measures"]

"""


def faults_after(old: str, new: str) -> list[str]:
    assert old in TEXT
    with pytest.raises(RulebookFaults) as caught:
        load_text(TEXT.replace(old, new), "我的.toml")
    return caught.value.faults


def test_yichuans_own_file_has_none() -> None:
    assert report_faults(load_rulebook("yichuan_road")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('reaches = ["YC-2.3.6.2"]', 'reaches = ["YC-9"]', "reaches = “YC-9”不是 [[threshold]] 里的一项"),
        ('attempts = "YC-T19"', 'attempts = "YC-T99"', "attempts = “YC-T99”不是 [[attempts]] 里的一项"),
        ('limit = "YC-T12"', 'limit = "YC-T99"', "returns：limit = “YC-T99”不是 [[duty]] 里的一项"),
        ('approve = "附件4 一"', 'aprove = "附件4 一"', "acts：没有“aprove”这一步"),
        ('name = "非我部门职责"', 'name = " "', "YC-A4.2.7（附件4 二（7））：name 是空的"),
        ('needs = [{ pieces = ["contact_phone"] }]', 'needs = [{ name = "x" }]', "YC-A4.1.6（附件4 一（6））：needs"),
        ('"司法公正在"', '"司法公证"', "innocent 里的“司法公证”不含任何一个 wordings"),
        ('"传真正在"', '"传达正在"', "guilty 里的“传达正在”不含任何一个 innocent"),
        ('facts = ["不采纳"]', 'facts = ["不好"]', "意见建议没有“不好”"),
        ('never = ["诉求过高"]', 'never = ["过高"]', "没有处理结果“过高”"),
        (
            'doubtful = ["解释说明", "参考备案", "未解决"]',
            'doubtful = ["解释说明"]',
            "应恰好写在 fits、doubtful、never 之一",
        ),
        ('appeals = ["诉求合理"]', 'appeals = ["合理"]', "没有诉求认定“合理”"),
        ('facts = ["部分采纳"]', 'facts = ["采纳"]', "重叠"),
        ('settled_by = { "解释说明"', 'settled_by = { "实际解决"', "settled_by 里的“实际解决”不在 doubtful 里"),
    ],
)
def test_what_does_not_fit_together_is_named(old: str, new: str, told: str) -> None:
    assert any(told in fault and fault.startswith("我的.toml") for fault in faults_after(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"finding", "appeal", "outcome"',
            '"finding", "apeal", "outcome"',
            "YC-2.3.3（二（三）3）：asks 里的“apeal”",
        ),
        ('"finding", "appeal", "outcome"', '"finding", "finding", "outcome"', "asks 里的“finding”写了 2 次"),
        (
            "[[report.template]]",
            f"{OWN_SLOT}[[report.template]]",
            "[[report.slot]] meeting：没有一个 [[",
        ),
        (
            "[[report.template]]",
            f"{LONG_CHOICE}[[report.template]]",
            "meeting：choices 里的“已会同居委会、物业会商一致”太长",
        ),
        ("[[report.template]]", f"{OWN_SLOT * 2}[[report.template]]", "[[report.slot]]：name = “meeting”用了 2 次"),
        ("[[report.template]]", f"{TEMPLATE}[[report.template]]", "[[report.template]]：id = “YC-2.3.3”用了 2 次"),
        (
            "[[report.template]]",
            f"{TEMPLATE}[[report.template]]",
            "YC-2.3.3（二（三）3）：file 是空的",
        ),
    ],
)
def test_what_does_not_fit_together_in_report_templates_is_named(old: str, new: str, told: str) -> None:
    assert any(told in fault and fault.startswith("我的.toml") for fault in faults_after(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('severity = "warn"', 'severity = "maybe"', "maybe"),
        ("unless_time_node = true", "unless_date = true", "unless_date"),
        ('pieces = ["basis_docs"]', 'pieces = ["basis_papers"]', "basis_papers"),
        ('id = "YC-A4.2.7"\n', "", "id"),
    ],
)
def test_what_has_the_wrong_shape_is_named(old: str, new: str, told: str) -> None:
    assert any(told in fault for fault in faults_after(old, new))


def test_a_signature_by_a_role_nobody_has_is_named() -> None:
    rulebook = load_rulebook("yichuan_road")
    roles: dict[Any, str] = {party: name for party, name in rulebook.roles.items() if party != "unit_branch_leader"}
    faults = report_faults(replace(rulebook, roles=roles))
    assert "YC-A3.S（附件3）：[roles] 里没有 unit_branch_leader" in faults
