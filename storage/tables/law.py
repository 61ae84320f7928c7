"""What an office's limits rest on: the rulebooks as they were, and the days that differ from the calendar."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table


class RulebookCopy(Table, table=True):
    """The exact text of a rulebook some ticket was born under; `id` is its SHA-256."""

    id: str = Field(primary_key=True)
    office_id: str = Field(index=True)
    version: str
    text: str
    taken_at: datetime


class Day(Table, table=True):
    """A day of the working calendar that differs from the built-in one; `office_id` empty means every office."""

    __table_args__ = (UniqueConstraint("office_id", "day"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = ""
    day: date
    is_working: bool
    status: str
    name: str = ""
    source: str = ""
