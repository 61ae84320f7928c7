"""Queries about what is applied for on a ticket, and the signatures under it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from storage.once import read_once
from storage.tables import Request, Signature, Ticket

_PENDING = (
    select(Request)
    .where(Request.ticket_id == bindparam("ticket_id"), Request.state == "pending")
    .order_by(col(Request.id))
)
_SIGNATURES = (
    select(Signature)
    .where(Signature.request_id == bindparam("request_id"), col(Signature.voided_at).is_(None))
    .order_by(col(Signature.id))
)


def request(session: Session, request_id: int) -> Request | None:
    return session.get(Request, request_id)


@read_once
def pending(session: Session, ticket_id: int) -> list[Request]:
    """What waits for a signature or a decision, oldest first."""
    return list(session.exec(_PENDING, params={"ticket_id": ticket_id}))


@read_once
def standing(session: Session, ticket_id: int) -> list[Request]:
    """What was applied for on the ticket and not taken back, oldest first."""
    query = select(Request).where(Request.ticket_id == ticket_id, Request.state != "withdrawn")
    return list(session.exec(query.order_by(col(Request.id))))


def pending_in(session: Session, office_id: str) -> list[tuple[Ticket, Request]]:
    """Everything that waits in an office, oldest first, with its ticket, open or not."""
    query = select(Ticket, Request).join(Request, col(Request.ticket_id) == col(Ticket.id))
    query = query.where(Ticket.office_id == office_id, Request.state == "pending")
    return list(session.exec(query.order_by(col(Request.id))))


def of_ticket(session: Session, ticket_id: int) -> list[Request]:
    """Everything that was ever applied for on the ticket, oldest first."""
    return list(session.exec(select(Request).where(Request.ticket_id == ticket_id).order_by(col(Request.id))))


def of_kind(session: Session, ticket_id: int, kind: str, states: Iterable[str]) -> list[Request]:
    """The ticket's requests of one kind that are in one of `states`, oldest first."""
    query = select(Request).where(
        Request.ticket_id == ticket_id, Request.kind == kind, col(Request.state).in_(list(states))
    )
    return list(session.exec(query.order_by(col(Request.id))))


def end_of_kinds(session: Session, ticket_id: int, kinds: Iterable[str], now: datetime) -> None:
    """Whatever of these kinds still waits on the ticket waits no more."""
    waiting = (Request.ticket_id == ticket_id, Request.state == "pending", col(Request.kind).in_(list(kinds)))
    for one in session.exec(select(Request).where(*waiting)):
        one.state, one.ended_at = "obsolete", now
        session.add(one)


def void_signatures(session: Session, request_id: int, now: datetime) -> None:
    """The request is taken back, to be put in other words or never: whatever was signed under it counts no more."""
    query = update(Signature).where(col(Signature.request_id) == request_id, col(Signature.voided_at).is_(None))
    session.execute(query.values(voided_at=now))


@read_once
def signatures(session: Session, request_id: int) -> list[Signature]:
    """The signatures under a request, in the order they were given."""
    return list(session.exec(_SIGNATURES, params={"request_id": request_id}))
