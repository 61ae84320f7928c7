"""Facts and a rulebook become duties: who owes what by when, under which clause, and how that moment was counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bot.rules.calendar import DAY, Calendar, local, midnight
from bot.rules.condition import ALWAYS, Condition, DayKind
from bot.rules.explain import Account, explain
from bot.rules.facts import Facts
from bot.rules.limits import Limit, Reckoning
from bot.rules.reckoning import count
from bot.rules.rulebook import DutyRule, MarkRule, Rulebook


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed, or one mark. Moments are aware, in China time.

    `key` tells the duties of one ticket apart (the rule's id, with the light where one rule has several). `is_open`:
    neither met nor overtaken by the end of the ticket.
    """

    source: DutyRule | MarkRule
    key: str
    starts_at: datetime
    due_at: datetime
    reckoning: str
    met_at: datetime | None
    is_open: bool
    provisional: bool
    urgent: bool
    assumed: str | None
    light: str | None
    limit: Limit | None = field(repr=False)
    rulebook: Rulebook = field(repr=False)
    calendar: Calendar = field(repr=False, compare=False)

    @property
    def rule(self) -> str:
        return self.source.id

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def clause(self) -> str:
        return self.source.clause

    @property
    def owed_by(self) -> str:
        return self.source.owed_by

    @property
    def tells(self) -> tuple[str, ...]:
        """The parties that hear of it besides the one who owes it; of a mark, the only ones."""
        return self.source.tell

    @property
    def is_mark(self) -> bool:
        return isinstance(self.source, MarkRule)

    @property
    def soft(self) -> bool:
        """A target or a window: it lapses, but nobody is late."""
        return isinstance(self.source, DutyRule) and self.source.nature != "owed"

    def explanation(self) -> tuple[str, ...]:
        """How the due moment was counted, in Chinese lines, worked out only when asked."""
        return explain(
            Account(
                self.source,
                self.limit,
                self.starts_at,
                self.due_at,
                self.reckoning,
                self.provisional,
                self.assumed,
                self.rulebook,
                self.calendar,
            )
        )


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

    def is_meant(self, condition: Condition) -> bool:
        return condition is ALWAYS or condition.holds(self.facts, self.received_on)


class Due(NamedTuple):
    """A due moment with everything that was decided on the way to it."""

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
    for rule in rulebook.duty:
        if rule.starts in case.moments and case.is_meant(rule.when):
            planned |= {duty.key: duty for duty in _duties(rule, case, planned)}
    for mark in rulebook.mark:
        if mark.starts in case.moments and case.is_meant(mark.when):
            duty = _duty(mark, case, _counted(mark, mark.limit, case, case.moments[mark.starts]))
            if facts.open or duty.met_at is not None:
                planned[mark.id] = duty
    return tuple(planned.values())


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


def _duties(rule: DutyRule, case: Case, planned: Mapping[str, Duty]) -> Iterator[Duty]:
    """The duty of a rule and its lights; nothing where none of the rule's limits is meant."""
    due = _due(rule, case, planned)
    if due is None:
        return
    yield _duty(rule, case, due)
    for light in rule.lights:
        shown = _counted(rule, light.limit, case, case.moments[rule.starts])
        yield _duty(rule, case, shown, light.light)


def _due(rule: DutyRule, case: Case, planned: Mapping[str, Duty]) -> Due | None:
    """Our own limit, or the one that the upper platform printed where the rulebook gives it way (G-8)."""
    if rule.platform == "ignored" or case.facts.platform_due_at is None:
        return _own_due(rule, case, planned)
    printed = Due(local(case.facts.platform_due_at), Reckoning.PLATFORM, assumed=rule.assumed)
    if rule.platform == "replaces":
        return printed
    own = _own_due(rule, case, planned)
    return printed if own is not None and printed.at < own.at else own


def _own_due(rule: DutyRule, case: Case, planned: Mapping[str, Duty]) -> Due | None:
    start = case.moments[rule.starts]
    limit = _limit(rule.limits, case, start)
    if limit is None:
        return None
    if limit.same_as is None:
        return _counted(rule, limit, case, start)
    lender = planned.get(limit.same_as)
    if lender is None:
        return None
    assumed = _together(rule.assumed, limit.assumed, lender.assumed)
    return Due(lender.due_at, lender.reckoning, lender.provisional, assumed, limit)


def _limit(limits: tuple[Limit, ...], case: Case, start: datetime) -> Limit | None:
    minute = start.hour * 60 + start.minute
    for limit in limits:
        if limit.meets_start(minute) and case.is_meant(limit.when):
            return limit
    return None


def _counted(rule: DutyRule | MarkRule, limit: Limit, case: Case, start: datetime) -> Due:
    if rule.is_daily:
        done = _met(rule, case.moments)
        start = start if done is None else midnight(done + DAY)
    counted = count(limit, start, case.calendar, case.rulebook.day_end)
    if counted.rolled or counted.interrupted:
        rolled = limit.roll.assumed if limit.roll is not None and counted.rolled else None
        hours = case.rulebook.hours.assumed if counted.interrupted else None
        assumed = _together(rule.assumed, limit.assumed, rolled, hours)
    else:
        assumed = _together(rule.assumed, limit.assumed)
    reckoning = limit.span.reckoning.value if limit.span is not None else ""
    return Due(counted.due_at, reckoning, counted.provisional, assumed, limit)


def _duty(rule: DutyRule | MarkRule, case: Case, due: Due, light: str | None = None) -> Duty:
    met_at = None if rule.is_daily else _met(rule, case.moments)
    return Duty(
        rule,
        f"{rule.id}:{light}" if light else rule.id,
        case.moments[rule.starts],
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


def _met(rule: DutyRule | MarkRule, moments: Mapping[str, datetime]) -> datetime | None:
    """When the duty was discharged: by the first of its ends, or with the last where all are needed."""
    happened = [moments[end] for end in rule.ends if end in moments]
    if rule.ends_when == "all":
        return max(happened) if len(happened) == len(rule.ends) else None
    return min(happened, default=None)


def _together(*assumed: str | None) -> str | None:
    return "；".join(text for text in assumed if text) or None
