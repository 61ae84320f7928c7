"""A reminder after the act: what it asked for is done, and its keys are gone."""

from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Redraw
from bot.alerts.drawing import message
from bot.alerts.reminders import MET, Due, due_of, heading, message_of
from bot.rules.duty import Rule
from bot.rules.workflow import State
from bot.work.card_keys import open_key
from bot.work.offices import Offices
from storage import tickets
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Posted, Ticket

NOT_ACCEPTED = (State.REGISTERED, State.DISPATCHED)


def settled_reminder(
    session: Session, offices: Offices, posted: Posted, ticket: Ticket, person: Person | None, now: datetime
) -> Composition:
    """The reminder `posted` as it reads now: what is still owed of it, and what has been done."""
    rows = tickets.rows_said_by(session, [posted.outbox_id]) if posted.outbox_id is not None else []
    if not rows:
        return Obsolete("不知这条提醒说的是哪几项")
    found = [(row, due_of(session, offices, row, person, now)) for row in rows]
    done = list(dict.fromkeys(_name(offices, ticket, row) for row, what in found if _is_done(ticket, row, what)))
    dues = [what for _, what in found if isinstance(what, Due)]
    if dues:
        said = message_of(session, offices, dues, person, now, done=done)
    else:
        said = message("settled", {**heading(ticket), "done": done}, [[open_key(ticket)]])
    return Redraw(id_of(posted), posted.message_id, said, "reminder")


def _is_done(ticket: Ticket, row: OutboxRow, what: Due | Obsolete) -> bool:
    """Whether the duty was discharged; one that is gone for another reason is not called done."""
    return what == MET or (row.payload.get("stage") == "handover" and ticket.state not in NOT_ACCEPTED)


def _name(offices: Offices, ticket: Ticket, row: OutboxRow) -> str:
    """The name of the rule that a row spoke of; a handover asks for the acceptance."""
    if row.payload.get("stage") == "handover":
        return "接单"
    rulebook, wanted = offices.law(ticket).rulebook, row.payload.get("rule")
    rules: tuple[Rule, ...] = (*rulebook.duty, *rulebook.mark)
    return next((rule.name for rule in rules if rule.id == wanted), "此项")
