"""The desk puts right what a ticket's text had wrong: `标签：内容` lines, shown once more, then written."""

from collections.abc import Callable

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, Slots, fixed
from bot.chat.dialogues.fields import field_slots
from bot.reports.markup import fill
from bot.reports.render import render
from bot.rules.workflow import Act
from bot.work import correcting
from bot.work.field_view import shown
from bot.work.labels import FIELD_NAMES
from bot.work.outcome import Done, Refused

NUMBER = "number"
CORRECTABLE = tuple(name for name in FIELD_NAMES if name != NUMBER)
FOR_BUTTONS = ("kind", "urgency", "phone", "caller", "address", "title", "content", "platform_due_at", "tags")


def changes_in(slots: Slots) -> dict[str, str]:
    return {name: slots[name] for name in CORRECTABLE if name in slots}


def _is_chosen(name: str) -> Callable[[Slots], bool]:
    def needed(slots: Slots) -> bool:
        return slots.get("what") == name or name in slots

    return needed


def _nothing_yet(slots: Slots) -> bool:
    return not changes_in(slots)


def _what(scene: Scene) -> str:
    number = scene.ticket.number if scene.ticket else ""
    return fill("更正 <code>{number}</code> 的哪一项？也可以直接打出“地址：……”这样的一行，可以写多行。", number=number)


def _preview(scene: Scene) -> str:
    fields = {**changes_in(scene.slots), NUMBER: scene.ticket.number if scene.ticket else ""}
    caller = {"caller": scene.ticket.caller} if scene.ticket and "caller" not in fields else {}
    lines = [line for line in shown({**caller, **fields}) if line["label"] != FIELD_NAMES["caller"] or not caller]
    return render("cards/corrections.html.j2", {"fields": lines})


def _slots(scene: Scene) -> tuple[Slot, ...]:
    choices = fixed(*(Choice(name, FIELD_NAMES[name]) for name in FOR_BUTTONS))
    save = fixed(Choice("yes", "更正", ("确认", "确认更正"), "primary"))
    return (
        Slot("what", "更正哪项", _what, choices, needed=_nothing_yet, revisable=False, width=3),
        *field_slots((NUMBER,), _is_chosen),
        Slot("decision", "更正", _preview, save, exact=True),
    )


def _complete(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return correcting.correct(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        fields=changes_in(scene.slots),
        now=turn.now,
    )


CORRECT = Dialogue(kind="correct", title="更正内容", act=Act.CORRECT, slots=_slots, complete=_complete)
