"""Queries about the bundles of closed tickets: which are due, which there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Update, exists, func, update
from sqlmodel import Session, col, select

from storage.tables import Archive, Ticket

WAITING, MADE = "waiting", "made"


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one making: `asked` is the version that it fits."""

    asked: int
    sha256: str
    size: int
    missing: int


def archive_of(session: Session, ticket_id: int) -> Archive | None:
    return session.exec(select(Archive).where(Archive.ticket_id == ticket_id)).first()


def archive(session: Session, archive_id: int) -> Archive | None:
    return session.get(Archive, archive_id)


def due(session: Session, closed: str, now: datetime, limit: int) -> list[Archive]:
    """What is to be made now of tickets in the state `closed`, the longest due first."""
    query = select(Archive).join(Ticket, col(Ticket.id) == col(Archive.ticket_id))
    query = query.where(Archive.state == WAITING, Archive.next_try_at <= now, Ticket.state == closed)
    return list(session.exec(query.order_by(col(Archive.next_try_at), col(Archive.id)).limit(limit)))


def claim(session: Session, archive_id: int, asked: int, now: datetime, until: datetime) -> bool:
    """Whether the making is ours until then; whoever is second finds it taken."""
    change = update(Archive).where(
        col(Archive.id) == archive_id,
        col(Archive.state) == WAITING,
        col(Archive.asked) == asked,
        col(Archive.next_try_at) <= now,
    )
    return _changed(session, change.values(attempts=Archive.attempts + 1, next_try_at=until))


def put_off(session: Session, archive_id: int, until: datetime) -> None:
    session.execute(update(Archive).where(col(Archive.id) == archive_id).values(next_try_at=until))


def made(session: Session, archive_id: int, result: Made, now: datetime) -> bool:
    """The file is in its place. False where it was asked for again meanwhile: it waits on, due at once."""
    fits = _changed(
        session,
        update(Archive)
        .where(col(Archive.id) == archive_id, col(Archive.asked) == result.asked)
        .values(state=MADE, attempts=0),
    )
    values = {"sha256": result.sha256, "size": result.size, "missing": result.missing, "made_at": now}
    late = {} if fits else {"next_try_at": now}
    session.execute(update(Archive).where(col(Archive.id) == archive_id).values(**values, **late))
    return fits


def closed_without(session: Session, closed: str, limit: int) -> list[Ticket]:
    """Tickets in the state `closed` for which nobody has asked for an archive: closed by an earlier version."""
    query = select(Ticket).where(Ticket.state == closed, ~exists().where(col(Archive.ticket_id) == col(Ticket.id)))
    return list(session.exec(query.order_by(col(Ticket.id)).limit(limit)))


def page(
    session: Session, office_id: str, month: str = "", word: str = "", first: int = 0, most: int | None = None
) -> Sequence[tuple[Archive, Ticket]]:
    """The office's archives, of one month and with a ticket number ending so where named, the newest first."""
    query = select(Archive, Ticket).join(Ticket, col(Ticket.id) == col(Archive.ticket_id))
    query = query.where(*_conditions(office_id, month, word))
    query = query.order_by(col(Archive.month).desc(), col(Archive.id).desc()).offset(first)
    return list(session.exec(query.limit(most) if most is not None else query))


def count(session: Session, office_id: str, month: str = "", word: str = "") -> int:
    query = select(func.count(col(Archive.id))).join(Ticket, col(Ticket.id) == col(Archive.ticket_id))
    return session.exec(query.where(*_conditions(office_id, month, word))).one()


def months(session: Session, office_id: str) -> list[str]:
    """The months of which there are any, the newest first."""
    query = select(Archive.month).where(Archive.office_id == office_id).distinct()
    return list(session.exec(query.order_by(col(Archive.month).desc())))


def _conditions(office_id: str, month: str, word: str) -> list[ColumnElement[bool]]:
    found = [col(Archive.office_id) == office_id]
    found += [col(Archive.month) == month] if month else []
    return found + ([col(Ticket.number).endswith(word, autoescape=True)] if word else [])


def _changed(session: Session, change: Update) -> bool:
    return bool(session.connection().execute(change).rowcount)
