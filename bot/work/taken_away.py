"""A unit that had a ticket hears at once that another one has it now: nobody goes on working for nothing."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import fill
from bot.work import notices
from bot.work.acting import Scene
from bot.work.receivers import receivers
from storage import staff
from storage.tables import Unit

TOLD = "工单 <code>{number}</code> {how}{unit}承办，{before}不用再办；已写的记录和材料都留在工单里。"


def tell_who_had_it(
    session: Session, scene: Scene, unit: Unit, how: str, now: datetime, *, helping: Collection[int] = ()
) -> None:
    """Before the ticket passes to `unit`; `how`: `已改派` or `领导已指定`. Who helps from now on gets a card."""
    ticket = scene.ticket
    before = staff.unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    if before is None or before.id in (unit.id, *helping):
        return
    line = fill(TOLD, number=ticket.number, how=how, unit=unit.name, before=before.name)
    for person in receivers(session, ticket, "unit", now):
        # The desk hears for a unit of which nobody can; but who takes the ticket away knows it.
        if person.id != scene.person.id:
            notices.say(session, person, line, [], now, ticket_id=ticket.id, lane=notices.NEW_LANE)
