"""The desk takes tickets in: parsed, confirmed by a clerk, registered whole or not at all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.reports.markup import one_line
from bot.rules.workflow import State
from bot.work import access, matching, notices, planning, reaching
from bot.work.acting import spoken
from bot.work.correcting import correct
from bot.work.labels import FIELD_NAMES
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.parsing import NOT_A_TICKET, ParsedTicket, parse_csv, parse_text
from bot.work.reading import MOMENTS, column_of, digest_of, not_yet, readable
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Event, Person, Ticket

__all__ = ["NOT_A_TICKET", "ParsedTicket", "correct", "parse_csv", "parse_text", "problems_of", "register"]

NOT_THE_DESK = Refused("登记工单由派单方负责，您没有这个岗位。")


def problems_of(session: Session, actor_id: int, fields: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    """Everything that would keep these fields from being registered, one sentence each."""
    person = staff.person(session, actor_id)
    if person is None or "desk" not in access.roles(session, person, now):
        return (NOT_THE_DESK.reason,)
    if unknown := [field for field in fields if field not in FIELD_NAMES]:
        return (f"没有这些字段：{'、'.join(unknown)}。",)
    values, problems = readable(fields)
    said = [*problems, *not_yet(values, now)]
    number = values.get("number")
    if number and tickets.ticket_by_number(session, person.office_id, number):
        said.append(f"工单{number}已经登记过了。")
    return tuple(said)


def register(
    session: Session, offices: Offices, actor_id: int, fields: Mapping[str, str], now: datetime
) -> Done | Refused:
    """Register a ticket whole, or refuse it whole. `fields`: texts keyed by Ticket's columns and `reading.MOMENTS`."""
    person = staff.person(session, actor_id)
    if person is None or "desk" not in access.roles(session, person, now):
        return NOT_THE_DESK
    known = {field: text for field, text in fields.items() if field in FIELD_NAMES}
    if answer := _registered_already(session, person, known, now):
        return answer
    if problems := problems_of(session, actor_id, fields, now):
        return Refused("　".join(problems))
    values, _ = readable(fields)
    ticket = _ticket(offices, person, values, now)
    try:
        with session.begin_nested():
            session.add(ticket)
    except IntegrityError:
        # Another clerk registered the same number between our look and our write.
        return _registered_already(session, person, known, now) or Refused("这张工单刚刚已被登记。")
    _write_first_events(session, ticket, person, values, now)
    planning.replan(session, offices, ticket, now)
    matching.take_in(session, offices, ticket, now)
    reaching.watch(session, offices, ticket, now)
    notices.show_card(session, ticket, person, "新登记，请派单", now)
    return Done(f"已登记工单{ticket.number}。", ticket.id)


def _registered_already(
    session: Session, person: Person, fields: Mapping[str, str], now: datetime
) -> Done | Refused | None:
    """The number is taken: the same answer for the same text from the same clerk, else who was first."""
    values, _ = readable(fields)
    number = values.get("number")
    ticket = tickets.ticket_by_number(session, person.office_id, number) if number else None
    if ticket is None:
        return None
    event = tickets.last_event(session, id_of(ticket), "registered")
    if event and event.person_id == person.id and event.data.get("digest") == digest_of(values):
        return Done(f"已登记工单{number}。", ticket.id)
    author = staff.person(session, event.person_id) if event and event.person_id else None
    first = f"{author.name} {spoken(event.recorded_at, now)} " if author and event else ""
    return Refused(f"{first}已登记工单{number}，没有重复登记。")


def _ticket(offices: Offices, person: Person, values: Mapping[str, Any], now: datetime) -> Ticket:
    columns = {field: column_of(field, values.get(field)) for field in FIELD_NAMES if field not in MOMENTS}
    return Ticket(
        office_id=person.office_id,
        rulebook_id=offices.office(person.office_id).rulebook_id,
        state=State.REGISTERED,
        created_at=now,
        updated_at=now,
        **{**columns, "title": columns["title"] or one_line(columns["content"], 30)},
    )


def _write_first_events(
    session: Session, ticket: Ticket, person: Person, values: Mapping[str, Any], now: datetime
) -> None:
    """What had happened before the desk told us.

    The desk's limits run from its receipt (YC-T01 to T06). The document wants 收单 itself done within them
    (二（三）2（1）: 60 分钟内完成收单、派单), so what starts them is the ticket's arrival, not our clerk's pasting it:
    the platform's own 接收时间 where the text has one, else its 派单时间 (assumed: what a platform dispatches is with
    the desk at once), else, with neither, the registration. A ticket pasted late is late, and says so.
    """
    known = [field for field in ("received_at", "platform_dispatched_at") if field in values]
    basis = known[0] if known else "registered_at"
    happened: list[tuple[str, datetime, dict[str, str]]] = [
        (field.removesuffix("_at"), values[field], {})
        for field in MOMENTS
        if field in values and field != "received_at"
    ]
    happened.append(("received", values.get(basis, now), {"basis": basis}))
    happened.append(("registered", now, {"digest": digest_of(values)}))
    for kind, at, data in happened:
        event = Event(ticket_id=id_of(ticket), kind=kind, at=at, recorded_at=now, person_id=person.id)
        event.data = data
        session.add(event)
        session.flush()
