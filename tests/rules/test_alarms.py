"""When somebody must hear about a duty: reminders, due, overdue and marks, at rest and at work."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from bot.rules.alarms import Alarm, plan_alarms
from bot.rules.duties import plan
from bot.rules.facts import Facts
from tests.rules.laws import alarms_of, at, ticket, trial, yichuan
from tests.rules.test_duties import RETURN, tickets


def fired(alarms: dict[str, Alarm]) -> dict[str, str]:
    return {stage: alarm.fire_at.strftime("%m-%d %H:%M") for stage, alarm in alarms.items()}


@pytest.mark.parametrize(
    ("key", "facts", "expected"),
    [
        (
            "YC-T07",
            ticket(dispatched="11-18 10:00"),
            {"50%": "11-18 10:15", "5min before": "11-18 10:25", "due": "11-18 10:30", "overdue": "11-18 11:00"},
        ),
        # 16:45 + half of 30 office minutes is closing time; the rest runs the next morning.
        (
            "YC-T07",
            ticket(dispatched="11-18 16:45"),
            {"50%": "11-18 17:00", "5min before": "11-19 09:10", "due": "11-19 09:15", "overdue": "11-19 09:45"},
        ),
        (
            "YC-T10",
            ticket(accepted="11-18 09:00"),
            {"50%": "11-18 13:00", "1h before": "11-18 16:00", "due": "11-18 17:00", "overdue": "11-19 09:00"},
        ),
        # Friday afternoon: reminded the same afternoon, then on Monday morning.
        (
            "YC-T11",
            ticket(accepted="11-20 15:00"),
            {
                "closing of first day": "11-20 17:00",
                "1h before": "11-23 11:00",
                "due": "11-23 12:00",
                "overdue": "11-23 12:30",
            },
        ),
        # A limit of days is reminded of against closing time; overdue is told at the next opening.
        (
            "YC-T09",
            ticket(properties={"kind": "投诉"}, received="11-18 09:00"),
            {
                "50%": "11-23 09:00",
                "opening of last day": "11-25 09:00",
                "2h before": "11-25 15:00",
                "due": "11-25 17:00",
                "overdue": "11-26 09:00",
            },
        ),
        # Due on a Saturday: what would come on the day off is said before, all in one.
        ("YC-T08", ticket(accepted="11-20 10:00"), {"due": "11-20 17:00", "overdue": "11-23 09:00"}),
        # Accepted on a Saturday: that day is a day at work.
        (
            "YC-T10",
            ticket(accepted="11-21 10:00"),
            {"50%": "11-21 13:30", "1h before": "11-21 16:00", "due": "11-21 17:00", "overdue": "11-23 09:00"},
        ),
        ("YC-T12", ticket(dispatched="11-18 10:00"), {"opening of last day": "11-24 09:00", "lapsed": "11-25 09:00"}),
        ("YC-T15", ticket(dispatched="11-18 10:00"), {"mark": "11-20 17:00"}),
        ("YC-T16", ticket(dispatched="09-30 10:00"), {"mark": "10-12 17:00"}),
        (
            "YC-T03",
            ticket(received="11-21 10:00"),
            {
                "opening of last day": "11-23 09:00",
                "1h before": "11-23 11:00",
                "due": "11-23 12:00",
                "overdue": "11-23 12:30",
            },
        ),
    ],
)  # fmt: skip
def test_the_stages_of_a_duty_are_told_at(key: str, facts: Facts, expected: dict[str, str]) -> None:
    assert fired(alarms_of(facts)[key]) == expected


def test_an_urgent_ticket_knows_no_quiet_hours_and_leaves_first() -> None:
    alarms = alarms_of(ticket(properties={"urgency": "紧急"}, received="11-21 22:10"))["YC-T04"]
    assert fired(alarms) == {
        "50%": "11-21 22:25",
        "5min before": "11-21 22:35",
        "due": "11-21 22:40",
        "overdue": "11-21 23:10",
    }
    assert {alarm.lane for alarm in alarms.values()} == {0}


def test_when_nobody_is_at_work_between_start_and_due_the_next_opening_tells_it() -> None:
    alarms = alarms_of(ticket(properties={"tags": frozenset({"疫情"})}, received="11-21 18:00"))["YC-T13"]
    assert fired(alarms) == {"due": "11-23 09:00"}


def test_a_target_is_never_overdue_and_a_window_is_not_called_due() -> None:
    facts = ticket(properties={"tags": frozenset({"疫情"})}, received="11-18 09:00", dispatched="11-18 09:10")
    alarms = alarms_of(facts)
    assert set(alarms["YC-T13"]) == {"50%", "2h before", "due"}
    assert set(alarms["YC-T12"]) == {"opening of last day", "lapsed"}


def test_those_who_owe_are_reminded_and_overdue_is_told_higher_too() -> None:
    alarms = alarms_of(ticket(dispatched="11-18 10:00"))
    assert alarms["YC-T07"]["due"].audience == ("unit",)
    assert alarms["YC-T07"]["overdue"].audience == ("unit", "unit_head")
    assert alarms["YC-T15"]["mark"].audience == ("unit_branch_leader", "territory_branch_leader")
    assert alarms["YC-T16"]["mark"].audience == ("main_leader",)


def test_lanes_put_the_nearly_due_before_first_contact_before_completion() -> None:
    alarms = alarms_of(ticket(accepted="11-18 09:00", dispatched="11-18 08:59"))
    assert alarms["YC-T10"]["1h before"].lane == 1
    assert alarms["YC-T10"]["due"].lane == 0
    assert alarms["YC-T10"]["overdue"].lane == 2
    assert alarms["YC-T08"]["due"].lane == 2


def test_nothing_is_told_of_what_is_done_or_of_a_ticket_that_ended() -> None:
    done = ticket(dispatched="11-18 10:00", accepted="11-18 10:05")
    assert "YC-T07" not in alarms_of(done)
    assert alarms_of(ticket(dispatched="11-18 10:00", accepted="11-18 10:05", closed="11-19 10:00")) == {}


def test_two_rules_that_ask_the_same_of_the_same_party_speak_once() -> None:
    facts = ticket(properties={"urgency": "紧急"}, received="11-18 10:00")
    alarms = alarms_of(facts)
    assert "YC-T04" in alarms
    assert "YC-T01" not in alarms
    sent_back = ticket(properties={"kind": "投诉"}, received="11-18 10:00", sent_back="11-20 10:00")
    assert "YC-T17" not in alarms_of(sent_back)


def test_a_light_is_told_when_its_day_opens() -> None:
    lights = 'lights = [{ light = "red", within = "5 working_days", tell = ["main_leader"] }]'
    alarms = alarms_of(ticket(dispatched="11-18 10:00"), trial(RETURN.replace("1 working", "9 working") + lights))
    light = alarms["X-T01:red"]["light"]
    assert (light.fire_at, light.audience) == (at("11-25 09:00"), ("unit", "main_leader"))


def test_a_mark_that_falls_on_a_day_off_is_told_at_the_next_opening() -> None:
    mark = """
[[mark]]
id = "X-T02"
name = "通报"
clause = "第四条"
starts = "dispatched"
after = "3 natural_days"
ends = ["closed"]
tell = ["main_leader"]
"""
    alarms = alarms_of(ticket(dispatched="11-18 10:00"), trial(mark))
    assert fired(alarms["X-T02"]) == {"mark": "11-23 09:00"}


@given(tickets())
def test_alarms_come_in_working_hours_after_the_start_and_each_moment_once(facts: Facts) -> None:
    rulebook, calendar = yichuan()
    duties = {duty.key: duty for duty in plan(facts, rulebook, calendar)}
    alarms = plan_alarms(duties.values(), rulebook, calendar)
    for alarm in alarms:
        duty = duties[alarm.key]
        assert duty.is_open
        assert alarm.fire_at > duty.starts_at
        first_day = alarm.fire_at.date() == duty.starts_at.date()
        assert duty.urgent or calendar.is_office_moment(alarm.fire_at) or first_day
    assert len({(alarm.key, alarm.fire_at) for alarm in alarms}) == len(alarms)
    assert len({(alarm.key, alarm.stage) for alarm in alarms}) == len(alarms)


@given(tickets())
def test_every_open_duty_that_can_be_overdue_is_told_so_or_shares_its_task_with_one_that_is(facts: Facts) -> None:
    rulebook, calendar = yichuan()
    duties = plan(facts, rulebook, calendar)
    told = {alarm.key for alarm in plan_alarms(duties, rulebook, calendar) if alarm.stage == "overdue"}
    for duty in duties:
        if duty.is_open and not duty.soft and not duty.is_mark:
            twins = [
                other for other in duties if other.owed_by == duty.owed_by and other.source.ends == duty.source.ends
            ]
            assert any(twin.key in told and twin.due_at <= duty.due_at for twin in twins)


def test_overdue_comes_as_long_after_the_due_moment_as_the_rulebook_says() -> None:
    rulebook, calendar = yichuan()
    patient = replace(rulebook, reminding=replace(rulebook.reminding, overdue_after_minutes=90))
    alarms = plan_alarms(plan(ticket(dispatched="11-18 10:00"), patient, calendar), patient, calendar)
    overdue = next(alarm for alarm in alarms if alarm.key == "YC-T07" and alarm.stage == "overdue")
    assert overdue.fire_at - overdue.due_at == timedelta(minutes=90)
