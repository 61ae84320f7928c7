"""Showing the caller's name and phone: only in private, only with a reason, gone after a minute."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, plainly
from bot.rules.workflow import FIELD, Act
from bot.work import access, contact
from bot.work.outcome import Done, Refused

IN_THE_FIELD = ("先行联系", "现场查看", "答复来电人")
AT_THE_DESK = ("联系来电人", "回访", "核对、更正工单")


def _reasons(scene: Scene) -> tuple[Choice, ...]:
    """What the person may need it for: the desk calls back, and those in the field call and look."""
    turn, ticket = scene.turn, scene.ticket
    parties = access.parties(turn.session, turn.person, ticket, turn.now) if ticket is not None else frozenset()
    reasons = [*(AT_THE_DESK if "desk" in parties else ()), *(IN_THE_FIELD if parties & FIELD else ())]
    return tuple(Choice(reason, reason) for reason in reasons)


def _slots(scene: Scene) -> tuple[Slot, ...]:
    question = plainly("为什么要看联系方式？查看会留下记录，60秒后自动删除，请勿截图、转发。")
    return (Slot("why", "查看原因", question, _reasons),)


def _complete(scene: Scene) -> Done | Refused:
    turn = scene.turn
    why = scene.slots["why"]
    return contact.show_contact(turn.session, turn.offices, turn.person_id, scene.ticket_id, why=why, now=turn.now)


SHOW_CONTACT = Dialogue(
    kind="show_contact", title="显示联系方式", act=Act.SHOW_CONTACT, slots=_slots, complete=_complete
)
