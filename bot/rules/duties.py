"""Facts and a rulebook become duties: who owes what by when, under which clause, and how that moment was counted."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from bot.rules.calendar import DAY, Calendar, local, midnight
from bot.rules.condition import DayKind, Profile, profile_of
from bot.rules.duty import Duty, Rule
from bot.rules.facts import Facts
from bot.rules.limits import Limit, Reckoning
from bot.rules.reckoning import count
from bot.rules.rulebook import DutyRule, MarkRule, Rulebook

__all__ = ["Duty", "plan"]

Limits = tuple[Limit, ...]


class Case(NamedTuple):
    """A ticket under a rulebook, with what every rule asks of it worked out once."""

    facts: Facts
    rulebook: Rulebook
    calendar: Calendar
    moments: Mapping[str, datetime]
    received_on: DayKind | None
    receipt_estimated: bool
    still_open: bool
    urgent: bool


class Due(NamedTuple):
    """A due moment with everything that was decided on the way to it."""

    starts: str
    at: datetime
    reckoning: str
    provisional: bool = False
    assumed: str | None = None
    limit: Limit | None = None


def plan(facts: Facts, rulebook: Rulebook, calendar: Calendar) -> tuple[Duty, ...]:
    """Every duty and mark that applies to the ticket and whose start is known, met ones too, in the rulebook's order.

    Raises CalendarGap where a count leaves the known years.
    """
    case = _case(facts, rulebook, calendar)
    planned: dict[str, Duty] = {}
    for rule, limits in _meant(rulebook, profile_of(facts), case.received_on):
        if isinstance(rule, MarkRule):
            if rule.starts in case.moments and (facts.open or _met(rule, case.moments) is not None):
                planned[rule.id] = _duty(rule, case, _counted(rule, limits[0], case))
        elif due := _due(rule, limits, case, planned):
            planned[rule.id] = _duty(rule, case, due)
            for light in rule.lights if rule.starts in case.moments else ():
                shown = _duty(rule, case, _counted(rule, light.limit, case), light.light)
                planned[shown.key] = shown
    return tuple(planned.values())


@lru_cache(maxsize=4096)
def _meant(rulebook: Rulebook, profile: Profile, received_on: DayKind | None) -> tuple[tuple[Rule, Limits], ...]:
    """The rules that speak of such tickets, each with those of its limits that do; kept, as tickets resemble."""
    rules: tuple[Rule, ...] = (*rulebook.duty, *rulebook.mark)
    return tuple(
        (rule, tuple(limit for limit in rule.limits if limit.when.holds(profile, received_on)))
        for rule in rules
        if rule.when.holds(profile, received_on)
    )


def _case(facts: Facts, rulebook: Rulebook, calendar: Calendar) -> Case:
    moments = {name: local(at) for name, at in facts.moments.items()}
    received = moments.get("received")
    received_on: DayKind | None = None
    if received is not None:
        received_on = "working_day" if calendar.is_working(received) else "other_day"
    return Case(
        facts,
        rulebook,
        calendar,
        moments,
        received_on,
        received is not None and calendar.leans_on_estimate(received, received),
        facts.open and moments.keys().isdisjoint(rulebook.over),
        facts.urgency in rulebook.reminding.urgent,
    )


def _due(rule: DutyRule, limits: Limits, case: Case, planned: Mapping[str, Duty]) -> Due | None:
    """Our own limit, or the one that the upper platform printed where the rulebook gives it way (G-8)."""
    if rule.platform == "ignored" or case.facts.platform_due_at is None:
        return _own_due(rule, limits, case, planned)
    printed = local(case.facts.platform_due_at)
    if rule.platform == "replaces":
        # What is given need not be counted: it holds even where its usual start is not known.
        known = (rule.starts,) if rule.starts in case.moments else tuple(case.moments)
        return _as_printed(rule, min(known, key=lambda name: case.moments[name]), printed) if known else None
    own = _own_due(rule, limits, case, planned)
    return _as_printed(rule, rule.starts, printed) if own is not None and printed < own.at else own


def _as_printed(rule: DutyRule, starts: str, printed: datetime) -> Due:
    return Due(starts, printed, Reckoning.PLATFORM, assumed=rule.assumed)


def _own_due(rule: DutyRule, limits: Limits, case: Case, planned: Mapping[str, Duty]) -> Due | None:
    start = case.moments.get(rule.starts)
    if start is None:
        return None
    minute = start.hour * 60 + start.minute
    for limit in limits:
        if limit.meets_start(minute):
            return _counted(rule, limit, case) if limit.same_as is None else _borrowed(rule, limit, planned)
    return None


def _borrowed(rule: DutyRule, limit: Limit, planned: Mapping[str, Duty]) -> Due | None:
    lender = planned.get(limit.same_as or "")
    if lender is None:
        return None
    assumed = _together(_together(rule.assumed, limit.assumed), lender.assumed)
    return Due(rule.starts, lender.due_at, lender.reckoning, lender.provisional, assumed, limit)


def _counted(rule: Rule, limit: Limit, case: Case) -> Due:
    start = case.moments[rule.starts]
    if rule.is_daily:
        done = _met(rule, case.moments)
        start = start if done is None else midnight(done + DAY)
    counted = count(limit, start, case.calendar, case.rulebook.day_end)
    assumed = _together(rule.assumed, limit.assumed)
    if counted.rolled and limit.roll is not None:
        assumed = _together(assumed, limit.roll.assumed)
    if counted.interrupted:
        assumed = _together(assumed, case.rulebook.hours.assumed)
    reckoning = limit.span.reckoning if limit.span is not None else ""
    return Due(rule.starts, counted.due_at, reckoning, counted.provisional, assumed, limit)


def _duty(rule: Rule, case: Case, due: Due, light: str | None = None) -> Duty:
    met_at = None if rule.is_daily else _met(rule, case.moments)
    return Duty(
        rule,
        f"{rule.id}:{light}" if light else rule.id,
        due.starts,
        case.moments[due.starts],
        due.at,
        due.reckoning,
        met_at,
        case.still_open and met_at is None,
        due.provisional or (case.receipt_estimated and rule.asks_day_of_receipt),
        case.urgent,
        due.assumed,
        light,
        due.limit,
        case.rulebook,
        case.calendar,
    )


def _met(rule: Rule, moments: Mapping[str, datetime]) -> datetime | None:
    """When the duty was discharged: by the first of its ends, or with the last where all are needed."""
    happened = [moments[end] for end in rule.ends if end in moments]
    if not happened or (rule.ends_when == "all" and len(happened) < len(rule.ends)):
        return None
    return max(happened) if rule.ends_when == "all" else min(happened)


def _together(one: str | None, other: str | None) -> str | None:
    return f"{one}；{other}" if one and other else one or other
