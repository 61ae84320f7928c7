"""A few people and rows for tests of storage and delivery."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from storage.rows import id_of
from storage.tables import Office, OutboxRow, Person, Post, RulebookCopy, Ticket

OFFICE = "yichuan_road"
MORNING = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
"""Half past nine in Shanghai, a Friday."""


def hire(session: Session, name: str, chat_id: int | None, *roles: str) -> int:
    """A person of the office with that chat and these posts; returns the id."""
    if session.get(Office, OFFICE) is None:
        session.add(Office(id=OFFICE, name="宜川路街道"))
    person = Person(office_id=OFFICE, name=name, chat_id=chat_id)
    session.add(person)
    session.flush()
    for role in roles:
        session.add(Post(office_id=OFFICE, person_id=id_of(person), role=role))
    session.flush()
    return id_of(person)


def waiting_row(key: str, person_id: int | None = None, **values: Any) -> OutboxRow:
    """A row that may leave from MORNING on."""
    plain = {"html": key, "plain": key, "buttons": [], "reply_to": None}
    kept = {"kind": "say", "lane": 3, "payload": plain, "created_at": MORNING, "not_before": MORNING, **values}
    return OutboxRow(dedupe_key=key, office_id=OFFICE, person_id=person_id, **kept)


def open_ticket(session: Session, number: str = "20260001", state: str = "handling", **values: Any) -> int:
    """A ticket of the office; returns its id."""
    if session.get(RulebookCopy, "copy") is None:
        session.add(RulebookCopy(id="copy", office_id=OFFICE, version="1", text="", taken_at=MORNING))
        session.flush()
    always = {"rulebook_id": "copy", "kind": "诉求", "created_at": MORNING, "updated_at": MORNING}
    ticket = Ticket(office_id=OFFICE, number=number, state=state, **{**always, **values})
    session.add(ticket)
    session.flush()
    return id_of(ticket)
