"""Which of an office's tickets are wanted, as a query: those of certain units, in certain states, with some words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from storage.tables import DutyRow, Ticket


class OpenDuty(NamedTuple):
    """A duty not yet met, as bare values: lists look at thousands of them."""

    ticket_id: int
    rulebook_id: str
    rule: str
    starts_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose tickets: all of the office where `everything`, else those of these units and territories.

    `co_unit_ids`: also those that one of these units helps with.
    """

    office_id: str
    everything: bool = False
    unit_ids: frozenset[int] = frozenset()
    territory_ids: frozenset[int] = frozenset()
    co_unit_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sieve:
    """What else is wanted of the tickets of `scope`; None and empty let everything through.

    `words`: each must end the number or stand in the title or the address. `ids`: only these. `repeated`:
    only those that share their matter with others; `matter_id`: only those of this matter.
    """

    scope: Scope
    states: tuple[str, ...] = ()
    unit_id: int | None = None
    kind: str | None = None
    since: datetime | None = None
    words: tuple[str, ...] = ()
    ids: frozenset[int] | None = None
    repeated: bool = False
    matter_id: int | None = None


def count(session: Session, sieve: Sieve) -> int:
    """How many tickets pass."""
    return session.exec(select(func.count(col(Ticket.id))).where(*_conditions(sieve))).one()


def page(session: Session, sieve: Sieve, last_state: str, offset: int, limit: int) -> list[Ticket]:
    """The newest tickets that pass, those in `last_state` behind all others."""
    query = select(Ticket).where(*_conditions(sieve)).order_by(col(Ticket.state) == last_state, col(Ticket.id).desc())
    return list(session.exec(query.offset(offset).limit(limit)))


def tickets(session: Session, sieve: Sieve) -> list[Ticket]:
    """Every ticket that passes, oldest first."""
    return list(session.exec(select(Ticket).where(*_conditions(sieve)).order_by(col(Ticket.id))))


def with_duties(session: Session, sieve: Sieve) -> Iterator[tuple[Ticket, list[DutyRow]]]:
    """Every ticket that passes, oldest first, with its duties not yet met, the soonest first; one query."""
    owed = (col(DutyRow.ticket_id) == col(Ticket.id)) & col(DutyRow.met_at).is_(None)
    query = select(Ticket, DutyRow).join(DutyRow, owed, isouter=True).where(*_conditions(sieve))
    found: dict[int, tuple[Ticket, list[DutyRow]]] = {}
    for ticket, duty in session.exec(query.order_by(col(Ticket.id), col(DutyRow.due_at))):
        rows = found.setdefault(ticket.id or 0, (ticket, []))[1]
        if duty is not None:
            rows.append(duty)
    yield from found.values()


def open_duties(session: Session, sieve: Sieve) -> Sequence[OpenDuty]:
    """The duties not yet met of the tickets that pass, without the lights of other duties, as bare values."""
    duty = DutyRow
    query = (
        select_columns(
            col(duty.ticket_id), col(Ticket.rulebook_id), col(duty.rule), col(duty.starts_at), col(duty.due_at)
        )
        .join(Ticket, col(Ticket.id) == col(duty.ticket_id))
        .where(*_conditions(sieve), col(duty.met_at).is_(None), col(duty.key) == col(duty.rule))
        .order_by(col(duty.due_at), col(duty.ticket_id))
    )
    return [OpenDuty(*row) for row in session.connection().execute(query)]


def standing(session: Session, sieve: Sieve) -> list[tuple[int, int | None, str]]:
    """Of every ticket that passes: its id, its unit and its state, as bare values."""
    query = select_columns(col(Ticket.id), col(Ticket.unit_id), col(Ticket.state)).where(*_conditions(sieve))
    found = session.connection().execute(query.order_by(col(Ticket.id)))
    return [(ticket_id or 0, unit_id, state) for ticket_id, unit_id, state in found]


def duties_of(session: Session, ticket_ids: Collection[int]) -> dict[int, list[DutyRow]]:
    """The duties not yet met of these tickets, the soonest first."""
    found: dict[int, list[DutyRow]] = {ticket_id: [] for ticket_id in ticket_ids}
    query = select(DutyRow).where(col(DutyRow.ticket_id).in_(list(found)), col(DutyRow.met_at).is_(None))
    for row in session.exec(query.order_by(col(DutyRow.due_at))):
        found[row.ticket_id].append(row)
    return found


def by_ids(session: Session, ticket_ids: Sequence[int]) -> list[Ticket]:
    """These tickets in the order of their ids' list."""
    known = {ticket.id: ticket for ticket in session.exec(select(Ticket).where(col(Ticket.id).in_(ticket_ids)))}
    return [known[ticket_id] for ticket_id in ticket_ids if ticket_id in known]


def _conditions(sieve: Sieve) -> list[ColumnElement[bool]]:
    wanted: list[Any] = within(sieve.scope)
    if sieve.states:
        wanted.append(col(Ticket.state).in_(sieve.states))
    if sieve.unit_id is not None:
        unit = frozenset({sieve.unit_id})
        wanted.append(_at(unit, unit, unit))
    if sieve.kind is not None:
        wanted.append(col(Ticket.kind) == sieve.kind)
    if sieve.since is not None:
        wanted.append(col(Ticket.created_at) >= sieve.since)
    if sieve.ids is not None:
        wanted.append(col(Ticket.id).in_(sieve.ids))
    if sieve.repeated:
        wanted.append(col(Ticket.matter_id).is_not(None))
    if sieve.matter_id is not None:
        wanted.append(col(Ticket.matter_id) == sieve.matter_id)
    for word in sieve.words:
        held = [col(Ticket.title).contains(word, autoescape=True), col(Ticket.address).contains(word, autoescape=True)]
        wanted.append(or_(col(Ticket.number).endswith(word, autoescape=True), *held))
    return wanted


def within(scope: Scope) -> list[Any]:
    """What a ticket must be to be one of those that somebody may see."""
    of_office = col(Ticket.office_id) == scope.office_id
    return [of_office] if scope.everything else [of_office, _at(scope.unit_ids, scope.territory_ids, scope.co_unit_ids)]


def _at(units: frozenset[int], territories: frozenset[int], helpers: frozenset[int]) -> Any:
    """Handled by one of `units`, in one of `territories`, or with the help of one of `helpers`."""
    at = [col(Ticket.unit_id).in_(units), col(Ticket.territory_id).in_(territories)]
    return or_(*at, *(_HELPERS.contains(f",{unit},") for unit in helpers))


# The list of helpers as text, every id between commas, whatever the database keeps lists as: [3, 12] is ,3,12,
_HELPERS = func.replace(cast(col(Ticket.co_unit_ids), String), " ", "")
_HELPERS = func.replace(func.replace(_HELPERS, "[", ","), "]", ",")
