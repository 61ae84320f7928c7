"""Which forms a ticket can have now, who may ask for them, and who is sent one with the question to sign."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.rules.examination import Examination
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


def goes_with(form: Form, request: Requested) -> bool:
    """Whether the form belongs to such a request."""
    return form.of == "request" and request.kind in form.requests and (not form.rules or request.rule in form.rules)


def _has_subject(form: Form, subjects: Subjects) -> bool:
    match form.of:
        case "ticket" | "letter":
            return True
        case "report":
            return subjects.answers is not None and all(subjects.answers.get(slot) for slot in form.slots)
        case "request":
            return any(goes_with(form, request) for request in subjects.requests)
    return False
