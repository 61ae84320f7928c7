"""The working days of autumn 2026, written down by hand from the State Council's notice; the product has no part."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NATIONAL_DAY = frozenset(date(2026, 10, day) for day in range(1, 8))
MADE_UP = frozenset({date(2026, 9, 20), date(2026, 10, 10)})
"""A Sunday and a Saturday on which offices work for days off elsewhere."""
OPENS, CLOSES = time(9), time(17)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < SATURDAY and day not in NATIONAL_DAY)


def next_working_day(day: date) -> date:
    """The first working day after this one."""
    day += ONE_DAY
    while not works(day):
        day += ONE_DAY
    return day


def working_day_from(day: date) -> date:
    """This day, or the first working day after it."""
    return day if works(day) else next_working_day(day)


def shanghai(day: date, at: time) -> datetime:
    """That moment of a Shanghai day, in UTC."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def day_of(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def in_office(moment: datetime, minutes: float) -> datetime:
    """The moment so many office minutes later."""
    opened = _opened(moment)
    while True:
        left = (shanghai(day_of(opened), CLOSES) - opened).total_seconds() / 60
        if minutes <= left:
            return opened + timedelta(minutes=minutes)
        minutes -= left
        opened = shanghai(next_working_day(day_of(opened)), OPENS)


def _opened(moment: datetime) -> datetime:
    """This moment, or that at which an office next opens."""
    day = day_of(moment)
    if not works(day) or moment >= shanghai(day, CLOSES):
        return shanghai(next_working_day(day), OPENS)
    return max(moment, shanghai(day, OPENS))
