"""The cast of every test: one office, its units, its people in their chats, and the real rulebook of Yichuan.

The people come out of the sample roster that the demo uses, so both always agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from bot.reports.moments import SHANGHAI
from bot.rulebooks.days import calendar_on_record
from bot.rulebooks.load import load_text, rulebook_text
from bot.work import intake, staff
from bot.work.offices import Law, OfficeEntry, Offices, open_offices
from bot.work.outcome import Done
from storage import staff as people
from storage import tickets
from storage.rows import id_of
from storage.tables import Day, Person, Ticket, Unit

OFFICE = "yichuan_road"
SAMPLES = Path(__file__).parents[1] / "bot" / "samples"
MORNING = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI).astimezone(UTC)
"""A Friday, an ordinary working day."""
FIRST_CHAT = 1001
DESK_LEADER = "陆远"
STRANGER_CHAT = 9999

TICKET: dict[str, str] = {
    "number": "20261120000301",
    "source": "区城运中心",
    "kind": "投诉",
    "urgency": "普通",
    "caller": "王样英",
    "phone": "13800001001",
    "address": "虚构路8弄2号301室",
    "called_at": "2026-11-20 09:00",
    "platform_dispatched_at": "2026-11-20 09:20",
    "title": "地下车库车位被占",
    "content": "市民反映地下车库固定车位被他人占用，要求清理。",
}
"""A ticket as a clerk confirms it."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by what they are. All are bound to private chats, from FIRST_CHAT on in the order of the roster."""

    offices: Offices
    clerk: Person
    handler: Person
    second_handler: Person
    head: Person
    unit_leader: Person
    other_handler: Person
    other_head: Person
    informant: Person
    territory_leader: Person
    other_informant: Person
    main_leader: Person
    administrator: Person
    desk: Unit
    unit: Unit
    other_unit: Unit
    territory: Unit
    other_territory: Unit

    @property
    def everybody(self) -> tuple[Person, ...]:
        return tuple(value for name in NAMES if isinstance(value := getattr(self, name), Person))


NAMES = {
    "clerk": "林晓",
    "handler": "张三",
    "second_handler": "李四",
    "head": "吴刚",
    "unit_leader": "郑华",
    "other_handler": "钱进",
    "other_head": "何平",
    "informant": "周敏",
    "territory_leader": "冯兰",
    "other_informant": "沈青",
    "main_leader": "王正",
    "administrator": "孙宁",
}
UNITS = {
    "desk": "街道城运中心",
    "unit": "城建办",
    "other_unit": "平安办",
    "territory": "东片区",
    "other_territory": "西片区",
}


def settle_in(session: Session, office_id: str = OFFICE, first_chat: int = FIRST_CHAT, rulebook: str = OFFICE) -> Cast:
    """Fill an empty office with the whole cast, everybody bound to a chat, under the rulebook of that name."""
    entry = OfficeEntry(office_id, "宜川路街道", rulebook_text(rulebook))
    offices = open_offices(session, [entry], read_law, MORNING)
    rows = staff.read_roster((SAMPLES / "roster.csv").read_bytes())
    assert not isinstance(rows, staff.RosterFaults)
    assert staff.load_roster(session, office_id, rows, MORNING) == []
    for place, person in enumerate(people.people(session, office_id)):
        person.chat_id, person.bound_at = first_chat + place, MORNING
        session.add(person)
    session.flush()
    return cast_of(session, offices, office_id)


def settle_under(session: Session, rulebook: str) -> Cast:
    """The cast in the office whose rulebook this is, with the desk's own branch leader besides."""
    cast = settle_in(session, rulebook, rulebook=rulebook)
    row = {"name": DESK_LEADER, "role": "受理单位分管领导", "unit": UNITS["desk"], "unit_kind": "受理单位", "row": "2"}
    assert staff.load_roster(session, rulebook, [row], MORNING) == []
    leader = desk_leader(session, cast)
    leader.chat_id, leader.bound_at = FIRST_CHAT + 100, MORNING
    session.add(leader)
    session.flush()
    return cast


def desk_leader(session: Session, cast: Cast) -> Person:
    """The desk's own branch leader."""
    leader = people.person_by_name(session, cast.clerk.office_id, DESK_LEADER)
    assert leader is not None
    return leader


def cast_of(session: Session, offices: Offices, office_id: str = OFFICE) -> Cast:
    """The cast as it is in the database now."""
    units = {unit.name: unit for unit in people.units(session, office_id)}
    persons = {person.name: person for person in people.people(session, office_id)}
    return Cast(
        offices=offices,
        **{role: persons[name] for role, name in NAMES.items()},
        **{role: units[name] for role, name in UNITS.items()},
    )


class OnRecord(NamedTuple):
    """A day on record that can be a key."""

    day: date
    is_working: bool
    name: str
    status: str


def read_law(text: str, name: str, days: Sequence[Day]) -> Law:
    """A law as the product reads it, without reading the same text twice."""
    return _read_law(text, tuple(OnRecord(day.day, day.is_working, day.name, day.status) for day in days))


@cache
def _read_law(text: str, days: tuple[OnRecord, ...]) -> Law:
    rulebook = load_text(text, OFFICE)
    return Law(rulebook, calendar_on_record(rulebook, days))


def register(session: Session, cast: Cast, now: datetime, **changes: str) -> Ticket:
    """A ticket registered by the clerk: TICKET with `changes`."""
    done = intake.register(session, cast.offices, id_of(cast.clerk), {**TICKET, **changes}, now)
    assert isinstance(done, Done), done
    assert done.ticket_id is not None
    ticket = tickets.ticket(session, done.ticket_id)
    assert ticket is not None
    return ticket


def later(minutes: int, start: datetime = MORNING) -> datetime:
    return start + timedelta(minutes=minutes)
