"""Writes how a sending ended: the row, what it covered, what was posted, and who gets it instead."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, delete, update

from bot.alerts.composition import Redraw, Remove, Say
from bot.alerts.gathering import digest_moment
from bot.alerts.judging import SECRET_KINDS, GiveUp, Moved, Retry, Verdict, at_fault
from bot.alerts.limits import SendRules
from bot.alerts.transmitting import Accepted
from bot.alerts.word_to_desk import could_not_reach, tell_desk
from bot.ports import Sent
from storage import outbox
from storage.chats import fall_silent, rekey_chat
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Posted

NextReceiver = Callable[[Session, OutboxRow, datetime], Person | None]
"""Who hears instead of the person of a row that cannot be delivered; None when nobody is left."""


def accepted(
    session: Session, row: OutboxRow, what: Say | Redraw | Remove, done: Accepted, now: datetime, rules: SendRules
) -> bool:
    """The messenger took it. False when another process had taken the row meanwhile: a second copy is on its way."""
    message_id = done.sent.message_id if done.sent else getattr(what, "message_id", None)
    held = outbox.settle(session, row, state=outbox.SENT, ended_at=now, message_id=message_id)
    outbox.log(session, row, now, "sent" if held else "sent_without_claim", "")
    replaced = session.get(Posted, done.replaces) if done.replaces is not None else None
    if replaced is not None:
        session.delete(replaced)
        session.flush()
    if done.sent and isinstance(what, Say | Redraw):
        _remember(session, row, what, done.sent, now, replaced)
    elif isinstance(what, Redraw) and what.seen:
        _note_seen(session, what.posted_id, what.seen)
    if held and isinstance(what, Say):
        outbox.fold(session, what.covers, id_of(row), now)
    if row.kind in outbox.PUSHES and row.person_id is not None:
        outbox.hold_digests(session, row.person_id, now + rules.digest_every)
    if row.kind in SECRET_KINDS and done.sent:
        _remove_later(session, row, done.sent, now + rules.contact_visible)
    return held


def obsolete(session: Session, row: OutboxRow, reason: str, now: datetime) -> None:
    """Nothing is to be said any more."""
    outbox.settle(session, row, state=outbox.OBSOLETE, ended_at=now, reason=reason)
    outbox.log(session, row, now, "obsolete", reason)


def failed(
    session: Session,
    row: OutboxRow,
    verdict: Verdict,
    detail: str,
    now: datetime,
    rules: SendRules,
    next_receiver: NextReceiver,
) -> None:
    """Write the verdict on a failed sending."""
    match verdict:
        case Retry():
            outbox.settle(
                session,
                row,
                state=outbox.WAITING,
                not_before=verdict.at,
                attempt=row.attempt + verdict.attempts,
                unknown_count=row.unknown_count + verdict.unknowns,
                copies=row.copies + verdict.copies,
                faults=row.faults + verdict.faults,
            )
            outbox.log(session, row, now, "unknown" if verdict.unknowns else "not_sent", detail)
        case Moved():
            outbox.settle(session, row, state=outbox.WAITING, not_before=now, attempt=row.attempt - 1)
            assert row.claimed_chat is not None
            rekey_chat(session, row.claimed_chat, verdict.new_chat_id)
            outbox.log(session, row, now, "moved", detail)
        case GiveUp():
            give_up(session, row, verdict, now, rules, next_receiver)
            outbox.log(session, row, now, "undeliverable", detail)


def stranded(session: Session, row: OutboxRow, now: datetime) -> None:
    """Something of ours broke on the way: tried again a little, as a copy that may be the second."""
    verdict = at_fault(row, "程序内部错误", now)
    if isinstance(verdict, Retry):
        values = {"state": outbox.WAITING, "not_before": verdict.at}
    else:
        values = {"state": outbox.UNDELIVERABLE, "ended_at": now, "reason": verdict.reason}
        _forget_seen(session, row)
    outbox.settle(session, row, faults=row.faults + 1, copies=row.copies + 1, **values)
    outbox.log(session, row, now, "stranded", "")


def give_up(
    session: Session, row: OutboxRow, verdict: GiveUp, now: datetime, rules: SendRules, next_receiver: NextReceiver
) -> None:
    """End the row as undeliverable, hand its message to whoever is next and tell the desk, once for each cause."""
    newly_deaf = verdict.person_is_deaf and fall_silent(session, row.person_id, row.claimed_chat)
    receiver = next_receiver(session, row, now) if verdict.to_next else None
    if receiver is not None and id_of(receiver) in row.payload.get("passed_over", []):
        receiver = None
    if not outbox.settle(session, row, state=outbox.UNDELIVERABLE, ended_at=now, reason=verdict.reason):
        return
    _forget_seen(session, row)
    if receiver is not None:
        start = digest_moment(session, id_of(receiver), now, rules) if row.kind == "escalation" else now
        outbox.hand_over(session, row, id_of(receiver), now, start)
    # A person who blocked the bot is reported once, however many messages meet the closed door.
    if newly_deaf or (verdict.tell_desk and not verdict.person_is_deaf):
        html = could_not_reach(session, row, verdict.reason, receiver)
        tell_desk(session, row.office_id, html, now, ticket_id=row.ticket_id, besides=row.person_id)


def _remember(
    session: Session, row: OutboxRow, what: Say | Redraw, sent: Sent, now: datetime, replaced: Posted | None
) -> None:
    """Keep which ticket the new message speaks of, so that replies to it are understood.

    What stands for a message that was gone is still the delivery of the row that had said it first.
    """
    ticket_id = what.ticket_id if isinstance(what, Say) else row.ticket_id
    if ticket_id is None:
        return
    # A moved group counts its messages anew: what stood under this number is a message of the old group.
    session.execute(
        delete(Posted).where(col(Posted.chat_id) == sent.chat_id, col(Posted.message_id) == sent.message_id)
    )
    session.add(
        Posted(
            chat_id=sent.chat_id,
            message_id=sent.message_id,
            ticket_id=ticket_id,
            person_id=row.person_id,
            kind=what.kind,
            shown=what.seen,
            at=now,
            outbox_id=(replaced.outbox_id if replaced else None) or row.id,
            pressed_at=replaced.pressed_at if replaced else None,
            replied_at=replaced.replied_at if replaced else None,
        )
    )


def _forget_seen(session: Session, row: OutboxRow) -> None:
    """Of a card that may or may not have been drawn nobody knows what stands on it."""
    if row.kind == "refresh":
        _note_seen(session, row.payload.get("posted_id"), "")


def _note_seen(session: Session, posted_id: int | None, seen: str) -> None:
    """What stands on the card now; empty where that is not known."""
    query = update(Posted).where(col(Posted.id) == posted_id, col(Posted.kind) == "card")
    session.execute(query.values(shown=seen))


def _remove_later(session: Session, row: OutboxRow, sent: Sent, moment: datetime) -> None:
    session.add(
        OutboxRow(
            dedupe_key=f"delete:{sent.chat_id}:{sent.message_id}",
            office_id=row.office_id,
            person_id=row.person_id,
            chat_id=sent.chat_id,
            ticket_id=row.ticket_id,
            kind="delete",
            lane=0,
            payload={"message_id": sent.message_id},
            created_at=moment,
            not_before=moment,
        )
    )
