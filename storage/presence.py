"""Queries about who of an office cannot be reached, and who is away."""

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage.tables import Deputy, Person, Post, Request, Ticket


def deaf(session: Session, office_id: str) -> list[Person]:
    """Active people with a post whom no message reaches: never bound, or the bot was blocked."""
    has_post = col(Person.id).in_(select(Post.person_id).where(Post.office_id == office_id))
    query = select(Person).where(Person.office_id == office_id, col(Person.active), has_post)
    query = query.where(or_(col(Person.chat_id).is_(None), col(Person.reachable).is_(False)))
    return list(session.exec(query.order_by(col(Person.id))))


def away(session: Session, office_id: str, began: datetime, ended: datetime) -> list[Deputy]:
    """Every standing in that is under way at some time between the two moments, the earliest first."""
    query = select(Deputy).where(Deputy.office_id == office_id, Deputy.starts_at < ended, Deputy.ends_at > began)
    return list(session.exec(query.order_by(col(Deputy.starts_at), col(Deputy.id))))


def requests_to_decide(session: Session, office_id: str, party: str) -> list[tuple[str, datetime]]:
    """What was applied for and waits for this party's decision: the ticket's number, and since when."""
    query = (
        select(Ticket.number, Request.made_at)
        .join(Request, col(Request.ticket_id) == col(Ticket.id))
        .where(Ticket.office_id == office_id, Request.state == "pending", Request.decided_by == party)
    )
    return list(session.exec(query.order_by(col(Request.made_at))))
