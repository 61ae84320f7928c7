"""What is owed, and the moments at which somebody must hear of it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, partial_index, structure


class DutyRow(Table, table=True):
    """A duty as last planned. `key` is the rule's id, with the light where one rule has several."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("ticket_id", "key"), Index("ix_duty_open", "office_id", "met_at", "due_at"))
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    ticket_id: int = Field(foreign_key="ticket.id")
    key: str
    rule: str
    owed_by: str
    starts_at: datetime
    due_at: datetime
    met_at: datetime | None = None
    provisional: bool = False


class AlarmRow(Table, table=True):
    """A moment at which somebody must hear about a duty. Ends as fired | folded | obsolete, never silently."""

    __tablename__ = "alarm"
    __table_args__ = (
        UniqueConstraint("ticket_id", "key", "stage", "due_at"),
        partial_index("ix_alarm_waiting", "fire_at", where="state = 'waiting'"),
    )
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    ticket_id: int = Field(foreign_key="ticket.id")
    key: str
    rule: str
    stage: str
    audience: list[str] = structure(list)
    lane: int
    due_at: datetime
    fire_at: datetime
    state: str = "waiting"
    ended_at: datetime | None = None
    reason: str = ""
