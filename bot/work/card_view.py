"""What stands on a ticket's card: plain values, masked, in the order in which they matter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.reports.markup import cut, one_line
from bot.rules.duties import Duty
from bot.rules.lights import light_of as light_of_office
from bot.rules.visibility import mask_address, mask_name, mask_phone, mask_text
from bot.rules.workflow import STATE_NAMES, State, Terms
from bot.work import access, under_way
from bot.work.acting import terms
from bot.work.offices import Offices
from bot.work.planning import duties_of
from bot.work.provenance import told
from bot.work.waiting import DESK_SIDE
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Event, Person, Ticket

LONGEST_MATTER, LONGEST_PLACE, LONGEST_CONTENT = 80, 80, 400
# Masking reads every character; nobody reads ten thousand of them on a card.
READ_AT_MOST = 2000
MOST_DUTIES = 6
RED, YELLOW, BLUE, GREEN, WHITE = "🔴", "🟡", "🔵", "🟢", "⚪"
# How the lights of an office that has its own are shown; blue is the early warning (预警).
OFFICE_LIGHTS = {"none": GREEN, "warn": BLUE, "yellow": YELLOW, "red": RED, "overdue": RED}
_COVERED_DOOR = re.compile(r"\*+[号室]?")
LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One open duty as it is read: what, by whom, by when, under which clause."""

    key: str
    light: str
    name: str
    who: str
    mine: bool
    due_at: datetime
    clause: str
    provisional: bool
    assumed: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """A ticket as one person sees it, or a group (`caller`, `phone` and `content` are empty there).

    `over`: nobody has anything to do with it any more, however it ended.
    """

    ticket_id: int
    number: str
    light: str
    kind: str
    urgency: str
    marks: tuple[str, ...]
    matter: str
    place: str
    caller: str
    phone: str
    content: str
    state: str
    over: bool
    holder: str
    duties: tuple[DutyLine, ...]
    more_duties: int
    windows: tuple[DutyLine, ...]
    next_mark: DutyLine | None
    last: str
    under_way: tuple[str, ...]


def card_view(session: Session, offices: Offices, ticket: Ticket, person: Person | None, now: datetime) -> CardView:
    """The card of `ticket` for `person`; without a person, for a group."""
    events = tickets.events(session, id_of(ticket))
    held = access.parties(session, person, ticket, now) if person else frozenset[str]()
    open_ones = sorted(
        (duty for duty in duties_of(session, offices, ticket) if duty.is_open), key=lambda duty: duty.due_at
    )
    lines = _Lines(terms(offices.law(ticket)), held, now)
    owed = [lines.of(duty) for duty in open_ones if is_owed(duty)]
    marks = [line for line in map(lines.of, filter(_is_mark_of_leaders, open_ones)) if line.due_at >= now]
    return CardView(
        ticket_id=id_of(ticket),
        number=one_line(ticket.number, 40),
        light=light_of(ticket, owed),
        kind=one_line(ticket.kind, 10),
        urgency=one_line(ticket.urgency, 10),
        marks=_marks(ticket),
        matter=masked(ticket, ticket.title, LONGEST_MATTER),
        place=_place(ticket, in_group=person is None),
        caller=one_line(mask_name(ticket.caller), 20) if person else "",
        phone=one_line(mask_phone(ticket.phone), 30) if person else "",
        content=masked(ticket, ticket.content, LONGEST_CONTENT) if person else "",
        state=_state(ticket, events),
        over=ticket.state == State.CLOSED,
        holder=_holder(session, offices, ticket, now),
        duties=tuple(owed[:MOST_DUTIES]),
        more_duties=max(0, len(owed) - MOST_DUTIES),
        windows=_windows(ticket, [lines.of(duty) for duty in open_ones if duty.is_window], now),
        next_mark=marks[0] if marks else None,
        last=_last(session, ticket, events) if person else "",
        under_way=under_way.lines(session, offices, ticket),
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """Makes lines of duties for one reader at one moment."""

    names: Terms
    held: frozenset[str]
    now: datetime

    def of(self, duty: Duty) -> DutyLine:
        return duty_line(duty, self.names.name(duty.owed_by), self.held, self.now)


def _windows(ticket: Ticket, lines: Sequence[DutyLine], now: datetime) -> tuple[DutyLine, ...]:
    """The chances that the reader still has, while the ticket is in the unit's hands."""
    if ticket.state not in (State.DISPATCHED, State.HANDLING):
        return ()
    return tuple(line for line in lines if line.mine and now <= line.due_at)


def _is_mark_of_leaders(duty: Duty) -> bool:
    return duty.is_mark and not duty.is_handover


def is_owed(duty: Duty) -> bool:
    """Something that somebody must do: neither a mark for leaders, nor a chance, nor the light of another duty."""
    return not duty.is_mark and not duty.is_window and duty.light is None


def duty_line(duty: Duty, who: str, held: frozenset[str], now: datetime) -> DutyLine:
    return DutyLine(
        key=duty.key,
        light=duty_light(duty, now),
        name=duty.name,
        who=who,
        mine=duty.owed_by in held,
        due_at=duty.due_at,
        clause=duty.clause,
        provisional=duty.provisional,
        assumed=duty.assumed is not None,
    )


def duty_light(duty: Duty, now: datetime) -> str:
    """The light of a duty: the office's own where it has lights, else see `light_at`."""
    own = light_of_office(duty, now)
    return OFFICE_LIGHTS[own] if own else light_at(duty.starts_at, duty.due_at, duty.soft, now)


def light_at(starts_at: datetime, due_at: datetime, soft: bool, now: datetime) -> str:
    """Red when it is late, yellow in the last quarter of the time or the last hour of it, green before.

    What is `soft` is never late.
    """
    if now > due_at:
        return YELLOW if soft else RED
    remaining, whole = due_at - now, due_at - starts_at
    return YELLOW if remaining <= max(whole / 4, min(LAST_HOUR, whole / 2)) else GREEN


def light_of(ticket: Ticket, owed: Sequence[DutyLine]) -> str:
    """The worst light of the open duties; white when nothing is owed any more."""
    if ticket.state == State.CLOSED:
        return WHITE
    shown = {line.light for line in owed}
    return next((light for light in (RED, YELLOW, BLUE, GREEN) if light in shown), WHITE)


def masked(ticket: Ticket, text: str, limit: int) -> str:
    """Free text of a ticket as everybody may see it, cut to `limit`."""
    shown = mask_text(text[:READ_AT_MOST], names=[ticket.caller] if ticket.caller else [], keep=[ticket.number])
    return cut(shown, limit)


def _place(ticket: Ticket, in_group: bool) -> str:
    """The place without its doors; in a group not even that there is one."""
    place = mask_address(ticket.address[:READ_AT_MOST])
    return one_line(_COVERED_DOOR.sub("", place) if in_group else place, LONGEST_PLACE)


def _marks(ticket: Ticket) -> tuple[str, ...]:
    marks = ["复核"] if ticket.is_recheck else []
    marks += [f"{ticket.supervised}督办"] if ticket.supervised not in ("否", "") else []
    return tuple(one_line(masked(ticket, mark, 16), 16) for mark in [*marks, *ticket.tags][:6])


def named(ticket: Ticket) -> str:
    """A ticket on a key: the end of its number and the beginning of its matter."""
    return f"…{ticket.number[-6:]} {masked(ticket, ticket.title, 14)}"


def _state(ticket: Ticket, events: Sequence[Event]) -> str:
    """Where the ticket stands; what the platform above has taken back was not brought to an end here."""
    last = next((event.kind for event in reversed(events) if event.kind in ("returned", "reopened", "approved")), "")
    if ticket.state == State.CLOSED and last == "returned":
        return RETURNED_UPWARD
    return STATE_NAMES[State(ticket.state)]


def holder_of(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> str:
    """Where the ticket stands, in words: `处置中，在城建办 张三`."""
    state = _state(ticket, tickets.events(session, id_of(ticket)))
    return state if ticket.state == State.CLOSED else f"{state}，在{_holder(session, offices, ticket, now)}"


def _holder(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> str:
    """In whose hands the ticket is now: who accepted it, as long as they act for the unit."""
    names = terms(offices.law(ticket))
    if ticket.state == State.SIGNING and ticket.signer:
        return names.name(ticket.signer)
    unit = staff.unit(session, ticket.unit_id) if ticket.unit_id else None
    if unit is None or State(ticket.state) in DESK_SIDE:
        return names.name("desk")
    handler = staff.person(session, ticket.handler_id) if ticket.handler_id is not None else None
    still_theirs = handler is not None and "unit" in access.parties(session, handler, ticket, now)
    return f"{unit.name} {handler.name}" if handler is not None and still_theirs else unit.name


RETURNED_UPWARD = "已退回上级平台"
TOLD_KINDS = frozenset(
    {
        "desk_contact",
        "first_contact",
        "contact_attempt",
        "site_visit",
        "note",
        "progress_reported",
        "co_handled",
        "co_declined",
        "released",
        "urged",
        "supervised",
        "designated",
        "joined",
        "sent_back",
        "signature_refused",
        "review_again_asked",
        "reopened",
        "rechecked",
        "returned",
    }
)


def _last(session: Session, ticket: Ticket, events: Sequence[Event]) -> str:
    """The last thing that somebody told about the ticket, as one line."""
    event = next((event for event in reversed(events) if event.kind in TOLD_KINDS), None)
    if event is None:
        return ""
    author = staff.person(session, event.person_id) if event.person_id else None
    said = masked(ticket, told(event) or str(event.data.get("told", "")), 80)
    return one_line(f"{author.name if author else ''} {said}", 100)
