"""When a rule applies: a closed set of questions about a ticket, written as data."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bot.rules.facts import Facts
from bot.rules.vocabulary import UNSET, Complexity, Kind, Source, Supervised, Urgency
from bot.rules.written import Written

DayKind = Literal["working_day", "other_day"]

LISTS = ("kind", "urgency", "source", "complexity", "supervised", "return_reason")
SWITCHES = ("is_recheck", "has_contact", "has_site", "simple")


class Profile(NamedTuple):
    """What conditions can ask of a ticket, and nothing else: many tickets share one, so answers can be kept by it."""

    kind: str | None
    urgency: str
    source: str | None
    complexity: str | None
    tags: frozenset[str]
    supervised: str
    return_reason: str | None
    is_recheck: bool
    has_contact: bool
    has_site: bool
    simple: bool


def profile_of(facts: Facts) -> Profile:
    """The profile of a ticket."""
    return Profile(
        facts.kind,
        facts.urgency,
        facts.source,
        facts.complexity,
        facts.tags,
        facts.supervised,
        facts.return_reason,
        facts.is_recheck,
        facts.has_contact,
        facts.has_site,
        facts.simple,
    )


@dataclass(frozen=True, slots=True)
class Condition(Written):
    """Every key that is given must hold; a list holds when the ticket has one of its words. No key: always.

    `未定` in a list stands for a property nobody filled in. `any_of` holds when one of its conditions does, `none_of`
    when none does. `received_on` asks about the day of receipt and holds for neither answer while that is unknown.
    """

    kind: tuple[Literal[Kind, "未定"], ...] = ()
    urgency: tuple[Urgency, ...] = ()
    source: tuple[Literal[Source, "未定"], ...] = ()
    complexity: tuple[Literal[Complexity, "未定"], ...] = ()
    tags: tuple[str, ...] = ()
    supervised: tuple[Supervised, ...] = ()
    return_reason: tuple[str, ...] = ()
    is_recheck: bool | None = None
    has_contact: bool | None = None
    has_site: bool | None = None
    simple: bool | None = None
    received_on: DayKind | None = None
    any_of: "tuple[Condition, ...]" = ()
    none_of: "tuple[Condition, ...]" = ()
    _properties: tuple[tuple[str, frozenset[Any]], ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        lists = [(name, frozenset(getattr(self, name))) for name in LISTS if getattr(self, name)]
        switches = [(name, frozenset((getattr(self, name),))) for name in SWITCHES if getattr(self, name) is not None]
        object.__setattr__(self, "_properties", (*lists, *switches))

    def holds(self, ticket: Facts | Profile, received_on: DayKind | None) -> bool:
        """Whether such a ticket, received on such a day, is meant."""
        for name, wanted in self._properties:
            value = getattr(ticket, name)
            if (UNSET if value is None else value) not in wanted:
                return False
        if self.received_on is not None and received_on != self.received_on:
            return False
        if self.tags and ticket.tags.isdisjoint(self.tags):
            return False
        if self.any_of and not any(condition.holds(ticket, received_on) for condition in self.any_of):
            return False
        return not any(condition.holds(ticket, received_on) for condition in self.none_of)

    def within(self) -> "tuple[Condition, ...]":
        """This condition and every one inside it."""
        inner = (*self.any_of, *self.none_of)
        return (self, *(deeper for condition in inner for deeper in condition.within()))

    def asks_day_of_receipt(self) -> bool:
        """Whether the answer depends on the calendar."""
        return any(condition.received_on is not None for condition in self.within())


ALWAYS = Condition()
