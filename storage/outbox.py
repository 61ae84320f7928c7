"""The outbox: what waits to be said, taking it for sending, and how it ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storage.insertion import insert_new
from storage.rows import id_of
from storage.tables import OutboxRow, Person

WAITING, SENDING = "waiting", "sending"
SENT, FOLDED, OBSOLETE, UNDELIVERABLE = "sent", "folded", "obsolete", "undeliverable"
ENDS = frozenset({SENT, FOLDED, OBSOLETE, UNDELIVERABLE})

BOUND_TO_CHAT = ("refresh", "delete")
"""Kinds about a message that stands in one chat; everything else follows its person to the chat of the moment."""

GATHERING = ("escalation", "card", "reminder")
"""Kinds of which one message may say several rows."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that may leave now. `chat_id` is where it goes, None when its receiver has no chat or may hear nothing."""

    id: int
    kind: str
    lane: int
    created_at: datetime
    person_id: int | None
    chat_id: int | None


def put(session: Session, rows: Iterable[OutboxRow]) -> None:
    """Add new rows whose `dedupe_key` nobody has yet; planning something twice says it once."""
    insert_new(session, OutboxRow, [row.model_dump(exclude={"id"}) for row in rows], ("dedupe_key",))


def row(session: Session, row_id: int) -> OutboxRow | None:
    return session.get(OutboxRow, row_id)


def due(session: Session, now: datetime, limit: int) -> list[Waiting]:
    """Every row that may leave at `now`, in the order they were written."""
    can_hear = and_(col(Person.active), col(Person.reachable))
    chat = case(
        (or_(col(OutboxRow.person_id).is_(None), col(OutboxRow.kind).in_(BOUND_TO_CHAT)), OutboxRow.chat_id),
        (can_hear, Person.chat_id),
        else_=None,
    )
    query = (
        select(  # type: ignore[call-overload]
            OutboxRow.id, OutboxRow.kind, OutboxRow.lane, OutboxRow.created_at, OutboxRow.person_id, chat
        )
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(OutboxRow.state == WAITING, OutboxRow.not_before <= now)
        .order_by(col(OutboxRow.id))
        .limit(limit)
    )
    return [Waiting(*found) for found in session.exec(query)]


def next_moment(session: Session, now: datetime) -> datetime | None:
    """When the next row that must still wait may leave."""
    query = select(func.min(OutboxRow.not_before)).where(OutboxRow.state == WAITING, OutboxRow.not_before > now)
    return session.exec(query).one()


def claim(
    session: Session, row_id: int, chat_id: int | None, boot_id: str, now: datetime, lease: timedelta
) -> OutboxRow | None:
    """Take a waiting row for sending to `chat_id`; None when it is no longer waiting or something else goes there now.

    The claim counts only once this transaction is committed: connect to nobody before.
    """
    query = select(OutboxRow).where(OutboxRow.id == row_id, OutboxRow.state == WAITING)
    found = session.exec(
        query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        return None
    try:
        with session.begin_nested():
            found.state, found.boot_id, found.claimed_chat = SENDING, boot_id, chat_id
            found.attempt, found.claim_no = found.attempt + 1, found.claim_no + 1
            found.claimed_at, found.leased_until = now, now + lease
            session.flush()
    except IntegrityError:
        # Another process is sending to that chat: its index entry is there already.
        return None
    return found


def settle(session: Session, claimed: OutboxRow, **values: Any) -> bool:
    """Write how the claimed sending went (`state` and more); False when somebody else took the row meanwhile."""
    query = update(OutboxRow).where(
        col(OutboxRow.id) == claimed.id,
        col(OutboxRow.state) == SENDING,
        col(OutboxRow.claim_no) == claimed.claim_no,
    )
    return bool(session.execute(query.values(**values)).rowcount)  # type: ignore[attr-defined]


def fold(session: Session, row_ids: Iterable[int], into: int, now: datetime) -> None:
    """End waiting rows that another message has said as well."""
    query = update(OutboxRow).where(col(OutboxRow.id).in_(list(row_ids)), col(OutboxRow.state) == WAITING)
    session.execute(query.values(state=FOLDED, folded_into=into, ended_at=now, reason="并入同一条消息"))


def companions(session: Session, found: OutboxRow, now: datetime) -> list[OutboxRow]:
    """What one message with `found` may say as well, most urgent first: rows of its kind for its person.

    Escalations gather, so those that were still to wait come along.
    """
    if found.person_id is None or found.kind not in GATHERING:
        return []
    query = select(OutboxRow).where(
        OutboxRow.person_id == found.person_id,
        OutboxRow.kind == found.kind,
        OutboxRow.state == WAITING,
        OutboxRow.id != found.id,
    )
    if found.kind != "escalation":
        query = query.where(OutboxRow.not_before <= now)
    return list(session.exec(query.order_by(col(OutboxRow.lane), col(OutboxRow.created_at), col(OutboxRow.id))))


def last_digest_at(session: Session, person_id: int) -> datetime | None:
    """When that person last heard escalations."""
    query = select(func.max(OutboxRow.ended_at)).where(
        OutboxRow.person_id == person_id, OutboxRow.kind == "escalation", OutboxRow.state == SENT
    )
    return session.exec(query).one()


def hold_digests(session: Session, person_id: int, until: datetime) -> None:
    """Let that person's waiting escalations gather until `until`."""
    query = update(OutboxRow).where(
        col(OutboxRow.person_id) == person_id,
        col(OutboxRow.kind) == "escalation",
        col(OutboxRow.state) == WAITING,
        col(OutboxRow.not_before) < until,
    )
    session.execute(query.values(not_before=until))


def orphans(session: Session, boot_id: str, now: datetime, alone: bool) -> list[OutboxRow]:
    """Rows whose sender is gone: those of another run where we are `alone`, else those with a lapsed lease."""
    query = select(OutboxRow).where(OutboxRow.state == SENDING)
    gone = OutboxRow.boot_id != boot_id if alone else col(OutboxRow.leased_until) < now
    return list(session.exec(query.where(gone).order_by(col(OutboxRow.id)).with_for_update(skip_locked=True)))


def hand_over(session: Session, found: OutboxRow, person_id: int, now: datetime, not_before: datetime) -> int:
    """The same thing to say, to another person; returns the new row's id. `passed_over` names who had it before."""
    passed_over = [*found.payload.get("passed_over", []), found.person_id]
    new = OutboxRow(
        dedupe_key=f"{found.dedupe_key}>{person_id}",
        office_id=found.office_id,
        person_id=person_id,
        ticket_id=found.ticket_id,
        alarm_id=found.alarm_id,
        kind=found.kind,
        lane=found.lane,
        payload={**found.payload, "passed_over": passed_over},
        created_at=now,
        not_before=not_before,
        useless_after=found.useless_after,
    )
    session.add(new)
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == found.id).values(given_to=person_id))
    session.flush()
    return id_of(new)
