"""What waits for a person: the tickets whose next step is theirs."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.visibility import mask_text
from bot.rules.workflow import SIGNERS, STATE_NAMES, State
from bot.work.parties import parties
from bot.work.sight import open_tickets_of
from storage import tickets
from storage.rows import id_of
from storage.tables import Person, Ticket

TURNS: dict[State, frozenset[str]] = {
    State.REGISTERED: frozenset({"desk"}),
    State.DISPATCHED: frozenset({"unit"}),
    State.HANDLING: frozenset({"unit"}),
    State.SIGNING: SIGNERS,
    State.REVIEWING: frozenset({"desk"}),
    State.CALLING_BACK: frozenset({"desk"}),
    State.UPLOADING: frozenset({"desk"}),
}
CONTACTING = frozenset({State.DISPATCHED, State.HANDLING})


def tickets_waiting_for(session: Session, person: Person, now: datetime) -> list[Ticket]:
    """The open tickets whose next step this person can do, oldest first."""
    mine = open_tickets_of(session, person, now)
    return [ticket for ticket in mine if _is_turn(session, person, ticket, now)]


def lines(session: Session, person: Person, now: datetime) -> list[str]:
    """One plain line for each of them, without the citizen."""
    return [
        f"{ticket.number}　{STATE_NAMES[State(ticket.state)]}　{mask_text(ticket.title, names=[ticket.caller])}"
        for ticket in tickets_waiting_for(session, person, now)
    ]


def _is_turn(session: Session, person: Person, ticket: Ticket, now: datetime) -> bool:
    held, state = parties(session, person, ticket, now), State(ticket.state)
    if held & TURNS.get(state, frozenset()):
        return True
    contacting = "informant" in held and state in CONTACTING and bool(ticket.phone)
    return contacting and tickets.last_event(session, id_of(ticket), "first_contact") is None
