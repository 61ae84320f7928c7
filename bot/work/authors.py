"""Who did what happened to a ticket, and for whom where somebody stood in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot.work.parties import party_of
from storage import staff, standing_in, tickets
from storage.rows import id_of
from storage.tables import Deputy, Event, Ticket


@dataclass(frozen=True, slots=True)
class Authors:
    """Names by person; `concerned` are those whose own posts have to do with the ticket; `stand_ins` by deputy."""

    names: Mapping[int, str]
    concerned: frozenset[int]
    stand_ins: Mapping[int, tuple[Deputy, ...]]

    def name(self, event: Event) -> str:
        """`张三`, or `李四（代张三）` where only standing in for somebody gave the right to act."""
        if event.person_id is None:
            return ""
        name = self.names.get(event.person_id, "")
        absent = self._absent(event)
        return f"{name}（代{absent}）" if absent else name

    def _absent(self, event: Event) -> str:
        if event.person_id is None or event.person_id in self.concerned:
            return ""
        at = event.recorded_at
        for deputy in self.stand_ins.get(event.person_id, ()):
            if deputy.starts_at <= at < deputy.ends_at and deputy.person_id in self.concerned:
                return self.names.get(deputy.person_id, "")
        return ""


def authors_of(session: Session, ticket: Ticket, events: Iterable[Event]) -> Authors:
    """The people of a ticket's story, read once."""
    people = {event.person_id for event in events if event.person_id is not None}
    people |= {signature.person_id for signature in tickets.voided_signatures(session, id_of(ticket))}
    stand_ins: dict[int, tuple[Deputy, ...]] = {}
    for deputy in standing_in.stand_ins_of(session, people):
        stand_ins[deputy.deputy_id] = (*stand_ins.get(deputy.deputy_id, ()), deputy)
    people |= {deputy.person_id for found in stand_ins.values() for deputy in found}
    posts = standing_in.posts_of(session, people)
    concerned = {one for one, held in posts.items() if any(party_of(post, ticket) for post in held)}
    return Authors(staff.names(session, people), frozenset(concerned), stand_ins)
