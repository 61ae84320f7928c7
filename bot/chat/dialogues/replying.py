"""Telling the citizen the result; and what a co-handling unit has done."""

from dataclasses import replace
from datetime import datetime

from bot.chat.dialogues.contact import wants_pictures_of_calls
from bot.chat.dialogues.dialogue import Choice, Dialogue, Follow, Scene, Slot, fixed, plainly
from bot.chat.dialogues.slots import says, when, words
from bot.rules.workflow import Act
from bot.work import co_handling, replying
from bot.work.outcome import Done, Refused

UNREACHED = "没接通"
DECLINED = "不该由我们协办"
RESULTS = fixed(
    Choice("电话", "电话答复了", ("已答复", "答复了"), "primary"),
    Choice("书面", "书面答复了"),
    Choice("约谈", "当面答复了", ("当面", "约谈")),
    Choice(UNREACHED, "没接通", ("未接通", "没接", "没人接", "未接")),
)


def _reply(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    reached = slots["result"] != UNREACHED
    return replying.reply(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        reached=reached,
        how=slots["result"] if reached else "电话",
        at=datetime.fromisoformat(slots["at"]),
        now=turn.now,
    )


def _ask_for_recording(scene: Scene, done: Done) -> Follow | None:
    if scene.slots["result"] == "电话":
        return Follow("material", {"purpose": "reply_recording"})
    in_vain = scene.slots["result"] == UNREACHED and wants_pictures_of_calls(scene)
    return Follow("material", {"purpose": "call_record"}) if in_vain else None


REPLY = Dialogue(
    kind="reply",
    title="答复来电人",
    act=Act.REPLY,
    slots=lambda scene: (
        Slot("result", "答复结果", plainly("答复来电人的结果是？"), RESULTS),
        when("at", "答复时间", "什么时候答复的？"),
    ),
    complete=_reply,
    purpose=lambda scene: "reply_recording" if scene.slots.get("result") != UNREACHED else "call_record",
    after=_ask_for_recording,
)


def _co_handle(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    about = (turn.session, turn.offices, turn.person_id, scene.ticket_id)
    if slots["text"] == DECLINED:
        return co_handling.decline(*about, reason=slots["why"], now=turn.now)
    return co_handling.co_handle(*about, text=slots["text"], now=turn.now)


def _part_slots(scene: Scene) -> tuple[Slot, ...]:
    part = words("text", "协办情况", "本部门协办做了什么、结果怎样？请写明，牵头部门会写进报告。")
    ours = fixed(Choice(DECLINED, DECLINED, ("不该由本部门协办", "不该协办")))
    why = "为什么不该由本部门协办、建议由谁协办？请写一两句。"
    return replace(part, choices=ours), words("why", "理由", why, needed=says("text", DECLINED))


CO_HANDLE = Dialogue(
    kind="co_handle",
    title="反馈协办情况",
    act=Act.CO_HANDLE,
    slots=_part_slots,
    complete=_co_handle,
)
