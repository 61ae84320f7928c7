"""Why a duty is due when it is due, ready to be read."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules.duties import Duty
from bot.work import access
from bot.work.acting import terms
from bot.work.card_view import duty_light
from bot.work.offices import Offices
from bot.work.planning import duties_of
from storage.tables import Person, Ticket


@dataclass(frozen=True, slots=True)
class Explained:
    """One open duty or mark with the account of how its moment was counted."""

    key: str
    light: str
    name: str
    who: str
    mine: bool
    due_at: datetime
    lines: tuple[str, ...]


def _is_a_limit(duty: Duty) -> bool:
    return duty.light is None and not duty.is_handover


def explained(session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime) -> list[Explained]:
    """The ticket's open duties, soonest first, each with its account."""
    names = terms(offices.law(ticket))
    held = access.parties(session, person, ticket, now)
    open_ones = [duty for duty in duties_of(session, offices, ticket) if duty.is_open and _is_a_limit(duty)]
    return [
        Explained(
            key=duty.key,
            light="" if duty.is_mark else duty_light(duty, now),
            name=duty.name,
            who="" if duty.is_mark else names.name(duty.owed_by),
            mine=duty.owed_by in held and not duty.is_mark,
            due_at=duty.due_at,
            lines=duty.explanation(),
        )
        for duty in sorted(open_ones, key=lambda duty: duty.due_at)
    ]
