"""A year's published days off and make-up working days, whole and plausible, before anything is written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.rulebooks.days import built_in_days
from bot.rules.calendar import DayEntry

HOLIDAYS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
"""What every notice since 2008 names; two of them may fall together (国庆节、中秋节)."""
FIXED = {"元旦": (1, 1), "劳动": (5, 1), "国庆": (10, 1)}
"""Holidays by the sun, which no notice moves away from."""


class HolidayFaults(Exception):
    """Why a plan is refused: one plain sentence per fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class HolidayPlan:
    """The exceptional days of one notice, in order. `year`: the one in its title; a few days may lie in the December
    before. `unused`: sentences that arrange no day, to be shown."""

    year: int
    days: tuple[DayEntry, ...]
    source: str
    unused: tuple[str, ...] = ()

    @property
    def off(self) -> int:
        return sum(not entry.is_working for entry in self.days)

    @property
    def made_up(self) -> int:
        return sum(entry.is_working for entry in self.days)

    def lines(self) -> Iterator[str]:
        """What was understood, holiday by holiday, as a person can compare it with the notice."""
        for name in dict.fromkeys(entry.name for entry in sorted(self.days, key=lambda entry: entry.is_working)):
            of_holiday = [entry for entry in self.days if entry.name == name]
            off = "、".join(_stretches([entry.day for entry in of_holiday if not entry.is_working]))
            made_up = "、".join(_stretches([entry.day for entry in of_holiday if entry.is_working]))
            yield f"{name}：{off or '不'}放假{f'；{made_up}上班' if made_up else ''}。"


def checked(plan: HolidayPlan) -> HolidayPlan:
    """The plan itself. HolidayFaults for one that is empty, unfinished or cannot be a year's."""
    if not plan.days:
        raise HolidayFaults([f"{plan.year} 年的放假安排还没有公布（文件里一天也没有），没有导入。"])
    if faults := list(_faults(plan)):
        raise HolidayFaults(faults)
    return plan


def with_ordinary_days(plan: HolidayPlan) -> tuple[DayEntry, ...]:
    """The plan's days, and as ordinary ones those that the built-in table wrongly expected to be exceptional."""
    named = {entry.day for entry in plan.days}
    official, estimated = built_in_days()
    expected = official.get(plan.year, estimated.get(plan.year, ()))
    ordinary = [DayEntry(entry.day, entry.day.weekday() < 5) for entry in expected if entry.day not in named]
    return tuple(sorted((*plan.days, *ordinary)))


def _faults(plan: HolidayPlan) -> Iterator[str]:
    for entry in plan.days:
        if entry.day.year != plan.year and (entry.day.year, entry.day.month) != (plan.year - 1, 12):
            yield f"{entry.day} 不在 {plan.year} 年（或上一年 12 月）。"
    days = [entry.day for entry in plan.days]
    for day in sorted({day for day in days if days.count(day) > 1}):
        yield f"{day} 写了不止一次。"
    off = {entry.day: entry.name for entry in plan.days if not entry.is_working}
    for name in HOLIDAYS:
        if not any(name in holiday for holiday in off.values()):
            yield f"没有{name}的放假安排，不像一份完整的通知。"
    for name, (month, number) in FIXED.items():
        if date(plan.year, month, number) not in off:
            yield f"{name}（{month}月{number}日）没有放假。"


def _stretches(days: Sequence[date]) -> Iterator[str]:
    """Consecutive days as one stretch: 10月1日至7日（7天）."""
    rest = sorted(days)
    while rest:
        length = 1
        while length < len(rest) and (rest[length] - rest[0]).days == length:
            length += 1
        first, last = rest[0], rest[length - 1]
        yield _day(first) if length == 1 else f"{_day(first)}至{_day(last)}（{length}天）"
        rest = rest[length:]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
