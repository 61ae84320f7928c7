"""What a Word form may print beside the names of bot/work/document_values.py: for whoever fills or edits one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

PARTIES: Mapping[str, str] = MappingProxyType(
    {
        "unit_head": "承办部门负责人",
        "unit_branch_leader": "承办部门分管领导",
        "territory_branch_leader": "属地分管领导",
        "desk_branch_leader": "受理部门分管领导",
        "main_leader": "主要领导",
        "desk": "受理部门",
    }
)
"""Whose signatures a form may bear, by the rulebooks' own words for them."""

FORM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "report_text": "办结报告、答复、说明等按文字模板写成的正文",
        "today": "填表的时间",
        "checksum": "电子签批所对应正文的校验码；没有电子签批时为空",
        "form_number": "本表自己的编号（申请表编号等），由受理部门编，可空",
        "photos": "照片：每张有 picture（图，或打不开的说明）和 caption（说明）",
        "reply_how": "答复方式：电话、书面、约谈",
        "replied_by": "答复人",
        "signed": "签字：signed.<谁>.words（签字栏的话）、.name（姓名）、.at（时间）；谁见 PARTIES，没有签的为空",
        "applied": "申请：applied.ground（理由类别）.reason（理由）.target（应转派的部门）.until（期限）.text（正文）"
        ".made_by（申请人）.made_at（申请时间）；不是申请用的表为空",
        "instruction": "科室负责人或分管领导的交办意见，可空",
        "case_source": "案卷来源：热线、网格、浦东e家园或别的；空着按工单来源",
        "related": "关联工单：工单编号的列表；空着只写本工单",
        "recordings": "联系电话录音，如“先行联系录音1份”；空着从附件里找",
        "passed_by": "转交办公单位，可空",
        "passed_number": "转交办文号，可空",
        "urged": "转送单或催单",
        "reply_days": "办理回复期限，个工作日；没有定为空",
        "reply_basis": "办理回复期限的依据（条款）",
        "answered_in_a_day": "一个工作日内答复市民：是、否，还不知道为空",
        "remarks": "备注",
    }
)
"""Every further name, and what it means. A name that is not given counts as empty."""

APPLIED = ("ground", "reason", "target", "until", "text", "made_by", "made_at")
SIGNED = ("name", "words", "at")
_MOMENTS = frozenset({"today", "until", "made_at", "at"})


def empty_form_values() -> dict[str, Any]:
    """Every name of FORM_NAMES with nothing in it."""
    values: dict[str, Any] = {name: None if name in _MOMENTS else "" for name in FORM_NAMES}
    values["photos"] = []
    values["related"] = []
    values["applied"] = {name: None if name in _MOMENTS else "" for name in APPLIED}
    values["signed"] = {party: {name: None if name in _MOMENTS else "" for name in SIGNED} for party in PARTIES}
    return values


def completed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form with what was left out as empty, inside `signed` and `applied`, too."""
    whole = empty_form_values()
    given = dict(values)
    signed, applied = given.pop("signed", None) or {}, given.pop("applied", None) or {}
    whole |= given
    whole["applied"] |= applied
    for party, signature in signed.items():
        whole["signed"][party] = {**whole["signed"].get(party, {}), **signature}
    return whole
