"""One way to count a due moment, as a rulebook writes it, read into numbers once."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.rules.condition import ALWAYS, Condition
from bot.rules.written import Written, minute_of_day


class Reckoning(StrEnum):
    """The closed list of ways to count. One more needs a decision note."""

    WALL_MINUTES = "wall_minutes"
    WALL_HOURS = "wall_hours"
    WORK_MINUTES = "work_minutes"
    SAME_DAY = "same_day"
    NATURAL_DAYS = "natural_days"
    WORKING_DAYS = "working_days"
    CLOCK_TIME = "clock_time"
    DAILY = "daily"
    PLATFORM = "platform"
    EXTENSION = "extension"


BY_DAYS = frozenset({Reckoning.SAME_DAY, Reckoning.NATURAL_DAYS, Reckoning.WORKING_DAYS})
"""Reckonings that end with a day, not with a minute."""

LARGEST = {
    Reckoning.WALL_MINUTES: 7 * 24 * 60,
    Reckoning.WALL_HOURS: 30 * 24,
    Reckoning.WORK_MINUTES: 7 * 24 * 60,
    Reckoning.NATURAL_DAYS: 400,
    Reckoning.WORKING_DAYS: 250,
}
"""More than that is a slip of the pen."""

SPAN = re.compile(r"(\d+) ([a-z_]+)")
STARTED = re.compile(r"(before|from) (\S+)")
BY_OFFICE_HOURS = {"in office hours": True, "outside office hours": False}


@dataclass(frozen=True, slots=True)
class Span:
    """How long, or until what time of which day.

    `amount` counts units of `reckoning`, or days until the clock time `minute` (of the day) on `day`.
    """

    reckoning: Reckoning
    amount: int = 0
    minute: int = 0
    day: str = ""


@dataclass(frozen=True, slots=True)
class Roll(Written):
    """A last day that is off moves to the first working day after it."""

    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Limit(Written):
    """One way to count a due moment; which of a rule's limits counts is decided by `when` and `started`.

    `within`: "60 work_minutes", "120 wall_minutes", "24 wall_hours", "1 natural_days", "4 working_days"; `not_after`:
    never later than the due moment of that rule. `by` and `on`: a clock time on same_day | next_day | next_working_day
    | every_day; `on = "same_day"` alone means the end of that day. `same_as`: the due moment of another rule, the
    earliest of several. `given`: whatever the platform printed, or what an approved extension says. `started`:
    "before 12:00" | "from 12:00" | "in office hours" | "outside office hours".
    """

    within: str | None = None
    by: str | None = None
    on: Literal["same_day", "next_day", "next_working_day", "every_day"] | None = None
    same_as: str | tuple[str, ...] | None = None
    given: Literal["platform", "extension"] | None = None
    not_after: str | None = None
    when: Condition = ALWAYS
    started: str | None = None
    roll: Roll | None = None
    assumed: str | None = None
    span: Span | None = field(init=False, repr=False, compare=False, default=None)
    started_before: int | None = field(init=False, repr=False, compare=False, default=None)
    started_from: int | None = field(init=False, repr=False, compare=False, default=None)
    started_at_work: bool | None = field(init=False, repr=False, compare=False, default=None)
    lenders: tuple[str, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        if [self.within, self.on, self.same_as, self.given].count(None) != 3:
            raise ValueError("时限应写明 within、on、same_as、given 四者之一，且只写一个")
        self._read_started()
        lenders = (self.same_as,) if isinstance(self.same_as, str) else self.same_as or ()
        object.__setattr__(self, "lenders", lenders)
        if self.within is not None:
            object.__setattr__(self, "span", read_span(self.within))
        elif self.on is not None:
            object.__setattr__(self, "span", self._clock_span(self.on))
        self._refuse_idle_words()

    def meets_start(self, minute: int, at_work: bool) -> bool:
        """Whether a duty that starts at this minute of a day, within office hours or not, is meant."""
        if self.started_at_work is not None and at_work != self.started_at_work:
            return False
        if self.started_before is not None:
            return minute < self.started_before
        return self.started_from is None or minute >= self.started_from

    def _read_started(self) -> None:
        if self.started is None:
            return
        if self.started in BY_OFFICE_HOURS:
            object.__setattr__(self, "started_at_work", BY_OFFICE_HOURS[self.started])
            return
        read = STARTED.fullmatch(self.started)
        if read is None:
            raise ValueError(f"started = “{self.started}”应写成 before 12:00、from 12:00、{'、'.join(BY_OFFICE_HOURS)}")
        minute = minute_of_day(read[2])
        if not minute:
            raise ValueError(f"started = “{self.started}”不分先后，整天都在一边")
        object.__setattr__(self, f"started_{read[1]}", minute)

    def _clock_span(self, on: str) -> Span:
        if self.by is None:
            if on != "same_day":
                raise ValueError(f"on = “{on}”须用 by 写明几点")
            return Span(Reckoning.SAME_DAY)
        minute = minute_of_day(self.by)
        if on == "same_day" and (self.started_before is None or self.started_before > minute):
            raise ValueError(f"当日 {self.by} 的时限须用 started 限定在 {self.by} 以前开始，否则到期早于起算")
        reckoning = Reckoning.DAILY if on == "every_day" else Reckoning.CLOCK_TIME
        return Span(reckoning, int(on in {"next_day", "next_working_day"}), minute, on)

    def _refuse_idle_words(self) -> None:
        if self.by is not None and self.on is None:
            raise ValueError("写了 by，还须用 on 写明哪一天")
        if self.not_after is not None and self.within is None:
            raise ValueError("not_after（不晚于）只与 within 一起用")
        can_roll = self.span is not None and (self.span.reckoning is Reckoning.NATURAL_DAYS or self.on == "next_day")
        if self.roll is not None and not can_roll:
            raise ValueError("roll（遇休息日顺延）只用于自然日和 next_day 的时限")


def read_span(text: str) -> Span:
    """ "4 working_days" → Span. ValueError, in Chinese, for an unknown unit or an impossible number."""
    read = SPAN.fullmatch(text)
    unit = read[2] if read else ""
    if read is None or unit not in LARGEST:
        raise ValueError(f"“{text}”不是时长，应写成 4 working_days 这样，单位可用：{'、'.join(LARGEST)}")
    amount, reckoning = int(read[1]), Reckoning(unit)
    if not 1 <= amount <= LARGEST[reckoning]:
        raise ValueError(f"“{text}”不可能：数目应在 1 与 {LARGEST[reckoning]} 之间")
    return Span(reckoning, amount)
