"""What bulletins are told out of: an office's tickets, figures and matters, as lines that name no citizen."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.reports.moments import SHANGHAI, day, moment
from bot.rules import tally
from bot.rules.bulletin_content import Known, Line, Section, listed, sections_of
from bot.rules.bulletin_rules import LISTS, Bulletin, Part
from bot.rules.periods import Period
from bot.rules.tally import UNSOLVED, Tally
from bot.rules.workflow import STATE_NAMES, State
from bot.work.bulletin_numbers import figure_lines, score_lines, topic_lines, unit_lines
from bot.work.card_view import masked
from bot.work.listing import owed_rules
from bot.work.offices import Offices
from bot.work.sight import OPEN_STATES
from storage import matters, sieve, staff, tallies
from storage.rows import id_of
from storage.sieve import Scope, Sieve
from storage.tables import DutyRow, Ticket
from storage.tallies import Among

AT_ONCE = 500
"""Tickets looked up by one question."""
MATTER_LENGTH, PROGRESS_LENGTH = 24, 40
OF_PERIOD = frozenset({"unsolved", "unsatisfied", "not_contacted"})
NOT_DISPATCHED = "未派单"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the lines are made for."""

    session: Session
    offices: Offices
    office_id: str
    bulletin: Bulletin
    about: Period
    now: datetime


def gathered(
    session: Session, offices: Offices, office_id: str, bulletin: Bulletin, about: Period, now: datetime
) -> tuple[Section, ...]:
    """The bulletin's headings with everything that can be told out of the facts."""
    asked = _Asked(session, offices, office_id, bulletin, about, now)
    known = tuple(_known(asked)) if LISTS & set(bulletin.parts) else ()
    told: dict[Part, Sequence[Line]] = {}
    for part in bulletin.parts:
        if part in _NUMBERS:
            told[part] = _NUMBERS[part](session, offices, office_id, about, now)
        elif part == "repeated":
            told[part] = list(_repeated(asked))
        else:
            told[part] = [_line(asked, part, one) for one in listed(part, bulletin, about, now, known)]
    return sections_of(bulletin, told)


def named_lines(
    session: Session, offices: Offices, office_id: str, ticket_ids: Sequence[int], now: datetime
) -> tuple[Line, ...]:
    """These tickets as lines, for a bulletin that the desk begins about them."""
    units = _unit_names(session, office_id)
    duties = sieve.duties_of(session, ticket_ids)
    found = (
        _of_ticket(offices, ticket, duties[id_of(ticket)], units, now)
        for ticket in sieve.by_ids(session, ticket_ids)
        if ticket.office_id == office_id
    )
    return tuple(_plain_line(one, now) for one in found)


def _known(asked: _Asked) -> Iterator[Known]:
    """Every open ticket, and those that ended or came in the bulletin's days and stand in one of its lists."""
    session, units = asked.session, _unit_names(asked.session, asked.office_id)
    counts = _counts(asked) if OF_PERIOD & set(asked.bulletin.parts) else {}
    scope = Scope(asked.office_id, everything=True)
    open_ones = list(sieve.with_duties(session, Sieve(scope, OPEN_STATES)))
    progress = _progress(asked, [id_of(ticket) for ticket, _ in open_ones])
    received = tallies.received(session, asked.office_id, OPEN_STATES)
    for ticket, rows in open_ones:
        of = counts.pop(id_of(ticket), _Counts())
        one = _of_ticket(asked.offices, ticket, rows, units, asked.now, asked.bulletin.duty)
        since = received.get(id_of(ticket), one.received_at)
        yield of.on(replace(one, received_at=since), progress.get(id_of(ticket)))
    others = list(counts)
    for start in range(0, len(others), AT_ONCE):
        for ticket in sieve.by_ids(session, others[start : start + AT_ONCE]):
            yield counts[id_of(ticket)].on(_of_ticket(asked.offices, ticket, (), units, asked.now), None)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How a ticket counts in the bulletin's days, by when it came and by when it ended."""

    received: Tally | None = None
    closed: Tally | None = None

    def on(self, one: Known, progress: str | None) -> Known:
        either = self.closed or self.received
        return replace(
            one,
            received=self.received is not None,
            closed=self.closed is not None,
            sets=tally.sets_of(either) if either else frozenset(),
            outcome=either.outcome if either else "",
            progress=progress,
        )


def _counts(asked: _Asked) -> dict[int, _Counts]:
    """The tickets of the bulletin's days that one of its lists may name."""
    found: dict[int, _Counts] = {}
    for ticket_id, one in _streamed(asked, "closed"):
        if one.outcome == UNSOLVED or "rated" in tally.sets_of(one):
            found[ticket_id] = _Counts(closed=one)
    if "not_contacted" in asked.bulletin.parts:
        for ticket_id, one in _streamed(asked, "received"):
            sets = tally.sets_of(one)
            if "contact_owed" in sets and "contacted_in_time" not in sets:
                found[ticket_id] = _Counts(one, found.get(ticket_id, _Counts()).closed)
    return found


def _streamed(asked: _Asked, moment_of: str) -> Iterator[tuple[int, Tally]]:
    among = Among(asked.office_id, moment_of, asked.about.since, asked.about.until)  # type: ignore[arg-type]
    for ticket_id, kept in tallies.streamed(asked.session, among, asked.now):
        yield ticket_id, tally.read(*kept)


def _of_ticket(
    offices: Offices,
    ticket: Ticket,
    rows: Iterable[DutyRow],
    units: Mapping[int, str],
    now: datetime,
    daily: str | None = None,
) -> Known:
    rules = owed_rules(offices.law(ticket))
    owed = [row for row in rows if row.key == row.rule]
    due = next((row for row in owed if row.rule in rules), None)
    places = (ticket.unit_id, ticket.territory_id, *ticket.co_unit_ids)
    return Known(
        ticket_id=id_of(ticket),
        number=ticket.number,
        matter=masked(ticket, ticket.title, MATTER_LENGTH),
        unit=units.get(ticket.unit_id or 0, NOT_DISPATCHED),
        places=tuple(dict.fromkeys(place for place in places if place is not None)),
        state=STATE_NAMES[State(ticket.state)],
        is_open=ticket.state != State.CLOSED,
        received_at=ticket.created_at,
        due_at=due.due_at if due else None,
        duty=rules[due.rule].name if due else "",
        tags=frozenset(ticket.tags),
        owes_daily=any(row.rule == daily for row in owed),
    )


def _progress(asked: _Asked, ticket_ids: Collection[int]) -> dict[int, str]:
    """What was reported today of each of these tickets, for a bulletin that tells of it."""
    if asked.bulletin.duty is None:
        return {}
    found: dict[int, str] = {}
    ids, today = list(ticket_ids), asked.now.astimezone(SHANGHAI).date()
    for start in range(0, len(ids), AT_ONCE):
        events = matters.last_events(asked.session, ids[start : start + AT_ONCE], "progress_reported")
        found |= {one: event.text for one, event in events.items() if event.at.astimezone(SHANGHAI).date() == today}
    return {
        id_of(ticket): masked(ticket, found[id_of(ticket)], PROGRESS_LENGTH)
        for ticket in sieve.by_ids(asked.session, list(found))
    }


def _repeated(asked: _Asked) -> Iterator[Line]:
    """The matters that reached one of the bulletin's thresholds and still stand, the latest first."""
    units = _unit_names(asked.session, asked.office_id)
    for rule in asked.bulletin.thresholds:
        for row in matters.standing(asked.session, asked.office_id, rule):
            together = matters.by_ids(asked.session, row.ticket_ids)
            if not together:
                continue
            last = together[-1]
            names = "、".join(dict.fromkeys(units[one.unit_id] for one in together if one.unit_id in units))
            places = tuple(dict.fromkeys(one.unit_id for one in together if one.unit_id is not None))
            matter = masked(last, last.title, MATTER_LENGTH)
            words = f"{last.number} {matter}　{names or NOT_DISPATCHED}　已重复{row.count}次"
            yield Line(words, (last.number, matter, names, f"已重复{row.count}次", ""), places)


def _line(asked: _Asked, part: Part, one: Known) -> Line:
    if part == "tagged":
        said = one.progress if one.progress is not None else "今天没有报送" if one.owes_daily else "今天没有新的进展"
        return _made(one, said, f"{one.unit}：{said}")
    if part in ("unsolved", "unsatisfied", "not_contacted"):
        return _made(one, one.state)
    return _plain_line(one, asked.now)


def _plain_line(one: Known, now: datetime) -> Line:
    if not one.is_open or one.due_at is None:
        return _made(one, one.state)
    late = one.due_at < now
    said = f"{one.duty}超期，原定{day(one.due_at, now)}" if late else f"{one.duty}{moment(one.due_at, now)}到期"
    return _made(one, f"{one.state}，{said}")


def _made(one: Known, said: str, shown: str | None = None) -> Line:
    words = f"{one.number} {one.matter}　{shown or f'{one.unit}　{said}'}"
    return Line(words, (one.number, one.matter, one.unit, one.state, said), one.places)


def _unit_names(session: Session, office_id: str) -> dict[int, str]:
    return {id_of(unit): unit.name for unit in staff.units(session, office_id)}


_NUMBERS: Mapping[Part, Callable[[Session, Offices, str, Period, datetime], Sequence[Line]]] = {
    "figures": figure_lines,
    "units": unit_lines,
    "topics": topic_lines,
    "scores": score_lines,
}
