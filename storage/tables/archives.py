"""What is kept of a ticket when it is over."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, big_integer, partial_index


class Archive(Table, table=True):
    """The bundle of a closed ticket. `path` is relative to the folder of archives; `size` is in bytes.

    `state`: waiting | made. `asked`: how often it was asked for, which is the version `made` must fit. `missing`: how
    many files could not be put in or had changed. `month`: of the first closing, as 2026-11.
    """

    __table_args__ = (
        UniqueConstraint("ticket_id"),
        Index("ix_archive_listing", "office_id", "month"),
        partial_index("ix_archive_waiting", "next_try_at", where="state = 'waiting'"),
    )
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    ticket_id: int = Field(foreign_key="ticket.id")
    month: str
    path: str
    state: str = "waiting"
    asked: int = 1
    sha256: str = ""
    size: int = big_integer(default=0)
    missing: int = 0
    made_at: datetime | None = None
    attempts: int = 0
    next_try_at: datetime
