"""One completion report with everything a checker may ask about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from bot.rules.facts import Facts

ContactResult = Literal["已联", "未联"]
SiteVisit = Literal["是", "否", "无实际现场"]
PhoneKind = Literal["mobile", "landline"]

Piece = Literal[
    "accepted_at",
    "first_contact_at",
    "first_contact_recording",
    "reply_at",
    "reply_recording",
    "text",
    "reply_points",
    "call_records",
    "sms_screenshot",
    "site_visit",
    "site_visit_at",
    "photos_before",
    "photos_after",
    "site_photos",
    "fact",
    "appeal",
    "result",
    "satisfaction",
    "responsible_person",
    "responsible_section",
    "handler",
    "contact_phone",
    "basis_docs",
    "enforcement_docs",
    "plan",
    "time_node",
    "form_1_2",
    "seal",
    "dissatisfaction_reason",
    "duty_performed_confirmed",
    "process",
    "measures",
    "previous_handling",
    "background",
    "ticket_list",
]
"""What a report can be made of; each is either there or missing."""

PIECE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "accepted_at": "接单时间",
        "first_contact_at": "先行联系时间",
        "first_contact_recording": "先行联系录音",
        "reply_at": "回复时间",
        "reply_recording": "回复录音",
        "text": "办结汇报",
        "reply_points": "答复要点",
        "call_records": "通话记录截图",
        "sms_screenshot": "短信告知截图",
        "site_visit": "现场查看情况",
        "site_visit_at": "现场查看时间",
        "photos_before": "处置前照片",
        "photos_after": "处置后照片",
        "site_photos": "现场照片",
        "fact": "事实认定",
        "appeal": "诉求认定",
        "result": "处理结果",
        "satisfaction": "市民对办理质量和结果的反馈",
        "responsible_person": "具体责任人",
        "responsible_section": "责任科室",
        "handler": "经办人",
        "contact_phone": "联系电话",
        "basis_docs": "认定依据",
        "enforcement_docs": "执法文书",
        "plan": "后续解决计划",
        "time_node": "时间节点",
        "form_1_2": "情况说明表",
        "seal": "盖章",
        "dissatisfaction_reason": "不满意原因说明",
        "duty_performed_confirmed": "履职到位确认",
        "process": "办理过程",
        "measures": "处置过程",
        "previous_handling": "前期处理情况",
        "background": "背景介绍",
        "ticket_list": "工单号列表",
    }
)


@dataclass(frozen=True, slots=True)
class ReportCase:
    """A report, its ticket and what lies beside it. Moments are aware.

    `given`: the pieces without a field of their own here (recordings, photos, names, documents …) that are there.
    `quoted`: what the text repeats of the citizen's own words (the title), which nobody can word otherwise; its first
    occurrence is not judged. `signed`: the parties whose signature is on the report. `phone_from_elsewhere`: not a
    local number.
    """

    ticket: Facts = field(default_factory=Facts)
    text: str = ""
    quoted: tuple[str, ...] = ()
    reply_points: str = ""
    fact: str | None = None
    appeal: str | None = None
    result: str | None = None
    satisfaction: str | None = None
    accepted_at: datetime | None = None
    first_contact_at: datetime | None = None
    site_visit_at: datetime | None = None
    reply_at: datetime | None = None
    contact_result: ContactResult | None = None
    call_records: tuple[datetime, ...] = ()
    site_visit: SiteVisit | None = None
    cannot_solve_in_time: bool = False
    repeat_count: int = 1
    distinct_callers: int = 1
    phone_kind: PhoneKind | None = None
    phone_from_elsewhere: bool = False
    given: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()

    def has(self, piece: str) -> bool:
        """Whether that Piece is there."""
        return piece in self.given or bool(getattr(self, piece, None))

    @property
    def reached(self) -> bool:
        """Whether somebody spoke to the caller; a contact without a result on record counts as one."""
        return self.contact_result != "未联"
