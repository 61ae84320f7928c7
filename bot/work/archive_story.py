"""The whole story of a ticket for its archive: as text to be read, and as values for whoever wants to reckon with it.

The citizen's name, phone and doors are masked here as everywhere; they stay in the database alone.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.reports.moments import full
from bot.rules.calendar import local
from bot.rules.duties import plan
from bot.rules.requests import REQUEST_NAMES
from bot.rules.visibility import mask_address, mask_name, mask_phone, mask_text
from bot.rules.workflow import STATE_NAMES, State
from bot.work.acting import terms
from bot.work.authors import authors_of
from bot.work.chronicle import happenings
from bot.work.event_names import event_name
from bot.work.evidence import PURPOSES
from bot.work.offices import Offices
from bot.work.story import Story
from storage import files, requests, staff, tickets
from storage.rows import id_of
from storage.tables import Report, Request, Signature, Ticket

LONGEST_WORDS = 2000
TOLD_LATER = "（{at}登记）"


def as_text(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> str:
    """Line by line: when, who, what, and the words."""
    head = f"工单 {ticket.number} 全过程\n{offices.office(ticket.office_id).name}，{full(now)}归档\n"
    lines = [head]
    for line in happenings(session, offices, ticket, now, LONGEST_WORDS):
        later = TOLD_LATER.format(at=full(line.recorded_at)) if line.recorded_at else ""
        lines.append(" ".join(filter(None, (full(line.at), line.sign, line.who, f"{line.what}{later}"))))
        lines += [f"    {words}" for words in line.words.splitlines()]
    return "\n".join(lines) + "\n"


def as_json(session: Session, offices: Offices, story: Story, member_of: Mapping[int, str]) -> str:
    """The same with everything that has a place of its own. `member_of`: what a file is called in the bundle, by id."""
    return json.dumps(_values(session, offices, story, member_of), ensure_ascii=False, indent=1)


def _values(session: Session, offices: Offices, story: Story, member_of: Mapping[int, str]) -> dict[str, Any]:
    ticket, names = story.ticket, _people(session, story)
    made = tickets.reports(session, id_of(ticket))
    asked = requests.of_ticket(session, id_of(ticket))
    return {
        "office": {"id": ticket.office_id, "name": offices.office(ticket.office_id).name},
        "rulebook": {"id": story.law.rulebook.id, "version": story.law.rulebook.version, "copy": ticket.rulebook_id},
        "ticket": _ticket(session, ticket),
        "events": list(_events(session, story, names)),
        "reports": [_report(one, names) for one in made],
        "requests": [_request(one, ticket, names) for one in asked],
        "signatures": [_signature(one, story, names) for one in tickets.signatures(session, id_of(ticket))],
        "evidence": list(_evidence(session, ticket, names, member_of)),
        "duties": list(_duties(story)),
    }


def _people(session: Session, story: Story) -> Mapping[int, str]:
    """The names of the office's staff: who signed and who gave files is among them."""
    return {id_of(person): person.name for person in staff.people(session, story.ticket.office_id)}


def _ticket(session: Session, ticket: Ticket) -> dict[str, Any]:
    unit = staff.unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    return {
        "number": ticket.number,
        "state": STATE_NAMES[State(ticket.state)],
        "kind": ticket.kind,
        "urgency": ticket.urgency,
        "source": ticket.source,
        "complexity": ticket.complexity,
        "tags": list(ticket.tags),
        "is_recheck": ticket.is_recheck,
        "supervised": ticket.supervised,
        "unit": unit.name if unit else "",
        "caller": mask_name(ticket.caller),
        "phone": mask_phone(ticket.phone),
        "address": mask_address(ticket.address),
        "title": _masked(ticket, ticket.title),
        "content": _masked(ticket, ticket.content),
    }


def _events(session: Session, story: Story, names: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    authors = authors_of(session, story.events, ())
    for event in story.events:
        yield {
            "at": _moment(event.at),
            "recorded_at": _moment(event.recorded_at),
            "kind": event.kind,
            "name": event_name(event.kind),
            "who": authors.of(event) or names.get(event.person_id or 0, ""),
            "words": _masked(story.ticket, event.text),
        }


def _report(report: Report, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": report.id,
        "state": report.state,
        "by": names.get(report.submitted_by, ""),
        "at": _moment(report.submitted_at),
        "finding": report.finding,
        "appeal": report.appeal,
        "outcome": report.outcome,
        "satisfaction": report.satisfaction,
        "sha256": report.sha256,
    }


def _request(request: Request, ticket: Ticket, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": request.id,
        "kind": REQUEST_NAMES.get(request.kind, request.kind),
        "rule": request.rule,
        "state": request.state,
        "by": names.get(request.made_by, ""),
        "at": _moment(request.made_at),
        "ended_by": names.get(request.ended_by or 0, ""),
        "ended_at": _moment(request.ended_at),
        "reason": _masked(ticket, request.reason),
        "sha256": request.sha256,
    }


def _signature(signature: Signature, story: Story, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "report_id": signature.report_id,
        "request_id": signature.request_id,
        "as": terms(story.law).name(signature.role),
        "who": names.get(signature.person_id, ""),
        "for": names.get(signature.for_person_id, "") if signature.for_person_id is not None else "",
        "on_paper": signature.on_paper,
        "given": signature.given,
        "reason": _masked(story.ticket, signature.reason),
        "sha256": signature.sha256,
        "at": _moment(signature.at),
        "voided_at": _moment(signature.voided_at),
    }


def _evidence(
    session: Session, ticket: Ticket, names: Mapping[int, str], member_of: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    for row in files.evidence_of(session, id_of(ticket)):
        yield {
            "member": member_of.get(id_of(row), ""),
            "purpose": PURPOSES.get(row.purpose, row.purpose),
            "kind": row.kind,
            "by": names.get(row.person_id, ""),
            "at": _moment(row.given_at),
            "caption": _masked(ticket, row.caption),
            "sha256": row.sha256,
        }


def _duties(story: Story) -> Iterator[dict[str, Any]]:
    """Every duty as the rules see it, met or not."""
    for duty in plan(story.facts, story.law.rulebook, story.law.calendar):
        yield {
            "rule": duty.rule,
            "name": duty.name,
            "clause": duty.clause,
            "owed_by": terms(story.law).name(duty.owed_by),
            "starts_at": _moment(duty.starts_at),
            "due_at": _moment(duty.due_at),
            "met_at": _moment(duty.met_at),
        }


def _masked(ticket: Ticket, text: str) -> str:
    return mask_text(text, names=[ticket.caller] if ticket.caller else [], keep=[ticket.number])


def _moment(at: datetime | None) -> str | None:
    return local(at).isoformat(timespec="seconds") if at is not None else None
