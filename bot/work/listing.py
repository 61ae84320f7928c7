"""What a person has on their hands: tickets with the duty that presses most, soonest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.reports.moments import SHANGHAI
from bot.rules.workflow import STATE_NAMES, State
from bot.work import access, waiting
from bot.work.acting import terms
from bot.work.card_view import GREEN, RED, WHITE, YELLOW, masked
from bot.work.offices import Offices
from storage import tickets
from storage.rows import id_of
from storage.tables import DutyRow, Person, Ticket


@dataclass(frozen=True, slots=True)
class Entry:
    """One ticket of a list with its most pressing duty (`duty` empty where none is open), as plain values."""

    ticket_id: int
    revision: int
    number: str
    matter: str
    state: str
    light: str
    duty: str
    who: str
    due_at: datetime | None


def mine(session: Session, offices: Offices, person: Person, now: datetime) -> list[Entry]:
    """Tickets in which this person owes something or has the next step, the soonest due first."""
    entries = []
    next_steps = {ticket.id for ticket in waiting.tickets_waiting_for(session, person, now)}
    for ticket, rows in _open_duties(session, offices, person, now):
        held = access.parties(session, person, ticket, now)
        owed = [row for row in rows if row.owed_by in held]
        if owed or ticket.id in next_steps:
            entries.append(_entry(offices, ticket, owed[0] if owed else None, now))
    return sorted(entries, key=_soonest)


def due_today(session: Session, offices: Offices, person: Person, now: datetime) -> list[Entry]:
    """Every duty of this person's tickets, whoever owes it, that is late or due before the day ends."""
    end = now.astimezone(SHANGHAI).replace(hour=23, minute=59, second=59, microsecond=999_999)
    entries = [
        _entry(offices, ticket, row, now)
        for ticket, rows in _open_duties(session, offices, person, now)
        for row in rows
        if row.due_at <= end
    ]
    return sorted(entries, key=_soonest)


def related(session: Session, person: Person, now: datetime, allowed: Callable[[Ticket], bool]) -> list[Ticket]:
    """This person's open tickets that are `allowed`: those whose next step is theirs first, then the latest touched."""
    next_steps = {ticket.id for ticket in waiting.tickets_waiting_for(session, person, now)}
    found = [ticket for ticket in access.open_tickets_of(session, person, now) if allowed(ticket)]
    return sorted(found, key=lambda ticket: (ticket.id not in next_steps, -ticket.updated_at.timestamp()))


def entry_of(offices: Offices, ticket: Ticket, now: datetime) -> Entry:
    """A ticket as a line without a duty, for what was searched."""
    return _entry(offices, ticket, None, now)


def _open_duties(
    session: Session, offices: Offices, person: Person, now: datetime
) -> Iterable[tuple[Ticket, list[DutyRow]]]:
    """Each open ticket of the person with its open duties, soonest first; marks and chances are nobody's duty."""
    for ticket in access.open_tickets_of(session, person, now):
        owed = {rule.id for rule in offices.law(ticket).rulebook.duty if rule.nature != "window"}
        rows = tickets.duties(session, id_of(ticket))
        yield ticket, [row for row in rows if row.met_at is None and row.rule in owed]


def _entry(offices: Offices, ticket: Ticket, row: DutyRow | None, now: datetime) -> Entry:
    law = offices.law(ticket)
    name = next((rule.name for rule in law.rulebook.duty if row and rule.id == row.rule), "")
    return Entry(
        ticket_id=id_of(ticket),
        revision=ticket.revision,
        number=ticket.number,
        matter=masked(ticket, ticket.title, 24),
        state=STATE_NAMES[State(ticket.state)],
        light=_light(ticket, row, now),
        duty=name,
        who=terms(law).name(row.owed_by) if row else "",
        due_at=row.due_at if row else None,
    )


def _light(ticket: Ticket, row: DutyRow | None, now: datetime) -> str:
    if row is None:
        return WHITE
    if now > row.due_at:
        return RED
    remaining = row.due_at - now
    return YELLOW if remaining <= max((row.due_at - row.starts_at) / 4, timedelta(hours=1)) else GREEN


def _soonest(entry: Entry) -> tuple[bool, float, int]:
    return entry.due_at is None, entry.due_at.timestamp() if entry.due_at else 0.0, entry.ticket_id
