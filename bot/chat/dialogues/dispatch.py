"""Sending a ticket to a unit and a territory in three taps; the dispatch principle may be named by the way."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, plainly
from bot.reports.markup import fill
from bot.rules.workflow import Act
from bot.work import dispatch
from bot.work.outcome import Done, Refused

NO_TERRITORY = Choice("0", "不涉及片区", ("无", "没有", "不涉及"))


def _units(scene: Scene) -> tuple[Choice, ...]:
    units, _ = dispatch.choices(scene.turn.session, scene.turn.person.office_id)
    return tuple(Choice(str(unit.id), unit.name) for unit in units)


def _territories(scene: Scene) -> tuple[Choice, ...]:
    _, territories = dispatch.choices(scene.turn.session, scene.turn.person.office_id)
    return (*(Choice(str(territory.id), territory.name) for territory in territories), NO_TERRITORY)


def _principles(scene: Scene) -> tuple[Choice, ...]:
    names = scene.turn.offices.present_law(scene.turn.person.office_id).rulebook.dispatch_principles
    return tuple(Choice(str(place), name, (name.removesuffix("原则"),)) for place, name in enumerate(names))


def _principle_name(scene: Scene, code: str) -> str:
    return next(choice.text for choice in _principles(scene) if choice.code == code)


def _unit_question(scene: Scene) -> str:
    assert scene.ticket is not None
    return fill("工单 <code>{number}</code> 派给哪个部门？", number=scene.ticket.number)


def _slots(scene: Scene) -> tuple[Slot, ...]:
    slots = (
        Slot("unit", "处置部门", _unit_question, _units),
        Slot("territory", "片区", plainly("属于哪个片区？"), _territories),
    )
    if not _principles(scene):
        return slots
    principle = Slot(
        "principle", "派单原则", plainly("按哪条派单原则？"), _principles, pick=_principle_name, aside=True
    )
    return (*slots, principle)


def _complete(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return dispatch.dispatch(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        unit_id=int(slots["unit"]),
        territory_id=int(slots["territory"]) or None,
        principle=slots.get("principle", ""),
        now=turn.now,
    )


DISPATCH = Dialogue(kind="dispatch", title="派单", act=Act.DISPATCH, slots=_slots, complete=_complete)
