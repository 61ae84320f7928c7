"""Adding working days and office minutes, against numpy, `holidays` and counting day by day; all must agree.

Bars: days at least 5x numpy.busday_offset on single dates and 20x holidays.get_nth_working_day.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import starmap
from typing import Any

import holidays
import numpy

from bot.rulebooks.days import built_in_days
from bot.rules.calendar import CHINA, Calendar, build_calendar
from bot.rules.office_hours import OfficeHours

HOURS = OfficeHours("09:00", "17:00", ("12:00", "13:00"))
FIRST, LAST = date(2006, 1, 1), date(2026, 10, 31)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ROUNDS = 5


def main() -> None:
    calendar = build_calendar(*built_in_days(), (), HOURS)
    chance = random.Random(12345)
    span = (LAST - FIRST).days
    days = [(FIRST + DAY * chance.randrange(span), chance.randint(1, 15)) for _ in range(3000)]
    race("add working days", days, calendar.add_working_days, rivals_for_days(calendar))
    moments = [
        (datetime.combine(day, datetime.min.time(), CHINA) + MINUTE * chance.randrange(1440), chance.randint(1, 600))
        for day, _ in days[:200]
    ]
    race("add office minutes", moments, calendar.add_work_minutes, {"minute by minute": minute_by_minute(calendar)})


def rivals_for_days(calendar: Calendar) -> dict[str, Callable[[date, int], Any]]:
    """The usual ways. numpy has no make-up days: every day is a weekday there and each day off a holiday."""
    all_days = [FIRST - DAY * 40 + DAY * number for number in range((LAST - FIRST).days + 160)]
    days_off = [day for day in all_days if not calendar.is_working(day)]
    china = holidays.country_holidays("CN", years=range(2005, 2028))
    table = numpy.busdaycalendar(weekmask=[1] * 7, holidays=numpy.array(days_off, dtype="datetime64[D]"))

    def by_numpy(day: Any, count: int) -> Any:
        return numpy.busday_offset(day, count, roll="backward", busdaycal=table)

    def by_holidays(day: date, count: int) -> date:
        return china.get_nth_working_day(day, count)

    def day_by_day(day: date, count: int) -> date:
        while count:
            day += DAY
            count -= calendar.is_working(day)
        return day

    return {
        "numpy.busday_offset": by_numpy,
        "holidays.get_nth_working_day": by_holidays,
        "day by day": day_by_day,
    }


def minute_by_minute(calendar: Calendar) -> Callable[[datetime, int], datetime]:
    stretches = [(timedelta(minutes=starts), timedelta(minutes=ends)) for starts, ends in HOURS.stretches()]

    def add(moment: datetime, count: int) -> datetime:
        while count:
            clock = timedelta(hours=moment.hour, minutes=moment.minute)
            running = calendar.is_working(moment) and any(starts <= clock < ends for starts, ends in stretches)
            moment += MINUTE
            count -= running
        return moment

    return add


def race(
    name: str, questions: Sequence[tuple[Any, int]], ours: Callable[..., Any], rivals: dict[str, Callable[..., Any]]
) -> None:
    answers, seconds = timed(questions, ours)
    print(f"{name}: {len(questions) / seconds:,.0f}/s")
    for rival_name, rival in rivals.items():
        # numpy is given its own kind of date, and the answers are compared outside the time taken.
        own_kind = [(numpy.datetime64(one), count) for one, count in questions] if "numpy" in rival_name else questions
        rival_answers, rival_seconds = timed(own_kind, rival)
        if rival_answers != answers:
            raise SystemExit(f"{rival_name} disagrees")
        print(f"  {rival_seconds / seconds:,.1f} x {rival_name}, equal results")


def timed(questions: Sequence[tuple[Any, int]], add: Callable[..., Any]) -> tuple[list[Any], float]:
    """The answers, and the seconds of the quickest of several rounds."""
    best, answers = float("inf"), []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answers = list(starmap(add, questions))
        best = min(best, time.perf_counter() - started)
    return answers, best


if __name__ == "__main__":
    main()
