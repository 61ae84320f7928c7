"""The call-back after approval, and closing without one."""

from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Follow, Scene, Slot, Slots, fixed, plainly
from bot.chat.dialogues.slots import says, words, yes_or_no
from bot.chat.dialogues.understanding import PLEASE_CHOOSE
from bot.chat.reading import Misread
from bot.rules.complaints import denied_in, says_in_vain
from bot.rules.workflow import Act, State
from bot.work import access, callback
from bot.work.callback import SATISFACTIONS
from bot.work.outcome import Done, Refused

WELL, UNREACHED, EACH = "well", "unreached", "each"
LONGEST_NOTE = 1000
QUESTIONS = (
    ("contacted", "是否先联", "处置部门先行联系过吗？"),
    ("answered", "是否答复", "处置结果答复过吗？"),
    ("solved", "是否解决", "问题解决了吗？"),
)


def _unwell(slots: Slots) -> bool:
    return any(slots.get(name) is False for name, _, _ in QUESTIONS) or slots.get("satisfied") == "不满意"


def _read_result(scene: Scene, said: str) -> str | Misread:
    """Somebody who says no was reached: what else they say is asked for item by item."""
    if says_in_vain(said):
        return UNREACHED
    return EACH if denied_in(said) else PLEASE_CHOOSE


def _also_says(scene: Scene, said: str) -> dict[str, Any]:
    denied = denied_in(said)
    return {**denied, "note": said} if denied and len(said) <= LONGEST_NOTE else denied


def _slots(scene: Scene) -> tuple[Slot, ...]:
    results = fixed(
        Choice(WELL, "都做到了，满意", ("满意", "都是"), "success"),
        Choice(EACH, "接通了，逐项填写", ("接通", "逐项")),
        Choice(UNREACHED, "没接通", ("未接通", "没接", "未接")),
    )
    each = says("result", EACH)
    note = words(
        "note", "市民的话", "市民怎么说？请写一两句，退回时一并告知处置部门。", longest=LONGEST_NOTE, needed=_unwell
    )
    return (
        Slot("result", "回访结果", plainly("回访结果是？"), results, _read_result, width=1),
        *(yes_or_no(name, label, asked, each) for name, label, asked in QUESTIONS),
        Slot(
            "satisfied",
            "满意度",
            plainly("市民满意吗？"),
            fixed(*(Choice(one, one) for one in SATISFACTIONS)),
            needed=each,
        ),
        note,
    )


def _complete(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    well = slots["result"] == WELL
    reached = slots["result"] != UNREACHED
    return callback.call_back(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        reached=reached,
        contacted=True if well else slots.get("contacted"),
        answered=True if well else slots.get("answered"),
        solved=True if well else slots.get("solved"),
        satisfied="满意" if well else slots.get("satisfied", ""),
        note=slots.get("note", ""),
        now=turn.now,
    )


def _next_step(scene: Scene, done: Done) -> Follow | None:
    """What was called back and is not with the platform above yet is uploaded now; called in vain often enough, closed.

    Where nobody answered and it was not enough, there is nothing more to do now.
    """
    turn, ticket = scene.turn, scene.ticket
    if ticket is None:
        return None
    if ticket.state == State.UPLOADING:
        return Follow("upload")
    closes = scene.slots["result"] == UNREACHED and Act.CLOSE in access.acts_for(
        turn.session, turn.offices, turn.person, ticket, turn.now
    )
    return Follow("close") if closes else None


CALL_BACK = Dialogue(
    kind="call_back",
    title="回访",
    act=Act.CALL_BACK,
    slots=_slots,
    complete=_complete,
    after=_next_step,
    also_says=_also_says,
)


def _close_slots(scene: Scene) -> tuple[Slot, ...]:
    sure = fixed(Choice("yes", "确认办结", ("确认", "办结"), "success"))
    question = plainly("没有联系方式或多次未接通，不再回访，直接办结？")
    return (Slot("sure", "确认", question, sure, exact=True),)


def _close(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return callback.close(turn.session, turn.offices, turn.person_id, scene.ticket_id, now=turn.now)


CLOSE = Dialogue(kind="close", title="直接办结", act=Act.CLOSE, slots=_close_slots, complete=_close)
