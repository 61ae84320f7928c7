"""The words of a ticket's life: the states it can be in, what people can do with it, and as what they do it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a ticket stands."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SIGNING = "signing"
    REVIEWING = "reviewing"
    CALLING_BACK = "calling_back"
    UPLOADING = "uploading"
    CLOSED = "closed"


class Act(StrEnum):
    """What somebody can do with a ticket."""

    CORRECT = "correct"
    CLASSIFY = "classify"
    DISPATCH = "dispatch"
    JOIN = "join"
    DESK_CONTACT = "desk_contact"
    URGE = "urge"
    SUPERVISE = "supervise"
    ASK_DESIGNATION = "ask_designation"
    DESIGNATE = "designate"
    ACCEPT = "accept"
    FIRST_CONTACT = "first_contact"
    SITE_VISIT = "site_visit"
    NOTE = "note"
    EVIDENCE = "evidence"
    PROGRESS = "progress"
    CO_HANDLE = "co_handle"
    CHOOSE_FINDING = "choose_finding"
    REPLY = "reply"
    APPLY_RETURN = "apply_return"
    RETURN_UPWARD = "return_upward"
    APPLY = "apply"
    SIGN_REQUEST = "sign_request"
    REFUSE_REQUEST = "refuse_request"
    GRANT = "grant"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REPORT = "report"
    SIGN = "sign"
    REFUSE_SIGNATURE = "refuse_signature"
    SIGN_ON_PAPER = "sign_on_paper"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REVIEW_AGAIN = "review_again"
    CALL_BACK = "call_back"
    UPLOAD = "upload"
    CLOSE = "close"
    REOPEN = "reopen"
    RECHECK = "recheck"
    ASK_FOLLOW_UP = "ask_follow_up"
    FOLLOW_UP = "follow_up"
    SHOW_CONTACT = "show_contact"
    SHOW_EVIDENCE = "show_evidence"


class CallBack(StrEnum):
    """How a call-back ended: solved and accepted, not solved or not accepted, nobody reached."""

    WELL = "well"
    UNWELL = "unwell"
    UNREACHED = "unreached"


STATE_NAMES: Mapping[State, str] = MappingProxyType(
    {
        State.REGISTERED: "待派单",
        State.DISPATCHED: "待接单",
        State.HANDLING: "处置中",
        State.SIGNING: "待签批",
        State.REVIEWING: "待审核",
        State.CALLING_BACK: "待回访",
        State.UPLOADING: "待上传",
        State.CLOSED: "已办结",
    }
)

ACT_NAMES: Mapping[Act, str] = MappingProxyType(
    {
        Act.CORRECT: "更正工单内容",
        Act.CLASSIFY: "分类",
        Act.DISPATCH: "派单",
        Act.JOIN: "安排共同处置",
        Act.DESK_CONTACT: "先行简告",
        Act.URGE: "催办",
        Act.SUPERVISE: "督办",
        Act.ASK_DESIGNATION: "报请领导指定",
        Act.DESIGNATE: "指定承办",
        Act.ACCEPT: "接单",
        Act.FIRST_CONTACT: "先行联系",
        Act.SITE_VISIT: "现场查看",
        Act.NOTE: "添加记录",
        Act.EVIDENCE: "添加佐证材料",
        Act.PROGRESS: "反馈处置进展",
        Act.CO_HANDLE: "反馈协办情况",
        Act.CHOOSE_FINDING: "选定认定关系",
        Act.REPLY: "答复来电人",
        Act.APPLY_RETURN: "申请退单",
        Act.RETURN_UPWARD: "向上级平台退单",
        Act.APPLY: "提出申请",
        Act.SIGN_REQUEST: "签批申请",
        Act.REFUSE_REQUEST: "不同意申请",
        Act.GRANT: "批准申请",
        Act.REJECT: "驳回申请",
        Act.WITHDRAW: "撤回申请",
        Act.REPORT: "提交办结报告",
        Act.SIGN: "签批",
        Act.REFUSE_SIGNATURE: "签批退回",
        Act.SIGN_ON_PAPER: "登记纸质签字",
        Act.APPROVE: "审核通过",
        Act.SEND_BACK: "退回重办",
        Act.REVIEW_AGAIN: "请部门再次审核",
        Act.CALL_BACK: "回访",
        Act.UPLOAD: "确认上传",
        Act.CLOSE: "直接办结",
        Act.REOPEN: "重新打开",
        Act.RECHECK: "转为复核单",
        Act.ASK_FOLLOW_UP: "要求书面说明",
        Act.FOLLOW_UP: "书面说明",
        Act.SHOW_CONTACT: "查看联系方式",
        Act.SHOW_EVIDENCE: "查看佐证材料",
    }
)

PARTY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "desk": "派单方",
        "unit": "处置部门",
        "co_unit": "协办部门",
        "informant": "片区信息员",
        "unit_head": "处置部门负责人",
        "unit_branch_leader": "处置部门分管领导",
        "territory_branch_leader": "属地分管领导",
        "desk_branch_leader": "受理方分管领导",
        "main_leader": "主要领导",
    }
)
PARTIES = tuple(PARTY_NAMES)
EVERYWHERE = frozenset({"co_unit"})
"""Parties that every office can have, whether its rulebook names them or not."""

FIELD = frozenset({"unit", "informant"})
SIGNERS = frozenset({"unit_head", "unit_branch_leader", "desk_branch_leader", "main_leader"})
LEADERS = SIGNERS | {"territory_branch_leader"}
