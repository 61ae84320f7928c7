"""A ticket's card as one person, or a group, sees it now."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from bot.alerts.drawing import message
from bot.ports import Message
from bot.work import access, matters
from bot.work.card_keys import card_keys, open_key, same_keys
from bot.work.card_view import card_view
from bot.work.delivery_view import watches
from bot.work.offices import Offices
from storage.tables import Person, Ticket

# A list of names above this many lines is no longer read.
LONGEST_REASON = 120


def card(
    session: Session,
    offices: Offices,
    ticket: Ticket,
    person: Person | None,
    now: datetime,
    reason: str = "",
    hint: str = "",
) -> Message:
    """The card; without a person it is for a group: nothing of the citizen, and no button but the way to private.

    `hint` stands at the end until the card is drawn again.
    """
    view = card_view(session, offices, ticket, person, now)
    values = {**asdict(view), "reason": reason[:LONGEST_REASON], "hint": hint, "now": now}
    values["personal"] = person is not None
    if person is None:
        return message("ticket", values, [[open_key(ticket, "在私聊里打开")]])
    acts = access.acts_for(session, offices, person, ticket, now)
    watching = watches(session, person, ticket, now)
    keys = card_keys(ticket, acts, bool(view.duties), watching)
    asked = matters.question(session, ticket) if "desk" in access.parties(session, person, ticket, now) else None
    if asked is not None:
        values["under_way"] = [*values["under_way"], asked.told()]
        keys = [same_keys(ticket), *keys]
    return message("ticket", values, keys)
