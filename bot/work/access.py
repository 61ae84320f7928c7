"""Who may see a ticket and do what with it, and who hears about it: the one door to tickets for chat and alerts."""

from bot.work.parties import parties, parties_in, roles, scope_and_parties, scope_of
from bot.work.possible import acts_for
from bot.work.receivers import next_receiver, receivers
from bot.work.sight import find, open_tickets_of, person_of_chat, ticket_for
from storage.tables import Person, Ticket

__all__ = [
    "Person",
    "Ticket",
    "acts_for",
    "find",
    "next_receiver",
    "open_tickets_of",
    "parties",
    "parties_in",
    "person_of_chat",
    "receivers",
    "roles",
    "scope_and_parties",
    "scope_of",
    "ticket_for",
]
