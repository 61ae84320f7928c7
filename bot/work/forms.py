"""The forms of a ticket: which there are now, what they are filled from, and which a signer is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.examination import examine
from bot.rules.forms import Requested, Subjects, forms_of, goes_with, may_have
from bot.rules.office_rules import Form
from bot.work.circumstances import RETURNED
from bot.work.offices import Offices
from bot.work.parties import parties
from bot.work.report_facts import Gathered, gather, report_case
from bot.work.signers import able_to_sign
from bot.work.story import Story, story_of
from storage import drafts, requests, tickets
from storage.rows import id_of
from storage.tables import Person, Report, Request, Ticket

REPORT_DRAFT = "report"
"""The kind of the dialogue in which a report is written."""


@dataclass(frozen=True, slots=True)
class FormsAtHand:
    """A ticket's forms, with what they are filled from. `answers`: of `report`, else of a draft; `subjects` tells."""

    story: Story
    gathered: Gathered
    subjects: Subjects
    forms: tuple[Form, ...]
    answers: Mapping[str, Any]
    report: Report | None
    requests: tuple[Request, ...]

    @property
    def ticket(self) -> Ticket:
        return self.story.ticket

    def request_for(self, form: Form) -> Request | None:
        """The request that the form is about: the last one of those it goes with."""
        fitting = (one for one in reversed(self.requests) if goes_with(form, Requested(one.kind, one.rule)))
        return next(fitting, None)

    def named(self, form_id: str) -> Form | None:
        return next((form for form in self.forms if form.id == form_id), None)


def forms_at_hand(session: Session, offices: Offices, ticket: Ticket) -> FormsAtHand:
    """Every form that can be filled for the ticket as it is now, whoever asks."""
    story = story_of(session, offices, ticket)
    report = _report_of_this_life(session, story)
    handed_in = report is not None and report.state != RETURNED
    gathered = gather(session, story, report if handed_in else None)
    answers = report.slots if report is not None and handed_in else _draft(session, ticket)
    if answers is None and report is not None:
        answers = report.slots
    made = tuple(requests.standing(session, id_of(ticket)))
    subjects = Subjects(answers, not handed_in, tuple(Requested(one.kind, one.rule) for one in made))
    case = report_case(story, gathered, answers or {}, report.text if report is not None and handed_in else "")
    forms = forms_of(examine(case, story.law.rulebook), subjects)
    return FormsAtHand(story, gathered, subjects, forms, answers or {}, report if handed_in else None, made)


def forms_for(
    session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime
) -> tuple[FormsAtHand, tuple[Form, ...]]:
    """The ticket's forms, and those of them that this person may have."""
    at_hand = forms_at_hand(session, offices, ticket)
    held = parties(session, person, ticket, now)
    return at_hand, tuple(form for form in at_hand.forms if may_have(form, held, at_hand.subjects))


def forms_to_sign(session: Session, at_hand: FormsAtHand, request: Request | None, party: str) -> tuple[Form, ...]:
    """The forms that whoever signs next, as `party`, is sent: of the report in question or of the `request`.

    Where a post is empty the form goes to who signs in its place.
    """
    ticket = at_hand.ticket
    author = request.made_by if request is not None else at_hand.report.submitted_by if at_hand.report else None
    if author is None:
        return ()
    return tuple(
        form
        for form in at_hand.forms
        if _is_about(form, request) and party in {able_to_sign(session, ticket, one, author) for one in form.sent_to}
    )


def _is_about(form: Form, request: Request | None) -> bool:
    if request is None:
        return form.of == "report"
    return goes_with(form, Requested(request.kind, request.rule))


def _report_of_this_life(session: Session, story: Story) -> Report | None:
    """The last report, unless the ticket came back as a recheck since: that one is answered anew."""
    report = tickets.last_report(session, id_of(story.ticket))
    if report is None or (story.rechecked_at is not None and report.submitted_at < story.rechecked_at):
        return None
    return report


def _draft(session: Session, ticket: Ticket) -> dict[str, Any] | None:
    """What the unit has answered so far of a report in the making."""
    found = [one for one in drafts.open_drafts_of_ticket(session, id_of(ticket)) if one.kind == REPORT_DRAFT]
    if not found:
        return None
    newest = max(found, key=lambda one: one.touched_at)
    return dict(newest.slots)
