"""Replaying a ticket: what is said between its events, what its events keep from being said, and what was late."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.facts import Facts
from bot.rules.rehearsal import Late, Replayed, late, rehearse
from tests.rules.laws import at, ticket, trial, yichuan

EVERYTHING = frozenset({"dispatched", "desk_contact", "accepted", "first_contact", "site_visit", "completed"})


def replayed(facts: Facts, watched: frozenset[str] = EVERYTHING) -> Replayed:
    return Replayed("20261118000101", facts, watched)


def said(facts: Facts, rule: str, law: Any = None) -> list[tuple[str, str, str]]:
    """(moment, party, stage) of one rule."""
    told = rehearse(replayed(facts), *(law or yichuan()))
    return [(f"{one.at:%m-%d %H:%M}", one.party, one.stage) for one in told if one.rule == rule]


def were_late(facts: Facts) -> dict[str, Late]:
    return {one.rule: one for one in late(replayed(facts), *yichuan())}


def test_as_long_as_nothing_happens_every_stage_is_told_at_its_moment() -> None:
    assert said(ticket(received="11-18 09:00"), "YC-T01") == [
        ("11-18 09:30", "desk", "50%"),
        ("11-18 09:55", "desk", "5min before"),
        ("11-18 10:00", "desk", "due"),
        ("11-18 10:30", "desk", "overdue"),
    ]


def test_what_happened_in_time_keeps_the_later_stages_from_being_told() -> None:
    facts = ticket(received="11-18 09:00", dispatched="11-18 09:40")
    assert said(facts, "YC-T01") == [("11-18 09:30", "desk", "50%")]
    assert "YC-T01" not in were_late(facts)


def test_what_happened_too_late_was_reminded_of_and_was_late() -> None:
    facts = ticket(received="11-18 09:00", dispatched="11-18 10:20")
    assert [stage for *_, stage in said(facts, "YC-T01")] == ["50%", "5min before", "due"]
    one = were_late(facts)["YC-T01"]
    assert (one.due_at, one.met_at, one.if_not_done) == (at("11-18 10:00"), at("11-18 10:20"), False)


def test_a_duty_begins_with_its_own_event() -> None:
    facts = ticket(received="11-18 09:00", dispatched="11-18 09:20", accepted="11-18 09:30")
    assert said(facts, "YC-T10") == [
        ("11-18 13:15", "informant", "50%"),
        ("11-18 16:00", "informant", "1h before"),
        ("11-18 17:00", "informant", "due"),
        ("11-19 09:00", "desk", "overdue"),
        ("11-19 09:00", "informant", "overdue"),
    ]


def test_marks_go_up_the_ladder_until_the_ticket_is_completed() -> None:
    open_facts = ticket(received="11-16 09:00", dispatched="11-16 09:20")
    two, four = said(open_facts, "YC-T15"), said(open_facts, "YC-T16")
    assert two == [
        ("11-18 17:00", "territory_branch_leader", "mark"),
        ("11-18 17:00", "unit_branch_leader", "mark"),
    ]
    assert four == [("11-20 17:00", "main_leader", "mark")]
    completed = ticket(received="11-16 09:00", dispatched="11-16 09:20", completed="11-19 15:00")
    assert said(completed, "YC-T15") == two
    assert said(completed, "YC-T16") == []


def test_a_ticket_that_ended_otherwise_before_the_due_moment_was_not_late() -> None:
    returned = ticket(received="11-18 09:00", dispatched="11-18 09:20", accepted="11-18 09:30", returned="11-18 11:00")
    assert were_late(returned) == {}
    never = ticket(received="11-18 09:00", dispatched="11-18 09:20", accepted="11-18 09:30", returned="11-20 11:00")
    assert set(were_late(never)) == {"YC-T02", "YC-T08", "YC-T10"}


def test_where_nobody_kept_record_it_is_said_that_nobody_knows() -> None:
    unknown = Replayed("1", ticket(received="11-18 09:00"), frozenset({"dispatched"}))
    whether_known = {"YC-T01": False, "YC-T02": True}
    assert {one.rule: one.if_not_done for one in rehearse(unknown, *yichuan())} == whether_known
    assert {one.rule: one.if_not_done for one in late(unknown, *yichuan())} == whether_known


def test_targets_windows_and_marks_are_never_late() -> None:
    facts = replace(ticket(received="11-16 09:00", dispatched="11-16 09:20"), tags=frozenset({"疫情"}))
    assert not {"YC-T12", "YC-T13", "YC-T15", "YC-T16"} & set(were_late(facts))


def test_what_was_already_due_when_it_became_known_is_told_once_as_after_a_downtime() -> None:
    law = trial("""
        [[duty]]
        id = "X-1"
        name = "回电"
        clause = "一"
        owed_by = "unit"
        starts = "called"
        ends = ["completed"]
        when = { received_on = "working_day" }
        limits = [{ within = "120 wall_minutes" }]
        remind = ["50%", "due", "overdue"]
    """)
    # That the rule applies at all is known only with the receipt, hours after the call.
    late_receipt = ticket(called="11-17 10:00", received="11-18 10:00")
    assert said(late_receipt, "X-1", law) == [
        ("11-18 10:00", "unit", "overdue"),
        ("11-18 10:00", "unit_head", "overdue"),
    ]
    at_night = ticket(called="11-17 10:00", received="11-18 21:00")
    assert said(at_night, "X-1", law) == [
        ("11-19 09:00", "unit", "overdue"),
        ("11-19 09:00", "unit_head", "overdue"),
    ]
    done_before_opening = ticket(called="11-17 10:00", received="11-18 21:00", completed="11-19 08:00")
    assert said(done_before_opening, "X-1", law) == []


@given(
    received=st.datetimes(at("01-05 00:00").replace(tzinfo=None), at("11-30 00:00").replace(tzinfo=None)),
    minutes=st.lists(st.integers(1, 20_000), min_size=4, max_size=4),
    urgency=st.sampled_from(["普通", "紧急"]),
)
def test_nothing_is_said_twice_nor_before_its_event_nor_after_the_end(
    received: Any, minutes: list[int], urgency: str
) -> None:
    from_receipt = at(f"{received:%Y-%m-%dT%H:%M}")
    steps = dict(zip(("dispatched", "accepted", "first_contact", "completed"), sorted(minutes), strict=True))
    moments = {"received": from_receipt} | {
        name: from_receipt + timedelta(minutes=number) for name, number in steps.items()
    }
    told = rehearse(replayed(Facts(urgency=urgency, moments=moments)), *yichuan())
    identities = [(one.party, one.rule, one.stage, one.due_at) for one in told]
    assert len(set(identities)) == len(identities)
    assert list(told) == sorted(told)
    assert all(moments["received"] <= one.at < moments["completed"] for one in told)
