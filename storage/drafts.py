"""Queries about dialogues under way."""

from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import Draft, Person


def draft(session: Session, draft_id: int) -> Draft | None:
    return session.get(Draft, draft_id)


def draft_locked(session: Session, draft_id: int) -> Draft | None:
    """The draft as it is now, held until the end of the transaction: two phones may answer at once."""
    query = select(Draft).where(Draft.id == draft_id).with_for_update().execution_options(populate_existing=True)
    return session.exec(query).first()


def open_drafts(session: Session, person_id: int) -> list[Draft]:
    """The person's open drafts, the one touched last first."""
    query = select(Draft).where(Draft.person_id == person_id, Draft.state == "open")
    return list(session.exec(query.order_by(col(Draft.touched_at).desc(), col(Draft.id).desc())))


def asked_since(session: Session, since: datetime) -> list[tuple[Person, Draft]]:
    """Open drafts that ask something and were touched after `since`, with people who can be reached."""
    query = select(Person, Draft).join(Draft, col(Draft.person_id) == col(Person.id))
    query = query.where(Draft.state == "open", Draft.asking != "", Draft.touched_at >= since)
    return list(session.exec(query.where(Person.active, Person.reachable, col(Person.chat_id).is_not(None))))


def open_drafts_of_ticket(session: Session, ticket_id: int) -> list[Draft]:
    return list(session.exec(select(Draft).where(Draft.ticket_id == ticket_id, Draft.state == "open")))
