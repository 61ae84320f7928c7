"""What the unit tells while it handles a ticket: the site visit, progress, a note."""

from datetime import datetime

from bot.chat.dialogues.dialogue import Choice, Dialogue, Follow, Scene, Slot, fixed, plainly
from bot.chat.dialogues.slots import says, when, words
from bot.rules.workflow import Act
from bot.work import evidence, handling
from bot.work.handling import LONGEST_TEXT
from bot.work.outcome import Done, Refused

VISITED, NO_SITE = "是", "无实际现场"


def _visit_slots(scene: Scene) -> tuple[Slot, ...]:
    choices = fixed(
        Choice(VISITED, "到现场看了", ("已到现场", "看了", "到了"), "primary"),
        Choice(NO_SITE, "无实际现场", ("无现场", "没有现场")),
    )
    return (
        Slot("visited", "现场查看", plainly("到现场看了吗？"), choices),
        when("at", "查看时间", "什么时候看的？", needed=says("visited", VISITED)),
    )


def _visit(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return handling.site_visit(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        at=datetime.fromisoformat(slots["at"]) if "at" in slots else turn.now,
        visited=slots["visited"],
        now=turn.now,
    )


def _ask_for_photos(scene: Scene, done: Done) -> Follow | None:
    return Follow("material", {"purpose": _photos(scene)}) if scene.slots["visited"] == VISITED else None


def _photos(scene: Scene) -> str:
    """An office that compares before and after wants the picture of before now (NM-R8.8.2b)."""
    assert scene.ticket is not None
    return "photo_before" if evidence.compares(scene.turn.offices.law(scene.ticket)) else "photo_site"


SITE_VISIT = Dialogue(
    kind="site_visit",
    title="现场查看",
    act=Act.SITE_VISIT,
    slots=_visit_slots,
    complete=_visit,
    purpose=_photos,
    after=_ask_for_photos,
)


def _progress_slots(scene: Scene) -> tuple[Slot, ...]:
    assert scene.ticket is not None
    asked = "处置到哪一步了？请写一两句。"
    if handling.tells_upward(scene.turn.session, scene.turn.offices, scene.turn.person, scene.ticket, scene.turn.now):
        asked = "向上级平台报了什么？请写一两句。"
    return (words("text", "处置进展", asked, longest=LONGEST_TEXT),)


def _progress(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return handling.progress(
        turn.session, turn.offices, turn.person_id, scene.ticket_id, text=scene.slots["text"], now=turn.now
    )


PROGRESS = Dialogue(kind="progress", title="反馈处置进展", act=Act.PROGRESS, slots=_progress_slots, complete=_progress)


def _note_slots(scene: Scene) -> tuple[Slot, ...]:
    return (words("text", "记录", "要记下什么？直接打出来。", longest=LONGEST_TEXT),)


def _note(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return handling.note(
        turn.session, turn.offices, turn.person_id, scene.ticket_id, text=scene.slots["text"], now=turn.now
    )


NOTE = Dialogue(kind="note", title="添加记录", act=Act.NOTE, slots=_note_slots, complete=_note)
