"""Queries about what counts of tickets: equal ones counted by the database, or ticket by ticket in a stream."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from storage.insertion import insert_new
from storage.sieve import Scope, within
from storage.tables import TallyForm, TallyRow, Ticket

Counted = tuple[str, bool, bool]
"""The words of a form; whether the limit of first contact is over; whether that of completion is."""
STREAMED = 2000
"""Rows fetched at once: what is kept in memory, however many there are."""

_ROW = TallyRow
_MOMENTS: dict[str, Any] = {"received": _ROW.received_at, "due": _ROW.due_at, "closed": _ROW.closed_at}


@dataclass(frozen=True, slots=True)
class Among:
    """Which tallies: of an office, of which `moment` (received | due | closed) lies in the period.

    `until` is the first moment after the period. With `scope`, only tickets that somebody may see.
    """

    office_id: str
    moment: Literal["received", "due", "closed"]
    since: datetime
    until: datetime
    scope: Scope | None = None


def counted(session: Session, among: Among, now: datetime) -> Iterator[tuple[Counted, int]]:
    """Each different tally with the number of tickets that have it, as bare values; answered out of one index."""
    flags = _passed(now)
    grouped = (
        select(col(_ROW.form_id).label("form_id"), *flags, func.count().label("tickets"))
        .where(*conditions(among))
        .group_by(col(_ROW.form_id), *flags)
        .subquery()
    )
    query = select(col(TallyForm.words), grouped.c.contact_passed, grouped.c.finish_passed, grouped.c.tickets)
    for words, contact, finish, tickets in session.connection().execute(
        query.join(grouped, grouped.c.form_id == col(TallyForm.id))
    ):
        yield (words, bool(contact), bool(finish)), int(tickets)


def streamed(session: Session, among: Among, now: datetime) -> Iterator[tuple[int, Counted]]:
    """Every ticket's id with its tally, the newest ticket first; memory stays flat however many there are."""
    columns = (col(_ROW.ticket_id), col(TallyForm.words), *_passed(now))
    query = select(*columns).join(TallyForm, col(TallyForm.id) == col(_ROW.form_id)).where(*conditions(among))
    query = query.order_by(col(_ROW.ticket_id).desc()).execution_options(yield_per=STREAMED)
    for ticket_id, words, contact, finish in session.connection().execute(query):
        yield int(ticket_id), (words, bool(contact), bool(finish))


def received(session: Session, office_id: str, states: Sequence[str]) -> dict[int, datetime]:
    """When each ticket in one of these states was received, as figures count it."""
    query = select(col(_ROW.ticket_id), col(_ROW.received_at)).join(Ticket, col(Ticket.id) == col(_ROW.ticket_id))
    wanted = query.where(col(_ROW.office_id) == office_id, col(Ticket.state).in_(states))
    return {int(ticket_id): at for ticket_id, at in session.connection().execute(wanted)}


def tally(session: Session, ticket_id: int) -> TallyRow | None:
    return session.get(_ROW, ticket_id)


def words_of(session: Session, row: TallyRow) -> str:
    """The words of its form."""
    return session.execute(select(col(TallyForm.words)).where(col(TallyForm.id) == row.form_id)).scalar_one()


def form_of(session: Session, words: str) -> int:
    """The number of the form with these words, made where there is none yet."""
    wanted = select(col(TallyForm.id)).where(col(TallyForm.words) == words)
    found = session.execute(wanted).scalar_one_or_none()
    if found is None:
        insert_new(session, TallyForm, [{"words": words}], ["words"])
        found = session.execute(wanted).scalar_one()
    assert found is not None
    return found


def _passed(now: datetime) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Whether the limit of first contact is over, and whether that of completion is."""
    contact = case((col(_ROW.contact_due_at) <= now, 1), else_=0).label("contact_passed")
    return contact, case((col(_ROW.due_at) <= now, 1), else_=0).label("finish_passed")


def moment_of(moment: Literal["received", "due", "closed"]) -> Any:
    """The column of that moment."""
    return col(_MOMENTS[moment])


def conditions(among: Among) -> list[Any]:
    """What a tally among these fulfils."""
    moment = moment_of(among.moment)
    wanted = [col(_ROW.office_id) == among.office_id, moment >= among.since, moment < among.until]
    if among.scope is not None and not among.scope.everything:
        seen = select(col(Ticket.id)).where(*within(among.scope))
        wanted.append(col(_ROW.ticket_id).in_(seen))
    return wanted
