from bot.alerts.limits import Pace
from bot.alerts.pacing import Pacing

PRIVATE, OTHER, GROUP = 101, 102, -7


def _send(pacing: Pacing, chat_id: int, now: float) -> None:
    pacing.begin(chat_id, now)
    pacing.end(chat_id, now)


def _moments(pacing: Pacing, chat_id: int, count: int, takes: float = 0.0) -> list[float]:
    """When `count` messages to one chat leave if each goes as soon as it may, each sending taking `takes` seconds."""
    now, moments = 0.0, []
    for _ in range(count):
        while (wait := pacing.ready_in(chat_id, now)) > 0:
            now += wait
        moments.append(round(now, 6))
        pacing.begin(chat_id, now)
        now += takes
        pacing.end(chat_id, now)
    return moments


def test_a_private_chat_gets_three_at_once_and_then_one_a_second() -> None:
    assert _moments(Pacing(Pace()), PRIVATE, 6) == [0, 0, 0, 1, 2, 3]


def test_time_on_the_wire_counts_for_nobody() -> None:
    assert _moments(Pacing(Pace()), PRIVATE, 5, takes=0.5) == [0, 0.5, 1.0, 2.5, 4.0]


def test_a_group_gets_eighteen_in_any_minute() -> None:
    moments = _moments(Pacing(Pace()), GROUP, 40)

    assert moments[17] == 0
    assert moments[18:36] == [60] * 18
    assert moments[36] == 120


def test_never_more_than_twenty_five_leave_in_any_second() -> None:
    pacing, now, left = Pacing(Pace()), 0.0, []
    for chat_id in range(1, 101):
        while (wait := pacing.ready_in(chat_id, now)) > 0:
            now += wait
        _send(pacing, chat_id, now)
        left.append(now)

    assert all(later - earlier >= 1 for earlier, later in zip(left, left[25:], strict=False))
    assert left[-1] == 3


def test_what_is_under_way_takes_its_place_in_the_second() -> None:
    pacing = Pacing(Pace(overall_per_second=2))
    pacing.begin(PRIVATE, 0)
    pacing.begin(OTHER, 0)

    assert pacing.ready_in(103, 5.0) > 0
    pacing.end(PRIVATE, 5.0)
    assert pacing.ready_in(103, 5.9) > 0
    assert pacing.ready_in(103, 6.0) == 0


def test_one_chat_told_to_wait_waits_alone() -> None:
    pacing = Pacing(Pace())
    pacing.told_to_wait(PRIVATE, 30, 0)

    assert pacing.ready_in(PRIVATE, 10) == 20
    assert pacing.ready_in(OTHER, 10) == 0
    assert pacing.ready_in(PRIVATE, 30) == 0


def test_a_second_chat_told_to_wait_within_five_seconds_stops_everybody() -> None:
    pacing = Pacing(Pace())
    pacing.told_to_wait(PRIVATE, 3, 0)
    pacing.told_to_wait(OTHER, 20, 5)

    assert pacing.ready_in(103, 5) == 20


def test_the_same_chat_told_twice_or_two_told_far_apart_stop_nobody_else() -> None:
    pacing = Pacing(Pace())
    pacing.told_to_wait(PRIVATE, 3, 0)
    pacing.told_to_wait(PRIVATE, 3, 1)
    pacing.told_to_wait(OTHER, 3, 7)

    assert pacing.ready_in(103, 7) == 0


def test_a_rate_below_one_still_lets_something_through() -> None:
    pacing = Pacing(Pace(overall_per_second=0.5))
    _send(pacing, PRIVATE, 0)

    assert pacing.ready_in(OTHER, 0) == 2


def test_what_turned_out_to_need_no_sending_takes_no_place() -> None:
    group, private = Pacing(Pace(group_per_minute=2)), Pacing(Pace())
    for pacing, chat_id in [(group, GROUP), (private, PRIVATE)] * 10:
        pacing.begin(chat_id, 0)
        pacing.end(chat_id, 0, counted=False)

    assert _moments(group, GROUP, 3) == [0, 0, 60]
    assert _moments(private, PRIVATE, 4) == [0, 0, 0, 1]
