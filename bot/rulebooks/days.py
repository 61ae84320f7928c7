"""The built-in days: official ones as the State Council published them, estimates for the years after."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Protocol

from bot.rules.calendar import Calendar, DayEntry, build_calendar
from bot.rules.rulebook import Rulebook

Years = dict[int, list[DayEntry]]
OFFICIAL = "official"


class RecordedDay(Protocol):
    """A day that an administrator entered: `status` is "official" for a published one, else it is the office's own."""

    @property
    def day(self) -> date: ...
    @property
    def is_working(self) -> bool: ...
    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...


def calendar_for(
    rulebook: Rulebook, overrides: Iterable[DayEntry] = (), published: Iterable[DayEntry] = ()
) -> Calendar:
    """The calendar of an office: built-in days, then `published` ones, then its own.

    A year with a published day is official from then on; later entries of a day win. CalendarGap for an own day outside
    the known years.
    """
    official, estimated = built_in_days()
    known: dict[int, Iterable[DayEntry]] = {**official}
    for entry in published:
        of_year = known.get(entry.day.year, estimated.get(entry.day.year, ()))
        known[entry.day.year] = [*of_year, entry]
    return build_calendar(known, estimated, overrides, rulebook.hours)


def calendar_on_record(rulebook: Rulebook, days: Iterable[RecordedDay]) -> Calendar:
    """The calendar of an office with the days that its installation has on record, those of all offices first."""
    recorded = list(days)
    published = [_entry(day) for day in recorded if day.status == OFFICIAL]
    own = [_entry(day) for day in recorded if day.status != OFFICIAL]
    return calendar_for(rulebook, own, published)


def _entry(day: RecordedDay) -> DayEntry:
    return DayEntry(day.day, day.is_working, day.name)


@cache
def built_in_days() -> tuple[Years, Years]:
    """The exceptional days of official and of estimated years, as tools/bake_days.py wrote them."""
    years: dict[str, Years] = {"official": {}, "estimated": {}}
    text = files("bot.rulebooks").joinpath("days.csv").read_text(encoding="utf-8")
    _heading, *lines = [line for line in text.splitlines() if not line.startswith("#")]
    for line in lines:
        day, status, work_or_off, name = line.split(",")
        entry = DayEntry(date.fromisoformat(day), work_or_off == "work", name)
        years[status].setdefault(entry.day.year, []).append(entry)
    return years["official"], years["estimated"]
