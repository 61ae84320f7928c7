"""Which tickets are about one matter, and what follows from their number."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, big_integer, structure


class MatterKey(Table, table=True):
    """One thing by which a ticket can be found when another like it comes: a hash of its caller, place or topic.

    `at` is when the citizen called, as far as it is known.
    """

    __table_args__ = (Index("ix_matterkey_alike", "office_id", "key", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    key: int = big_integer()
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    at: datetime


class MatterLink(Table, table=True):
    """Two tickets that seem to be about one matter, or that the desk says are or are not (`verdict`: yes | no).

    `ticket_id` is the one that was compared when it came. `pair`: a hash of what both have in common with others.
    """

    __table_args__ = (
        UniqueConstraint("ticket_id", "other_id"),
        Index("ix_matterlink_judged", "office_id", "verdict", "judged_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    ticket_id: int = Field(foreign_key="ticket.id")
    other_id: int = Field(foreign_key="ticket.id", index=True)
    ground: str
    score: float
    reasons: list[str] = structure(list)
    pair: int = big_integer(index=True)
    verdict: str = ""
    judged_by: int | None = Field(default=None, foreign_key="person.id")
    judged_at: datetime | None = None


class Reached(Table, table=True):
    """A threshold that some tickets reached, told once; `state`: standing | taken_back.

    `ticket_ids`: those that count. `count`: how many tickets or callers they are. `day`: of a threshold counted by the
    day. `ticket_id`: the one whose people were told.
    """

    __table_args__ = (Index("ix_reached_standing", "office_id", "rule", "state"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    rule: str
    day: str = ""
    ticket_id: int = Field(foreign_key="ticket.id")
    ticket_ids: list[int] = structure(list)
    count: int
    state: str = "standing"
    reached_at: datetime
    changed_at: datetime
