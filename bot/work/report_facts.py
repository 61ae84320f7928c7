"""Everything a completion report is judged by, gathered from the ticket, its story, its evidence and the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session

from bot.rules.report_case import PhoneKind, ReportCase
from bot.rules.thresholds import spaced
from bot.work.contact import IN_FIELD, attempts_asked
from bot.work.evidence import asks_for
from bot.work.phones import is_mobile
from bot.work.replying import REPLYING
from bot.work.story import Story
from bot.work.together import standing_of
from storage import files, staff
from storage.rows import id_of
from storage.tables import Event, Evidence, Report, Ticket

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
    "feedback": "dissatisfaction_reason",
    "duty_performed": "duty_performed_confirmed",
    "plan": "plan",
    "time_node": "time_node",
    "previous_handling": "previous_handling",
    "background": "background",
    "ticket_list": "ticket_list",
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What lies beside a draft report: who is in charge, what was given, how often the matter came before."""

    unit_id: int | None
    unit: str
    handler: str
    evidence: tuple[Evidence, ...]
    earlier: tuple[Ticket, ...]
    by_others: tuple[Ticket, ...] = ()
    """Tickets of other citizens about the same matter, as far back as the office's document counts them."""
    repeat_count: int = 1
    """How often this citizen came with this matter, this ticket included."""
    distinct_callers: int = 1
    """How many citizens came with this matter, this one included; those whom nobody knows count as one together."""
    together: tuple[Ticket, ...] = ()
    """The earlier tickets of the matter, whoever called and however long ago."""


TOGETHER = "together"
"""Kept with a report that is handed in: the tickets (ids) of its matter that it was judged with."""


def gather(session: Session, story: Story, report: Report | None = None) -> Gathered:
    """As it is now; of a `report` that was handed in, the matter as it was then: what is found since is no fault of it.

    A ticket that the desk has told apart since does not count any more.
    """
    ticket = story.ticket
    unit = staff.unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    handler = staff.person(session, ticket.handler_id) if ticket.handler_id is not None else None
    standing, thresholds = standing_of(session, ticket), story.law.rulebook.threshold
    if report is not None and (known := _known_with(story, report)) is not None:
        standing = standing.among(known)
    return Gathered(
        unit_id=ticket.unit_id,
        unit=unit.name if unit else "",
        handler=handler.name if handler else "",
        evidence=tuple(given_in_this_life(session, story)),
        earlier=standing.earlier,
        by_others=standing.others_within(thresholds),
        repeat_count=standing.repeat_count(thresholds),
        distinct_callers=standing.distinct_callers(thresholds),
        together=standing.counted,
    )


def _known_with(story: Story, report: Report) -> frozenset[int] | None:
    """Which tickets of the matter were known when the report was handed in, where that was kept."""
    kept = (one.data for one in reversed(story.events) if one.kind == "report_submitted")
    data = next((one for one in kept if one.get("report_id") == report.id), {})
    return frozenset(data[TOGETHER]) if TOGETHER in data else None


def given_in_this_life(session: Session, story: Story) -> list[Evidence]:
    """The files that a report may name: those of before a recheck prove nothing about it (NM-R10.1, YC-2.3.5.b)."""
    began = story.rechecked_at
    return [row for row in files.evidence_of(session, id_of(story.ticket)) if began is None or row.given_at >= began]


def report_case(
    story: Story, gathered: Gathered, slots: Mapping[str, Any], text: str, signed: Sequence[str] = ()
) -> ReportCase:
    """The report as the rules see it."""
    facts = story.facts
    contact, visit = story.latest("first_contact"), story.visit
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
        contact_result=_contact_result(contact, slots),
        call_records=_recorded_tries(story, gathered),
        site_visit=visit.data.get("visited") if visit else "否",
        cannot_solve_in_time=slots.get("outcome") == UNSOLVED,
        repeat_count=gathered.repeat_count,
        distinct_callers=gathered.distinct_callers,
        phone_kind=phone_kind(story.ticket.phone),
        given=_given(purposes, slots) | _made_here(story) | ({"responsible_section"} if gathered.unit else set()),
        signed=frozenset(signed),
    )


def _contact_result(contact: Event | None, slots: Mapping[str, Any]) -> Literal["已联", "未联"] | None:
    """已联 or 未联. Where the desk makes the first contact, the unit's own are its tries to give the reply (PT-1.5)."""
    if contact is not None and "result" in contact.data:
        return "未联" if contact.data["result"] == "未联" else "已联"
    return "未联" if contact is None and slots.get("reply_at") == NOT_REACHED else None


def _recorded_tries(story: Story, gathered: Gathered) -> tuple[datetime, ...]:
    """The tries that count, of every round: a report that came back makes no call undone (YC-A4.1).

    Where the document wants pictures, three tries want three of them (二（三）3（1）).
    """
    asked = attempts_asked(story)
    tries = [event for event in story.this_life if event.kind == "contact_attempt"]
    in_field = [event.at for event in tries if event.data.get("by") == IN_FIELD]
    replying = [event.at for event in tries if event.data.get("by") == REPLYING]
    counted = tuple(sorted((*spaced(in_field, asked.minutes_apart if asked else 0), *replying)))
    if not asks_for(story.law, "call_record"):
        return counted
    return counted[: sum(row.purpose == "call_record" for row in gathered.evidence)]


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


def _made_here(story: Story) -> frozenset[str]:
    """The forms that the bot fills from the report and has signed with it (NM-1.2): nobody writes them twice."""
    return frozenset(form.piece for form in story.law.rulebook.form if form.of == "report" and form.piece)


def _given(purposes: set[str], slots: Mapping[str, Any]) -> frozenset[str]:
    by_files = {PIECE_OF[purpose] for purpose in purposes if purpose in PIECE_OF}
    return frozenset(by_files | {piece for slot, piece in PIECE_OF_SLOT.items() if slots.get(slot)})
