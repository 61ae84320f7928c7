"""Forms with the citizen's name and phone on them, for print: in private, with a reason, gone after a minute."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, plainly
from bot.rules.workflow import Act
from bot.work import sending_forms
from bot.work.outcome import Done, Refused

FORM = "form"
WHY = ("打印后请领导签字盖章", "打印后存档", "寄送来信人")


def _slots(scene: Scene) -> tuple[Slot, ...]:
    question = plainly("为什么要含联系方式的表单？查看会留下记录，60秒后自动删除，请及时打印，勿转发。")
    return (Slot("why", "查看原因", question, fixed(*(Choice(str(place), why) for place, why in enumerate(WHY)))),)


def _complete(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return sending_forms.send_with_contact(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        form_id=scene.slots.get(FORM, sending_forms.EVERY),
        why=WHY[int(scene.slots["why"])],
        now=turn.now,
    )


PRINT_FORMS = Dialogue(
    kind="print_forms", title="含联系方式的表单", act=Act.SHOW_CONTACT, slots=_slots, complete=_complete
)
