"""What stands on a Word form: the names of bot/work/document_values.py and the form's own, plain values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from bot.reports.moments import SHANGHAI
from bot.reports.pictures import Picture
from bot.reports.render import office_template, render
from bot.rules.forms import answered_within_a_working_day, reply_term
from bot.rules.office_rules import Form
from bot.rules.paper import fingerprint
from bot.rules.visibility import mask_text
from bot.work.document_values import REACHED, document_values
from bot.work.evidence import counted_by_purpose
from bot.work.form_photos import FormPhoto, photos_for
from bot.work.form_signatures import author_of, signature_places
from bot.work.forms import FormsAtHand
from bot.work.offices import Offices
from bot.work.planning import duties_of
from bot.work.report import worded
from bot.work.report_prefill import prefilled
from bot.work.report_slots import WRITTEN
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Request

RECORDINGS = ("first_contact_recording", "reply_recording")
MADE = frozenset({"return_applied", "request_made", "extension_applied"})
"""Events that tell the reason of a request in its author's words."""
STORED_CALL = "stored_call"
RESTED_ON = ("finding", "appeal", "outcome", "basis", "measures", "reply_points")
YES_OR_NO = {True: "是", False: "否", None: ""}
"""What is not known stays blank on a form, to be written by hand."""
OUR_WORDS = (*WRITTEN, "explanation", "instruction", "title", "first_contact", "uncontacted_reason")
"""What staff wrote: a citizen's phone may stand in it."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form ready to be filled: the office's Word file in templates/<folder>, its values, its photos.

    `drawings`: pictures that are drawn first and then stand among the photos, over the whole width.
    """

    form_id: str
    name: str
    office: str
    file: str
    values: Mapping[str, Any]
    photos: tuple[FormPhoto, ...] = ()
    folder: str = "forms"
    drawings: tuple[Picture, ...] = ()


def form_sheet(
    session: Session, offices: Offices, at_hand: FormsAtHand, form: Form, now: datetime, *, masked: bool = True
) -> FormSheet:
    """The form with everything known now. With `masked`, the citizen's name, phone and doors stay hidden."""
    story, gathered = at_hand.story, at_hand.gathered
    request = at_hand.request_for(form) if form.of == "request" else None
    text, slots = _report(session, offices, at_hand, masked=masked and form.of != "letter")
    known = document_values(session, offices, story, gathered, slots, masked=masked)
    signed_text = request if request is not None else at_hand.report
    values = {
        **known,
        **_of_handling(session, offices, at_hand, known),
        "report_text": _letter(at_hand, form, known) if form.of == "letter" else text if form.of == "report" else "",
        "today": now,
        "checksum": fingerprint(signed_text.sha256) if signed_text is not None else "",
        "signed": signature_places(session, at_hand, signed_text),
        "applied": _applied(session, at_hand, request),
    }
    shown = _hidden(values, at_hand) if masked else values
    photos = tuple(photos_for(gathered.evidence)) if form.of == "report" else ()
    return FormSheet(form.id, form.name, story.law.rulebook.id, form.file, shown, photos)


def _report(session: Session, offices: Offices, at_hand: FormsAtHand, *, masked: bool) -> tuple[str, Mapping[str, Any]]:
    """The report's text and answers: the one handed in word for word, else as it would read now."""
    story, gathered, report = at_hand.story, at_hand.gathered, at_hand.report
    if report is not None and (masked or worded(session, offices, story, gathered, report.slots)[0] != report.text):
        return report.text, report.slots
    if report is not None:
        # Nothing but the masking differs from what was signed: in print the citizen's name may stand.
        return worded(session, offices, story, gathered, report.slots, masked=False)[0], report.slots
    answers = {**_of_the_last_one(session, at_hand), **prefilled(session, story, gathered), **at_hand.answers}
    if at_hand.subjects.answers is None:
        return "", answers
    return worded(session, offices, story, gathered, answers, masked=masked)


def _of_the_last_one(session: Session, at_hand: FormsAtHand) -> dict[str, Any]:
    """What was found and told when the same citizen last came with the same matter: a stored call rests on it (NM-R9).

    Such a call is applied for before the report on the ticket itself is written.
    """
    if not at_hand.gathered.earlier or not any(one.kind == STORED_CALL for one in at_hand.requests):
        return {}
    report = tickets.last_report(session, id_of(at_hand.gathered.earlier[-1]))
    return {name: report.slots[name] for name in RESTED_ON if report.slots.get(name)} if report else {}


def _letter(at_hand: FormsAtHand, form: Form, known: Mapping[str, Any]) -> str:
    return render(office_template("reports", at_hand.story.law.rulebook.id, form.words), known)


def _of_handling(session: Session, offices: Offices, at_hand: FormsAtHand, known: Mapping[str, Any]) -> dict[str, Any]:
    story, ticket = at_hand.story, at_hand.ticket
    replied, designated = story.latest("replied"), story.latest("designated")
    recordings = counted_by_purpose([row.purpose for row in at_hand.gathered.evidence], RECORDINGS)
    days, clause = reply_term(duties_of(session, offices, ticket))
    spoken_at = known["contacted_at"] if known["contacted"] == REACHED else known["replied_at"]
    in_a_day = answered_within_a_working_day(story.law.calendar, story.facts.at("received"), spoken_at)
    return {
        "instruction": designated.text if designated else "",
        "reply_how": known["reply_how"] or (replied.data.get("how") or "电话" if replied else ""),
        "replied_by": known["replied_by"] or author_of(session, replied),
        "related": [*(one.number for one in at_hand.gathered.earlier), ticket.number],
        "recordings": "、".join(recordings),
        "urged": "催单" if story.latest("urged") else "转送单",
        "reply_days": days or "",
        "reply_basis": clause,
        "answered_in_a_day": YES_OR_NO[in_a_day],
    }


def _applied(session: Session, at_hand: FormsAtHand, request: Request | None) -> dict[str, Any]:
    """What was applied for, in its author's words; nothing where the form is about no request."""
    if request is None:
        return {}
    told = [event for event in at_hand.story.events if event.data.get("request_id") == request.id]
    author = staff.person(session, request.made_by)
    return {
        "ground": str(request.data.get("ground") or ""),
        "reason": next((event.text for event in told if event.kind in MADE and event.text), request.text),
        "target": str(request.data.get("target") or ""),
        "until": _last_day(request),
        "text": request.text,
        "made_by": author.name if author else "",
        "made_at": request.made_at,
    }


def _last_day(request: Request) -> datetime | None:
    until = request.data.get("until")
    return datetime.combine(datetime.fromisoformat(until).date(), time(), SHANGHAI) if until else None


def _hidden(values: Mapping[str, Any], at_hand: FormsAtHand) -> dict[str, Any]:
    """The same with everything that staff wrote themselves masked as well, but for the unit's own phone.

    A signed text is shown as it was signed: its template was given masked values.
    """
    keep = [*values["related"], str(values["contact_phone"])]

    def mask(value: Any) -> Any:
        return mask_text(value, names=[at_hand.ticket.caller], keep=keep) if isinstance(value, str) else value

    rules = at_hand.story.law.rulebook.report
    own = tuple(slot.name for slot in rules.slot) if rules else ()
    written = {name: mask(values[name]) for name in (*OUR_WORDS, *own) if name in values}
    return {**values, **written, "applied": {name: mask(value) for name, value in values["applied"].items()}}
