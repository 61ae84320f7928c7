"""The desk's conversation about a bulletin: beginning one, writing its paragraphs one by one, giving it up."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Follow, Scene, Slot, plainly
from bot.chat.dialogues.slots import words
from bot.chat.reading import Misread, numbers_in
from bot.reports.markup import fill
from bot.rules.outcome import Refused
from bot.work import bulletin_desk, bulletins
from bot.work.bulletin_desk import BulletinRow
from bot.work.bulletin_text import sections_in, unwritten_places
from bot.work.outcome import Done

DRAFT_SHOWN = Done("")
"""The draft itself is the answer."""
NO_TICKETS = frozenset({"无", "没有", "不写"})
ID, PLACE, NUMBERS = "bulletin_id", "place", "numbers"


def _row(scene: Scene) -> BulletinRow | Refused:
    turn = scene.turn
    return bulletin_desk.draft_of(turn.session, turn.person, int(scene.slots[ID]), turn.now)


def _is_moot(scene: Scene) -> bool:
    return isinstance(_row(scene), Refused)


def _paragraphs(scene: Scene) -> tuple[Choice, ...]:
    row = _row(scene)
    if isinstance(row, Refused):
        return ()
    sections = sections_in(row.content)
    return tuple(
        Choice(str(place), f"{place}. {section.heading}", (f"第{place}段", section.heading))
        for place, section in enumerate(sections, 1)
    )


def _question(scene: Scene) -> str:
    named = {choice.code: choice.text for choice in _paragraphs(scene)}
    return fill(
        "<b>{name}</b>\n这一段写什么？直接打出来，整段换掉；没有内容写“无”。",
        name=named.get(str(scene.slots[PLACE]), ""),
    )


def _correction_slots(_scene: Scene) -> tuple[Slot, ...]:
    return (
        Slot(PLACE, "段", plainly("改哪一段？"), _paragraphs, width=1),
        Slot("text", "内容", _question, read=_text, prose=True),
    )


def _text(scene: Scene, said: str) -> str | Misread:
    most = bulletin_desk.LONGEST_TEXT
    return said.strip() if 0 < len(said.strip()) <= most else Misread(f"请写1到{most}个字。")


def _corrected(scene: Scene) -> Done | Refused:
    row, turn = _row(scene), scene.turn
    if isinstance(row, Refused):
        return row
    place, text = int(scene.slots[PLACE]), scene.slots["text"]
    outcome = bulletin_desk.correct(turn.session, turn.person, row, place, text, turn.now)
    return outcome if isinstance(outcome, Refused) or unwritten_places(row) else DRAFT_SHOWN


def _next_paragraph(scene: Scene, _done: Done) -> Follow | None:
    """What is still to be written is asked for at once; then the whole draft is shown."""
    row = _row(scene)
    if isinstance(row, Refused):
        return None
    left = unwritten_places(row)
    if left:
        return Follow(CORRECTION_KIND, {ID: row.id, PLACE: str(left[0])})
    bulletins.show_draft(scene.turn.session, scene.turn.person, row, scene.turn.now)
    return None


def _rules(scene: Scene) -> tuple[Choice, ...]:
    known = bulletin_desk.begun_by_desk(scene.turn.offices, scene.turn.person.office_id)
    return tuple(Choice(one.id, one.name, (one.id,)) for one in known)


def _numbers(_scene: Scene, said: str) -> list[str] | Misread:
    if said.strip() in NO_TICKETS:
        return []
    found = numbers_in(said)
    return found or Misread("请写所涉工单的完整编号，可以写几个；没有就写“无”。")


def _begin_slots(_scene: Scene) -> tuple[Slot, ...]:
    asked = plainly("涉及哪些工单？请写完整编号，可以写几个；没有就写“无”。")
    return (
        Slot("rule", "通报", plainly("发起哪一种通报？"), _rules, width=1),
        Slot(NUMBERS, "工单", asked, read=_numbers, prose=True),
    )


def _begun(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    row = bulletin_desk.begin(turn.session, turn.offices, turn.person, slots["rule"], slots[NUMBERS], turn.now)
    if isinstance(row, Refused):
        return row
    return Done(f"已起草“{row.title}”，编号{row.id}。") if unwritten_places(row) else DRAFT_SHOWN


def _first_paragraph(scene: Scene, _done: Done) -> Follow | None:
    row = bulletin_desk.latest_draft(scene.turn.session, scene.turn.person)
    if row is None:
        return None
    left = unwritten_places(row)
    if left:
        return Follow(CORRECTION_KIND, {ID: row.id, PLACE: str(left[0])})
    bulletins.show_draft(scene.turn.session, scene.turn.person, row, scene.turn.now)
    return None


def _withdrawn(scene: Scene) -> Done | Refused:
    row, turn = _row(scene), scene.turn
    if isinstance(row, Refused):
        return row
    return bulletin_desk.withdraw(turn.session, turn.person, row, scene.slots["reason"], turn.now)


def _withdrawal_slots(_scene: Scene) -> tuple[Slot, ...]:
    return (words("reason", "理由", "为什么作废？", longest=200),)


CORRECTION_KIND = "bulletin_correction"
BULLETIN_CORRECTION = Dialogue(
    CORRECTION_KIND, "修改通报", _correction_slots, _corrected, after=_next_paragraph, is_moot=_is_moot
)
BULLETIN_BEGINNING = Dialogue("bulletin_beginning", "发起通报", _begin_slots, _begun, after=_first_paragraph)
BULLETIN_WITHDRAWAL = Dialogue("bulletin_withdrawal", "作废通报", _withdrawal_slots, _withdrawn, is_moot=_is_moot)
