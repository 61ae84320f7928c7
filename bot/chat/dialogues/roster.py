"""A roster that was sent: what would change is shown, then written whole after a yes."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed
from bot.chat.dialogues.staffing_slots import outsider
from bot.reports.markup import one_line
from bot.reports.render import render
from bot.rules.outcome import Refused
from bot.work import roster, roster_preview
from bot.work.administration.rights import NOT_ADMINISTRATOR
from bot.work.outcome import Done
from bot.work.roster import RosterFaults

ROWS = "rows"
MOST_LINES, LONGEST_LINE = 35, 90


def faults_in_words(faults: tuple[str, ...]) -> str:
    """Every fault as far as a message holds them."""
    shown = [one_line(fault, LONGEST_LINE) for fault in faults[:MOST_LINES]]
    return render("cards/roster_faults.html.j2", {"faults": shown, "more": max(0, len(faults) - len(shown))})


def _slots(scene: Scene) -> tuple[Slot, ...]:
    yes = fixed(Choice("yes", "登记名册", ("确认", "登记"), "primary"))
    return (Slot("decision", "登记", _preview, yes, exact=True),)


def _preview(scene: Scene) -> str:
    found = roster_preview.preview(scene.turn.session, scene.turn.person.office_id, scene.slots[ROWS])
    if isinstance(found, RosterFaults):
        return faults_in_words(found.faults)
    lines = [one_line(line, LONGEST_LINE) for line in found.lines]
    values = {
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
        "unchanged": found.unchanged,
    }
    return render("cards/roster.html.j2", values)


def _load(scene: Scene) -> Done | Refused:
    turn = scene.turn
    if outsider(scene):
        return NOT_ADMINISTRATOR
    faults = roster.load_roster(turn.session, turn.person.office_id, scene.slots[ROWS], turn.now)
    if faults:
        return Refused("名册没有登记：" + "".join(faults[:5]))
    gaps = roster.staff_gaps(turn.session, turn.person.office_id)
    missing = f"还缺：{''.join(gaps[:5])}" if gaps else ""
    return Done(f"名册已登记。{missing}发 /staff 查看，/invite 逐个邀请，/setup 看还缺什么。")


ROSTER = Dialogue("roster", "登记名册", _slots, _load, is_moot=outsider)
