"""Which of our messages speaks of which ticket, and whether its reader has answered it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.rows import id_of
from storage.tables import Draft, Person, Posted

# How far back a message is looked for that was filed by a dialogue.
LATEST = 50


@dataclass(frozen=True, slots=True)
class Spoken:
    """One of our messages: its ticket, and whether it was a card, a reminder or plain words."""

    ticket_id: int
    kind: str


def spoken_of(session: Session, chat_id: int, message_id: int | None) -> Spoken | None:
    """What our message was about, or None for a message that is not ours or speaks of no ticket."""
    if message_id is None:
        return None
    query = select(Posted).where(Posted.chat_id == chat_id, Posted.message_id == message_id)
    posted = session.exec(query).first()
    return Spoken(posted.ticket_id, posted.kind) if posted else None


def note_press(session: Session, chat_id: int, message_id: int, now: datetime) -> None:
    """Somebody pressed a button of our message; the first time counts."""
    _note(session, chat_id, message_id, "pressed_at", now)


def note_reply(session: Session, chat_id: int, message_id: int, now: datetime) -> None:
    """Somebody replied to our message; the first time counts."""
    _note(session, chat_id, message_id, "replied_at", now)


def _note(session: Session, chat_id: int, message_id: int, what: str, now: datetime) -> None:
    ours = col(Posted.chat_id) == chat_id, col(Posted.message_id) == message_id
    session.execute(update(Posted).where(*ours, col(getattr(Posted, what)).is_(None)).values({what: now}))


def claimed(session: Session, person: Person, kind: str, message_id: int) -> int | None:
    """The ticket for which a message that named none was claimed in a dialogue of `kind`."""
    query = select(Draft).where(Draft.person_id == id_of(person), Draft.kind == kind, Draft.state == "finished")
    for draft in session.exec(query.order_by(col(Draft.id).desc()).limit(LATEST)):
        if message_id in draft.slots.get("messages", ()):
            return int(draft.slots["ticket"])
    return None
