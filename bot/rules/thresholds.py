"""Counts: so many tickets within a window, and so many attempts far enough apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from bot.rules.calendar import local, midnight
from bot.rules.limits import Reckoning, Span, read_span
from bot.rules.vocabulary import Moment, Party
from bot.rules.written import Written, minute_of_day


@dataclass(frozen=True, slots=True)
class Threshold(Written):
    """A number of tickets at which something must be done; `within` empty means without end.

    `within`: "1 natural_days" is the calendar day from 0:00 to 24:00, "168 wall_hours" any stretch of that length;
    "以上" includes the number (G-6). `drafts`: the bulletin that is drafted then; where somebody must judge something
    else first (`judged`), only when they say so.
    """

    id: str
    name: str
    clause: str
    counts: Literal[
        "same_kind_accepted",
        "same_caller_same_matter",
        "callers_of_same_matter",
        "unsolved_repeats",
        "signed_untrue_forms",
    ]
    at_least: int
    then: str
    within: str | None = None
    owed_by: Party | None = None
    tell: tuple[Party, ...] = ()
    drafts: Literal["special"] | None = None
    judged: bool = False
    assumed: str | None = None
    days: int | None = field(init=False, repr=False, compare=False, default=None)
    stretch: timedelta | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.at_least < 2:
            raise ValueError("at_least 应不小于 2")
        if self.within is not None:
            self._read_window(read_span(self.within))

    def reaches_back_to(self, moment: datetime) -> datetime | None:
        """The first moment whose ticket counts together with one of `moment`; None where the window has no end."""
        if self.stretch is not None:
            return moment - self.stretch
        return None if self.days is None else midnight(local(moment).date() - timedelta(days=self.days - 1))

    def _read_window(self, span: Span) -> None:
        if span.reckoning is Reckoning.NATURAL_DAYS:
            object.__setattr__(self, "days", span.amount)
        elif span.reckoning is Reckoning.WALL_HOURS:
            object.__setattr__(self, "stretch", timedelta(hours=span.amount))
        else:
            raise ValueError("计数的时间窗用 natural_days 或 wall_hours")


@dataclass(frozen=True, slots=True)
class Attempts(Written):
    """How often, and how far apart, a caller must be tried before 联系未果 may be written.

    `slots`: times of day ("09:00" to "12:00") of which every attempt must use another one, on whatever day.
    """

    id: str
    name: str
    clause: str
    at_least: int
    minutes_apart: int
    purposes: tuple[Moment, ...]
    slots: tuple[tuple[str, str], ...] = ()
    assumed: str | None = None
    slot_minutes: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        if self.at_least < 1 or self.minutes_apart < 0:
            raise ValueError("at_least 应不小于 1，minutes_apart 不能为负")
        minutes = tuple((minute_of_day(begins), minute_of_day(ends)) for begins, ends in self.slots)
        object.__setattr__(self, "slot_minutes", minutes)
        if any(later[0] < earlier[1] for earlier, later in pairwise(minutes)) or any(a >= b for a, b in minutes):
            raise ValueError("slots 应依次为互不重叠的时段，止于起后")
        if 0 < len(minutes) < self.at_least:
            raise ValueError("slots 少于 at_least，永远达不到次数")

    def slot_of(self, moment: datetime) -> int | None:
        """Which slot a moment lies in; None outside all of them. A slot's end belongs to the next one."""
        here = local(moment)
        minute = here.hour * 60 + here.minute
        return next((place for place, (a, b) in enumerate(self.slot_minutes) if a <= minute < b), None)


def reached_at(threshold: Threshold, moments: Iterable[datetime]) -> datetime | None:
    """When the count first reached the threshold, out of the moments of all tickets that count; None if it has not."""
    counted: list[datetime] = []
    for moment in sorted(moments):
        counted.append(moment)
        since = threshold.reaches_back_to(moment)
        if sum(since is None or other >= since for other in counted) >= threshold.at_least:
            return moment
    return None


def spaced(moments: Iterable[datetime], minutes_apart: int) -> tuple[datetime, ...]:
    """The attempts that count, earliest first: each at least so many minutes after the one counted before it (G-6)."""
    counted: list[datetime] = []
    for moment in sorted(moments):
        if not counted or moment - counted[-1] >= timedelta(minutes=minutes_apart):
            counted.append(moment)
    return tuple(counted)


def counting(attempts: Attempts, moments: Iterable[datetime]) -> tuple[datetime, ...]:
    """The attempts that count under this rule, earliest first: far enough apart, each in another slot of the day."""
    apart = spaced(moments, attempts.minutes_apart)
    if not attempts.slots:
        return apart
    first: dict[int, datetime] = {}
    for moment in apart:
        slot = attempts.slot_of(moment)
        if slot is not None:
            first.setdefault(slot, moment)
    return tuple(first.values())


def tried_enough(attempts: Attempts, moments: Iterable[datetime]) -> bool:
    """Whether these attempts suffice to write 联系未果."""
    return len(counting(attempts, moments)) >= attempts.at_least
