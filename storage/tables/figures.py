"""What figures are made of: what counts of each ticket, and what an evaluation adds to that."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Table


class TallyForm(Table, table=True):
    """The words of tickets that count alike (bot.rules.tally), as a JSON list; some thousands, however many tickets."""

    __tablename__ = "tally_form"
    id: int | None = Field(default=None, primary_key=True)
    words: str = Field(unique=True)


class TallyRow(Table, table=True):
    """What counts of a ticket, written anew with every act: a figure reads nothing else.

    `form_id`: whatever of it is words. Each index holds all that a figure by its moment asks for.
    """

    __tablename__ = "tally"
    __table_args__ = (
        Index("ix_tally_received", "office_id", "received_at", "form_id", "contact_due_at", "due_at"),
        Index("ix_tally_due", "office_id", "due_at", "form_id", "contact_due_at"),
        Index("ix_tally_closed", "office_id", "closed_at", "form_id", "contact_due_at", "due_at"),
    )
    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    office_id: str
    form_id: int = Field(foreign_key="tally_form.id")
    received_at: datetime
    due_at: datetime | None = None
    closed_at: datetime | None = None
    contact_due_at: datetime | None = None


class ScoreClaim(Table, table=True):
    """A bonus or a deduction that the desk entered: `item` is the rulebook's id, `period` as 2026-11 or 2026.

    Never changed; taken back with who, when and why.
    """

    __tablename__ = "score_claim"
    __table_args__ = (Index("ix_score_claim_period", "office_id", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    unit_id: int = Field(foreign_key="unit.id")
    item: str
    count: int = 1
    period: str
    reason: str
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    taken_back_by: int | None = Field(default=None, foreign_key="person.id")
    taken_back_at: datetime | None = None
    taken_back_why: str = ""


class Objection(Table, table=True):
    """A unit head's objection to a figure or a deduction, and the desk's answer; both stay.

    `about`: an indicator's or a metric's id, or a claim as claim:7. `upheld`: whether the desk agreed.
    """

    __table_args__ = (Index("ix_objection_period", "office_id", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    unit_id: int = Field(foreign_key="unit.id")
    about: str
    period: str
    text: str
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    answer: str = ""
    upheld: bool | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
