"""What a report template and a Word form may say of a ticket: one set of names for both, plain values only.

Moments are aware or None. What the document's own questions were answered with stands beside it under its slot's name.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.facts import MOMENTS
from bot.rules.visibility import mask_address, mask_name, mask_phone, mask_text
from bot.work.contact import BY_DESK, IN_FIELD
from bot.work.evidence import counted_by_purpose
from bot.work.offices import Offices
from bot.work.replying import tries_to_reply
from bot.work.report_facts import Gathered, moment_in
from bot.work.report_prefill import first_contact
from bot.work.report_slots import SLOTS
from bot.work.story import Story
from storage import staff
from storage.tables import Event, Ticket

REACHED, NOT_REACHED = "已联", "未联"


def document_values(
    session: Session, offices: Offices, story: Story, gathered: Gathered, slots: Mapping[str, Any], *, masked: bool
) -> dict[str, Any]:
    """Every name a document may use. With `masked`, the citizen's name, phone and doors stay hidden."""
    return {
        **{name: _answer(slots.get(name), answer) for name, answer in _asked(story).items()},
        **{f"{moment}_at": story.facts.at(moment) for moment in MOMENTS},
        **_of_ticket(story.ticket, masked=masked),
        **_of_contact(session, story),
        **_of_visit(session, story),
        "office": offices.office(story.ticket.office_id).name,
        "unit": gathered.unit,
        "handler": gathered.handler,
        "co_units": _names_of_units(session, story.ticket.co_unit_ids),
        "repeat_count": gathered.repeat_count,
        "distinct_callers": gathered.distinct_callers,
        "replied_at": moment_in(slots.get("reply_at")),
        "attachments": attachments(gathered),
    }


def _asked(story: Story) -> Mapping[str, str]:
    """How each question is answered ("moment" and so on), by its name: the product's and the office's own."""
    report = story.law.rulebook.report
    own = {slot.name: slot.answer for slot in report.slot} if report else {}
    return {slot.name: slot.answer for slot in SLOTS} | own


def _answer(given: Any, answer: str) -> Any:
    """A moment as the other moments are given; where none came, None, or the words in its place (未联系上)."""
    if answer == "moment":
        return moment_in(given) or given or None
    return "" if given is None else given


def attachments(gathered: Gathered) -> list[str]:
    """What is attached, by purpose and number: `现场照片2份`."""
    return counted_by_purpose([row.purpose for row in gathered.evidence])


def _of_ticket(ticket: Ticket, *, masked: bool) -> dict[str, Any]:
    name, phone, place = (mask_name, mask_phone, mask_address) if masked else (str.strip, str.strip, str.strip)
    content, title = (
        mask_text(words, names=[ticket.caller], keep=[ticket.number]) if masked else words
        for words in (ticket.content, ticket.title)
    )
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "source": ticket.source,
        "urgency": ticket.urgency,
        "complexity": ticket.complexity or "",
        "tags": list(ticket.tags),
        "is_recheck": ticket.is_recheck,
        "supervised": ticket.supervised,
        "has_contact": bool(ticket.phone),
        "has_site": ticket.has_site,
        "caller": name(ticket.caller),
        "phone": phone(ticket.phone),
        "address": place(ticket.address),
        "title": title,
        "content": content,
        "platform_due_at": ticket.platform_due_at,
    }


def _of_contact(session: Session, story: Story) -> dict[str, Any]:
    """The first word with the citizen: by the unit or its informant, else by the desk."""
    event = story.latest("first_contact") or story.latest("desk_contact")
    failed = event is not None and event.data.get("result") == NOT_REACHED
    who = BY_DESK if event is not None and event.kind == "desk_contact" else IN_FIELD
    tries = [one.at for one in story.this_life if one.kind == "contact_attempt" and one.data.get("by") == who]
    return {
        "first_contact": first_contact(story),
        "contacted": "" if event is None else NOT_REACHED if failed else REACHED,
        "uncontacted_reason": str(event.data.get("reason") or "") if event is not None and failed else "",
        "contacted_at": event.at if event is not None else None,
        "contacted_by": _who(session, event),
        "contacted_how": str(event.data.get("how", "")) if event is not None else "",
        "contact_tries": tries,
        "reply_tries": tries_to_reply(story),
    }


def _of_visit(session: Session, story: Story) -> dict[str, Any]:
    event = story.visit
    at: datetime | None = event.at if event is not None else None
    return {
        "visited": str(event.data.get("visited", "")) if event is not None else "",
        "visited_at": at,
        "visited_by": _who(session, event),
    }


def _who(session: Session, event: Event | None) -> str:
    person = staff.person(session, event.person_id) if event is not None and event.person_id is not None else None
    return person.name if person else ""


def _names_of_units(session: Session, unit_ids: list[int]) -> list[str]:
    return [unit.name for unit_id in unit_ids if (unit := staff.unit(session, unit_id)) is not None]
