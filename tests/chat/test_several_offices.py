"""Two offices in one installation: the same names, units and ticket numbers, and neither sees anything of the other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from bot.rulebooks.load import rulebook_text
from bot.rules.calendar import CHINA, DayEntry
from bot.rules.workflow import State
from bot.work import dispatch, holidays, receivers
from bot.work.offices import OfficeEntry, Offices, open_offices, reopened
from bot.work.outcome import NO_SUCH_TICKET, Refused
from bot.work.recalculating import open_ticket_ids, recalculate
from storage import tickets
from storage.database import Database
from storage.rows import id_of
from storage.tables import AlarmRow, OutboxRow, Person, Ticket
from tests.chat import updates
from tests.chat.stage import Stage
from tests.people import MORNING, OFFICE, TICKET, Cast, read_law, register, settle_in
from tests.work.world import Player, everything

OTHER = "nanmatou_road"
OTHER_GROUP = updates.GROUP - 1
PARTIES = ("desk", "unit", "unit_head", "unit_branch_leader", "informant", "territory_branch_leader", "main_leader")
SECRET = "样本里弄的邻里纠纷"


class TwoOffices:
    """The stage with Yichuan and Nanmatou on it, and one ticket of the same number in each."""

    def __init__(self, database: Database) -> None:
        self.stage = Stage(database)
        other: Cast = database.write_now(lambda session: settle_in(session, OTHER, first_chat=2001))
        entries = [
            OfficeEntry(OFFICE, "宜川路街道", rulebook_text(OFFICE)),
            OfficeEntry(OTHER, "南码头路街道", rulebook_text(OTHER)),
        ]
        offices = database.write_now(lambda session: open_offices(session, entries, read_law, MORNING))
        self.home, self.other = replace(self.stage.cast, offices=offices), replace(other, offices=offices)
        self.stage.cast = self.home
        self.ticket = self.register(self.home)
        self.foreign = self.register(self.other, title=SECRET, content=SECRET, address=SECRET)

    @property
    def database(self) -> Database:
        return self.stage.database

    def register(self, cast: Cast, **changes: str) -> Ticket:
        ticket: Ticket = self.stage.write(lambda session: register(session, cast, MORNING, **changes))
        return ticket

    def bring_foreign_to(self, state: State) -> Ticket:
        foreign_id = id_of(self.foreign)
        ticket: Ticket = self.stage.write(lambda session: Player(session, self.other, foreign_id).bring_to(state))
        return ticket

    def phones_of(self, cast: Cast) -> Iterator[str]:
        """Every word on the phones of one office."""
        for person in cast.everybody:
            yield from self.stage.phone(person).texts


@pytest.fixture
def two(sqlite: Database) -> TwoOffices:
    return TwoOffices(sqlite)


def everything_in(database: Database) -> object:
    return database.read_now(everything)


def test_the_same_number_is_two_tickets_and_each_desk_finds_its_own(two: TwoOffices) -> None:
    assert two.ticket.number == two.foreign.number
    home, other = two.stage.phone(two.home.clerk), two.stage.phone(two.other.clerk)
    home.forget()
    other.forget()
    home.say(TICKET["number"])
    other.say(TICKET["number"])
    assert TICKET["title"] in home.last.text
    assert SECRET not in home.last.text
    assert SECRET in other.last.text


def test_words_and_lists_find_nothing_of_the_other_office(two: TwoOffices) -> None:
    two.bring_foreign_to(State.HANDLING)
    phone = two.stage.phone(two.home.main_leader)
    for asked in (f"/ticket {SECRET}", SECRET[:6], "/my", "/due", f"/why {SECRET}", "/dispatch", "/sign"):
        phone.say(asked)
    assert not [text for text in phone.texts if "邻里纠纷" in text and "没有找到" not in text]


def test_what_is_said_about_a_ticket_reaches_only_its_own_office(two: TwoOffices) -> None:
    before = list(two.phones_of(two.home))
    two.bring_foreign_to(State.HANDLING)
    two.stage.pass_time(days=1)
    assert list(two.phones_of(two.home)) == before
    assert any(SECRET in text for text in two.phones_of(two.other))


def test_whoever_hears_for_a_party_is_of_the_tickets_office(two: TwoOffices) -> None:
    foreign = two.bring_foreign_to(State.HANDLING)
    for party in PARTIES:
        people = two.stage.read(lambda session, party=party: receivers.receivers(session, foreign, party, MORNING))
        assert people
        assert {person.office_id for person in people} == {OTHER}


def test_a_press_with_a_foreign_ticket_changes_nothing_and_says_nothing_of_it(two: TwoOffices) -> None:
    two.bring_foreign_to(State.DISPATCHED)
    two.stage.pass_time(hours=1)
    stolen, _ = two.stage.phone(two.other.handler).key("接单")
    before = everything_in(two.database)
    for thief in (two.home.handler, two.home.clerk, two.home.head, two.home.main_leader):
        answer = two.stage.phone(thief).press_data(stolen)
        assert answer.alert
        assert answer.toast == NO_SUCH_TICKET.told()
    assert everything_in(two.database) == before


def test_every_act_on_a_foreign_ticket_is_answered_as_if_there_were_none(two: TwoOffices) -> None:
    foreign_id, unknown_id = id_of(two.foreign), 10_000
    units = {"unit_id": two.home.unit.id, "territory_id": None, "now": MORNING}
    for ticket_id in (foreign_id, unknown_id):
        refused = two.stage.write(
            lambda session, ticket_id=ticket_id: dispatch.dispatch(
                session, two.home.offices, id_of(two.home.clerk), ticket_id, **units
            )
        )
        assert refused == NO_SUCH_TICKET


def test_a_ticket_cannot_be_sent_to_a_unit_of_the_other_office(two: TwoOffices) -> None:
    refused = two.stage.write(
        lambda session: dispatch.dispatch(
            session, two.home.offices, id_of(two.home.clerk), id_of(two.ticket),
            unit_id=id_of(two.other.unit), territory_id=id_of(two.home.territory), now=MORNING,
        )
    )  # fmt: skip
    assert isinstance(refused, Refused)
    assert refused.reason == "请选择本单位的一个处置部门。"


def test_the_choice_of_units_offers_each_of_the_own_ones_once(two: TwoOffices) -> None:
    phone = two.stage.phone(two.home.clerk)
    phone.say(f"/dispatch {TICKET['number']}")
    keys = [key for key in phone.last.keys if key.startswith("城建办")]
    # Both offices have a unit of that name.
    assert len(keys) == 1


def test_in_the_other_offices_group_a_guest_is_a_stranger(two: TwoOffices) -> None:
    clerk = two.other.clerk.chat_id or 0
    two.stage.hear(updates.membership(clerk, "left", "member", OTHER_GROUP, "南码头热线群"))
    guest = two.stage.in_group(two.home.clerk, OTHER_GROUP)
    guest.messages.clear()
    two.stage.phone(two.home.clerk).forget()
    for said in ("/my", f"/ticket {TICKET['number']}", "/rules 退单几天", f"/note {TICKET['number']} 已联系"):
        guest.say(said)
    assert guest.texts == []
    assert two.stage.phone(two.home.clerk).texts == []
    own = two.stage.in_group(two.other.clerk, OTHER_GROUP)
    own.say("/rules 退单几天")
    assert "南码头路街道的规定" in own.last.text


def test_a_group_belongs_to_the_office_that_brought_the_bot(two: TwoOffices) -> None:
    for person in (two.home.administrator, two.other.administrator):
        two.stage.hear(updates.membership(person.chat_id or 0, "left", "member", updates.GROUP, "热线群"))
    home, other = (two.stage.in_group(cast.clerk, updates.GROUP) for cast in (two.home, two.other))
    other.messages.clear()
    other.say("/rules 退单几天")
    assert other.texts == []
    home.say("/rules 退单几天")
    assert "宜川路街道的规定" in home.last.text


def test_each_office_has_its_own_rules(two: TwoOffices) -> None:
    def duties(ticket: Ticket) -> dict[str, object]:
        rows = two.stage.read(lambda session: tickets.duties(session, id_of(ticket)))
        return {row.key: row.due_at.astimezone(CHINA).replace(tzinfo=None) for row in rows}

    received = MORNING.astimezone(CHINA).replace(tzinfo=None) - timedelta(minutes=10)
    assert duties(two.ticket)["YC-T01"] == received + timedelta(minutes=60)
    assert duties(two.foreign)["NM-T01"] == received + timedelta(minutes=60)
    assert all(key.startswith("YC-") for key in duties(two.ticket))
    assert all(key.startswith("NM-") for key in duties(two.foreign))
    alarms = two.stage.read(lambda session: session.exec(select(AlarmRow).order_by(col(AlarmRow.id))).all())
    assert {(alarm.office_id, alarm.rule[:2]) for alarm in alarms} == {(OFFICE, "YC"), (OTHER, "NM")}


def test_one_offices_hours_are_not_the_others(two: TwoOffices) -> None:
    early = rulebook_text(OTHER).replace('closes = "17:00"', 'closes = "16:00"', 1)
    entries = [two.home.offices.configured[0], replace(two.home.offices.configured[1], rulebook=early)]
    offices = two.stage.write(lambda session: open_offices(session, entries, read_law, MORNING))
    half_past_four = (MORNING + timedelta(hours=7)).astimezone(CHINA)
    assert offices.present_law(OFFICE).calendar.is_office_moment(half_past_four)
    assert not offices.present_law(OTHER).calendar.is_office_moment(half_past_four)


def test_one_offices_own_day_moves_only_its_own_tickets(two: TwoOffices) -> None:
    monday = date(2026, 11, 23)
    two.bring_foreign_to(State.DISPATCHED)

    def shift(session: object) -> tuple[Offices, object]:
        holidays.set_own_day(session, OTHER, DayEntry(monday, False, "停电检修"))  # type: ignore[arg-type]
        offices = reopened(session, two.home.offices, read_law, MORNING)  # type: ignore[arg-type]
        assert offices is not None
        ids = open_ticket_ids(session, offices)  # type: ignore[arg-type]
        return offices, recalculate(session, offices, ids, MORNING)  # type: ignore[arg-type]

    offices, done = two.stage.write(shift)
    assert done.moved
    assert {one.office_id for one in done.moved} == {OTHER}
    assert offices.present_law(OFFICE).calendar.is_working(monday)
    assert not offices.present_law(OTHER).calendar.is_working(monday)


def test_an_account_is_of_one_office_only(two: TwoOffices) -> None:
    people = two.stage.read(lambda session: session.exec(select(Person).where(col(Person.chat_id).is_not(None))).all())
    chats = [person.chat_id for person in people]
    assert len(set(chats)) == len(chats)
    rows = two.stage.rows(OutboxRow)
    offices_of_people = {person.id: person.office_id for person in people}
    assert all(row.person_id is None or offices_of_people[row.person_id] == row.office_id for row in rows)
