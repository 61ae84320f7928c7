"""The buttons of a card: what this person can do with this ticket now, the most pressing first."""

from collections.abc import Iterable, Sequence

from bot.rules.duties import Duty
from bot.rules.workflow import Act, State
from bot.work.keys import Key, Rows, in_rows, key
from bot.work.press import ActPress
from storage.rows import id_of
from storage.tables import Ticket

OPEN_CARD, WHY, PURPOSE, MORE = "card", "why", "purpose", "more"
STORY, DELIVERY, FORMS = "story", "delivery", "forms"
SAME, APART, REPEATS, SPECIAL = "same", "apart", "repeats", "special"

# A card never offers two keys for two halves of one decision: reading the report comes before yes or no.
KEY_NAMES: dict[str, str] = {
    Act.ACCEPT: "接单",
    Act.SIGN_REQUEST: "签批申请",
    Act.GRANT: "处理申请",
    Act.DISPATCH: "派单",
    Act.DESIGNATE: "指定承办",
    Act.SIGN: "阅签报告",
    Act.SIGN_ON_PAPER: "登记纸质签字",
    Act.APPROVE: "审核报告",
    Act.CALL_BACK: "回访",
    Act.UPLOAD: "确认上传",
    Act.DESK_CONTACT: "联系来电人",
    Act.FIRST_CONTACT: "先行联系",
    Act.SITE_VISIT: "现场查看",
    Act.PROGRESS: "反馈进展",
    Act.CO_HANDLE: "反馈协办情况",
    Act.FOLLOW_UP: "写书面说明",
    Act.REPORT: "写办结报告",
    Act.CLOSE: "直接办结",
    Act.SHOW_CONTACT: "显示联系方式",
    Act.SHOW_EVIDENCE: "佐证材料",
    Act.REPLY: "答复来电人",
    Act.APPLY_RETURN: "申请退单",
    Act.WITHDRAW: "撤回申请",
    Act.APPLY: "延期等申请",
    Act.CHOOSE_FINDING: "选定认定",
    Act.URGE: "催办",
    Act.CLASSIFY: "分类",
    Act.CORRECT: "更正内容",
    Act.JOIN: "共同处置",
    Act.SUPERVISE: "督办",
    Act.ASK_DESIGNATION: "报领导指定",
    Act.RETURN_UPWARD: "向上级退单",
    Act.ASK_FOLLOW_UP: "要求书面说明",
    Act.RECHECK: "转复核单",
    Act.REOPEN: "重新打开",
}
# A card shows what moves the ticket on; the rest is one tap further, under 「更多」.
BESIDES = frozenset(
    {
        Act.SIGN_ON_PAPER,
        Act.REPLY,
        Act.WITHDRAW,
        Act.APPLY,
        Act.CHOOSE_FINDING,
        Act.URGE,
        Act.CLASSIFY,
        Act.CORRECT,
        Act.JOIN,
        Act.SUPERVISE,
        Act.ASK_DESIGNATION,
        Act.RETURN_UPWARD,
        Act.ASK_FOLLOW_UP,
        Act.RECHECK,
        Act.REOPEN,
    }
)

LOOKS = frozenset({Act.SHOW_CONTACT, Act.SHOW_EVIDENCE})
"""What only shows something."""

# Which act discharges a duty that ends with this moment.
DISCHARGES: dict[str, str] = {
    "dispatched": Act.DISPATCH,
    "accepted": Act.ACCEPT,
    "desk_contact": Act.DESK_CONTACT,
    "first_contact": Act.FIRST_CONTACT,
    "site_visit": Act.SITE_VISIT,
    "progress_reported": Act.PROGRESS,
    "reported_upward": Act.PROGRESS,
    "replied": Act.REPLY,
    "notice_answered": Act.FOLLOW_UP,
    "extension_applied": Act.APPLY,
    "return_applied": Act.APPLY_RETURN,
    "report_submitted": Act.REPORT,
    "approved": Act.APPROVE,
    "completed": Act.APPROVE,
    "closed": Act.CALL_BACK,
}
# What a unit does about a duty that only the desk's approval ends.
ON_THE_WAY: dict[Act, tuple[Act, ...]] = {
    Act.PROGRESS: (Act.ACCEPT,),
    Act.APPROVE: (Act.UPLOAD, Act.SIGN, Act.REPORT, Act.ACCEPT),
    Act.CALL_BACK: (Act.UPLOAD, Act.APPROVE, Act.SIGN, Act.REPORT),
}


def card_keys(ticket: Ticket, acts: Sequence[str], has_duties: bool, watches: bool = False) -> Rows:
    """Keys for `acts` (what the person can do now), two in a line; the first one stands out if it moves the ticket on.

    `watches`: the person sees who got what.
    """
    named = [act for act in KEY_NAMES if act in acts and not is_besides(ticket, act)]
    pressing = [act for act in named[:1] if act not in LOOKS]
    keys = [act_key(ticket, act, "primary" if act in pressing else None) for act in named]
    rows = in_rows(keys, 2)
    last = [why_key(ticket)] if has_duties else []
    if any(is_besides(ticket, act) for act in acts):
        last.append(key("更多", ActPress(MORE, id_of(ticket), ticket.revision)))
    alike = [view_key(ticket, REPEATS, "同一事项")] if ticket.matter_id is not None else []
    looks = [story_key(ticket), *alike, *([delivery_key(ticket)] if watches else [])]
    return [*rows, *in_rows([*last, *looks], 2)]


def more_keys(ticket: Ticket, acts: Sequence[str]) -> Rows:
    """What else the person can do now."""
    return in_rows([act_key(ticket, act) for act in KEY_NAMES if act in acts and is_besides(ticket, act)], 2)


def is_besides(ticket: Ticket, act: str) -> bool:
    """Whether the act is kept under 「更多」: a return is a first choice only while nobody has accepted, and another
    unit only where none has the ticket."""
    if act == Act.APPLY_RETURN:
        return ticket.state != State.DISPATCHED
    if act == Act.DISPATCH:
        return ticket.state in (State.DISPATCHED, State.HANDLING)
    return act in BESIDES


def why_key(ticket: Ticket, first: int = 0) -> Key:
    """A key that explains how the moment of every open duty was counted, from the duty in place `first` on."""
    text = "继续看" if first else "为什么是这个时间？"
    return key(text, ActPress(WHY, id_of(ticket), ticket.revision, str(first) if first else ""))


def purpose_key(ticket: Ticket, evidence_id: int, purpose: str, name: str) -> Key:
    """A key that says what a file is evidence of."""
    return key(f"改为{name}", ActPress(PURPOSE, id_of(ticket), ticket.revision, f"{evidence_id}.{purpose}"))


def act_key(ticket: Ticket, act: str, style: str | None = None, text: str = "") -> Key:
    """A key that starts `act` on the ticket, named after the act unless `text` says otherwise."""
    name = "改派" if act == Act.DISPATCH and ticket.unit_id else KEY_NAMES.get(act, "办理")
    return key(text or name, ActPress(str(act), id_of(ticket), ticket.revision), style)


def story_key(ticket: Ticket) -> Key:
    """A key that shows everything that happened to the ticket."""
    return key("全过程", ActPress(STORY, id_of(ticket), ticket.revision))


def delivery_key(ticket: Ticket) -> Key:
    """A key that shows who got what of the ticket, and what they did with it."""
    return key("送达情况", ActPress(DELIVERY, id_of(ticket), ticket.revision))


def forms_key(ticket: Ticket) -> Key:
    """A key that lists the ticket's Word forms."""
    return key("表单", ActPress(FORMS, id_of(ticket), ticket.revision))


def form_key(ticket: Ticket, text: str, form_id: str) -> Key:
    """A key that sends one form."""
    return key(text, ActPress(FORMS, id_of(ticket), ticket.revision, form_id))


def view_key(ticket: Ticket, view: str, text: str) -> Key:
    """A key that shows something of the ticket and changes nothing."""
    return key(text, ActPress(view, id_of(ticket), ticket.revision))


def same_keys(ticket: Ticket) -> list[Key]:
    """The two answers to whether the ticket is about the matter that it seems to be about."""
    return [
        key("是同一件", ActPress(SAME, id_of(ticket), ticket.revision)),
        key("不是", ActPress(APART, id_of(ticket), ticket.revision)),
    ]


def supervise_key(ticket: Ticket, reason: int) -> Key:
    """A key that begins the supervision for the reason in that place of the rulebook."""
    return key("列入督办", ActPress(str(Act.SUPERVISE), id_of(ticket), ticket.revision, str(reason)), "primary")


def special_key(ticket: Ticket, reached_id: int) -> Key:
    """A key that drafts a special bulletin about a threshold reached."""
    return key("起草民情专报", ActPress(SPECIAL, id_of(ticket), ticket.revision, str(reached_id)))


def open_key(ticket: Ticket, text: str = "打开工单") -> Key:
    """A key that shows the ticket's card."""
    return key(text, ActPress(OPEN_CARD, id_of(ticket), ticket.revision))


def open_keys(found: Iterable[Ticket], most: int = 12) -> Rows:
    """One key for each ticket, by the end of its number; the rest is opened by typing the number."""
    unique = list({id_of(ticket): ticket for ticket in found}.values())[:most]
    return in_rows([open_key(ticket, f"…{ticket.number[-6:]}") for ticket in unique], 3)


def discharging(duty: Duty, acts: Iterable[str]) -> str | None:
    """Which of `acts` discharges the duty, or brings it nearer."""
    possible = set(acts)
    if duty.is_mark and not duty.is_handover:
        return None
    for moment in duty.source.ends:
        act = DISCHARGES.get(moment)
        if act is None:
            continue
        nearer = next((one for one in (act, *ON_THE_WAY.get(Act(act), ())) if one in possible), None)
        if nearer:
            return nearer
    return None
