"""The administrator's checklist: the facts it is decided from."""

from datetime import date, datetime

from sqlmodel import Session

from bot.rules.calendar import Calendar, local
from bot.rules.setup_steps import SetupFacts, Step, steps
from bot.work.offices import Offices
from bot.work.roster import staff_gaps
from storage import chats, staff
from storage.rows import id_of


def checklist(session: Session, offices: Offices, office_id: str, now: datetime) -> tuple[Step, ...]:
    """What this office still lacks."""
    law = offices.present_law(office_id)
    units = staff.active_units(session, office_id, "unit")
    grouped = {group.unit_id for group in chats.groups(session, office_id)}
    facts = SetupFacts(
        has_units=bool(units),
        has_territories=bool(staff.active_units(session, office_id, "territory")),
        gaps=tuple(staff_gaps(session, office_id)),
        unbound=unbound(session, office_id),
        has_office_group=None in grouped,
        groupless=tuple(unit.name for unit in units if unit.id not in grouped),
        estimated_years=estimated_years(law.calendar, now),
    )
    return steps(facts, uses_territories="informant" in law.rulebook.roles)


def unbound(session: Session, office_id: str) -> tuple[str, ...]:
    """Who has a post and no account."""
    people = staff.people(session, office_id)
    return tuple(p.name for p in people if p.active and p.chat_id is None and staff.posts(session, id_of(p)))


def estimated_years(calendar: Calendar, now: datetime) -> tuple[int, ...]:
    """This year and the next, as far as their working days are not published."""
    middles = [date(year, 7, 1) for year in (local(now).year, local(now).year + 1)]
    return tuple(day.year for day in middles if not calendar.knows(day) or calendar.status(day) == "estimated")


def has_administrator(session: Session, office_id: str) -> bool:
    """Whether somebody with an account manages the office."""
    return any(person.chat_id is not None for person in staff.holders(session, office_id, "administrator"))
