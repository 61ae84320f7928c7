"""A bonus or a deduction entered by the desk, and a unit head's objection."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, plainly
from bot.chat.dialogues.slots import words
from bot.chat.reading import Misread
from bot.rules import periods
from bot.rules.calendar import local
from bot.rules.outcome import Refused
from bot.rules.periods import Period
from bot.work import evaluating, figures
from bot.work.outcome import Done

TIMES = ("上月", "本月", "今年", "去年")
COUNTS = ("1", "2", "3")


def _units(scene: Scene) -> tuple[Choice, ...]:
    known = figures.units_of(scene.turn.session, scene.turn.person.office_id)
    return tuple(Choice(str(number), unit.name) for number, unit in known.items())


def _own_units(scene: Scene) -> tuple[Choice, ...]:
    own = evaluating.units_headed(scene.turn.session, scene.turn.person)
    return tuple(Choice(str(unit), name) for unit, name in own.items())


def _items(scene: Scene) -> tuple[Choice, ...]:
    scoring = evaluating.scoring_of(scene.turn.offices, scene.turn.person.office_id)
    if scoring is None:
        return ()
    signs = {entry.id: "+" for entry in scoring.bonus} | {entry.id: "−" for entry in scoring.deduction}
    known = evaluating.entries_of(scoring).values()
    return tuple(Choice(one.id, f"{signs[one.id]}{one.points} {one.name}", (one.name, one.id)) for one in known)


def _about(scene: Scene) -> tuple[Choice, ...]:
    """The indicators, and the deductions that were entered: whatever has a number of its own."""
    scoring = evaluating.scoring_of(scene.turn.offices, scene.turn.person.office_id)
    if scoring is None:
        return ()
    parts = (scoring.volume, *scoring.rate, *scoring.weighted, *scoring.deduction)
    return tuple(Choice(one.id, one.name, (one.id,)) for one in parts)


def _period(scene: Scene, said: str) -> str | Misread:
    found = periods.period_in(said, local(scene.turn.now).date())
    if found is None or evaluating.code_of(found.period) is None:
        return Misread(evaluating.MONTH_OR_YEAR.reason)
    return found.period.code


def _count(scene: Scene, said: str) -> int | Misread:
    number = said.strip().removesuffix("件").removesuffix("项").removesuffix("次")
    if number.isascii() and number.isdecimal() and 1 <= int(number[:4]) <= evaluating.MOST:
        return int(number)
    return Misread(f"请写1到{evaluating.MOST}的数。")


def _when() -> Slot:
    return Slot(
        "period",
        "时期",
        plainly("计入哪个月或哪一年？点下面，或者打出来，如“2026年10月”。"),
        fixed(*(Choice(str(place), name) for place, name in enumerate(TIMES))),
        _period,
        lambda now, code: _period(now, TIMES[int(code)]),
    )


def _claim_slots(_scene: Scene) -> tuple[Slot, ...]:
    return (
        Slot("unit", "部门", plainly("哪个部门？"), _units),
        Slot("item", "事项", plainly("哪一项加分、扣分？"), _items, width=1),
        Slot(
            "count",
            "件数",
            plainly("几件（项、次）？"),
            fixed(*(Choice(one, one) for one in COUNTS)),
            _count,
            lambda _, code: int(code),
        ),
        _when(),
        words("reason", "理由", "理由和依据是什么？请写一两句，不要写市民的姓名、电话。", longest=evaluating.LONGEST),
    )


def _claimed(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return evaluating.enter(
        turn.session,
        turn.offices,
        turn.person,
        unit_id=int(slots["unit"]),
        item=slots["item"],
        count=int(slots["count"]),
        period=_read(slots["period"]),
        reason=slots["reason"],
        now=turn.now,
    )


def _objection_slots(_scene: Scene) -> tuple[Slot, ...]:
    return (
        Slot("unit", "部门", plainly("替哪个部门申诉？"), _own_units),
        Slot("about", "事项", plainly("对哪一项有异议？"), _about, width=1),
        _when(),
        words("text", "申诉内容", "有什么异议？请写清事实和依据。", longest=evaluating.LONGEST),
    )


def _objected(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return evaluating.objecting(
        turn.session,
        turn.offices,
        turn.person,
        unit_id=int(slots["unit"]),
        about=slots["about"],
        period=_read(slots["period"]),
        text=slots["text"],
        now=turn.now,
    )


def _read(code: str) -> Period:
    period = periods.from_code(code)
    assert period is not None
    return period


BONUS = Dialogue("bonus", "登记加分、扣分", _claim_slots, _claimed)
OBJECTION = Dialogue("objection", "申诉", _objection_slots, _objected)
