"""The days on record: what the State Council published, for every office or for one, and an office's own days."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from bot.rules.calendar import DayEntry
from storage.tables import Day

PUBLISHED, OWN = "official", "override"
EVERY_OFFICE = ""


def publish(session: Session, days: Iterable[DayEntry], source: str, office_id: str = EVERY_OFFICE) -> list[date]:
    """Write a year's published days down in place of what the same source said before.

    `source` begins with what names the year, up to a colon. Returns the days left alone because the office decided them
    itself.
    """
    rows = _rows(session, office_id)
    for row in rows.values():
        if row.status == PUBLISHED and _title(row.source) == _title(source):
            session.delete(row)
    session.flush()
    rows = _rows(session, office_id)
    kept = []
    for entry in days:
        known = rows.get(entry.day)
        if known is not None and known.status != PUBLISHED:
            kept.append(entry.day)
        else:
            _write(session, known, office_id, entry, PUBLISHED, source)
    session.flush()
    return kept


def set_own_day(session: Session, office_id: str, entry: DayEntry) -> None:
    """The office itself decides about a day."""
    _write(session, _rows(session, office_id).get(entry.day), office_id, entry, OWN, "")
    session.flush()


def clear_own_day(session: Session, office_id: str, day: date) -> bool:
    """The day is again what it is for everybody; False where the office had decided nothing about it."""
    row = _rows(session, office_id).get(day)
    if row is None or row.status != OWN:
        return False
    session.delete(row)
    session.flush()
    return True


def own_days(session: Session, office_id: str) -> list[Day]:
    """What the office decided itself, by day."""
    return [row for _, row in sorted(_rows(session, office_id).items()) if row.status == OWN]


def published_years(session: Session, office_id: str = EVERY_OFFICE) -> set[int]:
    """The years on record as published, for every office and for this one."""
    query = select(Day).where(col(Day.office_id).in_([EVERY_OFFICE, office_id]), Day.status == PUBLISHED)
    return {row.day.year for row in session.exec(query)}


def _rows(session: Session, office_id: str) -> dict[date, Day]:
    return {row.day: row for row in session.exec(select(Day).where(Day.office_id == office_id))}


def _write(session: Session, row: Day | None, office_id: str, entry: DayEntry, status: str, source: str) -> None:
    row = row or Day(office_id=office_id, day=entry.day, is_working=entry.is_working, status=status)
    row.is_working, row.name, row.status, row.source = entry.is_working, entry.name, status, source
    session.add(row)


def _title(source: str) -> str:
    return source.partition("：")[0]
