"""What decides about a ticket."""

from dataclasses import dataclass

from bot.rules.calendar import Calendar
from bot.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Law:
    """What decides about a ticket: its office's rulebook as it was on the ticket's first day, and the calendar."""

    rulebook: Rulebook
    calendar: Calendar
