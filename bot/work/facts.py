"""From rows to the facts that the rules read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType

from sqlmodel import Session

from bot.rules.facts import MOMENTS, Facts
from bot.rules.workflow import State
from storage import tickets
from storage.rows import id_of
from storage.tables import Event, Ticket

# A report that came back was no report: what it had discharged is owed again, and its limit never restarts (YC-A4.1).
UNDOING = frozenset({"sent_back", "signature_refused"})
UNDONE = ("report_submitted", "completed")


def facts_of(session: Session, ticket: Ticket) -> Facts:
    """The ticket as the rules see it now."""
    return facts_from(ticket, tickets.events(session, id_of(ticket)))


def facts_from(ticket: Ticket, events: Iterable[Event]) -> Facts:
    """The facts in a ticket's row and story."""
    story = tuple(events)
    return Facts(
        kind=ticket.kind,
        urgency=ticket.urgency,
        source=ticket.source or None,
        complexity=ticket.complexity,
        tags=frozenset(ticket.tags),
        is_recheck=ticket.is_recheck,
        supervised=ticket.supervised,
        has_contact=bool(ticket.phone),
        has_site=ticket.has_site,
        simple=ticket.simple,
        open=ticket.state != State.CLOSED,
        platform_due_at=ticket.platform_due_at,
        moments=_moments(ticket, story),
        latest=_latest(story),
    )


def _latest(events: Sequence[Event]) -> Mapping[str, datetime]:
    """The last time of what happened again and again; a report of every day counts until the next one."""
    return MappingProxyType(
        {event.kind: event.at for event in sorted(events, key=attrgetter("at")) if event.kind in MOMENTS}
    )


def _moments(ticket: Ticket, events: Iterable[Event]) -> Mapping[str, datetime]:
    """When each thing first happened; a correction of the desk's replaces what the platform's text had said."""
    found: dict[str, datetime] = {}
    for event in sorted(events, key=lambda event: event.id or 0):
        if event.kind in UNDOING:
            for undone in UNDONE:
                found.pop(undone, None)
        if event.kind == "accepted" and event.data.get("unit_id") != ticket.unit_id:
            continue
        if event.kind in MOMENTS:
            found.setdefault(event.kind, event.at)
        if event.kind == "contact_attempt" and event.data.get("by") == "desk":
            found.setdefault("desk_tried", event.at)
        if event.kind == "corrected":
            corrected: dict[str, str] = event.data.get("moments", {})
            found.update({name: datetime.fromisoformat(at) for name, at in corrected.items()})
    return MappingProxyType(found)
