"""Group chats: which are known, who may bring the bot into one, and what becomes of one that moves or throws it out."""

from datetime import datetime

from sqlmodel import Session

from bot.work import access
from storage import chats, tickets
from storage.tables import Group, Person

MAY_BIND = frozenset({"administrator", "desk"})


def is_known(session: Session, chat_id: int) -> bool:
    """Whether the group belongs to an office."""
    group = session.get(Group, chat_id)
    return group is not None and group.active


def office_of(session: Session, chat_id: int) -> str | None:
    """The office whose group this is."""
    group = session.get(Group, chat_id)
    return group.office_id if group is not None and group.active else None


def bind(session: Session, person: Person, chat_id: int, title: str, now: datetime) -> bool:
    """Make the group one of the person's office; False where they may not do that."""
    if not access.roles(session, person, now) & MAY_BIND:
        return False
    group = session.get(Group, chat_id) or Group(chat_id=chat_id, office_id=person.office_id)
    if group.office_id != person.office_id:
        return False
    group.title, group.active = title[:120], True
    session.add(group)
    tickets.audit(session, now, "group_bound", office_id=person.office_id, person_id=person.id)
    return True


def lost(session: Session, chat_id: int) -> None:
    """The bot was removed from the group."""
    group = session.get(Group, chat_id)
    if group is not None:
        group.active = False
        session.add(group)


def moved(session: Session, old: int, new: int) -> None:
    """The group has another id now."""
    chats.rekey_chat(session, old, new)
