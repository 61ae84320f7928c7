"""The tickets a person may see: the same answer for a foreign ticket as for none at all."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.ticket_numbers import plain_digits
from bot.rules.workflow import State
from bot.work.outcome import NO_SUCH_TICKET, Refused
from bot.work.parties import parties, scope_of
from storage import sieve, staff, tickets
from storage.sieve import Sieve
from storage.tables import Person, Ticket

FOUND_AT_MOST = 20
OPEN_STATES = tuple(state.value for state in State if state is not State.CLOSED)


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
    sought = plain_digits(words).split()
    if not sought:
        return []
    if len(sought) > 1 and all(word.isdecimal() for word in sought):
        # A number that was typed in groups.
        sought = ["".join(sought)]
    wanted = Sieve(scope_of(session, person, now), words=tuple(sought))
    return sieve.page(session, wanted, "", 0, most)


def open_tickets_of(session: Session, person: Person, now: datetime | None = None) -> list[Ticket]:
    """Every open ticket this person deals with, oldest first."""
    return sieve.tickets(session, Sieve(scope_of(session, person, now), OPEN_STATES))
