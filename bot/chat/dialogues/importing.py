"""A table of tickets was looked at: what was understood is shown, and taken in after a yes."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed
from bot.rules.outcome import Refused
from bot.work.importing import runs, telling
from bot.work.outcome import Done

RUN, SEEN = "run", "seen"
STARTED = "开始导入。"


def _slots(scene: Scene) -> tuple[Slot, ...]:
    yes = fixed(Choice("yes", "导入", ("确认", "登记", "确认导入"), "primary"))
    return (Slot("decision", "导入", lambda now: telling.seen_in_words(now.slots[SEEN]), yes, exact=True),)


def _confirm(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return runs.confirm(turn.session, turn.person, scene.slots[RUN], turn.now) or Done(STARTED)


def _moot(scene: Scene) -> bool:
    return not scene.turn.is_desk() or not runs.is_looked(scene.turn.session, scene.slots[RUN])


IMPORT = Dialogue("import_file", "导入表格", _slots, _confirm, is_moot=_moot)
