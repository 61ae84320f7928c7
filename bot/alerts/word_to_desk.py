"""What the desk hears when a message found no way to its receiver."""

from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import fill
from bot.work.notices import say
from bot.work.receivers import can_hear
from storage import staff, tickets
from storage.tables import OutboxRow, Person

DESK_LANE = 2


def could_not_reach(session: Session, row: OutboxRow, reason: str, receiver: Person | None) -> str:
    """One sentence of markup: whom a message did not reach, why, about which ticket, and who got it instead."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    ticket = tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None
    return fill(
        "⚠️ 给 {whom} 的一条消息没有送到{about}：{reason}。{instead}",
        whom=f"「{person.name}」" if person else "群聊",
        about=f"（工单 {ticket.number}）" if ticket else "",
        reason=reason,
        instead=f"已改发给「{receiver.name}」。" if receiver else "没有改发给别人，请电话告知。",
    )


def tell_desk(session: Session, row: OutboxRow, html: str, now: datetime) -> None:
    """Say it to every desk clerk of the row's office who can hear, but not to the one it is about."""
    for person in staff.holders(session, row.office_id, "desk"):
        if can_hear(person) and person.id != row.person_id:
            say(session, person, html, [], now, ticket_id=row.ticket_id, lane=DESK_LANE)
