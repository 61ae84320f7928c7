"""To which unit a ticket should go, by which of the office's dispatch principles, and why: a suggestion, never more."""

from collections.abc import Iterator
from dataclasses import dataclass

# The principles by which something can be told from a ticket's words and history, under the names documents give them.
BY_HISTORY, BY_NAME, BY_DUTIES = ("事实原则",), ("关联原则",), ("职责原则", "法定")
SAME_MATTER, SAME_CALLER, NAMED, DUTY = 30, 5, 20, 10


@dataclass(frozen=True, slots=True)
class UnitClue:
    """A unit that takes tickets, with the words that tell which matters are its own."""

    unit_id: int
    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierTicket:
    """A ticket of the same caller, or about the same matter, that a unit handled before."""

    unit_id: int
    number: str
    same_caller: bool = False
    same_matter: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit with the principle (in the rulebook's words, empty where it has none for it) and the reasons."""

    unit_id: int
    name: str
    principle: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    weight: int
    names: tuple[str, ...]
    reason: str


def suggest(
    text: str, units: tuple[UnitClue, ...], earlier: tuple[EarlierTicket, ...], principles: tuple[str, ...]
) -> tuple[Suggestion, ...]:
    """The units for which something speaks, the strongest first.

    `text`: what the ticket says. `earlier`: newest first. `principles`: the names that the rulebook knows.
    """
    found = [(unit, tuple(_signs(text, unit, earlier))) for unit in units]
    weighed = [(sum(sign.weight for sign in signs), unit, signs) for unit, signs in found if signs]
    weighed.sort(key=lambda one: -one[0])
    return tuple(
        Suggestion(unit.unit_id, unit.name, _principle(signs, principles), tuple(sign.reason for sign in signs))
        for _, unit, signs in weighed
    )


def _signs(text: str, unit: UnitClue, earlier: tuple[EarlierTicket, ...]) -> Iterator[_Sign]:
    handled = [ticket for ticket in earlier if ticket.unit_id == unit.unit_id]
    if handled:
        yield _history(unit, max(handled, key=lambda ticket: (ticket.same_matter, ticket.same_caller)))
    if unit.name in text:
        yield _Sign(NAMED, BY_NAME, f"来电内容点名{unit.name}")
    words = [word for word in unit.words if word and word in text]
    if words:
        yield _Sign(DUTY * len(words), BY_DUTIES, f"属于{unit.name}的职责：{'、'.join(words[:4])}")


def _history(unit: UnitClue, ticket: EarlierTicket) -> _Sign:
    """The same matter says much, the same caller alone a little, both together most."""
    weight = SAME_MATTER * ticket.same_matter + SAME_CALLER * ticket.same_caller
    whose = "同一来电人的同一件事" if ticket.same_matter and ticket.same_caller else "同一件事"
    what = whose if ticket.same_matter else "同一来电人此前的工单"
    return _Sign(weight, BY_HISTORY if ticket.same_matter else (), f"{what}（…{ticket.number[-6:]}）由{unit.name}办理")


def _principle(signs: tuple[_Sign, ...], principles: tuple[str, ...]) -> str:
    strongest = max(signs, key=lambda sign: sign.weight)
    return next((name for name in strongest.names if name in principles), "")
