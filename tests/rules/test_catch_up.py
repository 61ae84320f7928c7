"""After downtime: one word per duty, nothing silenced, nobody woken for what can wait."""

from datetime import datetime

from bot.rules.alarms import Alarm
from bot.rules.catch_up import Verdict, settle
from bot.rules.facts import Facts
from tests.rules.laws import alarms_of, at, ticket, yichuan

ORDINARY = ticket(
    properties={"kind": "投诉"}, received="11-18 09:00", desk_contact="11-18 09:30", dispatched="11-18 10:00"
)


def missed(facts: Facts, key: str, now: datetime) -> list[Alarm]:
    return [alarm for alarm in alarms_of(facts)[key].values() if alarm.fire_at <= now]


def verdicts(facts: Facts, key: str, now: str, over: str | None = None) -> dict[str, Verdict]:
    moment = at(now)
    settled = settle(missed(facts, key, moment), over, moment, yichuan()[1])
    return {verdict.alarm.stage: verdict for verdict in settled}


def ends(found: dict[str, Verdict]) -> dict[str, str]:
    return {stage: verdict.end for stage, verdict in found.items()}


def test_an_alarm_on_time_simply_speaks() -> None:
    found = verdicts(ORDINARY, "YC-T07", "11-18 10:15")
    assert ends(found) == {"50%": "speaks"}
    assert not found["50%"].late


def test_of_several_missed_stages_the_most_pressing_speaks_and_the_others_are_folded_into_it() -> None:
    found = verdicts(ORDINARY, "YC-T07", "11-18 10:27")
    assert ends(found) == {"50%": "folded", "5min before": "speaks"}
    assert found["50%"].reason == "已由“5min before”一并提醒"


def test_a_deadline_that_passed_while_down_is_told_once_as_overdue() -> None:
    found = verdicts(ORDINARY, "YC-T07", "11-18 14:00")
    assert ends(found) == {"50%": "folded", "5min before": "folded", "due": "folded", "overdue": "speaks"}
    assert found["overdue"].late


def test_what_was_done_meanwhile_is_obsolete_and_says_why() -> None:
    found = verdicts(ORDINARY, "YC-T07", "11-18 14:00", over="已完成")
    assert set(ends(found).values()) == {"obsolete"}
    assert {verdict.reason for verdict in found.values()} == {"已完成"}


def test_a_missed_reminder_waits_at_night_for_the_next_opening() -> None:
    found = verdicts(ORDINARY, "YC-T15", "11-20 23:00")
    assert ends(found) == {"mark": "waits"}
    assert found["mark"].until == at("11-23 09:00")


def test_a_mark_a_little_after_closing_time_is_still_told() -> None:
    assert ends(verdicts(ORDINARY, "YC-T15", "11-20 17:20")) == {"mark": "speaks"}


def test_an_urgent_duty_is_told_at_night_too() -> None:
    urgent = ticket(properties={"urgency": "紧急"}, received="11-21 20:00")
    assert ends(verdicts(urgent, "YC-T04", "11-22 03:00"))["overdue"] == "speaks"


def test_a_waiting_alarm_speaks_when_its_time_has_come() -> None:
    found = verdicts(ORDINARY, "YC-T15", "11-23 09:00")
    assert ends(found) == {"mark": "speaks"}
    assert found["mark"].late


def test_nothing_missed_needs_nothing() -> None:
    assert settle([], None, at("11-18 10:00"), yichuan()[1]) == ()
