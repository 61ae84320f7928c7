"""What counts of a ticket, written beside every act: figures over a million tickets read these few columns only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from bot.rules.duty import Duty
from bot.rules.rulebook import Rulebook
from bot.rules.tally import SOLVED, UNSOLVED, Owed, Standing, Tally, standing_of, written
from bot.rules.workflow import State
from bot.work.offices import Offices
from bot.work.together import earlier_of_caller
from storage import requests, tallies, tickets
from storage.rows import id_of
from storage.tables import Event, TallyRow, Ticket

STORED_CALL = "stored_call"
EXEMPTING = (STORED_CALL, "not_assessed", "objective")
GRANTED = ("granted",)
RECHECKED = "rechecked"


def write(session: Session, offices: Offices, ticket: Ticket, duties: Sequence[Duty], story: Sequence[Event]) -> None:
    """Bring what counts of the ticket in line with what has happened to it; `duties` as planned out of the `story`.

    The office's present rulebook tells which duties count: a figure must not mean two things for old and new tickets.
    """
    rulebook = offices.present_law(ticket.office_id).rulebook
    contact, contact_due_at = _standing(rulebook, "contacted_in_time", duties)
    finish, due_at = _standing(rulebook, "closed_in_time", duties)
    counted = _tally(session, ticket, rulebook, story)._replace(contact=contact, finish=finish)
    values: dict[str, Any] = {
        "form_id": tallies.form_of(session, written(counted)),
        "received_at": _received(story) or ticket.created_at,
        "due_at": due_at,
        "closed_at": _latest(story, "closed") if ticket.state == State.CLOSED else None,
        "contact_due_at": contact_due_at,
    }
    row = tallies.tally(session, id_of(ticket))
    row = row or TallyRow(ticket_id=id_of(ticket), office_id=ticket.office_id, **values)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)


def _tally(session: Session, ticket: Ticket, rulebook: Rulebook, story: Sequence[Event]) -> Tally:
    report = tickets.last_report(session, id_of(ticket))
    answers = _called_back(story)
    outcome = report.outcome if report else SOLVED if answers.get("solved") else ""
    return Tally(
        unit_id=ticket.unit_id,
        first_unit_id=_first_unit(story) or ticket.unit_id,
        co_unit_ids=tuple(sorted(ticket.co_unit_ids)),
        kind=ticket.kind,
        is_closed=ticket.state == State.CLOSED,
        # What the caller denies was not solved, whatever the report says.
        outcome=UNSOLVED if answers.get("solved") is False else outcome,
        satisfaction=str(answers.get("satisfied") or ""),
        contacted=_yes_or_no(answers.get("contacted")),
        finding=report.finding if report else "",
        recorded=report.satisfaction if report else "",
        exempt=",".join(_exempt(session, ticket, rulebook)) if answers else "",
        supervised=ticket.supervised,
    )


def _standing(rulebook: Rulebook, share: str, duties: Sequence[Duty]) -> tuple[Standing, datetime | None]:
    counted = _rules(rulebook, share)
    owed = (duty for duty in duties if duty.rule in counted and duty.key == duty.rule)
    return standing_of(Owed(duty.rule, duty.due_at, duty.met_at, duty.is_open) for duty in owed)


@lru_cache(maxsize=256)
def _rules(rulebook: Rulebook, share: str) -> frozenset[str]:
    return frozenset(rule for metric in rulebook.metric if metric.share == share for rule in metric.duties)


def _called_back(story: Sequence[Event]) -> Mapping[str, Any]:
    """The caller's answers in the last call-back that reached somebody; none after a recheck began anew."""
    for event in sorted(story, key=id_of, reverse=True):
        if event.kind == RECHECKED:
            return {}
        if event.kind == "called_back" and event.data.get("reached"):
            return event.data
    return {}


def _received(story: Sequence[Event]) -> datetime | None:
    """When it was received: as corrected, or again where it came back as a recheck."""
    found: datetime | None = None
    for event in sorted(story, key=id_of):
        if event.kind == "received":
            found = event.at
        elif event.kind == "corrected" and "received" in event.data.get("moments", {}):
            found = datetime.fromisoformat(event.data["moments"]["received"])
    return found


def _latest(story: Sequence[Event], kind: str) -> datetime | None:
    return max((event.at for event in story if event.kind == kind), default=None)


def _first_unit(story: Sequence[Event]) -> int | None:
    sent = (event.data.get("unit_id") for event in sorted(story, key=id_of) if event.kind == "dispatched")
    return next((int(unit) for unit in sent if unit), None)


def _exempt(session: Session, ticket: Ticket, rulebook: Rulebook) -> list[str]:
    """What keeps it out of ratings: granted for it, or (存电) for an earlier one of the same caller and matter."""
    applied = {rule.kind for rule in rulebook.request}
    found: list[str] = [
        kind for kind in EXEMPTING if kind in applied and requests.of_kind(session, id_of(ticket), kind, GRANTED)
    ]
    if STORED_CALL in applied and STORED_CALL not in found:
        earlier = earlier_of_caller(session, ticket)
        if any(requests.of_kind(session, id_of(one), STORED_CALL, GRANTED) for one in earlier):
            found.insert(0, STORED_CALL)
    return found


def _yes_or_no(answer: object) -> str:
    return "" if answer is None else "是" if answer else "否"
