"""Queries about who of an office cannot be reached, and who is away."""

from datetime import datetime

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from storage.tables import Deputy, Person, Post, Request, Signature, Ticket


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


def pending_requests(session: Session, office_id: str) -> list[tuple[str, Request, int]]:
    """What was applied for and has no end yet, the oldest first: the ticket's number, the request, its signatures."""
    given = select(func.count(col(Signature.id))).where(
        Signature.request_id == col(Request.id), col(Signature.given), col(Signature.voided_at).is_(None)
    )
    query = (
        select(Ticket.number, Request, given.correlate(Request).scalar_subquery())
        .join(Request, col(Request.ticket_id) == col(Ticket.id))
        .where(Ticket.office_id == office_id, Request.state == "pending")
    )
    return list(session.exec(query.order_by(col(Request.made_at))))
