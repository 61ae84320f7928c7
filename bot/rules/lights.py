"""The colour that a duty shows at a moment, under an office that has lights of its own (BZ-A1)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from bot.rules.calendar import Calendar, local
from bot.rules.duty import Duty
from bot.rules.reckoning import count
from bot.rules.rulebook import DutyRule

Shown = Literal["none", "warn", "yellow", "red", "overdue"]

LIGHT_NAMES: Mapping[str, str] = MappingProxyType(
    {"none": "", "warn": "预警", "yellow": "黄灯", "red": "红灯", "overdue": "超时"}
)
"""The lights as staff read them."""


def light_of(duty: Duty, now: datetime) -> Shown | None:
    """The light of a duty at `now`; None where its rule has no lights."""
    if not isinstance(duty.source, DutyRule):
        return None
    return light_at(duty.source, duty.starts_at, duty.due_at, duty.calendar, now)


def light_at(rule: DutyRule, starts_at: datetime, due_at: datetime, calendar: Calendar, now: datetime) -> Shown | None:
    """The highest light whose day has begun; "none" before the first of them, "overdue" after the due moment."""
    if not rule.lights:
        return None
    if now > due_at:
        return "overdue"
    shown: Shown = "none"
    for light in rule.lights:
        if local(now).date() >= count(light.limit, local(starts_at), calendar, "23:59:59").due_at.date():
            shown = light.light
    return shown
