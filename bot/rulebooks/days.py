"""The built-in days: official ones as the State Council published them, estimates for the years after."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from bot.rules.calendar import Calendar, DayEntry, build_calendar
from bot.rules.rulebook import Rulebook

Years = dict[int, list[DayEntry]]


def calendar_for(rulebook: Rulebook, overrides: Iterable[DayEntry] = ()) -> Calendar:
    """The calendar of an office: built-in days, then its own. CalendarGap for an own day outside the known years."""
    official, estimated = built_in_days()
    return build_calendar(official, estimated, overrides, rulebook.hours)


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
