"""Queries about dialogues under way."""

from sqlmodel import Session, col, select

from storage.tables import Draft


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


def open_drafts_of_ticket(session: Session, ticket_id: int) -> list[Draft]:
    return list(session.exec(select(Draft).where(Draft.ticket_id == ticket_id, Draft.state == "open")))
