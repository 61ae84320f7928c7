"""The working calendar of one office: which days count, how sure that is, and arithmetic by tables."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from itertools import accumulate
from typing import Literal, NamedTuple

from bot.rules.office_hours import OfficeHours

CHINA = timezone(timedelta(hours=8))
"""The offices' clock; China keeps no summer time since 1991."""

Status = Literal["official", "estimated", "override"]

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAY = timedelta(days=1)
MICROSECONDS_A_MINUTE = 60_000_000


class CalendarGap(Exception):
    """A count reached a day of which nothing is known."""

    def __init__(self, day: date) -> None:
        super().__init__(f"没有 {day.year} 年的日历，{day:%Y-%m-%d} 是不是工作日无从知道")
        self.day = day


class DayEntry(NamedTuple):
    """A day that is not what its weekday says, or that somebody fixed: `name` is the holiday it belongs to."""

    day: date
    is_working: bool
    name: str = ""


class Calendar:
    """Immutable; made by `build_calendar`. Days are local dates; moments are aware and answered in China time.

    Every question about a day outside the known years raises CalendarGap.
    """

    __slots__ = (
        "_closes",
        "_entries",
        "_estimated_through",
        "_first",
        "_first_estimated",
        "_is_working",
        "_last",
        "_opens",
        "_overridden",
        "_status_of_year",
        "_stretches",
        "_worked_through",
        "_working_days",
        "_worktime",
    )

    def __init__(
        self,
        status_of_year: Mapping[int, Status],
        entries: Mapping[date, DayEntry],
        overridden: frozenset[date],
        hours: OfficeHours,
    ) -> None:
        first, last = date(min(status_of_year), 1, 1), date(max(status_of_year), 12, 31)
        numbers = range(first.toordinal(), last.toordinal() + 1)
        days = [date.fromordinal(number) for number in numbers]
        is_working = [entries[day].is_working if day in entries else day.weekday() < 5 for day in days]
        is_estimated = [day not in overridden and status_of_year[day.year] == "estimated" for day in days]
        # Tables by day number: a day nobody knows is a missing key, found without comparing it with the borders.
        self._first, self._last = first, last
        self._is_working = dict(zip(numbers, is_working, strict=True))
        self._working_days = tuple(day for day, working in zip(days, is_working, strict=True) if working)
        self._worked_through = dict(zip(numbers, accumulate(is_working), strict=True))
        self._estimated_through = dict(zip(numbers, accumulate(is_estimated), strict=True))
        self._first_estimated = next((n for n, estimated in zip(numbers, is_estimated, strict=True) if estimated), None)
        self._status_of_year, self._entries, self._overridden = dict(status_of_year), dict(entries), overridden
        # Whole numbers count several times faster than timedeltas.
        self._stretches = tuple(
            (starts * MICROSECONDS_A_MINUTE, ends * MICROSECONDS_A_MINUTE) for starts, ends in hours.stretches()
        )
        self._opens, self._closes = time.fromisoformat(hours.opens), time.fromisoformat(hours.closes)
        self._worktime = sum(ends - starts for starts, ends in self._stretches)

    def knows(self, day: date) -> bool:
        """Whether anything is known of this day."""
        return day.toordinal() in self._is_working

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day, make-up days included."""
        try:
            return self._is_working[day.toordinal()]
        except KeyError:
            raise CalendarGap(day) from None

    def status(self, day: date) -> Status:
        """How sure we are of this day."""
        if not self.knows(day):
            raise CalendarGap(day)
        return "override" if day in self._overridden else self._status_of_year[day.year]

    def reason(self, day: date) -> str:
        """Why a day is off (周六, 国庆节 …), or why a weekend day is not (…调休上班); empty on an ordinary day."""
        entry, weekday = self._entries.get(day), WEEKDAYS[day.weekday()]
        if not self.is_working(day):
            return entry.name if entry and entry.name else weekday
        if day.weekday() < 5:
            return ""
        return f"{entry.name if entry else ''}调休上班"

    def add_working_days(self, day: date, days: int) -> date:
        """The n-th working day after `day`, n ≥ 1; the day itself is day zero (G-1)."""
        if days < 1:
            raise ValueError("at least one working day")
        try:
            return self._working_days[self._worked_through[day.toordinal()] + days - 1]
        except KeyError:
            raise CalendarGap(day) from None
        except IndexError:
            raise CalendarGap(self._last + DAY) from None

    def working_day_before(self, day: date) -> date:
        """The last working day before `day`."""
        counts_itself = self.is_working(day)
        number = self._worked_through[day.toordinal()] - counts_itself - 1
        if number < 0:
            raise CalendarGap(self._first - DAY)
        return self._working_days[number]

    def leans_on_estimate(self, first: date, last: date) -> bool:
        """Whether a day from `first` to `last`, both included, is only estimated."""
        until = last.toordinal()
        if self._first_estimated is None or until < self._first_estimated:
            return False
        try:
            before = self._estimated_through.get(first.toordinal() - 1, 0)
            return self._estimated_through[until] > before
        except KeyError:
            raise CalendarGap(last) from None

    def add_work_minutes(self, moment: datetime, minutes: int) -> datetime:
        """The moment at which so many minutes (≥ 1) of office time have run since `moment` (G-5).

        A count that runs out exactly at closing time ends at closing time, not at the next opening.
        """
        if minutes < 1:
            raise ValueError("at least one minute")
        start = local(moment)
        whole_days = self._worked_through.get(start.toordinal(), 0)
        worked = minutes * MICROSECONDS_A_MINUTE
        if self.is_working(start):
            whole_days, worked = whole_days - 1, worked + self._worked_until(start)
        # One microsecond less and one more: a sum of whole days belongs to the closing of the last of them.
        more_days, rest = divmod(worked - 1, self._worktime)
        try:
            day = self._working_days[whole_days + more_days]
        except IndexError:
            raise CalendarGap(self._last + DAY) from None
        return midnight(day) + timedelta(microseconds=self._clock_after(rest + 1))

    def is_office_moment(self, moment: datetime) -> bool:
        """Whether the office is at work, lunch included; the moments of opening and closing belong to it."""
        return self._opens <= moment.time() <= self._closes and self.is_working(moment)

    def is_office_time(self, moment: datetime) -> bool:
        """Whether the clock says that the office is open, whatever the day."""
        return self._opens <= moment.time() <= self._closes

    def next_opening(self, moment: datetime) -> datetime:
        """The first opening of a working day after this moment (in China time)."""
        if self.is_working(moment) and moment < self.opening(moment):
            return self.opening(moment)
        return self.opening(self.add_working_days(moment, 1))

    def last_closing(self, moment: datetime) -> datetime:
        """The last closing of a working day before this moment (in China time)."""
        if self.is_working(moment) and moment > self.closing(moment):
            return self.closing(moment)
        return self.closing(self.working_day_before(moment))

    def opening(self, day: date) -> datetime:
        """When the office opens on this day, or would."""
        return datetime.combine(day, self._opens, CHINA)

    def closing(self, day: date) -> datetime:
        """When the office closes on this day, or would."""
        return datetime.combine(day, self._closes, CHINA)

    def _worked_until(self, moment: datetime) -> int:
        """How much office time of its working day has run by this moment, in microseconds like everything below."""
        clock = ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond
        worked = 0
        for starts, ends in self._stretches:
            if clock > starts:
                worked += (clock if clock < ends else ends) - starts
        return worked

    def _clock_after(self, worked: int) -> int:
        """The time of a working day at which so much office time has run."""
        for starts, ends in self._stretches:
            if worked <= ends - starts:
                return starts + worked
            worked -= ends - starts
        raise ValueError("more office time than a day has")


def local(moment: datetime) -> datetime:
    """The same moment on the offices' clock. ValueError for a naive one."""
    if moment.tzinfo is CHINA:
        return moment
    if moment.utcoffset() is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(CHINA)


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time.min, CHINA)


def build_calendar(
    official: Mapping[int, Iterable[DayEntry]],
    estimated: Mapping[int, Iterable[DayEntry]],
    overrides: Iterable[DayEntry],
    hours: OfficeHours,
) -> Calendar:
    """A calendar out of the years' exceptional days; official years win over estimated ones, overrides over both.

    The years must follow one another without a hole (ValueError); an override outside them raises CalendarGap.
    """
    status_of_year: dict[int, Status] = {year: "estimated" for year in estimated}
    status_of_year |= {year: "official" for year in official}
    if not status_of_year or len(status_of_year) != max(status_of_year) - min(status_of_year) + 1:
        raise ValueError("the years of a calendar must follow one another")
    entries = {entry.day: entry for year in status_of_year for entry in official.get(year, estimated.get(year, ()))}
    own = {entry.day: entry for entry in overrides}
    for day in own:
        if day.year not in status_of_year:
            raise CalendarGap(day)
    return Calendar(status_of_year, entries | own, frozenset(own), hours)
