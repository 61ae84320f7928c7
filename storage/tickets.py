"""Queries about tickets, what happened to them, their duties, alarms, reports and cards."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, update
from sqlmodel import Session, col, select

from storage.once import read_once
from storage.tables import (
    AlarmRow,
    Audit,
    DutyRow,
    Event,
    OutboxRow,
    Posted,
    Report,
    RulebookCopy,
    Signature,
    Ticket,
)

# What every act asks for is built once: building a query takes longer than answering it.
_OF_TICKET: BindParameter[int] = bindparam("ticket_id")
_LOCKED = select(Ticket).where(Ticket.id == _OF_TICKET).with_for_update().execution_options(populate_existing=True)
_EVENTS = select(Event).where(Event.ticket_id == _OF_TICKET).order_by(col(Event.at), col(Event.id))
_LAST_REPORT = select(Report).where(Report.ticket_id == _OF_TICKET).order_by(col(Report.id).desc()).limit(1)
_STANDING = (
    select(Signature)
    .where(Signature.report_id == bindparam("report_id"), col(Signature.voided_at).is_(None))
    .order_by(col(Signature.id))
)


class StaleTicket(Exception):
    """A ticket changed under an act that held its lock: a bug, and the transaction must not stand."""


def ticket(session: Session, ticket_id: int) -> Ticket | None:
    return session.get(Ticket, ticket_id)


def ticket_locked(session: Session, ticket_id: int) -> Ticket | None:
    """The ticket as it is now, held until the transaction ends: who comes second judges what the first left.

    SQLite has one writer at a time anyway and drops the lock clause.
    """
    return session.exec(_LOCKED, params={"ticket_id": ticket_id}).first()


def ticket_by_number(session: Session, office_id: str, number: str) -> Ticket | None:
    return session.exec(select(Ticket).where(Ticket.office_id == office_id, Ticket.number == number)).first()


def standing_by_number(session: Session, office_id: str, numbers: Iterable[str]) -> list[tuple[int, str, str]]:
    """The id, number and state of those of these tickets that are known."""
    wanted = [office_id, *numbers]
    connection = session.connection()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = ",".join([mark] * (len(wanted) - 1))
    # Asked for hundreds at once: building the query as an expression takes longer than answering it.
    query = f"SELECT id, number, state FROM ticket WHERE office_id = {mark} AND number IN ({marks})"
    found = connection.exec_driver_sql(query, tuple(wanted)) if len(wanted) > 1 else ()
    return [(int(ticket_id), str(number), str(state)) for ticket_id, number, state in found]


def data_told(session: Session, ticket_ids: Iterable[int], kinds: Iterable[str]) -> list[tuple[int, Mapping[str, Any]]]:
    """The data of these tickets' events of such kinds, with the ticket's id, in the order they were told."""
    query = select(Event.ticket_id, Event.data).where(
        col(Event.ticket_id).in_(list(ticket_ids)), col(Event.kind).in_(list(kinds))
    )
    return list(session.exec(query.order_by(col(Event.id))).all())


def open_tickets(session: Session, office_id: str, closed: str) -> list[Ticket]:
    """Every ticket of the office that is not in the state `closed`, oldest first."""
    query = select(Ticket).where(Ticket.office_id == office_id, Ticket.state != closed)
    return list(session.exec(query.order_by(col(Ticket.id))))


def earlier_about(session: Session, ticket: Ticket, limit: int) -> list[Ticket]:
    """The latest earlier tickets of the office from the same phone, or with the same title or address; newest first."""
    named = (("phone", ticket.phone), ("title", ticket.title), ("address", ticket.address))
    same = [getattr(Ticket, field) == value for field, value in named if value]
    if not same:
        return []
    query = select(Ticket).where(Ticket.office_id == ticket.office_id, col(Ticket.id) < ticket.id, or_(*same))
    return list(session.exec(query.order_by(col(Ticket.id).desc()).limit(limit)))


def advance(session: Session, ticket: Ticket, now: datetime, changes: dict[str, Any]) -> None:
    """Write `changes` and the next revision, only over the revision that was judged. Raises StaleTicket otherwise."""
    judged = ticket.revision
    values = {**changes, "revision": judged + 1, "updated_at": now}
    query = update(Ticket).where(col(Ticket.id) == ticket.id, col(Ticket.revision) == judged).values(**values)
    if session.execute(query).rowcount != 1:  # type: ignore[attr-defined]
        raise StaleTicket(f"ticket {ticket.id} is no longer at revision {judged}")
    session.refresh(ticket)


@read_once
def events(session: Session, ticket_id: int) -> list[Event]:
    """What happened, in the order it happened; told later counts as later among equals."""
    return list(session.exec(_EVENTS, params={"ticket_id": ticket_id}))


def last_event(session: Session, ticket_id: int, kind: str, person_id: int | None = None) -> Event | None:
    """The event of `kind` recorded last, by that person where one is named."""
    query = select(Event).where(Event.ticket_id == ticket_id, Event.kind == kind)
    if person_id is not None:
        query = query.where(Event.person_id == person_id)
    return session.exec(query.order_by(col(Event.id).desc())).first()


def duties(session: Session, ticket_id: int) -> list[DutyRow]:
    return list(session.exec(select(DutyRow).where(DutyRow.ticket_id == ticket_id).order_by(col(DutyRow.due_at))))


def alarms(session: Session, ticket_id: int) -> list[AlarmRow]:
    return list(session.exec(select(AlarmRow).where(AlarmRow.ticket_id == ticket_id)))


def report(session: Session, report_id: int) -> Report | None:
    return session.get(Report, report_id)


@read_once
def last_report(session: Session, ticket_id: int) -> Report | None:
    return session.exec(_LAST_REPORT, params={"ticket_id": ticket_id}).first()


def reports(session: Session, ticket_id: int) -> list[Report]:
    """Every report handed in for the ticket, oldest first."""
    return list(session.exec(select(Report).where(Report.ticket_id == ticket_id).order_by(col(Report.id))))


def report_before(session: Session, report: Report) -> Report | None:
    """The report of the same ticket that was handed in before this one."""
    earlier = select(Report).where(Report.ticket_id == report.ticket_id, col(Report.id) < report.id)
    return session.exec(earlier.order_by(col(Report.id).desc()).limit(1)).first()


def last_report_of_unit(session: Session, unit_id: int) -> Report | None:
    """The report that the unit handed in last, for whatever ticket."""
    query = select(Report).join(Ticket, col(Ticket.id) == col(Report.ticket_id)).where(Ticket.unit_id == unit_id)
    return session.exec(query.order_by(col(Report.id).desc())).first()


@read_once
def standing_signatures(session: Session, report_id: int) -> list[Signature]:
    """The signatures under a report that no later text voided, in the order they were given."""
    return list(session.exec(_STANDING, params={"report_id": report_id}))


def signatures(session: Session, ticket_id: int) -> list[Signature]:
    """Every yes and no ever given on the ticket, in the order they were given."""
    return list(session.exec(select(Signature).where(Signature.ticket_id == ticket_id).order_by(col(Signature.id))))


def pictures_of_signatures(session: Session, ticket_id: int) -> frozenset[int]:
    """The evidence (its ids) that shows a signature given on paper, standing or not."""
    query = select(Signature.evidence_id).where(
        Signature.ticket_id == ticket_id, col(Signature.evidence_id).is_not(None)
    )
    return frozenset(one for one in session.exec(query) if one is not None)


def voided_signatures(session: Session, ticket_id: int) -> list[Signature]:
    """The signatures that a later text voided."""
    query = select(Signature).where(Signature.ticket_id == ticket_id, col(Signature.voided_at).is_not(None))
    return list(session.exec(query.order_by(col(Signature.id))))


def void_signatures(session: Session, ticket_id: int, now: datetime) -> None:
    """The text of the report changed: whatever was signed under it before counts no more."""
    query = update(Signature).where(
        col(Signature.ticket_id) == ticket_id,
        col(Signature.report_id).is_not(None),
        col(Signature.voided_at).is_(None),
    )
    session.execute(query.values(voided_at=now))


def cards(session: Session, ticket_id: int) -> list[Posted]:
    """The newest card of the ticket in each chat; older ones scroll away and are judged by the present state."""
    return latest_posted(session, ticket_id, "card")


def latest_posted(session: Session, ticket_id: int, kind: str) -> list[Posted]:
    """The newest message of that kind about the ticket in each chat."""
    query = select(Posted).where(Posted.ticket_id == ticket_id, Posted.kind == kind).order_by(col(Posted.id))
    return list({posted.chat_id: posted for posted in session.exec(query)}.values())


def cards_of(session: Session, ticket_ids: Iterable[int]) -> list[Posted]:
    """The newest card of each of these tickets in each chat."""
    query = select(Posted).where(col(Posted.ticket_id).in_(list(ticket_ids)), Posted.kind == "card")
    found = session.exec(query.order_by(col(Posted.id)))
    return list({(posted.ticket_id, posted.chat_id): posted for posted in found}.values())


def rows_said_by(session: Session, outbox_ids: Sequence[int]) -> list[OutboxRow]:
    """The rows that became these messages, with those that were folded into them."""
    if not outbox_ids:
        return []
    said = or_(col(OutboxRow.id).in_(outbox_ids), col(OutboxRow.folded_into).in_(outbox_ids))
    return list(session.exec(select(OutboxRow).where(said).order_by(col(OutboxRow.id))))


def waiting_redraws(session: Session, ticket_ids: Iterable[int]) -> frozenset[int]:
    """The messages (by the id of their record) about these tickets that will be drawn anew anyway."""
    query = select(OutboxRow).where(
        col(OutboxRow.ticket_id).in_(list(ticket_ids)), OutboxRow.kind == "refresh", OutboxRow.state == "waiting"
    )
    return frozenset(int(row.payload["posted_id"]) for row in session.exec(query))


def waiting_rows(session: Session, ticket_id: int, kind: str, *, locked: bool = False) -> list[OutboxRow]:
    """What waits to be said about the ticket. `locked` keeps a sender from taking the rows before they are changed."""
    query = select(OutboxRow).where(
        OutboxRow.ticket_id == ticket_id, OutboxRow.kind == kind, OutboxRow.state == "waiting"
    )
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.exec(query))


def rows_for(session: Session, ticket_id: int, person_id: int, kind: str) -> list[OutboxRow]:
    """What one person was told of the ticket in rows of that kind, sent or still waiting, oldest first."""
    mine = (OutboxRow.ticket_id == ticket_id, OutboxRow.person_id == person_id, OutboxRow.kind == kind)
    query = select(OutboxRow).where(*mine, col(OutboxRow.state).in_(("waiting", "sending", "sent")))
    return list(session.exec(query.order_by(col(OutboxRow.id))))


def rulebook_copies(session: Session) -> Sequence[RulebookCopy]:
    return session.exec(select(RulebookCopy)).all()


def audit(
    session: Session,
    now: datetime,
    what: str,
    *,
    office_id: str = "",
    person_id: int | None = None,
    ticket_id: int | None = None,
    detail: str = "",
) -> None:
    """Note for good who did or saw something. `detail` holds no citizen's name, phone or address."""
    row = Audit(at=now, office_id=office_id, person_id=person_id, ticket_id=ticket_id, what=what, detail=detail)
    session.add(row)
