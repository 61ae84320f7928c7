"""The list that is handed over: what is open, by urgency, for whom it waits, and who cannot be reached or is away."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.reports.moments import SHANGHAI
from bot.reports.render import render
from bot.rules.calendar import Calendar, local, midnight
from bot.rules.handover import Headings, OpenTicket, under_headings
from bot.rules.requests import REQUEST_NAMES
from bot.rules.workflow import STATE_NAMES, State
from bot.work import access
from bot.work.acting import terms
from bot.work.card_keys import OPEN_CARD
from bot.work.card_view import masked
from bot.work.keys import Rows, in_rows, key
from bot.work.listing import owed_rules
from bot.work.offices import Offices
from bot.work.press import ActPress
from bot.work.sight import OPEN_STATES
from bot.work.waiting import DESK_SIDE, turn_of
from storage import bulletins, presence, sieve, staff
from storage.rows import id_of
from storage.sieve import Sieve
from storage.tables import DutyRow, Person, Ticket

MOST_LINES = 10
"""How many tickets a heading names; the rest of it is a number."""
MOST_KEYS = 12
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away, who stands in, and until when."""

    name: str
    deputy: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Something applied for that has no end yet: of which ticket, what, since when, and whose word is awaited."""

    number: str
    name: str
    since: datetime
    awaited: str


@dataclass(frozen=True, slots=True)
class HandoverView:
    """The whole list for one reader. `requests` and below are only filled for the desk."""

    headings: Headings
    next_working_day: date
    total: int
    requests: tuple[Asked, ...] = ()
    deaf: tuple[tuple[str, str], ...] = ()
    away: tuple[Away, ...] = ()
    drafts: tuple[tuple[int, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.total or self.requests or self.drafts)


def handover(session: Session, offices: Offices, person: Person, now: datetime) -> HandoverView:
    """What this person hands over: the desk all that is open, everybody else the tickets they deal with."""
    calendar = offices.present_law(person.office_id).calendar
    following = calendar.add_working_days(local(now).date(), 1)
    scope, held = access.scope_and_parties(session, person, now)
    units = {id_of(unit): unit.name for unit in staff.units(session, person.office_id)}
    found = list(sieve.with_duties(session, Sieve(scope, OPEN_STATES)))
    handlers = staff.names(session, {ticket.handler_id for ticket, _ in found if ticket.handler_id})
    tickets = [_open(offices, ticket, rows, held(ticket), units, handlers) for ticket, rows in found]
    headings = under_headings(tickets, now, _end(local(now).date()), _end(following))
    if "desk" not in access.roles(session, person, now):
        return HandoverView(headings, following, len(tickets))
    return HandoverView(
        headings=headings,
        next_working_day=following,
        total=len(tickets),
        requests=_requests(session, offices, person.office_id),
        deaf=tuple((one.name, _why_deaf(one)) for one in presence.deaf(session, person.office_id)),
        away=_away(session, person.office_id, now, _end(following)),
        drafts=tuple((id_of(row), row.title) for row in bulletins.drafts(session, person.office_id)),
    )


def in_words(view: HandoverView, day: date, now: datetime, late: bool = False) -> str:
    """The list in markup, under its day. `late`: it is said long after the day ended."""
    headings = view.headings
    named = (
        ("已超时", headings.late),
        ("今晚到期", headings.tonight),
        (f"{view.next_working_day.month}月{view.next_working_day.day}日（下一个工作日）前到期", headings.tomorrow),
        ("轮到我们办", headings.ours),
    )
    values = {
        "day": datetime.combine(day, datetime.min.time(), SHANGHAI),
        "late": late,
        "total": view.total,
        "headings": [
            {"name": name, "lines": [asdict(one) for one in some[:MOST_LINES]], "more": max(0, len(some) - MOST_LINES)}
            for name, some in named
            if some
        ],
        "others": [asdict(one) for one in headings.others[:MOST_LINES]],
        "requests": [asdict(one) for one in view.requests[:MOST_LINES]],
        "deaf": [{"name": name, "why": why} for name, why in view.deaf[:MOST_LINES]],
        "away": [asdict(one) for one in view.away[:MOST_LINES]],
        "drafts": [{"number": number, "title": title} for number, title in view.drafts[:MOST_LINES]],
        "now": now,
    }
    return render("cards/handover.html.j2", values)


def keys_of(view: HandoverView) -> Rows:
    """A key for each of the most urgent tickets."""
    shown = view.headings.urgent[:MOST_KEYS]
    return in_rows([key(f"…{one.number[-6:]}", ActPress(OPEN_CARD, one.ticket_id, one.revision)) for one in shown], 4)


def is_day_of_work(calendar: Calendar, day: date) -> bool:
    """Whether the office works on that day, as far as anybody knows."""
    return calendar.knows(day) and calendar.is_working(day)


def _open(
    offices: Offices,
    ticket: Ticket,
    rows: Sequence[DutyRow],
    held: frozenset[str],
    units: Mapping[int, str],
    handlers: Mapping[int, str],
) -> OpenTicket:
    law, state = offices.law(ticket), State(ticket.state)
    rules = owed_rules(law)
    owed = next((row for row in rows if row.rule in rules and row.key == row.rule), None)
    signer = terms(law).name(ticket.signer) if ticket.signer else ""
    unit = " ".join(filter(None, (units.get(ticket.unit_id or 0, ""), handlers.get(ticket.handler_id or 0, ""))))
    return OpenTicket(
        ticket_id=id_of(ticket),
        revision=ticket.revision,
        number=ticket.number,
        matter=masked(ticket, ticket.title, 20),
        state=STATE_NAMES[state],
        who=terms(law).name("desk") if state in DESK_SIDE or not unit else signer or unit,
        ours=bool(held & turn_of(ticket)),
        duty=rules[owed.rule].name if owed else "",
        due_at=owed.due_at if owed else None,
    )


def _end(day: date) -> datetime:
    """The last second of a day."""
    return midnight(day + timedelta(days=1)) - ONE_SECOND


def _why_deaf(person: Person) -> str:
    return "还没有绑定" if person.chat_id is None else "停用了与助手的聊天"


def _requests(session: Session, offices: Offices, office_id: str) -> tuple[Asked, ...]:
    """Signatures come in the order of the chain; after the last one decides whoever decides."""
    name = terms(offices.present_law(office_id)).name
    return tuple(
        Asked(
            number=number,
            name=REQUEST_NAMES.get(request.kind, "申请"),
            since=request.made_at,
            awaited=name([*request.chain, request.decided_by or "desk"][min(signed, len(request.chain))]),
        )
        for number, request, signed in presence.pending_requests(session, office_id)
    )


def _away(session: Session, office_id: str, now: datetime, until: datetime) -> tuple[Away, ...]:
    found = presence.away(session, office_id, now, until)
    names = staff.names(session, {one for deputy in found for one in (deputy.person_id, deputy.deputy_id)})
    return tuple(Away(names[one.person_id], names[one.deputy_id], one.ends_at) for one in found)
