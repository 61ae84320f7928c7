"""Reading a request and saying yes or no to it: those who sign, and whoever decides in the end."""

from datetime import date
from typing import Any

from bot.chat.dialogues.applying import read_day
from bot.chat.dialogues.dialogue import Choice, Dialogue, Follow, Scene, Slot, Slots, plainly
from bot.chat.dialogues.signing import evidence_key
from bot.chat.dialogues.slots import sure, words
from bot.chat.turn import Turn
from bot.reports.markup import cut, fill
from bot.rules.requests import DESIGNATION, EXTENSION, REQUEST_NAMES, RETURN, RETURN_UPWARD
from bot.rules.workflow import Act
from bot.work import deciding, request_reading, sending_forms
from bot.work.access import Ticket
from bot.work.outcome import Done, Refused
from bot.work.request_reading import RequestToRead
from bot.work.returning import NEXT_UNIT, UPWARD

NO, YES, ANOTHER_DAY = "no", "yes", "another_day"
GONE = Refused("没有等待处理的申请，可能已经有人处理了。")
REQUEST = "request"
# What a yes is called, by the kind of request.
AGREED: dict[str, tuple[Choice, ...]] = {
    RETURN: (
        Choice(NEXT_UNIT, "同意，二次派单", ("同意", "二次派单"), "success"),
        Choice(UPWARD, "同意，向上级平台退单", ("向上级退单",)),
    ),
    RETURN_UPWARD: (Choice(YES, "已向上级平台退单", ("已退单", "同意"), "success"),),
    EXTENSION: (
        Choice(YES, "同意延期", ("同意",), "success"),
        Choice(ANOTHER_DAY, "同意，改个日期", ("改日期",)),
    ),
}
OTHERWISE = (Choice(YES, "已批准", ("同意", "批准"), "success"),)


def _starts_with(act: Act) -> Any:
    def start(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
        """The oldest request that the person can do something about."""
        assert ticket is not None
        found = request_reading.request_to_read(turn.session, turn.offices, turn.person, ticket, act, turn.now)
        return {REQUEST: found.request_id} if found else {}

    return start


def request_of(scene: Scene) -> RequestToRead | None:
    """The request that the dialogue is about, as it is now."""
    turn = scene.turn
    wanted = scene.slots.get(REQUEST)
    if scene.ticket is None or wanted is None:
        return None
    return request_reading.read(turn.session, turn.offices, turn.person, scene.ticket, int(wanted), turn.now)


def _shown(scene: Scene, question: str) -> str:
    found = request_of(scene)
    if found is None or scene.ticket is None:
        return fill("{gone}", gone=GONE.reason)
    lines = [
        fill("<code>{number}</code> <b>{name}</b>", number=scene.ticket.number, name=found.name),
        fill("{text}", text=cut(found.text, 1500)),
        "",
        fill("{author} {at}", author=found.author, at=found.made_at),
        *(fill("已签：{one}", one=one) for one in found.signatures),
        *([fill("材料：{given}", given="、".join(found.evidence))] if found.evidence else []),
        "",
        fill("{question}", question=question),
    ]
    return "\n".join(lines)


def _refused(slots: Slots) -> bool:
    return slots.get("decision") == NO


REASON = words("reason", "不同意的原因", "为什么不同意？请写一两句。", longest=1000, needed=_refused)


def _sign_choices(scene: Scene) -> tuple[Choice, ...]:
    """The yes carries the hash of the text it is said to."""
    found = request_of(scene)
    if found is None:
        return ()
    return (
        Choice(found.sha256[:16], "同意", ("签批同意",), "success"),
        Choice(NO, "不同意", ("退回",), "danger"),
    )


def _sign_slots(scene: Scene) -> tuple[Slot, ...]:
    def ask(now: Scene) -> str:
        return _shown(now, "同意吗？点“同意”即签批，记入您的姓名和时间。")

    return (Slot("decision", "签批意见", ask, _sign_choices, beside=evidence_key, exact=True), REASON)


def _sign(scene: Scene) -> Done | Refused:
    turn, found = scene.turn, request_of(scene)
    if found is None:
        return GONE
    about = (turn.session, turn.offices, turn.person_id, scene.ticket_id)
    if _refused(scene.slots):
        return deciding.refuse_request(*about, request_id=found.request_id, reason=scene.slots["reason"], now=turn.now)
    if not found.sha256.startswith(scene.slots["decision"]):
        return deciding.ANOTHER_TEXT
    return deciding.sign_request(*about, request_id=found.request_id, sha256=found.sha256, now=turn.now)


def _sign_opening(scene: Scene) -> None:
    """The form on which the signature stands comes before the question."""
    turn, found = scene.turn, request_of(scene)
    if scene.ticket is not None and found is not None:
        about = (turn.session, turn.offices, turn.person, scene.ticket, turn.now)
        sending_forms.send_to_sign(*about, request_id=found.request_id)


SIGN_REQUEST = Dialogue(
    kind="sign_request",
    title="签批申请",
    act=Act.SIGN_REQUEST,
    slots=_sign_slots,
    complete=_sign,
    opening=_sign_opening,
    start=_starts_with(Act.SIGN_REQUEST),
)


def _decisions(scene: Scene) -> tuple[Choice, ...]:
    found = request_of(scene)
    if found is None:
        return ()
    no = Choice(NO, "不同意", ("驳回", "退回"), "danger")
    return (no,) if found.kind == DESIGNATION else (*AGREED.get(found.kind, OTHERWISE), no)


def _decide_slots(scene: Scene) -> tuple[Slot, ...]:
    def ask(now: Scene) -> str:
        return _shown(now, "怎么处理？")

    def another_day(slots: Slots) -> bool:
        return slots.get("decision") == ANOTHER_DAY

    return (
        Slot("decision", "处理意见", ask, _decisions, beside=evidence_key, width=1, exact=True),
        Slot("until", "延期到", plainly("批准延期到哪一天？如“12月5日”。"), read=read_day, needed=another_day),
        REASON,
    )


def _decide(scene: Scene) -> Done | Refused:
    turn, slots, found = scene.turn, scene.slots, request_of(scene)
    if found is None:
        return GONE
    about = (turn.session, turn.offices, turn.person_id, scene.ticket_id)
    if _refused(slots):
        return deciding.reject(*about, request_id=found.request_id, reason=slots["reason"], now=turn.now)
    until = date.fromisoformat(slots["until"]).isoformat() if "until" in slots else None
    answer = {"then": slots["decision"], "until": until}
    return deciding.grant(*about, request_id=found.request_id, answer=answer, now=turn.now)


def _dispatch_next(scene: Scene, done: Done) -> Follow | None:
    """A ticket that came back finds its next unit at once."""
    return Follow("dispatch") if scene.slots.get("decision") == NEXT_UNIT else None


DECIDE = Dialogue(
    kind="decide",
    title="处理申请",
    act=Act.GRANT,
    slots=_decide_slots,
    complete=_decide,
    start=_starts_with(Act.GRANT),
    after=_dispatch_next,
)


def _withdraw(scene: Scene) -> Done | Refused:
    turn, found = scene.turn, request_of(scene)
    if found is None:
        return GONE
    about = (turn.session, turn.offices, turn.person_id, scene.ticket_id)
    return deciding.withdraw(*about, request_id=found.request_id, now=turn.now)


def _withdraw_slots(scene: Scene) -> tuple[Slot, ...]:
    found = request_of(scene)
    name = found.name if found else REQUEST_NAMES[RETURN]
    return (sure(f"确认撤回{name}？", "确认撤回", style="danger"),)


WITHDRAW = Dialogue(
    kind="withdraw",
    title="撤回申请",
    act=Act.WITHDRAW,
    slots=_withdraw_slots,
    complete=_withdraw,
    start=_starts_with(Act.WITHDRAW),
)
