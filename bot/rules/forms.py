"""Which forms a ticket can have now, who may ask for them, and who is sent one with the question to sign."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.rules.calendar import Calendar, local
from bot.rules.duty import Duty
from bot.rules.examination import Examination
from bot.rules.limits import Reckoning
from bot.rules.office_rules import Form

DESK, UNIT = "desk", "unit"
WITH_CONTACT = frozenset({DESK, UNIT})
"""Who prints forms, and so may ask for one with the citizen's name and phone on it."""


@dataclass(frozen=True, slots=True)
class Requested:
    """A request of the ticket: its kind, and the rulebook's entry (by id) that it rests on."""

    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Subjects:
    """What of a ticket there is to write on a form.

    `answers`: of the report handed in or, where none is, of its draft; None without either. `is_draft`: nobody but the
    unit has seen them yet. `requests`: those made and not taken back.
    """

    answers: Mapping[str, Any] | None = None
    is_draft: bool = False
    requests: tuple[Requested, ...] = field(default=())


def forms_of(examination: Examination, subjects: Subjects) -> tuple[Form, ...]:
    """The office's forms that can be filled for this ticket now, in the rulebook's order."""
    return tuple(
        form for form in examination.rulebook.form if _has_subject(form, subjects) and examination.holds(form.when)
    )


def may_have(form: Form, parties: Collection[str], subjects: Subjects) -> bool:
    """Whether somebody who acts as these parties on the ticket may have the form: letters are the desk's to write."""
    if form.of == "letter":
        return DESK in parties
    return bool(parties) and not (form.of == "report" and subjects.is_draft and UNIT not in parties)


def may_print(parties: Collection[str]) -> bool:
    """Whether somebody who acts as these parties may have a form with the citizen's name and phone on it."""
    return not WITH_CONTACT.isdisjoint(parties)


def goes_with(form: Form, request: Requested) -> bool:
    """Whether the form belongs to such a request."""
    return form.of == "request" and request.kind in form.requests and (not form.rules or request.rule in form.rules)


def reply_term(duties: Iterable[Duty]) -> tuple[int, str]:
    """The working days that the unit has for the whole ticket, and the clause; 0 where the limit is no such number."""
    whole = [duty for duty in duties if duty.owed_by == "unit" and {"completed", "closed"} & set(duty.source.ends)]
    for duty in sorted((duty for duty in whole if not duty.is_mark), key=lambda duty: duty.due_at, reverse=True):
        span = duty.limit.span if duty.limit is not None else None
        if span is not None and span.reckoning is Reckoning.WORKING_DAYS:
            return span.amount, duty.clause
    return 0, ""


def answered_within_a_working_day(
    calendar: Calendar, received: datetime | None, spoken: datetime | None
) -> bool | None:
    """Whether somebody spoke to the citizen by the end of the first working day after the receipt.

    None while it is unknown: nobody spoke yet, or the moment of the receipt is on no record.
    """
    if received is None or spoken is None:
        return None
    return local(spoken).date() <= calendar.add_working_days(local(received).date(), 1)


def _has_subject(form: Form, subjects: Subjects) -> bool:
    match form.of:
        case "ticket" | "letter":
            return True
        case "report":
            return subjects.answers is not None
        case "request":
            return any(goes_with(form, request) for request in subjects.requests)
    return False
