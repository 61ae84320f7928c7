"""What is to be said, what was heard, and the record of both."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, big_integer, partial_index, structure


class OutboxRow(Table, table=True):
    """Something to be said. Ends as sent | folded | obsolete | undeliverable; `reason` and `given_to` say the rest.

    `kind` tells how it is rendered at send time; `lane` 0 leaves first. `person_id` or `chat_id` names the receiver.
    While a row is sent, `claim_no` is the fence that keeps a sender who lost it from settling it, `claimed_chat` the
    chat it goes to. `faults` counts failures that are the row's own, `copies` copies that may have arrived unconfirmed.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        partial_index("ix_outbox_waiting", "not_before", where="state = 'waiting'"),
        # Never two messages at once to one chat, whoever sends.
        partial_index("ux_outbox_sending", "claimed_chat", where="state = 'sending'", unique=True),
        # When a leader heard the last digest.
        partial_index("ix_outbox_digests", "person_id", "ended_at", where="kind = 'escalation' AND state = 'sent'"),
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
    faults: int = 0
    boot_id: str = ""
    claim_no: int = 0
    claimed_at: datetime | None = None
    claimed_chat: int | None = big_integer(default=None)
    leased_until: datetime | None = None
    ended_at: datetime | None = None
    message_id: int | None = big_integer(default=None)
    folded_into: int | None = None
    given_to: int | None = None
    reason: str = ""


class Posted(Table, table=True):
    """Which of our messages speaks of which ticket, so that a reply to it can be understood and a card redrawn.

    `pressed_at`, `replied_at`: when its reader first pressed one of its buttons, and first replied to it.
    `shown`: of a card, a digest of what stands on it; of a reminder, what of it is done.
    """

    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = big_integer(index=True)
    message_id: int = big_integer()
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    kind: str
    shown: str = ""
    at: datetime
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id", index=True)
    pressed_at: datetime | None = None
    replied_at: datetime | None = None


class InboxRow(Table, table=True):
    """An update as heard, kept before the messenger is told that it was received."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("update_id", "digest"),
        partial_index("ix_inbox_unhandled", "id", where="handled_at IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    update_id: int = big_integer()
    digest: str
    raw: str
    received_at: datetime
    handled_at: datetime | None = None
    attempts: int = 0
    error: str = ""


class ImportRun(Table, table=True):
    """A file of tickets on its way in, from whoever sent it to what became of it.

    `state`: asked → looked → confirmed → running → done, or cancelled | refused | interrupted. `file_id`: where the
    messenger keeps the file. `seen`: what a look at it found. `tally`: the counts. `refused`: [row, number, why] of
    each row not taken in. `outbox_id`: the message that shows how far it is.
    """

    __tablename__ = "import_run"
    __table_args__ = (partial_index("ix_import_run_waiting", "id", where="state IN ('asked', 'confirmed', 'running')"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    source: str
    file_id: str = ""
    state: str
    done: int = 0
    total: int = 0
    seen: dict[str, Any] = structure(dict)
    tally: dict[str, Any] = structure(dict)
    refused: list[list[Any]] = structure(list)
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id")
    asked_at: datetime
    ended_at: datetime | None = None


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
