"""Whoever had a part in a ticket hears at once that it is over: nobody goes on working for nothing."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import fill
from bot.work import notices
from bot.work.acting import Scene
from bot.work.receivers import receivers
from storage import staff
from storage.tables import Person, Ticket, Unit

TOLD = "工单 <code>{number}</code> {why}；已写的记录和材料都留在工单里。"


def tell_who_had_it(
    session: Session, scene: Scene, unit: Unit, how: str, now: datetime, *, helping: Collection[int] = ()
) -> None:
    """Before the ticket passes to `unit`; `how`: `已改派` or `领导已指定`. Who helps from now on gets a card."""
    ticket = scene.ticket
    before = staff.unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    if before is None or before.id in (unit.id, *helping):
        return
    for person in receivers(session, ticket, "unit", now):
        # The desk hears for a unit of which nobody can; but who takes the ticket away knows it.
        if person.id != scene.person.id:
            tell_it_is_over(session, ticket, person, f"{how}{unit.name}承办，{before.name}不用再办", now)


def tell_it_is_over(session: Session, ticket: Ticket, person: Person, why: str, now: datetime) -> None:
    """In words, as the card is theirs no more."""
    line = fill(TOLD, number=ticket.number, why=why)
    notices.say(session, person, line, [], now, ticket_id=ticket.id, lane=notices.NEW_LANE)
