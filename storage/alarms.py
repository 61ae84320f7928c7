"""Queries about alarms: which are due, which comes next, and how they end."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, update
from sqlmodel import Session, col, select

from storage.tables import AlarmRow

WAITING = "waiting"
FIRED, FOLDED, OBSOLETE, UNDELIVERABLE = "fired", "folded", "obsolete", "undeliverable"
ENDS = frozenset({FIRED, FOLDED, OBSOLETE, UNDELIVERABLE})


def due(session: Session, now: datetime, limit: int) -> list[AlarmRow]:
    """Waiting alarms whose moment has come, oldest first; two processes never get the same one."""
    query = select(AlarmRow).where(AlarmRow.state == WAITING, AlarmRow.fire_at <= now)
    return list(
        session.exec(
            query.order_by(col(AlarmRow.fire_at), col(AlarmRow.id)).limit(limit).with_for_update(skip_locked=True)
        )
    )


def next_moment(session: Session) -> datetime | None:
    """The earliest moment at which an alarm waits to fire."""
    return session.exec(select(func.min(AlarmRow.fire_at)).where(AlarmRow.state == WAITING)).one()


def end(session: Session, endings: Iterable[tuple[int, str, str]], now: datetime) -> None:
    """End waiting alarms, each as (id, state, reason)."""
    values = [{"alarm": alarm_id, "as": state, "why": reason} for alarm_id, state, reason in endings]
    if not values:
        return
    query = (
        update(AlarmRow.__table__)  # type: ignore[attr-defined]
        .where(col(AlarmRow.id) == bindparam("alarm"), col(AlarmRow.state) == WAITING)
        .values(state=bindparam("as"), reason=bindparam("why"), ended_at=now)
    )
    session.connection().execute(query, values)
