"""What every act does beside, for tickets that came in otherwise: of before an upgrade, or of a large table."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import matching, tallying
from bot.work.importing.runs import is_being_taken_in
from bot.work.offices import Offices
from bot.work.planning import duties_of
from bot.work.reaching import watch
from bot.work.redrawing import redraw
from bot.work.together import caller_of
from storage import matters, tickets
from storage.rows import id_of
from storage.tables import Ticket


def catch_up(session: Session, offices: Offices, most: int, now: datetime) -> int:
    """Count and compare at most so many, oldest first, and tell what their matters reach; how many it were."""
    behind = matters.unmatched(session, list(offices.entries), most)
    for ticket in behind:
        matching.take_in(session, offices, ticket, now)
        # An office that knows nothing of matters has looked at it all the same.
        ticket.matched_at = now
        session.add(ticket)
        session.flush()
        story = tickets.events(session, id_of(ticket))
        tallying.write(session, offices, ticket, duties_of(session, offices, ticket), story)
    session.flush()
    for ticket in _one_of_each(session, behind):
        watch(session, offices, ticket, now)
    _draw_anew(session, behind, now)
    session.flush()
    return len(behind)


def is_behind(session: Session, offices: Offices) -> bool:
    """Whether some ticket was never compared and counted; only reads. Not while a table comes in: that goes first."""
    return not is_being_taken_in(session) and bool(matters.unmatched(session, list(offices.entries), 1))


def _one_of_each(session: Session, compared: Iterable[Ticket]) -> Sequence[Ticket]:
    """One open ticket of each caller in the matters of these: what is closed altogether, nobody needs to hear of."""
    touched = sorted({ticket.matter_id for ticket in compared if ticket.matter_id is not None})
    together = (one for matter_id in touched for one in matters.of_matter(session, matter_id))
    still_open = [one for one in together if one.state != State.CLOSED]
    return list({(one.matter_id, caller_of(one)): one for one in still_open}.values())


def _draw_anew(session: Session, compared: Iterable[Ticket], now: datetime) -> None:
    """Their cards were sent before anybody knew of the others."""
    found = {id_of(one): one for one in compared if one.matter_id is not None and one.state != State.CLOSED}
    cards = tickets.cards_of(session, found)
    session.add_all(redraw(posted, found[posted.ticket_id], now, change=":compared") for posted in cards)
