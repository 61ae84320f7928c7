"""What becomes of the tickets in the hands of somebody who leaves a post: each goes to whoever is next, with a card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import notices
from bot.work.parties import parties, parties_in
from bot.work.receivers import LADDER, receivers
from bot.work.requests import asked_of
from bot.work.sight import open_tickets_of
from bot.work.waiting import tickets_waiting_for, turn_of
from storage import tickets
from storage.rows import id_of
from storage.tables import Event, Person, Ticket

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class InHand:
    """A ticket somebody deals with as `party`: its next step, its handling, or the word on a request is theirs."""

    ticket: Ticket
    party: str


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A ticket and who has it now; nobody where not even the desk can be reached."""

    ticket: Ticket
    to: Person | None


def in_hand(session: Session, person: Person, now: datetime) -> list[InHand]:
    """The open tickets that would lie still without this person: asked before the posts change."""
    waiting = {id_of(ticket) for ticket in tickets_waiting_for(session, person, now)}
    found: list[InHand] = []
    held_in = parties_in(session, person)
    for ticket in open_tickets_of(session, person):
        held = held_in(ticket)
        waits = id_of(ticket) in waiting
        theirs = [party for party in LADDER if party in held and _is_theirs(session, person, ticket, party, waits)]
        found += [InHand(ticket, party) for party in theirs]
    asked = (InHand(ticket, party) for ticket, party in asked_of(session, person, held_in))
    return [*found, *(one for one in asked if one not in found)]


def _is_theirs(session: Session, person: Person, ticket: Ticket, party: str, waits: bool) -> bool:
    if party == "unit" and ticket.state != State.DISPATCHED:
        return handler_of(session, ticket) == person.id
    return waits and (party == "informant" or party in turn_of(ticket))


def handler_of(session: Session, ticket: Ticket) -> int | None:
    """The id of the person who handles the ticket for its unit."""
    if ticket.handler_id is not None:
        return ticket.handler_id
    accepted = tickets.last_event(session, id_of(ticket), "accepted")
    return accepted.person_id if accepted and accepted.data.get("unit_id") == ticket.unit_id else None


def pass_on(session: Session, person: Person, theirs: Sequence[InHand], reason: str, now: datetime) -> list[PassedOn]:
    """Give what was in this person's hands to whoever hears for the same party now: asked after the posts changed.

    What is still theirs all the same, by another post, stays; what several hear of anyway (a desk) needs no new card.
    """
    passed: list[PassedOn] = []
    for one in theirs:
        if one.party in parties(session, person, one.ticket):
            continue
        found = [other for other in receivers(session, one.ticket, one.party, now) if other.id != person.id]
        successor = next(iter(found), None)
        passed.append(PassedOn(one.ticket, successor))
        _write(session, one, person, successor, now)
        if successor is not None:
            notices.show_card(session, one.ticket, successor, reason, now)
        notices.refresh_cards(session, one.ticket, now, besides=[successor] if successor else [])
    return passed


def _write(session: Session, one: InHand, person: Person, successor: Person | None, now: datetime) -> None:
    handles = successor is not None and one.party == "unit" and one.party in parties(session, successor, one.ticket)
    data = {"from": person.id, "to": successor.id if successor else None, "party": one.party}
    event = Event(ticket_id=id_of(one.ticket), kind="handed_over", at=now, recorded_at=now, data=data)
    session.add(event)
    changes = {"handler_id": successor.id if handles and successor else None} if one.party == "unit" else {}
    if one.ticket.state == State.DISPATCHED:
        changes = {}
    tickets.advance(session, one.ticket, now, changes)


def in_words(passed: Iterable[PassedOn]) -> str:
    """`李四3件（…000301、…）；没有人可接1件（…）`; empty when there was nothing."""
    by_name: dict[str, list[str]] = {}
    for one in passed:
        numbers = by_name.setdefault(one.to.name if one.to else "没有人可接", [])
        if (number := f"…{one.ticket.number[-6:]}") not in numbers:
            numbers.append(number)
    return "；".join(
        f"{name} {len(numbers)}件（{'、'.join(numbers[:MOST_NAMED])}{'等' if len(numbers) > MOST_NAMED else ''}）"
        for name, numbers in by_name.items()
    )
