"""A calendar changed: every open ticket is planned anew, and what moved is told. Never silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.reports.render import render
from bot.rules.workflow import State
from bot.work import notices, planning
from bot.work.offices import Offices
from bot.work.receivers import can_hear
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import DutyRow, Event, Ticket

TOLD_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """An open duty whose due moment is another one now; None where it was not, or is no longer, owed."""

    office_id: str
    number: str
    rule: str
    name: str
    old: datetime | None
    new: datetime | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Recalculated:
    """What became of some tickets: what moved, and how many due moments are settled now that were only 暂定."""

    tickets: int
    moved: tuple[Moved, ...]
    settled: int = 0


def open_ticket_ids(session: Session, offices: Offices, only: str = "") -> list[int]:
    """The open tickets of every office, or of one."""
    chosen = [only] if only else list(offices.entries)
    return [id_of(ticket) for office_id in chosen for ticket in tickets.open_tickets(session, office_id, State.CLOSED)]


def recalculate(session: Session, offices: Offices, ticket_ids: Iterable[int], now: datetime) -> Recalculated:
    """Plan these tickets by the laws of `offices` and redraw the cards of those with another due moment."""
    moved: list[Moved] = []
    count = settled = 0
    for ticket_id in ticket_ids:
        ticket = tickets.ticket_locked(session, ticket_id)
        if ticket is None or ticket.state == State.CLOSED:
            continue
        count += 1
        found, no_longer_provisional = _recalculate(session, offices, ticket, now)
        moved += found
        settled += no_longer_provisional
    return Recalculated(count, tuple(moved), settled)


def tell_desks(session: Session, moved: Sequence[Moved], why: str, now: datetime) -> None:
    """One message with everything that moved, to each desk whose tickets are among it."""
    for office_id in dict.fromkeys(one.office_id for one in moved):
        of_office = [one for one in moved if one.office_id == office_id]
        lines = [
            {"number": one.number, "name": one.name, "old": one.old, "new": one.new, "provisional": one.provisional}
            for one in of_office[:TOLD_AT_MOST]
        ]
        html = render("cards/moved.html.j2", {"why": why, "total": len(of_office), "lines": lines, "now": now})
        for person in filter(can_hear, staff.holders(session, office_id, "desk")):
            notices.say(session, person, html, [], now, lane=notices.NEW_LANE)


def _recalculate(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> tuple[list[Moved], int]:
    before = _open_duties(session, ticket)
    planning.replan(session, offices, ticket, now)
    after = _open_duties(session, ticket)
    names = _names(offices, ticket)
    moved = [
        Moved(ticket.office_id, ticket.number, key, names.get(key, key), old, new, provisional)
        for key in {**before, **after}
        for old, new, provisional in [(_due(before, key), _due(after, key), after.get(key, (None, False))[1])]
        if old != new
    ]
    same = [key for key in after if _due(before, key) == _due(after, key)]
    settled = sum(before[key][1] and not after[key][1] for key in same)
    if moved or settled or any(after[key][1] != before[key][1] for key in same):
        _write_down(session, ticket, moved, now)
    return moved, settled


def _open_duties(session: Session, ticket: Ticket) -> dict[str, tuple[datetime, bool]]:
    rows: list[DutyRow] = tickets.duties(session, id_of(ticket))
    return {row.key: (row.due_at, row.provisional) for row in rows if row.met_at is None}


def _due(duties: dict[str, tuple[datetime, bool]], key: str) -> datetime | None:
    return duties[key][0] if key in duties else None


def _names(offices: Offices, ticket: Ticket) -> dict[str, str]:
    rulebook = offices.law(ticket).rulebook
    duties = {rule.id: rule.name for rule in rulebook.duty}
    marks = {rule.id: rule.name for rule in rulebook.mark}
    lights = {f"{rule.id}:{light.light}": rule.name for rule in rulebook.duty for light in rule.lights}
    return duties | marks | lights


def _write_down(session: Session, ticket: Ticket, moved: Sequence[Moved], now: datetime) -> None:
    """The ticket's next revision, so that its cards are drawn anew; in its story only what really moved."""
    if moved:
        event = Event(ticket_id=id_of(ticket), kind="recalculated", at=now, recorded_at=now)
        event.data = {one.rule: [one.old and one.old.isoformat(), one.new and one.new.isoformat()] for one in moved}
        session.add(event)
    tickets.advance(session, ticket, now, {})
    notices.refresh_cards(session, ticket, now)
