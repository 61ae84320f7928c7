"""A few hundred rows at once: what is new is written in bulk, what is known is only looked at."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.workflow import State
from bot.work.acting import scene_of_import
from bot.work.correcting import fields_of
from bot.work.importing.deciding import Known, Verdict, verdict
from bot.work.importing.prepared import ALARM, COLUMNS, DUTY, EVENT, Prepared
from bot.work.labels import folded
from bot.work.offices import Offices
from bot.work.planning import QUIET_UNTIL
from storage import bulk, staff, tickets
from storage.forms import moment, structure
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow, Event, Ticket

SAID = ("registered", "corrected", "rechecked")
"""The events that keep the digest of what was said."""
MARK = "the digest"
BY_ITSELF = ("office_id", "rulebook_id", "created_at", "updated_at", "state", "unit_id")


@dataclass(frozen=True, slots=True)
class Author:
    """In whose name tickets come in: a person of the desk, or nobody where a `source` does it by itself."""

    office_id: str
    person_id: int | None
    source: str


@dataclass(slots=True)
class Outcome:
    """What became of some rows. `known`: numbers; `amended`: the rows that ask for a change of a known ticket."""

    new: list[tuple[int, str]] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    amended: list[tuple[Prepared, int, Verdict]] = field(default_factory=list)
    refused: list[Prepared] = field(default_factory=list)
    closed: int = 0
    unknown_units: Counter[str] = field(default_factory=Counter)


def look(session: Session, offices: Offices, office_id: str, rows: Sequence[Prepared]) -> Outcome:
    """What would become of these rows; nothing is written. New tickets have no id yet."""
    outcome, new = _sorted(session, offices, office_id, rows)
    outcome.new = [(0, row.number) for row in new]
    _note_units(outcome, new, _units(session, office_id))
    return outcome


def take_in(
    session: Session, offices: Offices, author: Author, rows: Sequence[Prepared], now: datetime, *, quiet: bool
) -> Outcome:
    """Register what is new and say what else there is to do. `quiet`: past alarms are left to the summary."""
    outcome, new = _sorted(session, offices, author.office_id, rows)
    units = _units(session, author.office_id)
    _note_units(outcome, new, units)
    if new:
        ids = bulk.next_ids(session, Ticket, len(new))
        _write(session, offices, author, new, ids, units, now)
        _write_beside(session, author, new, ids, now, quiet=quiet)
        outcome.new = [(ticket_id, row.number) for ticket_id, row in zip(ids, new, strict=True)]
    return outcome


def _sorted(
    session: Session, offices: Offices, office_id: str, rows: Sequence[Prepared]
) -> tuple[Outcome, list[Prepared]]:
    """Every row by what it asks for; those that are new apart."""
    fine = [row for row in rows if not row.why]
    known = _known(session, offices, office_id, fine)
    outcome, new = Outcome(), []
    for row in rows:
        standing = known.get(row.number) if not row.why else None
        match verdict(row, standing):
            case Verdict.NEW:
                new.append(row)
            case Verdict.REFUSED:
                outcome.refused.append(row)
            case Verdict.KNOWN if standing:
                outcome.known.append(row.number)
            case asked if standing:
                outcome.amended.append((row, standing.ticket_id, asked))
    outcome.closed = sum(row.closed for row in new)
    return outcome, new


def _known(session: Session, offices: Offices, office_id: str, rows: Sequence[Prepared]) -> dict[str, Known]:
    """What is known of these numbers; read closely only where a row says something else than was said before."""
    by_number = {row.number: row for row in rows}
    standing = tickets.standing_by_number(session, office_id, by_number)
    if not standing:
        return {}
    said = tickets.data_told(session, [ticket_id for ticket_id, _, _ in standing], SAID)
    digests = {ticket_id: str(data["digest"]) for ticket_id, data in said if data.get("digest")}
    found = {}
    for ticket_id, number, state in standing:
        digest = digests.get(ticket_id, "")
        alike = by_number[number].digest == digest
        found[number] = (
            Known(ticket_id, State(state), digest) if alike else known_closely(session, offices, ticket_id, digest)
        )
    return found


def last_digest(session: Session, ticket_id: int) -> str:
    """Of what was said last about the ticket by a platform's text or table."""
    said = [data for _, data in tickets.data_told(session, [ticket_id], SAID) if data.get("digest")]
    return str(said[-1]["digest"]) if said else ""


def known_closely(session: Session, offices: Offices, ticket_id: int, digest: str) -> Known:
    """A ticket with all that a row may say otherwise."""
    ticket = tickets.ticket(session, ticket_id)
    assert ticket is not None
    scene = scene_of_import(session, offices, ticket)
    own = {
        name
        for event in scene.events
        if event.kind in ("corrected", "classified") and not event.data.get("digest")
        for name in (event.data.get("fields") or event.data.get("after") or ())
    }
    return Known(
        ticket_id,
        scene.state,
        digest,
        ticket.is_recheck,
        scene.facts.at("closed"),
        fields_of(scene),
        own,
    )


def _units(session: Session, office_id: str) -> dict[str, int]:
    return {folded(unit.name): id_of(unit) for unit in staff.units(session, office_id, "unit")}


def _note_units(outcome: Outcome, new: Iterable[Prepared], units: dict[str, int]) -> None:
    named = Counter(row.unit for row in new if row.unit)
    outcome.unknown_units.update({unit: rows for unit, rows in named.items() if folded(unit) not in units})


def _write(
    session: Session,
    offices: Offices,
    author: Author,
    new: Sequence[Prepared],
    ids: Sequence[int],
    units: dict[str, int],
    now: datetime,
) -> None:
    at = moment(now, bulk.zone_of(session))
    same = (author.office_id, offices.office(author.office_id).rulebook_id, at, at)
    rows = []
    for ticket_id, row in zip(ids, new, strict=True):
        unit_id = units.get(folded(row.unit)) if row.unit and row.closed else None
        held = (State.CLOSED if row.closed else State.REGISTERED, unit_id)
        rows.append((ticket_id, *row.columns, *same, *held))
    bulk.insert_many(session, Ticket, ("id", *COLUMNS, *BY_ITSELF), rows)


def _write_beside(
    session: Session, author: Author, new: Sequence[Prepared], ids: Sequence[int], now: datetime, *, quiet: bool
) -> None:
    """What had happened, what is owed, and when somebody must hear of it."""
    zone = bulk.zone_of(session)
    at = moment(now, zone)
    told: dict[str, Any] = {"source": author.source}
    if quiet:
        told[QUIET_UNTIL] = now.isoformat()
    events: list[Sequence[Any]] = []
    duties: list[Sequence[Any]] = []
    alarms: list[Sequence[Any]] = []
    office = author.office_id
    # Only the digest differs: one text for all, instead of a thousand times the same work.
    data = structure({**told, "digest": MARK})
    for ticket_id, row in zip(ids, new, strict=True):
        registered = ("registered", at, data.replace(MARK, row.digest))
        events += [(*event, ticket_id, at, author.person_id) for event in (*row.events, registered)]
        duties += [(*duty, ticket_id, office) for duty in row.duties]
        alarms += [(*alarm, ticket_id, office) for alarm in row.alarms if not quiet or alarm[-1] > at]
    bulk.insert_many(session, Event, (*EVENT, "ticket_id", "recorded_at", "person_id"), events)
    bulk.insert_many(session, DutyRow, (*DUTY, "ticket_id", "office_id"), duties)
    bulk.insert_many(session, AlarmRow, (*ALARM, "ticket_id", "office_id"), alarms)
