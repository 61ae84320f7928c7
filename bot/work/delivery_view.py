"""What was said of a ticket, to whom, and how each message stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import one_line
from bot.rules.deliveries import Delivery, Standing, standing
from bot.rules.outcome import Refused
from bot.rules.workflow import LEADERS
from bot.work.parties import parties
from storage import deliveries, staff
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Posted, Ticket

NOTICES: Mapping[str, str] = {
    "card": "卡片",
    "reminder": "提醒",
    "escalation": "上报",
    "say": "通知",
    "reached": "达到次数",
}
"""The kinds of messages that somebody must have seen, as staff call them."""
SORTS: Mapping[str, str] = {
    "card": "card",
    "reminder": "reminder",
    "escalation": "reminder",
    "say": "say",
    "reached": "reached",
}
"""Of the messages of one sort the last one to a person stands for the others."""
WATCHERS = LEADERS | {"desk"}
GROUP = "群"
LONGEST_ABOUT = 40
NOT_FOR_YOU = Refused("送达情况由派单方、处置部门负责人和各级领导查看，您在这张工单上不是这个角色。")


@dataclass(frozen=True, slots=True)
class Told:
    """One message to one reader: when it was written, its kind, what it was about, and how it stands."""

    row_id: int
    at: datetime
    person_id: int | None
    name: str
    kind: str
    about: str
    standing: Standing


def watches(session: Session, person: Person, ticket: Ticket, now: datetime) -> bool:
    """Whether this person is one of those who see who got what."""
    return bool(parties(session, person, ticket, now) & WATCHERS)


def told_of(session: Session, ticket: Ticket, now: datetime) -> list[Told]:
    """Every message about the ticket that somebody must have seen, in the order they were written."""
    rows = deliveries.said_of(session, id_of(ticket), NOTICES)
    joint = deliveries.rows(session, {row.folded_into for row in rows if row.folded_into is not None})
    arrived = {id_of(row): joint.get(row.folded_into or 0, row) for row in rows}
    posted = deliveries.posted(session, {id_of(row) for row in arrived.values()})
    people = {person_id for row in rows for person_id in (row.person_id, row.given_to) if person_id is not None}
    names = staff.names(session, people)
    return [_told(row, arrived[id_of(row)], posted, names, now) for row in rows]


def last_of_each(told: Iterable[Told]) -> list[Told]:
    """For each reader the last card, the last reminder and the last notice; those who got nothing come first."""
    found = {(one.person_id, one.name, SORTS[one.kind]): one for one in told}
    unwell = {one.person_id for one in found.values() if not one.standing.well}
    return sorted(
        found.values(), key=lambda one: (one.person_id not in unwell, one.name, one.person_id or 0, one.row_id)
    )


def unheard(session: Session, ticket: Ticket) -> Sequence[tuple[datetime, str]]:
    """When nobody could be found who hears for a party (or of a duty, by its key): the moment, and which."""
    return deliveries.unheard(session, id_of(ticket))


def _told(
    row: OutboxRow, arrived: OutboxRow, posted: Mapping[int, Posted], names: Mapping[int, str], now: datetime
) -> Told:
    message = posted.get(id_of(arrived))
    delivery = Delivery(
        state=arrived.state if arrived.id != row.id else row.state,
        not_before=row.not_before,
        ended_at=arrived.ended_at or row.ended_at,
        pressed_at=message.pressed_at if message else None,
        replied_at=message.replied_at if message else None,
        joined=arrived.id != row.id,
        reason=row.reason,
        given_to=names.get(row.given_to or 0, ""),
    )
    return Told(
        row_id=id_of(row),
        at=row.created_at,
        person_id=row.person_id,
        name=names.get(row.person_id or 0, GROUP),
        kind=row.kind,
        about=one_line(str(row.payload.get("reason", "")), LONGEST_ABOUT),
        standing=standing(delivery, now),
    )
