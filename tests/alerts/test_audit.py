import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.alerts.audit import Auditor, Problem, what_has_no_end, what_is_late
from bot.playground.clock import VirtualClock
from storage.database import Database
from tests.alerts.alarms import MINUTE, MORNING, Office
from tests.storage.staff import waiting_row

HOUR = timedelta(hours=1)


@pytest.fixture
def office(sqlite: Database) -> Office:
    return Office(sqlite)


def _add(office: Office, **values: Any) -> None:
    key = f"{len(office.rows())}"
    row = waiting_row(key, **{"chat_id": -7, "created_at": MORNING, "not_before": MORNING, **values})
    office.database.write_now(lambda session: session.add(row))


def _late(office: Office, after: timedelta) -> list[str]:
    return [problem.what for problem in office.database.read_now(lambda s: what_is_late(s, MORNING + after))]


def _endless(office: Office) -> list[str]:
    problems = office.database.read_now(lambda session: what_has_no_end(session, MORNING - HOUR, MORNING + HOUR))
    return [problem.what for problem in problems]


def test_an_alarm_that_should_have_fired_a_minute_ago_is_late(office: Office) -> None:
    office.owe()
    office.plan()

    assert _late(office, MINUTE) == []
    assert _late(office, 2 * MINUTE) == ["alarms that should have fired"]


@pytest.mark.parametrize(("lane", "patience"), [(0, 1), (1, 2), (2, 5), (3, 15), (4, 45)])
def test_a_message_is_late_by_the_measure_of_its_lane(office: Office, lane: int, patience: int) -> None:
    _add(office, lane=lane)

    assert _late(office, patience * MINUTE) == []
    assert _late(office, (patience + 1) * MINUTE) == [f"messages of lane {lane} that should have left"]


def test_a_message_on_its_way_for_long_is_late(office: Office) -> None:
    _add(office, state="sending", claimed_at=MORNING)

    assert _late(office, MINUTE) == []
    assert _late(office, 2 * MINUTE) == ["messages sent off without an outcome"]


def test_a_day_on_which_everything_ended_is_proven(office_on_both: Office) -> None:
    office = office_on_both
    office.owe()
    office.plan()
    office.plan("60min before", MORNING - 60 * MINUTE)
    office.tick()
    for row in office.rows():
        office.database.write_now(
            lambda session, row=row: session.merge(row).sqlmodel_update(
                {"state": "sent", "message_id": 1, "ended_at": MORNING}
            )
        )

    assert _endless(office) == []


@pytest.mark.parametrize(
    "values",
    [
        {"state": "waiting"},
        {"state": "sending"},
        {"state": "lost", "ended_at": MORNING},
        {"state": "sent", "ended_at": MORNING},
        {"state": "sent", "message_id": 1},
        {"state": "folded", "ended_at": MORNING},
        {"state": "obsolete", "ended_at": MORNING},
        {"state": "undeliverable", "ended_at": MORNING},
    ],
)
def test_a_message_without_a_full_end_is_found(office: Office, values: dict[str, Any]) -> None:
    _add(office, **values)

    assert _endless(office) == ["messages without an end or a reason"]


def test_an_alarm_that_waits_or_says_it_fired_and_told_nobody_is_found(office: Office) -> None:
    office.owe()
    office.plan("waits")
    fired = office.plan("fired")
    office.database.write_now(
        lambda session: session.merge(office.alarm(fired)).sqlmodel_update({"state": "fired", "reason": "张三"})
    )

    assert _endless(office) == ["alarms without an end or a reason", "alarms that fired and told nobody"]


def test_the_auditor_reports_what_is_late_and_proves_yesterday_once(office: Office) -> None:
    clock = VirtualClock(MORNING - HOUR, frozen=True)
    reported: list[tuple[Problem, ...]] = []
    auditor = Auditor(office.database, clock, reported.append)
    _add(office, state="folded", ended_at=MORNING)

    def after(hours: int) -> tuple[Problem, ...]:
        clock.advance(hours * 3600)
        return asyncio.run(auditor.round())

    assert after(24) == ()
    assert after(2) == (Problem("messages without an end or a reason", 1),)
    assert after(1) == ()
    assert reported == [(Problem("messages without an end or a reason", 1),)]


@pytest.fixture
def office_on_both(database: Database) -> Office:
    return Office(database)
