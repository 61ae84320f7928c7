"""The working calendar of one office: which days count, how sure that is, and arithmetic by tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

CHINA = timezone(timedelta(hours=8))
"""The offices' clock; China keeps no summer time since 1991."""

Status = Literal["official", "estimated", "override"]


class CalendarGap(Exception):
    """A count reached a day of which nothing is known."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.year} 年没有日历数据，{day.isoformat()} 是不是工作日无从知道")
        self.day = day


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an office works, as "HH:MM"; `lunch` is the pause in which work minutes do not run, if there is one."""

    __pydantic_config__ = {"extra": "forbid"}

    opens: str
    closes: str
    lunch: tuple[str, str] | None = None
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A day that is not what its weekday says, or that somebody fixed: `name` is the holiday it belongs to."""

    day: date
    is_working: bool
    name: str = ""


class Calendar:
    """Immutable. Days are local dates; moments are aware and answered in China time."""

    def is_working(self, day: date) -> bool:
        raise NotImplementedError

    def status(self, day: date) -> Status:
        """How sure we are of this day."""
        raise NotImplementedError

    def reason(self, day: date) -> str:
        """Why a day is off (周六, 国庆节 …) or, on a make-up day, why it is not; empty on an ordinary working day."""
        raise NotImplementedError

    def add_working_days(self, day: date, days: int) -> date:
        """The n-th working day after `day`; the day itself is day zero (G-1)."""
        raise NotImplementedError

    def add_work_minutes(self, moment: datetime, minutes: int) -> datetime:
        """The moment at which so many minutes of office time have run since `moment` (G-5)."""
        raise NotImplementedError

    def leans_on_estimate(self, first: date, last: date) -> bool:
        """Whether a day from `first` to `last`, both included, is only estimated."""
        raise NotImplementedError

    def opening(self, day: date) -> datetime:
        raise NotImplementedError

    def closing(self, day: date) -> datetime:
        raise NotImplementedError


def build_calendar(
    official: Mapping[int, Iterable[DayEntry]],
    estimated: Mapping[int, Iterable[DayEntry]],
    overrides: Iterable[DayEntry],
    hours: OfficeHours,
) -> Calendar:
    """A calendar out of the years' exceptional days; a year in neither table is a gap, an override wins over both."""
    raise NotImplementedError
