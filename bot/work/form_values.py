"""What stands on a Word form: the names of bot/work/document_values.py and the form's own, plain values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.reports.moments import full
from bot.reports.render import office_template, render
from bot.rules.calendar import local
from bot.rules.forms import answered_within_a_working_day, reply_term
from bot.rules.office_rules import Form
from bot.rules.paper import fingerprint
from bot.rules.visibility import mask_text
from bot.rules.workflow import LEADERS, SIGNERS
from bot.work.authors import authors_of
from bot.work.document_values import REACHED, document_values
from bot.work.evidence import PURPOSES
from bot.work.form_photos import FormPhoto, photos_for
from bot.work.forms import FormsAtHand
from bot.work.offices import Offices
from bot.work.planning import duties_of
from bot.work.report import report_text
from bot.work.report_prefill import prefilled
from bot.work.report_slots import SLOTS
from bot.work.signature_lines import SignatureLine, signatures_on
from storage import staff
from storage.tables import Event, Report, Request

DESK = "desk"
SIGNING_PLACES = (*sorted(LEADERS | SIGNERS), DESK)
HOTLINE_SOURCES = frozenset({"12345", "区12345", "热线", "区热线办"})
RECORDINGS = ("first_contact_recording", "reply_recording")
MADE = frozenset({"return_applied", "request_made", "extension_applied"})
"""Events that tell the reason of a request in its author's words."""
NOTHING_APPLIED: Mapping[str, Any] = {
    "ground": "",
    "reason": "",
    "target": "",
    "until": "",
    "text": "",
    "made_by": "",
    "made_at": None,
}


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form ready to be filled: the Word file below templates/forms, its values, and the photos to lay in."""

    form_id: str
    name: str
    office: str
    file: str
    values: Mapping[str, Any]
    photos: tuple[FormPhoto, ...] = ()


def form_sheet(
    session: Session, offices: Offices, at_hand: FormsAtHand, form: Form, now: datetime, *, masked: bool = True
) -> FormSheet:
    """The form with everything known now. With `masked`, the citizen's name, phone and doors stay hidden."""
    request = at_hand.request_for(form) if form.of == "request" else None
    slots = _answers(session, at_hand)
    known = document_values(session, offices, at_hand.story, at_hand.gathered, slots, masked=masked)
    signed_text = request if request is not None else at_hand.report
    values = {
        **known,
        **_of_report(at_hand, slots),
        "report_text": _words(session, offices, at_hand, form, slots, now, masked=masked),
        **_of_handling(session, offices, at_hand, slots, known),
        "today": now,
        "checksum": fingerprint(signed_text.sha256) if signed_text is not None else "",
        "form_number": "",
        "remarks": "",
        "passed_by": known["source"],
        "passed_number": "",
        "signed": _signed(session, at_hand, signed_text),
        "applied": _applied(session, at_hand, request),
    }
    shown = _hidden(values, at_hand, known) if masked else values
    photos = tuple(photos_for(at_hand.gathered.evidence)) if form.of == "report" else ()
    return FormSheet(form.id, form.name, at_hand.story.law.rulebook.id, form.file, shown, photos)


def _answers(session: Session, at_hand: FormsAtHand) -> dict[str, Any]:
    """The report's answers; what is known without them where none was handed in."""
    if at_hand.report is not None:
        return dict(at_hand.answers)
    return {**prefilled(session, at_hand.story, at_hand.gathered), **at_hand.answers}


def _of_report(at_hand: FormsAtHand, slots: Mapping[str, Any]) -> dict[str, Any]:
    finding, outcome = str(slots.get("finding", "")), str(slots.get("outcome", ""))
    findings = at_hand.story.law.rulebook.findings
    untrue = findings is not None and findings.plain_word(finding) == "不属实"
    returned = at_hand.story.facts.at("returned") is not None
    return {
        "outcome_or_finding": "退单" if returned else "不属实" if untrue else outcome,
        "finding_note": str(slots.get("basis") or slots.get("verification") or ""),
        "appeal_note": str(slots.get("explanation") or ""),
    }


def _words(
    session: Session,
    offices: Offices,
    at_hand: FormsAtHand,
    form: Form,
    slots: Mapping[str, Any],
    now: datetime,
    *,
    masked: bool,
) -> str:
    """The running text: of a letter its own; of a report exactly what was signed, for print with the name in it."""
    story, gathered = at_hand.story, at_hand.gathered
    if form.of == "letter":
        values = document_values(session, offices, story, gathered, slots, masked=masked)
        dates = {"today_on": _on(now), "received_on": _on(story.facts.at("received"))}
        words = render(office_template("letters", story.law.rulebook.id, f"{form.id}.j2"), {**values, **dates})
        return mask_text(words, names=[at_hand.ticket.caller], keep=[at_hand.ticket.number]) if masked else words
    if form.of != "report":
        return ""
    report = at_hand.report
    if report is None:
        return report_text(session, offices, story, gathered, slots, masked=masked)
    # Word for word the signed text: only where nothing but the masking differs may the name stand in print.
    if masked or report_text(session, offices, story, gathered, slots) != report.text:
        return report.text
    return report_text(session, offices, story, gathered, slots, masked=False)


def _on(at: datetime | None) -> str:
    """`2026年11月20日`, or the places to write it in."""
    day = local(at) if at is not None else None
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　年　　月　　日"


def _of_handling(
    session: Session, offices: Offices, at_hand: FormsAtHand, slots: Mapping[str, Any], known: Mapping[str, Any]
) -> dict[str, Any]:
    story, ticket = at_hand.story, at_hand.ticket
    replied, designated = story.latest("replied"), story.latest("designated")
    purposes = [row.purpose for row in at_hand.gathered.evidence]
    counted = [f"{PURPOSES[one]}{purposes.count(one)}份" for one in RECORDINGS if one in purposes]
    days, clause = reply_term(duties_of(session, offices, ticket))
    spoken_at = known["contacted_at"] if known["contacted"] == REACHED else known["replied_at"]
    in_time = answered_within_a_working_day(story.law.calendar, story.facts.at("received"), spoken_at)
    return {
        "instruction": designated.text if designated else "",
        "reply_how": str(replied.data.get("how", "电话")) if replied else "",
        "replied_by": _author(session, replied),
        "case_source": "热线" if ticket.source in HOTLINE_SOURCES else ticket.source,
        "related": [*(one.number for one in at_hand.gathered.earlier), ticket.number],
        "recordings": "、".join(counted),
        "urged": "催办单" if story.latest("urged") else "转送单",
        "reply_days": days or "",
        "reply_basis": clause,
        "answered_in_a_day": "是" if in_time else "否" if spoken_at is not None else "",
    }


def _author(session: Session, event: Event | None) -> str:
    return authors_of(session, [event], []).of(event) if event is not None else ""


def _signed(session: Session, at_hand: FormsAtHand, text: Report | Request | None) -> dict[str, dict[str, Any]]:
    """What stands on each signature line: who, in whose place, when, and whether on a phone or on paper."""
    lines = signatures_on(session, text) if text is not None else ()
    places: dict[str, dict[str, Any]] = {
        place: {"name": "", "words": "", "at": None, "reason": ""} for place in SIGNING_PLACES
    }
    for line in lines:
        places[line.role] = {"name": line.name, "words": _line(line), "at": line.at, "reason": line.reason}
    approved = at_hand.story.last("approved")
    if approved is not None and at_hand.report is not None:
        name = _author(session, approved)
        places[DESK] = {"name": name, "words": f"{name}　{full(approved.at)}", "at": approved.at, "reason": ""}
    return places


def _line(line: SignatureLine) -> str:
    agreed = "纸质签字，见附件" if line.on_paper else "电子签批"
    return f"{line.name}　{full(line.at)}（{agreed if line.given else f'不同意：{line.reason}'}）"


def _applied(session: Session, at_hand: FormsAtHand, request: Request | None) -> dict[str, Any]:
    if request is None:
        return dict(NOTHING_APPLIED)
    told = [event for event in at_hand.story.events if event.data.get("request_id") == request.id]
    author = staff.person(session, request.made_by)
    return {
        "ground": str(request.data.get("ground") or ""),
        "reason": next((event.text for event in told if event.kind in MADE and event.text), request.text),
        "target": str(request.data.get("target") or ""),
        "until": str(request.data.get("until") or ""),
        "text": request.text,
        "made_by": author.name if author else "",
        "made_at": request.made_at,
    }


def _hidden(values: Mapping[str, Any], at_hand: FormsAtHand, known: Mapping[str, Any]) -> dict[str, Any]:
    """The same with everything that staff wrote themselves masked as well, but for the unit's own phone."""
    keep = [at_hand.ticket.number, *values["related"], str(values["contact_phone"])]
    names = [at_hand.ticket.caller]

    def mask(value: Any) -> Any:
        return mask_text(value, names=names, keep=keep) if isinstance(value, str) else value

    written = [*(slot.name for slot in SLOTS), "finding_note", "appeal_note", "instruction", "title", "first_contact"]
    masked = {name: mask(values[name]) for name in written if name != "contact_phone"}
    applied = {name: mask(value) for name, value in values["applied"].items()}
    # A signed text is shown as it was signed: the check of reports keeps the citizen out of it.
    return {**values, **masked, "applied": applied}
