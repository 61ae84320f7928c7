"""What a month left behind: the rows of the tables and the office's document, read without the product's own eyes."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session, col, select

import bot.rulebooks
from storage.rows import id_of
from storage.tables import (
    AlarmRow,
    BulletinRow,
    DutyRow,
    Event,
    OutboxRow,
    Person,
    Post,
    Report,
    Request,
    Table,
    Ticket,
    Unit,
)
from tests.month.office import Office, Told

Row = TypeVar("Row", bound=Table)


@dataclass
class Record:
    """Everything that happened, was owed and was said. Lists of one ticket are in the order in which it was told."""

    office_id: str
    since: datetime
    until: datetime
    document: dict[str, Any]
    tickets: dict[int, Ticket]
    events: dict[int, list[Event]]
    reports: dict[int, list[Report]]
    requests: dict[int, list[Request]]
    duties: dict[int, list[DutyRow]]
    alarms: dict[int, AlarmRow]
    outbox: list[OutboxRow]
    people: dict[int, Person]
    posts: list[Post]
    units: dict[int, Unit]
    told: list[Told]
    bulletins: dict[int, str]
    texts: dict[tuple[int, int], Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.texts = {(one.chat_id, one.message_id): one for one in self.told if one.how == "sent"}

    def text_of(self, row: OutboxRow) -> Told | None:
        """The message that a row became."""
        chat_id = row.chat_id or self.people[row.person_id or 0].chat_id
        return self.texts.get((chat_id or 0, row.message_id or 0))


def record_of(office: Office) -> Record:
    def read(session: Session) -> Record:
        def rows(table: type[Row]) -> list[Row]:
            return list(session.exec(select(table).order_by(col(table.id))))  # type: ignore[attr-defined]

        return Record(
            office_id=office.cast.clerk.office_id,
            since=office.begins,
            until=office.clock.now(),
            document=document_of(office.rulebook),
            tickets=_by_id(rows(Ticket)),
            events=_by_ticket(rows(Event)),
            reports=_by_ticket(rows(Report)),
            requests=_by_ticket(rows(Request)),
            duties=_by_ticket(rows(DutyRow)),
            alarms=_by_id(rows(AlarmRow)),
            outbox=rows(OutboxRow),
            people=_by_id(rows(Person)),
            posts=rows(Post),
            units=_by_id(rows(Unit)),
            told=office.listener.told,
            bulletins={id_of(row): row.rule for row in rows(BulletinRow)},
        )

    return office.read(read)


def document_of(rulebook: str) -> dict[str, Any]:
    """The rulebook as plain TOML."""
    return tomllib.loads((Path(bot.rulebooks.__file__).parent / f"{rulebook}.toml").read_text())


def _by_id(rows: list[Row]) -> dict[int, Row]:
    return {id_of(row): row for row in rows}  # type: ignore[arg-type]


def _by_ticket(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.ticket_id].append(row)  # type: ignore[attr-defined]
    return found
