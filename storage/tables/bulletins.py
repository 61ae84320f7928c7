"""Bulletins: those to come, those the desk is looking through, and those that went out."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, partial_index, structure


class BulletinRow(Table, table=True):
    """One issue of a bulletin: `rule` is the rulebook's entry, `period` the days it tells of (None: of an event).

    `state`: planned → draft → sent, or straight to sent; else silent (nothing to tell), missed, withdrawn; `reason`
    says why. `content`: plain values without personal data, fixed when it is composed. `corrected`: the desk's own
    words by the number of the paragraph that they replace. `reached_id`: the threshold that was reached, if one was.
    """

    __tablename__ = "bulletin"
    __table_args__ = (
        # Never the same issue twice, whoever plans it.
        UniqueConstraint("office_id", "rule", "period"),
        partial_index("ix_bulletin_planned", "due_at", where="state = 'planned'"),
        Index("ix_bulletin_of_office", "office_id", "rule", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    rule: str
    period: str | None = None
    due_at: datetime
    state: str
    title: str = ""
    content: dict[str, Any] = structure(dict)
    corrected: dict[str, str] = structure(dict)
    ticket_ids: list[int] = structure(list)
    reached_id: int | None = Field(default=None, foreign_key="reached.id", index=True)
    made_by: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime
    ended_by: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None
    reason: str = ""
