"""The closed lists of words that tickets and rulebooks share. A word outside its list is a fault, never a guess."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Kind = Literal["投诉", "求助", "意见建议", "咨询", "信访"]
Urgency = Literal["普通", "次紧急", "紧急", "夜间特殊"]
Complexity = Literal["简单", "复杂", "易处置", "较为复杂", "复杂或疑难"]
Supervised = Literal["否", "市级", "区级"]
Source = Literal[
    "12345",
    "962200",
    "信访",
    "随申拍",
    "市局信访办",
    "区城运中心",
    "区热线办",
    "区12345",
    "热线",
    "网格",
    "浦东e家园",
    "其他",
]

UNSET = "未定"
"""How a condition names a property that nobody has filled in yet."""

Party = Literal[
    "desk",
    "unit",
    "co_unit",
    "informant",
    "unit_head",
    "unit_branch_leader",
    "territory_branch_leader",
    "desk_branch_leader",
    "main_leader",
    "citizen",
]

Hearer = Literal[Party, "unit_second"]
"""Who may be told: a party, or the handlers of the unit besides the one who hears for it."""
SECOND_NAME = "另一名经办人"

Moment = Literal[
    "called",
    "platform_dispatched",
    "received",
    "phone_notice",
    "registered",
    "dispatched",
    "accepted",
    "desk_tried",
    "desk_contact",
    "first_contact",
    "site_visit",
    "progress_reported",
    "reported_upward",
    "return_applied",
    "returned",
    "replied",
    "report_submitted",
    "approved",
    "sent_back",
    "extension_applied",
    "extension_approved",
    "notice",
    "notice_answered",
    "completed",
    "closed",
]

BEFORE_APPROVAL: frozenset[str] = frozenset(
    {"registered", "dispatched", "accepted", "desk_tried", "desk_contact", "first_contact", "site_visit"}
)
"""What nobody can do any more once the desk has approved the report (see the table of moves)."""

MOMENT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "called": "市民来电",
        "platform_dispatched": "上级平台派单",
        "received": "收单",
        "phone_notice": "上级电话通知",
        "registered": "登记",
        "dispatched": "派单",
        "accepted": "接单",
        "desk_tried": "受理方首次拨打",
        "desk_contact": "受理方联系来电人",
        "first_contact": "先行联系",
        "site_visit": "现场查看",
        "progress_reported": "反馈处置进展",
        "reported_upward": "受理方上报处置进展",
        "return_applied": "申请退单",
        "returned": "退单",
        "replied": "答复来电人",
        "report_submitted": "提交办结报告",
        "approved": "审核通过",
        "sent_back": "退回重办",
        "extension_applied": "申请延期",
        "extension_approved": "批准延期",
        "notice": "收到通报",
        "notice_answered": "答复通报",
        "completed": "办结上报",
        "closed": "结案",
    }
)
"""The events as staff read them."""
