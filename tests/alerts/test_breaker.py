import math

from bot.alerts.breaker import Breaker


def test_each_refusal_doubles_the_wait_up_to_the_most() -> None:
    breaker, waits, now = Breaker(first=1, most=15), [], 0.0
    for _ in range(6):
        breaker.refused(now)
        waits.append(breaker.ready_in(now))
        now += waits[-1]

    assert waits == [1, 2, 4, 8, 15, 15]


def test_one_message_at_a_time_tries_while_connections_are_refused() -> None:
    breaker = Breaker(first=1, most=15)
    breaker.refused(0)
    assert breaker.ready_in(1) == 0
    breaker.begin()

    assert breaker.ready_in(1) == math.inf
    breaker.refused(2)
    assert breaker.ready_in(4) == 0


def test_any_answer_lets_everybody_through_again() -> None:
    breaker = Breaker(first=1, most=15)
    breaker.refused(0)
    breaker.begin()
    breaker.answered()
    breaker.begin()

    assert not breaker.is_open
    assert breaker.ready_in(0) == 0
