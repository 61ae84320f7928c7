"""How often a matter has come up."""

from datetime import datetime, timedelta

from bot.rulebooks.load import load_rulebook
from bot.rules.calendar import CHINA
from bot.rules.repeats import Call, distinct_callers, repeat_count

YICHUAN = {threshold.id: threshold for threshold in load_rulebook("yichuan_road").threshold}
ONE_CALLER, MANY_CALLERS = YICHUAN["YC-2.3.6.1"], YICHUAN["YC-2.3.6.2"]
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)


def call(caller: str, days_ago: int) -> Call:
    return Call(caller, NOW - timedelta(days=days_ago))


def test_this_ticket_counts_and_so_does_every_earlier_one_of_the_caller() -> None:
    earlier = [call("甲", 1), call("甲", 100), call("乙", 2)]
    assert repeat_count(call("甲", 0), earlier, ONE_CALLER) == 3
    assert repeat_count(call("丙", 0), earlier, ONE_CALLER) == 1


def test_a_year_is_the_day_of_the_call_and_the_364_before() -> None:
    assert repeat_count(call("甲", 0), [call("甲", 364)], ONE_CALLER) == 2
    assert repeat_count(call("甲", 0), [call("甲", 365)], ONE_CALLER) == 1


def test_callers_whom_nobody_knows_repeat_nothing() -> None:
    assert repeat_count(call("", 0), [call("", 1), call("", 2)], ONE_CALLER) == 1


def test_callers_are_counted_once_each_and_unknown_ones_together() -> None:
    earlier = [call("乙", 1), call("乙", 2), call("丙", 29), call("丁", 30), call("", 1), call("", 2)]
    assert distinct_callers(call("甲", 0), earlier, MANY_CALLERS) == 4
    assert distinct_callers(call("", 0), [call("", 1)], MANY_CALLERS) == 1


def test_later_calls_do_not_count_for_an_earlier_one() -> None:
    assert distinct_callers(call("甲", 5), [call("乙", 0)], MANY_CALLERS) == 1
