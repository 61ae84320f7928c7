"""A closed ticket is archived, and archived anew after everything that still happens to it: here it is only asked for.

The bundle is made in the background, when the ticket's files are on disk.
"""

from datetime import datetime

from sqlmodel import Session

from bot.rules.archive_names import archive_path
from bot.rules.calendar import local
from bot.rules.workflow import State
from storage import archives, tickets
from storage.rows import id_of
from storage.tables import Archive, Ticket


def ask(session: Session, ticket: Ticket, now: datetime) -> None:
    """The bundle of this ticket is to be made, in the place of the one there may be."""
    known = archives.archive_of(session, id_of(ticket))
    if known is None:
        month = f"{local(now):%Y-%m}"
        path = archive_path(ticket.office_id, month, ticket.number, id_of(ticket))
        known = Archive(
            office_id=ticket.office_id, ticket_id=id_of(ticket), month=month, path=path, asked=0, next_try_at=now
        )
    known.state, known.asked, known.next_try_at, known.attempts = archives.WAITING, known.asked + 1, now, 0
    session.add(known)
    session.flush()


def ask_for_earlier(session: Session, now: datetime, limit: int) -> int:
    """Ask for the tickets that were closed before there were archives; returns how many there were."""
    found = archives.closed_without(session, State.CLOSED, limit)
    for ticket in found:
        locked = tickets.ticket_locked(session, id_of(ticket))
        if locked is not None and archives.archive_of(session, id_of(locked)) is None:
            closed = tickets.last_event(session, id_of(locked), "closed")
            ask(session, locked, closed.recorded_at if closed else locked.updated_at)
    return len(found)
