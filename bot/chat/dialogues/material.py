"""Files asked for after an act: whatever is sent next is filed for that purpose, and nothing else is held up."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, plainly
from bot.reports.markup import fill
from bot.rules.workflow import Act
from bot.work.evidence import PURPOSES
from bot.work.outcome import Done, Refused

ASKED = {
    "first_contact_recording": "请把先行联系的通话录音直接发到这里",
    "call_record": "请把通话记录截图直接发到这里",
    "photo_site": "请把现场照片直接发到这里，可以一次发多张",
    "photo_before": "请把处置前的现场照片直接发到这里，可以一次发多张；处置完再补处置后的照片",
    "reply_recording": "请把答复来电人的录音直接发到这里",
}


def _question(scene: Scene) -> str:
    purpose = scene.slots["purpose"]
    asked = ASKED.get(purpose, f"请把{PURPOSES[purpose]}直接发到这里")
    number = scene.ticket.number if scene.ticket else ""
    also = f"；还要{PURPOSES[scene.slots['also']]}，发的时候写上“短信”" if scene.slots.get("also") else ""
    return fill("{asked}{also}，会存进工单 <code>{number}</code>。", asked=asked, also=also, number=number)


def _slots(scene: Scene) -> tuple[Slot, ...]:
    purposes = fixed(*(Choice(code, name) for code, name in PURPOSES.items()))
    choices = fixed(Choice("done", "发完了", ("发完", "好了", "完了")), Choice("none", "没有", ("无",)))
    return (
        Slot("purpose", "用途", plainly("是什么材料？"), purposes),
        Slot("enough", "材料", _question, choices),
    )


def _complete(scene: Scene) -> Done | Refused:
    told = "好的，材料已归到工单。" if scene.slots["enough"] == "done" else "好的，以后补充可以回复卡片发送。"
    return Done(told, scene.ticket_id)


MATERIAL = Dialogue(
    kind="material",
    title="补充材料",
    act=Act.EVIDENCE,
    slots=_slots,
    complete=_complete,
    purpose=lambda scene: scene.slots.get("purpose"),
    can_cancel=False,
    yields=True,
)
