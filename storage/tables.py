"""The tables, without behaviour. Every moment is stored in UTC; naive moments are refused by the column type.

Codes are plain strings, so that a new one needs no migration. `office_id` stands in every row that belongs to an office.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Base of every table: one MetaData of our own, constraints named so that migrations can address them."""

    metadata = MetaData(naming_convention=NAMING)


def big_integer(**options: Any) -> Any:
    """A column for the messenger's ids, which do not fit 32 bits."""
    return Field(sa_type=BigInteger, **options)


def structure(kind: type) -> Any:
    """A JSON column holding a list or a dict, empty at first. Assign a new value to change it; mutation is not seen."""
    return Field(default_factory=kind, sa_column=Column(JSON, nullable=False))


class Office(Table, table=True):
    """An office that uses this installation."""

    id: str = Field(primary_key=True)
    name: str


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


class Unit(Table, table=True):
    """A part of an office: its desk, a handling unit or a territory (`kind` = desk | unit | territory)."""

    __table_args__ = (UniqueConstraint("office_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    name: str
    kind: str
    duties: str = ""


class Person(Table, table=True):
    """A member of staff. `chat_id` is empty until an invitation bound the account; `reachable` falls when the bot is blocked."""

    __table_args__ = (UniqueConstraint("office_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    name: str
    chat_id: int | None = big_integer(default=None, unique=True)
    active: bool = True
    reachable: bool = True
    bound_at: datetime | None = None


class Post(Table, table=True):
    """Who holds which role, in which unit; `rank` 1 is the A of a unit's pair of handlers, 2 the B."""

    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    rank: int = 1


class Deputy(Table, table=True):
    """Somebody standing in for a person between two moments."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    deputy_id: int = Field(foreign_key="person.id")
    starts_at: datetime
    ends_at: datetime


class Invitation(Table, table=True):
    """A one-time link for one named person; only the SHA-256 of its secret is kept."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    person_id: int = Field(foreign_key="person.id", index=True)
    digest: str = Field(unique=True)
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class Group(Table, table=True):
    """A group chat bound to an office (`unit_id` empty) or to one of its units."""

    __tablename__ = "chat_group"
    chat_id: int = big_integer(primary_key=True)
    office_id: str = Field(index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    title: str = ""
    active: bool = True


class Ticket(Table, table=True):
    """What is known of a ticket now. What happened to it is in `event`; `revision` rises with every change."""

    __table_args__ = (UniqueConstraint("office_id", "number"),)
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


class Signature(Table, table=True):
    """A person's yes or no to the exact text with this hash; `voided_at` is set when the text was changed afterwards."""

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    role: str
    person_id: int = Field(foreign_key="person.id")
    given: bool
    reason: str = ""
    sha256: str
    at: datetime
    voided_at: datetime | None = None


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
        Index("ix_alarm_waiting", "fire_at", sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
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


class OutboxRow(Table, table=True):
    """Something to be said. Ends as sent | folded | obsolete | undeliverable; `reason` and `given_to` say the rest.

    `kind` tells how it is rendered at send time; `lane` 0 leaves first. `person_id` or `chat_id` names the receiver.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "lane", "not_before", sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
        Index("ix_outbox_sending", "state", sqlite_where=text("state = 'sending'"), postgresql_where=text("state = 'sending'")),
    )
    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(unique=True)
    office_id: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    chat_id: int | None = big_integer(default=None)
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    alarm_id: int | None = Field(default=None, foreign_key="alarm.id", index=True)
    kind: str
    lane: int
    payload: dict[str, Any] = structure(dict)
    created_at: datetime
    not_before: datetime
    useless_after: datetime | None = None
    state: str = "waiting"
    attempt: int = 0
    unknown_count: int = 0
    copies: int = 0
    boot_id: str = ""
    claim_no: int = 0
    claimed_at: datetime | None = None
    ended_at: datetime | None = None
    message_id: int | None = big_integer(default=None)
    folded_into: int | None = None
    given_to: int | None = None
    reason: str = ""


class Posted(Table, table=True):
    """Which of our messages speaks of which ticket, so that a reply to it can be understood and a card redrawn."""

    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = big_integer(index=True)
    message_id: int = big_integer()
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    kind: str
    shown: str = ""
    at: datetime


class InboxRow(Table, table=True):
    """An update as heard, kept before the messenger is told that it was received."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("update_id", "digest"),
        Index("ix_inbox_unhandled", "id", sqlite_where=text("handled_at IS NULL"), postgresql_where=text("handled_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    update_id: int = big_integer()
    digest: str
    raw: str
    received_at: datetime
    handled_at: datetime | None = None
    attempts: int = 0
    error: str = ""


class SendLog(Table, table=True):
    """Append-only: every attempt to say something and how it ended."""

    id: int | None = Field(default=None, primary_key=True)
    outbox_id: int = Field(index=True)
    chat_id: int | None = big_integer(default=None)
    at: datetime
    outcome: str
    detail: str = ""
    seconds: float = 0.0


class Audit(Table, table=True):
    """Append-only: who did or saw what that somebody may one day ask about."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    office_id: str = ""
    person_id: int | None = None
    ticket_id: int | None = None
    what: str
    detail: str = ""


class Heartbeat(Table, table=True):
    """When a component last did its round."""

    component: str = Field(primary_key=True)
    at: datetime
    round: int = 0
