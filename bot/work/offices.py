"""The offices of this installation and the law each ticket was born under."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlmodel import Session, col, select

from bot.rules.calendar import local
from bot.work.law import Law
from storage import tickets
from storage.tables import Day, Office, RulebookCopy, Ticket

ReadLaw = Callable[[str, str, Sequence[Day]], Law]
"""Makes a law of (the rulebook's text, a name for faults, the days that differ from the built-in calendar)."""


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """An office as configured: `rulebook` is the exact text of its rulebook file, `next_rulebook` that of the one which
    takes its place for tickets registered from the first moment of `next_from` on."""

    id: str
    name: str
    rulebook: str
    shows_contact: bool = True
    next_rulebook: str | None = None
    next_from: date | None = None

    def rulebook_at(self, now: datetime) -> str:
        """The text in force at that moment."""
        if self.next_rulebook is None or self.next_from is None or local(now).date() < self.next_from:
            return self.rulebook
        return self.next_rulebook


@dataclass(frozen=True, slots=True)
class OfficeInfo:
    """An office in service; `rulebook_id` is the copy that tickets registered now are born under."""

    id: str
    name: str
    rulebook_id: str
    shows_contact: bool


@dataclass(frozen=True, slots=True)
class Offices:
    """Every office and every law still needed. Never changes: made anew when a rulebook or the calendar changes.

    `configured` is what it was made from, `basis` tells one state of rulebooks and days on record from another.
    """

    entries: Mapping[str, OfficeInfo]
    laws: Mapping[str, Law]
    configured: tuple[OfficeEntry, ...] = ()
    basis: str = ""

    def office(self, office_id: str) -> OfficeInfo:
        """The office with this id; KeyError for one that is not configured."""
        return self.entries[office_id]

    def law(self, ticket: Ticket) -> Law:
        """The law the ticket was born under."""
        return self.laws[ticket.rulebook_id]

    def present_law(self, office_id: str) -> Law:
        """The law for tickets registered now, and for what concerns no ticket."""
        return self.laws[self.entries[office_id].rulebook_id]


def open_offices(session: Session, entries: Sequence[OfficeEntry], read_law: ReadLaw, now: datetime) -> Offices:
    """Write the offices and the rulebooks' present texts down, and read every law that some ticket may still need."""
    infos = {entry.id: _enter(session, entry, read_law, now) for entry in entries}
    laws = {
        copy.id: read_law(copy.text, f"{copy.office_id} {copy.version}", days_on_record(session, copy.office_id))
        for copy in tickets.rulebook_copies(session)
        if copy.office_id in infos
    }
    return Offices(MappingProxyType(infos), MappingProxyType(laws), tuple(entries), _basis(session, entries, now))


def reopened(session: Session, offices: Offices, read_law: ReadLaw, now: datetime) -> Offices | None:
    """The offices anew when their days on record or the rulebook in force are no longer what they were made from."""
    if is_up_to_date(session, offices, now):
        return None
    return open_offices(session, offices.configured, read_law, now)


def is_up_to_date(session: Session, offices: Offices, now: datetime) -> bool:
    """Whether `reopened` would change nothing; only reads."""
    return _basis(session, offices.configured, now) == offices.basis


def _basis(session: Session, entries: Sequence[OfficeEntry], now: datetime) -> str:
    """Changes with every day on record and with the rulebook in force."""
    days = session.exec(select(Day).order_by(col(Day.office_id), col(Day.day))).all()
    lines = [f"{day.office_id} {day.day} {day.is_working} {day.status} {day.name}" for day in days]
    lines += [_copy_id(entry, now) for entry in entries]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _copy_id(entry: OfficeEntry, now: datetime) -> str:
    return hashlib.sha256(f"{entry.id}\n{entry.rulebook_at(now)}".encode()).hexdigest()


def _enter(session: Session, entry: OfficeEntry, read_law: ReadLaw, now: datetime) -> OfficeInfo:
    office = session.get(Office, entry.id) or Office(id=entry.id, name=entry.name)
    office.name = entry.name
    session.add(office)
    copy_id, text = _copy_id(entry, now), entry.rulebook_at(now)
    if session.get(RulebookCopy, copy_id) is None:
        version = read_law(text, entry.id, ()).rulebook.version
        session.add(RulebookCopy(id=copy_id, office_id=entry.id, version=version, text=text, taken_at=now))
    session.flush()
    return OfficeInfo(entry.id, entry.name, copy_id, entry.shows_contact)


def days_on_record(session: Session, office_id: str) -> Sequence[Day]:
    """The days on record for every office first, so that an office's own come later and win."""
    query = select(Day).where(col(Day.office_id).in_(["", office_id]))
    return session.exec(query.order_by(col(Day.office_id), col(Day.day))).all()
