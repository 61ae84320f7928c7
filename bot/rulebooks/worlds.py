"""All the tickets that a few conditions can tell apart: to find branches that overlap or are never reached."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any, get_args

from bot.rules.condition import LISTS, SWITCHES, Condition, DayKind
from bot.rules.facts import Facts
from bot.rules.limits import Limit
from bot.rules.vocabulary import UNSET, Complexity, Kind, Source, Supervised, Urgency

WORDS: dict[str, tuple[str | None, ...]] = {
    "kind": (None, *get_args(Kind)),
    "urgency": get_args(Urgency),
    "source": (None, *get_args(Source)),
    "complexity": (None, *get_args(Complexity)),
    "supervised": get_args(Supervised),
    "return_reason": (None, "别的理由"),
}
SAID = {None: UNSET, True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class World:
    """One ticket among those that matter, the kind of day it came on, and the minute at which the duty starts.

    `at_work`: whether that minute lies within office hours.
    """

    facts: Facts
    asked: tuple[str, ...]
    received_on: DayKind | None
    minute: int
    at_work: bool

    def meets(self, condition: Condition) -> bool:
        return condition.holds(self.facts, self.received_on)

    def meets_limit(self, limit: Limit) -> bool:
        return limit.meets_start(self.minute, self.at_work) and self.meets(limit.when)

    def words(self) -> str:
        """The ticket in a few words, as an example."""
        said = [f"{name} = {_said(getattr(self.facts, name))}" for name in self.asked]
        day = [f"received_on = {self.received_on}"] if self.received_on else []
        return "，".join((*said, *day)) or "任何工单"


def worlds(conditions: Iterable[Condition], limits: Sequence[Limit]) -> Iterator[World]:
    """Every combination of answers that the conditions and the limits' starting times can tell apart."""
    asked = [condition for outer in conditions for condition in outer.within()]
    domains = {name: domain for name in (*LISTS, *SWITCHES, "tags") if (domain := _domain(name, asked))}
    days: list[DayKind | None] = ["working_day", "other_day"]
    if not any(condition.received_on for condition in asked):
        days = [None]
    hours = [True, False] if any(limit.started_at_work is not None for limit in limits) else [True]
    names, starts = tuple(domains), list(product(days, _minutes(limits), hours))
    for values in product(*domains.values()):
        facts = Facts(**dict(zip(names, values, strict=True)))
        for day, minute, at_work in starts:
            yield World(facts, names, day, minute, at_work)


def _domain(name: str, asked: Iterable[Condition]) -> list[Any]:
    """The values worth trying: one of every group that no condition tells apart, and one that nobody names."""
    given = [getattr(condition, name) for condition in asked]
    if name in SWITCHES:
        return [True, False] if any(value is not None for value in given) else []
    named = list(dict.fromkeys(chain.from_iterable(given)))
    if not named:
        return []
    if name == "tags":
        apart = _told_apart(named, given)
        return [frozenset(few) for size in range(3) for few in combinations(apart, size)]
    return [None if word == UNSET else word for word in _told_apart([*named, *map(_written, WORDS[name])], given)]


def _told_apart(words: Iterable[str], given: Sequence[Sequence[str]]) -> list[str]:
    """The first of all words that stand in the same lists."""
    first: dict[tuple[bool, ...], str] = {}
    for word in words:
        first.setdefault(tuple(word in words_of_one for words_of_one in given), word)
    return list(first.values())


def _written(word: str | None) -> str:
    return UNSET if word is None else word


def _minutes(limits: Sequence[Limit]) -> list[int]:
    borders = {limit.started_before for limit in limits} | {limit.started_from for limit in limits}
    return sorted({0, *(minute for border in borders if border is not None for minute in (border - 1, border))})


def _said(value: object) -> str:
    if isinstance(value, frozenset):
        return "、".join(sorted(value)) or "无"
    return SAID[value] if value is None or isinstance(value, bool) else str(value)
