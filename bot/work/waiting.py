"""What waits for a person: the tickets whose next step is theirs."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.visibility import mask_text
from bot.rules.workflow import SIGNERS, STATE_NAMES, State
from bot.work.parties import parties_in
from bot.work.requests import asked_of
from bot.work.sight import open_tickets_of
from storage import tickets
from storage.rows import id_of
from storage.tables import Person, Ticket

TURNS: dict[State, frozenset[str]] = {
    State.REGISTERED: frozenset({"desk"}),
    State.DISPATCHED: frozenset({"unit"}),
    State.HANDLING: frozenset({"unit"}),
    State.REVIEWING: frozenset({"desk"}),
    State.CALLING_BACK: frozenset({"desk"}),
    State.UPLOADING: frozenset({"desk"}),
}
DESK_SIDE = frozenset(state for state, parties in TURNS.items() if parties == {"desk"})
"""Where a ticket lies with the desk."""
CONTACTING = frozenset({State.DISPATCHED, State.HANDLING})


def turn_of(ticket: Ticket) -> frozenset[str]:
    """The parties whose turn it is: of a report that waits to be signed, only the one who signs next."""
    state = State(ticket.state)
    if state is State.SIGNING:
        return frozenset({ticket.signer}) if ticket.signer else SIGNERS
    return TURNS.get(state, frozenset())


def tickets_waiting_for(session: Session, person: Person, now: datetime) -> list[Ticket]:
    """The tickets whose next step this person can do, or on which a request waits for their word, oldest first."""
    held = parties_in(session, person, now)
    found = [one for one in open_tickets_of(session, person, now) if _is_turn(session, one, held(one))]
    found += [ticket for ticket, _ in asked_of(session, person, held)]
    by_id = {id_of(ticket): ticket for ticket in found}
    return [by_id[ticket_id] for ticket_id in sorted(by_id)]


def lines(session: Session, person: Person, now: datetime) -> list[str]:
    """One plain line for each of them, without the citizen."""
    return [
        f"{ticket.number}　{STATE_NAMES[State(ticket.state)]}　{mask_text(ticket.title, names=[ticket.caller])}"
        for ticket in tickets_waiting_for(session, person, now)
    ]


def _is_turn(session: Session, ticket: Ticket, held: frozenset[str]) -> bool:
    if held & turn_of(ticket):
        return True
    contacting = State(ticket.state) in CONTACTING
    return "informant" in held and contacting and bool(ticket.phone) and not _contacted(session, ticket)


def _contacted(session: Session, ticket: Ticket) -> bool:
    """Whether the informant spoke to the caller, since the ticket came back as a recheck if it did."""
    spoken, again = (tickets.last_event(session, id_of(ticket), kind) for kind in ("first_contact", "rechecked"))
    return spoken is not None and (again is None or id_of(spoken) > id_of(again))
