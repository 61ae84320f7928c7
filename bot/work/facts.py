"""From rows to the facts that the rules read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session

from bot.rules.facts import MOMENTS, Facts
from bot.rules.requests import RETURN, RETURN_UPWARD
from bot.rules.workflow import State
from storage import tickets
from storage.rows import id_of
from storage.tables import Event, Ticket

# A report that came back was no report: what it had discharged is owed again, and its limit never restarts (YC-A4.1).
UNDOING = frozenset({"sent_back", "signature_refused", "reopened", "rechecked"})
UNDONE = ("report_submitted", "approved", "completed", "closed", "returned")
# A return that was not granted was none: the ticket is the unit's again, and so is what it had put off.
NOT_GRANTED = frozenset({f"{kind}_{end}" for kind in (RETURN, RETURN_UPWARD) for end in ("refused", "withdrawn")})
UNDOES = MappingProxyType(
    {
        **dict.fromkeys(UNDOING, UNDONE),
        **dict.fromkeys(NOT_GRANTED, ("return_applied",)),
        # Whatever an earlier unit applied for is settled with a second dispatch.
        "dispatched": ("accepted", "return_applied"),
        # Every notice is answered for itself (NM-T14).
        "notice": ("notice", "notice_answered"),
    }
)
# A recheck is a life of its own under the old number: its limits run from the recheck's receipt (PT-T11, NM-T12).
BEFORE_A_RECHECK = frozenset({"called"})


def facts_of(session: Session, ticket: Ticket) -> Facts:
    """The ticket as the rules see it now."""
    return facts_from(ticket, tickets.events(session, id_of(ticket)))


def facts_from(ticket: Ticket, events: Iterable[Event]) -> Facts:
    """The facts in a ticket's row and story."""
    story = tuple(events)
    moments, latest = _moments(ticket, story)
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
        moments=moments,
        latest=latest,
    )


def _return_reason(events: Sequence[Event]) -> str | None:
    """On which ground the ticket is being returned, or was; none once the return was refused or taken back."""
    told = sorted(events, key=lambda event: event.id or 0)
    last = next((event for event in reversed(told) if event.kind in _RETURNING), None)
    return str(last.data["ground"]) if last is not None and "ground" in last.data else None


def _extended_until(events: Sequence[Event]) -> datetime | None:
    """The date that was approved last in place of the office's own limit; none in a recheck, which has its own."""
    told = sorted((event for event in events if event.kind in _EXTENDING), key=lambda event: event.id or 0)
    return datetime.fromisoformat(told[-1].data["until"]) if told and told[-1].kind == "extension_approved" else None


_EXTENDING = frozenset({"extension_approved", "rechecked"})
_RETURNING = NOT_GRANTED | {"return_applied", "returned", "dispatched", "rechecked", "reopened"}


def _moments(ticket: Ticket, events: Iterable[Event]) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """When each thing first happened, and when last; a correction of the desk's replaces what the text had said.

    An acceptance counts for the unit that has the ticket now, since it was last sent there.
    """
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    had_by: int | None = None
    for event in sorted(events, key=lambda event: event.id or 0):
        for undone in (*UNDOES.get(event.kind, ()), *_of_another_unit(event, had_by)):
            first.pop(undone, None)
            last.pop(undone, None)
        had_by = event.data.get("unit_id") if event.kind == "dispatched" else had_by
        if event.kind == "rechecked":
            first = {name: at for name, at in first.items() if name in BEFORE_A_RECHECK}
            last = {name: at for name, at in last.items() if name in BEFORE_A_RECHECK}
        if event.kind == "accepted" and event.data.get("unit_id") != ticket.unit_id:
            continue
        if event.kind in MOMENTS:
            first.setdefault(event.kind, event.at)
            last[event.kind] = max(event.at, last.get(event.kind, event.at))
        if event.kind == "contact_attempt" and event.data.get("by") == "desk":
            first.setdefault("desk_tried", event.at)
        if event.kind == "progress_reported" and event.data.get("by") == "desk":
            first.setdefault("reported_upward", event.at)
        if event.kind == "corrected":
            corrected = {name: datetime.fromisoformat(at) for name, at in event.data.get("moments", {}).items()}
            first.update(corrected)
            last.update(corrected)
    return MappingProxyType(first), MappingProxyType(last)


def _of_another_unit(event: Event, had_by: int | None) -> tuple[str, ...]:
    """Each unit looks at the site itself (NM-R8.1); whom the citizen spoke to first does not matter."""
    moved = event.kind == "dispatched" and had_by is not None and event.data.get("unit_id") != had_by
    return ("site_visit",) if moved else ()
