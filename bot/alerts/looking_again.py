"""The last look at a row before it is composed: may its receiver still hear it, and is it still worth saying."""

from datetime import datetime
from html import escape

from sqlmodel import Session

from bot.alerts.composition import Obsolete, Say
from bot.alerts.judging import GiveUp, may_go_to_another
from bot.ports import Message
from storage import outbox, staff, tickets
from storage.tables import Group, OutboxRow


def why_withheld(session: Session, row: OutboxRow, now: datetime) -> Obsolete | GiveUp | None:
    """Why this row must not be sent to its receiver, or None when nothing stands against it."""
    if row.useless_after is not None and row.useless_after <= now:
        return Obsolete("已过时")
    if row.person_id is None:
        group = session.get(Group, row.chat_id) if row.chat_id is not None else None
        return GiveUp("群聊已停用", tell_desk=False) if group is not None and not group.active else None
    if row.kind in outbox.BOUND_TO_CHAT:
        # Also for somebody who has left: the card on that phone loses its words, contact data is deleted in time.
        return None
    person = staff.person(session, row.person_id)
    to_next = may_go_to_another(row)
    if person is None or not person.active:
        return GiveUp("收信人已停用", to_next=to_next)
    if not person.reachable:
        return GiveUp("对方已停用与助手的聊天", to_next=to_next, person_is_deaf=True)
    if person.chat_id is None:
        return GiveUp("收信人还没有绑定聊天", to_next=to_next)
    return None


def built_in(session: Session, row: OutboxRow) -> Say | None:
    """What is said when a row's own words cannot be made; None where saying it would only confuse."""
    if row.kind in outbox.BOUND_TO_CHAT:
        return None
    ticket = tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None
    about = f"工单 {ticket.number} 有一条提醒" if ticket else "有一条提醒"
    text = f"{about}，请打开 /my 查看。"
    return Say(Message(html=escape(text), plain=text), row.ticket_id)
