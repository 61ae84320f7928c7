"""A part of the ticker's round looks at its tables only when something may have changed."""

from datetime import timedelta

from bot.alerts.now_and_then import LOOK_EVERY, NowAndThen
from bot.work.offices import Offices
from tests.people import MORNING

OFFICES = Offices({}, {})


def test_it_is_looked_every_few_minutes_and_when_something_changed() -> None:
    one = NowAndThen()
    assert one.is_time(OFFICES, MORNING)
    one.looked(OFFICES, MORNING)
    assert not one.is_time(OFFICES, MORNING + LOOK_EVERY / 2)
    assert one.is_time(OFFICES, MORNING + LOOK_EVERY)
    assert one.is_time(OFFICES, MORNING - timedelta(hours=1))
    assert one.is_time(Offices(OFFICES.entries, OFFICES.laws), MORNING)


def test_what_is_known_to_come_is_not_waited_for_longer_than_that() -> None:
    one = NowAndThen()
    one.looked(OFFICES, MORNING, MORNING + LOOK_EVERY / 3)
    assert not one.is_time(OFFICES, MORNING + LOOK_EVERY / 4)
    assert one.is_time(OFFICES, MORNING + LOOK_EVERY / 3)
