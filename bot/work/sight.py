"""The tickets a person may see: the same answer for a foreign ticket as for none at all."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.workflow import State
from bot.work.outcome import NO_SUCH_TICKET, Refused
from bot.work.parties import parties, parties_in
from storage import staff, tickets
from storage.tables import Person, Ticket

FOUND_AT_MOST = 20


def person_of_chat(session: Session, chat_id: int) -> Person | None:
    """The active member of staff bound to this chat, or None: a stranger."""
    return staff.person_of_chat(session, chat_id)


def ticket_for(
    session: Session, person: Person, ticket_id: int, now: datetime | None = None, *, locked: bool = False
) -> Ticket | Refused:
    """The ticket, if it is one of this person's; the same refusal for a foreign ticket as for none at all."""
    ticket = (tickets.ticket_locked if locked else tickets.ticket)(session, ticket_id)
    if ticket is None or not parties(session, person, ticket, now):
        return NO_SUCH_TICKET
    return ticket


def find(
    session: Session, person: Person, words: str, now: datetime | None = None, most: int = FOUND_AT_MOST
) -> list[Ticket]:
    """This person's tickets whose number ends with a word, or whose title or place holds it; newest first."""
    if not words.strip():
        return []
    found = tickets.matching(session, person.office_id, words, limit=10 * most)
    held = parties_in(session, person, now)
    return [ticket for ticket in found if held(ticket)][:most]


def open_tickets_of(session: Session, person: Person, now: datetime | None = None) -> list[Ticket]:
    """Every open ticket this person deals with, oldest first."""
    found = tickets.open_tickets(session, person.office_id, State.CLOSED)
    held = parties_in(session, person, now)
    return [ticket for ticket in found if held(ticket)]
