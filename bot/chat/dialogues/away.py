"""Going away: from when until when, and who stands in."""

from datetime import datetime

from bot.chat import reading_days
from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, plainly
from bot.chat.dialogues.staffing_slots import NO_SUCH_PERSON, named
from bot.chat.reading import Misread
from bot.rules.outcome import Refused
from bot.work import absence
from bot.work.access import Person
from bot.work.administration import choices
from bot.work.outcome import Done

NEAR = (Choice("0", "今天"), Choice("1", "明天", ("明日",)), Choice("2", "后天"))
DAYS = {choice.code: choice.text for choice in NEAR}


def _starts(scene: Scene, said: str) -> str | Misread:
    found = reading_days.begins(said, scene.turn.now)
    return found if isinstance(found, Misread) else found.isoformat()


def _ends(scene: Scene, said: str) -> str | Misread:
    found = reading_days.ends(said, scene.turn.now)
    return found if isinstance(found, Misread) else found.isoformat()


def _whom(scene: Scene) -> str:
    return "您" if scene.slots["person"] == str(scene.turn.person_id) else named(scene)


def _deputies(scene: Scene) -> tuple[Choice, ...]:
    person = _absent(scene)
    first = absence.suggested(scene.turn.session, person)
    found = sorted(absence.candidates(scene.turn.session, person), key=lambda one: first is None or one.id != first.id)
    return tuple(
        Choice(str(one.id), f"{one.name}（同部门）" if first and one.id == first.id else one.name, (one.name,))
        for one in found
    )


def _absent(scene: Scene) -> Person:
    return absence.person_of(scene.turn.session, int(scene.slots["person"])) or scene.turn.person


def _deputy(scene: Scene, said: str) -> str | Misread:
    found = choices.person_named(scene.turn.session, scene.turn.person.office_id, said.strip().removesuffix("代"))
    return str(found) if found is not None else NO_SUCH_PERSON


def _slots(scene: Scene) -> tuple[Slot, ...]:
    whom = _whom(scene)
    starts = fixed(Choice("now", "现在", ("就现在", "马上")), NEAR[1])
    return (
        Slot(
            "starts",
            "开始",
            plainly(f"{whom}从什么时候外出？点下面，或者打出日期，如“11月28日”“明天 13:00”。"),
            starts,
            _starts,
            lambda now, code: _starts(now, "现在" if code == "now" else DAYS[code]),
        ),
        Slot(
            "ends",
            "结束",
            plainly("到什么时候？当天算在内，如“11月30日”“下周一”“明天 13:00”。"),
            fixed(*NEAR),
            _ends,
            lambda now, code: _ends(now, DAYS[code]),
        ),
        Slot("deputy", "代班", plainly("谁来代？"), _deputies, _deputy),
    )


def _complete(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return absence.go_away(
        turn.session,
        turn.person_id,
        int(slots["person"]),
        deputy_id=int(slots["deputy"]),
        starts_at=datetime.fromisoformat(slots["starts"]),
        ends_at=datetime.fromisoformat(slots["ends"]),
        now=turn.now,
    )


AWAY = Dialogue("away", "外出登记", _slots, _complete)
