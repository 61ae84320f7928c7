"""The administrator's dialogues about units and territories: new, renamed, closed, and what is theirs."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, plainly
from bot.chat.dialogues.slots import words
from bot.chat.dialogues.staffing_slots import any_kind, name_slot, outsider, sure, unit_slot
from bot.rules.outcome import Refused
from bot.work.administration import choices, units
from bot.work.outcome import Done
from bot.work.roster import KIND_NAMES

KINDS = fixed(*(Choice(kind, name) for kind, name in KIND_NAMES.items()))


def _unit(scene: Scene) -> int:
    return int(scene.slots["unit"])


def _name(scene: Scene) -> str:
    found = choices.units(scene.turn.session, scene.turn.person.office_id)
    return next((one.name for one in found if one.id == scene.slots["unit"]), "")


def _open_slots(scene: Scene) -> tuple[Slot, ...]:
    return (Slot("kind", "类别", plainly("新建哪一类？"), KINDS), name_slot("叫什么名称？"))


def _open(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return units.open_unit(turn.session, turn.person_id, scene.slots["name"], scene.slots["kind"], turn.now)


OPEN_UNIT = Dialogue("unit", "新建单位", _open_slots, _open, is_moot=outsider)


def _rename_slots(scene: Scene) -> tuple[Slot, ...]:
    return (unit_slot("给哪个单位改名？", any_kind), name_slot("改成什么名称？"))


def _rename(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return units.rename(turn.session, turn.person_id, _unit(scene), scene.slots["name"], turn.now)


RENAME_UNIT = Dialogue("renameunit", "单位改名", _rename_slots, _rename, is_moot=outsider)


def _close_slots(scene: Scene) -> tuple[Slot, ...]:
    return (
        unit_slot("撤销哪个单位？", any_kind),
        sure(lambda now: f"撤销{_name(now)}？其中的岗位随之取消，以后不能再派单给它。", "确认撤销"),
    )


def _close(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return units.close(turn.session, turn.person_id, _unit(scene), turn.now)


CLOSE_UNIT = Dialogue("closeunit", "撤销单位", _close_slots, _close, is_moot=outsider)


def _duties_slots(scene: Scene) -> tuple[Slot, ...]:
    asked = "哪些事归它管？写几个词，用顿号隔开，如“油烟、违法建筑、占道”。原来写的会被替换。"
    return (unit_slot("写哪个部门的职责？", lambda now: ("unit",)), words("duties", "职责", asked, longest=1200))


def _set_duties(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return units.set_duties(turn.session, turn.person_id, _unit(scene), scene.slots["duties"], turn.now)


DUTIES = Dialogue("duties", "职责关键词", _duties_slots, _set_duties, is_moot=outsider)
UNIT_KEEPING = (OPEN_UNIT, RENAME_UNIT, CLOSE_UNIT, DUTIES)
