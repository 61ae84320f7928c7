"""Yichuan's law and short ways to speak of tickets under it, for the tests of the rules."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from bot.rulebooks.days import calendar_for
from bot.rulebooks.load import load_rulebook, load_text
from bot.rules.alarms import Alarm, plan_alarms
from bot.rules.calendar import CHINA, Calendar
from bot.rules.duties import Duty, plan
from bot.rules.facts import Facts
from bot.rules.rulebook import Rulebook

TRIAL_HEAD = """
id = "trial"
name = "试验街道"
document = "试〔2026〕1号"
version = "1"
over = ["completed", "closed", "returned"]
roles = { desk = "城运中心", unit = "处置部门", unit_head = "负责人", main_leader = "主要领导" }
hours = { opens = "09:00", closes = "17:00", assumed = "办公时间为推定" }
reminding = { overdue_after_minutes = 30, overdue_tell = { unit = ["unit", "unit_head"] }, urgent = ["紧急"] }
"""


@cache
def yichuan() -> tuple[Rulebook, Calendar]:
    rulebook = load_rulebook("yichuan_road")
    return rulebook, calendar_for(rulebook)


@cache
def trial(entries: str, day_end: str = "23:59:59", lunch: tuple[str, str] | None = None) -> tuple[Rulebook, Calendar]:
    """A small rulebook that holds just these entries."""
    head = TRIAL_HEAD.replace('closes = "17:00"', f'closes = "17:00", lunch = {list(lunch)}') if lunch else TRIAL_HEAD
    rulebook = load_text(f'day_end = "{day_end}"{head}{entries}', "试验.toml")
    return rulebook, calendar_for(rulebook)


def at(text: str) -> datetime:
    """ "11-18 09:20" of 2026 in Shanghai; a full ISO date and time is taken as it is."""
    full = text if len(text) > 14 else f"2026-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=CHINA)


def ticket(*, properties: dict[str, Any] | None = None, **moments: str) -> Facts:
    """A ticket to which this happened: ticket(received="11-18 09:20")."""
    facts = Facts(moments={name: at(moment) for name, moment in moments.items()})
    return replace(facts, **(properties or {}))


def duties_of(facts: Facts, law: tuple[Rulebook, Calendar] | None = None) -> dict[str, Duty]:
    return {duty.key: duty for duty in plan(facts, *(law or yichuan()))}


def alarms_of(facts: Facts, law: tuple[Rulebook, Calendar] | None = None) -> dict[str, dict[str, Alarm]]:
    """By the duty's key, then by stage."""
    rulebook, calendar = law or yichuan()
    found: dict[str, dict[str, Alarm]] = {}
    for alarm in plan_alarms(plan(facts, rulebook, calendar), rulebook, calendar):
        found.setdefault(alarm.key, {})[alarm.stage] = alarm
    return found
