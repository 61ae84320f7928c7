"""When a rule applies: a closed set of questions about a ticket, written as data."""

from dataclasses import dataclass
from typing import Literal

from bot.rules.facts import Facts
from bot.rules.vocabulary import Complexity, Kind, Source, Supervised, Urgency

DayKind = Literal["working_day", "other_day"]


@dataclass(frozen=True, slots=True)
class Condition:
    """Every key that is given must hold; a list holds when the ticket has one of its words. No key: always.

    `未定` in a list stands for a property nobody filled in. `any_of` holds when one of its conditions does, `none_of`
    when none does. `received_on` asks about the day of receipt and holds for neither answer while that is unknown.
    """

    __pydantic_config__ = {"extra": "forbid"}

    kind: tuple[Kind | Literal["未定"], ...] = ()
    urgency: tuple[Urgency, ...] = ()
    source: tuple[Source | Literal["未定"], ...] = ()
    complexity: tuple[Complexity | Literal["未定"], ...] = ()
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

    def holds(self, facts: Facts, received_on: DayKind | None) -> bool:
        """Whether a ticket with these facts, received on such a day, is meant."""
        raise NotImplementedError
