"""Duties become alarms: the moments at which somebody must hear about them."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from bot.rules.calendar import DAY, Calendar
from bot.rules.duties import Duty
from bot.rules.limits import BY_DAYS, Reckoning
from bot.rules.rulebook import DutyRule, MarkRule, Rulebook
from bot.rules.stages import Stage

URGENT, FIRST_CONTACT, COMPLETION = 0, 1, 2
"""Lanes: the lowest leaves first. New tickets and approvals (3) and bulletins (4) are no alarms."""

NO_TIME = timedelta()
NEARLY_DUE = timedelta(minutes=30)
CONTACTS = frozenset({"desk_contact", "first_contact"})
DAYS_OF_SILENCE = 7
MARK, LIGHT, HANDOVER, LAPSED = "mark", "light", "handover", "lapsed"


class Alarm(NamedTuple):
    """One moment at which the parties of `audience` must hear of the duty `key`.

    `stage`: a word of the rulebook's `remind`, or "mark", "light", "handover" or "lapsed". `lane` 0 leaves first.
    """

    key: str
    rule: str
    stage: str
    audience: tuple[str, ...]
    lane: int
    due_at: datetime
    fire_at: datetime


def plan_alarms(duties: Iterable[Duty], rulebook: Rulebook, calendar: Calendar) -> tuple[Alarm, ...]:
    """The alarms of all open duties, past ones too: what was missed is for `catch_up` to settle.

    Where the same party owes the same thing under two rules, only the duty that is due first speaks (G-9).
    """
    waiting = [duty for duty in duties if duty.is_open]
    first: dict[object, Duty] = {}
    for duty in waiting:
        what = (duty.source.same_thing, duty.light) if duty.light else duty.source.same_thing
        if what not in first or duty.due_at < first[what].due_at:
            first[what] = duty
    speaking = {id(duty) for duty in first.values()}
    alarms: list[Alarm] = []
    for duty in waiting:
        if id(duty) in speaking:
            alarms += _alarms(duty, rulebook, calendar)
    return tuple(alarms)


def _alarms(duty: Duty, rulebook: Rulebook, calendar: Calendar) -> list[Alarm]:
    rule = duty.source
    if isinstance(rule, MarkRule):
        if rule.purpose == "handover":
            return _handover(duty, rule, calendar)
        return [_alarm(duty, MARK, rule.tell, _office_moment(calendar.closing(duty.due_at), calendar))]
    if duty.light is not None:
        fire_at = _office_moment(calendar.opening(duty.due_at), calendar)
        return [_alarm(duty, LIGHT, (rule.owed_by, *duty.tells), fire_at)]
    owing = (rule.owed_by, *rule.tell)
    firings = _firings(rule, duty, rulebook.reminding.overdue_after, calendar)
    contact = not CONTACTS.isdisjoint(rule.ends)
    alarms: list[Alarm] = []
    if rule.nature == "window" and rulebook.returns is not None and rule.id in rulebook.returns.limits:
        alarms += _lapse(duty, rulebook.returns.lapse_tell, calendar)
    if rule.is_daily and "due" in rule.remind:
        alarms += _missed_days(duty, owing, calendar)
    for fire_at, stage in firings:
        heard_by, usual = owing, FIRST_CONTACT if contact else COMPLETION
        if stage.kind == "overdue":
            heard_by = (*rulebook.reminding.overdue_tell.get(rule.owed_by, (rule.owed_by,)), *rule.tell)
            usual = COMPLETION
        elif stage.kind == "eve":
            heard_by = (*owing, *rulebook.reminding.day_before_tell.get(rule.owed_by, ()))
        lane = _lane(duty, fire_at, usual)
        alarms.append(Alarm(duty.key, rule.id, stage.name, heard_by, lane, duty.due_at, fire_at))
    return alarms


def _handover(duty: Duty, rule: MarkRule, calendar: Calendar) -> list[Alarm]:
    """Told when it is due and not at the day's end: a ticket must not lie; routine ones wait for the next opening."""
    fire_at = _not_at_rest(duty.due_at, duty, calendar)
    lane = URGENT if duty.urgent else COMPLETION
    return [Alarm(duty.key, rule.id, HANDOVER, rule.tell, lane, duty.due_at, fire_at)] if fire_at else []


def _lapse(duty: Duty, audience: tuple[str, ...], calendar: Calendar) -> list[Alarm]:
    """The time for a return is over: told when it is, or when the office next opens.

    Urgent tickets wait as well: a chance is gone, and nobody need get up for what is no longer to be done.
    """
    fire_at = _office_moment(duty.due_at, calendar)
    return [Alarm(duty.key, duty.rule, LAPSED, audience, COMPLETION, duty.due_at, fire_at)] if audience else []


def _missed_days(duty: Duty, audience: tuple[str, ...], calendar: Calendar) -> list[Alarm]:
    """What is owed every day is heard of every day, also where yesterday's was never done: for a week at least."""
    alarms = []
    for days in range(1, DAYS_OF_SILENCE + 1):
        due_at = duty.due_at + DAY * days
        fire_at = _by_the_clock(due_at, duty._replace(due_at=due_at), calendar)
        lane = URGENT if duty.urgent else COMPLETION
        alarms.append(Alarm(duty.key, duty.rule, "due", audience, lane, due_at, fire_at))
    return alarms


def _firings(
    rule: DutyRule, duty: Duty, overdue_after: timedelta, calendar: Calendar
) -> Iterator[tuple[datetime, Stage]]:
    """When each stage is told; of stages that would be told together only the most pressing is left."""
    end_of_work = _end_of_work(duty, calendar)
    nominal = [(_nominal(stage, duty, end_of_work, overdue_after, calendar), stage) for stage in rule.stages]
    nominal.sort(key=itemgetter(0))
    # Two short lists: a moment with a time zone is hashed ten times slower than compared.
    moments: list[datetime] = []
    stages: list[Stage] = []
    for moment, stage in nominal:
        fire_at = _not_at_rest(moment, duty, calendar) if moment > duty.starts_at else None
        if fire_at in moments:
            stages[moments.index(fire_at)] = stage
        elif fire_at is not None:
            moments.append(fire_at)
            stages.append(stage)
    return zip(moments, stages, strict=True)


def _nominal(stage: Stage, duty: Duty, end_of_work: datetime, overdue_after: timedelta, calendar: Calendar) -> datetime:
    """When a stage comes if nobody ever rests. A limit of days is reminded of against office closing time (G-2)."""
    match stage.kind:
        case "share":
            return _share(stage.number, duty, calendar)
        case "before":
            return end_of_work - timedelta(minutes=stage.number)
        case "due":
            return end_of_work
        case "overdue":
            return duty.due_at + overdue_after
        case "eve":
            return calendar.opening(calendar.working_day_before(duty.due_at))
        case "opening":
            return calendar.opening(duty.due_at)
        case "closing":
            return calendar.closing(duty.starts_at)


def _share(percent: int, duty: Duty, calendar: Calendar) -> datetime:
    span = duty.limit.span if duty.limit is not None else None
    if span is not None and span.reckoning is Reckoning.WORK_MINUTES:
        return calendar.add_work_minutes(duty.starts_at, max(1, span.amount * percent // 100))
    moment = duty.starts_at + (duty.due_at - duty.starts_at) * percent / 100
    return moment.replace(second=0, microsecond=0)


def _end_of_work(duty: Duty, calendar: Calendar) -> datetime:
    """The due moment, or on the last of several days the office's closing, while there is still time until then."""
    if duty.reckoning in BY_DAYS:
        closing = calendar.closing(duty.due_at)
        return closing if duty.starts_at < closing < duty.due_at else duty.due_at
    return duty.due_at


def _not_at_rest(moment: datetime, duty: Duty, calendar: Calendar) -> datetime | None:
    """The moment, moved out of the quiet hours: to the next opening, or, if that were too late to be warned, back.

    The day on which a duty starts is a day at work for whoever started it. None: there is no moment to be told.
    """
    if duty.urgent or calendar.is_office_moment(moment) or _is_first_day(moment, duty, calendar):
        return moment
    if duty.source.is_daily:
        return _by_the_clock(moment, duty, calendar)
    opening = calendar.next_opening(moment)
    if moment >= duty.due_at or opening < duty.due_at:
        return opening
    first_closing = calendar.closing(duty.starts_at)
    closing = calendar.last_closing(duty.due_at)
    last = max(closing, first_closing) if first_closing < duty.due_at else closing
    return last if last > duty.starts_at else None


def _by_the_clock(moment: datetime, duty: Duty, calendar: Calendar) -> datetime:
    """What is owed on days off as well is heard on them, but not at night."""
    if duty.urgent or calendar.is_office_time(moment):
        return moment
    opening = calendar.opening(moment)
    opening = opening if moment < opening else opening + DAY
    return opening if moment >= duty.due_at or opening < duty.due_at else calendar.closing(moment)


def _office_moment(moment: datetime, calendar: Calendar) -> datetime:
    return moment if calendar.is_office_moment(moment) else calendar.next_opening(moment)


def _is_first_day(moment: datetime, duty: Duty, calendar: Calendar) -> bool:
    return moment.toordinal() == duty.starts_at.toordinal() and calendar.is_office_time(moment)


def _alarm(duty: Duty, stage: str, audience: tuple[str, ...], fire_at: datetime) -> Alarm:
    lane = _lane(duty, fire_at, COMPLETION if CONTACTS.isdisjoint(duty.source.ends) else FIRST_CONTACT)
    return Alarm(duty.key, duty.source.id, stage, audience, lane, duty.due_at, fire_at)


def _lane(duty: Duty, fire_at: datetime, usual: int) -> int:
    return URGENT if duty.urgent or NO_TIME <= duty.due_at - fire_at < NEARLY_DUE else usual
