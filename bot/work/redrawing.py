"""Which of our messages no longer say what is true: rows that let the sender draw them anew, each once per change."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.rules.workflow import State
from storage import tickets
from storage.rows import id_of
from storage.tables import DutyRow, OutboxRow, Posted, Ticket

REDRAW_LANE = 3
REST = timedelta(seconds=10)
"""How long the messages of those who did nothing wait: an album or two quick answers are drawn once, not each."""


def redraw(
    posted: Posted,
    ticket: Ticket,
    now: datetime,
    *,
    lane: int = REDRAW_LANE,
    change: str = "",
    not_before: datetime | None = None,
) -> OutboxRow:
    """The row that draws a message anew; `change` names what happened where the ticket's revision does not tell."""
    return OutboxRow(
        dedupe_key=f"refresh:{posted.id}:{ticket.revision}{change}",
        office_id=ticket.office_id,
        person_id=posted.person_id,
        chat_id=posted.chat_id,
        ticket_id=ticket.id,
        kind="refresh",
        lane=lane,
        payload={"posted_id": posted.id},
        created_at=now,
        not_before=not_before or now,
    )


def settled_reminders(session: Session, ticket: Ticket) -> list[Posted]:
    """The latest reminder in each chat, where something it spoke of was done, or is owed again, since it was drawn."""
    latest = tickets.latest_posted(session, id_of(ticket), "reminder")
    if not latest:
        return []
    said = tickets.rows_said_by(session, [one.outbox_id for one in latest if one.outbox_id is not None])
    owed = {duty.key: duty for duty in tickets.duties(session, id_of(ticket))}
    changed = []
    for posted in latest:
        rows = [row for row in said if posted.outbox_id in (row.id, row.folded_into)]
        done = _done(rows, owed, ticket)
        if done != posted.shown:
            posted.shown = done
            session.add(posted)
            changed.append(posted)
    return changed


def stale_cards(session: Session, spoken: Iterable[tuple[Ticket, int]], now: datetime) -> Sequence[OutboxRow]:
    """Rows that draw the cards of these tickets anew, because time has passed: an alarm (by id) has just spoken."""
    by_ticket = {id_of(ticket): (ticket, alarm_id) for ticket, alarm_id in spoken}
    cards = tickets.cards_of(session, by_ticket)
    waiting = tickets.waiting_redraws(session, by_ticket) if cards else frozenset[int]()
    return [
        redraw(posted, by_ticket[posted.ticket_id][0], now, change=f":{by_ticket[posted.ticket_id][1]}")
        for posted in cards
        if posted.id not in waiting
    ]


def _done(rows: Iterable[OutboxRow], owed: dict[str, DutyRow], ticket: Ticket) -> str:
    """What of these rows is no longer owed, as one word that changes when that does."""
    over = ticket.state == State.CLOSED
    keys = {str(row.payload.get("key", "")) for row in rows if over or _is_done(row, owed)}
    return ",".join(sorted(keys))


def _is_done(row: OutboxRow, owed: dict[str, DutyRow]) -> bool:
    """Met, gone, or of every day and done for the day that was spoken of."""
    duty = owed.get(str(row.payload.get("key", "")))
    if duty is None or duty.met_at is not None:
        return True
    spoken = row.payload.get("due_at")
    return spoken is not None and datetime.fromisoformat(spoken) < duty.due_at
