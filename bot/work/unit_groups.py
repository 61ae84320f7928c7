"""The masked card of a ticket in the group of the unit that handles it: posted once, then redrawn in its place."""

import uuid
from datetime import datetime

from sqlmodel import Session

from bot.work.notices import NEW_LANE
from bot.work.redrawing import REDRAW_LANE
from storage import chats, tickets
from storage.rows import id_of
from storage.tables import Group, OutboxRow, Ticket


def show(session: Session, ticket: Ticket, now: datetime, reason: str = "") -> None:
    """Post the ticket's card in its unit's group, or redraw the one that stands there; nothing without a group."""
    group = chats.group_of_unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    if group is None or group.office_id != ticket.office_id or _waits(session, ticket, group):
        return
    standing = next((one for one in tickets.cards(session, id_of(ticket)) if one.chat_id == group.chat_id), None)
    row = OutboxRow(
        dedupe_key=f"group:{uuid.uuid4().hex}",
        office_id=ticket.office_id,
        chat_id=group.chat_id,
        ticket_id=ticket.id,
        kind="refresh" if standing else "card",
        lane=REDRAW_LANE if standing else NEW_LANE,
        payload={"posted_id": standing.id} if standing else {"reason": reason},
        created_at=now,
        not_before=now,
    )
    session.add(row)


def is_addressed(session: Session, chat_id: int | None, ticket: Ticket) -> bool:
    """Whether this chat is a group in which the ticket may stand: its office's, or that of the unit that has it now."""
    group = session.get(Group, chat_id) if chat_id is not None else None
    if group is None or not group.active or group.office_id != ticket.office_id:
        return False
    return group.unit_id is None or group.unit_id in (ticket.unit_id, *ticket.co_unit_ids)


def _waits(session: Session, ticket: Ticket, group: Group) -> bool:
    kinds = ("card", "refresh")
    waiting = [row for kind in kinds for row in tickets.waiting_rows(session, id_of(ticket), kind)]
    return any(row.chat_id == group.chat_id and row.person_id is None for row in waiting)
