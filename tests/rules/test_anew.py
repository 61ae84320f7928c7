"""Limits that every unit has for itself, and when another handler hears that nobody has reacted."""

from dataclasses import replace
from typing import get_args

import pytest

from bot.rulebooks.days import calendar_for
from bot.rulebooks.load import RulebookFaults, built_in, load_rulebook
from bot.rules.alarms import plan_alarms
from bot.rules.duties import plan
from bot.rules.vocabulary import Urgency
from tests.rules.laws import alarms_of, at, duties_of, ticket, trial
from tests.rules.test_duties import RETURN

ANEW = RETURN.replace('starts = "dispatched"', 'starts = "dispatched"\nanew = true')
HANDOVER = """
[[mark]]
id = "X-AB1"
name = "转告"
clause = "第四条"
purpose = "handover"
starts = "dispatched"
after = "15 work_minutes"
ends = ["accepted", "closed"]
tell = ["unit_second"]
"""


def test_a_limit_that_every_unit_has_for_itself_is_counted_from_the_latest_dispatch() -> None:
    first = ticket(dispatched="11-18 10:00", return_applied="11-18 15:00")
    second = replace(first, latest={"dispatched": at("11-20 10:00"), "return_applied": at("11-18 15:00")})
    before, now = duties_of(first, trial(ANEW))["X-T01"], duties_of(second, trial(ANEW))["X-T01"]
    assert (before.starts_at, before.met_at) == (at("11-18 10:00"), at("11-18 15:00"))
    assert (now.starts_at, now.met_at, now.is_open) == (at("11-20 10:00"), None, True)
    assert now.due_at.date() == at("11-23 10:00").date()
    assert now.explanation()[0] == "起算：2026年11月20日（周五）10:00 派单"
    as_ever = duties_of(second, trial(RETURN))["X-T01"]
    assert (as_ever.starts_at, as_ever.met_at) == (before.starts_at, before.met_at)


def test_what_the_present_unit_did_itself_meets_its_own_limit() -> None:
    facts = ticket(dispatched="11-18 10:00", return_applied="11-18 15:00")
    facts = replace(facts, latest={"dispatched": at("11-20 10:00"), "return_applied": at("11-20 11:00")})
    assert duties_of(facts, trial(ANEW))["X-T01"].met_at == at("11-20 11:00")


def test_what_came_before_an_only_start_has_not_met_it() -> None:
    facts = ticket(dispatched="11-20 10:00", return_applied="11-18 15:00")
    assert duties_of(replace(facts, latest=facts.moments), trial(ANEW))["X-T01"].met_at is None


def test_a_handover_is_due_within_minutes_anew_for_every_unit_and_gone_once_somebody_reacted() -> None:
    waiting = ticket(dispatched="11-18 16:50")
    duty = duties_of(waiting, trial(HANDOVER))["X-AB1"]
    assert (duty.due_at, duty.is_handover, duty.is_open) == (at("11-19 09:05"), True, True)
    again = replace(waiting, latest={"dispatched": at("11-20 10:00")})
    assert duties_of(again, trial(HANDOVER))["X-AB1"].due_at == at("11-20 10:15")
    assert "X-AB1" not in duties_of(ticket(dispatched="11-18 16:50", accepted="11-18 16:55"), trial(HANDOVER))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('starts = "dispatched"', 'starts = "received"', "只能从 dispatched 起算"),
        ('purpose = "handover"', "", "unit_second（另一名经办人）只用于"),
        ("15 work_minutes", "15 minutes", "不是时长"),
    ],
)
def test_a_handover_that_makes_no_sense_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(RulebookFaults, match=said):
        trial(HANDOVER.replace(old, new))


def test_a_handover_is_told_at_its_moment_and_a_routine_one_waits_for_the_next_opening() -> None:
    alarm = alarms_of(ticket(dispatched="11-18 10:00"), trial(HANDOVER))["X-AB1"]["handover"]
    assert (alarm.fire_at, alarm.audience, alarm.lane) == (at("11-18 10:15"), ("unit_second",), 2)
    by_the_wall = trial(HANDOVER.replace("work_minutes", "wall_minutes"))
    at_night = alarms_of(ticket(dispatched="11-20 22:00"), by_the_wall)["X-AB1"]["handover"]
    assert at_night.fire_at == at("11-23 09:00")
    urgent = ticket(dispatched="11-20 22:00", properties={"urgency": "紧急"})
    told = alarms_of(urgent, by_the_wall)["X-AB1"]["handover"]
    assert (told.fire_at, told.lane) == (at("11-20 22:15"), 0)


@pytest.mark.parametrize("urgency", get_args(Urgency))
@pytest.mark.parametrize("office", built_in())
def test_in_every_office_the_other_handler_hears_first_and_then_the_head(office: str, urgency: str) -> None:
    law = load_rulebook(office), calendar_for(load_rulebook(office))
    facts = ticket(received="11-18 09:30", dispatched="11-18 09:40", properties={"urgency": urgency})
    told = [alarm for alarm in plan_alarms(plan(facts, *law), *law) if alarm.stage == "handover"]
    assert [alarm.audience for alarm in sorted(told, key=lambda alarm: alarm.fire_at)] == [
        ("unit_second",),
        ("unit_head",),
    ]
    assert all(mark.assumed for mark in law[0].mark if mark.purpose == "handover")
