"""Showing the caller's name and phone: only in private, only with a reason, gone after a minute."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, plainly
from bot.rules.workflow import Act
from bot.work import contact
from bot.work.outcome import Done, Refused

WHY = ("先行联系", "现场查看", "答复来电人")


def _slots(scene: Scene) -> tuple[Slot, ...]:
    question = plainly("为什么要看联系方式？查看会留下记录，60秒后自动删除，请勿截图、转发。")
    return (Slot("why", "查看原因", question, fixed(*(Choice(str(place), why) for place, why in enumerate(WHY)))),)


def _complete(scene: Scene) -> Done | Refused:
    turn = scene.turn
    why = WHY[int(scene.slots["why"])]
    return contact.show_contact(turn.session, turn.offices, turn.person_id, scene.ticket_id, why=why, now=turn.now)


SHOW_CONTACT = Dialogue(
    kind="show_contact", title="显示联系方式", act=Act.SHOW_CONTACT, slots=_slots, complete=_complete
)
