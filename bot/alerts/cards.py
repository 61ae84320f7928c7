"""A ticket's card as one person, or a group, sees it now."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.alerts.drawing import message
from bot.ports import Message
from bot.reports import moments
from bot.reports.markup import cut
from bot.work import access, matters
from bot.work.card_keys import card_keys, open_key, same_keys
from bot.work.card_view import CardView, DutyLine, card_view
from bot.work.delivery_view import watches
from bot.work.keys import Key
from bot.work.offices import Offices
from bot.work.press import ActPress, decode
from storage.tables import Person, Ticket

# Room for why a report came back; who wants to read more finds all of it in the ticket's story.
LONGEST_REASON = 300
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card and, as a digest, what its reader would notice if it changed (`seen`)."""

    message: Message
    seen: str


def card(
    session: Session,
    offices: Offices,
    ticket: Ticket,
    person: Person | None,
    now: datetime,
    reason: str = "",
    hint: str = "",
) -> Drawn:
    """The card; without a person it is for a group: nothing of the citizen, and no button but the way to private.

    `hint` stands at the end until the card is drawn again.
    """
    view = card_view(session, offices, ticket, person, now)
    keys = [[open_key(ticket, "在私聊里打开")]]
    if person is not None:
        acts = access.acts_for(session, offices, person, ticket, now)
        keys = card_keys(ticket, acts, bool(view.duties), watches(session, person, ticket, now))
        asked = matters.question(session, ticket) if "desk" in access.parties(session, person, ticket, now) else None
        if asked is not None:
            view = replace(view, under_way=(*view.under_way, asked.told()))
            keys = [same_keys(ticket), *keys]
    values = {**asdict(view), "reason": cut(reason, LONGEST_REASON), "hint": hint, "now": now}
    values["personal"] = person is not None
    return Drawn(message("ticket", values, keys), _seen(view, keys, hint, now))


def _seen(view: CardView, keys: Sequence[Sequence[Key]], hint: str, now: datetime) -> str:
    """Not noticed: the reason why it was shown, the minutes that others have left, the revision behind a key."""
    plain = replace(view, duties=(), windows=(), next_mark=None)
    lines = [_line(duty, now) for duty in view.duties]
    chances = [(line.name, line.clause, moments.moment(line.due_at, now)) for line in view.windows]
    mark = view.next_mark and (view.next_mark.name, view.next_mark.clause, moments.moment(view.next_mark.due_at, now))
    pressed = [[{**one, "data": _without_revision(one.get("data"))} for one in line] for line in keys]
    everything = repr((plain, lines, chances, mark, hint, pressed))
    return hashlib.sha256(everything.encode()).hexdigest()


def _line(duty: DutyLine, now: datetime) -> tuple[object, ...]:
    shown = duty.light, duty.name, duty.who, duty.mine, duty.clause, duty.provisional, duty.assumed
    return (*shown, moments.moment(duty.due_at, now), *_noticed(duty.due_at - now, duty.mine))


def _noticed(left: timedelta, mine: bool) -> tuple[int, timedelta]:
    """Who owes it sees the last minutes go by, others only days."""
    unit = DAY if not mine or abs(left) >= DAY else HOUR if abs(left) >= HOUR else MINUTE
    return left // unit, unit


def _without_revision(data: str | None) -> str | None:
    press = decode(data) if data else None
    return replace(press, revision=0).encode() if isinstance(press, ActPress) else data
