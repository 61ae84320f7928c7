"""Counting: from a start and a limit to the due moment, as G-1 … G-12 of the catalogue read the documents."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.rules.calendar import CHINA, DAY, Calendar, midnight
from bot.rules.limits import Limit, Reckoning, Span

LAST_SECOND = time(23, 59, 59, tzinfo=CHINA)


class Counted(NamedTuple):
    """A due moment, in China time, and what it rests on.

    `provisional`: an estimated day was counted or skipped; `rolled`: the last day was off and moved; `interrupted`:
    office minutes did not run straight through.
    """

    due_at: datetime
    provisional: bool = False
    rolled: bool = False
    interrupted: bool = False


class LastDay(NamedTuple):
    """The day on which a limit ends."""

    day: date
    provisional: bool = False
    rolled: bool = False


def count(limit: Limit, start: datetime, calendar: Calendar, day_end: str) -> Counted:
    """The due moment of a limit that has a span. `start` in China time; `day_end`: "23:59:59" | "office_close".

    Raises CalendarGap where the count leaves the known years.
    """
    span = limit.span
    if span is None:
        raise ValueError("a borrowed limit has nothing to count")
    match span.reckoning:
        case Reckoning.WALL_MINUTES:
            return Counted(start + timedelta(minutes=span.amount))
        case Reckoning.WALL_HOURS:
            return Counted(start + timedelta(hours=span.amount))
        case Reckoning.WORK_MINUTES:
            return _work_minutes(span.amount, start, calendar)
        case Reckoning.DAILY:
            return Counted(_next_time(span.minute, start))
        case _:
            return _until_last_day(limit, span, start, calendar, day_end)


def _work_minutes(minutes: int, start: datetime, calendar: Calendar) -> Counted:
    due_at = calendar.add_work_minutes(start, minutes)
    straight = due_at - start == timedelta(minutes=minutes)
    return Counted(due_at, calendar.leans_on_estimate(start, due_at), interrupted=not straight)


def _next_time(minute: int, start: datetime) -> datetime:
    """That time of day, today if it is still ahead, else tomorrow."""
    today = midnight(start) + timedelta(minutes=minute)
    return today if start <= today else today + DAY


def _until_last_day(limit: Limit, span: Span, start: datetime, calendar: Calendar, day_end: str) -> Counted:
    last = _last_day(limit, span, start.date(), calendar)
    if span.reckoning is Reckoning.CLOCK_TIME:
        due_at = midnight(last.day) + timedelta(minutes=span.minute)
    elif day_end == "office_close" and start <= calendar.closing(last.day):
        due_at = calendar.closing(last.day)
    else:
        due_at = datetime.combine(last.day, LAST_SECOND)
    return Counted(due_at, last.provisional, last.rolled)


def _last_day(limit: Limit, span: Span, start: date, calendar: Calendar) -> LastDay:
    """The start's own day is day zero (G-1); natural days roll only where the rulebook says so (G-4)."""
    if span.reckoning is Reckoning.WORKING_DAYS or span.day == "next_working_day":
        day = calendar.add_working_days(start, span.amount)
        return LastDay(day, calendar.leans_on_estimate(start + DAY, day))
    day = start + DAY * span.amount
    if limit.roll is None:
        return LastDay(day)
    if calendar.is_working(day):
        return LastDay(day, calendar.leans_on_estimate(day, day))
    rolled = calendar.add_working_days(day, 1)
    return LastDay(rolled, calendar.leans_on_estimate(day, rolled), rolled=True)
