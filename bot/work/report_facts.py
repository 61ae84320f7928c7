"""Everything a completion report is judged by, gathered from the ticket, its story, its evidence and the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.report_case import PhoneKind, ReportCase
from bot.rules.thresholds import spaced
from bot.work.contact import IN_FIELD, attempts_asked
from bot.work.phones import is_mobile
from bot.work.story import Story
from storage import files, staff, tickets
from storage.rows import id_of
from storage.tables import Evidence, Ticket

UNSOLVED = "未解决"
NOT_REACHED = "未联系上"

# Which piece of a report a file given for this purpose is.
PIECE_OF = {
    "first_contact_recording": "first_contact_recording",
    "reply_recording": "reply_recording",
    "photo_before": "photos_before",
    "photo_site": "site_photos",
    "photo_after": "photos_after",
    "sms_screenshot": "sms_screenshot",
    "basis": "basis_docs",
    "explanation_form": "form_1_2",
    "sealed_document": "seal",
    "enforcement_document": "enforcement_docs",
}
# Which piece of a report an answered question is.
PIECE_OF_SLOT = {
    "reply_points": "reply_points",
    "process": "process",
    "measures": "measures",
    "responsible_person": "responsible_person",
    "responsible_section": "responsible_section",
    "handler": "handler",
    "contact_phone": "contact_phone",
    "basis": "basis_docs",
    "plan": "plan",
    "time_node": "time_node",
    "previous_handling": "previous_handling",
    "background": "background",
    "ticket_list": "ticket_list",
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What lies beside a draft report: who is in charge, what was given, how often the matter came before."""

    unit: str
    handler: str
    evidence: tuple[Evidence, ...]
    earlier: tuple[Ticket, ...]

    @property
    def repeat_count(self) -> int:
        """How often this citizen came with this matter, this ticket included."""
        return len(self.earlier) + 1


def gather(session: Session, story: Story) -> Gathered:
    ticket = story.ticket
    unit = staff.unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    handler = staff.person(session, ticket.handler_id) if ticket.handler_id is not None else None
    return Gathered(
        unit=unit.name if unit else "",
        handler=handler.name if handler else "",
        evidence=tuple(files.evidence_of(session, id_of(ticket))),
        earlier=tuple(tickets.earlier_alike(session, ticket)),
    )


def report_case(
    story: Story, gathered: Gathered, slots: Mapping[str, Any], text: str, signed: Sequence[str] = ()
) -> ReportCase:
    """The report as the rules see it."""
    facts = story.facts
    contact, visit = story.latest("first_contact"), story.latest("site_visit")
    purposes = {row.purpose for row in gathered.evidence}
    return ReportCase(
        ticket=facts,
        text=text,
        quoted=(story.ticket.title,),
        reply_points=str(slots.get("reply_points") or ""),
        fact=slots.get("finding") or None,
        appeal=slots.get("appeal") or None,
        result=slots.get("outcome") or None,
        satisfaction=slots.get("satisfaction") or None,
        accepted_at=facts.at("accepted"),
        first_contact_at=facts.at("first_contact"),
        site_visit_at=facts.at("site_visit"),
        reply_at=moment_in(slots.get("reply_at")),
        contact_result=contact.data.get("result") if contact else None,
        call_records=_recorded_tries(story)[: _count(gathered, "call_record")],
        site_visit=visit.data.get("visited") if visit else "否",
        cannot_solve_in_time=slots.get("outcome") == UNSOLVED,
        repeat_count=gathered.repeat_count,
        phone_kind=phone_kind(story.ticket.phone),
        given=_given(purposes, slots),
        signed=frozenset(signed),
    )


def _recorded_tries(story: Story) -> tuple[datetime, ...]:
    """The tries that count, of every round: a report that came back makes no call undone (YC-A4.1)."""
    asked = attempts_asked(story)
    tries = [event.at for event in story.events if event.kind == "contact_attempt" and event.data.get("by") == IN_FIELD]
    return spaced(tries, asked.minutes_apart if asked else 0)


def _count(gathered: Gathered, purpose: str) -> int:
    """How many files were given for a purpose: three tries want three pictures (二（三）3（1）)."""
    return sum(row.purpose == purpose for row in gathered.evidence)


def moment_in(value: Any) -> datetime | None:
    """The moment an answer holds, or None where it holds words (the citizen could not be reached)."""
    try:
        return datetime.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None


def phone_kind(phone: str) -> PhoneKind | None:
    if not phone:
        return None
    return "mobile" if is_mobile(phone) else "landline"


def _given(purposes: set[str], slots: Mapping[str, Any]) -> frozenset[str]:
    by_files = {PIECE_OF[purpose] for purpose in purposes if purpose in PIECE_OF}
    return frozenset(by_files | {piece for slot, piece in PIECE_OF_SLOT.items() if slots.get(slot)})
