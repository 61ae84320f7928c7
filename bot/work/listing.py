"""What a person has on their hands: tickets with the duty that presses most, soonest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.reports.moments import SHANGHAI
from bot.rules import lights
from bot.rules.rulebook import DutyRule
from bot.rules.workflow import MOVES, STATE_NAMES, Act, State
from bot.work import access
from bot.work.acting import terms
from bot.work.card_view import OFFICE_LIGHTS, WHITE, light_at, masked
from bot.work.offices import Law, Offices
from bot.work.waiting import TURNS
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
    held = access.parties_in(session, person, now)
    for ticket, rows in _open_duties(session, offices, person, now):
        parties = held(ticket)
        owed = [row for row in rows if row.owed_by in parties]
        if owed or parties & TURNS.get(State(ticket.state), frozenset()):
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


def related(session: Session, person: Person, now: datetime, acts: Iterable[str]) -> list[Ticket]:
    """This person's open tickets on which one of `acts` may be possible, by state and party alone.

    Those whose next step is theirs come first, then the latest touched.
    """
    wanted = [Act(act) for act in acts]
    held = access.parties_in(session, person, now)

    def allowed(ticket: Ticket) -> bool:
        moves = (MOVES.get((State(ticket.state), act)) for act in wanted)
        return any(move is not None and move.parties & held(ticket) for move in moves)

    def nearest(ticket: Ticket) -> tuple[bool, float]:
        return not held(ticket) & TURNS.get(State(ticket.state), frozenset()), -ticket.updated_at.timestamp()

    return sorted(filter(allowed, access.open_tickets_of(session, person, now)), key=nearest)


def entry_of(offices: Offices, ticket: Ticket, now: datetime) -> Entry:
    """A ticket as a line without a duty, for what was searched."""
    return _entry(offices, ticket, None, now)


def _open_duties(
    session: Session, offices: Offices, person: Person, now: datetime
) -> Iterator[tuple[Ticket, list[DutyRow]]]:
    """Each open ticket of the person with its open duties, soonest first; marks and chances are nobody's duty."""
    rows: dict[int, list[DutyRow]] = {}
    query = select(DutyRow).where(DutyRow.office_id == person.office_id, col(DutyRow.met_at).is_(None))
    for row in session.exec(query.order_by(col(DutyRow.due_at))):
        rows.setdefault(row.ticket_id, []).append(row)
    for ticket in access.open_tickets_of(session, person, now):
        owed = {rule.id for rule in offices.law(ticket).rulebook.duty if rule.nature != "window"}
        yield ticket, [row for row in rows.get(id_of(ticket), []) if row.rule in owed and row.key == row.rule]


def _entry(offices: Offices, ticket: Ticket, row: DutyRow | None, now: datetime) -> Entry:
    law = offices.law(ticket)
    rule = next((rule for rule in law.rulebook.duty if row and rule.id == row.rule), None)
    soft = rule is not None and rule.nature != "owed"
    return Entry(
        ticket_id=id_of(ticket),
        revision=ticket.revision,
        number=ticket.number,
        matter=masked(ticket, ticket.title, 24),
        state=STATE_NAMES[State(ticket.state)],
        light=_light(law, rule, row, soft, now) if row else WHITE,
        duty=rule.name if rule else "",
        who=terms(law).name(row.owed_by) if row else "",
        due_at=row.due_at if row else None,
    )


def _light(law: Law, rule: DutyRule | None, row: DutyRow, soft: bool, now: datetime) -> str:
    own = lights.light_at(rule, row.starts_at, row.due_at, law.calendar, now) if rule else None
    return OFFICE_LIGHTS[own] if own else light_at(row.starts_at, row.due_at, soft, now)


def _soonest(entry: Entry) -> tuple[bool, float, int]:
    return entry.due_at is None, entry.due_at.timestamp() if entry.due_at else 0.0, entry.ticket_id
