"""Who did what happened to a ticket, and for whom where somebody stood in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from storage import staff
from storage.tables import Event, Signature

FOR_WHOM = "for_person_id"
"""Where an event names the person for whom its author acted."""
NAMED = (FOR_WHOM, "from", "to")
"""Where an event's data names people; an id that is nobody's has no name."""


@dataclass(frozen=True, slots=True)
class Authors:
    """The names of everybody who has to do with a ticket's story, by their ids."""

    names: Mapping[int, str]

    def of(self, event: Event) -> str:
        """`张三`, or `李四（代张三）` where only standing in for somebody gave the right to act."""
        name = self.names.get(event.person_id or 0, "")
        absent = self.names.get(event.data.get(FOR_WHOM) or 0, "")
        return f"{name}（代{absent}）" if absent else name


def authors_of(session: Session, events: Iterable[Event], signatures: Iterable[Signature]) -> Authors:
    """The people of a ticket's story, read once."""
    told = list(events)
    people: set[Any] = {event.person_id for event in told} | {signature.person_id for signature in signatures}
    people |= {event.data.get(place) for event in told for place in NAMED}
    return Authors(staff.names(session, {person for person in people if isinstance(person, int)}))
