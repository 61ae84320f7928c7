"""Facts and a rulebook become duties: who owes what by when, under which clause, and how that moment was counted."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from operator import attrgetter
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


class Meant(NamedTuple):
    """The rules that speak of a ticket, duties with those of their limits that do."""

    duties: tuple[tuple[DutyRule, Limits], ...]
    escalations: tuple[MarkRule, ...]
    handovers: tuple[MarkRule, ...]


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


class Start(NamedTuple):
    """The event that a limit is counted from, and what was assumed where the document names another one."""

    name: str
    assumed: str | None = None


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
    meant = _meant(rulebook, profile_of(facts), case.received_on)
    again = bool(facts.latest)
    for rule, limits in meant.duties:
        seen = _of_this_unit(rule, case) if again and rule.anew else case
        if due := _due(rule, limits, seen, planned):
            planned[rule.id] = _duty(rule, seen, due)
            if rule.lights:
                planned |= {shown.key: shown for shown in _lights(rule, seen)}
    for mark in meant.escalations:
        seen = _of_this_unit(mark, case) if again and mark.anew else case
        if mark.starts in seen.moments and (facts.open or _met(mark, seen.moments) is not None):
            planned[mark.id] = _marked(mark, seen)
    if case.still_open:
        for mark in meant.handovers:
            seen = _of_this_unit(mark, case) if again else case
            # Only as long as nobody has reacted: a handover that was met leaves no trace.
            if mark.starts in seen.moments and seen.moments.keys().isdisjoint(mark.ends):
                planned[mark.id] = _marked(mark, seen)
    return tuple(planned.values())


def _marked(mark: MarkRule, case: Case) -> Duty:
    return _duty(mark, case, _counted(mark, mark.limits[0], case, _as_named(mark.starts)))


def _of_this_unit(rule: Rule, case: Case) -> Case:
    """The case as a rule sees it that every unit begins anew: from its latest start, without what came before that."""
    latest, first = case.facts.latest, case.moments.get(rule.starts)
    if first is None:
        return case
    start = local(latest.get(rule.starts, first))
    happened = {end: local(latest.get(end, case.moments[end])) for end in rule.ends if end in case.moments}
    if start == first and all(case.moments[end] >= start for end in happened):
        return case
    moments = {name: at for name, at in case.moments.items() if name not in happened}
    moments |= {end: at for end, at in happened.items() if at >= start}
    return case._replace(moments={**moments, rule.starts: start})


@lru_cache(maxsize=4096)
def _meant(rulebook: Rulebook, profile: Profile, received_on: DayKind | None) -> Meant:
    """The rules that speak of such tickets, each with those of its limits that do; kept, as tickets resemble."""
    marks = [mark for mark in rulebook.mark if mark.switched_on and mark.when.holds(profile, received_on)]
    duties = tuple(
        (rule, tuple(limit for limit in rule.limits if limit.when.holds(profile, received_on)))
        for rule in rulebook.duty
        if rule.when.holds(profile, received_on)
    )
    handovers = tuple(mark for mark in marks if mark.purpose == "handover")
    return Meant(duties, tuple(mark for mark in marks if mark.purpose != "handover"), handovers)


def _case(facts: Facts, rulebook: Rulebook, calendar: Calendar) -> Case:
    moments = {name: local(at) for name, at in facts.moments.items()}
    for name, meant in rulebook.counts_as.items():
        if name in moments:
            moments[meant] = min(moments[name], moments.get(meant, moments[name]))
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
        facts.urgency in rulebook.reminding.urgent or not facts.tags.isdisjoint(rulebook.reminding.urgent_tags),
    )


def _start(rule: DutyRule, case: Case) -> Start | None:
    if rule.starts in case.moments:
        return _as_named(rule.starts)
    known = (other for other in rule.substitutes if other.starts in case.moments)
    return next((Start(other.starts, other.assumed) for other in known), None)


@cache
def _as_named(moment: str) -> Start:
    """The start that the document names."""
    return Start(moment)


def _lights(rule: DutyRule, case: Case) -> Iterator[Duty]:
    start = _start(rule, case)
    if start is not None:
        for light in rule.lights:
            yield _duty(rule, case, _counted(rule, light.limit, case, start), light.light)


def _due(rule: DutyRule, limits: Limits, case: Case, planned: Mapping[str, Duty]) -> Due | None:
    """Our own limit, or the one that the upper platform printed where the rulebook gives it way (G-8)."""
    if rule.unless and not case.moments.keys().isdisjoint(rule.unless):
        return None
    if rule.platform == "ignored" or case.facts.platform_due_at is None:
        return _own_due(rule, limits, case, planned)
    if rule.platform == "replaces":
        return _as_printed(rule, case)
    own = _own_due(rule, limits, case, planned)
    printed = local(case.facts.platform_due_at)
    return Due(own.starts, printed, Reckoning.PLATFORM, assumed=rule.assumed) if own and printed < own.at else own


def _as_printed(rule: DutyRule, case: Case) -> Due | None:
    """What the upper platform gives need not be counted: it holds even where its usual start is not known."""
    known = (rule.starts,) if rule.starts in case.moments else tuple(case.moments)
    if case.facts.platform_due_at is None or not known:
        return None
    starts = min(known, key=lambda name: case.moments[name])
    return Due(starts, local(case.facts.platform_due_at), Reckoning.PLATFORM, assumed=rule.assumed)


def _own_due(rule: DutyRule, limits: Limits, case: Case, planned: Mapping[str, Duty]) -> Due | None:
    start = _start(rule, case)
    if start is None:
        return None
    moment = case.moments[start.name]
    minute, at_work = moment.hour * 60 + moment.minute, case.calendar.is_office_moment
    for limit in limits:
        if limit.started is None or limit.meets_start(minute, limit.started_at_work is None or at_work(moment)):
            if limit.span is None:
                return _taken_over(rule, limit, case, start, planned)
            due = _counted(rule, limit, case, start)
            return _not_after(planned.get(limit.not_after), due) if limit.not_after else due
    return None


def _not_after(bound: Duty | None, due: Due) -> Due:
    """The due moment of `bound` where it comes first."""
    if bound is None or bound.due_at >= due.at:
        return due
    return due._replace(
        at=bound.due_at,
        reckoning=bound.reckoning,
        provisional=bound.provisional,
        assumed=_together(due.assumed, bound.assumed),
        limit=due.limit if bound.limit is not None else None,
    )


def _taken_over(rule: DutyRule, limit: Limit, case: Case, start: Start, planned: Mapping[str, Duty]) -> Due | None:
    if limit.lenders:
        return _borrowed(rule, limit, start, planned)
    if limit.given == "platform":
        return _as_printed(rule, case)
    return _extended(rule, limit, case, start)


def _extended(rule: DutyRule, limit: Limit, case: Case, start: Start) -> Due | None:
    until = case.facts.extended_until
    return Due(start.name, local(until), Reckoning.EXTENSION, assumed=rule.assumed, limit=limit) if until else None


def _borrowed(rule: DutyRule, limit: Limit, start: Start, planned: Mapping[str, Duty]) -> Due | None:
    lenders = [planned[name] for name in limit.lenders if name in planned]
    if not lenders:
        return None
    lender = min(lenders, key=attrgetter("due_at"))
    assumed = _together(_together(rule.assumed, limit.assumed), lender.assumed)
    return Due(start.name, lender.due_at, lender.reckoning, lender.provisional, assumed, _lent_by(lender.rule))


def _counted(rule: Rule, limit: Limit, case: Case, named: Start) -> Due:
    start = case.moments[named.name]
    if rule.is_daily:
        done = _met(rule, {**case.moments, **_last_times(case.facts)})
        start = start if done is None else midnight(done + DAY)
    counted = count(limit, start, case.calendar, case.rulebook.day_end)
    assumed = rule.assumed
    if limit.assumed or named.assumed:
        assumed = _together(_together(assumed, limit.assumed), named.assumed)
    if counted.rolled and limit.roll is not None:
        assumed = _together(assumed, limit.roll.assumed)
    if counted.interrupted:
        assumed = _together(assumed, case.rulebook.hours.assumed)
    reckoning = limit.span.reckoning if limit.span is not None else ""
    provisional = counted.provisional or (limit.started_at_work is not None and _start_may_move(start, case.calendar))
    return Due(named.name, counted.due_at, reckoning, provisional, assumed, limit)


def _start_may_move(start: datetime, calendar: Calendar) -> bool:
    """Whether it is only estimated that the office was at work, or was not, at this moment; at night no day matters."""
    return calendar.is_office_time(start) and calendar.leans_on_estimate(start, start)


@cache
def _lent_by(rule: str) -> Limit:
    """The loan that was taken, out of several."""
    return Limit(same_as=rule)


def _last_times(facts: Facts) -> dict[str, datetime]:
    return {name: local(at) for name, at in facts.latest.items()}


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
        met_at is None and _is_owed_still(rule, case),
        due.provisional or (case.receipt_estimated and rule.asks_day_of_receipt),
        case.urgent,
        due.assumed,
        light,
        due.limit,
        case.rulebook,
        case.calendar,
    )


def _is_owed_still(rule: Rule, case: Case) -> bool:
    return rule.after_the_end or (case.still_open and not (rule.ends_with_approval and "approved" in case.moments))


def _met(rule: Rule, moments: Mapping[str, datetime]) -> datetime | None:
    """When the duty was discharged: by the first of its ends, or with the last where all are needed."""
    happened = [moments[end] for end in rule.ends if end in moments]
    if not happened or (rule.ends_when == "all" and len(happened) < len(rule.ends)):
        return None
    return max(happened) if rule.ends_when == "all" else min(happened)


def _together(one: str | None, other: str | None) -> str | None:
    return f"{one}；{other}" if one and other else one or other
