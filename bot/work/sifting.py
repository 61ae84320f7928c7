"""Every ticket a person may see, sifted: what /all shows, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.rules.ticket_filter import OPEN, TicketFilter, began
from bot.rules.workflow import State
from bot.work import access, listing
from bot.work.card_view import BLUE, GREEN, RED, YELLOW
from bot.work.listing import Entry, entries_of, light_of_duty, owed_rules, worst_light
from bot.work.offices import Offices
from bot.work.sight import OPEN_STATES
from storage import drafts, sieve, staff
from storage.rows import id_of
from storage.sieve import Scope, Sieve
from storage.tables import Draft, Person

LIGHT_SIGNS: Mapping[str, str] = {"red": RED, "yellow": YELLOW, "warn": BLUE, "green": GREEN}
KEPT = "search"
"""The kind of the drafts that keep what somebody searched for: such words may name a citizen, a button must not."""
LATEST = 50


@dataclass(frozen=True, slots=True)
class Sifted:
    """One page of what passed. `total`: how many passed; `page` and `last` count from 0."""

    entries: tuple[Entry, ...]
    total: int
    page: int
    last: int


def sift(
    session: Session, offices: Offices, person: Person, wanted: TicketFilter, page: int, per_page: int, now: datetime
) -> Sifted:
    """A page of this person's tickets that pass: the newest first, the closed ones last; by light the soonest due."""
    scope = access.scope_of(session, person, now)
    passing = _sieve(session, offices, person, scope, wanted, now)
    found = _by_light(session, offices, passing, wanted, now) if wanted.light else None
    total = sieve.count(session, passing) if found is None else len(found)
    last = max(0, total - 1) // per_page
    page = min(max(page, 0), last)
    if found is None:
        shown = sieve.page(session, passing, State.CLOSED, page * per_page, per_page)
    else:
        shown = sieve.by_ids(session, found[page * per_page : (page + 1) * per_page])
    return Sifted(tuple(entries_of(session, offices, shown, now)), total, page, last)


def units_seen(session: Session, person: Person, now: datetime) -> dict[str, int]:
    """The units and territories among which this person may choose, by name."""
    scope = access.scope_of(session, person, now)
    theirs = scope.unit_ids | scope.territory_ids
    units = [unit for unit in staff.units(session, person.office_id) if unit.kind != "desk"]
    return {unit.name: id_of(unit) for unit in units if scope.everything or unit.id in theirs}


def keep_words(session: Session, person: Person, words: tuple[str, ...], now: datetime) -> int:
    """Put searched words where only this person's buttons find them again; the number they are kept under."""
    if not words:
        return 0
    query = select(Draft).where(Draft.person_id == id_of(person), Draft.kind == KEPT)
    for draft in session.exec(query.order_by(col(Draft.id).desc()).limit(LATEST)):
        if draft.slots.get("words") == list(words):
            return id_of(draft)
    draft = Draft(person_id=id_of(person), kind=KEPT, state="kept", started_at=now, touched_at=now)
    draft.slots = {"words": list(words)}
    session.add(draft)
    session.flush()
    return id_of(draft)


def kept_words(session: Session, person: Person, number: int) -> tuple[str, ...]:
    """The words kept under a number; none where they are somebody else's."""
    draft = drafts.draft(session, number) if number else None
    if draft is None or draft.person_id != person.id or draft.kind != KEPT:
        return ()
    return tuple(draft.slots.get("words", ()))


def _sieve(
    session: Session, offices: Offices, person: Person, scope: Scope, wanted: TicketFilter, now: datetime
) -> Sieve:
    # Nothing is owed of a closed ticket any more: it wears no light.
    open_only = wanted.state == OPEN or (wanted.light and not wanted.state)
    states = OPEN_STATES if open_only else (wanted.state,) if wanted.state else ()
    mine = None
    if wanted.mine:
        mine = frozenset(id_of(ticket) for ticket, _ in listing.mine(session, offices, person, now))
    return Sieve(
        scope=scope,
        states=states,
        unit_id=wanted.unit or None,
        kind=wanted.kind or None,
        since=began(wanted.period, now),
        words=wanted.words,
        ids=mine,
        repeated=wanted.repeated,
        matter_id=wanted.matter or None,
    )


def _by_light(session: Session, offices: Offices, passing: Sieve, wanted: TicketFilter, now: datetime) -> list[int]:
    """The tickets whose worst light is the one wanted, the soonest due first."""
    if wanted.state == State.CLOSED:
        return []
    rules = {rulebook_id: owed_rules(law) for rulebook_id, law in offices.laws.items()}
    shown: dict[int, set[str]] = {}
    for ticket_id, rulebook_id, rule_id, starts_at, due_at in sieve.open_duties(session, passing):
        rule = rules[rulebook_id].get(rule_id)
        if rule is not None:
            sign = light_of_duty(offices.laws[rulebook_id], rule, starts_at, due_at, now)
            shown.setdefault(ticket_id, set()).add(sign)
    return [ticket_id for ticket_id, signs in shown.items() if worst_light(signs) == LIGHT_SIGNS[wanted.light]]
