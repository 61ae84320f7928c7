"""Gathers what speaks for a unit out of the ticket, the units' duties and earlier tickets."""

import re

from sqlmodel import Session

from bot.rules.suggestion import EarlierTicket, Suggestion, UnitClue, suggest
from bot.work.offices import Offices
from storage import staff, tickets
from storage.tables import Ticket

LOOKED_BACK = 30
_BETWEEN_WORDS = re.compile(r"[\s,，、;；。/|]+")


def suggestions(session: Session, offices: Offices, ticket: Ticket) -> tuple[Suggestion, ...]:
    """The units that the ticket should go to, the best first; empty where nothing speaks for any."""
    units = [unit for unit in staff.units(session, ticket.office_id, "unit") if unit.active]
    clues = tuple(
        UnitClue(unit.id or 0, unit.name, tuple(filter(None, _BETWEEN_WORDS.split(unit.duties)))) for unit in units
    )
    earlier = tuple(
        EarlierTicket(
            one.unit_id,
            one.number,
            same_caller=bool(ticket.phone) and one.phone == ticket.phone,
            same_matter=(bool(ticket.title) and one.title == ticket.title)
            or (bool(ticket.address) and one.address == ticket.address),
        )
        for one in tickets.earlier_about(session, ticket, LOOKED_BACK)
        if one.unit_id is not None
    )
    principles = offices.law(ticket).rulebook.dispatch_principles
    return suggest(f"{ticket.title}\n{ticket.content}", clues, earlier, principles)
