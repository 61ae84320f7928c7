"""Somebody can no longer be reached, or can again: the desk hears at once which open tickets pass to whom."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import fill
from bot.rules.workflow import State
from bot.work import notices
from bot.work.parties import parties_in
from bot.work.receivers import LADDER, can_hear, receivers
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Person, Ticket

LISTED_AT_MOST = 20
Heard = Mapping[int, tuple[Ticket, list[str]]]
"""Open tickets with the parties for which somebody hears of them, by the ticket's id."""


def heard_by(session: Session, person: Person, now: datetime) -> Heard:
    """The open tickets of which this person is the one to hear now."""
    held = parties_in(session, person, now)
    asked: dict[tuple[object, ...], list[Person]] = {}
    found: dict[int, tuple[Ticket, list[str]]] = {}
    for ticket in tickets.open_tickets(session, person.office_id, State.CLOSED):
        theirs = held(ticket)
        listening = [
            party for party in LADDER if party in theirs and person in _who_hears(session, ticket, party, now, asked)
        ]
        if listening:
            found[id_of(ticket)] = (ticket, listening)
    return found


def tell_of_silence(session: Session, person: Person, before: Heard, now: datetime) -> None:
    """The desk hears that this person hears nothing any more, and who hears of each of their tickets instead."""
    asked: dict[tuple[object, ...], list[Person]] = {}
    lines = []
    for ticket, listening in list(before.values())[:LISTED_AT_MOST]:
        instead = {other.name: None for party in listening for other in _who_hears(session, ticket, party, now, asked)}
        whom = "、".join(instead) or "无人可收，请电话告知"
        lines.append(fill("<code>{number}</code> → {whom}", number=ticket.number, whom=whom))
    heading = fill("⚠️ 「{name}」已停用机器人，收不到消息。", name=person.name)
    _tell_desk(session, person, heading, "这些工单的消息改由下列人员接收：", lines, len(before), now)


def tell_of_return(session: Session, person: Person, after: Heard, now: datetime) -> None:
    """The desk hears that this person hears again, and of which tickets."""
    numbers = list(after.values())[:LISTED_AT_MOST]
    lines = [fill("<code>{number}</code>", number=ticket.number) for ticket, _ in numbers]
    heading = fill("「{name}」又能收到消息了。", name=person.name)
    _tell_desk(session, person, heading, "这些工单的消息重新由其接收：", lines, len(after), now)


def _tell_desk(
    session: Session, person: Person, heading: str, before: str, lines: list[str], count: int, now: datetime
) -> None:
    said = [heading]
    if lines:
        said += [before, *lines]
    if count > len(lines):
        said.append(f"共{count}件，其余请用工单编号查看。")
    for clerk in staff.holders(session, person.office_id, "desk"):
        if can_hear(clerk) and clerk.id != person.id:
            notices.say(session, clerk, "\n".join(said), (), now, lane=notices.NEW_LANE)


def _who_hears(
    session: Session, ticket: Ticket, party: str, now: datetime, asked: dict[tuple[object, ...], list[Person]]
) -> list[Person]:
    """Asked once for each place."""
    place = (ticket.unit_id, ticket.territory_id, ticket.handler_id, *ticket.co_unit_ids, party)
    if place not in asked:
        asked[place] = receivers(session, ticket, party, now)
    return asked[place]
