"""Sending a ticket to a unit and a territory in three taps; helpers and the principle may be named by the way."""

from bot.chat.dialogues.desk_orders import picked, units_named, units_to_choose
from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, plainly
from bot.reports.markup import fill
from bot.rules.suggestion import Suggestion
from bot.rules.workflow import Act
from bot.work import dispatch, suggesting
from bot.work.outcome import Done, Refused

NO_TERRITORY = Choice("0", "不涉及片区", ("无", "没有", "不涉及"))
MOST_SUGGESTED = 2


def _suggested(scene: Scene) -> tuple[Suggestion, ...]:
    assert scene.ticket is not None
    return suggesting.suggestions(scene.turn.session, scene.turn.offices, scene.ticket)[:MOST_SUGGESTED]


def _units(scene: Scene) -> tuple[Choice, ...]:
    """What is suggested comes first."""
    best = [str(one.unit_id) for one in _suggested(scene)]
    units = sorted(units_to_choose(scene), key=lambda unit: best.index(unit.code) if unit.code in best else len(best))
    return tuple(
        Choice(unit.code, f"{unit.text}（建议）", (unit.text,), "primary") if unit.code in best[:1] else unit
        for unit in units
    )


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
    question = fill("工单 <code>{number}</code> 派给哪个部门？", number=scene.ticket.number)
    lines = [
        fill(
            "建议{name}{principle}：{reasons}",
            name=one.name,
            principle=f"（{one.principle}）" if one.principle else "",
            reasons="；".join(one.reasons),
        )
        for one in _suggested(scene)
    ]
    return "\n".join([question, *lines, *_chosen(scene)])


def _chosen(scene: Scene) -> list[str]:
    """What was named by the way, which no other question shows."""
    helping = {str(one) for one in scene.slots.get("helpers") or ()}
    names = [unit.text for unit in units_to_choose(scene) if unit.code in helping]
    said = [str(scene.slots.get("principle") or ""), f"协办{'、'.join(names)}" if names else ""]
    return [fill("已选：{said}", said="；".join(filter(None, said)))] if any(said) else []


def _helpers(scene: Scene) -> tuple[Choice, ...]:
    lead = scene.slots.get("unit")
    return tuple(unit for unit in units_to_choose(scene) if unit.code != lead)


def _slots(scene: Scene) -> tuple[Slot, ...]:
    has_territories = len(_territories(scene)) > 1
    slots = (
        Slot("unit", "处置部门", _unit_question, _units),
        Slot("territory", "片区", plainly("属于哪个片区？"), _territories, needed=lambda slots: has_territories),
        Slot(
            "helpers",
            "协办部门",
            plainly("请哪些部门协办？点选后点“选好了”。"),
            _helpers,
            units_named,
            picked,
            aside=True,
            several=True,
        ),
    )
    if not _principles(scene):
        return slots
    principle = Slot(
        "principle", "派单原则", plainly("按哪条派单原则？"), _principles, pick=_principle_name, aside=True
    )
    return (*slots, principle)


def _principle(scene: Scene) -> str:
    """The one named, else the one by which the chosen unit was suggested."""
    if "principle" in scene.slots:
        return str(scene.slots["principle"])
    chosen = int(scene.slots["unit"])
    return next((one.principle for one in _suggested(scene) if one.unit_id == chosen), "")


def _complete(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return dispatch.dispatch(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        unit_id=int(slots["unit"]),
        territory_id=int(slots.get("territory", NO_TERRITORY.code)) or None,
        co_unit_ids=slots.get("helpers", ()),
        principle=_principle(scene),
        now=turn.now,
    )


DISPATCH = Dialogue(kind="dispatch", title="派单", act=Act.DISPATCH, slots=_slots, complete=_complete)
