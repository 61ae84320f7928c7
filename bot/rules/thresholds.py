"""Counts: so many tickets within a window, and so many attempts far enough apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from bot.rules.calendar import local
from bot.rules.limits import Reckoning, read_span
from bot.rules.vocabulary import Moment, Party
from bot.rules.written import Written


@dataclass(frozen=True, slots=True)
class Threshold(Written):
    """A number of tickets at which something must be done; `within` ("1 natural_days") empty means without end.

    One natural day is the calendar day from 0:00 to 24:00; "以上" includes the number (G-6).
    """

    id: str
    name: str
    clause: str
    counts: Literal["same_kind_accepted", "same_caller_same_matter", "callers_of_same_matter", "unsolved_repeats"]
    at_least: int
    then: str
    within: str | None = None
    owed_by: Party | None = None
    tell: tuple[Party, ...] = ()
    assumed: str | None = None
    days: int | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.at_least < 2:
            raise ValueError("at_least 应不小于 2")
        if self.within is not None:
            span = read_span(self.within)
            if span.reckoning is not Reckoning.NATURAL_DAYS:
                raise ValueError("计数的时间窗用 natural_days")
            object.__setattr__(self, "days", span.amount)


@dataclass(frozen=True, slots=True)
class Attempts(Written):
    """How often, and how far apart, a caller must be tried before 联系未果 may be written."""

    id: str
    name: str
    clause: str
    at_least: int
    minutes_apart: int
    purposes: tuple[Moment, ...]
    assumed: str | None = None

    def __post_init__(self) -> None:
        if self.at_least < 1 or self.minutes_apart < 0:
            raise ValueError("at_least 应不小于 1，minutes_apart 不能为负")


def reached_at(threshold: Threshold, moments: Iterable[datetime]) -> datetime | None:
    """When the count first reached the threshold, out of the moments of all tickets that count; None if it has not."""
    counted: list[date] = []
    for moment in sorted(moments):
        day = local(moment).date()
        counted.append(day)
        since = date.min if threshold.days is None else day - timedelta(days=threshold.days - 1)
        if sum(other >= since for other in counted) >= threshold.at_least:
            return moment
    return None


def spaced(moments: Iterable[datetime], minutes_apart: int) -> tuple[datetime, ...]:
    """The attempts that count, earliest first: each at least so many minutes after the one counted before it (G-6)."""
    counted: list[datetime] = []
    for moment in sorted(moments):
        if not counted or moment - counted[-1] >= timedelta(minutes=minutes_apart):
            counted.append(moment)
    return tuple(counted)


def tried_enough(attempts: Attempts, moments: Iterable[datetime]) -> bool:
    """Whether these attempts suffice to write 联系未果."""
    return len(spaced(moments, attempts.minutes_apart)) >= attempts.at_least
