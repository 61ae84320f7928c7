"""A ticket with everything that has happened to it, read once."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules.facts import Facts
from bot.rules.workflow import State
from bot.work.facts import UNDOING, facts_from
from bot.work.offices import Law, Offices
from storage import tickets
from storage.rows import id_of
from storage.tables import Event, Ticket

RECHECKED = "rechecked"


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket, what happened to it in the order it happened, the facts in that, and the law it lives under."""

    ticket: Ticket
    events: tuple[Event, ...]
    facts: Facts
    law: Law

    @property
    def state(self) -> State:
        return State(self.ticket.state)

    @property
    def this_life(self) -> tuple[Event, ...]:
        """What happened since the ticket came back as a recheck, or everything: a recheck is handled anew."""
        began = max((id_of(event) for event in self.events if event.kind == RECHECKED), default=0)
        return tuple(event for event in self.events if id_of(event) >= began)

    @property
    def rechecked_at(self) -> datetime | None:
        """When the ticket came back as a recheck, if it did."""
        return max((event.recorded_at for event in self.events if event.kind == RECHECKED), default=None)

    def latest(self, kind: str) -> Event | None:
        """The event of one kind that happened last in this life of the ticket, whenever that was."""
        return next((event for event in reversed(self.this_life) if event.kind == kind), None)

    @property
    def visit(self) -> Event | None:
        """The last site visit of the unit that has the ticket: each unit looks for itself (NM-R8.1)."""
        return self.latest("site_visit") if self.facts.at("site_visit") is not None else None

    def this_round(self, kind: str) -> list[Event]:
        """The events of one kind since the report last came back, in the order they were told."""
        told = sorted(self.events, key=id_of)
        last_return = max((id_of(event) for event in told if event.kind in UNDOING), default=0)
        return [event for event in told if event.kind == kind and id_of(event) > last_return]

    def last(self, kind: str) -> Event | None:
        """The event of one kind told last since the report last came back."""
        return next(reversed(self.this_round(kind)), None)


def story_of(session: Session, offices: Offices, ticket: Ticket) -> Story:
    events = tuple(tickets.events(session, id_of(ticket)))
    return Story(ticket, events, facts_from(ticket, events), offices.law(ticket))
