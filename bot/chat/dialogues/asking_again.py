"""After an outage the messenger has forgotten what was pressed in it: dialogues under way put their question again."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from bot.chat.dialogues import engine, understanding
from bot.chat.dialogues.catalogue import dialogue_of
from bot.chat.incoming import Where
from bot.chat.turn import Turn
from bot.rules.calendar import local
from bot.rules.lost_presses import QUESTIONS_LAST, Question, presses_lost, questions_again
from bot.rules.outcome import Refused
from bot.work import drafts
from bot.work.access import Person
from bot.work.drafts import Draft
from bot.work.offices import Offices

PRESSED_IN_VAIN = "停机期间点的按钮可能没有收到，请再答一次。"


def ask_again(session: Session, offices: Offices, began: datetime, ended: datetime, now: datetime) -> int:
    """Put the newest open question of everybody who still expects it; returns how many. Nothing is done by itself."""
    if not presses_lost(began, ended):
        return 0
    asked = {draft.id or 0: (person, draft) for person, draft in _asked(session, offices, began)}
    questions = [_question(offices, person, draft, now) for person, draft in asked.values()]
    chosen = questions_again(questions, began, ended)
    return sum(_put(session, offices, *asked[draft_id], now) for draft_id in chosen)


def _asked(session: Session, offices: Offices, began: datetime) -> Iterator[tuple[Person, Draft]]:
    for person, draft in drafts.open_questions(session, began - QUESTIONS_LAST):
        if person.office_id in offices.entries:
            yield person, draft


def _question(offices: Offices, person: Person, draft: Draft, now: datetime) -> Question:
    calendar = offices.present_law(person.office_id).calendar
    return Question(
        draft_id=draft.id or 0,
        person_id=draft.person_id,
        asked_at=draft.touched_at,
        at_rest=not calendar.is_office_moment(local(now)),
    )


def _put(session: Session, offices: Offices, person: Person, draft: Draft, now: datetime) -> bool:
    assert person.chat_id is not None
    turn = Turn(session, offices, person, Where(person.chat_id, person.chat_id), now)
    scene, dialogue = engine.scene_of(turn, draft), dialogue_of(draft.kind)
    if isinstance(scene, Refused):
        return False
    slot = understanding.next_slot(scene, dialogue)
    if slot is None:
        return False
    engine.ask(scene, dialogue, slot, preface=PRESSED_IN_VAIN)
    return True
