"""Chats that went deaf or moved."""

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from storage.tables import Group, OutboxRow, Person, Posted


def fall_silent(session: Session, person_id: int | None, chat_id: int | None) -> bool:
    """This person's chat, or this group, accepts nothing more; True when that is news."""
    if person_id is not None:
        query = update(Person).where(col(Person.id) == person_id, col(Person.reachable)).values(reachable=False)
    else:
        query = update(Group).where(col(Group.chat_id) == chat_id, col(Group.active)).values(active=False)
    return bool(session.execute(query).rowcount)  # type: ignore[attr-defined]


def groups(session: Session, office_id: str) -> list[Group]:
    """The groups an office uses, those of its units among them."""
    return list(session.exec(select(Group).where(Group.office_id == office_id, col(Group.active))))


def group_of_unit(session: Session, unit_id: int) -> Group | None:
    """The unit's own group."""
    query = select(Group).where(Group.unit_id == unit_id, col(Group.active)).order_by(col(Group.chat_id))
    return session.exec(query).first()


def every_group(session: Session) -> list[Group]:
    """The groups of every office."""
    return list(session.exec(select(Group).where(col(Group.active))))


def rekey_chat(session: Session, old: int, new: int) -> None:
    """The group moved: it is bound under its new id, and what waits for it goes there.

    Its old messages cannot be reached any more, and the new group numbers its messages anew: they are forgotten, or a
    reply to somebody's message would be taken for a reply to a card.
    """
    if session.get(Group, new) is None:
        session.execute(update(Group).where(col(Group.chat_id) == old).values(chat_id=new))
    else:
        session.execute(delete(Group).where(col(Group.chat_id) == old))
    session.execute(delete(Posted).where(col(Posted.chat_id) == old))
    waiting = update(OutboxRow).where(col(OutboxRow.chat_id) == old, col(OutboxRow.state) == "waiting")
    session.execute(waiting.values(chat_id=new))
