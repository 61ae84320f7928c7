"""Duties become alarms: the moments at which somebody must hear about them."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from bot.rules.calendar import Calendar
from bot.rules.duties import Duty
from bot.rules.rulebook import Rulebook


class Alarm(NamedTuple):
    """One moment at which `audience` (parties) must hear of the duty `key`. `stage`: the word of the rulebook's `remind`,
    or overdue | mark. `lane` 0 leaves first."""

    key: str
    rule: str
    stage: str
    audience: tuple[str, ...]
    lane: int
    due_at: datetime
    fire_at: datetime


def plan_alarms(duties: Iterable[Duty], rulebook: Rulebook, calendar: Calendar) -> tuple[Alarm, ...]:
    """The alarms of all open duties, past ones too: what was missed is for `catch_up` to settle."""
    raise NotImplementedError
