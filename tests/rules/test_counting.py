"""Counts over hours instead of days, and attempts that must fall into different parts of the day."""

from datetime import timedelta

import pytest

from bot.rules.evidence import tries
from bot.rules.repeats import Call, distinct_callers
from bot.rules.thresholds import Attempts, Threshold, counting, reached_at, tried_enough
from tests.rules.laws import at

WEEK = Threshold(
    id="X-B1",
    name="集中反映",
    clause="一",
    counts="callers_of_same_matter",
    at_least=3,
    then="专报",
    within="168 wall_hours",
)
SLOTS = Attempts(
    id="X-T1",
    name="分时段拨打",
    clause="二",
    at_least=3,
    minutes_apart=0,
    purposes=("replied",),
    slots=(("00:00", "12:00"), ("12:00", "18:00"), ("18:00", "23:59")),
)


def test_a_window_of_hours_rolls_and_its_whole_length_counts() -> None:
    calls = [at("11-09 10:00"), at("11-12 10:00"), at("11-16 10:00")]
    assert reached_at(WEEK, calls) == at("11-16 10:00")
    assert reached_at(WEEK, [*calls[:2], at("11-16 10:01")]) is None
    assert reached_at(WEEK, [*calls[:2], at("11-16 10:01"), at("11-19 09:59")]) == at("11-19 09:59")


def test_callers_are_counted_within_a_window_of_hours() -> None:
    earlier = [Call("甲", at("11-09 09:59")), Call("乙", at("11-09 10:00"))]
    assert distinct_callers(Call("丙", at("11-16 10:00")), earlier, WEEK) == 2


def test_attempts_in_the_same_part_of_the_day_count_once_on_whatever_day() -> None:
    called = [at("11-16 09:00"), at("11-16 11:59"), at("11-17 10:00"), at("11-17 12:00")]
    assert counting(SLOTS, called) == (at("11-16 09:00"), at("11-17 12:00"))
    assert not tried_enough(SLOTS, called)
    assert tried_enough(SLOTS, [*called, at("11-17 18:00")])


@pytest.mark.parametrize(
    ("called", "next_at"),
    [
        (["11-16 09:00"], "11-16 12:00"),
        (["11-16 19:00"], "11-17 00:00"),
        (["11-16 09:00", "11-16 13:00"], "11-16 18:00"),
        (["11-16 19:00", "11-17 09:00"], "11-17 12:00"),
        (["11-16 13:00", "11-16 18:30"], "11-17 00:00"),
    ],
)
def test_the_next_attempt_waits_for_a_part_of_the_day_not_used_yet(called: list[str], next_at: str) -> None:
    assert tries(SLOTS, map(at, called)).next_at == at(next_at)


def test_attempts_apart_and_in_slots_are_refused_when_they_cannot_be_met() -> None:
    with pytest.raises(ValueError, match="永远达不到次数"):
        Attempts("X", "x", "三", 3, 0, ("replied",), (("09:00", "12:00"), ("12:00", "18:00")))
    with pytest.raises(ValueError, match="互不重叠"):
        Attempts("X", "x", "三", 2, 0, ("replied",), (("09:00", "12:00"), ("11:00", "18:00")))
    assert WEEK.reaches_back_to(at("11-16 10:00")) == at("11-16 10:00") - timedelta(days=7)
