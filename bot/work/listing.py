"""What a person has on their hands: tickets with the duty that presses most, soonest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.reports.moments import SHANGHAI
from bot.rules import lights
from bot.rules.rulebook import DutyRule
from bot.rules.workflow import MOVES, STATE_NAMES, Act, State
from bot.work import access
from bot.work.acting import terms
from bot.work.card_view import BLUE, GREEN, OFFICE_LIGHTS, RED, WHITE, YELLOW, light_at, masked
from bot.work.offices import Law, Offices
from bot.work.requests import asked_of, kinds_asked_of
from bot.work.sight import OPEN_STATES
from bot.work.waiting import turn_of
from storage import sieve
from storage.rows import id_of
from storage.sieve import Scope, Sieve
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
    asked: str = ""
    """What waits there for the reader's word: `退单申请`."""


Pending = tuple[Ticket, DutyRow | None]
"""A ticket with the duty that puts it on a list, before it is made a line: only lines of the page shown are made."""


def mine(session: Session, offices: Offices, person: Person, now: datetime) -> list[Pending]:
    """Tickets in which this person owes something, has the next step or is asked for their word, the soonest first."""
    found: list[Pending] = []
    scope, held = access.scope_and_parties(session, person, now)
    for ticket, rows in _open_duties(session, offices, scope):
        parties = held(ticket)
        owed = [row for row in rows if row.owed_by in parties]
        if owed or parties & turn_of(ticket):
            found.append((ticket, owed[0] if owed else None))
    listed = {id_of(ticket) for ticket, _ in found}
    asked = {id_of(ticket): ticket for ticket, _ in asked_of(session, person, held)}
    found += [(ticket, None) for ticket_id, ticket in asked.items() if ticket_id not in listed]
    return sorted(found, key=_soonest)


def due_today(session: Session, offices: Offices, person: Person, now: datetime) -> list[Pending]:
    """Every duty of this person's tickets, whoever owes it, that is late or due before the day ends."""
    end = now.astimezone(SHANGHAI).replace(hour=23, minute=59, second=59, microsecond=999_999)
    scope = access.scope_of(session, person, now)
    found: list[Pending] = [
        (ticket, row) for ticket, rows in _open_duties(session, offices, scope) for row in rows if row.due_at <= end
    ]
    return sorted(found, key=_soonest)


def on_own_hands(session: Session, person: Person, now: datetime, entries: Iterable[Entry]) -> list[Entry]:
    """Lines of this person's own list: not said to be somebody's, and with the request that waits for their word."""
    asked = kinds_asked_of(session, person, access.parties_in(session, person, now))
    return [replace(entry, who="", asked=asked.get(entry.ticket_id, "")) for entry in entries]


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
        return not held(ticket) & turn_of(ticket), -ticket.updated_at.timestamp()

    return sorted(filter(allowed, access.open_tickets_of(session, person, now)), key=nearest)


def entry_of(offices: Offices, ticket: Ticket, now: datetime, row: DutyRow | None = None) -> Entry:
    """A ticket as a line, with the duty that put it on the list where one did."""
    law = offices.law(ticket)
    rule = next((rule for rule in law.rulebook.duty if row and rule.id == row.rule), None)
    return Entry(
        ticket_id=id_of(ticket),
        revision=ticket.revision,
        number=ticket.number,
        matter=masked(ticket, ticket.title, 24),
        state=STATE_NAMES[State(ticket.state)],
        light=light_of_duty(law, rule, row.starts_at, row.due_at, now) if row and rule else WHITE,
        duty=rule.name if rule else "",
        who=terms(law).name(row.owed_by) if row else "",
        due_at=row.due_at if row else None,
    )


def entry_of_all(offices: Offices, ticket: Ticket, rows: Iterable[DutyRow], now: datetime) -> Entry:
    """A ticket with its soonest duty, under the worst light of all its duties; `rows` are those not yet met."""
    rules = owed_rules(offices.law(ticket))
    owed = [row for row in rows if row.rule in rules and row.key == row.rule]
    if ticket.state == State.CLOSED or not owed:
        return entry_of(offices, ticket, now)
    law = offices.law(ticket)
    worst = worst_light(light_of_duty(law, rules[row.rule], row.starts_at, row.due_at, now) for row in owed)
    return replace(entry_of(offices, ticket, now, owed[0]), light=worst)


def entries_of(session: Session, offices: Offices, shown: Sequence[Ticket], now: datetime) -> list[Entry]:
    """These tickets as lines, each with its soonest duty under the worst light of all its duties."""
    duties = sieve.duties_of(session, [id_of(ticket) for ticket in shown])
    return [entry_of_all(offices, ticket, duties[id_of(ticket)], now) for ticket in shown]


def owed_rules(law: Law) -> dict[str, DutyRule]:
    """The rules of what somebody owes: chances that lapse are nobody's duty."""
    return {rule.id: rule for rule in law.rulebook.duty if rule.nature != "window"}


def light_of_duty(law: Law, rule: DutyRule, starts_at: datetime, due_at: datetime, now: datetime) -> str:
    """The light of a duty, out of its row: the office's own where its rule has lights."""
    own = lights.light_at(rule, starts_at, due_at, law.calendar, now)
    return OFFICE_LIGHTS[own] if own else light_at(starts_at, due_at, rule.nature != "owed", now)


def worst_light(shown: Iterable[str]) -> str:
    found = set(shown)
    return next((light for light in (RED, YELLOW, BLUE, GREEN) if light in found), WHITE)


def _open_duties(session: Session, offices: Offices, scope: Scope) -> Iterator[tuple[Ticket, list[DutyRow]]]:
    """Each open ticket with its open duties, soonest first; marks and chances are nobody's duty. One query."""
    rules: dict[str, dict[str, DutyRule]] = {}
    for ticket, rows in sieve.with_duties(session, Sieve(scope, OPEN_STATES)):
        if ticket.rulebook_id not in rules:
            rules[ticket.rulebook_id] = owed_rules(offices.law(ticket))
        owed = rules[ticket.rulebook_id]
        yield ticket, [row for row in rows if row.rule in owed and row.key == row.rule]


def _soonest(pending: Pending) -> tuple[bool, float, int]:
    ticket, row = pending
    return row is None, row.due_at.timestamp() if row else 0.0, id_of(ticket)
