"""What time alone brings about is written down before anybody is told of it, in the ticker's own transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.rules.alarms import LAPSED
from bot.rules.outcome import Refused
from bot.work.lapsing import AT_WORK, REQUESTED, is_news, lapse
from bot.work.offices import Offices
from storage import alarms
from storage.rows import id_of


def let_lapse(session: Session, offices: Offices, ticket_ids: Iterable[int], now: datetime) -> None:
    """Let the windows of these tickets close whose alarm is due; an alarm that has nothing to tell ends here.

    Safe to repeat. An alarm held up by a request waits for what becomes of it: the plan wakes it if need be.
    """
    for row in alarms.due_of_stage(session, ticket_ids, LAPSED, now):
        outcome = lapse(session, offices, row.ticket_id, key=row.key, now=now)
        if isinstance(outcome, Refused):
            state = alarms.OBSOLETE if outcome is REQUESTED else alarms.FOLDED
            alarms.end(session, [(id_of(row), state, outcome.reason)], now)
        elif not is_news(session, row.ticket_id):
            alarms.end(session, [(id_of(row), alarms.FOLDED, AT_WORK)], now)
