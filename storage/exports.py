"""Tickets as bare values for a table, in a stream: memory stays flat however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from storage.tables import TallyForm, TallyRow, Ticket

STREAMED = 1000
"""Rows fetched at once."""


class Exported(NamedTuple):
    """A ticket's row with the words that count of it. `form`: as `storage.tallies` keeps it."""

    number: str
    source: str
    kind: str
    urgency: str
    tags: list[str]
    title: str
    content: str
    address: str
    caller: str
    phone: str
    state: str
    unit_id: int | None
    territory_id: int | None
    handler_id: int | None
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    form: str


@dataclass(frozen=True, slots=True)
class ToExport:
    """Which tickets: received in a period (`until` is the first moment after it), of a unit, in certain states."""

    office_id: str
    since: datetime
    until: datetime
    unit_id: int | None = None
    states: tuple[str, ...] = ()


def exported(session: Session, wanted: ToExport) -> Iterator[Exported]:
    """Every ticket that passes, oldest first."""
    query = _query(wanted).order_by(col(TallyRow.received_at), col(TallyRow.ticket_id))
    for row in session.connection().execute(query.execution_options(yield_per=STREAMED)):
        yield Exported(*row)


def _query(wanted: ToExport) -> Any:
    ticket, row = Ticket, TallyRow
    columns = (
        *(col(ticket.number), col(ticket.source), col(ticket.kind), col(ticket.urgency), col(ticket.tags)),
        *(col(ticket.title), col(ticket.content), col(ticket.address), col(ticket.caller), col(ticket.phone)),
        *(col(ticket.state), col(ticket.unit_id), col(ticket.territory_id), col(ticket.handler_id)),
        *(col(row.received_at), col(row.due_at), col(row.closed_at), col(TallyForm.words)),
    )
    query = (
        select(*columns)
        .join(row, col(row.ticket_id) == col(ticket.id))
        .join(TallyForm, col(TallyForm.id) == col(row.form_id))
        .where(col(row.office_id) == wanted.office_id)
        .where(col(row.received_at) >= wanted.since, col(row.received_at) < wanted.until)
    )
    if wanted.unit_id is not None:
        query = query.where(col(ticket.unit_id) == wanted.unit_id)
    return query.where(col(ticket.state).in_(wanted.states)) if wanted.states else query
