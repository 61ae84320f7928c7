"""Queries about alarms: which are due, which comes next, and how they end."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from storage.tables import AlarmRow, DutyRow, Table, Ticket

WAITING = "waiting"
FIRED, FOLDED, OBSOLETE, UNDELIVERABLE = "fired", "folded", "obsolete", "undeliverable"
ENDS = frozenset({FIRED, FOLDED, OBSOLETE, UNDELIVERABLE})

# Asked after every act: prepared once, without the ORM.
_TABLE = Table.metadata.tables[str(AlarmRow.__tablename__)]
_NEXT = select_columns(func.min(_TABLE.c.fire_at)).where(_TABLE.c.state == WAITING)


def tickets_due(session: Session, now: datetime, most_alarms: int) -> list[int]:
    """The tickets of the oldest due alarms, about as many as have `most_alarms` together."""
    query = select(AlarmRow.ticket_id).where(AlarmRow.state == WAITING, AlarmRow.fire_at <= now)
    found = session.exec(query.order_by(col(AlarmRow.fire_at), col(AlarmRow.id)).limit(most_alarms))
    return list(dict.fromkeys(found))


def due_of(session: Session, ticket_ids: Iterable[int], now: datetime) -> list[AlarmRow]:
    """Every due alarm of these tickets, oldest first; two processes never get the same one."""
    query = select(AlarmRow).where(
        col(AlarmRow.ticket_id).in_(list(ticket_ids)), AlarmRow.state == WAITING, AlarmRow.fire_at <= now
    )
    return list(session.exec(query.order_by(col(AlarmRow.fire_at), col(AlarmRow.id)).with_for_update(skip_locked=True)))


def due_of_stage(session: Session, ticket_ids: Iterable[int], stage: str, now: datetime) -> list[AlarmRow]:
    """The due alarms of one stage of these tickets, ticket by ticket."""
    query = select(AlarmRow).where(
        col(AlarmRow.ticket_id).in_(list(ticket_ids)),
        AlarmRow.state == WAITING,
        AlarmRow.stage == stage,
        AlarmRow.fire_at <= now,
    )
    return list(session.exec(query.order_by(col(AlarmRow.ticket_id), col(AlarmRow.id))))


def next_moment(session: Session) -> datetime | None:
    """The earliest moment at which an alarm waits to fire."""
    found: datetime | None = session.connection().execute(_NEXT).scalar()
    return found


def end(session: Session, endings: Iterable[tuple[int, str, str]], now: datetime) -> None:
    """End waiting alarms, each as (id, state, reason)."""
    values = [{"alarm": alarm_id, "as": state, "why": reason} for alarm_id, state, reason in endings]
    if not values:
        return
    query = (
        update(AlarmRow.__table__)  # type: ignore[attr-defined]
        .where(col(AlarmRow.id) == bindparam("alarm"), col(AlarmRow.state) == WAITING)
        .values(state=bindparam("as"), reason=bindparam("why"), ended_at=now)
    )
    session.connection().execute(query, values)


def postpone(session: Session, alarm_id: int, until: datetime) -> None:
    """Let a waiting alarm fire later."""
    query = update(AlarmRow).where(col(AlarmRow.id) == alarm_id, col(AlarmRow.state) == WAITING)
    session.execute(query.values(fire_at=until))


def tickets(session: Session, ticket_ids: Iterable[int]) -> dict[int, Ticket]:
    """These tickets by their ids."""
    found = session.exec(select(Ticket).where(col(Ticket.id).in_(list(ticket_ids))))
    return {ticket.id: ticket for ticket in found if ticket.id is not None}


def duties(session: Session, ticket_ids: Iterable[int]) -> dict[tuple[int, str], DutyRow]:
    """The duties of these tickets by (ticket, key)."""
    found = session.exec(select(DutyRow).where(col(DutyRow.ticket_id).in_(list(ticket_ids))))
    return {(duty.ticket_id, duty.key): duty for duty in found}
