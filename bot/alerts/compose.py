"""What a waiting row says, decided at the moment it leaves, from the state of things at that moment."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.alerts import (
    bulletins,
    charts,
    digests,
    exports,
    forms,
    handovers,
    reached_notices,
    refused_rows,
    reminders,
    showing,
)
from bot.alerts.cards import Drawn, card
from bot.alerts.composition import Captioned, Composition, Obsolete, Redraw, Remove, Say
from bot.alerts.drawing import of_markup
from bot.alerts.offering_again import AGAIN
from bot.alerts.settled_reminders import settled_reminder
from bot.ports import Message
from bot.reports.board import caption, in_words
from bot.reports.markup import fill
from bot.reports.pictures import Picture
from bot.rules.workflow import State
from bot.work import access, unit_groups
from bot.work.offices import Offices
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Posted, Ticket

# More new cards than this for one person become a list: that happens only after the bot was away.
MOST_CARDS = 5
PRESSED_IN_VAIN = "停机期间点的按钮可能没有收到，请再点一次"
Composer = Callable[[Session, Offices, OutboxRow, Sequence[OutboxRow], datetime], Composition]
NOT_THEIRS = Obsolete("收信人已不负责这张工单")
UNCHANGED = Obsolete("卡片没有变化")
PASSED_ON = "passed on"


def compose(
    session: Session, offices: Offices, row: OutboxRow, companions: Sequence[OutboxRow], now: datetime
) -> Composition:
    """The message of `row`, or why none is needed any more. `companions`: other waiting rows of the same receiver."""
    composer = COMPOSERS.get(row.kind)
    if composer is None:
        raise ValueError(f"no composer for outbox rows of kind {row.kind}")
    return composer(session, offices, row, companions, now)


def _ready_words(
    _session: Session, _offices: Offices, row: OutboxRow, _companions: Sequence[OutboxRow], _now: datetime
) -> Composition:
    payload = row.payload
    replaces = payload.get("replaces")
    reply_to = None if replaces else payload.get("reply_to")
    said = of_markup(payload["html"], payload.get("buttons") or [], reply_to=reply_to)
    return Redraw(None, replaces, said, "say") if replaces else Say(said, row.ticket_id, "say")


def _board(
    _session: Session, _offices: Offices, row: OutboxRow, _companions: Sequence[OutboxRow], _now: datetime
) -> Composition:
    """Figures as they were when somebody asked; drawn on the way out."""
    figures = row.payload["figures"]
    picture = Captioned(Picture("board", figures), caption(figures))
    return Say(of_markup(in_words(figures)), None, "board", picture=picture)


def _new_card(
    session: Session, offices: Offices, row: OutboxRow, companions: Sequence[OutboxRow], now: datetime
) -> Composition:
    if sum(other.kind == "card" for other in companions) >= MOST_CARDS:
        return digests.card_list(session, offices, row, companions, now)
    person, ticket = _receiver(session, row), _ticket(session, row)
    if ticket is None or not _is_for(session, row, person, ticket, now):
        return NOT_THEIRS
    shown = card(session, offices, ticket, person, now, str(row.payload.get("reason", "")))
    return Say(shown.message, id_of(ticket), "card", seen=shown.seen)


def _redrawn(
    session: Session, offices: Offices, row: OutboxRow, _companions: Sequence[OutboxRow], now: datetime
) -> Composition:
    posted = session.get(Posted, row.payload["posted_id"])
    ticket = _ticket(session, row)
    if posted is None or ticket is None:
        return Obsolete("原来的卡片已不在")
    person = _receiver(session, row)
    if not _is_for(session, row, person, ticket, now):
        return _if_changed(row, posted, Drawn(_passed_on(ticket), PASSED_ON))
    if posted.kind == reached_notices.KIND:
        return reached_notices.redrawn(session, offices, posted, now)
    if posted.kind == "reminder":
        return settled_reminder(session, offices, posted, ticket, person, now)
    hint = PRESSED_IN_VAIN if row.payload.get(AGAIN) and ticket.state != State.CLOSED else ""
    return _if_changed(row, posted, card(session, offices, ticket, person, now, hint=hint))


def _if_changed(row: OutboxRow, posted: Posted, drawn: Drawn) -> Composition:
    """Nobody is disturbed for a card that reads the same. What a second try finds on the screen is not known."""
    if drawn.seen == posted.shown and row.attempt <= 1:
        return UNCHANGED
    return Redraw(id_of(posted), posted.message_id, drawn.message, seen=drawn.seen)


def _is_for(session: Session, row: OutboxRow, person: Person | None, ticket: Ticket, now: datetime) -> bool:
    """Whether the receiver still has to do with the ticket: a person as a party, a group as that of its unit."""
    if person is None:
        return unit_groups.is_addressed(session, row.chat_id, ticket)
    return bool(access.parties(session, person, ticket, now))


def _passed_on(ticket: Ticket) -> Message:
    """What remains of a card whose reader has nothing to do with the ticket any more: no text, no keys."""
    return of_markup(fill("<code>{number}</code> 已转由其他部门办理。", number=ticket.number))


def _receiver(session: Session, row: OutboxRow) -> Person | None:
    return staff.person(session, row.person_id) if row.person_id is not None else None


def _ticket(session: Session, row: OutboxRow) -> Ticket | None:
    return tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None


def _removed(
    _session: Session, _offices: Offices, row: OutboxRow, _companions: Sequence[OutboxRow], _now: datetime
) -> Composition:
    return Remove(int(row.payload["message_id"]))


def _alone(composed: Callable[[Session, Offices, OutboxRow, datetime], Composition]) -> Composer:
    """A composer that says one row only."""
    return lambda session, offices, row, _companions, now: composed(session, offices, row, now)


COMPOSERS: Mapping[str, Composer] = {
    "say": _ready_words,
    "card": _new_card,
    "refresh": _redrawn,
    "reminder": reminders.reminder,
    "escalation": digests.escalations,
    "evidence": _alone(showing.evidence),
    "contact": _alone(showing.contact),
    "archive": _alone(showing.archive),
    "forms": _alone(forms.compose),
    "forms_with_contact": _alone(forms.compose),
    "handover": _alone(handovers.compose),
    "board": _board,
    "chart": _alone(charts.compose),
    "reached": _alone(reached_notices.compose),
    "export": _alone(exports.compose),
    "bulletin": _alone(bulletins.compose),
    "bulletin_file": _alone(bulletins.file),
    "bulletin_preview": _alone(bulletins.preview),
    "delete": _removed,
    "refused_rows": _alone(refused_rows.compose),
}
"""What composes each kind of outbox row."""
