"""The virtual clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.playground.clock import VirtualClock

START = datetime(2026, 2, 14, 9, 0, tzinfo=timezone(timedelta(hours=8)))


def test_a_frozen_clock_moves_only_when_told_and_wall_and_steady_time_move_together() -> None:
    clock = VirtualClock(START, frozen=True)
    steady = clock.monotonic()
    assert clock.now() == START
    assert clock.now().tzinfo is UTC
    clock.advance(90)
    clock.jump_to(START + timedelta(days=3))
    assert clock.now() == START + timedelta(days=3)
    assert clock.monotonic() - steady == pytest.approx(3 * 86400)


def test_a_running_clock_starts_where_told_and_runs_on() -> None:
    clock = VirtualClock(START)
    first, second = clock.now(), clock.now()
    assert START <= first <= second < START + timedelta(seconds=5)
    assert not clock.frozen


def test_the_offset_tells_how_far_ahead_the_clock_is() -> None:
    clock = VirtualClock()
    clock.advance(3600)
    assert clock.offset_seconds == pytest.approx(3600, abs=1)


@pytest.mark.parametrize("moment", [START - timedelta(seconds=1), START.replace(tzinfo=None)])
def test_going_back_and_naive_moments_are_refused(moment: datetime) -> None:
    clock = VirtualClock(START, frozen=True)
    with pytest.raises(ValueError, match=r"back|zone"):
        clock.jump_to(moment)
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)


def test_subscribers_are_called_after_each_jump_until_they_leave() -> None:
    clock = VirtualClock(START, frozen=True)
    seen: list[datetime] = []
    leave = clock.subscribe(lambda: seen.append(clock.now()))
    clock.advance(60)
    leave()
    clock.advance(60)
    assert seen == [START + timedelta(seconds=60)]
