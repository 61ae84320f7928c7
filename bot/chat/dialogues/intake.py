"""The desk pastes what the platform printed: read, shown masked, put right line by line, then registered."""

from collections.abc import Sequence
from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Follow, Scene, Slot, Slots
from bot.chat.dialogues.fields import field_slots
from bot.reports.render import render
from bot.work import access, intake, sending_forms
from bot.work.field_view import shown, shown_value
from bot.work.labels import FIELD_NAMES
from bot.work.outcome import Done, Refused

ONE, MANY = "intake", "intake_many"
QUEUE, TICKETS, ASIDE = "queue", "tickets", "aside"
MOST_SHOWN, MOST_PROBLEMS = 15, 10


def fields_in(slots: Slots) -> dict[str, str]:
    return {name: slots[name] for name in FIELD_NAMES if slots.get(name)}


def problems_of(scene: Scene, fields: dict[str, str]) -> tuple[str, ...]:
    return intake.problems_of(scene.turn.session, scene.turn.person_id, fields, scene.turn.now)


def _one_slots(scene: Scene) -> tuple[Slot, ...]:
    return (*field_slots(), Slot("decision", "登记", _preview, _register_choice, exact=True))


def _preview(scene: Scene) -> str:
    fields = fields_in(scene.slots)
    values = {
        "fields": shown(fields),
        "problems": [*scene.slots.get("doubts", ()), *problems_of(scene, fields)][:MOST_PROBLEMS],
        "queued": len(scene.slots.get(QUEUE, ())),
    }
    return render("cards/parsed.html.j2", values)


def _register_choice(scene: Scene) -> tuple[Choice, ...]:
    if problems_of(scene, fields_in(scene.slots)) and not _registered_meanwhile(scene):
        return ()
    return (Choice("yes", "登记", ("确认", "确认登记"), "primary"),)


def _register(scene: Scene) -> Done | Refused:
    turn = scene.turn
    done = intake.register(turn.session, turn.offices, turn.person_id, fields_in(scene.slots), turn.now)
    if isinstance(done, Done) and done.ticket_id is not None:
        sending_forms.send_on_registration(turn.session, turn.offices, turn.person, done.ticket_id, turn.now)
    return done


def _next_or_dispatch(scene: Scene, done: Done) -> Follow:
    """What is still queued comes next; the last one registered is dispatched at once."""
    return _next(scene) or Follow("dispatch")


def _next(scene: Scene) -> Follow | None:
    queue = scene.slots.get(QUEUE, ())
    return Follow(ONE, queued(queue)) if queue else None


def queued(waiting: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The slots of the next of several tickets, with those behind it."""
    first, *rest = waiting
    return {**first, QUEUE: rest}


def _registered_meanwhile(scene: Scene) -> bool:
    turn, number = scene.turn, scene.slots.get("number", "")
    return any(ticket.number == number for ticket in access.find(turn.session, turn.person, number, turn.now))


INTAKE = Dialogue(
    kind=ONE,
    title="登记工单",
    slots=_one_slots,
    complete=_register,
    after=_next_or_dispatch,
    is_moot=_registered_meanwhile,
    rest=_next,
)


def _many_slots(scene: Scene) -> tuple[Slot, ...]:
    return (
        Slot("decision", "登记", lambda now: list_of(now.slots), _register_all_choice, exact=True, revisable=False),
    )


def list_of(slots: Slots) -> str:
    """What was recognised in a text or table of many tickets."""
    tickets: list[dict[str, str]] = slots[TICKETS]
    values = {
        "tickets": [
            {"number": fields.get("number", ""), "matter": shown_value("title", fields)[:30]}
            for fields in tickets[:MOST_SHOWN]
        ],
        "total": len(tickets),
        "problems": list(slots.get("problems", ()))[:MOST_PROBLEMS],
        "more_problems": max(0, len(slots.get("problems", ())) - MOST_PROBLEMS),
        "queued": len(slots.get(QUEUE, ())),
        "known": slots.get("known", 0),
    }
    return render("cards/parsed_list.html.j2", values)


def _register_all_choice(scene: Scene) -> tuple[Choice, ...]:
    tickets = scene.slots[TICKETS]
    return (Choice("yes", f"登记这{len(tickets)}张", ("登记", "确认"), "primary"),) if tickets else ()


def _register_all(scene: Scene) -> Done | Refused:
    """Each ticket whole or not at all; one that fails does not hold up the others."""
    turn = scene.turn
    done, refused = 0, []
    for fields in scene.slots[TICKETS]:
        outcome = intake.register(turn.session, turn.offices, turn.person_id, fields, turn.now)
        if isinstance(outcome, Refused):
            refused.append(outcome.told())
        else:
            done += 1
    told = f"已登记{done}张工单，卡片随后发给您。"
    return Done(told + (f"没有登记的：{'；'.join(refused[:3])}" if refused else ""))


INTAKE_MANY = Dialogue(
    kind=MANY,
    title="登记工单",
    slots=_many_slots,
    complete=_register_all,
    after=lambda scene, done: _next(scene),
)
