"""What the desk hears when a message found no way to its receiver, or could not even be planned."""

from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import fill
from bot.work.notices import say
from bot.work.receivers import can_hear
from storage import staff, tickets
from storage.tables import OutboxRow, Person, Ticket

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


def cannot_plan(ticket: Ticket) -> str:
    """One sentence of markup: the reminders of this ticket cannot be worked out."""
    return fill("⚠️ 工单 {number} 的提醒无法计算，请人工留意它的时限，并告知管理员。", number=ticket.number)


def tell_desk(
    session: Session, office_id: str, html: str, now: datetime, *, ticket_id: int | None, besides: int | None = None
) -> None:
    """Say it to every desk clerk of the office who can hear, but not to the person it is about."""
    for person in staff.holders(session, office_id, "desk"):
        if can_hear(person) and person.id != besides:
            say(session, person, html, [], now, ticket_id=ticket_id, lane=DESK_LANE)
