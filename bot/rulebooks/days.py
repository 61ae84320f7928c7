"""The built-in days: official ones as the State Council published them, estimates for the years after."""

from collections.abc import Iterable

from bot.rules.calendar import Calendar, DayEntry
from bot.rules.rulebook import Rulebook


def calendar_for(rulebook: Rulebook, overrides: Iterable[DayEntry] = ()) -> Calendar:
    """The calendar of an office: built-in days, then its own."""
    raise NotImplementedError
