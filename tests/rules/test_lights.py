"""Beizhan's lights from moment to moment."""

from typing import Any

import pytest

from bot.rulebooks.days import calendar_for
from bot.rulebooks.load import load_rulebook
from bot.rules.lights import light_of
from tests.rules.laws import alarms_of, at, duties_of, ticket

RULEBOOK = load_rulebook("beizhan")
LAW = RULEBOOK, calendar_for(RULEBOOK)
SENT = "11-16 10:00"


def of_kind(kind: str, **properties: Any) -> dict[str, Any]:
    return {"kind": kind, **properties}


@pytest.mark.parametrize(
    ("now", "light"),
    [
        ("11-16 23:59:59", "none"),
        ("11-17 00:00", "warn"),
        ("11-18 23:59", "warn"),
        ("11-19 00:00", "yellow"),
        ("11-22 12:00", "yellow"),
        ("11-23 00:00", "red"),
        ("11-23 23:59", "red"),
        ("11-24 00:00", "overdue"),
    ],
)
def test_a_consultation_turns_with_the_days_of_the_annex(now: str, light: str) -> None:
    duty = duties_of(ticket(platform_dispatched=SENT, properties=of_kind("咨询")), LAW)["BZ-T02"]
    assert light_of(duty, at(now)) == light


def test_a_date_that_the_platform_printed_earlier_is_overdue_before_the_red_day() -> None:
    early = of_kind("咨询", platform_due_at=at("11-20 12:00"))
    duty = duties_of(ticket(platform_dispatched=SENT, properties=early), LAW)["BZ-T02"]
    assert light_of(duty, at("11-20 12:00")) == "yellow"
    assert light_of(duty, at("11-20 12:01")) == "overdue"


def test_a_rule_without_lights_shows_none() -> None:
    petition = duties_of(ticket(platform_dispatched=SENT, properties=of_kind("信访")), LAW)["BZ-T05"]
    assert light_of(petition, at("11-20 12:00")) is None
    assert light_of(duties_of(ticket(dispatched=SENT))["YC-T07"], at("11-16 11:00")) is None


def test_each_light_is_told_at_the_opening_of_its_day_to_those_it_concerns() -> None:
    alarms = alarms_of(ticket(platform_dispatched=SENT, properties=of_kind("咨询")), LAW)
    told = {light: alarms[f"BZ-T02:{light}"]["light"] for light in ("warn", "yellow", "red")}
    assert {light: alarm.fire_at for light, alarm in told.items()} == {
        "warn": at("11-17 09:00"),
        "yellow": at("11-19 09:00"),
        "red": at("11-23 09:00"),
    }
    assert [alarm.audience for alarm in told.values()] == [
        ("unit",),
        ("unit", "unit_head"),
        ("unit", "unit_head", "unit_branch_leader"),
    ]
    overdue = alarms["BZ-T02"]["overdue"]
    assert overdue.audience == ("unit", "unit_head", "unit_branch_leader", "desk")
    assert overdue.fire_at == at("11-24 09:00")


def test_of_two_limits_of_one_day_the_lights_are_told_once() -> None:
    both = ticket(
        platform_dispatched="11-18 22:45", properties=of_kind("咨询", urgency="紧急", tags=frozenset(["夜间特殊"]))
    )
    alarms = alarms_of(both, LAW)
    assert [key for key in ("BZ-T04:red", "BZ-T06:red") if key in alarms] == ["BZ-T04:red"]
