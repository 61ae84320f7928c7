"""What an office's document says, as data: the shapes that a rulebook file fills. Numbers live in the files only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.rules.calendar import OfficeHours
from bot.rules.condition import Condition
from bot.rules.vocabulary import Moment, Party

Nature = Literal["owed", "target", "window"]


@dataclass(frozen=True, slots=True)
class Roll:
    """A last day that is off moves to the first working day after it."""

    __pydantic_config__ = {"extra": "forbid"}

    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """One way to count a due moment; which of a rule's limits counts is decided by `when` and `started`.

    `within`: "60 work_minutes", "120 wall_minutes", "24 wall_hours", "1 natural_days", "4 working_days".
    `by` and `on`: a clock time on same_day | next_day | next_working_day | first_working_day | every_day; `on` alone
    means the end of that day. `same_as`: the due moment of another rule. `started`: "before 12:00" | "from 12:00".
    """

    __pydantic_config__ = {"extra": "forbid"}

    within: str | None = None
    by: str | None = None
    on: Literal["same_day", "next_day", "next_working_day", "first_working_day", "every_day"] | None = None
    same_as: str | None = None
    when: Condition = field(default_factory=Condition)
    started: str | None = None
    roll: Roll | None = None
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class DutyRule:
    """Who owes what by when. Entries that share an id are branches of one rule and must exclude each other.

    `nature`: "owed"; "target" warns but is never overdue; "window" is a chance that lapses, `afterwards` says into what.
    `platform`: the limit printed by the upper platform "replaces" ours, or wins when it is earlier ("earlier_wins").
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    name: str
    clause: str
    owed_by: Party
    starts: Moment
    ends: tuple[Moment, ...]
    limits: tuple[Limit, ...]
    ends_when: Literal["any", "all"] = "any"
    when: Condition = field(default_factory=Condition)
    remind: tuple[str, ...] = ()
    tell: tuple[Party, ...] = ()
    nature: Nature = "owed"
    platform: Literal["ignored", "replaces", "earlier_wins"] = "ignored"
    afterwards: str | None = None
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class MarkRule:
    """A moment at which leaders hear that a ticket is still open (the 2- and 4-day marks)."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    name: str
    clause: str
    starts: Moment
    after: str
    unless: tuple[Moment, ...]
    tell: tuple[Party, ...]
    owed_by: Party = "unit"
    when: Condition = field(default_factory=Condition)
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of tickets at which something must be done. `within`: "1 natural_days" | "30 natural_days" | "12 months"."""

    __pydantic_config__ = {"extra": "forbid"}

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


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often, and how far apart, a caller must be tried before 联系未果 may be written."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    name: str
    clause: str
    at_least: int
    minutes_apart: int
    purposes: tuple[Moment, ...]
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Reminding:
    """What no document prescribes about alarms: who hears of an overdue duty, how long after, and which tickets never rest."""

    __pydantic_config__ = {"extra": "forbid"}

    overdue_after_minutes: int
    overdue_tell: Mapping[Party, tuple[Party, ...]]
    urgent: tuple[str, ...] = ()
    assumed: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """One office's document. Two copies are the same only if they are the same object; a stored copy has its own text."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    name: str
    document: str
    version: str
    roles: Mapping[Party, str]
    hours: OfficeHours
    reminding: Reminding
    over: tuple[Moment, ...]
    day_end: Literal["23:59:59", "office_close"] = "23:59:59"
    duty: tuple[DutyRule, ...] = ()
    mark: tuple[MarkRule, ...] = ()
    threshold: tuple[Threshold, ...] = ()
    attempts: tuple[Attempts, ...] = ()
