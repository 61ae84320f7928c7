"""Queries about what counts of tickets: equal ones counted by the database, or ticket by ticket in a stream."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlmodel import Session, col

from storage.sieve import Scope, within
from storage.tables import TallyRow, Ticket

Counted = tuple[Any, ...]
"""The columns of `_COLUMNS`, in their order."""
STREAMED = 2000
"""Rows fetched at once: what is kept in memory, however many there are."""

_ROW = TallyRow
_MOMENTS: dict[str, Any] = {"received": _ROW.received_at, "due": _ROW.due_at, "closed": _ROW.closed_at}


@dataclass(frozen=True, slots=True)
class Among:
    """Which tallies: of an office, of which `moment` (received | due | closed) lies in the period, of one unit.

    `until` is the first moment after the period. With `scope`, only tickets that somebody may see.
    """

    office_id: str
    moment: Literal["received", "due", "closed"]
    since: datetime
    until: datetime
    unit_id: int | None = None
    scope: Scope | None = None


def counted(session: Session, among: Among, now: datetime) -> Iterator[tuple[Counted, int]]:
    """Each different tally with the number of tickets that have it, as bare values."""
    columns = _columns(now)
    query = select(*columns, func.count()).where(*_conditions(among)).group_by(*columns)
    for *values, tickets in session.connection().execute(query):
        yield tuple(values), int(tickets)


def streamed(session: Session, among: Among, now: datetime) -> Iterator[tuple[int, Counted]]:
    """Every ticket's id with its tally, the newest ticket first; memory stays flat however many there are."""
    before: int | None = None
    while True:
        query = select(col(_ROW.ticket_id), *_columns(now)).where(*_conditions(among))
        if before is not None:
            query = query.where(col(_ROW.ticket_id) < before)
        rows = session.connection().execute(query.order_by(col(_ROW.ticket_id).desc()).limit(STREAMED)).all()
        for ticket_id, *values in rows:
            before = int(ticket_id)
            yield before, tuple(values)
        if len(rows) < STREAMED:
            return


def untallied(session: Session, office_id: str, most: int) -> list[Ticket]:
    """Tickets of which nothing is counted yet, as after an upgrade."""
    known = exists().where(col(_ROW.ticket_id) == col(Ticket.id))
    query = select(Ticket).where(col(Ticket.office_id) == office_id, ~known).order_by(col(Ticket.id)).limit(most)
    return list(session.scalars(query))


def tally(session: Session, ticket_id: int) -> TallyRow | None:
    return session.get(_ROW, ticket_id)


def _columns(now: datetime) -> list[Any]:
    """In the order of bot.rules.tally.Tally."""
    return [
        col(_ROW.unit_id),
        col(_ROW.first_unit_id),
        col(_ROW.co_units),
        col(_ROW.kind),
        col(_ROW.contact),
        _flag(col(_ROW.contact) == "open", col(_ROW.contact_due_at) <= now),
        col(_ROW.finish),
        _flag(col(_ROW.finish) == "open", col(_ROW.due_at) <= now),
        _flag(col(_ROW.closed_at).is_not(None)),
        col(_ROW.outcome),
        col(_ROW.satisfaction),
        col(_ROW.contacted),
        col(_ROW.finding),
        col(_ROW.recorded),
        col(_ROW.exempt),
        col(_ROW.supervised),
    ]


def _flag(*conditions: Any) -> ColumnElement[int]:
    return case((and_(*conditions), 1), else_=0)


def _conditions(among: Among) -> list[Any]:
    moment = col(_MOMENTS[among.moment])
    wanted = [col(_ROW.office_id) == among.office_id, moment >= among.since, moment < among.until]
    if among.unit_id is not None:
        at = (col(_ROW.unit_id) == among.unit_id, col(_ROW.first_unit_id) == among.unit_id)
        wanted.append(or_(*at, col(_ROW.co_units).contains(f",{among.unit_id},", autoescape=True)))
    if among.scope is not None and not among.scope.everything:
        seen = select(col(Ticket.id)).where(*within(among.scope))
        wanted.append(col(_ROW.ticket_id).in_(seen))
    return wanted
