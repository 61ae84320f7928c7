"""The list that every desk clerk gets when the office closes: planned ahead as rows, composed when it leaves."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Say
from bot.alerts.drawing import of_markup
from bot.rules.calendar import Calendar, CalendarGap, local
from bot.work import access
from bot.work.handover import handover, in_words, is_day_of_work, keys_of
from bot.work.offices import Offices
from storage import outbox, staff
from storage.rows import id_of
from storage.tables import OutboxRow, Person

KIND, LANE = "handover", 3
LATE_AFTER = timedelta(hours=1)
"""A list that leaves longer than this after the office closed says that it is late."""


def plan(session: Session, offices: Offices, now: datetime) -> bool:
    """Write what is not written yet, safe to repeat; whether some of it may leave at once."""
    rows: list[OutboxRow] = []
    for office_id in offices.entries:
        # Beyond the last year that anybody knows there is nothing to plan.
        with suppress(CalendarGap):
            rows += _rows(session, office_id, offices.present_law(office_id).calendar, now)
    outbox.put(session, rows)
    return any(row.not_before <= now for row in rows)


def compose(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The list as things are now, or why none is needed: a day off after all, no clerk any more, nothing open."""
    day = date.fromisoformat(row.payload["day"])
    calendar = offices.present_law(row.office_id).calendar
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    if not is_day_of_work(calendar, day):
        return Obsolete("当天不是工作日")
    if person is None or "desk" not in access.roles(session, person, now):
        return Obsolete("收信人已不在受理岗位")
    if staff.deputy_of(session, id_of(person), now) is not None:
        return Obsolete("收信人不在岗，清单由代班人收")
    view = handover(session, offices, person, now)
    if view.is_empty:
        return Obsolete("没有要交接的")
    late = now > calendar.closing(day) + LATE_AFTER
    return Say(of_markup(in_words(view, day, now, late), keys_of(view)), None, KIND)


def _rows(session: Session, office_id: str, calendar: Calendar, now: datetime) -> Iterator[OutboxRow]:
    coming = _coming_closing(calendar, local(now))
    for person in _clerks(session, office_id, coming):
        yield _row(office_id, person, calendar, coming, now)
    missed = calendar.last_closing(local(now))
    for person in _clerks(session, office_id, missed):
        # Nobody gets the list of a day on which they were not here yet.
        if person.bound_at is not None and person.bound_at < missed:
            yield _row(office_id, person, calendar, missed, now)


def _coming_closing(calendar: Calendar, now: datetime) -> datetime:
    if calendar.is_working(now) and now <= calendar.closing(now):
        return calendar.closing(now)
    return calendar.closing(calendar.add_working_days(now, 1))


def _clerks(session: Session, office_id: str, at: datetime) -> list[Person]:
    """The clerks of the desk, and whoever stands in for one of them at that moment."""
    found: dict[int, Person] = {}
    for clerk in staff.holders(session, office_id, "desk"):
        for person in (clerk, staff.deputy_of(session, id_of(clerk), at)):
            if person is not None and person.chat_id is not None:
                found.setdefault(id_of(person), person)
    return list(found.values())


def _row(office_id: str, person: Person, calendar: Calendar, closing: datetime, now: datetime) -> OutboxRow:
    """Of several lists that waited, only the latest is still worth reading: each is useless when the next one comes."""
    day = closing.date()
    return OutboxRow(
        dedupe_key=f"{KIND}:{person.id}:{day.isoformat()}",
        office_id=office_id,
        person_id=id_of(person),
        kind=KIND,
        lane=LANE,
        payload={"day": day.isoformat()},
        created_at=now,
        not_before=closing,
        useless_after=calendar.closing(calendar.add_working_days(day, 1)),
    )
