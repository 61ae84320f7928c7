from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.alerts.due import plan_due
from bot.alerts.recovery import Outage
from storage.database import Database
from storage.rows import id_of
from storage.tables import Audit, OutboxRow, Person
from tests.alerts.alarms import MINUTE, MORNING, OWED, Office


@pytest.fixture
def office(sqlite: Database) -> Office:
    return Office(sqlite)


@pytest.fixture
def office_on_both(database: Database) -> Office:
    return Office(database)


def test_a_due_alarm_becomes_a_row_for_who_owes_the_duty(office_on_both: Office) -> None:
    office = office_on_both
    office.owe()
    alarm = office.plan("due")

    result = office.tick()

    (row,) = office.rows()
    assert (row.kind, row.person_id, row.alarm_id, row.lane, row.not_before) == (
        "reminder", office.cast.handler.id, alarm, 2, MORNING,
    )  # fmt: skip
    assert row.payload == {"key": OWED, "rule": OWED, "stage": "due", "party": "unit", "due_at": MORNING.isoformat()}
    assert (office.alarm(alarm).state, office.alarm(alarm).reason) == ("fired", "张三")
    assert (result.fired, result.rows, result.more) == (1, 1, False)


def test_planning_again_says_nothing_twice(office_on_both: Office) -> None:
    office = office_on_both
    office.owe()
    office.plan("due")

    office.tick()
    again = office.tick(MORNING + MINUTE)

    assert (again.fired, len(office.rows())) == (0, 1)


def test_an_alarm_of_the_future_stays(office: Office) -> None:
    office.owe(due_at=MORNING + 10 * MINUTE)
    alarm = office.plan("due", MORNING + 10 * MINUTE)

    assert office.tick().fired == 0
    assert office.alarm(alarm).state == "waiting"


def test_leaders_hear_of_what_others_owe_as_a_digest_half_a_minute_later(office: Office) -> None:
    office.owe()
    office.plan("mark", audience=["unit_branch_leader", "territory_branch_leader", "unit"])

    office.tick()

    assert office.heard() == [
        ("张三", "reminder", "mark"),
        ("郑华", "escalation", "mark"),
        ("冯兰", "escalation", "mark"),
    ]
    assert [row.not_before - MORNING for row in office.rows()] == [timedelta(0), *[timedelta(seconds=30)] * 2]


def test_a_leader_who_heard_a_digest_waits_the_full_time_for_the_next(office: Office) -> None:
    leader = id_of(office.cast.main_leader)
    sent = OutboxRow(
        dedupe_key="earlier", office_id="yichuan_road", person_id=leader, kind="escalation", lane=2, state="sent",
        created_at=MORNING, not_before=MORNING, ended_at=MORNING - 4 * MINUTE,
    )  # fmt: skip
    office.database.write_now(lambda session: session.add(sent))
    office.owe()
    office.plan("mark", audience=["main_leader"])

    office.tick()

    assert office.rows()[-1].not_before == MORNING + 6 * MINUTE


def test_a_leader_is_reminded_of_what_he_owes_himself(office: Office) -> None:
    office.owe(owed_by="unit_head")
    office.plan("due", audience=["unit_head"])

    office.tick()

    assert office.heard() == [("吴刚", "reminder", "due")]


def test_somebody_who_hears_for_two_parties_hears_once(office: Office) -> None:
    def make_deputy(session: Session) -> None:
        session.get_one(Person, office.cast.unit_leader.id).reachable = False

    office.database.write_now(make_deputy)
    office.owe(owed_by="desk")
    office.plan("overdue", audience=["desk", "unit_branch_leader"])

    office.tick()

    assert office.heard() == [("林晓", "reminder", "overdue")]


def test_of_several_missed_stages_the_most_pressing_speaks_and_the_others_are_folded(office: Office) -> None:
    due_at = MORNING + 12 * MINUTE
    office.owe(due_at=due_at)
    missed = [office.plan(f"{n}min before", due_at - n * MINUTE, due_at=due_at) for n in (60, 30, 15)]

    office.tick()

    assert office.heard() == [("张三", "reminder", "15min before")]
    ends = [(office.alarm(alarm).state, office.alarm(alarm).reason) for alarm in missed]
    assert ends == [("folded", "已由“15min before”一并提醒")] * 2 + [("fired", "张三")]


def test_what_was_done_meanwhile_is_not_said(office: Office) -> None:
    office.owe()
    alarm = office.plan("overdue", MORNING - 5 * MINUTE)
    office.meet()

    assert office.tick().obsolete == 1
    assert (office.rows(), office.alarm(alarm).reason) == ([], "已完成")


def test_a_ticket_closed_meanwhile_is_not_spoken_of(office: Office) -> None:
    office.owe()
    alarm = office.plan("overdue", MORNING - 5 * MINUTE)
    office.close()

    office.tick()

    assert (office.rows(), office.alarm(alarm).state, office.alarm(alarm).reason) == ([], "obsolete", "工单已了结")


def test_an_alarm_whose_duty_is_gone_says_nothing(office: Office) -> None:
    alarm = office.plan("due")

    office.tick()

    assert (office.rows(), office.alarm(alarm).state) == ([], "obsolete")


def test_what_fell_due_while_the_system_was_down_says_so(office: Office) -> None:
    office.owe()
    office.plan("overdue", MORNING - 10 * MINUTE)

    office.tick(outage=Outage(MORNING - 20 * MINUTE, MORNING))

    assert office.rows()[0].payload["outage"] == "09:10–09:30"


def test_what_did_not_fall_due_in_the_outage_does_not_blame_it(office: Office) -> None:
    office.owe()
    office.plan("overdue", MORNING)

    office.tick(outage=Outage(MORNING - 20 * MINUTE, MORNING - 10 * MINUTE))

    assert "outage" not in office.rows()[0].payload


def test_what_was_missed_and_is_not_urgent_waits_for_the_office_to_open(office: Office) -> None:
    night = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    office.owe()
    office.owe("YC-URGENT", due_at=MORNING)
    routine, urgent = office.plan("overdue"), office.plan("overdue", key="YC-URGENT", lane=0)

    result = office.tick(night)

    assert (result.postponed, office.alarm(routine).state, office.alarm(urgent).state) == (1, "waiting", "fired")
    assert office.alarm(routine).fire_at > night


def test_when_nobody_can_hear_that_is_written_down(office: Office) -> None:
    def fall_silent(session: Session) -> None:
        for person in session.exec(select(Person)):
            person.reachable = False

    office.database.write_now(fall_silent)
    office.owe()
    alarm = office.plan("due")

    assert office.tick().unheard == 1
    assert office.alarm(alarm).state == "undeliverable"
    audited = office.database.read_now(lambda session: session.exec(select(col(Audit.what))).all())
    assert "nobody_reachable" in audited


def test_ten_minutes_of_alarms_are_planned_in_batches_until_none_is_left(office: Office) -> None:
    for number in range(12):
        ticket = office.open_ticket(f"2026112000{number:04}")
        office.owe(ticket_id=ticket)
        office.plan("due", ticket_id=ticket)

    def batches(session: Session) -> list[int]:
        sizes = []
        while True:
            result = plan_due(session, office.cast.offices, MORNING, most=5)
            sizes.append(result.fired)
            if not result.more:
                return sizes

    assert office.database.write_now(batches) == [5, 5, 2]
