"""The steps in which a chart walks through a period: days, weeks, months or years, as many as can be read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.reports.moments import SHANGHAI
from bot.rules.periods import Period, day_of, month_of, week_of, year_of

MOST_STEPS, LONGEST_IN_MONTHS = 31, 36
HOUR = 3600
Hours = Mapping[int, int]
"""How many tickets in which hour; hours are counted since 1970 in universal time."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step and its label."""

    period: Period
    label: str


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps of a period; `each` in words: 日, 周, 月, 年."""

    each: str
    steps: tuple[Step, ...]


def steps_of(period: Period) -> Steps:
    """Days up to a month, weeks up to half a year, months up to three years, then years."""
    days = (period.last - period.first).days + 1
    if days <= MOST_STEPS:
        return Steps("日", tuple(Step(one, str(one.first.day)) for one in _parts(period, day_of)))
    if days <= MOST_STEPS * 7:
        return Steps("周", tuple(Step(one, f"{one.first.month}/{one.first.day}") for one in _parts(period, week_of)))
    months = tuple(_parts(period, month_of))
    if len(months) <= LONGEST_IN_MONTHS:
        return Steps("月", tuple(Step(one, _month(one.first, months[0].first.year)) for one in months))
    return Steps("年", tuple(Step(one, str(one.first.year)) for one in _parts(period, year_of)))


def by_step(steps: Steps, hours: Hours) -> list[int]:
    """How many of the counted fall into each step."""
    days: dict[date, int] = {}
    for hour, number in hours.items():
        day = at_hour(hour).date()
        days[day] = days.get(day, 0) + number
    return [
        sum(number for day, number in days.items() if step.period.first <= day <= step.period.last)
        for step in steps.steps
    ]


def by_weekday_and_hour(hours: Hours) -> list[list[int]]:
    """Seven rows, Monday first, of 24 numbers, in the time of Shanghai."""
    found = [[0] * 24 for _ in range(7)]
    for hour, number in hours.items():
        at = at_hour(hour)
        found[at.weekday()][at.hour] += number
    return found


def months_up_to(last: date, many: int) -> list[Period]:
    """So many months, the last of them that of `last`."""
    months = [month_of(last)]
    while len(months) < many:
        months.append(months[-1].before())
    return months[::-1]


def months_in(period: Period) -> list[Period]:
    return list(_parts(period, month_of, whole=True))


def at_hour(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR, SHANGHAI)


def month_label(month: Period, before: Period | None) -> str:
    """`11月`; with the year for the first one and where a year begins: `26年1月`."""
    new = before is None or before.first.year != month.first.year
    return f"{month.first.year % 100}年{month.first.month}月" if new else f"{month.first.month}月"


def _month(first: date, first_year: int) -> str:
    return f"{first.month}月" if first.year == first_year else f"{first.year % 100}/{first.month}"


def _parts(period: Period, of: Callable[[date], Period], whole: bool = False) -> Iterable[Period]:
    """The weeks, months … that the period touches, cut to it unless `whole`."""
    day = period.first
    while day <= period.last:
        part = of(day)
        yield part if whole else Period(max(part.first, period.first), min(part.last, period.last))
        day = part.last + timedelta(days=1)
