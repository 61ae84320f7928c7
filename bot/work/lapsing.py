"""A unit's time to return a ticket is over: the ticket counts as received where the document says so (视作接收)."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.duties import Duty
from bot.rules.outcome import Refused
from bot.rules.requests import RETURN, RETURN_UPWARD
from bot.rules.workflow import State
from bot.work import notices, planning
from bot.work.offices import Offices
from bot.work.outcome import Done
from bot.work.receivers import people_of
from bot.work.story import Story, story_of
from storage import requests, tickets
from storage.rows import id_of
from storage.tables import Event, Ticket

IN_THE_UNITS_HANDS = (State.DISPATCHED, State.HANDLING)
RETURNS = (RETURN, RETURN_UPWARD)
LAPSED_KINDS = ("deemed_accepted", "window_lapsed")
REQUESTED = Refused("已申请退单，等待审批")
AT_WORK = "部门已接单办理，写入全过程，不另打扰"


def lapse(session: Session, offices: Offices, ticket_id: int, *, key: str, now: datetime) -> Done | Refused:
    """The window `key` has closed unused: what follows by the document is written down, once.

    The acceptance is deemed to have happened when the time was over, whenever that is noticed: limits that begin with
    it do not depend on whether the bot was running.
    """
    ticket = tickets.ticket_locked(session, ticket_id)
    if ticket is None:
        return Refused("没有这张工单")
    story = story_of(session, offices, ticket)
    duty = next((duty for duty in planning.duties_of(session, offices, ticket) if duty.key == key), None)
    if duty is None or not duty.is_open:
        return Refused("退单时限已不再计算")
    if story.state not in IN_THE_UNITS_HANDS:
        return Refused("工单已不在处置部门手中")
    if any(one.kind in RETURNS for one in requests.pending(session, ticket_id)):
        return REQUESTED
    if not _is_written_down(story, duty):
        _write_down(session, offices, story, duty, now)
    return Done(f"{duty.name}的时限已过。", ticket_id)


def is_news(session: Session, ticket_id: int) -> bool:
    """Whether anybody need hear that the time is over: not where the unit took the ticket on and has worked on it.

    It was warned when the last day opened, and has decided since.
    """
    ticket = tickets.ticket(session, ticket_id)
    accepted = tickets.last_event(session, ticket_id, "accepted")
    # A ticket that came again is not taken on by an acceptance of before.
    if ticket is None or ticket.state == State.DISPATCHED or accepted is None or accepted.data.get("deemed"):
        return True
    if accepted.data.get("unit_id") != ticket.unit_id:
        return True
    unit = {person.id for person in people_of(session, ticket, "unit")}
    return not any(
        event.person_id in unit and id_of(event) > id_of(accepted) for event in tickets.events(session, ticket_id)
    )


def _is_written_down(story: Story, duty: Duty) -> bool:
    kept = (event for event in story.events if event.kind in LAPSED_KINDS)
    return any(event.data.get("rule") == duty.rule and event.at >= duty.starts_at for event in kept)


def _write_down(session: Session, offices: Offices, story: Story, duty: Duty, now: datetime) -> None:
    ticket, returns = story.ticket, story.law.rulebook.returns
    deemed = returns is not None and returns.deems_accepted
    data = {"rule": duty.rule, "unit_id": ticket.unit_id}
    _put(session, ticket, "deemed_accepted" if deemed else "window_lapsed", duty.due_at, now, data)
    state = story.state
    if deemed and state is State.DISPATCHED:
        _put(session, ticket, "accepted", duty.due_at, now, {**data, "deemed": True})
        state = State.HANDLING
    tickets.advance(session, ticket, now, {"state": state})
    planning.replan(session, offices, ticket, now)
    notices.refresh_cards(session, ticket, now)


def _put(session: Session, ticket: Ticket, kind: str, at: datetime, now: datetime, data: dict[str, Any]) -> None:
    """An event that nobody brought about but time."""
    event = Event(ticket_id=id_of(ticket), kind=kind, at=at, recorded_at=now)
    event.data = data
    session.add(event)
    session.flush()
