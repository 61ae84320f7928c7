import threading

from bot.alerts.watchdog import Watchdog


class Steady:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_component_that_stopped_beating_is_found() -> None:
    steady = Steady()
    watchdog = Watchdog(lambda name: None, stalled_after=60, steady=steady)
    watchdog.beat("poller")
    watchdog.beat("ticker")
    found = []
    for _ in range(7):
        steady.now += 10
        watchdog.beat("ticker")
        found.append(watchdog.look())

    assert found == [None] * 6 + ["poller"]


def test_a_component_that_never_beat_or_stopped_on_purpose_is_not_missed() -> None:
    steady = Steady()
    watchdog = Watchdog(lambda name: None, stalled_after=60, steady=steady)
    watchdog.beat("sender")
    watchdog.forget("sender")
    for _ in range(10):
        steady.now += 10
        assert watchdog.look() is None


def test_after_the_whole_process_stood_still_everybody_gets_time_to_beat_again() -> None:
    steady = Steady()
    watchdog = Watchdog(lambda name: None, stalled_after=60, steady=steady)
    watchdog.beat("poller")
    steady.now += 600

    assert watchdog.look() is None
    for _ in range(6):
        steady.now += 10
        assert watchdog.look() is None
    steady.now += 10
    assert watchdog.look() == "poller"


def test_the_process_is_given_up_once_also_when_its_event_loop_is_stuck() -> None:
    given_up: list[str] = []
    done = threading.Event()

    def give_up(name: str) -> None:
        given_up.append(name)
        done.set()

    watchdog = Watchdog(give_up, stalled_after=0.1)
    watchdog.beat("loop")
    watchdog.start()

    assert done.wait(10)
    watchdog.stop()
    assert given_up == ["loop"]
