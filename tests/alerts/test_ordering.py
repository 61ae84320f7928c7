from datetime import timedelta

from bot.alerts.ordering import heads, queues, rank
from storage.outbox import Waiting
from tests.storage.staff import MORNING

MINUTE = timedelta(minutes=1)


def _row(number: int, lane: int, chat_id: int | None = 101, minutes_ago: int = 0) -> Waiting:
    return Waiting(number, "reminder", lane, MORNING - minutes_ago * MINUTE, None, chat_id)


def test_the_lane_decides_before_age_and_age_before_the_number() -> None:
    waiting = queues([_row(1, 3), _row(2, 1), _row(3, 1), _row(4, 1, minutes_ago=5)], MORNING)

    assert [row.id for row in reversed(waiting[101])] == [4, 2, 3, 1]


def test_the_chat_with_the_most_urgent_row_comes_first() -> None:
    waiting = queues([_row(1, 3, 101), _row(2, 2, 102), _row(3, 0, 103), _row(4, 0, 101, minutes_ago=1)], MORNING)

    assert heads(waiting, MORNING) == [101, 103, 102]


def test_a_row_without_a_chat_stands_in_no_queue() -> None:
    assert queues([_row(1, 0, None)], MORNING) == {}


def test_every_ten_minutes_of_waiting_move_a_row_up_one_lane() -> None:
    lanes = [rank(_row(1, 4, minutes_ago=minutes), MORNING)[0] for minutes in (0, 9, 10, 39, 40, 90)]

    assert lanes == [4, 4, 3, 1, 0, 0]


def test_beside_endless_urgent_rows_a_digest_leaves_within_forty_minutes() -> None:
    digest, left_after = _row(0, 4), None
    for minute in range(60):
        now = MORNING + minute * MINUTE
        fresh = Waiting(minute + 1, "reminder", 1, now, None, 101)
        if queues([digest, fresh], now)[101][-1] is digest:
            left_after = minute
            break

    assert left_after is not None
    assert left_after <= 40


def test_a_row_from_the_future_of_a_stepped_back_clock_keeps_its_lane() -> None:
    assert rank(_row(1, 3, minutes_ago=-60), MORNING)[0] == 3
