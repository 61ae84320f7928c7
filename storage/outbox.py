"""The outbox: what waits to be said, taking it for sending, and how it ends."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, and_, bindparam, case, exists, func, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from storage.insertion import insert_new
from storage.rows import id_of
from storage.tables import OutboxRow, Person, SendLog, Table

WAITING, SENDING = "waiting", "sending"
SENT, FOLDED, OBSOLETE, UNDELIVERABLE = "sent", "folded", "obsolete", "undeliverable"
ENDS = frozenset({SENT, FOLDED, OBSOLETE, UNDELIVERABLE})

BOUND_TO_CHAT = ("refresh", "delete")
"""Kinds about a message that stands in one chat; everything else follows its person to the chat of the moment."""

GATHERING = ("escalation", "card", "reminder")
"""Kinds of which one message may say several rows."""

PUSHES = ("escalation", "bulletin")
"""Kinds of which a leader's phone makes a sound at most once in so many minutes."""

# The statements of every single message, without the ORM's bookkeeping, which would cost more than the database.
_TABLE = Table.metadata.tables[str(OutboxRow.__tablename__)]
_LOG_INSERT = Table.metadata.tables[str(SendLog.__tablename__)].insert()
_PERSON = Table.metadata.tables[str(Person.__tablename__)]
_BY_ITSELF = or_(_TABLE.c.person_id.is_(None), _TABLE.c.kind.in_(BOUND_TO_CHAT))
_CHAT = case(
    (_BY_ITSELF, _TABLE.c.chat_id), (and_(_PERSON.c.active, _PERSON.c.reachable), _PERSON.c.chat_id), else_=None
)
_DUE = (
    select(_TABLE.c.id, _TABLE.c.kind, _TABLE.c.lane, _TABLE.c.created_at, _TABLE.c.person_id, _CHAT)
    .join_from(_TABLE, _PERSON, _PERSON.c.id == _TABLE.c.person_id, isouter=True)
    .where(_TABLE.c.state == WAITING, _TABLE.c.not_before <= bindparam("the_now"))
    .order_by(_TABLE.c.id)
    .limit(bindparam("most"))
)
_NEXT = select(func.min(_TABLE.c.not_before)).where(
    _TABLE.c.state == WAITING, _TABLE.c.not_before > bindparam("the_now")
)
_OTHER = _TABLE.alias()
_FREE = (
    select(_TABLE.c.id)
    .where(_TABLE.c.id == bindparam("the_row"), _TABLE.c.state == WAITING)
    .where(~exists().where(_OTHER.c.claimed_chat == bindparam("the_chat"), _OTHER.c.state == SENDING))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    _TABLE.update()
    .where(_TABLE.c.id.in_(_FREE))
    .values(
        state=SENDING,
        boot_id=bindparam("the_boot"),
        claimed_chat=bindparam("the_chat"),
        attempt=_TABLE.c.attempt + 1,
        claim_no=_TABLE.c.claim_no + 1,
        claimed_at=bindparam("the_now"),
        leased_until=bindparam("the_end"),
    )
    .returning(*_TABLE.c)
)


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
    return [Waiting(*found) for found in session.connection().execute(_DUE, {"the_now": now, "most": limit})]


def next_moment(session: Session, now: datetime) -> datetime | None:
    """When the next row that must still wait may leave."""
    found: datetime | None = session.connection().execute(_NEXT, {"the_now": now}).scalar()
    return found


def claim(
    session: Session, row_id: int, chat_id: int | None, boot_id: str, now: datetime, lease: timedelta
) -> OutboxRow | None:
    """Take a waiting row for sending to `chat_id`; None when it is no longer waiting or something else goes there now.

    The claim counts only once this transaction is committed: connect to nobody before. Raises IntegrityError when
    another process took something for the same chat in the same moment.
    """
    values = {"the_row": row_id, "the_chat": chat_id, "the_boot": boot_id, "the_now": now, "the_end": now + lease}
    found = session.connection().execute(_CLAIM, values).mappings().one_or_none()
    return OutboxRow(**found) if found else None


def settle(session: Session, claimed: OutboxRow, **values: Any) -> bool:
    """Write how the claimed sending went (`state` and more); False when somebody else took the row meanwhile."""
    fence = {"the_row": claimed.id, "the_claim": claimed.claim_no}
    written = {f"new_{name}": value for name, value in values.items()}
    return bool(session.connection().execute(_settling(tuple(values)), {**fence, **written}).rowcount)


@cache
def _settling(names: tuple[str, ...]) -> Executable:
    held = _TABLE.c.id == bindparam("the_row"), _TABLE.c.state == SENDING, _TABLE.c.claim_no == bindparam("the_claim")
    return _TABLE.update().where(*held).values({name: bindparam(f"new_{name}") for name in names})


def log(session: Session, claimed: OutboxRow, now: datetime, outcome: str, detail: str) -> None:
    """Note an attempt for good. `detail` holds the messenger's words, never ours."""
    values = {
        "outbox_id": claimed.id,
        "chat_id": claimed.claimed_chat,
        "at": now,
        "outcome": outcome,
        "detail": detail,
        "seconds": (now - (claimed.claimed_at or now)).total_seconds(),
    }
    session.connection().execute(_LOG_INSERT, values)


def fold(session: Session, row_ids: Collection[int], into: int, now: datetime) -> None:
    """End waiting rows that another message has said as well."""
    if not row_ids:
        return
    query = update(OutboxRow).where(col(OutboxRow.id).in_(list(row_ids)), col(OutboxRow.state) == WAITING)
    session.execute(query.values(state=FOLDED, folded_into=into, ended_at=now, reason="并入同一条消息"))


def companions(session: Session, found: OutboxRow, now: datetime) -> list[OutboxRow]:
    """What one message with `found` may say as well, most urgent first: rows of its kind for its person.

    Escalations gather, so those that were still to wait come along.
    """
    if found.person_id is None or found.kind not in GATHERING:
        return []
    query = select_rows(OutboxRow).where(
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
    query = select_rows(func.max(OutboxRow.ended_at)).where(
        OutboxRow.person_id == person_id, OutboxRow.kind == "escalation", OutboxRow.state == SENT
    )
    return session.exec(query).one()


def was_pushed(session: Session, person_id: int, since: datetime) -> bool:
    """Whether an escalation or a bulletin reached this person's phone after `since`."""
    query = select_rows(OutboxRow.id).where(
        OutboxRow.person_id == person_id, col(OutboxRow.kind).in_(PUSHES), OutboxRow.state == SENT,
        col(OutboxRow.ended_at) > since,
    )  # fmt: skip
    return session.exec(query.limit(1)).first() is not None


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
    query = select_rows(OutboxRow).where(OutboxRow.state == SENDING)
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
