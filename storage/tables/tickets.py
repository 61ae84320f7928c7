"""Tickets and what belongs to one: its story, evidence, reports, signatures and dialogues under way."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, partial_index, structure


class Ticket(Table, table=True):
    """What is known of a ticket now. What happened to it is in `event`; `revision` rises with every change.

    `co_unit_ids`: the units that handle it besides `unit_id`. `handler_id`: who accepted it for the unit.
    `signer`: the party whose signature its report waits for, while it waits for one. `matter_id`: the first ticket of
    the matter that it shares with others. `matched_at`: when it was compared with others; empty: not yet.
    """

    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        partial_index("ix_ticket_unmatched", "office_id", "id", where="matched_at IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    number: str = Field(index=True)
    rulebook_id: str = Field(foreign_key="rulebookcopy.id")
    state: str = Field(index=True)
    revision: int = 1
    kind: str
    urgency: str = "普通"
    source: str = ""
    complexity: str | None = None
    tags: list[str] = structure(list)
    is_recheck: bool = False
    supervised: str = "否"
    caller: str = ""
    phone: str = ""
    address: str = ""
    title: str = ""
    content: str = ""
    has_site: bool = True
    simple: bool = False
    platform_due_at: datetime | None = None
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    territory_id: int | None = Field(default=None, foreign_key="unit.id")
    co_unit_ids: list[int] = structure(list)
    handler_id: int | None = Field(default=None, foreign_key="person.id")
    signer: str = ""
    matter_id: int | None = Field(default=None, index=True)
    matched_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class Event(Table, table=True):
    """One thing that happened to a ticket; never changed. `at` is when it happened, `recorded_at` when it was told."""

    __table_args__ = (Index("ix_event_story", "ticket_id", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id")
    kind: str
    at: datetime
    recorded_at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
    text: str = ""
    data: dict[str, Any] = structure(dict)


class Evidence(Table, table=True):
    """A photo, recording or file given for a ticket. `path` and `sha256` are filled once the file is on disk."""

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    purpose: str
    file_id: str
    unique_id: str = ""
    name: str = ""
    size: int = 0
    caption: str = ""
    album: str = ""
    given_at: datetime
    path: str | None = None
    sha256: str | None = None
    stored_at: datetime | None = None
    attempts: int = 0
    next_try_at: datetime | None = None


class Report(Table, table=True):
    """A completion report as submitted; `sha256` is of the exact `text` that is signed."""

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    state: str
    slots: dict[str, Any] = structure(dict)
    text: str
    sha256: str
    finding: str = ""
    appeal: str | None = None
    outcome: str = ""
    satisfaction: str = ""
    submitted_by: int = Field(foreign_key="person.id")
    submitted_at: datetime


class Request(Table, table=True):
    """Something applied for on a ticket: a return, an extension, consent to a supervision, a leader's designation …

    `rule`: the rulebook's entry (by id) it rests on. `chain`: the parties that must sign, in order. `decided_by`: the
    party that decides in the end; empty where the last signature does. Ends as granted | refused | withdrawn.
    """

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    kind: str
    rule: str
    state: str = "pending"
    data: dict[str, Any] = structure(dict)
    text: str
    sha256: str
    chain: list[str] = structure(list)
    decided_by: str = ""
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    ended_by: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None
    reason: str = ""


class Signature(Table, table=True):
    """A person's yes or no to the exact text with this hash; `voided_at` is set when the text changed afterwards.

    Under a report or under a request, never both. `for_person_id`: whose place the person took. `on_paper`: signed on
    paper, of which `evidence_id` is the picture.
    """

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    report_id: int | None = Field(default=None, foreign_key="report.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    role: str
    person_id: int = Field(foreign_key="person.id")
    given: bool
    reason: str = ""
    sha256: str
    at: datetime
    voided_at: datetime | None = None
    for_person_id: int | None = Field(default=None, foreign_key="person.id")
    on_paper: bool = False
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id")


class Draft(Table, table=True):
    """A dialogue under way: what has been answered so far. The next question is the first empty slot."""

    __table_args__ = (Index("ix_draft_open", "person_id", "state"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id")
    slots: dict[str, Any] = structure(dict)
    asking: str = ""
    state: str = "open"
    revision: int = 1
    started_at: datetime
    touched_at: datetime
