"""Signs of life in the database: when somebody last worked here."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, select

from storage.tables import Heartbeat


def beat(session: Session, component: str, now: datetime) -> None:
    """This component works at `now`. A clock that was set back does not unsay an earlier beat's round."""
    row = session.get(Heartbeat, component) or Heartbeat(component=component, at=now)
    row.at, row.round = now, row.round + 1
    session.add(row)


def last_beat(session: Session) -> datetime | None:
    """When any component last worked."""
    return session.exec(select(func.max(Heartbeat.at))).one()
