"""Queries about photos, recordings and files given for a ticket, and about fetching them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from storage.once import read_once
from storage.tables import Evidence


def evidence(session: Session, evidence_id: int) -> Evidence | None:
    return session.get(Evidence, evidence_id)


def evidence_of(session: Session, ticket_id: int, purposes: Iterable[str] = ()) -> list[Evidence]:
    """What was given for the ticket, in order, narrowed to some purposes where they are named."""
    wanted = frozenset(purposes)
    return [one for one in _evidence_of(session, ticket_id) if not wanted or one.purpose in wanted]


@read_once
def _evidence_of(session: Session, ticket_id: int) -> list[Evidence]:
    return list(session.exec(select(Evidence).where(Evidence.ticket_id == ticket_id).order_by(col(Evidence.id))))


def to_fetch(session: Session, now: datetime, limit: int, most_attempts: int) -> list[Evidence]:
    """Files known to the messenger but not yet on disk, whose next try is due."""
    query = select(Evidence).where(
        col(Evidence.stored_at).is_(None),
        Evidence.attempts < most_attempts,
        or_(col(Evidence.next_try_at).is_(None), col(Evidence.next_try_at) <= now),
    )
    return list(session.exec(query.order_by(col(Evidence.id)).limit(limit)))


def stored(session: Session, evidence_id: int, path: str, sha256: str, now: datetime) -> None:
    """The file is on disk. `path` is relative to the directory of files."""
    change = update(Evidence).where(col(Evidence.id) == evidence_id)
    session.execute(change.values(path=path, sha256=sha256, stored_at=now))


def fetch_failed(session: Session, evidence_id: int, next_try_at: datetime) -> None:
    change = update(Evidence).where(col(Evidence.id) == evidence_id)
    session.execute(change.values(attempts=Evidence.attempts + 1, next_try_at=next_try_at))
