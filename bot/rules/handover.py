"""What is handed over at the end of a day: every open ticket once, under the first heading that it belongs to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """An open ticket as the list needs it. `who` is waited for; `ours`: that is the reader's side.

    `duty` and `due_at` are of what must be done soonest; empty and None where nothing is owed.
    """

    ticket_id: int
    revision: int
    number: str
    matter: str
    state: str
    who: str
    ours: bool
    duty: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of the other tickets wait for somebody, by state."""

    who: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Headings:
    """The tickets by urgency: late, due before the day is over, due by the end of the next working day, the reader's
    own turn; the rest only counted."""

    late: tuple[OpenTicket, ...]
    tonight: tuple[OpenTicket, ...]
    tomorrow: tuple[OpenTicket, ...]
    ours: tuple[OpenTicket, ...]
    others: tuple[Waiting, ...]

    @property
    def urgent(self) -> tuple[OpenTicket, ...]:
        return (*self.late, *self.tonight, *self.tomorrow, *self.ours)


def under_headings(
    tickets: Iterable[OpenTicket], now: datetime, day_over: datetime, next_day_over: datetime
) -> Headings:
    """Each ticket once; within a heading the soonest due first."""
    ordered = sorted(tickets, key=_soonest)
    late = [one for one in ordered if _due(one, now)]
    tonight = [one for one in ordered if _due(one, day_over) and one not in late]
    tomorrow = [one for one in ordered if _due(one, next_day_over) and not _due(one, day_over)]
    rest = [one for one in ordered if not _due(one, next_day_over)]
    ours = [one for one in rest if one.ours]
    return Headings(
        tuple(late), tuple(tonight), tuple(tomorrow), tuple(ours), _counted([o for o in rest if not o.ours])
    )


def _due(ticket: OpenTicket, until: datetime) -> bool:
    return ticket.due_at is not None and ticket.due_at <= until


def _soonest(ticket: OpenTicket) -> tuple[bool, float, int]:
    return ticket.due_at is None, ticket.due_at.timestamp() if ticket.due_at else 0.0, ticket.ticket_id


def _counted(tickets: Sequence[OpenTicket]) -> tuple[Waiting, ...]:
    """Most waited for first."""
    counts: dict[tuple[str, str], int] = {}
    for ticket in tickets:
        counts[ticket.who, ticket.state] = counts.get((ticket.who, ticket.state), 0) + 1
    return tuple(Waiting(who, state, count) for (who, state), count in sorted(counts.items(), key=_most))


def _most(counted: tuple[tuple[str, str], int]) -> tuple[int, str, str]:
    (who, state), count = counted
    return -count, who, state
