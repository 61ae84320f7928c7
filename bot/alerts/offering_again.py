"""After an outage the messenger has forgotten what was pressed in it: open cards ask to be pressed once more."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from bot.alerts.recovery import Outage
from bot.rules.lost_presses import Card, cards_again, presses_lost
from bot.rules.workflow import MOVES, Act, State
from bot.work.card_keys import KEY_NAMES
from bot.work.parties import parties_in
from bot.work.redrawing import REDRAW_LANE
from storage import outbox
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Posted, Ticket

AGAIN = "again"
"""In the payload of a redraw: the card says that what was pressed may not have been heard."""


def offer_again(session: Session, outage: Outage, now: datetime) -> int:
    """Write a redraw for every card whose buttons may have been pressed in vain; returns how many. Twice is once."""
    if not presses_lost(outage.began, outage.ended):
        return 0
    found = list(_newest_cards(session))
    facts = _facts(session, found, now)
    chosen = set(cards_again(facts, outage.began, outage.ended))
    waiting = _redraws_waiting(session)
    rows = []
    for posted, ticket in found:
        redraw = waiting.get(id_of(posted))
        if posted.id not in chosen:
            continue
        if redraw is not None:
            redraw.payload = {**redraw.payload, AGAIN: True}
            session.add(redraw)
        else:
            rows.append(_redraw(posted, ticket, outage, now))
    outbox.put(session, rows)
    return len(chosen)


def _newest_cards(session: Session) -> Iterator[tuple[Posted, Ticket]]:
    """The newest card of each open ticket in each person's chat."""
    query = (
        select(Posted, Ticket)
        .join(Ticket, col(Ticket.id) == col(Posted.ticket_id))
        .where(Posted.kind == "card", col(Posted.person_id).is_not(None), Ticket.state != State.CLOSED)
        .order_by(col(Posted.id))
    )
    newest = {(posted.ticket_id, posted.chat_id): (posted, ticket) for posted, ticket in session.exec(query)}
    yield from newest.values()


def _facts(session: Session, found: list[tuple[Posted, Ticket]], now: datetime) -> Iterator[Card]:
    people = {id_of(person): person for person in session.exec(select(Person))}
    parties: dict[int, Callable[[Ticket], frozenset[str]]] = {}
    for posted, ticket in found:
        person = people[posted.person_id or 0]
        held = parties.setdefault(id_of(person), parties_in(session, person, now))
        yield Card(
            posted_id=id_of(posted),
            posted_at=posted.at,
            open=ticket.state != State.CLOSED,
            reader_reached=person.active and person.reachable and person.chat_id == posted.chat_id,
            reader_may_act=_may_act(State(ticket.state), held(ticket)),
        )


def _may_act(state: State, parties: frozenset[str]) -> bool:
    """By state and party alone: the card itself is drawn with all that counts."""
    moves = (MOVES.get((state, Act(act))) for act in KEY_NAMES)
    return any(move is not None and move.parties & parties for move in moves)


def _redraws_waiting(session: Session) -> Mapping[int, OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.kind == "refresh", OutboxRow.state == outbox.WAITING)
    return {row.payload["posted_id"]: row for row in session.exec(query.with_for_update())}


def _redraw(posted: Posted, ticket: Ticket, outage: Outage, now: datetime) -> OutboxRow:
    return OutboxRow(
        dedupe_key=f"again:{posted.id}:{outage.began.isoformat()}",
        office_id=ticket.office_id,
        person_id=posted.person_id,
        chat_id=posted.chat_id,
        ticket_id=ticket.id,
        kind="refresh",
        lane=REDRAW_LANE,
        payload={"posted_id": posted.id, AGAIN: True},
        created_at=now,
        not_before=now,
    )
