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
UNDOING = frozenset({"sent_back", "signature_refused", "reopened", "rechecked"})
UNDONE = ("report_submitted", "completed", "closed", "returned")
# A recheck is a life of its own under the old number: its limits run from the recheck's receipt (PT-T11, NM-T12).
BEFORE_A_RECHECK = frozenset({"called"})


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
        return_reason=_return_reason(story),
        platform_due_at=ticket.platform_due_at,
        extended_until=_extended_until(story),
        moments=_moments(ticket, story),
        latest=_latest(story),
    )


def _return_reason(events: Sequence[Event]) -> str | None:
    """On which ground the ticket is being returned, or was; none once the return was refused or taken back."""
    told = sorted(events, key=lambda event: event.id or 0)
    last = next((event for event in reversed(told) if event.kind in _RETURNING), None)
    return str(last.data["ground"]) if last is not None and "ground" in last.data else None


def _extended_until(events: Sequence[Event]) -> datetime | None:
    """The date that was approved last in place of the office's own limit."""
    approved = [event for event in events if event.kind == "extension_approved"]
    return datetime.fromisoformat(approved[-1].data["until"]) if approved else None


_RETURNING = frozenset({"return_applied", "returned", "return_refused", "return_withdrawn", "rechecked", "reopened"})


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
        if event.kind == "rechecked":
            found = {name: at for name, at in found.items() if name in BEFORE_A_RECHECK}
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
