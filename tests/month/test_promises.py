"""The judges of a month see what is wrong when something is."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from storage.tables import AlarmRow, Event, OutboxRow, Person, Post, Ticket, Unit
from tests.month import expected_bulletins, promises
from tests.month.office import OFFICE_GROUP, Told
from tests.month.record import Record, document_of
from tests.month.recount import counted_tickets, figure
from tests.month.working_days import in_office, shanghai, works

AT = shanghai(date(2026, 10, 13), time(10))
LATER = AT + timedelta(hours=2)


def event(kind: str, at: datetime, **data: Any) -> Event:
    return Event(ticket_id=1, kind=kind, at=at, recorded_at=at, data=data)


def record() -> Record:
    """One closed ticket of a unit, of whose acceptance its handler was reminded in time."""
    ticket = Ticket(id=1, office_id="o", number="1", rulebook_id="r", state="closed", kind="投诉", created_at=AT,
                    updated_at=AT, caller="王样英", phone="13800001001")  # fmt: skip
    story = [event("received", AT), event("dispatched", AT, unit_id=2), event("accepted", LATER),
             event("closed", LATER)]  # fmt: skip
    alarm = AlarmRow(id=5, office_id="o", ticket_id=1, key="YC-T07", rule="YC-T07", stage="due", lane=1, due_at=LATER,
                     fire_at=AT, state="fired")  # fmt: skip
    row = OutboxRow(id=9, dedupe_key="a", office_id="o", person_id=3, ticket_id=1, alarm_id=5, kind="reminder", lane=1,
                    created_at=AT, not_before=AT, state="sent", message_id=7, claimed_chat=1001,
                    payload={"key": "YC-T07", "stage": "due"})  # fmt: skip
    return Record(
        office_id="o", since=shanghai(date(2026, 10, 12), time(8)), until=shanghai(date(2026, 10, 14), time(8)),
        document=document_of("yichuan_road"), tickets={1: ticket}, events={1: story},
        reports={1: []}, requests={1: []}, duties={1: []}, alarms={5: alarm}, outbox=[row],
        people={3: Person(id=3, office_id="o", name="张三", chat_id=1001)},
        posts=[Post(office_id="o", person_id=3, role="handler", unit_id=2)],
        units={2: Unit(id=2, office_id="o", name="城建办", kind="unit")},
        told=[Told(AT + timedelta(minutes=1), 1001, 7, "sent", "请接单")], bulletins={},
    )  # fmt: skip


def told_late(record: Record) -> None:
    record.told.append(Told(LATER + timedelta(minutes=1), 1001, 8, "sent", "请接单"))
    record.outbox[0].message_id = 8
    record.texts[1001, 8] = record.told[-1]


def told_at_night(record: Record) -> None:
    record.texts[1001, 7] = Told(shanghai(date(2026, 10, 12), time(23)), 1001, 7, "sent", "请接单")


def told_to_a_stranger(record: Record) -> None:
    record.posts[0].unit_id = 4
    record.units[4] = Unit(id=4, office_id="o", name="平安办", kind="unit")


WRONGS: dict[str, Callable[[Record], object]] = {
    "everything_said": lambda record: setattr(record.outbox[0], "state", "waiting"),
    "closed_is_over": lambda record: setattr(record.alarms[5], "state", "waiting"),
    "told_once": lambda record: record.outbox.append(record.outbox[0]),
    "not_told_in_vain": told_late,
    "quiet_at_night": told_at_night,
    "only_the_concerned": told_to_a_stranger,
    "groups_without_citizens": lambda record: record.told.append(Told(AT, OFFICE_GROUP, 1, "sent", "王样英来电")),
}


def test_nothing_is_wrong_with_a_month_in_order() -> None:
    assert promises.broken(record()) == []
    assert set(WRONGS) == {promise.__name__ for promise in promises.PROMISES}


@pytest.mark.parametrize("promise", WRONGS)
def test_each_broken_promise_is_found(promise: str) -> None:
    wrong = record()
    WRONGS[promise](wrong)
    assert promise in {breach.partition(":")[0] for breach in promises.broken(wrong)}


def test_bulletins_come_on_the_days_of_their_document_and_a_missing_one_is_found() -> None:
    first, last = date(2026, 9, 30), date(2026, 11, 3)
    monthly = {"every": "month", "on": 1, "rest_days": "next_working_day"}
    assert expected_bulletins.days_of(monthly, first, last) == [date(2026, 10, 8), date(2026, 11, 2)]
    weekly = {"every": "week", "on": 1, "rest_days": "next_working_day"}
    assert expected_bulletins.days_of(weekly, first, last)[:2] == [date(2026, 10, 8), date(2026, 10, 12)]
    assert len(expected_bulletins.days_of({"every": "day"}, first, last)) == 35
    daily = {"id": "D", "name": "日报", "every": "day", "at": "09:00", "audience": ["desk"], "said_when_empty": True}
    month = record()
    month.document = {"bulletin": [daily]}
    month.posts.append(Post(office_id="o", person_id=3, role="desk", unit_id=2))
    assert len(list(expected_bulletins.breaches(month, OFFICE_GROUP))) == 2


def test_a_ticket_is_counted_by_what_happened_to_it() -> None:
    month = record()
    month.events[1].append(event("called_back", LATER, reached=True, contacted=True, solved=False, satisfied="一般"))
    (counted,) = counted_tickets(month)
    assert {"closed", "rated", "confirmed_contact"} <= counted.sets
    assert counted.sets.isdisjoint({"satisfied", "solved"})
    assert figure(month, [counted], {"share": "satisfied", "of": "rated"}, 2) == (0, 1)
    assert figure(month, [counted], {"share": "satisfied", "of": "rated"}, 4) == (0, 0)


def test_office_minutes_pass_only_while_an_office_is_open() -> None:
    assert not works(date(2026, 10, 7))
    assert works(date(2026, 10, 10))
    assert in_office(shanghai(date(2026, 9, 30), time(16, 30)), 60) == shanghai(date(2026, 10, 8), time(9, 30))
