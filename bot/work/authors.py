"""Who did what happened to a ticket, and for whom where somebody stood in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from storage import staff
from storage.tables import Event, Signature

FOR_WHOM = "for_person_id"
"""Where an event names the person for whom its author acted."""
SIGNER, SIGNER_FOR = "signer", "signer_for"
"""Where an event names who signed the paper that its author entered, and in whose place."""
NAMED = (FOR_WHOM, SIGNER, SIGNER_FOR, "from", "to")
"""Where an event's data names people; an id that is nobody's has no name."""


def how_signed(event: Event | None) -> str:
    """What the author of a signature's event did: sign, or enter what another signed on paper."""
    return "登记纸质签字" if event is not None and SIGNER in event.data else "签批"


@dataclass(frozen=True, slots=True)
class Authors:
    """The names of everybody who has to do with a ticket's story, by their ids."""

    names: Mapping[int, str]

    def of(self, event: Event) -> str:
        """`张三`, or `李四（代张三）` where only standing in for somebody gave the right to act."""
        return self._named(event.person_id, event.data.get(FOR_WHOM))

    def of_signature(self, signature: Signature) -> str:
        """As `of`."""
        return self._named(signature.person_id, signature.for_person_id)

    def _named(self, person_id: int | None, for_person_id: int | None) -> str:
        name, absent = self.names.get(person_id or 0, ""), self.names.get(for_person_id or 0, "")
        return f"{name}（代{absent}）" if absent else name


def authors_of(session: Session, events: Iterable[Event], signatures: Iterable[Signature]) -> Authors:
    """The people of a ticket's story, read once."""
    told, signed = list(events), list(signatures)
    people: set[Any] = {event.person_id for event in told} | {one.person_id for one in signed}
    people |= {one.for_person_id for one in signed}
    people |= {event.data.get(place) for event in told for place in NAMED}
    return Authors(staff.names(session, {person for person in people if isinstance(person, int)}))
