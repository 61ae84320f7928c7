"""What happened to a ticket, as staff read it: a name for every kind of event, and what an event's data adds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.reports import moments
from bot.rules.requests import REQUEST_NAMES
from bot.rules.vocabulary import MOMENT_NAMES
from bot.rules.workflow import Terms
from bot.work.authors import SIGNER, SIGNER_FOR
from bot.work.evidence import PURPOSES
from bot.work.labels import FIELD_NAMES

EVENT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **MOMENT_NAMES,
        "contact_attempt": "拨打未接通",
        "note": "添加记录",
        "evidence": "添加佐证材料",
        "signature_given": "签批同意",
        "signature_refused": "签批退回",
        "review_again_asked": "请部门再次审核",
        "called_back": "回访",
        "corrected": "更正工单内容",
        "contact_shown": "查看联系方式",
        "recalculated": "工作日安排有更新，时限重算",
        "classified": "分类、标签",
        "urged": "催办",
        "supervision_applied": "申请督办",
        "supervised": "列入督办",
        "designation_asked": "报领导指定承办",
        "designated": "指定承办",
        "joined": "安排协办",
        "co_handled": "反馈协办情况",
        "co_declined": "认为不该协办",
        "released": "不再协办",
        "finding_chosen": "选定认定关系",
        "return_granted": "同意退单",
        "deemed_accepted": "退单期限已过，视作接收",
        "window_lapsed": "退单期限已过",
        "request_made": "提出申请",
        "request_signed": "签批申请",
        "request_granted": "申请获批",
        "follow_up_asked": "要求书面说明",
        "follow_up_written": "写书面说明",
        "follow_up_given": "交书面说明",
        "handed_over": "移交给接替的人",
        "reopened": "重新打开",
        "rechecked": "转为回访复核单",
        "archive_taken": "取走归档包",
        "forms_printed": "打印表单（带联系方式）",
        "same_matter": "确认是同一事项",
        "other_matter": "确认不是同一事项",
        **{f"{kind}_refused": f"不同意{name}" for kind, name in REQUEST_NAMES.items()},
        **{f"{kind}_withdrawn": f"撤回{name}" for kind, name in REQUEST_NAMES.items()},
    }
)
SOMETHING = "办理记录"
"""The name of a kind that this version does not know; what was told about it follows."""


@dataclass(frozen=True, slots=True)
class Names:
    """What an event's data refers to: units and people by their ids, and the office's names of the parties."""

    units: Mapping[int, str]
    terms: Terms
    people: Mapping[int, str] = field(default_factory=dict)


def event_name(kind: str) -> str:
    return EVENT_NAMES.get(kind, SOMETHING)


def detail(kind: str, data: Mapping[str, Any], names: Names) -> str:
    """What the data of an event adds to its name, in a few words; nothing where it adds nothing."""
    if kind not in EVENT_NAMES:
        return str(data.get("told", ""))
    said = _DETAILS.get(kind)
    return said(data, names) if said else ""


def _dispatched(data: Mapping[str, Any], names: Names) -> str:
    places = [names.units.get(data.get(place) or 0, "") for place in ("unit_id", "territory_id")]
    return "给" + "、".join(filter(None, places)) if any(places) else ""


def _unit(data: Mapping[str, Any], names: Names) -> str:
    return names.units.get(data.get("unit_id") or 0, "")


def _units(data: Mapping[str, Any], names: Names) -> str:
    return "、".join(filter(None, (names.units.get(unit, "") for unit in data.get("unit_ids") or ())))


def _until(data: Mapping[str, Any], _names: Names) -> str:
    return f"到{moments.day(datetime.fromisoformat(data['until']))}" if data.get("until") else ""


def _handed_over(data: Mapping[str, Any], names: Names) -> str:
    left, came = (names.people.get(data.get(end) or 0, "") for end in ("from", "to"))
    return f"{left}→{came or '没有人可接'}"


def _contact(data: Mapping[str, Any], _names: Names) -> str:
    return "，".join(str(data[part]) for part in ("how", "result", "reason") if data.get(part))


def _visited(data: Mapping[str, Any], _names: Names) -> str:
    return "" if data.get("visited") == "是" else "无实际现场"


def _evidence(data: Mapping[str, Any], _names: Names) -> str:
    purpose, count = PURPOSES.get(str(data.get("purpose", "")), ""), len(data.get("ids") or ())
    return f"{purpose}{count}份" if count else purpose


def _signed(data: Mapping[str, Any], names: Names) -> str:
    if not data.get("role"):
        return ""
    role = f"以{names.terms.name(str(data['role']))}身份"
    signer, absent = (names.people.get(data.get(place) or 0, "") for place in (SIGNER, SIGNER_FOR))
    on_paper = f"{signer}{f'（代{absent}）' if absent else ''}在纸上签字，" if signer else ""
    return f"{on_paper}{role}"


def _called_back(data: Mapping[str, Any], _names: Names) -> str:
    if not data.get("reached"):
        return "未接通"
    return str(data.get("satisfied") or "已接通")


def _closed(data: Mapping[str, Any], _names: Names) -> str:
    return "无法回访，直接办结" if data.get("called_back") is False else ""


def _corrected(data: Mapping[str, Any], _names: Names) -> str:
    """Which fields, never what stood in them."""
    fields = data.get("fields") or ()
    return "、".join(FIELD_NAMES.get(str(field), "") or "其他项" for field in fields)


def _taken(data: Mapping[str, Any], _names: Names) -> str:
    return str(data.get("how") or "")


def _printed(data: Mapping[str, Any], _names: Names) -> str:
    return "、".join(map(str, data.get("forms") or ()))


def _matters(data: Mapping[str, Any], _names: Names) -> str:
    numbers = [f"…{number[-6:]}" for number in data.get("numbers") or ()]
    more = f" 等{data['count']}件" if int(data.get("count") or 0) > len(numbers) else ""
    return f"与{'、'.join(numbers)}{more}" if numbers else ""


_DETAILS: Mapping[str, Callable[[Mapping[str, Any], Names], str]] = {
    "dispatched": _dispatched,
    "designated": _dispatched,
    "accepted": _unit,
    "joined": _units,
    "co_declined": _units,
    "released": _units,
    "handed_over": _handed_over,
    "extension_approved": _until,
    "request_signed": _signed,
    "desk_contact": _contact,
    "first_contact": _contact,
    "contact_attempt": _contact,
    "site_visit": _visited,
    "evidence": _evidence,
    "signature_given": _signed,
    "signature_refused": _signed,
    "called_back": _called_back,
    "closed": _closed,
    "corrected": _corrected,
    "archive_taken": _taken,
    "forms_printed": _printed,
    "same_matter": _matters,
    "other_matter": _matters,
}
