"""The offices of an installation: their rulebooks read and checked, the law that decides made out of them."""

from collections.abc import Sequence
from datetime import datetime

from bot.config import Settings
from bot.rulebooks.days import calendar_on_record
from bot.rulebooks.load import RulebookFaults, load_text, rulebook_text
from bot.work.offices import Law, OfficeEntry, Offices, open_offices
from storage.database import Database
from storage.tables import Day


def office_entries(settings: Settings) -> list[OfficeEntry]:
    """Every configured office with its rulebook's text, read and checked. Raises RulebookFaults, all at once."""
    entries, faults = [], []
    for office in settings.office:
        try:
            text, later = _rulebook(office.rulebook), _rulebook(office.next_rulebook)
            entries.append(
                OfficeEntry(office.id, office.name, text, office.show_contact, later or None, office.next_rulebook_from)
            )
        except RulebookFaults as refused:
            faults += refused.faults
    if faults:
        raise RulebookFaults(faults)
    return entries


def _rulebook(name: str) -> str:
    """The text of a rulebook without faults; empty where none is named."""
    text = rulebook_text(name) if name else ""
    if text:
        load_text(text, name)
    return text


def read_law(text: str, name: str, days: Sequence[Day]) -> Law:
    """A rulebook's text and the days on record, made into what decides."""
    rulebook = load_text(text, name)
    return Law(rulebook, calendar_on_record(rulebook, days))


def offices_of(database: Database, entries: Sequence[OfficeEntry], now: datetime) -> Offices:
    """Write the offices down and read every law that some ticket still needs."""
    return database.write_now(lambda session: open_offices(session, entries, read_law, now))
